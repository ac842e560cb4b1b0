"""A wire between the service and a mail server that breaks on purpose, and is whole again when told.

It forwards octets and knows no protocol, but for the end of a letter in SMTP.
"""

import socket
import socketserver
import threading
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Protocol, Self

BLOCK_BYTES = 65536
FINAL_DOT = b"\r\n.\r\n"

Side = Literal["service", "server"]
"""Who said something."""


class Link:
    """One connection through the wire. `said` counts the octets that each side has said."""

    def __init__(self, service: socket.socket, server: socket.socket) -> None:
        self.said: Counter[Side] = Counter()
        self.tail = b""  # the last octets of the service
        self.ending = False  # it ends behind what is passed on now
        self._ends: dict[Side, socket.socket] = {"service": service, "server": server}

    def carry(self, side: Side, wire: "Wire") -> None:
        """Pass on what `side` says, as long as the wire lets it."""
        other = self._ends["server" if side == "service" else "service"]
        with suppress(OSError):
            while data := self._ends[side].recv(BLOCK_BYTES):
                passed = wire.fault.passes(self, side, data)
                if side == "service":
                    self.tail = (self.tail + data)[-len(FINAL_DOT) :]
                self.said[side] += len(data)
                wire.count(passed={side: len(passed)})
                other.sendall(passed)
                if self.ending:
                    wire.count(cuts=1)
                    break
        self.cut()

    def cut(self) -> None:
        """End it, for both."""
        for end in self._ends.values():
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class Fault(Protocol):
    """What is wrong with the wire."""

    def passes(self, link: Link, side: Side, data: bytes) -> bytes:
        """Return how much of `data` comes through; it may cut the link."""


class Whole:
    """Nothing is wrong."""

    def passes(self, link: Link, side: Side, data: bytes) -> bytes:  # noqa: ARG002 - the signature of a fault
        """See `Fault.passes`."""
        return data


class Down:
    """Nobody is there."""

    def passes(self, link: Link, side: Side, data: bytes) -> bytes:  # noqa: ARG002 - the signature of a fault
        """See `Fault.passes`."""
        link.cut()
        return b""


@dataclass(frozen=True)
class CutAfter:
    """The connection ends when `side` has said so many octets."""

    side: Side
    octets: int

    def passes(self, link: Link, side: Side, data: bytes) -> bytes:
        """See `Fault.passes`."""
        left = self.octets - link.said[side]
        if side != self.side or len(data) < left:
            return data
        link.ending = True
        return data[:left]


@dataclass(frozen=True)
class SilentAfter:
    """The server says so many octets, and then nothing more; the connection stands."""

    octets: int

    def passes(self, link: Link, side: Side, data: bytes) -> bytes:
        """See `Fault.passes`."""
        return data if side == "service" else data[: max(0, self.octets - link.said[side])]


class NoAnswerToLetters:
    """The server takes a letter, and the connection ends before it can say so (RFC 1047)."""

    def passes(self, link: Link, side: Side, data: bytes) -> bytes:
        """See `Fault.passes`."""
        if side == "server" and link.tail == FINAL_DOT:
            link.cut()
            return b""
        return data


class NoAnswerToCommit:
    """One commit, the `left`-th from now, is carried out, and the connection ends before PostgreSQL can say so."""

    def __init__(self, left: int) -> None:
        self.left = left
        self._link: Link | None = None
        self._one_at_a_time = threading.Lock()

    def passes(self, link: Link, side: Side, data: bytes) -> bytes:
        """See `Fault.passes`."""
        with self._one_at_a_time:
            if side == "service" and b"COMMIT" in data and self.left:
                self.left -= 1
                self._link = None if self.left else link
            if side == "server" and link is self._link:
                link.ending = True
                self._link = None
                return b""
            return data


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64
    """So many may call at once; a sixth would else have to call again a second later."""


class Wire:
    """A port on loopback that leads to another. A context manager; `fault` may be changed at any time.

    passed: how many octets of each side came through since `forget`.
    links, cuts: how many connections there were since then, and how many of them ended before their time.
    """

    def __init__(self, port: int) -> None:
        self.fault: Fault = Whole()
        self.passed: Counter[Side] = Counter()
        self.links = self.cuts = 0
        self._links: list[Link] = []
        self._counting = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), self._handler(port), bind_and_activate=True)
        self.port: int = self._server.server_address[1]

    def _handler(self, port: int) -> type[socketserver.BaseRequestHandler]:
        wire = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with socket.create_connection(("127.0.0.1", port)) as server:
                    link = Link(self.request, server)
                    wire._links.append(link)
                    wire.count(links=1)
                    answers = threading.Thread(target=link.carry, args=("server", wire))
                    answers.start()
                    link.carry("service", wire)
                    answers.join()

        return Handler

    def count(self, *, links: int = 0, cuts: int = 0, passed: Mapping[Side, int] | None = None) -> None:
        """Count so many more: each connection has threads of its own, and what two of them add at once must not be one."""
        with self._counting:
            self.links += links
            self.cuts += cuts
            self.passed.update(passed)

    def forget(self) -> None:
        """Begin to count anew."""
        self.passed.clear()
        self.links = self.cuts = 0

    def cut(self) -> None:
        """End every connection."""
        for link in self._links:
            link.cut()

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="wire", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None) -> None:
        self._server.shutdown()
        self.cut()
        self._server.server_close()
