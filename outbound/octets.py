"""What a letter looks like on the line: checked, then dot-stuffed, otherwise untouched.

Pure; knows octets, not what they say. The last guard against a bare CR or LF,
by which one letter could be read as two (SMTP smuggling), and against an
address that would add a parameter to a command.
Source: RFC 5321, 4.5.2; RFC 5322, 2.1.1; docs/mail-rules.md, R-SMTP-03 and A25.
"""

import re

from outbound.courier import Envelope, Undeliverable

LONGEST_LINE = 998  # octets, without its CRLF
LONGEST_NOTE = 500  # characters

_ATOMS = r"[^\s\"<>(),:;@\\\x00-\x1f\x7f\[\]]+"
_ADDRESS = re.compile(rf'(?:{_ATOMS}|"(?:[^"\\\x00-\x1f\x7f]|\\[ -~])+")@(?:{_ATOMS}|\[[0-9A-Za-z.:]+\])')


def refuse_malformed(envelope: Envelope) -> None:
    """Raise `Undeliverable` for an envelope that must not be put on the line as it is."""
    for address in {envelope.sender, envelope.recipient} - {""}:
        if not _ADDRESS.fullmatch(address):
            raise Undeliverable("address_malformed")
    if not envelope.recipient:
        raise Undeliverable("address_missing")
    if not _is_clean(envelope.raw):
        raise Undeliverable("letter_malformed")


def dot_stuffed(raw: bytes) -> bytes:
    """Return a letter as it travels after DATA: a dot before each line that begins with one, and the final dot."""
    return (b"." if raw.startswith(b".") else b"") + raw.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def one_line(said: str) -> str:
    """Return what a server said, fit to be kept: printable, on one line, at most 500 characters."""
    return "".join(sign if sign.isprintable() else "?" for sign in " ".join(said.split()))[:LONGEST_NOTE]


def _is_clean(raw: bytes) -> bool:
    """Say whether all lines end in CRLF, the last one too, and none is too long."""
    whole = raw.endswith(b"\r\n") and raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r")
    return whole and max(map(len, raw.split(b"\r\n"))) <= LONGEST_LINE
