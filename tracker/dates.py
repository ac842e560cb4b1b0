"""The days by which something must have happened, each with the words that say why.

Pure: a day goes in, a day comes out. Knows nothing of complaints or of who is
waiting. Rule one: a moment becomes a day in the customer's own zone, here and
nowhere else. Rule two: whoever is shown a day can be shown how it was counted.
Source: docs/procedure.md, The clock.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tracker.holidays_nl import Holiday, LiberationDay, holidays_of
from tracker.model import Language

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

Anchor = tuple[str, str]
"""From what a day is counted, in Dutch and in English, such as 'na ontvangst op'."""

RECEIPT: Anchor = ("na ontvangst op", "after receipt on")
ASSIGNMENT: Anchor = ("na toewijzing op", "after assignment on")
REOPENING: Anchor = ("na heropening op", "after reopening on")
INQUIRY: Anchor = ("na de vraag aan de klager op", "after the question to the complainant on")
REQUEST: Anchor = ("na het verzoek op", "after the request on")
CLOSING: Anchor = ("na sluiting op", "after closing on")

_SATURDAY = 5
_LOCALES = {Language.DUTCH: "nl", Language.ENGLISH: "en_GB"}


@dataclass(frozen=True, slots=True)
class Terms:
    """How long the customer takes for what. Source: docs/procedure.md, The clock.

    acknowledge_days:          calendar days; None switches this clock off.
    acknowledge_working_days:  working days; None switches this clock off.
    target_working_days:       for a nature without a number of its own. Three weeks, so that a second
                               round of handling still ends within the outer limit.
    outer_limit_weeks:         after these the complainant may go to the disputes body.
    """

    acknowledge_days: int | None = 5
    acknowledge_working_days: int | None = 2
    target_working_days: int = 15
    outer_limit_weeks: int = 8
    good_friday_is_holiday: bool = False
    liberation_day: LiberationDay = "lustrum"
    zone: ZoneInfo = AMSTERDAM


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something must have happened, and a sentence that says how it was counted."""

    by_date: date
    why_nl: str
    why_en: str

    def why(self, language: Language) -> str:
        """Return the sentence, such as 'uiterlijk dinsdag 7 april 2026: 5 dagen na ontvangst op donderdag 2 april'."""
        return self.why_nl if language is Language.DUTCH else self.why_en


def local_date(moment: datetime, zone: ZoneInfo = AMSTERDAM) -> date:
    """Return the day that it is in `zone` at `moment`. Raises `ValueError` for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError(f"naive moment {moment!r}: say which zone")
    return moment.astimezone(zone).date()


def local_minute(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment (aware) on the clock of `zone`, to the minute, as ISO 8601 without an offset: what a letter's facts hold."""
    return moment.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")


def is_working_day(day: date, terms: Terms) -> bool:
    """Say whether `day` is neither in a weekend nor a Dutch public holiday."""
    return day.weekday() < _SATURDAY and day not in _holidays(day.year, terms)


def add_working_days(day: date, working_days: int, terms: Terms) -> date:
    """Return the working day that lies so many after `day`, or before it where the number is negative.

    `day` itself is not counted, and is returned as it is for 0.
    """
    step = timedelta(days=1 if working_days > 0 else -1)
    left = abs(working_days)
    while left:
        day += step
        left -= is_working_day(day, terms)
    return day


def working_days_between(day: date, until_date: date, terms: Terms) -> int:
    """Return how many working days have come since `day`, which is not counted, `until_date` included; 0 where that is no later."""
    weeks, rest = divmod(max(0, (until_date - day).days), 7)
    weekdays = 5 * weeks + sum((until_date - timedelta(days=back)).weekday() < _SATURDAY for back in range(rest))
    free = (holiday for year in range(day.year, until_date.year + 1) for holiday in _holidays(year, terms))
    return weekdays - sum(day < holiday <= until_date and holiday.weekday() < _SATURDAY for holiday in free)


def working_days_since(day: date, working_days: int, terms: Terms, anchor: Anchor) -> Deadline:
    """Return the day so many working days after `day`, with the words that say from what it is counted."""
    by_date = add_working_days(day, working_days, terms)
    counted = (_plural(working_days, "werkdag", "werkdagen"), _plural(working_days, "working day", "working days"))
    return _deadline(day, by_date, counted, anchor, _skipped(day, by_date, terms))


def months_since(day: date, months: int, anchor: Anchor) -> Deadline:
    """Return the same day so many calendar months later, or that month's last day, with the words that say from what it is counted."""
    by_date = months_after(datetime.combine(day, time()), months).date()
    return _deadline(day, by_date, (_plural(months, "maand", "maanden"), _plural(months, "month", "months")), anchor)


def hours_since(day: date, by_date: date, term: timedelta, anchor: Anchor) -> Deadline:
    """Return `by_date`, which a term in hours from a moment of `day` reaches, with the words that say from what it is counted."""
    hours = int(term.total_seconds() // 3600)
    return _deadline(day, by_date, (f"{hours} uur", _plural(hours, "hour", "hours")), anchor)


def because(by_date: date, why_nl: str, why_en: str) -> Deadline:
    """Return a day that was not counted but chosen, with the words that say by whom, or how else it came about."""
    dutch, english = (words_of_day(by_date, language) for language in Language)
    return Deadline(by_date, f"uiterlijk {dutch}: {why_nl}", f"by {english} at the latest: {why_en}")


def months_after(moment: datetime, months: int) -> datetime:
    """Return the same day and time so many calendar months later, or the month's last day where it is shorter."""
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=4096)
def acknowledge_by(received_date: date, terms: Terms) -> Deadline | None:
    """Return the last day on which the acknowledgement is in time; None where both clocks are off.

    The earlier clock governs. For the one in working days Good Friday and 5 May
    always count as working days: that is the safe side.
    Source: docs/procedure.md, The clock.
    """
    clocks = []
    if terms.acknowledge_days is not None:
        clocks.append(_days_after(received_date, terms.acknowledge_days))
    if terms.acknowledge_working_days is not None:
        clocks.append(working_days_since(received_date, terms.acknowledge_working_days, _safe_side(terms), RECEIPT))
    return min(clocks, key=lambda clock: clock.by_date, default=None)


@lru_cache(maxsize=4096)
def target_date(received_date: date, working_days: int | None, terms: Terms) -> Deadline:
    """Return the day by which all must be solved (streefdatum), never past the outer limit.

    working_days: the number that belongs to the nature; None takes that of `terms`.
    """
    target = working_days_since(received_date, terms.target_working_days if working_days is None else working_days, terms, RECEIPT)
    limit = outer_limit(received_date, terms)
    return target if target.by_date <= limit.by_date else limit


@lru_cache(maxsize=4096)
def outer_limit(received_date: date, terms: Terms) -> Deadline:
    """Return the day after which the complainant need not wait for an answer any longer."""
    weeks = terms.outer_limit_weeks
    counted = (_plural(weeks, "week", "weken"), _plural(weeks, "week", "weeks"))
    return _deadline(received_date, received_date + timedelta(weeks=weeks), counted, RECEIPT)


@lru_cache(maxsize=8192)
def words_of_day(day: date, language: Language, *, with_year: bool = True) -> str:
    """Return 'dinsdag 7 april 2026' or 'Tuesday 7 April 2026'; the year can be left out."""
    return _formatted(day, "EEEE d MMMM y" if with_year else "EEEE d MMMM", language)


@lru_cache(maxsize=8192)
def short_words_of_day(day: date, language: Language) -> str:
    """Return 'di 7 april' or 'Tue 7 April', for a subject."""
    return _formatted(day, "EEE d MMMM", language)


def _formatted(day: date, pattern: str, language: Language) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - costs 50 ms, and a command that shows no day need not pay it

    return format_date(day, pattern, locale=_LOCALES[language])


def _days_after(received_date: date, days: int) -> Deadline:
    counted = (_plural(days, "dag", "dagen"), _plural(days, "day", "days"))
    return _deadline(received_date, received_date + timedelta(days=days), counted, RECEIPT)


def _deadline(
    since_date: date, by_date: date, counted: tuple[str, str], anchor: Anchor, skipped: tuple[tuple[date, Holiday], ...] = ()
) -> Deadline:
    """Put the count in words. The year from which it counts is told only where it is another one."""
    with_year = since_date.year != by_date.year
    dutch, english = ((words_of_day(by_date, language), words_of_day(since_date, language, with_year=with_year)) for language in Language)
    not_counted_nl = ", ".join(f"{name.dutch} op {words_of_day(day, Language.DUTCH, with_year=False)}" for day, name in skipped)
    not_counted_en = ", ".join(f"{name.english} on {words_of_day(day, Language.ENGLISH, with_year=False)}" for day, name in skipped)
    why_nl = f"uiterlijk {dutch[0]}: {counted[0]} {anchor[0]} {dutch[1]}"
    why_en = f"by {english[0]} at the latest: {counted[1]} {anchor[1]} {english[1]}"
    if skipped:
        why_nl, why_en = f"{why_nl}; niet meegeteld: {not_counted_nl}", f"{why_en}; not counted: {not_counted_en}"
    return Deadline(by_date, why_nl, why_en)


def _skipped(after_date: date, by_date: date, terms: Terms) -> tuple[tuple[date, Holiday], ...]:
    """Return the holidays that the count stepped over; those in a weekend changed nothing."""
    years = range(after_date.year, by_date.year + 1)
    free = (pair for year in years for pair in sorted(_holidays(year, terms).items()))
    return tuple((day, name) for day, name in free if after_date < day < by_date and day.weekday() < _SATURDAY)


def _holidays(year: int, terms: Terms) -> Mapping[date, Holiday]:
    return holidays_of(year, good_friday=terms.good_friday_is_holiday, liberation_day=terms.liberation_day)


def _safe_side(terms: Terms) -> Terms:
    return replace(terms, good_friday_is_holiday=False, liberation_day="never")


def _plural(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
