"""Words → what a font can show of them.

Knows no font, only the signs that one has. Rule: a letter that is missing
becomes a dotted place, so that whoever prints the page sees what to fill in by
hand; any other sign, such as a picture, is left out.
"""

import re
import unicodedata
from collections.abc import Container

DOTS = "……"

_MISSING = "\ufffd"
_WORDS_MISSING = re.compile(rf"{_MISSING}[{_MISSING} '’-]*")
_LETTERS_AND_DIGITS = ("L", "M", "N")
_KEPT = "\n"


def with_glyphs(words: str, known: Container[int]) -> str:
    """Return the same words, without what the font lacks. known: the code points that it has."""
    return _WORDS_MISSING.sub(_dotted, "".join(_sign(sign, known) for sign in unicodedata.normalize("NFC", words).expandtabs(4)))


def _sign(sign: str, known: Container[int]) -> str:
    if sign in _KEPT or ord(sign) in known:
        return sign
    bare = "".join(one for one in unicodedata.normalize("NFKD", sign) if ord(one) in known)
    if bare:
        return bare
    return _MISSING if unicodedata.category(sign).startswith(_LETTERS_AND_DIGITS) else ""


def _dotted(missing: re.Match[str]) -> str:
    """Keep the space behind the missing words."""
    return f"{DOTS} " if missing[0].endswith(" ") else DOTS
