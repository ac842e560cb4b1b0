"""Who is alive: which daemon this is, which mailboxes it reads, and that no dead one's claims stay behind.

A daemon takes the lowest free *slot*, by a lock that the operating system or
PostgreSQL drops when the process dies. Whoever holds a slot knows that its
former holder is dead, and may free what that one had claimed. SQLite has one
slot: a second daemon is refused.
"""

import fcntl
import os
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, text, update
from sqlalchemy.exc import DBAPIError

from tracker.errors import AlreadyRuns, CannotStart, TryLater
from tracker.records import LetterOwed
from tracker.store import Store

SLOTS = 0x6B6C01
MAILBOXES = 0x6B6C02
"""The first halves of our advisory locks' keys on PostgreSQL."""

AT_MOST = 64
RELEASE_SECONDS = 1.0

_SLOTS_HELD = text(
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
    " WHERE locktype = 'advisory' AND granted AND classid = :kind AND datname = current_database()"
)


class Slot(Protocol):
    """The right to be a daemon, held until `release` or death."""

    name: str
    """Its workers are named after it, each `name/…`."""

    def prove(self) -> None:
        """Make sure that the slot is still this daemon's; take it again after a lost connection.

        Raises `TryLater` when that cannot be told now; `AlreadyRuns` when another daemon has it: whoever asks does nothing in its name.
        """

    def read_mailbox(self, mailbox: str) -> bool:
        """Say whether this daemon is the one that reads `mailbox`; take that right when nobody has it.

        Raises `TryLater` when the register is away, and with it every right.
        """

    def release(self) -> None:
        """Give everything back. Safe to call twice."""


def take_slot(store: Store) -> Slot:
    """Become a daemon on this register, and free what the workers of the slot's former holder had claimed.

    Raises `AlreadyRuns` when another daemon runs on the same SQLite register; `CannotStart` where its lock is not ours to open;
    `TryLater` when PostgreSQL is away.
    """
    slot: Slot = FileSlot(store) if store.sqlite else ServerSlot(store)
    try:
        with store.unit() as session:
            theirs = LetterOwed.claimed_by.like(f"{slot.name}/%")
            freed = update(LetterOwed).where(theirs).values(claimed_by=None, claimed_until=None)
            session.execute(freed, execution_options={"synchronize_session": False})
    except BaseException:
        slot.release()
        raise
    return slot


def daemon_runs(store: Store) -> bool:
    """Say whether any daemon holds a slot on this register now. Raises `TryLater` when PostgreSQL is away; `CannotStart`."""
    if store.sqlite:
        return _is_locked(_lock_of(store))
    with store.reading() as session:
        return bool(session.execute(_SLOTS_HELD, {"kind": SLOTS}).scalar_one())


def _is_locked(path: Path) -> bool:
    """Ask for a lock that two who ask can have at once, so that they do not take each other for a daemon."""
    try:
        with path.open("r", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    except OSError as trouble:
        raise _not_ours(path, trouble) from trouble
    return False


def _not_ours(path: Path, trouble: OSError) -> CannotStart:
    return CannotStart(f"{path}, the daemon's lock, cannot be opened ({trouble.strerror}); run this as the user of the service")


def _lock_of(store: Store) -> Path:
    return Path(f"{store.url.database}.lock")


class FileSlot:
    """The one slot of an SQLite register: a locked file beside it."""

    name = "slot-0"

    def __init__(self, store: Store) -> None:
        self._path = _lock_of(store)
        self._file: IO[str] = _locked(self._path)

    def prove(self) -> None:
        """See `Slot.prove`: the operating system keeps the lock until this process ends."""

    def read_mailbox(self, mailbox: str) -> bool:  # noqa: ARG002 - the port's signature
        """See `Slot.read_mailbox`: there is no other daemon."""
        return True

    def release(self) -> None:
        """See `Slot.release`. The file stays: to delete it would let two daemons lock two files."""
        self._file.close()


def _locked(path: Path) -> IO[str]:
    """Open and lock the file, and write who we are for the next one's message."""
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as trouble:
        raise _not_ours(path, trouble) from trouble
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        other = file.read().strip() or "unknown"
        file.close()
        raise AlreadyRuns(f"another klachten daemon (process {other}) runs on this register; stop it first ({path} is its lock)") from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


class ServerSlot:
    """One of many slots on PostgreSQL: session locks on a connection of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._mailboxes: set[str] = set()
        self._released = False
        self._turn = threading.Lock()  # each mailbox's thread asks, on one connection
        self._connection = self._connect()
        number = next((number for number in range(AT_MOST) if _try_lock(self._connection, SLOTS, number)), None)
        if number is None:
            self._let_go()
            raise CannotStart(f"{AT_MOST} daemons run on this register already")
        self.name = f"slot-{number}"
        self._number = number

    def _connect(self) -> Connection:
        try:
            return self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except DBAPIError as trouble:
            raise TryLater("the register cannot be reached") from trouble

    def prove(self) -> None:
        """See `Slot.prove`."""
        with self._turn:
            if self._released:
                raise TryLater("this daemon gave its slot back")
            with self._held():
                self._connection.execute(text("SELECT 1"))

    def read_mailbox(self, mailbox: str) -> bool:
        """See `Slot.read_mailbox`. Asking again proves that the locks are still held."""
        with self._turn:
            if self._released:
                return False
            with self._held():
                if mailbox in self._mailboxes:
                    self._connection.execute(text("SELECT 1"))
                elif _try_lock(self._connection, MAILBOXES, zlib.crc32(mailbox.encode()) & 0x7FFFFFFF):
                    self._mailboxes.add(mailbox)
            return mailbox in self._mailboxes

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Be connected, with the slot's lock. Whose turn it is calls this; who was told meanwhile to release does so at the end."""
        try:
            if self._connection.closed:
                self._regain()
            yield
        except DBAPIError as trouble:
            self._let_go()
            raise TryLater("the connection that holds this daemon's locks was lost") from trouble
        finally:
            if self._released:
                self._let_go()

    def _regain(self) -> None:
        """Take the same slot again on a new connection; the mailboxes are asked for anew."""
        self._mailboxes.clear()
        self._connection = self._connect()
        if not _try_lock(self._connection, SLOTS, self._number):
            self._let_go()
            raise AlreadyRuns("another daemon took this one's slot while the register was away")

    def release(self) -> None:
        """See `Slot.release`. Who is asking a server that fell silent is not waited for: their turn ends with it."""
        self._released = True
        if self._turn.acquire(timeout=RELEASE_SECONDS):
            try:
                self._let_go()
            finally:
                self._turn.release()

    def _let_go(self) -> None:
        if not self._connection.closed:
            self._connection.invalidate()  # a pooled connection would keep the locks
            self._connection.close()


def _try_lock(connection: Connection, kind: int, number: int) -> bool:
    return bool(connection.execute(text("SELECT pg_try_advisory_lock(:kind, :number)"), {"kind": kind, "number": number}).scalar_one())
