"""The numbers of a week, once, and never changed by what happens afterwards."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, event, text

from tracker.dates import AMSTERDAM
from tracker.figures.counted import between
from tracker.figures.snapshots import snapshot_if_due
from tracker.figures.weeks import ended_week, span_of
from tracker.house_records import LastRun, Snapshot
from tracker.ledger import MailClass
from tracker.records import Arrival
from world import ALICE, BOB, MANAGER, NOW, World, in_processes, joined_world, mail, new_world

WEEK = timedelta(days=7)

WEEKS = [
    # id, moment (UTC), the week that ended, its first moment, the first after it
    ("thursday", "2026-04-02T07:00", "2026-W13", "2026-03-22T23:00", "2026-03-29T22:00"),  # with the night of summer time
    ("last-moment-of-sunday", "2026-04-05T21:59", "2026-W13", "2026-03-22T23:00", "2026-03-29T22:00"),
    ("first-moment-of-monday", "2026-04-05T22:00", "2026-W14", "2026-03-29T22:00", "2026-04-05T22:00"),
    ("new-year", "2027-01-04T09:00", "2026-W53", "2026-12-27T23:00", "2027-01-03T23:00"),
    ("winter-begins", "2026-10-26T09:00", "2026-W43", "2026-10-18T22:00", "2026-10-25T23:00"),
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("moment", "week", "begins", "ends"), [pytest.param(*row[1:], id=row[0]) for row in WEEKS])
def test_a_week_is_that_of_iso_8601_in_the_zone_of_the_customer(moment: str, week: str, begins: str, ends: str) -> None:
    assert ended_week(at(moment), AMSTERDAM) == week
    assert span_of(week, AMSTERDAM) == (at(begins), at(ends))


def test_the_zone_is_the_customers(world: World) -> None:
    assert ended_week(at("2026-04-05T22:00"), ZoneInfo("UTC")) == "2026-W13"
    assert world.rows(Snapshot) == []


def figures(world: World) -> dict[tuple[str, str], int]:
    return {(row.figure, row.part): row.value for row in world.rows(Snapshot)}


def test_the_figures_of_the_week_that_ended(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    raw = mail("Anders.", sender=BOB)
    world.deliver(raw)
    world.deliver(raw)
    world.deliver(mail(subject="KL-2026-00001"))
    world.deliver(mail(Auto_Submitted="auto-replied"))
    world.keep(mail())
    world.send()
    world.clock.advance(WEEK)
    world.deliver(mail())
    assert snapshot_if_due(world.store, world.clock.now(), AMSTERDAM)
    assert figures(world) == {
        ("open", "registered"): 2,
        ("overdue", ""): 0,
        ("money", ""): 0,
    }
    with world.store.reading() as session:
        assert between(session, AMSTERDAM, "2026-W14", "2026-W14") == {
            ("2026-W14", "mails", "klachten/new"): 2,
            ("2026-W14", "mails", "klachten/ignored"): 1,
            ("2026-W14", "mails", "klachten/threaded"): 1,
            ("2026-W14", "mails", "klachten/machine"): 1,
            ("2026-W14", "mails", "klachten/waiting"): 1,
            ("2026-W14", "new", "costs"): 1,
            ("2026-W14", "new", "other"): 1,
            ("2026-W14", "complainants", "unknown"): 2,
            ("2026-W14", "open", "registered"): 2,
            ("2026-W14", "to_acknowledge", ""): 2,
            ("2026-W14", "acknowledged", ""): 2,
            ("2026-W14", "acknowledged_in_time", ""): 2,
            ("2026-W14", "acknowledged_days", "0"): 2,
        }


def test_a_snapshot_is_taken_once_and_never_changed(world: World) -> None:
    world.deliver(mail())
    world.clock.advance(WEEK)
    assert [snapshot_if_due(world.store, world.clock.now(), AMSTERDAM) for _ in range(2)] == [True, False]
    before = figures(world)
    with world.store.unit() as session:
        session.execute(delete(Arrival).where(Arrival.kind == MailClass.SPAM))
    world.deliver(mail())
    assert not snapshot_if_due(world.store, world.clock.now(), AMSTERDAM)
    assert figures(world) == before
    assert [(run.job, run.period, run.at) for run in world.rows(LastRun)] == [("snapshot", "2026-W14", NOW + WEEK)]
    world.clock.advance(WEEK)
    assert snapshot_if_due(world.store, world.clock.now(), AMSTERDAM)
    assert {row.week for row in world.rows(Snapshot)} == {"2026-W14", "2026-W15"}


def test_weeks_that_were_missed_are_written_as_if_on_time(world: World) -> None:
    world.deliver(mail())
    world.clock.advance(WEEK)
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    world.clock.advance(2 * WEEK)
    world.order("#geenklacht", "Dit hoort bij de helpdesk.", sender=MANAGER)
    world.clock.advance(WEEK)
    assert snapshot_if_due(world.store, world.clock.now(), AMSTERDAM)
    states = [(row.week, row.part) for row in world.rows(Snapshot, Snapshot.figure == "open")]
    assert states == [("2026-W14", "registered"), ("2026-W15", "assigned"), ("2026-W16", "assigned")]
    assert {run.period for run in world.rows(LastRun, LastRun.job == "snapshot")} == {f"2026-W{week}" for week in range(14, 18)}


def statements_of(world: World, first: str, last: str) -> int:
    """Count the statements that it takes to tell of these weeks."""
    said: list[str] = []

    def note(*told: Any) -> None:
        said.append(told[2])

    event.listen(world.store.engine, "before_cursor_execute", note)
    with world.store.reading() as session:
        between(session, AMSTERDAM, first, last)
    event.remove(world.store.engine, "before_cursor_execute", note)
    return len(said)


def test_many_weeks_take_as_many_statements_as_one(world: World) -> None:
    world.deliver(mail())
    world.clock.advance(60 * WEEK)
    snapshot_if_due(world.store, world.clock.now(), AMSTERDAM)
    assert statements_of(world, "2026-W20", "2027-W20") == statements_of(world, "2026-W20", "2026-W20")


def test_whoever_writes_keeps_figures_from_moving_while_counting_and_whoever_reads_need_not(postgresql_url: str, tmp_path: Path) -> None:
    free = text("SELECT pg_try_advisory_xact_lock(4201704006)")
    with new_world(postgresql_url, tmp_path) as world:
        for opened, is_free in ((world.store.unit, False), (world.store.reading, True)):
            with opened() as session, world.store.unit() as other:
                between(session, AMSTERDAM, "2026-W14", "2026-W14")
                assert other.execute(free).scalar_one() is is_free


def _snapshot(_turn: int, url: str, folder: object) -> bool:
    with joined_world(url, Path(str(folder))) as world:
        return snapshot_if_due(world.store, NOW, AMSTERDAM)


def test_of_several_daemons_one_takes_it_and_the_others_find_it(world: World, tmp_path: object) -> None:
    outcomes = in_processes(3, _snapshot, world.store.url.render_as_string(hide_password=False), str(tmp_path))
    assert sorted(outcomes) == [False, False, True]
    assert figures(world) == {("overdue", ""): 0, ("money", ""): 0}
