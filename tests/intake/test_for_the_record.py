"""An old mailbox that is taken in from files: all of it is on record, nothing is carried out, and nobody is written to for each mail."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from intake.orders import NOT_CARRIED_OUT
from tracker.daily_mail.making import owe_daily_mails
from tracker.floods import GATHERED_IN
from tracker.ledger import MailClass
from tracker.model import Letter, State
from tracker.records import Journal
from tracker.rules import Reminders
from world import ALICE, COLLECTOR, DIRECTOR, HOUR, MANAGER, NOW, PROVEN, World, mail

on_sqlite = pytest.mark.parametrize("world", ["sqlite"], indirect=True)
LONG_AGO = NOW - timedelta(days=400)

ORDERS = [
    # the subject behind the reference (None: there is none), the text, who wrote it, whether that is proven; the class, the complaints
    pytest.param("#toewijzen Teamleider Incasso", "", MANAGER, True, MailClass.STAFF, 1, id="proven"),
    pytest.param("#toewijzen Teamleider Incasso", "", MANAGER, False, MailClass.STAFF, 1, id="not proven"),
    pytest.param("#toewijzn", "", MANAGER, True, MailClass.STAFF, 1, id="misspelt"),
    pytest.param("Re: klacht", "#notitie Ik heb gebeld.", COLLECTOR, True, MailClass.STAFF, 1, id="in the text"),
    pytest.param(None, "#lijst", COLLECTOR, True, MailClass.STAFF, 1, id="about no complaint"),
    pytest.param(None, "#nieuw jan@klant.example 2 maart 2025\n\nDe kosten.", COLLECTOR, True, MailClass.COMPLAINT, 2, id="enters one"),
]


def arrange(world: World, **columns: object) -> None:
    with world.store.unit() as session:
        complaint = session.merge(world.complaint())
        for name, value in columns.items():
            setattr(complaint, name, value)


@on_sqlite
@pytest.mark.parametrize(("subject", "text", "sender", "proven", "kind", "complaints"), ORDERS)
def test_what_an_employee_asked_for_long_ago_is_neither_done_nor_asked_about(
    world: World, subject: str | None, text: str, sender: str, kind: MailClass, complaints: int, *, proven: bool
) -> None:
    world.deliver(mail(), at=LONG_AGO, backlog=True, from_file=True)
    named = f"[{world.complaint().reference}] {subject}" if subject is not None else "Oud"
    proof = {"Authentication_Results": PROVEN} if proven else {}
    assert world.deliver(mail(text, sender=sender, subject=named, **proof), at=LONG_AGO, backlog=True, from_file=True) is kind
    assert {one.state for one in world.complaints()} == {State.REGISTERED}
    assert len(world.complaints()) == complaints
    assert {(letter, to) for letter, to in world.owed()} <= {(Letter.NEW_COMPLAINT, MANAGER), (Letter.FOLLOW_UP, MANAGER)}
    assert (world.arrival().why == NOT_CARRIED_OUT) is (kind is MailClass.STAFF)


@on_sqlite
def test_the_bare_word_of_the_managing_director_is_named_and_counts_for_nothing(world: World) -> None:
    world.deliver(mail())
    arrange(world, state=State.CONSULTING, proposal_cents=500)
    word = mail("Akkoord", sender=DIRECTOR, subject=f"[{world.complaint().reference}]", Authentication_Results=PROVEN)
    world.deliver(word, at=LONG_AGO, backlog=True, from_file=True)
    assert (world.complaint().state, world.arrival().why) == (State.CONSULTING, NOT_CARRIED_OUT)


@on_sqlite
@pytest.mark.parametrize(("at", "counts"), [(LONG_AGO, False), (NOW, True)], ids=["older than the question", "after it"])
def test_an_old_yes_answers_no_later_question(world: World, at: datetime, *, counts: bool) -> None:
    world.deliver(mail())
    arrange(world, state=State.RESOLVED, inquired_at=NOW)
    world.deliver(mail("Ja, opgelost.", subject=f"Re: [{world.complaint().reference}]"), at=at, backlog=True, from_file=True)
    assert (world.complaint().said_yes_at is not None) is counts


@on_sqlite
def test_as_if_it_came_in_now_it_is_obeyed(world: World) -> None:
    world.deliver(mail())
    order = mail(sender=MANAGER, subject=f"[{world.complaint().reference}] #toewijzen Teamleider Incasso", Authentication_Results=PROVEN)
    world.deliver(order, from_file=True)
    assert world.complaint().state == State.ASSIGNED


@on_sqlite
def test_a_note_without_a_tag_is_on_its_complaint_and_its_writer_is_told_nothing(world: World) -> None:
    world.deliver(mail(), at=LONG_AGO, backlog=True, from_file=True)
    note = mail("Ik heb gebeld.", sender=COLLECTOR, subject=f"[{world.complaint().reference}]", Authentication_Results=PROVEN)
    assert world.deliver(note, at=LONG_AGO, backlog=True, from_file=True) is MailClass.STAFF
    assert [one.words for one in world.rows(Journal)][-1] == "Ik heb gebeld.\n"
    assert COLLECTOR not in {to for _, to in world.owed()}
    assert world.arrival().why != NOT_CARRIED_OUT


@on_sqlite
@pytest.mark.parametrize("each", [False, True], ids=["in the daily mail", "each event its own mail"])
def test_a_mailbox_of_years_is_told_in_a_few_mails(world: World, *, each: bool) -> None:
    world.settle(reminders=Reminders(each_event=each))
    many = 12
    for number in range(many):
        world.deliver(mail(sender=f"c{number}@mail.example"), at=LONG_AGO, backlog=True, from_file=True)
    for number, one in enumerate(world.complaints()):
        answer = mail("Ik wacht nog.", sender=f"c{number}@mail.example", subject=f"Re: [{one.reference}]")
        world.deliver(answer, at=LONG_AGO, backlog=True, from_file=True)
        world.intake.quarantine(world.keep(mail(), at=LONG_AGO, backlog=True, from_file=True), "te beschadigd om te lezen")
    told = Counter(Letter(letter) for letter, _ in world.owed())
    assert told == dict.fromkeys(GATHERED_IN, 3) | dict.fromkeys(GATHERED_IN.values(), 1)
    assert {to for _, to in world.owed()} == {MANAGER}
    assert len(world.letter(Letter.NEW_COMPLAINTS_GATHERED).facts["gathered"]) == many - 3
    world.clock.advance(HOUR)
    with world.store.unit() as session:
        assert owe_daily_mails(session, world.rules.house, world.clock.now()) == 1


@on_sqlite
def test_what_comes_in_meanwhile_has_a_letter_of_its_own(world: World) -> None:
    for number in range(6):
        world.deliver(mail(sender=f"c{number}@mail.example"), at=LONG_AGO, backlog=True, from_file=True)
    world.deliver(mail(sender=ALICE))
    assert len(world.letters(Letter.NEW_COMPLAINT)) == 4
