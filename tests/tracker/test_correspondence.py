"""What letters say: a snapshot of the day on which they became owed, from the right person, by the right day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tracker.dates import Terms
from tracker.floods import GATHERED_AT_MOST
from tracker.limits import Limits
from tracker.mails import Mail
from tracker.model import Language, Letter, Role
from tracker.owing import Answers, owe_letter
from tracker.people import Deputy, People
from tracker.records import LetterOwed
from tracker.told import Sender
from world import ALICE, BOB, COLLECTOR, MANAGER, NOW, PEOPLE, World, bounce, mail


def with_deputy(first: date, last: date) -> People:
    """Return the people, with Bram Smit in Anna de Boer's place from one day to another."""
    deputy = Deputy("Bram Smit", first, last)
    return People(tuple(replace(one, deputy=deputy) if one.role is Role.MANAGER_OPERATIONS else one for one in PEOPLE.everybody))


def test_the_acknowledgement_tells_the_days_and_is_signed_by_the_manager(world: World) -> None:
    world.deliver(mail())
    assert world.letter(Letter.ACKNOWLEDGEMENT).facts == {
        "reference": "KL-2026-00001",
        "received_date": "2026-04-02",
        "target_date": "2026-04-24",
        "outer_limit_date": "2026-05-28",
        "outer_limit_weeks": 8,
        "signer_name": "Anna de Boer",
        "signer_title": {"nl": "Manager Operations", "en": "Manager Operations"},
        "signer_telephone": "030-123 45 01",
    }


def test_the_manager_reads_what_to_do_by_which_day_and_why(world: World) -> None:
    world.deliver(mail("De incassokosten zijn te hoog."))
    facts = world.letter(Letter.NEW_COMPLAINT).facts
    assert (facts["nature"], facts["suggested_handler"]) == ("Incassokosten", "Teamleider Incasso (Bram Smit)")
    assert "incassokosten" in facts["suggestion_why"]
    assert (facts["assign_before_date"], facts["acknowledge_by_date"]) == ("2026-04-08", "2026-04-07")
    assert facts["acknowledge_by_why"].startswith("uiterlijk dinsdag 7 april 2026")
    assert (facts["withheld_why"], facts["ready_letter"], facts["backlog"]) == (None, None, False)


@pytest.mark.parametrize(
    ("first", "last", "recipient", "signer"),
    [
        (date(2026, 4, 2), date(2026, 4, 2), COLLECTOR, "Bram Smit"),
        (date(2026, 4, 3), date(2026, 4, 30), MANAGER, "Anna de Boer"),
        (date(2026, 3, 1), date(2026, 4, 1), MANAGER, "Anna de Boer"),
    ],
    ids=["that-day", "not-yet", "no-more"],
)
def test_a_deputy_acts_within_the_period(world: World, first: date, last: date, recipient: str, signer: str) -> None:
    world.settle(people=with_deputy(first, last))
    world.deliver(mail())
    assert world.letter(Letter.NEW_COMPLAINT).recipient == recipient
    assert world.letter(Letter.ACKNOWLEDGEMENT).facts["signer_name"] == signer


def test_a_letter_says_what_was_so_when_it_became_owed(world: World) -> None:
    world.deliver(mail())
    before = world.letter(Letter.ACKNOWLEDGEMENT).facts
    world.settle(people=with_deputy(date(2026, 4, 1), date(2026, 4, 30)), terms=Terms(target_working_days=1))
    assert b"24 april" in world.send()[0].raw
    assert world.letter(Letter.ACKNOWLEDGEMENT).facts == before


@pytest.mark.parametrize(
    ("terms", "by"),
    [
        (Terms(), "2026-04-07"),
        (Terms(acknowledge_days=None), "2026-04-07"),
        (Terms(acknowledge_days=1), "2026-04-03"),
        (Terms(acknowledge_days=None, acknowledge_working_days=None), None),
    ],
    ids=["both", "working-days", "calendar-days", "neither"],
)
def test_the_last_day_to_confirm_is_the_earlier_clock_or_none(world: World, terms: Terms, by: str | None) -> None:
    world.settle(terms=terms)
    world.deliver(mail(sender="noreply@shop.example"))
    assert world.letter(Letter.NEW_COMPLAINT).facts["acknowledge_by_date"] == by
    assert world.complaint().acknowledge_by_date == (date.fromisoformat(by) if by else None)
    world.intake.quarantine(world.keep(mail()), "x")
    assert world.letter(Letter.UNREADABLE).facts["look_by_date"] == (by or "2026-05-28")
    assert len(world.send()) == 2


def test_the_gathered_letter_tells_of_each_and_ends_at_its_most(world: World) -> None:
    world.settle(limits=Limits(gather_new_complaints_above_per_hour=0, acknowledgements_per_address_hour=1))
    for _ in range(GATHERED_AT_MOST + 1):
        world.deliver(mail(sender=BOB))
    first, second = world.letters(Letter.NEW_COMPLAINTS_GATHERED)
    assert [len(one.facts["gathered"]) for one in (first, second)] == [GATHERED_AT_MOST, 1]
    assert [one["withheld"] for one in first.facts["gathered"][:3]] == [False, True, True]
    assert first.facts["gathered"][0] == {
        "reference": "KL-2026-00001",
        "nature": "Incassokosten",
        "withheld": False,
        "is_late": False,
        "assign_before_date": "2026-04-08",
        "acknowledge_by_date": "2026-04-07",
        "see_also": [],
    }
    assert first.facts["gathered"][2]["see_also"] == ["KL-2026-00002", "KL-2026-00001"]
    world.clock.advance(timedelta(minutes=30))
    assert [one.recipient for one in world.send()] == [BOB, MANAGER, MANAGER]


def test_a_gathered_letter_that_was_tried_takes_no_more(world: World) -> None:
    world.settle(limits=Limits(gather_new_complaints_above_per_hour=0))
    world.deliver(mail())
    with world.store.unit() as session:
        session.get_one(LetterOwed, world.letter(Letter.NEW_COMPLAINTS_GATHERED).id).attempts = 1
    world.deliver(mail())
    assert [len(one.facts["gathered"]) for one in world.letters(Letter.NEW_COMPLAINTS_GATHERED)] == [1, 1]


def test_facts_that_a_letter_does_not_declare_are_refused(world: World) -> None:
    with pytest.raises(ValueError, match="nonsense"), world.store.unit() as session:
        owe_letter(session, Letter.UNREADABLE, MANAGER, {"nonsense": 1}, NOW, mailbox="klachten")
    assert world.letters() == []


def test_an_answer_is_threaded_only_to_a_mail_with_an_id() -> None:
    told = Mail(1, "klachten", NOW, Sender("", ALICE), ALICE, "x", "y", Language.DUTCH, references=("<a@b.example>",))
    assert told.answered_by == Answers()
    assert replace(told, message_id="<c@d.example>").answered_by == Answers("<c@d.example>", ("<a@b.example>", "<c@d.example>"))


def test_a_letter_ready_for_the_hand_list_is_in_the_complainants_language(world: World) -> None:
    english = "I have been waiting for an answer to my letter for three weeks and nobody will call me back about it."
    world.deliver(mail(english))
    world.send()
    world.deliver(bounce("klachten@voorbeeld.nl", returned=str(world.letter(Letter.ACKNOWLEDGEMENT).message_id)))
    assert world.letter(Letter.UNACKNOWLEDGED).facts["ready_letter"]["language"] == "en"
    (letter,) = world.send()
    assert b"We want to solve your complaint" in letter.raw
