"""The SMTP half of the embedded servers: takes mail as a mail server does, and hands it on.

It knows envelopes and replies; where a mail goes is the business of whoever
gave it `hand_on`. Its log-in is not asked for but understood, since it plays both
the server that staff submit to and the one that strangers send to. It imports
aiosmtpd, which only the extras `demo` and `test` install, so nothing but
`klachten.embedded` imports it, and only when servers are wanted.
"""

import asyncio
import base64
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from ssl import SSLContext

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, auth_mechanism

SERVER = "127.0.0.1"
LARGEST_BYTES = 60_000_000

HandOn = Callable[[str, str, bytes, str | None], Awaitable[None]]
"""Called with recipient, envelope sender, the mail's bytes as received, and who logged in (None: nobody)."""

Opened = Callable[[asyncio.WriteTransport], None]
"""Called with the transport of each connection, so that it can be cut off at the end."""


class Counter:
    """What happens at the counter: who may log in, which recipients are refused, and where a mail goes."""

    def __init__(self, hand_on: HandOn, refusals: Mapping[str, str], *, password: str, token: str) -> None:
        """Remember the rules. `refusals` is read anew at each recipient: beginning of a local part → SMTP reply."""
        self._hand_on = hand_on
        self._refusals = refusals
        self._password = password
        self._token = token

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, who: LoginPassword) -> AuthResult:
        """Take any name with the one password (aiosmtpd's hook for PLAIN and LOGIN)."""
        return AuthResult(success=who.password.decode() == self._password, handled=False, auth_data=who)

    @auth_mechanism("XOAUTH2")
    async def auth_xoauth2(self, _server: SMTP, words: list[str]) -> AuthResult:
        """Take any name with the one bearer token (aiosmtpd's hook for AUTH XOAUTH2)."""
        name, _, bearer = base64.b64decode(words[-1]).decode().strip("\x01").partition("\x01")
        granted = bearer == f"auth=Bearer {self._token}"
        return AuthResult(success=granted, handled=False, auth_data=LoginPassword(name.removeprefix("user=").encode(), b""))

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds its hooks by these names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Refuse by the rules, else accept."""
        for beginning, reply in self._refusals.items():
            if address.lower().startswith(beginning):
                return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - see handle_RCPT
        """Hand the mail on to each recipient, then say that it was taken."""
        raw = envelope.original_content or b""
        login: bytes | None = getattr(session.auth_data, "login", None)  # declared as None there
        for recipient in envelope.rcpt_tos:
            await self._hand_on(recipient, envelope.mail_from or "", raw, login.decode() if login else None)
        return "250 2.0.0 OK: taken"


async def serve(stack: AsyncExitStack, tls: SSLContext, counter: Counter, opened: Opened) -> tuple[int, int]:
    """Listen on two free loopback ports until `stack` ends; return that with implicit TLS and the plain one (which offers STARTTLS)."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns there of its own deprecated attributes
    loop = asyncio.get_running_loop()
    with_tls = await loop.create_server(lambda: _Connection(counter, None, opened), SERVER, 0, ssl=tls)
    plain = await loop.create_server(lambda: _Connection(counter, tls, opened), SERVER, 0)
    for server in (with_tls, plain):
        stack.callback(server.close)
    return with_tls.sockets[0].getsockname()[1], plain.sockets[0].getsockname()[1]


class _Connection(SMTP):
    """One SMTP session."""

    def __init__(self, counter: Counter, starttls: SSLContext | None, opened: Opened) -> None:
        super().__init__(
            counter,
            hostname="localhost",
            ident="embedded",
            loop=asyncio.get_running_loop(),
            data_size_limit=LARGEST_BYTES,
            enable_SMTPUTF8=True,
            tls_context=starttls,
            auth_require_tls=False,
            authenticator=counter.authenticate,
        )
        self._opened = opened

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            self._opened(transport)
        super().connection_made(transport)
