"""Until when somebody is away, as their own automatic reply says it.

Pure: the day on which it came is handed in, and nothing else is known. Rule one:
a day counts only beside words that say away, or back. Rule two: what is not
plain is None, never a guess; but 'tot', which may leave the day itself out,
is taken with it, for a deputy of one day too many leaves nothing undone.
Source: docs/procedure.md, People.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from tracker.typed.dates import read_date
from tracker.typed.words import Unclear

LOOKED_AT = 3_000
"""Characters of a reply; whatever stands behind them is a footer."""

MOST_DAYS = 183
"""A day without a year that lies further away was meant in the past: the reply is an old one."""

_ENGLISH = {
    "january": "januari", "february": "februari", "march": "maart", "may": "mei", "june": "juni", "july": "juli", "august": "augustus",
    "october": "oktober", "mar": "maart", "oct": "oktober", "monday": "maandag", "tuesday": "dinsdag", "wednesday": "woensdag",
    "thursday": "donderdag", "friday": "vrijdag", "saturday": "zaterdag", "sunday": "zondag", "mon": "maandag", "tue": "dinsdag",
    "wed": "woensdag", "thu": "donderdag", "fri": "vrijdag", "sat": "zaterdag", "sun": "zondag", "tomorrow": "morgen",
}  # fmt: skip
"""English words of days beside the Dutch; what is spelled alike is absent."""

_MONTH = (
    r"(?:jan(?:uar[iy])?|feb(?:ruar[iy])?|mar(?:ch)?|maart|mrt|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?|aug(?:ust(?:us)?)?"
    r"|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_SHORT = r"(?:ma|di|wo|do|vr|za|zo|mon|tue|wed|thu|fri|sat|sun)\.?"
_YEAR = r"(?: 20[0-9]{2})?"
_DATED = (
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{1,2} ?(?P<sign%d>[-/.]) ?[0-9]{1,2}(?: ?(?P=sign%d) ?(?:20)?[0-9]{2})?"
    rf"|[0-9]{{1,2}}(?:e|de|ste|st|nd|rd|th)?(?: of)? {_MONTH}{_YEAR}|{_MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?{_YEAR}"
)


def _day(name: str, number: int) -> str:
    """Return the pattern of a day. `number` tells several in one pattern apart."""
    dated = _DATED.replace("%d", str(number))
    return rf"(?P<{name}>(?:(?:{_WEEKDAY}|{_SHORT}) )?(?:{dated})(?![0-9]| ?(?:uur|u|h|hrs)\b)|{_WEEKDAY}|morgen|overmorgen|tomorrow)"


_AWAY = re.compile(
    r"\b(?:afwezig(?:heid)?|(?:zwangerschaps|ouderschaps)?verlof|(?:\w{1,12})?vakantie|vrij|ziek|weg|gesloten|buiten kantoor|uit kantoor"
    r"|(?:niet|geen|beperkt|moeilijk) (?:\w{1,12} )?(?:aanwezig|bereikbaar|beschikbaar|toegang|op kantoor|werkzaam)"
    r"|out of (?:the )?office|away|absent|(?:on|annual|parental|maternity|sick) (?:leave|holidays?|vacation)|unavailable|closed"
    r"|(?:not|no|limited) (?:\w{1,12} )?(?:available|access|in the office|at work|reading))\b"
)
_UNTIL = re.compile(rf"\b(?:t/m|tot(?: en met)?|until|till|through|up to(?: and including)?) {_day('until', 1)}")
_BACK = re.compile(
    r"\b(?:terug|weer|hervat|back|return(?:ing)?|again)\b"
    rf"(?P<between>(?: (?!en\b|and\b)[a-z]{{1,12}}){{0,4}}?) {_day('back', 2)}"
)
_FROM = re.compile(rf"{_day('first', 3)}(?P<between>(?: [a-z]{{1,12}}){{0,5}}) (?:terug|weer|back|again)\b")
_VAGUE = re.compile(r"\b(?:volgende|vorige|deze|week|weken|begin|eind|einde|half|medio|next|last|early|end|mid|uiterlijk|around|rond)\b")
_MONTH_FIRST = re.compile(rf"({_MONTH}) ([0-9]{{1,2}})(?![0-9])")
_ORDINALS = re.compile(r"(?<=[0-9])(?:e|de|ste|st|nd|rd|th)\b|\bof\b")
_WITH_YEAR = re.compile("20[0-9]{2}")
_NUMERIC = re.compile(r"([0-9]{1,2}) ?[-/.] ?([0-9]{1,2})\b")
_ENGLISH_CUE = re.compile(r"\b(?:until|till|through|back|return|returning|again|out of|away|leave)\b")
_SENTENCES = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÀ-Ý])|\n[ \t]*\n")
_SIGNS = re.compile("[,:()*_\"“”‘’'<>|]")


def away_until(text: str, today: date) -> date | None:
    """Return the last day on which the writer is away; None where the text does not plainly say it, or that day is over.

    text:  of an automatic reply, without what it quotes; only its first LOOKED_AT characters are looked at.
    today: the day on which it came.
    """
    back: set[date | None] = set()
    until: set[date | None] = set()
    for sentence in _sentences(text):
        returns = {_read(words, sentence, today) for words in _returns(sentence)}
        back |= {day and day - timedelta(days=1) for day in returns}
        if _AWAY.search(sentence):
            until |= {_read(found["until"], sentence, today) for found in _UNTIL.finditer(sentence)}
    told = back or until
    last = next(iter(told)) if len(told) == 1 else None
    if last is None or last < today or None in until or any(day > last for day in until if day):
        return None
    return last


def _sentences(text: str) -> Iterator[str]:
    """Give the sentences in lower case, without accents and without the signs that stand between words."""
    for sentence in _SENTENCES.split(text[:LOOKED_AT]):
        bare = "".join(char for char in unicodedata.normalize("NFKD", sentence) if not unicodedata.combining(char))
        yield " ".join(_SIGNS.sub(" ", bare.casefold()).split())


def _returns(sentence: str) -> Iterator[str]:
    """Give the words of each day on which the writer says to be back; what stands between may be nothing vague."""
    without = _UNTIL.sub(" ", sentence) if _AWAY.search(sentence) else sentence
    for pattern, name in ((_BACK, "back"), (_FROM, "first")):
        for found in pattern.finditer(without):
            if not _AWAY.search(found["between"]):
                yield "?" if _VAGUE.search(found["between"]) else found[name]


def _read(words: str, sentence: str, today: date) -> date | None:
    """Read one day, in Dutch or English words; None where it may be another."""
    numeric = _NUMERIC.search(words)
    if numeric and _ENGLISH_CUE.search(sentence) and max(int(numeric[1]), int(numeric[2])) <= 12:  # noqa: PLR2004 - which is the month?
        return None
    plain = _ORDINALS.sub("", words)
    plain = " ".join(_ENGLISH.get(word.rstrip("."), word) for word in plain.split())
    try:
        day = read_date(_MONTH_FIRST.sub(r"\2 \1", plain), today)
    except Unclear:
        return None
    return day if _WITH_YEAR.search(words) or (day - today).days <= MOST_DAYS else None
