"""Whatever is wrong is told in one to three lines, by an exit code, and never by a traceback."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from command_world import World, mail, world

from klachten.commands import FAMILIES, main
from klachten.faults_told import FAILED, WRONG

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all: nothing that is refused changes it."""
    with world(tmp_path_factory.mktemp("wrong")) as made:
        made.imported(mail())
        yield made


def commands() -> Iterator[tuple[str, click.Command]]:
    for name in FAMILIES:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", one) for below, one in command.commands.items())


NAMES = [name for name, _ in commands()]
HOSTILE = ["\x1b[2J", "é" * 300, "-1", "../../etc/passwd", "--nope", ""]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"run", "demo"}])
def test_no_command_is_surprised_by_what_is_typed(desk: World, name: str) -> None:
    for typed in HOSTILE:
        told = desk.run(*name.split(), typed)
        assert "\x1b" not in told.output
        assert "Traceback" not in told.output
        assert len(told.stderr.splitlines()) <= 3, told.stderr
        assert told.exit_code == 0 or told.stderr.startswith(("klachten: ", "1 not imported:")), told.stderr


TOLD = [
    ("lst", WRONG, "klachten: No such command 'lst'. Did you mean 'list'?\nsee: klachten --help\n"),
    ("list --overdu", WRONG, "klachten: No such option '--overdu'. Did you mean '--overdue'?\nsee: klachten list --help\n"),
    ("show", WRONG, "klachten: Missing argument 'REFERENCE...'.\nsee: klachten show --help\n"),
    ("completion", WRONG, "klachten: Missing argument '{bash|zsh|fish}'. Choose from: bash, zsh, fish\nsee: klachten completion --help\n"),
    ("letters show 99", FAILED, "klachten: there is no letter 99; see: klachten letters --all\n"),
    ("show KL-2026-99999", FAILED, "klachten: KL-2026-99999 is not in the register; see: klachten list --all\n"),
]


@pytest.mark.parametrize(("typed", "code", "words"), TOLD)
def test_it_says_what_is_wrong_and_where_to_look(desk: World, typed: str, code: int, words: str) -> None:
    told = desk.run(*typed.split())
    assert (told.exit_code, told.stdout, told.stderr) == (code, "", words)


@pytest.mark.parametrize("place", ["/proc/nowhere", "/etc/passwd"])
@pytest.mark.parametrize("typed", ["show {reference} --save", "letters show 1 --save", "quarantine export 1"])
def test_a_place_that_cannot_be_written_is_named(desk: World, typed: str, place: str) -> None:
    reference = desk.run("list").stdout.splitlines()[1].split()[0]
    told = desk.run(*typed.format(reference=reference).split(), place)
    assert (told.exit_code == 0 and "letters" in typed) or (place in told.stderr and told.exit_code in {FAILED, WRONG})


def test_a_fault_of_ours_is_told_by_its_class_and_places_alone() -> None:
    script = (
        "import sys; sys.argv = ['klachten', 'procedure']\n"
        "from klachten.commands import main, procedure\n"
        "def diagram(*_): raise KeyError('wat Piet schreef')\n"
        "procedure.print_rows = diagram\n"
        "main()"
    )
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    first, second = told.stderr.splitlines()
    assert told.returncode == FAILED
    assert re.fullmatch(r"klachten: this is a fault of klachten [0-9.]+, and no mistake of yours: KeyError .*procedure\.py:\d+ .*", first)
    assert second == "what was under way is undone; report it with these words"
    assert "Piet" not in told.stderr


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_that_wants_no_colours_gets_none(desk: World, variable: str, value: str) -> None:
    arguments = {"TERM": "xterm-256color", **desk.environment}
    plain = CliRunner(env={**arguments, variable: value}).invoke(main, ["status"], color=True)
    assert "\x1b" in CliRunner(env=arguments).invoke(main, ["status"], color=True).output
    assert "\x1b" not in plain.output


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_each_command_has_an_example_and_fits_a_terminal(name: str) -> None:
    lines = CliRunner().invoke(main, [*name.split(), "--help"], prog_name="klachten", terminal_width=80).output.splitlines()
    assert [line for line in lines if f"klachten {name}" in line and not line.startswith("Usage")]
    assert max(map(len, lines)) <= 80
