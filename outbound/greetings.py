"""An employee's own greeting and closing, left out of what they wrote: the letter around it has both already.

Knows no letter. Rule: only a whole line that can be nothing else is left out,
a greeting at the top and a closing near the end, with the signature below it;
what is said stays as it is.
Source: docs/procedure.md, Letters.
"""

import re
from collections.abc import Sequence

from tracker.salutations import SALUTATION

_LONGEST = 80
"""Characters of a line that may be a greeting or a closing."""

_WORDS, _BARE_WORDS = 8, 5
"""Words of a greeting at most; fewer where no comma ends it."""

_NAME_LINES = 4
"""So many lines may follow a closing: a name, a function, a telephone number."""

_AFTERTHOUGHT = re.compile(r"p\.? ?s\b|n\.? ?b\b|let op\b|[^.]{20,}[.?!]$", re.IGNORECASE)
"""A line below a closing that is no part of a signature: 'PS', or a sentence."""

_GREETING = re.compile(rf"{SALUTATION}(?![\w-])", re.IGNORECASE)
_GREETING_BEFORE = re.compile(
    r"(?:zeer )?(?:geachte|dear) (?:(?:heer|sir)(?:, |/| / | of | or )(?:mevrouw|madam)|[^\s,.]{1,30}(?: [^\s,.]{1,30}){0,4}), +(?=\w)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:met )?(?:vriendelijke|hartelijke|beste) groet(?:en|jes)?|groet(?:en|jes)?|hoogachtend|m\.?v\.?g\.?"
    r"|(?:(?:kind|best|warm)(?:est)? )?regards|yours (?:sincerely|faithfully|truly)|sincerely",
    re.IGNORECASE,
)


def without_greetings(lines: Sequence[str]) -> list[str]:
    """Return the lines of a text without the greeting that it begins with and the closing that it ends in; all, where that is all."""
    return _trimmed(_without_closing(_without_greeting(_trimmed(lines)))) or list(lines)


def _without_greeting(lines: list[str]) -> list[str]:
    if not lines:
        return []
    first, *others = lines
    if _is_greeting(first, before_a_gap=not others or not others[0]):
        return others
    before = _GREETING_BEFORE.match(first)
    return [first[before.end()].upper() + first[before.end() + 1 :], *others] if before else lines


def _is_greeting(line: str, *, before_a_gap: bool) -> bool:
    if len(line) > _LONGEST or not _GREETING.match(line):
        return False
    words = len(line.split())
    return words <= _WORDS if line.endswith((",", "!")) else before_a_gap and words <= _BARE_WORDS and line[-1].isalpha()


def _without_closing(lines: list[str]) -> list[str]:
    last = range(max(0, len(lines) - 1 - _NAME_LINES), len(lines))
    ends = [at for at in last if len(lines[at]) <= _LONGEST and _CLOSING.fullmatch(lines[at].strip(" ,.!"))]
    return lines[: ends[0]] if ends and not any(map(_AFTERTHOUGHT.match, lines[ends[0] + 1 :])) else lines


def _trimmed(lines: Sequence[str]) -> list[str]:
    told = [at for at, line in enumerate(lines) if line.strip()]
    return list(lines[told[0] : told[-1] + 1]) if told else []
