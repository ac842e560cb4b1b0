"""Which lines say who wrote what follows: 'Op 3 okt. 2024 om 10:00 schreef Jan <jan@klant.example>:'.

Knows the words of `intake.quote_words`, and nothing of what is done with the
lines below. Rule: a program writes a date with its time, or an address, and no
'uw' or 'mijn'; a sentence of the writer's own that only sounds like it is left
alone. Such a line may be broken in several; all are looked for upward from the
last, within bounds, so that each line costs the same.
"""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import islice
from re import Match

from intake.quote_words import ADDRESS, BRACKET_BROKEN_OFF, CLOCK, DATE, HEAD_OF_LINE, OPENING, PERSONAL, QUOTING, WITHIN_LINE, WROTE

_LONGEST = 400
_MOST_LINES = 6
_MOST_WITHIN_LINE = 3
_LONGEST_NAME = 80
_ENDS = (":", "：", "-", ">", "*")
_AROUND = "-_=* \t\xa0\u200e\u200f"
_OPENED = ("<", "(", "[", ":")
"""What stands before the address where no verb tells whose it is."""

_BRACKETS = str.maketrans(dict.fromkeys("<>()[]", " "))


class Sureness(IntEnum):
    """How sure it is that lines say who wrote what follows."""

    NONE = 0
    BELOW_MARKS = 1  # only where marked lines follow
    DATED = 2  # the same, and they tell of an earlier mail, with its date or its address
    ALWAYS = 3  # whatever follows


def attribution_above(lines: Sequence[str], end: int, least: Sureness, floor: int = 0, *, last: str | None = None) -> tuple[int, Sureness]:
    """Return where the attribution begins whose last line is the one before `end`, and how sure it is; `end` where there is none.

    least: nothing less sure is taken. floor: lines above it are not looked at. last: what is read of the last line, if not all.
    """
    found = [(start, told, sureness) for start, told in _ever_longer(lines, end, floor, last) if (sureness := sureness_of(told)) >= least]
    if not found:
        return end, Sureness.NONE
    start, _, sureness = max(found, key=lambda one: (one[2], _fullness(one[1])))
    return start, sureness


def _fullness(told: str) -> int:
    """Return more for lines that begin as an attribution does: the first to do so are the whole of it."""
    if not _opens(told):
        return 0
    return 1 if told.lstrip(_AROUND)[0].isdigit() else 2


def may_end(line: str) -> bool:
    """Say at a glance whether an attribution may end with `line`, where no mark of quotation follows."""
    return line.rstrip().endswith(_ENDS)


def may_end_within(line: str) -> str | None:
    """Return as much of `line` as may end an attribution, where more follows on it; None where none may end."""
    head = HEAD_OF_LINE.match(line) if ":" in line else None
    return head[0] if head else None


def shared_from(line: str) -> int:
    """Return where in `line` an attribution begins that ends it, below which no mark is needed; its length where none does."""
    for found in islice(WITHIN_LINE.finditer(line), _MOST_WITHIN_LINE) if len(line) <= _LONGEST else ():
        told = line[found.end() :]
        if sureness_of(told) is Sureness.ALWAYS and (DATE.search(told) or CLOCK.search(told)):
            return found.end()
    return len(line)


def sureness_of(told: str) -> Sureness:
    """Say how sure it is that `told`, one line or several joined, says who wrote what follows."""
    told = told.strip(_AROUND).replace("&lt;", "<").replace("&gt;", ">")
    if not told or len(told) > _LONGEST:
        return Sureness.NONE
    verb = next(reversed([*WROTE.finditer(told)]), None)
    dated, timed, addressed = DATE.search(told), CLOCK.search(told), ADDRESS.search(told)
    closed = told[-1] in ":：" or (verb is not None and verb.end() == len(told))
    if verb is None:
        return _without_verb(told, addressed, dated=dated is not None)
    if verb[0].isupper() or PERSONAL.search(ADDRESS.sub("", told)):
        return Sureness.NONE
    by_program = (addressed is not None and (dated or timed or verb.end() >= len(told) - 1)) or (dated and timed)
    named = addressed is not None and _names(told[: verb.start()])
    if (by_program and (_opens(told) or _names(told[: verb.start()]))) or (named and any(map(str.isdigit, told[verb.end() :]))):
        return Sureness.ALWAYS if closed else Sureness.DATED
    if named or (_opens(told) and (dated or timed or any(map(str.isdigit, told)))):
        return Sureness.DATED
    return Sureness.BELOW_MARKS if closed and len(told) <= _LONGEST_NAME else Sureness.NONE


def _without_verb(told: str, addressed: Match[str] | None, *, dated: bool) -> Sureness:
    """Judge lines with no word for writing: '2024-10-03 10:00 GMT+02:00 Jan <jan@klant.example>:'."""
    if addressed is None or not told[: addressed.start()].rstrip().endswith(_OPENED):
        return Sureness.NONE
    opening = OPENING.match(told)
    by_date = dated and opening is not None and not opening["word"]
    if not (by_date or QUOTING.match(told)) or PERSONAL.search(told):
        return Sureness.NONE
    return Sureness.ALWAYS if told[-1] in ":：" else Sureness.DATED


def _opens(told: str) -> bool:
    return OPENING.match(told.lstrip(_AROUND)) is not None


def _names(before: str) -> bool:
    """Say whether what stands before the verb can be a name with an address, rather than the beginning of a sentence."""
    words = ADDRESS.sub("", before).translate(_BRACKETS)
    return len(words) <= _LONGEST_NAME and not any(sign in words for sign in "!?;")


def _ever_longer(lines: Sequence[str], end: int, floor: int, last: str | None) -> Iterator[tuple[int, str]]:
    """Give the last line, the last two, and so on, as long as they can be one line that was broken."""
    start = end
    told = ""
    for _ in range(_MOST_LINES):
        start -= 1
        while start > floor and not lines[start].strip() and (told.startswith("<") or BRACKET_BROKEN_OFF.match(f">{told}")):
            start -= 1
        line = last if last is not None and start == end - 1 else lines[max(start, 0)]
        if start < floor or not line.strip() or len(line) > _LONGEST or (told and _ends_sentence(line)):
            return
        told = " ".join((*line.split(), told)).rstrip()
        if len(told) > _LONGEST:
            return
        yield start, told


def _ends_sentence(line: str) -> bool:
    """Say whether a sentence ends with `line`; a point after a short word or a number stands for its rest."""
    line = line.rstrip()
    return line.endswith(("!", "?", ":")) or (line.endswith(".") and line[-5:-1].isalpha() and len(line) > len("aaaa."))
