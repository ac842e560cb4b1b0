"""Every row of the procedure that an employee can cause, by mail: done, with its letters; and what is no row is refused.

Source: docs/procedure.md, States and events.
"""

import itertools
from collections.abc import Iterator

import pytest
from order_ways import SENDERS, WAYS, Way, ask, furnished, journal, one, put, unchanged
from sqlalchemy import update

from tracker.model import Event, Letter, State
from tracker.procedure import PROCEDURE, Leads, Rule
from tracker.records import Complaint
from tracker.tag_words import as_typed
from tracker.who import IN_DUTCH, Who
from world import World

UNWRITTEN = {Event.STATUS, Event.LIST, Event.REPORT, Event.DRY_RUN, Event.HELP, Event.NO_AMOUNT}
"""These are in no journal: they only tell, or let another event go on."""


def rows() -> Iterator[tuple[State, Event, Who, Rule]]:
    """Give each row that an employee can cause, once for each state and each who."""
    for rule in PROCEDURE:
        for state, who in itertools.product(rule.states, rule.by):
            if state is not None and who in SENDERS and rule.event is not Event.AMOUNT:
                yield state, rule.event, who, rule


ROWS = list(rows())


@pytest.fixture(scope="module")
def house(roomy: World) -> World:
    return furnished(roomy)


@pytest.mark.parametrize(("state", "event", "who", "rule"), [pytest.param(*row, id="-".join(row[:3])) for row in ROWS])
def test_every_row_is_walked_by_mail(house: World, state: State, event: Event, who: Who, rule: Rule) -> None:
    way = WAYS[event]
    columns = dict(way.columns)
    if (event, state) == (Event.REOPEN, State.RESOLVED) or event not in {Event.REOPEN, Event.APPEAL}:
        columns = {"round": columns.pop("round", 1)} | columns
    complaint = put(house, state, **columns)
    if who is Who.HANDLER and event is Event.MERGE:
        complaint = _of_the_first_complainant(house, complaint)
    letters = ask(house, complaint, who, way)
    stands = one(house, complaint.id)
    known = [letter for letter, _ in letters]
    assert Letter.NOT_DONE not in known
    assert set(rule.letters) - {Letter.FOLLOW_UP} <= set(known)  # a note is told to its handler, who may have written it
    assert stands.state == _expected(rule, state)
    assert event in UNWRITTEN or event in journal(house, complaint)


def _of_the_first_complainant(world: World, complaint: Complaint) -> Complaint:
    with world.store.unit() as session:
        key = session.get_one(Complaint, 1).complainant_key
        session.execute(update(Complaint).where(Complaint.id == complaint.id).values(complainant_key=key))
    return one(world, complaint.id)


def _expected(rule: Rule, state: State) -> State:
    ends = {Leads.NOWHERE: state, Leads.BEFORE_CONSULTATION: State.AGREED, Leads.BEFORE_LAST: state}
    return ends[rule.to] if isinstance(rule.to, Leads) else rule.to


def test_every_event_that_staff_cause_has_its_way() -> None:
    assert {event for _, event, _, _ in ROWS} == set(WAYS)
    assert {who for _, _, who, _ in ROWS} == set(IN_DUTCH)


def _is_another_row(state: State, event: Event, who: Who) -> bool:
    """Say whether the same words mean another event there: who is several, and tags that two events share."""
    also = {Who.HANDLER: (Who.STAFF,), Who.DIRECTOR: (Who.STAFF,)}.get(who, ())
    same = [other for other in WAYS if as_typed(other) == as_typed(event)]
    return any((state, other, one_of) in {row[:3] for row in ROWS} for other in same for one_of in (who, *also))


NEVER = sorted(
    {(state, event, who) for state, event, who in itertools.product(State, WAYS, SENDERS)}
    - {(state, event, who) for state, event, who, _ in ROWS},
)
"""What the table does not have; all of it stands in tests/tracker/test_procedure.py."""
TRIED = [row for row in NEVER if not _is_another_row(*row)][::4]
"""What is tried by mail."""


@pytest.mark.parametrize(("state", "event", "who"), [pytest.param(*one, id="-".join(one)) for one in TRIED])
def test_what_is_no_row_changes_nothing_and_says_what_to_do(house: World, state: State, event: Event, who: Who) -> None:
    way = WAYS[event]
    complaint = put(house, state)
    letters = ask(house, complaint, who, Way(way.typed, way.text))
    assert letters == [(Letter.NOT_DONE, SENDERS[who])]
    assert house.answer().facts["problems"]
    assert unchanged(house, complaint)
