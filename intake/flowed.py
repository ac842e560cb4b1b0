"""Joining the lines of `format=flowed` text to the paragraphs that were written.

Rule: a line ends softly when it ends in a space, unless it is the signature
mark; lines of another quote depth never join. Source: RFC 3676, 4.
"""

import re

_QUOTES = re.compile(r">*")
_SIGNATURE = "-- "


def join_flowed(text: str, *, delete_space: bool) -> str:
    r"""Return `text` with soft line ends taken away, quote marks as `> `.

    text:         with \n line ends.
    delete_space: the DelSp parameter: the space before a soft end was put there by the sender's program.
    """
    lines: list[str] = []
    pieces: list[str] = []
    depth = 0
    for line in text.split("\n"):
        marks = _QUOTES.match(line)
        quoted = marks.end() if marks else 0
        content = line[quoted:].removeprefix(" ")
        if pieces and quoted != depth:
            lines.append(_paragraph(depth, pieces))
            pieces = []
        depth = quoted
        soft = content.endswith(" ") and content != _SIGNATURE
        pieces.append(content[:-1] if soft and delete_space else content)
        if not soft:
            lines.append(_paragraph(depth, pieces))
            pieces = []
    if pieces:
        lines.append(_paragraph(depth, pieces))
    return "\n".join(lines)


def _paragraph(depth: int, pieces: list[str]) -> str:
    text = "".join(pieces)
    return f"{'>' * depth} {text}" if depth and text else ">" * depth + text
