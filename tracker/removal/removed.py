"""What was removed from the register, and when: all that is left to tell of it by its reference.

Knows the rows that removal leaves behind, and nothing else. Rule: staff and the
administrator alone are told; a stranger never learns that a reference existed.
Source: docs/procedure.md, Removal.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tracker.dates import words_of_day
from tracker.model import Language, Reference
from tracker.removal_records import RemovedReference

_REMOVED = text("INSERT INTO removed_reference (reference, removed_date) VALUES (:reference, :removed_date) ON CONFLICT DO NOTHING")


def note_removed(session: Session, reference: Reference, removed_date: date) -> None:
    """Note that it was removed; the day of the first removal stands, where a restored register goes through it once more."""
    session.connection().execute(_REMOVED, {"reference": reference, "removed_date": removed_date})


def removed_dates(session: Session, references: Iterable[Reference]) -> dict[Reference, date]:
    """Return on which day each of these was removed; without those that were not."""
    asked = sorted(set(references))
    if not asked:
        return {}
    found = session.scalars(select(RemovedReference).where(RemovedReference.reference.in_(asked)))
    return {Reference(one.reference): one.removed_date for one in found}


def removed_between(session: Session, from_date: date | None, before_date: date) -> Sequence[tuple[Reference, date]]:
    """List what was removed on `from_date` (None: ever) or later and before `before_date`, oldest first."""
    found = select(RemovedReference).where(RemovedReference.removed_date < before_date)
    if from_date is not None:
        found = found.where(RemovedReference.removed_date >= from_date)
    rows = session.scalars(found.order_by(RemovedReference.removed_date, RemovedReference.reference))
    return [(Reference(row.reference), row.removed_date) for row in rows]


def told_removed(reference: Reference, removed_date: date) -> str:
    """Tell an employee who names a removed complaint, and what to do instead."""
    day = words_of_day(removed_date, Language.DUTCH)
    return (
        f"{reference} is op {day} uit de registratie verwijderd. "
        "Is er een nieuwe klacht: stuur die met #nieuw. Dat kenmerk hoeft er niet bij; het mag."
    )
