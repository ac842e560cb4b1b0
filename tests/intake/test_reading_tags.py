"""Each rule of 'Reading tags' in a register: what an employee types, what becomes of the complaint, and what they are told.

How words are read is held in test_tags.py; here is what follows from it.
Source: docs/procedure.md, Reading tags.
"""

from datetime import timedelta

import pytest

from tracker.ledger import MailClass
from tracker.model import Letter, Reference, Role, State
from tracker.offered import DECIDE
from tracker.people import People, Person
from tracker.standing import proposal_mark
from tracker.tokens import action_token
from world import ALICE, COLLECTOR, DESK, DIRECTOR, MANAGER, NOW, PEOPLE, World, mail


@pytest.fixture
def assigned(world: World) -> World:
    """A complaint of Alice's that Bram handles."""
    world.deliver(mail())
    world.order("#toewijzen Bram Smit", sender=MANAGER)
    assert world.complaint().state == State.ASSIGNED
    return world


def outside(world: World) -> list[str]:
    """What Alice is to read, but for the acknowledgement."""
    return [letter.letter for letter in world.letters() if letter.recipient == ALICE and letter.letter != Letter.ACKNOWLEDGEMENT]


def problems(world: World) -> str:
    """What the last answer says is wrong."""
    assert world.answer().letter == Letter.NOT_DONE
    return "\n".join(world.answer().facts["problems"])


NOT_DONE = [
    # subject, text, part of what is asked back
    ("#akkoord", "", "Bedoelt u #afspraak?"),
    ("#nietakkoord", "Te veel.", "Bedoelt u #geenafspraak?"),
    ("#afsluiten", "Klaar.", "Bedoelt u #opgelost?"),
    ("#gesloten", "Klaar.", "Bedoelt u #opgelost?"),
    ("#opgelots", "", "Bedoelt u #opgelost?"),
    ("#opgelost", "", "#afspraak #opgelost"),
    ("#nog niet akkoord", "", "Bedoelt u"),
    ("#geen afspraak", "", "Schrijf waarom er geen afspraak komt."),
    ("#toewijzen Bram of Eva", "", "Ik ken niemand"),
    ("#afspraak #bedrag 125.50", "U krijgt dit terug.", "op twee manieren"),
    ("#streefdatum volgende week vrijdag", "", "als één bepaalde dag"),
    ("#streefdatum eind van de week", "", "als één bepaalde dag"),
    ("#streefdatum 15 mei #geenafspraak", "", "Schrijf waarom er geen afspraak komt."),
    ("#geenafspraak #beroep", "Hij wil niet.", "Wij weten niet bij welk woord uw tekst hoort."),
    ("#toewijzen Eva Bos #streefdatum 1 april 2026", "", "Die dag is voorbij."),
    ("", "#opgelots\nDank.", "Bedoelt u #opgelost?"),
]


@pytest.mark.parametrize(("subject", "text", "said"), NOT_DONE)
def test_what_is_not_clear_or_not_theirs_is_asked_back_and_nothing_is_done(assigned: World, subject: str, text: str, said: str) -> None:
    before = assigned.journal()
    assigned.order(subject, text)
    assert said in problems(assigned)
    assert (assigned.complaint().state, assigned.complaint().handler_role) == (State.ASSIGNED, Role.TEAM_LEAD_COLLECTION)
    assert assigned.journal() == before
    assert outside(assigned) == []


DONE = [
    # subject, text, the state that follows
    ("#geenafspraak", "Hij wil niet praten.", State.IMPASSE),
    ("#Geen-Afspraak", "Hij wil niet praten.", State.IMPASSE),
    ("[ #geenafspraak ]", "Hij wil niet praten.", State.IMPASSE),
    ("[geenafspraak]", "Hij wil niet praten.", State.IMPASSE),
    ("Toewijzen vóór wo 8 april", "#geenafspraak\nHij wil niet praten.", State.IMPASSE),
    ("#afspraak", "Wij bellen u morgen.\n\nVerstuurd vanaf mijn iPhone", State.AGREED),
    ("#afspraak #opgelost", "Wij bellen u morgen.", State.AGREED),
    ("#afspraak #bedrag 125,–", "U krijgt dit terug.", State.CONSULTING),
    ("#afspraak #bedrag 125 euro", "U krijgt dit terug.", State.CONSULTING),
    ("#opgelost?", "", State.ASSIGNED),
    ("#proef #geenafspraak", "Hij wil niet praten.", State.ASSIGNED),
    ("#streefdatum op vr 15 mei", "", State.ASSIGNED),
    ("#uitstel tot 15-5", "", State.ASSIGNED),
    ("#toewijzen aan Eva Bos #notitie", "Zij kent de klager.", State.ASSIGNED),
]


@pytest.mark.parametrize(("subject", "text", "state"), DONE)
def test_what_is_clear_is_done_and_told(assigned: World, subject: str, text: str, state: State) -> None:
    assigned.order(subject, text)
    assert assigned.complaint().state == state
    told = [letter for letter in assigned.letters(Letter.TRANSCRIPT) if letter.recipient == COLLECTOR]
    assert told[-1].facts["understood"]


UNKNOWN = "<weg@elders.example>"


def test_a_tag_of_which_nobody_knows_whether_it_is_left_over_is_asked_about(assigned: World) -> None:
    assigned.order("#geenafspraak", "Hij wil niet praten.", In_Reply_To=UNKNOWN)
    assert (assigned.complaint().state, assigned.answer().letter) == (State.ASSIGNED, Letter.IS_IT_YOU)


def test_one_that_was_typed_in_the_text_is_not(assigned: World) -> None:
    assigned.order("Hoge kosten", "#geenafspraak\nHij wil niet praten.", In_Reply_To=UNKNOWN)
    assert assigned.complaint().state == State.IMPASSE


def test_a_tag_that_the_answered_mail_bore_is_not_obeyed(assigned: World) -> None:
    assigned.order("#geenafspraak", "Hij wil niet praten.", Message_ID="<eerste@voorbeeld.nl>")
    assigned.order("#heropenen", "Probeer het nog eens.", sender=MANAGER)
    assigned.order("#geenafspraak", "Ik belde hem zojuist.", In_Reply_To="<eerste@voorbeeld.nl>")
    assert assigned.complaint().state == State.REOPENED


def test_the_same_again_is_answered_with_when_it_was_done(assigned: World) -> None:
    for _ in range(2):
        assigned.order("#geenafspraak", "Hij wil niet praten.")
    assert "was al gedaan op donderdag 2 april 2026" in "\n".join(assigned.answer().facts["done"])
    assert [event for event, _ in assigned.journal()].count("no_agreement") == 1


def test_of_an_automatic_mail_nothing_is_searched(assigned: World) -> None:
    assigned.order("#geenafspraak", "Hij wil niet praten.", Auto_Submitted="auto-replied")
    assert assigned.complaint().state == State.ASSIGNED


@pytest.mark.parametrize("text", ["Dank.\n\n> #geenafspraak\n> Hij wil niet.", "Zie hieronder.\n#geenafspraak\nHij wil niet."])
def test_a_tag_elsewhere_in_the_text_is_none(assigned: World, text: str) -> None:
    assigned.order("Hoge kosten", text)
    assert (assigned.complaint().state, assigned.answer().letter) == (State.ASSIGNED, Letter.NOTED)


@pytest.mark.parametrize(("copied", "has_it"), [("", False), (ALICE, True), (ALICE.upper(), True)])
def test_an_answer_without_a_tag_goes_into_the_record_and_nowhere_else(assigned: World, copied: str, has_it: bool) -> None:  # noqa: FBT001 a column of the table
    assert assigned.order("Hoge kosten", "Ik bel haar morgen.", Cc=copied) is MailClass.STAFF
    assert (assigned.answer().letter, assigned.answer().facts["complainant_has_it"]) == (Letter.NOTED, has_it)
    assert outside(assigned) == []


def test_of_two_people_with_one_name_nobody_is_guessed(assigned: World) -> None:
    namesake = Person(Role.SALES_MANAGER, "Bram Bos", ("e.bos@voorbeeld.nl",))
    assigned.settle(people=People(tuple(namesake if one.role is namesake.role else one for one in PEOPLE.everybody)))
    assigned.order("#toewijzen Bram", sender=MANAGER)
    assert "Bram" in problems(assigned)


BARE = [
    # the director's words, the state that follows
    ("akkoord", State.AGREED),
    ("Ja", State.AGREED),
    ("niet akkoord, te veel", State.ASSIGNED),
    ("Nee: te veel", State.ASSIGNED),
    ("akk.", State.CONSULTING),
    ("ok hoor", State.CONSULTING),
    ("ja maar niet meer dan 100", State.CONSULTING),
]


@pytest.mark.parametrize(("words", "state"), BARE)
def test_the_director_may_answer_a_consultation_with_a_bare_word(assigned: World, words: str, state: State) -> None:
    assigned.order("#afspraak #bedrag 125,50", "U krijgt dit terug.")
    complaint, asked = assigned.complaint(), assigned.letter(Letter.CONSULTATION)
    reference, mark = Reference(complaint.reference), proposal_mark(complaint)
    token = action_token(assigned.keyring, asked.id, reference, DIRECTOR, DECIDE, mark, NOW + timedelta(days=28))
    assigned.order("Overleg over een bedrag", words, sender=DIRECTOR, To=DESK.replace("@", f"+{token}@"))
    assert assigned.complaint().state == state
    if state is State.CONSULTING:
        assert assigned.answer().letter == Letter.NOT_DONE


def test_what_goes_outside_is_the_text_alone(assigned: World) -> None:
    signed = "Wij bellen u morgen.\n\nVerstuurd vanaf mijn iPhone\n\nOp 2 apr 2026 om 09:00 heeft Klachten <a@b.example> geschreven:\n> x"
    assigned.order("#antwoord", signed)
    assert "Wij bellen u morgen." in str(assigned.letter(Letter.ANSWER).facts)
    assert "iPhone" not in str(assigned.letter(Letter.ANSWER).facts)


@pytest.mark.parametrize(("second_thought", "sent"), [("#notitie belde", 2), ("#herstel", 1)])
def test_a_letter_that_an_employee_caused_waits_and_can_be_called_back(assigned: World, second_thought: str, sent: int) -> None:
    assigned.order("#streefdatum 15 mei")
    assert assigned.letter(Letter.TARGET_DATE_CHANGED).next_attempt_at == NOW + timedelta(minutes=5)
    assert assigned.letter(Letter.ACKNOWLEDGEMENT).next_attempt_at == NOW
    assigned.order(second_thought)
    assigned.clock.advance(timedelta(hours=1))
    assert len([one for one in assigned.send() if one.recipient == ALICE]) == sent


def test_no_subject_of_ours_bears_a_tag(assigned: World) -> None:
    for subject, text, _ in DONE:
        assigned.order(subject, text)
    assigned.clock.advance(timedelta(hours=1))
    subjects = [line for one in assigned.send() for line in one.raw.split(b"\r\n\r\n", 1)[0].split(b"\r\n") if line.startswith(b"Subject:")]
    assert subjects
    assert [line for line in subjects if b"#" in line] == []
