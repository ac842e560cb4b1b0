"""The open complaints as a list for an employee: whose they are, and by which day each must be solved.

Reads the register. Rule: no complainant is named in it, for every employee may
ask for the list. Source: docs/procedure.md, States and events.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.clocks import days_late
from tracker.dates import local_date
from tracker.letter_facts import asked as letters_asked
from tracker.letter_facts.titles import LETTER_TITLES
from tracker.model import CONFIRMED, STATES, Role
from tracker.natures import natures_in_words
from tracker.on_paper import Waiting, waiting_on_paper
from tracker.records import Complaint
from tracker.rules import HouseRules
from tracker.steps import Actor
from tracker.telling.status import in_words_late
from tracker.titles import titled
from tracker.told import Facts
from tracker.who import Who

MOST = 200
"""So many complaints stand in one letter; how many there are besides is told."""


def listing_facts(session: Session, rules: HouseRules, actor: Actor, now: datetime) -> Facts:
    """Return the facts of the list. now: aware."""
    today = local_date(now, rules.terms.zone)
    found = list(session.scalars(select(Complaint).where(Complaint.closed_at.is_(None))))
    mine = _own_roles(rules, actor, today)
    late = {one.id: days_late(one, today, rules.terms) for one in found}
    found.sort(key=lambda one: (one.handler_role not in mine, not late[one.id], one.target_date or date.max, one.id))
    waiting = waiting_on_paper(session)
    told = [_entry(rules, one, today, waiting, late=late[one.id], own=one.handler_role in mine) for one in found[:MOST]]
    return letters_asked.listing(
        {**how_it_stands(rules, found, today), "on_paper": len(waiting)},
        _by_state(found),
        own=[one for one in told if one["own"]],
        others=[one for one in told if not one["own"]],
        more=max(0, len(found) - MOST),
    )


def how_it_stands(rules: HouseRules, found: Collection[Complaint], today: date) -> dict[str, int]:
    """Count, of these open complaints, which are late, and which lack a handler or a confirmation of receipt."""
    return {
        "open": len(found),
        "late": sum(days_late(one, today, rules.terms) > 0 for one in found),
        "unassigned": sum(one.handler_role is None for one in found),
        "unacknowledged": sum(one.acknowledgement not in CONFIRMED for one in found),
    }


def _own_roles(rules: HouseRules, actor: Actor, today: date) -> Collection[str]:
    """Return the roles whose complaints stand first. Manager Operations sees all in one list: each is theirs to watch."""
    if Who.MANAGER in actor.whos or actor.address is None:
        return ()
    return rules.people.roles_on(actor.address, today)


def _entry(rules: HouseRules, complaint: Complaint, today: date, waiting: Collection[Waiting], *, late: int, own: bool) -> Facts:
    return {
        "reference": complaint.reference,
        "nature": natures_in_words(complaint.nature, complaint.further_natures, rules.natures),
        "state": complaint.state,
        "handler": titled(rules.people, Role(complaint.handler_role), today) if complaint.handler_role else None,
        "target_date": complaint.target_date.isoformat() if complaint.target_date else None,
        "late": in_words_late(late),
        "unacknowledged": complaint.acknowledgement not in CONFIRMED,
        "on_paper": [LETTER_TITLES[one.letter] for one in waiting if one.complaint.id == complaint.id],
        "own": own,
    }


def _by_state(found: list[Complaint]) -> dict[str, int]:
    """Count the states in the order in which a complaint passes through them."""
    counted = Counter(one.state for one in found)
    return {str(state): counted[state] for state in STATES if counted[state]}
