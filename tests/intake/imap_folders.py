"""What an account of the double holds: folders with messages, each with a UID that is never given twice."""

from collections.abc import Sequence
from dataclasses import dataclass, field


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


@dataclass
class Account:
    """All of it, and what the server tells of itself.

    capabilities:   before and after the login.
    delimiter:      between the levels of folders; `prefix` begins the name of each (RFC 2342).
    """

    folders: dict[str, Folder]
    capabilities: tuple[str, ...]
    delimiter: str = "/"
    prefix: str = ""
    tells_uid_next: bool = True
    subscribed: list[str] = field(default_factory=list)
