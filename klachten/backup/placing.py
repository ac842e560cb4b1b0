"""Putting a prepared register in the place of the one that is there: all of it, or nothing changes.

Knows the two kinds of database, and not what is in a register. Rule: no daemon
is at work on it meanwhile, and none can begin.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from klachten.backup.copying import Progress, copy_rows, count_rows, written
from tracker.durable import synced
from tracker.errors import AlreadyRuns, TryLater
from tracker.liveness import FileSlot, daemon_runs
from tracker.migrating import LOCK, migrate
from tracker.store import Store

_WAIT_SECONDS = 30
_RUNS = "a klachten daemon runs on this register; stop it first (systemctl stop klachten), and start it after the restore"
_BESIDE = ("-wal", "-shm", "-journal")


@contextmanager
def without_daemon(store: Store) -> Iterator[None]:
    """Keep every daemon from this register. Raises `AlreadyRuns` where one is at work; `CannotStart` as `FileSlot`; `TryLater`."""
    if not store.sqlite:
        refuse_daemons(store)  # who starts one later waits for `place_on_server`, or makes that change nothing
        yield
        return
    slot = FileSlot(store)
    try:
        yield
    finally:
        slot.release()


def place_file(prepared: Path, register: Path, *, damaged: bool) -> None:
    """Let a file become the SQLite register, at once.

    prepared: whole in itself, and in the folder of the register.
    damaged: what is there is no database that can be asked; it was set aside, and what lies beside it goes.
    Raises `TryLater` while another command has the register open; `NeedsPerson` where the folder cannot be written.
    """
    if register.exists() and not damaged:
        _alone(register)
    with written(register):
        for ending in _BESIDE:  # the log of one database would be read as that of the other
            register.with_name(register.name + ending).unlink(missing_ok=True)
        prepared.rename(register)
        synced(register.parent)


def _alone(register: Path) -> None:
    """Write the log of the register into it: SQLite does so only where nobody else has it open."""
    with closing(sqlite3.connect(register, timeout=_WAIT_SECONDS)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as trouble:
            raise TryLater(f"another program has {register} open ({trouble}): wait until it ends, and try again") from trouble


def place_on_server(prepared: Store, store: Store, tell: Progress) -> None:
    """Replace every row of a register on PostgreSQL, in one transaction. The prepared one has the newest schema version.

    Raises `AlreadyRuns` where a daemon was started meanwhile, and `TryLater` when the server is away: then nothing was changed.
    """
    migrate(store)
    with prepared.reading() as reading, store.unit() as session:
        source, target = reading.connection(), session.connection()
        target.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})  # a daemon that starts waits for it
        target.execute(text(f"SET LOCAL lock_timeout = '{_WAIT_SECONDS}s'"))
        _empty(target)
        copy_rows(source, target, tell)
        refuse_daemons(store)  # one that came before the lock now waits for our rows


def _empty(target: Connection) -> None:
    names = ", ".join(f'"{name}"' for name in count_rows(target))
    target.execute(text(f"TRUNCATE {names}"))


def refuse_daemons(store: Store) -> None:
    """Raise `AlreadyRuns` while a daemon is at work on this register; `CannotStart` and `TryLater` as `daemon_runs`."""
    if daemon_runs(store):
        raise AlreadyRuns(_RUNS)
