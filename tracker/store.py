"""The engine, and the unit of work: everything in it is written, or nothing.

SQLite is opened so that a commit is on the disk when it returns, that erased
rows are overwritten, and that a writer takes its lock at the beginning (two
that read first and write later would hand out one number twice). Threads of
this process wait for each other at a lock of ours, which wakes at once;
SQLite's own waiting sleeps in steps.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from tracker.errors import CannotStart, TryLater

ONE_MOMENT = "REPEATABLE READ"
"""How a transaction on PostgreSQL sees one moment, as each one does on SQLite."""

BUSY_SECONDS = 30
CACHE_KIBIBYTES = 8 * 1024
CHECKPOINT_PAGES = 4000
"""Of 4 KiB each: a checkpoint writes a page once however often it changed, so one every 16 MB costs less than one every 4."""


class Store:
    """The register's database. Safe to share between threads.

    url:        as SQLAlchemy writes it, such as `sqlite:////var/lib/klachten/klachten.db` or `postgresql://…`.
    read_only:  the database itself refuses to change or to make anything, whatever is asked of it.
    """

    def __init__(self, url: str | URL, *, read_only: bool = False) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _open(self.url, sqlite=self.sqlite, read_only=read_only)
        self._writing: AbstractContextManager[Any] = threading.RLock() if self.sqlite else nullcontext()

    @contextmanager
    def unit(self) -> Iterator[Session]:
        """Open one transaction for writing; commit at the end, roll back on any exception.

        Raises: `TryLater` when the database is away or busy; what the block raised otherwise.
        """
        with self._writing, _patient(self.url), Session(self.engine, expire_on_commit=False, autoflush=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that only reads, all as of one moment: it waits for no writer. Raises as `unit`."""
        options = {"read_only": True} if self.sqlite else {"isolation_level": ONE_MOMENT}
        with _patient(self.url), Session(self.engine.execution_options(**options), autoflush=False) as session:
            yield session

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


NOTICES_SILENCE = {
    "connect_timeout": 10,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""So that a PostgreSQL that falls silent is away within a minute, by libpq's own parameters (seconds; the last in milliseconds)."""

UNUSABLE = ("readonly", "unable to open")
PASSING = ("locked", "busy", "disk is full", "disk I/O error", "interrupted")
"""What SQLite says, in words of its own that name nobody."""


@contextmanager
def _patient(url: URL) -> Iterator[None]:
    """Translate 'the database is not there now' at the wall; every other fault is our own."""
    try:
        yield
    except OperationalError as trouble:
        said = str(trouble.orig) if isinstance(trouble.orig, sqlite3.Error) else ""
        if any(words in said for words in UNUSABLE):
            what = f"the register {url.database} cannot be used ({said})"
            raise CannotStart(f"{what}: see to the rights of the file and its folder, and run this as the user of the service") from trouble
        if said and not any(words in said for words in PASSING):
            raise  # SQLite's word for a fault of our own
        what = f"the register cannot be reached or is busy ({said or type(trouble.orig).__name__})"
        raise TryLater(f"{what}: see whether its database runs, and compare register.url; then try again") from trouble
    except DBAPIError as trouble:
        if isinstance(trouble.orig, sqlite3.DatabaseError) and any(words in str(trouble.orig) for words in ("not a database", "malformed")):
            what = f"{url.database} is no register, or a damaged one ({trouble.orig})"
            raise CannotStart(
                f"{what}: compare register.url, else restore the last backup; mail waits in the mailbox meanwhile"
            ) from trouble
        if not trouble.connection_invalidated:
            raise
        raise TryLater(f"the connection to the register was lost: {type(trouble.orig).__name__}") from trouble


def _open(url: URL, *, sqlite: bool, read_only: bool) -> Engine:
    """Make the engine. `hide_parameters` keeps what people wrote out of every error text."""
    if not sqlite:
        patience = {name: value for name, value in NOTICES_SILENCE.items() if name not in url.query}
        options = {"postgresql_readonly": True} if read_only else {}
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=patience, execution_options=options)
        event.listen(engine, "connect", _insist_on_commits)
        return engine
    place = _to_read(url) if read_only else url
    engine = create_engine(
        place, hide_parameters=True, pool_use_lifo=True, connect_args={"timeout": BUSY_SECONDS, "cached_statements": 256}
    )
    if not read_only:
        event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _to_read(url: URL) -> URL:
    """Name the same file so that SQLite opens it for reading only, and makes none."""
    return url.set(database=f"file:{quote(url.database or '')}", query={"mode": "ro", "uri": "true"})


def _insist_on_commits(connection: Any, _record: Any) -> None:
    """Let a commit be on the disk when it returns, also where the server's own setting is off: a letter follows each."""
    connection.execute("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'")
    connection.commit()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Durable, erasing and strict: the settings that SQLite does not have by itself."""
    connection.isolation_level = None  # BEGIN is ours, not the driver's
    durable = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}")
    for setting in (*durable, f"cache_size=-{CACHE_KIBIBYTES}", f"wal_autocheckpoint={CHECKPOINT_PAGES}"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Any) -> None:
    """Take the writer's lock at the beginning; a reader takes none."""
    reading = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
