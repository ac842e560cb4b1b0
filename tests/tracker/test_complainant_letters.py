"""What the complainant's letters are made from, when employees carry a complaint through the procedure."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tracker.appeal import KIFID
from tracker.casework import take
from tracker.facts import Given
from tracker.letter_facts.outside import DECLARED
from tracker.model import ComplainantRole, Event, Language, Letter, Role, State
from tracker.records import Complaint, LetterOwed
from tracker.rules import Patience
from tracker.steps import Actor, Step
from tracker.who import Who
from tracker.writers.complainant_letters import WRITERS
from world import ALICE, BOB, COLLECTOR, COMPOSER, DIRECTOR, HOUR, MANAGER, NOW, PROVEN, World, mail

BRAM = ("Bram Smit", "Teamleider Incasso")
ANNA = ("Anna de Boer", "Manager Operations")
RECALL = timedelta(minutes=6)
IN_HAND = {"state": State.ASSIGNED, "handler_role": Role.TEAM_LEAD_COLLECTION}
RESOLVED = {"state": State.RESOLVED, "handler_role": Role.TEAM_LEAD_COLLECTION, "outcome": Event.RESOLVE}
WITHDRAWN = {**RESOLVED, "outcome": Event.WITHDRAW}
LONG_AGO = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SILENT = {**RESOLVED, "inquiries": 2, "inquired_at": LONG_AGO}
AGREEMENT = "Wij sturen u geen brieven meer."
VERIFIED = "Gebeld op 3 april: de klager vindt het zo goed."


def stand(world: World, **columns: Any) -> None:
    """Put the only complaint on record as the test needs it."""
    with world.store.unit() as session:
        complaint = session.get_one(Complaint, world.complaint().id)
        for name, value in columns.items():
            setattr(complaint, name, value)


def text_of(letter: LetterOwed) -> str:
    return " ".join(COMPOSER.text(Letter(letter.letter), Language(letter.language), letter.facts).split())


CASES = [
    (IN_HAND, "#streefdatum 8-5-2026", "De bank is traag.", COLLECTOR, Letter.TARGET_DATE_CHANGED, BRAM,
     {"old_date": "2026-04-24", "new_date": "2026-05-08", "text": "De bank is traag.", "beyond_weeks": None}),
    (IN_HAND, "#streefdatum 28-5-2026", "", MANAGER, Letter.TARGET_DATE_CHANGED, BRAM, {"text": "", "beyond_weeks": None}),
    (IN_HAND, "#streefdatum 29-5-2026", "", MANAGER, Letter.TARGET_DATE_CHANGED, BRAM, {"new_date": "2026-05-29", "beyond_weeks": 8}),
    ({**IN_HAND, "state": State.REOPENED, "target_date": None}, "#streefdatum 8-5-2026", "", COLLECTOR, Letter.TARGET_DATE_CHANGED, BRAM,
     {"old_date": None, "new_date": "2026-05-08"}),
    (IN_HAND, "#streefdatum 24-4-2026", "", COLLECTOR, Letter.TARGET_DATE_CHANGED, BRAM, {"old_date": "2026-04-24"}),
    (IN_HAND, "#afspraak", AGREEMENT, COLLECTOR, Letter.CONFIRMATION, BRAM, {"text": AGREEMENT, "amount_cents": None}),
    ({}, "#afspraak", AGREEMENT, MANAGER, Letter.CONFIRMATION, ANNA, {"text": AGREEMENT}),
    (RESOLVED, "#vraagklager", "", MANAGER, Letter.INQUIRY, BRAM, {"withdrawn": False}),
    (WITHDRAWN, "#vraagklager", "", MANAGER, Letter.INQUIRY, BRAM, {"withdrawn": True}),
    (RESOLVED, "#ontevreden", "Er kwam nog een brief.", MANAGER, Letter.REOPENED, BRAM, {"contact_date": "2026-04-03"}),
    (RESOLVED, "#tevreden", VERIFIED, MANAGER, Letter.CLOSING, BRAM,
     {"withdrawn": False, "removal_date": "2026-04-05", "removed_at_once": False}),
    (WITHDRAWN, "#tevreden", VERIFIED, MANAGER, Letter.CLOSING, BRAM, {"withdrawn": True, "removal_date": "2026-04-05"}),
    ({**RESOLVED, "held_because": "een rechtszaak"}, "#tevreden", VERIFIED, MANAGER, Letter.CLOSING, BRAM,
     {"removal_date": None, "removed_at_once": False}),
    ({**RESOLVED, "privacy_request_at": NOW}, "#tevreden", VERIFIED, MANAGER, Letter.CLOSING, BRAM, {"removal_date": None}),
    (SILENT, "#geenreactie", "", MANAGER, Letter.CLOSING_SILENT, BRAM,
     {"removal_date": "2026-07-02", "complainant_role": "unknown", "withdrawn": False, "inquired": True}),
    ({**SILENT, "outcome": Event.WITHDRAW}, "#geenreactie", "", MANAGER, Letter.CLOSING_SILENT, BRAM, {"withdrawn": True}),
    ({**IN_HAND, "state": State.IMPASSE, "complainant_role": ComplainantRole.DEBTOR}, "#beroep", "De rekening klopt.", MANAGER,
     Letter.APPEAL, BRAM, {"received_date": "2026-04-02", "standpoint_date": "2026-04-02", "text": "De rekening klopt.",
                           "complainant_role": "debtor"}),
    ({}, "#geenklacht", "Een vraag over een factuur.", MANAGER, Letter.ELSEWHERE, ANNA, {"forwarded": False}),
    ({}, "#geenklacht #doorsturen incasso", "Een betaalbewijs.", MANAGER, Letter.ELSEWHERE, ANNA, {"forwarded": True}),
    (IN_HAND, "#antwoord", "Wij bellen u maandag.", COLLECTOR, Letter.ANSWER, BRAM, {"text": "Wij bellen u maandag.", "attachments": []}),
]  # fmt: skip


@pytest.mark.parametrize(("stands", "tags", "words", "sender", "letter", "signer", "told"), CASES)
def test_a_step_owes_its_letter_to_the_complainant_with_what_the_record_holds(
    world: World, stands: dict[str, Any], tags: str, words: str, sender: str, letter: Letter, signer: tuple[str, str], told: dict[str, Any]
) -> None:
    world.settle(departments={"incasso": "incasso@voorbeeld.nl"})
    world.deliver(mail())
    stand(world, **stands)
    world.order(tags, words, sender=sender)
    owed = world.letter(letter)
    assert (owed.recipient, owed.language, owed.outside) == (ALICE, "nl", True)
    assert {name: owed.facts[name] for name in told} == told
    assert (owed.facts["signer_name"], owed.facts["signer_title"]["nl"]) == signer
    assert owed.next_attempt_at == NOW + world.rules.house.patience.recall
    assert "Geachte heer, mevrouw," in text_of(owed)


def test_every_letter_to_the_complainant_has_a_writer_and_a_case() -> None:
    assert WRITERS.keys() == DECLARED.keys() - {Letter.ACKNOWLEDGEMENT}
    assert {case[4] for case in CASES} | {Letter.MERGED} == WRITERS.keys()


def test_what_is_removed_at_once_says_so(world: World) -> None:
    world.settle(patience=Patience(grace=timedelta(0)))
    world.deliver(mail())
    stand(world, **RESOLVED)
    world.order("#tevreden", VERIFIED, sender=MANAGER)
    facts = world.letter(Letter.CLOSING).facts
    assert (facts["removal_date"], facts["removed_at_once"]) == ("2026-04-02", True)


def test_what_cannot_be_mailed_is_printed(world: World) -> None:
    world.deliver(mail())
    stand(world, **IN_HAND, complainant_address=None, complainant_key=None)
    world.order("#streefdatum 8-5-2026")
    assert world.complaint().target_date == date(2026, 5, 8)
    assert world.letters(Letter.TARGET_DATE_CHANGED) == []
    assert world.letter(Letter.TO_PRINT).facts["ready_letter"]["letter"] == Letter.TARGET_DATE_CHANGED


@pytest.mark.parametrize(("mandate_seen_at", "recipient"), [(None, ALICE), (NOW, BOB)])
def test_a_representative_is_written_to_once_the_mandate_was_seen(world: World, mandate_seen_at: datetime | None, recipient: str) -> None:
    world.deliver(mail())
    stand(world, **RESOLVED, representative_address=BOB, representative_key=BOB, mandate_seen_at=mandate_seen_at)
    world.order("#tevreden", VERIFIED, sender=MANAGER)
    letter = world.letter(Letter.CLOSING)
    assert (letter.recipient, letter.facts["to_representative"]) == (recipient, recipient == BOB)
    assert ("U treedt op voor de klager." in text_of(letter)) is (recipient == BOB)


UNSEEN = [
    (RESOLVED, "#tevreden", VERIFIED, Letter.CLOSING),
    (RESOLVED, "#vraagklager", "", Letter.INQUIRY),
    (RESOLVED, "#ontevreden", "Er kwam nog een brief.", Letter.REOPENED),
    (SILENT, "#geenreactie", "", Letter.CLOSING_SILENT),
    ({}, "#geenklacht", "Een vraag over een factuur.", Letter.ELSEWHERE),
]


@pytest.mark.parametrize(("stands", "tags", "words", "letter"), UNSEEN)
def test_who_wrote_for_the_complainant_reads_nothing_of_substance_before_the_mandate_was_seen(
    world: World, stands: dict[str, Any], tags: str, words: str, letter: Letter
) -> None:
    """The address from which the complaint came is not the complainant's own, once somebody is named as who acts for them."""
    world.deliver(mail())
    stand(world, **stands)
    world.order(f"#namens Alice Bakker {ALICE}", sender=MANAGER)
    world.order(tags, words, sender=MANAGER)
    assert [one for one in world.letters(letter) if one.recipient == ALICE] == []


def test_a_new_agreement_says_which_it_takes_the_place_of(world: World) -> None:
    world.deliver(mail())
    stand(world, **IN_HAND)
    world.order("#afspraak", AGREEMENT)
    world.clock.advance(RECALL)
    world.send()
    world.clock.advance(timedelta(days=1))
    world.order("#afspraak", "Wij sturen u één brief.")
    first, second = world.letters(Letter.CONFIRMATION)
    assert (first.facts["replaces_date"], second.facts["replaces_date"]) == (None, "2026-04-02")
    assert "Deze brief vervangt onze brief van donderdag 2 april 2026." in text_of(second)


def test_an_agreement_that_never_went_is_not_named(world: World) -> None:
    world.deliver(mail())
    stand(world, **IN_HAND)
    world.order("#afspraak", AGREEMENT)
    world.order("#afspraak", "Wij sturen u één brief.")
    assert [one.facts["replaces_date"] for one in world.letters(Letter.CONFIRMATION)] == [None, None]


def test_the_agreement_of_an_earlier_round_is_not_replaced(world: World) -> None:
    world.deliver(mail())
    stand(world, **IN_HAND)
    world.order("#afspraak", AGREEMENT)
    world.clock.advance(RECALL)
    world.send()
    stand(world, **RESOLVED)
    world.order("#ontevreden", "Er kwam nog een brief.", sender=MANAGER)
    world.order("#afspraak", "Wij sturen u één brief.")
    assert world.letters(Letter.CONFIRMATION)[-1].facts["replaces_date"] is None


def test_who_writes_in_neither_language_reads_all_in_both(world: World) -> None:
    world.deliver(mail())
    stand(world, **RESOLVED, also_in=Language.ENGLISH)
    world.order("#vraagklager", sender=MANAGER)
    letter = world.letter(Letter.INQUIRY)
    assert (letter.language, letter.also_in) == ("nl", "en")
    world.clock.advance(RECALL)
    (sent,) = [email.message_from_bytes(one.raw, policy=email.policy.default) for one in world.send() if one.recipient == ALICE][-1:]
    assert str(sent["Subject"]) == f"Is uw klacht opgelost? / Has your complaint been solved? [{world.complaint().reference}]"
    assert sent["Content-Language"] == "nl, en"


def test_the_appeal_names_the_route_of_its_own_day(world: World) -> None:
    closed = replace(KIFID, from_date=date(2020, 1, 1), name="Een instituut dat niet meer bestaat")
    later = replace(KIFID, from_date=date(2027, 1, 1), name="Een instituut dat nog moet komen")
    world.settle(appeal_routes=(later, closed, KIFID))
    world.deliver(mail())
    stand(world, **{**IN_HAND, "state": State.IMPASSE})
    world.order("#beroep", "De rekening klopt.", sender=MANAGER)
    text = text_of(world.letter(Letter.APPEAL))
    assert "Zo bereikt u Kifid:" in text
    assert "Een instituut dat" not in text


def test_an_english_complainant_reads_english(world: World) -> None:
    world.deliver(mail())
    stand(world, **SILENT, language=Language.ENGLISH)
    world.order("#geenreactie", sender=MANAGER)
    letter = world.letter(Letter.CLOSING_SILENT)
    assert letter.language == "en"
    assert letter.facts["appeal"]["costs"]["en"] == "It is free for consumers, sole traders and partnerships."
    assert "You can also go to Kifid." in text_of(letter)


def test_no_route_is_named_where_none_is_in_force(world: World) -> None:
    world.settle(appeal_routes=())
    world.deliver(mail())
    stand(world, **SILENT)
    world.order("#geenreactie", sender=MANAGER)
    assert world.letter(Letter.CLOSING_SILENT).facts["appeal"] is None


def test_who_stands_in_for_manager_operations_signs_without_another_title(world: World) -> None:
    world.deliver(mail())
    stand(world, accused_role=Role.MANAGER_OPERATIONS)
    world.order("#geenklacht", "Een vraag over een factuur.", sender=DIRECTOR)
    facts = world.letter(Letter.ELSEWHERE).facts
    assert (facts["signer_name"], facts["signer_title"]["nl"]) == ("Frank Dekker", "Waarnemend Manager Operations")


def test_the_confirmation_states_the_amount_and_never_who_was_asked_about_it(world: World) -> None:
    world.deliver(mail())
    stand(world, **IN_HAND)
    world.order("#notitie", "De klager klonk boos aan de telefoon.")
    world.order("#afspraak #bedrag 1.250,50", "U krijgt de kosten terug.")
    assert world.letters(Letter.CONFIRMATION) == []
    director = Actor(Role.MANAGING_DIRECTOR, "Frank Dekker", DIRECTOR, "token", (Who.DIRECTOR,))
    with world.store.unit() as session:
        complaint = session.get_one(Complaint, world.complaint().id)
        step = Step(Event.CONSENT, Given(text="Akkoord, maar dit is de laatste keer.", token_fits=True))
        take(session, world.rules.house, complaint, step, director, None, NOW + HOUR)
    letter = world.letter(Letter.CONFIRMATION)
    text = text_of(letter)
    assert "Dit hebben wij afgesproken: U krijgt de kosten terug. Het bedrag: € 1.250,50" in text
    assert [word for word in ("irecteur", "Frank", "Dekker", "kkoord", "laatste keer", "boos") if word in text] == []
    assert "Bram Smit Teamleider Incasso" in text


def test_a_letter_stands_below_the_complainants_own_newest_mail(world: World) -> None:
    world.deliver(mail(Message_ID="<first@mail.example>"))
    stand(world, **IN_HAND)
    reference = world.complaint().reference
    world.deliver(mail("Nog iets.", subject=f"Re: klacht {reference}", Message_ID="<second@mail.example>"))
    world.order("#antwoord", "Wij bellen u maandag.")
    letter = world.letter(Letter.ANSWER)
    assert (letter.in_reply_to, letter.references) == ("<second@mail.example>", "<second@mail.example>")


def test_what_an_employee_attached_goes_along_with_the_answer(world: World) -> None:
    world.deliver(mail())
    stand(world, **IN_HAND)
    body = (
        b"--g\r\nContent-Type: text/plain\r\n\r\nHierbij het overzicht.\r\n"
        b'--g\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="overzicht.pdf"\r\n\r\n%PDF-1.7\r\n--g--\r\n'
    )
    subject = f"[{world.complaint().reference}] #antwoord"
    told = {"MIME_Version": "1.0", "Content_Type": 'multipart/mixed; boundary="g"', "Authentication_Results": PROVEN}
    world.deliver(mail(body, sender=COLLECTOR, subject=subject, **told))
    assert world.letter(Letter.ANSWER).facts["attachments"] == [{"name": "overzicht.pdf", "size": 8, "enclosed": True}]
    world.clock.advance(RECALL)
    sent = [email.message_from_bytes(one.raw, policy=email.policy.default) for one in world.send() if one.recipient == ALICE]
    assert [part.get_filename() for letter in sent for part in letter.walk() if part.get_filename()] == ["overzicht.pdf"]


def test_two_complaints_that_are_one_keep_the_earlier_reference(world: World) -> None:
    world.deliver(mail(subject="Klacht over een brief"))
    world.deliver(mail("Een tweede klacht.", subject="Heel iets anders"))
    first, second = world.complaints()
    world.order(f"#samenvoegen {second.reference}", sender=MANAGER, complaint=first)
    letter = world.letter(Letter.MERGED)
    assert (letter.recipient, letter.complaint_id) == (ALICE, second.id)
    assert (letter.facts["reference"], letter.facts["merged_reference"]) == (first.reference, second.reference)


def test_the_appeal_tells_what_the_complainant_saw_and_nothing_that_was_taken_back(world: World) -> None:
    world.deliver(mail())
    world.send()
    for tags, words, sender in (
        ("#toewijzen Teamleider Incasso", "Bel hem snel.", MANAGER),
        ("#notitie", "De klager klonk boos.", COLLECTOR),
        ("#streefdatum 8-5-2026", "De bank is traag.", COLLECTOR),
        ("#antwoord", "Wij bellen u maandag.", COLLECTOR),
        ("#herstel", "", COLLECTOR),
        ("#toewijzen Teamleider Debiteurenbeheer", "", MANAGER),
        ("#toewijzen Teamleider Incasso", "", MANAGER),
        ("#geenafspraak", "Hij wil alles terug.", COLLECTOR),
        ("#beroep", "De rekening klopt.", MANAGER),
    ):
        world.clock.advance(timedelta(days=1) if tags == "#geenafspraak" else timedelta(seconds=1))
        world.order(tags, words, sender=sender)
    letter = world.letter(Letter.APPEAL)
    assert [(one["date"], one["what"]) for one in letter.facts["milestones"]] == [
        ("2026-04-02", "acknowledged"),
        ("2026-04-02", "assigned"),
        ("2026-04-02", "new_target_date"),
        ("2026-04-03", "not_agreed"),
    ]
    assert [word for word in ("boos", "snel", "maandag", "Hij wil") if word in text_of(letter)] == []


def test_the_appeal_tells_of_an_answer_that_went_and_of_nothing_that_one_mail_took_back(world: World) -> None:
    world.deliver(mail())
    world.send()
    for tags, words, sender in (
        ("#toewijzen Teamleider Incasso", "", MANAGER),
        ("#antwoord", "Wij bellen u maandag.", COLLECTOR),
        ("#streefdatum 8-5-2026 #geenafspraak", "De bank is traag.", COLLECTOR),
        ("#herstel", "", MANAGER),
        ("#geenafspraak", "Hij wil alles terug.", COLLECTOR),
        ("#beroep", "De rekening klopt.", MANAGER),
    ):
        world.order(tags, words, sender=sender)
        if tags == "#antwoord":
            world.clock.advance(RECALL)
            world.send()
        world.clock.advance(timedelta(seconds=1))
    milestones = world.letter(Letter.APPEAL).facts["milestones"]
    assert [one["what"] for one in milestones] == ["acknowledged", "assigned", "answered", "not_agreed"]


def test_the_appeal_tells_of_one_agreement_where_the_complainant_read_of_one(world: World) -> None:
    world.deliver(mail())
    world.send()
    for tags, words, sender in (
        ("#toewijzen Teamleider Incasso", "", MANAGER),
        ("#afspraak", "Wij bellen u elke dag.", COLLECTOR),
        ("#afspraak", "Wij bellen u elke week.", COLLECTOR),
        ("#beroep", "De rekening klopt.", MANAGER),
    ):
        world.order(tags, words, sender=sender)
        world.clock.advance(timedelta(seconds=1))
    milestones = world.letter(Letter.APPEAL).facts["milestones"]
    assert [one["what"] for one in milestones] == ["acknowledged", "assigned", "agreed"]
