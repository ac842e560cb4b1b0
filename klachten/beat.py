"""What is done at each beat, in its order: each minute by the daemon, a single time by `klachten once`.

The passes know nothing of each other, and raise `TryLater`; whoever makes them
says what becomes of that. Rule: the totals of a week are written down first,
before anything can change what they count.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from klachten import wiring
from klachten.settings import Settings
from tracker.agenda import run_due
from tracker.figures.snapshots import snapshot_if_due
from tracker.removal.rounds import go_round
from tracker.reporting.owing import owe_reports
from tracker.retention import erase_unrelated
from tracker.rules import HouseRules
from tracker.store import Store


@dataclass(frozen=True, slots=True)
class Beat:
    """One beat. now: aware, UTC. on_folder_work: called as soon as something must be erased from a mailbox."""

    store: Store
    settings: Settings
    now: datetime
    on_folder_work: Callable[[], None]

    @property
    def rules(self) -> HouseRules:
        """What the customer has settled."""
        return wiring.house_rules(self.settings)


Pass = Callable[[Beat], bool]
"""One thing that is done at a beat; it says whether more of it can be done at once."""


def _snapshot(beat: Beat) -> bool:
    """Write the figures of the week that ended, once."""
    snapshot_if_due(beat.store, beat.now, beat.rules.terms.zone)
    return False


def _agenda(beat: Beat) -> bool:
    """Do what is due by the calendar."""
    with beat.store.unit() as session:
        run_due(session, beat.rules, beat.now)
    return False


def _reports(beat: Beat) -> bool:
    """Make the reports that are due."""
    owe_reports(beat.store, beat.rules, wiring.ledger(beat.settings), beat.now)
    return False


def _removal(beat: Beat) -> bool:
    """Take out of the register whose time has come, and prove that it is gone."""
    go_round(beat.store, beat.rules, wiring.ledger(beat.settings), beat.now, on_removed=beat.on_folder_work)
    return False


def _retention(beat: Beat) -> bool:
    """Erase some of what is of no complaint and older than its term."""
    is_erased = bool(erase_unrelated(beat.store, beat.rules, beat.now))
    if is_erased:
        beat.on_folder_work()
    return is_erased


PASSES: Mapping[str, Pass] = {
    "weekly snapshot": _snapshot,
    "agenda": _agenda,
    "reports": _reports,
    "removal": _removal,
    "retention": _retention,
}
"""By the names under which the log tells of them."""
