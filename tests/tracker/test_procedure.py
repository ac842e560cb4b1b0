"""The table of the procedure: every combination of state, event and role, and what may never be in it."""

from collections import Counter
from itertools import product

import pytest

from tracker.errors import StepRefused
from tracker.model import Acknowledgement, Event, Letter, Reference, Role, State
from tracker.procedure import PROCEDURE, Facts, decide

REFERENCE = Reference("KL-2026-00042")
ALLOWED = {(rule.state, rule.event, role): rule for rule in PROCEDURE for role in rule.by}
STATES: tuple[State | None, ...] = (None, *State)


def facts(state: State | None, acknowledgement: Acknowledgement = Acknowledgement.OWED) -> Facts:
    return Facts(REFERENCE, state, acknowledgement)


@pytest.mark.parametrize(("state", "event"), list(product(STATES, Event)), ids=str)
def test_every_combination_is_a_row_or_is_refused(state: State | None, event: Event) -> None:
    for role in Role:
        rule = ALLOWED.get((state, event, role))
        if rule is None:
            with pytest.raises(StepRefused, match=f"{REFERENCE}: {event} refused while {state or 'not registered'}: .*no such step"):
                decide(facts(state), event, role)
        else:
            decision = decide(facts(state), event, role)
            assert (decision.to, decision.letters) == (rule.to, rule.letters)


ARRIVAL = [
    (Event.ARRIVES, (Letter.ACKNOWLEDGEMENT, Letter.NEW_COMPLAINT)),
    (Event.ARRIVES_UNANSWERED, (Letter.NEW_COMPLAINT,)),
]


@pytest.mark.parametrize(("event", "letters"), ARRIVAL)
def test_a_complaint_arrives_once(event: Event, letters: tuple[Letter, ...]) -> None:
    decision = decide(facts(None), event, Role.ANYONE)
    assert (decision.to, decision.letters) == (State.REGISTERED, letters)
    for state in State:
        with pytest.raises(StepRefused):
            decide(facts(state), event, Role.ANYONE)


STAYS = [
    (Event.FOLLOWS, Role.ANYONE, (Letter.FOLLOW_UP,)),
    (Event.ACKNOWLEDGED, Role.SYSTEM, ()),
    (Event.ACKNOWLEDGEMENT_FAILED, Role.SYSTEM, (Letter.UNACKNOWLEDGED,)),
]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(("event", "by", "letters"), STAYS, ids=str)
def test_what_delivery_and_later_mails_bring_moves_no_state(state: State, event: Event, by: Role, letters: tuple[Letter, ...]) -> None:
    decision = decide(facts(state), event, by)
    assert (decision.to, decision.letters) == (state, letters)


@pytest.mark.parametrize("event", [Event.ACKNOWLEDGED, Event.ACKNOWLEDGEMENT_FAILED])
def test_what_a_person_confirmed_is_not_touched_by_the_service(event: Event) -> None:
    with pytest.raises(StepRefused, match="confirmed another way") as refusal:
        decide(facts(State.REGISTERED, Acknowledgement.BY_HAND), event, Role.SYSTEM)
    assert "stays on record" in refusal.value.why


def test_no_row_stands_twice() -> None:
    counted = Counter((rule.state, rule.event, role) for rule in PROCEDURE for role in rule.by)
    assert [key for key, count in counted.items() if count > 1] == []


def test_every_row_has_somebody_to_cause_it() -> None:
    assert [rule for rule in PROCEDURE if not rule.by] == []


def test_every_letter_is_owed_by_some_row_or_by_what_has_no_complaint() -> None:
    gathered = {Letter.NEW_COMPLAINTS_GATHERED: Letter.NEW_COMPLAINT}  # the form that the letter has when there are too many
    without_a_complaint = {Letter.UNREADABLE}
    owed = {letter for rule in PROCEDURE for letter in rule.letters}
    assert owed | gathered.keys() | without_a_complaint == set(Letter)
    assert set(gathered.values()) <= owed
