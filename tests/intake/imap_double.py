"""An IMAP server of our own that can misbehave: one account in memory, a thread a connection.

It is honest by default (`imap_answers`), and remembers every octet that it
heard. A test makes it lie: less capable, another answer to one command,
silence, or the line cut after so many octets.
"""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn, Self

from imap_answers import Answers
from imap_folders import Account, Folder

CAPABILITIES = ("IMAP4rev1", "AUTH=PLAIN", "SASL-IR", "IDLE", "NAMESPACE", "UIDPLUS", "MOVE")


class HangUp(Exception):
    """End this connection without a word."""


Misbehaviour = Callable[["Conversation", bytes], bytes | None]
"""Given the conversation and the tag: what to send instead of the honest answer; None gives the honest one after all."""


def always(answer: bytes) -> Misbehaviour:
    """Return the misbehaviour of that answer, with the tag for `TAG`."""
    return lambda _, tag: answer.replace(b"TAG", tag)


class ImapDouble:
    """The server. A context manager; `port` is on 127.0.0.1.

    account:        what it holds, and tells of itself.
    lies:           by command (`UID FETCH`, `LOGIN`, `greeting`): what to do instead.
    cut_after:      octets after which each connection is cut; None: never.
    deaf_at:        the number of the command at which each connection is cut before it is carried out; None: never.
    noise:          what becomes of each answer on the way.
    heard, sent:    by the client in all connections, TLS taken off; and how many octets were sent in the last one.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, implicit_tls: bool = False) -> None:
        self.account = Account({"INBOX": Folder(4_140_434_677)}, CAPABILITIES)
        self.lies: dict[str, Misbehaviour] = {}
        self.cut_after: int | None = None
        self.deaf_at: int | None = None
        self.noise: Callable[[bytes], bytes] = bytes
        self.heard = bytearray()
        self.sent = 0
        self.idling = threading.Event()
        self.tls, self.implicit_tls = tls, implicit_tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ending = False
        self._threads: list[threading.Thread] = []
        self._connections: list[socket.socket] = []
        self._acceptor = threading.Thread(target=self._accept)

    @property
    def inbox(self) -> Folder:
        """The inbox."""
        return self.account.folders["INBOX"]

    @property
    def commands(self) -> list[bytes]:
        """Every line that was heard, without its tag."""
        return [line.partition(b" ")[2] for line in bytes(self.heard).split(b"\r\n") if b" " in line]

    def raws(self, folder: str) -> list[bytes]:
        """Return what lies in a folder; nothing where there is none."""
        return [message.raw for message in self.account.folders[folder].messages] if folder in self.account.folders else []

    def __enter__(self) -> Self:
        self._acceptor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending = True
        self._listener.shutdown(socket.SHUT_RDWR)
        self._acceptor.join()
        self._listener.close()
        self.hang_up()
        for thread in self._threads:
            thread.join()

    def hang_up(self) -> None:
        """Cut every connection."""
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                if self._ending:
                    return
                raise
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.append(connection)
            thread = threading.Thread(target=self._talk, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _talk(self, connection: socket.socket) -> None:
        conversation = Conversation(self, connection)
        try:
            if self.implicit_tls:
                conversation.start_tls()
            conversation.run()
        except (OSError, HangUp):
            pass
        finally:
            conversation.close()


class Conversation(Answers):
    """One connection of the double."""

    def __init__(self, server: ImapDouble, connection: socket.socket) -> None:
        self.server = server
        self.connection = connection
        self._lines = connection.makefile("rb")
        self.account, self.idling = server.account, server.idling
        self._number = 0
        self.line_heard = b""
        server.sent = 0

    def close(self) -> None:
        """Let go."""
        self._lines.close()
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()

    def start_tls(self) -> None:
        """Change to TLS."""
        assert self.server.tls is not None
        self._lines.close()
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self._lines = self.connection.makefile("rb")

    def send(self, data: bytes) -> None:
        """Send, as far as the line is not to be cut."""
        data = self.server.noise(data)
        limit = self.server.cut_after
        if limit is not None and self.server.sent + len(data) >= limit:
            self.connection.sendall(data[: max(0, limit - self.server.sent)])
            raise HangUp
        self.server.sent += len(data)
        self.connection.sendall(data)

    def hang_up(self) -> NoReturn:
        """End the connection without a word."""
        raise HangUp

    def silence(self) -> bytes:
        """Say nothing until the client goes away."""
        while self.connection.recv(65536):
            pass
        raise HangUp

    def drip(self) -> bytes:
        """Say one octet every hundredth of a second, for ever."""
        pause = threading.Event()
        while not pause.wait(0.01):
            self.connection.sendall(b"x")
        raise HangUp

    def run(self) -> None:
        """Greet, and answer until the end."""
        greeting = self._lie("greeting", b"*")
        self.send(b"* OK [CAPABILITY IMAP4rev1] double ready\r\n" if greeting is None else greeting)
        while line := self.line():
            self._number += 1
            if self._number == self.server.deaf_at:
                raise HangUp
            self.line_heard = line
            tag, _, rest = line.partition(b" ")
            verb, _, arguments = rest.partition(b" ")
            name = verb.upper().decode("latin-1")
            if name == "UID":
                second, _, arguments = arguments.partition(b" ")
                name = f"UID {second.upper().decode('latin-1')}"
            answer = self._lie(name, tag)
            self.send(self._honest(name, tag, arguments) if answer is None else answer)
            if name == "STARTTLS" and answer is None:
                self.start_tls()

    def line(self) -> bytes:
        """Hear one line, and return it without its end."""
        line = self._lines.readline()
        self.server.heard += line
        return line.removesuffix(b"\r\n")

    def literal(self, size: int) -> bytes:
        """Ask for a literal and hear it."""
        self.send(b"+ go on\r\n")
        data = self._lines.read(size)
        self._lines.readline()
        return data

    def _lie(self, name: str, tag: bytes) -> bytes | None:
        lie = self.server.lies.get(name)
        return None if lie is None else lie(self, tag)

    def _honest(self, name: str, tag: bytes, arguments: bytes) -> bytes:
        answer = getattr(self, "on_" + name.lower().replace(" ", "_"), None)
        if answer is None:
            return tag + b" BAD unknown command\r\n"
        said: list[bytes] = [*answer(arguments)]
        last = said.pop() if said and said[-1].startswith((b"OK", b"NO", b"BAD")) else b"OK done"
        return b"".join(each + b"\r\n" for each in said) + tag + b" " + last + b"\r\n"
