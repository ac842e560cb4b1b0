"""An alarm is raised once, counted while it lasts, and over when it is cleared."""

from datetime import timedelta

from tracker.alarms import alarms_up, clear_alarm, raise_alarm
from tracker.house_records import Alarm
from world import NOW, World

LATER = NOW + timedelta(minutes=5)


def test_an_alarm_is_raised_once_and_counted(world: World) -> None:
    with world.store.unit() as session:
        assert raise_alarm(session, "mailbox.unreachable", "klachten", "een", NOW)
        assert not raise_alarm(session, "mailbox.unreachable", "klachten", "twee", LATER)
    (row,) = world.rows(Alarm)
    assert (row.words, row.raised_at, row.last_at, row.count, row.cleared_at) == ("twee", NOW, LATER, 2, None)


def test_alarms_about_different_things_are_different(world: World) -> None:
    with world.store.unit() as session:
        for name, subject in (("a", "x"), ("a", "y"), ("b", "x")):
            assert raise_alarm(session, name, subject, "", NOW)
        assert clear_alarm(session, "a", "x", LATER)
        assert {(one.name, one.subject) for one in alarms_up(session)} == {("a", "y"), ("b", "x")}


def test_it_is_over_once_and_may_come_back(world: World) -> None:
    with world.store.unit() as session:
        assert not clear_alarm(session, "a", "x", NOW)
        raise_alarm(session, "a", "x", "", NOW)
        assert [clear_alarm(session, "a", "x", LATER) for _ in range(2)] == [True, False]
        assert raise_alarm(session, "a", "x", "", LATER)
    assert [(row.raised_at, row.cleared_at) for row in world.rows(Alarm)] == [(NOW, LATER), (LATER, None)]


def test_what_is_up_is_listed_oldest_first(world: World) -> None:
    with world.store.unit() as session:
        raise_alarm(session, "a", "x", "", LATER)
        raise_alarm(session, "b", "x", "", NOW)
        assert [one.name for one in alarms_up(session)] == ["b", "a"]
