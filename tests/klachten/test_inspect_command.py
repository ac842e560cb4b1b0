"""`klachten inspect` answers once for every mail, in the order given, from files, folders and mbox files."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from klachten.commands.inspect import inspect_command
from klachten.commands.mail_files import mails_in

MAIL = b"From: Jan <jan@voorbeeld.nl>\r\nSubject: Klacht %d\r\n\r\ntekst\r\n"
MBOX = b"".join(
    b"From jan@voorbeeld.nl Mon Nov  2 10:00:00 2026\nFrom: jan@voorbeeld.nl\nSubject: Klacht %d\n\nFrom the start.\n\n" % number
    for number in range(3)
)


def inspected(*arguments: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(inspect_command, ["--json", *arguments])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(12):
        (tmp_path / f"{number:02}.eml").write_bytes(MAIL % number)
    (tmp_path / ".verborgen").write_bytes(b"x")
    return tmp_path


def test_the_order_given_is_kept(folder: Path) -> None:
    names = [str(folder / f"{number:02}.eml") for number in (5, 1, 11, 0, 7, 3, 2, 9, 4, 6)]
    assert [told["file"] for told in inspected(*names)] == names


def test_a_folder_gives_its_files_by_name(folder: Path) -> None:
    (folder / "cur").mkdir()
    (folder / "cur" / "13").write_bytes(MAIL % 13)
    assert [told["subject"] for told in inspected(str(folder))] == [f"Klacht {number}" for number in (*range(12), 13)]


def test_an_mbox_gives_each_of_its_mails(tmp_path: Path) -> None:
    path = tmp_path / "INBOX"
    path.write_bytes(MBOX)
    told = inspected(str(path))
    assert [(one["file"], one["subject"], one["text"].strip()) for one in told] == [
        (f"{path}#{number + 1}", f"Klacht {number}", "From the start.") for number in range(3)
    ]


def test_a_mail_with_a_mailbox_line_is_one_mail(tmp_path: Path) -> None:
    path = tmp_path / "een.eml"
    path.write_bytes(MBOX)
    assert [one["subject"] for one in inspected(str(path))] == ["Klacht 0"]


def test_an_empty_file_is_told_as_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "leeg"
    path.write_bytes(b"")
    (told,) = inspected(str(path))
    assert (told["readable"], told["answerable"]) == (False, False)


def test_a_file_in_pieces_is_the_file(tmp_path: Path) -> None:
    path = tmp_path / "groot.eml"
    path.write_bytes(MAIL % 1 + b"x" * 600_000)
    (file,) = mails_in([path])
    assert b"".join(file) == b"".join(file) == path.read_bytes()


def test_for_people_it_is_a_summary(folder: Path) -> None:
    result = CliRunner().invoke(inspect_command, [str(folder / "03.eml")])
    assert result.exit_code == 0
    for line in ("from", "jan@voorbeeld.nl", "Klacht 3", "human", "yes", "tekst"):
        assert line in result.output


def test_what_a_sender_wrote_is_no_markup_and_no_escape(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(b"From: a@b.nl\r\nSubject: [bold]vet[/bold] \x1b[31m\r\n\r\n[/x]\r\n")
    result = CliRunner().invoke(inspect_command, [str(path)])
    assert result.exit_code == 0
    assert "[bold]vet[/bold]" in result.output
    assert "\x1b" not in result.output


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(inspect_command, [str(tmp_path / "niets")])
    assert result.exit_code == 2
    assert "niets" in result.output
