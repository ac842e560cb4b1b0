"""An SMTP server that behaves, until it is told not to.

A fault is played once, at the named stage, and forgotten: so that the same test
shows that the next letter goes through, and on which connection. The double
keeps its own list of what it took responsibility for.
"""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

EXTENSIONS = ("SIZE 1000000", "8BITMIME", "SMTPUTF8", "DSN", "AUTH PLAIN LOGIN")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is said instead of the proper reply, and what follows."""

    say: bytes = b""
    then: Literal["go_on", "close", "hang", "deafen"] = "go_on"
    keeps: bool = False  # at the final dot: takes the letter, whatever is said


CLOSE = Fault(then="close")
HANG = Fault(then="hang")
DEAF = Fault(then="deafen")  # hangs, and reads nothing more
SWALLOW = Fault(then="close", keeps=True)


@dataclass(slots=True)
class Taken:
    """One letter for which the server took responsibility."""

    mail: bytes = b""  # the line after MAIL FROM:
    rcpt: bytes = b""
    content: bytes = b""  # without the dots that were stuffed


@dataclass
class SmtpDouble:
    """The server. `faults` maps a stage to what is played there, first come first; None is the proper reply."""

    faults: dict[str, list[Fault | None]] = field(default_factory=dict)
    extensions: Iterable[str] = EXTENSIONS
    tls: ssl.SSLContext | None = None  # from the first byte
    starttls: ssl.SSLContext | None = None
    taken: list[Taken] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)  # verbs only, in order
    logins: list[str] = field(default_factory=list)  # mechanisms, in order
    connections: int = 0
    open_now: int = 0
    most_open: int = 0
    port: int = 0

    async def __aenter__(self) -> Self:
        self._talks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._welcome, "127.0.0.1", 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def quiet(self) -> None:
        """Wait until every client has gone."""
        await asyncio.gather(*self._talks)

    def count(self, verb: str) -> int:
        return self.commands.count(verb)

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        self.connections += 1
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            with suppress(OSError, asyncio.CancelledError):  # asyncio's streams in 3.11 cannot bear a cancelled talk
                await _Talk(self, reader, writer).hold()
        finally:
            self.open_now -= 1
            self._talks.discard(task)
            writer.transport.abort()


class _Over(Exception):
    """Raised to leave a conversation."""


class _Talk:
    """One conversation."""

    def __init__(self, double: SmtpDouble, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.double, self.reader, self.writer = double, reader, writer
        self.letter = Taken()
        self.rest = b""  # of the command, after its verb
        self.encrypted = double.tls is not None

    async def hold(self) -> None:
        with suppress(_Over):
            await self._answer("greeting", b"220 double.example ready\r\n")
            while line := await self.reader.readline():
                verb, _, self.rest = line.rstrip(b"\r\n").partition(b" ")
                self.double.commands.append(verb.decode("ascii", "replace").upper())
                await getattr(self, f"_{self.double.commands[-1].lower()}", self._unknown)()

    async def _answer(self, stage: str, proper: bytes) -> bytes:
        queue = defaultdict(list, self.double.faults)[stage]
        fault = (queue.pop(0) if queue else None) or Fault(proper)
        self.writer.write(fault.say)
        await self.writer.drain()
        if fault.keeps:
            self.double.taken.append(self.letter)
        if fault.then == "hang":
            await self.reader.read()
        if fault.then == "deafen":
            await asyncio.Event().wait()
        if fault.then != "go_on":
            raise _Over
        return fault.say

    async def _unknown(self) -> None:
        await self._answer("unknown", b"502 what?\r\n")

    async def _ehlo(self) -> None:
        offers = [*self.double.extensions, *(["STARTTLS"] if self.double.starttls and not self.encrypted else [])]
        lines = ["double.example", *offers]
        text = "".join(f"250{' ' if line is lines[-1] else '-'}{line}\r\n" for line in lines)
        await self._answer("ehlo", text.encode())

    async def _starttls(self) -> None:
        said = await self._answer("starttls", b"220 go ahead\r\n")
        if said.startswith(b"220") and self.double.starttls:
            await self.writer.start_tls(self.double.starttls)
            self.encrypted = True

    async def _auth(self) -> None:
        self.double.logins.append(self.rest.partition(b" ")[0].decode())
        if self.rest.upper().startswith(b"LOGIN "):
            self.writer.write(b"334 UGFzc3dvcmQ6\r\n")
            await self.reader.readline()
        await self._answer("auth", b"235 welcome\r\n")

    async def _mail(self) -> None:
        self.letter = Taken(mail=self.rest.removeprefix(b"FROM:"))
        await self._answer("mail", b"250 sender ok\r\n")

    async def _rcpt(self) -> None:
        self.letter.rcpt = self.rest.removeprefix(b"TO:")
        await self._answer("rcpt", b"250 recipient ok\r\n")

    async def _data(self) -> None:
        said = await self._answer("data", b"354 go ahead\r\n")
        if not said.startswith(b"354"):
            return
        lines: list[bytes] = []
        while (line := await self.reader.readline()) != b".\r\n":
            if not line:
                raise _Over
            lines.append(line.removeprefix(b"."))
            if len(lines) == 1:
                await self._answer("content", b"")
        self.letter.content = b"".join(lines)
        said = await self._answer("final_dot", b"250 2.0.0 queued as 42\r\n")
        if said.startswith(b"250"):
            self.double.taken.append(self.letter)

    async def _rset(self) -> None:
        await self._answer("rset", b"250 forgotten\r\n")

    async def _quit(self) -> None:
        await self._answer("quit", b"221 bye\r\n")
        raise _Over
