"""Which complaints leave the register by now, each in a transaction of its own.

The calendar causes the event, the procedure decides. Rule: one that is at fault
holds up no other, and is tried again at each beat.
Source: docs/procedure.md, The clock, and Removal.
"""

from collections.abc import Callable
from datetime import datetime

from tracker.rules import HouseRules
from tracker.store import Store


def remove_due(store: Store, rules: HouseRules, now: datetime, *, on_removed: Callable[[], None] = lambda: None) -> int:
    """Remove every complaint whose time has come at `now` (aware, UTC); return how many.

    on_removed: called after each, outside of its transaction. Raises `TryLater` when the register is away.
    """
    raise NotImplementedError
