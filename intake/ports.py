"""The port to a mailbox: what intake asks of it, and what it may count on.

The room that needs a mailbox wrote this; `intake.mailbox` keeps it over IMAP.
Values here name places and moments, never anything that a sender wrote. The
rule of every promise below: a trouble is a `MailboxAway`, what was done before
it stays done, and to ask again is always safe.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tracker.errors import TryLater
from tracker.ledger import Shelf


class MailboxAway(TryLater):
    """The mailbox cannot be used now. The caller waits (`intake.backoff`), connects anew and asks again."""

    def __init__(self, why: str) -> None:
        """Keep `why`: words of ours, fit for the log; what the server said is only in `__cause__`."""
        super().__init__(why)
        self.why = why


class LoginRefused(MailboxAway):
    """The server does not take the name and password, or the token. It is tried again, more and more seldom, and is an alarm at once."""


class NotTrusted(MailboxAway):
    """The other side did not prove who it is, or wants to talk in the clear: nothing was told to it, and it is an alarm at once."""


class Refused(MailboxAway):
    """The server said no to this one request (quota, rights, a folder gone). The connection stands: other requests may go on."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where one message lies, for ever (RFC 3501, 2.3.1.1).

    folder:         the folder's name as the server has it, decoded.
    uidvalidity:    1 to 4294967295: unsigned 32 bits, too much for a signed column.
    uid:            the same range; ascending in the order of arrival, with gaps.
    """

    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that was found and not yet fetched.

    size:           bytes, as the server says; some servers estimate it.
    received_at:    when the mailbox received it (INTERNALDATE): aware, UTC.
    """

    place: Place
    size: int
    received_at: datetime


class Mailbox(Protocol):
    """One mailbox and its folders. One thread uses it; only `wake` may be called from another."""

    @property
    def name(self) -> str:
        """The name in the settings: it stands in the register and in the log."""

    @property
    def uidvalidity(self) -> int:
        """Of the inbox, since `connect`. Another than last time: remembered UIDs are void, list all (docs/mail-rules.md, R-IMAP-01)."""

    @property
    def last_uid(self) -> int:
        """The highest UID given out in the inbox when `connect` returned; 0 where nothing ever lay there."""

    def connect(self) -> None:
        """Reach the server, prove it, log in, open the inbox. An older connection is closed first.

        What `waiting` had begun to give goes on over the new connection, as long as `uidvalidity` is the same.

        Raises `NotTrusted`, `LoginRefused`, or another `MailboxAway`. A connection lost while logging in is no `LoginRefused`.
        """

    def close(self) -> None:
        """Let go of the connection. Raises nothing; safe to call twice, and without a connection."""

    def waiting(self, after_uid: int = 0) -> Iterator[list[Waiting]]:
        """Give what lies in the inbox with a UID above `after_uid`: lowest UID first, in batches bounded in messages and bytes.

        Read or unread, marked as deleted or not: flags are the staff's, not ours. No batch is empty. A message larger than the bound
        is a batch of its own. It may be given again at the next call, as long as it lies there.
        """

    def lying(self, shelf: Shelf) -> Iterator[list[Waiting]]:
        """Give what lies in the folder of `shelf`, as `waiting` does of the inbox; nothing where there is no such folder."""

    def fetch(self, batch: Sequence[Waiting]) -> Iterator[tuple[Waiting, Iterator[bytes]]]:
        """Give each message of `batch`, in whichever folder, with its exact bytes, in blocks; read each to its end before the next.

        The mail stays as unread as it was. One that was moved away or deleted meanwhile is left out, unless the server still has it.
        Raises `MailboxAway` rather than give half a mail for a whole one, if need be after some of its blocks: they count for nothing then.
        """

    def move(self, places: Sequence[Place], shelf: Shelf) -> dict[Place, Place]:
        """Move messages to the folder of `shelf`, which is made when absent; return where each lies now, as far as the server tells.

        A message that is no longer there, or whose UIDVALIDITY is void, is left out; so doing it again is safe. One that lies there
        already stays where it is. After a `MailboxAway` it may have been done all the same, and `find` tells where the mail is. Empty where
        the settings have no folder for `shelf`: then the mail stays. A server without MOVE and UIDPLUS keeps the mail in its old place too,
        marked as deleted, and that mail alone.
        Raises `Refused` where the folder is full, forbidden or cannot be made.
        """

    def append(self, shelf: Shelf, raw: bytes, at: datetime) -> Place | None:
        r"""Put a copy of a letter of ours into the folder of `shelf`, as read (\Seen) and received `at`; return its place, if told.

        None where the settings have no folder for `shelf`, or the server tells no places (no UIDPLUS). After a `MailboxAway` the copy may
        be there all the same, and appending again makes a second one: ask `find` first.
        """

    def find(self, raw_sha256: str, size: int, shelf: Shelf | None = None) -> list[Place]:
        """Give every place in the folder of `shelf` (None: the inbox) where a message of exactly these bytes lies.

        raw_sha256: hexadecimal; `size` in bytes narrows the search, so that only mails of this size are read. Empty where there is no
        such folder.
        """

    def erase(self, place: Place) -> bool:
        """Erase one message for good; True when nothing lies at `place` any more, be it that it was gone already.

        False where the folder is gone or was renumbered: then the place says nothing, and `find` must. Never touches another message.
        Raises `NeedsPerson` where the server cannot erase one message alone (no UIDPLUS).
        """

    def wait(self, seconds: float, woken: Callable[[], bool]) -> None:
        """Return as soon as new mail may lie there, `wake` was called, `woken()` is true, or `seconds` passed; never after more than 5 min.

        To return too early is allowed, so look with `waiting` after each (docs/mail-rules.md, R-IMAP-06). `woken` is asked before and
        not while waiting: whoever makes it true calls `wake` as well. Raises `MailboxAway` when the connection broke meanwhile.
        """

    def wake(self) -> None:
        """End the present `wait`, or else the next one, at once. For any thread, and for signal handlers; raises nothing."""

    def folders_check(self) -> list[str]:
        """Make every folder of the settings that is absent, and return what cannot be done here, each as a sentence for a person."""
