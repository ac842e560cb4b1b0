"""How a value becomes text of a letter: escaped, unless it is a finished block.

Knows no template. The rule: only what was made in this package's own filters is
`Finished`; whatever else reaches a letter is shown as it is, never read.
"""

import re

from outbound.shown import visible

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


class Finished(str):
    """Text that is ready to stand in a letter; only the filters of the composer make it."""

    __slots__ = ()


def as_text(value: object) -> str:
    """Make a value fit for the text part. Raises `ValueError` for what is absent."""
    if isinstance(value, Finished):
        return value
    if value is None:
        raise ValueError("a fact that is absent is shown as text: ask first whether it is there")
    return visible(str(value))


def as_markdown(value: object) -> str:
    """Make a value fit for Markdown, every mark in it escaped. Raises as `as_text`."""
    return value if isinstance(value, Finished) else _PUNCTUATION.sub(r"\\\1", as_text(value))
