"""The count that all faults are judged by finds each kind of difference, and none where all is well."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from klachten.embedded import Accepted
from scene.count import FOLDERS, Register, differences
from scene.mails import Mail, Pen, in_text, out_of_office
from tracker.ledger import MailClass, Shelf
from tracker.model import Letter
from tracker.records import Arrival, Complaint, LetterOwed

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
LETTER = b"Message-ID: <7@voorbeeld.nl>\r\n\r\nWij hebben uw klacht ontvangen.\r\n"


@dataclass
class End:
    """How a small scene ended: one complaint, acknowledged, and one robot."""

    mails: list[Mail] = field(default_factory=list)
    register: Register = field(default_factory=lambda: Register({}, [], {}, []))
    sent: list[Accepted] = field(default_factory=list)
    folders: dict[str, list[bytes]] = field(default_factory=dict)
    twice: set[int] = field(default_factory=set)

    def told(self) -> str:
        return "\n".join(differences(self.mails, self.register, self.sent, self.folders, twice=self.twice))


@pytest.fixture
def end() -> End:
    pen = Pen("buiten.example", "klachten@voorbeeld.nl", itertools.count(1))
    complaint, robot = in_text(pen), out_of_office(pen)
    acknowledgement = LetterOwed(
        id=7,
        letter=Letter.ACKNOWLEDGEMENT,
        recipient=complaint.sender,
        complaint_id=1,
        message_id="<7@voorbeeld.nl>",
        raw=LETTER,
        accepted_at=NOW,
    )
    arrivals = [Arrival(id=1, kind=MailClass.COMPLAINT, complaint_id=1), Arrival(id=2, kind=MailClass.AUTO_REPLY)]
    raw = {1: complaint.raw, 2: robot.raw}
    return End(
        [complaint, robot],
        Register(raw, arrivals, {1: Complaint(id=1, reference="KL-2026-00001")}, [acknowledgement]),
        [Accepted(complaint.sender, "klachten@voorbeeld.nl", b"Received: x\r\n" + LETTER)],
        {FOLDERS[Shelf.HANDLED]: [complaint.raw], FOLDERS[Shelf.ROBOTS]: [robot.raw], FOLDERS[Shelf.SENT]: [LETTER]},
    )


def test_where_all_is_well_there_is_none(end: End) -> None:
    assert end.told() == ""


def one_more(letters: list[Accepted]) -> None:
    letters.append(letters[0])


SPOILT: dict[str, tuple[Callable[[End], object], str]] = {
    "a mail never arrived": (lambda end: end.register.arrivals.pop(), "2 mails were delivered, 1 arrived"),
    "a mail is of another class": (lambda end: setattr(end.register.arrivals[1], "kind", MailClass.BULK), "should be one auto_reply"),
    "a complaint without its mail": (lambda end: end.register.complaints.update({2: Complaint(id=2, reference="x")}), "2 complaints"),
    "a reference twice": (
        lambda end: end.register.complaints.update({2: Complaint(id=2, reference="KL-2026-00001")}),
        "KL-2026-00001 was given 2 times",
    ),
    "nobody was answered": (lambda end: end.register.letters.clear(), "should get 1 acknowledgements, and is owed 0"),
    "another was answered": (lambda end: setattr(end.register.letters[0], "recipient", "x@buiten.example"), "is owed 1"),
    "a letter never went out": (lambda end: end.sent.clear(), "went out 0 times"),
    "a letter went out twice": (lambda end: one_more(end.sent), "went out 2 times"),
    "a letter is not noted": (lambda end: setattr(end.register.letters[0], "accepted_at", None), "is noted as None"),
    "a letter is not what was frozen": (lambda end: setattr(end.register.letters[0], "raw", LETTER + b"x"), "not what was frozen"),
    "a letter nobody owed": (lambda end: end.sent.append(Accepted("x@y.example", "", b"Message-ID: <x>\r\n\r\n")), "nobody owed <x>"),
    "a mail in the inbox": (lambda end: end.folders.update({"INBOX": end.folders.pop(FOLDERS[Shelf.ROBOTS])}), "lies in ['INBOX']"),
    "a mail in two folders": (lambda end: end.folders.update({"INBOX": [end.mails[1].raw]}), "3 lie in the folders"),
    "a mail that is gone": (lambda end: end.folders.pop(FOLDERS[Shelf.HANDLED]), "1 lie in the folders"),
    "two copies in Sent": (lambda end: end.folders[FOLDERS[Shelf.SENT]].append(LETTER), "Sent holds 2 copies"),
    "no copy in Sent": (lambda end: end.folders.pop(FOLDERS[Shelf.SENT]), "Sent holds 0 copies"),
}


@pytest.mark.parametrize("what", SPOILT)
def test_it_is_found_that(end: End, what: str) -> None:
    spoil, told = SPOILT[what]
    spoil(end)
    assert told in end.told()


def test_a_letter_that_was_under_way_may_go_out_twice(end: End) -> None:
    one_more(end.sent)
    end.twice = {7}
    assert end.told() == ""
