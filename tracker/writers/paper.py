"""The letters that cannot go by mail: each is given to whoever acts as Manager Operations, to be printed.

Instead of the letter to the complainant, or after it came back. Rule: what is
printed is exactly what would have been mailed, for it is made from the same
facts; but for the day of removal, which comes later where the post brings it.
Source: docs/procedure.md, Letters, and Removal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracker.addressed import is_anonymous, represented, why_on_paper, written_to
from tracker.letter_facts.inside import ready
from tracker.letter_facts.paper import to_print
from tracker.model import Event, Language, Letter
from tracker.offered import offers_facts
from tracker.records import Complaint, LetterOwed
from tracker.standing import facts_of, handles, whos
from tracker.told import Facts, Plain
from tracker.writers.occasion import Draft, Occasion, Writer, told_of

_OFFERED = frozenset({
    Event.CONFIRMED_ANOTHER_WAY, Event.AGREEMENT_CONFIRMED, Event.LETTER_GIVEN, Event.SET_COMPLAINANT, Event.STATUS, Event.HELP,
})  # fmt: skip
"""What can be done about a letter that must be printed."""

_ENDING = frozenset({Letter.CLOSING, Letter.CLOSING_SILENT, Letter.ELSEWHERE, Letter.MERGED})


def printed_instead(about: Occasion, letter: Letter, facts: Facts, language: Language, arrival_id: int | None = None) -> Sequence[Draft]:
    """Return the letter that asks to print `letter`, where it cannot go by mail. arrival_id: the mail whose attachments go along.

    None where it ends the complaint of somebody of whom nothing is known: it would wait for ever.
    """
    if letter in _ENDING and is_anonymous(about.complaint):
        return []
    ready_letter = ready_for(about.complaint, letter, language, facts, about.complaint.also_in)
    return [_asked(about, ready_letter, written_to(about.complaint), why_on_paper(about.complaint), arrival_id)]


def ready_for(complaint: Complaint, letter: Letter, language: Language, facts: Mapping[str, Plain], also_in: str | None) -> Facts:
    """Return a letter as it can be printed, addressed to whoever letters go to, as the record stands.

    Of somebody who acts for the complainant nobody recorded where they live.
    """
    for_another = represented(complaint)
    return ready(
        letter,
        language,
        facts,
        also_in,
        recipient_name=(complaint.representative_name or "") if for_another else complaint.complainant_name,
        postal_address=None if for_another else complaint.postal_address,
    )


def again(complaint: Complaint, letter: LetterOwed) -> Facts:
    """Return a letter that was mailed as it can be printed."""
    return ready_for(complaint, Letter(letter.letter), Language(letter.language), letter.facts, letter.also_in)


def _came_back(about: Occasion) -> Sequence[Draft]:
    """Print what was refused or bounced for good, with the day of removal as it is now.

    Behind the step stands which letter that is, and what came with it says why.
    """
    letter = about.session.get_one(LetterOwed, int(about.done.step.argument))
    facts = dict(letter.facts)
    if "removal_date" in facts:
        facts["removal_date"] = about.removal_date.isoformat() if about.removal_date else None
        facts |= {"removed_at_once": False} if "removed_at_once" in facts else {}
    language = Language(letter.language)
    printed = ready_for(about.complaint, Letter(letter.letter), language, facts, letter.also_in)
    return [_asked(about, printed, letter.recipient, about.given.text, letter.arrival_id)]


def _asked(about: Occasion, ready_letter: Facts, recipient: str | None, why: str, arrival_id: int | None) -> Draft:
    facts = to_print(_case(about, Letter(str(ready_letter["letter"]))), ready_letter=ready_letter, recipient=recipient, failed_why=why)
    return Draft(Letter.TO_PRINT, about.manager.addresses[0], facts, arrival_id=arrival_id)


def _case(about: Occasion, letter: Letter) -> Facts:
    """Tell the complaint as it stands once this letter lies there to be printed: then it can be said to be given."""
    reader = about.manager.addresses[0]
    own_case = handles(about.rules, about.complaint, reader, about.now)
    standing = facts_of(about.session, about.rules, about.complaint, about.now, own_case=own_case)
    if letter is not Letter.CONFIRMATION:  # of which the record says already that it waits
        standing = replace(standing, on_paper=(*standing.on_paper, letter))
    offers = offers_facts(standing, whos(about.rules, about.complaint, reader, about.now), _OFFERED.__contains__)
    return told_of(about.rules, about.complaint, about.today, offers)


WRITERS: Mapping[Letter, Writer] = {Letter.TO_PRINT: _came_back}
"""Who writes it, where a step owes it by itself."""
