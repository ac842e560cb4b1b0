"""Facts for specimens of the report: of a week as most are, of one with a fault, of one in which nothing was, and of longer periods."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from outbound.samples.counted import (
    NATURES,
    TERMS,
    figures_of,
    handlers_of,
    ledger_of,
    natures_of,
    opens_on,
    over_until,
    removals_of,
    rows_of,
    soon,
)
from tracker.facts import Facts as Standing
from tracker.letter_facts.reporting import AGES, FEW, TEN, Cause, Cut, Decision, Figure, Further, Ledger, Open, Over, Report, Time
from tracker.model import Event, Letter, Reference, Role, State
from tracker.offered import offers_facts
from tracker.reporting.decisions import Waits
from tracker.reporting.standing import ages
from tracker.told import Facts
from tracker.who import Who

_MADE, _MONDAY = date(2026, 11, 23), date(2026, 11, 16)
_STEPS = {"reminder": "Aanmaning", "calculation": "Berekening van kosten", "other": "Anders"}
_NEW, _BEFORE, _WAS = 12, 9, 34
_HANDLED = {Role.TEAM_LEAD_COLLECTION: (6, 5), Role.TEAM_LEAD_RECEIVABLES: (3, None), Role.SALES_MANAGER: (2, None)}
_FEW_HANDLED = {Role.TEAM_LEAD_COLLECTION: (2, None)}
_OPENS = opens_on(_MADE, _MONDAY, _NEW - 1)
_SMALL = Ledger("info", 2, 1, 1, dict.fromkeys(ledger_of(0).columns, 0))
_OFFERS = offers_facts(
    Standing(Reference("KL-2026-00042"), State.IMPASSE, own_case=False), (Who.MANAGER,), {Event.REOPEN, Event.APPEAL}.__contains__
)


def _decision(what: str, about: Open | None, days: int, **more: Any) -> Decision:
    reference, nature, state = (about.reference, about.nature, about.state) if about else (None, None, None)
    holder = more.pop("holder", Role.MANAGER_OPERATIONS)
    name = more.pop("holder_name", "Anna de Boer")
    return Decision(what, reference, nature, state, holder, name, more.pop("by_date", None), days, **more)


def _decisions(opens: Sequence[Open]) -> list[Decision]:
    late, consulted = opens[:2]
    return [
        _decision("overdue", late, late.days_late, by_date=late.target_date, offers=_OFFERS[:2], also=["unacknowledged", "impasse"]),
        _decision("consultation", consulted, 3, holder=Role.MANAGING_DIRECTOR, holder_name="Frank Dekker"),
        _decision("quarantine", None, 1, count=2),
    ]


_EVERY_DECISION = [_decision(what, _OPENS[place], place) for place, what in enumerate(one for one in Waits if one is not Waits.QUARANTINE)]


def _week(*, new: int = _NEW, before: int | None = _BEFORE, opens: Sequence[Open] = _OPENS, was: int = _WAS, **other: Any) -> Facts:
    """Return the facts of a report, by default of a week.

    new, before: so many came in the period, and in the one before; weekly: week by week. opens: now; was: when the period began.
    """
    weekly = other.pop("weekly", None)
    first_date, last_date = other.get("first_date", _MONDAY), other.get("last_date", date(2026, 11, 22))
    made_date = other.get("made_date", last_date + timedelta(days=1))
    over = other.get("over", over_until(last_date, opens))
    arrived = [one for one in opens if one.received_date >= first_date]
    told: dict[str, Any] = {
        "kind": "week",
        "name": "2026-W47",
        "first_date": first_date,
        "last_date": last_date,
        "made_date": made_date,
        "is_late": False,
        "began_date": None,
        "ledger": [ledger_of(new)],
        "waiting": 0,
        "oldest_date": None,
        "decisions": _decisions(opens) if len(opens) > 1 else [],
        "due_soon": soon(opens, made_date),
        "figures": figures_of(opens, new, before, was),
        "entered_later": 0,
        "natures": natures_of(new, before) or None,
        "received": arrived if new < TEN else None,
        "removed": max(0, new - len(arrived)) if new < TEN else 0,
        "kept": 2,
        "removals": removals_of(new),
        "over": over,
        "ages": ages(opens, TERMS, made_date),
        "handlers": handlers_of(opens, _HANDLED),
        "further": None,
        "rows": rows_of(over, weekly or [before or 0, new]),
        "open_complaints": opens,
        "nature_names": NATURES,
        "step_names": _STEPS,
        "with_workbook": True,
    }
    return Report(**(told | other)).facts()


_QUIET: dict[str, Any] = {
    "new": 0,
    "before": None,
    "opens": (),
    "ledger": [],
    "began_date": _MONDAY - timedelta(days=4),
    "decisions": [],
    "over": Over([], {}),
    "kept": 0,
    "handlers": None,
    "rows": [],
    "with_workbook": False,
}
_CAUGHT_UP: dict[str, Any] = {
    "new": 4,
    "entered_later": 2,
    "opens": opens_on(_MADE, _MONDAY, 3, is_busy=True),
    "is_late": True,
    "ledger": [ledger_of(4), _SMALL],
    "waiting": 2,
    "oldest_date": date(2026, 11, 13),
    "kept": 1,
    "handlers": None,
    "decisions": _EVERY_DECISION,
}
_RUNNING: dict[str, Any] = {
    "new": 3,
    "opens": (_RUNNING_OPENS := opens_on(date(2026, 11, 20), _MONDAY, 1)),
    "handlers": handlers_of(_RUNNING_OPENS, _FEW_HANDLED),
    "made_date": date(2026, 11, 20),
    "waiting": 1,
    "oldest_date": date(2026, 11, 12),
    "decisions": _decisions(_OPENS)[2:],
}
_LAST = [replace(_OPENS[7], received_date=_MONDAY)]
_ONE: dict[str, Any] = {
    "new": 1,
    "opens": _LAST,
    "ledger": [ledger_of(1, other=0)],
    "handlers": handlers_of(_LAST, {Role.TEAM_LEAD_COLLECTION: (24, 23), Role.TEAM_LEAD_RECEIVABLES: (10, 9)}),
}
_FIRST: dict[str, Any] = {
    "new": 0,
    "before": None,
    "opens": (),
    "ledger": [replace(ledger_of(0), received=133, waiting=1, difference=1)],
    "waiting": 1,
    "was": 0,
    "began_date": _MONDAY + timedelta(days=3),
    "handlers": None,
    "over": Over(["2026-W47"], {}),
    "rows": [],
    "decisions": [],
}
_BEFORE_IT: dict[str, Any] = {
    **_QUIET,
    "new": 1,
    "began_date": date(2026, 12, 1),
    "made_date": date(2026, 12, 7),
    "entered_later": 1,
    "figures": [Figure("new", 1, None), Figure("acknowledged_in_time", 0, None, 1)],
}
"""Of a week before the register began, of which a complaint was entered later."""


def _cause(nature: str, before: int, steps: Mapping[str, int], columns: int) -> Cause:
    """Return the causes of what closed of a nature, spread evenly over so many columns."""
    if (value := sum(steps.values())) < FEW:
        return Cause(nature, value, before, None)
    return Cause(nature, value, before, steps, {step: _evenly(count, columns) for step, count in steps.items()})


def _evenly(count: int, columns: int) -> list[int]:
    return [count * (place + 1) // columns - count * place // columns for place in range(columns)]


def _longer(columns: Sequence[str], new: Sequence[int], before: int, times: int) -> dict[str, Any]:
    """Return what a longer period tells. new: in each of its columns; before: in all of the period before. times: so often a quarter's."""
    further = Further(
        columns=columns,
        natures=natures_of(sum(new), before, new),
        complainants=[Cut("debtor", sum(new) - 40, before - 38), Cut("client", 36, 30), Cut("unknown", 4, 8)],
        outcomes=_cuts(times, resolve=(90, 75), no_reaction=(22, 18), not_a_complaint=(16, 20), conclude=(4, 3)),
        findings=[
            *_cuts(times, upheld=(40, 36), partly_upheld=(28, 20), not_upheld=(42, 40)),
            Cut("", 22 * times, 20 * times),
        ],
        causes=[
            _cause("costs", 48 * times, {"calculation": 30 * times, "reminder": 18 * times, "": 7 * times}, len(columns)),
            _cause("treatment", 40 * times, {"other": 44 * times}, len(columns)),
            _cause("payment", 25 * times, {"reminder": 30 * times}, len(columns)),
            _cause("privacy", 3 * times, {"other": 3 * times}, len(columns)),
        ],
        times=[Time("acknowledge", sum(new) - 3, 0, 1), Time("resolve", 90 * times, 9, 18)],
    )
    closed = {Role.TEAM_LEAD_COLLECTION: 78 * times, Role.TEAM_LEAD_RECEIVABLES: 50 * times, Role.SALES_MANAGER: 4 * times}
    handled = {role: (count, count - 5 if count >= FEW else None) for role, count in closed.items()}
    return {"new": sum(new), "before": before, "was": 35, "further": further, "handlers": handlers_of(_OPENS, handled)}


def _cuts(times: int, **parts: tuple[int, int]) -> list[Cut]:
    return [Cut(part, now * times, before * times) for part, (now, before) in parts.items()]


_NEW_BY_WEEK = [8, 10, 14, 12, 7, 10, 9, 12, 8, 6, 11, 13, 12]
_SPAN_MADE, _QUARTER_MADE, _YEAR_MADE = date(2026, 10, 19), date(2026, 9, 28), date(2027, 1, 4)
_A_WEEK = timedelta(days=7)


_QUARTER: dict[str, Any] = {
    "kind": "quarter",
    "name": "2026-Q3",
    "first_date": date(2026, 6, 29),
    "last_date": date(2026, 9, 27),
    "opens": opens_on(_QUARTER_MADE, _QUARTER_MADE - _A_WEEK, 11),
    "weekly": _NEW_BY_WEEK,
    **_longer([f"2026-W{week}" for week in range(27, 40)], _NEW_BY_WEEK, 116, 1),
}
_YEAR: dict[str, Any] = {
    "kind": "year",
    "name": "2026",
    "first_date": date(2025, 12, 29),
    "last_date": date(2027, 1, 3),
    "opens": opens_on(_YEAR_MADE, _YEAR_MADE - _A_WEEK, 11),
    "weekly": [10] * 26,
    **_longer(["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"], [120, 130, 132, 146], 464, 4),
}
_SPAN: dict[str, Any] = {
    "kind": "span",
    "name": "2026-W36--2026-W42",
    "first_date": date(2026, 8, 31),
    "last_date": date(2026, 10, 18),
    "new": 3,
    "before": 2,
    "weekly": [1, 0, 0, 1, 0, 0, 1],
    "opens": (_SPAN_OPENS := opens_on(_SPAN_MADE, _SPAN_MADE - _A_WEEK, 3, first_date=date(2026, 8, 31))),
    "was": 36,
    "handlers": handlers_of(_SPAN_OPENS, {Role.TEAM_LEAD_COLLECTION: (4, None)}),
    "further": Further(
        [f"2026-W{week}" for week in range(36, 43)],
        [],
        [],
        [],
        [],
        [],
        [Time("acknowledge", 3, None, None), Time("resolve", 2, None, None)],
    ),
}

SAMPLES_REPORT: tuple[tuple[Letter, Facts], ...] = tuple(
    (Letter.REPORT, facts)
    for facts in (
        _week(),
        _week(**_QUIET),
        _week(**_CAUGHT_UP),
        _week(**_RUNNING),
        _week(**_ONE),
        _week(**_FIRST),
        _week(**_BEFORE_IT),
        _week(**_QUARTER),
        _week(**_YEAR),
        _week(**_SPAN),
    )
)
"""The report at least once; each branch of its templates at least once. Each adds up."""

_LONG_NATURES = {
    "treatment": "Bejegening door medewerkers aan de telefoon, aan de deur, per brief en per mail, en alles wat daarmee samenhangt",
    "costs": "Incassokostenberekeningswijzigingsverzoekafhandeling",
    "payment": "شكوى بشأن الدفع",
    "privacy": 'A | B & <b>C</b> "D" *E*',
}
_MILLION = 1_000_000
_MANY_WEEKS = over_until(_MONDAY, _OPENS).weeks
_MANY = [
    replace(ledger_of(_NEW), mailbox=name, received=_MILLION, difference=place)
    for place, name in enumerate(("a", "b-" * 30, "klachten.en.alles"))
]
_HUGE: dict[str, Any] = {
    "ledger": _MANY,
    "figures": [
        Figure(one.name, _MILLION, 1, _MILLION if one.of else None, 1 if one.of else None)
        for one in figures_of(_OPENS, _NEW, _BEFORE, _WAS)
    ],
    "natures": [replace(one, value=_MILLION, before=0) for one in natures_of(_NEW, _BEFORE)],
    "over": Over(_MANY_WEEKS, {str(state): [_MILLION] * len(_MANY_WEEKS) for state in State if state is not State.CLOSED}),
    "ages": dict.fromkeys(AGES, _MILLION),
    "nature_names": _LONG_NATURES,
    "decisions": [replace(one, holder_name="Xanthippe-Wilhelmina van der Zuidewind tot Oudewater") for one in _EVERY_DECISION],
    "rows": [],
}

REPORT_EDGES: tuple[tuple[str, Facts], ...] = (
    ("a million of everything, and very long names", _week(**_HUGE)),
    ("very long names over a quarter", _week(**_QUARTER, nature_names=_LONG_NATURES, step_names=dict.fromkeys(_STEPS, "Stap " * 12))),
)
"""A report as long and as odd as it can come."""
