"""Whether removal keeps its promise: the ledger that remembers it, what came back all the same, and what is left to the operator.

Looks and changes nothing.
"""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from klachten import wiring
from klachten.findings import Finding, failure, fine, warning
from klachten.settings import Settings
from tracker.errors import KlachtenError
from tracker.records import Complaint
from tracker.removal import cleaning
from tracker.removal.ledger import Content, LedgerUnusable
from tracker.removal_records import RemovedReference
from tracker.store import Store

SUBJECT = "removal"

BRING_LEDGER_BACK = "bring back its newest copy, such as the .removals beside a backup; else it is begun anew, without its proofs"

_LET_IT_OWN = "the user in register.url does not own them, so that the service cannot VACUUM them: let it own the tables"


def removal(settings: Settings) -> Iterator[Finding]:
    """See whether the ledger can be used, whether anything of it is back, and name what is left to the operator."""
    ledger = wiring.ledger(settings)
    try:
        content = ledger.read()
    except LedgerUnusable as trouble:
        yield failure(SUBJECT, str(trouble), "nothing more is removed until then; run this check as the user of the service")
        return
    if wiring.absent_register(settings) is not None:
        there = (
            f"{len(content.removed)} removed in {ledger.path}"
            if content.removed
            else f"{ledger.path} will be made when something is removed"
        )
        yield fine(SUBJECT, there)
        return
    store = wiring.open_store(settings)
    try:
        yield from _compared(store, content)
        left = cleaning.left_to_operator(store)
    except (KlachtenError, SQLAlchemyError):
        return  # a register that cannot be asked is another check's finding
    finally:
        store.close()
    yield fine(
        SUBJECT, f"{_counted(content)} in {ledger.path}; left to you (docs/operation.md, What only you can clean): {', '.join(left)}"
    )
    if cleaning.NOT_OURS in left:
        yield warning(SUBJECT, "the register's tables keep what is removed", _LET_IT_OWN)


def _counted(content: Content) -> str:
    proved = {one.reference for one in content.proofs}
    return f"{len(content.removed)} removed, {len(proved)} of them proved,"


def back_again(store: Store, content: Content) -> list[str]:
    """Return the references that the ledger says were removed and that stand in the register, in their order."""
    with store.reading() as session:
        there = set(session.scalars(select(Complaint.reference)))
    return [reference for reference in content.removed if reference in there]


def lacking(store: Store, content: Content) -> int:
    """Return how many removed references the register knows that the ledger lacks; at most one beat's, where it is the right one."""
    with store.reading() as session:
        return len(set(session.scalars(select(RemovedReference.reference))) - content.removed.keys())


def _compared(store: Store, content: Content) -> Iterator[Finding]:
    if back := back_again(store, content):
        count = f"{len(back)} removed complaint{' is' if len(back) == 1 else 's are'} in the register again, such as {back[0]}"
        yield failure(SUBJECT, count, "an old copy of the register was put back by hand; bring it back with: klachten restore")
    if lacking(store, content) and not content.removed:
        yield warning(SUBJECT, "the removal ledger is absent", BRING_LEDGER_BACK)
