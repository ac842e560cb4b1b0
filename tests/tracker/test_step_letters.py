"""Which letters a step owes, to whom, when they may go, and what those to staff tell."""

import email
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tracker.casework import take
from tracker.facts import Given
from tracker.limits import Limits
from tracker.model import Event, Letter, Role, State
from tracker.people import Deputy, People
from tracker.procedure import PROCEDURE
from tracker.records import Complaint, Journal
from tracker.standing import handles, whos
from tracker.steps import Actor, Done, Step
from tracker.writers.staff_letters import COPIED_AS
from tracker.writers.step_letters import WRITERS
from world import ALICE, COLLECTOR, DIRECTOR, MANAGER, NOW, PEOPLE, World, mail, with_attachments

SALES = "e.bos@voorbeeld.nl"
DEBTORS_DESK = "debiteuren@voorbeeld.nl"
TEAM_LEAD = Given(role=Role.TEAM_LEAD_COLLECTION, text="Graag vandaag bellen.")
AMOUNT = Given(text="U krijgt vijftig euro terug.", amount_cents=5000, names_money=False)
AGREEMENT = Given(text="Wij sturen u een brief.", names_money=False)
WORDS = Given(text="Zij belde vanmorgen.")


def cause(world: World, event: Event, sender: str, given: Given = WORDS, argument: str = "") -> Done:
    """Let an employee cause an event on the only complaint; nobody: the service itself."""
    rules, now = world.rules.house, world.clock.now()
    with world.store.unit() as session:
        complaint = session.get_one(Complaint, 1)
        person = rules.people.role_of(sender)
        assert person is not None
        own = handles(rules, complaint, sender, now)
        actor = Actor(person.role, person.name, sender, "proven", whos(rules, complaint, sender, now), own)
        return take(session, rules, complaint, Step(event, given, argument), actor, None, now)


def newest(world: World, letter: Letter) -> dict[str, Any]:
    return dict(world.letters(letter)[-1].facts)


def told(done: Done) -> list[tuple[Letter, str]]:
    return [(one.letter, one.recipient) for one in done.told]


ASSIGNED = [(Event.ASSIGN, MANAGER, TEAM_LEAD)]
CONSULTING = [*ASSIGNED, (Event.AGREE_WITH_AMOUNT, COLLECTOR, AMOUNT)]
AGREED = [*ASSIGNED, (Event.AGREE, COLLECTOR, AGREEMENT)]
WITHDRAWN = [*ASSIGNED, (Event.WITHDRAW, COLLECTOR, WORDS)]
IMPASSE = [*ASSIGNED, (Event.NO_AGREEMENT, COLLECTOR, WORDS)]
CONSENTED = replace(WORDS, token_fits=True)

OWED = [
    ("assignment", [], (Event.ASSIGN, MANAGER, TEAM_LEAD), [(Letter.ASSIGNMENT, COLLECTOR)]),
    ("handed over", ASSIGNED, (Event.ASSIGN, COLLECTOR, Given(role=Role.SALES_MANAGER)), [(Letter.ASSIGNMENT, SALES)]),
    ("consultation", ASSIGNED, (Event.AGREE_WITH_AMOUNT, COLLECTOR, AMOUNT), [(Letter.CONSULTATION, DIRECTOR)]),
    ("refusal", CONSULTING, (Event.REFUSE_CONSENT, DIRECTOR, CONSENTED), [(Letter.DECISION, COLLECTOR), (Letter.DECISION, MANAGER)]),
    ("consent", CONSULTING, (Event.CONSENT, DIRECTOR, CONSENTED),
     [(Letter.CONFIRMATION, ALICE), (Letter.CONFIRMATION_COPY, MANAGER), (Letter.DECISION, COLLECTOR)]),
    ("agreement", ASSIGNED, (Event.AGREE, COLLECTOR, AGREEMENT), [(Letter.CONFIRMATION, ALICE), (Letter.CONFIRMATION_COPY, MANAGER)]),
    ("no agreement", ASSIGNED, (Event.NO_AGREEMENT, COLLECTOR, WORDS), [(Letter.CHOICE, MANAGER)]),
    ("withdrawn", ASSIGNED, (Event.WITHDRAW, COLLECTOR, WORDS), [(Letter.VERIFICATION, MANAGER)]),
    ("dissatisfied", WITHDRAWN, (Event.DISSATISFIED, MANAGER, WORDS), [(Letter.REOPENED, ALICE), (Letter.CONTACT, COLLECTOR)]),
    ("appeal", IMPASSE, (Event.APPEAL, MANAGER, AGREEMENT), [(Letter.APPEAL, ALICE), (Letter.APPEAL_COPY, MANAGER)]),
    ("data request", ASSIGNED, (Event.DATA_REQUEST, COLLECTOR, WORDS), [(Letter.DATA_REQUEST, MANAGER)]),
    ("forwarded", [], (Event.FORWARD_ELSEWHERE, MANAGER, Given(text="Een betaalbewijs.", argument=DEBTORS_DESK)),
     [(Letter.ELSEWHERE, ALICE), (Letter.FORWARDED, DEBTORS_DESK)]),
    ("note", ASSIGNED, (Event.NOTE, COLLECTOR, WORDS), []),
]  # fmt: skip


@pytest.mark.parametrize(("before", "step", "owed"), [pytest.param(*row[1:], id=row[0]) for row in OWED])
def test_a_step_owes_its_letters_to_the_right_people(
    world: World, before: list[tuple[Event, str, Given]], step: tuple[Event, str, Given], owed: list[tuple[Letter, str]]
) -> None:
    world.deliver(mail())
    for one in before:
        cause(world, *one)
    had = len(world.letters())
    done = cause(world, *step)
    assert told(done) == owed
    assert [(letter.letter, letter.recipient) for letter in world.letters()[had:]] == owed
    assert {letter.journal_id for letter in world.letters()[had:]} <= {done.journal_id}
    assert [one.outside for one in done.told] == [one.recipient == ALICE for one in done.told]


def test_what_goes_outside_waits_and_its_copy_with_it(world: World) -> None:
    world.deliver(mail())
    for one in AGREED:
        cause(world, *one)
    at = {letter.letter: letter.next_attempt_at for letter in world.letters() if letter.journal_id}
    assert at == {
        Letter.ASSIGNMENT: NOW,
        Letter.CONFIRMATION: NOW + timedelta(minutes=5),
        Letter.CONFIRMATION_COPY: NOW + timedelta(minutes=5),
    }


def test_an_assignment_is_the_whole_complaint(world: World) -> None:
    world.deliver(with_attachments(100, 100))
    world.deliver(mail("Ik wacht nog steeds.", subject=f"Re: [{world.complaint().reference}]"))
    cause(world, *ASSIGNED[0])
    letter = world.letter(Letter.ASSIGNMENT)
    facts = letter.facts
    assert "Zie de bijlagen." in facts["text"]
    assert [one["name"] for one in facts["attachments"]] == ["brief-0.pdf", "brief-1.pdf"]
    assert letter.arrival_id == 1
    assert ["Ik wacht nog steeds." in one["text"] for one in facts["later"]] == [True]
    assert (facts["note"], facts["assigned_by"]) == ("Graag vandaag bellen.", "Anna de Boer (Manager Operations)")
    assert (facts["state"], facts["handler"]) == (State.ASSIGNED, "Teamleider Incasso (Bram Smit)")


def test_what_no_letter_has_shown_is_said_to_be_elsewhere(world: World) -> None:
    world.settle(limits=Limits(gather_new_complaints_above_per_hour=0))
    world.deliver(mail("Mijn klacht.", subject="Kosten"))
    cause(world, *ASSIGNED[0])
    facts = newest(world, Letter.ASSIGNMENT)
    assert (facts["text"], facts["unshown_why"], facts["subject"], facts["sender_address"]) == ("", "elsewhere", "Kosten", ALICE)
    assert world.letter(Letter.ASSIGNMENT).arrival_id == 1


def test_the_director_is_asked_about_this_amount_and_offered_nothing_without_its_mark(world: World) -> None:
    world.deliver(mail())
    for one in CONSULTING:
        cause(world, *one)
    first = newest(world, Letter.CONSULTATION)
    assert (first["amount"], first["agreement"], first["replaces"]) == ("€ 50,00", AMOUNT.text, False)
    assert first["asked_by"] == "Bram Smit (Teamleider Incasso)"
    marks = {one["canonical"] for one in first["offers"] if one["event"] in {"consent", "refuse_consent"}}
    assert marks == {first["proposal_mark"]}
    cause(world, Event.AGREE_WITH_AMOUNT, COLLECTOR, replace(AMOUNT, amount_cents=6000), "60,00")
    second = newest(world, Letter.CONSULTATION)
    assert (second["amount"], second["replaces"]) == ("€ 60,00", True)
    assert second["proposal_mark"] != first["proposal_mark"]


def test_a_refusal_tells_what_was_refused_though_the_record_has_it_no_more(world: World) -> None:
    world.deliver(mail())
    for one in CONSULTING:
        cause(world, *one)
    cause(world, Event.REFUSE_CONSENT, DIRECTOR, Given(text="Te veel."))
    facts = newest(world, Letter.DECISION)
    assert (facts["consented"], facts["amount"], facts["agreement"], facts["reason"]) == (False, "€ 50,00", AMOUNT.text, "Te veel.")
    assert world.complaint().proposal is None


def test_a_withdrawal_is_told_apart_from_a_solution(world: World) -> None:
    world.deliver(mail())
    for one in WITHDRAWN:
        cause(world, *one)
    facts = newest(world, Letter.VERIFICATION)
    assert (facts["withdrawn"], facts["words"], facts["agreement"], facts["amount"]) == (True, WORDS.text, None, None)


def test_who_must_call_is_told_by_which_day(world: World) -> None:
    world.deliver(mail())
    for one in [*WITHDRAWN, (Event.DISSATISFIED, MANAGER, WORDS)]:
        cause(world, *one)
    facts = newest(world, Letter.CONTACT)
    assert (facts["contact_by_date"], facts["target_date"]) == ("2026-04-03", None)
    assert newest(world, Letter.REOPENED)["contact_date"] == facts["contact_by_date"], "the complainant is told the same day"


def test_a_department_is_offered_nothing_and_gets_the_mail(world: World) -> None:
    world.deliver(mail("Hierbij mijn betaalbewijs."))
    cause(world, Event.FORWARD_ELSEWHERE, MANAGER, Given(text="Een betaalbewijs.", argument=DEBTORS_DESK), "debiteuren")
    facts = newest(world, Letter.FORWARDED)
    assert (facts["offers"], facts["department"], "betaalbewijs" in facts["text"]) == ([], "debiteuren", True)


def test_a_privacy_contact_gets_the_requests_and_is_offered_what_is_theirs_to_do(world: World) -> None:
    world.deliver(mail("Welke gegevens heeft u van mij?"))
    for contact, is_staff in (("privacy@voorbeeld.nl", False), (MANAGER, True)):
        world.settle(privacy_contact=contact)
        assert told(cause(world, Event.DATA_REQUEST, MANAGER, WORDS)) == [(Letter.DATA_REQUEST, contact)]
        facts = newest(world, Letter.DATA_REQUEST)
        assert (bool(facts["offers"]), "Welke gegevens" in facts["text"]) == (is_staff, True)


def test_whoever_handles_as_manager_operations_is_verified_by_somebody_else(world: World) -> None:
    deputised = People(
        tuple(replace(one, deputy=Deputy("Eva Bos")) if one.role is Role.MANAGER_OPERATIONS else one for one in PEOPLE.everybody)
    )
    world.settle(people=deputised)
    world.deliver(mail())
    cause(world, Event.ASSIGN, MANAGER, Given(role=Role.MANAGER_OPERATIONS))
    assert told(cause(world, Event.WITHDRAW, MANAGER)) == [(Letter.VERIFICATION, SALES)]


def test_a_complaint_about_manager_operations_is_the_directors_to_decide(world: World) -> None:
    world.deliver(mail())
    with world.store.unit() as session:
        session.get_one(Complaint, 1).accused_role = Role.MANAGER_OPERATIONS
    cause(world, Event.ASSIGN, DIRECTOR, TEAM_LEAD)
    assert told(cause(world, Event.NO_AGREEMENT, COLLECTOR)) == [(Letter.CHOICE, DIRECTOR)]


def test_every_letter_to_staff_offers_what_its_reader_may_cause_now(world: World) -> None:
    world.deliver(mail())
    for one in IMPASSE:
        cause(world, *one)
    offered = [one["event"] for one in newest(world, Letter.CHOICE)["offers"] if one["button"]]
    assert offered[:2] == [Event.REOPEN, Event.APPEAL]
    assert Event.RESOLVE not in [one["event"] for one in newest(world, Letter.CHOICE)["offers"]]
    assert world.rows(Journal)[-1].to_state == State.IMPASSE
    assert date.fromisoformat(newest(world, Letter.CHOICE)["received_date"]) == NOW.date()


def test_every_letter_that_a_step_owes_has_somebody_who_writes_it() -> None:
    of_mails = {Letter.ACKNOWLEDGEMENT, Letter.NEW_COMPLAINT, Letter.UNACKNOWLEDGED}
    assert {letter for rule in PROCEDURE for letter in rule.letters} - of_mails == WRITERS.keys()
    assert COPIED_AS.keys() < WRITERS.keys()


def test_what_cannot_be_mailed_to_a_complainant_is_given_to_who_prints_it(world: World) -> None:
    world.deliver(mail())
    with world.store.unit() as session:
        session.get_one(Complaint, 1).complainant_address = None
    for one in CONSULTING:
        cause(world, *one)
    assert told(cause(world, Event.CONSENT, DIRECTOR, CONSENTED)) == [(Letter.TO_PRINT, MANAGER), (Letter.DECISION, COLLECTOR)]
    assert newest(world, Letter.DECISION)["letters_go_to"] is None


BY_MAIL = [
    ("assigned", (Event.ASSIGN, MANAGER, TEAM_LEAD), COLLECTOR),
    ("forwarded", (Event.FORWARD_ELSEWHERE, MANAGER, Given(text="Een betaalbewijs.", argument=DEBTORS_DESK)), DEBTORS_DESK),
    ("data request", (Event.DATA_REQUEST, MANAGER, WORDS), MANAGER),
]


@pytest.mark.parametrize(("step", "recipient"), [pytest.param(*row[1:], id=row[0]) for row in BY_MAIL])
def test_the_attachments_of_the_complaint_go_along(world: World, step: tuple[Event, str, Given], recipient: str) -> None:
    world.deliver(with_attachments(100, 100))
    world.send()
    cause(world, *step)
    (letter,) = [one for one in world.send() if one.recipient == recipient]
    assert [part.get_filename() for part in email.message_from_bytes(letter.raw).walk() if part.get_filename()] == [
        "brief-0.pdf",
        "brief-1.pdf",
    ]
