"""What a shell may offer behind a command, from the settings and the register as they are; and that it never gets in the way."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from command_world import World, mail, world
from sqlalchemy import update

from klachten.commands import main
from klachten.commands.completing import last_periods
from tracker.alarms import raise_alarm
from tracker.clock import SystemClock
from tracker.records import Arrival

BACKUP = "klachten-20260101T000000Z.db"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("completion")
    (folder / BACKUP).touch()
    with world(folder, f'[backup]\nfolder = "{folder}"\n') as made:
        made.imported(mail("een"), mail("twee"))
        with made.store.unit() as session:
            session.execute(update(Arrival).where(Arrival.id == 2).values(kind="unreadable"))
            raise_alarm(session, "mailbox.away", "klachten", "cannot be reached", SystemClock().now())
        yield made


def offered(desk: World, typed: str, monkeypatch: pytest.MonkeyPatch, config: Path | None = None) -> dict[str, str | None]:
    """What is offered behind what was typed, each with what is told of it."""
    monkeypatch.setenv("KLACHTEN_CONFIG", str(config or desk.config))
    *words, incomplete = typed.split(" ")
    items = ShellComplete(main, {}, "klachten", "_KLACHTEN_COMPLETE").get_completions(words, incomplete)
    return {item.value: item.help for item in items}


def test_references_are_offered_newest_first_in_either_case(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for typed in ("show ", "show KL-", "when kl-", "confirm --how x KL"):
        found = offered(desk, typed, monkeypatch)
        assert [one.rpartition("-")[2] for one in found] == ["00002", "00001"]
        assert set(found.values()) == {"registered"}
    assert offered(desk, "show KL-1999", monkeypatch) == {}


OFFERED = [
    ("list --handler t", ["team_lead_collection", "team_lead_receivables", "team_lead_administration"]),
    ("list --handler no", ["nobody"]),
    ("list --nature p", ["payment_plan", "privacy"]),
    ("letters show ", ["2", "1"]),
    ("letters retry 2", ["2"]),
    ("alarms clear ", ["1"]),
    ("quarantine accept ", ["2"]),
    ("completion ", ["bash", "zsh", "fish"]),
    ("report --p", ["--period"]),
    ("restore kl", ["kl", BACKUP]),  # the first lets the shell offer its own files where nothing else fits
    ("backup --verify /mnt/kl", ["/mnt/kl"]),
    ("templates facts ack", ["acknowledgement"]),
    ("preview ack", ["acknowledgement"]),
    ("preview appeal closing_", ["closing_silent"]),
    ("templates copy nl/ack", ["nl/acknowledgement.md"]),
]


@pytest.mark.parametrize(("typed", "expected"), OFFERED)
def test_names_and_ids_are_offered(desk: World, typed: str, expected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(offered(desk, typed, monkeypatch)) == expected


def test_what_is_offered_is_explained(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert offered(desk, "list --handler team_lead_c", monkeypatch) == {"team_lead_collection": "Teamleider Incasso, Bram Smit"}
    assert offered(desk, "alarms clear 1", monkeypatch) == {"1": "mailbox.away klachten"}


def test_the_periods_that_ended_last_are_offered(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(offered(desk, "report --period ", monkeypatch)) == 15
    periods = last_periods(date(2026, 11, 23))
    assert list(periods)[:2] == ["2026-W47", "2026-W46"]
    assert list(periods)[7:] == ["2026-W40", "2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4", "2025", "2024", "2023"]
    assert periods["2026-Q3"] == "2026-06-29 to 2026-09-27"


@pytest.mark.parametrize("typed", ["report --period ", "show K", "list --handler t", "letters show ", "alarms clear "])
def test_whatever_stands_in_the_way_offers_nothing_and_says_nothing(
    desk: World, typed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert offered(desk, typed, monkeypatch, desk.folder / "none.toml") == {}
    assert capsys.readouterr() == ("", "")


def test_the_settings_that_were_named_are_asked(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(offered(desk, f"show --config {desk.config} KL", monkeypatch, desk.folder / "none.toml")) == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_lines_for_a_shell_are_such_that_it_can_read_them(desk: World, shell: str) -> None:
    lines = desk.run("completion", shell).stdout
    assert f"_KLACHTEN_COMPLETE={shell}_complete" in lines
    if program := shutil.which(shell):
        subprocess.run([program, "-n"], input=lines, text=True, check=True)
