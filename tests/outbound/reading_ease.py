"""How easily a text reads, by two published formulas, and what they count: sentences, words and syllables.

Flesch (R. Flesch, 'A new readability yardstick', Journal of Applied Psychology
32, 1948), for English; and Douma's version of it for Dutch (W.H. Douma, 'De
leesbaarheid van landbouwbladen', Wageningen 1960). Both give some 0 to
100: from 60 on a text is plain, from 70 on fairly easy. Beside them LIX (C.H.
Björnsson, 'Läsbarhet', 1968), which asks no syllables: up to 40 a text is easy.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.model import Language

LONG_WORD = 6
"""Letters that a word may have which is not long."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SOUNDED = {
    # groups of vowels that are one sound each; a vowel with a diaeresis begins its own
    Language.DUTCH: re.compile(r"[aeiouyáàâéèêíóôúû]+|[äëïöü][aeiouy]*"),
    Language.ENGLISH: re.compile(r"[aeiouy]+"),
}
_SILENT_END = re.compile(r"(?<=[^aeiouyl])e(?=s?$)|(?<=[^aeioutd])e(?=d$)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, counted. words: of each sentence."""

    language: Language
    sentences: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> list[str]:
        """All words."""
        return [word for sentence in self.sentences for word in sentence]

    @property
    def words_a_sentence(self) -> float:
        """How many words a sentence has, on average."""
        return len(self.words) / len(self.sentences)

    @property
    def longest(self) -> int:
        """Words of the longest sentence."""
        return max(map(len, self.sentences))

    @property
    def lix(self) -> float:
        """The words of a sentence, and the long ones of a hundred."""
        return self.words_a_sentence + 100 * sum(len(word) > LONG_WORD for word in self.words) / len(self.words)

    @property
    def ease(self) -> float:
        """How easily it reads, by the formula of its language."""
        syllables = sum(syllables_of(word, self.language) for word in self.words) / len(self.words)
        if self.language is Language.DUTCH:
            return 206.84 - 0.93 * self.words_a_sentence - 77 * syllables
        return 206.835 - 1.015 * self.words_a_sentence - 84.6 * syllables


def syllables_of(word: str, language: Language) -> int:
    """Count the syllables of a word: its groups of vowels, without an e that English does not sound."""
    sounded = _SILENT_END.sub("", word.lower()) if language is Language.ENGLISH else word.lower()
    return max(1, len(_SOUNDED[language].findall(sounded)))


def read(language: Language, sentences: Sequence[str]) -> Reading:
    """Count a text; a sentence without a word, such as a telephone number, counts for nothing."""
    counted = (tuple(_WORD.findall(sentence)) for sentence in sentences)
    return Reading(language, tuple(words for words in counted if words))
