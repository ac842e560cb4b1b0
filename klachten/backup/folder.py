"""The folder of backups: what the files are called, which are whole, and which have been kept long enough.

Rule: nothing is deleted that does not bear a name of ours; and nothing here
writes over a file that is there.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from klachten.backup.manifest import Manifest, read_manifest
from tracker.errors import AlreadyRuns, NeedsPerson

REMOVALS = ".removals"
"""Ends the name of the copy of the removal ledger that a backup has beside it."""

ASIDE = ".part"
"""Ends the name of what is being made: never taken for a backup, and cleared by the next one."""

FRESH = timedelta(days=2)
"""One night may fail; after a second one without a backup a person is told."""

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(
    r"klachten-([0-9]{8}T[0-9]{6}Z)(?:-[0-9]{1,3})?\.(?:db|json|removals|damaged|damaged-wal)(\.part(?:-wal|-shm|-journal)?)?"
)
_LOCK = ".klachten-backup.lock"
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole backup. made_at: UTC."""

    file: Path
    made_at: datetime
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Listed:
    """What bears the name of a backup in its folder. made_at: UTC, as that name says. manifest: None where it is not whole."""

    file: Path
    made_at: datetime
    manifest: Manifest | None


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep the folder for one backup at a time, and clear what an interrupted one left.

    Raises `NeedsPerson` where it is not there or not ours to write; `AlreadyRuns` while another backup is being made in it.
    """
    try:
        if not folder.is_dir():
            advice = f"is its disk mounted? Else make it, as root: install -d -o klachten -m 700 {folder}"
            raise NeedsPerson(f"the folder {folder} for backups is not there: {advice}")
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as trouble:
        what = f"the folder {folder} for backups cannot be written ({trouble.strerror})"
        raise NeedsPerson(f"{what}: let the user of the service own it (chown klachten {folder}), and run this as that user") from trouble
    try:
        _lock(lock, folder)
        _clear(folder)
        try:
            yield
        finally:
            _clear(folder)
    finally:
        os.close(lock)


def _lock(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyRuns(f"another backup is being made in {folder}; wait until it ends") from None


def _clear(folder: Path) -> None:
    """Take away what is half made, and what SQLite laid beside it."""
    for file in _ours(folder):
        if ASIDE in file.name:
            file.unlink(missing_ok=True)


def new_name(folder: Path, now: datetime, ending: str = ".db") -> Path:
    """Return a name of this moment that no file in the folder has yet, whatever its ending."""
    taken = {file.name.partition(".")[0] for file in folder.iterdir()}
    stem = f"klachten-{now.astimezone(UTC):{_STAMP}}"
    stems = (stem, *(f"{stem}-{number}" for number in range(2, _AT_ONCE)))
    return folder / f"{next(one for one in stems if one not in taken)}{ending}"


def backups_in(folder: Path) -> list[Listed]:
    """List the backups, newest first; also those that are not whole. Raises `OSError` for a folder that cannot be read."""
    found = [Listed(file, _moment(file), _whole(file)) for file in _ours(folder) if file.suffix == ".db"]
    return sorted(found, key=lambda one: (one.made_at, one.file.name), reverse=True)


def whole_in(folder: Path) -> list[Backup]:
    """List those that seem whole, newest first. Raises as `backups_in`."""
    return [Backup(one.file, one.made_at, one.manifest) for one in backups_in(folder) if one.manifest]


def newest_in(folder: Path) -> Backup | None:
    """Return the newest whole backup; None where there is none, or the folder cannot be read."""
    with suppress(OSError):
        return next(iter(whole_in(folder)), None)
    return None


def delete_old(folder: Path, keep_days: int, now: datetime, *, newest: Path) -> list[Path]:
    """Delete what was made more than so many days ago, and return it; `newest`, which was just verified, always stays.

    What a restore set aside as damaged goes by the same term: it holds complaints as well. The manifest goes first, so that what is
    half deleted is no backup.
    """
    limit = now - timedelta(days=keep_days)
    old = [one for one in _ours(folder) if _moment(one) < limit and one.stem != newest.stem]
    for file in sorted(old, key=lambda one: (one.suffix != ".json", one.name)):
        file.unlink(missing_ok=True)
    return sorted(one for one in old if one.suffix not in (".json", REMOVALS))


def _whole(file: Path) -> Manifest | None:
    """Return the manifest of a backup that seems whole; whether it is, `verify` says."""
    with suppress(NeedsPerson, OSError):
        manifest = read_manifest(file)
        return manifest if file.stat().st_size == manifest.size else None
    return None


def _ours(folder: Path) -> list[Path]:
    return [one for one in folder.iterdir() if _NAME.fullmatch(one.name) and one.is_file() and not one.is_symlink()]


def _moment(file: Path) -> datetime:
    """Return what a name of ours says of its making."""
    named = _NAME.fullmatch(file.name)
    if named is None:
        raise ValueError(f"{file.name} is no name of ours")
    with suppress(ValueError):
        return datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
    return datetime.max.replace(tzinfo=UTC)  # no such day: not made by us, and not deleted
