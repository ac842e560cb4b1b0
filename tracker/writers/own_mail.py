"""A letter to the complainant that need not go, for they have what it says from an employee's own mail; and the copy that lacks.

Rule: a mail takes the place of a letter only where it can say all that the
letter must. The appeal and the outer limit are told by the letter itself,
whatever the employee wrote. Source: docs/procedure.md, What makes it more.
"""

from collections.abc import Sequence

from tracker.addressed import written_to
from tracker.letter_facts.own_mail import own_mail_copy
from tracker.model import Event, Letter
from tracker.own_mails import proposing_mail, reached, written_by
from tracker.steps import ToldTo
from tracker.writers.occasion import Draft, Occasion

_SAYS_NO_MORE = frozenset({Letter.CONFIRMATION, Letter.TARGET_DATE_CHANGED, Letter.ANSWER})
"""The letters that say nothing which an employee's own text may lack."""


def brought(about: Occasion, letter: Letter) -> ToldTo | None:
    """Return whom an employee's own mail told what this letter says; None where the letter must go."""
    recipient = written_to(about.complaint)
    if letter not in _SAYS_NO_MORE or recipient not in _reached(about) or _needs_the_letter(about, letter):
        return None
    return ToldTo(letter, str(recipient), outside=True, own_mail=True)


def copies(about: Occasion, told: ToldTo) -> Sequence[Draft]:
    """Return the copy of such a confirmation for Manager Operations, unless the mail went to them, or is theirs."""
    has_it = {*_reached(about), about.actor.address}
    if told.letter is not Letter.CONFIRMATION or not has_it.isdisjoint(about.manager.addresses):
        return []
    mail = _written_in(about)
    facts = own_mail_copy(
        about.case_for(about.manager),
        recipient=told.recipient,
        written_by=written_by(about.session, about.complaint.id, mail),
        words=about.complaint.agreement or "",
    )
    return [Draft(Letter.OWN_MAIL_COPY, about.manager.addresses[0], facts, arrival_id=mail)]


def _needs_the_letter(about: Occasion, letter: Letter) -> bool:
    """Say whether a new day must be told by us: nothing was written about it, or it lies beyond the day until which they must wait."""
    day = about.complaint.target_date
    beyond = day is not None and day > about.complaint.outer_limit_date
    return letter is Letter.TARGET_DATE_CHANGED and (beyond or not about.given.text)


def _reached(about: Occasion) -> frozenset[str]:
    return reached(about.session, about.complaint.id, [_written_in(about)])


def _written_in(about: Occasion) -> int | None:
    """Return the mail whose text the letter would bring: of an agreement with an amount, the one in which it was proposed."""
    if about.done.step.event is Event.CONSENT:
        return proposing_mail(about.session, about.complaint)
    return about.actor.arrival_id
