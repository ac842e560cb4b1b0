"""The letters that cannot go by mail: each is given to whoever acts as Manager Operations, to be printed.

Instead of the letter to the complainant, or after it came back. Rule: what is
printed is exactly what would have been mailed, for it is made from the same
facts. Source: docs/procedure.md, Letters.
"""

from collections.abc import Mapping, Sequence

from tracker.addressed import why_on_paper, written_to
from tracker.letter_facts.inside import ready
from tracker.letter_facts.paper import to_print
from tracker.model import Language, Letter
from tracker.records import Complaint, LetterOwed
from tracker.told import Facts, Plain
from tracker.writers.occasion import Draft, Occasion, Writer


def printed_instead(about: Occasion, letter: Letter, facts: Facts, language: Language, arrival_id: int | None = None) -> Sequence[Draft]:
    """Return the letter that asks to print `letter`, where it cannot go by mail. arrival_id: the mail whose attachments go along."""
    ready_letter = ready_for(about.complaint, letter, language, facts, about.complaint.also_in)
    return [_asked(about, ready_letter, written_to(about.complaint), why_on_paper(about.complaint), arrival_id)]


def ready_for(complaint: Complaint, letter: Letter, language: Language, facts: Mapping[str, Plain], also_in: str | None) -> Facts:
    """Return a letter as it can be printed, addressed to whoever letters go to, as the record stands.

    Of somebody who acts for the complainant nobody recorded where they live.
    """
    for_another = complaint.representative_address is not None and complaint.mandate_seen_at is not None
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
    """Print what was refused or bounced for good. Behind the step stands which letter that is, and what came with it says why."""
    letter = about.session.get_one(LetterOwed, int(about.done.step.argument))
    return [_asked(about, again(about.complaint, letter), letter.recipient, about.given.text, letter.arrival_id)]


def _asked(about: Occasion, ready_letter: Facts, recipient: str | None, why: str, arrival_id: int | None) -> Draft:
    facts = to_print(about.case_for(about.manager), ready_letter=ready_letter, recipient=recipient, failed_why=why)
    return Draft(Letter.TO_PRINT, about.manager.addresses[0], facts, arrival_id=arrival_id)


WRITERS: Mapping[Letter, Writer] = {Letter.TO_PRINT: _came_back}
"""Who writes it, where a step owes it by itself."""
