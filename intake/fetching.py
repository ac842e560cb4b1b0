"""What lies in a folder, and its exact octets, read without leaving a trace.

It knows searching and fetching by UID, and changes nothing: what is unread
stays unread (docs/mail-rules.md, R-IMAP-02). The rule: a mail is whole when
the server has nothing more of it, not when the size that it once told is
reached, for some servers estimate sizes.
"""

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Protocol

from intake import imap_words as words
from intake.ports import MailboxAway, Place, Waiting
from intake.session import Client, Session
from tracker.clock import Clock
from tracker.crashpoints import crashpoint
from tracker.log import say

SPARE_BYTES = 64 * 1024 * 1024
"""By how much a mail may be larger than twice the size that the server told."""

log = logging.getLogger(__name__)


class FetchingClient(Client, Protocol):
    """What fetching needs of imapclient."""

    def look(self) -> None:
        """NOOP: some servers search only what they have told of before."""

    def search(self, criteria: Sequence[str]) -> Sequence[int]:
        """UID SEARCH."""

    def fetch(self, messages: Sequence[int], data: Sequence[str]) -> Mapping[int, Mapping[bytes, Any]]:
        """UID FETCH; what is no longer there is absent, or None."""


class Fetcher:
    """Fetches over one session."""

    def __init__(self, session: Session[Any], clock: Clock) -> None:
        """Fetch nothing yet."""
        self._session: Session[FetchingClient] = session
        self._clock = clock

    def uids(self, above: int) -> Iterator[int]:
        """Yield the UIDs in the inbox above `above`, lowest first."""
        self._session.open_inbox()
        self._look()
        for window in words.windows(above, self._session.uid_next, self._session.messages):
            self._session.open_inbox()  # the caller may have had other work done since the last window
            low = int(window.partition(":")[0])
            yield from (uid for uid in self.search(["UID", window]) if uid >= low)  # `n:*` gives the last one, however low it is

    def _look(self) -> None:
        with self._session.asking() as client:
            client.look()

    def search(self, criteria: Sequence[str]) -> list[int]:
        """Return the UIDs in the open folder that fit, lowest first. The criteria are numbers and words of the protocol (D16)."""
        with self._session.asking() as client:
            found = client.search(criteria)
        if not all(words.is_number(uid) for uid in found):
            raise self._session.distrust("the answer makes no sense")
        return sorted(set(found))

    def all_of(self, folder: str) -> Iterator[int]:
        """Yield the UIDs in `folder`, as the server names it, lowest first."""
        self._session.open(folder)
        self._look()
        highest = max(self.search(["UID", "*"]), default=0)
        for window in words.windows(0, highest + 1, self._session.messages_open):
            self._session.open(folder)
            yield from self.search(["UID", window])

    def described(self, uids: Sequence[int], folder: str) -> Iterator[Waiting]:
        """Yield those messages of `folder`, as the server names it, that are still there."""
        uidvalidity = self._session.open(folder)
        with self._session.asking() as client:
            told = client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        for uid in uids:
            if uid in told:
                size, moment = told[uid].get(b"RFC822.SIZE"), told[uid].get(b"INTERNALDATE")
                place = Place(folder, uidvalidity, uid)
                yield Waiting(place, size if isinstance(size, int) else 0, words.as_utc(moment, self._clock.now()))

    def mails(self, batch: Sequence[Waiting]) -> Iterator[tuple[Waiting, Iterator[bytes]]]:
        """See `intake.ports.Mailbox.fetch`."""
        settings = self._session.settings
        for folder, those in groupby(batch, lambda waiting: waiting.place.folder):
            for group in words.batches(those, settings.batch_messages, settings.batch_bytes):
                yield from self._mails_of(folder, group)

    def _mails_of(self, folder: str, group: Sequence[Waiting]) -> Iterator[tuple[Waiting, Iterator[bytes]]]:
        crashpoint("before_fetch")
        uidvalidity = self._session.open(folder)
        there = [waiting for waiting in group if waiting.place.uidvalidity == uidvalidity]
        first = self._blocks([waiting.place.uid for waiting in there], 0)
        crashpoint("after_fetch")
        for waiting in there:
            block = first.pop(waiting.place.uid, None)
            if block is None or self._is_cut_off(waiting.place, len(block), waiting.size, block):
                say(log, "mail.gone", mailbox=self._session.settings.name, uid=waiting.place.uid)  # somebody took it out of there (F49)
            else:
                yield waiting, self._whole(waiting.place, waiting.size, block)

    def sha256(self, place: Place, size: int) -> str | None:
        """Return the hexadecimal digest of the message at `place`, in the open folder; None when it is gone."""
        block = self._blocks([place.uid], 0).get(place.uid)
        if block is None:
            return None
        digest = hashlib.sha256()
        for piece in self._whole(place, size, block):
            digest.update(piece)
        return digest.hexdigest()

    def _whole(self, place: Place, size: int, block: bytes) -> Iterator[bytes]:
        """Yield the message whose beginning is `block`, to its end.

        The end is a block that is short and ends where the server said that it would; else, one that is empty.
        """
        yield block
        offset = len(block)
        while not (offset == size and len(block) < self._session.settings.block_bytes):
            if offset > 2 * size + SPARE_BYTES:
                raise self._session.distrust("a mail without end")
            self._session.open(place.folder)
            block = self._block(place.uid, offset)
            if self._is_cut_off(place, offset, size, block):
                raise MailboxAway("a mail was taken away while it was read")
            if not block:
                return
            yield block
            offset += len(block)

    def _block(self, uid: int, offset: int) -> bytes:
        """Return what one message has from `offset` on. It is asked for twice before no answer is taken for an empty one."""
        for _ in range(2):
            if (block := self._blocks([uid], offset).get(uid)) is not None:
                return block
        return b""

    def _is_cut_off(self, place: Place, offset: int, size: int, block: bytes) -> bool:
        """Say whether a message that ends before `size` does so because it is gone: some servers then give empty blocks."""
        if block or offset >= size:
            return False
        self._session.open(place.folder)
        self._look()
        return place.uid not in self.search(["UID", str(place.uid)])

    def _blocks(self, uids: Sequence[int], offset: int) -> dict[int, bytes]:
        """Return what each message has from `offset` on, at most one block (R-IMAP-08); nothing for one that is gone."""
        if not uids:
            return {}
        with self._session.asking() as client:
            told = client.fetch(uids, [f"BODY.PEEK[]<{offset}.{self._session.settings.block_bytes}>"])
        blocks = {uid: items.get(b"BODY[]<%d>" % offset) for uid, items in told.items()}
        if not all(block is None or isinstance(block, bytes) for block in blocks.values()):
            raise self._session.distrust("the answer makes no sense")
        return {uid: block for uid, block in blocks.items() if block is not None}
