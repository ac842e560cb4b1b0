"""What waits for a decision: who must act, since when, and who is offered to; a complaint in one line.

Source: docs/procedure.md, The clock, and The report; docs/mail-rules.md, D10 and D19.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from tracker.alarms import raise_alarm
from tracker.daily_mail.reminders import Look
from tracker.held import Because, hold
from tracker.letter_facts.reporting import Decision
from tracker.model import Event, Role
from tracker.people import Deputy
from tracker.records import Arrival, Complaint, Held, Journal
from tracker.reporting.decisions import Waits, told_to
from tracker.reporting.decisions import waiting as found_waiting
from world import ALICE, BOB, COLLECTOR, DIRECTOR, MANAGER, NOW, PEOPLE, World, mail

pytestmark = pytest.mark.parametrize("world", ["sqlite"], indirect=True)

DAY = timedelta(days=1)
MONDAY = datetime(2026, 4, 13, 6, 0, tzinfo=UTC)
ANNA, BRAM = ("manager_operations", "Anna de Boer"), ("team_lead_collection", "Bram Smit")
FRANK = ("managing_director", "Frank Dekker")


def waiting(world: World, reader: str | None = None) -> list[Decision]:
    with world.store.reading() as session:
        look = Look(session, world.rules.house, world.clock.now(), None)
        return told_to(look, found_waiting(look), reader)


def change(world: World, complaint_id: int = 1, **columns: Any) -> None:
    with world.store.unit() as session:
        session.execute(update(Complaint).where(Complaint.id == complaint_id).values({"reference": Complaint.reference, **columns}))


@pytest.fixture
def assigned(world: World) -> World:
    """Alice's complaint of Thursday 2 April is acknowledged, and Bram's; it is Monday 13 April."""
    world.deliver(mail(sender=ALICE))
    world.send()
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    world.clock.moment = MONDAY
    return world


WAITS = [
    # what, the columns of the complaint, who holds it, the day that counts, working days, what else waits
    (Waits.OVERDUE, {"target_date": date(2026, 4, 10)}, BRAM, date(2026, 4, 10), 1, []),
    (Waits.OVERDUE, {"target_date": date(2026, 4, 3), "accused_role": "team_lead_collection"}, ANNA, date(2026, 4, 3), 5, ["handler_gone"]),
    (Waits.OUTER_LIMIT, {"outer_limit_date": date(2026, 4, 9), "target_date": date(2026, 4, 9)}, ANNA, date(2026, 4, 9), 2, ["overdue"]),
    (Waits.IMPASSE, {"state": "impasse", "target_date": date(2026, 4, 9)}, ANNA, None, 6, []),
    (Waits.CONSULTATION, {"state": "consulting"}, FRANK, None, 6, []),
    (Waits.VERIFICATION, {"state": "resolved"}, ANNA, None, 6, []),
    (Waits.UNACKNOWLEDGED, {"acknowledgement": "failed", "acknowledge_by_date": date(2026, 4, 7)}, ANNA, date(2026, 4, 7), 4, []),
    (
        Waits.UNACKNOWLEDGED,
        {"state": "registered", "handler_role": None, "acknowledgement": "withheld", "acknowledge_by_date": date(2026, 4, 14)},
        ANNA, date(2026, 4, 14), 0, ["unassigned"],
    ),
    (Waits.UNASSIGNED, {"state": "registered", "handler_role": None}, ANNA, date(2026, 4, 7), 4, []),
    (Waits.PRIVACY_REQUEST, {"privacy_request_at": NOW - 30 * DAY}, ANNA, date(2026, 4, 3), 5, []),
    (
        Waits.WROTE_AFTER_CLOSING,
        {"state": "closed", "closed_at": NOW, "wrote_after_closing_at": NOW + 5 * DAY},
        ANNA, None, 4, [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "columns", "holder", "by_date", "days", "also"), WAITS)
def test_what_waits_about_a_complaint(
    assigned: World, what: Waits, columns: dict[str, Any], holder: tuple[str, str], by_date: date | None, days: int, also: list[str]
) -> None:
    change(assigned, **columns)
    (one,) = waiting(assigned)
    assert (one.what, one.reference, one.nature, one.state) == (what, "KL-2026-00001", "costs", columns.get("state", "assigned"))
    assert ((one.holder, one.holder_name), one.by_date, one.days, one.also) == (holder, by_date, days, also)


QUIET: list[dict[str, Any]] = [
    {},
    {"target_date": date(2026, 4, 13)},  # today it is in time
    {"outer_limit_date": date(2026, 4, 17)},  # near, and not passed
    {"state": "resolved", "inquired_at": NOW},  # the complainant has time to answer
    {"state": "appeal", "target_date": date(2026, 4, 3)},
    {"state": "closed", "closed_at": NOW, "held_because": "een zaak"},
]


@pytest.mark.parametrize("columns", QUIET)
def test_what_goes_as_it_should_asks_for_no_decision(assigned: World, columns: dict[str, Any]) -> None:
    change(assigned, **columns)
    assert waiting(assigned) == []


def test_nothing_waits_in_an_empty_register(world: World) -> None:
    assert waiting(world) == []


def test_who_stands_in_this_day_holds_it(assigned: World) -> None:
    change(assigned, target_date=date(2026, 4, 10))
    away = {Role.TEAM_LEAD_COLLECTION: Deputy("Carla Visser", date(2026, 4, 1), date(2026, 4, 30))}
    assigned.settle(people=PEOPLE.with_deputies(away))
    (one,) = waiting(assigned)
    assert (one.holder, one.holder_name) == ("team_lead_receivables", "Carla Visser")


def offered(one: Decision) -> list[Any]:
    return [offer["event"] for offer in one.offers if isinstance(offer, dict)]


OFFERED = [
    # reader, columns, what is offered
    (MANAGER, {"state": "impasse"}, {"reopen", "appeal"}),
    (DIRECTOR, {"state": "impasse"}, set()),
    (None, {"state": "impasse"}, set()),
    ("raad@elders.example", {"state": "impasse"}, set()),
    (DIRECTOR, {"state": "consulting", "proposal_cents": 5000, "proposal": "U krijgt 50 euro."}, {"consent", "refuse_consent"}),
    (MANAGER, {"target_date": date(2026, 4, 10)}, {"assign", "change_target_date"}),
    (COLLECTOR, {"target_date": date(2026, 4, 10)}, {"assign", "change_target_date", "agree+resolve"}),
    (MANAGER, {"state": "registered", "handler_role": None, "target_date": date(2026, 4, 10)}, {"assign", "change_target_date"}),
]


@pytest.mark.parametrize(("reader", "columns", "events"), OFFERED)
def test_the_reader_is_offered_what_they_may_do_about_it(
    assigned: World, reader: str | None, columns: dict[str, Any], events: set[str]
) -> None:
    change(assigned, **columns)
    (one,) = waiting(assigned, reader)
    assert set(offered(one)) == events


def test_first_stands_what_the_reader_must_do_and_then_the_most_pressing_and_longest(assigned: World) -> None:
    for sender in (BOB, "carol@mail.example", "dave@mail.example"):
        assigned.deliver(mail(sender=sender))
    states: list[dict[str, Any]] = [
        {"target_date": date(2026, 4, 10)},
        {"state": "consulting"},
        {"target_date": date(2026, 4, 3)},
        {"state": "impasse"},
    ]
    for number, columns in enumerate(states, start=1):
        brams = {"state": "assigned", "handler_role": "team_lead_collection", "acknowledgement": "accepted", "registered_at": NOW}
        change(assigned, number, **{**brams, **columns})
    with assigned.store.unit() as session:
        session.execute(update(Journal).values(at=NOW))
    in_order = {reader: [one.reference[-1] for one in waiting(assigned, reader) if one.reference] for reader in (None, DIRECTOR, MANAGER)}
    assert in_order == {None: ["3", "1", "2", "4"], DIRECTOR: ["2", "3", "1", "4"], MANAGER: ["4", "3", "1", "2"]}


def test_links_stand_in_as_many_lines_as_the_mail_shows(assigned: World) -> None:
    for number in range(11):
        assigned.deliver(mail(sender=f"klager{number}@mail.example"))
    with assigned.store.unit() as session:
        session.execute(update(Complaint).values(target_date=date(2026, 4, 10)))
    told = waiting(assigned, MANAGER)
    assert [bool(one.offers) for one in told] == [True] * 10 + [False] * 2


# what is about no complaint


def test_mail_in_quarantine_is_told_as_so_many(assigned: World) -> None:
    for days in (5, 2):
        kept = assigned.keep(mail(), at=MONDAY - days * DAY)
        with assigned.store.unit() as session:
            session.execute(update(Arrival).where(Arrival.id == kept).values(kind="unreadable", handled_at=MONDAY))
    (one,) = waiting(assigned, MANAGER)
    assert (one.what, one.count, one.days, one.reference, one.holder, one.offers) == ("quarantine", 2, 3, None, ANNA[0], ())


def test_letters_that_nobody_is_asked_to_print_are_for_whoever_runs_the_service(assigned: World) -> None:
    with assigned.store.unit() as session:
        for number, name in enumerate(("letter.parked", "letter.bounced", "mailbox.fault")):
            raise_alarm(session, name, str(number), "x", MONDAY - DAY * (number + 3))
    (one,) = waiting(assigned)
    assert (one.what, one.count, one.days, one.holder, one.holder_name) == ("letters", 2, 2, None, None)


def test_questions_that_nobody_answered_are_told_with_their_complaint_or_counted(assigned: World) -> None:
    kept = [assigned.keep(mail(sender=COLLECTOR)) for _ in range(2)]
    with assigned.store.unit() as session:
        hold(session, Event.AGREE, Because.MONEY_NAMED, COLLECTOR, {}, MONDAY - 4 * DAY, 1)
        for arrival_id in kept:
            hold(session, Event.REGISTER, Because.FORWARDER, COLLECTOR, {}, MONDAY - 6 * DAY).arrival_id = arrival_id
        hold(session, Event.AGREE, Because.SENDER_UNPROVEN, COLLECTOR, {}, MONDAY, 1)  # asked today
    told = [(one.what, one.reference, one.count, one.holder, one.days) for one in waiting(assigned)]
    assert told == [
        ("unanswered", None, 2, "team_lead_collection", 4),
        ("unanswered", "KL-2026-00001", None, "team_lead_collection", 2),
    ]
    with assigned.store.unit() as session:
        session.execute(update(Held).where(Held.because == Because.FORWARDER).values(ended_at=MONDAY, end="expired"))
    assert waiting(assigned)[0].holder == ANNA[0], "nobody was left to answer, so it is Manager Operations'"


def test_one_complaint_at_fault_holds_up_no_other(assigned: World) -> None:
    assigned.deliver(mail(sender=BOB))
    change(assigned, 1, target_date=date(2026, 4, 10), handler_role="nobody's")
    change(assigned, 2, target_date=date(2026, 4, 10), acknowledgement="accepted")
    assert [one.reference for one in waiting(assigned)] == ["KL-2026-00002"]


def test_one_whose_links_or_letters_cannot_be_told_of_holds_up_no_other(assigned: World) -> None:
    assigned.deliver(mail(sender=BOB))
    change(assigned, 1, accused_role="nobody's", confirmation="failed")
    change(assigned, 2, target_date=date(2026, 4, 10), suggested_role="nobody's", acknowledgement="accepted")
    assert [(one.reference, bool(one.offers)) for one in waiting(assigned, MANAGER)] == [("KL-2026-00002", False)]
