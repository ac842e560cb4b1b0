"""What a person typed, made ready to be understood, and what is said when it cannot be.

Words and signs only: what a day, an amount or a name looks like is known in
rooms of their own. Rule: what may be meant in two ways is never guessed; the
sentence of `Unclear` asks. Source: docs/procedure.md, Reading tags.
"""

import re
import unicodedata

LONGEST = 120
"""Characters of what is typed behind a tag as a day, an amount or a name. Whatever is longer is none of these."""

_STOP_WORDS = r"(?:(?:aan|naar|op|per|tot|voor|uiterlijk|van|de|het|t/m|met|in|bij)\s+)"
_BEFORE = re.compile(rf"{_STOP_WORDS}{{1,4}}+", re.IGNORECASE)
_DASHES = re.compile("\\s?[\u2010-\u2015\u2212]|\\s-(?=\\s)")
_EDGES = " \t\n\r\u00a0.,:;!\"'()<>[]‘’“”*_"


class Unclear(ValueError):
    """What was typed cannot be understood, or in two ways. `why` is a Dutch sentence for whoever typed it."""

    def __init__(self, why: str) -> None:
        """Keep the sentence."""
        super().__init__(why)
        self.why = why


def tidied(typed: str) -> str:
    """Return it in lower case, without accents, with plain dashes and single spaces.

    Digits of other scripts stay what they are, and so are no digits. Raises `Unclear` where it is longer than LONGEST.
    """
    if len(typed) > LONGEST:
        raise Unclear("Dit is te lang om zeker te begrijpen.")
    bare = "".join(sign for sign in unicodedata.normalize("NFD", typed) if not unicodedata.combining(sign))
    return " ".join(_DASHES.sub("-", bare.casefold()).split())


def trimmed(typed: str) -> str:
    """Return it without the punctuation and brackets around it."""
    return typed.strip(_EDGES)


def without_stop_words(typed: str) -> str:
    """Return it without what stands before the thing itself: aan, naar, op, per, tot, voor and their like."""
    found = _BEFORE.match(typed)
    return typed[found.end() :] if found else typed
