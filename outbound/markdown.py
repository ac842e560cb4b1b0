"""A letter's body in Markdown → the same as HTML, and as a text that reads well at 72 columns.

Knows no letter. One parser for all letters, without raw HTML, pictures or
references. A block of another's text is a fence whose every line is marked, so
that no line in it can end the fence: a sender's text is shown as it stands and never read.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from outbound.tables import BARS, TABLE, as_bars, as_table

COLUMNS = 72
"""Width of the text part, for our own lines."""

QUOTED = "quoted"
"""What a sender wrote."""

WRITTEN = "written"
"""What an employee wrote for the complainant to read."""

LETTER = "letter"
"""The body of another letter of ours, ready to be copied."""

BUTTON = "button"
"""What an employee can do: the link that it opens, its label, and a sentence, each on a line of its own."""

CASE = "case"
"""The lines that tell of a complaint."""

ALARM = "alarm"
"""The first line of a report, where something is wrong."""

PICTURE = "picture"
"""A picture that goes along with the message: its `cid`, and what it shows in words."""

Parsed = Token
"""A piece of a body, as the parser found it."""

MARK = "> "
"""What each line of a set-apart block begins with."""

_FENCE = "~~~~~~~~"
_INDENT = "    "
_LINE_KEPT = ("> ", ">", _INDENT)


def fenced(kind: str, lines: Iterable[str], language: str = "") -> str:
    """Return a block for `to_html` that shows `lines` as they stand. `language` where it is not that of the letter."""
    marked = "\n".join(MARK + line for line in lines)
    return f"\n\n{_FENCE} {kind} {language}\n{marked}\n{_FENCE}\n\n"


def set_apart(kind: str, lines: Iterable[str], _language: str = "") -> str:
    """Return the same block for the text part: a sender's text with `>`, our own words indented."""
    mark = MARK if kind == QUOTED else _INDENT
    return "\n\n" + "\n".join((mark + line).rstrip() if kind == QUOTED else mark + line for line in lines) + "\n\n"


def to_html(body: str, *, remember: bool = False, titled: bool = False) -> str:
    """Return the body as HTML.

    remember: keep what each block became, for the next letter. Only for letters in which nothing of a person stands.
    titled:   what it opens with, where all of that is bold, is its title.
    """
    if titled:
        tokens = parsed(body)
        return _set_down(_as_title(tokens) + tokens[3:] if _opens_bold(tokens) else tokens)
    if not remember:
        return _rendered(body)
    return "".join(map(_remembered, (block for block in body.replace("\r\n", "\n").split("\n\n") if block.strip())))


def parsed(body: str) -> list[Parsed]:
    """Return what stands in the body, for whoever sets it down other than as HTML."""
    return _PARSER.parse(body)


def _rendered(body: str) -> str:
    return _set_down(parsed(body))


def _set_down(tokens: list[Token]) -> str:
    return str(_PARSER.renderer.render(tokens, _PARSER.options, {}))


def _opens_bold(tokens: list[Token]) -> bool:
    """Say whether the first block is a paragraph of which all is bold."""
    if not tokens or tokens[0].type != "paragraph_open":
        return False
    marks = [one.type for one in _in_line(tokens[1])]
    return marks[:1] == ["strong_open"] and marks.index("strong_close") == len(marks) - 1


def _as_title(tokens: list[Token]) -> list[Token]:
    """Return a bold paragraph as a heading of the first level."""
    opening, line, closing = tokens[:3]
    opening.tag = closing.tag = "h1"
    line.children = _in_line(line)[1:-1]
    return [opening, line, closing]


def _in_line(line: Token) -> list[Token]:
    """Return what stands in a line, without the empty texts that the parser leaves around marks."""
    return [one for one in line.children or () if one.type != "text" or one.content]


_remembered = lru_cache(maxsize=512)(_rendered)


def to_text(body: str, columns: int = COLUMNS) -> str:
    """Return the body with its paragraphs filled to `columns`; set-apart blocks and headings stay as they are."""
    blocks = [block for block in body.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return "\n\n".join(_filled(block.strip("\n").split("\n"), columns) for block in blocks) + "\n"


def _filled(lines: list[str], columns: int) -> str:
    if lines[0].startswith(_LINE_KEPT) or _is_heading(lines):
        return "\n".join(line.rstrip() for line in lines)
    return "\n".join(line for item in _items(lines) for line in wrapped(item, columns))


def _is_heading(lines: list[str]) -> bool:
    return not lines[-1].strip("-=")


def _items(lines: list[str]) -> list[str]:
    """Join the lines of a paragraph; a list item, and whatever follows a hard break, begins anew."""
    items: list[str] = []
    begin = True
    for line in lines:
        if begin or line.startswith("- "):
            items.append(line.removesuffix("\\"))
        else:
            items[-1] += " " + line.strip().removesuffix("\\")
        begin = line.endswith("\\")
    return items


def wrapped(item: str, columns: int) -> list[str]:
    """Return a paragraph or a list item, filled to `columns`."""
    hang = "  " if item.startswith("- ") else ""
    lines = [""]
    for word in item.split():
        if lines[-1].strip() and len(lines[-1]) + 1 + len(word) > columns:
            lines.append(hang + word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return lines


def _render_fence(_: RendererHTML, tokens: Sequence[Token], index: int, __: OptionsDict, ___: EnvType) -> str:
    """Show a sender's lines as they stand, and a block of ours as what it is; the mark before each line is taken off."""
    kind, *language = tokens[index].info.split()
    lines = [line.removeprefix(MARK) for line in tokens[index].content.rstrip("\n").split("\n")]
    spoken = f' lang="{escape(language[0])}"' if language else ""
    if kind == LETTER:
        return f'<div class="letter"{spoken}>\n{_body(lines)}</div>\n'
    return _BLOCKS.get(kind, _quotation)(lines)


def _quotation(lines: list[str]) -> str:
    """Show what somebody wrote, from right to left where its script is."""
    shown = "<br>".join(map(_shown, lines))
    return f'<blockquote dir="auto">{shown}</blockquote>\n'


def _case(lines: list[str]) -> str:
    return f'{_table(CASE)} width="100%"><tr><td>\n{_body(lines)}</td></tr></table>\n'


def _render_paragraph(shown: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Begin a paragraph; where a bold link begins it, that is a button, with what it means beside it."""
    children = _in_line(tokens[index + 1])
    kinds = [one.type for one in children]
    if kinds[:2] != ["strong_open", "link_open"]:
        return shown.renderToken(tokens, index, options, env)
    end = kinds.index("strong_close")
    tokens[index + 1].children = [
        *children[1:end],
        _finished('</td></tr></table></td><td class="meaning" valign="top">'),
        *children[end + 1 :],
    ]
    tokens[index + 2].type, tokens[index + 2].content = "html_block", "</td></tr></table>\n"
    # A table within: the cell beside its meaning grows as high as that, and the button, were it that cell, with it.
    return f'{_table("choice")}><tr><td valign="top">{_table("one")}><tr><td class="button">'


def _finished(html: str) -> Token:
    return Token("html_inline", "", 0, content=html)


def _button(lines: list[str]) -> str:
    """Show a link as a button. The padding is given twice, for Outlook on Windows knows none around a link."""
    href, label, *sentence = lines
    link = f'<a href="{escape(href)}">{escape(label)}</a>'
    return f'{_table("act")}><tr><td class="button">{link}</td></tr></table>\n{_body(sentence)}'


def _alarm(lines: list[str]) -> str:
    return f'<h1 class="alarm">{_PARSER.renderInline(lines[0])}</h1>\n'


def _picture(lines: list[str]) -> str:
    """Show a picture, its letters as large as those around it; less wide on a phone. Outlook heeds no style: the width stands twice."""
    cid, told = lines
    style = "display: block; width: 100%; max-width: 480px; height: auto; border: 0; border-radius: 6px;"
    return f'<p class="picture"><img src="cid:{escape(cid)}" alt="{escape(told)}" width="480" style="{style}" /></p>\n'


def _figures(lines: list[str]) -> str:
    return as_table(lines, _PARSER.renderInline)


def _bars(lines: list[str]) -> str:
    return as_bars(lines, _PARSER.renderInline)


_BLOCKS: dict[str, Callable[[list[str]], str]] = {
    CASE: _case,
    BUTTON: _button,
    TABLE: _figures,
    BARS: _bars,
    ALARM: _alarm,
    PICTURE: _picture,
}
"""How each block of ours is shown; any other is what a person wrote."""


def _table(style: str) -> str:
    return f'<table role="presentation" class="{style}" cellpadding="0" cellspacing="0"'


def _body(lines: list[str]) -> str:
    return to_html("\n".join(lines))


def _shown(line: str) -> str:
    """Escape a line; the spaces that it begins with stay."""
    bare = line.lstrip(" ")
    return "\xa0" * min(len(line) - len(bare), 40) + escape(bare)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True})
    parser.disable(["image", "html_inline", "html_block", "reference", "code", "entity"])
    parser.add_render_rule("fence", _render_fence)
    parser.add_render_rule("paragraph_open", _render_paragraph)
    return parser


_PARSER = _parser()
