"""Whether two readings of one text say the same, so that one of them can be left out without loss.

Knows words and nothing of parts. Rule: the plain reading is preferred, since
replies show best in it, but it is not taken at its word that it says all. Some
programs write there only that HTML is needed, and some leave half out. Every
step is linear in the length of the text.
"""

import re

from intake.html import without_tags

_SHARE_OF_OTHER_WORDS = 0.3
_FEWEST_OTHER_WORDS = 5
"""In programs' own pairs of plain text and HTML fewer than one word in ten stands in one alone: links, mostly, and words of the layout."""

_WORD = re.compile("[^\\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]{4,}|[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Longer words, and single signs of scripts that set no spaces."""

_LINK = re.compile(r"https?://[^\s<>]+|<[^\s<>]{1,2000}>|\[(?:cid|image):[^\]\n]{0,100}\]", re.ASCII | re.IGNORECASE)
_QUOTE = re.compile(
    r"<blockquote|<[a-z]+ [^<>]{0,200}?(?:gmail_quote|divRplyFwdMsg|yahoo_quoted|moz-cite-prefix)", re.ASCII | re.IGNORECASE
)
_ANY_WORD = re.compile(r"\w+")


def adds_to(other: str, text: str) -> bool:
    """Say whether `other`, plain text as well, has any word that `text` has not."""
    return not set(_ANY_WORD.findall(other)) <= set(_ANY_WORD.findall(text))


def says_more(other: str, text: str) -> bool:
    """Say whether a good part of what `other` says is not in `text`."""
    words = _words(other)
    missing = words - _words(text)
    return len(missing) >= _FEWEST_OTHER_WORDS and len(missing) >= _SHARE_OF_OTHER_WORDS * len(words)


def html_says_more(source: str, text: str) -> bool:
    """Say so of HTML at a glance: without what it quotes, which many programs leave out of the plain text, and without reading styles."""
    quote = _QUOTE.search(source)
    return says_more(without_tags(_without_comments(source[: quote.start()] if quote else source)), text)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(_LINK.sub(" ", text)))


def _without_comments(source: str) -> str:
    """Return HTML without its comments, which in Outlook's hold settings that look like text."""
    pieces = []
    at = 0
    while (start := source.find("<!--", at)) >= 0 and (end := source.find("-->", start)) >= 0:
        pieces.append(source[at:start])
        at = end + 3
    return "".join((*pieces, source[at:]))
