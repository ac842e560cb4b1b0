"""What is removed is in no table any more, and what is another's stays as it was.

Source: docs/procedure.md, Removal.
"""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tracker.alarms import raise_alarm
from tracker.house_records import Alarm, SpentToken
from tracker.ledger import MailClass
from tracker.limits import Limits
from tracker.model import Letter
from tracker.owing import Work
from tracker.records import Arrival, Complaint, FolderWork, Held, LetterOwed, RawBlock
from tracker.removal.belongings import belongings_of
from tracker.removal.taking_out import take_out
from tracker.removal_records import AnonymousLine, Removal, RemovedReference
from tracker.schema import Record
from tracker.spending import spend
from world import BOB, COLLECTOR, DESK, MANAGER, World, bounce, mail

CAROL = "carol.reiger@brief.example"
WORK = "c.reiger@werk.example"
REFERENCE = "KL-2026-00001"
HERS = "De deurwaarder belde mij zilverwit van woede op."
HERS_LATER = "En hij belde zondag nogmaals, zeggen de buren."
NOTE = "Mevrouw klonk opgelucht toen ik terugbelde."
MINE = "Zij vraagt om een betaalplan van negen maanden."
REMOVED = date(2026, 4, 9)

Rows = dict[str, list[dict[str, Any]]]


def rows_of(world: World) -> Rows:
    """Read the whole register."""
    with world.store.reading() as session:
        return {table.name: [dict(row) for row in session.execute(select(table)).mappings()] for table in Record.metadata.sorted_tables}


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
    """Choose the rows that are a complaint's own, or say that they are."""
    own = {table: [row for row in found if complaint.id == (row["id"] if table == "complaint" else row.get("complaint_id"))]
           for table, found in rows.items() if table != "held"}  # fmt: skip
    mails, letters = ({row["id"] for row in own[table]} for table in ("arrival", "letter"))
    for table in ("raw_block", "enclosure"):
        own[table] = [row for row in rows[table] if row["arrival_id"] in mails]
    own["folder_work"] = [row for row in rows["folder_work"] if row["arrival_id"] in mails or row["letter_id"] in letters]
    return own


def take(world: World, complaint: Complaint) -> int:
    """Take a complaint out, whatever the procedure says."""
    with world.store.unit() as session:
        return take_out(session, world.rules.house, session.get_one(Complaint, complaint.id), world.clock.now(), REMOVED)


def write(text: str, *, sender: str = CAROL, subject: str = "Klacht", **fields: str) -> bytes:
    return mail(text, sender=f"Carol Reiger <{sender}>" if False else sender, subject=subject, **fields)


@pytest.fixture
def busy(world: World) -> World:
    """Carol's complaint went through many hands, and left traces on the record and beside it; Bob's lies next to it."""
    world.settle(limits=Limits(gather_notices_above_per_hour=8))
    world.deliver(hers := mail(HERS, From=f"Carol Reiger <{CAROL}>", Subject="Belgedrag"))
    world.deliver(mail(MINE, sender=BOB, subject="Betaalplan"))
    carols, bobs = world.complaints()
    for one in (carols, bobs):
        world.order("#toewijzen Teamleider Incasso", sender=MANAGER, complaint=one)
        world.order("#notitie", NOTE if one is carols else "Gebeld.", complaint=one)
        world.order("#afspraak", "Wij bellen nooit meer op zondag.", complaint=one, Authentication_Results="")  # asked: did you send this?
    for number in range(9):
        world.deliver(mail(f"{HERS_LATER} ({number})", sender=CAROL, subject=f"Re: [{REFERENCE}]"))
        world.deliver(mail(f"Nog een vraag ({number})", sender=BOB, subject=f"Re: [{bobs.reference}]"))
    world.send(keeps_sent=True)
    _beside_the_record(world, hers)
    world.clock.moment += timedelta(hours=30)
    return world


def _beside_the_record(world: World, hers: bytes) -> None:
    """Let what is on no record come in: a copy, an answer from another address, reports, an order without effect."""
    acknowledgement = world.letters(Letter.ACKNOWLEDGEMENT)[0]
    assert world.deliver(hers) is MailClass.REDELIVERED
    away = {"Auto_Submitted": "auto-replied", "In_Reply_To": str(acknowledgement.message_id)}
    assert world.deliver(mail("Ik ben afwezig. Carol", sender=WORK, subject="Afwezig", **away)) is MailClass.AUTO_REPLY
    assert world.deliver(mail("Ben weg.", sender=CAROL, subject="Automatisch", Auto_Submitted="auto-replied")) is MailClass.AUTO_REPLY
    assert world.deliver(bounce(DESK, returned=str(acknowledgement.message_id))) is MailClass.BOUNCE
    with world.store.unit() as session:
        spend(session, "a-1-2-gebruikt", acknowledgement.id, world.clock.now())
        raise_alarm(session, "letter.reported", str(acknowledgement.id), "reported", world.clock.now())


WORDS = ("reiger", CAROL, WORK, HERS, HERS_LATER, NOTE, "belgedrag", "zilverwit", "ben weg")


def test_nothing_of_it_is_in_any_table(busy: World) -> None:
    carols, bobs = busy.complaints()
    before = rows_of(busy)
    tokens = [str(letter.message_id) for letter in busy.rows(LetterOwed, LetterOwed.complaint_id == carols.id) if letter.message_id]
    take(busy, carols)
    after = rows_of(busy)
    assert {table for table, _ in telling(before, WORDS)} >= {"complaint", "arrival", "raw_block", "letter", "journal"}
    assert telling(after, (*WORDS, *tokens)) == []
    assert telling(after, (REFERENCE,)) == [("removal", "reference"), ("removed_reference", "reference"), ("to_delete", "reference")]
    assert of(after, bobs) == of(before, bobs)
    assert (after["spent_token"], after["alarm"]) == ([], [])
