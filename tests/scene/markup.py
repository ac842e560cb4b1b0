"""What is wrong with a page of HTML: what the standard's parser has to mend, and what it lets through.

Knows no letter. The rule: only elements and attributes that a page of ours may
have are listed, so that a misspelt one is found; what the standard calls obsolete
is listed only where mail programs need it.
Source: https://html.spec.whatwg.org/multipage/, 3.2.3, 4 and 13.2; ARIA in HTML for roles.
"""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

EVERYWHERE = {"id", "class", "style", "lang", "dir", "title", "role", "hidden", "aria-label", "aria-labelledby", "aria-hidden"}

ELEMENTS: dict[str, set[str]] = {
    "html": {"data-stamp"}, "head": set(), "body": set(), "title": set(),
    "style": {"media"}, "meta": {"charset", "name", "content", "http-equiv"}, "script": set(),
    "header": set(), "main": set(), "nav": set(), "article": set(), "aside": set(), "section": set(), "footer": set(),
    "h1": set(), "h2": set(), "h3": set(), "h4": set(), "p": set(), "div": set(), "span": set(), "br": set(), "hr": set(),
    "ul": set(), "ol": {"start"}, "li": set(), "dl": set(), "dt": set(), "dd": set(), "blockquote": set(), "pre": {"tabindex"},
    "a": {"href", "rel", "target"}, "strong": set(), "em": set(), "b": set(), "i": set(), "small": set(), "code": set(),
    "fieldset": set(), "legend": set(), "label": {"for"}, "input": {"type", "name", "checked"}, "mark": set(),
    "time": {"datetime"}, "bdi": set(), "details": {"open"}, "summary": set(), "figure": set(), "figcaption": set(),
    "wbr": set(), "img": {"src", "alt", "width", "height", "border"},
    "iframe": {"src", "srcdoc", "sandbox", "width", "height", "loading", "tabindex"},
    "table": {"width", "cellpadding", "cellspacing", "border", "align", "bgcolor"},
    "caption": set(), "thead": set(), "tbody": set(), "colgroup": set(), "col": {"width", "span"}, "tr": {"align", "valign"},
    "td": {"width", "height", "colspan", "rowspan", "align", "valign", "bgcolor"},
    "th": {"width", "height", "colspan", "rowspan", "align", "valign", "bgcolor", "scope"},
}  # fmt: skip
"""Element → attributes of its own. Those of tables that style says elsewhere are there for Outlook, which lays out as Word does."""

REFERRING = ("aria-labelledby", "aria-describedby", "for")


def faults(page: str) -> list[str]:
    """Say what is wrong with a page, each thing once."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(page)
    mended = [f"line {line}: {code}" for (line, _), code, _ in parser.errors]
    return list(dict.fromkeys([*mended, *_unknown(root), *_ids(root), *_mute(root)]))


def _elements(root: Element) -> Iterator[Element]:
    return (one for one in root.iter() if not callable(one.tag))  # a comment's is a function


def _unknown(root: Element) -> Iterator[str]:
    for one in _elements(root):
        if one.tag not in ELEMENTS:
            yield f"<{one.tag}>"
            continue
        yield from (f"<{one.tag} {name}>" for name in one.attrib if name not in EVERYWHERE | ELEMENTS[one.tag])


def _ids(root: Element) -> Iterator[str]:
    """Yield ids that stand twice, and references and links to ids that stand nowhere."""
    ids = Counter(one.attrib["id"] for one in _elements(root) if "id" in one.attrib)
    yield from (f"id {name} {count} times" for name, count in ids.items() if count > 1)
    for one in _elements(root):
        meant = [name for attribute in REFERRING for name in one.get(attribute, "").split()]
        meant += [one.get("href", "")[1:]] if one.get("href", "").startswith("#") else []
        yield from (f"no id {name}" for name in meant if name not in ids)


def _mute(root: Element) -> Iterator[str]:
    """Yield what tells nothing to who cannot see it, and a page that does not say its language or its name."""
    yield from (f"<{one.tag}> without alt" for one in _elements(root) if one.tag == "img" and "alt" not in one.attrib)
    yield from (
        "a link without words"
        for one in _elements(root)
        if one.tag == "a" and not "".join(one.itertext()).strip() and not one.findall(".//img")
    )
    yield from ["no language"] if not root.get("lang") else []
    yield from ["no title"] if not (root.findtext("head/title") or "").strip() else []
