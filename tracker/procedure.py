"""The complaints procedure as one table, and the one function that reads it.

Rule one: whatever decides about a complaint's state stands in PROCEDURE.
Rule two: a guard may refuse, never choose. Where the outcome differs, there
are two events.
Rule three: the calendar, delivery and bounces are callers like any other; the
role that they act in is `system`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.errors import StepRefused
from tracker.model import Acknowledgement as A
from tracker.model import Event as E
from tracker.model import Letter as L
from tracker.model import Reference, State
from tracker.model import Role as R


@dataclass(frozen=True, slots=True)
class Facts:
    """What a guard may look at: a snapshot of one complaint, and nothing else about it."""

    reference: Reference
    state: State | None  # None: not yet in the register
    acknowledgement: A = A.OWED


Guard = Callable[[Facts], str | None]
"""Returns None, or the sentence that says why not and what to do instead."""


def always(_facts: Facts) -> str | None:
    """Refuse nothing."""
    return None


def not_confirmed_by_hand(facts: Facts) -> str | None:
    """Refuse to touch the word of a person who confirmed receipt another way."""
    return "receipt was already confirmed another way; that stays on record" if facts.acknowledgement is A.BY_HAND else None


def unacknowledged(facts: Facts) -> str | None:
    """Refuse where receipt is confirmed already, by letter or by a person."""
    if facts.acknowledgement is A.ACCEPTED:
        return "the complainant's mail server accepted the acknowledgement; there is nothing left to confirm"
    return not_confirmed_by_hand(facts)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: in `state`, on `event` caused by one of `by`, if `guard` allows, go `to` and owe `letters`."""

    state: State | None
    event: E
    to: State
    by: tuple[R, ...]
    letters: tuple[L, ...] = ()
    guard: Guard = always


def _in_every_state(event: E, by: tuple[R, ...], letters: tuple[L, ...] = (), guard: Guard = always) -> tuple[Rule, ...]:
    """Rows for an act that moves no state."""
    return tuple(Rule(state, event, state, by, letters, guard) for state in State)


def _in_every_open_state(event: E, by: tuple[R, ...], guard: Guard) -> tuple[Rule, ...]:
    """Rows for an act that moves no state and concerns nobody once the complaint is closed."""
    return tuple(row for row in _in_every_state(event, by, guard=guard) if row.state is not State.CLOSED)


PROCEDURE: tuple[Rule, ...] = (
    Rule(None, E.ARRIVES, State.REGISTERED, by=(R.ANYONE,), letters=(L.ACKNOWLEDGEMENT, L.NEW_COMPLAINT)),
    Rule(None, E.ARRIVES_UNANSWERED, State.REGISTERED, by=(R.ANYONE,), letters=(L.NEW_COMPLAINT,)),
    *_in_every_state(E.FOLLOWS, by=(R.ANYONE,), letters=(L.FOLLOW_UP,)),
    *_in_every_state(E.ACKNOWLEDGED, by=(R.SYSTEM,), guard=not_confirmed_by_hand),
    *_in_every_state(E.ACKNOWLEDGEMENT_FAILED, by=(R.SYSTEM,), letters=(L.UNACKNOWLEDGED,), guard=not_confirmed_by_hand),
    *_in_every_open_state(E.ACKNOWLEDGEMENT_RETRIED, by=(R.SYSTEM,), guard=unacknowledged),
    *_in_every_open_state(E.CONFIRMED_ANOTHER_WAY, by=(R.MANAGER_OPERATIONS,), guard=unacknowledged),
)
"""Source: docs/procedure.md, States and events."""

_BY_KEY = {(rule.state, rule.event, role): rule for rule in PROCEDURE for role in rule.by}


@dataclass(frozen=True, slots=True)
class Decision:
    """What an event does to a complaint."""

    to: State
    letters: tuple[L, ...]


def decide(facts: Facts, event: E, by: R) -> Decision:
    """Say what `event`, caused by `by`, does to a complaint, without doing it.

    Raises: `StepRefused` when no row has this state, event and role, or its guard says no.
    Source: docs/procedure.md, States and events.
    """
    rule = _BY_KEY.get((facts.state, event, by))
    state = facts.state or "not registered"
    if rule is None:
        raise StepRefused(facts.reference, state, event, "the procedure has no such step")
    if why := rule.guard(facts):
        raise StepRefused(facts.reference, state, event, why)
    return Decision(rule.to, rule.letters)
