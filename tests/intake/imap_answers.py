"""The honest answers of the double: one method a command, strict in what it takes.

Each yields the lines of its answer without their ends; a last one that begins
with OK, NO or BAD becomes the tagged one, and without such it is OK.
"""

import base64
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator

from imap_folders import Account, Folder, Message

USERNAME, PASSWORD, TOKEN = "klachten@voorbeeld.nl", "gehéim €1", "een-token"
QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*)"|(\S+)')


class Answers(ABC):
    """What is answered to each command over one connection."""

    account: Account
    idling: threading.Event
    _selected: Folder | None = None

    @abstractmethod
    def send(self, data: bytes) -> None:
        """Say something before the answer."""

    @abstractmethod
    def line(self) -> bytes:
        """Hear one more line."""

    @abstractmethod
    def literal(self, size: int) -> bytes:
        """Ask for a literal and hear it."""

    def words(self, arguments: bytes) -> list[bytes]:
        """Take arguments apart, quotation marks off."""
        return [quoted.replace(b'\\"', b'"').replace(b"\\\\", b"\\") or atom for quoted, atom in QUOTED.findall(arguments)]

    def folder(self, arguments: bytes) -> Folder | None:
        """Return the folder that the last argument names."""
        return self.account.folders.get(self.words(arguments)[-1].decode())

    @property
    def selected(self) -> Folder:
        """The folder that is open."""
        assert self._selected is not None
        return self._selected

    def on_capability(self, _: bytes) -> Iterator[bytes]:
        yield b"* CAPABILITY " + " ".join(self.account.capabilities).encode()

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
        yield f'* NAMESPACE (("{self.account.prefix}" "{self.account.delimiter}")) NIL NIL'.encode()

    def on_list(self, arguments: bytes) -> Iterator[bytes]:
        pattern = self.words(arguments)[-1].decode() if not arguments.endswith(b'""') else ""
        names = [pattern] if pattern in self.account.folders else [] if pattern else [""]
        for name in names:
            yield f'* LIST () "{self.account.delimiter}" "{name}"'.encode()

    def on_create(self, arguments: bytes) -> Iterator[bytes]:
        self.account.folders[self.words(arguments)[-1].decode()] = Folder(7000 + len(self.account.folders))
        yield b"OK made"

    def on_subscribe(self, arguments: bytes) -> Iterator[bytes]:
        self.account.subscribed.append(self.words(arguments)[-1].decode())
        yield b"OK done"

    def on_select(self, arguments: bytes) -> Iterator[bytes]:
        self._selected = self.folder(arguments)
        if self._selected is None:
            yield b"NO no such folder"
            return
        yield b"* FLAGS (\\Seen \\Deleted)"
        yield b"* %d EXISTS" % len(self.selected.messages)
        yield b"* OK [UIDVALIDITY %d] valid" % self.selected.uidvalidity
        if self.account.tells_uid_next:
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
        if sources and "UIDPLUS" in self.account.capabilities:
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
        yield b"OK [APPENDUID %d %d] there" % (target.uidvalidity, uid) if "UIDPLUS" in self.account.capabilities else b"OK there"

    def on_idle(self, _: bytes) -> Iterator[bytes]:
        self.send(b"+ idling\r\n")
        self.idling.set()
        self.line()
        self.idling.clear()
        yield b"OK slept"
