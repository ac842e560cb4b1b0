"""What is due is removed by itself, when the procedure allows it, and once; whatever else happens at that moment.

Source: docs/procedure.md, Removal, and The clock; docs/mail-rules.md, F53.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from outbound.outbox import Result, claim
from scene.waiting import as_soon_as
from tracker.ledger import MailClass
from tracker.model import Letter
from tracker.records import Arrival, Complaint, LetterOwed, Mailbox
from tracker.removal import due
from tracker.removal.due import remove_due
from tracker.removal.taking_out import remove
from tracker.removal_records import AnonymousLine, Removal, RemovedReference
from tracker.store import Store
from world import ALICE, BOB, MANAGER, NOW, Outcome, World, mail

GRACE = timedelta(hours=73)

on_sqlite = pytest.mark.parametrize("world", ["sqlite"], indirect=True)
"""Which database it is does not matter."""
on_postgresql = pytest.mark.parametrize("world", ["postgresql"], indirect=True)
"""On SQLite a writer waits for the one before it."""


def close(world: World, *senders: str) -> list[Complaint]:
    """Let complaints come in and be closed as none, the letters that say so go out, and their day of removal come."""
    for number, sender in enumerate(senders):
        world.deliver(mail(sender=sender, subject=f"Vraag {number}"))
    for complaint in world.complaints():
        world.order("#geenklacht", "Dit is een betaalbewijs.", sender=MANAGER, complaint=complaint)
    world.clock.moment += timedelta(minutes=10)
    world.send()
    world.clock.moment += GRACE
    return world.complaints()


def look(world: World) -> int:
    return remove_due(world.store, world.rules.house, world.clock.now())


def references(world: World) -> list[str]:
    return [one.reference for one in world.complaints()]


def test_what_is_due_is_removed_and_nothing_else(world: World) -> None:
    first, second = close(world, ALICE, BOB)
    world.deliver(mail(sender="carol@brief.example"))
    assert look(world) == 2
    assert references(world) == ["KL-2026-00003"]
    assert [row.reference for row in world.rows(RemovedReference)] == [first.reference, second.reference]
    assert [(row.reference, row.removed_at) for row in world.rows(Removal)] == [
        (one.reference, world.clock.now()) for one in (first, second)
    ]
    assert look(world) == 0
    assert len(world.rows(Removal)) == 2


def _not_yet(world: World) -> None:
    world.clock.moment -= timedelta(hours=2)


def _kept(world: World) -> None:
    world.order("#bewaren", "Er loopt een zaak.", sender=MANAGER, complaint=world.complaints()[0])


def _sending(world: World) -> None:
    world.deliver(mail("Nog iets.", sender=MANAGER, subject=f"[{references(world)[0]}] #status"))
    claim(world.store, "slot-0", world.clock.now(), 50)


WAITS: list[Callable[[World], None]] = [_not_yet, _kept, _sending]


@pytest.mark.parametrize("happens", WAITS, ids=lambda happens: happens.__name__)
def test_it_waits_for_its_day_for_a_hold_and_for_a_letter_on_its_way(world: World, happens: Callable[[World], None]) -> None:
    close(world, ALICE)
    happens(world)
    assert look(world) == 0
    assert references(world) == ["KL-2026-00001"]


@on_sqlite
def test_what_waits_for_its_mailbox_waits_for_no_writer_and_holds_up_none(world: World) -> None:
    close(world, ALICE)
    with world.store.unit() as session:
        session.add(Mailbox(name="klachten", first_started_at=NOW, backlog_uidvalidity=1, backlog_last_uid=0))
    other = Store(world.store.url)
    with other.unit() as writing:
        assert writing.get(Complaint, 1) is not None
        assert look(world) == 0
    other.close()


@on_sqlite
def test_a_hold_on_what_became_part_of_it_keeps_both(world: World) -> None:
    for number in range(2):
        world.deliver(mail(subject=f"Klacht {number}"))
    first, second = world.complaints()
    world.order("#bewaren", "Er loopt een zaak.", sender=MANAGER, complaint=second)
    world.order(f"#samenvoegen {first.reference}", sender=MANAGER, complaint=second)
    world.order("#geenklacht", "Dit is een betaalbewijs.", sender=MANAGER, complaint=first)
    world.clock.moment += timedelta(minutes=10)
    world.send()
    world.clock.moment += GRACE
    assert look(world) == 0
    world.order("#vrijgeven", sender=MANAGER, complaint=first)
    world.clock.moment += timedelta(minutes=10)
    assert look(world) == 1
    assert world.complaints() == []


def test_a_letter_about_what_became_part_of_a_part_is_waited_for(world: World) -> None:
    for number in range(3):
        world.deliver(mail(subject=f"Klacht {number}"))
    first, second, third = world.complaints()
    world.order(f"#samenvoegen {second.reference}", sender=MANAGER, complaint=third)
    world.order(f"#samenvoegen {first.reference}", sender=MANAGER, complaint=second)
    world.order("#geenklacht", "Dit is een betaalbewijs.", sender=MANAGER, complaint=first)
    world.clock.moment += timedelta(minutes=10)
    world.send()
    world.clock.moment += GRACE
    merged = (LetterOwed.complaint_id == third.id, LetterOwed.letter == Letter.MERGED)
    with world.store.unit() as session:
        session.execute(update(LetterOwed).where(*merged).values(accepted_at=None))
    assert look(world) == 0
    with world.store.unit() as session:
        session.execute(update(LetterOwed).where(*merged).values(accepted_at=world.clock.now()))
    assert look(world) == 1


@on_sqlite
def test_one_at_fault_holds_up_no_other_and_goes_once_that_is_mended(world: World) -> None:
    first, second = close(world, ALICE, BOB)
    with world.store.unit() as session:
        fault = f"CREATE TRIGGER fault BEFORE DELETE ON complaint WHEN old.id = {first.id} BEGIN SELECT RAISE(ABORT, 'broken'); END"
        session.execute(text(fault))
    assert look(world) == 1
    assert (references(world), world.alarms()) == ([first.reference], ["removal.failed"])
    assert [row.reference for row in world.rows(RemovedReference)] == [second.reference]
    assert len(world.rows(Arrival, Arrival.complaint_id == first.id)) == 2
    with world.store.unit() as session:
        session.execute(text("DROP TRIGGER fault"))
    assert look(world) == 1
    assert (references(world), world.alarms()) == ([], [])


@on_sqlite
def test_of_many_a_round_removes_some_and_those_that_stay_hold_up_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "AT_ONCE", 2)
    first, *_ = close(world, *(f"a{number}@mail.example" for number in range(4)))
    with world.store.unit() as session:
        session.execute(update(LetterOwed).where(LetterOwed.complaint_id == first.id, LetterOwed.outside).values(accepted_at=None))
    assert [look(world) for _ in range(3)] == [2, 1, 0]
    assert references(world) == [first.reference]


def test_two_daemons_remove_it_once(world: World) -> None:
    close(world, ALICE, BOB)
    other = Store(world.store.url)
    together = threading.Barrier(2)

    def pass_of(store: Store) -> int:
        together.wait(20)
        return remove_due(store, world.rules.house, world.clock.now())

    with ThreadPoolExecutor(2) as threads:
        removed = list(threads.map(pass_of, (world.store, other)))
    other.close()
    assert sum(removed) == 2
    assert (len(world.rows(Removal)), len(world.rows(AnonymousLine)), world.complaints(), world.alarms()) == (2, 2, [], [])


def meanwhile(world: World, work: Callable[[], Outcome]) -> "Future[Outcome]":
    """Begin something in a thread; return once it waits for a lock of the transaction that is open."""
    threads = ThreadPoolExecutor(1)
    result = threads.submit(work)
    threads.shutdown(wait=False)

    def waits() -> bool:
        with world.store.reading() as session:
            return bool(session.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))) or result.done()

    as_soon_as(waits, lambda: "it never waited")
    assert not result.done()
    return result


@on_postgresql
def test_a_mail_that_joins_it_at_that_moment_is_a_complaint_of_its_own(world: World) -> None:
    (complaint,) = close(world, ALICE)
    raw = mail("Toch niet.", subject=f"Re: [{complaint.reference}]")
    kept = world.keep(raw)
    with world.store.unit() as session:
        assert remove(session, world.rules.house, complaint.id, world.clock.now())
        joining = meanwhile(world, lambda: world.intake.handle(kept, world.read(raw)))
    with pytest.raises((IntegrityError, StaleDataError)):
        joining.result(20)
    assert world.intake.handle(kept, world.read(raw)) is MailClass.COMPLAINT
    assert references(world) == ["KL-2026-00002"]


@on_postgresql
def test_a_mail_that_joined_it_just_before_keeps_it(world: World) -> None:
    close(world, ALICE)
    with world.store.unit() as session:
        session.execute(update(Complaint).values(wrote_after_closing_at=world.clock.now()))
        removing = meanwhile(world, lambda: look(world))
    assert removing.result(20) == 0
    assert (references(world), world.alarms()) == (["KL-2026-00001"], [])


def test_how_a_letter_of_it_ended_is_noted_nowhere_and_holds_up_no_other(world: World) -> None:
    close(world, ALICE)
    world.deliver(mail(sender=BOB))
    gone = world.letters(Letter.ACKNOWLEDGEMENT)[0]
    (bobs, *_) = claim(world.store, "slot-0", world.clock.now(), 1)
    assert look(world) == 1
    results = [Result(gone.id, accepted=True), Result(bobs.id, accepted=True)]
    assert world.notebook(keeps_sent=True).note(results, "slot-0", world.clock.now()) == {gone.id, bobs.id}
    assert [row.id for row in world.rows(LetterOwed, LetterOwed.accepted_at.is_not(None))] == [bobs.id]
