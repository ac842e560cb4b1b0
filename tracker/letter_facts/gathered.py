"""What a letter tells that stands for many: a list of what came in, to which one more can be added.

Pure: facts in, facts out. Rule: what differs in nothing but its number and its
moment is one entry with a count, so that a flood from one hand is one line, and
whatever else came in stands beside it in a line of its own.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from tracker.told import Facts, Gathered, GatheredFollowUp, GatheredUnreadable

_COUNTED = {"count", "last_at", "first_id"}


def new_complaint(one: Gathered) -> Facts:
    """Return the entry of one new complaint among many (docs/mail-rules.md, D14)."""
    days: Facts = {"assign_before_date": one.assign_before_date.isoformat(), "acknowledge_by_date": _day(one.acknowledge_by_date)}
    return {
        "reference": one.reference,
        "nature": one.nature,
        "withheld": one.withheld,
        "is_late": one.is_late,
        "see_also": list(one.see_also),
        **days,
    }


def follow_up(one: GatheredFollowUp) -> Facts:
    """Return the entry of one later mail among many."""
    return {
        "reference": one.reference,
        "sender_address": one.sender_address,
        "sender_proven": one.proven,
        "other_address": one.other_address,
        "see_also": list(one.see_also),
        "count": 1,
        "last_at": _minute(one.received_at),
    }


def unreadable(one: GatheredUnreadable) -> Facts:
    """Return the entry of one mail in quarantine among many."""
    return {
        "first_id": one.quarantine_id,
        "sender_address": one.sender_address,
        "look_by_date": _day(one.look_by_date),
        "unreadable_why": one.why,
        "count": 1,
        "last_at": _minute(one.received_at),
    }


def begun(entry: Facts) -> Facts:
    """Return the facts of a letter that gathers, with its first entry."""
    return {"gathered": [entry]}


def with_one_more(facts: Facts, entry: Facts) -> Facts:
    """Return the facts of a letter that gathers with one entry more, or one entry counted once more; `facts` stay as they are."""
    entries = entries_of(facts)
    for at, known in enumerate(entries):
        if _alike(known, entry):
            counted: Facts = {"count": cast("int", known["count"]) + 1, "last_at": max(str(known["last_at"]), str(entry["last_at"]))}
            return {"gathered": [*entries[:at], {**known, **counted}, *entries[at + 1 :]]}
    return {"gathered": [*entries, entry]}


def entries_of(facts: Facts) -> Sequence[Facts]:
    """Return what such a letter tells so far, an entry each."""
    return cast("Sequence[Facts]", facts["gathered"])


def _alike(one: Facts, other: Facts) -> bool:
    return all(one[name] == other[name] for name in other if name not in _COUNTED)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _minute(at: datetime) -> str:
    """Tell a moment to the minute as the clock on the wall does, without its offset."""
    return at.replace(tzinfo=None).isoformat(timespec="minutes")
