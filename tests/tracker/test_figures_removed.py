"""No figure of any week changes by any removal, whenever it comes and whenever a week is written down.

Source: docs/procedure.md, Removal, and What makes it more.
"""

import re
from collections import Counter
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from played import WAYS, Told, played
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from tracker.dates import AMSTERDAM
from tracker.figures.counted import Figures, between
from tracker.figures.lines import FIELDS
from tracker.figures.names import Figure
from tracker.model import HANDLERS, ComplainantRole, Event
from tracker.natures import DEFAULT_NATURES
from tracker.queries import Ledger, ledgers
from tracker.records import Complaint
from tracker.removal_records import AnonymousLine, Tally
from world import World

FIRST, LAST = "2026-W45", "2027-W03"
HOURS = st.sampled_from([0, 1, 5, 23, 40, 100, 170, 300])
COMPLAINTS = st.builds(
    Told, st.sampled_from(sorted(WAYS)), st.integers(0, 500), st.tuples(HOURS, HOURS, HOURS), st.sampled_from([0, 1, 72, 200])
)


def everything(session: Session) -> tuple[Figures, list[Ledger]]:
    return between(session, AMSTERDAM, FIRST, LAST), ledgers(session)


@settings(max_examples=10, deadline=None)
@example([Told("with-money", 0, (0, 0, 0), 0)], [])
@given(st.lists(COMPLAINTS, min_size=1, max_size=3), st.lists(st.integers(0, 1500), max_size=2))
def test_a_season_counts_the_same_with_its_removals_and_without(roomy: World, season: list[Told], snapshots: list[int]) -> None:
    with played(roomy, season, removing=False) as session:
        without = everything(session)
    assert_adds_up(without[0])
    with played(roomy, season, removing=True, snapshots=snapshots) as session:
        assert everything(session) == without


SUMS = (
    {Figure.NEW, Figure.COMPLAINANTS},
    {Figure.ACKNOWLEDGED, Figure.ACKNOWLEDGED_DAYS},
    {Figure.CLOSED, Figure.HANDLED, Figure.CAUSES},
)
"""Figures that are the same complaints, cut in other ways."""

WITHIN = (
    (Figure.ENTERED_LATER, Figure.NEW),
    (Figure.ACKNOWLEDGED, Figure.NEW),
    (Figure.ACKNOWLEDGED_IN_TIME, Figure.ACKNOWLEDGED),
    (Figure.ACKNOWLEDGED_IN_TIME, Figure.TO_ACKNOWLEDGE),
    (Figure.TO_ACKNOWLEDGE, Figure.NEW),
    (Figure.HANDLED_IN_TIME, Figure.HANDLED),
    (Figure.RESOLVED_DAYS, Figure.CLOSED),
    (Figure.FOUND, Figure.CLOSED),
    (Figure.OVERDUE, Figure.OPEN),
)
"""The first counts some of those of the second."""


def assert_adds_up(figures: Figures) -> None:
    """Each week each cut has the same sum as any other of the same complaints."""
    sums = Counter[tuple[str, str]]()
    for (week, figure, _), value in figures.items():
        sums[week, figure] += value
    for week in {week for week, _ in sums}:
        assert [same for same in SUMS if len({sums[week, figure] for figure in same}) > 1] == []
        assert [pair for pair in WITHIN if sums[week, pair[0]] > sums[week, pair[1]]] == []


MONDAY = r"date(datetime(\1, '+1 hour'), 'weekday 0', '-6 days')"
"""The week of a moment, in the winter of Amsterdam."""

COUNTED = {
    "new": "SELECT date(received_date, 'weekday 0', '-6 days'), nature, count(*) FROM complaint GROUP BY 1, 2",
    "entered_later": """SELECT date(received_date, 'weekday 0', '-6 days'), '', count(*) FROM complaint
        WHERE monday(registered_at) > date(received_date, 'weekday 0', '-6 days') GROUP BY 1""",
    "acknowledged": """SELECT date(received_date, 'weekday 0', '-6 days'), '', count(*) FROM complaint
        WHERE acknowledged_at IS NOT NULL GROUP BY 1""",
    "to_acknowledge": """SELECT date(received_date, 'weekday 0', '-6 days'), '', count(*) FROM complaint WHERE acknowledged_at IS NOT NULL
        OR coalesce(outcome, '') NOT IN ('spam', 'not_a_complaint', 'forward_elsewhere', 'merge') GROUP BY 1""",
    "acknowledged_in_time": """SELECT date(received_date, 'weekday 0', '-6 days'), '', count(*) FROM complaint
        WHERE date(datetime(acknowledged_at, '+1 hour')) <= acknowledge_by_date GROUP BY 1""",
    "complainants": "SELECT date(received_date, 'weekday 0', '-6 days'), complainant_role, count(*) FROM complaint GROUP BY 1, 2",
    "acknowledged_days": """SELECT date(received_date, 'weekday 0', '-6 days'), CAST(
            julianday(date(acknowledged_at, '+1 hour')) - julianday(received_date) AS INTEGER) || '', count(*)
        FROM complaint WHERE acknowledged_at IS NOT NULL GROUP BY 1, 2""",
    "resolved_days": """SELECT monday(closed_at), CAST(julianday(date(resolved_at, '+1 hour')) - julianday(received_date) AS INTEGER) || '',
        count(*) FROM complaint WHERE resolved_at IS NOT NULL AND closed_at IS NOT NULL GROUP BY 1, 2""",
    "handled": "SELECT monday(closed_at), coalesce(handler_role, ''), count(*) FROM complaint WHERE closed_at IS NOT NULL GROUP BY 1, 2",
    "handled_in_time": """SELECT monday(closed_at), handler_role, count(*) FROM complaint WHERE closed_at IS NOT NULL
        AND date(datetime(resolved_at, '+1 hour')) <= target_date GROUP BY 1, 2""",
    "causes": """SELECT monday(closed_at), nature || '/' || coalesce(process_step, ''), count(*) FROM complaint
        WHERE closed_at IS NOT NULL GROUP BY 1, 2""",
    "closed": "SELECT monday(closed_at), outcome, count(*) FROM complaint WHERE closed_at IS NOT NULL GROUP BY 1, 2",
    "found": "SELECT monday(closed_at), finding, count(*) FROM complaint WHERE finding <> '' AND closed_at <> '' GROUP BY 1, 2",
    "mails": """SELECT monday(kept_at), CASE kind WHEN 'complaint' THEN 'klachten/new' WHEN 'follow_up' THEN 'klachten/threaded'
        ELSE 'klachten/machine' END, count(*) FROM arrival GROUP BY 1, 2""",
    "appeals": "SELECT monday(at), '', count(*) FROM journal WHERE event = 'appeal' GROUP BY 1",
    "reopened": "SELECT monday(at), '', count(*) FROM journal WHERE event = 'dissatisfied' GROUP BY 1",
    "resolved": """WITH moved AS (SELECT complaint_id, id, event, monday(at) AS week FROM journal WHERE from_state <> to_state
            AND event IN ('resolve', 'withdraw', 'dissatisfied', 'reopen', 'appeal', 'take_back'))
        SELECT week, '', count(*) FROM moved WHERE event IN ('resolve', 'withdraw') AND NOT EXISTS (SELECT 1 FROM moved AS later
            WHERE later.complaint_id = moved.complaint_id AND later.week = moved.week AND later.id > moved.id) GROUP BY 1""",
    "money": """SELECT monday(at), '', sum(CASE event WHEN 'consent' THEN json_extract("before", '$.proposal_cents')
        ELSE -json_extract("before", '$.amount_cents') END) FROM journal
        WHERE event = 'consent' OR (event = 'take_back' AND json_extract("before", '$.amount_cents') > 0) GROUP BY 1""",
    "overdue": """WITH RECURSIVE week(day) AS (VALUES ('2026-11-02') UNION ALL SELECT date(day, '+7 days') FROM week LIMIT 12),
            then_(day, id) AS (SELECT day, (SELECT id FROM journal WHERE complaint_id = complaint.id
                AND at < datetime(day, '+7 days', '-1 hour') ORDER BY id DESC LIMIT 1) FROM week, complaint)
        SELECT day, '', count(*) FROM then_ JOIN journal AS last ON last.id = then_.id JOIN complaint ON complaint.id = last.complaint_id
        WHERE last.to_state NOT IN ('resolved', 'appeal', 'closed') AND date(day, '+6 days') > coalesce((
            SELECT coalesce(json_extract("before", '$.target_date'), '9999') FROM journal WHERE complaint_id = complaint.id
                AND at >= datetime(day, '+7 days', '-1 hour') AND json_type("before", '$.target_date') <> ''
                ORDER BY id LIMIT 1), target_date, '9999') GROUP BY 1""",
    "open": """WITH RECURSIVE week(day) AS (VALUES ('2026-11-02') UNION ALL SELECT date(day, '+7 days') FROM week LIMIT 12)
        SELECT day, state, count(*) FROM (SELECT day, (SELECT to_state FROM journal WHERE complaint_id = complaint.id
            AND at < datetime(day, '+7 days', '-1 hour') ORDER BY id DESC LIMIT 1) AS state FROM week, complaint)
        WHERE state <> 'closed' GROUP BY 1, 2""",
}
"""Each figure, counted once more by the database alone, of a register from which nothing was removed: monday, part, how many."""

SEASON = [
    *(Told(way, 160 * turn + 7 * number, (1 + 13 * turn, 20, 3 + 19 * turn), 72) for turn in range(2) for number, way in enumerate(WAYS)),
    Told("appeal", 100, (1, 1, 1, 1, 200), 0),
]


CAUSES = {"costs/", "costs/charges", "costs/reminder", "other/", "other/charges", "other/reminder"}
"""The natures and steps of those that closed, as they are counted together."""


class Whole(NamedTuple):
    """What is counted of a season without removals and with them; and what stays behind."""

    without: tuple[Figures, list[Ledger]]
    recounted: dict[tuple[str, str, str], int]
    having: tuple[Figures, list[Ledger]]
    left: Counter[str]
    lines: list[AnonymousLine]
    tallies: list[Tally]


@pytest.fixture(scope="module")
def whole(roomy: World) -> Whole:
    with played(roomy, SEASON, removing=False) as session:
        without, recounted = everything(session), counted_by_the_database(session)
    with played(roomy, SEASON, removing=True) as session:
        left = Counter(session.scalars(select(Complaint.state)))
        return Whole(
            without,
            recounted,
            everything(session),
            left,
            list(session.scalars(select(AnonymousLine))),
            list(session.scalars(select(Tally))),
        )


def counted_by_the_database(session: Session) -> dict[tuple[str, str, str], int]:
    """Count in plain SQL; the weeks are named by their monday."""
    found = {figure: session.execute(text(re.sub(r"monday\((\w+)\)", MONDAY, query))).all() for figure, query in COUNTED.items()}
    return {(str(monday), figure, part): value for figure, rows in found.items() for monday, part, value in rows if value}


def test_the_figures_are_those_that_the_database_counts(whole: Whole) -> None:
    found, (books,) = whole.without
    by_monday = {(str(date.fromisocalendar(int(week[:4]), int(week[6:]), 1)), *which): value for (week, *which), value in found.items()}
    assert by_monday == whole.recounted
    assert {figure for _, figure, _ in whole.recounted} == set(COUNTED) == set(Figure)
    assert {part for _, figure, part in whole.recounted if figure == "causes"} == CAUSES
    assert {part for _, figure, part in whole.recounted if figure == "complainants"} == {"debtor", "unknown"}
    assert {part for _, figure, part in whole.recounted if figure == "open"} >= {"registered", "assigned", "agreed", "resolved", "appeal"}
    assert (books.received, books.difference) == (3 * len(SEASON), 0)
    assert_adds_up(found)
    assert [value for (week, figure, _), value in found.items() if (week, figure) == ("2026-W52", "overdue")] == [4]


def test_a_season_with_all_its_removals_counts_as_without(whole: Whole) -> None:
    assert whole.left == {"registered": 2, "assigned": 2}
    assert len(whole.lines) == len(SEASON) - 4
    assert whole.having == whole.without


WORDS_OF: dict[str, set[object]] = {
    "nature": {nature.key for nature in DEFAULT_NATURES},
    "complainant_role": set(ComplainantRole),
    "handler_role": {None, *HANDLERS},
    "outcome": set(Event),
}


def test_what_stays_holds_words_of_ours_and_numbers_and_nothing_that_anybody_wrote(whole: Whole) -> None:
    assert {column.key for column in inspect(AnonymousLine).columns} == {"key", *FIELDS}
    for line in whole.lines:
        assert {name for name, words in WORDS_OF.items() if getattr(line, name) not in words} == set()
        assert all(re.fullmatch(r"20\d\d-W\d\d", week) for week in (line.received_week, line.closed_week))
        assert re.fullmatch(r"[0-9a-f]{32}", line.key)
        rest = [getattr(line, name) for name in FIELDS if name not in {*WORDS_OF, "received_week", "closed_week"}]
        assert all(value is None or type(value) in {int, bool} for value in rest)
    assert {tally.part for tally in whole.tallies} == {
        "klachten/new",
        "klachten/threaded",
        "klachten/machine",
        "",
        Event.UPHELD,
        "new",
        "closed",
        *CAUSES,
    }
    assert {column.key for column in inspect(Tally).columns} == {"week", "figure", "part", "value"}
    last = max(line.closed_week for line in whole.lines)
    assert {tally.week for tally in whole.tallies if tally.figure == "money"} <= {last}, "money stays as a week's total alone"
