"""Days as Dutch people type them: '15-12-2026', 'vr 15 mei', '15 december a.s.', 'over twee weken'.

A grammar of our own, small and strict, because libraries for it guess. Pure:
the day on which it was typed is handed in. Rule one: a day without a year is
the nearest one in the direction that is meant. Rule two: a day of the week
beside a date must fit. Rule three: what may be two days is asked about.
Source: docs/procedure.md, Reading tags.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import lru_cache

from tracker.dates import words_of_day
from tracker.model import Language
from tracker.typed.words import Unclear, tidied, trimmed, without_stop_words

YEARS_AROUND = 5
"""A year further away than this was mistyped."""

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("ma maa maandag", "di din dinsdag", "wo woe woensdag", "do don donderdag", "vr vrij vrijdag", "za zat zaterdag", "zo zon zondag")
    )
    for name in names.split()
}
_COUNTED = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien", "veertien")
_NUMBERS = {word: number for number, word in enumerate(_COUNTED, start=1)}
_MONTHS_OF_OURS = {"mrt": 3, "sept": 9}  # beside those that babel knows
_NEAR_BY = {"eergisteren": -2, "gisteren": -1, "vandaag": 0, "morgen": 1, "overmorgen": 2}
_DAYS_OF_A_YEAR = 366
_DAYS = {"dag": 1, "dagen": 1, "week": 7, "weken": 7}

_COMING = re.compile(r"^(?:aanstaande|aankomende|eerstkomende|komende) | (?:a\.?s|aanstaande)$")
_BYGONE = re.compile(r"^afgelopen | (?:j\.?l|l\.?l|jongstleden|laatstleden)$")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_NUMERIC = re.compile(r"(?P<day>[0-9]{1,2}) ?(?P<sign>[-/.]) ?(?P<month>[0-9]{1,2})(?: ?(?P=sign) ?'?(?P<year>[0-9]{4}|[0-9]{2}))?")
_WRITTEN = re.compile(r"(?P<day>[0-9]{1,2})(?:e|de|ste|\.)?[ -]?(?P<month>[a-z]{3,9})\.?(?:[ -]'?(?P<year>[0-9]{4}|[0-9]{2}))?")
_BESIDE = re.compile(r"(?P<weekday>[a-z]{2,9})(?:\.?,? )(?P<day>[0-9].*)")
_LATER = re.compile(r"over (?P<number>[0-9]{1,3}|[a-z]{3,8}) (?P<unit>dagen|dag|weken|week|maanden|maand)")
_EARLIER = re.compile(r"(?P<number>[0-9]{1,3}|[a-z]{3,8}) (?P<unit>dagen|dag|weken|week) geleden")

_NO_DAY = "Dit begrijpen wij niet als één bepaalde dag. Schrijf de dag zo: 15-12-2026."


class Direction(IntEnum):
    """Which way a day without a year is looked for."""

    AHEAD = 1  # such as a target date
    BACK = -1  # such as the day of receipt


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one typing. marked: 'a.s.' or 'j.l.' was said."""

    today: date
    direction: Direction
    marked: bool

    def read(self, plain: str) -> date:
        """Try each form in turn; each returns None for what is not its own, and raises `Unclear` for what is and cannot be."""
        found = self._near_by(plain) or self._counted(plain) or self._weekday(plain) or self._beside_weekday(plain) or self._dated(plain)
        if found is None:
            raise Unclear(_NO_DAY)
        if self.marked and (found - self.today).days * self.direction <= 0:
            raise Unclear(f"{_said(found)} ligt aan de andere kant van vandaag. Schrijf de dag met het jaar.")
        return found

    def _near_by(self, plain: str) -> date | None:
        return self.today + timedelta(_NEAR_BY[plain]) if plain in _NEAR_BY else None

    def _counted(self, plain: str) -> date | None:
        found, sign = (_LATER.fullmatch(plain), 1) if plain.startswith("over ") else (_EARLIER.fullmatch(plain), -1)
        if found is None or (number := _number(found["number"])) is None:
            return None
        if found["unit"].startswith("maand"):
            return self._months_on(number)
        return self.today + timedelta(sign * number * _DAYS[found["unit"]])

    def _months_on(self, number: int) -> date:
        years, month = divmod(self.today.month - 1 + number, 12)
        return _day(self.today.year + years, month + 1, self.today.day)

    def _weekday(self, plain: str) -> date | None:
        if (wanted := _WEEKDAYS.get(plain)) is None:
            return None
        away = (wanted - self.today.weekday()) * self.direction % 7
        if away == 0 and not self.marked:
            raise Unclear("Bedoelt u vandaag, of een week verder? Schrijf de dag zo: 15-12-2026.")
        return self.today + timedelta((away or 7) * self.direction)

    def _beside_weekday(self, plain: str) -> date | None:
        found = _BESIDE.fullmatch(plain)
        if found is None or (wanted := _WEEKDAYS.get(found["weekday"])) is None or (day := self._dated(found["day"])) is None:
            return None
        if day.weekday() != wanted:
            raise Unclear(f"De dag van de week past niet: het is {_said(day)}.")
        return day

    def _dated(self, plain: str) -> date | None:
        found = _ISO.fullmatch(plain) or _NUMERIC.fullmatch(plain) or _WRITTEN.fullmatch(plain)
        month = _month(found["month"]) if found else None
        if found is None or month is None:
            return None
        if found["year"] is None:
            return self._nearest(month, int(found["day"]))
        year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)  # noqa: PLR2004 - '26' is short for 2026
        if abs(year - self.today.year) > YEARS_AROUND:
            raise Unclear(f"Het jaar {year} ligt te ver weg.")
        return _day(year, month, int(found["day"]))

    def _nearest(self, month: int, day: int) -> date:
        """Return the day that comes first in the direction that is meant, today included. The next 29 February may be years away."""
        both = (_possible(year, month, day) for year in (self.today.year, self.today.year + self.direction))
        near = (one for one in both if one and 0 <= (one - self.today).days * self.direction <= _DAYS_OF_A_YEAR)
        if (found := next(near, None)) is None:
            raise Unclear("Deze dag bestaat niet, of pas over meer dan een jaar.")
        return found


def read_date(typed: str, today: date, direction: Direction = Direction.AHEAD) -> date:
    """Return the day that was typed.

    today:      the day on which it was typed, where it was typed.
    direction:  which way a day without a year is looked for; 'a.s.' and 'j.l.' say it themselves.

    Raises `Unclear` for what is no day, may be two ('volgende week vrijdag'), or lies more than YEARS_AROUND away.
    """
    plain = trimmed(without_stop_words(tidied(trimmed(typed))))
    coming, bygone = _COMING.search(plain), _BYGONE.search(plain)
    if coming and bygone:
        raise Unclear(_NO_DAY)
    if mark := coming or bygone:
        plain = trimmed(plain[: mark.start()] + plain[mark.end() :])
        direction = Direction.AHEAD if coming else Direction.BACK
    try:
        return _Reader(today, direction, marked=mark is not None).read(plain)
    except OverflowError as trouble:
        raise Unclear(_NO_DAY) from trouble


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else _NUMBERS.get(word)


def _month(word: str) -> int | None:
    return int(word) if word.isdecimal() else month_named(word)


def month_named(word: str) -> int | None:
    """Return the number of a month by its name or the usual short form of it, in lower case; None for any other word."""
    return _months().get(word)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    from babel.dates import get_month_names  # noqa: PLC0415 - costs 50 ms, and most mail names no day

    names = {name.rstrip("."): number for width in ("wide", "abbreviated") for number, name in get_month_names(width, locale="nl").items()}
    return names | _MONTHS_OF_OURS


def _possible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> date:
    if (found := _possible(year, month, day)) is None:
        raise Unclear("Deze dag bestaat niet.")
    return found


def _said(day: date) -> str:
    return words_of_day(day, Language.DUTCH)
