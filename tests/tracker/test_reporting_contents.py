"""What a report tells of a season that was played: its sums add up in every cut, small counts stay whole, and removal changes none.

Source: docs/procedure.md, The report, and Removal; docs/mail-rules.md, D19 and T-STAT-01.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from played import BEGINS, HOUSE, WAYS, Told, played
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tracker.dates import Terms
from tracker.figures.names import Figure
from tracker.letter_facts.reporting import AGES, FEW, TEN, Open
from tracker.model import Language
from tracker.records import Complaint, Mailbox
from tracker.reporting.contents import Reader, report_facts
from tracker.reporting.cuts import Beside, columns_of, cut, further, rows
from tracker.reporting.periods import named
from tracker.reporting.standing import ages, due_soon
from world import World

NOW = datetime(2027, 1, 25, 7, 0, tzinfo=UTC)
MANAGER = Reader(None, sees_handlers=True, language=Language.DUTCH)
PERIODS = ("2026-W46", "2026-W53", "2026-Q4", "2026", "2026-W47--2027-W01")
HOURS = st.sampled_from([0, 1, 5, 23, 40, 100, 170, 300])
COMPLAINTS = st.builds(
    Told, st.sampled_from(sorted(WAYS)), st.integers(0, 500), st.tuples(HOURS, HOURS, HOURS), st.sampled_from([0, 1, 72, 200])
)
SEASON = [Told(way, 60 * turn + 5 * number, (1 + 13 * turn, 20, 3 + 19 * turn), 72) for turn in range(2) for number, way in enumerate(WAYS)]


def reports(session: Session, *periods: str, reader: Reader = MANAGER) -> dict[str, Any]:
    """Return the facts of the reports of these periods, of a register that began long before."""
    if session.get(Mailbox, "klachten") is None:
        told = {"first_started_at": BEGINS - timedelta(weeks=120), "backlog_uidvalidity": 1, "backlog_last_uid": 0}
        session.add(Mailbox(name="klachten", **told))
        session.flush()
    return {one: report_facts(session, HOUSE, named(one), reader, NOW, is_late=False) for one in periods}


def past(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what of a report follows from weeks that have ended."""
    same = ("figures", "entered_later", "natures", "ledger", "waiting", "over", "further", "rows", "kept")
    received = None if facts["received"] is None else len(facts["received"]) + facts["removed"]
    handled = [(one["role"], one["closed"], one["in_time"]) for one in facts["handlers"] if one["closed"]]
    return {**{name: facts[name] for name in same}, "received": received, "handled": handled}


def values(parts: Sequence[dict[str, Any]], name: str = "value") -> int:
    return sum(part[name] for part in parts)


def adds_up(facts: dict[str, Any]) -> None:
    """See that each cut adds up to what is cut, and that nothing that is fewer than five is cut."""
    figures = {one["name"]: one for one in facts["figures"]}
    rows = {(row["figure"], row["part"]): row["values"] for row in facts["rows"]}
    weeks, period = facts["over"]["weeks"], set(named(facts["name"]).weeks)
    new = figures["new"]["value"]
    assert new == sum(count for count, week in zip(rows["new", ""], weeks, strict=True) if week in period)
    assert (facts["received"] is None, facts["natures"] is None) == (new >= TEN, new < FEW)
    if facts["received"] is not None:
        assert len(facts["received"]) + facts["removed"] == new
    if facts["natures"] is not None:
        assert values(facts["natures"]) == new
        if facts["natures"][0]["before"] is not None:
            assert values(facts["natures"], "before") == figures["new"]["before"]
    at_end = weeks.index(named(facts["name"]).last_week)
    assert figures["open"]["value"] == sum(counts[at_end] for counts in facts["over"]["states"].values())
    assert figures["overdue"]["value"] <= figures["open"]["value"]
    assert tuple(facts["ages"]) == AGES
    assert sum(facts["ages"].values()) == len(facts["open_complaints"]) == values(facts["handlers"], "open")
    late = sum(facts["ages"][age] for age in AGES if age.startswith("late"))
    assert late == values(facts["handlers"], "overdue") == sum(one["days_late"] > 0 for one in facts["open_complaints"])
    for ledger in facts["ledger"]:
        assert ledger["received"] == sum(ledger["columns"].values()) + ledger["waiting"] + ledger["difference"]
    rows_add_up(facts["rows"])
    if facts["further"] is not None:
        further_adds_up(facts, new)


def rows_add_up(rows: Sequence[dict[str, Any]]) -> None:
    wholes = {row["figure"]: row["values"] for row in rows if not row["part"]}
    assert list(wholes) == [str(figure) for figure in Figure if figure in wholes]
    for figure, whole in wholes.items():
        parts = [row["values"] for row in rows if row["figure"] == figure and row["part"]]
        for place, count in enumerate(whole):
            told = [part[place] for part in parts]
            if figure in {"causes", "handled_in_time"} and (count is None or count >= FEW):
                continue  # what of these is told is tested by itself
            if None in told:
                assert count < FEW
                assert set(told) == {None}
            elif parts:
                assert sum(told) == count
                assert count == 0 or count >= FEW or figure in {"mails", "open"}


def further_adds_up(facts: dict[str, Any], new: int) -> None:
    further = facts["further"]
    closed = values(facts["handlers"], "closed")
    for name, whole in (("natures", new), ("complainants", new), ("outcomes", closed)):
        assert values(further[name]) == (whole if whole >= FEW else 0)
    assert values(further["causes"]) == (closed if closed >= FEW else 0)
    for part in (part for name in ("natures", "complainants", "outcomes", "findings") for part in further[name]):
        assert (part["over"] is None) == (part["value"] < FEW)
        told = [count for count in part["over"] or () if count is not None]
        assert part["over"] is None or len(part["over"]) == len(further["columns"])
        assert sum(told) == part["value"] if len(told) == len(further["columns"]) else sum(told) <= part["value"]
    for cause in further["causes"]:
        assert (cause["steps"] is None) == (cause["value"] < FEW)
        assert cause["steps"] is None or sum(cause["steps"].values()) == cause["value"]
        assert (cause["over"] is None) == (cause["steps"] is None)
        for step, counts in (cause["over"] or {}).items():
            assert len(counts) == len(further["columns"])
            assert sum(counts) == cause["steps"][step] if None not in counts else sum(filter(None, counts)) <= cause["steps"][step]
    for time in further["times"]:
        assert (time["median"] is None) == (time["nine_tenths"] is None) == (time["count"] < TEN)
    assert all((one["in_time"] is None) == (one["closed"] < FEW) for one in facts["handlers"])


@settings(max_examples=4, deadline=None)
@given(st.lists(COMPLAINTS, min_size=1, max_size=6), st.lists(st.integers(0, 1500), max_size=2), st.sampled_from(PERIODS))
def test_whatever_is_removed_and_when_a_report_of_the_past_is_the_same(
    roomy: World, season: list[Told], snapshots: list[int], period: str
) -> None:
    with played(roomy, season, removing=False) as session:
        without = reports(session, period)[period]
    with played(roomy, season, removing=True, snapshots=snapshots) as session:
        having = reports(session, period)[period]
    assert past(having) == past(without)
    for facts in (without, having):
        adds_up(facts)


@pytest.fixture(scope="module")
def whole(roomy: World) -> tuple[dict[str, Any], dict[str, Any]]:
    """The reports of a season of two dozen complaints, without removals and with them."""
    with played(roomy, SEASON, removing=False) as session:
        without = reports(session, *PERIODS)
    with played(roomy, SEASON, removing=True) as session:
        return without, reports(session, *PERIODS)


@pytest.mark.parametrize("period", PERIODS)
def test_of_a_whole_season_the_sums_add_up_and_removal_changes_no_past_figure(
    whole: tuple[dict[str, Any], dict[str, Any]], period: str
) -> None:
    without, having = (reports[period] for reports in whole)
    assert past(having) == past(without)
    assert having["open_complaints"] == without["open_complaints"]
    adds_up(without)
    adds_up(having)


def test_the_figures_of_a_quarter_are_those_that_were_played(whole: tuple[dict[str, Any], dict[str, Any]]) -> None:
    facts = whole[1]["2026-Q4"]
    played_ways = Counter(told.way for told in SEASON)
    figures = {one["name"]: (one["value"], one["before"], one["of"]) for one in facts["figures"]}
    assert figures["new"] == (len(SEASON), 0, None)
    assert figures["appeals"] == (played_ways["appeal"], 0, None)
    assert figures["acknowledged_in_time"][2] == len(SEASON) - played_ways["spam"], "none of those had to be confirmed"
    further = facts["further"]
    outcomes = {one["part"]: one["value"] for one in further["outcomes"]}
    assert outcomes == {"resolve": 12, "conclude": 2, "withdraw": 2, "not_a_complaint": 2, "spam": 2}
    assert {one["nature"]: one["value"] for one in further["causes"]} == {"costs": 10, "other": 10}
    assert [(one["what"], one["count"]) for one in further["times"]] == [("acknowledge", 16), ("resolve", 14)]
    assert further["columns"] == [f"2026-W{week}" for week in range(40, 54)]
    assert facts["received"] is None


@pytest.fixture(scope="module")
def dozen(roomy: World) -> Iterator[Session]:
    """A season of a dozen complaints, nothing removed."""
    with played(roomy, SEASON[:12], removing=False) as session:
        yield session


def test_nobody_who_complained_is_named_in_it_nor_what_they_wrote(dozen: Session) -> None:
    told = json.dumps(reports(dozen, "2026-W46", "2026-Q4"))
    assert not any(words in told for words in ("klager", "te hoog", "kwam nooit aan", "aan de telefoon", "Graag vandaag"))


def test_in_a_week_of_many_the_few_of_a_nature_or_a_handler_are_not_broken_down() -> None:
    counted = {("handled", "sales_manager"): 5, ("handled", "team_lead_collection"): 1, ("handled_in_time", "sales_manager"): 4,
               ("handled_in_time", "team_lead_collection"): 1, ("causes", "costs/reminder"): 5, ("causes", "tone/reminder"): 1}  # fmt: skip
    two_weeks = {("2026-W46", "causes", "tone/letter"): 5} | {("2026-W47", *key): value for key, value in counted.items()}
    beside = Beside(two_weeks, named("2026-W47"), is_known=True)
    told = {(row.figure, row.part): row.values for row in rows(beside, ["2026-W46", "2026-W47"], with_handlers=True)}
    assert (told["handled", "team_lead_collection"], told["handled_in_time", ""]) == ([None, 1], [0, None])
    assert (told["handled_in_time", "sales_manager"], told["handled_in_time", "team_lead_collection"]) == ([None, 4], [None, None])
    assert (told["causes", ""], told["causes", "costs/reminder"]) == ([5, 6], [None, 5])
    assert (told["causes", "tone/letter"], told["causes", "tone/reminder"]) == ([5, None], [0, None])
    tone, costs = further(Beside(two_weeks, named("2026-W46--2026-W47"), is_known=False)).causes
    assert (tone.over, costs.over) == ({"letter": [None, None], "reminder": [None, None]}, {"reminder": [None, 5]})


def test_a_column_of_few_is_not_broken_down_though_the_nature_is_frequent() -> None:
    weeks = {"2026-W45": (6, 1), "2026-W46": (3, 1), "2026-W47": (0, 5)}
    figures = {
        (week, "new", nature): count for week, counts in weeks.items() for nature, count in zip(("costs", "tone"), counts, strict=True)
    }
    beside = Beside(figures, named("2026-W45--2026-W47"), is_known=True)
    told = cut(beside, Figure.NEW, columns_of(beside.period))
    assert [(one.part, one.value, one.over) for one in told] == [("costs", 9, [6, None, None]), ("tone", 7, [1, None, None])]


@given(
    st.sampled_from(["2026-Q3", "2026", "2026-W47--2027-W01"]), st.lists(st.integers(0, 6), min_size=53, max_size=53), st.integers(0, 26)
)
@example("2026-Q3", [*[6] * 30, 3, *[6] * 22], 0)
@example("2026-Q3", [*[0] * 13, 3, *[6] * 39], 14)  # the first week of the period before stands in no column
@example("2026", [3, *[0] * 12, *[6] * 40], 0)
def test_no_few_can_be_reckoned_from_a_sum_and_what_is_told_beside_it(name: str, counts: list[int], begins: int) -> None:
    period, all_weeks = named(name), named("2026").weeks
    wholes = dict(zip(all_weeks, counts, strict=True))
    weeks = all_weeks[min(begins, all_weeks.index(period.first_week)) :]
    beside = Beside({(week, "new", "costs"): count for week, count in wholes.items()}, period, is_known=True)
    told, columns = rows(beside, weeks, with_handlers=False)[1].values, columns_of(period)
    over = next((one.over for one in cut(beside, Figure.NEW, columns) if one.over), [None] * len(columns))
    shown = {week for week, count in zip(weeks, told, strict=True) if count is not None}
    shown |= {week for of, count in zip(columns.values(), over, strict=True) if count is not None for week in of if wholes.get(week)}
    for those in (period.weeks, period.before.weeks):
        kept_back = sum(wholes.get(week, 0) for week in those if week not in shown)
        assert kept_back == 0 or kept_back >= FEW or not shown.intersection(those)


def test_who_may_not_see_handlers_is_told_no_figure_of_theirs(dozen: Session) -> None:
    facts = reports(dozen, "2026-Q4", reader=Reader(None, sees_handlers=False, language=Language.ENGLISH))["2026-Q4"]
    assert facts["handlers"] is None
    assert not {row["figure"] for row in facts["rows"]} & {"handled", "handled_in_time"}
    assert facts["step_names"]["reminder"] == "Reminder"


def test_a_period_that_runs_tells_how_it_stands_today(dozen: Session) -> None:
    facts = reports(dozen, "2027-Q1")["2027-Q1"]
    figures = {one["name"]: one["value"] for one in facts["figures"]}
    assert facts["over"]["weeks"][-1] == "2027-W04"
    assert figures["open"] == len(facts["open_complaints"])
    assert figures["overdue"] == sum(one["days_late"] > 0 for one in facts["open_complaints"])


@pytest.mark.parametrize(("days", "is_compared"), [(0, True), (1, False)])
def test_a_period_is_compared_with_one_in_which_the_register_was_there_throughout(dozen: Session, days: int, *, is_compared: bool) -> None:
    reports(dozen)
    dozen.get_one(Mailbox, "klachten").first_started_at = BEGINS + timedelta(days=days)  # on the Monday of week 45
    dozen.flush()
    facts = reports(dozen, "2026-W46")["2026-W46"]
    assert all((one["before"] is not None) == is_compared for one in (*facts["figures"], *(facts["natures"] or ())))
    assert (facts["began_date"] is None, facts["over"]["weeks"]) == (is_compared, ["2026-W45", "2026-W46"])


BEFORE = [
    # id, the register began so many weeks after its first complaint, period, figures that are told, entered later
    ("nothing was entered later", 0, "2026-Q3", [], 0),
    ("some was", 2, "2026-W45", ["new", "acknowledged_in_time"], 2),
]


@pytest.mark.parametrize(("weeks", "period", "told", "entered_later"), [pytest.param(*row[1:], id=row[0]) for row in BEFORE])
def test_of_a_time_before_the_register_began_there_are_no_figures_but_of_what_was_entered_later(
    dozen: Session, weeks: int, period: str, told: list[str], entered_later: int
) -> None:
    reports(dozen)
    with dozen.begin_nested() as unharmed:
        later = select(Complaint.id).order_by(Complaint.id).limit(2)
        dozen.execute(update(Complaint).where(Complaint.id.in_(later)).values(registered_at=BEGINS + timedelta(weeks=3)))
        dozen.execute(update(Mailbox).values(first_started_at=BEGINS + timedelta(weeks=weeks)))
        facts = reports(dozen, period)[period]
        unharmed.rollback()
    assert ([one["name"] for one in facts["figures"]], facts["entered_later"]) == (told, entered_later)
    assert (facts["received"], facts["natures"] is not None) == (None, bool(told))
    assert (facts["began_date"], facts["further"], facts["rows"], facts["over"]["weeks"], facts["ledger"]) == (
        f"2026-11-{2 + 7 * weeks:02}", None, [], [], [],
    )  # fmt: skip


def test_what_is_told_over_time_is_told_by_weeks_or_by_quarters() -> None:
    assert list(columns_of(named("2026-Q4")))[::13] == ["2026-W40", "2026-W53"]
    assert list(columns_of(named("2026"))) == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert list(columns_of(named("2026-W30--2027-W02"))) == ["2026-Q3", "2026-Q4", "2027-Q1"]
    assert [week for weeks in columns_of(named("2026")).values() for week in weeks] == list(named("2026").weeks)


# how open complaints stand to their target dates, on Monday 23 November 2026

MONDAY = date(2026, 11, 23)
STANDINGS = [
    # target date, state, days late, the age, whether it is due soon
    (date(2026, 11, 6), "assigned", 11, "late_over_10", False),
    (date(2026, 11, 9), "assigned", 10, "late_6_10", False),
    (date(2026, 11, 13), "agreed", 6, "late_6_10", False),
    (date(2026, 11, 16), "impasse", 5, "late_1_5", False),
    (date(2026, 11, 22), "assigned", 1, "late_1_5", False),  # a Sunday: the day has passed
    (MONDAY, "assigned", 0, "within_5", True),
    (date(2026, 11, 30), "registered", 0, "within_5", True),
    (date(2026, 12, 1), "consulting", 0, "within_10", False),
    (date(2026, 12, 7), "assigned", 0, "within_10", False),
    (date(2026, 12, 8), "assigned", 0, "later", False),
    (None, "reopened", 0, "undated", False),
    (date(2026, 11, 2), "resolved", 0, "undated", False),
    (date(2026, 11, 24), "appeal", 0, "undated", False),
]


@pytest.mark.parametrize(("target", "state", "late", "age", "soon"), STANDINGS)
def test_how_an_open_complaint_stands(target: date | None, state: str, late: int, age: str, soon: bool) -> None:  # noqa: FBT001 - a column
    one = Open("KL-2026-00001", "costs", state, None, date(2026, 11, 2), target, late, acknowledged=True)
    assert ages([one], Terms(), MONDAY) == {age: 1}
    assert due_soon([one], Terms(), MONDAY) == ([one] if soon else [])


def test_days_late_are_working_days_and_count_while_the_date_does(dozen: Session) -> None:
    facts: Any = report_facts(dozen, HOUSE, named("2026-W46"), MANAGER, datetime(2027, 1, 4, 9, tzinfo=UTC), is_late=False)
    late = {(one["state"], one["target_date"]): one["days_late"] for one in facts["open_complaints"]}
    assert late["assigned", "2026-12-24"] == 5
