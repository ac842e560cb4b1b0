"""The letter that somebody must print: which facts it needs, and the letter of ours that lies ready in it.

Knows no template and no row. A letter that is ready bears all that its print
needs, so that the page is made from it alone.
Source: docs/procedure.md, Letters.
"""

from collections.abc import Mapping

from tracker.letter_facts.declared import Declared, to_staff
from tracker.letter_facts.inside import CASE
from tracker.model import Language, Letter
from tracker.told import Facts, Plain


def ready_to_print(
    letter: Letter,
    language: Language,
    facts: Mapping[str, Plain],
    *,
    also_in: Language | None = None,
    recipient_name: str = "",
    postal_address: str | None = None,
) -> Facts:
    """Return a letter to the complainant as it can be printed.

    also_in:         the second language in which it says all once more.
    recipient_name:  as it stands on the envelope; may be empty. postal_address: its lines; None: nobody knows it.
    """
    return {
        "letter": str(letter),
        "language": str(language),
        "also_in": None if also_in is None else str(also_in),
        "facts": dict(facts),
        "recipient_name": recipient_name,
        "postal_address": postal_address,
    }


def to_print(case: Facts, *, ready_letter: Facts, recipient: str | None, failed_why: str) -> Facts:
    """Return the facts of: print this letter, and send it by post.

    ready_letter:  from `ready_to_print`.
    recipient:     the mail address at which the letter did not arrive; None: it was not mailed.
    failed_why:    why not, in Dutch, words of ours.
    """
    return {**case, "ready_letter": ready_letter, "recipient": recipient, "failed_why": failed_why}


DECLARED: dict[Letter, Declared] = {Letter.TO_PRINT: to_staff(*CASE, "ready_letter", "recipient", "failed_why")}
"""What each of these letters is, and the facts that it may ask for."""
