"""A letter that failed is sent once more on a person's word: the same letter, and whatever hangs on it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from outbound.again import NotFailed, send_again
from outbound.courier import Undeliverable
from tracker.delivered import confirmed_another_way
from tracker.errors import StepRefused
from tracker.house_records import Alarm
from tracker.model import Letter
from tracker.queries import letters, outbox
from tracker.records import Complaint, LetterOwed
from tracker.store import Store
from tracker.waiting_letters import CALLED_OFF
from world import ALICE, DESK, MANAGER, NOW, World, bounce, mail

REFUSED = Undeliverable("rcpt_refused", code=550, said="no such user")


def fail_both(world: World) -> None:
    """Let a complaint come in, and have its acknowledgement and the letter to staff refused for good."""
    world.deliver(mail())
    world.courier.faults = [REFUSED, REFUSED]
    world.send()


def again(world: World, letter: Letter) -> Letter:
    return send_again(world.store, world.letter(letter).id, "anna", world.clock.now())


def test_an_acknowledgement_becomes_due_again_as_it_was(world: World) -> None:
    fail_both(world)
    before = world.letter(Letter.ACKNOWLEDGEMENT)
    assert (before.parked_because, world.complaint().acknowledgement) == ("rcpt_refused", "failed")
    assert again(world, Letter.ACKNOWLEDGEMENT) is Letter.ACKNOWLEDGEMENT
    due = world.letter(Letter.ACKNOWLEDGEMENT)
    assert (due.attempts, due.first_attempt_at, due.parked_at, due.parked_because) == (0, None, None, None)
    assert (due.next_attempt_at, due.raw, due.message_id) == (world.clock.now(), before.raw, before.message_id)
    assert (world.complaint().acknowledgement, world.complaint().acknowledgement_why) == ("owed", None)
    (sent,) = world.send()
    assert (sent.recipient, sent.raw) == (ALICE, before.raw)
    assert world.complaint().acknowledgement == "accepted"
    assert world.journal()[-2:] == [("acknowledgement_retried", "system"), ("acknowledged", "system")]


def test_what_fails_again_is_on_the_hand_list_again(world: World) -> None:
    fail_both(world)
    again(world, Letter.ACKNOWLEDGEMENT)
    world.courier.faults = [REFUSED]
    world.send()
    assert world.complaint().acknowledgement == "failed"
    assert len(world.letters(Letter.UNACKNOWLEDGED)) == 2


def test_the_alarm_of_a_letter_to_staff_goes_down_with_the_name_of_who_did_it(world: World) -> None:
    fail_both(world)
    assert world.alarms() == ["letter.parked"]
    again(world, Letter.NEW_COMPLAINT)
    (alarm,) = world.rows(Alarm)
    assert (alarm.cleared_at, alarm.cleared_by) == (NOW, "anna")
    assert len(world.send()) == 1
    assert world.letter(Letter.NEW_COMPLAINT).accepted_at == NOW


def test_a_letter_that_could_not_be_written_is_written_anew(world: World) -> None:
    world.deliver(mail())
    due = world.letter(Letter.NEW_COMPLAINT)
    with world.store.unit() as session:
        session.get_one(LetterOwed, due.id).parked_at = NOW
    world.send()
    again(world, Letter.NEW_COMPLAINT)
    (sent,) = world.send()
    assert world.letter(Letter.NEW_COMPLAINT).raw == sent.raw


def test_one_that_came_back_is_sent_once_more_and_its_bounce_is_over(world: World) -> None:
    world.deliver(mail())
    world.send()
    world.deliver(bounce(DESK, returned=world.letter(Letter.ACKNOWLEDGEMENT).message_id or ""))
    assert world.complaint().acknowledgement == "failed"
    world.send()
    again(world, Letter.ACKNOWLEDGEMENT)
    assert world.letter(Letter.ACKNOWLEDGEMENT).bounced_at is None
    assert [one.recipient for one in world.send()] == [ALICE]
    assert world.complaint().acknowledgement == "accepted"


def confirm(store: Store) -> None:
    with store.unit() as session:
        confirmed_another_way(session, session.get_one(Complaint, 1), "per post", "anna", NOW)


def close(store: Store) -> None:
    with store.unit() as session:
        session.get_one(Complaint, 1).state = "closed"


@pytest.mark.parametrize(("meanwhile", "why"), [(confirm, "already confirmed another way"), (close, "no such step")])
def test_an_acknowledgement_that_nobody_needs_stays_where_it_is(world: World, meanwhile: Callable[[Store], None], why: str) -> None:
    fail_both(world)
    meanwhile(world.store)
    with pytest.raises(StepRefused, match=why):
        again(world, Letter.ACKNOWLEDGEMENT)
    assert world.letter(Letter.ACKNOWLEDGEMENT).parked_at == NOW
    assert world.send() == []


def test_what_did_not_fail_is_left_alone(world: World) -> None:
    world.deliver(mail())
    with pytest.raises(NotFailed, match="letter 1 did not fail: it is under way"):
        send_again(world.store, 1, "anna", NOW)
    world.send()
    with pytest.raises(NotFailed, match="letter 1 did not fail: it was accepted"):
        send_again(world.store, 1, "anna", NOW)
    with pytest.raises(NotFailed, match="there is no letter 99"):
        send_again(world.store, 99, "anna", NOW)
    assert len(world.courier.carried) == 2


def test_a_letter_that_was_called_off_has_not_failed_and_never_goes(world: World) -> None:
    world.deliver(mail())
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    world.order("#afspraak", "Wij bellen u elke dag.")
    world.order("#afspraak", "Wij bellen u elke week.")
    world.clock.advance(timedelta(seconds=1))
    world.order("#antwoord", "Wij bellen u maandag.")
    world.order("#herstel")
    called_off = [one for one in world.letters() if one.parked_at]
    assert {one.parked_because for one in called_off} == set(CALLED_OFF)
    for one in called_off:
        with pytest.raises(NotFailed, match="must not go"):
            send_again(world.store, one.id, "anna", world.clock.now())
    with world.store.reading() as session:
        assert (letters(session, "failed"), outbox(session).parked) == ([], 0)
    world.order("#dossier")
    fates = [one["fate"] for one in world.letter(Letter.WHOLE_FILE).facts["letters"]]
    assert {fate for fate in fates if "niet verstuurd" in fate} == {
        "teruggenomen, en niet verstuurd",
        "vervangen door een nieuwere, en niet verstuurd",
    }
