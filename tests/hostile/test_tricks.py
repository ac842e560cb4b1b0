"""Small mails that mean harm, from the mailbox to the letters: each is a complaint, and does nothing else.

Source: docs/mail-rules.md, D12, D17, R-ACK-14, R-SMTP-03, R-SMTP-05, A14 to A19, A24, A25, A28 to A36, A39 and A40.
"""

import hashlib
import itertools
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sent import assert_sound, reading, written
from tricks import SECRET, SSTI, TRICKS

from intake.incoming import IncomingMail
from outbound.courier import Envelope
from tracker.ledger import MailClass
from tracker.log import JsonLines
from tracker.records import Arrival, Complaint, Held
from world import ALICE, MANAGER, World

NUMBERS = itertools.count(1)
HEAD = b"From: <alice@mail.example>\r\nTo: klachten@voorbeeld.nl\r\n"


CALM = {True: "calm", False: "calm-and-unanswered"}
"""The letter about such a one has all that a letter of ours may have."""

ALIVE = re.compile(r"https?:|www\.|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", re.IGNORECASE)


class Page(HTMLParser):
    """What a mail program would make of a page: its elements with what they ask for, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.asks: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.asks |= {
            f"{name}={value}" for name, value in attrs if name in {"href", "src", "action", "background"} or name.startswith("on")
        }
        self.asks |= {f"{value}" for name, value in attrs if name == "style" and "url(" in (value or "")}

    def handle_data(self, data: str) -> None:
        self.text += data


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a trick: how it was read, its complaint, and the letters that follow."""

    read: IncomingMail
    complaint: Complaint
    sent: list[Envelope]

    @property
    def to_staff(self) -> Envelope:
        (letter,) = [one for one in self.sent if one.recipient == MANAGER]
        return letter

    @property
    def to_alice(self) -> Envelope:
        (letter,) = [one for one in self.sent if one.recipient == ALICE]
        return letter


def mail_of(name: str) -> bytes:
    """Return a trick as a mail; each time it is another one."""
    return b"X-Nummer: %d\r\n" % next(NUMBERS) + HEAD + TRICKS[name].raw


def bring(world: World, name: str) -> Brought:
    """Let a trick come in."""
    raw = mail_of(name)
    assert world.deliver(raw) is MailClass.COMPLAINT
    complaint = world.complaints()[-1]
    return Brought(world.read(raw).mail, complaint, written(world, complaint))


def test_every_trick_names_a_rule() -> None:
    rules = (Path(__file__).parents[2] / "docs/mail-rules.md").read_text(encoding="utf-8")
    assert [name for name, trick in TRICKS.items() if f"\n| {trick.source} |" not in rules] == []


Bring = Callable[[str], Brought]


@pytest.fixture(scope="module")
def brought(roomy: World) -> Bring:
    """Let each trick come in once, however many tests look at it."""
    return cache(partial(bring, roomy))


@pytest.mark.parametrize("name", TRICKS)
def test_it_is_a_complaint_and_moves_nothing(roomy: World, brought: Bring, name: str) -> None:
    found, trick = brought(name), TRICKS[name]
    assert (found.complaint.state, found.complaint.complainant_address, found.complaint.handler_role) == ("registered", ALICE, None)
    assert found.complaint.acknowledgement == ("owed" if trick.answered else "withheld")
    assert trick.fault is None or trick.fault in found.read.faults
    assert sorted(one.recipient for one in found.sent) == sorted([MANAGER, *([ALICE] if trick.answered else [])])
    assert roomy.rows(Held) == []


@pytest.mark.parametrize("name", TRICKS)
def test_its_letters_are_as_we_wrote_them_and_the_outside_reads_nothing_of_it(brought: Bring, name: str) -> None:
    for envelope in brought(name).sent:
        letter = assert_sound(envelope)
        if envelope.recipient == ALICE:
            everything = envelope.raw.decode() + reading(letter, "plain") + reading(letter, "html") + str(letter["Subject"])
            assert SECRET not in everything
            assert "evil" not in everything


@pytest.mark.parametrize("name", TRICKS)
def test_staff_see_it_as_text_and_nothing_in_it_is_alive(brought: Bring, name: str) -> None:
    letter, calm = assert_sound(brought(name).to_staff), assert_sound(brought(CALM[TRICKS[name].answered]).to_staff)
    page = Page(reading(letter, "html"))
    assert page.tags <= Page(reading(calm, "html")).tags | {"br", "ul", "li"}
    assert [ask for ask in page.asks if not ask.startswith("href=") or "evil" in ask or "script:" in ask] == []
    assert not ALIVE.search(reading(letter, "plain") + page.text + str(letter["Subject"]))


@pytest.mark.parametrize("part", ["plain", "html"])
def test_code_comes_out_as_it_was_written(brought: Bring, part: str) -> None:
    """A19: seven times seven stays that."""
    letter = assert_sound(brought("template").to_staff)
    shown = reading(letter, "plain") if part == "plain" else Page(reading(letter, "html")).text
    assert SSTI in shown.replace("\n", " ")


NAMES = [
    ("path", "passwd"),
    ("windows-path", "x.exe"),
    ("right-to-left-name", "notafdp.exe"),
    ("invisible-name", "htaccess"),
    ("device-name", "_CON"),
    ("dot-name", "bijlage.bin"),
    ("name-in-pieces", "x.sh"),
    ("name-with-a-field", "a Bcc: evil@evil.example"),
    ("name-with-a-nul", "a.pdf.exe"),
    ("long-name", "n" * 116 + ".pdf"),
    ("page-as-an-attachment", "factuur.html"),
    ("a-mail-within", "x.eml"),
]


@pytest.mark.parametrize(("trick", "name"), NAMES)
def test_what_it_brings_along_goes_to_staff_as_an_attachment_under_a_harmless_name(brought: Bring, trick: str, name: str) -> None:
    assert [one.name for one in brought(trick).read.attachments] == [name]
    (enclosed,) = assert_sound(brought(trick).to_staff).iter_attachments()
    assert enclosed.get_content_disposition() == "attachment"
    assert not set(str(enclosed.get_filename())) & set('/\\:*?"<>|\r\n\0')


@pytest.mark.parametrize("trick", ["utf-7", "unicode-escape"])
def test_plain_letters_stay_plain_letters(brought: Bring, trick: str) -> None:
    read = brought(trick).read
    assert "<" not in read.text + read.subject


@pytest.mark.parametrize("trick", ["message-id-for-imap", "message-id-with-a-field", "message-id-without-end"])
def test_an_identifier_that_is_none_is_not_answered(brought: Bring, trick: str) -> None:
    told = assert_sound(brought(trick).to_alice)
    assert told["In-Reply-To"] is None
    assert told["References"] is None


def test_both_databases_take_every_trick_and_keep_it_byte_for_byte(world: World) -> None:
    raws = [HEAD.replace(b"alice", b"alice%d" % number) + trick.raw for number, trick in enumerate(TRICKS.values())]
    for raw in raws:
        world.deliver(raw)
    assert [row.sha256 for row in world.rows(Arrival)] == [hashlib.sha256(raw).hexdigest() for raw in raws]
    assert len(world.complaints()) == len(TRICKS)


def test_nothing_of_any_is_logged(roomy: World, caplog: pytest.LogCaptureFixture) -> None:
    """A35: at any level, in any field."""
    with caplog.at_level(logging.DEBUG):
        for name in TRICKS:
            roomy.deliver(mail_of(name))
        roomy.send()
    lines = [JsonLines().format(record) for record in caplog.records if record.name.partition(".")[0] in {"intake", "outbound", "tracker"}]
    assert lines
    assert [line for line in lines if re.search(f"{SECRET}|alice|evil|@", line)] == []
