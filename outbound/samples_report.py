"""Facts for specimens of the report: of a week, of one with a fault, of one in which nothing was, and of longer periods."""

from datetime import date

from tracker.letter_facts.reporting import Figure, Ledger, Over, report
from tracker.model import Letter, State
from tracker.told import Facts

_LEDGER = Ledger("klachten", 143, 0, 0, {"new": 12, "threaded": 61, "staff": 38, "machine": 24, "ignored": 7, "quarantined": 1})
_WEEKS = [f"2026-W{week}" for week in range(22, 48)]


def _week() -> Facts:
    return report(
        kind="week",
        name="2026-W47",
        first_date=date(2026, 11, 16),
        last_date=date(2026, 11, 22),
        made_date=date(2026, 11, 23),
        is_late=False,
        ledger=[_LEDGER],
        oldest_date=None,
        decisions=[],
        due_soon=[],
        figures=[Figure("new", 12, 9)],
        natures=None,
        received=None,
        removed=0,
        kept=0,
        over=Over(_WEEKS, {str(State.ASSIGNED): [5] * len(_WEEKS)}),
        ages={},
        handlers=None,
        further=None,
        rows=[],
        open_complaints=[],
        nature_names={},
        step_names={},
        with_workbook=True,
    )


SAMPLES_REPORT: tuple[tuple[Letter, Facts], ...] = ((Letter.REPORT, _week()),)
"""The report at least once; each branch of its templates at least once."""
