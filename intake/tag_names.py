"""Which tag the words behind a '#' begin with: as they are, denied, or nearly.

Knows the words of `tracker.tag_words`. Rule one: a denied tag is the tag that
says so, or a question. Rule two: what is nearly a tag is a question.
Source: docs/procedure.md, Reading tags.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from intake.denials import says_not_yet, without_denial
from tracker.model import Event
from tracker.tag_words import BY_WORD, Tag, folded

_MOST_WORDS = 4
"""Of one tag."""
_LOOKED_AT = 200
_WORD = re.compile(r"[^\s:;,=!?.()\[\]€*]{1,60}+")
_NEGATIVES = ("niet", "geen", "not", "no")
_NEAR = 0.75
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A tag, and what stands behind its words. word: as it was found in the table."""

    tag: Tag
    word: str
    rest: str


@dataclass(frozen=True, slots=True)
class Unnamed:
    """No tag, or none for certain: which may be meant."""

    may_be: tuple[Event, ...]
    denied: bool = False


def name(words: str) -> Named | Unnamed:
    """Say which tag `words` begin with. The longest wins, so that '#niet opgelost' is what it says."""
    if found := _begins(words):
        return found
    if (rest := without_denial(words)) is not None and (denied := _begins(rest)):
        return deny(denied, not_yet=says_not_yet(words[: len(words) - len(rest)]))
    return Unnamed(_near(words))


def deny(said: Named, *, not_yet: bool) -> Named | Unnamed:
    """Return the tag that says the opposite of `said`.

    Where there is none it is a question; so is a 'not yet' which is no more than that: only what is not yet solved is not solved.
    """
    opposite = next((BY_WORD[word + said.word] for word in _NEGATIVES if word + said.word in BY_WORD), None)
    if opposite is None or (not_yet and opposite.event is not Event.DISSATISFIED):
        return Unnamed((opposite.event,) if opposite else _opposites(said.tag), denied=True)
    return Named(opposite, folded(opposite.word), said.rest)


def _begins(words: str) -> Named | None:
    hits = list(_WORD.finditer(words[:_LOOKED_AT]))[:_MOST_WORDS]
    for count in range(len(hits), 0, -1):
        word = folded("".join(hit[0] for hit in hits[:count]))
        if word in BY_WORD and folded(hits[count - 1][0]):  # a pictogram alone is no part of a word
            return Named(BY_WORD[word], word, words[hits[count - 1].end() :])
    return None


def _opposites(tag: Tag) -> tuple[Event, ...]:
    """Return the events that deny another word of the same tag."""
    denied = (BY_WORD.get(word + folded(spelling)) for spelling in tag.spellings for word in _NEGATIVES)
    return tuple(dict.fromkeys(one.event for one in denied if one))


def _near(words: str) -> tuple[Event, ...]:
    """Return which tags may be meant: one of the first words is a tag, or they nearly are one."""
    first = [folded(hit[0]) for hit in _WORD.finditer(words[:_LOOKED_AT])][:_MOST_WORDS]
    together = ["".join(first[:count]) for count in range(1, len(first) + 1)]
    near = [word for typed in together for word in get_close_matches(typed, BY_WORD, n=_NEAREST, cutoff=_NEAR)]
    found = [*(word for word in first if word in BY_WORD), *near]
    return tuple(dict.fromkeys(BY_WORD[word].event for word in found))[:_NEAREST]
