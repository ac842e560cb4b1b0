"""Cutting a mail's headers to size, before any library sees them.

Knows lines and octets; of MIME only that a part has headers too. Rule: linear
time whatever a stranger writes, since the standard library needs 75 s and
1.3 GiB for one address header of 1 MB. What is cut is told as a fault, and the
raw mail keeps it. Source: docs/mail-rules.md, R-LIM-01.
"""

import re
from dataclasses import dataclass, field

HEADER_OCTETS = 64 * 1024
ALL_HEADERS_OCTETS = 512 * 1024
HEADER_LINES = 1000
PARTS = 200
DEPTH = 30
PARAMETERS = 100
ADDRESSES = 500
HTML_CHARACTERS = 1024 * 1024
"""In one mail; about a second of work."""

_NAME = re.compile(rb"([!-9;-~]{1,256})([ \t]{0,256}):", re.ASCII)
"""A field name (RFC 5322, 3.6.8), and the white space before its colon that some programs accept."""

_FOLDED = re.compile(rb"(?:[ \t][^\n]*+(?:\n|\Z))*+")
"""The lines that continue a field (RFC 5322, 2.2.3); possessive, so that a million of them leave nothing to go back to."""

_GOES_ON = re.compile(
    rb"(?:[^\r\n]{1,2000}+\r*\n){0,50}?(?=(?:from|to|cc|subject|date|sender|reply-to|message-id|mime-version|received|return-path|references|in-reply-to|content-[a-z-]{2,40}|x-[a-z0-9-]{2,60}):)",
    re.ASCII | re.IGNORECASE,
)
"""What shows that headers go on after stray lines: a well-known one before any empty line."""

_BLANK = re.compile(rb"\n[ \t\r]*+(?:\n|\Z)")
_LINE_END = re.compile(rb"\r*\n")

_WITH_ADDRESSES = frozenset(
    {"from", "sender", "reply-to", "to", "cc", "bcc", "resent-from", "resent-to", "resent-cc", "disposition-notification-to"}
)
_WITH_PARAMETERS = frozenset({"content-type", "content-disposition"})


@dataclass(slots=True)
class Budget:
    """What one mail may still cost, and what was odd about it so far.

    octets:   of headers, those of the parts included.
    html:     characters of HTML that are turned into text; eight that are only compared with another alternative count as one.
    dashes:   lines that begin with two dashes and may be a boundary of a multipart that has ended.
    ended:    the boundaries of those multiparts.
    wrappers: mails signed as a whole that are opened, one within the other or side by side.
    doubtful: True when two programs may read different headers here, so that nothing may rest on them.
    encrypted, shortened: text was found that cannot be read, or more of it than is read.
    """

    octets: int = ALL_HEADERS_OCTETS
    parts: int = PARTS
    html: int = HTML_CHARACTERS
    dashes: int = 10_000
    ended: set[bytes] = field(default_factory=set)
    wrappers: int = 3
    doubtful: bool = False
    encrypted: bool = False
    shortened: bool = False
    faults: dict[str, None] = field(default_factory=dict)

    def fault(self, told: str) -> None:
        """Note a fault, once."""
        self.faults[told] = None

    def encipher(self) -> None:
        """Note that the text, or a part of it, is written for somebody else's key."""
        self.encrypted = True
        self.fault("the mail is encrypted: its text cannot be read")

    def shorten(self, told: str) -> None:
        """Note a fault that leaves out a part of the text."""
        self.shortened = True
        self.fault(told)

    def doubt(self, told: str) -> None:
        """Note a fault that makes the headers ambiguous. Source: docs/mail-rules.md, A24."""
        self.doubtful = True
        self.fault(told)


@dataclass(frozen=True, slots=True)
class Block:
    """The headers of a mail or of one part.

    fields: (name as written, value), top first; the value unfolded, cut to the limits, not decoded.
    end:    where the body starts in the mail.
    """

    fields: tuple[tuple[str, bytes], ...]
    end: int

    def all(self, name: str) -> list[bytes]:
        """Return every value of the field `name` (lower case), topmost first."""
        return [value for key, value in self.fields if key.lower() == name]


def read_block(raw: bytes, start: int, end: int, budget: Budget) -> Block:
    """Return the headers that begin at `start`, at most up to `end`, cut to what `budget` still allows."""
    fields: list[tuple[str, bytes]] = []
    at = start
    while at < end:
        name = _NAME.match(raw, at, end)
        stop = _next_line(raw, at, end)
        if name is None:
            further = _goes_on(raw, at, stop, end, budget, first=not fields)
            if further is None:
                return Block(tuple(fields), _body_start(raw, at, stop, budget))
            at = further
            continue
        if len(fields) >= HEADER_LINES or budget.octets <= 0:
            budget.fault("more headers than are read: the rest was left out")
            return Block(tuple(fields), _after_blank(raw, at, end))
        folded = _FOLDED.match(raw, stop, end)
        at = folded.end() if folded else stop
        if name[2]:
            budget.doubt("a header has a space before its colon")
        fields.append((name[1].decode("ascii"), _value(name[1], raw, name.end(), at, budget)))
    return Block(tuple(fields), end)


def _next_line(raw: bytes, at: int, end: int) -> int:
    found = raw.find(b"\n", at, end)
    return end if found < 0 else found + 1


def _body_start(raw: bytes, at: int, stop: int, budget: Budget) -> int:
    """Where the body starts, when the line at `at` is no header: after it when it is empty, else with it."""
    if not raw[at:stop].strip(b"\r\n"):
        return stop
    budget.fault("no empty line between the headers and the text")
    return at


def _goes_on(raw: bytes, at: int, stop: int, end: int, budget: Budget, *, first: bool) -> int | None:
    """Return where headers go on after the line at `at`, which is none; None where they do not."""
    if first:
        return stop if raw[at : at + 6].lstrip(b">").startswith(b"From ") else None  # a mailbox's own line (RFC 4155)
    found = _GOES_ON.match(raw, stop, end) if raw[at:stop].strip(b"\r\n") else None
    if found is None:
        return None
    budget.doubt("a stray line stands among the headers")
    return found.end()


def _after_blank(raw: bytes, at: int, end: int) -> int:
    found = _BLANK.search(raw, at, end)
    return found.end() if found else end


def _value(name: bytes, raw: bytes, start: int, stop: int, budget: Budget) -> bytes:
    """Return one field's value, unfolded and cut, and take its octets from the budget."""
    allowed = min(HEADER_OCTETS, max(budget.octets, 0))
    if stop - start > allowed + 2:
        budget.fault("a header is longer than is read: it was cut")
    cut = raw[start : min(stop, start + allowed)]
    budget.octets -= len(cut) + len(name)
    value = _LINE_END.sub(b"", cut).strip(b" \t\r")
    if b"\r" in value or b"\0" in value:
        budget.doubt("a header bears a bare carriage return or a NUL")
        value = value.replace(b"\r", b" ").replace(b"\0", b"")
    return _cut_lists(name.lower().decode("ascii"), value, budget)


def _cut_lists(name: str, value: bytes, budget: Budget) -> bytes:
    """Cut what grows quadratically in the standard library: addresses and parameters."""
    if name in _WITH_ADDRESSES and value.count(b",") >= ADDRESSES:
        budget.fault(f"more than {ADDRESSES} addresses in a header: the rest was left out")
        return b",".join(value.split(b",", ADDRESSES)[:ADDRESSES])
    if name in _WITH_PARAMETERS and value.count(b";") > PARAMETERS:
        budget.fault(f"more than {PARAMETERS} parameters in a header: the rest was left out")
        return b";".join(value.split(b";", PARAMETERS + 1)[: PARAMETERS + 1])
    return value
