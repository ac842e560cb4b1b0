"""The Dutch public holidays, with their names, year by year.

Knows which days are free, not what follows from that: `tracker.dates` counts.
Two days are free for some and not for others, and so are asked each time: Good
Friday, and Liberation Day (5 May). Source: docs/procedure.md, The clock.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple

LiberationDay = Literal["never", "lustrum", "always"]
"""Whether 5 May is a holiday: never, in every fifth year (2025, 2030), or every year."""

_LUSTRUM_YEARS = 5


class Holiday(NamedTuple):
    """What a free day is called, in the languages of the letters."""

    dutch: str
    english: str


_GOOD_FRIDAY = Holiday("Goede vrijdag", "Good Friday")
_LIBERATION_DAY = Holiday("Bevrijdingsdag", "Liberation Day")


@lru_cache(maxsize=256)
def holidays_of(year: int, *, good_friday: bool, liberation_day: LiberationDay) -> Mapping[date, Holiday]:
    """Return the free days of `year`, weekends left aside, each with its name."""
    free = dict(_public_holidays(year))
    if not good_friday:
        free = {day: name for day, name in free.items() if name != _GOOD_FRIDAY}
    if liberation_day == "always" or (liberation_day == "lustrum" and year % _LUSTRUM_YEARS == 0):
        free.setdefault(date(year, 5, 5), _LIBERATION_DAY)
    return MappingProxyType(free)


@cache
def _public_holidays(year: int) -> Mapping[date, Holiday]:
    """Ask the library for all but 5 May, which stays the holiday that it may coincide with (Ascension Day, in 2016)."""
    from holidays import country_holidays  # noqa: PLC0415 - costs 150 ms, and a command that counts no days need not pay it

    english = country_holidays("NL", years=year, language="en_US")
    names = {day: Holiday(dutch, english[day]) for day, dutch in country_holidays("NL", years=year, language="nl").items()}
    return {day: name for day, name in names.items() if name.dutch != _LIBERATION_DAY.dutch}
