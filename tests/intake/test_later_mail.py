"""What happens with later mail: the answer to 'is it solved?', what is written after closing, and what staff put on record."""

from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tracker.alarms import raise_alarm
from tracker.ledger import MailClass
from tracker.model import Letter, Reference, Role, State
from tracker.offered import VALID
from tracker.people import People, Person
from tracker.records import Journal
from tracker.token_forms import code_line
from tracker.tokens import action_token
from tracker.told import Guess
from world import ALICE, BOB, COLLECTOR, FORGED, MALLORY, MANAGER, NOW, PEOPLE, PROVEN, World, mail

DESK_CLERK = "receptie@voorbeeld.nl"
AGREEMENT = "Wij sturen u een nieuwe brief zonder fouten."


def write(world: World, text: str, subject: str = "Re: uw brief", sender: str = ALICE, **fields: str) -> MailClass:
    """Let somebody mail, with the reference of the only complaint."""
    return world.deliver(mail(text, sender=sender, subject=f"{subject} [{world.complaint().reference}]", **fields))


def sent(world: World, recipient: str, words: str = "") -> EmailMessage:
    """Send what is due; return the newest letter to somebody whose subject holds these words."""
    world.send()
    read = [(one.recipient, message_from_bytes(one.raw, policy=policy.default)) for one in world.courier.carried]
    found = [one for to, one in read if to == recipient and words in str(one["Subject"])][-1]
    assert isinstance(found, EmailMessage)
    return found


def text_of(read: EmailMessage) -> str:
    body = read.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def arrange(world: World, **columns: object) -> None:
    with world.store.unit() as session:
        complaint = session.merge(world.complaint())
        for name, value in columns.items():
            setattr(complaint, name, value)


@pytest.fixture
def resolved(world: World) -> World:
    """Alice's complaint is resolved by Bram, and she was asked whether it is."""
    world.deliver(mail())
    arrange(world, state=State.RESOLVED, handler_role=Role.TEAM_LEAD_COLLECTION, agreement=AGREEMENT, inquiries=1, inquired_at=NOW)
    return world


@pytest.fixture
def closed(resolved: World) -> World:
    """The same, and closed since."""
    resolved.order("#tevreden", "Gebeld op 2 april: alles is goed.", sender=MANAGER)
    assert resolved.complaint().state == State.CLOSED
    return resolved


# the answer to 'is it solved?'

ANSWERS = [
    # subject, text, the guess, what the letter says, its subject
    ("JA", "", Guess.YES, "De klager zegt waarschijnlijk: ja.", "waarschijnlijk ja"),
    ("Re: Is uw klacht opgelost?", "Ja, alles is in orde.", Guess.YES, "De klager zegt waarschijnlijk: ja.", "waarschijnlijk ja"),
    ("NEE", "", Guess.NO, "De klager zegt waarschijnlijk: nee.", "waarschijnlijk nee"),
    ("Re: Is uw klacht opgelost?", "Nog steeds niets gehoord.", Guess.NO, "waarschijnlijk: nee.", "waarschijnlijk nee"),
    ("Re: Is uw klacht opgelost?", "Ja, maar de brief is fout.", Guess.UNCLEAR, "niet duidelijk of de klager ja of nee zegt", "antwoord"),
    ("JA", "Maar de brief is fout.", Guess.UNCLEAR, "niet duidelijk of de klager ja of nee zegt", "antwoord"),
]


@pytest.mark.parametrize(("subject", "text", "guess", "told", "title"), ANSWERS)
def test_the_answer_goes_to_manager_operations_with_a_guess(
    resolved: World, subject: str, text: str, guess: Guess, told: str, title: str
) -> None:
    assert write(resolved, text, subject) is MailClass.FOLLOW_UP
    owed = resolved.letter(Letter.FOLLOW_UP)
    assert (owed.recipient, owed.facts["guess"]) == (MANAGER, guess)
    assert (resolved.complaint().said_yes_at == NOW) is (guess is Guess.YES)
    assert resolved.complaint().state == State.RESOLVED
    read = sent(resolved, MANAGER, title)
    assert told in text_of(read)


def test_a_yes_on_record_is_enough_to_close(resolved: World) -> None:
    write(resolved, "", "JA")
    offer = next(one for one in resolved.letter(Letter.FOLLOW_UP).facts["offers"] if one["event"] == "satisfied")
    assert (offer["needs"], offer["button"]) == ("", True)
    resolved.order("#tevreden", sender=MANAGER)
    assert resolved.complaint().state == State.CLOSED


def test_without_a_yes_manager_operations_must_say_how_it_was_verified(resolved: World) -> None:
    write(resolved, "Ja, maar de brief is fout.")
    resolved.order("#tevreden", sender=MANAGER)
    assert resolved.complaint().state == State.RESOLVED
    assert "hoe en wanneer" in resolved.letter(Letter.NOT_DONE).facts["problems"][0]


def test_a_no_takes_the_place_of_an_earlier_yes(resolved: World) -> None:
    write(resolved, "", "JA")
    write(resolved, "Nee, toch niet opgelost.")
    assert resolved.complaint().said_yes_at is None
    assert [one.facts["guess"] for one in resolved.letters(Letter.FOLLOW_UP)] == [Guess.YES, Guess.NO]


NO_ANSWERS = [
    # whose yes counts for nothing: the sender, the fields
    (BOB, {}),
    (MALLORY, {}),
    (ALICE, {"Authentication_Results": FORGED}),
    ("c.visser@voorbeeld.nl", {}),
]


@pytest.mark.parametrize(("sender", "fields"), NO_ANSWERS)
def test_the_yes_of_another_is_none(resolved: World, sender: str, fields: dict[str, str]) -> None:
    question = str(sent(resolved, ALICE)["Message-ID"])
    write(resolved, "Ja, alles is opgelost.", sender=sender, In_Reply_To=question, **fields)
    assert resolved.complaints()[0].said_yes_at is None
    assert not any(one.facts["guess"] for one in resolved.letters(Letter.FOLLOW_UP))


@pytest.mark.parametrize(("seen", "counts"), [(NOW, True), (None, False)], ids=["mandate seen", "not seen"])
def test_a_representative_answers_once_the_mandate_was_seen(resolved: World, seen: object, *, counts: bool) -> None:
    arrange(resolved, representative_name="Bob", representative_address=BOB, representative_key=BOB, mandate_seen_at=seen)
    write(resolved, "", "JA", sender=BOB)
    assert (resolved.complaints()[0].said_yes_at is not None) is counts


NOT_ASKED = [
    # how it stands when the yes comes
    {"state": State.ASSIGNED},
    {"state": State.AGREED},
    {"state": State.RESOLVED, "inquired_at": None},
]


@pytest.mark.parametrize("columns", NOT_ASKED, ids=["assigned", "agreed", "never asked"])
def test_a_yes_to_no_question_is_none(resolved: World, columns: dict[str, object]) -> None:
    arrange(resolved, **columns)
    write(resolved, "Ja, akkoord. Alles is opgelost.")
    assert resolved.complaint().said_yes_at is None
    assert resolved.letter(Letter.FOLLOW_UP).facts["guess"] is None


def test_who_handles_it_judges_no_answer_to_it(resolved: World) -> None:
    arrange(resolved, handler_role=Role.MANAGER_OPERATIONS)
    write(resolved, "", "JA")
    assert resolved.letter(Letter.FOLLOW_UP).recipient == PEOPLE.verifier(Role.MANAGER_OPERATIONS, date(2026, 4, 2)).addresses[0]


# after closing


def test_a_mail_of_the_complainant_stops_the_removal_until_somebody_decides(closed: World) -> None:
    assert write(closed, "Ik kreeg toch weer een brief.") is MailClass.FOLLOW_UP
    assert closed.complaint().wrote_after_closing_at == NOW
    owed = closed.letter(Letter.FOLLOW_UP)
    assert (owed.recipient, owed.facts["after_closing"]) == (MANAGER, True)
    assert {one["event"] for one in owed.facts["offers"] if one["button"]} >= {"reopen", "satisfied"}
    assert "De klacht blijft in de registratie tot u beslist." in text_of(sent(closed, MANAGER, "na het sluiten"))


DECISIONS = [
    # tag, text, the state that it leads to
    ("#heropenen", "De brief klopt nog niet.", State.REOPENED),
    ("#tevreden", "Gebeld op 2 april: het was een oude brief.", State.CLOSED),
]


@pytest.mark.parametrize(("tag", "text", "state"), DECISIONS)
def test_manager_operations_decides(closed: World, tag: str, text: str, state: State) -> None:
    write(closed, "Ik kreeg toch weer een brief.")
    closed.order(tag, text, sender=MANAGER)
    assert (closed.complaint().state, closed.complaint().wrote_after_closing_at) == (state, None)


def test_whoever_answers_our_letter_from_another_address_stops_it_as_well(closed: World) -> None:
    write(closed, "Nog iets.", sender=BOB, In_Reply_To=str(sent(closed, ALICE)["Message-ID"]))
    assert closed.complaint().wrote_after_closing_at == NOW
    owed = closed.letter(Letter.FOLLOW_UP)
    assert (owed.recipient, owed.facts["after_closing"], owed.facts["other_address"]) == (MANAGER, True, True)


def test_the_mail_of_an_employee_stops_no_removal(closed: World) -> None:
    write(closed, "Nog iets.", sender=COLLECTOR, In_Reply_To=str(sent(closed, ALICE)["Message-ID"]))
    assert closed.complaint().wrote_after_closing_at is None
    assert all(not one.facts["after_closing"] for one in closed.letters(Letter.FOLLOW_UP))


def test_a_mail_to_a_merged_complaint_joins_the_one_that_stays(world: World) -> None:
    world.deliver(mail())
    world.deliver(mail("Nog een klacht."))
    first, second = world.complaints()
    world.order(f"#samenvoegen {first.reference}", sender=MANAGER, complaint=second)
    world.deliver(mail("Nog iets.", subject=f"Re: [{second.reference}]"))
    first, second = world.complaints()
    assert (second.merged_into_id, second.wrote_after_closing_at) == (first.id, None)
    assert world.arrival().complaint_id == first.id


# what the letters offer


def test_a_new_complaint_offers_its_first_steps(world: World) -> None:
    world.deliver(mail("De medewerker aan de telefoon was onbeleefd."))
    offers = world.letter(Letter.NEW_COMPLAINT).facts["offers"]
    assert [one["typed"] for one in offers if one["button"]] == ["#toewijzen", "#geenklacht", "#spam"]
    complaint = world.complaint()
    assert (offers[0]["canonical"], offers[0]["needs"]) == (complaint.suggested_role, "")
    text = text_of(sent(world, MANAGER))
    assert f"#toewijzen {offers[0]['argument']}" in text
    assert "door deze mail door te sturen" not in text


def test_a_vacant_role_is_not_offered(world: World) -> None:
    world.settle(people=People(tuple(one for one in PEOPLE.everybody if one.role is not Role.TEAM_LEAD_COLLECTION)))
    world.deliver(mail("De incassokosten zijn te hoog."))
    assert Role.TEAM_LEAD_COLLECTION not in {one["canonical"] for one in world.letter(Letter.NEW_COMPLAINT).facts["offers"]}


def test_where_receipt_must_be_confirmed_by_hand_that_is_offered(world: World) -> None:
    world.deliver(mail(), backlog=True)
    assert "#bevestigd" in [one["typed"] for one in world.letter(Letter.NEW_COMPLAINT).facts["offers"] if one["button"]]


def test_contradicting_references_are_offered_to_be_merged(world: World) -> None:
    world.deliver(mail())
    answered = str(sent(world, ALICE)["Message-ID"])
    world.deliver(mail("Nog een klacht."))
    first, second = (one.reference for one in world.complaints())
    world.deliver(mail("Hoort bij beide.", subject=f"Re: [{second}]", In_Reply_To=answered))
    third = world.complaints()[2]
    offers = world.letters(Letter.NEW_COMPLAINT)[-1].facts["offers"]
    assert {one["argument"] for one in offers if one["event"] == "merge"} == {first, second}
    world.order(f"#samenvoegen {first}", sender=MANAGER, complaint=third)
    assert world.complaints()[2].merged_into_id == world.complaints()[0].id


def test_a_stranger_who_names_a_reference_can_be_merged_by_manager_operations(world: World) -> None:
    world.deliver(mail())
    write(world, "Mijn man schreef u al.", sender=BOB)
    offers = world.letters(Letter.NEW_COMPLAINT)[-1].facts["offers"]
    assert [(one["argument"], one["button"]) for one in offers if one["event"] == "merge"] == [("KL-2026-00001", False)]


def test_a_later_mail_that_names_another_complaint_offers_to_merge_them(world: World) -> None:
    world.deliver(mail())
    world.deliver(mail("Nog een klacht."))
    first, second = (one.reference for one in world.complaints())
    world.deliver(mail("Hoort bij beide.", subject=f"Re: [{first}] en {second}"))
    owed = world.letter(Letter.FOLLOW_UP)
    assert owed.complaint_id == world.complaints()[0].id
    assert [one["argument"] for one in owed.facts["offers"] if one["event"] == "merge"][-1] == second


def test_a_later_mail_offers_what_its_reader_may_cause(world: World) -> None:
    world.deliver(mail())
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    write(world, "Ik wacht nog.")
    owed = world.letter(Letter.FOLLOW_UP)
    assert owed.recipient == COLLECTOR
    assert "#afspraak" in [one["typed"] for one in owed.facts["offers"] if one["button"]]


# what staff put on record


def test_a_note_of_the_front_desk_reaches_the_handler(world: World) -> None:
    world.settle(people=People((*PEOPLE.everybody, Person(Role.FRONT_DESK, "Gerda Prins", (DESK_CLERK,)))))
    world.deliver(mail())
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    world.order("#notitie", "Mevrouw belde. Zij vraagt of u vandaag nog belt.", sender=DESK_CLERK)
    owed = world.letter(Letter.FOLLOW_UP)
    assert owed.recipient == COLLECTOR
    assert (owed.facts["text"], owed.facts["sender_address"]) == ("Mevrouw belde. Zij vraagt of u vandaag nog belt.", DESK_CLERK)
    assert world.rows(Journal)[-1].words == "Mevrouw belde. Zij vraagt of u vandaag nog belt."


def test_a_note_of_ones_own_comes_back_to_nobody(world: World) -> None:
    world.deliver(mail())
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    world.order("#notitie", "Gebeld, geen gehoor.")
    assert world.letters(Letter.FOLLOW_UP) == []


def test_a_code_below_an_employees_words_reaches_no_colleague(world: World) -> None:
    world.deliver(mail())
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    code = code_line(action_token(world.keyring, 1, Reference(world.complaint().reference), MANAGER, "assign", "", NOW + VALID))
    write(world, f"Belt u haar?\n{code}\n\n> Een eerdere mail.", sender=MANAGER, Authentication_Results=PROVEN)
    told = world.letter(Letter.FOLLOW_UP)
    assert (told.recipient, told.facts["text"].split()) == (COLLECTOR, ["Belt", "u", "haar?"])


def test_what_claims_to_be_the_handlers_reaches_the_handler_while_claims_are_forgeable(world: World) -> None:
    world.deliver(mail())
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    with world.store.unit() as session:
        raise_alarm(session, "authentication.forgeable", "klachten", "seen", NOW)
    write(world, "De klager is tevreden.", sender=COLLECTOR, Authentication_Results=PROVEN)
    told = world.letter(Letter.FOLLOW_UP)
    assert (told.recipient, told.facts["sender_address"]) == (COLLECTOR, COLLECTOR)
