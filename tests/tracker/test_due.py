"""What is due about a complaint, day by day: whose it is, by when, and why. It was received on Thursday 2 April 2026.

Source: docs/procedure.md, The clock.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tracker.clocks import Clocks
from tracker.daily_mail.due import ROWS, Day, What, Whose, due_of
from tracker.model import Acknowledgement, Event, Role, State
from tracker.people import People
from tracker.records import Complaint, Journal
from tracker.rules import HouseRules, Reminders
from world import COLLECTOR, MANAGER, PEOPLE, RULES

COLLECTION = Role.TEAM_LEAD_COLLECTION
M, H, D, P = Whose.MANAGER, Whose.HANDLER, Whose.DIRECTOR, Whose.PRIVACY_CONTACT


def at(text: str) -> datetime:
    """Return ten o'clock in Amsterdam, in summer time, on a day of 2026 such as '4-02'."""
    month, _, day = text.partition("-")
    return datetime(2026, int(month), int(day), 8, tzinfo=UTC)


def on(text: str) -> date:
    return at(text).date()


def line(day: str, event: Event, to: State, before: State | None = None, by: Role = Role.MANAGER_OPERATIONS, **more: Any) -> Journal:
    """Return a line of the journal; it moves nothing where `before` is left out."""
    address = {Role.MANAGER_OPERATIONS: MANAGER, COLLECTION: COLLECTOR}.get(by)
    told = {"by_role": by, "by_name": "Anna de Boer", "by_address": address, "argument": "", "proof": "dmarc=pass"} | more
    return Journal(at=at(day), event=event, to_state=to, from_state=before or to, **told)


ARRIVED = line("4-02", Event.ARRIVES, State.REGISTERED, by=Role.COMPLAINANT)
ARRIVED.from_state = None
ASSIGNED = line("4-03", Event.ASSIGN, State.ASSIGNED, State.REGISTERED)
CALLED = line("4-03", Event.NOTE, State.ASSIGNED, by=COLLECTION)
AT_WORK = (ARRIVED, ASSIGNED, CALLED)


def complaint(state: State, **columns: Any) -> Complaint:
    handler = None if state is State.REGISTERED else COLLECTION
    told: dict[str, Any] = {
        "id": 1, "reference": "KL-2026-00001", "state": state, "received_date": on("4-02"), "registered_at": at("4-02"), "nature": "costs",
        "handler_role": handler, "target_date": on("4-24"), "acknowledge_by_date": on("4-07"), "outer_limit_date": on("5-28"),
        "acknowledgement": Acknowledgement.ACCEPTED,
    }  # fmt: skip
    return Complaint(**(told | columns))


KEPT = complaint(State.CLOSED, closed_at=at("4-09"), remove_after=at("4-12"), held_because="Er loopt een rechtszaak.")


def due(day: str, one: Complaint, *lines: Journal, looked: str = "", rules: HouseRules = RULES) -> list[tuple[str, Whose]]:
    """Return what is due on a day and whose it is. looked: the day of the last daily mail."""
    found = due_of(Day(Clocks(one, lines or (ARRIVED,), rules), on(day), on(looked) if looked else None))
    return [(str(each.what), whose) for each, whose in found]


NEW = complaint(State.REGISTERED)
OPEN = complaint(State.ASSIGNED)
AGREED = complaint(State.AGREED)
CONSULTING = complaint(State.CONSULTING)
SOLVED = complaint(State.RESOLVED)
STUCK = complaint(State.IMPASSE)
AGAIN = complaint(State.REOPENED, target_date=None)
CLOSED = complaint(State.CLOSED, closed_at=at("4-09"))
UNTOLD = complaint(State.ASSIGNED, acknowledgement=Acknowledgement.FAILED)
FORGETFUL = complaint(State.ASSIGNED, privacy_request_at=at("4-13"))

REOPENED = line("4-16", Event.DISSATISFIED, State.REOPENED, State.RESOLVED)
RESOLVED = (*AT_WORK, line("4-09", Event.RESOLVE, State.RESOLVED, State.AGREED, by=COLLECTION))
ASKED = (*AT_WORK, line("4-09", Event.AGREE_WITH_AMOUNT, State.CONSULTING, State.ASSIGNED, by=COLLECTION))
IN_IMPASSE = (*AT_WORK, line("4-09", Event.NO_AGREEMENT, State.IMPASSE, State.ASSIGNED, by=COLLECTION))

Days = dict[str, list[tuple[str, Whose]]]

TABLE: list[tuple[str, Complaint, tuple[Journal, ...], Days]] = [
    # id, complaint, its journal, day → what is due and whose; a day that is not named is quiet unless the day before it was not
    ("nobody has it", NEW, (ARRIVED,), {"4-02": [], "4-03": [("assign", M)], "4-08": [("assign", M)]}),
    (
        "nobody has it and the target date is past",
        NEW,
        (ARRIVED,),
        {"4-24": [("assign", M)], "4-28": [("assign", M), ("is_late", M)]},
    ),
    (
        "nothing on record",
        OPEN,
        (ARRIVED, ASSIGNED),
        {"4-03": [], "4-08": [], "4-09": [("first_action", H)], "4-10": [("first_action", H)]},
    ),
    ("the handler called", OPEN, AT_WORK, {"4-09": [], "4-10": []}),
    (
        "what others do is no action of the handler",
        OPEN,
        (*(ARRIVED, ASSIGNED), line("4-07", Event.FOLLOWS, State.ASSIGNED, by=Role.COMPLAINANT), line("4-07", Event.NOTE, State.ASSIGNED)),
        {"4-08": [], "4-09": [("first_action", H)]},
    ),
    (
        "to read a file is no action",
        OPEN,
        (ARRIVED, ASSIGNED, line("4-07", Event.DOSSIER, State.ASSIGNED, by=COLLECTION)),
        {"4-09": [("first_action", H)]},
    ),
    (
        "another handler begins anew",
        OPEN,
        (*AT_WORK, line("4-09", Event.ASSIGN, State.ASSIGNED, by=COLLECTION)),
        {"4-10": [], "4-13": [], "4-14": [("first_action", H)]},
    ),
    (
        "the target date comes, and goes",
        OPEN,
        AT_WORK,
        {
            "4-20": [],
            "4-21": [("solve", H)],
            "4-22": [],
            "4-23": [],
            "4-24": [("solve", H)],
            "4-28": [("solve", H), ("is_late", M)],
            "4-29": [("solve", H), ("is_late", M)],
        },
    ),
    ("so it does where there is an agreement", AGREED, AT_WORK, {"4-21": [("solve", H)], "4-28": [("solve", H), ("is_late", M)]}),
    (
        "a target date in a weekend is told of on the working day before",
        complaint(State.ASSIGNED, target_date=on("4-25")),
        AT_WORK,
        {"4-23": [], "4-24": [("solve", H)], "4-28": [("solve", H), ("is_late", M)]},
    ),
    ("without a target date", complaint(State.ASSIGNED, target_date=None), AT_WORK, {"4-24": [], "5-06": []}),
    ("an amount waits", CONSULTING, ASKED, {"4-09": [], "4-10": [("consent", D)], "4-13": [("consent", D)]}),
    ("an amount waits too long", CONSULTING, ASKED, {"4-28": [("consent", D), ("solve", H), ("is_late", M)]}),
    ("an impasse", STUCK, IN_IMPASSE, {"4-09": [], "4-10": [("decide", M)], "4-28": [("decide", M)]}),
    ("solved, they say", SOLVED, RESOLVED, {"4-09": [], "4-10": [("verify", M)], "4-28": [("verify", M)]}),
    (
        "reopened",
        AGAIN,
        (*RESOLVED, REOPENED),
        {"4-16": [], "4-17": [("contact", H)], "4-20": [("contact", H), ("is_late", M)], "4-21": [("contact", H), ("is_late", M)]},
    ),
    ("the acknowledgement did not arrive", UNTOLD, AT_WORK, {"4-02": [], "4-03": [("acknowledge", M)], "4-08": [("acknowledge", M)]}),
    ("nor is one owed once it is closed", complaint(State.CLOSED, acknowledgement=Acknowledgement.WITHHELD), AT_WORK, {"4-03": []}),
    (
        "the outer limit",
        complaint(State.IMPASSE, target_date=None),
        IN_IMPASSE,
        {
            "5-19": [("decide", M)],
            "5-20": [("decide", M), ("outer_limit", M)],
            "5-29": [("decide", M), ("outer_limit", M)],
        },
    ),
    ("a solved complaint has none", SOLVED, RESOLVED, {"5-29": [("verify", M)]}),
    ("nor one that is in appeal", complaint(State.APPEAL), AT_WORK, {"5-29": []}),
    (
        "a request under the AVG",
        FORGETFUL,
        AT_WORK,
        {
            "5-04": [("solve", H), ("is_late", M)],
            "5-06": [("solve", H), ("is_late", M), ("privacy_request", M), ("privacy_request", P)],
        },
    ),
    (
        "one on a closed record",
        complaint(State.CLOSED, closed_at=at("4-09"), privacy_request_at=at("4-13")),
        AT_WORK,
        {
            "5-14": [("privacy_request", M), ("privacy_request", P)],
        },
    ),
    ("closed", CLOSED, AT_WORK, {"4-10": [], "5-29": []}),
    (
        "the complainant wrote after it was closed",
        complaint(State.CLOSED, closed_at=at("4-09"), wrote_after_closing_at=at("4-10")),
        AT_WORK,
        {"4-10": [], "4-13": [("wrote_after_closing", M)], "5-29": [("wrote_after_closing", M)]},
    ),
    (
        "kept long after its day of removal, told once a week",
        KEPT,
        AT_WORK,
        {"5-11": [], "5-12": [], "5-18": [("kept", M)], "5-19": []},
    ),
]


@pytest.mark.parametrize(("one", "lines", "days"), [pytest.param(*row[1:], id=row[0]) for row in TABLE])
def test_what_is_due(one: Complaint, lines: tuple[Journal, ...], days: Days) -> None:
    assert {day: due(day, one, *lines) for day in days} == days


def test_what_is_told_once_a_week_is_told_after_a_holiday() -> None:
    """Whit Monday 2026 is 25 May."""
    assert due("5-26", KEPT, *AT_WORK, looked="5-22") == [("kept", M)]
    assert due("5-27", KEPT, *AT_WORK, looked="5-26") == []


def test_every_row_of_the_table_is_tried() -> None:
    tried = {what for row in TABLE for found in row[3].values() for what, _ in found}
    told_elsewhere = {What.ANSWER, What.PRINT, What.QUARANTINE, What.HANDLER_GONE}
    assert tried | told_elsewhere == set(What)
    assert len(ROWS) == len({due for due, _ in ROWS})


@pytest.mark.parametrize("state", [State.ASSIGNED, State.AGREED, State.REOPENED, State.CONSULTING])
def test_where_nobody_has_the_handlers_role_it_is_to_be_assigned(state: State) -> None:
    others = People(tuple(person for person in PEOPLE.everybody if person.role is not COLLECTION))
    gone = replace(RULES, people=others)
    assert ("handler_gone", M) in due("4-10", complaint(state), *AT_WORK, rules=gone)
    assert ("handler_gone", M) not in due("4-10", SOLVED, *RESOLVED, rules=gone)
    assert ("handler_gone", M) not in due("4-10", complaint(state), *AT_WORK)


REMINDED = [
    # working days before, day of the last daily mail, today, is reminded
    ((5, 1), "4-16", "4-17", True),
    ((5, 1), "4-17", "4-20", False),
    ((5, 1), "4-22", "4-23", True),
    ((3,), "4-20", "4-21", True),
    ((3,), "4-17", "4-22", True),  # the service stood still on the day itself
    ((3,), "4-21", "4-22", False),  # told yesterday
    ((3,), "", "4-22", False),  # the first mail ever looks at no other day
    ((), "4-22", "4-23", False),
    ((), "4-23", "4-24", True),  # on the day itself always
]


@pytest.mark.parametrize(("before", "looked", "today", "is_reminded"), REMINDED)
def test_a_reminder_comes_so_many_working_days_before(before: tuple[int, ...], looked: str, today: str, *, is_reminded: bool) -> None:
    rules = replace(RULES, reminders=Reminders(working_days_before=before))
    assert (("solve", H) in due(today, OPEN, *AT_WORK, looked=looked, rules=rules)) is is_reminded


@pytest.mark.parametrize(("days", "first"), [(1, "4-07"), (3, "4-09"), (5, "4-13")])
def test_how_long_nothing_may_be_on_record_is_a_setting(days: int, first: str) -> None:
    rules = replace(RULES, reminders=Reminders(first_action_working_days=days))
    assert due(str(first), OPEN, ARRIVED, ASSIGNED, rules=rules) == [("first_action", H)]
    before = at(first) - timedelta(days=1)
    assert due(f"{before.month}-{before.day}", OPEN, ARRIVED, ASSIGNED, rules=rules) == []


@pytest.mark.parametrize(("months", "day"), [(1, "5-13"), (2, "6-12")])
def test_how_long_a_request_under_the_avg_may_take_is_a_setting(months: int, day: str) -> None:
    rules = replace(RULES, patience=replace(RULES.patience, privacy_request_months=months))
    assert ("privacy_request", M) in due(day, FORGETFUL, *AT_WORK, rules=rules)
    assert (("privacy_request", M) in due("5-13", FORGETFUL, *AT_WORK, rules=rules)) is (months == 1)


WAITING = [
    # what the complainant was asked and said, day → why, and what ends it
    ({}, "4-10", "opgelost gemeld op donderdag 9 april 2026", [Event.INQUIRE, Event.SATISFIED]),
    (
        {"inquired_at": at("4-09")},
        "4-24",
        "de klager antwoordde niet; de tijd was om op donderdag 23 april 2026",
        [Event.NO_REACTION, Event.INQUIRE],
    ),
    ({"inquired_at": at("4-09"), "said_yes_at": at("4-13")}, "4-14", "de klager zei ja op maandag 13 april 2026", [Event.SATISFIED]),
]


def test_while_the_complainant_may_answer_nobody_is_reminded_until_they_do() -> None:
    asked = complaint(State.RESOLVED, inquired_at=at("4-09"))
    assert due("4-10", asked, *RESOLVED) == due("4-23", asked, *RESOLVED) == []
    wrote = line("4-13", Event.FOLLOWS, State.RESOLVED, by=Role.COMPLAINANT)
    for day in ("4-14", "4-24"):
        ((found, _),) = due_of(Day(Clocks(asked, (*RESOLVED, wrote), RULES), on(day), None))
        assert (found.why, found.links) == ("de klager antwoordde op maandag 13 april 2026", (Event.SATISFIED, Event.DISSATISFIED))


@pytest.mark.parametrize(("columns", "day", "why", "links"), WAITING)
def test_what_waits_for_verification_says_for_whom(columns: dict[str, Any], day: str, why: str, links: list[Event]) -> None:
    one = complaint(State.RESOLVED, **columns)
    ((found, _),) = due_of(Day(Clocks(one, RESOLVED, RULES), on(day), None))
    assert (found.by_date, found.why, list(found.links)) == (None, why, links)
