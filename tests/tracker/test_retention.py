"""What never became part of a complaint goes after its term; what waits for a person, or tells of a complaint, stays however old it is."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from intake.folders import carry
from intake.quarantine import dismiss
from servers.postgresql import PostgreSQL
from tracker.agenda import run_due
from tracker.alarms import clear_alarm, raise_alarm
from tracker.held import End, end
from tracker.house_records import Alarm, LastRun, NamedDeputy, SpentToken, ToDelete
from tracker.ledger import MailClass, Shelf
from tracker.model import Letter, Role
from tracker.owing import Work
from tracker.queries import ledgers
from tracker.records import Arrival, FolderWork, Held, LetterOwed
from tracker.removal.erasing import Erased
from tracker.removal.proving import CLEANED
from tracker.removal_records import SentCopy
from tracker.retention import AT_ONCE, OF_NO_COMPLAINT, erase_unrelated
from tracker.schema import Record
from tracker.spending import spend
from world import COLLECTOR, MANAGER, NOW, PROVEN, World, bounce, mail, new_world

TERM = timedelta(days=90)
SECOND = timedelta(seconds=1)


def expire(world: World) -> Erased:
    return erase_unrelated(world.store, world.rules.house, world.clock.now())


def count(world: World, kind: type[Record]) -> int:
    with world.store.reading() as session:
        return session.scalars(select(func.count()).select_from(kind)).one()


def of_a_machine(world: World) -> None:
    world.deliver(mail(Auto_Submitted="auto-replied"))


def backscatter(world: World) -> None:
    world.deliver(bounce("klachten@voorbeeld.nl"))


def a_staff_question(world: World) -> None:
    world.deliver(mail(sender=COLLECTOR, subject="#lijst", Authentication_Results=PROVEN))


def unreadable(world: World) -> None:
    world.intake.quarantine(world.keep(mail()), "x")


def dismissed(world: World) -> None:
    unreadable(world)
    dismiss(world.store, world.arrival().id, "Anna", "leeg", NOW)


def is_it_a_complaint(world: World) -> None:
    """Let an employee send what may be a complaint: they are asked whose it is."""
    world.deliver(
        mail("E-mail: a@x.example\nE-mail: b@x.example\nTe hoog.", sender=COLLECTOR, subject="#nieuw", Authentication_Results=PROVEN)
    )
    assert len(world.letters(Letter.WHOSE_COMPLAINT)) == 1


def said_to_be_none(world: World) -> None:
    is_it_a_complaint(world)
    with world.store.unit() as session:
        end(session, world.newest(Held).id, End.ANSWERED, NOW)


def nobody_said(world: World) -> None:
    is_it_a_complaint(world)
    with world.store.unit() as session:
        run_due(session, world.rules.house, NOW + timedelta(days=15))
    assert world.newest(Held).end == End.EXPIRED


def kept_and_not_handled(world: World) -> None:
    world.keep(mail())


def a_complaint(world: World) -> None:
    world.deliver(mail())


def a_staff_mail_about_a_complaint(world: World) -> None:
    world.deliver(mail())
    world.order("#status")


GOES = [of_a_machine, backscatter, a_staff_question, dismissed, said_to_be_none]
STAYS = [unreadable, is_it_a_complaint, nobody_said, kept_and_not_handled, a_complaint, a_staff_mail_about_a_complaint]


@pytest.mark.parametrize("bring", GOES)
def test_what_nobody_waits_for_goes_after_its_term_and_still_counts(world: World, bring: Callable[[World], None]) -> None:
    bring(world)
    world.send()
    letters = count(world, LetterOwed)
    with world.store.reading() as session:
        before = ledgers(session)
    world.clock.advance(TERM)
    assert expire(world) == Erased()
    world.clock.advance(SECOND)
    assert expire(world) == Erased(1, letters)
    assert [count(world, kind) for kind in (Arrival, LetterOwed, Held)] == [0, 0, 0]
    with world.store.reading() as session:
        assert ledgers(session) == before


@pytest.mark.parametrize("bring", STAYS)
def test_what_waits_for_a_person_or_tells_of_a_complaint_stays_with_the_letters_about_it(
    world: World, bring: Callable[[World], None]
) -> None:
    bring(world)
    world.send()
    world.clock.advance(10 * TERM)
    assert expire(world) == Erased()


def test_of_every_class_it_is_settled_whether_it_goes() -> None:
    assert set(MailClass) - set(OF_NO_COMPLAINT) == {MailClass.COMPLAINT, MailClass.FOLLOW_UP, MailClass.UNREADABLE}


def test_a_mail_that_a_person_is_at_is_left_alone(postgresql: PostgreSQL, standing_url: str, tmp_path: Path) -> None:
    """On SQLite whoever writes waits for the other."""
    postgresql.ensure()
    with new_world(standing_url, tmp_path) as world:
        of_a_machine(world)
        world.clock.advance(10 * TERM)
        with world.store.unit() as session:
            session.get_one(Arrival, 1, with_for_update=True)
            assert expire(world) == Erased()
        assert expire(world) == Erased(mails=1)


def test_a_mail_goes_from_its_folder_as_well_and_its_likeness_on_record_stays(world: World) -> None:
    raw = mail()
    for _ in range(2):
        uid = world.mailbox.put(raw)
        world.deliver(raw)
        with world.store.unit() as session:
            session.execute(update(Arrival).where(Arrival.id == world.arrival().id).values(folder_uid=uid))
    carry(world.mailbox, world.store, world.clock)
    world.clock.advance(10 * TERM)
    assert expire(world) == Erased(mails=1)
    carry(world.mailbox, world.store, world.clock)
    assert (world.mailbox.raws(Shelf.HANDLED), [row.kind for row in world.rows(Arrival)]) == ([raw], ["complaint"])


def test_a_letter_that_could_not_be_sent_stays_until_somebody_dealt_with_it(world: World) -> None:
    a_staff_question(world)
    (letter,) = world.letters()
    with world.store.unit() as session:
        session.execute(update(LetterOwed).values(parked_at=NOW, parked_because="refused"))
        raise_alarm(session, "letter.parked", str(letter.id), "set aside", NOW)
    world.clock.advance(10 * TERM)
    assert expire(world) == Erased(mails=1)
    with world.store.unit() as session:
        clear_alarm(session, "letter.parked", str(letter.id), NOW, by="anna")
    assert expire(world) == Erased(letters=1)
    assert world.rows(Alarm) == []


def test_a_letter_that_is_still_to_be_sent_stays(world: World) -> None:
    a_staff_question(world)
    world.clock.advance(10 * TERM)
    assert expire(world) == Erased(mails=1)
    assert count(world, LetterOwed) == 1


def test_what_the_house_noted_goes_too(world: World) -> None:
    sent = {
        "mailbox": "klachten",
        "lies_in": "sent",
        "lies_uidvalidity": 1,
        "size": 1,
        "recipient_key": "x",
        "subject": "x",
        "sent_at": NOW,
    }
    world.deliver(mail())
    living, old = world.complaint().reference, date(2026, 4, 2)
    with world.store.unit() as session:
        spend(session, "AAAA", world.letters()[0].id, NOW)
        spend(session, "BBBB", 99, NOW)
        session.add(ToDelete(address=COLLECTOR, reference="KL-2026-00007", removed_date=old, told_at=NOW))
        session.add(ToDelete(address=COLLECTOR, reference="KL-2026-00008", removed_date=old, told_at=None))
        for until in (NOW.date() - timedelta(days=1), NOW.date()):
            session.add(NamedDeputy(role=Role.MANAGER_OPERATIONS, name="Bram Smit", until_date=until, made_by=MANAGER, made_at=NOW))
        raise_alarm(session, "smtp.unreachable", "smtp", "away", NOW)
        raise_alarm(session, "mailbox.fault", "klachten", "fault", NOW)
        clear_alarm(session, "smtp.unreachable", "smtp", NOW)
        for uid, reference in enumerate((None, "KL-2026-99999", living), 1):
            session.add(SentCopy(**sent, lies_uid=uid, sha256=str(uid), message_id=f"<{uid}>", reference=reference))
        jobs = (CLEANED, "daily_mail", "report_week", "handler_gone")
        session.add_all(LastRun(job=job, period=f"2026-04-0{day}", at=NOW - timedelta(days=3 - day)) for job in jobs for day in (1, 2, 3))
    world.clock.advance(TERM + SECOND)
    expire(world)
    assert Counter(row.job for row in world.rows(LastRun)) == {CLEANED: 1, "daily_mail": 1, "report_week": 3, "handler_gone": 3}
    assert {row.period for row in world.rows(LastRun, LastRun.job == "daily_mail")} == {"2026-04-03"}
    assert [row.letter_id for row in world.rows(SpentToken)] == [world.letters()[0].id]
    assert [row.reference for row in world.rows(ToDelete)] == ["KL-2026-00008"]
    assert [row.until_date for row in world.rows(NamedDeputy)] == [NOW.date()]
    assert [row.name for row in world.rows(Alarm)] == ["mailbox.fault"]
    assert [row.reference for row in world.rows(SentCopy)] == [living]
    assert [row.sha256 for row in world.rows(FolderWork, FolderWork.work == Work.ERASE)] == ["1", "2"]


def test_much_goes_a_batch_at_a_time(world: World) -> None:
    of_a_machine(world)
    with world.store.unit() as session:
        like = session.scalars(select(Arrival)).one()
        columns = {"mailbox": "klachten", "uidvalidity": 1, "sha256": "0", "size": 1, "received_at": NOW, "kept_at": NOW, "subject": ""}
        session.add_all(Arrival(**columns, uid=uid, backlog=False, handled_at=NOW, kind=like.kind) for uid in range(AT_ONCE))
    world.clock.advance(10 * TERM)
    assert [expire(world).mails for _ in range(3)] == [AT_ONCE, 1, 0]


def test_a_mailbox_that_is_not_watched_any_more_is_an_alarm_until_somebody_says_that_it_is_done(world: World) -> None:
    of_a_machine(world)
    world.clock.advance(10 * TERM)
    expire(world)
    world.settle(mailboxes=frozenset({"tweede"}))
    expire(world)
    (alarm,) = world.rows(Alarm)
    assert (alarm.name, alarm.subject, alarm.words) == ("mailbox.left_behind", "klachten", "1 removed mail is still to be erased there")
    with world.store.unit() as session:
        clear_alarm(session, "mailbox.left_behind", "klachten", world.clock.now(), by="anna")
    world.clock.advance(SECOND)
    expire(world)
    assert (world.rows(FolderWork, FolderWork.work == Work.ERASE), world.alarms()) == ([], [])


def test_a_mailbox_that_is_watched_again_is_no_alarm(world: World) -> None:
    of_a_machine(world)
    world.clock.advance(10 * TERM)
    for watched in ({"tweede"}, {"klachten"}):
        world.settle(mailboxes=frozenset(watched))
        expire(world)
    assert world.alarms() == []
    assert len(world.rows(FolderWork, FolderWork.work == Work.ERASE)) == 1
