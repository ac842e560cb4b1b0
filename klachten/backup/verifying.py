"""Whether a backup is whole: its bytes, its pages and its rows are what its manifest says. Changes nothing."""

from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError

from klachten.backup.copying import Progress, count_rows, opened
from klachten.backup.manifest import Manifest, read_manifest
from klachten.backup.sequences import last_ids
from tracker.errors import CannotStart, KlachtenError, NeedsPerson
from tracker.migrating import version

_BLOCK_BYTES = 1 << 20
_COUNTERS = text("SELECT name, last FROM counter")


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a register, as its manifest has it."""

    schema_version: str
    rows: dict[str, int]
    highest_ids: dict[str, int]
    counters: dict[str, int]


def verify(backup: Path, tell: Progress) -> Manifest:
    """Read a backup whole, open it and count; return its manifest. tell: is told of its bytes.

    Raises `NeedsPerson`, which says what is wrong: no manifest, other bytes, damaged pages, or not the rows that were in the register.
    """
    manifest = read_manifest(backup)
    try:
        size = backup.stat().st_size
        same = size == manifest.size and digest(backup, tell) == manifest.sha256
    except OSError as trouble:
        raise NeedsPerson(f"{backup} cannot be read ({trouble.strerror}); run this as the user of the service") from trouble
    if not same:
        raise _damaged(backup, "its bytes are not those that its manifest tells of")
    told = Contents(manifest.schema_version, manifest.rows, manifest.highest_ids, manifest.counters)
    if look_into(backup) != told:
        raise _damaged(backup, "its rows are not those that its manifest counts")
    return manifest


def look_into(file: Path) -> Contents:
    """Check every page and every reference from row to row of an SQLite register, and count. Raises `NeedsPerson`."""
    with closing(opened(file, read_only=True)) as store:
        try:
            with store.reading() as session:
                connection = session.connection()
                if fault := _fault(connection):
                    raise _damaged(file, fault)
                counters: dict[str, int] = dict(connection.execute(_COUNTERS).all())
                return Contents(version(connection) or "", count_rows(connection), last_ids(connection), counters)
        except (KlachtenError, DBAPIError) as trouble:
            if isinstance(trouble, NeedsPerson):
                raise
            raise _damaged(file, "it is no register of SQLite, or its pages are damaged") from trouble


def is_sound(register: Path) -> bool:
    """Say whether every page of an SQLite file can be read, and no row points to one that is not there.

    Raises `CannotStart` where the file cannot be opened or read for another reason, such as its rights.
    """
    with closing(opened(register, read_only=True)) as store:
        try:
            with store.engine.connect() as connection:
                return _fault(connection) is None
        except OperationalError as trouble:  # of the kinds that sqlite3 tells, the one that is not about what the file holds
            what = f"the register {register} cannot be read ({trouble.orig})"
            raise CannotStart(f"{what}: see to the rights of the file and its folder, and to the disk") from trouble
        except DBAPIError:
            return False


def _fault(connection: Connection) -> str | None:
    told = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if told != "ok":
        return "its pages are damaged"
    return "a row points to one that is not there" if connection.exec_driver_sql("PRAGMA foreign_key_check").first() else None


def digest(file: Path, tell: Progress) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    found, done, size = sha256(), 0, file.stat().st_size
    with file.open("rb") as read:
        while block := read.read(_BLOCK_BYTES):
            found.update(block)
            done += len(block)
            tell(done, size)
    return found.hexdigest()


def _damaged(file: Path, why: str) -> NeedsPerson:
    return NeedsPerson(f"{file} is damaged: {why}; take another backup: klachten backup --list")
