"""How the service is: the ledger, what is under way, what is late, and what wants a person.

Asks the register and prints nothing. Rule: it holds no name, address or text of
anybody, so that it can be shown to any administrator and kept anywhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from klachten.backup.folder import FRESH, newest_in
from tracker.alarms import alarms_up
from tracker.counting import backscatter
from tracker.daily_mail.making import last_made
from tracker.dates import local_date
from tracker.ledger import Column
from tracker.liveness import daemon_runs
from tracker.model import Acknowledgement
from tracker.queries import Ledger, Outbox, folder_work_open, ledgers, outbox, unacknowledged
from tracker.rules import HouseRules
from tracker.sent_copies import to_compare
from tracker.store import Store

UNHANDLED_AFTER = timedelta(minutes=15)
"""Handling a mail takes less than a second; one that waits so long is stuck, or nobody is at work."""

_QUARANTINED = "mail.quarantined"  # an alarm that the ledger tells as well
_PARKED = "letter.parked"  # an alarm that has a line of its own
_NEEDS_A_HAND = (Acknowledgement.WITHHELD, Acknowledgement.FAILED)


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm that is up."""

    name: str
    subject: str
    words: str
    raised_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Unacknowledged:
    """An open complaint that is not acknowledged. by_date: until when that is in time; None where no clock runs."""

    reference: str
    acknowledgement: str
    by_date: date | None
    days_left: int | None

    @property
    def wants_a_hand(self) -> bool:
        """Say whether a person must do it: it will not go by itself, or it is late."""
        return self.acknowledgement in _NEEDS_A_HAND or (self.days_left is not None and self.days_left < 0)


@dataclass(frozen=True, slots=True)
class Health:
    """How the service is at one moment.

    backscatter:     by mailbox, how many bounces came that are of no letter of ours.
    unacknowledged:  the most urgent first.
    daily_mail_date: the last day on which staff were told what is due; None where they never were.
    to_compare:      the mailboxes with which a restored register is not compared yet.
    backed_up:       whether backups are made; newest_backup_at: when the newest was, None where there is none.
    """

    at: datetime
    daemon_runs: bool
    ledgers: tuple[Ledger, ...]
    outbox: Outbox
    folder_work: Mapping[str, int]
    backscatter: Mapping[str, int]
    alarms: tuple[Raised, ...]
    unacknowledged: tuple[Unacknowledged, ...]
    daily_mail_date: date | None = None
    backed_up: bool = False
    newest_backup_at: datetime | None = None
    to_compare: tuple[str, ...] = ()

    @property
    def unseen(self) -> int:
        """How many letters could not be sent, and nobody has said that it is dealt with."""
        return sum(up.name == _PARKED for up in self.alarms)

    @property
    def wants(self) -> tuple[str, ...]:
        """Each thing for which a person is needed, as a sentence; the gravest first. None: all is well."""
        return (*_of_the_ledgers(self), *_of_the_daemon(self), *_of_the_letters(self), *_of_the_backups(self))


def look(store: Store, rules: HouseRules, mailboxes: Iterable[str], now: datetime, backups: Path | None = None) -> Health:
    """Ask the register how all is.

    mailboxes: those of the settings; others that the register knows are told as well. backups: the folder of the settings.
    Raises `TryLater` when the register is away.
    """
    runs = daemon_runs(store)
    today = local_date(now, rules.terms.zone)
    with store.reading() as session:
        counted = {ledger.mailbox: ledger for ledger in ledgers(session)}
        for name in mailboxes:
            counted.setdefault(name, Ledger(name, 0, {}))
        return Health(
            now,
            runs,
            tuple(counted[name] for name in sorted(counted)),
            outbox(session),
            folder_work_open(session),
            backscatter(session),
            tuple(Raised(up.name, up.subject, up.words, up.raised_at, up.count) for up in alarms_up(session)),
            tuple(sorted((_unacknowledged(*one, today) for one in unacknowledged(session)), key=_urgency)),
            last_made(session),
            backups is not None,
            newest.made_at if backups and (newest := newest_in(backups)) else None,
            tuple(to_compare(session)),
        )


def _unacknowledged(reference: str, acknowledgement: str, by_date: date | None, today: date) -> Unacknowledged:
    return Unacknowledged(reference, acknowledgement, by_date, (by_date - today).days if by_date else None)


def _urgency(one: Unacknowledged) -> tuple[bool, date]:
    """Sort what a person must do first, and the soonest of it."""
    return (not one.wants_a_hand, one.by_date or date.max)


def _of_the_ledgers(seen: Health) -> Iterator[str]:
    for ledger in seen.ledgers:
        if ledger.difference:
            count = _counted(abs(ledger.difference), "mail is", "mails are")
            yield f"mailbox {ledger.mailbox}: {count} in no column of the ledger; that is a fault of this program: report it"


def _of_the_daemon(seen: Health) -> Iterator[str]:
    if not seen.daemon_runs:
        yield "no daemon runs: nothing is taken in and nothing is sent; start it with: klachten run"
    for name in seen.to_compare:
        yield f"mailbox {name}: the restored register is not compared with it yet; until then nothing is sent and nothing falls due"
    for ledger in seen.ledgers:
        oldest_at = ledger.oldest_waiting_at
        if oldest_at and oldest_at < seen.at - UNHANDLED_AFTER:
            yield f"mailbox {ledger.mailbox}: a mail of {oldest_at:%Y-%m-%d %H:%M} UTC was kept and not handled; the daemon's log says why"
    if quarantined := sum(ledger.columns.get(Column.QUARANTINED, 0) for ledger in seen.ledgers):
        yield f"{_counted(quarantined, 'mail waits', 'mails wait')} in quarantine: klachten quarantine list"
    if alarms := sum(up.name not in {_QUARANTINED, _PARKED} for up in seen.alarms):
        yield f"{_counted(alarms, 'alarm is', 'alarms are')} up: klachten alarms"


def _of_the_letters(seen: Health) -> Iterator[str]:
    if by_hand := sum(one.wants_a_hand for one in seen.unacknowledged):
        yield f"{_counted(by_hand, 'complaint', 'complaints')} to acknowledge by hand: klachten list --unacknowledged"
    if seen.unseen:
        yield f"{_counted(seen.unseen, 'letter', 'letters')} could not be sent, and nobody has seen to it: klachten alarms"


def _of_the_backups(seen: Health) -> Iterator[str]:
    newest_at = seen.newest_backup_at
    if seen.backed_up and newest_at is None:
        yield "there is no backup of the register: klachten backup makes one, klachten check says more"
    elif newest_at and newest_at < seen.at - FRESH:
        yield f"the newest backup of the register is {(seen.at - newest_at).days} days old: systemctl status klachten-backup"


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
