"""The files that go along with a whole file: attachments, and mails byte for byte, as the letter's facts name them.

Knows the register and no template. Rule: whatever the facts name, nothing goes
along that is not of the letter's own complaint.
Source: docs/mail-rules.md, A24.
"""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from outbound.message import Enclosure
from tracker.records import Arrival, LetterOwed, RawBlock
from tracker.records import Enclosure as EnclosureRow
from tracker.store import Store

ONE_FILE = "application/octet-stream"
"""As what a mail goes along: a file, which no mail program opens as a part of our own."""


def whole_file(store: Store, letter: LetterOwed) -> tuple[Enclosure, ...]:
    """Return what the facts of a whole file say is enclosed, in their order; what was removed since is left out."""
    attachments = [int(one["id"]) for one in letter.facts["attachments"] if one["enclosed"]]
    mails = {int(one["id"]): str(one["file"]) for one in letter.facts["mails"] if one["enclosed"]}
    with store.reading() as session:
        return (*_attachments(session, letter, attachments), *_mails(session, letter, mails))


def _attachments(session: Session, letter: LetterOwed, ids: list[int]) -> Iterator[Enclosure]:
    of_complaint = select(EnclosureRow).join(Arrival, Arrival.id == EnclosureRow.arrival_id)
    named = of_complaint.where(Arrival.complaint_id == letter.complaint_id, EnclosureRow.id.in_(ids), EnclosureRow.data.is_not(None))
    for one in session.scalars(named.order_by(EnclosureRow.arrival_id, EnclosureRow.position)):
        yield Enclosure(one.name, one.type, one.data or b"")


def _mails(session: Session, letter: LetterOwed, files: dict[int, str]) -> Iterator[Enclosure]:
    named = select(Arrival.id).where(Arrival.complaint_id == letter.complaint_id, Arrival.id.in_(files)).order_by(Arrival.id)
    for number in session.scalars(named).all():
        blocks = select(RawBlock.data).where(RawBlock.arrival_id == number).order_by(RawBlock.position)
        if raw := b"".join(session.scalars(blocks)):
            yield Enclosure(files[number], ONE_FILE, raw)
