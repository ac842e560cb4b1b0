"""Opening smime.p7m: a mail that its sender's program signed as a whole, or encrypted.

Knows BER as far as the way to the content goes (X.690), and checks no
signature: what stands inside is shown, and nobody is trusted for it. Rule:
never deeper than the structures of RFC 5652 are, so many elements and no more,
and whatever does not fit is "nothing inside"; the file itself is kept as an
attachment anyway. Source: RFC 5652, 3 and 5; RFC 8551, 3.5.2.
"""

from collections.abc import Iterator
from dataclasses import dataclass

LARGEST = 30 * 1024 * 1024

_SIGNED = bytes.fromhex("2a864886f70d010702")
_ENCRYPTED = frozenset({bytes.fromhex("2a864886f70d010703"), bytes.fromhex("2a864886f70d0109100117")})
"""The object identifiers of envelopedData and authEnvelopedData."""

_OCTETS, _OID, _SEQUENCE, _CONTENT = 0x04, 0x06, 0x30, 0xA0
_CONSTRUCTED = 0x20
_LONG_TAG = 0x1F
_INDEFINITE = 0x80
_LONGEST_LENGTH = 4
_DEEPEST = 8
_MOST_ELEMENTS = 200_000


@dataclass(frozen=True, slots=True)
class Opened:
    """What a p7m says. content: the mail part that was signed; None where it is `encrypted`."""

    content: bytes | None
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class _Element:
    """One element of BER. start, stop: its content; after: where the next begins."""

    tag: int
    start: int
    stop: int
    after: int


class _Malformed(Exception):
    """This is no BER, or not what was expected in it."""


def open_p7m(content: bytes) -> Opened | None:
    """Return what is inside, or None when it is something else or cannot be read."""
    if len(content) > LARGEST:
        return None
    reader = _Reader(content)
    try:
        kind, wrapped = reader.typed(reader.element(0, len(content), _SEQUENCE))
        if kind in _ENCRYPTED:
            return Opened(None, encrypted=True)
        if kind != _SIGNED or wrapped is None:
            return None
        # SignedData: its version, its digest algorithms, and then the content.
        fields = reader.children(reader.element(wrapped.start, wrapped.stop, _SEQUENCE))
        _, inner = reader.typed([field for field, _ in zip(fields, range(3), strict=False)][2])
        return None if inner is None else Opened(reader.octets(reader.element(inner.start, inner.stop)))
    except (_Malformed, IndexError):
        return None


@dataclass(slots=True)
class _Reader:
    """Reads elements of `data`, so many as are left."""

    data: bytes
    left: int = _MOST_ELEMENTS

    def typed(self, element: _Element) -> tuple[bytes, _Element | None]:
        """Return the object identifier that an element begins with, and the content that follows it, if any."""
        pieces = self.children(element)
        name, content = next(pieces, None), next(pieces, None)
        if name is None or name.tag != _OID:
            raise _Malformed
        return self.data[name.start : name.stop], content if content and content.tag == _CONTENT else None

    def octets(self, element: _Element, depth: int = 0) -> bytes:
        """Return an octet string, which may be cut in pieces (X.690, 8.7.3)."""
        if element.tag == _OCTETS:
            return self.data[element.start : element.stop]
        if element.tag != _OCTETS | _CONSTRUCTED or depth > _DEEPEST:
            raise _Malformed
        return b"".join(self.octets(piece, depth + 1) for piece in self.children(element))

    def children(self, element: _Element) -> Iterator[_Element]:
        """Give the elements within one, in order."""
        at = element.start
        while at < element.stop:
            child = self.element(at, element.stop)
            yield child
            at = child.after

    def element(self, at: int, end: int, tag: int | None = None, depth: int = 0) -> _Element:
        """Read the element at `at` (X.690, 8.1). Raises `_Malformed`, also where it is not a `tag`."""
        self.left -= 1
        if self.left < 0 or depth > _DEEPEST or at + 2 > end or self.data[at] & _LONG_TAG == _LONG_TAG:
            raise _Malformed
        found, told = self.data[at], self.data[at + 1]
        if tag not in {None, found}:
            raise _Malformed
        start = at + 2
        if told == _INDEFINITE:
            stop = self._end(start, end, depth)
            return _Element(found, start, stop, min(stop + 2, end))
        if told > _INDEFINITE + _LONGEST_LENGTH:
            raise _Malformed
        if told > _INDEFINITE:
            start += told - _INDEFINITE
            told = int.from_bytes(self.data[at + 2 : start], "big")
        stop = min(start + told, end)  # a mail that was cut off says what it still says
        return _Element(found, start, stop, stop)

    def _end(self, at: int, end: int, depth: int) -> int:
        """Return where a content of untold length ends: at the two zeros of its own level (X.690, 8.1.5), or where the mail was cut."""
        while at + 2 <= end and self.data[at : at + 2] != b"\0\0":
            at = self.element(at, end, None, depth + 1).after
        return min(at, end)
