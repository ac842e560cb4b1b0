"""The stems of words, so that inflected forms are known again, Dutch and English; whoever needs more of a language says so.

Single words come in, which tell nothing of whoever wrote them.
"""

import threading
from functools import lru_cache

import snowballstemmer

_DUTCH, _ENGLISH = snowballstemmer.stemmer("dutch"), snowballstemmer.stemmer("english")
_ONE_AT_A_TIME = threading.Lock()  # a stemmer keeps its word in itself, and each mailbox has its own thread


@lru_cache(maxsize=8192)
def dutch_stem(word: str) -> str:
    """Return the stem of a Dutch word in lower case, from memory for one that was met before."""
    with _ONE_AT_A_TIME:
        return str(_DUTCH.stemWord(word))


@lru_cache(maxsize=8192)
def english_stem(word: str) -> str:
    """Return the stem of an English word, as `dutch_stem` does."""
    with _ONE_AT_A_TIME:
        return str(_ENGLISH.stemWord(word))
