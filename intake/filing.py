"""Putting mail into the folders, and taking it out for good.

It writes to the folders of the settings and, by remembered place, takes out of
where mail lies; nowhere else (docs/mail-rules.md, R-IMAP-10). The rule: only
the message named is touched, so there is no EXPUNGE without a UID, and a place
whose UIDVALIDITY changed names nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Protocol

from intake import imap_words as words
from intake.fetching import Fetcher, FetchingClient
from intake.ports import Place, Refused
from intake.session import Session
from intake.shelves import Shelves
from tracker.crashpoints import crashpoint
from tracker.errors import NeedsPerson
from tracker.ledger import Shelf

DELETED = (rb"\Deleted",)
SEEN = (rb"\Seen",)


class FilingClient(FetchingClient, Protocol):
    """What filing needs of imapclient."""

    def told(self, code: str) -> list[bytes]:
        """Return what the server said under `code`, and forget it."""

    def move(self, messages: Sequence[int], folder: str) -> object:
        """UID MOVE; says nothing of what became of it."""

    def copy(self, messages: Sequence[int], folder: str) -> object:
        """UID COPY."""

    def add_flags(self, messages: Sequence[int], flags: Sequence[bytes], *, silent: bool) -> object:
        """UID STORE +FLAGS."""

    def uid_expunge(self, messages: Sequence[int]) -> object:
        """UID EXPUNGE."""

    def append(self, folder: str, msg: bytes, flags: Sequence[bytes], msg_time: datetime) -> object:
        """APPEND."""


class Filer:
    """Files over one session."""

    def __init__(self, session: Session[Any], shelves: Shelves, fetcher: Fetcher) -> None:
        """File nothing yet."""
        self._session: Session[FilingClient] = session
        self._shelves = shelves
        self._fetcher = fetcher

    def move(self, places: Sequence[Place], shelf: Shelf) -> dict[Place, Place]:
        """See `intake.ports.Mailbox.move`."""
        folder = self._shelves.ready(shelf)
        moved: dict[Place, Place] = {}
        for source, those in groupby(sorted(set(places)), attrgetter("folder")):
            if folder is None:
                continue
            uidvalidity = self._shelves.open(source)
            there = [place for place in those if place.uidvalidity == uidvalidity]
            if source == folder:
                moved |= {place: place for place in there}
                continue
            for group in words.groups(there, self._session.settings.batch_messages):
                moved |= self._move(group, folder)
        return moved

    def _move(self, places: list[Place], folder: str) -> dict[Place, Place]:
        """Move out of the open folder. Source: docs/mail-rules.md, R-IMAP-03 and R-IMAP-04."""
        uids = [place.uid for place in places]
        crashpoint("before_move")
        try:
            with self._session.asking() as client:
                client.told("COPYUID")
                at_once = client.has_capability("MOVE")
                (client.move if at_once else client.copy)(uids, folder)
                told = client.told("COPYUID")
                if not at_once:
                    self._take_out(client, uids)
        except Refused:
            self._shelves.look_again()
            raise
        crashpoint("after_move")
        return words.copied(told[-1], places, folder) if told else {}

    def _take_out(self, client: FilingClient, uids: Sequence[int]) -> None:
        """Mark as deleted, and expunge these alone: a plain EXPUNGE would take other people's deletions along."""
        client.add_flags(uids, DELETED, silent=True)
        if client.has_capability("UIDPLUS"):
            client.uid_expunge(uids)

    def append(self, shelf: Shelf, raw: bytes, at: datetime) -> Place | None:
        """See `intake.ports.Mailbox.append`."""
        folder = self._shelves.ready(shelf)
        if folder is None:
            return None
        try:
            with self._session.asking() as client:
                client.told("APPENDUID")
                client.append(folder, raw, SEEN, at)
                told = client.told("APPENDUID")
        except Refused:
            self._shelves.look_again()
            raise
        return words.appended(told[-1], folder) if told else None

    def erase(self, place: Place) -> bool:
        """See `intake.ports.Mailbox.erase`."""
        if self._shelves.open(place.folder) != place.uidvalidity:
            return False
        if not self._is_there(place.uid):
            return True
        with self._session.asking() as client:
            alone = client.has_capability("UIDPLUS")
            self._take_out(client, [place.uid])
        if not alone:
            raise NeedsPerson("the server cannot erase one mail without the others that are marked as deleted")
        if self._is_there(place.uid):
            raise Refused("the server did not erase a mail")
        return True

    def _is_there(self, uid: int) -> bool:
        return uid in self._fetcher.search(["UID", str(uid)])
