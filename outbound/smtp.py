"""SMTP behind the port of the courier: a few connections, logged in once, a letter at a time on each.

Knows sockets and reply codes; nothing of letters, complaints or the register.
The frozen bytes go out as they are, dot-stuffed and no more. Rule one: no
letter and no password travels without verified TLS, except to this very
machine (docs/mail-rules.md, D15). Rule two: a server that says more or other
than it was asked is not argued with; the connection is cut, and after the final
dot that means: perhaps accepted (docs/mail-rules.md, D6).
"""

import asyncio
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import cast

import aiosmtplib
from aiosmtplib.protocol import SMTPProtocol

from outbound.courier import Ambiguous, Envelope, LoginRefused, Postponed, Undeliverable
from outbound.octets import dot_stuffed, one_line, refuse_malformed
from outbound.smtp_settings import SmtpSettings, Timeouts
from outbound.verdicts import cause, is_refusal, verdict
from tracker.crashpoints import crashpoint

LONGEST_REPLY_LINE = 8192  # far above RFC 5321's 512; only a bound on memory
BLOCK_BYTES = 65536

_REPLY_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])[^\n]*)?\r?")

__all__ = ["SmtpCourier", "SmtpSettings", "Timeouts"]


class SmtpCourier:
    """Carries letters by SMTP. To be used from one event loop, by any number of tasks at once."""

    def __init__(self, settings: SmtpSettings) -> None:
        """Prepare; connect only when the first letter comes. Raises: `CannotStart` when the CA file cannot be used."""
        self._settings = settings
        self._context = settings.tls_context()
        self._places = asyncio.Semaphore(settings.connections)
        self._idle: list[_Connection] = []

    async def carry(self, envelope: Envelope) -> str:
        """See `Courier.carry`."""
        refuse_malformed(envelope)
        async with self._places:
            if kept := await self._take_kept():
                with suppress(_Stale):
                    return await self._carry_on(kept, envelope)
            return await self._carry_on(_Connection(self._settings, self._context), envelope)

    async def log_in(self) -> None:
        """Reach the server, log in and take leave, without a letter. Raises `Postponed` or `LoginRefused`."""
        connection = _Connection(self._settings, self._context)
        try:
            await connection.open()
        finally:
            await connection.quit()

    async def close(self) -> None:
        """See `Courier.close`."""
        leaving, self._idle = self._idle, []
        await asyncio.gather(*(connection.quit() for connection in leaving))

    async def _take_kept(self) -> "_Connection | None":
        """Return an open connection that was used of late; say goodbye to the others."""
        while self._idle:
            connection = self._idle.pop()
            if connection.is_fresh():
                return connection
            await connection.quit()
        return None

    async def _carry_on(self, connection: "_Connection", envelope: Envelope) -> str:
        try:
            return await connection.carry(envelope)
        finally:  # also when cancelled: a connection in mid-letter is never used again
            if connection.at_rest:
                self._idle.append(connection)
            else:
                connection.cut()


class _Stale(Postponed):
    """The connection had ended before this letter was begun."""


class _Wire(SMTPProtocol):
    """The library's protocol, made strict: every byte of the server belongs to a reply that was asked for, or the line is cut.

    By itself it keeps a reply too many and takes it for the answer to the next command, such as a 250 for the final dot.
    """

    def __init__(self, on_lost: Callable[[SMTPProtocol], None]) -> None:
        super().__init__(connection_lost_callback=on_lost)
        self.gone = asyncio.Event()
        self._replies_owed = 1  # the greeting
        self._line = b""  # received so far
        self._code: bytes | None = None  # of a reply whose last line has not come yet

    def write(self, data: bytes) -> None:
        """Send a command, or the end of a letter: what is answered once."""
        self._replies_owed += 1
        super().write(data)

    async def write_letter(self, content: bytes, block_seconds: float) -> None:
        """Send a letter with its final dot. Raises only while the final dot has not been sent."""
        blocks = [content[start : start + BLOCK_BYTES] for start in range(0, len(content), BLOCK_BYTES)]
        for block in blocks[:-1]:
            super().write(block)
            await asyncio.wait_for(self._drain_helper(), block_seconds)
        self.write(blocks[-1])

    def data_received(self, data: bytes) -> None:
        """Pass on what is in order."""
        *lines, self._line = (self._line + data).split(b"\n")
        in_order = all(self._is_owed(line) for line in lines) and len(self._line) <= LONGEST_REPLY_LINE
        if in_order and not (self._line and self._replies_owed < 1):
            super().data_received(data)
        else:
            self.cut()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits for the end."""
        super().connection_lost(exc)
        self.gone.set()

    def cut(self) -> None:
        """End the connection without a word."""
        if self.transport is not None:
            cast("asyncio.WriteTransport", self.transport).abort()

    def _is_owed(self, line: bytes) -> bool:
        """Take one line of a reply. All lines of one reply bear the same code (RFC 5321, 4.2.1)."""
        match = _REPLY_LINE.fullmatch(line)
        if not match or self._replies_owed < 1 or self._code not in {None, match[1]}:
            return False
        self._code = match[1] if match[2] == b"-" else None
        if self._code is None:
            self._replies_owed -= 1
        return True


class _Connection:
    """One connection to the server, opened by its first letter."""

    def __init__(self, settings: SmtpSettings, context: ssl.SSLContext | None) -> None:
        self.at_rest = False  # between letters: all that was asked is answered
        self._settings = settings
        self._context = context
        self._wire: _Wire | None = None
        self._used_at = 0.0  # by the clock of the loop: for idleness only
        seconds = settings.timeouts.command_seconds
        self._client = aiosmtplib.SMTP(hostname=settings.host, local_hostname=settings.local_hostname, timeout=seconds, tls_context=context)

    def is_fresh(self) -> bool:
        """Say whether it is open, and was used not long ago."""
        return self._client.is_connected and asyncio.get_running_loop().time() - self._used_at < self._settings.idle_seconds

    async def carry(self, envelope: Envelope) -> str:
        """Carry one letter, and come to rest where the server answered clearly."""
        if self._wire is None:
            await self.open()
        self._used_at = asyncio.get_running_loop().time()
        mail_options, rcpt_options = self._options(envelope)
        self.at_rest = False
        try:
            reply = await self._dialogue(envelope, mail_options, rcpt_options)
        except (Postponed, Undeliverable) as refusal:
            self.at_rest = is_refusal(refusal.code) and not isinstance(refusal, LoginRefused) and await self._reset()
            raise
        self.at_rest = True
        return reply

    async def quit(self) -> None:
        """Take leave, and see the connection gone."""
        with suppress(aiosmtplib.SMTPException, OSError):
            await self._client.quit(timeout=self._settings.timeouts.quit_seconds)
        self.cut()
        if self._wire is not None:
            with suppress(TimeoutError):  # asyncio does not tell the end of a failed STARTTLS
                await asyncio.wait_for(self._wire.gone.wait(), self._settings.timeouts.quit_seconds)

    def cut(self) -> None:
        """End the connection without a word."""
        if self._wire is not None:
            self._wire.cut()

    async def open(self) -> None:
        """Connect, greet and log in. Nothing that fails here is the letter's fault."""
        timeouts, loop = self._settings.timeouts, asyncio.get_running_loop()
        from_the_start = self._context if self._settings.security == "tls" else None
        with _stage("connect"):
            async with asyncio.timeout(timeouts.connect_seconds):
                self._client.transport, self._wire = await loop.create_connection(
                    lambda: _Wire(lambda _: self._client.close()), self._settings.host, self._settings.port, ssl=from_the_start
                )
        self._client.protocol = self._wire
        with _stage("greeting"):
            _expect(220, await self._wire.read_response(timeout=timeouts.greeting_seconds))
        await self._ehlo()
        if self._settings.security == "starttls":
            await self._start_tls()
        await self._login()
        self.at_rest = True

    async def _ehlo(self) -> None:
        with _stage("ehlo"):
            await self._client.ehlo()

    async def _start_tls(self) -> None:
        """Encrypt or end: an answer without STARTTLS may be somebody's in between (docs/mail-rules.md, R-SMTP-06)."""
        if not self._client.supports_extension("starttls"):
            raise Postponed("starttls_not_offered")
        with _stage("starttls"):
            await self._client.starttls(timeout=self._settings.timeouts.connect_seconds)
        await self._ehlo()

    async def _login(self) -> None:
        """Try one mechanism, once: each wrong try counts towards a lock-out."""
        settings, client = self._settings, self._client
        if settings.username is None:
            return
        known = {"xoauth2"} if settings.oauth else {"plain", "login"}
        if not (offered := known & set(client.server_auth_methods)):
            raise LoginRefused("login_not_offered")
        with _stage("login"):
            if settings.oauth:
                await client.auth_xoauth2(settings.username, await settings.oauth())
            elif "plain" in offered:
                await client.auth_plain(settings.username, settings.reveal_password())
            else:
                await client.auth_login(settings.username, settings.reveal_password())

    def _options(self, envelope: Envelope) -> tuple[list[str], list[str]]:
        """Return the parameters of MAIL and RCPT. Raises: `Undeliverable` when the letter needs what the server does not offer."""
        if not self._client.is_connected:  # its offers are forgotten: no reason to give the letter up
            raise _Stale("mail_lost")
        offers, size = self._client.supports_extension, len(envelope.raw)
        limit = self._client.esmtp_extensions.get("size", "")
        if limit.isascii() and limit.isdigit() and 0 < int(limit) < size:
            raise Undeliverable("too_large_for_server")
        mail_options = [f"SIZE={size}"] if offers("size") else []
        for extension, option, is_needed in (
            ("smtputf8", "SMTPUTF8", not (envelope.sender + envelope.recipient).isascii()),
            ("8bitmime", "BODY=8BITMIME", not envelope.raw.isascii()),
        ):
            if is_needed and not offers(extension):
                raise Undeliverable(f"{extension}_not_offered")
            mail_options += [option] if is_needed else []
        return mail_options, ["NOTIFY=FAILURE"] if envelope.notify and offers("dsn") else []

    async def _dialogue(self, envelope: Envelope, mail_options: list[str], rcpt_options: list[str]) -> str:
        client, wire, timeouts = self._client, cast("_Wire", self._wire), self._settings.timeouts
        with _stage("mail", lost=_Stale):
            await client.mail(envelope.sender, options=mail_options, encoding="utf-8")
        with _stage("rcpt"):
            await client.rcpt(envelope.recipient, options=rcpt_options, encoding="utf-8")
        crashpoint("before_data")
        with _stage("data"):
            _expect(354, await client.execute_command(b"DATA", timeout=timeouts.data_seconds))
        with _stage("content"):
            await wire.write_letter(dot_stuffed(envelope.raw), timeouts.block_seconds)
        crashpoint("after_data")
        with _stage("final_dot", lost=Ambiguous):
            reply = _expect(250, await wire.read_response(timeout=timeouts.final_dot_seconds))
        crashpoint("after_250")
        return f"250 {one_line(reply.message)}"

    async def _reset(self) -> bool:
        """Make the server forget a refused letter; say whether it did."""
        with suppress(aiosmtplib.SMTPException, OSError):
            await self._client.rset()
            return True
        return False


@contextmanager
def _stage(name: str, *, lost: type[Postponed] = Postponed) -> Iterator[None]:
    """Translate what the library raises; `lost` is what it means here that no clear answer came."""
    if (task := asyncio.current_task()) and task.cancelling():
        raise asyncio.CancelledError  # again: `asyncio.wait_for`, in Python 3.11, forgets one that meets a reply
    try:
        yield
    except aiosmtplib.SMTPResponseException as answer:
        raise verdict(name, answer.code, one_line(answer.message), lost) from answer
    except (aiosmtplib.SMTPException, OSError) as trouble:
        raise lost(f"{name}_{cause(trouble)}", said=one_line(str(trouble))) from trouble


def _expect(code: int, reply: aiosmtplib.SMTPResponse) -> aiosmtplib.SMTPResponse:
    if reply.code != code:
        raise aiosmtplib.SMTPResponseException(reply.code, reply.message)
    return reply
