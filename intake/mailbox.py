"""The mailbox over IMAP: the port `intake.ports.Mailbox`, kept by imapclient.

This is the one door to imapclient. It knows UIDs, folders and octets, and
nothing of what is in a mail. The rule: every command names messages by UID
(docs/mail-rules.md, R-IMAP-02), and no string of a sender ever stands in one
(D16).
"""

import imaplib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import imapclient

from intake import imap_words as words
from intake.bell import Bell
from intake.fetching import Fetcher
from intake.filing import Filer
from intake.ports import Place, Refused, Waiting
from intake.session import Session
from intake.shelves import Shelves
from intake.wire import ImapSettings, Wire
from tracker.clock import Clock
from tracker.ledger import Shelf

LONGEST_WAIT_SECONDS = 290.0
"""Of one IDLE: far below the 29 minutes of RFC 2177, so that a full search follows at least every 5 (R-IMAP-06)."""

_LOOKS = 3  # for mail that is announced while we look for mail


class _Client(imapclient.IMAPClient):  # type: ignore[misc] # imapclient ships no types
    """imapclient over our own wire."""

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings
        super().__init__(settings.host, settings.port, ssl=settings.security == "tls", timeout=settings.timeout_seconds[1])
        self.wire.debug = 0  # imapclient sets 5, and then every mail's bytes are spelled out for a log that nobody keeps
        self.normalise_times = False

    def _create_IMAP4(self) -> Wire:  # noqa: N802 - imapclient's name
        return Wire(self._settings)

    @property
    def wire(self) -> Wire:
        """The connection below."""
        wire: Wire = self._imap
        return wire

    def told(self, code: str) -> list[bytes]:
        """Return what the server said under `code` since it was last asked for, and forget it."""
        said = self.wire.untagged_responses.pop(code, [])
        return [line for line in said if isinstance(line, bytes)]

    def ask_capabilities(self) -> None:
        """Ask anew: what was told before the login does not count any more (R-IMAP-05)."""
        self._cached_capabilities = None
        self.told("CAPABILITY")
        self.capabilities()

    def look(self) -> None:
        """Let the server tell what came, and forget what it told: it would pile up."""
        self.noop()
        self.wire.untagged_responses.clear()

    def begin_idle(self) -> bool:
        """Enter IDLE; True when the server told something meanwhile, of which no socket will tell again.

        imapclient's own takes it for an error when that stands before the continuation.
        """
        self._idle_tag = self.wire._command("IDLE")  # noqa: SLF001 - as imapclient does
        told = False
        while self.wire._get_response() is not None:  # noqa: SLF001 - None is the continuation
            told = True
            if self.wire.tagged_commands.get(self._idle_tag):
                raise imaplib.IMAP4.abort("IDLE refused")
        return told or self.wire.holds_more()


class ImapMailbox:
    """See `intake.ports.Mailbox`."""

    def __init__(self, settings: ImapSettings, clock: Clock) -> None:
        """Prepare; nothing is connected yet. The clock tells when a mail came for which the server has no usable date."""
        self.name = settings.name
        self.last_uid = 0
        self._settings = settings
        self._clock = clock
        self._bell = Bell()
        self._given_uid = 0  # up to here the caller knows of all mail
        self._session = Session(settings, _Client)
        self._start_over()

    def _start_over(self) -> None:
        self._given_uid = 0
        self._shelves = Shelves(self._session)
        self._fetcher = Fetcher(self._session, self._clock)
        self._filer = Filer(self._session, self._shelves, self._fetcher)

    @property
    def uidvalidity(self) -> int:
        """See `Mailbox.uidvalidity`."""
        return self._session.uidvalidity

    def connect(self) -> None:
        """See `Mailbox.connect`."""
        self._session.connect()
        self._start_over()
        self.last_uid = self._session.uid_next - 1 if self._session.uid_next else max(self._fetcher.uids(0), default=0)

    def close(self) -> None:
        """See `Mailbox.close`."""
        self._session.close()

    def waiting(self, after_uid: int = 0) -> Iterator[list[Waiting]]:
        """See `Mailbox.waiting`."""
        self._given_uid = max(self._given_uid, after_uid)
        groups = words.groups(self._fetcher.uids(after_uid), self._settings.batch_messages)
        found = (waiting for uids in groups for waiting in self._fetcher.described(uids, self._settings.inbox))
        for batch in words.batches(found, self._settings.batch_messages, self._settings.batch_bytes):
            yield batch
            self._given_uid = max(self._given_uid, batch[-1].place.uid)

    def lying(self, shelf: Shelf) -> Iterator[list[Waiting]]:
        """See `Mailbox.lying`."""
        folder = self._shelves.name(shelf)
        if folder is None or not self._shelves.open(folder):
            return
        groups = words.groups(self._fetcher.all_of(folder), self._settings.batch_messages)
        found = (waiting for uids in groups for waiting in self._fetcher.described(uids, folder))
        yield from words.batches(found, self._settings.batch_messages, self._settings.batch_bytes)

    def fetch(self, batch: Sequence[Waiting]) -> Iterator[tuple[Waiting, Iterator[bytes]]]:
        """See `Mailbox.fetch`."""
        return self._fetcher.mails(batch)

    def move(self, places: Sequence[Place], shelf: Shelf) -> dict[Place, Place]:
        """See `Mailbox.move`."""
        return self._filer.move(places, shelf)

    def append(self, shelf: Shelf, raw: bytes, at: datetime) -> Place | None:
        """See `Mailbox.append`."""
        return self._filer.append(shelf, raw, at)

    def erase(self, place: Place) -> bool:
        """See `Mailbox.erase`."""
        return self._filer.erase(place)

    def find(self, raw_sha256: str, size: int, shelf: Shelf | None = None) -> list[Place]:
        """See `Mailbox.find`."""
        folder = self._settings.inbox if shelf is None else self._shelves.name(shelf)
        uidvalidity = self._shelves.open(folder) if folder is not None else 0
        if folder is None or not uidvalidity:
            return []
        criteria = ["LARGER", str(size - 1), "SMALLER", str(size + 1)] if size else ["SMALLER", "1"]
        places = [Place(folder, uidvalidity, uid) for uid in self._fetcher.search(criteria)]
        return [place for place in places if self._fetcher.sha256(place, size) == raw_sha256]

    def wake(self) -> None:
        """See `Mailbox.wake`."""
        self._bell.ring()

    def wait(self, seconds: float, woken: Callable[[], bool]) -> None:
        """See `Mailbox.wait`."""
        seconds = min(seconds, LONGEST_WAIT_SECONDS)
        with self._session.asking() as client:
            idles = self._settings.idle and client.has_capability("IDLE")
        if woken() or self._bell.wait(0):
            return
        if not idles:
            self._bell.wait(min(seconds, self._settings.poll_seconds))
        elif not self._news():
            with self._session.asking() as client:
                told = client.begin_idle()
                if not told:
                    self._bell.wait(seconds, client.wire.sock.fileno())
                client.idle_done()

    def _news(self) -> bool:
        """Say whether mail lies there of which the caller does not know: IDLE only tells what no earlier answer told.

        Mail announced by the very answer of our search is not in it: then we look once more.
        """
        for _ in range(_LOOKS):
            if any(True for _ in self._fetcher.uids(self._given_uid)):
                return True
            with self._session.asking() as client:
                if not client.told("EXISTS"):
                    return False
        return True

    def folders_check(self) -> list[str]:
        """See `Mailbox.folders_check`."""
        cannot = []
        for shelf in self._settings.folders:
            try:
                self._shelves.ready(shelf)
            except Refused:
                cannot.append(f"The folder {self._settings.folders[shelf]} is absent and cannot be made: make it by hand.")
        with self._session.asking() as client:
            cannot += [sentence for capability, sentence in _LACKS.items() if not client.has_capability(capability)]
        return cannot


_LACKS = {
    "UIDPLUS": "The server has no UIDPLUS: mail that must be erased can only be marked as deleted, and a person must expunge it.",
    "IDLE": "The server has no IDLE: new mail is noticed when it is looked for, not at once.",
}
