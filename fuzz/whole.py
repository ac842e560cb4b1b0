"""Whole mails through the whole intake: read, judged, registered and answered.

Uses the little world of the tests. Rule: whatever comes in is registered, in one
class and in well-formed words, and whatever goes out is one message with the
fields that we gave it.
"""

import atexit
import itertools
import json
import shutil
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

from intake.authentication import authenticate
from intake.authority import may_answer, may_obey
from intake.frames import from_json
from intake.incoming import IncomingMail
from intake.inspection import inspect
from intake.reading import read_mail
from intake.screening import ScreeningRules, screen
from intake.senders import sender_of
from intake.tag_arguments import Known
from intake.text import clean_text
from outbound import message
from tracker.letters import LETTERS, Audience
from tracker.model import Letter
from tracker.records import Arrival, Complaint, LetterOwed
from tracker.schema import Record
from world import NOW, PEOPLE, TRUST, World, new_world

ENCLOSED = 1024 * 1024
MAILS_IN_A_WORLD = 500
SWOLLEN_OCTETS = 256 * 1024
KNOWN = Known(NOW.date(), people=PEOPLE)
RULES = ScreeningRules(frozenset({"klachten@voorbeeld.nl"}), frozenset({"a.deboer@voorbeeld.nl"}), TRUST.own_hosts)
FIELDS = {
    "Date", "From", "To", "Reply-To", "Subject", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
    "X-Auto-Response-Suppress", "X-KL-Loop", "X-KL-Letter", "Content-Language", "MIME-Version", "Content-Type",
}  # fmt: skip


def mail(data: bytes) -> None:
    """Read a mail as the child process does, and let every room of the intake judge it that needs no register."""
    told, files = read_mail(data, ENCLOSED)
    read = from_json(json.loads(json.dumps(told, ensure_ascii=False).encode())["mail"])
    assert not [fault for fault in read.faults if "could not be read in the usual way" in fault]
    assert len(files) in (0, len(read.attachments))
    for value in (read.subject, read.text, read.new_text, *(value for _, value in read.headers)):
        assert clean_text(value) == value
    json.dumps(inspect("x", read, RULES, KNOWN), ensure_ascii=False).encode()
    _judge(read)


def _judge(read: IncomingMail) -> None:
    sender, found = sender_of(read), authenticate(read, TRUST)
    screened = screen(read, sender, RULES)
    assert may_answer(sender, screened, found, "unless-failed").allowed >= may_answer(sender, screened, found, "authenticated").allowed
    if may_obey(sender, screened, found, RULES.staff_addresses).allowed:
        assert str(TRUST.authserv_id) in str(read.headers)


def bomb(data: bytes) -> None:
    """Read a mail of which one piece stands there as often as a large mail has room for it: linear, whatever is piled up.

    data: where the piece begins, in 256ths of the mail; its length in octets; the mail.
    """
    if len(data) < 3:  # noqa: PLR2004 - two octets, and a mail
        return
    raw = data[2:]
    start = data[0] * len(raw) // 256
    stop = start + 1 + data[1]
    mail(raw[:stop] + raw[start:stop] * (SWOLLEN_OCTETS // len(raw[start:stop])) + raw[stop:])


class _Worlds:
    """A world with an empty register, made anew after so many mails, so that a find depends on few before it."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._count = itertools.count()
        self._world: World | None = None
        atexit.register(self._stack.close)

    def world(self) -> World:
        """Return a world a day later than the last time: no limit is ever reached."""
        if self._world is None or next(self._count) % MAILS_IN_A_WORLD == 0:
            self._stack.close()
            folder = Path(tempfile.mkdtemp(prefix="kl-fuzz-"))
            self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
            self._world = self._stack.enter_context(new_world(f"sqlite:///{folder}/register.db", folder))
        self._world.clock.advance(timedelta(days=1))
        return self._world


_worlds = _Worlds()


def registered(data: bytes) -> None:
    """Register a mail, and write every letter that it makes us owe: nothing is lost, and nothing of it breaks a letter (I1, A15)."""
    world = _worlds.world()
    now = world.clock.now()
    kind = world.deliver(data)
    (arrival,) = world.rows(Arrival, Arrival.kept_at == now)
    assert arrival.kind == kind
    assert arrival.handled_at is not None
    letters = world.rows(LetterOwed, LetterOwed.made_at == now)
    for row in (arrival, *world.rows(Complaint, Complaint.registered_at == now), *letters):
        _fit_for_postgresql(row)
    for letter in letters:
        _written(world, letter)


def _fit_for_postgresql(row: Record) -> None:
    """See that every text of a row is one that PostgreSQL takes as well as SQLite (A34)."""
    for name, value in vars(row).items():
        assert "\\u0000" not in json.dumps(value, default=str), name


def _written(world: World, owed: LetterOwed) -> None:
    """Write one letter, and read it again: the fields are ours, and no other."""
    outside = LETTERS[Letter(owed.letter)].audience is Audience.COMPLAINANT
    try:
        message.address(owed.recipient)
    except ValueError:
        assert outside  # it is parked, and a person confirms another way
        return
    message_id, raw = world.scribe.write(owed, world.clock.now())
    read = message_from_bytes(raw, policy=policy.compat32)
    assert set(read.keys()) <= FIELDS
    assert len(set(read.keys())) == len(read.keys())
    assert read["Message-ID"] == message_id
    assert message.proven(raw)
    if outside:
        assert str(read["To"]) == owed.recipient or not owed.recipient.isascii()
