"""The letters to staff about what an employee wrote a complainant themselves: which facts each needs, and who builds them.

Knows no template and no row. What the employee wrote stands in `words`, which
is quoted. Source: docs/procedure.md, The money gate, and What makes it more.
"""

from collections.abc import Sequence

from tracker.letter_facts.declared import Declared, to_staff
from tracker.letter_facts.inside import CASE
from tracker.model import Letter
from tracker.told import Facts


def own_mail_copy(case: Facts, *, recipient: str, written_by: str, words: str) -> Facts:
    """Return the facts of the copy that Manager Operations lacked. recipient: to whom the employee's mail went."""
    return {**case, "recipient": recipient, "written_by": written_by, "words": words}


def unconsulted(case: Facts, *, written_by: str, named: Sequence[str], amount: str | None, words: str, to_director: bool) -> Facts:
    """Return the facts of: the complainant has it in writing that there is money in it, and nobody was consulted.

    named:        what in the text names money; may be empty where an amount stands beside it.
    amount:       about which the managing director is asked now, as written in a letter; None: nothing was laid before them yet.
    to_director:  the reader is who should have been consulted.
    """
    return {**case, "written_by": written_by, "named": list(named), "amount": amount, "words": words, "to_director": to_director}


DECLARED: dict[Letter, Declared] = {
    Letter.OWN_MAIL_COPY: to_staff(*CASE, "recipient", "written_by", "words"),
    Letter.UNCONSULTED: to_staff(*CASE, "written_by", "named", "amount", "words", "to_director"),
}
"""What each of these letters is, and the facts that it may ask for."""
