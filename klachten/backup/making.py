"""Making a backup: copied aside, verified, named, and only then vouched for.

The order is the point. A copy has another name until it was read back and
found whole; its manifest is written after that, last of all. So whatever ends
us, nothing half is ever taken for a backup.
"""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from klachten import __version__
from klachten.backup.copying import Progress, copy_register, written
from klachten.backup.folder import ASIDE, REMOVALS, Backup, held, new_name
from klachten.backup.manifest import Manifest, beside, fingerprints
from klachten.backup.verifying import digest, look_into
from tracker.durable import synced
from tracker.errors import NeedsPerson
from tracker.keys import Keyring
from tracker.store import Store

Tell = Callable[[str], Progress]
"""Is told what is being done, and gives whom to tell how far it is."""


def silent(_what: str) -> Progress:
    """Tell nobody."""
    return lambda _done, _total: None


def make_backup(store: Store, keyring: Keyring | None, ledger: Path | None, folder: Path, now: datetime, tell: Tell = silent) -> Backup:
    """Copy the register into `folder` while others write, and verify the copy; return it.

    keyring:  of which the manifest keeps the ids; None where there are no keys yet.
    ledger:   the removal ledger, of which a copy is laid beside the backup: an older backup that is restored some day meets it.
    Raises `NeedsPerson` where the folder cannot be used or the copy is not what the register was; `AlreadyRuns`, `CannotStart` and
    `TryLater` as `held` and `copy_register`. Nothing is left behind then.
    """
    with held(folder):
        file = new_name(folder, now)
        aside = file.with_name(file.name + ASIDE)
        with written(aside):
            os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        rows = copy_register(store, aside, tell("Copying"))
        with written(aside):
            synced(aside)
            manifest = _manifest(aside, rows, keyring, now, tell("Reading it back"))
            aside.rename(file)
            if ledger and ledger.exists():
                write_whole(file.with_suffix(REMOVALS), ledger.read_bytes())
            write_whole(beside(file), f"{manifest.model_dump_json(indent=2)}\n".encode())
    return Backup(file, now, manifest)


def _manifest(aside: Path, rows: dict[str, int], keyring: Keyring | None, now: datetime, tell: Progress) -> Manifest:
    """Read the copy back, and say what it is. Raises `NeedsPerson` where it is not whole."""
    found = look_into(aside)
    if found.rows != rows:
        raise NeedsPerson("the copy has not the rows that the register had, and was thrown away: see to the disk, and try again")
    return Manifest(
        made_at=now,
        program_version=__version__,
        schema_version=found.schema_version,
        size=aside.stat().st_size,
        sha256=digest(aside, tell),
        rows=found.rows,
        highest_ids=found.highest_ids,
        counters=found.counters,
        keys=fingerprints(keyring),
    )


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, for its owner only; all names in its folder are on the disk when this returns."""
    aside = path.with_name(path.name + ASIDE)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    synced(aside)
    aside.rename(path)
    synced(path.parent)
