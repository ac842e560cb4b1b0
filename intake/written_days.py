"""The day in the date of a mail that was passed on, as its forwarding program wrote it down.

Words and signs, in Dutch and English. Rule: it becomes the day of receipt, from
which every clock counts, so what may be two days is none, and so is one without
a year. Source: docs/procedure.md, The clock.
"""

import re
from datetime import date
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from tracker.typed.dates import Direction, read_date
from tracker.typed.words import LONGEST, Unclear

_CLOCK = re.compile(r"[,\sT]{0,5}(?:\b(?:om|at)\s)?\s?[0-9]{1,2}[:.][0-9]{2}(?![0-9.]).*$", re.IGNORECASE | re.DOTALL)
_WEEKDAY = re.compile(r"^[^\W\d_]{2,9}\.?,?\s(?=.)", re.IGNORECASE)
_ENGLISH = re.compile(r"(?P<month>[A-Z][a-z]{2,8})\.?\s(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?\s(?P<year>[0-9]{4})")
_WITH_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_TWO_WAYS = re.compile(r"0?([0-9]|1[0-2])[/-]0?([0-9]|1[0-2])[/-][0-9]{4}")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january januari", "feb february februari", "mar mrt march maart", "apr april", "may mei", "jun june juni", "jul july juli",
         "aug august augustus", "sep sept september", "oct okt october oktober", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


def day_of(written: str | None, zone: ZoneInfo) -> date | None:
    """Return the day, as it is in `zone`; None where it cannot be told for certain."""
    if not written or len(written) > LONGEST:
        return None
    try:
        return parsedate_to_datetime(written).astimezone(zone).date() if _is_of_a_header(written) else _typed(written)
    except (ValueError, OverflowError, Unclear):
        return None


def _is_of_a_header(written: str) -> bool:
    """Say whether it is written as a mail's own field, with a zone (RFC 5322, 3.3)."""
    return re.search(r"\s[+-][0-9]{4}\b|\bGMT$|\bUTC$", written) is not None and _ENGLISH.search(written) is None


def _typed(written: str) -> date | None:
    plain = _CLOCK.sub("", " ".join(written.split())).strip(" ,.")
    if _WITH_YEAR.search(plain) is None or _is_two_days(plain):
        return None
    if english := _ENGLISH.search(plain):
        month = _MONTHS.get(english["month"].casefold())
        return date(int(english["year"]), month, int(english["day"])) if month else None
    bare = _WEEKDAY.sub("", plain)
    parts = bare.replace(".", "").split()
    if len(parts) == 3 and (month := _MONTHS.get(parts[1].casefold())):  # noqa: PLR2004 - day, month and year
        bare = f"{parts[2]}-{month:02}-{int(parts[0]):02}"
    return read_date(bare, date(int(_WITH_YEAR.findall(plain)[0]), 12, 31), Direction.BACK)


def _is_two_days(plain: str) -> bool:
    """Say whether an American would read another day, as in 4/2/2026. With dashes it is Dutch, as it is with points."""
    found = _TWO_WAYS.search(plain)
    return found is not None and "/" in found[0] and int(found[1]) != int(found[2])
