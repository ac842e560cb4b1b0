"""The proof that what was removed is gone: the folders are clean, the database is cleaned, and nothing is found any more.

Begins when the takers have erased what the mailboxes had. Every step looks at
rows, and can be done over: what was interrupted is done at the next beat. Rule:
the row of a removal goes only after its proof is on the disk; where something
is found it stays, and a person hears of it.
Source: docs/procedure.md, Removal; docs/mail-rules.md, D18, I7 and F53.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from tracker.alarms import clear_alarm, raise_alarm
from tracker.crashpoints import crashpoint
from tracker.dates import AMSTERDAM
from tracker.house_records import LastRun
from tracker.log import say
from tracker.once import first_time
from tracker.records import FolderWork
from tracker.removal.cleaning import clean, cut_off_log, is_night, left_to_operator, may_clean_by_day
from tracker.removal.ledger import Ledger, Proof
from tracker.removal.markers import Marker, uncover
from tracker.removal.rightful import kept_by_server, of_living_mails, written_by_others
from tracker.removal.searching import NotSearched, search_apart
from tracker.removal_records import Removal
from tracker.schema import among
from tracker.store import Store

LATE_AFTER = timedelta(days=3)
"""So long a mailbox may be away, or a disk be full, before a person hears that a removal cannot end."""

AT_ONCE = 200
"""So many are proved in one round: what is looked for stands in memory, and a mailbox that was away may leave thousands."""

SOON_TRIED = 3
"""So often a removal is tried at each beat; after that once an hour."""

REMOVALS = 0x6B6C03
"""The first half of our advisory lock's key on PostgreSQL, beside those of `tracker.liveness`."""

A_NIGHT = timedelta(hours=4)
"""Longer than the hours of one night, and shorter than the time between two."""

CLEANED, TRIED, TOLD = "removal_cleaning", "removal_tried", "removal_waits"
"""What is done once an hour at most."""

SERVER = "postgresql: statistics, columns"
"""What is looked through of a register whose files we cannot read."""

log = logging.getLogger(__name__)


def prove_due(store: Store, ledger: Ledger, now: datetime, *, zone: ZoneInfo = AMSTERDAM) -> int:
    """Prove the removals of which no work is left, at most `AT_ONCE`; return how many were proved. now: aware, UTC.

    The database is cleaned first, for all of them: at night by the customer's clock, or at once where that is soon done. Of several
    daemons one does it.
    Raises `TryLater` when the register is away or somebody is in the way, `LedgerUnusable` when a proof cannot be written.
    """
    with _alone(store) as is_ours:
        if not is_ours:
            return 0
        settled = _settled(store, now)
        _clean_if_time(store, settled, now, zone)
        due = _cleaned(store, settled)
        return _prove(store, ledger, due, now) if due else 0


def look(store: Store, ledger: Ledger, removals: Sequence[Removal]) -> dict[int, dict[str, frozenset[Marker]]]:
    """Look for the markers of removals; return by id and by place those that nobody living explains.

    Raises `NotSearched` when the files cannot be read; `TryLater`.
    """
    sought = {removal.id: uncover(removal.markers, removal.mask) for removal in removals}
    every = sorted({marker for markers in sought.values() for marker in markers})
    files = search_apart(files_of(store, ledger), every)
    found = {Path(file).name: {every[number] for number in numbers} for file, numbers in files.items()}
    with store.reading() as session:
        if not store.sqlite:
            found[SERVER] = set(kept_by_server(session, every))
        theirs = written_by_others(session, set[Marker]().union(*found.values()))
        unexplained = {place: there - theirs for place, there in found.items()}
        return {one.id: _traces(session, one, unexplained, sought[one.id]) for one in removals}


def left_to_erase(session: Session) -> dict[int, int]:
    """Count the mails that are still to be erased from a mailbox, by removal; without those of which none is."""
    is_open = select(FolderWork.removal_id, func.count()).where(FolderWork.done_at.is_(None), FolderWork.removal_id.is_not(None))
    return {removal_id: count for removal_id, count in session.execute(is_open.group_by(FolderWork.removal_id)) if removal_id is not None}


def files_of(store: Store, ledger: Ledger) -> list[Path]:
    """List the files of the register that are ours: the database with all that begins with its name, and the ledger."""
    beside: list[Path] = []
    if store.sqlite:
        database = Path(store.url.database or "")
        beside = sorted(file for file in database.parent.glob(f"{database.name}*") if file.is_file())
    return [*beside, ledger.path]


def _traces(
    session: Session, removal: Removal, found: Mapping[str, set[Marker]], markers: Iterable[Marker]
) -> dict[str, frozenset[Marker]]:
    left = set(markers) & set[Marker]().union(*found.values())
    traces = left - of_living_mails(session, left, removal.removed_at)
    return {place: frozenset(traces & there) for place, there in found.items() if traces & there}


@contextmanager
def _alone(store: Store) -> Iterator[bool]:
    """Be the only one who cleans and proves, where there may be several daemons; yield False where another is at it."""
    if store.sqlite:
        yield True
        return
    with store.reading() as session:  # the lock lasts as long as its transaction
        yield bool(session.execute(text("SELECT pg_try_advisory_xact_lock(:kind, 0)"), {"kind": REMOVALS}).scalar_one())


def _settled(store: Store, now: datetime) -> list[int]:
    """Return the removals of which nothing is left to erase and whose turn it is; tell a person which take too long."""
    with store.unit() as session:
        removals = list(session.scalars(select(Removal).order_by(Removal.id)))
        if not removals:
            return []
        left = left_to_erase(session)
        late = [removal for removal in removals if now - removal.removed_at > LATE_AFTER]
        for removal in late if late and first_time(session, TOLD, _hour(now), now) else []:
            raise_alarm(session, "removal.waits", removal.reference, _why_late(left.get(removal.id, 0)), now)
        again = first_time(session, TRIED, _hour(now), now) if any(one.attempts >= SOON_TRIED for one in removals) else False
        return [removal.id for removal in removals if removal.id not in left and (again or removal.attempts < SOON_TRIED)]


def _hour(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H}"


def _why_late(left: int) -> str:
    if left:
        return f"{left} of its mails {'is' if left == 1 else 'are'} still to be erased from a mailbox"
    return "the database could not be cleaned, or searched"


def _cleaned(store: Store, ids: Sequence[int]) -> Sequence[Removal]:
    cleaned = select(Removal).where(among(Removal.id, ids), Removal.cleaned_at.is_not(None))
    with store.reading() as session:
        return session.scalars(cleaned.order_by(Removal.id).limit(AT_ONCE)).all()


def _clean_if_time(store: Store, settled: Sequence[int], now: datetime, zone: ZoneInfo) -> None:
    """Clean the database for what is settled, a large one once an hour at most; and once a night for all else that was erased."""
    with store.reading() as session:
        last_at = session.scalar(select(func.max(LastRun.at)).where(LastRun.job == CLEANED))
        this_hour = session.get(LastRun, (CLEANED, _hour(now))) is not None
        uncleaned = select(func.min(Removal.removed_at)).where(among(Removal.id, settled), Removal.cleaned_at.is_(None))
        oldest_at = session.scalar(uncleaned)
    by_night = is_night(now, zone) and (last_at is None or now - last_at > A_NIGHT or (oldest_at is not None and not this_hour))
    by_day = oldest_at is not None and may_clean_by_day(store, now, oldest_at) and (store.sqlite or not this_hour)
    if by_night or by_day:
        clean(store)
        with store.unit() as session:
            first_time(session, CLEANED, _hour(now), now)
            session.execute(update(Removal).where(among(Removal.id, settled), Removal.cleaned_at.is_(None)).values(cleaned_at=now))
        crashpoint("after_cleaning")


def _prove(store: Store, ledger: Ledger, due: Sequence[Removal], now: datetime) -> int:
    """Search for all at once, and prove those of which nothing is found."""
    try:
        found = look(store, ledger, due)
    except NotSearched as trouble:
        with store.unit() as session:
            for removal in due:
                _try_again(session, removal, str(trouble), now)
        return 0
    searched = [file.name for file in files_of(store, ledger)] + ([] if store.sqlite else [SERVER])
    operator = left_to_operator(store)
    with store.unit() as session:
        for removal in due:
            if traces := found[removal.id]:
                _try_again(session, removal, _in_words(traces), now)
    proved = [removal for removal in due if not found[removal.id]]
    crashpoint("before_proof")
    ledger.prove([_proof(removal, now, searched, operator) for removal in proved])
    crashpoint("after_proof")
    for removal in proved:
        _forget(store, removal, now)
    cut_off_log(store)  # which bears the markers and their mask as long as it is there
    return len(proved)


def _proof(removal: Removal, now: datetime, files: Sequence[str], operator: Sequence[str]) -> Proof:
    markers = len(uncover(removal.markers, removal.mask))
    return Proof(removal.reference, removal.removed_at, now, removal.mails, removal.letters, markers, tuple(files), tuple(operator))


def _in_words(traces: Mapping[str, frozenset[Marker]]) -> str:
    return "; ".join(
        f"{len(markers)} of what was looked for {'is' if len(markers) == 1 else 'are'} in {place}" for place, markers in traces.items()
    )


def _try_again(session: Session, removal: Removal, words: str, now: datetime) -> None:
    """Count the attempt, have the database cleaned once more, and tell a person."""
    again = {"attempts": Removal.attempts + 1, "cleaned_at": None}
    session.execute(update(Removal).where(Removal.id == removal.id).values(again))
    raise_alarm(session, "removal.traces", removal.reference, words, now)
    say(log, "removal.traces", level=logging.WARNING, attempt=removal.attempts + 1)


def _forget(store: Store, removal: Removal, now: datetime) -> None:
    """Take away the row, now that the proof is on the disk, and with it what was looked for."""
    with store.unit() as session:
        session.execute(delete(FolderWork).where(FolderWork.removal_id == removal.id))
        session.execute(delete(Removal).where(Removal.id == removal.id))
        clear_alarm(session, "removal.traces", removal.reference, now)
        clear_alarm(session, "removal.waits", removal.reference, now)
    say(log, "removal.proved", count=removal.mails + removal.letters)
