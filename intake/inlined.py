"""Files that stand in a text itself: uuencoded, as programs did before MIME, or in yEnc.

Knows lines of octets and nothing of mail. Rule: only what is whole, from its
first line to its last, is a file; every step is linear in the length of the text.
Source: POSIX.1-2017, uuencode; the yEnc draft 1.3.
"""

import binascii
import re
from collections.abc import Iterator
from itertools import chain, islice

MOST_FILES = 100

_UU = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n((?:[ -`]{0,100}\r?\n)*+)end\b", re.MULTILINE)
"""The lines of the file have no small letters, so `end` is none of them."""

_UU_BEGIN = re.compile(rb"(?:\A|\n)begin [0-7]{3,4} [^\n]{0,500}\n")

_Y_BEGIN = re.compile(rb"^=ybegin [^\r\n]{0,200}?name=([^\r\n]{1,200})\r?\n(?:=ypart [^\r\n]{0,200}\r?\n)?", re.MULTILINE)
_Y_END = b"\n=yend "
_Y_ESCAPED = re.compile(rb"=([^\r\n])")
_Y_LETTERS = bytes((octet - 42) % 256 for octet in range(256))


def files_in(text: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the files in `text`, (name as written, content) each, of each kind in order."""
    return tuple(islice(chain(_uuencoded(text), _in_yenc(text)), MOST_FILES))


def _uuencoded(text: bytes) -> Iterator[tuple[str, bytes]]:
    for found in _UU.finditer(text) if b"begin " in text else ():
        if content := decode_uu(found[2]):
            yield found[1].decode("utf-8", "replace"), content


def decode_uu(text: bytes) -> bytes:
    """Return the bytes in uuencoded text; a line that cannot be read is left out."""
    begin = _UU_BEGIN.search(text)
    lines = []
    for line in text[begin.end() if begin else 0 :].splitlines():
        if line.strip() == b"end":
            break
        try:
            lines.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(lines)


def _in_yenc(text: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while b"=ybegin " in text and (begin := _Y_BEGIN.search(text, at)):
        at = text.find(_Y_END, begin.end() - 1)
        if at < 0:
            return
        lines = text[begin.end() : at].replace(b"\r", b"").replace(b"\n", b"")
        plain = _Y_ESCAPED.sub(lambda escaped: bytes([(escaped[1][0] - 64) % 256]), lines)
        yield begin[1].decode("utf-8", "replace").strip(), plain.translate(_Y_LETTERS)
