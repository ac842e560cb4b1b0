"""Days, amounts and sizes in words, as the language of a letter writes them.

What templates call; they know no letter. A day is its ISO 8601 text, an
amount in euro cents, a size in bytes.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, format_decimal

from tracker.dates import short_words_of_day, words_of_day
from tracker.model import Language

_KILOBYTE = 1000
_CENTS = 100


def _day(day: str, language: Language) -> str:
    return words_of_day(date.fromisoformat(str(day)), language)


def _short_day(day: str, language: Language) -> str:
    return short_words_of_day(date.fromisoformat(str(day)), language)


def _moment(at: str, language: Language) -> str:
    """Put a minute of a day in words: 'do 2 april, 09:31'."""
    moment = datetime.fromisoformat(at)
    return f"{short_words_of_day(moment.date(), language)}, {moment:%H:%M}"


def _money(cents: int, language: Language) -> str:
    """Put an amount in words of the language: '€ 125,00' or '€125.00'."""
    return format_currency(Decimal(cents) / _CENTS, "EUR", locale="nl" if language is Language.DUTCH else "en_GB")


def _size(octets: int, language: Language) -> str:
    """Put a size in words, rounded up: '120 kB' or '1,2 MB'."""
    kilobytes = max(1, -(-octets // _KILOBYTE))
    if kilobytes < _KILOBYTE:
        return f"{kilobytes} kB"
    return f"{format_decimal(round(kilobytes / _KILOBYTE, 1), locale=language)} MB"


IN_WORDS: Mapping[str, Callable[[Any, Language], str]] = {
    "day": _day,
    "short_day": _short_day,
    "moment": _moment,
    "money": _money,
    "size": _size,
}
"""What a template calls each."""
