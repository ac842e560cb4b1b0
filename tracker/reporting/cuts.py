"""The figures of a period as a report tells them: summed over its weeks, beside the period before, and cut where that is allowed.

Pure: the figures of weeks go in. Rule one: what is fewer than `FEW` is not
broken down, in any direction, nor can it be reckoned from a sum and what else
is told beside it; what is fewer than `TEN` has no median. Rule two: the parts of
a cut add up to the figure that is cut.
Source: docs/procedure.md, The report; docs/mail-rules.md, T-STAT-01.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.figures.counted import Figures, Key
from tracker.figures.names import Figure as Named
from tracker.figures.names import nature_and_step
from tracker.figures.quantiles import MEDIAN, NINE_TENTHS, quantile
from tracker.figures.weeks import monday_of
from tracker.letter_facts.reporting import FEW, NO_PART, TEN, Cause, Cut, Further, Over, Row, Time
from tracker.reporting.periods import Kind, Period, holding

MOST_COLUMNS = 14
"""A cut of more weeks than a quarter has is told by quarters."""

_OF_HANDLERS = frozenset({Named.HANDLED, Named.HANDLED_IN_TIME})
_OF_CLOSED = frozenset({Named.CAUSES, Named.HANDLED_IN_TIME})
"""Figures that break down what closed of a nature, or of a handler, which must not be few either."""
_UNCUT = frozenset({Named.MAILS, Named.OPEN, Named.MONEY})
"""Figures whose parts are no kinds of complaints, or stand in the list of open ones anyway."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A period's figures beside those of the one before. is_known: there was a register then."""

    figures: Figures
    period: Period
    is_known: bool

    def now(self, figure: str) -> Counter[str]:
        """Sum a figure over the period, part by part."""
        return summed(self.figures, figure, self.period.weeks)

    def before(self, figure: str) -> Counter[str]:
        """Sum it over the period before."""
        return summed(self.figures, figure, self.period.before.weeks)


def summed(figures: Figures, figure: str, weeks: Collection[str]) -> Counter[str]:
    """Sum a figure over some weeks, part by part."""
    wanted = frozenset(weeks)
    found: Counter[str] = Counter()
    for (week, name, part), value in figures.items():
        if name == figure and week in wanted:
            found[part] += value
    return found


def cut(beside: Beside, figure: str, columns: Mapping[str, Collection[str]] | None = None) -> list[Cut]:
    """Cut a figure into its parts, the most frequent first; nothing where it is fewer than `FEW`.

    columns: the name of each part of the period → its weeks, for a cut that is told over time.
    """
    now, before = beside.now(figure), beside.before(figure)
    if now.total() < FEW:
        return []
    compares = beside.is_known and before.total() >= FEW
    parts = now.keys() | before.keys() if compares else now.keys()
    over = _over_time(beside.figures, figure, columns or {})
    return [
        Cut(part, now[part], before[part] if compares else None, over(part) if columns and now[part] >= FEW else None)
        for part in sorted(parts, key=lambda one: (-now[one], one))
    ]


def further(beside: Beside) -> Further:
    """Return what a longer period's report tells beside what a week's does."""
    columns = columns_of(beside.period)
    return Further(
        columns=list(columns),
        natures=cut(beside, Named.NEW, columns),
        complainants=cut(beside, Named.COMPLAINANTS, columns),
        outcomes=cut(beside, Named.CLOSED, columns),
        findings=cut(beside, Named.FOUND, columns),
        causes=_causes(beside, columns),
        times=[_time(beside, "acknowledge", Named.ACKNOWLEDGED_DAYS), _time(beside, "resolve", Named.RESOLVED_DAYS)],
    )


def columns_of(period: Period) -> dict[str, list[str]]:
    """Return by which parts of a period its figures are told over time: weeks, or quarters where those were too many."""
    weeks = period.weeks
    if period.kind is not Kind.YEAR and len(weeks) <= MOST_COLUMNS:
        return {week: [week] for week in weeks}
    columns: dict[str, list[str]] = {}
    for week in weeks:
        columns.setdefault(holding(Kind.QUARTER, monday_of(week)).name, []).append(week)
    return columns


def over_weeks(figures: Figures, weeks: Sequence[str], states: Iterable[str]) -> Over:
    """Return how many were open at the end of each week, by state; without the states in which none ever was."""
    counted = {state: [figures.get((week, Named.OPEN, state), 0) for week in weeks] for state in states}
    return Over(list(weeks), {state: counts for state, counts in counted.items() if any(counts)})


def broken_down(wholes: Mapping[str, int], sums: Iterable[Collection[str]]) -> set[str]:
    """Return the columns whose parts are told: those that are not fewer than `FEW`.

    wholes: column → how many. sums: the columns of each sum that is told in parts as well. Where what is kept back of such a sum is fewer
    than `FEW` together, the least of its other columns is kept back too: else the sum, less what is told, would tell it.
    """
    told = {column for column, whole in wholes.items() if whole >= FEW}
    for columns in sums:
        kept_back = sum(wholes.get(column, 0) for column in columns if column not in told)
        if 0 < kept_back < FEW:
            told -= set(sorted(told.intersection(columns), key=lambda column: (wholes[column], column))[:1])
    return told


def rows(beside: Beside, weeks: Sequence[str], *, with_handlers: bool) -> list[Row]:
    """Return every figure week by week, in the order of `tracker.figures.names`; those of handlers only for who may see them."""
    parts: dict[str, set[str]] = {}
    for _, figure, part in beside.figures:
        parts.setdefault(figure, set()).add(part)
    shown = [figure for figure in Named if figure in parts and (with_handlers or figure not in _OF_HANDLERS)]
    table = _Weeks(beside, weeks)
    return [row for figure in shown for row in table.rows(figure, sorted(parts[figure], key=_in_order))]


class _Weeks:
    """The figures of some weeks, week by week, as far as they may be broken down."""

    def __init__(self, beside: Beside, weeks: Sequence[str]) -> None:
        """Take the figures of a period and of others that the weeks are in. Of the period before, weeks may stand outside the table."""
        self._figures, self._weeks, period = beside.figures, weeks, beside.period
        self._summed = sorted({*weeks, *period.before.weeks})
        self._columns = columns_of(period)
        self._sums = [*self._columns.values(), period.weeks, period.before.weeks]
        self._closed = _closed(beside.figures)

    def rows(self, figure: str, parts: Sequence[str]) -> Iterator[Row]:
        """Give the row of the whole, and one of each part."""
        wholes = {week: sum(self._figures.get((week, figure, part), 0) for part in parts) for week in self._summed}
        told = self._told(wholes)
        of_parts = {part: told & self._told(self._closed_of(figure, part)) if figure in _OF_CLOSED else told for part in parts}
        yield Row(figure, "", [None if self._tells_few(figure, week, of_parts) else wholes[week] for week in self._weeks])
        for part in parts if len(parts) > 1 or parts[0] else ():
            shown = self._weeks if figure in _UNCUT else of_parts[part]
            counts = [self._figures.get((week, figure, part), 0) if week in shown else None for week in self._weeks]
            yield Row(figure, part or NO_PART, counts)

    def _told(self, wholes: Mapping[str, int]) -> set[str]:
        """Return the weeks that are broken down: none of a column that is not."""
        by_column = {name: sum(wholes.get(week, 0) for week in weeks) for name, weeks in self._columns.items()}
        kept_back = self._columns.keys() - broken_down(by_column, [self._columns])
        return broken_down(wholes, self._sums).difference(*(self._columns[name] for name in kept_back))

    def _closed_of(self, figure: str, part: str) -> dict[str, int]:
        """Return how many closed of the nature, or of the handler, that a part is about."""
        whose = nature_and_step(part)[0] if figure == Named.CAUSES else part
        return {week: self._closed[week, figure, whose] for week in self._summed}

    def _tells_few(self, figure: str, week: str, told: Mapping[str, Collection[str]]) -> bool:
        """Say whether the whole of a week, less the handlers who are told, would tell how many of few closed complaints were in time."""
        if figure != Named.HANDLED_IN_TIME:
            return False
        closed = {part: count for (when, of, part), count in self._closed.items() if (when, of) == (week, figure)}
        return 0 < sum(count for part, count in closed.items() if week not in told.get(part, ())) < FEW


def _closed(figures: Figures) -> Counter[Key]:
    """Count, by week and by nature or handler, the closed complaints that these two figures break down besides."""
    closed: Counter[Key] = Counter()
    for (week, figure, part), value in figures.items():
        if figure == Named.CAUSES:
            closed[week, figure, nature_and_step(part)[0]] += value
        if figure == Named.HANDLED:
            closed[week, Named.HANDLED_IN_TIME, part] += value
    return closed


def _in_order(part: str) -> tuple[int, str]:
    """Put parts that are numbers in their own order, and all others in that of their letters."""
    return (int(part), "") if part.isdecimal() else (0, part)


def _causes(beside: Beside, columns: Mapping[str, Collection[str]]) -> list[Cause]:
    """Tell the causes of what closed, by nature and over time; nothing where fewer than `FEW` closed."""
    now, before = (_by_nature(counted) for counted in (beside.now(Named.CAUSES), beside.before(Named.CAUSES)))
    if sum(steps.total() for steps in now.values()) < FEW:
        return []
    compares = beside.is_known and sum(steps.total() for steps in before.values()) >= FEW
    natures = now.keys() | before.keys() if compares else now.keys()
    nothing: Counter[str] = Counter()
    found = [(nature, now.get(nature, nothing), before.get(nature, nothing).total()) for nature in natures]
    over = {name: _by_nature(summed(beside.figures, Named.CAUSES, weeks)) for name, weeks in columns.items()}
    return [
        _cause(nature, steps, was if compares else None, {name: of.get(nature, nothing) for name, of in over.items()})
        for nature, steps, was in sorted(found, key=lambda one: (-one[1].total(), one[0]))
    ]


def _cause(nature: str, steps: Counter[str], before: int | None, over: Mapping[str, Counter[str]]) -> Cause:
    """Tell the causes of what closed of one nature. steps: in the period; over: by column."""
    if steps.total() < FEW:
        return Cause(nature, steps.total(), before, None)
    told = broken_down({name: counted.total() for name, counted in over.items()}, [over])
    by_column = {step: [counted[step] if name in told else None for name, counted in over.items()] for step in steps}
    return Cause(nature, steps.total(), before, dict(steps.most_common()), by_column)


def _by_nature(counted: Mapping[str, int]) -> dict[str, Counter[str]]:
    natures: dict[str, Counter[str]] = {}
    for part, value in counted.items():
        nature, step = nature_and_step(part)
        natures.setdefault(nature, Counter())[step] += value
    return natures


def _time(beside: Beside, what: str, figure: str) -> Time:
    days = {int(part): value for part, value in beside.now(figure).items()}
    if (count := sum(days.values())) < TEN:
        return Time(what, count, None, None)
    return Time(what, count, quantile(days, MEDIAN), quantile(days, NINE_TENTHS))


def _over_time(figures: Figures, figure: str, columns: Mapping[str, Collection[str]]) -> Callable[[str], list[int | None]]:
    """Return what gives a part's counts, column by column; None where that column is not broken down."""
    sums = {name: summed(figures, figure, weeks) for name, weeks in columns.items()}
    told = broken_down({name: counted.total() for name, counted in sums.items()}, [columns])
    return lambda part: [counted[part] if name in told else None for name, counted in sums.items()]
