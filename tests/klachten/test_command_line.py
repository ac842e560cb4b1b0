"""The command line as a whole: help and completion without waiting, who typed it, and a register that cannot be used, in words."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from command_world import World, world
from sqlalchemy import text

from klachten.commands import FAMILIES, main
from klachten.commands.demo import as_typed
from klachten.commands.handling import user
from tracker.store import Store

ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", FAMILIES)
def test_the_line_of_a_command_is_its_own(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert (command.name, command.get_short_help_str(200)) == (name, FAMILIES[name][1])


def test_the_help_lists_every_command() -> None:
    told = CliRunner().invoke(main, ["--help"], terminal_width=100).output.partition("Commands:\n")[2]
    assert [line.split()[0] for line in told.splitlines()] == list(FAMILIES)


AT_THE_END = "import atexit, sys; atexit.register(lambda: print([name for name in sys.modules if name.startswith('klachten.commands.')]));"


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_the_help_imports_no_family(words: list[str]) -> None:
    script = f"{AT_THE_END} from klachten.commands import main; main({words})"
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "[]"


def complete(typed: str) -> list[str]:
    """What a shell is told when Tab is pressed behind `typed`."""
    environment = {**os.environ, "_KLACHTEN_COMPLETE": "zsh_complete", "COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split(" ")) - 1)}
    script = "import sys; sys.argv = ['klachten']; from klachten.commands import main; main()"
    told = subprocess.run([sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    return told.stdout.splitlines()[1::3]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("klachten st", ["status"]),
        ("klachten ", list(FAMILIES)),
        ("klachten --v", ["--version"]),
        ("klachten letters ", ["list", "retry", "show"]),
        ("klachten letters --p", ["--parked"]),
        ("klachten list --un", ["--unacknowledged"]),
    ],
)
def test_a_shell_can_complete(typed: str, offered: list[str]) -> None:
    assert complete(typed) == offered


def test_who_typed_it_is_who_stands_behind_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_USER", raising=False)
    own = user()
    assert own
    monkeypatch.setenv("SUDO_USER", "anna\x1b[2J\n")
    assert user() == "anna[2J"
    monkeypatch.setenv("SUDO_USER", "")
    assert user() == own


def test_a_command_is_named_as_it_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "a b" / "klachten"
    script.parent.mkdir()
    script.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert as_typed(str(script)) == f"'{script}'"
    assert as_typed(str(ROOT / "klachten" / "__main__.py")) == f"{sys.executable} -m klachten"
    monkeypatch.setenv("PATH", str(script.parent))
    assert as_typed(str(script)) == "klachten"
    monkeypatch.chdir(script.parent)
    assert as_typed("./klachten") == "klachten"


def no_database(file: Path) -> None:
    file.write_bytes(b"a letter, and no database at all " * 100)


def newer(file: Path) -> None:
    store = Store(f"sqlite:///{file}")
    with store.unit() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()


def folder(file: Path) -> None:
    for one in file.parent.glob("klachten.db*"):
        one.unlink()
    file.mkdir()


UNUSABLE = [(no_database, "file is not a database"), (newer, "install the newer klachten"), (folder, "unable to open database file")]


@pytest.mark.parametrize(("becomes", "words"), UNUSABLE)
def test_a_register_that_cannot_be_used_is_told_in_words(desk: World, becomes: Callable[[Path], None], words: str) -> None:
    desk.store.close()
    becomes(desk.folder / "klachten.db")
    for command in (["once"], ["list"], ["letters", "retry", "1"]):
        result = desk.run(*command)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("klachten: ")
        assert words in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_the_daemon_tells_it_too_and_is_not_started_again(desk: World) -> None:
    desk.store.close()
    no_database(desk.folder / "klachten.db")
    environment = {**os.environ, **desk.environment}
    command = [sys.executable, "-m", "klachten", "run"]
    told = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (told.returncode, len(told.stderr.splitlines())) == (2, 1)
    assert "file is not a database" in told.stderr


def test_a_lock_that_is_not_ours_to_open_is_told_in_words(desk: World) -> None:
    (desk.folder / "klachten.db.lock").mkdir()  # nobody can open a folder, not even root
    for command in ("once", "status"):
        result = desk.run(command)
        assert (result.exit_code, "run this as the user of the service" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        (["list"], False),
        (["show", "KL-2026-1"], False),
        (["status"], False),
        (["alarms"], False),
        (["letters"], False),
        (["confirm", "KL-2026-1", "--how", "x"], False),
        (["quarantine", "list"], False),
        (["quarantine", "retry", "1"], False),
        (["import", "/dev/null"], False),
        (["run"], True),
        (["once"], True),
        (["check"], True),
    ],
    ids=str,
)
def test_only_who_reaches_a_mail_server_needs_its_password(desk: World, command: list[str], *, asked: bool) -> None:
    desk.environment = {name: value for name, value in desk.environment.items() if not name.endswith("PASSWORD")}
    assert ("the password is nowhere to be found" in desk.run(*command).stderr) is asked
