"""An event that waits for a word ends once, however it ends."""

from datetime import timedelta

from tracker.held import PATIENCE, Because, End, end, expired, hold
from tracker.model import Event
from tracker.records import Held
from world import MANAGER, NOW, World


def held(world: World, complaint_id: int | None = None) -> int:
    with world.store.unit() as session:
        return hold(session, Event.FOLLOWS, Because.SENDER_UNPROVEN, MANAGER, {"word": 1}, world.clock.now(), complaint_id).id


def test_it_waits_for_fourteen_days_and_then_lapses(world: World) -> None:
    held(world)
    with world.store.reading() as session:
        assert expired(session, NOW + PATIENCE - timedelta(seconds=1)) == []
        (late,) = expired(session, NOW + timedelta(days=14))
    assert (late.event, late.because, late.asked_of, late.facts) == ("follows", "sender_unproven", MANAGER, {"word": 1})


def test_it_ends_once(world: World) -> None:
    one = held(world)
    with world.store.unit() as session:
        assert [end(session, one, how, NOW) for how in (End.ANSWERED, End.EXPIRED)] == [True, False]
        assert not end(session, 99, End.ANSWERED, NOW)
        assert expired(session, NOW + PATIENCE) == []
    (row,) = world.rows(Held)
    assert (row.end, row.ended_at) == ("answered", NOW)


def test_what_lapsed_is_told_oldest_first(world: World) -> None:
    later = held(world)
    world.clock.advance(-timedelta(days=1))
    earlier = held(world)
    with world.store.reading() as session:
        assert [row.id for row in expired(session, NOW + PATIENCE)] == [earlier, later]
