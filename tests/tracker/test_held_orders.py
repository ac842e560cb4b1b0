"""What waits for a word can be read again as it was, and ends when the complaint moves on."""

from datetime import date, timedelta

import pytest

from tracker.facts import Given
from tracker.held import Because, End, end, hold
from tracker.held_orders import HeldOrder, hold_order, intend, intention_ended, latest_money, overtake_by, waiting
from tracker.model import Event, Role, State
from tracker.records import Held
from tracker.steps import Actor, Done, Step
from tracker.who import Who
from world import COLLECTOR, MANAGER, NOW, World, mail

ORDER = HeldOrder(
    "Re: [KL-2026-00001] #afspraak", "U krijgt korting.\n'Echt'", ("Uw klacht", ""), date(2026, 4, 2), True, ("Een afspraak.",)
)
HANDLER = Actor(Role.TEAM_LEAD_COLLECTION, "Bram Smit", COLLECTOR, "dmarc=pass", (Who.HANDLER,), arrival_id=1)


@pytest.fixture
def house(world: World) -> World:
    """A world with two complaints."""
    for _ in range(2):
        world.deliver(mail())
    return world


def ask(world: World, because: Because = Because.MONEY_NAMED, *, complaint_id: int | None = 1, asked_of: str = COLLECTOR) -> int:
    with world.store.unit() as session:
        return hold_order(session, complaint_id, 1, because, asked_of, ORDER, world.clock.now(), event=Event.AGREE).id


def test_a_mail_is_kept_as_it_was_read(house: World) -> None:
    ask(house)
    (row,) = house.rows(Held)
    assert HeldOrder.from_facts(row.facts) == ORDER
    assert (row.event, row.because, row.asked_of, row.complaint_id, row.arrival_id) == ("agree", "money_named", COLLECTOR, 1, 1)
    assert row.expires_at - row.made_at == timedelta(days=14)


def test_the_newest_text_that_names_money_waits_alone(house: World) -> None:
    first, second, elsewhere = ask(house), ask(house), ask(house, complaint_id=2)
    unproven = ask(house, Because.SENDER_UNPROVEN)
    with house.store.reading() as session:
        assert [row.id for row in waiting(session, 1, Because.MONEY_NAMED)] == [second]
        found = latest_money(session, 2)
        assert (found and found.id) == elsewhere
    ends = {row.id: row.end for row in house.rows(Held)}
    assert ends == {first: End.OVERTAKEN, second: None, elsewhere: None, unproven: None}


def test_what_was_answered_waits_no_more(house: World) -> None:
    one = ask(house)
    with house.store.unit() as session:
        end(session, one, End.ANSWERED, NOW)
        assert latest_money(session, 1) is None


def test_what_waits_is_listed_newest_first_and_by_whom_it_was_asked(house: World) -> None:
    ids = [ask(house, Because.SENDER_UNPROVEN, asked_of=one) for one in (COLLECTOR, MANAGER, COLLECTOR)]
    nowhere = ask(house, Because.SENDER_UNPROVEN, complaint_id=None)
    with house.store.reading() as session:
        assert [row.id for row in waiting(session, 1, Because.SENDER_UNPROVEN)] == ids[::-1]
        assert [row.id for row in waiting(session, 1, Because.SENDER_UNPROVEN, COLLECTOR)] == [ids[2], ids[0]]
        assert [row.id for row in waiting(session, None, Because.SENDER_UNPROVEN)] == [nowhere]
        assert waiting(session, 2, Because.SENDER_UNPROVEN) == []


S, E = State, Event
STEPS = [
    # event, from, to; does it end a text that waits for money, and does it end an intention?
    (E.RESOLVE, S.AGREED, S.RESOLVED, True, True),
    (E.CONSENT, S.CONSULTING, S.AGREED, True, False),
    (E.REFUSE_CONSENT, S.CONSULTING, S.AGREED, True, True),
    (E.REFUSE_CONSENT, S.CONSULTING, S.ASSIGNED, True, True),
    (E.AGREE, S.AGREED, S.AGREED, True, True),
    (E.AGREE_WITH_AMOUNT, S.CONSULTING, S.CONSULTING, True, True),
    (E.AGREE_WITH_AMOUNT, S.AGREED, S.CONSULTING, True, True),
    (E.NOTE, S.AGREED, S.AGREED, False, False),
    (E.RESOLVE_LATER, S.AGREED, S.AGREED, False, False),
    (E.ASSIGN, S.CONSULTING, S.CONSULTING, False, False),
    (E.CHANGE_TARGET_DATE, S.AGREED, S.AGREED, False, False),
    (E.WITHDRAW, S.CONSULTING, S.RESOLVED, True, True),
    (E.MERGE, S.AGREED, S.CLOSED, True, True),
    (E.APPEAL, S.AGREED, S.APPEAL, True, True),
    (E.TAKE_BACK, S.AGREED, S.ASSIGNED, True, True),
    (E.CONFIRMATION_ACCEPTED, S.AGREED, S.AGREED, False, False),
    (E.REMOVE, S.CLOSED, None, True, True),
]


@pytest.mark.parametrize(("event", "before", "to", "ends_money", "ends_intention"), STEPS)
def test_a_step_overtakes_what_it_settles(
    house: World, event: Event, before: State, to: State | None, *, ends_money: bool, ends_intention: bool
) -> None:
    ask(house)
    with house.store.unit() as session:
        intend(session, 1, HANDLER, None, "", NOW)
        hold(session, E.RESOLVE, Because.INTENTION, COLLECTOR, {}, NOW, 2)
        later = NOW + timedelta(minutes=1)
        overtaken = overtake_by(session, 1, Done(Step(event, Given()), Who.HANDLER, before, to), later)
        assert overtaken == ends_money + ends_intention
        assert intention_ended(session, 1, later) is ends_intention
        assert not intention_ended(session, 1, NOW)
    ends = [row.end for row in house.rows(Held)]
    assert ends == [End.OVERTAKEN if over else None for over in (ends_money, ends_intention, False)]


def test_an_intention_keeps_who_had_it_and_what_was_found_and_only_the_newest_waits(house: World) -> None:
    with house.store.unit() as session:
        intend(session, 1, HANDLER, None, "", NOW)
        intend(session, 1, HANDLER, Event.UPHELD, "Alles betaald.", NOW)
    earlier, row = house.rows(Held)
    assert (earlier.end, row.end) == ("overtaken", None)
    assert (row.event, row.because, row.asked_of, row.arrival_id) == ("resolve", "intention", COLLECTOR, 1)
    assert row.facts == {"finding": "upheld", "words": "Alles betaald.", "by_name": "Bram Smit", "by_role": "team_lead_collection"}
