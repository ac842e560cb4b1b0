"""What `status` tells: the ledger, the letters, what wants a person, and whether a daemon runs."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_world import World, mail, world

from intake.taking import TOO_MUCH
from tracker.alarms import raise_alarm
from tracker.clock import SystemClock
from tracker.house_records import LastRun
from tracker.ledger import Column
from tracker.liveness import daemon_runs, take_slot
from tracker.migrating import migrate
from tracker.queries import Ledger, ledgers, outbox
from tracker.records import Arrival, Complaint, LetterOwed
from tracker.store import Store

COMPLAINT = mail("Klacht over de toon", "Uw medewerker was onbeleefd.", more="Message-ID: <een@klant.example>\n")
ANSWER = mail("Re: Klacht", more="In-Reply-To: <een@klant.example>\n")
ROBOT = mail("Afwezig", more="Auto-Submitted: auto-replied\n")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def test_all_is_well_when_a_daemon_runs_and_nobody_is_wanted(desk: World) -> None:
    slot = take_slot(desk.store)
    result = desk.run("status")
    slot.release()
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "all is well")
    assert result.stdout.endswith("Daemon\n  runs\n")


def test_it_tells_when_staff_were_last_told_what_is_due(desk: World) -> None:
    assert "Daily mail to staff\n  none made yet\n" in desk.run("status").stdout
    with desk.store.unit() as session:
        session.add(LastRun(job="daily_mail", period="2026-04-07", at=NOW))
    assert "Daily mail to staff\n  last made on 2026-04-07\n" in desk.run("status").stdout
    assert json.loads(desk.run("status", "--json").stdout)["daily_mail_date"] == "2026-04-07"


def test_the_ledger_has_each_mail_in_one_column(desk: World) -> None:
    desk.imported(COMPLAINT, ANSWER, ROBOT)
    desk.intake().quarantine(desk.arrived(mail("te zwaar"), uid=1), TOO_MUCH)
    desk.arrived(mail("wacht nog"), uid=2)
    result = desk.run("status", "--json")
    told = json.loads(result.stdout)["ledger"]["klachten"]
    assert told == {
        "received": 5,
        "new": 1,
        "threaded": 1,
        "staff": 0,
        "machine": 1,
        "ignored": 0,
        "quarantined": 1,
        "waiting": 1,
        "difference": 0,
        "oldest_waiting_at": "2026-03-02T08:00:00+00:00",
    }
    assert result.exit_code == 1
    lines = desk.run("status").stdout.splitlines()
    assert "  klachten  5         1    1         0      1        0        1            1" in lines
    assert "  klachten: the oldest mail that waits is of 2026-03-02 09:00" in lines


def test_a_difference_is_the_first_line(desk: World) -> None:
    desk.imported(COMPLAINT)
    desk.change(Arrival, 1, kind=None)
    first = desk.run("status").stdout.splitlines()[0]
    assert first == "mailbox klachten: 1 mail is in no column of the ledger; that is a fault of this program: report it"


def park(desk: World) -> None:
    desk.imported(COMPLAINT)
    desk.change(Complaint, 1, acknowledgement="accepted")
    desk.change(LetterOwed, 1, parked_at=NOW, parked_because="refused")
    with desk.store.unit() as session:
        raise_alarm(session, "letter.parked", "1", "letter 1 could not be sent", NOW)


def test_a_letter_that_a_person_saw_to_no_longer_counts_as_not_sent(desk: World) -> None:
    park(desk)
    assert "; 1 could not be sent, 1 of them with an alarm that is up\n" in desk.run("status").stdout
    [alarm] = json.loads(desk.run("alarms", "--json").stdout)
    assert desk.run("alarms", "clear", str(alarm["id"])).exit_code == 0
    assert "; 1 could not be sent, 0 of them with an alarm that is up\n" in desk.run("status").stdout
    assert json.loads(desk.run("status", "--json").stdout)["letters"]["unseen"] == 0


def withhold(desk: World) -> None:
    desk.imported(COMPLAINT)


def be_late(desk: World) -> None:
    desk.imported(COMPLAINT, acknowledge=True)


def raise_one(desk: World) -> None:
    with desk.store.unit() as session:
        raise_alarm(session, "mailbox.unreachable", "klachten", "the server is away", NOW)


def set_aside(desk: World) -> None:
    desk.intake().quarantine(desk.arrived(COMPLAINT, uid=1), TOO_MUCH)


def leave_waiting(desk: World) -> None:
    desk.arrived(COMPLAINT, uid=1)


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (park, "1 letter could not be sent, and nobody has seen to it: klachten alarms"),
        (withhold, "1 complaint to acknowledge by hand: klachten list --unacknowledged"),
        (be_late, "1 complaint to acknowledge by hand: klachten list --unacknowledged"),
        (raise_one, "1 alarm is up: klachten alarms"),
        (set_aside, "1 mail waits in quarantine: klachten quarantine list"),
        (leave_waiting, "mailbox klachten: a mail of 2026-03-02 08:00 UTC was kept and not handled; the daemon's log says why"),
    ],
)
def test_what_wants_a_person_is_said_and_makes_the_exit_code(desk: World, cause: Any, words: str) -> None:
    cause(desk)
    slot = take_slot(desk.store)
    result = desk.run("status", "--json")
    slot.release()
    assert result.exit_code == 1
    assert json.loads(result.stdout)["wants"] == [words]


def test_the_most_urgent_are_named_and_the_rest_is_counted(desk: World) -> None:
    desk.imported(*(mail(f"klacht {number}") for number in range(22)))
    desk.change(Complaint, 22, acknowledge_by_date=date(2026, 3, 1))
    lines = desk.run("status").stdout.splitlines()
    at = lines.index("Not acknowledged yet")
    assert lines[at + 1].split() == [desk.references()[21], "withheld", "by", "2026-03-01"]
    assert lines[at + 21] == "  and 2 more: klachten list --unacknowledged"


def test_without_a_daemon_nothing_is_well(desk: World) -> None:
    result = desk.run("status")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].startswith("no daemon runs")


def test_what_is_under_way_is_no_worry(desk: World) -> None:
    desk.imported(COMPLAINT, acknowledge=True)
    desk.change(Complaint, 1, acknowledge_by_date=SystemClock().now().date() + timedelta(days=2))
    desk.change(LetterOwed, 1, attempts=1)
    slot = take_slot(desk.store)
    result = desk.run("status", "--json")
    slot.release()
    told = json.loads(result.stdout)
    assert (result.exit_code, told["wants"], told["letters"]) == (0, [], {"open": 2, "delayed": 1, "parked": 0, "unseen": 0})
    assert [one["acknowledgement"] for one in told["unacknowledged"]] == ["owed"]


def test_either_database_knows_its_daemon_and_counts_its_mail(register_url: str) -> None:
    store = Store(register_url)
    migrate(store)
    assert daemon_runs(store) is False
    slot = take_slot(store)
    assert daemon_runs(store) is True
    slot.release()
    assert daemon_runs(store) is False
    with store.unit() as session:
        for uid, (kind, handled_at) in enumerate([("complaint", NOW), ("bulk", NOW), (None, None), (None, NOW)], start=1):
            row = {"sha256": "0", "size": 1, "received_at": NOW, "kept_at": NOW, "kind": kind, "handled_at": handled_at}
            session.add(Arrival(mailbox="a", uidvalidity=1, uid=uid, **row))
    with store.reading() as session:
        assert ledgers(session) == [Ledger("a", 4, {Column.NEW: 1, Column.MACHINE: 1}, 1, NOW)]
        assert [ledger.difference for ledger in ledgers(session)] == [1]
        assert (outbox(session).open, outbox(session).parked) == (0, 0)
    store.close()
