"""`klachten run` and `klachten once`: what an administrator sees of them, and their exit codes."""

import gc
import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from klachten.commands import main
from klachten.commands.run import once
from klachten.demo.settings import write_settings
from klachten.embedded import EmbeddedServers
from klachten.faults_told import BUSY, FAILED, LATER, WRONG, exit_code
from klachten.settings import load
from klachten.wiring import open_store
from tracker.errors import AlreadyRuns, CannotStart, KlachtenError, NeedsPerson, StepRefused, TryLater
from tracker.held import Because
from tracker.held_orders import HeldOrder, hold_order
from tracker.liveness import take_slot
from tracker.migrating import migrate
from tracker.records import Arrival
from world import ALICE, DESK, MANAGER, mail


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[EmbeddedServers]:
    with EmbeddedServers(tmp_path, [DESK]) as running:
        yield running


@pytest.fixture
def config(servers: EmbeddedServers, tmp_path: Path) -> Path:
    return write_settings(tmp_path, servers, DESK)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (AlreadyRuns("x"), BUSY),
        (CannotStart("x"), WRONG),
        (TryLater("x"), LATER),
        (NeedsPerson("x"), FAILED),
        (StepRefused("KL-2026-00001", "closed", "follows", "x"), FAILED),
        (KlachtenError("x"), FAILED),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_exit_code_says_what_now(fault: KlachtenError, code: int) -> None:
    assert exit_code(fault) == code
    assert (BUSY, WRONG, LATER, FAILED) == (3, 2, 75, 1)


def test_one_pass_takes_in_what_waits_sends_and_files(servers: EmbeddedServers, config: Path) -> None:
    settings = load(config, {})
    assert once(settings) == 0
    servers.deliver(DESK, mail(sender=ALICE))
    assert once(settings) == 1
    assert [one.recipient for one in servers.accepted if one.recipient == ALICE] == [ALICE]
    assert servers.mails(DESK) == []
    assert len(servers.mails(DESK, "Klachten/Verwerkt")) == 1
    assert len(servers.mails(DESK, "Sent")) == 2


def test_one_pass_does_what_fell_due_meanwhile_and_sends_what_that_owes(servers: EmbeddedServers, config: Path) -> None:
    settings = load(config, {})
    assert once(settings) == 0
    store = open_store(settings)
    with store.unit() as session:
        long_ago = datetime(2026, 4, 2, tzinfo=UTC)
        arrival = Arrival(
            mailbox=next(iter(settings.mailbox)), uidvalidity=1, uid=1, sha256="", size=1, received_at=long_ago, kept_at=long_ago,
            handled_at=long_ago,
        )  # fmt: skip
        session.add(arrival)
        session.flush()
        order = HeldOrder("#lijst", "", (), long_ago.date(), answered_known=True)
        hold_order(session, None, arrival.id, Because.SENDER_UNPROVEN, MANAGER, order, long_ago)
    store.close()
    once(settings)
    once(settings)
    assert [one.recipient for one in servers.accepted] == [MANAGER]


def test_one_pass_erases_what_is_of_no_complaint_and_older_than_its_term(servers: EmbeddedServers, config: Path) -> None:
    settings = load(config, {})
    servers.deliver(DESK, mail(Auto_Submitted="auto-replied"))
    once(settings)
    assert len(servers.mails(DESK, "Klachten/Robots")) == 1
    store = open_store(settings)
    with store.unit() as session:
        session.execute(update(Arrival).values(handled_at=datetime.now(UTC) - timedelta(days=91)))
    once(settings)
    with store.reading() as session:
        assert session.scalars(select(Arrival)).all() == []
    store.close()
    assert servers.mails(DESK, "Klachten/Robots") == []


def test_what_lay_there_before_is_answered_only_when_that_is_wanted(servers: EmbeddedServers, config: Path) -> None:
    servers.deliver(DESK, mail(sender=ALICE))
    settings = load(config, {})
    assert once(settings) == 1
    assert [one.recipient for one in servers.accepted] == ["a.deboer@voorbeeld.nl"]


def test_the_backlog_may_be_answered_all_the_same(servers: EmbeddedServers, config: Path) -> None:
    servers.deliver(DESK, mail(sender=ALICE))
    assert once(load(config, {}), acknowledge_backlog=True) == 1
    assert ALICE in {one.recipient for one in servers.accepted}


def test_one_pass_is_refused_beside_a_daemon(config: Path) -> None:
    settings = load(config, {})
    store = open_store(settings)
    migrate(store)
    slot = take_slot(store)
    with pytest.raises(AlreadyRuns):
        once(settings)
    slot.release()
    store.close()
    assert once(settings) == 0


def test_on_postgresql_too(config: Path, postgresql_url: str) -> None:
    url = f"sqlite:///{config.parent}/klachten.db"
    config.write_text(config.read_text().replace(url, postgresql_url.replace("+psycopg", "")))
    settings = load(config, {})
    store = open_store(settings)
    migrate(store)
    slot = take_slot(store)
    with pytest.raises(AlreadyRuns, match="by itself"):
        once(settings)
    slot.release()
    store.close()
    assert once(settings) == 0


def test_a_mail_server_that_is_away_is_for_later_and_leaves_the_register_free(servers: EmbeddedServers, config: Path) -> None:
    config.write_text(config.read_text().replace(f"port = {servers.imap_port}", "port = 1"))
    settings = load(config, {})
    for _ in range(2):
        with pytest.raises(TryLater):
            once(settings)


@pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
def test_a_mailbox_that_is_away_stops_neither_the_others_nor_the_sending(servers: EmbeddedServers, config: Path, *, first: bool) -> None:
    text = config.read_text()
    start, end = text.index("[mailbox.klachten]"), text.index("[smtp]")
    there = text[start:end]
    away = there.replace("[mailbox.klachten]", "[mailbox.tweede]").replace(DESK, "tweede@voorbeeld.nl")
    away = away.replace(f"port = {servers.imap_port}", "port = 1")
    both = away + there if first else there + away
    config.write_text(text[:start] + both + text[end:])
    settings = load(config, {})
    with pytest.raises(TryLater, match="mailbox tweede: nothing answers"):
        once(settings)
    servers.deliver(DESK, mail(sender=ALICE))
    with pytest.raises(TryLater, match=r"^mailbox tweede: nothing answers at the port$"):
        once(settings)
    assert ALICE in {one.recipient for one in servers.accepted}
    assert servers.mails(DESK) == []
    assert len(servers.mails(DESK, "Sent")) == 2
    gc.collect()  # a connection that was left open is told of here, and fails the test


COMMANDS = [
    # id, the command, what is replaced in the settings file and by what, exit code, what is said
    ("broken-settings", "run", "[smtp]", "[nonsense]\n[smtp]", WRONG, "nonsense"),
    ("server-away", "once", "port = ", "port = 1 # ", LATER, "klachten: "),
]


@pytest.fixture
def undisturbed() -> Iterator[None]:
    """Leave the log and the rights of new files as they were: a command sets both for its whole process."""
    root = logging.getLogger()
    handlers, level, mask = root.handlers[:], root.level, os.umask(0o077)
    yield
    os.umask(mask)
    root.handlers[:] = handlers
    root.setLevel(level)
    for room in ("klachten", "intake", "outbound", "tracker"):
        logging.getLogger(room).setLevel(logging.NOTSET)


@pytest.mark.usefixtures("undisturbed")
@pytest.mark.parametrize(("command", "old", "new", "code", "said"), [pytest.param(*row[1:], id=row[0]) for row in COMMANDS])
def test_a_fault_is_told_in_words_and_never_as_a_traceback(config: Path, command: str, old: str, new: str, code: int, said: str) -> None:
    config.write_text(config.read_text().replace(old, new))
    result = CliRunner().invoke(main, [command, "--config", str(config)])
    assert result.exit_code == code
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.usefixtures("undisturbed")
def test_a_pass_says_how_much_came_in(servers: EmbeddedServers, config: Path) -> None:
    for count, said in ((1, "1 new mail taken in"), (2, "2 new mails taken in"), (0, "0 new mails taken in")):
        for _ in range(count):
            servers.deliver(DESK, mail(sender=ALICE))
        result = CliRunner().invoke(main, ["once", "--config", str(config)])
        assert (result.exit_code, said in result.output) == (0, True)


@pytest.mark.parametrize("command", ["run", "once"])
def test_without_a_settings_file_nothing_starts(tmp_path: Path, command: str) -> None:
    result = CliRunner().invoke(main, [command, "--config", str(tmp_path / "absent.toml")])
    assert result.exit_code == WRONG
    assert "absent.toml" in result.output


def test_a_command_that_does_not_exist_is_a_wrong_command_line() -> None:
    assert CliRunner().invoke(main, ["nonsense"]).exit_code == WRONG
