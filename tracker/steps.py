"""A step of the procedure as a value: what somebody asks for, who they are for this complaint, and what came of it.

Values and nothing else; `tracker.casework` carries them out.
"""

from dataclasses import dataclass
from datetime import datetime

from tracker.facts import Given
from tracker.model import Event, Letter, Role, State
from tracker.who import Who


@dataclass(frozen=True, slots=True)
class Actor:
    """Who causes steps, and how we know that it is them.

    role:        in which they write; for the journal, which keeps the name too.
    address:     where the answer goes; None: the service itself, or the command line.
    proof:       how we know, in words of ours.
    whos:        as whom they may act on this complaint, the foremost first.
    own_case:    they handle the complaint themselves.
    arrival_id:  the mail in which they asked.
    """

    role: Role
    name: str
    address: str | None
    proof: str
    whos: tuple[Who, ...]
    own_case: bool = False
    arrival_id: int | None = None


def the_service(proof: str) -> Actor:
    """Return the service itself, as it causes steps. proof: what tells it to, in words of ours."""
    return Actor(Role.SYSTEM, "", None, proof, (Who.SYSTEM,))


@dataclass(frozen=True, slots=True)
class Step:
    """One event, with what came with it.

    argument: what stood behind the tag, in one canonical form; the journal keeps it, and an action token is bound to it.
    """

    event: Event
    given: Given
    argument: str = ""


@dataclass(frozen=True, slots=True)
class ToldTo:
    """A letter that a step owes, and to whom.

    outside:   to somebody who is not staff.
    own_mail:  it does not go, for they have it from an employee's own mail.
    """

    letter: Letter
    recipient: str
    outside: bool
    own_mail: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a step.

    by:              as whom it was caused.
    done_before_at:  nothing happened now, for the same person had done the same at this moment (aware, UTC), and nothing moved since.
    journal_id:      the line in the journal; None where nothing happened.
    told:            the letters that it owes.
    """

    step: Step
    by: Who
    before: State | None
    to: State | None
    letters: tuple[Letter, ...] = ()
    journal_id: int | None = None
    done_before_at: datetime | None = None
    told: tuple[ToldTo, ...] = ()
