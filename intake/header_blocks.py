"""Where in a text a mail program wrote down the headers of an earlier mail.

Knows lines of text and the words of `intake.header_words`, and nothing of why
the block stands there: an answer and a forwarded mail bear the same. Rule: a
block is what no person types by chance; a line or two with a word and a colon
are somebody's own. Every step looks at a bounded number of lines ahead.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from intake.header_lines import AROUND, BEFORE, LONGEST_LINE, Separator, banner_of, fields_on, is_bare, separator_in
from intake.header_words import OTHER

_CORE = frozenset({"from", "date", "to", "subject"})
_FOLDED = 4
_FOLDED_ADDRESSES = 40
_MOST_BLANKS = 2
_FEW = 3
_FARTHEST_SENDER = 60
_UNKNOWN_FIELD = re.compile(r"[^\W\d][\w-]{2,30} ?:(?:\s|\Z)")
_CLOCK = re.compile(r"\d[:.h]\d\d|\d ?[ap]\.?m")
_BRACKETED = re.compile(r"[<\[][^<>\[\]@ ]{1,80}@")
_NARROWEST, _WIDEST = 72, 100
"""Columns between which programs fold long lines, marks of quotation included."""


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """One block. The lines from `start` to `end`, `end` not included, are the separator, where there is one, and the fields.

    fields: from, date, to, cc, subject and reply-to, as far as they are told, in the order in which they are; the value as
            written, a folded one with single spaces.
    """

    start: int
    end: int
    fields: Mapping[str, str]
    separator: Separator | None = None


def find_blocks(lines: Sequence[str], *, below_words: bool = False) -> list[HeaderBlock]:
    """Return every block in `lines`, quoted or not, in order. Never raises.

    below_words: a letter stands above each, so that none can be the letter's own head, and time and brackets are not asked for.

    A block names a sender and two fields more; under a separator one more is enough, and under one that speaks of a forward
    the sender's address alone.
    """
    told = {at: found for at, line in enumerate(lines) if (":" in line or "\uff1a" in line) and (found := tuple(fields_on(line)))}
    page = _Page(lines, told, below_words)
    blocks: list[HeaderBlock] = []
    end = 0
    for at in told:
        if at >= end and told[at][0][0] != OTHER and page.names_a_sender(at):
            block = page.block_at(at, end)
            if block is not None:
                blocks.append(block)
                end = block.end
    return blocks


@dataclass(frozen=True)
class _Page:
    """The lines of a text, and for each that may be headers the fields on it."""

    lines: Sequence[str]
    told: Mapping[int, tuple[tuple[str, str], ...]]
    below_words: bool

    @cached_property
    def _senders(self) -> list[int]:
        return [at for at, fields in self.told.items() if any(name == "from" for name, _ in fields)]

    def names_a_sender(self, at: int) -> bool:
        """Say whether a sender is named at `at` or so soon below it that both can stand in one block."""
        nearest = bisect_left(self._senders, at)
        return nearest < len(self._senders) and self._senders[nearest] - at <= _FARTHEST_SENDER

    def block_at(self, at: int, after: int) -> HeaderBlock | None:
        """Return the block whose first field stands at `at`; its separator stands there too, or above it but not above `after`."""
        fields, end = self._read(at)
        fields.pop(OTHER, None)
        if not _is_enough(fields, Separator.FORWARD):  # nor whatever stands above
            return None
        start, separator = self._separated(at, after)
        enough = _is_enough(fields, separator) or (self.below_words and _is_likely(fields))
        if not enough or (separator is None and self._goes_on_as_form(end)):
            return None
        return HeaderBlock(start, end, fields, separator)

    def _separated(self, at: int, after: int) -> tuple[int, Separator | None]:
        """Return where the separator begins, and what it says; rules count with the words between them, and blank lines may stand below."""
        start, found = at, banner_of(self.lines[at])
        if found is not None:
            return start, found
        while (above := self._line_above(start, after)) is not None and (told := separator_in(self.lines[above])) is not None:
            if found is not None and Separator.RULE not in {told, found}:
                break  # the words of another mail
            start, found = above, told if found in {None, Separator.RULE} else found
        return start, found

    def _goes_on_as_form(self, end: int) -> bool:
        """Say whether a word of another kind follows at once, as in the mail of a contact form: 'Telefoon: …'."""
        return end < len(self.lines) and _UNKNOWN_FIELD.match(self.lines[end].lstrip(BEFORE)) is not None

    def _line_above(self, at: int, after: int) -> int | None:
        """Return the next line above `at` that is not blank."""
        nearest = range(at - 1, max(after, at - 1 - _MOST_BLANKS) - 1, -1)
        return next((above for above in nearest if not is_bare(self.lines[above])), None)

    def _read(self, at: int) -> tuple[dict[str, str], int]:
        """Return the fields that stand from `at` on, and where they end."""
        fields: dict[str, str] = {}
        spaced = below = False
        while True:
            fields.update(self.told[at])
            name, value = self.told[at][-1]
            further = self._next_field(at + 1, fields, name, spaced=spaced)
            end = self._end_of_value(at + 1, name, value, below=below) if further is None else further
            folded = [line for line in self.lines[at + 1 : end] if not is_bare(line)]
            fields[name] = _joined(value, folded)
            if further is None:
                return fields, end
            spaced |= len(folded) < end - at - 1
            below |= not value and bool(folded)
            at = further

    def _next_field(self, at: int, fields: Mapping[str, str], name: str, *, spaced: bool) -> int | None:
        """Return where the next field stands, if what lies between can belong to the field `name` before it."""
        complete = fields.keys() >= _CORE
        reach = at + (_FOLDED_ADDRESSES if name in {"to", "cc"} else 0 if complete else _FOLDED)
        blanks = 0
        for further in range(at, min(len(self.lines), reach + _MOST_BLANKS + 1)):
            if further in self.told:
                return further if all(told == OTHER or told not in fields for told, _ in self.told[further]) else None
            if not is_bare(self.lines[further]):
                if further >= reach or (blanks and fields[name]) or (complete and not self._goes_on(further)):
                    return None
            elif blanks == _MOST_BLANKS or complete or not (spaced or len(fields) <= _FEW):
                return None
            else:
                blanks += 1
        return None

    def _end_of_value(self, at: int, name: str, value: str, *, below: bool) -> int:
        """Return where the value of the last field ends, which began above `at`. below: the values stand below their words."""
        if at >= len(self.lines) or is_bare(self.lines[at]):
            return at
        if not value:
            return at + 1 if below else at
        if name in {"to", "cc"}:
            last = min(len(self.lines), at + _FOLDED_ADDRESSES)
            return next((end for end in range(at, last) if is_bare(self.lines[end]) or not self._goes_on(end)), last)
        first_word = self.lines[at].strip(BEFORE).partition(" ")[0]
        width = len(self.lines[at - 1])
        was_folded = width <= _WIDEST and width + 1 + len(first_word) > _NARROWEST
        return at + 1 if was_folded and at + 1 < len(self.lines) and is_bare(self.lines[at + 1]) else at

    def _goes_on(self, at: int) -> bool:
        """Say whether the line at `at` goes on with the list of addresses above it."""
        return self.lines[at - 1].rstrip(AROUND).endswith((",", ";", "<")) or self.lines[at].strip(BEFORE).startswith("<")


def _joined(value: str, folded: Sequence[str]) -> str:
    """Return a value with the lines on which it goes on; a line with a word of its own, such as one from raw headers, is no part of it."""
    if not folded:
        return value
    folded = [line for line in folded if not _UNKNOWN_FIELD.match(line.lstrip(BEFORE))]
    return " ".join(" ".join((value, *(line.lstrip(BEFORE).rstrip(AROUND) for line in folded))).split())[:LONGEST_LINE]


def _is_enough(fields: Mapping[str, str], separator: Separator | None) -> bool:
    """Say whether no person typed this: above a letter people put a sender, a day and a subject, but no time and no brackets."""
    if "from" not in fields:
        return False
    if separator is not None:
        return len(fields) > 1 or (separator is Separator.FORWARD and "@" in fields["from"])
    timed = _CLOCK.search(fields.get("date", "")) is not None
    named = timed and any("@" in fields.get(name, "") for name in ("from", "to", "cc", "reply-to"))
    return len(fields) >= _FEW and (named or _BRACKETED.search(fields["from"]) is not None or (timed and fields.keys() >= _CORE))


def _is_likely(fields: Mapping[str, str]) -> bool:
    """Say whether these are an earlier mail's, where no letter begins."""
    named = any("@" in fields.get(name, "") for name in ("from", "to", "cc", "reply-to"))
    timed = "@" in fields.get("from", "") and _CLOCK.search(fields.get("date", "")) is not None
    return timed or (len(fields) >= _FEW and (named or fields.keys() >= _CORE))
