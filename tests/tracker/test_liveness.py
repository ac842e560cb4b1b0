"""One daemon a register of SQLite, a slot each on PostgreSQL; what a dead one had claimed is free again."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from outbound.outbox import claim
from scene.waiting import as_soon_as
from servers.postgresql import PostgreSQL
from tracker.errors import AlreadyRuns, CannotStart, TryLater
from tracker.liveness import AT_MOST, SLOTS, ServerSlot, Slot, daemon_runs, take_slot
from tracker.store import NOTICES_SILENCE, Store
from world import END_THE_OTHERS, NOW, World, mail

HOLD = """
import sys, os
from tracker.liveness import take_slot
from tracker.store import Store
slot = take_slot(Store(sys.argv[1]))
slot.read_mailbox("klachten")
print(slot.name, flush=True)
sys.stdin.read()
os._exit(1)
"""


@pytest.fixture
def other(world: World) -> Iterator[subprocess.Popen[str]]:
    """Start another daemon on the same register, which dies without a word when its input ends."""
    url = world.store.url.render_as_string(hide_password=False)
    folder = Path(__file__).parents[2]
    command = [sys.executable, "-c", HOLD, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "slot-0\n"
        yield process
        process.kill()


def dies(process: subprocess.Popen[str], world: World) -> None:
    """Kill the other daemon, and wait until the server knows."""
    process.kill()
    process.wait(20)
    as_soon_as(lambda: not locks_held(world), lambda: "the locks of a dead daemon are still held")


def slots(world: World, count: int) -> list[Slot]:
    return [take_slot(world.store) for _ in range(count)]


def test_whoever_takes_a_slot_frees_what_its_former_holder_had_claimed(world: World) -> None:
    world.deliver(mail())
    world.deliver(mail())
    for worker in ("slot-0/a", "slot-0/b", "slot-01/a", "slot-7/a"):
        claim(world.store, worker, NOW, 1)
    slot = take_slot(world.store)
    assert slot.name == "slot-0"
    assert [row.claimed_by for row in world.letters()] == [None, None, "slot-01/a", "slot-7/a"]
    slot.prove()
    slot.release()
    slot.release()


def locks_held(world: World) -> int:
    """How many locks daemons hold on this PostgreSQL, which notices a moment later that a connection has ended."""
    if world.store.sqlite:
        return 0
    with world.store.reading() as session:
        here = "(SELECT oid FROM pg_database WHERE datname = current_database())"
        held = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = {here}"  # noqa: S608 - a constant
        return int(session.execute(text(held)).scalar_one())


def let_go(slot: Slot, world: World) -> None:
    """Release a slot, and wait until the server knows."""
    before = locks_held(world)
    slot.release()
    as_soon_as(lambda: world.store.sqlite or locks_held(world) < before, lambda: "the locks are still held")


def test_it_is_known_whether_a_daemon_runs(world: World) -> None:
    assert not daemon_runs(world.store)
    slot = take_slot(world.store)
    assert daemon_runs(world.store)
    let_go(slot, world)
    assert not daemon_runs(world.store)


def test_a_second_daemon_on_sqlite_is_refused_and_told_which_process_it_is(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'r.db'}")
    with store.unit() as session:
        session.execute(text("CREATE TABLE letter (claimed_by TEXT, claimed_until TEXT)"))
    slot = take_slot(store)
    with pytest.raises(AlreadyRuns, match=rf"process {os.getpid()}\b.*r\.db\.lock"):
        take_slot(store)
    assert slot.read_mailbox("klachten")
    slot.release()
    take_slot(store).release()
    store.close()


def test_a_dead_daemon_holds_nothing(world: World, other: subprocess.Popen[str]) -> None:
    assert daemon_runs(world.store)
    if world.store.sqlite:
        with pytest.raises(AlreadyRuns, match=f"process {other.pid}"):
            take_slot(world.store)
    else:
        second = take_slot(world.store)
        assert (second.name, second.read_mailbox("klachten"), second.read_mailbox("tweede")) == ("slot-1", False, True)
        second.release()
    dies(other, world)
    slot = take_slot(world.store)
    assert (slot.name, slot.read_mailbox("klachten")) == ("slot-0", True)
    slot.release()


@pytest.fixture
def server(postgresql_url: str, tmp_path: Path) -> Iterator[World]:
    """Make a world on PostgreSQL alone."""
    from world import new_world  # noqa: PLC0415 - beside the fixture that it makes

    with new_world(postgresql_url, tmp_path) as one:
        yield one


def test_each_daemon_on_postgresql_has_a_slot_and_reads_other_mailboxes(server: World) -> None:
    first, second = slots(server, 2)
    assert (first.name, second.name) == ("slot-0", "slot-1")
    assert [first.read_mailbox("a"), second.read_mailbox("a"), second.read_mailbox("b"), first.read_mailbox("a")] == [
        True,
        False,
        True,
        True,
    ]
    let_go(first, server)
    assert not first.read_mailbox("a")
    assert second.read_mailbox("a")
    third = take_slot(server.store)
    assert third.name == "slot-0"
    second.release()
    third.release()


def test_the_mailboxes_threads_may_ask_at_once(server: World) -> None:
    slot = take_slot(server.store)
    answers: list[bool] = []

    def ask(name: str) -> None:
        answers.extend(slot.read_mailbox(name) for _ in range(50))

    threads = [threading.Thread(target=ask, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == [True] * 150
    slot.release()


def test_more_daemons_than_there_are_slots_are_refused(server: World) -> None:
    with server.store.engine.connect() as connection:
        for number in range(AT_MOST):
            connection.execute(text("SELECT pg_advisory_lock(:kind, :number)"), {"kind": SLOTS, "number": number})
        with pytest.raises(CannotStart, match=str(AT_MOST)):
            take_slot(server.store)
    server.store.close()
    take_slot(server.store).release()


def test_a_slot_is_released_while_a_silent_server_is_being_asked(server: World) -> None:
    """The daemon must end within its time; who asked lets go of the connection as soon as it has its answer."""
    slot, asking, released = ServerSlot(server.store), threading.Event(), threading.Event()

    def ask() -> None:
        with slot._turn, slot._held():
            asking.set()
            released.wait(30)

    thread = threading.Thread(target=ask)
    thread.start()
    assert asking.wait(20)
    slot.release()
    assert daemon_runs(server.store)
    released.set()
    thread.join(20)
    as_soon_as(lambda: not daemon_runs(server.store), lambda: "the slot is still held")
    assert not slot.read_mailbox("a")


def test_a_postgresql_that_falls_silent_is_noticed(server: World) -> None:
    """What libpq waits for by itself has no end; who wrote a time of their own into the URL has that."""
    own = Store(server.store.url.update_query_dict({"connect_timeout": "3"}))
    with own.engine.connect() as connection:
        told = connection.connection.dbapi_connection.info.get_parameters()  # type: ignore[union-attr]  # psycopg's connection has it
    own.close()
    assert {name: int(told.get(name, 1)) for name in NOTICES_SILENCE} == {**NOTICES_SILENCE, "connect_timeout": 3}


def lose_connections(world: World) -> None:
    """Lose them as to a server that restarts."""
    with world.store.unit() as session:
        session.execute(END_THE_OTHERS)


def test_after_a_lost_connection_the_same_slot_is_taken_again(server: World) -> None:
    slot = take_slot(server.store)
    assert slot.read_mailbox("a")
    lose_connections(server)
    with pytest.raises(TryLater, match="lost"):
        slot.read_mailbox("a")
    assert slot.read_mailbox("a")
    assert slot.name == "slot-0"
    lose_connections(server)
    with pytest.raises(TryLater, match="lost"):
        slot.prove()
    for _ in range(2):
        slot.prove()
    slot.release()
    with pytest.raises(TryLater, match="gave"):
        slot.prove()


def test_a_slot_that_another_took_meanwhile_is_not_shared(server: World) -> None:
    slot = take_slot(server.store)
    lose_connections(server)
    other = take_slot(server.store)
    assert other.name == "slot-0"
    with pytest.raises(TryLater):
        slot.read_mailbox("a")
    for _ in range(2):
        with pytest.raises(AlreadyRuns, match="another daemon"):
            slot.read_mailbox("a")
        with pytest.raises(AlreadyRuns, match="another daemon"):
            slot.prove()
    let_go(other, server)
    assert slot.read_mailbox("a")
    slot.release()


def test_a_postgresql_that_is_away_for_long_is_found_again(postgresql: PostgreSQL, server: World) -> None:
    slot = take_slot(server.store)
    assert slot.read_mailbox("a")
    postgresql.stop(immediately=False)
    for _ in range(3):
        with pytest.raises(TryLater):
            slot.read_mailbox("a")
    with pytest.raises(TryLater):
        take_slot(server.store)
    with pytest.raises(TryLater):
        daemon_runs(server.store)
    postgresql.start()
    server.store.close()
    assert slot.read_mailbox("a")
    slot.release()


def test_a_slot_is_given_back_when_the_register_fails_at_once(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'r.db'}")
    for _ in range(2):
        with pytest.raises(Exception, match="letter"):  # there is no schema
            take_slot(store)
    assert not daemon_runs(store)
    store.close()


def test_a_claim_that_ran_out_is_free_without_any_slot(world: World) -> None:
    world.deliver(mail())
    assert len(claim(world.store, "slot-9", NOW, 2)) == 2
    assert claim(world.store, "slot-0", NOW + timedelta(minutes=20), 2) == []
    assert len(claim(world.store, "slot-0", NOW + timedelta(minutes=21), 2)) == 1
