"""From bytes to characters: which charset a mail may name, and what is done when it names none, or lies.

Knows no headers and no parts. Rule: a charset from an allow-list or none at
all, since Python also knows `utf-7` and `unicode_escape`, which turn plain
letters into markup. (UTF-7 is read for its letters alone.) Source: docs/mail-rules.md, A33.
"""

import binascii
import codecs
import re
from itertools import groupby

_ALLOWED = re.compile(
    r"utf-8|utf-16(-[bl]e)?|utf-32(-[bl]e)?|ascii|iso8859-\d{1,2}|cp125\d|cp(437|85\d|86\d)|cp87[14]|koi8-[rtu]|tis-620|mac-(roman|latin2|cyrillic)|"
    r"gb2312|gbk|gb18030|hz|big5|big5hkscs|cp950|shift_jis|shift_jisx0213|cp932|euc_jp|iso2022_jp(_\w+)?|euc_kr|cp949|johab|iso2022_kr",
    re.ASCII,
)

_WIDER = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext",
}
"""What programs mean by the narrow name: each holds all of it, and the signs that they write besides (WHATWG, Encoding, 4.2)."""

_SPELLED = {
    "ks_c_5601-1987": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "unicode-1-1-utf-8": "utf-8",
}
"""Names that are seen in mail and that Python does not know."""

_LATIN = frozenset({"cp1252", "cp1254", "cp1250", "iso8859-15", "iso8859-2"})
"""Every text can be read in these; but one that is UTF-8 throughout was not written in them: its letters would all come in odd pairs."""

_NOT_AS_NAMED = "the text is not in the charset that it names"
_LONGEST_NAME = 40
_LONGEST_LINE = 8192
"""Characters of a header value in which encoded words are looked for; more is not a line that a person wrote."""

_UTF7_NAME = re.compile(r"(unicode-1-1-|x-)?utf-?7", re.IGNORECASE | re.ASCII)
_UTF7_RUN = re.compile(r"\+[A-Za-z0-9+/]{0,1000}-?", re.ASCII)

_JAPANESE = "klachten.iso2022_jp"
"""What becomes of signs for which ISO-2022-JP has no place."""

_LONGEST_JAPANESE = 1_000_000
"""Bytes in which such signs are looked up, one at a time; nobody writes more."""

_MOST_PIECES = 100
"""Pieces of base64, each with its own padding, that are joined; more is no attachment."""

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64[:-1]))
_GLANCE = 8192
_STRANGE, _SLIPS = 10, 2
"""One strange sign in so many is a slip, and so are two in a short text; in words of people every sixth is a space."""
_ENOUGH_LINES = 3

_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?((?:[^?]|\?(?!=))*)\?=")
"""An encoded word (RFC 2047, 2), and with the white space and the bare `?` that many programs leave in it."""


def codec_for(name: str) -> str | None:
    """Return the Python codec for a charset named in a mail, or None when it is not to be used."""
    wanted = name.strip().strip("\"'").lower()
    if not wanted.isascii() or not wanted.isprintable() or len(wanted) > _LONGEST_NAME:
        return None
    for spelling in (_SPELLED.get(wanted, wanted), wanted.removeprefix("x-").replace("windows-", "cp")):
        try:
            found = codecs.lookup(spelling).name
        except (LookupError, ValueError):
            continue
        return _WIDER.get(found, found) if _ALLOWED.fullmatch(found) else None
    return None


def decode_text(data: bytes, charset: str | None = None) -> tuple[str, str | None]:
    """Return the characters in `data`, and a fault in words when the charset could not be taken at its word.

    charset: as the mail names it. Where it names none, or one that is not read: UTF-8, else
             Windows-1252, which was right for every Dutch sample.
    """
    if charset is None or not charset.strip():
        return _guess(data), None
    codec = codec_for(charset)
    if codec is None:
        return _unlisted(data, charset)
    if codec in _LATIN and not data.isascii() and (text := _strictly(data, "utf-8")) is not None:
        return text, _NOT_AS_NAMED
    if codec == "cp1252":
        return _windows(data), None
    try:
        return data.decode(codec), None
    except UnicodeError:
        return _as_near_as_can_be(data, codec), _NOT_AS_NAMED


def _as_near_as_can_be(data: bytes, codec: str) -> str:
    """Read text that is not, or not all, in the charset that it names: what fits UTF-8, or another way to write Japanese, is in that."""
    if codec == "utf-8":
        return _guess(data, named=True)
    others = ("utf-8", "euc_jp", "cp932") if codec.startswith("iso2022_jp") and b"\x1b" not in data else ("utf-8",)
    for other in () if data.isascii() else others:
        if (text := _strictly(data, other)) is not None:
            return text
    return data.decode(codec, _JAPANESE if codec.startswith("iso2022_jp") and len(data) <= _LONGEST_JAPANESE else "replace")


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def _sent_by_windows(error: UnicodeError) -> tuple[str, int]:
    """Read a sign that ISO-2022-JP has no place for, and that Windows and telephones write in it, where cp932 has it.

    Source: WHATWG, Encoding, 5 (index jis0208) and 12.2, for what is meant; JIS X 0208, annex 1, for the rows.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    sign = error.object[error.start : error.end]
    if len(sign) != 2 or not sign.isascii():  # noqa: PLR2004 - its two bytes
        return "\ufffd", error.end
    row, place = sign
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)  # noqa: PLR2004 - Shift JIS skips what are katakana there
    trail = place + (0x7E if row % 2 == 0 else 0x1F + (place > 0x5F))  # noqa: PLR2004 - and the sign that deletes
    return bytes([lead, trail]).decode("cp932", "replace"), error.end


codecs.register_error(_JAPANESE, _sent_by_windows)


def _unlisted(data: bytes, charset: str) -> tuple[str, str]:
    """Read text in a charset that is not on the list."""
    if _UTF7_NAME.fullmatch(charset.strip()):
        return _UTF7_RUN.sub(_utf7_letters, _guess(data)), "the text is in UTF-7"
    return _guess(data), "the text names a charset that is not read"


def is_wide(charset: str) -> bool:
    """Say whether each letter of `charset` takes two bytes or four, so that NULs among them are no sign of a file."""
    return (codec_for(charset) or "").startswith(("utf-16", "utf-32"))


def has_escapes(data: bytes, charset: str) -> bool:
    """Say whether `data` looks like ASCII and switches to letters of `charset` by escapes, as ISO-2022-JP does."""
    return b"\x1b" in data and (codec_for(charset) or "").startswith("iso2022")


def _utf7_letters(run: re.Match[str]) -> str:
    """Read one shifted run of UTF-7 (RFC 2152), unless markup would come of it: that stays as it was written."""
    try:
        letters = run[0].encode("ascii").decode("utf-7")
    except UnicodeError:
        return run[0]
    return run[0] if not letters or set(letters) & set("<>&") else letters


def decode_field(data: bytes) -> str:
    """Return the characters of a header field that bears 8-bit bytes: UTF-8, else Windows-1252."""
    return _guess(data)


def decode_words(value: str) -> str:
    """Return a header value with its encoded words (RFC 2047) read, however they are cut, in one pass.

    Neighbouring words of one charset are joined before they are decoded, since many programs cut
    a character in two. The end of a value longer than 8,192 characters is left as it stands.
    """
    last = value.rfind("?=", 0, _LONGEST_LINE) if "=?" in value else -1
    if last < 0:
        return value
    head, rest = value[: last + 2], value[last + 2 :]  # behind the last end every beginning would be followed to the end, in vain
    pieces: list[tuple[str | None, str | bytes]] = []
    end = 0
    for word in _WORD.finditer(head):
        between = head[end : word.start()]
        if between.strip() or not pieces:
            pieces.append((None, between))
        charset = word[1].partition("*")[0].lower()
        pieces.append((charset, _unpack(word[2], word[3], charset)))
        end = word.end()
    return "".join(_joined(pieces)) + head[end:] + rest


def _joined(pieces: list[tuple[str | None, str | bytes]]) -> list[str]:
    """Decode each run of words of one charset as one."""
    texts: list[str] = []
    for charset, run in groupby(pieces, key=lambda piece: piece[0]):
        if charset is None:
            texts.extend(str(piece) for _, piece in run)
        else:
            texts.append(decode_text(b"".join(piece for _, piece in run if isinstance(piece, bytes)), charset)[0])
    return texts


def _unpack(encoding: str, word: str, charset: str) -> bytes:
    """Return the bytes in a word; letters that stand in it bare were characters already, and stay the same."""
    data = word.encode(codec_for(charset) or "utf-8", "replace")
    if encoding in "bB":
        return decode_base64(data)
    return binascii.a2b_qp(data.replace(b"_", b" "), header=False)


def is_base64(data: bytes) -> bool:
    """Say whether `data` looks like base64 text: some programs only say that it is, and write plain text."""
    lines = [line for told in data[:_GLANCE].splitlines() if (line := told.strip())]
    strange = sum(len(line.translate(None, _BASE64)) for line in lines)
    with_words = sum(b" " in line for line in lines)
    of_words = len(lines) >= _ENOUGH_LINES and 2 * with_words > len(lines)
    return not of_words and strange <= max(_SLIPS, sum(map(len, lines)) / _STRANGE)


def decode_base64(data: bytes) -> bytes:
    """Return the bytes in base64 text, as many as can be read: strangers cut it short, pad it wrongly, and join pieces of it."""
    pieces = [piece for piece in data.split(b"=", _MOST_PIECES) if not piece.isspace()]
    if len(pieces) > _MOST_PIECES:
        pieces = [data]
    return b"".join(_one_piece(piece) for piece in pieces)


def _one_piece(data: bytes) -> bytes:
    letters = data.translate(None, _NOT_BASE64)
    whole = len(letters) - (len(letters) % 4 == 1)
    return binascii.a2b_base64(letters[:whole] + b"=" * (-whole % 4))


def _guess(data: bytes, *, named: bool = False) -> str:
    """UTF-8, else Windows-1252; UTF-8 with a few broken places (a cut mail) stays UTF-8; with more where the mail says so."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        repaired = data.decode("utf-8", "replace")
    broken = repaired.count("\ufffd")
    sound = sum(map(len, re.findall("[^\x00-\x7f\ufffd]+", repaired)))
    return repaired if sound * (2 if named else 1) > broken else _windows(data)


def _windows(data: bytes) -> str:
    """Windows-1252, whose five holes are kept as Latin-1 has them, as browsers do."""
    return data.decode("latin-1").translate(_WINDOWS)


_WINDOWS = {byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"}
