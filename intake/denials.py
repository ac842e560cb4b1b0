"""Words that turn a tag into its opposite: niet, nog niet, geen.

Knows words and no tags. Rule: whoever asks must never take what is denied for
what is said. Source: docs/procedure.md, Reading tags.
"""

import re

DENYING = frozenset(["niet", "geen", "nooit", "niks", "niets", "nimmer", "zonder", "noch", "nee", "not", "no", "never", "none", "cannot"])
_SMALL = frozenset(["nog", "helaas", "zeker", "beslist", "absoluut", "echt", "helemaal", "toch", "meer", "yet", "still", "dus"])
"""Words that may stand beside a denial and change nothing of it."""
_WORD = re.compile(r"[^\W_]{1,40}")
_LOOKED_AT = 400
"""Characters before or behind a tag that are looked at."""


def is_denial(words: str) -> bool:
    """Say whether `words` deny, and say nothing else: 'niet', 'nog niet', 'nee'."""
    return may_begin_denial(words) and not DENYING.isdisjoint(_words(words))


def may_begin_denial(words: str) -> bool:
    """Say whether a denial may follow `words`, which say nothing else: 'nog'."""
    found = _words(words[:_LOOKED_AT]) if len(words) <= _LOOKED_AT else []
    return bool(found) and all(word in DENYING or word in _SMALL for word in found)


def ends_in_denial(words: str) -> bool:
    """Say whether the last of `words` deny what follows, as in 'het is niet'."""
    found = _words(words[-_LOOKED_AT:])
    while found and found[-1] in _SMALL:
        found.pop()
    return bool(found) and found[-1] in DENYING


def begins_in_denial(words: str, within: int) -> bool:
    """Say whether one of the first `within` words denies."""
    return not DENYING.isdisjoint(_words(words[:_LOOKED_AT])[:within])


def says_not_yet(words: str) -> bool:
    """Say whether `words` hold a 'nog': what is not yet may still come."""
    return not {"nog", "yet"}.isdisjoint(_words(words[:_LOOKED_AT]))


def without_denial(words: str) -> str | None:
    """Return what follows the denial that `words` begin with; None where they begin with none."""
    denies = False
    for hit in _WORD.finditer(words[:_LOOKED_AT]):
        word = hit[0].casefold()
        if word not in DENYING and word not in _SMALL:
            return words[hit.start() :] if denies else None
        denies = denies or word in DENYING
    return None


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
