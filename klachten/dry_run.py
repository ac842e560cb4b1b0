"""What a dry run stands on: the register on record, opened so that nothing can change it, and one to throw away.

The one to throw away holds what people wrote, so it lies in a folder that only
its user can enter, and goes however the run ends, but for a kill that nothing
survives.
"""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import event

from klachten import wiring
from klachten.settings import Settings
from tracker.errors import CannotStart
from tracker.keys import Keyring, open_keyring, read_keyring
from tracker.migrating import migrate, newest_version, version
from tracker.store import Store

_ENDINGS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def register_on_record(settings: Settings) -> Iterator[Store | None]:
    """Open the register of the settings for reading only; None where there is none yet.

    Raises `CannotStart` for one whose schema is not that of this program, which a dry run may not change; `TryLater`.
    """
    if wiring.absent_register(settings):
        yield None
        return
    store = wiring.open_store(settings, read_only=True)
    try:
        yield store if _is_of_this_version(store) else None
    finally:
        store.close()


def _is_of_this_version(store: Store) -> bool:
    """Say whether there is anything; an empty database is no register yet."""
    with store.reading() as session:
        found = version(session.connection())
    if found not in {None, newest_version()}:
        raise CannotStart(f"the register has schema version {found}, not that of this program; see: klachten check")
    return found is not None


@contextmanager
def throw_away_register() -> Iterator[Store]:
    """Give an empty register on SQLite, in a folder that goes with it in the end."""
    with _ended_in_order(), tempfile.TemporaryDirectory(prefix="klachten-") as folder:
        store = Store(f"sqlite:///{folder}/register.db")
        event.listen(store.engine, "connect", _wait_for_no_disk)
        try:
            migrate(store)
            yield store
        finally:
            store.close()


def _wait_for_no_disk(connection: Any, _record: Any) -> None:
    """Write when the system finds the time: nothing of this must survive."""
    connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let a signal that ends the process take the way of an exception, so that what must go is taken away."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in _ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def keys_to_read(settings: Settings) -> Keyring:
    """Read the keys that sign our letters; where there are none yet, return some that never signed anything. Raises `CannotStart`."""
    path = settings.register_.keys_file
    if os.path.lexists(path):
        return read_keyring(path)
    with tempfile.TemporaryDirectory(prefix="klachten-") as folder:
        return open_keyring(Path(folder) / "keys")
