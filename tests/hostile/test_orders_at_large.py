"""Forged and genuine orders in a register: what becomes of the complaint, and who gets a letter.

Hundreds of forged ones, chosen at random from every trick, move nothing and
reach nobody outside (KLACHTEN_STORM says how many, see `make faults`); two
hundred genuine ones each move their complaint.
Source: docs/mail-rules.md, D10, D14, T-CMD-01, T-CMD-02 and T-CMD-06.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest
from forged_tokens import ORDER, RING, Order, forged, token
from forgeries import CASES, FORGED_RESULTS, GOOD, HONEST_RESULTS, OURS, RECEIVED, STAFF, Results, told
from idle_tags import MACHINES
from mail_programs import DESK, PROGRAMS, Written

from intake.screening import ScreeningRules
from tracker.limits import Limits
from tracker.model import Letter, Reference, Role, State
from tracker.offered import CONFIRM, DECIDE
from tracker.people import People, Person
from tracker.records import Complaint, Held, Journal, LetterOwed
from tracker.spending import void_links
from tracker.standing import proposal_mark
from world import ALICE, DIRECTOR, MANAGER, PEOPLE, World, mail

HANDLER = Person(Role.TEAM_LEAD_COLLECTION, "Jan Jansen", (STAFF,))
STAFFED = People(tuple(HANDLER if person.role is HANDLER.role else person for person in PEOPLE.everybody))
PROVEN = (told(GOOD), RECEIVED)
QUESTIONS = (Letter.IS_IT_YOU, Letter.NOT_DONE, Letter.NOTED)
SEED = 20_260_402
STORM = int(os.environ.get("KLACHTEN_STORM", "500"))
SENDERS = [row[1] for row in CASES if row[3] == "refused"]
FROM_STAFF = f"From: {STAFF}"


@pytest.fixture
def desk(world: World) -> World:
    """The little world with an employee whom the forgers know, and a complaint that is theirs."""
    staff = frozenset(address for person in STAFFED.everybody for address in person.addresses)
    world.keyring = RING
    world.rules = replace(world.rules, trust=OURS, screening=ScreeningRules(frozenset({DESK}), staff, OURS.own_hosts))
    world.settle(people=STAFFED)
    assigned(world)
    return world


def assigned(world: World) -> Complaint:
    """Let Alice complain, and Manager Operations give it to Jan."""
    world.deliver(mail(f"Uw kosten zijn te hoog: {random.random()}."))  # noqa: S311 - no two alike
    complaint = world.complaints()[-1]
    world.deliver(by_manager(complaint, "#toewijzen Jan Jansen"))
    assert world.rows(Complaint)[-1].state == State.ASSIGNED
    return world.rows(Complaint)[-1]


def order(lines: tuple[str, ...], subject: str, text: str = "", to: str = DESK) -> bytes:
    return "\r\n".join([*lines, f"To: {to}", f"Subject: {subject}", "", text, ""]).encode()


def by_manager(complaint: Complaint, tags: str, text: str = "") -> bytes:
    lines = (told("mx.bedrijf.example; dmarc=pass header.from=voorbeeld.nl"), RECEIVED, f"From: {MANAGER}")
    return order(lines, f"[{complaint.reference}] {tags}", text)


def last_letter(world: World) -> LetterOwed:
    return [letter for letter in world.letters(Letter.ASSIGNMENT) if letter.recipient == STAFF][-1]


class Attempt(NamedTuple):
    """A forged order: who it claims to be, what was found, the token that it bears, and the mark of a machine."""

    sender: str
    results: Results
    token: str
    mark: str = ""

    def raw(self, reference: str, number: int) -> bytes:
        lines = (self.sender, *self.results.lines, *([self.mark] if self.mark else []))
        to = f"klachten+{self.token}@bedrijf.example" if self.token.isascii() and self.token else DESK
        text = self.results.body or f"Hij wil niet praten ({number}).\r\n\r\n{self.token if number % 2 else ''}"
        return order(lines, f"[{reference}] #geenafspraak", text, to)


def attempts(wanted: Order) -> Iterator[Attempt]:
    """Forge for ever: the name, the proof, or the person."""
    chance = random.Random(SEED)  # noqa: S311 - the same every time
    tokens = list(forged(wanted).values())
    while True:
        yield Attempt(chance.choice(SENDERS), chance.choice((*FORGED_RESULTS, *HONEST_RESULTS)), chance.choice((*tokens, token(wanted))))
        yield Attempt(FROM_STAFF, chance.choice([one for one in FORGED_RESULTS if one.trust is OURS]), chance.choice(tokens))
        yield Attempt(FROM_STAFF, HONEST_RESULTS[0], chance.choice((*tokens, "")), chance.choice(MACHINES).line)


def wanted_of(world: World, complaint: Complaint, event: str = "no_agreement") -> Order:
    return ORDER._replace(reference=Reference(complaint.reference), event=event, letter_id=last_letter(world).id)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_forged_orders_by_the_hundred_move_nothing_and_reach_nobody_outside(desk: World) -> None:
    complaint = desk.complaint()
    before, letters = len(desk.rows(Journal, Journal.complaint_id == complaint.id)), len(desk.letters())
    for number, attempt in zip(range(STORM), attempts(wanted_of(desk, complaint)), strict=False):
        desk.deliver(attempt.raw(complaint.reference, number))
    journal = desk.rows(Journal, Journal.complaint_id == complaint.id)[before:]
    assert {row.event for row in journal} <= {"follows"}
    assert desk.rows(Complaint)[0].state == State.ASSIGNED
    owed = desk.letters()[letters:]
    assert [letter for letter in owed if letter.recipient == ALICE] == []
    staff = {address for person in STAFFED.everybody for address in person.addresses}
    assert {letter.letter for letter in owed if letter.recipient not in staff} <= {Letter.ACKNOWLEDGEMENT}
    asked = Counter(letter.recipient for letter in owed if letter.letter in QUESTIONS)
    assert asked == {STAFF: Limits().staff_answers_per_address_hour}


def test_a_genuine_one_among_them_is_obeyed(desk: World) -> None:
    """The twin of all these: the same order, with what they lack."""
    complaint = desk.complaint()
    genuine = Attempt(FROM_STAFF, HONEST_RESULTS[0], "")
    desk.deliver(genuine.raw(complaint.reference, 0))
    assert desk.complaint().state == State.IMPASSE


def test_a_token_serves_once(desk: World) -> None:
    complaint = desk.complaint()
    wanted = wanted_of(desk, complaint)
    with_token = Attempt(FROM_STAFF, FORGED_RESULTS[0], token(wanted))
    desk.deliver(with_token.raw(complaint.reference, 0))
    assert desk.complaint().state == State.IMPASSE
    desk.deliver(by_manager(complaint, "#heropenen", "Nog een poging."))
    assert desk.complaint().state == State.REOPENED
    desk.deliver(with_token.raw(complaint.reference, 1))
    assert (desk.complaint().state, desk.answer().letter) == (State.REOPENED, Letter.IS_IT_YOU)


def test_a_token_whose_letter_was_shown_outside_serves_nobody(desk: World) -> None:
    complaint = desk.complaint()
    with_token = Attempt(FROM_STAFF, FORGED_RESULTS[0], token(wanted_of(desk, complaint)))
    with desk.store.unit() as session:
        void_links(session, [last_letter(desk).id], desk.clock.now())
    desk.deliver(with_token.raw(complaint.reference, 0))
    assert (desk.complaint().state, desk.answer().letter) == (State.ASSIGNED, Letter.IS_IT_YOU)


def test_a_tag_that_is_left_over_is_not_obeyed_again(desk: World) -> None:
    complaint = desk.complaint()
    first = ("Message-ID: <eerste@bedrijf.example>", *PROVEN, FROM_STAFF)
    desk.deliver(order(first, f"[{complaint.reference}] #geenafspraak", "Hij wil niet praten."))
    desk.deliver(by_manager(complaint, "#heropenen", "Nog een poging."))
    again = ("Message-ID: <tweede@bedrijf.example>", "In-Reply-To: <eerste@bedrijf.example>", *PROVEN, FROM_STAFF)
    desk.deliver(order(again, f"Re: [{complaint.reference}] #geenafspraak", "Ik belde hem zojuist."))
    assert desk.complaint().state == State.REOPENED
    told = desk.answer()
    assert (told.letter, told.recipient, told.facts["left_over"]) == (Letter.NOTED, STAFF, ["#geenafspraak"])


def test_whoever_left_is_not_obeyed_by_an_old_token(desk: World) -> None:
    """A12: the staff of now decide."""
    complaint = desk.complaint()
    old = Attempt(FROM_STAFF, HONEST_RESULTS[0], token(wanted_of(desk, complaint)))
    desk.settle(people=PEOPLE)
    desk.deliver(old.raw(complaint.reference, 0))
    assert {row.state for row in desk.complaints()} <= {State.ASSIGNED, State.REGISTERED}


def test_an_order_that_is_not_proven_is_asked_about_and_done_on_the_word_of_the_one_at_that_address(desk: World) -> None:
    """D10: the round trip of the question 'did you send this?'."""
    complaint = desk.complaint()
    unproven = Attempt(FROM_STAFF, FORGED_RESULTS[0], "")
    desk.deliver(unproven.raw(complaint.reference, 0))
    (held,) = desk.rows(Held)
    question = desk.answer()
    assert (question.letter, question.recipient, desk.complaint().state) == (Letter.IS_IT_YOU, STAFF, State.ASSIGNED)
    wanted = Order(Reference(complaint.reference), STAFF, CONFIRM, str(held.id), question.id)
    for typed in forged(wanted).values():
        desk.deliver(answer_with(typed, complaint))
    assert desk.complaint().state == State.ASSIGNED
    desk.deliver(answer_with(token(wanted), complaint))
    assert desk.complaint().state == State.IMPASSE


def answer_with(typed: str, complaint: Complaint) -> bytes:
    return order((RECEIVED, FROM_STAFF), f"[{complaint.reference}] Ja, dit is van mij", f"Ja.\r\n\r\n{typed}")


def test_consent_to_an_amount_needs_its_token_whatever_our_server_found(desk: World) -> None:
    """D10: removal and consent always need the token itself, for this very amount and text."""
    desk.deliver(order((*PROVEN, FROM_STAFF), f"[{desk.complaint().reference}] #afspraak #bedrag 125,50", "U krijgt dit bedrag terug."))
    complaint = desk.complaint()
    asked = desk.letter(Letter.CONSULTATION)
    wanted = Order(Reference(complaint.reference), DIRECTOR, DECIDE, proposal_mark(complaint), asked.id)
    tried = ["", *forged(wanted).values(), token(wanted._replace(argument="")), token(wanted._replace(argument="x"))]
    for typed in tried:
        desk.deliver(of_director(complaint, typed))
    assert desk.complaint().state == State.CONSULTING
    desk.deliver(of_director(complaint, token(wanted)))
    assert desk.complaint().state == State.AGREED


def of_director(complaint: Complaint, typed: str) -> bytes:
    lines = (told("mx.bedrijf.example; dmarc=pass header.from=voorbeeld.nl"), RECEIVED, f"From: {DIRECTOR}")
    return order(lines, f"[{complaint.reference}] #akkoord", typed)


GENUINE_ORDERS = [
    # tags, text, the state that follows
    ("#geenafspraak", "Hij wil niet praten.", State.IMPASSE),
    ("#afspraak", "Wij bellen u morgen.", State.AGREED),
    ("#afspraak #bedrag 125,50", "U krijgt dit bedrag terug.", State.CONSULTING),
    ("#ingetrokken", "Klager belde vandaag.", State.RESOLVED),
]


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.parametrize("program", PROGRAMS)
def test_genuine_orders_move_their_complaint(desk: World, program: str) -> None:
    reached = []
    for number in range(30):
        tags, text, state = GENUINE_ORDERS[number % len(GENUINE_ORDERS)]
        complaint = assigned(desk)
        subject = f"[{complaint.reference}] {tags}"
        raw = PROGRAMS[program](Written(STAFF, subject, f"{text}"))
        desk.deliver("\r\n".join([*PROVEN, ""]).encode() + raw.replace(b"MIME-Version", f"X-Number: {number}\r\nMIME-Version".encode()))
        reached.append((tags, desk.complaints()[-1].state, desk.answer().letter) == (tags, state, Letter.TRANSCRIPT))
    assert reached == [True] * 30
