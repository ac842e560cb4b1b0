"""What staff are told by the calendar: what to do today, what happened, what to delete. Which facts each letter needs, and who builds them.

Knows no template and no row. Rule: a mail about many complaints names no
complainant, and tells nothing that one wrote: where it was sent it may stay when
one is removed. Ours forgets that one (`tracker.removal.about_several`).
Source: docs/procedure.md, The clock, and Removal; docs/mail-rules.md, D19.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.letter_facts.declared import Declared, to_staff
from tracker.letter_facts.inside import CASE
from tracker.model import Letter, Reference
from tracker.told import Facts, Plain

MOST = 40
"""So many lines of a kind stand in one mail; how many there are besides is told."""


@dataclass(frozen=True, slots=True)
class Deletable:
    """A removed complaint about which mail may lie in a mailbox."""

    reference: Reference
    removed_date: date


def todo(
    what: str, *, reference: Reference | None, nature: str | None, by_date: date | None, late: str | None, why: str, offers: Sequence[Plain]
) -> Facts:
    """Return the entry of one thing to do.

    what:    of `tracker.daily_mail.due.What`. reference, nature: None where it is about no complaint.
    late:    how late it is, in words; None where it is not. why: how the day was counted, or since when it waits.
    offers:  what ends it.
    """
    told: Facts = {"what": what, "reference": reference, "nature": nature, "by_date": _day(by_date)}
    return {**told, "late": late, "why": why, "offers": list(offers)}


def event_entry(reference: Reference, told: Sequence[str]) -> Facts:
    """Return the entry of what happened to one complaint: sentences, oldest first."""
    return {"reference": reference, "told": list(told)}


def failed_entry(title: str, recipient: str, reference: Reference | None) -> Facts:
    """Return the entry of a letter to an employee that did not arrive. title: what staff call it."""
    return {"title": title, "recipient": recipient, "reference": reference}


def daily(
    *,
    todos: Sequence[Facts],
    count: int,
    late: int,
    events: Sequence[Facts],
    failed: Sequence[Facts],
    counts: Facts | None,
    removed: Sequence[Deletable] = (),
) -> Facts:
    """Return the facts of the one mail of the day to one person.

    todos:   the most urgent, `MOST` at most. count: so many there are, late: so many of those are late; both with what is not told.
    events, failed: since the last such mail, for whom a report is due.
    counts:  how many complaints are open, late and so on, for Manager Operations; None for anybody else.
    removed: what left the register since the last such mail, for Manager Operations.
    """
    return {
        "todos": list(todos),
        "todos_more": count - len(todos),
        "count": count,
        "late": late,
        "events": list(events[:MOST]),
        "events_more": max(0, len(events) - MOST),
        "failed": list(failed[:MOST]),
        "failed_more": max(0, len(failed) - MOST),
        "removed": _listed(removed[:MOST]),
        "removed_more": max(0, len(removed) - MOST),
        "counts": counts,
    }


def deletion_list(deletable: Sequence[Deletable], *, mailbox_of: str | None) -> Facts:
    """Return the facts of what to delete. mailbox_of: of whoever left, so that somebody else must see to it; None: the reader's own."""
    return {"deletable": _listed(deletable), "mailbox_of": mailbox_of}


def event(case: Facts, *, told: str, words: str) -> Facts:
    """Return the facts of the mail about one event. told: what happened, as a sentence. words: what an employee wrote with it."""
    return {**case, "told": told, "words": words}


def _listed(removed: Sequence[Deletable]) -> list[Plain]:
    return [{"reference": one.reference, "removed_date": one.removed_date.isoformat()} for one in removed]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


DECLARED: dict[Letter, Declared] = {
    Letter.DAILY: to_staff(
        "todos", "todos_more", "count", "late", "events", "events_more", "failed", "failed_more", "removed", "removed_more", "counts",
    ),
    Letter.DELETION_LIST: to_staff("deletable", "mailbox_of"),
    Letter.EVENT: to_staff(*CASE, "told", "words"),
}  # fmt: skip
"""What each of these letters is, and the facts that it may ask for."""
