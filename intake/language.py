"""Dutch or English: in which language a mail is answered.

Counts common words, and looks at nothing else. Rule: when in doubt it is
Dutch, the language of the house.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.model import Language

LONGEST_TEXT = 10_000
"""Characters that are looked at; the language of a mail shows in its beginning."""

ENOUGH_WORDS = 20
"""From so many words on, a text with few common words of either language is in another one. Source: docs/procedure.md, Letters."""

SHARE = 0.15
"""Of all words, so many are common ones in a text of that language; Dutch and English mail has two to four times as much."""

_WORD = re.compile(r"[^\W\d_]+")

_DUTCH = """
aan al als alle bedrag ben bent betaald betalen bij brief daar dan dat de deze dit doen door dus een en er factuur geen
ging goed graag haar heb hebben heeft het hier hij hoe hun ik jullie kan klacht kosten kunnen kunt maar maak maand meer
medewerker mij mijn moet moeten na naar niet niets nog nooit nu om omdat onder ons onze ook op per rekening tegen toch
toen tot u uit uw van vanaf veel voor waar waarom wat weer wel werd wij wil worden wordt zal ze zelf zich zij zijn zo
zonder zou
"""
_ENGLISH = """
a about after again all and any are as asked at be because been before being bill but by can cannot complaint could
debt did does don employee for from get got has have he him his how i if into invoice it its just letter my never no
not now on only or our out paid pay payment please she should since some still than that the their them then there
these they this those to until up us very want were what when where which who why with would you your
"""
_COMMON = {Language.DUTCH: frozenset(_DUTCH.split()), Language.ENGLISH: frozenset(_ENGLISH.split())}
"""Words that stand in nearly every complaint of one language; what both have (is, in, of), or German has (an, so, will), is left out."""


@dataclass(frozen=True, slots=True)
class Detected:
    """The language to answer in. `certain` is False where a longer text is in neither."""

    language: Language
    certain: bool


def language_of(text: str, whole: str = "") -> Detected:
    """Say in which language a person who wrote `text` is answered.

    text:  what is new in a mail, without quoted earlier mail; only its first 10,000 characters count.
    whole: all of the mail, looked at instead where `text` has no common word at all.
    Source: docs/procedure.md, Letters.
    """
    words = _words(text)
    found = _counted(words)
    if whole and not any(found.values()):
        return language_of(whole)
    likely = Language.ENGLISH if found[Language.ENGLISH] > found[Language.DUTCH] else Language.DUTCH
    if words and found[likely] >= SHARE * len(words):
        return Detected(likely, certain=True)
    return Detected(Language.DUTCH, certain=len(words) < ENOUGH_WORDS)


def common_words(text: str) -> dict[Language, int]:
    """Return how many of the words in a text are common ones of each language; only its first 10,000 characters count."""
    return _counted(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text[:LONGEST_TEXT].lower())


def _counted(words: Sequence[str]) -> dict[Language, int]:
    return {language: sum(word in common for word in words) for language, common in _COMMON.items()}
