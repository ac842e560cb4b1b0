"""The register that a restore replaces: backed up while it can be read, set aside where it cannot, and asked what it knows.

Changes nothing of it.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select

from klachten.backup.copying import written
from klachten.backup.folder import held, new_name
from klachten.backup.making import Tell, make_backup
from klachten.backup.replaying import removed_in, to_erase_in
from klachten.backup.verifying import is_sound
from tracker.errors import CannotStart
from tracker.keys import Keyring
from tracker.migrating import version
from tracker.records import Mailbox
from tracker.store import Store

DAMAGED = ".damaged"


@dataclass(frozen=True, slots=True)
class Former:
    """What is known of the register that was there; nothing where there was none.

    file:       its backup; or where its own file was set aside, since it is `damaged` and cannot be asked anything.
    removed:    what was removed from it, by reference.
    to_erase:   what of that was in the mailboxes still, as columns.
    mailboxes:  since when each was watched, as columns.
    """

    file: Path | None = None
    damaged: bool = False
    last_ids: Mapping[str, int] = field(default_factory=dict)
    counters: Mapping[str, int] = field(default_factory=dict)
    removed: Mapping[str, date] = field(default_factory=dict)
    to_erase: tuple[Mapping[str, Any], ...] = ()
    mailboxes: tuple[Mapping[str, Any], ...] = ()


def put_away(store: Store, keyring: Keyring | None, ledger: Path, folder: Path, now: datetime, tell: Tell) -> Former:
    """Back up the register that is there in `folder`, or set it aside there where it is damaged.

    Raises `NeedsPerson` where the folder cannot be used; `CannotStart` where what is there is no register of klachten, or that of a
    newer program; `TryLater` when the server is away.
    """
    register = Path(store.url.database or "") if store.sqlite else None
    if register and not (register.exists() and register.stat().st_size):
        return Former()
    if register and not is_sound(register):
        return Former(_set_aside(register, folder, now), damaged=True)
    if not _is_register(store):
        return Former()
    made = make_backup(store, keyring, ledger, folder, now, tell)
    return Former(made.file, False, made.manifest.highest_ids, made.manifest.counters, *_asked(store))


def _is_register(store: Store) -> bool:
    """Say whether there is a register; what has tables of others is none, and is not ours to replace. Raises `CannotStart`."""
    with store.reading() as session:
        if version(session.connection()) is not None:
            return True
        if inspect(session.connection()).get_table_names():
            raise CannotStart(f"what register.url names ({store.url.database}) holds tables that are not ours: compare register.url")
    return False


def _asked(store: Store) -> tuple[dict[str, date], tuple[dict[str, Any], ...], tuple[dict[str, Any], ...]]:
    """Ask what the backup to restore may not know."""
    watched = select(Mailbox.name, Mailbox.first_started_at, Mailbox.backlog_uidvalidity, Mailbox.backlog_last_uid)
    with store.reading() as session:
        return removed_in(session), to_erase_in(session), tuple(dict(row) for row in session.execute(watched).mappings())


def _set_aside(register: Path, folder: Path, now: datetime) -> Path:
    """Copy a damaged register, with its log, under a name of this moment: some of it may still be saved."""
    with held(folder):
        aside = new_name(folder, now, DAMAGED)
        for ending in ("", "-wal"):
            file = register.with_name(register.name + ending)
            if file.exists():
                copy_private(file, aside.with_name(aside.name + ending))
    return aside


def copy_private(file: Path, to: Path) -> None:
    """Copy a file to a new one, for its owner only, and have it on the disk. Raises `NeedsPerson` where that fails."""
    with written(to), file.open("rb") as source:
        target = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(target, "wb") as copy:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
