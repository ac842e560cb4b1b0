"""The managing director's bare first word: akkoord, ja, niet akkoord or nee, in answer to a consultation.

Knows words and no amount: whoever calls it holds the token of the amount and
the text that was asked about. Rule: consent is the word alone, with at most a
greeting and a name below it; whatever else is said with it is asked about.
Source: docs/procedure.md, Reading tags.
"""

import re
from collections.abc import Set as AbstractSet

from intake.asked import Asked, Question
from intake.denials import DENYING
from intake.tag_places import Place
from intake.text import clean_line
from tracker.model import Event

LONGEST = 10_000
"""Characters of an answer that are looked at; a longer one is no bare word."""

_VERDICTS = {
    ("akkoord",): Event.CONSENT,
    ("ja",): Event.CONSENT,
    ("ja", "akkoord"): Event.CONSENT,
    ("niet", "akkoord"): Event.REFUSE_CONSENT,
    ("nee",): Event.REFUSE_CONSENT,
    ("nee", "niet", "akkoord"): Event.REFUSE_CONSENT,
}
_WORD = re.compile(r"[^\W_]{1,40}")
_LEADING = " \t\n\"'*‘“"
_PUNCTUATION = " \t.,!*\"'’”"
_GREETING = re.compile(
    r"(?:(?:met )?(?:vriendelijke |hartelijke )?(?:groet|groeten)|m\.?v\.?g|gr|dank|bedankt|dank u|alvast dank)\b", re.IGNORECASE
)
_NAME = re.compile(r"(?:[A-Z][^\W\d_]{0,30}\.?|van|de|den|der|ter|ten)(?: (?:[A-Z][^\W\d_]{0,30}\.?|van|de|den|der|ter|ten)){0,4}")
_TAKES_BACK = DENYING | {"maar", "mits", "tenzij", "behalve", "alleen", "echter", "eerst", "wacht", "toch", "als", "indien", "but", "if"}
_TURNS_ROUND = {"akkoord", "ja", "bezwaar", "bezwaren", "probleem", "prima", "goed", "ok", "oke", "oké", "best", "doen"}
"""Of a refusal, as 'nee, geen bezwaar' does."""
_WORDS_OF_DOUBT = 12
"""Behind the verdict, that are looked at; what follows them is a signature or a disclaimer."""
_SHOWN = 80


def read_consent(new_text: str) -> Asked | Question | None:
    """Return the verdict that the text begins with, a refusal with its reason; what to ask; or None for no text at all."""
    text = new_text.strip()
    if not text:
        return None
    shown = clean_line(text[:_SHOWN])
    event, rest = _verdict(text[:LONGEST].lstrip(_LEADING))
    if event is Event.CONSENT and _is_leave_taking(rest) and len(text) <= LONGEST:
        return Asked(event, None, Place.TEXT, shown)
    if event is Event.REFUSE_CONSENT and not rest.startswith("?") and not _says(rest, _TURNS_ROUND):
        reason = None if _is_leave_taking(rest) else rest.lstrip(" \t\n.,:;-–!")
        return Asked(event, reason or None, Place.TEXT, shown)
    return Question(Place.TEXT, shown, "Begin uw antwoord met alleen ‘akkoord’ of ‘niet akkoord’.", (Event.CONSENT, Event.REFUSE_CONSENT))


def _verdict(text: str) -> tuple[Event | None, str]:
    """Return the longest verdict that the text begins with, and what follows it."""
    hits = list(_WORD.finditer(text.partition("\n")[0][:_SHOWN]))[:3]
    if not hits or hits[0].start():
        return None, text
    for count in range(len(hits), 0, -1):
        if event := _VERDICTS.get(tuple(hit[0].casefold() for hit in hits[:count])):
            return event, text[hits[count - 1].end() :]
    return None, text


def _is_leave_taking(rest: str) -> bool:
    """Say whether nothing follows but a greeting, or a name on a line of its own.

    Below these may stand what belongs to a signature, such as a telephone number.
    """
    if _says(rest, _TAKES_BACK):
        return False
    same_line, _, below = rest.partition("\n")
    following = same_line.strip(_PUNCTUATION)
    if following:
        return _GREETING.match(following) is not None
    first = next((line for each in below.split("\n") if (line := each.strip(_PUNCTUATION))), "")
    return not first or _GREETING.match(first) is not None or _NAME.fullmatch(first) is not None


def _says(rest: str, words: AbstractSet[str]) -> bool:
    """Say whether one of `words` is among the first that follow."""
    found = [hit[0].casefold() for hit in _WORD.finditer(rest[:400])]
    return not words.isdisjoint(found[:_WORDS_OF_DOUBT])
