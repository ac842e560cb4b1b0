"""Which keywords a text holds: inflected, taken apart as Dutch verbs are, or at either end of a compound; Dutch and English.

Knows neither what the keywords stand for nor what is decided by them. Rule: a
word found is shown as it was written, so that whoever reads the reason can
judge it; one that the text denies ('niet onbeleefd') counts half.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from tracker.stems import dutch_stem, english_stem

LONGEST_TEXT = 20_000
"""Characters that are looked at."""

_WORDS = re.compile(r"[^\W\d_]{1,40}")  # a longer one is cut into pieces, so that the cache of stems stays small
_TOKENS = re.compile(r"[^\W\d_]{1,40}|[.!?;:]|\n[ \t\r>]*\n")

_IN_COMPOUND = 6
"""Letters that a keyword has at least where it is looked for in a longer word: 'incassokosten' in 'incassokostennota'."""
_APART = ("terug", "aan", "af", "door", "in", "lastig", "na", "om", "op", "over", "toe", "uit", "voor", "weg")
"""What a verb leaves at the end of its sentence: 'hij belde mij niet terug'."""
_FAR = 8
"""Words at most between the two."""
_BETWEEN = 3
"""Words at most between those of one keyword: 'heb dat al vorige week betaald'."""
_DENYING = frozenset({"niet", "geen", "nooit", "zonder", "not", "no", "never", "without", "isn", "wasn", "weren", "aren"})
_DENIED_BEFORE = 2
"""Words before a keyword among which its denial is looked for."""
_PARTICIPLE = re.compile(rf"({'|'.join(_APART)})?ge(\w{{3,}})")
_LONG_ENOUGH = 4


class Keyword(NamedTuple):
    """A keyword of a group, as its stems; the first finds it in a text."""

    group: str
    stems: tuple[str, ...]


class _Hit(NamedTuple):
    shown: str
    denied: bool


@dataclass(slots=True)
class Found:
    """The keywords of one group that a text holds, each with the words that matched it first."""

    hits: dict[Keyword, _Hit] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        """How much speaks for the group: a keyword counts once however often it stands there, and half where it is denied."""
        return sum(0.5 if hit.denied else 1 for hit in self.hits.values())

    @property
    def shown(self) -> tuple[str, ...]:
        """The words of the text, in its order."""
        return tuple(dict.fromkeys(hit.shown for hit in self.hits.values()))


Groups = tuple[tuple[str, tuple[str, ...]], ...]
"""Each group with its keywords, of one word or more."""


def find_keywords(text: str, groups: Groups) -> Mapping[str, Found]:
    """Return, by group, the keywords that stand in `text`. Takes time in proportion to the text."""
    found: dict[str, Found] = {}
    sentence: list[str] = []
    lexicon = _lexicon(groups)
    for token in (*_TOKENS.findall(text[:LONGEST_TEXT]), "."):
        if token[0].isalpha():
            sentence.append(token.lower())
        else:
            _read(sentence, lexicon, found)
            sentence = []
    return found


@dataclass(frozen=True, slots=True)
class _Word:
    """What one word of a text may be: the first of a keyword, a verb that leaves a small word behind, a compound with a keyword."""

    begins: tuple[Keyword, ...]
    apart: tuple[tuple[str, Keyword], ...]
    compounds: tuple[Keyword, ...]


_Lexicon = Callable[[str], _Word | None]
"""Tells of a word what it may be; None, as for most words: nothing. It remembers those that it was asked about."""


@lru_cache(maxsize=8)
def _lexicon(groups: Groups) -> _Lexicon:
    by_stem: dict[str, list[Keyword]] = {}
    apart: dict[str, list[tuple[str, Keyword]]] = {}
    in_compounds: list[tuple[str, Keyword]] = []
    for group, words in ((group, _WORDS.findall(keyword.lower())) for group, keywords in groups for keyword in keywords):
        if not words:
            continue
        keyword = Keyword(group, tuple(dutch_stem(word) for word in words))
        for first in {keyword.stems[0], english_stem(words[0])}:
            by_stem.setdefault(first, []).append(keyword)
        if len(words) == 1 and len(words[0]) >= _IN_COMPOUND:
            in_compounds.append((words[0], keyword))
            for small in (one for one in _APART if words[0].startswith(one) and words[0].endswith("en")):
                apart.setdefault(dutch_stem(words[0].removeprefix(small)), []).append((small, keyword))

    @lru_cache(maxsize=8192)
    def look_up(word: str) -> _Word | None:
        stems = _stems(word)
        begins = tuple(dict.fromkeys(keyword for stem in stems for keyword in by_stem.get(stem, ())))
        taken_apart = tuple(one for stem in stems for one in apart.get(stem, ()))
        compounds = tuple(keyword for whole, keyword in in_compounds if _is_compound(word, whole))
        return _Word(begins, taken_apart, compounds) if begins or taken_apart or compounds else None

    return look_up


def _is_compound(word: str, whole: str) -> bool:
    """Say whether a longer word begins or ends with a keyword."""
    return len(word) > len(whole) and (word.startswith(whole) or word.endswith(whole))


def _read(sentence: list[str], lexicon: _Lexicon, found: dict[str, Found]) -> None:
    for start, word in enumerate(sentence):
        if (known := lexicon(word)) is None:
            continue
        for keyword in known.begins:
            if end := _end(keyword, sentence, start):
                _note(found, keyword, sentence, start, " ".join(sentence[start:end]))
        for small, keyword in known.apart:
            if small in sentence[start + 1 : start + 1 + _FAR]:
                _note(found, keyword, sentence, start, f"{word} … {small}")
        for keyword in known.compounds:
            _note(found, keyword, sentence, start, word)


def _end(keyword: Keyword, sentence: list[str], start: int) -> int:
    """Return where a keyword ends that begins at `start`; 0 where its other words do not follow, each near the one before."""
    at = start
    for wanted in keyword.stems[1:]:
        for place in range(at + 1, min(at + 2 + _BETWEEN, len(sentence))):
            if wanted in _stems(sentence[place]):
                at = place
                break
        else:
            return 0
    return at + 1


def _note(found: dict[str, Found], keyword: Keyword, sentence: list[str], start: int, shown: str) -> None:
    before, among = sentence[max(0, start - _DENIED_BEFORE) : start], shown.split()
    denied = not _DENYING.isdisjoint({*before, *(word for word in among if dutch_stem(word) not in keyword.stems)})
    hits = found.setdefault(keyword.group, Found()).hits
    if keyword not in hits or (hits[keyword].denied and not denied):
        hits[keyword] = _Hit(shown, denied)


@lru_cache(maxsize=8192)
def _stems(word: str) -> frozenset[str]:
    """Return the stems under which a word may be a keyword: its own, in either language; of a past tense or participle the verb's too."""
    stems = {dutch_stem(word), english_stem(word)}
    if participle := _PARTICIPLE.fullmatch(word):
        stems.add(dutch_stem((participle[1] or "") + participle[2]))
    return frozenset(stems | {stem[:-1] for stem in stems if len(stem) > _LONG_ENOUGH and stem[-1] in "dt"})
