"""A complaint that an employee passes on, from each mail program: the complainant, the day, the note and the words come out alike."""

from datetime import date

import pytest
from forward_shapes import NOTE, SHAPES, SUBJECT, WORDS, Shape

from tracker.channels import Channel
from tracker.ledger import MailClass
from tracker.model import Letter
from world import ALICE, COLLECTOR, PROVEN, World, mail


def passed_on(shape: Shape) -> bytes:
    content_type, body = shape.body()
    return mail(body, sender=COLLECTOR, subject=shape.subject, MIME_Version="1.0", Content_Type=content_type, Authentication_Results=PROVEN)


@pytest.mark.parametrize("shape", [pytest.param(shape, id=shape.name) for shape in SHAPES])
def test_it_is_alices_complaint_of_that_monday(world: World, shape: Shape) -> None:
    assert world.deliver(passed_on(shape)) is MailClass.STAFF
    complaint = world.complaint()
    assert (complaint.complainant_address, complaint.complainant_name) == (ALICE, "Alice Jansen")
    assert (complaint.received_date, complaint.channel) == (date(2026, 3, 30), Channel.FORWARDED)
    told = world.letter(Letter.NEW_COMPLAINT).facts
    assert (told["subject"], told["note"]) == (SUBJECT, NOTE)
    assert str(told["text"]).split() == WORDS.split()
    assert len(told["attachments"]) == len(shape.files)
    assert world.letter(Letter.ACKNOWLEDGEMENT).recipient == ALICE
    assert "boos" not in str(world.letter(Letter.ACKNOWLEDGEMENT).facts)
