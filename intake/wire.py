"""The connection below imapclient: how the server is reached, proven, and read within limits.

`imaplib` reads a line of any sender's making as patiently and as greedily as
it comes. Here every answer has bounds: octets in a line, octets in a literal,
and the seconds that the server has. The rule: nothing is allocated because a
server announced it, and nothing is told to a server before it is proven.
"""

import imaplib
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from intake.ports import NotTrusted
from tracker.ledger import Shelf

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

LINE_OCTETS = 1_000_000
"""The longest line that is read: a SEARCH answer of some 90,000 UIDs."""

SLOWEST_OCTETS_PER_SECOND = 8192
"""Who sends slower than this, beyond the seconds that every answer has, is hanging (docs/mail-rules.md, F22)."""


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """How to reach one mailbox, and how much of it to take at once.

    password:           itself, or what gives it at each login.
    security:           `plain` only reaches a server on this machine; there is no switch that turns verification off (D15).
    ca_file:            authorities (PEM) that are believed beside the system's own.
    folders:            the name of each folder of ours, `/` between levels whatever the server uses; None or absent: no such folder.
    timeout_seconds:    for connecting; for each answer.
    batch_bytes:        of the messages in one batch, unless one alone is larger; `block_bytes` is the most asked for at once of one.
    poll_seconds:       how long to wait for mail where the server has no IDLE, or `idle` is off.
    oauth:              gives a bearer token at each login; then no password. What either raises passes through `connect`.
    """

    name: str
    host: str
    port: int
    username: str
    password: str | Callable[[], str] = field(default="", repr=False)
    security: Literal["tls", "starttls", "plain"] = "tls"
    ca_file: Path | None = None
    inbox: str = "INBOX"
    folders: Mapping[Shelf, str | None] = field(default_factory=dict)
    timeout_seconds: tuple[float, float] = (10.0, 60.0)
    batch_messages: int = 50
    batch_bytes: int = 8 * 1024 * 1024
    block_bytes: int = 1024 * 1024
    idle: bool = True
    poll_seconds: float = 60.0
    oauth: Callable[[], str] | None = field(default=None, repr=False)

    def secret(self) -> str:
        """Return the token or password as it is now."""
        if self.oauth is not None:
            return self.oauth()
        return self.password if isinstance(self.password, str) else self.password()


def verifying_context(settings: ImapSettings) -> ssl.SSLContext:
    """Return a context that proves chain and host name. Raises `NotTrusted` where the CA file cannot be read (F28)."""
    context = ssl.create_default_context()
    if settings.ca_file is not None:
        try:
            context.load_verify_locations(cafile=settings.ca_file)
        except OSError as trouble:
            raise NotTrusted("the CA file cannot be read") from trouble
    return context


class Wire(imaplib.IMAP4):
    """`imaplib`'s connection, with its overridable methods overridden: reach, prove, read within limits."""

    def __init__(self, settings: ImapSettings) -> None:
        """Connect and read the greeting. Raises `NotTrusted`, `OSError` and `imaplib.IMAP4.error`."""
        self._settings = settings
        self._buffer = bytearray()
        self._deadline = 0.0
        self.patience_seconds = settings.timeout_seconds[1]
        super().__init__(settings.host, settings.port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:  # noqa: ARG002 - imaplib's signature; ours is in the settings
        plain = socket.create_connection((self._settings.host, self._settings.port), self._settings.timeout_seconds[0])
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a literal's end goes out at once: 40 ms less a copy laid away
        try:
            return self._secured(plain)
        except BaseException:
            plain.close()
            raise

    def _secured(self, plain: socket.socket) -> socket.socket:
        """Prove the server before a word is said, where TLS comes first; in the clear only to this machine (R-IMAP-07, D15)."""
        if self._settings.security == "tls":
            plain = verifying_context(self._settings).wrap_socket(plain, server_hostname=self._settings.host)
        elif self._settings.security == "plain" and not ipaddress.ip_address(plain.getpeername()[0]).is_loopback:
            raise NotTrusted("a connection without TLS would leave this machine")
        self._allow(0)
        return plain

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> tuple[Literal["OK"], list[None]]:
        """Change to TLS, and forget all that was said in the clear. Raises `NotTrusted` when the server cannot, or says too much.

        Source: RFC 3501, 6.2.1; docs/mail-rules.md, R-IMAP-05, R-IMAP-07 and A26.
        """
        if "STARTTLS" not in self.capabilities:
            raise NotTrusted("the server does not offer STARTTLS")
        answer, _ = self._simple_command("STARTTLS")
        if answer != "OK":
            raise NotTrusted("the server refuses STARTTLS")
        if self._buffer:
            raise NotTrusted("something was said between STARTTLS and TLS")
        context = ssl_context or verifying_context(self._settings)
        self.sock = context.wrap_socket(self.sock, server_hostname=self._settings.host)
        self.untagged_responses.clear()
        self._tls_established = True
        self._get_capabilities()
        return "OK", [None]

    def send(self, data: "ReadableBuffer") -> None:
        """Send; the time for the answer starts to run."""
        self._allow(memoryview(data).nbytes)
        self.sock.settimeout(self._deadline - time.monotonic())
        self.sock.sendall(data)

    def readline(self) -> bytes:
        """Return one line with its end; empty when the connection is at its end."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched) + 1) == 0:
            searched = len(self._buffer)
            if searched > LINE_OCTETS:
                raise self.abort("line too long")
            if not self._receive():
                end = len(self._buffer)
                break
        return self._take(end)

    def read(self, size: int) -> bytes:
        """Return exactly `size` octets of a literal. One larger than anything we ask for is not read at all (R-IMAP-08)."""
        if size > max(self._settings.block_bytes, LINE_OCTETS):
            raise self.abort("literal too long")
        while len(self._buffer) < size:
            if not self._receive():
                raise self.abort("the connection ended within a literal")
        return self._take(size)

    def holds_more(self) -> bool:
        """Say whether something that the server said was received and not yet read: no socket will tell of it again."""
        return bool(self._buffer) or (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending() > 0)

    def drop(self) -> None:
        """Let go of the socket, whatever state it is in. Raises nothing."""
        try:
            self.shutdown()
        except (OSError, ValueError):  # already closed, or half way into TLS
            self.sock.close()

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _receive(self) -> int:
        """Read what has come, and return how much; each octet gives the server a little more time for the rest."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("no whole answer in time")
        self.sock.settimeout(left)
        piece = self.sock.recv(65536)
        self._buffer += piece
        self._deadline += len(piece) / SLOWEST_OCTETS_PER_SECOND
        return len(piece)

    def _allow(self, octets: int) -> None:
        self._deadline = time.monotonic() + self.patience_seconds + octets / SLOWEST_OCTETS_PER_SECOND
