"""What one complaint counts for: its line, what happened to it in which week, and what stays of it.

Source: docs/procedure.md, The clock, and Removal.
"""

from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text, update

from tracker.dates import AMSTERDAM, Terms, acknowledge_by
from tracker.figures.happenings import Moved, happenings
from tracker.figures.lines import FIELDS, Line, line_of
from tracker.model import Acknowledgement, Event, Role, State
from tracker.records import Complaint
from tracker.removal.anonymous import lay_anew
from tracker.removal.taking_out import take_out
from tracker.removal_records import AnonymousLine
from world import BOB, MALLORY, MANAGER, World, mail

RECEIVED = date(2026, 4, 2)
PLAIN = Line("costs", "unknown", "2026-W14", None, None, 1, None, None, None, None, None, has_amount=False)
"""Of a complaint that came in on Thursday 2 April 2026; both clocks end on Tuesday the 7th, for Good Friday counts."""


def at(day: str) -> datetime:
    """Return a moment on the clock of Amsterdam."""
    return datetime.fromisoformat(day).replace(tzinfo=AMSTERDAM).astimezone(UTC)


def complaint(**columns: object) -> Complaint:
    deadline = acknowledge_by(RECEIVED, Terms())
    assert deadline
    told = {"round": 1, "acknowledgement": Acknowledgement.OWED, "acknowledge_by_date": deadline.by_date, "target_date": date(2026, 4, 24)}
    return Complaint(nature="costs", complainant_role="unknown", **({"received_date": RECEIVED} | told | columns))


def accepted(day: str, **columns: object) -> Complaint:
    return complaint(acknowledgement=Acknowledgement.ACCEPTED, acknowledged_at=at(day), **columns)


LINES = [
    # id, complaint, what its line says beside the plain one
    ("as-it-came", complaint(), {}),
    ("the-same-day", accepted("2026-04-02T09:05"), {"acknowledged_in_time": True, "acknowledged_days": 0}),
    ("the-last-minute-of-both-clocks", accepted("2026-04-07T23:59"), {"acknowledged_in_time": True, "acknowledged_days": 5}),
    ("a-minute-later", accepted("2026-04-08T00:00"), {"acknowledged_in_time": False, "acknowledged_days": 6}),
    ("no-clock-runs", accepted("2026-04-30T09:00", acknowledge_by_date=None), {"acknowledged_days": 28}),
    ("came-back", complaint(acknowledgement=Acknowledgement.FAILED, acknowledged_at=at("2026-04-02T10:00")), {}),
    ("solved-on-the-day", complaint(resolved_at=at("2026-04-24T23:30")), {"resolved_in_time": True, "resolved_days": 22}),
    ("solved-later", complaint(resolved_at=at("2026-04-25T00:30")), {"resolved_in_time": False, "resolved_days": 23}),
    ("solved-without-a-day", complaint(resolved_at=at("2026-05-02T09:00"), target_date=None, round=2), {"resolved_days": 30, "rounds": 2}),
    ("closed-on-sunday-night", complaint(closed_at=at("2026-04-12T23:59"), outcome="spam"), {"closed_week": "2026-W15", "outcome": "spam"}),
    ("closed-in-week-53", complaint(closed_at=at("2027-01-03T12:00")), {"closed_week": "2026-W53"}),
    ("with-money", complaint(amount_cents=5000, handler_role=Role.SALES_MANAGER), {"has_amount": True, "handler_role": "sales_manager"}),
    ("received-later-than-thought", accepted("2026-04-02T09:05", received_date=date(2026, 4, 6)),
     {"received_week": "2026-W15", "acknowledged_in_time": True, "acknowledged_days": 0}),
]  # fmt: skip


@pytest.mark.parametrize(("one", "told"), [pytest.param(*row[1:], id=row[0]) for row in LINES])
def test_the_line_of_a_complaint(one: Complaint, told: dict[str, object]) -> None:
    assert asdict(line_of(one, AMSTERDAM)) == asdict(PLAIN) | told


DUTIES = [
    # id, complaint, whether its receipt had to be confirmed
    ("waits", complaint(), True),
    ("in-time", accepted("2026-04-02T09:05"), True),
    ("late", accepted("2026-04-30T09:05"), True),
    ("no-clock-runs", accepted("2026-04-30T09:00", acknowledge_by_date=None), False),
    ("spam", complaint(closed_at=at("2026-04-03T12:00"), outcome=Event.SPAM), False),
    ("no-complaint-but-confirmed", accepted("2026-04-02T09:05", outcome=Event.NOT_A_COMPLAINT), True),
    ("closed-unconfirmed", complaint(closed_at=at("2026-04-12T12:00"), outcome=Event.SATISFIED), True),
]


@pytest.mark.parametrize(("one", "had_to_be"), [pytest.param(*row[1:], id=row[0]) for row in DUTIES])
def test_whether_its_receipt_had_to_be_confirmed(one: Complaint, had_to_be: bool) -> None:  # noqa: FBT001 - a case
    assert line_of(one, AMSTERDAM).had_to_be_acknowledged is had_to_be


@pytest.mark.parametrize(("outcome", "ending"), [("satisfied", "resolve"), ("resolve", "resolve"), ("withdraw", "withdraw"), (None, "")])
def test_solved_is_one_ending(outcome: str | None, ending: str) -> None:
    assert line_of(complaint(outcome=outcome), AMSTERDAM).ending == ending


S, E = State, Event
PAYS = {"proposal_cents": 5000}
RESOLVED = ("2026-04-03T10:00", E.RESOLVE, S.AGREED, S.RESOLVED)
REOPENED = ("2026-04-04T09:00", E.DISSATISFIED, S.RESOLVED, S.REOPENED)
CONSENTED = ("2026-04-03T10:00", E.CONSENT, S.CONSULTING, S.AGREED, PAYS)

HAPPENINGS = [
    # id, lines of the journal that moved the state, what is counted
    ("nothing-that-counts", [("2026-04-02T09:00", E.ASSIGN, S.REGISTERED, S.ASSIGNED)], {}),
    ("resolved", [RESOLVED], {("2026-W14", "resolved"): 1}),
    ("on-a-sunday-night", [("2026-04-05T23:59", *RESOLVED[1:])], {("2026-W14", "resolved"): 1}),
    ("resolved-twice", [RESOLVED, ("2026-04-07T09:00", E.DISSATISFIED, S.RESOLVED, S.REOPENED), ("2026-04-08T10:00", *RESOLVED[1:])],
     {("2026-W14", "resolved"): 1, ("2026-W15", "reopened"): 1, ("2026-W15", "resolved"): 1}),
    ("resolved-twice-in-a-week", [RESOLVED, REOPENED, ("2026-04-05T10:00", *RESOLVED[1:])],
     {("2026-W14", "resolved"): 1, ("2026-W14", "reopened"): 1}),
    ("reopened-in-its-week", [RESOLVED, REOPENED], {("2026-W14", "reopened"): 1}),
    ("reopened-and-that-taken-back", [RESOLVED, REOPENED, ("2026-04-04T10:00", E.TAKE_BACK, S.REOPENED, S.RESOLVED)],
     {("2026-W14", "resolved"): 1}),
    ("to-appeal-in-its-week", [RESOLVED, ("2026-04-05T10:00", E.APPEAL, S.RESOLVED, S.APPEAL)], {("2026-W14", "appeals"): 1}),
    ("closed-in-its-week", [RESOLVED, ("2026-04-05T10:00", E.SATISFIED, S.RESOLVED, S.CLOSED)], {("2026-W14", "resolved"): 1}),
    ("taken-back-at-once", [RESOLVED, ("2026-04-03T10:05", E.TAKE_BACK, S.RESOLVED, S.AGREED)], {}),
    ("taken-back-in-the-next-week", [("2026-04-05T23:00", *RESOLVED[1:]), ("2026-04-06T08:00", E.TAKE_BACK, S.RESOLVED, S.AGREED)],
     {("2026-W14", "resolved"): 1}),
    ("an-appeal-taken-back-in-the-next-week", [("2026-04-05T23:00", E.APPEAL, S.IMPASSE, S.APPEAL),
     ("2026-04-06T08:00", E.TAKE_BACK, S.APPEAL, S.IMPASSE)], {("2026-W14", "appeals"): 1}),
    ("two-steps-of-one-mail-taken-back", [("2026-04-03T09:00", E.AGREE, S.ASSIGNED, S.AGREED), RESOLVED,
     ("2026-04-03T10:05", E.TAKE_BACK, S.RESOLVED, S.ASSIGNED)], {}),
    ("only-the-last-is-taken-back", [("2026-04-03T09:00", E.APPEAL, S.IMPASSE, S.APPEAL),
     ("2026-04-03T09:30", E.REOPEN, S.APPEAL, S.REOPENED), ("2026-04-03T10:05", E.TAKE_BACK, S.REOPENED, S.APPEAL)],
     {("2026-W14", "appeals"): 1}),
    ("money", [CONSENTED], {("2026-W14", "money"): 5000}),
    ("money-taken-back-in-the-next-week", [("2026-04-05T23:00", *CONSENTED[1:]),
     ("2026-04-06T08:00", E.TAKE_BACK, S.AGREED, S.CONSULTING)], {("2026-W14", "money"): 5000, ("2026-W15", "money"): -5000}),
    ("money-taken-back", [CONSENTED, ("2026-04-03T10:05", E.TAKE_BACK, S.AGREED, S.CONSULTING, {"amount_cents": 5000})], {}),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "counted"), [pytest.param(*row[1:], id=row[0]) for row in HAPPENINGS])
def test_what_happened_counts_in_its_week(lines: list[tuple[str, ...]], counted: dict[tuple[str, str], int]) -> None:
    moved = [Moved(at(day), event, before, to, changed[0] if changed else None) for day, event, before, to, *changed in lines]  # type: ignore[arg-type]  # a table
    assert happenings(moved, AMSTERDAM) == Counter(counted)


@pytest.fixture
def removed(world: World) -> World:
    """Take out three complaints, of which one has a part, one after the other, each in a transaction of its own."""
    for sender in (MALLORY, BOB, "carol@mail.example", "dave@mail.example"):
        world.deliver(mail("Uw kosten zijn te hoog.", sender=sender))
    first, second, *others = world.complaints()
    world.order(f"#samenvoegen {first.reference}", "Dezelfde.", sender=MANAGER, complaint=second)
    for number, one in enumerate((others[1], first, others[0])):
        with world.store.unit() as session:
            session.execute(update(Complaint).where(Complaint.id == one.id).values(nature=f"nature-{number}"))
            take_out(session, world.rules.house, session.get_one(Complaint, one.id), world.clock.now(), RECEIVED + timedelta(days=7))
    return world


def test_each_part_leaves_a_line_and_one_that_was_never_closed_closed_by_its_removal(removed: World) -> None:
    lines = removed.rows(AnonymousLine)
    assert Counter((line.nature, line.outcome, line.closed_week) for line in lines) == {
        ("nature-0", None, "2026-W15"): 1,
        ("nature-1", None, "2026-W15"): 1,
        ("costs", "merge", "2026-W14"): 1,
        ("nature-2", None, "2026-W15"): 1,
    }
    assert {field: getattr(lines[0], field) for field in FIELDS if field.startswith("received")} == {"received_week": "2026-W14"}


def written_by(world: World) -> int:
    """Count the transactions that wrote what stays, as PostgreSQL remembers them of each row."""
    written = (
        "SELECT count(DISTINCT xmin::text) FROM (SELECT xmin FROM anonymous_line UNION ALL SELECT xmin FROM removed_reference) AS stays"
    )
    with world.store.reading() as session:
        return int(session.execute(text(written)).scalar_one())


def as_they_lie(world: World, query: str) -> list[str]:
    """List keys in the order in which the database keeps their rows."""
    with world.store.reading() as session:
        return list(session.execute(text(query)).scalars())


def test_neither_order_nor_transaction_tells_which_line_was_whose(removed: World) -> None:
    sqlite = removed.store.sqlite
    references = (
        "SELECT reference FROM removed_reference ORDER BY rowid" if sqlite else "SELECT reference FROM removed_reference ORDER BY ctid"
    )
    lines = "SELECT key FROM anonymous_line" if sqlite else "SELECT key FROM anonymous_line ORDER BY ctid"
    before = removed.rows(AnonymousLine)
    assert as_they_lie(removed, references) == [f"KL-2026-0000{number}" for number in (4, 1, 2, 3)]
    assert sqlite or written_by(removed) == 3
    with removed.store.unit() as session:
        lay_anew(session)
    assert [row.key for row in removed.rows(AnonymousLine)] == [row.key for row in before] == as_they_lie(removed, lines)
    assert as_they_lie(removed, references) == [f"KL-2026-0000{number}" for number in (1, 2, 3, 4)]
    assert sqlite or written_by(removed) == 1
