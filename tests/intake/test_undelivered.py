"""A letter that comes back: which one it was, what follows once, and what a forged report changes, which is nothing."""

import pytest

from outbound.verp import envelope_sender
from tracker.model import Letter, MailClass
from tracker.records import Complaint, LetterOwed
from world import ALICE, DESK, DIRECTOR, MANAGER, World, bounce, mail


@pytest.fixture
def acknowledged(world: World) -> World:
    """Alice's complaint is acknowledged: her server took the letter."""
    world.deliver(mail(sender=ALICE))
    world.send()
    assert world.complaint().acknowledgement == "accepted"
    return world


def verp(world: World, letter: Letter = Letter.ACKNOWLEDGEMENT) -> str:
    return envelope_sender("verp", DESK, world.keyring, world.letter(letter).id)


def returned_id(world: World) -> str:
    return str(world.letter(Letter.ACKNOWLEDGEMENT).message_id)


@pytest.mark.parametrize("way", ["bounce-address", "bounce-address-in-capitals", "returned-message-id"])
def test_an_acknowledgement_that_bounces_is_open_again_and_told_once(acknowledged: World, way: str) -> None:
    address = verp(acknowledged) if way == "bounce-address" else verp(acknowledged).upper()
    raw = bounce(DESK, returned=returned_id(acknowledged)) if way == "returned-message-id" else bounce(address)
    assert acknowledged.deliver(raw) is MailClass.BOUNCE
    assert acknowledged.deliver(bounce(verp(acknowledged))) is MailClass.BOUNCE
    complaint, letter = acknowledged.complaint(), acknowledged.letter(Letter.UNACKNOWLEDGED)
    assert (complaint.acknowledgement, complaint.acknowledged_at) == ("failed", None)
    assert "onbestelbaar" in str(complaint.acknowledgement_why)
    assert "5.1.1" in str(complaint.acknowledgement_why)
    assert (letter.recipient, letter.facts["recipient"]) == (MANAGER, ALICE)
    assert letter.facts["ready_letter"]["facts"]["reference"] == complaint.reference
    assert acknowledged.journal() == [("arrives", "complainant"), ("acknowledged", "system"), ("acknowledgement_failed", "system")]
    assert len(acknowledged.send()) == 1


def test_of_a_complaint_about_the_manager_the_director_is_told(world: World) -> None:
    world.deliver(mail("Anna de Boer schreeuwde tegen mij."))
    world.send()
    world.deliver(bounce(verp(world)))
    assert world.letter(Letter.UNACKNOWLEDGED).recipient == DIRECTOR


NOTHING = [
    # id, what the report is sent to, what it returns, action, status
    ("no-token", lambda _: (DESK, ""), "failed", "5.1.1"),
    ("wrong-token", lambda w: (verp(w).replace("+b-1-", "+b-2-"), ""), "failed", "5.1.1"),
    ("altered-token", lambda w: (verp(w)[:-18] + "aaaa" + verp(w)[-14:], ""), "failed", "5.1.1"),
    ("wrong-message-id", lambda w: (DESK, returned_id(w).replace("<l1.", "<l2.")), "failed", "5.1.1"),
    ("foreign-message-id", lambda _: (DESK, "<1@mail.example>"), "failed", "5.1.1"),
    ("letter-that-never-was", lambda w: (envelope_sender("verp", DESK, w.keyring, 99), ""), "failed", "5.1.1"),
    ("temporary", lambda w: (verp(w), ""), "delayed", "4.4.1"),
    ("failed-for-now", lambda w: (verp(w), ""), "failed", "4.2.2"),
]


@pytest.mark.parametrize(("where", "action", "status"), [pytest.param(*row[1:], id=row[0]) for row in NOTHING])
def test_a_forged_or_a_temporary_bounce_changes_nothing(acknowledged: World, where: object, action: str, status: str) -> None:
    assert callable(where)
    to, returned = where(acknowledged)
    before = (acknowledged.owed(), acknowledged.journal())
    assert acknowledged.deliver(bounce(to, returned=returned, action=action, status=status)) is MailClass.BOUNCE
    assert acknowledged.complaint().acknowledgement == "accepted"
    assert ((acknowledged.owed(), acknowledged.journal()), acknowledged.alarms()) == (before, [])
    assert acknowledged.letter(Letter.ACKNOWLEDGEMENT).bounced_at is None


def test_a_letter_to_an_employee_that_bounces_is_an_alarm_and_no_letter(acknowledged: World) -> None:
    acknowledged.deliver(bounce(verp(acknowledged, Letter.NEW_COMPLAINT)))
    assert (acknowledged.alarms(), acknowledged.letters(Letter.UNACKNOWLEDGED)) == (["letter.bounced"], [])


def test_a_bounce_that_is_here_before_the_250_is_noted_stands(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    world.deliver(bounce(verp(world)))
    world.send()
    assert world.letter(Letter.ACKNOWLEDGEMENT).accepted_at is not None
    assert (world.complaint().acknowledgement, len(world.letters(Letter.UNACKNOWLEDGED))) == ("failed", 1)


def test_a_bounce_after_the_refusal_is_not_told_again(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    with world.store.unit() as session:
        letter = session.get_one(LetterOwed, world.letter(Letter.ACKNOWLEDGEMENT).id)
        letter.unended, letter.claimed_by = 1, "slot-0"
    assert world.notebook().park(letter.id, "rcpt_refused", "slot-0", world.clock.now())
    world.deliver(bounce(verp(world)))
    assert len(world.letters(Letter.UNACKNOWLEDGED)) == 1


def test_what_a_person_confirmed_stands(acknowledged: World) -> None:
    with acknowledged.store.unit() as session:
        session.get_one(Complaint, acknowledged.complaint().id).acknowledgement = "by_hand"
    acknowledged.deliver(bounce(verp(acknowledged)))
    assert (acknowledged.complaint().acknowledgement, acknowledged.letters(Letter.UNACKNOWLEDGED)) == ("by_hand", [])


def test_any_other_letter_to_somebody_outside_is_only_marked(acknowledged: World) -> None:
    with acknowledged.store.unit() as session:
        session.get_one(LetterOwed, acknowledged.letter(Letter.NEW_COMPLAINT).id).outside = True
    acknowledged.deliver(bounce(verp(acknowledged, Letter.NEW_COMPLAINT)))
    assert (acknowledged.alarms(), acknowledged.complaint().acknowledgement) == ([], "accepted")
    assert acknowledged.letter(Letter.NEW_COMPLAINT).bounced_at is not None
