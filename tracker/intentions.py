"""An intention is fulfilled: the handler called the complaint resolved before its agreement was confirmed, and now it is.

Called when the confirmation was accepted for delivery, or given another way.
The rule: the service does then what the handler asked for, through the
procedure like everybody else. Source: docs/procedure.md, States and events.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.casework import take
from tracker.facts import Given
from tracker.held import Because, End, end
from tracker.held_orders import waiting
from tracker.model import CONFIRMED, Event, State
from tracker.records import Complaint
from tracker.rules import HouseRules
from tracker.steps import Done, Step, the_service


def fulfil(session: Session, rules: HouseRules, complaint: Complaint, now: datetime) -> Done | None:
    """Resolve the complaint where somebody meant to and nothing stands in the way any more; return None where nothing happened.

    now: aware, UTC.
    """
    held = next(iter(waiting(session, complaint.id, Because.INTENTION)), None)
    if held is None or complaint.state != State.AGREED or complaint.confirmation not in CONFIRMED:
        return None
    end(session, held.id, End.ANSWERED, now)
    finding = Event(held.facts["finding"]) if held.facts["finding"] else None
    step = Step(Event.RESOLVE, Given(text=held.facts["words"], finding=finding, names_money=False))
    return take(session, rules, complaint, step, the_service(f"intention {held.id}"), None, now)
