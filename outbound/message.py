"""Header fields, two readings, pictures and enclosures → the bytes of one message.

Knows no letter and no template. Own code, because the standard library's
generator costs more than the whole letter beside it, refolds what it was
given, and lets a NUL into a header. The rule: `written` returns only what
`proven` has looked at, and the same input gives the same bytes.
"""

import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.header import Header
from urllib.parse import quote

from outbound.shown import visible

CRLF = b"\r\n"

MAX_LINE = 998
"""Octets of a line without its CRLF. Source: RFC 5322, 2.1.1."""

MAX_REFERENCES = 20
MAX_ID_OCTETS = 250
LONGEST_NAME = 120
"""Characters of an enclosure's name; of a longer one its end, which says what it is. Source: docs/mail-rules.md, A30."""

_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_DOT_ATOM = rf"{_ATEXT}(?:\.{_ATEXT})*"
_MESSAGE_ID = re.compile(rf"<{_DOT_ATOM}@(?:{_DOT_ATOM}|\[[!-Z^-~]*\])>")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"@]+@[^\s<>()\[\],;:\\\"@]+")
_PLAIN_PHRASE = re.compile(rf"{_ATEXT}(?: {_ATEXT})*")
_MEDIA_TYPE = re.compile(r"(?!message/|multipart/)[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
_SEPARATORS = re.compile(r'[/\\:*?"<>|]')
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,59}")
_CHUNK = re.compile(r"(?:%[0-9A-F]{2}|[^%]){1,20}")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One attachment that goes along. `name` and `type` may come from a stranger; nothing of them is believed."""

    name: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture that the HTML reading shows as `<img src="cid:…">`. All of it is ours.

    cid:  what follows `cid:`; with an `@`, and of no other picture in the same message. Source: RFC 2392, 2.
    """

    cid: str
    name: str
    type: str
    data: bytes

    def is_shown_in(self, html: str) -> bool:
        """Say whether a page shows it, as an image or as the ground of something."""
        return re.search(rf"\bcid:{re.escape(self.cid)}(?![\w.@-])", html) is not None


def written(
    headers: Sequence[tuple[str, str]], text: str, html: str, enclosures: Sequence[Enclosure] = (), pictures: Sequence[Picture] = ()
) -> bytes:
    """Return one message: the fields in their order, a text and an HTML reading of the same, its pictures, and the enclosures.

    headers: name and finished value (see `phrase`, `words`, `identifiers`); the first must make the message unique.
    Raises:  `ValueError` for a value that could break out of its field, or bytes that are not fit to be sent.
    Source:  RFC 2046, 5.1.3 and 5.1.4; RFC 2387 for a page with its pictures.
    """
    seed = hashlib.sha256("\n".join(value for _, value in headers).encode("utf-8", "surrogatepass")).hexdigest()[:24]
    page = _reading("html", html)
    if pictures:
        related_type, related = _together("related", f"=_r{seed}", [page, *map(_shown_picture, pictures)])
        page = _part([("Content-Type", f'{related_type};\r\n type="text/html"')], related)
    body_type, body = _together("alternative", f"=_a{seed}", [_reading("plain", text), page])
    if enclosures:
        body_type, body = _together("mixed", f"=_m{seed}", [_part([("Content-Type", body_type)], body), *map(_enclosed, enclosures)])
    return proven(_head([*headers, ("MIME-Version", "1.0"), ("Content-Type", body_type)]) + CRLF + body)


def proven(raw: bytes) -> bytes:
    """Return `raw`; raise `ValueError` where a line end is not CRLF or a line too long. Source: docs/mail-rules.md, R-SMTP-03."""
    if not raw.count(b"\r") == raw.count(b"\n") == raw.count(CRLF):
        raise ValueError("a bare CR or LF in a letter")
    if max(map(len, raw.split(CRLF))) > MAX_LINE:
        raise ValueError(f"a line of more than {MAX_LINE} octets in a letter")
    return raw


def address(value: str) -> str:
    """Return one address as it may stand in a field; raises `ValueError` where it is not plainly one."""
    if not _ADDRESS.fullmatch(value):
        raise ValueError("not one plain address")
    return value


def phrase(name: str, value: str) -> str:
    """Return `name <address>`. Source: RFC 5322, 3.4; RFC 2047, 5 (3)."""
    if not name:
        return address(value)
    if _PLAIN_PHRASE.fullmatch(name) and "=?" not in name:
        return f"{name} <{address(value)}>"
    if name.isascii() and "=?" not in name:
        escaped = _safe(name).replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}" <{address(value)}>'
    return f"{_encoded(name, 'From')} <{address(value)}>"


def words(value: str, field: str) -> str:
    """Return free text for the field `field`, encoded where it is not ASCII or looks encoded, and folded. Source: RFC 2047."""
    if value.isascii() and "=?" not in value and len(value) + len(field) < 76:  # noqa: PLR2004 - RFC 5322, 2.1.1: 78 with ': '
        return _safe(value)
    return _encoded(value, field)


def identifiers(values: Iterable[str]) -> list[str]:
    """Return those that are message identifiers by the grammar, once each, at most 20: the first and the last ones.

    Source: RFC 5322, 3.6.4; docs/mail-rules.md, R-ACK-10.
    """
    good = list(dict.fromkeys(one for one in values if len(one) <= MAX_ID_OCTETS and _MESSAGE_ID.fullmatch(one)))
    return good if len(good) <= MAX_REFERENCES else [good[0], *good[-(MAX_REFERENCES - 1) :]]


def folded(values: Sequence[str], separator: str = "") -> str:
    """Return many tokens as one value, a line each."""
    return f"{separator}\r\n ".join(values)


def _safe(value: str) -> str:
    """Return `value` if it cannot leave its field. Source: docs/mail-rules.md, R-SMTP-05."""
    if _FORBIDDEN.search(value):
        raise ValueError("a control character in a header value")
    return value


def _encoded(value: str, field: str) -> str:
    charset = "us-ascii" if value.isascii() and "=?" not in value else "utf-8"
    return Header(_safe(value), charset, maxlinelen=76, header_name=field).encode(linesep="\r\n")


def _head(fields: Sequence[tuple[str, str]]) -> bytes:
    """Return the fields; a fold is the only line end that a value may hold."""
    for _, value in fields:
        _safe(value.replace("\r\n ", ""))
    return "".join(f"{name}: {value}\r\n" for name, value in fields).encode()


def _part(fields: Sequence[tuple[str, str]], body: bytes) -> bytes:
    return _head(fields) + CRLF + body


def _together(kind: str, boundary: str, parts: Sequence[bytes]) -> tuple[str, bytes]:
    """Return the type and the body of a multipart. The boundary has `=_`, which neither of our encodings can write."""
    line = b"--" + boundary.encode()
    body = b"".join(line + CRLF + part + CRLF for part in parts) + line + b"--" + CRLF
    return f'multipart/{kind};\r\n boundary="{boundary}"', body


def _reading(subtype: str, content: str) -> bytes:
    # b2a_qp breaks lines as the first line end that it meets, and with LF where it meets none
    lines = content.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").replace("\n", "\r\n") + "\r\n"
    body = binascii.b2a_qp(lines.encode("utf-8", "replace"), istext=True)
    return _part([("Content-Type", f"text/{subtype}; charset=utf-8"), ("Content-Transfer-Encoding", "quoted-printable")], body)


def _enclosed(one: Enclosure) -> bytes:
    kind = one.type if _MEDIA_TYPE.fullmatch(one.type) else "application/octet-stream"
    fields = [("Content-Type", kind), ("Content-Transfer-Encoding", "base64"), ("Content-Disposition", f"attachment{_filename(one.name)}")]
    return _part(fields, _in_base64(one.data))


def _shown_picture(one: Picture) -> bytes:
    """Return a picture as a part of its page. It has a name all the same: programs that show no pictures offer it as a file."""
    identifier = f"<{one.cid}>"
    if not _MESSAGE_ID.fullmatch(identifier) or not _MEDIA_TYPE.fullmatch(one.type):
        raise ValueError("a picture without an identifier or a type by the grammar")
    fields = [
        ("Content-Type", one.type),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-ID", identifier),
        ("Content-Disposition", f"inline{_filename(one.name)}"),
    ]
    return _part(fields, _in_base64(one.data))


def _in_base64(data: bytes) -> bytes:
    encoded = binascii.b2a_base64(data, newline=False)
    return CRLF.join(encoded[start : start + 76] for start in range(0, len(encoded), 76))


def _filename(name: str) -> str:
    """Return the parameter, cleaned once more and in pieces that fit a line. Source: RFC 2231, 3 and 4; docs/mail-rules.md, A30."""
    clean = _SEPARATORS.sub("_", visible(name))[-LONGEST_NAME:].strip(". ") or "bijlage"
    if _PLAIN_NAME.fullmatch(clean):
        return f';\r\n filename="{clean}"'
    first, *rest = _CHUNK.findall(quote(clean, safe=""))
    if not rest:
        return f";\r\n filename*=utf-8''{first}"
    pieces = [f";\r\n filename*{number}*={piece}" for number, piece in enumerate(rest, 1)]
    return "".join([f";\r\n filename*0*=utf-8''{first}", *pieces])
