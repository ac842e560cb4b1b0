"""Taking a mail apart into its parts, by places in the raw bytes.

Knows RFC 2045 and 2046 and nothing of what a part is for. Rule: the raw mail is
never copied or written anew; a part is a range of it. The standard library's
parser is not used for this, because it takes half a minute for a mail of many
empty parts; its reading of parameters is, on headers that `intake.bounds` cut.
"""

import binascii
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from functools import cached_property
from itertools import islice

from intake.bounds import DEPTH, PARTS, Block, Budget, read_block
from intake.charsets import decode_base64, decode_field, decode_text, decode_words, is_base64
from intake.inlined import decode_uu

_LONGEST_BOUNDARY = 998
_AFTER_BOUNDARY = rb"[ \t\r\v\f]{0,998}+(--[ \t\r\v\f]{0,998}+)?+(?=\n|\Z)"
"""What may stand on the line after it (RFC 2046, 5.1.1); possessive, so that a long line of spaces is gone through once."""

_TYPE = re.compile(r"[a-z0-9!#$&^_.+*'-]{1,100}/[a-z0-9!#$&^_.+*'-]{1,100}", re.ASCII)
_GUESSED_BOUNDARY = re.compile(rb"(?:\A|\n)--([^\r\n]{1,200}?)[ \t]*\r*\n(?=content-[a-z-]{4,40}:)", re.IGNORECASE | re.ASCII)
_MEANT = {"text": "text/plain", "multipart": "multipart/mixed", "plain/text": "text/plain", "html/text": "text/html"}
"""What programs write, and what they mean by it."""

_SEARCHED_FOR_BOUNDARY = 64 * 1024
_FOR_OLD_PROGRAMS = re.compile(rb"\s{0,100}+this (?:is a multi-?part message|message is) in mime format", re.IGNORECASE | re.ASCII)
_CONTENT_HEADER = re.compile(rb"content-[a-z-]{4,40}:", re.IGNORECASE | re.ASCII)
_BASE64_TEXT = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n"


@dataclass(frozen=True)
class Part:
    """One part of a mail; the mail itself is one.

    start, stop: its body as a range of the raw mail.
    parts:       what a multipart holds; empty for a leaf.
    """

    block: Block
    start: int
    stop: int
    parts: tuple["Part", ...] = ()
    default_type: str = "text/plain"

    @cached_property
    def _content(self) -> Message:
        """The topmost of each Content header, for the standard library to find parameters in."""
        message = Message()
        for name, value in self.block.fields:
            if name.lower() in {"content-type", "content-disposition"} and name not in message:
                message[name] = decode_field(value)
        return message

    @cached_property
    def type(self) -> str:
        """Its media type, lower case; what the surroundings make it when it says nothing sensible."""
        told = _first_word(str(self._content.get("content-type", "")))
        told = _MEANT.get(told, told)
        return told if _TYPE.fullmatch(told) else self.default_type

    @property
    def is_multipart(self) -> bool:
        """Say whether it calls itself one."""
        return self.type.startswith("multipart/")

    @property
    def is_bare_text(self) -> bool:
        """Say whether it is text to read and no file, which has to stay whole."""
        return self.type in {"text/plain", "text/html"} and self.disposition != "attachment" and not self.filename

    @property
    def names_two_boundaries(self) -> bool:
        """Say whether it is a multipart that has a choice of boundaries."""
        return self.is_multipart and sum(key == "boundary" for key, _ in self._parameters["content-type"]) > 1

    @cached_property
    def disposition(self) -> str:
        """`inline`, `attachment`, another word, or the empty string."""
        return _first_word(str(self._content.get("content-disposition", "")))

    @cached_property
    def encoding(self) -> str:
        """Its Content-Transfer-Encoding, lower case."""
        told = self.block.all("content-transfer-encoding")
        return decode_field(told[0]).partition(";")[0].strip().strip("\"'").lower() if told else ""

    @cached_property
    def filename(self) -> str:
        """The name that the sender gave it, decoded but not cleaned; empty when there is none. Many programs put it in the wrong field."""
        for header, name in (("disposition", "filename"), ("type", "name"), ("type", "filename"), ("disposition", "name")):
            if told := self.parameter(name, f"content-{header}"):
                return told
        return ""

    def parameter(self, name: str, header: str = "content-type") -> str:
        """Return one parameter, decoded (RFC 2231, and RFC 2047 as many programs write it); empty when absent or unreadable.

        Where it is told twice, the extended form is what was meant, and the other is for programs that cannot read that.
        """
        values = [value for key, value in self._parameters[header] if key == name]
        value = next((one for one in values if isinstance(one, tuple)), values[0] if values else "")
        if isinstance(value, tuple):
            charset, _, text = value
            return decode_text(text.encode("raw-unicode-escape"), charset)[0]
        return decode_words(value)

    @cached_property
    def _parameters(self) -> dict[str, list[tuple[str, str | tuple[str, str, str]]]]:
        """The parameters of each Content header, in order; of a name, what stands after its last space, where a semicolon was left out."""
        found: dict[str, list[tuple[str, str | tuple[str, str, str]]]] = {}
        for header in ("content-type", "content-disposition"):
            try:
                told = self._content.get_params([], header)
            except (ValueError, TypeError, IndexError, KeyError, LookupError):
                told = []
            found[header] = [(key.split()[-1].lower(), value) for key, value in told if key.strip()]
        return found

    def content(self, raw: bytes) -> bytes:
        """Return its body, decoded."""
        body = raw[self.start : self.stop]
        if self.encoding == "base64":
            return decode_base64(body) if is_base64(body) else body
        if self.encoding == "quoted-printable":
            return binascii.a2b_qp(body)
        if self.encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
            return decode_uu(body)
        return body

    def leaves(self) -> Iterator["Part"]:
        """Give every part that holds no parts, in the order of the mail."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


def _first_word(value: str) -> str:
    """Return what stands before the parameters, of which some programs leave out the semicolon."""
    return next(iter(value.partition(";")[0].split()), "").lower()


def split(raw: bytes, budget: Budget) -> Part:
    """Take `raw` apart, within `budget`, which also gathers the faults."""
    start = len(raw) - len(raw.removeprefix(BOM_UTF8).lstrip(b"\r\n \t"))
    if start and read_block(raw, start, len(raw), Budget()).fields:
        budget.fault("something stands before the headers")
    else:
        start = 0
    return _grow(raw, read_block(raw, start, len(raw), budget), len(raw), 1, budget)


def _grow(raw: bytes, block: Block, stop: int, depth: int, budget: Budget, default_type: str = "text/plain") -> Part:
    _tell_what_is_odd(raw, Part(block, block.end, stop, default_type=default_type), budget)
    block, second = _settled(block)
    part = Part(block, block.end, stop, default_type=default_type)
    if not part.is_multipart:
        return part
    if depth > DEPTH:
        budget.fault(f"parts within parts, more than {DEPTH} deep: the rest was left out")
        return part
    inner = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    parts: list[Part] = []
    for first, last in _pieces(raw, part, budget):
        if budget.parts <= 0:
            budget.fault(f"more than {PARTS} parts: the rest was left out")
            break
        budget.parts -= 1
        if second and not parts and not _FOR_OLD_PROGRAMS.match(raw, block.end):
            line = raw.rfind(b"\n", 0, first - 1) + 1
            parts.append(Part(second, block.end, max(block.end, _before_line_end(raw, line))))
        parts.append(_grow(raw, read_block(raw, first, last, budget), last, depth + 1, budget, inner))
    return Part(block, block.end, stop, tuple(parts), default_type)


def _tell_what_is_odd(raw: bytes, part: Part, budget: Budget) -> None:
    """Note where another program may read another part. Source: docs/mail-rules.md, A24."""
    if len(part.block.all("content-type")) > 1:
        budget.fault("a part names its type twice")
    if part.names_two_boundaries:
        budget.fault("a multipart names two boundaries")
    if part.encoding == "base64" and raw[part.start : part.stop].translate(None, _BASE64_TEXT):
        budget.fault("there is more in the base64 than base64")


def _settled(block: Block) -> tuple[Block, Block | None]:
    """Return the headers with the type that counts first; again with the other one, where a multipart says that it is something else too.

    Then one program wrote its header over another's, and what stands before the first boundary is what the other meant.
    """
    types = [field for field in block.fields if field[0].lower() == "content-type"]
    multiparts = [field for field in types if field[1][:10].lower() == b"multipart/"]
    others = [field for field in types if field[1][:10].lower() != b"multipart/"]
    if not (multiparts and others):
        return block, None
    return Block((multiparts[0], *block.fields), block.end), Block((others[0], *block.fields), block.end)


def _pieces(raw: bytes, part: Part, budget: Budget) -> Iterator[tuple[int, int]]:
    """Give the range of each part, and apart those that stand in it though their own multipart has ended already."""
    boundary = _boundary(raw, part, budget)
    for first, last in _spans(raw, part, boundary, budget) if boundary else ():
        start = first
        if budget.ended and Part(read_block(raw, first, last, Budget(octets=budget.octets)), first, last).is_bare_text:
            for line, after in _strays(raw, first, last, budget):
                yield start, max(start, _before_line_end(raw, line))
                start = after
        yield start, last
    budget.ended.add(boundary)


def _strays(raw: bytes, start: int, stop: int, budget: Budget) -> Iterator[tuple[int, int]]:
    """Give (start of the line, start of the next) where the boundary of a multipart that has ended is followed by a part's header."""
    at = raw.find(b"\n--", start, stop)
    while at >= 0 and budget.dashes > 0:
        budget.dashes -= 1
        end = raw.find(b"\n", at + 1, stop)
        after = stop if end < 0 else end + 1
        if raw[at + 3 : min(after, at + 3 + _LONGEST_BOUNDARY)].rstrip() in budget.ended and _CONTENT_HEADER.match(raw, after, stop):
            budget.fault("a part stands outside its multipart")
            yield at + 1, after
        at = raw.find(b"\n--", after - 1, stop)


def _spans(raw: bytes, part: Part, boundary: bytes, budget: Budget) -> Iterator[tuple[int, int]]:
    """Give the range of each part between the boundaries (RFC 2046, 5.1.1), one at a time."""
    opened: int | None = None
    for line, after, last in _delimiters(raw, part.start, part.stop, boundary):
        if opened is not None:
            yield opened, max(opened, _before_line_end(raw, line))
        opened = None if last else after
        if last:
            return
    if opened is None:
        budget.fault("its boundary never occurs, so its parts cannot be told apart")
    else:
        budget.fault("the mail seems cut off: the last boundary is missing")
        yield opened, part.stop


def _boundary(raw: bytes, part: Part, budget: Budget) -> bytes:
    """Return the boundary that the part names, else the one that can be seen in its text."""
    named = part.parameter("boundary")
    for boundary in (named.encode("utf-8", "replace"), named.rstrip().encode("utf-8", "replace")):
        if 0 < len(boundary) <= _LONGEST_BOUNDARY and _opens(raw, part, boundary):
            return boundary
    budget.fault("a multipart names no boundary, or one that never occurs")
    before = max(part.start - 1, 0)  # the line end before the first line
    seen = _GUESSED_BOUNDARY.search(raw, before, min(part.stop, before + _SEARCHED_FOR_BOUNDARY))
    return seen[1] if seen else b""


def _opens(raw: bytes, part: Part, boundary: bytes) -> bool:
    """Say whether a line with `boundary` begins a part, and does not only end the last one."""
    return any(not last for _, _, last in islice(_delimiters(raw, part.start, part.stop, boundary), 1))


def _delimiters(raw: bytes, start: int, stop: int, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Give (start of the line, start of the next one, is it the last one) for each line with `boundary`; a body starts after a line end."""
    line = re.compile(rb"\n--" + re.escape(boundary) + _AFTER_BOUNDARY)
    for found in line.finditer(raw, start - 1, stop):
        yield found.start() + 1, min(found.end() + 1, stop), found[1] is not None


def _before_line_end(raw: bytes, line: int) -> int:
    """Where a part ends: the line end before a boundary belongs to the boundary."""
    if raw[line - 2 : line] == b"\r\n":
        return line - 2
    return line - 1
