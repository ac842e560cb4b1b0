"""A letter's body in Markdown → the blocks of a page, as plain values that whoever prints it sets down one below the other.

Knows no letter and no printer. Rule: what a link opens is nothing on paper, so
that of a link only its words stay.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from outbound.markdown import MARK, Parsed, parsed


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # of a list
    WRITTEN = "written"  # an employee's own words, line by line
    RULE = "rule"  # below it stands who we are


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one weight. A line end in them is one on the page."""

    words: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page, with its words in order."""

    kind: Kind
    runs: tuple[Run, ...] = ()

    @property
    def words(self) -> str:
        """All its words, of whatever weight."""
        return "".join(run.words for run in self.runs)


def blocks(body: str) -> Iterator[Block]:
    """Give the blocks of a body, from top to bottom."""
    kind = Kind.PARAGRAPH
    for token in parsed(body):
        if token.type == "heading_open":
            kind = Kind.HEADING
        elif token.type == "list_item_open":
            kind = Kind.ITEM
        elif token.type in {"heading_close", "list_item_close"}:
            kind = Kind.PARAGRAPH
        elif token.type == "hr":
            yield Block(Kind.RULE)
        elif token.type == "fence":
            yield Block(Kind.WRITTEN, (Run("\n".join(line.removeprefix(MARK) for line in token.content.rstrip("\n").split("\n"))),))
        elif token.type == "inline":
            yield Block(kind, tuple(_runs(token.children or ())))


def _runs(children: Iterable[Parsed]) -> Iterator[Run]:
    bold = False
    for child in children:
        if child.type in {"strong_open", "strong_close"}:
            bold = child.type == "strong_open"
        elif child.type == "softbreak":
            yield Run(" ", bold)
        elif child.type == "hardbreak":
            yield Run("\n", bold)
        elif child.content:
            yield Run(child.content, bold)
