"""How a complaint came in and on which day, as an employee writes it down: 'per telefoon', 'kwam per post op 12 november'.

Knows one short line. Rule: a line tells this where it tells nothing else; words
within a sentence about the case are the case's. The day of the letter is not
the day on which it came in. Source: docs/procedure.md, The clock.
"""

import re
from dataclasses import dataclass
from datetime import date

from tracker.channels import Channel
from tracker.typed.dates import Direction, read_date
from tracker.typed.words import Unclear

LONGEST = 120
"""Characters of a line that is looked at; a longer one is a sentence about the case."""

_WORDS = {
    Channel.TELEPHONE: r"telefoon|telefonisch\w{0,2}|telefoontje|telefoongesprek|(?:op)?gebeld|belde|tel\.?|(?:tele)?phoned?|call(?:ed)?",
    Channel.POST: r"post|postbode|brief|aangetekend\w{0,2}|brievenbus|schriftelijk|letter|envelop",
    Channel.VISIT: r"balie|langs(?:gekomen|geweest)?|bezoek|bezocht|persoonlijk|loket|kantoor|visit|visited|counter|desk|person",
}
_CHANNELS = {channel: re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE) for channel, words in _WORDS.items()}
_FILLING_WORDS = """
a aan af afgegeven als an at attached bij bijgaand bijgevoegd bijlage binnen binnengekomen by came d.d dag datum dd de deze die door
een en er gaf gekomen gekregen geweest had he heden heeft het hij hun ik in ingekomen is kanaal klaagster klacht klager kreeg kwam mail
me meldde melder melding met mevrouw meneer mij mondeling naar net of om on ons ontvangen onze op or our over per received scan she the this
through to toe u uur van via voor was we werd wij ze zie zij
"""
_FILLING = frozenset(_FILLING_WORDS.split())
"""What may stand beside the way in and the day, on a line that tells nothing else."""

_MONTHS = "jan|feb|mrt|maart|apr|mei|jun|jul|aug|sep|okt|nov|dec"
_WEEKDAYS = r"(?:ma|di|woe|wo|do|vr|za|zo|maan|dins|woens|donder|vrij|zater|zon)(?:dag)?"
_DAY = re.compile(
    rf"\b(?:(?:{_WEEKDAYS}\.?,? )?(?:\d{{1,2}} ?(?:{_MONTHS})[a-z]{{0,7}}\.?(?: \d{{4}})?|\d{{4}}-\d{{2}}-\d{{2}}"
    r"|\d{1,2}[-/.]\d{1,2}(?:[-/.](?:\d{4}|\d{2}))?(?![\d/-]))"
    r"|(?:maan|dins|woens|donder|vrij|zater|zon)dag"
    r"|(?:eer)?gister(?:en)?|vandaag|heden|zojuist|zonet|today|yesterday|van(?:morgen|ochtend|middag)"
    r"|\w{1,8} (?:dag|dagen|week|weken) geleden)(?!\w)",
    re.IGNORECASE,
)
_OF_THE_LETTER = re.compile(
    r"(?:\bbrief van|\bschrijven van|\bletter of|\bgedateerd|\bgedagtekend|\bdated|\bd\.d\.|\bdd\.?)\s(?:op\s)?$", re.IGNORECASE
)
_CLOCK = re.compile(
    r"\b(?:om |at )?\d{1,2}[:.]\d{2} ?(?:uur|u|h)\b|\b(?:om |at )?\d{1,2}:\d{2}\b|\b(?:om |at )\d{1,2}(?:\.\d{2})?(?: uur)?", re.IGNORECASE
)
_TODAY = frozenset({"vandaag", "heden", "zojuist", "zonet", "today", "vanmorgen", "vanochtend", "vanmiddag"})
_WHO = (
    r"(?:mevrouw|mevr\.?|mw\.?|meneer|mijnheer|dhr\.?|de heer|klager|klaagster|zij|hij|ze|mrs\.?|mr\.?|ms\.?)(?: [^\s,.:]{1,25}\.?){0,5}?"
)
_SPOKEN = re.compile(
    rf"(?P<who>{_WHO}) (?:belde|phoned|called|heeft (?:\w{{3,10}} ){{0,2}}gebeld"
    r"|(?:kwam|is) (?:\w{3,10} ){0,2}(?:langs(?:gekomen|geweest)?|aan de balie)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Way:
    """How and when. unclear: a day is told, and not for certain. only_dated: the day of the letter is told, and none of its receipt."""

    channel: Channel | None = None
    day: date | None = None
    unclear: bool = False
    only_dated: bool = False


def read_way(line: str, today: date) -> Way | None:
    """Return what `line` tells of the way in; None where it tells of something else. today: on which it was written."""
    if len(line) > LONGEST:
        return None
    plain = _CLOCK.sub(" ", line)
    rest = _DAY.sub(" ", plain)
    words = re.findall(r"[^\W\d_]+(?:\.[^\W\d_]+)*", rest)
    if not words and not _DAY.search(plain):
        return None
    if any(word.casefold() not in _FILLING and not _names_channel(word) for word in words):
        return None
    channel = channel_in(rest)
    return told_way(plain, channel, today) if channel is not None or _DAY.search(plain) else None


def told_way(value: str, channel: Channel | None, today: date) -> Way:
    """Return the way in that a value behind a word such as 'Ontvangen:' tells. channel: where it is known already."""
    days: set[date] = set()
    unclear = dated = False
    plain = _CLOCK.sub(" ", value[:LONGEST])
    for found in _DAY.finditer(plain):
        if _OF_THE_LETTER.search(plain[: found.start()]):
            dated = True
            continue
        try:
            days.add(_day(found[0], today))
        except Unclear:
            unclear = True
    day = next(iter(days)) if len(days) == 1 and not unclear else None
    return Way(channel or channel_in(plain), day, unclear or len(days) > 1, dated and not days)


def channel_in(words: str) -> Channel | None:
    """Return the one channel that `words` name; None for none, or for two."""
    named = [channel for channel, pattern in _CHANNELS.items() if pattern.search(words)]
    return named[0] if len(named) == 1 else None


def spoken(line: str) -> tuple[Channel, str] | None:
    """Return the channel and who it was, where a line begins as 'Mevrouw Jansen belde' does."""
    found = _SPOKEN.match(line[:LONGEST])
    if found is None:
        return None
    return Channel.TELEPHONE if re.search(r"gebeld|belde|phoned|called", found[0], re.IGNORECASE) else Channel.VISIT, found["who"]


def _names_channel(word: str) -> bool:
    return any(pattern.fullmatch(word) for pattern in _CHANNELS.values())


def _day(words: str, today: date) -> date:
    plain = words.casefold()
    if plain in _TODAY:
        return today
    return read_date({"gister": "gisteren", "yesterday": "gisteren"}.get(plain, words), today, Direction.BACK)
