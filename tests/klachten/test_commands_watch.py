"""What `klachten watch` shows: one screen on a terminal, a line for each change in a pipe; and that it only reads, and ends quietly."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import click
import pytest
from command_world import World, mail, world
from rich.console import Console, ConsoleDimensions
from sqlalchemy import update

from klachten.commands.condition import print_condition
from klachten.commands.glance import Glance, as_plain, glance, in_a_line
from klachten.commands.on_screen import screen
from klachten.commands.watch import pause
from tracker.alarms import raise_alarm
from tracker.dates import AMSTERDAM
from tracker.records import Arrival, Complaint, LetterOwed

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 23, 8, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.imported(mail(), mail("Klacht twee", sender="kees@klant.example"))
        yield made


def busy(desk: World) -> Glance:
    """Let one be late, one due today, a letter be tried, an alarm be up, and a mail be in no column; look."""
    with desk.store.unit() as session:
        session.execute(update(Complaint).where(Complaint.id == 1).values(target_date=date(2026, 3, 18)))
        session.execute(update(LetterOwed).values(next_attempt_at=NOW + timedelta(minutes=5), attempts=2))
        session.execute(update(Arrival).where(Arrival.id == 2).values(kind=None))
        raise_alarm(session, "mailbox.away", "klachten", "cannot be reached", NOW)
    return glance(desk.settings, NOW)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Glance]:
    with world(tmp_path_factory.mktemp("busy")) as made:
        made.imported(mail(), mail("Klacht twee", sender="kees@klant.example"))
        yield busy(made)


def drawn(seen: Glance, width: int, height: int, trouble: str | None = None) -> list[str]:
    console = Console(file=StringIO(), width=width, height=height)
    with console.capture() as captured:
        console.print(screen(seen, AMSTERDAM, ConsoleDimensions(width, height), trouble))
    return [line.rstrip() for line in captured.get().splitlines()]


def test_one_screen_has_what_is_wrong_first_and_then_all_that_moves(seen: Glance) -> None:
    lines = drawn(seen, 100, 40)
    assert lines[0] == "2026-03-23 09:00:00  no daemon runs  daily mail 2026-03-24 08:00  Ctrl-C ends"
    assert lines[1] == "mailbox klachten: 1 mail is in no column of the ledger; that is a fault of this program: report it"
    text = "\n".join(lines)
    for expected in (
        "Alarms: 1 up\n",
        "  mailbox.away  klachten  2026-03-23 09:00  cannot be reached",
        "  klachten  2         0        1    0         0      0        0        0            1",
        "Letters: 2 under way, 2 delayed, 0 failed\n",
        "  2026-03-23 09:05  new complaint",
        "Dates: 2 open, 1 overdue, 2 not acknowledged\n",
        "3          registered  nobody yet",
    ):
        assert expected in text


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_screen_is_no_wider_than_its_terminal(seen: Glance, width: int) -> None:
    assert max(map(len, drawn(seen, width, 24))) <= width


def test_a_narrow_screen_says_which_columns_it_leaves_out(seen: Glance) -> None:
    lines = drawn(seen, 80, 40)
    assert "  Left out here: ignored, machine; a wider window has all." in lines
    assert not any("Left out" in line for line in drawn(seen, 120, 40))


def test_status_is_no_wider_than_its_terminal(desk: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with desk.store.unit() as session:
        raise_alarm(session, "mailbox.away", "klachten", f"cannot be reached {'and again ' * 12}at last", NOW)
    print_condition(glance(desk.settings, NOW).health, AMSTERDAM)
    lines = click.unstyle(capsys.readouterr().out).splitlines()
    assert max(map(len, lines)) <= 80
    (at,) = (number for number, line in enumerate(lines) if line.startswith("  2026-03-23 09:00  mailbox.away"))
    assert lines[at + 1].startswith("      and again")
    monkeypatch.setenv("COLUMNS", "50")
    print_condition(glance(desk.settings, NOW).health, AMSTERDAM)
    assert "  received     2" in click.unstyle(capsys.readouterr().out).splitlines()


def test_a_small_screen_says_that_there_is_more(seen: Glance) -> None:
    many = Glance(seen.health, seen.today, seen.under_way, list(seen.opens) * 10, seen.next_mail_at)
    assert "Dates: 20 open, 10 overdue, 2 not acknowledged; the first 4" in drawn(many, 80, 24)


@pytest.mark.parametrize(("asked", "took", "waits"), [(3, 0.05, 3), (1, 0.5, 2), (3600, 2, 3600)])
def test_who_watches_a_large_register_looks_less_often(asked: int, took: float, waits: float) -> None:
    assert pause(asked, timedelta(seconds=took)) == waits


def test_while_the_register_is_away_the_last_look_stays_below_what_is_wrong(seen: Glance) -> None:
    lines = drawn(seen, 80, 40, "the register cannot be reached or is busy: locked")
    assert lines[1] == "the register cannot be reached or is busy: locked"
    assert "Dates: 2 open, 1 overdue, 2 not acknowledged" in lines


def test_a_line_has_the_counts_and_json_all_of_it(seen: Glance) -> None:
    assert in_a_line(seen) == (
        "no daemon runs; mail 2 received, 0 waiting, difference 1; letters 2 under way, 2 delayed, 0 failed; "
        "complaints 2 open, 1 overdue, 2 not acknowledged; alarms 1"
    )
    told = as_plain(seen)
    assert (told["well"], told["open"], told["overdue"], len(told["under_way"])) == (False, 2, 1, 2)
    assert told["dates"][0]["days_late"] == 3


def test_it_reads_a_register_that_refuses_to_be_changed(desk: World) -> None:
    before = (desk.folder / "klachten.db").read_bytes()
    glance(desk.settings, NOW)
    assert (desk.folder / "klachten.db").read_bytes() == before


def started(desk: World, *options: str, terminal: int | None = None) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "klachten", "watch", "--every", "1", *options]
    environment = {**os.environ, **desk.environment, "TERM": "xterm-256color"}
    out = subprocess.PIPE if terminal is None else terminal
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE)


def ended(watching: "subprocess.Popen[bytes]", number: signal.Signals) -> tuple[int, bytes]:
    assert watching.stderr is not None
    watching.send_signal(number)
    return watching.wait(30), watching.stderr.read()


def test_in_a_pipe_there_is_a_line_whenever_something_changed(desk: World) -> None:
    with started(desk, "--json") as watching:
        assert watching.stdout is not None
        line = watching.stdout.readline()
        assert line, watching.stderr and watching.stderr.read()
        first = json.loads(line)
        with desk.store.unit() as session:
            raise_alarm(session, "mailbox.away", "klachten", "cannot be reached", NOW)
        second = json.loads(watching.stdout.readline())
        assert ended(watching, signal.SIGTERM) == (0, b"")
    assert [len(one["alarms"]) for one in (first, second)] == [0, 1]


def test_on_a_terminal_it_leaves_the_screen_as_it_was(desk: World) -> None:
    ours, theirs = pty.openpty()
    with started(desk, terminal=theirs) as watching:
        os.close(theirs)
        shown = b""
        while b"2 open" not in shown and select.select([ours], [], [], 30)[0]:
            shown += os.read(ours, 65536)
        assert ended(watching, signal.SIGINT) == (0, b"")
    shown += os.read(ours, 65536)
    os.close(ours)
    assert shown.startswith(b"\x1b[?1049h")
    assert shown.rstrip().endswith(b"\x1b[?25h\x1b[?1049l")
