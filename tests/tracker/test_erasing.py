"""Erasing rows: all that hangs on them goes, what stays forgets them, and what is left to do in the mailbox names no row."""

import hashlib

from sqlalchemy import func, select

from intake.folders import carry
from tracker.alarms import raise_alarm
from tracker.house_records import Alarm, SpentToken
from tracker.ledger import Shelf
from tracker.model import Event
from tracker.owing import Work
from tracker.records import Arrival, Enclosure, FolderWork, Held, Journal, LetterOwed, RawBlock
from tracker.removal.erasing import Erased, erase
from tracker.schema import Record
from tracker.spending import spend
from world import NOW, World, with_attachments


def take_out(world: World, arrival_ids: list[int], letter_ids: list[int], removal_id: int | None = None) -> Erased:
    with world.store.unit() as session:
        return erase(session, arrival_ids, letter_ids, NOW, removal_id)


def count(world: World, kind: type[Record]) -> int:
    with world.store.reading() as session:
        return session.scalars(select(func.count()).select_from(kind)).one()


def test_rows_go_with_all_that_hangs_on_them_and_leave_their_places_and_bytes_as_work(world: World) -> None:
    world.deliver(with_attachments(100))
    arrival = world.arrival()
    world.send(keeps_sent=True)
    carry(world.mailbox, world.store, world.clock)
    letters = world.letters()
    with world.store.unit() as session:
        spend(session, "AAAA", letters[0].id, NOW)
        raise_alarm(session, "letter.parked", str(letters[0].id), "set aside", NOW)
        raise_alarm(session, "mail.quarantined", str(arrival.id), "waits", NOW)
        raise_alarm(session, "smtp.unreachable", "smtp", "away", NOW)
        session.add(Held(arrival_id=arrival.id, event=Event.NOTE, because="forwarder", asked_of="", facts={}, made_at=NOW, expires_at=NOW))
    assert take_out(world, [arrival.id], [row.id for row in letters], 7) == Erased(1, len(letters))
    assert [count(world, kind) for kind in (Arrival, RawBlock, Enclosure, LetterOwed, SpentToken, Held)] == [0] * 6
    assert [row.name for row in world.rows(Alarm)] == ["smtp.unreachable"]
    assert {row.arrival_id for row in world.rows(Journal)} == {None}
    left = world.rows(FolderWork)
    assert {(row.work, row.arrival_id, row.letter_id, row.removal_id, row.done_at) for row in left} == {(Work.ERASE, None, None, 7, None)}
    by_bytes = {(row.folder, row.sha256, row.size) for row in left}
    sent = {(Shelf.SENT, hashlib.sha256(row.raw or b"").hexdigest(), len(row.raw or b"")) for row in letters}
    assert by_bytes == {(Shelf.HANDLED, arrival.sha256, arrival.size)} | sent
    assert take_out(world, [arrival.id], [row.id for row in letters]) == Erased()


def test_a_letter_that_stays_only_forgets_which_mail_it_answers(world: World) -> None:
    world.deliver(with_attachments(100))
    assert take_out(world, [world.arrival().id], []) == Erased(mails=1)
    assert {row.arrival_id for row in world.letters()} == {None}


def test_a_letter_that_never_went_leaves_nothing_to_erase(world: World) -> None:
    world.deliver(with_attachments(100), from_file=True)
    assert take_out(world, [], [row.id for row in world.letters()]).letters > 0
    assert world.rows(FolderWork) == []
