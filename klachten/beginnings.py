"""Whether a register may be made anew: only where nothing tells of one that was there before.

An empty one beside what another left behind would give out its references once
more, and a later restore would take what they name for removed. Looks, and
changes nothing. Rule: what tells of it are whole backups and the removal
ledger; keys alone do not, since a start that failed leaves those.
Source: docs/operation.md, Restoring.
"""

from klachten import values, wiring
from klachten.backup.folder import newest_in
from klachten.settings import Settings
from tracker.errors import CannotStart
from tracker.migrating import version
from tracker.removal.ledger import LedgerUnusable
from tracker.store import Store

MADE_BY = "the first start makes one (klachten run), and so does klachten import"
BRING_BACK = "bring it back (docs/operation.md, Restoring: klachten backup --list, then klachten restore FILE)"
TO_BEGIN_ANEW = "to begin anew all the same, move those away first"


def open_to_begin(settings: Settings) -> Store:
    """Open the register for whoever may make it. Raises `CannotStart` where it is not there, and one was; `TryLater`."""
    where = wiring.absent_register(settings)
    if where is None:
        store = wiring.open_store(settings)
        try:
            if not _is_empty(store):
                return store
        except BaseException:
            store.close()
            raise
        store.close()
    if left := left_of_former(settings):
        lost = f"there is no register at {where or values.register_url(settings)}, and there was one: {left}"
        raise CannotStart(f"{lost}; {BRING_BACK}; {TO_BEGIN_ANEW}")
    return wiring.open_store(settings)


def be_there(settings: Settings) -> None:
    """Refuse to go on without a register. Raises `CannotStart`."""
    if absent := wiring.absent_register(settings):
        what_now = f"there was one: {BRING_BACK}" if left_of_former(settings) else MADE_BY
        raise CannotStart(f"there is no register at {absent}: compare register.url; {what_now}")


def left_of_former(settings: Settings) -> str | None:
    """Say what an earlier register left where the settings look for it; None where nothing tells of one."""
    told: list[str] = []
    folder, ledger = settings.backup.folder, wiring.ledger(settings)
    if folder and (newest := newest_in(folder)):
        told.append(f"its newest backup is {newest.file}")
    try:
        removed = len(ledger.read().removed)
        told += [f"the removal ledger {ledger.path} names what was removed from it ({removed})"] if removed else []
    except LedgerUnusable as trouble:
        told.append(str(trouble))
    return ", and ".join(told) or None


def _is_empty(store: Store) -> bool:
    with store.reading() as session:
        return version(session.connection()) is None
