"""What is new in a text, and what is a signature or quoted from an earlier mail.

Knows lines of text and nothing of mail. Rule: nothing is thrown away: the record
keeps the whole text, and trimming serves tags, letters and previews only; in
doubt a line is new. Nobody answers below an earlier mail that bears no marks, so
all below its headers is old; below one with marks every line without is new.
Where answers stand between quoted lines, those lines stay, since the answers
mean nothing without. Quoted text is nobody's word: where all is quoted, nothing
is new. Linear in the length of the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from re import Match

from intake.attributions import Sureness, attribution_above, may_end, may_end_within, shared_from, sureness_of
from intake.header_blocks import find_blocks
from intake.marked_quotes import is_banner, marks_of, without_marked
from intake.quote_words import ABOVE_THIS_LINE, ANSWER, BODY_OF_A_FORM, CLOCK, DATE, FIRST_PERSON, RUN_ON
from intake.signatures import is_blank, split_signature

_MOST_LINES = 5_000
"""Lines that are looked at; what follows is as new as the last of them, and searched for no signature."""

_MOST_CANDIDATES = 400
_MOST_SENTENCES = 200
_LONGEST_RUN_ON = 4_000
_LONGEST_SUBJECT = 200
_MOST_BLANKS = 4
_MARKS_OF_QUOTATION = frozenset("'\"\u2018\u2019\u201c\u201d\u201e\u00ab")
_LONGEST_MARKER = 200


@dataclass(frozen=True, slots=True)
class Parts:
    """A text taken apart.

    new_text:   what its writer wrote now, without quoted earlier mail and without the signature; empty where all of it is quoted.
    signature:  the signature as written; None where there is none.
    """

    new_text: str
    signature: str | None = None


def take_apart(text: str) -> Parts:
    """Return the parts of `text`. Never raises."""
    lines = _before_run_on(text.strip("\n").rstrip()).split("\n", _MOST_LINES)
    rest = lines.pop() if len(lines) > _MOST_LINES else None
    _set_attributions_apart(lines)
    marks = marks_of(lines)
    old = _old_from(lines, marks)
    above, below = without_marked(lines[:old], marks, all_old=old < len(lines))
    if rest is not None and old == len(lines) and not marks[-1]:
        return Parts("\n".join((*above, *below, rest)))
    letter, signature = split_signature(above)
    if below and not signature:
        letter, signature = split_signature([*above, *below])
    return Parts("\n".join(letter), "\n".join(signature) or None)


def _before_run_on(text: str) -> str:
    """Return `text` up to an earlier mail that follows on the same line: what handed the mail on had lost its line ends."""
    if "\n" in text[:_LONGEST_RUN_ON]:
        return text
    for found in islice(RUN_ON.finditer(text, 0, _LONGEST_RUN_ON), _MOST_SENTENCES):
        if _begins_earlier_mail(text, found):
            return text[: found.start()].rstrip()
    return text


def _begins_earlier_mail(text: str, found: Match[str]) -> bool:
    """Say whether what was `found` in `text` is as sure as it seems; a web form has the same words above its own."""
    if (wrote := found["wrote"]) is not None:
        return sureness_of(wrote) >= Sureness.DATED and bool(DATE.search(wrote) or CLOCK.search(wrote))
    return found["headers"] is None or BODY_OF_A_FORM.search(text, found.end(), found.end() + _LONGEST_SUBJECT) is None


def _set_attributions_apart(lines: list[str]) -> None:
    """Give each line that ends in an attribution, behind words of the answer, as two."""
    shared = ((at, shared_from(line)) for at, line in enumerate(lines) if may_end(line))
    for at, start in reversed([(at, start) for at, start in islice(shared, _MOST_CANDIDATES) if start < len(lines[at])]):
        lines[at : at + 1] = [lines[at][:start].rstrip(" -"), lines[at][start:]]


def _old_from(lines: list[str], marks: Sequence[bool]) -> int:
    """Return where an earlier mail begins that bears no marks: all below is old. The number of lines where there is none."""
    headers = _headers_from(lines, marks)
    old = _with_attribution(lines, min(headers, _line_between(lines[:headers], marks)))
    unmarked = ((at, line) for at, line in enumerate(lines[:old]) if not marks[at])
    candidates = ((at, last) for at, line in unmarked if (last := line if may_end(line) else may_end_within(line)) is not None)
    for at, last in islice(candidates, _MOST_CANDIDATES):
        start, sureness = attribution_above(lines, at + 1, Sureness.ALWAYS, last=last)
        if sureness and not _is_followed_by_marks(lines, marks, at + 1) and not _is_spoken(lines, start, at + 1):
            return start
    return old


def _headers_from(lines: Sequence[str], marks: Sequence[bool]) -> int:
    """Return where an earlier mail's headers stand unmarked: below words any that are likely, but at the top no letter's own head."""
    for block in find_blocks(lines, below_words=True):
        below = _next_told(lines, block.end)
        if marks[block.start] or (below is not None and BODY_OF_A_FORM.match(lines[below])):
            continue
        if not all(map(is_blank, lines[: block.start])) or find_blocks(lines[block.start : block.end]):
            return block.start
    return len(lines)


def _line_between(lines: Sequence[str], marks: Sequence[bool]) -> int:
    """Return where a line stands that programs set between the answer and the rest."""
    for at, line in enumerate(lines):
        if len(line) <= _LONGEST_MARKER and ABOVE_THIS_LINE.search(line) and ANSWER.search(line) and not FIRST_PERSON.search(line):
            return at
        if not marks[at] and is_banner(line) and not _is_followed_by_marks(lines, marks, at + 1):
            return at
    return len(lines)


def _next_told(lines: Sequence[str], at: int) -> int | None:
    """Return where the next line from `at` on stands that is not blank, if it is near."""
    return next((below for below in range(at, min(len(lines), at + _MOST_BLANKS)) if not is_blank(lines[below])), None)


def _is_followed_by_marks(lines: Sequence[str], marks: Sequence[bool], at: int) -> bool:
    below = _next_told(lines, at)
    return below is not None and marks[below]


def _is_spoken(lines: Sequence[str], start: int, end: int) -> bool:
    """Say whether the writer himself quotes below the lines from `start` to before `end`.

    They tell no address, and below them stand marks of quotation, or above them no answer.
    """
    if any("@" in line for line in lines[start:end]):
        return False
    below = _next_told(lines, end)
    quoted = below is not None and lines[below].lstrip()[0] in _MARKS_OF_QUOTATION
    return quoted or all(map(is_blank, lines[:start]))


def _with_attribution(lines: Sequence[str], old: int) -> int:
    """Return where the earlier mail begins whose headers stand at `old`, if a line above says whose it is as well."""
    above = next((at for at in range(old - 1, max(0, old - _MOST_BLANKS) - 1, -1) if not is_blank(lines[at])), None)
    if old == len(lines) or above is None:
        return old
    start, sureness = attribution_above(lines, above + 1, Sureness.DATED)
    return start if sureness else old
