"""Facts for specimens of the report: of a week as most are, of one with a fault, of one in which nothing was, and of longer periods."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tracker.facts import Facts as Standing
from tracker.letter_facts.reporting import (
    AGES,
    MOST,
    Cause,
    Cut,
    Decision,
    Figure,
    Further,
    Handler,
    Ledger,
    Open,
    Over,
    Report,
    Row,
    Time,
)
from tracker.model import Event, Letter, Reference, Role, State
from tracker.offered import offers_facts
from tracker.told import Facts
from tracker.who import Who

_MADE, _LATE = date(2026, 11, 23), date(2026, 11, 16)
_NATURES = {"treatment": "Bejegening", "costs": "Incassokosten", "payment": "Betaling en aanmaning", "privacy": "Privacy"}
_STEPS = {"reminder": "Aanmaning", "calculation": "Berekening van kosten", "other": "Anders"}
_LEDGER = Ledger("klachten", 143, 0, 0, {"new": 12, "threaded": 61, "staff": 38, "machine": 24, "ignored": 7, "quarantined": 1})
_SMALL = Ledger("info", 2, 1, 1, dict.fromkeys(_LEDGER.columns, 0))
_WEEKS = [f"2026-W{week}" for week in range(22, 48)]
_STATES = {
    State.REGISTERED: [3, 2, 4, 2, 1, 3, 5, 4, 3, 2, 2, 1, 3, 4, 2, 3, 3, 2, 1, 2, 4, 5, 3, 2, 3, 2],
    State.ASSIGNED: [14, 15, 13, 16, 18, 17, 19, 22, 24, 21, 20, 18, 17, 16, 18, 19, 21, 20, 22, 23, 21, 20, 19, 18, 17, 18],
    State.CONSULTING: [1, 0, 1, 2, 1, 0, 1, 1, 2, 2, 1, 0, 1, 1, 0, 1, 2, 1, 1, 0, 1, 2, 1, 1, 2, 1],
    State.AGREED: [6, 7, 7, 6, 8, 9, 8, 7, 9, 10, 9, 8, 7, 8, 9, 8, 7, 6, 7, 8, 9, 10, 9, 8, 7, 8],
    State.RESOLVED: [4, 5, 6, 5, 4, 6, 5, 4, 3, 5, 6, 7, 6, 5, 4, 5, 6, 5, 4, 5, 6, 5, 6, 5, 4, 5],
    State.IMPASSE: [0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 2, 2, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1],
}
_OVER = Over(_WEEKS, {str(state): counts for state, counts in _STATES.items()})
_AGES = dict(zip(AGES, (1, 0, 5, 6, 5, 9, 9), strict=True))
_FIGURES = [
    Figure("new", 12, 9),
    Figure("resolved", 11, 13),
    Figure("open", 35, 34),
    Figure("overdue", 6, 6),
    Figure("acknowledged_in_time", 11, 9, 12, 9),
    Figure("appeals", 1, 0),
]
_OFFERS = offers_facts(
    Standing(Reference("KL-2026-00042"), State.IMPASSE, own_case=False), (Who.MANAGER,), {Event.REOPEN, Event.APPEAL}.__contains__
)


def _open(number: int, target_date: date | None, state: State = State.ASSIGNED, *, days_late: int = 0) -> Open:
    nature = list(_NATURES)[number % len(_NATURES)]
    handler = None if state is State.REGISTERED else Role.TEAM_LEAD_COLLECTION
    received_date = date(2026, 10, 19) + timedelta(days=number % 30)
    return Open(f"KL-2026-{number:05}", nature, state, handler, received_date, target_date, days_late, acknowledged=number % 7 > 0)


_UNDATED = (State.REGISTERED, State.REGISTERED, *(State.RESOLVED,) * 5, State.REOPENED, State.REOPENED)
_OPENS = [
    _open(42, date(2026, 11, 5), State.IMPASSE, days_late=12),
    *(_open(43 + place, _LATE + timedelta(days=place // 5 * 7 + place % 5), days_late=max(0, 5 - place)) for place in range(25)),
    *(_open(90 + place, None, state) for place, state in enumerate(_UNDATED)),
]
_DUE_SOON = [one for one in _OPENS if one.target_date and _MADE <= one.target_date <= _MADE + timedelta(days=7)]


def _decision(what: str, number: int | None, days: int, **more: Any) -> Decision:
    reference = None if number is None else f"KL-2026-{number:05}"
    nature, state = (None, None) if number is None else ("costs", State.ASSIGNED)
    holder = more.pop("holder", Role.MANAGER_OPERATIONS)
    name = more.pop("holder_name", "Anna de Boer")
    return Decision(what, reference, nature, state, holder, name, more.pop("by_date", None), days, **more)


_DECISIONS = [
    _decision("overdue", 42, 12, by_date=date(2026, 11, 5), offers=_OFFERS[:2], also=["unacknowledged", "impasse"]),
    _decision("consultation", 43, 3, holder=Role.MANAGING_DIRECTOR, holder_name="Frank Dekker"),
    _decision("quarantine", None, 1, holder=None, holder_name=None, count=2),
]
_EVERY_DECISION = [
    _decision(what, 100 + place, place)
    for place, what in enumerate(
        (
            "outer_limit", "overdue", "consultation", "impasse", "unacknowledged", "unassigned", "handler_gone", "privacy_request",
            "wrote_after_closing", "verification", "to_print", "unanswered", "letters",
        )
    )
]  # fmt: skip
_HANDLERS = [
    Handler(Role.TEAM_LEAD_COLLECTION, 22, 4, 12, 10),
    Handler(Role.TEAM_LEAD_RECEIVABLES, 9, 2, 6, 6),
    Handler(Role.SALES_MANAGER, 2, 0, 3, None),
    Handler("", 2, 0, 0, None),
]
_ROWS = [
    Row("new", "", [sum(counts) % 13 for counts in zip(*_STATES.values(), strict=True)]),
    Row("new", "costs", [None if place % 4 else 6 for place in range(len(_WEEKS))]),
    *(Row("open", str(state), counts) for state, counts in _STATES.items()),
]
_CUTS = [Cut("costs", 5, 3), Cut("treatment", 4, 4), Cut("payment", 2, 1), Cut("privacy", 1, 1)]


def _week(**other: Any) -> Facts:
    told: dict[str, Any] = {
        "kind": "week",
        "name": "2026-W47",
        "first_date": date(2026, 11, 16),
        "last_date": date(2026, 11, 22),
        "made_date": _MADE,
        "is_late": False,
        "ledger": [_LEDGER],
        "waiting": 0,
        "oldest_date": None,
        "decisions": _DECISIONS,
        "due_soon": _DUE_SOON,
        "figures": _FIGURES,
        "natures": _CUTS,
        "received": None,
        "removed": 0,
        "kept": 2,
        "over": _OVER,
        "ages": _AGES,
        "handlers": _HANDLERS,
        "further": None,
        "rows": _ROWS,
        "open_complaints": _OPENS,
        "nature_names": _NATURES,
        "step_names": _STEPS,
        "with_workbook": True,
    }
    return Report(**(told | other)).facts()


_QUIET: dict[str, Any] = {
    "ledger": [],
    "decisions": [],
    "due_soon": [],
    "figures": [Figure(one.name, 0, None, None if one.of is None else 0) for one in _FIGURES],
    "natures": None,
    "received": [],
    "over": Over([], {}),
    "ages": {},
    "kept": 0,
    "handlers": None,
    "rows": [],
    "open_complaints": [],
    "with_workbook": False,
}
_LESS: dict[str, Any] = {"handlers": None, "kept": 1, "removed": 1, "due_soon": _DUE_SOON[:1], "decisions": _EVERY_DECISION}


def _longer(columns: Sequence[str], parts: int) -> Further:
    over = [9, 12, 17, 14, 8, 11, 10, 13, 9, 7, 12, 15, 14][: len(columns)]
    natures = [
        Cut(nature, 40 - 9 * place, 30 - 3 * place, [max(0, one - 2 * place) for one in over]) for place, nature in enumerate(_NATURES)
    ]
    return Further(
        columns=columns,
        natures=natures,
        complainants=[Cut("debtor", 61, 50), Cut("client", 22, 24), Cut("unknown", 3, None)],
        outcomes=[Cut("resolve", 48, 41), Cut("no_reaction", 12, 9), Cut("not_a_complaint", 7, 11), Cut("conclude", 2, None)],
        findings=[Cut("upheld", 20, 18), Cut("partly_upheld", 14, 9), Cut("not_upheld", 21, 25), Cut("", 7, 8)],
        causes=[Cause("costs", 25, 19, {"calculation": 14, "reminder": 9, "": 2}), Cause("privacy", 3, None, None)][:parts],
        times=[Time("acknowledge", 86, 0, 1), Time("resolve", 9, None, None)],
    )


_QUARTER: dict[str, Any] = {
    "kind": "quarter",
    "name": "2026-Q3",
    "first_date": date(2026, 6, 29),
    "last_date": date(2026, 9, 27),
    "further": _longer([f"2026-W{week}" for week in range(27, 40)], 2),
}
_YEAR: dict[str, Any] = {
    "kind": "year",
    "name": "2026",
    "first_date": date(2025, 12, 29),
    "last_date": date(2027, 1, 3),
    "made_date": date(2027, 1, 4),
    "further": _longer(["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"], 2),
}
_SPAN: dict[str, Any] = {
    "kind": "span",
    "name": "2026-W36--2026-W42",
    "first_date": date(2026, 8, 31),
    "last_date": date(2026, 10, 18),
    "further": replace(_longer(["2026-W36"], 0), natures=[]),
}

SAMPLES_REPORT: tuple[tuple[Letter, Facts], ...] = (
    (Letter.REPORT, _week()),
    (Letter.REPORT, _week(**_QUIET)),
    (Letter.REPORT, _week(is_late=True, ledger=[_LEDGER, _SMALL], waiting=2, received=_OPENS[:3], **_LESS)),
    (
        Letter.REPORT,
        _week(
            made_date=date(2026, 11, 20),
            waiting=1,
            oldest_date=date(2026, 11, 17),
            removed=2,
            received=_OPENS[:1],
            decisions=_DECISIONS[:1],
        ),
    ),
    (
        Letter.REPORT,
        _week(ledger=[replace(_LEDGER, received=1)], ages={"within_5": 1}, due_soon=_DUE_SOON * MOST, open_complaints=_OPENS[:1]),
    ),
    (
        Letter.REPORT,
        _week(ledger=[replace(_LEDGER, difference=1)], waiting=1, over=Over(["2026-W47"], {}), rows=[], decisions=[], natures=None),
    ),
    (Letter.REPORT, _week(**_QUARTER)),
    (Letter.REPORT, _week(**_YEAR)),
    (Letter.REPORT, _week(**_SPAN)),
)
"""The report at least once; each branch of its templates at least once."""

_LONG_NATURES = {
    "treatment": "Bejegening door medewerkers aan de telefoon, aan de deur, per brief en per mail, en alles wat daarmee samenhangt",
    "costs": "Incassokostenberekeningswijzigingsverzoekafhandeling",
    "payment": "شكوى بشأن الدفع",
    "privacy": 'A | B & <b>C</b> "D" *E*',
}
_MILLION = 1_000_000
_MANY = [
    replace(_LEDGER, mailbox=name, received=_MILLION, difference=place) for place, name in enumerate(("a", "b-" * 30, "klachten.en.alles"))
]
_HUGE: dict[str, Any] = {
    "ledger": _MANY,
    "figures": [Figure(one.name, _MILLION, 1, _MILLION if one.of else None, 1 if one.of else None) for one in _FIGURES],
    "natures": [replace(one, value=_MILLION, before=0) for one in _CUTS],
    "over": Over(_WEEKS, {str(state): [_MILLION] * len(_WEEKS) for state in State if state is not State.CLOSED}),
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
