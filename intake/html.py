"""From HTML to plain text. A sender's HTML is never shown, only what it says.

Knows markup and nothing of mail. Rule: inscriptis reads it, because it drops
hidden text; where that fails (it gives nothing for 256 levels of nesting), the
tags are taken away and the rest is the text. Linear in the length of the HTML.
"""

import re
from collections.abc import Callable
from functools import cache
from html import unescape
from itertools import islice
from typing import Any

from intake.bounds import HTML_CHARACTERS
from intake.charsets import decode_text
from intake.cited import marked_in_source, marked_in_text

LONGEST = HTML_CHARACTERS

LINKS_AT_MOST, LONGEST_LINK = 100, 2_000
"""Links of one part that write a mail, and characters of one."""

_DEEPEST = 80
"""Levels of tags other than those in _ALONE; inscriptis follows 254 of all tags, and a table within a table takes up to four."""

_OBEYED_STYLES = ("display", "white-space")
"""A margin of 100,000 lines is one style away."""

_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?([a-z0-9_:-]{2,40})", re.IGNORECASE | re.ASCII)
_SEARCHED_FOR_META = 4096
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]{0,20})", re.IGNORECASE | re.ASCII)
_ALONE = frozenset(
    {"area", "br", "col", "hr", "img", "input", "link", "meta", "p", "li", "td", "tr", "th", "option", "o", "wbr", "source", "base"}
)
_MAILTO = re.compile(rf"\bhref\s*+=\s*+[\"']?mailto:([^\"'<>\s]{{1,{LONGEST_LINK}}})", re.IGNORECASE | re.ASCII)
_BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre", "hr"})
_BETWEEN_CELLS = "  "
_MARKUP = re.compile(r"<(?:!--[^<>]*-->|[!?][^<>]*>|(/?)([a-z][a-z0-9]{0,20})[^<>]*>)", re.IGNORECASE | re.ASCII)
_BEGINNING = re.compile(
    rb"\s{0,1000}+<(?:!doctype html|html|head|body|meta|style|table|div|p|span|font|center|b|br)\b[^<>]{0,1000}>", re.IGNORECASE | re.ASCII
)
_UNSEEN = frozenset({"script", "style", "title", "template"})


def html_of(content: bytes, charset: str | None) -> tuple[str, str | None]:
    """Return the HTML in `content`, and a fault when its charset could not be taken at its word; the document may name it itself."""
    named = _META.search(content, 0, _SEARCHED_FOR_META)
    return decode_text(content, charset or (named[1].decode("ascii") if named else None))


def is_html(content: bytes) -> bool:
    """Say whether what calls itself plain text is HTML from its first sign to its last, as some programs send it."""
    return content.rstrip()[-1:] == b">" and _BEGINNING.match(content) is not None


def text_of_html(source: str, longest: int = LONGEST) -> tuple[str, str | None]:
    """Return what the first `longest` characters of `source` say as plain text, and a fault when that is not all."""
    fault = None
    if len(source) > longest:
        source, fault = source[:longest], "the HTML is longer than is read: it was cut"
    marked = marked_in_source(source)
    text = "" if _is_deep(marked) else _by_inscriptis(marked)
    return marked_in_text(text if text.strip() else without_tags(marked)), fault


def mail_links(source: str) -> list[str]:
    """Return what the first links of `source` that write a mail have for it: address, subject and text, as they stand there."""
    found = _MAILTO.finditer(source[:LONGEST])
    return list(dict.fromkeys(_characters(link[1]) for link in islice(found, LINKS_AT_MOST)))


def without_tags(source: str) -> str:
    """Return the text between the tags: plain, linear, and for any depth."""
    pieces: list[str] = []
    unseen = ""
    end = 0
    for tag in _MARKUP.finditer(source):
        if not unseen:
            pieces.append(source[end : tag.start()])
        closing, name, end = tag[1], (tag[2] or "").lower(), tag.end()
        if name in _BLOCKS:
            pieces.append("\n")
        if not unseen and not closing and name in _UNSEEN:
            unseen = name
        elif closing and name == unseen:
            unseen = ""
    pieces.append(source[end:])
    return _tidy(_characters("".join(pieces)))


def _characters(text: str) -> str:
    """Read the character references; as they stand where one names a number that Python will not count to."""
    try:
        return unescape(text)
    except ValueError:
        return text


def _tidy(text: str) -> str:
    """Take away spaces at the ends of lines, and all but one of empty lines."""
    lines = [line.rstrip() for line in text.split("\n")]
    return "\n".join(line for number, line in enumerate(lines) if line or (number and lines[number - 1]))


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
    from inscriptis.html_properties import Display  # noqa: PLC0415 - see above
    from inscriptis.model.config import ParserConfig  # noqa: PLC0415 - see above
    from inscriptis.model.css import CssParse  # noqa: PLC0415 - see above
    from inscriptis.model.html_element import HtmlElement  # noqa: PLC0415 - see above
    from inscriptis.model.tag import CustomHtmlTagHandlerMapping  # noqa: PLC0415 - see above

    def style(value: str, element: Any) -> None:
        obeyed = [rule for rule in value.split(";") if rule.strip().lower().startswith(_OBEYED_STYLES)]
        CssParse.attr_style(";".join(obeyed), element)

    def end_cell(state: Any) -> None:
        if state.tags[-1].display is not Display.none:
            state.tags[-1].write_verbatim_text(_BETWEEN_CELLS)

    # Rows, not columns: to line up columns takes memory without bound, and scrambles what uses tables to lay out a page.
    nothing = dict.fromkeys(("table", "tr", "td", "th"))
    css = {**CSS_PROFILES["strict"], "table": HtmlElement(display=Display.block), "tr": HtmlElement(display=Display.block)}
    mapping = CustomHtmlTagHandlerMapping(nothing, {**nothing, "td": end_cell, "th": end_cell})
    config = ParserConfig(css=css, custom_html_tag_handler_mapping=mapping)
    config.attribute_handler.attribute_mapping = {"style": style}
    return lambda source: _tidy(str(get_text(source, config)))
