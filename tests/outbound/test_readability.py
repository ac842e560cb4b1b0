"""Whoever reads B1 reads our letters: short sentences of short words, in Dutch and in English, and lines that fit a screen."""

import re

import pytest
from letter_world import COMPOSER, EVERY, squeezed
from reading_ease import Reading, read, syllables_of

from tracker.letters import LETTERS, Audience
from tracker.model import Language, Letter
from tracker.told import Facts

D, E = Language.DUTCH, Language.ENGLISH
OUTSIDE = [(letter, language, facts) for letter, language, facts in EVERY if LETTERS[letter].audience is Audience.COMPLAINANT]

LONGEST_SENTENCE = 12
"""Words. Source: docs/procedure.md, Letters: level B1, 'sentences up to some 12 words'."""

FAIRLY_EASY = 70
"""What both formulas call so, from this figure on. B1 asks for no more."""

EASY = 40
"""What Björnsson calls so, up to this figure."""

CLOSING = re.compile("Met vriendelijke groet|Kind regards")
OF_THE_SETTINGS = re.compile(r"- (?:Wanneer|Kosten|When|Costs): ")
"""Lines in words of the settings."""


def reading_of(letter: Letter, language: Language, facts: Facts) -> Reading:
    """Read what we say ourselves, from the greeting to the signature: without an employee's words, and without those of the settings."""
    ours = COMPOSER.text(letter, language, {**facts, "text": "·"} if "text" in facts else facts)
    prose, _ = CLOSING.split(ours)
    blocks = [squeezed(block).rstrip("- ") for block in re.split(r"\n\n|\n(?=- )|\n(?=-+\n)", prose)]
    return read(language, [one for block in blocks if not OF_THE_SETTINGS.match(block) for one in re.split(r"(?<=[.?!:])\s", block)])


@pytest.mark.parametrize(("letter", "language", "facts"), OUTSIDE)
def test_every_letter_reads_as_b1(letter: Letter, language: Language, facts: Facts) -> None:
    reading = reading_of(letter, language, facts)
    assert reading.longest <= LONGEST_SENTENCE
    assert reading.ease >= FAIRLY_EASY
    assert reading.lix <= EASY


HARD = {
    D: "Naar aanleiding van uw schriftelijke mededeling betreffende de incassowerkzaamheden berichten wij u hierbij dat de "
    "behandeling van voornoemde aangelegenheid, behoudens onvoorziene omstandigheden, omstreeks de overeengekomen datum plaatsvindt.",
    E: "With reference to your written communication concerning the aforementioned collection activities, we hereby inform you that, "
    "notwithstanding unforeseen circumstances, consideration of the matter is anticipated to be finalised accordingly.",
}


@pytest.mark.parametrize("language", Language)
def test_what_an_office_likes_to_write_does_not(language: Language) -> None:
    reading = read(language, [HARD[language]])
    assert reading.longest > LONGEST_SENTENCE
    assert reading.ease < FAIRLY_EASY
    assert reading.lix > EASY


SYLLABLES = [
    (D, "klacht", 1), (D, "behandelaar", 4), (D, "ideeën", 3), (D, "nieuwe", 2), (D, "opgelost", 3), (D, "streefdatum", 3), (D, "zee", 1),
    (E, "complaint", 2), (E, "made", 1), (E, "solved", 1), (E, "added", 2), (E, "handle", 2), (E, "agreement", 3), (E, "the", 1),
]  # fmt: skip


@pytest.mark.parametrize(("language", "word", "count"), SYLLABLES)
def test_syllables_are_counted_as_they_sound(language: Language, word: str, count: int) -> None:
    assert syllables_of(word, language) == count
