"""How the server that takes our mail is reached, and what is never allowed.

Knows no SMTP. Plain values, checked when made: what could send a letter or a
password unprotected does not start. There is no switch that turns verification
off. Source: docs/mail-rules.md, D15 and R-SMTP-06.
"""

import ipaddress
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tracker.errors import CannotStart


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds. Source: RFC 5321, 4.5.3.2 (docs/mail-rules.md, R-SMTP-01)."""

    connect_seconds: float = 60  # name, TCP and TLS together
    greeting_seconds: float = 300
    command_seconds: float = 300
    data_seconds: float = 120
    block_seconds: float = 180
    final_dot_seconds: float = 600
    quit_seconds: float = 2  # a courtesy; the service must end within 10 s


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """How to reach the server that takes our mail.

    security:     `tls` from the first byte; `starttls`, required; `plain`, to this machine only.
    password:     itself, or where to get it, asked at every login.
    oauth:        gives an access token for XOAUTH2, instead of a password.
    ca_file:      certificates trusted besides the system's.
    connections:  most open at once.

    Raises: `CannotStart` when these contradict each other.
    """

    host: str
    port: int = 465
    security: Literal["tls", "starttls", "plain"] = "tls"
    username: str | None = None
    password: str | Callable[[], str] | None = field(default=None, repr=False)
    oauth: Callable[[], Awaitable[str]] | None = field(default=None, repr=False)
    ca_file: Path | None = None
    connections: int = 2
    local_hostname: str | None = None
    idle_seconds: float = 60
    timeouts: Timeouts = field(default_factory=Timeouts)

    def __post_init__(self) -> None:
        """Refuse what cannot be safe or cannot work."""
        if self.security not in {"tls", "starttls", "plain"}:
            raise CannotStart(f"smtp: security is tls, starttls or plain, not {self.security}")
        if self.security == "plain" and not _is_loopback(self.host):
            raise CannotStart(f"smtp: {self.host} is another machine; mail goes there by tls or starttls only")
        if self.connections < 1:
            raise CannotStart("smtp: at least one connection is needed")
        if (self.username is None) != (self.password is None and self.oauth is None):
            raise CannotStart("smtp: a login needs a username, and a password or OAuth")
        if self.password is not None and self.oauth is not None:
            raise CannotStart("smtp: either a password or OAuth, not both")

    def tls_context(self) -> ssl.SSLContext | None:
        """Return what verifies the server, None for plain text. Raises: `CannotStart` when the CA file cannot be used."""
        if self.security == "plain":
            return None
        context = ssl.create_default_context()
        if self.ca_file is not None:
            try:
                context.load_verify_locations(self.ca_file)
            except OSError as trouble:  # an SSLError is one
                raise CannotStart(f"smtp: the CA file {self.ca_file} cannot be used ({trouble.strerror})") from trouble
        return context

    def reveal_password(self) -> str:
        """Return the password, fetched anew where it is kept elsewhere."""
        return self.password() if callable(self.password) else self.password or ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
