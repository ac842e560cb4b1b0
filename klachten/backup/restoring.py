"""Bringing the register back from a backup: prepared aside, kept from what was removed, and put in place at once.

The order is the point. What is refused is refused before anything is touched;
the register that is there is backed up or set aside first; and the copy becomes
the register only when removed complaints are out of it, and its numbers lie
beyond all that was given out since. Whatever ends us earlier, the old register
is in its place, and to begin again is safe.
Source: docs/mail-rules.md, F51; docs/procedure.md, Removal.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from klachten.backup.copying import make_whole_in_itself, opened
from klachten.backup.folder import REMOVALS, whole_in
from klachten.backup.former import Former, copy_private, put_away
from klachten.backup.jumping import jump_ids, raise_counters
from klachten.backup.making import Tell, silent
from klachten.backup.manifest import Manifest, fingerprints
from klachten.backup.placing import place_file, place_on_server, without_daemon
from klachten.backup.replaying import remove_again, removed_in
from klachten.backup.verifying import look_into, verify
from tracker.errors import CannotStart
from tracker.keys import Keyring
from tracker.migrating import is_known, migrate
from tracker.records import FolderWork, Mailbox
from tracker.removal.ledger import Ledger, LedgerUnusable
from tracker.rules import HouseRules
from tracker.sent_copies import have_compared
from tracker.store import Store

RESTORING = ".restoring"


@dataclass(frozen=True, slots=True)
class House:
    """Where a register is restored, and what must be known there.

    store:    of the register, which may be absent or damaged.
    keyring:  the keys of this house; None where there are none.
    folder:   where the register that is there is backed up first.
    watched:  the mailboxes of the settings, which can be compared; another one would be waited for in vain.
    """

    store: Store
    keyring: Keyring | None
    ledger: Ledger
    rules: HouseRules
    folder: Path
    watched: frozenset[str]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    removed_again:  so many complaints of the backup had been removed since.
    last_ids:       beyond these the new complaints, mails and letters are numbered.
    mailboxes:      are compared with the register before anything else of them is taken in.
    """

    manifest: Manifest
    former: Former
    removed_again: int
    last_ids: Mapping[str, int]
    mailboxes: tuple[str, ...]


def examine(house: House, backup: Path, tell: Tell = silent, *, ledger_lost: bool = False) -> Manifest:
    """Say whether a backup can be restored here, and return its manifest; changes nothing.

    ledger_lost: what was removed since the backup is known to nobody any more, and somebody said so.
    Raises `NeedsPerson` where it is damaged or no backup; `CannotStart` where it is of a newer program, or a key that signed its letters
    is not here, or the removal ledger is not; `LedgerUnusable`.
    """
    manifest = verify(backup, tell("Reading the backup"))
    if not is_known(manifest.schema_version):
        what = f"{backup} has schema version {manifest.schema_version}, which this program does not know"
        raise CannotStart(f"{what}: install klachten {manifest.program_version} or newer")
    _same_keys(house.keyring, manifest)
    if not ledger_lost and (lacking := _lacking(house, backup)):
        what = f"the removal ledger {house.ledger.path} is absent or older than the backup: it lacks {lacking} removed complaints"
        raise CannotStart(f"{what}, so those removed since may lack too. Bring back its newest copy; where there is none: --ledger-lost")
    return manifest


def restore(house: House, backup: Path, manifest: Manifest, now: datetime, tell: Tell = silent) -> Restored:
    """Replace the register by a backup that was examined; return what was done.

    Raises, before the register was touched: `AlreadyRuns` while a daemon is at work on it; `TryLater` when it is busy or away;
    `NeedsPerson` and `CannotStart` as `put_away`, or where there is no room.
    """
    with without_daemon(house.store):
        in_ledgers = _in_ledgers(house, backup)
        former = put_away(house.store, house.keyring, house.ledger.path, house.folder, now, tell)
        removed = {**former.removed, **in_ledgers}
        with _aside(house) as file:
            copy_private(backup, file)
            with closing(opened(file)) as prepared:
                migrate(prepared)
                as_of = manifest.made_at  # a week that ended since is written down once its mail was taken in again, and not before
                removed_again = remove_again(prepared, house.rules, removed, as_of, tell("Removing again what was removed"))
                last_ids, mailboxes = _go_on(prepared, former, removed, house.watched, manifest.made_at, now)
            make_whole_in_itself(file)
            look_into(file)
            _place(house, file, former, tell)
    return Restored(manifest, former, removed_again, last_ids, mailboxes)


def _same_keys(keyring: Keyring | None, manifest: Manifest) -> None:
    """Refuse where a key is lacking: answers to the letters that it signed would find no complaint. Raises `CannotStart`."""
    if lacking := sorted(manifest.keys.items() - fingerprints(keyring).items()):
        named = ", ".join(f"{key_id} ({told})" for key_id, told in lacking)
        what = f"the key file lacks {named}, which signed letters of this register (in brackets: how the key's SHA-256 begins)"
        raise CannotStart(f"{what}: bring back the copy of register.keys_file that was made on {manifest.made_at:%Y-%m-%d} or later")


def _in_ledgers(house: House, backup: Path) -> dict[str, date]:
    """Return what was removed, by the ledger, and by its copies beside our backups: one of these may be all that is left of it.

    A copy that is beside a backup of another house, which has other keys, or cannot be believed, says nothing.
    """
    removed: dict[str, date] = {}
    ours = fingerprints(house.keyring).items()
    for folder in {backup.parent, house.folder}:
        with suppress(OSError):
            for copy in (one.file.with_suffix(REMOVALS) for one in whole_in(folder) if one.manifest.keys.items() & ours):
                with suppress(LedgerUnusable):
                    removed.update(Ledger(copy).read().removed)
    return {**removed, **house.ledger.read().removed}


def _lacking(house: House, backup: Path) -> int:
    """Count what was removed before the backup and is in no ledger: then these are of another register, or old copies."""
    with closing(opened(backup, read_only=True)) as store, store.reading() as session:
        return len(removed_in(session).keys() - _in_ledgers(house, backup).keys())


@contextmanager
def _aside(house: House) -> Iterator[Path]:
    """Give the file in which the register is prepared; whatever an earlier restore left of one goes, and so does this one."""
    file = _prepared(house.store, house.ledger)
    clear_prepared(house.store, house.ledger)
    try:
        yield file
    finally:
        clear_prepared(house.store, house.ledger)


def clear_prepared(store: Store, ledger: Ledger) -> None:
    """Take away what a restore that was killed had prepared: a whole register, also of what was removed since. None may be at work."""
    file = _prepared(store, ledger)
    for ending in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def _prepared(store: Store, ledger: Ledger) -> Path:
    beside = Path(store.url.database or "") if store.sqlite else ledger.path
    return beside.with_name(beside.name + RESTORING)


def _go_on(
    prepared: Store, former: Former, removed: Mapping[str, date], watched: Collection[str], made_at: datetime, now: datetime
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Let the copy number on beyond all that was given out, and have each mailbox that is watched compared before it is read."""
    with prepared.unit() as session:
        jumped = jump_ids(session.connection(), former.last_ids, made_at, now)
        raise_counters(session, former.counters, removed)
        known = set(session.scalars(select(Mailbox.name)))
        for added in (one for one in (*former.mailboxes, *_perhaps_watched(former, watched, made_at)) if one["name"] not in known):
            session.execute(insert(Mailbox).values(**added))
        if former.to_erase:
            session.execute(insert(FolderWork), former.to_erase)  # else the comparison would take these mails for new ones
        to_compare = Mailbox.name.in_(watched)
        have_compared(session, watched, made_at)
        return jumped, tuple(session.scalars(select(Mailbox.name).where(to_compare).order_by(Mailbox.name)))


def _perhaps_watched(former: Former, watched: Collection[str], made_at: datetime) -> list[dict[str, Any]]:
    """Return the mailboxes of the settings as columns, where nobody can say whether they were watched since the backup.

    Such a one is compared too: else complaints that lie handled in its folders would be lost. Nothing in it counts as backlog (D20).
    """
    if former.file and not former.damaged:
        return []
    return [{"name": name, "first_started_at": made_at, "backlog_uidvalidity": 0, "backlog_last_uid": 0} for name in watched]


def _place(house: House, file: Path, former: Former, tell: Tell) -> None:
    if house.store.sqlite:
        house.store.close()  # what we have open ourselves would keep it from being replaced
        place_file(file, Path(house.store.url.database or ""), damaged=former.damaged)
        return
    with closing(opened(file)) as prepared:
        place_on_server(prepared, house.store, tell("Writing the register"))
