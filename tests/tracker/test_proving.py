"""What was removed is looked for where this system keeps things: nothing is found and that is proved, or a person hears of it.

The takers' work in the mailbox is done here by taking its rows away.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text, update

from tracker import crashpoints
from tracker.errors import TryLater
from tracker.house_records import Alarm
from tracker.model import Event, State
from tracker.records import Arrival, Complaint, FolderWork, Mailbox, RawBlock
from tracker.removal import cleaning, proving
from tracker.removal.belongings import belongings_of
from tracker.removal.cleaning import NOT_OURS, clean, left_to_operator
from tracker.removal.ledger import Ledger
from tracker.removal.markers import AT_MOST, cover, markers_of, uncover
from tracker.removal.proving import LATE_AFTER, REMOVALS, prove_due
from tracker.removal.rightful import of_living_mails, written_by_others
from tracker.removal.rounds import go_round
from tracker.removal.taking_out import take_out
from tracker.removal_records import Removal
from tracker.store import Store
from world import ALICE, BOB, HOUR, MANAGER, NOW, World, mail, new_world

NIGHT = datetime(2026, 4, 3, 0, 30, tzinfo=UTC)  # half past two in Amsterdam
HERS = "De kosten van café Zonnebloem zijn mij tweemaal in rekening gebracht, schrijft mevrouw Aalders zelf."
SUBJECT = "Tweemaal betaald aan café Zonnebloem"
WORDS = (HERS, SUBJECT, "tweemaal in rekening", ALICE)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "removals")


@pytest.fixture
def removed(world: World) -> Removal:
    """Alice's complaint, with a note and letters about it, just left the register; Bob's stays. It is night."""
    world.deliver(mail(HERS, From=f"Alice Aalders <{ALICE}>", subject=SUBJECT))
    world.deliver(mail(f"{HERS} {'Nog iets langs. ' * 2000}", sender=ALICE, subject="Re: [KL-2026-00001]"))
    world.deliver(mail("Ik vraag om een betaalplan.", sender=BOB, subject="Betaalplan"))
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER, complaint=world.complaints()[0])
    world.send()
    return take(world)


def take(world: World, at: datetime = NIGHT) -> Removal:
    """Take the oldest complaint out."""
    world.clock.moment = at
    with world.store.unit() as session:
        complaint = session.scalars(select(Complaint).order_by(Complaint.id).limit(1)).one()
        removal_id = take_out(session, world.rules.house, complaint, at, at.date())
    return next(one for one in world.rows(Removal) if one.id == removal_id)


def erased_from_the_mailbox(world: World) -> None:
    with world.store.unit() as session:
        session.execute(delete(FolderWork))


def prove(world: World, ledger: Ledger) -> int:
    return prove_due(world.store, ledger, world.clock.now())


def test_what_is_gone_is_proved_once_the_mailbox_is_clean(world: World, removed: Removal, ledger: Ledger) -> None:
    assert prove(world, ledger) == 0
    assert world.rows(Removal)
    erased_from_the_mailbox(world)
    world.clock.moment = NIGHT + timedelta(hours=1)
    assert (prove(world, ledger), prove(world, ledger)) == (1, 0)
    (proof,) = ledger.read().proofs
    assert (proof.reference, proof.removed_at, proof.proved_at) == ("KL-2026-00001", NIGHT, NIGHT + timedelta(hours=1))
    assert (proof.mails, proof.letters, proof.markers) == (removed.mails, removed.letters, len(uncover(removed.markers, removed.mask)))
    assert "removals" in proof.files
    assert ("postgresql vacuum full" in proof.operator) is not world.store.sqlite
    assert (world.rows(Removal), world.alarms()) == ([], [])


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_no_file_of_the_register_bears_what_is_proved_gone(world: World, removed: Removal, ledger: Ledger, tmp_path: Path) -> None:
    sought = {*uncover(removed.markers, removed.mask), *(word.encode() for word in WORDS)}
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert any(marker in content for marker in sought for content in before.values())  # in the log, until it is cut off
    assert not any(marker in cover(sought)[0] for marker in sought)
    erased_from_the_mailbox(world)
    assert prove(world, ledger) == 1
    files = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert [(name, word) for name, content in files.items() for word in WORDS if word.encode() in content] == []
    with world.store.reading() as session:  # of our letters' bytes Bob's have the same sentences
        of_bob = written_by_others(session, sought) | of_living_mails(session, sought, NIGHT)
    assert [(name, marker) for name, content in files.items() for marker in sought - of_bob if marker in content] == []
    assert len(sought - of_bob) > len(sought) / 3
    assert [name for name, content in files.items() if removed.markers in content] == []


def leave_in_an_alarm(world: World) -> Callable[[], None]:
    """Let words of Alice stand where no text of people belongs."""
    with world.store.unit() as session:
        session.add(Alarm(name="mailbox.fault", subject="x", words=f"server said: {SUBJECT}", raised_at=NIGHT, last_at=NIGHT))

    def mend() -> None:
        with world.store.unit() as session:
            session.execute(delete(Alarm).where(Alarm.name == "mailbox.fault"))

    return mend


def test_what_is_found_keeps_the_row_and_tells_a_person(world: World, removed: Removal, ledger: Ledger) -> None:
    mend = leave_in_an_alarm(world)
    erased_from_the_mailbox(world)
    assert prove(world, ledger) == 0
    (alarm,) = (one for one in world.rows(Alarm) if one.name == "removal.traces")
    where = "register.db" if world.store.sqlite else "postgresql: statistics, columns"
    assert (alarm.subject, where in alarm.words, SUBJECT in alarm.words) == (removed.reference, True, False)
    assert ([one.attempts for one in world.rows(Removal)], ledger.read().proofs) == ([1], ())
    mend()
    world.clock.moment = NIGHT + timedelta(days=1)
    assert prove(world, ledger) == 1
    assert world.alarms() == []


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_what_others_wrote_is_no_trace_of_who_is_gone(world: World, ledger: Ledger) -> None:
    world.deliver(mail(HERS, sender=ALICE, subject=SUBJECT))
    world.deliver(mail(f"Nog een klacht. {HERS}", sender=ALICE, subject=SUBJECT))
    take(world)
    erased_from_the_mailbox(world)
    assert prove(world, ledger) == 1
    assert world.complaint().subject == SUBJECT


@pytest.mark.parametrize(("kept_at", "proved"), [(NIGHT - timedelta(hours=1), 0), (NIGHT + timedelta(hours=1), 1)], ids=["before", "after"])
def test_her_mail_on_nobodys_record_is_a_trace_unless_it_came_afterwards(
    world: World, ledger: Ledger, kept_at: datetime, proved: int
) -> None:
    world.deliver(mail(HERS, sender=ALICE, subject=SUBJECT, Message_ID="<hers@mail.example>"))
    take(world)
    world.clock.moment = kept_at
    left = world.keep(mail("Kopie.", sender=BOB, In_Reply_To="<hers@mail.example>"))
    with world.store.unit() as session:
        row = session.get_one(Arrival, left)
        row.handled_at, row.kind, row.message_id = kept_at, "bulk", "<hers@mail.example>"
    erased_from_the_mailbox(world)
    world.clock.moment = NIGHT + timedelta(minutes=10)
    assert prove(world, ledger) == proved
    assert world.alarms() == ([] if proved else ["removal.traces"])


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("removed")
def test_of_many_a_round_proves_some(world: World, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    take(world)
    erased_from_the_mailbox(world)
    monkeypatch.setattr(proving, "AT_ONCE", 1)
    assert [prove(world, ledger) for _ in range(3)] == [1, 1, 0]


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_a_mailbox_that_is_away_for_days_is_told(world: World, removed: Removal, ledger: Ledger) -> None:
    assert world.rows(FolderWork, FolderWork.removal_id == removed.id)
    world.clock.moment = NIGHT + LATE_AFTER
    prove(world, ledger)
    assert world.alarms() == []
    world.clock.moment += timedelta(minutes=1)
    prove(world, ledger)
    assert world.alarms() == ["removal.waits"]
    erased_from_the_mailbox(world)
    assert prove(world, ledger) == 1
    assert world.alarms() == []


@pytest.mark.parametrize("world", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("removed")
def test_a_server_is_cleaned_at_night_by_the_customers_clock_by_one_daemon(world: World, ledger: Ledger) -> None:
    take(world)
    erased_from_the_mailbox(world)
    with world.store.reading() as another:  # a daemon that is at it
        another.execute(text("SELECT pg_advisory_xact_lock(:kind, 0)"), {"kind": REMOVALS})
        assert prove(world, ledger) == 0
    for hour, proved in ((12, 0), (25, 0), (26, 2)):  # in Amsterdam, two hours later than UTC
        world.clock.moment = datetime(2026, 4, 3, tzinfo=UTC) + timedelta(hours=hour - 2)
        assert prove(world, ledger) == proved
    with world.store.reading() as session:
        told = session.scalars(text("SELECT coalesce(most_common_vals::text, '') FROM pg_stats WHERE tablename = 'arrival'"))
        assert [one for one in told if ALICE in one] == []
        assert session.execute(text("SELECT count(*), count(DISTINCT xmin::text) FROM anonymous_line")).one() == (2, 1)


def test_where_the_role_lacks_the_right_nothing_fails_and_the_operator_hears_of_it(postgresql_url: str, tmp_path: Path) -> None:
    name = f"klerk_{os.getpid()}"
    with new_world(postgresql_url, tmp_path) as owner:
        with owner.store.engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO {name}")
        theirs = Store(owner.store.url.set(username=name))
        try:
            clean(theirs)
            assert (NOT_OURS in left_to_operator(theirs), NOT_OURS in left_to_operator(owner.store)) == (True, False)
        finally:
            theirs.close()
            with owner.store.engine.begin() as connection:
                connection.exec_driver_sql(f"DROP OWNED BY {name}; DROP ROLE {name}")


def its_day_comes(world: World) -> None:
    """Close the only complaint, so that it may go, and read the mailbox to its end."""
    world.send()
    closed = {"state": State.CLOSED, "outcome": Event.RESOLVE, "closed_at": NOW, "remove_after": NOW + HOUR}
    with world.store.unit() as session:
        session.execute(update(Complaint).values(closed))
        session.add(Mailbox(name="klachten", first_started_at=NOW, backlog_uidvalidity=1, backlog_last_uid=0, last_reached_at=NIGHT))


@pytest.mark.parametrize("point", crashpoints.OF_REMOVAL)
@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_interrupted_anywhere_it_ends_at_the_next_beat_and_is_proved_once(
    world: World, ledger: Ledger, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(name: str) -> None:
        if name == point:
            raise KeyboardInterrupt

    def beat_twice() -> None:
        for _ in range(2):
            go_round(world.store, world.rules.house, ledger, NIGHT)
            erased_from_the_mailbox(world)

    world.deliver(mail(HERS, sender=ALICE, subject=SUBJECT))
    its_day_comes(world)
    with monkeypatch.context() as patched:
        patched.setattr(crashpoints, "_hooks", [die])
        with pytest.raises(KeyboardInterrupt):
            beat_twice()
    beat_twice()
    content = ledger.read()
    assert (list(content.removed), [one.reference for one in content.proofs]) == (["KL-2026-00001"], ["KL-2026-00001"])
    assert (world.complaints(), world.rows(Removal), world.alarms()) == ([], [], [])


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("removed")
def test_a_large_file_is_written_anew_at_night(world: World, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "SMALL_BYTES", 0)
    erased_from_the_mailbox(world)
    world.clock.moment = NIGHT + timedelta(hours=9)
    assert prove(world, ledger) == 0
    world.clock.moment = NIGHT + timedelta(days=1)
    assert prove(world, ledger) == 1


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("removed")
def test_who_reads_at_that_moment_is_not_disturbed(world: World, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "PATIENT_MILLISECONDS", 1)
    erased_from_the_mailbox(world)
    with world.store.reading() as reader:
        assert reader.scalar(select(func.count()).select_from(Removal)) == 1
        with pytest.raises(TryLater, match="somebody reads"):
            prove(world, ledger)
        assert reader.scalar(select(func.count()).select_from(Removal)) == 1
    assert prove(world, ledger) == 1


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_while_the_ledger_cannot_be_written_nothing_more_is_removed(world: World, tmp_path: Path) -> None:
    world.deliver(mail(HERS, sender=ALICE, subject=SUBJECT))
    its_day_comes(world)
    ledger = Ledger(tmp_path / "absent" / "removals")
    assert go_round(world.store, world.rules.house, ledger, NIGHT) == 0
    assert (world.alarms(), world.complaint().state) == (["removal.ledger"], State.CLOSED)
    ledger.path.parent.mkdir()
    assert go_round(world.store, world.rules.house, ledger, NIGHT) == 1
    assert (world.alarms(), world.complaints(), list(ledger.read().removed)) == ([], [], ["KL-2026-00001"])


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_markers_are_few_telling_and_of_every_mail(world: World) -> None:
    world.deliver(mail(HERS, sender=ALICE, subject=SUBJECT))
    reference = world.complaint().reference
    for number in range(40):
        world.deliver(mail(f"{number:04} {HERS[number:]} {'lang ' * 200}", sender=ALICE, subject=f"Re: [{reference}]"))
    with world.store.reading() as session:
        markers = markers_of(session, belongings_of(session, session.scalars(select(Complaint)).one()))
        blocks = session.scalar(select(func.count()).select_from(RawBlock))
    assert blocks == 41
    assert {ALICE.encode(), SUBJECT.encode()} <= set(markers)
    assert len(markers) <= AT_MOST
    assert all(6 <= len(marker) <= 60 for marker in markers if not marker.startswith(b"<"))
    assert [marker for marker in markers if marker in (b"KL-2026-00001", MANAGER.encode())] == []
    covered, mask = cover(markers)
    assert uncover(covered, mask) == markers
    assert len(mask) == len(covered)
