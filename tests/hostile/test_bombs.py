"""Mails that are meant to stop the service: each is read within its limits, registered, and holds up nobody.

The real children read them, under less than half the processor time that they
have otherwise; what they find is then handled, and its letters are sent.
Source: docs/mail-rules.md, D3, R-LIM-01, A18, A21, A22, A23, A32 and F42.
"""

import hashlib
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from bombs import ALICE, BOMBS, KEPT, zip_of_zips

from intake.child import Readers
from intake.taking import TOO_MUCH, Taker
from tracker.ledger import Shelf
from tracker.model import Letter
from tracker.records import Arrival, Complaint, LetterOwed
from world import BOB, World, mail

HASTY = (sys.executable, "-c", "import intake.reading as reading; reading.CPU_SECONDS = 2; reading.main()")
"""A child that has two seconds of the processor for a mail, of which the worst takes half a second alone: the system counts whole ones."""

ENDLESS = """
import intake.reading as reading
read_mail = reading.read_mail
def read_or_burn(raw, enclose_up_to):
    while b"BURN" in raw:
        pass
    return read_mail(raw, enclose_up_to)
reading.CPU_SECONDS = 0
reading.read_mail = read_or_burn
reading.main()
"""
"""A child with a fault of ours in it: some mails it reads for ever."""

LARGEST_LETTER = 12 * 1024 * 1024
"""Bytes: what staff get of a mail is its beginning, and attachments up to the 10 MB of the settings, which base64 makes a third larger."""


@pytest.fixture(scope="module")
def hasty() -> Iterator[Readers]:
    with Readers(1, program=HASTY) as readers:
        yield readers


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_within_two_seconds_and_tells_what_was_left_out(hasty: Readers, name: str) -> None:
    bomb = BOMBS[name]
    raw = bomb.make()
    read = hasty.read([raw], len(raw)).mail
    assert read.readable
    assert KEPT.decode() in read.text
    assert bomb.fault is None or bomb.fault in read.faults


def test_every_attack_by_weight_that_the_rules_name_has_a_bomb() -> None:
    """One at least for each vulnerability in the rows about HTML, parts, parsers, archives and patterns."""
    rules = (Path(__file__).parents[2] / "docs/mail-rules.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?:A18|A21|A22|A23|A32) \| .*$", rules, flags=re.MULTILINE)
    named = {number for row in rows for number in re.findall(r"CVE-\d{4}-\d+", row)}
    assert len(rows) == 5
    assert named - {bomb.source for bomb in BOMBS.values()} == set()


def taker(world: World, readers: Readers) -> Taker:
    """Return one that watches a mailbox in which nothing lay at the first start."""
    enclosures = world.rules.house.enclosures_bytes
    one = Taker(
        world.mailbox, world.store, readers, world.intake, world.clock, enclosures_bytes=enclosures, backlog_after=timedelta(days=5)
    )
    one.connect()
    return one


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_every_bomb_is_a_complaint_and_so_is_the_mail_behind_it(world: World, hasty: Readers) -> None:
    one = taker(world, hasty)
    expected = []
    for number, bomb in enumerate(BOMBS.values()):
        raw = bomb.make().replace(ALICE, b"alice%d@mail.example" % number)
        world.mailbox.put(raw)
        world.mailbox.put(mail(sender=f"bob{number}@post.example"))
        expected += [(hashlib.sha256(raw).hexdigest(), "owed" if bomb.answered else "withheld"), (None, "owed")]
        one.take_in()
    found = [(row.sha256, complaint.acknowledgement) for row, complaint in zip(world.rows(Arrival), world.complaints(), strict=True)]
    assert [how for _, how in found] == [how for _, how in expected]
    assert [digest for digest, _ in found[::2]] == [digest for digest, _ in expected[::2]]
    assert world.mailbox.raws("INBOX") == []
    assert all(len(letter.raw) <= LARGEST_LETTER for letter in world.send())
    assert [row for row in world.rows(LetterOwed, LetterOwed.letter == Letter.ACKNOWLEDGEMENT) if not row.accepted_at] == []


def test_a_mail_that_is_read_for_ever_is_kept_raw_at_once_and_its_neighbours_come_through(world: World) -> None:
    endless = mail("BURN")
    with Readers(1, program=(sys.executable, "-c", ENDLESS)) as readers:
        one = taker(world, readers)
        for raw in (mail(sender=BOB), endless, mail(sender=BOB)):
            world.mailbox.put(raw)
        one.take_in()
    assert [row.kind for row in world.rows(Arrival)] == ["complaint", "unreadable", "complaint"]
    assert world.letter(Letter.UNREADABLE).facts["unreadable_why"] == TOO_MUCH
    assert world.mailbox.raws(Shelf.UNREADABLE) == [endless]
    assert len(world.rows(Complaint)) == 2


def test_an_archive_is_passed_on_as_it_came_and_never_opened(hasty: Readers) -> None:
    raw = BOMBS["an archive that holds gigabytes"].make()
    reading = hasty.read([raw], len(raw), 10_000_000)
    assert [(one.name, one.type, one.size) for one in reading.mail.attachments] == [("bewijs.zip", "application/zip", len(zip_of_zips()))]
    assert reading.enclosures == (zip_of_zips(),)
