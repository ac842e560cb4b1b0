"""The text of a mail that Outlook wrote as rich text and packed into winmail.dat.

Knows compressed RTF (MS-OXRTFCP) and as much of RTF as text takes: the words,
their letters and their lines. Rule: one pass over so many octets and no more;
what is not understood is passed over, as RTF readers do.
Source: MS-OXRTFCP, 2.2 and 3.1; Rich Text Format Specification 1.9.1.
"""

import re
import struct
from dataclasses import dataclass, field

from intake.charsets import decode_text

LARGEST = 512 * 1024
"""Octets of RTF that are read: nobody writes as much."""

_HEAD = struct.Struct("<II4sI")
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4096
_SHORTEST_RUN = 2
_KNOWN_TO_BOTH = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial"
    b"Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What every dictionary begins with (MS-OXRTFCP, 2.2.1.3)."""

_TOKEN = re.compile(
    rb"\\'([0-9A-Fa-f]{2})|\\([A-Za-z]{1,32})(-?[0-9]{1,10})? ?|\\([^A-Za-z])|([{}])|[\r\n]+|([^\\{}\r\n]{1,4096})|\\\Z", re.DOTALL
)
_UNSEEN = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerl headerr footer footerl footerr themedata datastore listtable "
    b"listoverridetable rsidtbl generator xmlnstbl fldinst".split()
)
_LETTERS = {
    **dict.fromkeys((b"par", b"line", b"row", b"sect", b"page"), "\n"),
    **dict.fromkeys((b"tab", b"cell"), "\t"),
    b"emdash": "—",
    b"endash": "–",
    b"bullet": "•",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
}
_SIGNS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\r": "\n", b"\n": "\n"}


def decompress(packed: bytes) -> bytes:
    """Return the RTF in compressed RTF, as much as is read. Raises `ValueError` where it is something else."""
    if len(packed) < _HEAD.size:
        raise ValueError("no compressed RTF")
    _, size, kind, _ = _HEAD.unpack_from(packed)
    body = packed[_HEAD.size :]
    if kind == _PLAIN:
        return body[:size]
    if kind != _COMPRESSED:
        raise ValueError("no compressed RTF")
    out = bytearray(_KNOWN_TO_BOTH)
    at = 0
    while at < len(body) and len(out) < LARGEST:
        flags, at = body[at], at + 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += body[at : at + 1]
                at += 1
            elif _repeat(out, int.from_bytes(body[at : at + 2], "big")):
                at += 2
            else:
                return bytes(out[len(_KNOWN_TO_BOTH) :])
    return bytes(out[len(_KNOWN_TO_BOTH) :])


def _repeat(out: bytearray, told: int) -> bool:
    """Write once more what stands at a place in the window; False where the place is the end."""
    back = (len(out) - (told >> 4)) % _WINDOW
    if back == 0 or back > len(out):
        return False
    for _ in range((told & 0xF) + _SHORTEST_RUN):
        out.append(out[-back])
    return True


@dataclass(slots=True)
class _Group:
    """What holds within a pair of braces. skip: nothing of it is text; fallback: letters for old readers, after each numbered one."""

    skip: bool = False
    fallback: int = 1


@dataclass(slots=True)
class _Reader:
    """The text so far, and the octets of it that are still to be decoded together."""

    charset: str = "windows-1252"
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    octets: bytearray = field(default_factory=bytearray)
    passed_over: int = 0  # letters of a fallback that are still to come

    def write(self, text: str) -> None:
        """Add characters, after the octets before them."""
        if self.octets:
            self.pieces.append(decode_text(bytes(self.octets), self.charset)[0])
            self.octets.clear()
        self.pieces.append(text)

    def add(self, octets: bytes) -> None:
        """Add octets in the document's charset, but for those that stand for a letter that was read already."""
        kept = octets[self.passed_over :]
        self.passed_over = max(0, self.passed_over - len(octets))
        if not self.group.skip:
            self.octets += kept

    def brace(self, sign: bytes) -> None:
        """Open or close a group."""
        self.passed_over = 0
        if sign == b"{":
            self.outer.append(self.group)
            self.group = _Group(self.group.skip, self.group.fallback)
        elif self.outer:
            self.group = self.outer.pop()

    def word(self, name: bytes, number: int | None) -> None:
        """Obey a control word."""
        if name in _UNSEEN:
            self.group.skip = True
        elif name == b"ansicpg" and number:
            self.charset = f"windows-{number}"
        elif name == b"uc" and number is not None:
            self.group.fallback = max(0, min(number, 9))
        elif name == b"u" and number is not None and not self.group.skip:
            self.write(chr(number & 0xFFFF))
            self.passed_over = self.group.fallback
        elif name in _LETTERS and not self.group.skip:
            self.write(_LETTERS[name])

    def sign(self, name: bytes) -> None:
        """Obey a control symbol; the star begins what only newer readers know."""
        if name == b"*":
            self.group.skip = True
        elif name in _SIGNS and not self.group.skip:
            self.write(_SIGNS[name])


def text_of_rtf(source: bytes) -> str:
    """Return what RTF says as plain text. Of RTF that was made from HTML only what RTF readers show is read."""
    reader = _Reader()
    for token in _TOKEN.finditer(source[:LARGEST]):
        code, name, number, sign, brace, plain = token.groups()
        if code:
            reader.add(bytes([int(code, 16)]))
        elif name:
            reader.word(name, int(number) if number else None)
        elif sign:
            reader.sign(sign)
        elif brace:
            reader.brace(brace)
        elif plain:
            reader.add(plain)
    reader.write("")
    return "".join(reader.pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
