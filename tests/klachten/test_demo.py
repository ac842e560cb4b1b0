"""The demo, run once from the first mail to the last word; and the page that it leaves."""

import json
import stat
import threading
from dataclasses import dataclass
from email import message_from_bytes, policy
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import select

from klachten.demo.mails import AWAY, CLIENT, DEBTOR, DESK, FORGED, MOVED, TENANT
from klachten.demo.page import page
from klachten.demo.story import show
from tracker.errors import CannotStart
from tracker.model import Acknowledgement, MailClass
from tracker.records import Arrival, Complaint, LetterOwed
from tracker.store import Store


@dataclass(frozen=True)
class Run:
    """What one run left behind."""

    folder: Path
    printed: str
    arrivals: list[Arrival]
    complaints: dict[str, Complaint]  # by the complainant's address, as the register has it
    letters: list[LetterOwed]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("demo")
    printed, ended = StringIO(), threading.Event()
    ended.set()
    show(folder, Console(file=printed, width=100, highlight=False), program="./k", keep=True, until=ended)
    store = Store(f"sqlite:///{folder / 'klachten.db'}")
    with store.reading() as session:
        arrivals = list(session.scalars(select(Arrival).order_by(Arrival.id)))
        complaints = {one.complainant_address or "": one for one in session.scalars(select(Complaint))}
        letters = list(session.scalars(select(LetterOwed)))
        session.expunge_all()
    store.close()
    return Run(folder, printed.getvalue(), arrivals, complaints, letters)


def test_every_mail_becomes_what_it_is(run: Run) -> None:
    new, joined, machine = MailClass.COMPLAINT, MailClass.FOLLOW_UP, MailClass.AUTO_REPLY
    assert [arrival.kind for arrival in run.arrivals] == [new, new, new, machine, new, new, joined]
    assert run.arrivals[6].complaint_id == run.arrivals[0].complaint_id


@pytest.mark.parametrize(
    ("address", "acknowledgement"),
    [
        (DEBTOR, Acknowledgement.ACCEPTED),
        (CLIENT, Acknowledgement.ACCEPTED),
        (TENANT, Acknowledgement.ACCEPTED),
        (MOVED, Acknowledgement.FAILED),
    ],
)
def test_acknowledgements_go_where_they_can(run: Run, address: str, acknowledgement: Acknowledgement) -> None:
    assert run.complaints[address].acknowledgement == acknowledgement


def test_nothing_goes_to_the_machine_or_to_who_seems_two(run: Run) -> None:
    assert not {AWAY, FORGED} & {letter.recipient for letter in run.letters}


def test_what_is_printed_names_every_complaint_and_where_to_look_next(run: Run) -> None:
    for told in (*(one.reference for one in run.complaints.values()), "Wij hebben uw klacht ontvangen", "index.html", "Klachten/Robots"):
        assert told in run.printed
    assert "./k list --config" in run.printed
    assert "port" in run.printed.split("connect a mail program")[1]


def test_the_page_shows_every_mailbox_and_loads_nothing(run: Run) -> None:
    shown = (run.folder / "index.html").read_text()
    for address in (DEBTOR, CLIENT, TENANT, DESK, "a.deboer@voorbeeld.nl"):
        assert f"<h2>{address}" in shown
    assert "default-src 'none'" in shown
    assert "<img" not in shown


def test_the_log_bears_nothing_that_anybody_wrote(run: Run) -> None:
    log = (run.folder / "log.jsonl").read_text()
    events = [json.loads(line)["event"] for line in log.splitlines()]
    assert events[-1] == "daemon.stopped"
    for word in ("Idrissi", "incassokosten", "@", "Klacht over"):
        assert word not in log


def test_the_mails_that_were_sent_lie_there_to_be_inspected(run: Run) -> None:
    sent = [(run.folder / "mails" / f"{number}.eml").read_bytes() for number in range(1, 8)]
    assert len(message_from_bytes(sent[4], policy=policy.compat32).get_all("From") or []) == 2
    assert b"In-Reply-To: " in sent[6]


def test_what_is_left_is_its_users_alone(run: Run) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in run.folder.rglob("*")}
    assert modes["klachten.db"] == 0o600
    assert [name for name, mode in modes.items() if mode & 0o077] == []


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(CannotStart, match="--output"):
        show(tmp_path, Console(file=StringIO()))
    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.parametrize(
    "left_there", [("klachten.toml", "klachten.db"), (".klachten-demo", "thesis.txt")], ids=["an-installation", "a-guest"]
)
def test_what_a_demo_did_not_write_is_never_taken_away(tmp_path: Path, left_there: tuple[str, str]) -> None:
    for name in left_there:
        (tmp_path / name).write_text("mine")
    with pytest.raises(CannotStart, match="--output"):
        show(tmp_path, Console(file=StringIO()))
    assert {entry.name: entry.read_text() for entry in tmp_path.iterdir()} == dict.fromkeys(left_there, "mine")


def test_a_folder_that_cannot_be_is_told_in_words() -> None:
    with pytest.raises(CannotStart, match="cannot be used"):
        show(Path("/proc/demo"), Console(file=StringIO()))


HOSTILE = b"""From: "<script>alert(1)</script>" <a@b.example>\r
To: klachten@voorbeeld.nl\r
Subject: </article><script>alert(2)</script>\r
Content-Type: text/html; charset=utf-8\r
\r
<p title="'">x</p></iframe><script>alert(3)</script>\r
"""


def test_nothing_of_a_mail_leaves_its_place_on_the_page() -> None:
    shown = page([("reference",), ("<b>",)], {"<i>": [HOSTILE], "nobody": []})
    for tag in ("<script", "x</p></iframe>", "<i>", "<td><b>"):
        assert tag not in shown
    assert "nobody" not in shown
    assert shown.count("<iframe sandbox srcdoc=") == 1
