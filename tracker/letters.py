"""Which letters exist, to whom they go, and which facts each needs.

Knows no template and no mail protocol. The facts of a letter are a snapshot in
plain values (what JSON can hold), written in the same transaction as the
letter owed; nothing else about the complaint is read when it is composed.
The rule: the facts that a letter declares are exactly those that its builder
gives and its template uses. Both stand in `tracker.letter_facts`.
"""

from tracker.letter_facts import answering, arrived, asked, daily, entering, inside, outside, own_mail, paper, reporting, staffing
from tracker.letter_facts.declared import Audience, AutoSubmitted, Declared
from tracker.model import Letter

__all__ = ["LETTERS", "Audience", "AutoSubmitted"]

LETTERS: dict[Letter, Declared] = {
    **outside.DECLARED,
    **arrived.DECLARED,
    **inside.DECLARED,
    **own_mail.DECLARED,
    **paper.DECLARED,
    **answering.DECLARED,
    **asked.DECLARED,
    **entering.DECLARED,
    **staffing.DECLARED,
    **daily.DECLARED,
    **reporting.DECLARED,
}
"""What each letter is, and the facts that it may ask for. Source: docs/procedure.md, Letters."""
