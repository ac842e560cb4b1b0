"""`klachten inspect` answers once for every mail, in the order given, from files, folders and mbox files."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from settings_files import added

from klachten.commands import main
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


@pytest.mark.parametrize("name", ["leeg.mbox", "map"])
def test_where_there_is_no_mail_it_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "leeg.mbox").write_bytes(b"")
    (tmp_path / "map").mkdir()
    result = CliRunner().invoke(inspect_command, [str(tmp_path / name)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no mail in these files. What can be read: .eml, mbox, Maildir" in result.stderr


def test_whoever_has_read_enough_ends_it_in_silence(folder: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "klachten", "inspect", "--json", str(folder)]
    ended = subprocess.run(
        command, env=os.environ | {"PYTHONUNBUFFERED": "1"}, stdout=writer, stderr=subprocess.PIPE, check=False, text=True
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (1, "")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(inspect_command, [str(tmp_path / "niets")])
    assert result.exit_code == 2
    assert "niets" in result.output


FORWARDED = (
    b"From: jan@klant.example\nSubject: Fwd: nota\n\nZie.\n\n---------- Forwarded message ---------\n"
    b"Van: Eva Bos <eva@elders.example>\nDate: ma 2 mrt 2026 om 09:00\nSubject: nota\nTo: <jan@klant.example>\n\nDe nota klopt niet.\n"
)
SHOWN = [
    # id, header fields and text, lines that are shown
    (
        "reply",
        b"From: jan@klant.example\nIn-Reply-To: <a@x>\nReferences: <b@x> <a@x>\n\nNieuw.\n\nOp 3 maart schreef Piet:\n> oud\n",
        (
            "replies to <a@x> <b@x>",
            "acknowledged if it begins a complaint; not if it joins the one that it replies to or names",
            "new text Nieuw.",
        ),
    ),
    ("names one", b"From: jan@klant.example\nSubject: over KL-2026-00042\n\nx\n", ("reference KL-2026-00042", "acknowledged if it begins")),
    (
        "alone",
        b"From: jan@klant.example\n\nDe nota klopt niet.\n\n-- \nJan Jansen\nKade 1, Utrecht\n",
        ("acknowledged yes", "new text De nota klopt niet. signature ", "Jan Jansen Kade 1, Utrecht"),
    ),
    ("doubtful", b"From: jan@klant.example, eva@klant.example\nSubject: klacht\n\nx\n", ("acknowledged not by itself",)),
    (
        "tags",
        b"From: jan@klant.example\nSubject: #afspraak #bedrag 125,50\n\nU krijgt het terug.\n",
        ("tag #afspraak U krijgt het terug.", "tag #bedrag 125.50"),
    ),
    ("near", b"From: jan@klant.example\nSubject: #opgelots\n\nx\n", ("would ask", "Bedoelt u #opgelost?")),
    ("machine", b"From: jan@klant.example\nAuto-Submitted: auto-replied\n\nx\n", ("kind auto reply: ", "acknowledged no")),
    ("other answer address", b"From: jan@klant.example\nReply-To: eva@klant.example\n\nx\n", ("answers to eva@klant.example",)),
    (
        "forwarded",
        FORWARDED,
        ("forwarded Eva Bos <eva@elders.example>, nota", "De nota klopt niet.", "new text Zie."),
    ),
]


@pytest.mark.parametrize(("raw", "lines"), [pytest.param(*row[1:], id=row[0]) for row in SHOWN])
def test_a_person_is_shown_what_the_service_would_make_of_it(tmp_path: Path, raw: bytes, lines: tuple[str, ...]) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(raw)
    shown = " ".join(CliRunner(env={"COLUMNS": "200"}).invoke(inspect_command, [str(path)]).output.split())
    assert [line for line in lines if line not in shown] == []


def test_what_is_long_is_cut_and_json_has_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "lang.eml"
    path.write_bytes(b"From: jan@klant.example\n\n" + b"woord " * 300)
    assert "…" in CliRunner().invoke(inspect_command, [str(path)]).output
    assert inspected(str(path))[0]["new_text"].split() == ["woord"] * 300


JUDGED = [
    # id, header fields, more settings, kind and answerable without and with them
    ("own address", b"From: klachten@voorbeeld.nl\n", "", ("human", True), ("human", False)),
    ("staff", b"From: a.deboer@voorbeeld.nl\n", "", ("human", True), ("human", False)),
    ("spam", b"From: jan@klant.example\nX-Spam: ja\n", '[screening]\nspam_headers = ["X-Spam: ja"]', ("human", True), ("spam", False)),
    ("reference", b"From: jan@klant.example\nSubject: CV-2026-00042\n", '[register]\nreference_prefix = "CV"', None, "CV-2026-00042"),
]


@pytest.mark.parametrize(("head", "more", "without", "with_them"), [pytest.param(*row[1:], id=row[0]) for row in JUDGED])
def test_it_judges_by_the_settings_that_are_named(tmp_path: Path, head: bytes, more: str, without: object, with_them: object) -> None:
    path, config = tmp_path / "mail.eml", tmp_path / "klachten.toml"
    path.write_bytes(head + b"\nx\n")
    keys = f'keys_file = "{tmp_path / "keys"}"'
    config.write_text(added(more.replace("[register]", f"[register]\n{keys}") if "[register]" in more else f"{more}\n[register]\n{keys}"))
    found = [inspected(str(path)), inspected("--config", str(config), str(path))]
    told = [one["reference"] if "Subject" in head.decode() else (one["kind"], one["answerable"]) for (one,) in found]
    assert told == [without, with_them]
    assert not (tmp_path / "keys").exists()


def test_people_are_known_by_name_from_the_settings_that_are_named(tmp_path: Path) -> None:
    path, config = tmp_path / "mail.eml", tmp_path / "klachten.toml"
    path.write_bytes(b"From: jan@klant.example\nSubject: #toewijzen aan Bram Smit\n\nx\n")
    config.write_text(added(f'[register]\nkeys_file = "{tmp_path / "keys"}"'))
    (without,), (with_them,) = inspected(str(path)), inspected("--config", str(config), str(path))
    assert (without["tags"], len(without["tag_questions"])) == ([], 1)
    assert with_them["tags"] == [{"tag": "toewijzen", "argument": "team_lead_collection"}]


def test_settings_at_fault_are_told(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(MAIL % 1)
    (tmp_path / "fout.toml").write_text("[x]\n")
    result = CliRunner().invoke(main, ["inspect", "--config", str(tmp_path / "fout.toml"), str(tmp_path / "mail.eml")])
    assert result.exit_code == 2
