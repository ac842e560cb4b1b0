"""Whoever was told what is no longer so is told that, in a line.

That is who handled a complaint until it was given to somebody else, and who read
of a step that was taken back.
Knows who got which letter. Rule: nobody is told what they did themselves.
Source: docs/procedure.md, States and events.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select

from tracker.letter_facts import inside
from tracker.letter_facts.titles import LETTER_TITLES
from tracker.model import Letter, Role
from tracker.people import Person
from tracker.records import Journal, LetterOwed
from tracker.waiting_letters import NOT_CALLED_OFF
from tracker.writers.occasion import Draft, Occasion, case_of, named_handler


def handed_over(about: Occasion) -> Sequence[Draft]:
    """Tell who handled a complaint until now that it is somebody else's, where that is another person."""
    former = former_handler(about)
    if former is None or former.is_same_as(about.handler) or about.actor.address in former.addresses:
        return []
    handed_to = named_handler(about.rules.people, about.complaint, about.today)
    facts = inside.no_longer(about.case_for(former), handed_to=handed_to, taken_back=None, told_by=about.by)
    return [Draft(Letter.NO_LONGER, former.addresses[0], facts)]


def former_handler(about: Occasion) -> Person | None:
    """Return who had the complaint before a step, as far as anybody has that role today; None where nobody handled it."""
    role = about.before("handler_role")
    people = about.rules.people
    return people.acting(Role(role), about.today) if role and people.has(Role(role)) else None


def taken_back(about: Occasion, undone: Sequence[Journal]) -> Iterator[Draft]:
    """Tell every employee who was sent a letter about the steps that were taken back, once. undone: their lines in the journal."""
    for recipient, letter in _sent(about, undone).items():
        person = about.rules.people.role_of(recipient)
        if person is not None and about.actor.address not in person.addresses:
            case = case_of(about.session, about.rules, about.complaint, recipient, about.now)
            facts = inside.no_longer(case, handed_to=None, taken_back=LETTER_TITLES[letter], told_by=about.by)
            yield Draft(Letter.NO_LONGER, recipient, facts)


def _sent(about: Occasion, undone: Sequence[Journal]) -> Mapping[str, str]:
    """Return what each was sent first about these steps, by address; what was called back in time is not among it."""
    if not undone:
        return {}
    sent = select(LetterOwed).where(
        LetterOwed.journal_id.in_([line.id for line in undone]),
        LetterOwed.outside.is_(False),
        NOT_CALLED_OFF,
    )
    return {letter.recipient: letter.letter for letter in about.session.scalars(sent.order_by(LetterOwed.id.desc()))}
