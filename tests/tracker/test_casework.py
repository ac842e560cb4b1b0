"""Carrying out a decision: whatever has no mail for its cause. What mails bring is proven in tests/intake."""

import pytest

from tracker.casework import register
from tracker.delivered import acknowledged, acknowledgement_failed
from tracker.errors import StepRefused
from tracker.mails import Mail
from tracker.model import Language, Letter, State
from tracker.records import Complaint, Journal, LetterOwed
from tracker.told import Sender
from tracker.writers.acknowledgements import NO_ADDRESS
from world import NOW, World, mail


def test_an_acceptance_and_a_failure_stand_in_the_journal_with_their_proof(world: World) -> None:
    world.deliver(mail())
    with world.store.unit() as session:
        complaint, letter = session.get_one(Complaint, 1), session.get_one(LetterOwed, 1)
        acknowledged(session, complaint, letter, NOW)
        assert (complaint.acknowledgement, complaint.acknowledged_at) == ("accepted", NOW)
        acknowledgement_failed(session, world.rules.house, complaint, letter, "het postvak is vol", NOW)
    one = world.complaint()
    assert (one.acknowledgement, one.acknowledgement_why, one.acknowledged_at) == ("failed", "het postvak is vol", None)
    arrives, accepted, failed = world.rows(Journal)
    assert (arrives.from_state, arrives.to_state, arrives.arrival_id) == (None, State.REGISTERED, world.arrival().id)
    assert ("letter 1" in accepted.proof, "letter 1" in failed.proof) == (True, True)
    assert {(row.by_role, row.from_state, row.to_state) for row in (accepted, failed)} == {("system", "registered", "registered")}
    assert world.letter(Letter.UNACKNOWLEDGED).facts["failed_why"] == "het postvak is vol"


@pytest.mark.parametrize("happens", ["accepted", "failed"])
def test_what_a_person_confirmed_refuses_the_service_and_changes_nothing(world: World, happens: str) -> None:
    world.deliver(mail())
    with world.store.unit() as session:
        session.get_one(Complaint, 1).acknowledgement = "by_hand"
    before = (world.journal(), world.owed())
    with pytest.raises(StepRefused), world.store.unit() as session:  # noqa: PT012 - one act or the other
        complaint, letter = session.get_one(Complaint, 1), session.get_one(LetterOwed, 1)
        if happens == "accepted":
            acknowledged(session, complaint, letter, NOW)
        else:
            acknowledgement_failed(session, world.rules.house, complaint, letter, "x", NOW)
    assert (world.complaint().acknowledgement, world.journal(), world.owed()) == ("by_hand", *before)


def test_who_cannot_be_written_to_is_on_the_hand_list_even_where_nothing_else_says_so(world: World) -> None:
    kept = world.keep(mail())
    told = Mail(kept, "klachten", NOW, Sender("", None), None, "x", "y", Language.DUTCH)
    with world.store.unit() as session:
        register(session, world.rules.house, told, NOW, withheld_why=None)
    assert (world.complaint().acknowledgement_why, world.complaint().complainant_address) == (NO_ADDRESS, None)
    assert [one.letter for one in world.letters()] == [Letter.NEW_COMPLAINT]
