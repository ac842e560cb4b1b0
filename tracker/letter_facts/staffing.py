"""The letters about who is there to handle complaints: which facts each needs, and who builds them.

Knows no template and no row. Source: docs/procedure.md, People.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.letter_facts.declared import Declared, to_staff
from tracker.letter_facts.inside import CASE
from tracker.model import Letter, Reference
from tracker.told import Facts, Plain


@dataclass(frozen=True, slots=True)
class FallingDue:
    """A complaint whose target date comes while its handler is away."""

    reference: Reference
    target_date: date


def handler_gone(case: Facts, *, vacant_title: str) -> Facts:
    """Return the facts of the letter that asks Manager Operations to assign a complaint anew. vacant_title: of the role that nobody has."""
    return {**case, "vacant_title": vacant_title}


def propose_deputy(
    *, absentee: str, absentee_title: str, until_date: date, falling_due: Sequence[FallingDue], in_settings: bool, offers: Sequence[Plain]
) -> Facts:
    """Return the facts of the letter that proposes a deputy for somebody whose automatic reply says that they are away.

    until_date:   the last day away. falling_due: the soonest first.
    in_settings:  the settings name who is offered. offers: a deputy each; none where the reader may name none.
    """
    return {
        "absentee": absentee,
        "absentee_title": absentee_title,
        "until_date": until_date.isoformat(),
        "falling_due": [{"reference": one.reference, "target_date": one.target_date.isoformat()} for one in falling_due],
        "in_settings": in_settings,
        "offers": list(offers),
    }


DECLARED: dict[Letter, Declared] = {
    Letter.HANDLER_GONE: to_staff(*CASE, "vacant_title"),
    Letter.PROPOSE_DEPUTY: to_staff("absentee", "absentee_title", "until_date", "falling_due", "in_settings", "offers"),
}
"""What each of these letters is, and the facts that it may ask for."""
