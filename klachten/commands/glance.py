"""How the service is at one moment, for `klachten watch`: its health, the letters that go next, and the dates that come next.

Asks the register, which it may only read, and prints nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from klachten import beginnings, wiring
from klachten.commands.condition import condition
from klachten.dry_run import register_on_record
from klachten.health import Health, look
from klachten.settings import Settings
from tracker.beats import next_due
from tracker.dates import local_date
from tracker.errors import CannotStart
from tracker.letter_facts.reporting import Open
from tracker.queries import letters
from tracker.records import LetterOwed
from tracker.reporting.standing import open_on


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A letter that is to go, or to be tried again. complaint: its reference, where it is about one."""

    id: int
    letter: str
    complaint: str
    next_attempt_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Glance:
    """What is watched. today: on the customer's clock; under_way: the soonest first; opens: the latest first, then by target date.

    next_mail_at: when staff are next told what is due.
    """

    health: Health
    today: date
    under_way: Sequence[UnderWay]
    opens: Sequence[Open]
    next_mail_at: datetime

    @property
    def overdue(self) -> int:
        """How many open complaints are past their target date."""
        return sum(one.days_late > 0 for one in self.opens)


def glance(settings: Settings, now: datetime) -> Glance:
    """Look once. The register is opened anew each time, since a restore puts another in its place.

    Raises `CannotStart` where there is none, or it is not of this version; `TryLater`.
    """
    rules = wiring.house_rules(settings)
    today = local_date(now, rules.terms.zone)
    with register_on_record(settings) as store:
        if store is None:
            where = wiring.absent_register(settings) or settings.register_.url
            raise CannotStart(f"there is no register at {where} yet: {beginnings.MADE_BY}")
        health = look(store, rules, settings.mailbox, now, settings.backup.folder)
        with store.reading() as session:
            under_way = [_under_way(row, reference) for row, reference in letters(session, "open")]
            opens = open_on(session, rules.terms, today)
    return Glance(health, today, sorted(under_way, key=lambda one: one.next_attempt_at), opens, next_due(rules, now))


def _under_way(row: LetterOwed, reference: str | None) -> UnderWay:
    return UnderWay(row.id, row.letter, reference or "", row.next_attempt_at, row.attempts)


def as_plain(seen: Glance) -> dict[str, Any]:
    """Return it as plain values: the JSON of `klachten watch`, which has all of `klachten status`."""
    return {
        **condition(seen.health),
        "under_way": [
            {
                "id": one.id,
                "letter": one.letter,
                "complaint": one.complaint or None,
                "next_attempt_at": one.next_attempt_at,
                "attempts": one.attempts,
            }
            for one in seen.under_way
        ],
        "open": len(seen.opens),
        "overdue": seen.overdue,
        "dates": [{"reference": one.reference, "target_date": one.target_date, "days_late": one.days_late} for one in seen.opens],
        "next_daily_mail_at": seen.next_mail_at,
    }


def in_a_line(seen: Glance) -> str:
    """Return it as one line, without the moment: what a pipe gets whenever it changes."""
    health, box = seen.health, seen.health.outbox
    received = sum(one.received for one in health.ledgers)
    waiting = sum(one.waiting for one in health.ledgers)
    difference = sum(abs(one.difference) for one in health.ledgers)
    told = [
        "daemon runs" if health.daemon_runs else "no daemon runs",
        f"mail {received} received, {waiting} waiting, difference {difference}",
        f"letters {box.open} under way, {box.delayed} delayed, {box.parked} failed",
        f"complaints {len(seen.opens)} open, {seen.overdue} overdue, {len(health.unacknowledged)} not acknowledged",
        f"alarms {len(health.alarms)}",
    ]
    return "; ".join(told)
