"""The report to the management, of a week or a longer period: which facts it needs, and who builds them.

Knows no template and no row. Rule one: it names no complainant, and tells
nothing that one wrote. Rule two: what is fewer than five is not broken down
further, and below ten no share, median or nine-tenths is told.
Source: docs/procedure.md, The report; docs/mail-rules.md, D19.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date

from tracker.letter_facts.declared import Audience, AutoSubmitted, Declared
from tracker.model import Language, Letter
from tracker.told import Facts, Plain

FEW, TEN = 5, 10
"""Fewer than `FEW` are not broken down further; fewer than `TEN` are listed, and have neither shares nor medians."""

NO_PART = "-"
"""The part of a `Row` that counts what is in none, such as complaints that nobody handled."""

MOST = 10
"""So many lines of a kind stand in the mail; how many there are besides is told, and the workbook has them."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of the mail of one mailbox in the period. Columns are those of `tracker.ledger.Column`; difference: in none of them."""

    mailbox: str
    received: int
    waiting: int
    difference: int
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Decision:
    """What waits for somebody about one complaint, or about none. what: the most pressing, of `tracker.reporting.decisions.Waits`.

    reference, nature, state: None where it is about no complaint. count: of so many mails or letters, where it is about such.
    holder:    the role that must act, `Role`; None: whoever runs the service. holder_name: who that is this day.
    by_date:   the day that counts, if any; days: working days since then, or since it began to wait where there is none.
    offers:    the ready links for the reader of this letter; none for who may not act.
    also:      what else waits about the same complaint, of `Waits`, the more pressing first.
    """

    what: str
    reference: str | None
    nature: str | None
    state: str | None
    holder: str | None
    holder_name: str | None
    by_date: date | None
    days: int
    count: int | None = None
    offers: Sequence[Plain] = ()
    also: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """One open complaint, or one received in the period. nature: a key. handler: a `Role`.

    days_late: working days past its target date, at least 1 where that day has passed; 0: not late, or the date counts no more.
    """

    reference: str
    nature: str
    state: str
    handler: str | None
    received_date: date
    target_date: date | None
    days_late: int
    acknowledged: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the period beside that of the one before. of: out of so many, where it is a share; before: None where unknown."""

    name: str
    value: int
    before: int | None
    of: int | None = None
    before_of: int | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """One part of a cut: a nature, a role, an outcome, a finding; empty where there is none.

    over: its count by column, None where all that is cut is fewer than `FEW` in that column, or would tell that of another by the sum;
          None where the part is fewer.
    """

    part: str
    value: int
    before: int | None
    over: Sequence[int | None] | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """How often complaints of a nature that closed had which cause.

    steps: process step → how many, the most frequent first, empty where none was named; None where fewer than `FEW` closed.
    over:  the same by column, as `Cut.over`.
    """

    nature: str
    value: int
    before: int | None
    steps: Mapping[str, int] | None
    over: Mapping[str, Sequence[int | None]] | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """How long something took, in days. what: `acknowledge` or `resolve`. median, nine_tenths: None below `TEN`."""

    what: str
    count: int
    median: int | None
    nine_tenths: int | None


@dataclass(frozen=True, slots=True)
class Handler:
    """The figures of one role: open and overdue on the day of the report, closed in the period, and of those resolved in time.

    role: empty for what nobody has. in_time: by the target date; None where fewer than `FEW` closed.
    """

    role: str
    open: int
    overdue: int
    closed: int
    in_time: int | None


@dataclass(frozen=True, slots=True)
class Further:
    """What a quarter's, a year's or a chosen period's report tells beside what a week's does.

    columns:  the names of the parts of the period that `Cut.over` counts by: weeks, or quarters such as `2026-Q3`.
    natures:  received, by nature. complainants: received, by role of the complainant. outcomes: closed, by outcome.
    findings: closed, by what was found (upheld, partly, not). causes: closed, by nature and process step.
    """

    columns: Sequence[str]
    natures: Sequence[Cut]
    complainants: Sequence[Cut]
    outcomes: Sequence[Cut]
    findings: Sequence[Cut]
    causes: Sequence[Cause]
    times: Sequence[Time]


@dataclass(frozen=True, slots=True)
class Over:
    """How many were open at the end of each week, by state: for the picture. weeks: oldest first; states: each with as many counts."""

    weeks: Sequence[str]
    states: Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of each week, for the workbook; the values in the order of `Over.weeks`.

    figure, part: as in `tracker.figures.counted.between`. A figure of several parts has a row with part empty first: their sum. None
    stands where that is fewer than `FEW` in a week, which is not broken down; and where so few closed of the nature whose causes, or
    of the handler whose resolved in time, it would tell; and where such could be reckoned from this value and a sum told elsewhere.
    """

    figure: str
    part: str
    values: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Removals:
    """What the removal ledger was when the report was made: so many lines, and the SHA-256 of the last, in hexadecimal digits."""

    lines: int
    head: str


AGES = ("late_over_10", "late_6_10", "late_1_5", "within_5", "within_10", "later", "undated")
"""How the open complaints stand to their target dates, in working days. undated: none that counts: not agreed yet, or solved already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one report tells one reader.

    kind:        `week`, `quarter`, `year` or `span`. name: such as `2026-W47`, `2026-Q3`, `2026`, `2026-W36--2026-W42`.
    first_date, last_date: of whole weeks. made_date: how it stands, and what waits, is told as of this day.
    is_late:     made after its time, since the service was down.
    began_date:  when the register began, where that was after the period before began; so there is nothing to compare with, and of a
                 period that had ended by then no other figure than of what was entered later.
    ledger:      of the mail of the period, a mailbox each. waiting: so many mails that came before the period ended, also before it began,
                 are not handled yet; oldest_date: since when the oldest of those waits.
    decisions:   all of them, the most pressing first; due_soon: with a target date within five working days from made_date.
    figures:     new, resolved, open, overdue, acknowledged_in_time and appeals, in this order; those of a period before the register
                 began that can be known.
    entered_later: of the new ones, those that came into the register after their week, such as imported ones; they are open from then on.
    natures:     of what was received, the most frequent first; None where fewer than `FEW` were.
    received:    those of the period, told one by one where fewer than `TEN` were; else None. removed: so many of them are gone since.
    kept:        closed complaints that a legal hold or a request under the AVG keeps from removal.
    removals:    that whoever keeps this report can prove what the ledger was; None where it is empty or cannot be used, or was not at hand.
    handlers:    for a reader who may see them; else None. further: None in a week's report.
    rows, open_complaints: for the workbook alone. nature_names, step_names: key → name, as the house calls them.
    """

    kind: str
    name: str
    first_date: date
    last_date: date
    made_date: date
    is_late: bool
    began_date: date | None
    ledger: Sequence[Ledger]
    waiting: int
    oldest_date: date | None
    decisions: Sequence[Decision]
    due_soon: Sequence[Open]
    figures: Sequence[Figure]
    entered_later: int
    natures: Sequence[Cut] | None
    received: Sequence[Open] | None
    removed: int
    kept: int
    removals: Removals | None
    over: Over
    ages: Mapping[str, int]
    handlers: Sequence[Handler] | None
    further: Further | None
    rows: Sequence[Row]
    open_complaints: Sequence[Open]
    nature_names: Mapping[str, str]
    step_names: Mapping[str, str]
    with_workbook: bool

    def facts(self) -> Facts:
        """Return it as the letter needs it; ages of which there are none as 0. Its pictures are drawn when the letter is frozen."""
        told = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        return {**told, "ages": {age: self.ages.get(age, 0) for age in AGES}, "pictures": {}}


def _plain(told: object) -> Plain:
    """Return a value as JSON can hold it."""
    if told is None or isinstance(told, (str, int)):
        return told
    if isinstance(told, date):
        return told.isoformat()
    if isinstance(told, Mapping):
        return {str(key): _plain(value) for key, value in told.items()}
    if isinstance(told, Sequence):
        return [_plain(one) for one in told]
    return _plain(asdict(told))  # type: ignore[call-overload]  # one of the dataclasses above


_FACTS = frozenset((*(field.name for field in fields(Report)), "pictures"))

DECLARED: dict[Letter, Declared] = {
    Letter.REPORT: Declared(Audience.STAFF, AutoSubmitted.GENERATED, tuple(Language), _FACTS, also_asked_for=True),
}
"""What the report is, and the facts that it may ask for. It is the one letter to staff that is written in English too."""
