"""What is removed is in no table any more, and what is another's stays as it was.

Source: docs/procedure.md, Removal.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from tracker.agenda import run_due
from tracker.alarms import raise_alarm
from tracker.ledger import MailClass
from tracker.limits import Limits
from tracker.model import Letter, Role, State
from tracker.owing import Work
from tracker.people import People
from tracker.records import Arrival, Complaint, FolderWork, LetterOwed
from tracker.removal.about_several import without
from tracker.removal.taking_out import take_out
from tracker.removal_records import SentCopy
from tracker.schema import Record
from tracker.spending import is_void, spend
from world import BOB, COLLECTOR, DESK, MANAGER, PEOPLE, PROVEN, World, bounce, mail

CAROL = "carol.reiger@brief.example"
HER_OFFICE = "c.reiger@kantoor.example"
REFERENCE = "KL-2026-00001"
HERS = "De deurwaarder belde mij zilverwit van woede op."
HERS_LATER = "En hij belde zondag nogmaals, zeggen de buren."
NOTE = "Mevrouw klonk opgelucht toen ik terugbelde."
WORDS = ("reiger", HERS, HERS_LATER, NOTE, "belgedrag", "zilverwit", "wegens verlof", "aan het strand")
REMOVED = date(2026, 4, 9)

on_sqlite = pytest.mark.parametrize("world", ["sqlite"], indirect=True)
"""Which database it is does not matter."""

Rows = dict[str, list[dict[str, Any]]]


def rows_of(world: World) -> Rows:
    """Read the whole register."""
    with world.store.reading() as session:
        return {
            table.name: [dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in Record.metadata.sorted_tables
        }


def telling(rows: Rows, words: Iterable[str]) -> list[tuple[str, str]]:
    """Name the columns in which one of these words stands, in whatever case."""
    wanted = [word.lower() for word in words]
    cells = ((table, name, _plain(value)) for table, found in rows.items() for row in found for name, value in row.items())
    return sorted({(table, name) for table, name, value in cells if any(word in value for word in wanted)})


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1").lower()
    return (json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)).lower()


def of(rows: Rows, complaint: Complaint) -> Rows:
    """Choose the rows of one complaint, and those that hang on them."""
    own = {table: [row for row in found if row.get("complaint_id") == complaint.id] for table, found in rows.items()}
    own["complaint"] = [row for row in rows["complaint"] if row["id"] == complaint.id]
    mails, letters = ({row["id"] for row in own[table]} for table in ("arrival", "letter"))
    for table in ("raw_block", "enclosure", "folder_work"):
        own[table] = [row for row in rows[table] if row["arrival_id"] in mails or row.get("letter_id") in letters]
    return own


def take(world: World, complaint: Complaint) -> int:
    """Take a complaint out, whatever the procedure says."""
    with world.store.unit() as session:
        return take_out(session, world.rules.house, session.get_one(Complaint, complaint.id), world.clock.now(), REMOVED)


def look(world: World, day: int) -> None:
    """Let the calendar look on a day of April."""
    world.clock.moment = datetime(2026, 4, day, 7, tzinfo=UTC)
    with world.store.unit() as session:
        run_due(session, world.rules.house, world.clock.now())


@pytest.fixture
def busy(world: World) -> World:
    """Carol's complaint went through many hands, and left traces on the record and beside it; Bob's lies next to it."""
    world.settle(limits=Limits(gather_notices_above_per_hour=8))
    world.deliver(hers := mail(HERS, From=f"Carol Reiger <{CAROL}>", Subject="Belgedrag"))
    world.deliver(mail("Ik vraag om een betaalplan.", sender=BOB, subject="Betaalplan"))
    carols, bobs = world.complaints()
    for one, note in ((carols, NOTE), (bobs, "Gebeld.")):
        world.order("#toewijzen Teamleider Incasso", sender=MANAGER, complaint=one)
        world.order("#notitie", note, complaint=one)
        world.order("#afspraak", f"Wij bellen niet meer. {note}", complaint=one, Authentication_Results="")  # asked: did you send this?
    for number in range(9):
        world.deliver(mail(f"{HERS_LATER} ({number})", sender=CAROL, subject=f"Re: [{REFERENCE}]"))
        world.deliver(mail(f"Nog een vraag ({number})", sender=BOB, subject=f"Re: [{bobs.reference}]"))
    world.deliver(mail(sender=MANAGER, subject="#lijst", Authentication_Results=PROVEN))
    world.clock.moment += timedelta(minutes=31)
    world.send(keeps_sent=True)
    world.settle(people=People(tuple(one for one in PEOPLE.everybody if one.role is not Role.TEAM_LEAD_COLLECTION)))  # Bram leaves
    look(world, 3)
    world.send(keeps_sent=True)
    _beside_the_record(world, hers)
    return world


def _beside_the_record(world: World, hers: bytes) -> None:
    """Let come in what is on no record: a copy, answers of machines, reports; and use a link."""
    letters = [letter for letter in world.letters() if letter.complaint_id == world.complaints()[0].id]
    acknowledgement, to_staff = letters[0], letters[1]
    assert world.deliver(hers) is MailClass.REDELIVERED
    away = {"Auto_Submitted": "auto-replied", "In_Reply_To": str(acknowledgement.message_id)}
    assert world.deliver(mail("Wegens verlof.", sender=HER_OFFICE, subject="Afwezig", **away)) is MailClass.AUTO_REPLY
    assert world.deliver(mail("Aan het strand.", sender=CAROL, subject="Afwezig", Auto_Submitted="auto-replied")) is MailClass.AUTO_REPLY
    sent_from = next(one.sender for one in world.courier.carried if one.recipient == CAROL)
    to_it = {"To": sent_from, "Auto_Submitted": "auto-replied"}
    assert world.deliver(mail("Wegens verlof.", sender="reiger@thuis.example", subject="Afwezig", **to_it)) is MailClass.AUTO_REPLY
    assert world.deliver(bounce(DESK, returned=str(to_staff.message_id))) is MailClass.BOUNCE
    with world.store.unit() as session:
        spend(session, f"a-{to_staff.id}-2-gebruikt", to_staff.id, world.clock.now())
        raise_alarm(session, "letter.reported", str(acknowledgement.id), "reported", world.clock.now())


@on_sqlite
def test_an_automatic_reply_goes_from_an_address_that_is_on_file_no_more_unless_another_was_written_to_there(world: World) -> None:
    for address in (CAROL, HER_OFFICE):
        world.deliver(mail(HERS, sender=address))
    world.deliver(mail(sender=HER_OFFICE, subject="Iets anders"))
    world.send()
    for complaint in world.complaints()[:2]:
        world.order("#klager nieuw@brief.example", sender=MANAGER, complaint=complaint)
    for address in (CAROL, HER_OFFICE):
        world.deliver(mail("Aan het strand.", sender=address, subject="Afwezig", Auto_Submitted="auto-replied"))
    for complaint in world.complaints()[:2]:
        take(world, complaint)
    left = world.rows(Arrival, Arrival.kind == MailClass.AUTO_REPLY)
    assert [row.sender for row in left] == [HER_OFFICE]


def test_nothing_of_it_is_in_any_table_and_what_is_anothers_stays(busy: World) -> None:
    carols, bobs = busy.complaints()
    tokens = [str(letter.message_id) for letter in busy.rows(LetterOwed, LetterOwed.complaint_id == carols.id) if letter.message_id]
    before = rows_of(busy)
    take(busy, carols)
    after = rows_of(busy)
    assert {table for table, _ in telling(before, WORDS)} == {"arrival", "complaint", "held", "journal", "letter", "raw_block"}
    assert ("last_run", "period") in telling(before, (REFERENCE,))
    assert telling(after, (*WORDS, *tokens)) == []
    assert telling(after, (REFERENCE,)) == [("removal", "reference"), ("removed_reference", "reference"), ("to_delete", "reference")]
    assert of(after, bobs) == of(before, bobs)
    assert (after["spent_token"], after["alarm"]) == ([], [])


def test_a_letter_about_several_tells_of_the_others_and_its_links_stay_good(busy: World) -> None:
    busy.order("#lijst", sender=MANAGER, complaint=busy.complaints()[1])
    busy.send(keeps_sent=True)
    several = (Letter.FOLLOW_UPS_GATHERED, Letter.DAILY, Letter.LISTING)
    before = busy.rows(LetterOwed, LetterOwed.letter.in_(several))
    assert {letter.letter for letter in before} == set(several)
    removal = take(busy, busy.complaints()[0])
    after = busy.rows(LetterOwed, LetterOwed.letter.in_(several))
    assert [letter.id for letter in after] == [letter.id for letter in before]
    assert {REFERENCE in json.dumps(letter.facts) for letter in after} == {False}
    assert {"KL-2026-00002" in json.dumps(letter.facts) for letter in after} == {True}
    assert {letter.raw for letter in after} == {None}
    with busy.store.reading() as session:
        assert not any(is_void(session, letter.id) for letter in after)
    copies = busy.rows(FolderWork, FolderWork.work == Work.ERASE, FolderWork.removal_id == removal, FolderWork.folder == "sent")
    assert len(copies) >= len(after)


@on_sqlite
def test_a_list_of_mails_that_could_not_be_read_names_who_sent_the_others(world: World) -> None:
    world.settle(limits=Limits(gather_notices_above_per_hour=0))
    hers, his = (mail(HERS, sender=sender) for sender in (CAROL, BOB))
    for raw in (hers, his):
        reading = world.read(raw)
        world.intake.handle(world.keep(raw), replace(reading, mail=replace(reading.mail, readable=False)))
    with world.store.unit() as session:  # an administrator accepts hers
        arrival = session.get_one(Arrival, 1)
        world.intake.register(session, arrival, world.read(hers), world.clock.now(), withheld_why=None)
    take(world, world.complaint())
    told = [one["sender_address"] for one in world.letter(Letter.UNREADABLE_GATHERED).facts["gathered"]]
    assert told == [BOB]


def _names(value: object) -> bool:
    return isinstance(value, str) and REFERENCE in value


LEFT = [
    (
        {"more": 3, "own": [{"reference": REFERENCE, "late": None}, {"reference": "KL-2"}]},
        {"more": 3, "own": [{"reference": "KL-2"}]},
    ),
    ({"own": [{"reference": "KL-2", "see_also": [REFERENCE, "KL-3"]}]}, {"own": [{"reference": "KL-2", "see_also": ["KL-3"]}]}),
    ({"report": {"rows": [{"told": f"bij {REFERENCE}"}]}, "none": None}, {"report": {"rows": []}, "none": None}),
    ({"own": [{"reference": "KL-2"}]}, {"own": [{"reference": "KL-2"}]}),
]


@pytest.mark.parametrize(("told", "left"), LEFT)
def test_what_is_left_of_a_letter(told: dict[str, Any], left: dict[str, Any]) -> None:
    assert without(told, _names) == left


@on_sqlite
def test_a_letter_of_no_complaint_that_is_about_it_alone_goes(world: World) -> None:
    world.deliver(mail(HERS, sender=CAROL))
    with world.store.unit() as session:
        session.execute(update(LetterOwed).where(LetterOwed.letter == Letter.NEW_COMPLAINT).values(complaint_id=None, arrival_id=None))
    take(world, world.complaint())
    assert world.letters() == []


def test_a_second_complaint_of_the_same_person_stays_whole(world: World) -> None:
    world.settle(limits=Limits(gather_notices_above_per_hour=8))
    world.deliver(mail(HERS, sender=CAROL, subject="Belgedrag"))
    world.deliver(mail("De kosten zijn te hoog.", sender=CAROL, subject="Kosten"))
    first, second = world.complaints()
    for number in range(9):
        world.deliver(mail(f"Nog iets over de kosten ({number})", sender=CAROL, subject=f"Re: [{second.reference}]"))
    world.deliver(mail(f"Zie ook [{first.reference}].", sender=CAROL, subject=f"Re: [{second.reference}]"))
    world.send()
    world.deliver(mail("Aan het strand.", sender=CAROL, subject="Afwezig", Auto_Submitted="auto-replied"))
    before = rows_of(world)
    take(world, first)
    after = rows_of(world)
    assert of(after, second) == of(before, second)
    assert [row["kind"] for row in after["arrival"] if row["complaint_id"] is None] == [MailClass.AUTO_REPLY]  # of either
    assert {CAROL in json.dumps(row["facts"]) for row in after["letter"] if row["letter"] == Letter.FOLLOW_UPS_GATHERED} == {True}
    assert telling(after, (HERS, "belgedrag")) == []


def test_what_became_part_of_it_goes_with_it_at_any_remove(world: World) -> None:
    for number in range(4):
        world.deliver(mail(f"{HERS} ({number})", sender=CAROL, subject=f"Klacht {number}"))
    first, second, third, other = world.complaints()
    world.order(f"#samenvoegen {second.reference}", sender=MANAGER, complaint=third)
    world.order(f"#samenvoegen {first.reference}", sender=MANAGER, complaint=second)
    take(world, first)
    after = rows_of(world)
    assert [row["reference"] for row in after["complaint"]] == [other.reference]
    assert [row["reference"] for row in after["removed_reference"]] == [one.reference for one in (first, second, third)]
    assert len(after["anonymous_line"]) == 3
    assert [row["complaint_id"] for row in after["arrival"]] == [other.id]


@on_sqlite
def test_what_was_merged_by_mistake_and_taken_back_stays_with_its_order(world: World) -> None:
    for sender in (CAROL, BOB):
        world.deliver(mail(HERS if sender == CAROL else "Kosten.", sender=sender))
    carols, bobs = world.complaints()
    world.order(f"#samenvoegen {bobs.reference}", sender=MANAGER, complaint=carols)
    world.order("#herstel", sender=MANAGER, complaint=carols)
    assert {one.state for one in world.complaints()} == {State.REGISTERED}
    take(world, carols)
    assert [one.reference for one in world.complaints()] == [bobs.reference]
    assert telling(rows_of(world), (CAROL, HERS)) == []


@on_sqlite
def test_what_an_employee_entered_goes_with_the_questions_and_answers_before_it(world: World) -> None:
    staff = {"sender": COLLECTOR, "Authentication_Results": PROVEN}
    world.deliver(mail(f"per post\nKlager: Carol Reiger\n\n{HERS}", subject="#nieuw", **staff))
    for answer in ("#klager c.reiger@kantoor.example, denk ik", f"#klager {CAROL} #ontvangen 1 april"):
        world.send()
        asked = world.letters(Letter.WHOSE_COMPLAINT)[-1]
        world.deliver(mail(answer, subject="Re: Van wie?", In_Reply_To=str(asked.message_id), **staff))
    assert (world.complaint().complainant_address, world.letter(Letter.NOT_DONE).complaint_id) == (CAROL, None)
    take(world, world.complaint())
    kinds = ("arrival", "raw_block", "letter", "held", "journal")
    assert {table: found for table, found in rows_of(world).items() if found and table in kinds} == {}


@on_sqlite
def test_an_order_that_names_two_complaints_goes_with_the_first_of_them(world: World) -> None:
    for sender in (CAROL, BOB):
        world.deliver(mail("Kosten.", sender=sender))
    carols, bobs = world.complaints()
    both = f"[{carols.reference}] en [{bobs.reference}] #notitie"
    world.deliver(mail("Carol Reiger en Bob zijn buren.", sender=COLLECTOR, subject=both, Authentication_Results=PROVEN))
    before = rows_of(world)
    take(world, carols)
    after = rows_of(world)
    assert telling(after, ("reiger",)) == []
    assert of(after, bobs) == of(before, bobs)


@on_sqlite
def test_a_copy_that_only_a_restored_register_found_is_owed_its_end(world: World) -> None:
    world.deliver(mail(HERS, sender=CAROL))
    found = {"lies_in": "Sent", "lies_uidvalidity": 7, "lies_uid": 9, "sha256": "0" * 64, "size": 5}
    with world.store.unit() as session:
        session.add(SentCopy(mailbox="klachten", message_id="<l99@x>", reference=REFERENCE, recipient_key=CAROL, subject="Uw klacht",
                             sent_at=world.clock.now(), **found))  # fmt: skip
    removal = take(world, world.complaint())
    owed = world.rows(FolderWork, FolderWork.work == Work.ERASE, FolderWork.lies_uid == 9)
    assert [(one.lies_in, one.sha256, one.removal_id, one.arrival_id, one.letter_id) for one in owed] == [
        ("Sent", "0" * 64, removal, None, None)
    ]
    assert world.rows(SentCopy) == []
