"""The reference (kenmerk) that a complainant may quote: how it is written, and how it is found in a text.

Rule: a reference identifies and never authorises, so reading may be generous
with case and dashes; it is strict about digits and about where a word ends.
Source: docs/procedure.md, Reading tags; docs/mail-rules.md, D8 and R-AUTH-09.
"""

import re
from functools import lru_cache

from tracker.model import Reference

LONGEST_TEXT = 20_000
"""Characters that are searched; a subject is far shorter, and a reference stands near the top of a text."""

_SEPARATOR = r"[-\s_/\u00a0\u2010-\u2015\u2212]"  # spaces, hyphens and the dashes that mail programs make of them


def reference(prefix: str, year: int, number: int) -> Reference:
    """Return such as `KL-2026-00042`: five digits, more when needed.

    Raises `ValueError` for a number below 1 or a year without four digits.
    """
    if number < 1 or not 1000 <= year <= 9999:  # noqa: PLR2004 - the first and last year of four digits
        raise ValueError(f"no reference has year {year} and number {number}")
    return Reference(f"{prefix.upper()}-{year}-{number:05}")


def number_of(reference: str) -> tuple[str, int] | None:
    """Return the name under which the number of a reference was handed out, such as `KL-2026`, and the number; None where it has none."""
    name, _, number = reference.rpartition("-")
    return (name, int(number)) if name and number.isdecimal() else None


def find_references(text: str, prefix: str) -> tuple[Reference, ...]:
    """Return every reference that `text` names, in our own spelling, in order, each once.

    Forgiven are case, missing zeros, other dashes or spaces ('kl 2026 42').
    Never found inside a longer word or number.
    """
    found = (
        reference(prefix, int(hit["year"]), int(hit["number"]))
        for hit in _pattern(prefix).finditer(text[:LONGEST_TEXT])
        if int(hit["number"])
    )
    return tuple(dict.fromkeys(found))


def around_reference(text: str, prefix: str) -> tuple[str, str] | None:
    """Return what stands before the first reference in `text`, and what behind it; None where it names none."""
    found = next((hit for hit in _pattern(prefix).finditer(text[:LONGEST_TEXT]) if int(hit["number"])), None)
    return (text[: found.start()], text[found.end() :]) if found else None


@lru_cache(maxsize=8)
def _pattern(prefix: str) -> re.Pattern[str]:
    """Compile the search. Every repetition is bounded, so that it is linear.

    Digits are ASCII only; what may not stand beside a reference are letters and digits of any script.
    """
    before = r"(?u:(?<!\w))(?u:(?<!\w[-.]))"
    after = r"(?u:(?!\w))(?![-./,][0-9])"
    return re.compile(
        rf"{before}{re.escape(prefix)}{_SEPARATOR}{{0,3}}(?P<year>20[0-9]{{2}}){_SEPARATOR}{{1,3}}(?P<number>[0-9]{{1,9}}){after}",
        re.ASCII | re.IGNORECASE,
    )
