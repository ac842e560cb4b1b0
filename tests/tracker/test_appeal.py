"""Which appeal route is named on which day."""

from dataclasses import replace
from datetime import date

import pytest

from tracker.appeal import KIFID, AppealRoute, route_on
from tracker.model import Language

OLD, NEW = replace(KIFID, from_date=date(2019, 1, 1), name="Oud"), replace(KIFID, from_date=date(2027, 1, 1), name="Nieuw")

ROUTES = [
    ("before-the-first", (KIFID,), date(2024, 3, 31), None),
    ("its-first-day", (KIFID,), date(2024, 4, 1), KIFID),
    ("the-day-before-the-next", (OLD, KIFID, NEW), date(2026, 12, 31), KIFID),
    ("the-newest-in-force", (OLD, KIFID, NEW), date(2027, 1, 1), NEW),
    ("in-any-order", (NEW, KIFID, OLD), date(2026, 5, 1), KIFID),
    ("the-old-one-in-its-time", (NEW, KIFID, OLD), date(2020, 5, 1), OLD),
    ("none-at-all", (), date(2026, 5, 1), None),
]


@pytest.mark.parametrize(("routes", "day", "named"), [pytest.param(*row[1:], id=row[0]) for row in ROUTES])
def test_the_route_of_a_day(routes: tuple[AppealRoute, ...], day: date, named: AppealRoute | None) -> None:
    assert route_on(routes, day) == named


def test_the_programs_own_route_speaks_every_language() -> None:
    assert KIFID.terms.keys() == KIFID.costs.keys() == set(Language)
