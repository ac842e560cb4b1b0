"""Amounts as Dutch people type them, to cents.

A grammar of our own, small and strict: a comma before two digits of cents, a
point before each three digits of thousands, and nothing else. Rule: an amount
that an Englishman would read differently is asked about, never guessed.
Source: docs/procedure.md, Reading tags.
"""

import re

from tracker.typed.words import Unclear, tidied, without_stop_words

_EURO = r"(?:€|eur|euro)"
_AMOUNT = re.compile(
    rf"(?:{_EURO}\s?)?"
    r"(?P<euros>[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,2}|0|[1-9][0-9]{0,8})"
    r"(?:,(?P<cents>[0-9]{2})|[,.](?:--?|=))?"
    rf"(?:\s?{_EURO}|\seuro's)?",
    re.ASCII,
)
_AMBIGUOUS = re.compile(rf"(?:{_EURO}\s?)?[0-9]+(?:[.,][0-9]+)+(?:\s?{_EURO})?", re.ASCII)


def read_amount(typed: str) -> int:
    """Return the amount in euro cents, 0 or more: '1.250,00', '€ 125,50', '125,-', '125' and '125 euro'.

    Raises `Unclear`, for '125.50' as well: that is 125 and a half, or a slip for 12.550.
    """
    plain = without_stop_words(tidied(typed).lstrip(" :=")).rstrip(" .;!")  # a comma, a bracket or a dash before it would say something
    if found := _AMOUNT.fullmatch(plain):
        return int(found["euros"].replace(".", "")) * 100 + int(found["cents"] or 0)
    if _AMBIGUOUS.fullmatch(plain):
        raise Unclear("Dit bedrag kan op twee manieren worden gelezen. Schrijf centen achter een komma, zoals 125,50.")
    raise Unclear("Dit begrijpen wij niet als bedrag. Schrijf het in cijfers, zoals 125,50.")


def words_of_amount(cents: int) -> str:
    """Return an amount, given in euro cents, as it is written in a Dutch letter: '€ 1.250,00'."""
    euros = f"{cents // 100:,}".replace(",", ".")
    return f"€ {euros},{cents % 100:02}"
