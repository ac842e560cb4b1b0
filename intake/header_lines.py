"""What one line of a text says, taken as a line of headers that a mail program wrote into it.

Knows one line and the words of `intake.header_words`. Rule: it says what a line
may be; whether it is one, its surroundings tell (`intake.header_blocks`). At
most LONGEST_LINE characters of a line are looked at.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from intake.header_words import FIELDS, FORWARD_STEMS, LONGEST_WORD, ORIGINAL_STEMS, OTHER, plain_word

LONGEST_LINE = 4000

_BLANKS = " \t\xa0\u200e\u200f\ufeff"
AROUND = _BLANKS + "*"
"""What may stand around a word or a value: blanks, marks of direction, and the asterisks of bold type."""

BEFORE = AROUND + ">|"
"""What may also stand before a line: the marks of a quotation."""

_MOST_FIELDS = 12
"""Of a block that was run on to one line; programs write fewer."""

_LONGEST_SEPARATOR = 120
_LONGEST_WORDS = 45
"""Of a separator without dashes; longer ones are sentences of somebody's own."""

_RULE = re.compile(r"(?:[-_=*\u2013\u2014] ?){5,200}")
_BANNER = re.compile(r"[-_]{2,60}+ ?(?![-_])([^\n]{3,90}?) ?[-_]{2,60}+(?:\s{1,20}|\Z)")
"""Possessive, and the words begin with no dash: else a line of dashes could be divided in three in many ways."""

_WORD_END = re.compile(r"[^\W\d_](?=\s?[:\uff1a])")
_WORD_END_WITHOUT_COLON = re.compile(r"[^\W\d_](?=\s?[:\uff1a]|\s)")


_LENGTHS = {
    letter: tuple(sorted({len(word) for word in FIELDS if word.endswith(letter)}, reverse=True)) for letter in {word[-1] for word in FIELDS}
}
"""How long the words are that end in a letter."""


class Separator(StrEnum):
    """What a line between two mails says of the lower one."""

    FORWARD = "forward"  # it was passed on
    ORIGINAL = "original"  # it is the original of an answer, or of a forward by a program that does not tell them apart
    RULE = "rule"  # nothing: a line of dashes


def is_bare(line: str) -> bool:
    """Say whether nothing stands on `line` but blanks and the marks of a quotation."""
    return not line.strip(BEFORE)


def separator_in(line: str) -> Separator | None:
    """Say what `line` separates, if it is a separator: a rule, words between dashes, or words before a colon."""
    if len(line) > _LONGEST_SEPARATOR:
        return None
    if banner := banner_of(line):
        return banner
    content = line.strip(BEFORE)
    if _RULE.fullmatch(content):
        return Separator.RULE
    return _told_by(content) if len(content) <= _LONGEST_WORDS and content.endswith((":", "\uff1a")) else None


def banner_of(line: str) -> Separator | None:
    """Say what the words between dashes that begin `line` separate, if it begins with such words."""
    content = line[:LONGEST_LINE].lstrip(BEFORE)
    banner = _BANNER.match(content) if content.startswith(("-", "_")) else None
    return _told_by(banner[1]) if banner else None


def _told_by(words: str) -> Separator | None:
    plain = plain_word(words)
    if any(stem in plain for stem in FORWARD_STEMS):
        return Separator.FORWARD
    return Separator.ORIGINAL if any(stem in plain for stem in ORIGINAL_STEMS) else None


def fields_on(line: str) -> Iterator[tuple[str, str]]:
    """Give (field, value) for each field on `line`: mostly one; some programs lose the line ends of a whole block, banner and all."""
    line = line[:LONGEST_LINE]
    content = line.lstrip(BEFORE)
    bold = "*" * line.count("*", 0, len(line) - len(content))
    banner = _BANNER.match(content) if content.startswith(("-", "_")) else None
    content = content[banner.end() :] if banner else content
    for _ in range(_MOST_FIELDS):
        name, value = _first_field(content, needs_colon=banner is None)
        if name is None:
            return
        end = len(value) if name == "subject" else _next_word(value, needs_colon=banner is None)
        yield name, _without_bold(value[:end].strip(_BLANKS), bold)
        content = value[end:]


def _without_bold(value: str, bold: str) -> str:
    """Return `value` without the asterisks that end the bold type of its word, or of word and value together."""
    if value.startswith(bold):
        return value.removeprefix(bold).lstrip(_BLANKS)
    return value.removesuffix(bold).rstrip(_BLANKS)


def _first_field(content: str, *, needs_colon: bool) -> tuple[str | None, str]:
    """Return the field that `content` begins with, and all that follows it."""
    head = content[: LONGEST_WORD + len(AROUND)].replace("\uff1a", ":")
    word, colon, _ = head.partition(":")
    if not colon and not needs_colon:
        word = head.partition(" ")[0]
    elif not colon:
        return None, ""
    return FIELDS.get(plain_word(word.strip(AROUND))), content[len(word) + 1 :]


def _next_word(value: str, *, needs_colon: bool) -> int:
    """Return where in `value` the word of a next field begins; its length where none does."""
    if needs_colon and ":" not in value and "\uff1a" not in value:
        return len(value)
    begin = 1
    for last in (_WORD_END if needs_colon else _WORD_END_WITHOUT_COLON).finditer(value):
        end = last.end()
        start = _word_before(value, max(begin, end - LONGEST_WORD), end)
        if start is not None:
            return start
        begin = end if needs_colon else 1  # no word goes on beyond a colon
    return len(value)


def _word_before(value: str, begin: int, end: int) -> int | None:
    """Return where, from `begin` on, a field's word begins that ends at `end`. Asked at every colon, so it looks at few lengths only."""
    lengths = _LENGTHS.get(value[end - 1].casefold())
    if lengths is None:
        return None
    plain = plain_word(value[begin:end])
    with_colon = value[end : end + 2].lstrip()[:1] in {":", "\uff1a"}
    for length in lengths:
        if FIELDS.get(plain[-length:], OTHER) != OTHER and length <= end - begin and _may_begin(value, end - length, with_colon=with_colon):
            return end - length
    return None


def _may_begin(value: str, start: int, *, with_colon: bool) -> bool:
    """Say whether a word at `start` may be a field's: after an address, or with its capital run on to what stands before it."""
    if value[start].islower():
        return False
    before = value[start - 1]
    if before == " ":
        word = value[:start].rstrip().rpartition(" ")[2] if with_colon else ""
        return "@" in word or word.endswith(">")
    return before == ">" or before.isupper() or before.isdigit() or (with_colon and value[start].isupper())
