"""How long the certificate of a mail server is still good.

Knows TLS, and of IMAP and SMTP only how a conversation changes to it. Says
nothing to the server but that: no name, no password. The certificate is
verified as in service.
"""

import socket
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BufferedRWPair
from typing import Literal

TIMEOUT_SECONDS = 10.0
LONGEST_LINE = 8192

Protocol = Literal["imap", "smtp"]


def expires_at(host: str, port: int, context: ssl.SSLContext, *, starttls: Protocol | None = None) -> datetime:
    """Return the moment after which the server's certificate is refused (aware, UTC).

    starttls:  the protocol in which to ask for TLS; None where the connection begins with it.
    Raises `OSError` (an `ssl.SSLError` is one) when the server is away, proves nothing, or does not change to TLS.
    """
    with socket.create_connection((host, port), TIMEOUT_SECONDS) as plain:
        if starttls:
            with plain.makefile("rwb") as conversation:
                _ask_for_tls(conversation, starttls)
        with context.wrap_socket(plain, server_hostname=host) as wrapped:
            certificate: Mapping[str, object] = wrapped.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)


def _ask_for_tls(conversation: BufferedRWPair, protocol: Protocol) -> None:
    """Change to TLS. Source: RFC 3501, 6.2.1; RFC 3207, 4."""
    if protocol == "imap":
        _read_line(conversation)
        _send(conversation, b"a STARTTLS")
        while not (answer := _read_line(conversation)).startswith(b"a "):
            pass
        accepted = answer.upper().startswith(b"A OK")
    else:
        _read_reply(conversation)
        _send(conversation, b"EHLO localhost")
        _read_reply(conversation)
        _send(conversation, b"STARTTLS")
        accepted = _read_reply(conversation).startswith(b"220")
    if not accepted:
        raise ConnectionError("the server does not change to TLS")


def _send(conversation: BufferedRWPair, command: bytes) -> None:
    conversation.write(command + b"\r\n")
    conversation.flush()


def _read_reply(conversation: BufferedRWPair) -> bytes:
    """Return the last line of an SMTP reply (RFC 5321, 4.2.1: a hyphen stands in all others)."""
    while (line := _read_line(conversation))[3:4] == b"-":
        pass
    return line


def _read_line(conversation: BufferedRWPair) -> bytes:
    line = conversation.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise ConnectionError("the server broke off")
    return line
