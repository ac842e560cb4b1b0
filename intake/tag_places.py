"""Where in a mail a tag may stand: in its subject, or in the first lines of its new text, each beginning with '#'.

Finds and takes apart, and understands nothing: what a word means is read in
`intake.tags`. Rule one: nowhere else. Rule two: '#' before a digit, or behind a
letter or in a web address, begins no tag. Every step is linear.
Source: docs/procedure.md, Reading tags.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from intake.denials import ends_in_denial, is_denial, may_begin_denial
from intake.subjects import LONGEST, MARKS, stem
from tracker.reference import around_reference
from tracker.tag_words import BY_WORD, folded

MOST_TAGS = 20
MOST_LINES = 40
"""Lines with tags at the top of a text; nobody needs more."""

_HASHES = str.maketrans({"\uff03": "#", "\ufe5f": "#"})
_MARK = re.compile(r"(?<![\w/&=#])#++(?!\s?[0-9])")
_GLUED = re.compile(r"(#[^\W\d][\w-]{0,39})(?=#)")
_TAG_LINE = re.compile(r"[*_\[(\s]{0,5}#++(?!\s?[0-9])")  # some programs write bold as *bold*
_BRACKETS = re.compile(r"\[\s{0,5}([^\[\]#]{1,60})\]")
_OF_SERVERS = frozenset(folded(mark) for mark in MARKS)


class Place(StrEnum):
    """Where a tag stood. One in the subject may be left over from the mail that is answered; one in the text was typed now."""

    SUBJECT = "subject"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Written:
    """One tag as it was written.

    words:     what follows '#', up to the next tag or the end of the brackets around it; a denial before '#' stands before them.
    beyond:    what follows the brackets.
    doubtful:  words before it end in a denial, and may belong to it or not.
    """

    place: Place
    words: str
    beyond: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """All that was written as a tag, in order, and the new text without it. complete: False where there was more than may be."""

    written: tuple[Written, ...]
    text: str
    complete: bool


def find_tags(subject: str, new_text: str, prefix: str) -> Places:
    """Find what may be tags. prefix: of references. Never raises."""
    lines, text = _first_lines(new_text)
    typed = lines.translate(_HASHES)
    title = subject[:LONGEST].translate(_HASHES)
    written = (*_taken_apart(_with_bare_brackets(title, prefix), Place.SUBJECT, prefix), *_taken_apart(typed, Place.TEXT, prefix))
    too_much = len(written) > MOST_TAGS or "#" in subject[LONGEST:].translate(_HASHES) or _is_tag_line(text.lstrip().partition("\n")[0])
    return Places(written[:MOST_TAGS], text, complete=not too_much)


def _first_lines(new_text: str) -> tuple[str, str]:
    """Return the lines at the top that begin with '#', blank ones between them left out, and the rest."""
    lines = new_text.split("\n")
    tags: list[str] = []
    end = 0
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        if not _is_tag_line(line) or len(tags) == MOST_LINES or len(line) > LONGEST:
            break
        tags.append(line.strip())
        end = number + 1
    return "\n".join(tags), "\n".join(lines[end:]).strip()


def _is_tag_line(line: str) -> bool:
    return _TAG_LINE.match(line.translate(_HASHES)) is not None


def _with_bare_brackets(subject: str, prefix: str) -> str:
    """Give '[opgelost]' its '#', beside a reference of ours. A mark that mail servers set, such as '[SPAM]', is no tag."""

    def marked(hit: re.Match[str]) -> str:
        word = folded(hit[1])
        is_tag = word not in _OF_SERVERS and (word in BY_WORD or _denies_a_tag(hit[1]))
        return f"[#{hit[1]}]" if is_tag else hit[0]

    return _BRACKETS.sub(marked, subject) if around_reference(subject, prefix) else subject


def _denies_a_tag(words: str) -> bool:
    first, _, last = words.strip().rpartition(" ")
    return is_denial(first) and folded(last) in BY_WORD


def _taken_apart(text: str, place: Place, prefix: str) -> list[Written]:
    """Cut at each '#'. A denial alone, before a tag or as one, belongs to the tag that follows."""
    head, *pieces = _MARK.split(_GLUED.sub(r"\1 ", text))
    written: list[Written] = []
    before = _without_opening(head, prefix) if place is Place.SUBJECT else head
    carried = is_denial(before)
    for number, piece in enumerate(pieces):
        doubtful = not carried and ends_in_denial(before)
        before = f"{before.strip()} {piece}" if carried else piece
        carried = may_begin_denial(before) and number + 1 < len(pieces)
        if not carried:
            written.append(replace(_within_brackets(before, place), doubtful=doubtful))
    return written


def _without_opening(head: str, prefix: str) -> str:
    """Return what stands before the first tag without what mail programs and we put there."""
    around = around_reference(head, prefix)
    return f"{stem(around[0]).rstrip('[( ')} {around[1].lstrip('])')}" if around else stem(head)


def _within_brackets(piece: str, place: Place) -> Written:
    """End a tag where the brackets close that were opened before it."""
    depth = 0
    for position, sign in enumerate(piece):
        depth += (sign in "[(") - (sign in "])")
        if depth < 0:
            return Written(place, piece[:position], piece[position + 1 :])
    return Written(place, piece)
