"""What `show` tells of a complaint, and what holds for each command that reads the register: it makes none, and logs nothing."""

import json
import logging
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_world import World, attached, mail, world

from klachten.beginnings import MADE_BY
from tracker.records import Complaint, LetterOwed
from tracker.removal_records import RemovedReference

COMPLAINT = mail("Klacht over de toon", "Uw medewerker was onbeleefd.", more="Message-ID: <een@klant.example>\n")
ANSWER = mail("Re: Klacht", more="In-Reply-To: <een@klant.example>\n")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    "command",
    [["list"], ["show", "KL-2026-1"], ["status"], ["confirm", "KL-2026-1", "--how", "x"], ["alarms"], ["letters"], ["quarantine", "list"]],
)
def test_a_register_that_is_not_there_is_said_and_not_made(tmp_path: Path, command: list[str]) -> None:
    with world(tmp_path) as desk:
        register = tmp_path / "klachten.db"
        register.rename(tmp_path / "elders.db")
        result = desk.run(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"there is no register at {register}: compare register.url; {MADE_BY}" in result.stderr
    assert not register.exists()


def test_an_import_makes_the_register_that_is_not_there(tmp_path: Path) -> None:
    with world(tmp_path) as desk:
        (tmp_path / "klachten.db").rename(tmp_path / "elders.db")
        assert desk.run("import", desk.file(COMPLAINT)).stdout.startswith("1 complaint,")
        assert json.loads(desk.run("list", "--json").stdout)[0]["received_date"] == "2026-03-02"


@pytest.mark.parametrize("command", [["list", "--all"], ["show", "KL-1"], ["status"]])
def test_nothing_is_logged(desk: World, command: list[str], caplog: pytest.LogCaptureFixture) -> None:
    desk.imported(COMPLAINT)
    desk.change(Complaint, 1, reference="KL-2026-00001")
    caplog.clear()
    with caplog.at_level(logging.DEBUG):
        result = desk.run(*(word.replace("KL-1", "KL-2026-1") for word in command))
    rooms = {record.name.split(".")[0] for record in caplog.records}
    assert rooms & {"klachten", "intake", "outbound", "tracker"} == set()
    assert result.stderr == ""


def test_a_closed_complaint_shows_when_it_leaves_and_what_keeps_it(desk: World) -> None:
    desk.imported(COMPLAINT)
    (reference,) = desk.references()
    assert "Stays in the register" not in desk.run("show", reference).stdout
    left = {"state": "closed", "outcome": "satisfied", "closed_at": NOW, "remove_after": NOW + timedelta(hours=72)}
    desk.change(Complaint, 1, **left, held_because="Er loopt een rechtszaak.")
    shown = desk.run("show", reference).stdout
    assert "Stays in the register\n  a legal hold keeps it, until #vrijgeven\n" in shown
    assert "by Thursday 5 March 2026 at the latest: 72 hours after closing on Monday 2 March" in shown


def test_of_a_removed_complaint_only_its_day_is_told(desk: World) -> None:
    with desk.store.unit() as session:
        session.add(RemovedReference(reference="KL-2026-00007", removed_date=date(2026, 3, 5)))
    result = desk.run("show", "KL-2026-7")
    assert (result.exit_code, "KL-2026-00007 was removed from the register on 2026-03-05" in result.stderr) == (1, True)


@pytest.mark.parametrize("written", ["{year}-1", "kl {year} 1", "KL-{year}-00001", "Re: [kl–{year}–00001] uw klacht", "KL/{year}/1"])
def test_a_reference_is_read_as_people_write_it(desk: World, written: str) -> None:
    desk.imported(COMPLAINT)
    year = desk.references()[0].split("-")[1]
    words = written.format(year=year)
    found = desk.run("show", *(words if words.lower().startswith(("kl", "re")) else f"KL-{words}").split())
    assert found.stdout.startswith(f"KL-{year}-00001  registered\n")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("KL-2026-99999", "KL-2026-99999 is not in the register"),
        ("42", "'42' is not one reference; write it as KL-2026-00042"),
        ("KL-2026-1 KL-2026-2", "is not one reference"),
        ("\x1b[2J", "'[2J' is not one reference"),
    ],
)
def test_what_names_no_complaint_is_told(desk: World, written: str, words: str) -> None:
    result = desk.run("show", written)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr


def test_a_complaint_is_told_in_full(desk: World) -> None:
    desk.imported(COMPLAINT, ANSWER, acknowledge=True)
    shown = desk.run("show", desk.references()[0]).stdout
    for expected in (
        "complainant role     unknown",
        "address              piet@klant.example",
        "by Wednesday 4 March 2026 at the latest: 2 working days after receipt on Monday 2 March",
        "by Monday 23 March 2026 at the latest: 15 working days after receipt on Monday 2 March",
        "by Monday 27 April 2026 at the latest: 8 weeks after receipt on Monday 2 March",
        "  de klacht kwam binnen van piet@klant.example\n      arrives (registered), by complainant <piet@klant.example>, unproven, mail 1",
        "follows (registered), by complainant <piet@klant.example>, unproven, mail 2",
        "acknowledgement to piet@klant.example: owed, next attempt ",
        "new_complaint to a.deboer@voorbeeld.nl: owed, next attempt ",
        "2026-03-02 09:00  mail 1 from piet@klant.example: Klacht over de toon",
        "mail 2 from piet@klant.example: Re: Klacht",
        "follow_up (answers a mail on the record)",
    ):
        assert expected in shown


RECORDED = [
    ({"agreement": "Wij bellen u maandag."}, "agreement            Wij bellen u maandag."),
    ({"amount_cents": 125_050}, "amount               € 1.250,50"),
    ({"proposal_cents": 99}, "proposal             € 0,99"),
    ({"confirmation": "by_hand"}, "confirmation         by hand"),
    ({"finding": "partly_upheld"}, "finding              partly upheld"),
    ({"representative_name": "Piet"}, "representative       Piet"),
    ({"mandate_seen_at": NOW}, "mandate seen         2026-03-02 09:00"),
    ({"inquiries": 2}, "inquiries            2"),
    ({"round": 2}, "round                2"),
    ({"file_number": "2026-1188"}, "file number          2026-1188"),
    ({"process_step": "aanmaning"}, "cause                aanmaning"),
    ({"said_yes_at": NOW}, "said yes             2026-03-02 09:00"),
    ({"privacy_request_at": NOW}, "privacy request      2026-03-02 09:00"),
    ({"wrote_after_closing_at": NOW}, "wrote after closing  2026-03-02 09:00"),
]


@pytest.mark.parametrize(("values", "line"), RECORDED, ids=lambda value: value if isinstance(value, str) else "")
def test_whatever_staff_put_on_record_is_shown(desk: World, values: dict[str, Any], line: str) -> None:
    desk.imported(COMPLAINT)
    assert line not in desk.run("show", desk.references()[0]).stdout
    desk.change(Complaint, 1, **values)
    assert f"  {line}\n" in desk.run("show", desk.references()[0]).stdout


def test_a_day_that_today_s_settings_do_not_give_is_not_explained_by_the_count(desk: World) -> None:
    desk.imported(COMPLAINT)
    desk.change(Complaint, 1, target_date=date(2026, 4, 1))
    assert "by Wednesday 1 April 2026 at the latest: counted with earlier settings" in desk.run("show", desk.references()[0]).stdout


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "owed, next attempt 2026-03-02 09:00"),
        ({"attempts": 1}, "owed (tried 1 time), next attempt 2026-03-02 09:00"),
        (
            {"attempts": 2, "reply": "451 later \x1b[2J"},
            "owed (tried 2 times), next attempt 2026-03-02 09:00\n    the server said: 451 later [2J",
        ),
        ({"accepted_at": NOW, "attempts": 1, "reply": "250 ok 7F3"}, "accepted, 2026-03-02 09:00\n    the server said: 250 ok 7F3"),
        ({"accepted_at": NOW, "bounced_at": NOW}, "bounced, 2026-03-02 09:00"),
        (
            {"parked_at": NOW, "parked_because": "refused", "reply": "550 no"},
            "parked (refused), 2026-03-02 09:00\n    the server said: 550 no",
        ),
    ],
)
def test_each_letter_bears_its_fate(desk: World, values: dict[str, Any], expected: str) -> None:
    desk.imported(COMPLAINT)
    desk.change(LetterOwed, 1, next_attempt_at=NOW, **values)
    shown = desk.run("show", desk.references()[0]).stdout.replace("\n      ", "\n    ")
    assert f"new_complaint to a.deboer@voorbeeld.nl: {expected}" in shown


def test_json_has_all_of_it(desk: World) -> None:
    desk.imported(attached("nota.pdf", "hallo"), acknowledge=True)
    told = json.loads(desk.run("show", desk.references()[0], "--json").stdout)
    assert (told["state"], told["received_at"]) == ("registered", "2026-03-02T08:00:00+00:00")
    assert told["dates"]["target_date"]["date"] == "2026-03-23"
    assert [one["letter"] for one in told["letters"]] == ["acknowledgement", "new_complaint"]
    assert told["mails"][0]["attachments"] == [{"name": "nota.pdf", "type": "application/pdf", "bytes": 5}]
    assert [one["event"] for one in told["journal"]] == ["arrives"]


def test_raw_is_the_mail_byte_for_byte(desk: World) -> None:
    raw = mail("x", "\x1b[2J caf\xe9")
    desk.imported(raw, ANSWER)
    assert desk.run("show", desk.references()[0], "--raw").stdout_bytes == raw


def test_mails_and_attachments_are_saved_for_their_owner_only(desk: World) -> None:
    raw = attached("nota.pdf", "hallo")
    desk.imported(raw)
    target = desk.folder / "uit" / "dieper"
    result = desk.run("show", desk.references()[0], "--save", target)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == {"mail-1.eml": raw, "mail-1-nota.pdf": b"hallo"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in target.iterdir()} == {0o600}
    assert stat.S_IMODE(target.stat().st_mode) == 0o700
    assert f"{target / 'mail-1-nota.pdf'}  5 bytes" in result.stderr


def test_an_attachment_too_large_to_mail_is_saved_all_the_same(tmp_path: Path) -> None:
    content = "regel\n" * 300_000
    with world(tmp_path, "[letters]\nmax_attachments_mb = 1\n") as desk:
        desk.imported(attached("groot.pdf", content))
        desk.run("show", desk.references()[0], "--save", tmp_path / "uit")
        saved = (tmp_path / "uit" / "mail-1-groot.pdf").read_bytes()
        assert saved.rstrip(b"\n") == content.encode().rstrip(b"\n")


def test_nothing_is_written_over(desk: World) -> None:
    desk.imported(attached("nota.pdf", "hallo"))
    target = desk.folder / "uit"
    target.mkdir()
    (target / "mail-1.eml").symlink_to(desk.folder / "elders")
    (target / "mail-1-nota.pdf").write_bytes(b"van mij")
    assert desk.run("show", desk.references()[0], "--save", target).exit_code == 0
    assert not (desk.folder / "elders").exists()
    assert (target / "mail-1-nota.pdf").read_bytes() == b"van mij"
    assert (target / "mail-1-nota (2).pdf").read_bytes() == b"hallo"


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "/etc/passwd", "..", ".bashrc", "=?utf-8?b?8J+Yig==?=" * 30, f"{'x' * 300}.{'y' * 300}"]
)
def test_a_hostile_name_stays_in_its_folder(desk: World, name: str) -> None:
    desk.imported(attached(name, "hallo"))
    target = desk.folder / "uit"
    assert desk.run("show", desk.references()[0], "--save", target).exit_code == 0
    [saved] = [path for path in target.iterdir() if path.name != "mail-1.eml"]
    assert saved.read_bytes() == b"hallo"
    assert len(saved.name.encode()) < 256


def test_a_folder_that_cannot_be_made_is_told(desk: World) -> None:
    desk.imported(COMPLAINT)
    result = desk.run("show", desk.references()[0], "--save", desk.file(b"", "bestand") / "uit")
    assert result.exit_code == 1
    assert "cannot be made: Not a directory" in result.stderr


def test_one_thing_has_one_name_in_every_command(desk: World) -> None:
    """For a person that of the letters to staff, in JSON the key of the settings."""
    desk.imported(COMPLAINT)
    [reference] = desk.references()
    people = (desk.run("list").stdout, desk.run("show", reference).stdout)
    assert all(words in told for told in people for words in ("Bejegening", "Teamleider Incasso", "withheld"))
    (in_list,) = json.loads(desk.run("list", "--json").stdout)
    in_show = json.loads(desk.run("show", reference, "--json").stdout)
    (in_status,) = json.loads(desk.run("status", "--json").stdout)["unacknowledged"]
    assert [in_list[key] for key in ("nature", "suggested")] == [in_show[key] for key in ("nature", "suggested")]
    assert in_list["acknowledgement"] == in_show["acknowledgement"] == in_status["acknowledgement"]
    assert in_list["acknowledge_by_date"] == in_status["acknowledge_by_date"] == in_show["dates"]["acknowledge_by"]["date"]
