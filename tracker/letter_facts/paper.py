"""The letter that somebody must print: which facts it needs, and who builds them.

Knows no template and no row. The letter that lies ready in it bears all that
its print needs, so that the page is made from it alone.
Source: docs/procedure.md, Letters.
"""

from tracker.letter_facts.declared import Declared, to_staff
from tracker.letter_facts.inside import CASE
from tracker.model import Letter
from tracker.told import Facts


def to_print(case: Facts, *, ready_letter: Facts, recipient: str | None, failed_why: str) -> Facts:
    """Return the facts of: print this letter, and send it by post.

    ready_letter:  from `tracker.letter_facts.inside.ready`.
    recipient:     the mail address at which the letter did not arrive; None: it was not mailed.
    failed_why:    why not, in Dutch, words of ours.
    """
    return {**case, "ready_letter": ready_letter, "recipient": recipient, "failed_why": failed_why}


DECLARED: dict[Letter, Declared] = {Letter.TO_PRINT: to_staff(*CASE, "ready_letter", "recipient", "failed_why")}
"""What each of these letters is, and the facts that it may ask for."""
