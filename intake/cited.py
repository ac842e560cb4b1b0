"""Marking in HTML what it quotes of an earlier mail, so that its text bears the marks that plain text has.

Knows tags and nothing of what is in them. Rule: only the quotations that mail
programs declare as such are marked (`<blockquote type="cite">`, or a class that
says so); a blockquote without is how programs indent. Linear in the length.
"""

import re
from collections.abc import Iterator

_OPENS, _CLOSES = "\ue0f0", "\ue0f1"
"""Characters for private use: what a sender writes of them is taken away first."""

_DEEPEST = 5
"""Marks before a line; quotations within more than that look alike."""

_MOST = 1_000
"""Quotations that are marked."""

_QUOTATION = re.compile(r"<(/?)blockquote\b([^<>]{0,1000})>", re.IGNORECASE)
_CITED = re.compile(r"\btype\s?=\s?[\"']?cite|\bcite\s?=|\bclass\s?=\s?[\"']?[^\"'=]{0,100}(?<!block)quote", re.IGNORECASE)
"""The class `blockquote` is what pages give to their own."""

_LOOKED_AT = 300


def marked_in_source(source: str) -> str:
    """Return HTML in which lines of our own stand where a quotation begins and ends."""
    source = source.replace(_OPENS, "").replace(_CLOSES, "")
    cited: list[bool] = []
    marked = 0

    def mark(tag: re.Match[str]) -> str:
        nonlocal marked
        if tag[1]:
            return f"<div>{_CLOSES}</div>{tag[0]}" if cited and cited.pop() else tag[0]
        cited.append(marked < _MOST and _CITED.search(tag[2], 0, _LOOKED_AT) is not None)
        marked += cited[-1]
        return f"{tag[0]}<div>{_OPENS}</div>" if cited[-1] else tag[0]

    return _QUOTATION.sub(mark, source)


def marked_in_text(text: str) -> str:
    """Return text made of such HTML, with a mark for each quotation around it before each line."""
    return "\n".join(_marked(text)) if _OPENS in text else text


def _marked(text: str) -> Iterator[str]:
    depth = 0
    for line in text.split("\n"):
        depth = max(0, depth + line.count(_OPENS) - line.count(_CLOSES))
        told = line.replace(_OPENS, "").replace(_CLOSES, "")
        if told.strip() or told == line:
            yield f"{'>' * min(depth, _DEEPEST)} {told}".rstrip() if depth else told
