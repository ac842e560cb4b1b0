"""The answers to staff: where they go, what they tell whom, and how many of them anybody can cause."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tracker.held import Because, hold
from tracker.house_records import Alarm
from tracker.letter_facts.answering import Transcript
from tracker.letter_facts.inside import CASE
from tracker.limits import Limits
from tracker.mails import Mail
from tracker.model import Event, Language, Letter, Role
from tracker.records import Complaint, LetterOwed
from tracker.told import Sender
from tracker.writers import answers
from tracker.writers.answers import Answering
from world import ALICE, COLLECTOR, MANAGER, NOW, World, mail

RECEIVABLES = "c.visser@voorbeeld.nl"
"""An employee who has nothing to do with the complaint."""


def not_done(to: Answering) -> None:
    answers.owe_not_done(to, problems=["Bedoelt u #afspraak?"])


def is_it_you(to: Answering) -> None:
    answers.owe_is_it_you(to, 17, understood=["#opgelost"], asked_at=datetime(2026, 4, 2, 7, 31, tzinfo=UTC))


def noted(to: Answering) -> None:
    answers.owe_noted(to, complainant_has_it=False)


def done(to: Answering) -> None:
    answers.owe_transcript(to, Transcript(understood=["#notitie"], done=["De notitie staat op de klacht."]))


def give(world: World, answer: Callable[[Answering], None], address: str = COLLECTOR, *, about: bool = True) -> LetterOwed | None:
    """Answer an employee about the only complaint, or about none; return the letter, where one is owed."""
    before = len(world.letters())
    told = Mail(
        arrival_id=1, mailbox="klachten", received_at=NOW, sender=Sender("x", address), sender_key=address, subject="x", text="y",
        language=Language.DUTCH, message_id="<7@voorbeeld.nl>", references=("<6@voorbeeld.nl>",),
    )  # fmt: skip
    with world.store.unit() as session:
        complaint = session.get_one(Complaint, 1) if about else None
        answer(Answering.under(session, world.rules.house, complaint, address, told, world.clock.now()))
    return world.letters()[-1] if len(world.letters()) > before else None


@pytest.fixture
def assigned(world: World) -> World:
    world.deliver(mail("Te hoge kosten."))
    with world.store.unit() as session:
        complaint = session.get_one(Complaint, 1)
        complaint.state, complaint.handler_role = "assigned", Role.TEAM_LEAD_COLLECTION
    return world


ANSWERS = [(done, Letter.TRANSCRIPT), (not_done, Letter.NOT_DONE), (is_it_you, Letter.IS_IT_YOU), (noted, Letter.NOTED)]


@pytest.mark.parametrize(("answer", "letter"), ANSWERS)
def test_an_answer_stands_under_the_mail_that_it_answers(assigned: World, answer: Callable[[Answering], None], letter: Letter) -> None:
    owed = give(assigned, answer)
    assert owed is not None
    assert (owed.letter, owed.recipient, owed.complaint_id, owed.arrival_id) == (letter, COLLECTOR, 1, 1)
    assert (owed.in_reply_to, owed.references) == ("<7@voorbeeld.nl>", "<6@voorbeeld.nl> <7@voorbeeld.nl>")
    assert not owed.outside


@pytest.mark.parametrize(("answer", "letter"), ANSWERS)
def test_whoever_has_nothing_to_do_with_a_complaint_is_told_its_reference_alone(
    assigned: World, answer: Callable[[Answering], None], letter: Letter
) -> None:
    owed = give(assigned, answer, RECEIVABLES)
    assert owed is not None
    assert owed.letter == letter
    assert owed.facts["reference"] == "KL-2026-00001"
    assert {owed.facts[name] for name in CASE - {"reference", "offers"}} == {None}
    assert not {"register"} & {one["event"] for one in owed.facts["offers"]}
    assert ALICE not in str(owed.facts)


def test_an_answer_about_no_complaint_offers_what_needs_none(assigned: World) -> None:
    owed = give(assigned, not_done, MANAGER, about=False)
    assert owed is not None
    events = {one["event"] for one in owed.facts["offers"]}
    assert (owed.facts["reference"], owed.complaint_id) == (None, None)
    assert events >= {Event.REGISTER, Event.LIST, Event.HELP}
    assert Event.ASSIGN not in events


def test_the_question_who_sent_it_has_one_link_and_it_is_for_what_is_held(assigned: World) -> None:
    owed = give(assigned, is_it_you)
    assert owed is not None
    assert [(one["event"], one["canonical"], one["button"]) for one in owed.facts["offers"]] == [("confirm", "17", True)]
    assert owed.facts["asked_at"] == "2026-04-02T09:31+02:00", "on the customer's clock"


def test_who_named_money_can_say_with_or_without(assigned: World) -> None:
    with assigned.store.unit() as session:
        hold(session, Event.AGREE, Because.MONEY_NAMED, COLLECTOR, {}, NOW, complaint_id=1)
    owed = give(assigned, lambda to: answers.owe_money_named(to, words="U krijgt € 50 terug.", named=["€ 50"]))
    assert owed is not None
    assert [one["typed"] for one in owed.facts["offers"]] == ["#bedrag", "#geenbedrag"]
    assert all(one["button"] for one in owed.facts["offers"])


def test_what_lapsed_is_told_by_day(assigned: World) -> None:
    owed = give(assigned, lambda to: answers.owe_lapsed(to, understood=["#opgelost"], asked_date=NOW.date()))
    assert owed is not None
    assert (owed.letter, owed.facts["asked_date"], owed.facts["understood"]) == (Letter.LAPSED, "2026-04-02", ["#opgelost"])


LIMIT = 3


@pytest.fixture
def limited(assigned: World) -> World:
    assigned.settle(limits=Limits(staff_answers_per_address_hour=LIMIT))
    return assigned


def test_questions_and_refusals_count_together_and_beyond_the_limit_there_is_an_alarm_instead(limited: World) -> None:
    limited_answers = [not_done, is_it_you, noted, not_done, noted, is_it_you]
    assert [give(limited, answer) is not None for answer in limited_answers] == [True, True, True, False, False, False]
    (alarm,) = limited.rows(Alarm)
    assert (alarm.name, alarm.subject, alarm.count) == ("staff_answers.stopped", "klachten", 3)
    assert COLLECTOR not in alarm.words


def test_the_limit_is_of_one_address_and_one_hour_and_never_of_what_was_carried_out(limited: World) -> None:
    for _ in range(LIMIT + 1):
        give(limited, not_done)
    assert give(limited, done) is not None
    assert give(limited, not_done, MANAGER) is not None
    assert give(limited, not_done, "B.Smit+x@voorbeeld.nl") is None, "counted as the same address"
    limited.clock.advance(timedelta(hours=1, seconds=1))
    assert give(limited, not_done) is not None
