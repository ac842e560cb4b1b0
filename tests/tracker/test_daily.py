"""The one mail of the day: to whom it goes, when, and what it tells; once, whatever the clock or another daemon does.

Source: docs/procedure.md, The clock; docs/mail-rules.md, F34, F35 and F41.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, text, update

from tracker.agenda import run_due
from tracker.daily_mail.due import What
from tracker.daily_mail.making import last_made
from tracker.daily_mail.reminders import Look, todo_lists
from tracker.dates import Terms
from tracker.held import Because, hold
from tracker.house_records import LastRun
from tracker.ledger import MailClass
from tracker.model import Event, Letter, Role
from tracker.people import Deputy, People
from tracker.records import Arrival, Complaint, Journal, LetterOwed
from tracker.removal.taking_out import take_out
from tracker.reporting.decisions import Waits, waiting
from tracker.rules import Reminders
from world import ALICE, BOB, COLLECTOR, DIRECTOR, HOUR, MANAGER, PEOPLE, World, in_processes, joined_world, mail

CARLA = "c.visser@voorbeeld.nl"
MORNING = "08:00"


def at(day: str, hour: str = MORNING) -> datetime:
    """Return a moment on the clock in Amsterdam, in summer time, on a day of 2026 such as '4-03'."""
    month, _, number = day.partition("-")
    hours, _, minutes = hour.partition(":")
    return datetime(2026, int(month), int(number), int(hours), int(minutes), tzinfo=UTC) - 2 * HOUR


def look(world: World, day: str | None = None, hour: str = MORNING) -> int:
    """Let the calendar look, at a moment where one is given; return how many daily mails were owed by it."""
    if day is not None:
        world.clock.moment = at(day, hour)
    before = len(world.letters(Letter.DAILY))
    with world.store.unit() as session:
        run_due(session, world.rules.house, world.clock.now())
    return len(world.letters(Letter.DAILY)) - before


def mails(world: World, day: str, hour: str = MORNING) -> dict[str, dict[str, Any]]:
    """Return the daily mails that are owed at a moment, by their recipient: their facts."""
    new = look(world, day, hour)
    return {letter.recipient: letter.facts for letter in world.letters(Letter.DAILY)[-new:]} if new else {}


def todos(world: World, day: str) -> dict[str, list[str]]:
    """Return what everybody is told to do on a day."""
    return {to: [one["what"] for one in facts["todos"]] for to, facts in mails(world, day).items()}


def change(world: World, **columns: Any) -> None:
    if not columns:
        return
    with world.store.unit() as session:
        session.execute(update(Complaint).values(columns))


def people(**deputies: Deputy) -> People:
    return PEOPLE.with_deputies({Role(role): deputy for role, deputy in deputies.items()})


@pytest.fixture
def assigned(world: World) -> World:
    """Alice's complaint came in on Thursday 2 April and was given to Bram, who called her; the day's own mail was made."""
    world.deliver(mail(sender=ALICE))
    world.send()
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    world.order("#notitie", "Ik neem deze op mij.", sender=COLLECTOR)
    assert look(world, "4-02", "09:05") == 1
    return world


# when


WHEN = [
    ("4-03", "07:59", 0),
    ("4-03", "08:00", 1),
    ("4-03", "23:59", 1),
    ("4-04", "08:00", 0),  # a Saturday
    ("4-05", "08:00", 0),
    ("4-06", "08:00", 0),  # Easter Monday
    ("4-07", "08:00", 1),
    ("4-27", "12:00", 0),  # King's Day
]


@pytest.mark.parametrize(("day", "hour", "count"), WHEN)
def test_it_comes_on_working_days_from_its_hour_on(world: World, day: str, hour: str, count: int) -> None:
    world.deliver(mail(sender=ALICE))
    assert look(world, day, hour) == count


def test_its_hour_and_its_holidays_are_settings(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    world.settle(reminders=Reminders(daily_mail_at=time(16, 30)), terms=Terms(good_friday_is_holiday=True))
    assert [look(world, day, hour) for day, hour in (("4-03", "17:00"), ("4-07", "16:29"), ("4-07", "16:30"))] == [0, 0, 1]


def test_it_comes_once_a_day(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    assert [look(world, "4-07", hour) for hour in ("08:00", "08:01", "12:00", "23:59")] == [1, 0, 0, 0]
    assert look(world, "4-08") == 1


def test_nobody_gets_one_without_anything_in_it(world: World) -> None:
    assert [look(world, day) for day in ("4-03", "4-07", "4-08")] == [0, 0, 0]
    world.deliver(mail(sender=ALICE))
    world.order("#spam", sender=MANAGER)
    assert look(world, "4-09") == 0, "what she did herself is no news to her"


def test_after_a_standstill_it_is_one_mail_of_all_that_happened(assigned: World) -> None:
    for number in range(3):
        assigned.clock.moment = at("4-07") + timedelta(days=number)
        assigned.order("#notitie", f"Gebeld, keer {number}.", sender=COLLECTOR)
    (facts,) = mails(assigned, "4-16").values()
    assert [len(one["told"]) for one in facts["events"]] == [3]
    assert mails(assigned, "4-17") == {}


def test_up_on_a_saturday_it_waits_for_monday(assigned: World) -> None:
    change(assigned, target_date=date(2026, 4, 10))
    assert [look(assigned, day) for day in ("4-11", "4-12", "4-13")] == [0, 0, 2]


# the clock of the machine


def test_a_clock_that_is_set_back_brings_no_second_mail_and_loses_no_event(assigned: World) -> None:
    assigned.clock.moment = at("4-07", "09:00")
    assigned.order("#notitie", "Gebeld.", sender=COLLECTOR)
    assert look(assigned, "4-08") == 1
    assigned.clock.moment = at("4-07", "10:00")
    assigned.order("#notitie", "Nog eens gebeld.", sender=COLLECTOR)
    assert look(assigned, "4-08", "09:00") == 0
    (facts,) = mails(assigned, "4-09").values()
    assert [one["told"] for one in facts["events"]] == [["di 7 april, 10:00: Bram Smit zette een notitie bij de klacht"]]


def test_a_clock_that_was_years_ahead_does_no_harm_once_it_is_right_again(assigned: World) -> None:
    assigned.clock.moment = datetime(2099, 4, 7, 8, tzinfo=UTC)
    look(assigned)
    assert look(assigned, "4-07") == 0, "nothing is due, and what had happened was told"
    assigned.order("#notitie", "Gebeld.", sender=COLLECTOR)
    (facts,) = mails(assigned, "4-08").values()
    assert len(facts["events"]) == 1


def test_each_event_is_told_once_though_a_number_is_used_again(assigned: World) -> None:
    """SQLite gives the number of the newest line to the next one, once the newest was erased."""
    assigned.clock.moment = at("4-07", "09:00")
    assigned.order("#notitie", "Gebeld.", sender=COLLECTOR)
    look(assigned, "4-08")
    newest = assigned.newest(Journal).id
    with assigned.store.unit() as session:
        session.execute(delete(Journal).where(Journal.id == newest))
    assigned.clock.moment = at("4-08", "09:00")
    assigned.order("#notitie", "Nog eens gebeld.", sender=COLLECTOR)
    (facts,) = mails(assigned, "4-09").values()
    assert facts["events"][0]["told"] == ["wo 8 april, 09:00: Bram Smit zette een notitie bij de klacht"]


# one of several daemons


def looks(turn: int, url: str, folder: str) -> int:
    """Let one of several daemons look at the same moment."""
    from pathlib import Path  # noqa: PLC0415 - this runs in a process of its own

    with joined_world(url, Path(folder)) as world:
        world.clock.moment = at("4-07", f"08:0{turn}")
        with world.store.unit() as session:
            return run_due(session, world.rules.house, world.clock.now())


def test_of_three_daemons_one_makes_it(world: World, tmp_path: Any) -> None:
    world.deliver(mail(sender=ALICE))
    url = world.store.url.render_as_string(hide_password=False)
    assert sorted(in_processes(3, looks, url, str(tmp_path))) == [0, 0, 1]
    assert len(world.letters(Letter.DAILY)) == 1


# to whom


def test_to_each_what_is_theirs_and_to_the_manager_that_it_is_late(assigned: World) -> None:
    assert todos(assigned, "4-20") == {}
    assert todos(assigned, "4-21") == {COLLECTOR: ["solve"]}
    assert todos(assigned, "4-24") == {COLLECTOR: ["solve"]}
    assert todos(assigned, "4-28") == {COLLECTOR: ["solve"], MANAGER: ["is_late"]}


DEPUTISED = Deputy("Carla Visser", date(2026, 4, 20), date(2026, 4, 30))

READERS = [
    # id, who is away, the columns of the complaint, who reads it on 28 April, past the target date
    ("the handler", {}, {}, {COLLECTOR: ["solve"], MANAGER: ["is_late"]}),
    ("their deputy", {"team_lead_collection": DEPUTISED}, {}, {CARLA: ["solve"], MANAGER: ["is_late"]}),
    ("the deputy of the manager", {"manager_operations": DEPUTISED}, {}, {COLLECTOR: ["solve"], CARLA: ["is_late"]}),
    (
        "one who is both",
        {"manager_operations": DEPUTISED, "team_lead_collection": DEPUTISED},
        {},
        {CARLA: ["solve"]},
    ),
    (
        "the director, of what the manager handles",
        {},
        {"handler_role": "manager_operations"},
        {MANAGER: ["first_action", "solve"], DIRECTOR: ["is_late"]},
    ),
    (
        "the director, of what is about the manager",
        {},
        {"accused_role": "manager_operations"},
        {COLLECTOR: ["solve"], DIRECTOR: ["is_late"]},
    ),
    ("the manager, of what waits to be verified", {}, {"state": "resolved"}, {MANAGER: ["verify"]}),
    (
        "the director, of what the manager says is solved",
        {},
        {"state": "resolved", "handler_role": "manager_operations"},
        {DIRECTOR: ["verify"]},
    ),
]


@pytest.mark.parametrize(("away", "columns", "read"), [pytest.param(*row[1:], id=row[0]) for row in READERS])
def test_who_reads_it(assigned: World, away: dict[str, Deputy], columns: dict[str, Any], read: dict[str, list[str]]) -> None:
    change(assigned, **columns)
    assigned.settle(people=people(**away))
    assert {to: found for to, found in todos(assigned, "4-28").items() if found} == read


def test_of_who_left_the_manager_reads_it(assigned: World) -> None:
    assigned.settle(people=People(tuple(one for one in PEOPLE.everybody if one.role is not Role.TEAM_LEAD_COLLECTION)))
    assert todos(assigned, "4-28") == {MANAGER: ["handler_gone", "solve"]}


OWN = [
    # who handles it, whom it is about, who reads it
    (Role.TEAM_LEAD_COLLECTION, Role.TEAM_LEAD_COLLECTION, MANAGER),
    (Role.MANAGER_OPERATIONS, Role.MANAGER_OPERATIONS, DIRECTOR),
]


@pytest.mark.parametrize(("handler", "accused", "reader"), OWN)
def test_whoever_it_is_about_is_reminded_of_nothing_and_it_is_to_be_assigned(
    assigned: World, handler: Role, accused: Role, reader: str
) -> None:
    change(assigned, handler_role=handler, accused_role=accused)
    found = todos(assigned, "4-28")
    assert (list(found), "handler_gone" in found[reader]) == ([reader], True)
    assigned.deliver(mail("Hij schreeuwde weer.", sender=ALICE, subject=f"Re: [{assigned.complaint().reference}] Klacht"))
    assert assigned.letter(Letter.FOLLOW_UP).recipient == reader


def test_the_director_is_reminded_of_an_amount_and_decides_by_the_link(assigned: World) -> None:
    assigned.order("#afspraak #bedrag 125,00", "Wij sturen de stukken.", sender=COLLECTOR)
    facts = mails(assigned, "4-07")[DIRECTOR]
    (todo,) = facts["todos"]
    assert (todo["what"], [offer["event"] for offer in todo["offers"]]) == ("consent", ["consent", "refuse_consent"])
    assert all(offer["canonical"] for offer in todo["offers"]), "each is bound to this very amount and text"


def test_a_privacy_contact_who_is_an_employee_reads_it_too(assigned: World) -> None:
    change(assigned, privacy_request_at=at("4-07"), target_date=None)
    assigned.settle(privacy_contact=CARLA)
    assert todos(assigned, "5-06") == {CARLA: ["privacy_request"], MANAGER: ["privacy_request"]}
    assigned.settle(privacy_contact="privacy@kantoor.example")
    assert todos(assigned, "5-07") == {MANAGER: ["privacy_request"]}


ASKED = [(COLLECTOR, COLLECTOR), ("weg@voorbeeld.nl", MANAGER)]


@pytest.mark.parametrize(("asked", "reader"), ASKED)
def test_whoever_was_asked_something_is_reminded_from_the_next_day_on(assigned: World, asked: str, reader: str) -> None:
    assigned.clock.moment = at("4-07", "07:00")
    with assigned.store.unit() as session:
        hold(session, Event.AGREE, Because.MONEY_NAMED, asked, {}, assigned.clock.now(), 1)
        hold(session, Event.RESOLVE, Because.INTENTION, asked, {}, assigned.clock.now(), 1)
    assert todos(assigned, "4-07") == {}
    facts = mails(assigned, "4-08")[reader]
    (todo,) = facts["todos"]
    assert (todo["what"], todo["by_date"]) == ("answer", "2026-04-21")


def test_the_manager_is_told_how_many_mails_nobody_could_read(world: World) -> None:
    for _ in range(2):
        arrival = world.keep(mail())
        with world.store.unit() as session:
            session.execute(update(Arrival).where(Arrival.id == arrival).values(kind=MailClass.UNREADABLE, handled_at=world.clock.now()))
    facts = mails(world, "4-07")[MANAGER]
    assert [(one["what"], one["why"]) for one in facts["todos"]] == [
        ("quarantine", "2 mails in klachten, de oudste van donderdag 2 april 2026")
    ]


# what happened


def told(facts: dict[str, Any]) -> list[str]:
    return [words.partition(": ")[2] for one in facts["events"] for words in one["told"]]


def test_the_manager_reads_what_others_did_and_has_no_mail_of_their_own_about(assigned: World) -> None:
    look(assigned, "4-07")
    assigned.clock.moment = at("4-07", "10:00")
    assigned.order("#streefdatum 15 mei", "Wij wachten op de bank.", sender=COLLECTOR)
    assigned.order("#afspraak", "Wij sturen u een brief met excuses.", sender=COLLECTOR)  # she has a copy
    assigned.order("#dossiernummer 2026-118", sender=COLLECTOR)
    assigned.order("#aard bejegening", sender=MANAGER)  # she did it
    facts = mails(assigned, "4-08")[MANAGER]
    assert told(facts) == ["Bram Smit veranderde de streefdatum in vrijdag 15 mei 2026", "Bram Smit legde ons dossiernummer vast"]
    assert facts["counts"] == {"open": 1, "late": 0, "unassigned": 0, "unacknowledged": 0, "new": 0, "closed": 0}


def test_what_came_and_went_and_was_removed_since_the_last_mail_is_counted_once(assigned: World) -> None:
    look(assigned, "4-07")
    assigned.clock.moment = at("4-07", "10:00")
    assigned.deliver(mail("Win een auto.", sender=BOB))
    spam = assigned.complaints()[-1]
    assigned.order("#spam", sender=MANAGER, complaint=spam)
    with assigned.store.unit() as session:
        take_out(session, assigned.rules.house, session.get_one(Complaint, spam.id), assigned.clock.now(), date(2026, 4, 7))
    counts = [mails(assigned, day)[MANAGER]["counts"] for day in ("4-08", "4-29")]
    assert [(one["new"], one["closed"]) for one in counts] == [(1, 1), (0, 0)]


def test_no_complainant_is_named_in_it(assigned: World) -> None:
    look(assigned, "4-07")
    assigned.clock.moment = at("4-07", "10:00")
    assigned.deliver(mail("Ik wacht nog.", sender=ALICE, subject=f"[{assigned.complaint().reference}]"))
    assigned.order("#klager alice.nieuw@mail.example", sender=COLLECTOR)
    assigned.order("#namens Mr. Jansen jansen@advocaat.example", sender=COLLECTOR)
    facts = mails(assigned, "4-08")[MANAGER]
    assert told(facts) == [
        "er kwam een bericht bij van buiten",
        "Bram Smit veranderde het adres van de klager",
        "Bram Smit legde vast wie voor de klager optreedt",
    ]
    assert "alice" not in str(facts).lower()


def test_what_is_about_the_manager_is_told_the_director(assigned: World) -> None:
    change(assigned, accused_role="manager_operations")
    assigned.clock.moment = at("4-07", "07:00")
    assigned.order("#notitie", "Gebeld.", sender=COLLECTOR)
    found = mails(assigned, "4-07")
    assert list(found) == [DIRECTOR]
    assert found[DIRECTOR]["counts"] is None, "the figures are for Manager Operations"


def test_a_letter_that_did_not_reach_a_colleague_is_told_and_the_handler_is_reminded_all_the_same(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    world.send()
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    with world.store.unit() as session:
        lost = update(LetterOwed).where(LetterOwed.letter == Letter.ASSIGNMENT)
        session.execute(lost.values(bounced_at=world.clock.now() + 2 * HOUR, accepted_at=world.clock.now()))
    facts = mails(world, "4-03")[MANAGER]
    assert facts["failed"] == [{"title": "toewijzing", "recipient": COLLECTOR, "reference": "KL-2026-00001"}]
    assert todos(world, "4-08") == {COLLECTOR: ["first_action"]}
    assert look(world, "4-09") == 1, "it is told of once"


# what fails


def test_a_row_at_fault_holds_up_no_other_and_somebody_knows(assigned: World) -> None:
    assigned.deliver(mail(sender=BOB))
    assigned.send()
    with assigned.store.unit() as session:
        session.execute(update(Complaint).where(Complaint.id == 1).values(handler_role="nobody", nature="costs"))
    assert todos(assigned, "4-28") == {MANAGER: ["assign", "is_late"]}
    assert "daily_mail.incomplete" in assigned.alarms()
    change(assigned, handler_role=Role.SALES_MANAGER)
    look(assigned, "4-29")
    assert "daily_mail.incomplete" not in assigned.alarms()


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_a_letter_on_paper_at_fault_holds_up_no_other(assigned: World) -> None:
    assigned.deliver(mail(sender=BOB))
    change(assigned, confirmation="failed", acknowledgement="accepted", target_date=date(2026, 4, 30), state="agreed", nature="costs")
    with assigned.store.unit() as session:
        facts = '{"ready_letter": {"letter": "closing"}}'
        of_alice = update(LetterOwed).where(LetterOwed.letter == Letter.ACKNOWLEDGEMENT, LetterOwed.complaint_id == 1)
        session.execute(of_alice.values(letter=Letter.TO_PRINT, facts=text(f"'{facts}'"), made_at=text("'yesterday'")))
        look_at = Look(session, assigned.rules.house, at("4-07", MORNING), None)
        lists = todo_lists(look_at)
        told = [line[0].complaint.reference for line in waiting(look_at) if line[0].complaint and line[0].waits is Waits.TO_PRINT]
    printed = [todo.complaint.reference for todo in lists.by_address[MANAGER] if todo.complaint and todo.due.what is What.PRINT]
    assert (printed, told, lists.faults) == (["KL-2026-00002"], ["KL-2026-00002"], 1)


def test_a_line_at_fault_holds_up_no_other(assigned: World) -> None:
    assigned.deliver(mail(sender=BOB))
    other = assigned.complaints()[-1]
    assigned.clock.moment = at("4-07", "07:00")
    assigned.order("#notitie", "Gebeld.", complaint=assigned.complaints()[0])
    assigned.order("#over Verkoop Manager", sender=DIRECTOR, complaint=other)
    with assigned.store.unit() as session:
        session.execute(update(Journal).where(Journal.event == Event.NOTE).values(event="unheard_of"))
        session.add(
            Journal(complaint_id=other.id, at=at("4-07", "07:00"), event=Event.NOTE, by_role="front_desk", proof="", to_state="assigned")
        )
    assert told(mails(assigned, "4-07")[MANAGER]) == ["de Receptie zette een notitie bij de klacht"]
    assert "daily_mail.incomplete" in assigned.alarms()


def test_what_fails_as_a_whole_is_tried_again_and_stops_nothing_else(assigned: World) -> None:
    assigned.order("#geenafspraak", "De klager wil niet.", Authentication_Results="")
    change(assigned, target_date=None)
    with assigned.store.unit() as session:
        session.add(LastRun(job="daily_mail", period="2026-04-16?", at=at("4-02")))
    assert look(assigned, "4-17") == 0
    assert assigned.letters(Letter.LAPSED) != []
    assert assigned.alarms() == ["daily_mail.failed"]
    assert look(assigned, "4-17", "08:01") == 0
    with assigned.store.unit() as session:
        session.execute(delete(LastRun).where(LastRun.period == "2026-04-16?"))
    assigned.order("#notitie", "Gebeld.", sender=COLLECTOR)
    assert look(assigned, "4-17", "08:05") == 1
    assert assigned.alarms() == []


def test_letters_to_staff_count_against_no_limit_of_complainants(assigned: World) -> None:
    for number in range(30):
        assigned.order("#notitie", f"Gebeld, keer {number}.", sender=COLLECTOR)
    look(assigned, "4-28")
    assert [letter.outside for letter in assigned.letters(Letter.DAILY)] == [False] * len(assigned.letters(Letter.DAILY))
    assert assigned.deliver(mail(sender=BOB)) is MailClass.COMPLAINT
    assert assigned.complaints()[-1].acknowledgement == "owed"


def test_when_it_was_last_made_can_be_asked(world: World) -> None:
    look(world, "4-03", "07:00")
    with world.store.reading() as session:
        assert last_made(session) is None
    look(world, "4-07")
    with world.store.reading() as session:
        assert last_made(session) == date(2026, 4, 7)
