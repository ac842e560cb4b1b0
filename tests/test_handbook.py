"""What README and handbook tell an administrator is what the program does."""

import ast
import configparser
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from klachten import __version__
from klachten.commands import FAMILIES, main
from klachten.faults_told import BUSY, DONE, FAILED, LATER, WRONG
from klachten.remedies import REMEDIES
from klachten.secrets import Wanted
from klachten.sections.service import Backup
from klachten.settings import load

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATION = (ROOT / "docs/operation.md").read_text(encoding="utf-8")
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
UNIT = ROOT / "docs/klachten.service"
UNITS = (UNIT, ROOT / "docs/klachten-backup.service", ROOT / "docs/klachten-backup.timer")
ROOMS = ("klachten", "intake", "outbound", "tracker")
PASSWORDS = {"KLACHTEN_MAILBOX_KLACHTEN_PASSWORD": "geheim", "KLACHTEN_SMTP_PASSWORD": "geheim"}

ALARMS_BY_CLUE = {"mail.feedback_report", "mail.went_in_a_circle"}
"""Raised under the name of the clue that saw it."""


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)


def rows(page: str, heading: str) -> list[list[str]]:
    """The rows of the tables below a heading, without their heads."""
    section = re.split(r"^#+ ", page.partition(f"# {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    rules = [number for number, line in enumerate(lines) if set("".join(line)) <= set("- ")]
    heads = {one for rule in rules for one in (rule, rule - 1)}
    return [[cell.strip() for cell in line] for number, line in enumerate(lines) if number not in heads]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def called(*names: str) -> Iterator[ast.Call]:
    """Every call of one of our functions by these names, in all rooms."""
    for path in (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield node


def second_words(*names: str) -> set[str]:
    """What stands as second argument, wherever it is a constant text."""
    arguments = [node.args[1] for node in called(*names)]
    return {one.value for one in arguments if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def test_the_smallest_settings_file_is_enough(tmp_path: Path) -> None:
    (smallest,) = blocks(README, "toml")
    file = tmp_path / "klachten.toml"
    file.write_text(smallest, encoding="utf-8")
    settings = load(file, PASSWORDS)
    assert settings.mailbox["klachten"].address == "klachten@voorbeeld.nl"
    assert set(re.findall(r"KLACHTEN_[A-Z_]+_PASSWORD", README)) == PASSWORDS.keys()


def test_every_command_stands_in_the_readme() -> None:
    assert [quoted(row[0])[0].removeprefix("klachten ") for row in rows(README, "Commands") if row[0].startswith("`")] == list(FAMILIES)


def test_the_exit_codes_are_those_of_the_program() -> None:
    codes = [DONE, FAILED, WRONG, BUSY, LATER]
    assert [int(row[0]) for row in rows(README, "Commands") if row[0].isdigit()] == codes
    assert [int(row[0]) for row in rows(OPERATION, "Exit codes")] == codes


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(main)
    for name in FAMILIES:
        command = main.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", one) for below, one in command.commands.items())


@pytest.mark.parametrize("name", ["", *(name for name, _ in commands())])
def test_help_reads_as_it_was_written(name: str) -> None:
    told = CliRunner().invoke(main, [*name.split(), "--help"], prog_name="klachten", terminal_width=80)
    assert told.exit_code == 0
    assert "\\b" not in told.output
    assert not name or f"klachten {name.removesuffix(' list')}" in told.output.partition("\n\n")[2], "it has no example"
    lines = told.output.partition("Options:")[2].splitlines()
    assert [line for line in lines if line.endswith("...")] == []  # a summary that was cut
    examples = [line for line in told.output.splitlines() if line.startswith("  klachten ")]
    assert [line for line in examples if len(re.findall(rf"klachten (?:{'|'.join(FAMILIES)})\b", line)) > 1] == []  # run together


def test_the_readme_names_the_commands_that_speak_json() -> None:
    speaking = {name.split()[0] for name, command in commands() if any("--json" in option.opts for option in command.params)}
    assert set(quoted(re.findall(r"with examples\. (.+?) have `--json`", README)[0])) == speaking


def test_commands_that_the_pages_name_exist() -> None:
    known = {name for name, _ in commands()}
    groups = {name.split()[0] for name in known if " " in name}
    named = re.findall(r"`klachten ([a-z]+)(?: ([a-z]+))?", README + OPERATION + CHANGES)
    assert named
    assert {first for first, _ in named} <= known
    assert {f"{first} {second}" for first, second in named if second and first in groups} <= known


def test_every_event_of_the_log_is_explained() -> None:
    said = second_words("say", "say_fault")
    explained = {event for row in rows(OPERATION, "What the log says") for event in quoted(row[0])}
    assert explained - {"library.NAME"} == said


def test_every_alarm_has_its_remedy() -> None:
    explained = {quoted(row[0])[0]: row[2] for row in rows(OPERATION, "Alarms")}
    assert explained.keys() - ALARMS_BY_CLUE == second_words("raise_alarm")
    assert [name for name, remedy in explained.items() if not remedy] == []


def test_the_remedies_are_those_that_the_program_tells() -> None:
    told = {quoted(row[0])[0]: row[2].replace("`", "").rstrip(".") for row in rows(OPERATION, "Alarms")}
    assert {name: f"{words[0].lower()}{words[1:]}" for name, words in told.items()} == REMEDIES
    commands_named = {words for line in REMEDIES.values() for words in re.findall(r"klachten ([a-z]+)", line)}
    assert commands_named <= FAMILIES.keys()


def test_the_alarms_that_a_clue_raises_are_explained() -> None:
    raised = set()
    for node in called("Screened"):
        clue = node.args[1]
        if any(keyword.arg == "alarm" for keyword in node.keywords) and isinstance(clue, ast.Constant):
            raised.add(f"mail.{clue.value!s}")
    assert raised == ALARMS_BY_CLUE


def test_the_alarms_that_end_by_themselves_are_marked() -> None:
    marked = {quoted(row[0])[0] for row in rows(OPERATION, "Alarms") if row[0].endswith("*")}
    assert marked == second_words("clear_alarm")


def test_the_pages_name_files_that_are_there() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    named = {
        name
        for page in pages
        for name in re.findall(r"`((?:klachten|intake|outbound|tracker|templates|tests|docs)/[\w./]*)`", page.read_text())
    }
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
    modules = {path.as_posix() for room in (*ROOMS, "tests", "fuzz", "mutation", "bench") for path in (ROOT / room).rglob("*.py")}
    short = {name for page in pages for name in re.findall(r"`([\w/]+\.py)`", page.read_text())}
    assert [name for name in sorted(short) if not any(path.endswith(f"/{name}") for path in modules)] == []


def read_unit(path: Path) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign, assignment]  # systemd's names have capitals
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


@pytest.fixture
def unit() -> configparser.RawConfigParser:
    return read_unit(UNIT)


def test_the_unit_runs_the_service_hardened(unit: configparser.RawConfigParser) -> None:
    service = dict(unit["Service"])
    assert service["ExecStart"].split()[1:] == ["run", "--config", "/etc/klachten/config.toml"]
    assert service["RestartPreventExitStatus"] == f"{WRONG} {BUSY}"
    assert {"ProtectSystem": "strict", "NoNewPrivileges": "yes", "User": "klachten", "KillMode": "mixed"}.items() <= service.items()
    assert "MemoryMax" in service


def test_unit_and_handbook_hand_over_the_passwords_that_are_looked_for() -> None:
    wanted = {Wanted(section, None).credential for section in ("mailbox.klachten", "smtp")}
    for page in (UNIT.read_text(encoding="utf-8"), OPERATION):
        assert set(re.findall(r"^(?:.*property=)?LoadCredential=(\w+):", page, flags=re.MULTILINE)) == wanted


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not here")
    units = [tmp_path / one.name for one in UNITS]
    for one, copy in zip(UNITS, units, strict=True):
        copy.write_text(one.read_text(encoding="utf-8").replace("/opt/klachten/bin/klachten", sys.executable), encoding="utf-8")
    told = subprocess.run([analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    assert [line for line in told.stderr.splitlines() if "klachten" in line] == []


def test_the_backup_runs_as_hardened_as_the_service_and_writes_where_the_settings_say(unit: configparser.RawConfigParser) -> None:
    backup = read_unit(ROOT / "docs/klachten-backup.service")["Service"]
    kept_out = {name: value for name, value in unit["Service"].items() if name.startswith(("Protect", "Restrict", "NoNew", "System"))}
    assert kept_out.items() <= dict(backup).items()
    assert backup["ExecStart"].split()[1:] == ["backup", "--config", "/etc/klachten/config.toml"]
    assert [backup["ReadWritePaths"]] == Backup.model_fields["folder"].examples
    assert all(f"docs/{one.name}" in OPERATION for one in UNITS)


def test_the_newest_changes_are_of_this_version() -> None:
    versions = re.findall(r"^## \[([^]]+)\]", CHANGES, flags=re.MULTILINE)
    assert versions[0] == __version__


def test_the_blocks_of_settings_are_toml() -> None:
    assert [tomllib.loads(block) for block in blocks(OPERATION, "toml")]
