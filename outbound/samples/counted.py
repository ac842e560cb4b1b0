"""What is counted in specimens of the report: made from one list of open complaints and one number of new ones.

Rule: nothing that follows from that list or that number is written down beside
it, so that each specimen adds up as a report does.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice

from tracker.clocks import days_late
from tracker.dates import Terms
from tracker.figures.weeks import week_of_date, weeks_between
from tracker.letter_facts.reporting import FEW, Cut, Figure, Handler, Ledger, Open, Over, Removals, Row
from tracker.model import Role, State
from tracker.reporting.standing import due_soon

TERMS = Terms()
NATURES = {"treatment": "Bejegening", "costs": "Incassokosten", "payment": "Betaling en aanmaning", "privacy": "Privacy"}
Closed = Mapping[Role, tuple[int, int | None]]
"""By role: how many closed, and how many of those in time."""

_ROLES = (*[Role.TEAM_LEAD_COLLECTION] * 3, Role.TEAM_LEAD_RECEIVABLES, Role.SALES_MANAGER)
_DATED, _UNDATED = 25, (State.REGISTERED, State.REGISTERED, *(State.RESOLVED,) * 5, State.ASSIGNED, State.ASSIGNED)
_OVERDUE_BEFORE = 6
_OTHER_MAIL = {"threaded": 61, "staff": 38, "machine": 24, "ignored": 7, "quarantined": 1}
_STATES: Mapping[State, Sequence[int]] = {
    State.REGISTERED: [3, 2, 4, 2, 1, 3, 5, 4, 3, 2, 2, 1, 3, 4, 2, 3, 3, 2, 1, 2, 4, 5, 3, 2, 3],
    State.ASSIGNED: [14, 15, 13, 16, 18, 17, 19, 22, 24, 21, 20, 18, 17, 16, 18, 19, 21, 20, 22, 23, 21, 20, 19, 18, 17],
    State.CONSULTING: [1, 0, 1, 2, 1, 0, 1, 1, 2, 2, 1, 0, 1, 1, 0, 1, 2, 1, 1, 0, 1, 2, 1, 1, 2],
    State.AGREED: [6, 7, 7, 6, 8, 9, 8, 7, 9, 10, 9, 8, 7, 8, 9, 8, 7, 6, 7, 8, 9, 10, 9, 8, 7],
    State.RESOLVED: [4, 5, 6, 5, 4, 6, 5, 4, 3, 5, 6, 7, 6, 5, 4, 5, 6, 5, 4, 5, 6, 5, 6, 5, 4],
    State.IMPASSE: [0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 2, 2, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1],
}
"""How many were open at the end of each week before the last."""


def opens_on(made_date: date, monday: date, fresh: int, *, first_date: date | None = None, is_busy: bool = False) -> list[Open]:
    """List 35 open complaints.

    monday: of the last week; fresh: so many came in that week, and the others before first_date. is_busy: most are due tomorrow.
    """
    dated = [monday + timedelta(days=place // 5 * 7 + place % 5) for place in range(_DATED)]
    dated = [min(day, made_date + timedelta(days=1)) for day in dated] if is_busy else dated
    states = [State.CONSULTING if place == 0 else State.ASSIGNED if place % 3 else State.AGREED for place in range(_DATED)]
    kinds: list[tuple[State, date | None]] = [
        (State.IMPASSE, monday - timedelta(days=11)),
        *zip(states, dated, strict=True),
        *((state, None) for state in _UNDATED),
    ]
    began, latest = len(kinds) - fresh, (first_date or monday) - timedelta(days=3)
    return [
        _open(42 + place, *kind, monday if place >= began else min((kind[1] or monday) - timedelta(days=21), latest), made_date)
        for place, kind in enumerate(kinds)
    ]


def _open(number: int, state: State, target_date: date | None, received_date: date, made_date: date) -> Open:
    one = Open(
        reference=f"KL-2026-{number:05}",
        nature=list(NATURES)[number // 2 % len(NATURES)],
        state=state,
        handler=None if state is State.REGISTERED else _ROLES[number % len(_ROLES)],
        received_date=received_date,
        target_date=target_date,
        days_late=0,
        acknowledged=number % 7 > 0,
    )
    return replace(one, days_late=days_late(one, made_date, TERMS))


def soon(opens: Sequence[Open], made_date: date) -> list[Open]:
    """Choose those that are due soon."""
    return due_soon(opens, TERMS, made_date)


def ledger_of(new: int, other: int = 131) -> Ledger:
    """Return what became of the mail of a period. other: mails besides those that began a complaint."""
    columns = {"new": new, **_OTHER_MAIL} if other else {"new": new, **dict.fromkeys(_OTHER_MAIL, 0)}
    return Ledger("klachten", new + other, 0, 0, columns)


def removals_of(lines: int) -> Removals | None:
    """Return what is told of a removal ledger of so many lines."""
    return Removals(lines, sha256(bytes(lines)).hexdigest()) if lines else None


def figures_of(opens: Sequence[Open], new: int, before: int | None, was: int) -> list[Figure]:
    """Return the six figures. was: so many were open when the period began."""
    late = sum(one.days_late > 0 for one in opens)
    found = [
        Figure("new", new, before),
        Figure("resolved", max(0, new - 1), (before or 0) + 4),
        Figure("open", len(opens), was),
        Figure("overdue", late, _OVERDUE_BEFORE),
        Figure("acknowledged_in_time", max(0, new - 1), before, new, before),
        Figure("appeals", int(new > 0), 0),
    ]
    return found if before is not None else [Figure(one.name, one.value, None, one.of) for one in found]


def over_until(last_date: date, opens: Sequence[Open]) -> Over:
    """Return how many were open by week, the last one as it stands now."""
    now = Counter(one.state for one in opens)
    weeks = list(weeks_between(week_of_date(last_date - timedelta(weeks=25)), week_of_date(last_date)))
    return Over(weeks, {str(state): [*counts, now[state]] for state, counts in _STATES.items()})


def handlers_of(opens: Sequence[Open], closed: Closed) -> list[Handler]:
    """Return the figures of each handler, and of what nobody has."""
    has, late = Counter(one.handler or "" for one in opens), Counter(one.handler or "" for one in opens if one.days_late)
    ours = (Handler(role, has[role], late[role], *closed.get(role, (0, None))) for role in dict.fromkeys(_ROLES))
    return [*ours, Handler("", has[""], late[""], 0, None)]


def split(new: int) -> dict[str, int]:
    """Return new complaints by nature."""
    parts = {"treatment": new // 3, "payment": new // 6, "privacy": new // 12}
    return {"costs": new - sum(parts.values()), **parts}


def natures_of(new: int, before: int | None, columns: Iterable[int] = ()) -> list[Cut]:
    """Return new complaints by nature, as a report tells them; nothing of few. columns: how many were new in each part of the period."""
    over = [split(one) for one in columns]
    now = {nature: sum(one[nature] for one in over) for nature in NATURES} if over else split(new)
    was: dict[str, int | None] = {**split(before)} if before is not None and before >= FEW else dict.fromkeys(NATURES)
    found = [Cut(nature, now[nature], was[nature], [one[nature] for one in over] or None) for nature in NATURES]
    return sorted(found, key=lambda one: -one.value) if new >= FEW else []


def rows_of(over: Over, new: Sequence[int]) -> list[Row]:
    """Return the rows of the workbook. new: of the last weeks; before these as many came as it happens."""
    weeks = len(over.weeks)
    totals = [*(9 + place % 5 for place in range(weeks - len(new))), *new][-weeks:]
    parts = {nature: [split(whole)[nature] if whole >= FEW else None for whole in totals] for nature in NATURES}
    return [
        Row("new", "", totals),
        *(Row("new", nature, values) for nature, values in parts.items()),
        Row("open", "", [sum(counts) for counts in islice(zip(*over.states.values(), strict=True), weeks)]),
        *(Row("open", state, counts) for state, counts in over.states.items()),
    ]
