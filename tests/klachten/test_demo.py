"""The demo, run once from the first mail to the last word; its clock; and the page that it leaves."""

import json
import stat
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from io import StringIO
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import pytest
from rich.console import Console
from sqlalchemy import select

from klachten.demo.calendar import BEGINS_AT, StoryClock, at, next_morning
from klachten.demo.diary import Diary, Did
from klachten.demo.folder import OWN
from klachten.demo.mails import AWAY, CLIENT, DEBTOR, DESK, FORGED, MOVED, SALON, SILENT, TENANT
from klachten.demo.page import page
from klachten.demo.settings import PEOPLE
from klachten.demo.story import show
from scene.sharing import made_once
from tracker.dates import AMSTERDAM, Terms, is_working_day, local_date
from tracker.errors import CannotStart
from tracker.ledger import MailClass
from tracker.model import Acknowledgement, Event, Letter, Role, State
from tracker.records import Arrival, Complaint, Journal, LetterOwed
from tracker.schema import Record
from tracker.store import Store

Row = TypeVar("Row", bound=Record)


@dataclass(frozen=True)
class Run:
    """What one run left behind."""

    folder: Path
    printed: str
    arrivals: list[Arrival]
    journal: list[Journal]
    complaints: dict[str, Complaint]  # by the complainant's name, as the register has it
    letters: list[LetterOwed]

    def steps(self, name: str) -> list[tuple[str, str]]:
        """What people did with somebody's complaint, and what it became, each in order."""
        of_it = [step for step in self.journal if step.complaint_id == self.complaints[name].id]
        return [(step.event, step.to_state) for step in of_it if step.by_role != Role.SYSTEM and step.event != Event.FOLLOWS]

    def letters_to(self, address: str) -> tuple[str, ...]:
        """Which letters went to an address, in order."""
        return tuple(letter.letter for letter in self.letters if letter.recipient == address)


def address_of(role: Role) -> str:
    return PEOPLE[role][1]


class Spectator(StringIO):
    """Looks at the register whenever the demo says something: at the end most complaints have been removed."""

    def __init__(self, register: Path) -> None:
        super().__init__()
        self._register = register
        self._seen: dict[type[Record], dict[int, Record]] = {kind: {} for kind in (Arrival, Journal, Complaint, LetterOwed)}

    def flush(self) -> None:
        if not self._register.exists():
            return
        store = Store(f"sqlite:///{self._register}")
        with store.reading() as session:
            for kind, rows in self._seen.items():
                rows |= {row.id: row for row in session.scalars(select(kind))}  # type: ignore[attr-defined]  # each has a number
            session.expunge_all()
        store.close()

    def rows(self, kind: type[Row]) -> list[Row]:
        """List the rows that ever were, as they were last, oldest first."""
        return [row for _, row in sorted(self._seen[kind].items()) if isinstance(row, kind)]


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return made_once(tmp_path_factory, "demo", played)


def played(folder: Path) -> Run:
    printed, ended = Spectator(folder / "klachten.db"), threading.Event()
    ended.set()
    show(folder, Console(file=printed, width=100, highlight=False), program="./k", keep=True, until=ended)
    printed.flush()
    complaints = {one.complainant_name or "": one for one in printed.rows(Complaint)}
    return Run(folder, printed.getvalue(), printed.rows(Arrival), printed.rows(Journal), complaints, printed.rows(LetterOwed))


def test_every_mail_becomes_what_it_is(run: Run) -> None:
    kinds = [arrival.kind for arrival in run.arrivals]
    assert {kind: kinds.count(kind) for kind in set(kinds) - {MailClass.STAFF}} == {
        MailClass.COMPLAINT: 7,
        MailClass.FOLLOW_UP: 4,
        MailClass.AUTO_REPLY: 1,
    }


def test_it_plays_on_the_days_of_the_story(run: Run) -> None:
    received = [arrival.received_at for arrival in run.arrivals]
    assert (received[0], received) == (BEGINS_AT, sorted(received))
    assert [step.at for step in run.journal] == sorted(step.at for step in run.journal)


def test_nothing_but_acknowledgements_and_the_report_goes_on_a_day_off(run: Run) -> None:
    whenever = (Letter.ACKNOWLEDGEMENT, Letter.REPORT)
    days = {local_date(letter.accepted_at) for letter in run.letters if letter.accepted_at and letter.letter not in whenever}
    assert [day for day in sorted(days) if not is_working_day(day, Terms())] == []


def test_the_mails_of_the_day_go_on_working_days_at_eight(run: Run) -> None:
    sent = sorted({letter.made_at for letter in run.letters if letter.letter == Letter.DAILY})
    assert {f"{moment.astimezone(AMSTERDAM):%H:%M}" for moment in sent} == {"08:00"}
    days = [local_date(moment) for moment in sent]
    assert [day for day in days if not is_working_day(day, Terms())] == []
    for day in ("3 April", "7 April", "24 April", "28 April"):  # around Easter and King's Day
        assert local_date(at(f"{day} 08:00")) in days


def test_nobody_gets_two_mails_of_a_day(run: Run) -> None:
    mails = [(local_date(letter.made_at), letter.recipient) for letter in run.letters if letter.letter == Letter.DAILY]
    assert len(mails) == len(set(mails))


def test_a_deputy_is_reminded_in_the_place_of_who_is_away(run: Run) -> None:
    reminded = {letter.recipient for letter in run.letters if letter.letter == Letter.DAILY and letter.made_at >= at("13 April 08:00")}
    assert address_of(Role.TEAM_LEAD_RECEIVABLES) in reminded
    assert address_of(Role.TEAM_LEAD_ADMINISTRATION) not in reminded


def test_who_has_no_mail_gets_every_letter_on_paper(run: Run) -> None:
    reference = run.complaints["Truus Wolters"].reference
    files = sorted(path.name for path in (run.folder / "paper").iterdir() if path.name.startswith(reference))
    assert len(files) == 3  # acknowledgement, confirmation, closing
    page_shown = (run.folder / "index.html").read_text()
    assert all(f'href="paper/{quote(name)}"' in page_shown for name in files)


ENDS: dict[str, list[tuple[Event, State]]] = {
    "Fatima Idrissi": [
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
    ],
    "Marieke Vos": [
        (Event.ARRIVES, State.REGISTERED),
        (Event.ASSIGN, State.ASSIGNED),
        (Event.SET_COMPLAINANT_ROLE, State.ASSIGNED),
        (Event.NOTE, State.ASSIGNED),
        (Event.NO_AGREEMENT, State.IMPASSE),
        (Event.APPEAL, State.APPEAL),
        (Event.CONCLUDE, State.CLOSED),
    ],
    "Kees Brouwer": [
        (Event.ARRIVES, State.REGISTERED),
        (Event.ASSIGN, State.ASSIGNED),
        (Event.WITHDRAW, State.RESOLVED),
        (Event.SATISFIED, State.CLOSED),
    ],
    "Iemand": [
        (Event.ARRIVES_UNANSWERED, State.REGISTERED),
        (Event.SPAM, State.CLOSED),
    ],
    "Wilma Postma": [
        (Event.ARRIVES, State.REGISTERED),
        (Event.ASSIGN, State.ASSIGNED),
        (Event.NOTE, State.ASSIGNED),
        (Event.AGREE, State.AGREED),
        (Event.RESOLVE, State.RESOLVED),
        (Event.SATISFIED, State.CLOSED),
    ],
    "Truus Wolters": [
        (Event.REGISTER, State.REGISTERED),
        (Event.ASSIGN, State.ASSIGNED),
        (Event.AGREE, State.AGREED),
        (Event.RESOLVE, State.RESOLVED),
        (Event.SATISFIED, State.CLOSED),
    ],
    "Ruud Claassen": [
        (Event.ARRIVES, State.REGISTERED),
        (Event.ASSIGN, State.ASSIGNED),
        (Event.AGREE, State.AGREED),
        (Event.RESOLVE_LATER, State.AGREED),
        (Event.INQUIRE, State.RESOLVED),
        (Event.INQUIRE, State.RESOLVED),
        (Event.NO_REACTION, State.CLOSED),
    ],
    "James Porter": [
        (Event.ARRIVES, State.REGISTERED),
        (Event.ASSIGN, State.ASSIGNED),
        (Event.OWN_MAIL, State.ASSIGNED),
        (Event.AGREE, State.AGREED),
        (Event.RESOLVE, State.RESOLVED),
        (Event.INQUIRE, State.RESOLVED),
        (Event.SATISFIED, State.CLOSED),
    ],
    "Ineke Terpstra": [
        (Event.REGISTER, State.REGISTERED),
        (Event.ASSIGN, State.ASSIGNED),
        (Event.AGREE, State.AGREED),
        (Event.RESOLVE, State.RESOLVED),
        (Event.INQUIRE, State.RESOLVED),
        (Event.SATISFIED, State.CLOSED),
    ],
}
"""What people do with each complaint, but for what is told of it (#bevestigd), and what the calendar and deliveries cause."""

TOLD_ONLY = {Event.CONFIRMED_ANOTHER_WAY, Event.AGREEMENT_CONFIRMED, Event.LETTER_GIVEN}


def test_every_complaint_has_its_way(run: Run) -> None:
    assert set(run.complaints) == set(ENDS)


@pytest.mark.parametrize("name", ENDS)
def test_each_complaint_goes_its_way_to_its_end(run: Run, name: str) -> None:
    assert [step for step in run.steps(name) if step[0] not in TOLD_ONLY] == ENDS[name]
    assert run.complaints[name].state == State.CLOSED


@pytest.mark.parametrize(
    ("name", "acknowledgement"),
    [
        ("Fatima Idrissi", Acknowledgement.ACCEPTED),
        ("Ineke Terpstra", Acknowledgement.ACCEPTED),
        ("Wilma Postma", Acknowledgement.BY_HAND),
        ("Truus Wolters", Acknowledgement.BY_HAND),
        ("Iemand", Acknowledgement.WITHHELD),
    ],
)
def test_acknowledgements_go_where_they_can(run: Run, name: str, acknowledgement: Acknowledgement) -> None:
    assert run.complaints[name].acknowledgement == acknowledgement


def test_nothing_goes_to_the_machine_or_to_who_seems_two(run: Run) -> None:
    assert not {AWAY, FORGED} & {letter.recipient for letter in run.letters}


def test_what_was_forwarded_was_received_when_it_reached_us(run: Run) -> None:
    assert run.complaints["Ineke Terpstra"].received_date == local_date(at("30 March 16:40"))


def test_links_are_obeyed_for_their_token_and_typed_tags_for_the_log_in(run: Run) -> None:
    of_it = [step for step in run.journal if step.complaint_id == run.complaints["Fatima Idrissi"].id]
    assert [step.argument for step in of_it if step.event == Event.AGREE_WITH_AMOUNT] == ["48.40"]
    proofs = {(step.event, step.proof) for step in of_it if step.event in {Event.CONSENT, Event.ASSIGN, Event.AGREE}}
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
        (CLIENT, (Letter.ACKNOWLEDGEMENT, Letter.APPEAL)),
        (SILENT, (Letter.ACKNOWLEDGEMENT, Letter.CONFIRMATION, Letter.INQUIRY, Letter.INQUIRY, Letter.CLOSING_SILENT)),
        (address_of(Role.MANAGING_DIRECTOR), (Letter.CONSULTATION, Letter.DAILY, Letter.TRANSCRIPT, Letter.DELETION_LIST)),
    ],
)
def test_everybody_gets_the_letters_that_are_theirs(run: Run, address: str, letters: tuple[Letter, ...]) -> None:
    assert run.letters_to(address) == letters


def test_the_manager_and_the_handler_hear_of_each_turn(run: Run) -> None:
    assert {Letter.CONFIRMATION_COPY, Letter.VERIFICATION, Letter.FOLLOW_UP} <= {*run.letters_to(address_of(Role.MANAGER_OPERATIONS))}
    handler = {*run.letters_to(address_of(Role.TEAM_LEAD_COLLECTION))}
    assert {Letter.ASSIGNMENT, Letter.MONEY_NAMED, Letter.DECISION, Letter.CONTACT} <= handler


@pytest.mark.parametrize(
    ("letter", "asked"),
    [
        (Letter.IS_IT_YOU, Role.MANAGER_OPERATIONS),
        (Letter.NOTED, Role.TEAM_LEAD_COLLECTION),
        (Letter.NOT_DONE, Role.MANAGER_OPERATIONS),
    ],
    ids=["forged", "stale", "too early"],
)
def test_what_is_not_obeyed_is_told_to_whoever_has_the_address(run: Run, letter: Letter, asked: Role) -> None:
    (told,) = [one for one in run.letters if one.letter == letter]
    assert told.recipient == address_of(asked)
    assert [step.event for step in run.journal if step.arrival_id == told.arrival_id and step.event != Event.FOLLOWS] == []


@pytest.mark.parametrize(
    "told",
    [
        "Monday 30 March 09:00 1 Fatima Idrissi complains about costs → registered: Incassokosten",
        "Anna de Boer gives it to a team leader → assigned",
        "held back: it names money",
        "Frank Dekker answers with one word → agreed",
        "withdraws it → nothing is done ! not obeyed: nothing proves who sent it",
        "→ nothing is done ! not obeyed: the tag is left over",
        "appeal to Marieke Vos (2)",
        "Monday 6 April 08:00 ✉ none, it is Easter Monday",
        "Thursday 16 April 08:00 ✉ the mail of the day to Carla Visser",
        "Wednesday 22 April 08:00 ✉ the mail of the day to Anna de Boer, Carla Visser",
        "a letter to print to Anna de Boer (7)",
        "Wednesday 13 May 08:00 ✉ the mail of the day to Anna de Boer 10:00 2 Anna de Boer concludes it → closed",
        "8 Apr impasse; 9 Apr appeal; 13 May closed",
        "30 Mar registered, closed; 2 Apr removed",
    ],
)
def test_the_screen_tells_who_did_what_and_what_came_of_it(run: Run, told: str) -> None:
    assert told in " ".join(run.printed.split())


def test_the_screen_tells_it_in_few_lines(run: Run) -> None:
    assert len(run.printed.partition(" The register,")[0].splitlines()) < 2.5 * len(run.arrivals)


def test_what_is_printed_names_every_complaint_and_where_to_look_next(run: Run) -> None:
    for told in (*(one.reference for one in run.complaints.values()), "index.html", "./k list --all", "export KLACHTEN_CONFIG="):
        assert told in run.printed
    assert "port" in run.printed.split("connect a mail program")[1]


BUSY = (Role.MANAGER_OPERATIONS, Role.TEAM_LEAD_COLLECTION, Role.MANAGING_DIRECTOR)


def test_the_page_shows_every_mailbox_and_every_deed_by_day_and_loads_nothing(run: Run) -> None:
    shown = (run.folder / "index.html").read_text()
    for address in (DEBTOR, CLIENT, TENANT, SALON, DESK, FORGED, MOVED, *(address_of(role) for role in BUSY)):
        assert f"<small>{address}</small></h2>" in shown
    assert shown.count("<aside>") == len(list((run.folder / "mails").iterdir()))
    assert "<h3>Thursday 9 April</h3>" in shown
    assert "default-src 'none'" in shown
    assert "<img" not in shown


def test_the_log_bears_nothing_that_anybody_wrote(run: Run) -> None:
    log = (run.folder / "log.jsonl").read_text()
    events = [json.loads(line)["event"] for line in log.splitlines()]
    assert events[-1] == "daemon.stopped"
    for word in ("Idrissi", "incassokosten", "@", "Klacht over"):
        assert word not in log


def test_the_log_tells_of_no_fault(run: Run) -> None:
    log = (run.folder / "log.jsonl").read_text()
    assert [line for line in log.splitlines() if json.loads(line)["level"] == "error"] == []


def test_the_mails_that_were_sent_lie_there_to_be_inspected(run: Run) -> None:
    sent = [path.read_bytes() for path in (run.folder / "mails").iterdir()]
    assert len(sent) == len(run.arrivals) + 1  # one went to an employee, who passed it on
    assert max(len(message_from_bytes(raw, policy=policy.compat32).get_all("From") or []) for raw in sent) == 2


def test_what_is_left_is_its_users_alone(run: Run) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in run.folder.rglob("*")}
    assert modes["klachten.db"] == 0o600
    assert [name for name, mode in modes.items() if mode & 0o077] == []


def test_all_that_a_demo_leaves_makes_room_for_the_next_one(run: Run) -> None:
    assert {entry.name for entry in run.folder.iterdir()} <= OWN


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
    did = Did(BEGINS_AT, "<u>about", "<u>how", "</pre><u>words")
    shown = page([("reference",), ("<b>",)], {"<i>": [HOSTILE, did], "nobody": []}, {"<i>": "<em>"}, {})
    for tag in ("<script", "x</p></iframe>", "<i>", "<em>", "<td><b>", "<u>"):
        assert tag not in shown
    assert "nobody" not in shown
    assert shown.count("<iframe sandbox srcdoc=") == 1


def test_a_diary_puts_what_somebody_did_between_the_mails_that_they_had() -> None:
    diary = Diary()
    first, second, last = (Did(BEGINS_AT, about, "", "") for about in ("first", "second", "last"))
    for had, did in ((0, first), (1, second), (2, last)):
        diary.note("a@b.example", had, did)
    assert diary.entries("a@b.example", [b"1", b"2"]) == [first, b"1", second, b"2", last]
    assert (diary.entries("c@d.example", [b"1"]), diary.writers) == ([b"1"], ["a@b.example"])


@pytest.mark.parametrize(
    ("moment", "morning"),
    [
        (at("30 March 07:59"), at("30 March 08:00")),
        (at("30 March 08:00"), at("31 March 08:00")),
        (at("28 March 20:00"), at("29 March 08:00")),  # the night in which summer time begins
    ],
    ids=["before", "at", "summer time"],
)
def test_the_next_morning_is_at_eight_in_amsterdam(moment: datetime, morning: datetime) -> None:
    assert next_morning(moment) == morning


def test_the_clock_of_the_story_stands_still_jumps_and_goes() -> None:
    clock = StoryClock(BEGINS_AT)
    assert clock.now() == clock.now() == BEGINS_AT
    clock.jump(at("1 April 10:00"))
    assert clock.now() == at("1 April 10:00")
    with pytest.raises(ValueError, match="was at"):
        clock.jump(BEGINS_AT)
    clock.go()
    assert at("1 April 10:00") <= clock.now() < at("1 April 10:00") + timedelta(hours=1)
