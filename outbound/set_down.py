"""What people wrote, and links of ours, as a template sets them down in one of the readings of a letter.

Knows no letter. The rule: what a sender wrote is a quoted block without links,
and what an employee wrote stands apart as they wrote it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from urllib.parse import quote

from outbound.finished import Finished, as_markdown
from outbound.greetings import without_greetings
from outbound.markdown import QUOTED, WRITTEN, fenced, wrapped
from outbound.shown import one_line, quoted_lines, written_lines

Block = Callable[[str, Iterable[str], str], str]
"""How a template's reading sets a text apart: its kind, its lines, its language."""

WRITTEN_COLUMNS = 64
"""Width of an employee's text, which stands indented in a letter, that itself may stand indented in another."""

_LINK = re.compile(r"https?://[^\s<>\"\\]+")


def filters(block: Block) -> Mapping[str, Callable[..., str]]:
    """Return the filters of the reading that sets texts apart by `block`."""
    return {
        "told": one_line,
        "quoted": partial(_quoted, block),
        "written": partial(_written, block),
        "mail_to": partial(_mail_to, block),
        "link": partial(_link, block),
    }


def _quoted(block: Block, text: str) -> Finished:
    """Set apart what a sender wrote. Source: docs/mail-rules.md, D17."""
    return Finished(block(QUOTED, quoted_lines(text), ""))


def _written(block: Block, text: str) -> Finished:
    """Set apart what an employee wrote to the complainant, without their own greeting; long lines are filled where nothing else would."""
    lines = without_greetings(written_lines(text))
    if block is not fenced:
        lines = [part for line in lines for part in (wrapped(line, WRITTEN_COLUMNS) if len(line) > WRITTEN_COLUMNS else [line])]
    return Finished(block(WRITTEN, lines, ""))


def _mail_to(block: Block, word: str, address: str, subject: str) -> Finished:
    """Let a word of ours open a mail to `address` in the HTML part. In the text part it stays a word. Source: RFC 6068."""
    url = f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}"
    return Finished(f"[{as_markdown(word)}](<{url}>)" if block is fenced else word)


def _link(block: Block, url: str) -> Finished:
    """Let one of our own addresses be a link in the HTML part."""
    if not _LINK.fullmatch(url):
        raise ValueError("only a web address of our own can be a link")
    return Finished(f"<{url}>" if block is fenced else url)
