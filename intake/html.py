"""From HTML to plain text. A sender's HTML is never shown, only what it says.

Knows markup and nothing of mail. Rule: inscriptis reads it, because it drops
hidden text and keeps tables; where that fails (it gives nothing for 256 levels
of nesting), the tags are taken away by the standard library.
"""

import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from typing import Any

from intake.charsets import decode_text

LONGEST = 1024 * 1024
"""Characters of HTML that are read; about a second of work."""

_DEEPEST = 80
"""Levels of tags other than those in _ALONE; inscriptis follows 254 of all tags, and of tables three or four go into a level."""

_OBEYED_STYLES = ("display", "white-space")
"""A margin of 100,000 lines is one style away."""

_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?([a-z0-9_:-]{2,40})", re.IGNORECASE | re.ASCII)
_SEARCHED_FOR_META = 4096
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]{0,20})", re.IGNORECASE | re.ASCII)
_ALONE = frozenset(
    {"area", "br", "col", "hr", "img", "input", "link", "meta", "p", "li", "td", "tr", "th", "option", "o", "wbr", "source", "base"}
)
_BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre", "hr"})
_UNSEEN = frozenset({"script", "style", "title", "head", "template"})


def html_of(content: bytes, charset: str | None) -> tuple[str, str | None]:
    """Return the HTML in `content`, and a fault when its charset could not be taken at its word; the document may name it itself."""
    named = _META.search(content, 0, _SEARCHED_FOR_META)
    return decode_text(content, charset or (named[1].decode("ascii") if named else None))


def text_of_html(source: str) -> tuple[str, str | None]:
    """Return what `source` says as plain text, and a fault when not all of it was read."""
    fault = None
    if len(source) > LONGEST:
        source, fault = source[:LONGEST], "the HTML is longer than is read: it was cut"
    text = "" if _is_deep(source) else _by_inscriptis(source)
    return (text if text.strip() else without_tags(source)), fault


def without_tags(source: str) -> str:
    """Return the text between the tags, by the standard library: plain, linear, and for any depth."""
    reader = _Text()
    reader.feed(source)
    reader.close()
    return "\n".join(line for line in (" ".join(line.split()) for line in "".join(reader.pieces).split("\n")) if line)


def _is_deep(source: str) -> bool:
    """Say whether tags are nested deeper than inscriptis can follow."""
    if source.count("<") < _DEEPEST:
        return False
    depth = deepest = 0
    for closing, name in _TAG.findall(source):
        if name.lower() not in _ALONE:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest > _DEEPEST


def _by_inscriptis(source: str) -> str:
    try:
        return _inscriptis()(source)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - lxml and inscriptis fail in many ways on strangers' HTML; the tags are then taken away
        return ""


@cache
def _inscriptis() -> Callable[[str], str]:
    """Return inscriptis' reader, with all but a few inline styles switched off."""
    # Imported here: lxml takes 40 ms, and most mail has plain text.
    from inscriptis import get_text  # noqa: PLC0415 - see above
    from inscriptis.css_profiles import CSS_PROFILES  # noqa: PLC0415 - see above
    from inscriptis.model.config import ParserConfig  # noqa: PLC0415 - see above
    from inscriptis.model.css import CssParse  # noqa: PLC0415 - see above

    def style(value: str, element: Any) -> None:
        obeyed = [rule for rule in value.split(";") if rule.strip().lower().startswith(_OBEYED_STYLES)]
        CssParse.attr_style(";".join(obeyed), element)

    config = ParserConfig(css=CSS_PROFILES["strict"])
    config.attribute_handler.attribute_mapping = {"style": style}
    return lambda source: str(get_text(source, config))


class _Text(HTMLParser):
    """Gathers what stands between the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the library's signature
        """Break the line before a block; stop listening where nothing is shown."""
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Break the line after a block."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        if not self._unseen:
            self.pieces.append(data)
