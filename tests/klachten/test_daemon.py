"""The daemon: one mail in is one acknowledgement out; it reloads, it beats, and it ends when it is told to, whatever hangs."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from klachten.daemon import ENDS_WITHIN_SECONDS, Daemon, guarded
from klachten.demo.settings import write_settings
from klachten.embedded import EmbeddedServers
from klachten.faults_told import LATER, exit_code
from klachten.settings import Settings, load
from scene.nursery import Nursery
from scene.service import Service
from scene.waiting import as_soon_as
from tracker.clock import HandClock, SystemClock
from tracker.errors import AlreadyRuns, CannotStart, TryLater
from tracker.held import Because
from tracker.held_orders import HeldOrder, hold_order
from tracker.house_records import Alarm, LastRun, Snapshot
from tracker.model import State
from tracker.records import Arrival, Complaint, FolderWork, Held, Mailbox
from tracker.removal.ledger import Ledger
from tracker.removal_records import Removal
from tracker.schema import Record
from tracker.store import Store
from world import ALICE, DESK, MANAGER, mail

THURSDAY = datetime(2026, 4, 2, 7, 0, tzinfo=UTC)


@dataclass
class House:
    """The embedded servers, a settings file for them, and a look into the register."""

    servers: EmbeddedServers
    file: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file.parent}/klachten.db"

    def settings(self) -> Settings:
        return load(self.file, {})

    def change(self, old: str, new: str) -> None:
        text = self.file.read_text()
        assert old in text
        self.file.write_text(text.replace(old, new))

    def rows(self, kind: type[Record]) -> list[Record]:
        store = Store(self.url)
        with store.reading() as session:
            found = list(session.query(kind))
            session.expunge_all()
        store.close()
        return found

    def acknowledged(self, sender: str, count: int = 1) -> None:
        """Let `sender` complain, and wait until the acknowledgement lies in their mailbox."""
        self.servers.deliver(DESK, mail(sender=sender))
        self.servers.wait_for(count, recipient=sender)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with EmbeddedServers(tmp_path, [DESK]) as servers:
        yield House(servers, write_settings(tmp_path, servers, DESK))


@pytest.fixture
def daemon(house: House) -> Iterator[Daemon]:
    """A daemon that is not yet started."""
    one = Daemon(house.settings(), SystemClock(), reload=house.settings)
    yield one
    one.stop()


def watched(house: House) -> None:
    as_soon_as(lambda: house.rows(Mailbox), lambda: "the mailbox is not watched")


def test_one_mail_in_is_one_acknowledgement_out(house: House, daemon: Daemon) -> None:
    daemon.start()
    watched(house)
    house.acknowledged(ALICE)
    as_soon_as(lambda: house.servers.mails(DESK, "Klachten/Verwerkt"), lambda: "the mail was not filed")
    as_soon_as(lambda: len(house.servers.mails(DESK, "Sent")) == 2, lambda: "no copies were laid away")
    daemon.stop()
    daemon.stop()
    assert [one.recipient for one in house.servers.accepted if one.recipient == ALICE] == [ALICE]


def test_started_again_it_goes_on_where_it_was(house: House, daemon: Daemon) -> None:
    daemon.start()
    watched(house)
    daemon.stop()
    house.servers.deliver(DESK, mail(sender=ALICE))
    left = house.file.with_name("klachten.db.restoring")
    left.write_bytes(b"what a restore that was killed had prepared")
    again = Daemon(house.settings(), SystemClock())
    again.start()
    house.servers.wait_for(1, recipient=ALICE)
    again.stop()
    assert not left.exists()


def test_a_second_one_on_the_same_register_is_refused_while_the_first_runs(house: House, daemon: Daemon) -> None:
    daemon.start()
    second = Daemon(house.settings(), SystemClock())
    with pytest.raises(AlreadyRuns, match=rf"process {os.getpid()}\b"):
        second.start()
    daemon.stop()
    second.start()
    second.stop()


def test_what_is_wrong_at_the_start_gives_everything_back(house: House) -> None:
    keys = house.file.parent / "keys"
    keys.write_text("nonsense")
    keys.chmod(0o600)
    daemon = Daemon(house.settings(), SystemClock())
    with pytest.raises(CannotStart, match="key file is damaged"):
        daemon.start()
    keys.unlink()
    other = Daemon(house.settings(), SystemClock())
    other.start()
    other.stop()


# settings that change


def alarms_up(house: House) -> list[str]:
    return [one.name for one in house.rows(Alarm) if isinstance(one, Alarm) and one.cleared_at is None]


def test_new_settings_are_taken_as_a_whole_and_faulty_ones_not_at_all(house: House, daemon: Daemon) -> None:
    daemon.start()
    watched(house)
    whole = house.file.read_text()
    house.change('name = "Anna de Boer"', 'name = "Bea de Wit"')
    house.file.write_text(house.file.read_text() + "\n[nonsense]\n")
    daemon.reload()
    assert alarms_up(house) == ["settings.refused"]
    house.acknowledged(ALICE)
    (letter,) = [one.raw for one in house.servers.accepted if one.recipient == ALICE]
    assert b"Anna de Boer" in letter
    house.file.write_text(whole.replace('name = "Anna de Boer"', 'name = "Bea de Wit"'))
    daemon.reload()
    assert alarms_up(house) == []
    house.acknowledged("bob@post.example")
    (letter,) = [one.raw for one in house.servers.accepted if one.recipient == "bob@post.example"]
    assert b"Bea de Wit" in letter
    daemon.stop()
    assert len(house.rows(Complaint)) == 2


def test_another_register_is_no_matter_of_a_reload(house: House, daemon: Daemon) -> None:
    daemon.start()
    watched(house)
    whole = house.file.read_text()
    house.change("klachten.db", "ander.db")
    daemon.reload()
    (alarm,) = house.rows(Alarm)
    assert isinstance(alarm, Alarm)
    assert (alarm.name, "another register.url" in alarm.words, "started anew" in alarm.words) == ("settings.refused", True, True)
    assert not (house.file.parent / "ander.db").exists()
    house.file.write_text(whole)
    daemon.reload()
    assert alarms_up(house) == []


def test_without_a_daemon_there_is_nothing_to_reload_or_to_count(house: House) -> None:
    daemon = Daemon(house.settings(), SystemClock())
    daemon.reload()
    daemon.look()
    with pytest.raises(RuntimeError, match="not started"):
        daemon._new_crew(house.settings())
    assert not Path(house.url.removeprefix("sqlite:///")).exists()


# beats


def test_the_week_is_written_down_once(house: House) -> None:
    clock = HandClock(THURSDAY)
    daemon = Daemon(house.settings(), clock)
    daemon.start()
    for _ in range(3):
        daemon.look()
    clock.advance(timedelta(days=7))
    daemon.look()
    daemon.stop()
    assert {one.period for one in house.rows(LastRun) if isinstance(one, LastRun) and one.job == "snapshot"} == {"2026-W13", "2026-W14"}
    written = [(one.week, one.figure, one.value) for one in house.rows(Snapshot) if isinstance(one, Snapshot)]
    assert sorted(written) == [(week, figure, 0) for week in ("2026-W13", "2026-W14") for figure in ("money", "overdue")]


def test_what_is_of_no_complaint_leaves_register_and_mailbox_after_its_term(house: House) -> None:
    clock = HandClock(THURSDAY)
    daemon = Daemon(house.settings(), clock)
    daemon.start()
    watched(house)
    house.servers.deliver(DESK, mail(Auto_Submitted="auto-replied"))
    as_soon_as(lambda: any(work.done_at for work in house.rows(FolderWork) if isinstance(work, FolderWork)), lambda: "it was not filed")
    assert len(house.servers.mails(DESK, "Klachten/Robots")) == 1
    clock.advance(timedelta(days=91))

    def is_erased() -> bool:
        daemon.look()  # again, as the next beat would: a beat that meets a pass of the mailbox may have to leave it for later
        return all(work.letter_id for work in house.rows(FolderWork) if isinstance(work, FolderWork))  # the copy of a report made meanwhile

    as_soon_as(is_erased, lambda: "it was not erased")
    daemon.stop()
    assert (house.rows(Arrival), house.servers.mails(DESK, "Klachten/Robots")) == ([], [])


def test_a_complaint_whose_day_has_come_is_gone_from_register_mailbox_and_files_and_that_is_proved(house: House) -> None:
    clock = HandClock(THURSDAY)
    daemon = Daemon(house.settings(), clock)
    daemon.start()
    watched(house)
    house.acknowledged(ALICE)
    as_soon_as(lambda: len(house.servers.mails(DESK, "Sent")) == 2, lambda: "no copies were laid away")
    store = Store(house.url)
    with store.unit() as session:
        closed = {"state": State.CLOSED, "outcome": "resolve", "closed_at": THURSDAY, "remove_after": THURSDAY}
        session.execute(update(Complaint).values(closed))
    clock.advance(timedelta(days=1))
    ledger = Ledger(house.file.parent / "removals")

    def is_proved() -> bool:
        daemon.look()
        return bool(ledger.read().proofs)

    as_soon_as(is_proved, lambda: f"not proved: {alarms_up(house)}")
    daemon.stop()
    store.close()
    assert (house.rows(Complaint), house.rows(Removal), house.servers.mails(DESK, "Klachten/Verwerkt")) == ([], [], [])
    left = [one for one in house.servers.mails(DESK, "Sent") if b"KL-2026-00001" in one]
    assert left == []
    assert [file.name for file in house.file.parent.glob("klachten.db*") if ALICE.encode() in file.read_bytes()] == []


def test_what_nobody_answered_lapses_while_the_daemon_runs(house: House) -> None:
    clock = HandClock(THURSDAY)
    daemon = Daemon(house.settings(), clock)
    daemon.start()
    store = Store(house.url)
    with store.unit() as session:
        arrival = Arrival(
            mailbox="klachten", uidvalidity=1, uid=1, sha256="", size=1, received_at=THURSDAY, kept_at=THURSDAY, handled_at=THURSDAY
        )
        session.add(arrival)
        session.flush()
        order = HeldOrder("#lijst", "", (), THURSDAY.date(), answered_known=True)
        hold_order(session, None, arrival.id, Because.SENDER_UNPROVEN, MANAGER, order, THURSDAY)
    store.close()
    daemon.look()
    clock.advance(timedelta(days=14))
    daemon.look()
    daemon.stop()
    assert [(one.end, one.asked_of) for one in house.rows(Held) if isinstance(one, Held)] == [("expired", MANAGER)]


BEATS = [
    ("done", None, []),
    ("away", TryLater("away"), ["beat.later"]),
    ("fault", ZeroDivisionError(), ["beat.failed"]),
]


@pytest.mark.parametrize(("fault", "said"), [pytest.param(*row[1:], id=row[0]) for row in BEATS])
def test_a_guarded_beat_survives_whatever_its_work_raises(
    fault: Exception | None, said: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    def work() -> None:
        if fault:
            raise fault

    with caplog.at_level(logging.INFO, "klachten"):
        guarded("weekly snapshot", work)()
    assert [record.msg for record in caplog.records] == said


def test_the_beats_go_on_after_a_fault_until_it_is_told_to_stop(house: House) -> None:
    daemon = Daemon(house.settings(), SystemClock(), reload=house.settings)
    beaten: list[str] = []

    def failing() -> None:
        beaten.append("failing")
        raise ZeroDivisionError

    def stopping() -> None:
        beaten.append("stopping")
        if beaten.count("stopping") == 2:
            daemon._told_to_stop.set()

    daemon._told_to_reload.set()
    daemon._beat({"failing": (1, failing), "stopping": (1, stopping)})
    assert beaten == ["failing", "stopping"] * 2
    assert not daemon._told_to_reload.is_set()


def test_the_delivery_begins_anew_after_a_fault(house: House, daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    daemon.start()
    daemon.stop()
    crew = Daemon(house.settings(), SystemClock())
    crew.start()
    assert crew._crew is not None
    delivery = crew._crew._service.delivery
    failed = threading.Event()
    whole = delivery._prepare

    def prepare(in_hand: frozenset[int]) -> object:
        if not failed.is_set():
            failed.set()
            raise ZeroDivisionError
        return whole(in_hand)

    monkeypatch.setattr(delivery, "_prepare", prepare)
    monkeypatch.setattr("klachten.daemon.BEGINS_ANEW_AFTER_SECONDS", 0.1)
    delivery.wake()
    assert failed.wait(20)
    house.acknowledged(ALICE)
    crew.stop()


# ends


@pytest.fixture
def service(house: House, nursery: Nursery) -> Iterator[Service]:
    """The daemon as a process of its own."""
    one = Service(house.file, house.url, launch=nursery.launch)
    yield one
    one.close()


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_the_process_ends_in_good_order(house: House, service: Service, by: signal.Signals) -> None:
    service.start()
    house.acknowledged(ALICE)
    assert service._end(by) == 0
    assert service.said()[-1] == "daemon.stopped"
    assert service.once() == 0


def test_a_second_process_ends_with_code_three_and_says_which_process_runs(house: House, service: Service, nursery: Nursery) -> None:
    service.start()
    second = Service(house.file, house.url, name="second")  # as an administrator starts it
    running = service._process
    assert running is not None
    assert second.launch().wait(30) == 3
    said = second.log.read_text()
    assert f"process {running.pid}" in said
    assert "Traceback" not in said
    second.close()
    third = Service(house.file, house.url, name="third", launch=nursery.launch)
    assert third.once() == 3
    third.close()


def test_the_process_reads_its_settings_anew_when_it_is_told_to(house: House, service: Service) -> None:
    service.start()
    running = service._process
    assert running is not None
    house.file.write_text(house.file.read_text() + "\n[nonsense]\n")
    running.send_signal(signal.SIGHUP)
    service.until_said("settings.refused")
    house.change("\n[nonsense]\n", "")
    running.send_signal(signal.SIGHUP)
    service.until_said("settings.reloaded")
    house.acknowledged(ALICE)
    assert service.stop() == 0


class Silent:
    """A server that takes connections and never says a word."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self.taken: list[socket.socket] = []
        self.thread = threading.Thread(target=self._take, daemon=True)
        self.thread.start()

    def _take(self) -> None:
        try:
            while True:
                self.taken.append(self.socket.accept()[0])
        except OSError:
            return

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(10)
        for one in self.taken:
            one.close()


@pytest.fixture
def silent() -> Iterator[Silent]:
    one = Silent()
    yield one
    one.close()


Change = Callable[[House, Silent], None]


def smtp_is_silent(house: House, silent: Silent) -> None:
    house.change(f"port = {house.servers.smtp_port}", f"port = {silent.port}")


def imap_is_silent(house: House, silent: Silent) -> None:
    house.change(f"port = {house.servers.imap_port}", f"port = {silent.port}")


@pytest.mark.parametrize("change", [smtp_is_silent, imap_is_silent])
def test_with_a_server_that_hangs_it_ends_in_time_all_the_same(house: House, service: Service, silent: Silent, change: Change) -> None:
    """F47. What was under way is in the register."""
    change(house, silent)
    service.launch()
    if change is smtp_is_silent:
        service.until_said("mailbox.reached")
        house.servers.deliver(DESK, mail(sender=ALICE))
    as_soon_as(lambda: silent.taken, lambda: "nobody connected")
    assert service.stop() == 0
    assert "daemon.stopped" in service.said()
    assert ENDS_WITHIN_SECONDS < 10


# a slot that is lost


def test_a_daemon_whose_slot_another_took_ends_and_says_why(house: House, daemon: Daemon, caplog: pytest.LogCaptureFixture) -> None:
    class Taken:
        """A slot that another daemon has by now."""

        name = "slot-0"

        def prove(self) -> None:
            raise AlreadyRuns("another daemon took this one's slot")

        def read_mailbox(self, mailbox: str) -> bool:
            return bool(mailbox)

        def release(self) -> None:
            """Nothing is held."""

    daemon.start()
    watched(house)
    assert daemon._slot is not None
    daemon._slot.release()
    daemon._slot = Taken()
    daemon.reload()
    with pytest.raises(TryLater, match="another daemon") as ended:
        daemon._beat({})
    assert exit_code(ended.value) == LATER  # started again, it takes another slot
    assert "daemon.slot_lost" in [record.msg for record in caplog.records]


def test_each_crew_sends_under_a_name_of_its_own(house: House, daemon: Daemon) -> None:
    daemon.start()
    crews = [daemon._new_crew(house.settings()) for _ in range(2)]
    names = {crew._service.delivery._worker for crew in crews}
    assert len(names) == 2
    assert {name.partition("/")[0] for name in names} == {"slot-0"}
    for crew in crews:
        crew._service.readers.close()
