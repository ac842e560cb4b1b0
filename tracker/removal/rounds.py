"""One round of removal: what is due goes, the ledger hears of it, and what is done is proved.

In the order that makes each step safe to repeat. Rule: while the ledger cannot
be written nothing more is removed, since a restored backup would bring it back.
Source: docs/procedure.md, Removal.
"""

from collections.abc import Callable
from datetime import datetime

from tracker.alarms import clear_alarm, raise_alarm
from tracker.crashpoints import crashpoint
from tracker.removal.due import remove_due
from tracker.removal.ledger import Ledger, LedgerUnusable
from tracker.removal.proving import prove_due
from tracker.rules import HouseRules
from tracker.store import Store


def go_round(store: Store, rules: HouseRules, ledger: Ledger, now: datetime, *, on_removed: Callable[[], None] = lambda: None) -> int:
    """Remove what is due at `now` (aware, UTC), and prove what is done; return how many complaints were removed.

    on_removed: there is work for the mailboxes. Raises `TryLater` when the register is away or busy.
    """
    try:
        _catch_up(store, ledger)
        removed = remove_due(store, rules, now)
        if removed:
            crashpoint("after_removal")
            _catch_up(store, ledger)
            crashpoint("after_ledger")
            on_removed()
        prove_due(store, ledger, now, zone=rules.terms.zone)
    except LedgerUnusable as trouble:
        with store.unit() as session:
            raise_alarm(session, "removal.ledger", "ledger", str(trouble), now)
        return 0
    with store.unit() as session:
        clear_alarm(session, "removal.ledger", "ledger", now)
    return removed


def _catch_up(store: Store, ledger: Ledger) -> None:
    with store.reading() as session:
        ledger.catch_up(session)
