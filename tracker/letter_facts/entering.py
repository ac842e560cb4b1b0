"""The question to an employee about a complaint that they may be entering: which facts it needs, and who builds them.

Knows no template and no row. It is about no complaint yet.
Source: docs/procedure.md, The clock, and States and events.
"""

from collections.abc import Sequence
from datetime import date

from tracker.letter_facts.declared import AutoSubmitted, Declared, to_staff
from tracker.model import Letter
from tracker.told import Facts, Plain


def whose_complaint(
    *,
    is_meant: bool,
    problems: Sequence[str],
    offers: Sequence[Plain],
    lapses_date: date,
    subject: str,
    words: str,
    known: Facts | None,
) -> Facts:
    """Return the facts of the question whether something is a complaint, whose, and since when.

    is_meant:       the employee said that it is one (nieuw). problems: what is not certain, as sentences.
    lapses_date:    on which it is laid aside, if nobody answers.
    subject, words: of what is asked about; somebody else may have written them.
    known:          the complaint that seems to be the same: its reference, and what can be done with it (offers).
    """
    return {
        "reference": None,
        "offers": list(offers),
        "is_meant": is_meant,
        "problems": list(problems),
        "lapses_date": lapses_date.isoformat(),
        "subject": subject,
        "words": words,
        "known": known,
    }


DECLARED: dict[Letter, Declared] = {
    Letter.WHOSE_COMPLAINT: to_staff(
        "reference", "offers", "is_meant", "problems", "lapses_date", "subject", "words", "known", auto_submitted=AutoSubmitted.REPLIED
    ),
}
"""What each of these letters is, and the facts that it may ask for."""
