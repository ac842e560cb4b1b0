"""The demo, run once from the first mail to the last word; and the page that it leaves."""

import json
import stat
import threading
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import select

from klachten.demo.case import a_week_after
from klachten.demo.diary import Diary, Did
from klachten.demo.mails import AWAY, CLIENT, DEBTOR, DESK, FORGED, MOVED, TENANT
from klachten.demo.page import page
from klachten.demo.settings import PEOPLE
from klachten.demo.story import show
from tracker.errors import CannotStart
from tracker.ledger import MailClass
from tracker.model import Acknowledgement, Event, Letter, Role, State
from tracker.records import Arrival, Complaint, Journal, LetterOwed
from tracker.store import Store


@dataclass(frozen=True)
class Run:
    """What one run left behind."""

    folder: Path
    printed: str
    arrivals: list[Arrival]
    journal: list[Journal]  # of the complaint that the case is about
    complaints: dict[str, Complaint]  # by the complainant's address, as the register has it
    letters: list[LetterOwed]


def address_of(role: Role) -> str:
    return PEOPLE[role][1]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("demo")
    printed, ended = StringIO(), threading.Event()
    ended.set()
    show(folder, Console(file=printed, width=100, highlight=False), program="./k", keep=True, until=ended)
    store = Store(f"sqlite:///{folder / 'klachten.db'}")
    with store.reading() as session:
        arrivals = list(session.scalars(select(Arrival).order_by(Arrival.id)))
        journal = list(session.scalars(select(Journal).where(Journal.complaint_id == arrivals[0].complaint_id).order_by(Journal.id)))
        complaints = {one.complainant_address or "": one for one in session.scalars(select(Complaint))}
        letters = list(session.scalars(select(LetterOwed).order_by(LetterOwed.id)))
        session.expunge_all()
    store.close()
    return Run(folder, printed.getvalue(), arrivals, journal, complaints, letters)


def test_every_mail_becomes_what_it_is(run: Run) -> None:
    new, joined, machine, staff = MailClass.COMPLAINT, MailClass.FOLLOW_UP, MailClass.AUTO_REPLY, MailClass.STAFF
    later = [staff] * 6 + [joined] + [staff] * 7
    assert [arrival.kind for arrival in run.arrivals] == [new, new, new, machine, new, new, joined, *later]
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


def test_the_case_goes_by_consent_and_reopening_to_its_end(run: Run) -> None:
    assert [(step.event, step.to_state) for step in run.journal if step.by_role != Role.SYSTEM and step.event != Event.FOLLOWS] == [
        (Event.ARRIVES, State.REGISTERED),
        (Event.ASSIGN, State.ASSIGNED),
        (Event.AGREE_WITH_AMOUNT, State.CONSULTING),
        (Event.CONSENT, State.AGREED),
        (Event.RESOLVE, State.RESOLVED),
        (Event.INQUIRE, State.RESOLVED),
        (Event.DISSATISFIED, State.REOPENED),
        (Event.CHANGE_TARGET_DATE, State.ASSIGNED),
        (Event.AGREE, State.AGREED),
        (Event.RESOLVE, State.RESOLVED),
        (Event.SATISFIED, State.CLOSED),
    ]
    assert [step.argument for step in run.journal if step.event == Event.AGREE_WITH_AMOUNT] == ["48.40"]


def test_links_are_obeyed_for_their_token_and_typed_tags_for_the_log_in(run: Run) -> None:
    proofs = {(step.event, step.proof) for step in run.journal if step.event in {Event.CONSENT, Event.ASSIGN, Event.AGREE}}
    assert proofs == {(Event.CONSENT, "action token"), (Event.ASSIGN, "action token"), (Event.AGREE, "auth=pass")}


@pytest.mark.parametrize(
    ("address", "letters"),
    [
        (
            DEBTOR,
            (
                Letter.ACKNOWLEDGEMENT,
                Letter.CONFIRMATION,
                Letter.INQUIRY,
                Letter.REOPENED,
                Letter.TARGET_DATE_CHANGED,
                Letter.CONFIRMATION,
                Letter.CLOSING,
            ),
        ),
        (address_of(Role.MANAGING_DIRECTOR), (Letter.CONSULTATION, Letter.TRANSCRIPT)),
    ],
)
def test_everybody_in_the_case_gets_the_letters_that_are_theirs(run: Run, address: str, letters: tuple[Letter, ...]) -> None:
    assert tuple(letter.letter for letter in run.letters if letter.recipient == address) == letters


def test_the_manager_and_the_handler_hear_of_each_turn(run: Run) -> None:
    got = {role: {letter.letter for letter in run.letters if letter.recipient == address_of(role)} for role in PEOPLE}
    assert got[Role.MANAGER_OPERATIONS] >= {Letter.CONFIRMATION_COPY, Letter.VERIFICATION, Letter.FOLLOW_UP}
    assert got[Role.TEAM_LEAD_COLLECTION] >= {Letter.ASSIGNMENT, Letter.MONEY_NAMED, Letter.DECISION, Letter.CONTACT}


@pytest.mark.parametrize(
    ("letter", "asked"),
    [
        (Letter.IS_IT_YOU, Role.MANAGER_OPERATIONS),
        (Letter.NOTED, Role.TEAM_LEAD_COLLECTION),
    ],
    ids=["forged", "stale"],
)
def test_what_is_not_obeyed_is_told_to_whoever_has_the_address(run: Run, letter: Letter, asked: Role) -> None:
    (told,) = [one for one in run.letters if one.letter == letter]
    assert told.recipient == address_of(asked)
    assert [step.event for step in run.journal if step.arrival_id == told.arrival_id and step.event != Event.FOLLOWS] == []


def test_the_screen_tells_who_did_what_and_what_came_of_it(run: Run) -> None:
    printed = " ".join(run.printed.split())
    for told in (
        "Anna de Boer, Manager Operations, clicks ‘#toewijzen’ in",
        "held back: its text names money",
        "consulting → agreed",
        "resolved → reopened",
        "nothing is done, it stays agreed ! not obeyed: nothing proves who sent it",
        "nothing is done, it stays agreed ! not obeyed: the tag is left over",
        "resolved → closed",
    ):
        assert told in printed


def test_what_is_printed_names_every_complaint_and_where_to_look_next(run: Run) -> None:
    for told in (*(one.reference for one in run.complaints.values()), "Wij hebben uw klacht ontvangen", "index.html", "Klachten/Robots"):
        assert told in run.printed
    assert "./k list --config" in run.printed
    assert "port" in run.printed.split("connect a mail program")[1]


BUSY = (Role.MANAGER_OPERATIONS, Role.TEAM_LEAD_COLLECTION, Role.MANAGING_DIRECTOR)


def test_the_page_shows_every_mailbox_and_every_deed_and_loads_nothing(run: Run) -> None:
    shown = (run.folder / "index.html").read_text()
    for address in (DEBTOR, CLIENT, TENANT, DESK, FORGED, *(address_of(role) for role in BUSY)):
        assert f"<h2>{address}" in shown
    assert shown.count("<aside>") == len(run.arrivals)
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
    did = Did("<u>about", "<u>how", "</pre><u>words")
    shown = page([("reference",), ("<b>",)], {"<i>": [HOSTILE, did], "nobody": []})
    for tag in ("<script", "x</p></iframe>", "<i>", "<td><b>", "<u>"):
        assert tag not in shown
    assert "nobody" not in shown
    assert shown.count("<iframe sandbox srcdoc=") == 1


def test_a_diary_puts_what_somebody_did_between_the_mails_that_they_had() -> None:
    diary = Diary()
    first, second, last = (Did(about, "", "") for about in ("first", "second", "last"))
    for had, did in ((0, first), (1, second), (2, last)):
        diary.note("a@b.example", had, did)
    assert diary.entries("a@b.example", [b"1", b"2"]) == [first, b"1", second, b"2", last]
    assert (diary.entries("c@d.example", [b"1"]), diary.writers) == ([b"1"], ["a@b.example"])


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 4, 2), "09-04-2026"),
        (date(2026, 4, 4), "10-04-2026"),
        (date(2026, 4, 5), "10-04-2026"),
    ],
    ids=["thursday", "saturday", "sunday"],
)
def test_the_new_day_is_a_day_on_which_people_work(today: date, day: str) -> None:
    assert a_week_after(today) == day
