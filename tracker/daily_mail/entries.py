"""How each thing to do is told: of which complaint, how late it is, and by which links it ends.

Asks the register of what stands in a mail, and of nothing that is only counted
there. Rule: an entry that is at fault holds up no other; how many were is told.
Source: docs/procedure.md, The clock; docs/mail-rules.md, D10.
"""

import logging
from collections.abc import Sequence

from tracker.daily_mail.reminders import Lists, Look, Todo
from tracker.dates import working_days_between
from tracker.letter_facts import daily as letters_daily
from tracker.letter_facts.daily import MOST
from tracker.log import say_fault
from tracker.model import TITLES, Event, Reference, Role
from tracker.natures import natures_in_words
from tracker.offered import Suggestions
from tracker.records import Complaint
from tracker.telling.status import in_words_late
from tracker.told import Facts, Plain
from tracker.writers.occasion import case_of

log = logging.getLogger(__name__)


def first_entries(look: Look, lists: Lists, address: str) -> list[Facts]:
    """Return the first things that the owner of `address` must do, as their mail tells them; `lists` counts those at fault."""
    told = []
    for todo in lists.by_address.get(address, [])[:MOST]:
        try:
            with look.session.begin_nested():
                told.append(_entry(look, address, todo))
        except Exception as fault:  # noqa: BLE001 - whatever one entry raised, the others must be told
            say_fault(log, "daily_mail.row_failed", fault)
            lists.faults += 1
    return told


def late_by(look: Look, todo: Todo) -> int:
    """Return how many working days a thing is late; 0 where it is not."""
    return working_days_between(todo.due.by_date, look.today, look.rules.terms) if todo.due.by_date else 0


def _entry(look: Look, address: str, todo: Todo) -> Facts:
    complaint = todo.complaint
    return letters_daily.todo(
        str(todo.due.what),
        reference=Reference(complaint.reference) if complaint else None,
        nature=natures_in_words(complaint.nature, complaint.further_natures, look.rules.natures) if complaint else None,
        by_date=todo.due.by_date,
        late=in_words_late(late_by(look, todo)),
        why=todo.due.why,
        offers=offers_of(look, complaint, address, todo.due.links) if todo.offers is None else todo.offers,
    )


def offers_of(look: Look, complaint: Complaint | None, address: str, links: Sequence[Event]) -> Sequence[Plain]:
    """Offer what ends it, of all that the owner of `address` may cause."""
    if complaint is None or not links:
        return []
    role = Role(complaint.suggested_role)
    assignable = look.rules.people.has(role) and role not in {complaint.accused_role, complaint.handler_role}
    suggestions: Suggestions = {Event.ASSIGN: (TITLES[role], str(role))} if assignable else {}
    case = case_of(look.session, look.rules, complaint, address, look.now, suggestions, links.__contains__)
    return case["offers"] if isinstance(case["offers"], list) else []
