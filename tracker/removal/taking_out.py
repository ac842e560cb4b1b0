"""Taking a complaint out of the register: one transaction in which everything of it goes, and what is left to do is owed.

Asks the procedure, and carries out what it says. Whatever has to happen outside
of the register (folders, files, proof) is rows when this commits, so that it is
done though the program ends here. Rule: what stays behind names nobody.
Source: docs/procedure.md, Removal.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.records import Complaint
from tracker.rules import HouseRules


def take_out(session: Session, rules: HouseRules, complaint: Complaint, now: datetime, removed_date: date) -> int:
    """Take a complaint and all that became part of it out, in the caller's transaction; ask nobody. Return the removal's id.

    now: aware, UTC. removed_date: the day that is told; of a removal that is done over in a restored register, the day of the first.
    """
    raise NotImplementedError


def remove(session: Session, rules: HouseRules, complaint_id: int, now: datetime) -> int | None:
    """Remove a complaint if the procedure allows it at `now` (aware, UTC); return the removal's id, or None where it stays.

    None, too, where another daemon removed it, or a letter of it is on its way at this moment.
    """
    raise NotImplementedError
