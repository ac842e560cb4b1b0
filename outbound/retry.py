"""When to try a letter again: the ladder. Pure.

Quick at first, because most trouble is short (a restart, greylisting); then
half-hourly, as RFC 5321 asks of a polite sender; after five days a person must
look. Source: RFC 5321, 4.5.4.1; docs/mail-rules.md, R-SMTP-02.
"""

from datetime import datetime, timedelta

LADDER = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30))
"""How long to wait after the first attempt, the second, and so on; the last rung is repeated."""

GIVE_UP_AFTER = timedelta(days=5)


def next_attempt(attempts: int, first_attempt_at: datetime, now: datetime) -> datetime | None:
    """Return the moment of the next attempt (aware, UTC), or None when it is time to give up.

    attempts:          how many were made so far, the one that just failed included; at least 1.
    first_attempt_at:  aware. No attempt falls later than five days after it.
    """
    due_at = now + LADDER[min(attempts, len(LADDER)) - 1]
    return due_at if due_at - first_attempt_at <= GIVE_UP_AFTER else None
