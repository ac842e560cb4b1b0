"""An IMAP server of our own that can misbehave: one account in memory, a thread a connection.

It is honest by default, strict in what it takes (an unknown command is BAD), and
remembers every octet that it heard. A test makes it lie: less capable, another
answer to one command, silence, or the line cut after so many octets.
"""

import base64
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NoReturn, Self

CAPABILITIES = ("IMAP4rev1", "AUTH=PLAIN", "SASL-IR", "IDLE", "NAMESPACE", "UIDPLUS", "MOVE")
USERNAME, PASSWORD, TOKEN = "klachten@voorbeeld.nl", "gehéim €1", "een-token"
QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*)"|(\S+)')


class HangUp(Exception):
    """End this connection without a word."""


@dataclass
class Message:
    """One message in a folder."""

    uid: int
    raw: bytes
    flags: set[bytes] = field(default_factory=set)
    internaldate: bytes = b"02-Apr-2026 11:30:00 +0200"


@dataclass
class Folder:
    """One folder. UIDs go up and are never given twice."""

    uidvalidity: int
    messages: list[Message] = field(default_factory=list)
    uid_next: int = 1

    def add(self, raw: bytes, flags: Sequence[bytes] = ()) -> int:
        """Put a message in; return its UID."""
        self.messages.append(Message(self.uid_next, raw, set(flags)))
        self.uid_next += 1
        return self.uid_next - 1

    def chosen(self, spelled: bytes) -> list[Message]:
        """Return the messages of a UID set; `*` is the last one, however low its UID (RFC 3501, 6.4.8)."""
        last = self.messages[-1].uid if self.messages else 0
        wanted: list[tuple[int, int]] = []
        for part in spelled.split(b","):
            low, _, high = part.partition(b":")
            ends = [last if end == b"*" else int(end) for end in (low, high or low)]
            wanted.append((min(ends), max(ends)))
        return [message for message in self.messages if any(low <= message.uid <= high for low, high in wanted)]


Misbehaviour = Callable[["Conversation", bytes], bytes | None]
"""Given the conversation and the tag: what to send instead of the honest answer; None gives the honest one after all."""


def always(answer: bytes) -> Misbehaviour:
    """Return the misbehaviour of that answer, with the tag for `TAG`."""
    return lambda _, tag: answer.replace(b"TAG", tag)


class ImapDouble:
    """The server. A context manager; `port` is on 127.0.0.1.

    capabilities:   what it tells, before and after the login.
    lies:           by command (`UID FETCH`, `LOGIN`, `greeting`): what to do instead.
    cut_after:      octets after which each connection is cut; None: never.
    deaf_at:        the number of the command at which each connection is cut before it is carried out; None: never.
    heard, sent:    by the client in all connections, TLS taken off; and how many octets were sent in the last one.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, implicit_tls: bool = False) -> None:
        self.capabilities: tuple[str, ...] = CAPABILITIES
        self.delimiter, self.prefix = "/", ""
        self.folders = {"INBOX": Folder(4_140_434_677)}
        self.subscribed: list[str] = []
        self.lies: dict[str, Misbehaviour] = {}
        self.cut_after: int | None = None
        self.deaf_at: int | None = None
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
        return self.folders["INBOX"]

    @property
    def commands(self) -> list[bytes]:
        """Every line that was heard, without its tag."""
        return [line.partition(b" ")[2] for line in bytes(self.heard).split(b"\r\n") if b" " in line]

    def raws(self, folder: str) -> list[bytes]:
        """Return what lies in a folder; nothing where there is none."""
        return [message.raw for message in self.folders[folder].messages] if folder in self.folders else []

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


class Conversation:
    """One connection of the double."""

    def __init__(self, server: ImapDouble, connection: socket.socket) -> None:
        self.server = server
        self.connection = connection
        self._lines = connection.makefile("rb")
        self._selected: Folder | None = None
        self._number = 0
        self._tells_uidnext = True
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
            tag, _, rest = line.partition(b" ")
            verb, _, arguments = rest.partition(b" ")
            name = verb.upper().decode()
            if name == "UID":
                second, _, arguments = arguments.partition(b" ")
                name = f"UID {second.upper().decode()}"
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

    def words(self, arguments: bytes) -> list[bytes]:
        """Take arguments apart, quotation marks off."""
        return [quoted.replace(b'\\"', b'"').replace(b"\\\\", b"\\") or atom for quoted, atom in QUOTED.findall(arguments)]

    def folder(self, arguments: bytes) -> Folder | None:
        """Return the folder that the last argument names."""
        return self.server.folders.get(self.words(arguments)[-1].decode())

    @property
    def selected(self) -> Folder:
        """The folder that is open."""
        assert self._selected is not None
        return self._selected

    def on_capability(self, _: bytes) -> Iterator[bytes]:
        yield b"* CAPABILITY " + " ".join(self.server.capabilities).encode()

    def on_starttls(self, _: bytes) -> Iterator[bytes]:
        yield b"OK begin"

    def on_noop(self, _: bytes) -> Iterator[bytes]:
        if self._selected is not None:
            yield b"* %d EXISTS" % len(self.selected.messages)

    def on_logout(self, _: bytes) -> Iterator[bytes]:
        yield b"* BYE until next time"

    def on_login(self, arguments: bytes) -> Iterator[bytes]:
        right = self.words(arguments) == [USERNAME.encode(), PASSWORD.encode()]
        yield b"OK in" if right else b"NO [AUTHENTICATIONFAILED] wrong"

    def on_authenticate(self, arguments: bytes) -> Iterator[bytes]:
        self.send(b"+ \r\n")
        told = base64.b64decode(self.line()).decode()
        right = (f"\0{USERNAME}\0{PASSWORD}", f"user={USERNAME}\1auth=Bearer {TOKEN}\1\1", f"n,a={USERNAME},\1auth=Bearer {TOKEN}\1\1")
        yield b"OK [CAPABILITY IMAP4rev1] in" if told in right and arguments else b"NO [AUTHENTICATIONFAILED] wrong"

    def on_namespace(self, _: bytes) -> Iterator[bytes]:
        yield f'* NAMESPACE (("{self.server.prefix}" "{self.server.delimiter}")) NIL NIL'.encode()

    def on_list(self, arguments: bytes) -> Iterator[bytes]:
        pattern = self.words(arguments)[-1].decode() if not arguments.endswith(b'""') else ""
        names = [pattern] if pattern in self.server.folders else [] if pattern else [""]
        for name in names:
            yield f'* LIST () "{self.server.delimiter}" "{name}"'.encode()

    def on_create(self, arguments: bytes) -> Iterator[bytes]:
        self.server.folders[self.words(arguments)[-1].decode()] = Folder(7000 + len(self.server.folders))
        yield b"OK made"

    def on_subscribe(self, arguments: bytes) -> Iterator[bytes]:
        self.server.subscribed.append(self.words(arguments)[-1].decode())
        yield b"OK done"

    def without_uidnext(self) -> None:
        """Open folders from now on without telling UIDNEXT."""
        self._tells_uidnext = False

    def on_select(self, arguments: bytes) -> Iterator[bytes]:
        self._selected = self.folder(arguments)
        if self._selected is None:
            yield b"NO no such folder"
            return
        yield b"* FLAGS (\\Seen \\Deleted)"
        yield b"* %d EXISTS" % len(self.selected.messages)
        yield b"* OK [UIDVALIDITY %d] valid" % self.selected.uidvalidity
        if self._tells_uidnext:
            yield b"* OK [UIDNEXT %d] next" % self.selected.uid_next
        yield b"OK [READ-WRITE] open"

    def on_uid_search(self, arguments: bytes) -> Iterator[bytes]:
        words = self.words(arguments)
        told = dict(zip(words[::2], words[1::2], strict=True))
        found = self.selected.chosen(told.get(b"UID", b"1:*"))
        larger, smaller = int(told.get(b"LARGER", b"-1")), int(told.get(b"SMALLER", b"4294967295"))
        yield b" ".join([b"* SEARCH", *(b"%d" % each.uid for each in found if larger < len(each.raw) < smaller)])

    def on_uid_fetch(self, arguments: bytes) -> Iterator[bytes]:
        uids, _, items = arguments.partition(b" ")
        block = re.fullmatch(rb"\(BODY\.PEEK\[\]<(\d+)\.(\d+)>\)", items)
        for message in self.selected.chosen(uids):
            number = self.selected.messages.index(message) + 1
            head = b"* %d FETCH (UID %d " % (number, message.uid)
            if block:
                offset, size = int(block[1]), int(block[2])
                piece = message.raw[offset : offset + size]
                yield head + b"BODY[]<%d> {%d}\r\n%b)" % (offset, len(piece), piece)
            elif items == b"(RFC822.SIZE INTERNALDATE)":
                yield head + b'RFC822.SIZE %d INTERNALDATE "%b")' % (len(message.raw), message.internaldate)
            else:
                yield b"BAD items"

    def on_uid_copy(self, arguments: bytes) -> Iterator[bytes]:
        uids, _, name = arguments.partition(b" ")
        target = self.folder(name)
        if target is None:
            yield b"NO [TRYCREATE] no such folder"
            return
        sources = self.selected.chosen(uids)
        copies = [target.add(message.raw, tuple(message.flags)) for message in sources]
        if sources and "UIDPLUS" in self.server.capabilities:
            old, new = (b",".join(b"%d" % uid for uid in those) for those in ([message.uid for message in sources], copies))
            yield b"OK [COPYUID %d %b %b] done" % (target.uidvalidity, old, new)

    def on_uid_move(self, arguments: bytes) -> Iterator[bytes]:
        said = [*self.on_uid_copy(arguments)]
        if said and not said[0].startswith(b"OK"):
            yield from said
            return
        self._remove(self.selected.chosen(arguments.partition(b" ")[0]))
        yield from (b"* " + each for each in said)

    def on_uid_store(self, arguments: bytes) -> Iterator[bytes]:
        uids, _, rest = arguments.partition(b" ")
        assert rest == b"+FLAGS.SILENT (\\Deleted)", rest
        for message in self.selected.chosen(uids):
            message.flags.add(b"\\Deleted")
        yield b"OK stored"

    def on_uid_expunge(self, arguments: bytes) -> Iterator[bytes]:
        self._remove([message for message in self.selected.chosen(arguments) if b"\\Deleted" in message.flags])
        yield b"OK expunged"

    def _remove(self, messages: list[Message]) -> None:
        self.selected.messages = [message for message in self.selected.messages if message not in messages]

    def on_append(self, arguments: bytes) -> Iterator[bytes]:
        name, size = re.fullmatch(rb'("[^"]*") \(\\Seen\) "[^"]+" \{(\d+)\}', arguments).groups()  # type: ignore[union-attr] # else the test fails
        raw, target = self.literal(int(size)), self.folder(name)
        if target is None:
            yield b"NO [TRYCREATE] no such folder"
            return
        uid = target.add(raw, (b"\\Seen",))
        yield b"OK [APPENDUID %d %d] there" % (target.uidvalidity, uid) if "UIDPLUS" in self.server.capabilities else b"OK there"

    def on_idle(self, _: bytes) -> Iterator[bytes]:
        self.send(b"+ idling\r\n")
        self.server.idling.set()
        self.line()
        self.server.idling.clear()
        yield b"OK slept"
