"""What may be said of every letter that goes out, whatever it answers."""

import email
import email.policy
import re
from email.message import EmailMessage

from outbound.courier import Envelope
from tracker.records import Complaint, LetterOwed
from world import MANAGER, World

ALWAYS = {
    "Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "X-KL-Loop", "X-KL-Letter", "Content-Language", "MIME-Version",
    "Content-Type",
}  # fmt: skip
THREAD = {"In-Reply-To", "References"}
LONGEST_LINE = 998
EXACT = email.policy.default.clone(refold_source="none")


def written(world: World, complaint: Complaint) -> list[Envelope]:
    """Return the letters about a complaint, composed as they would go out."""
    rows = world.rows(LetterOwed, LetterOwed.complaint_id == complaint.id)
    return [world.scribe.envelope(row, world.scribe.write(row, world.clock.now())[1]) for row in rows]


def parsed(raw: bytes) -> EmailMessage:
    """Read a letter as its receiver does."""
    read = email.message_from_bytes(raw, policy=EXACT)
    assert isinstance(read, EmailMessage)
    return read


def reading(letter: EmailMessage, kind: str) -> str:
    """Return its text (`plain`) or its page (`html`)."""
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def assert_sound(envelope: Envelope) -> EmailMessage:
    """The letter has the fields that we gave it and no other, one receiver, and no line that could be the start of another mail."""
    assert envelope.raw.count(b"\r\n") == envelope.raw.count(b"\r") == envelope.raw.count(b"\n")
    assert max(map(len, envelope.raw.split(b"\r\n"))) <= LONGEST_LINE
    assert b"\0" not in envelope.raw
    letter = parsed(envelope.raw)
    outside = envelope.recipient != MANAGER
    expected = ALWAYS | ({"X-Auto-Response-Suppress"} if outside else set())
    keys = letter.keys()
    assert len(keys) == len(set(keys))
    assert set(keys) - THREAD == expected
    assert THREAD.isdisjoint(keys) or set(keys) >= THREAD
    assert letter["To"] == envelope.recipient
    assert not any(part.defects for part in letter.walk())
    return letter
