"""What an employee sends without a tag and about no complaint: it is asked whether it is one, and never lost."""

from datetime import date, timedelta

import pytest
from forward_shapes import SHAPES, Shape

from tracker.agenda import run_due
from tracker.held import End
from tracker.ledger import MailClass
from tracker.model import Letter, Reference
from tracker.offered import ENTER, VALID
from tracker.records import Held, LetterOwed
from tracker.token_forms import action_address
from tracker.tokens import action_token
from world import ALICE, BOB, COLLECTOR, DESK, MANAGER, NOW, PROVEN, World, mail

WORDS = "Mevrouw Jansen belde.\nZij vindt de kosten te hoog."
OUTLOOK = next(shape for shape in SHAPES if shape.name == "outlook-desktop-nl")
UNTAGGED = Shape("untagged", OUTLOOK.subject, OUTLOOK.text.removeprefix("#nieuw\n"))


def send(world: World, text: str, subject: str = "Ter info", sender: str = COLLECTOR, **fields: str) -> MailClass:
    return world.deliver(mail(text, sender=sender, subject=subject, **{"Authentication_Results": PROVEN} | fields))


def reply(world: World, text: str, sender: str = COLLECTOR) -> None:
    world.send()
    asked = world.letters(Letter.WHOSE_COMPLAINT)[-1]
    send(world, text, f"Re: {asked.facts['subject']}", sender, In_Reply_To=str(asked.message_id))


def follow(world: World, letter: LetterOwed, subject: str, text: str = "") -> None:
    """Follow a link in a letter, from a mail server that proves nothing."""
    (held, *_) = world.rows(Held)
    token = action_token(world.keyring, letter.id, Reference(""), letter.recipient, ENTER, str(held.id), NOW + VALID)
    send(world, text, subject, letter.recipient, To=action_address(DESK, token) or "", Authentication_Results="")


def test_the_employee_is_asked_and_nothing_goes_out_before(world: World) -> None:
    assert send(world, WORDS) is MailClass.STAFF
    assert world.owed() == [(Letter.WHOSE_COMPLAINT, COLLECTOR)]
    assert world.complaints() == []
    asked = world.answer().facts
    assert (asked["is_meant"], asked["subject"], asked["words"]) == (False, "Ter info", WORDS)
    assert [(one["event"], one["typed"]) for one in asked["offers"]] == [(ENTER, "#nieuw"), (ENTER, "#geenklacht")]


ANSWERS = [
    # what is answered, the complainant's address, the day
    ("ja", None, date(2026, 4, 2)),
    ("Ja", None, date(2026, 4, 2)),
    ("#nieuw", None, date(2026, 4, 2)),
    ("alice@mail.example, 30 maart", ALICE, date(2026, 3, 30)),
    ("alice@mail.example", ALICE, date(2026, 4, 2)),
    ("30 maart", None, date(2026, 3, 30)),
    ("#nieuw alice@mail.example gisteren", ALICE, date(2026, 4, 1)),
    ("#klager alice@mail.example", ALICE, date(2026, 4, 2)),
]


@pytest.mark.parametrize(("text", "address", "day"), ANSWERS)
def test_the_answer_enters_it(world: World, text: str, address: str | None, day: date) -> None:
    send(world, WORDS)
    reply(world, text)
    complaint = world.complaint()
    assert (complaint.complainant_address, complaint.received_date) == (address, day)
    assert "kosten te hoog" in world.letter(Letter.NEW_COMPLAINT).facts["text"]
    assert world.rows(Held)[0].end == End.ANSWERED


def test_what_the_answer_says_beside_is_kept(world: World) -> None:
    send(world, WORDS)
    reply(world, "ja\nNaam: K. Bakker\nTel. 06-11223344\nOok de toon was niet goed.")
    complaint = world.complaint()
    assert complaint.complainant_name == "K. Bakker"
    text = str(world.letter(Letter.NEW_COMPLAINT).facts["text"])
    assert all(words in text for words in ("06-11223344", "Ook de toon was niet goed.", "kosten te hoog"))


@pytest.mark.parametrize("text", ["nee", "Nee.", "#geenklacht", "#geen klacht"])
def test_it_is_laid_aside_on_the_employees_word(world: World, text: str) -> None:
    send(world, WORDS)
    reply(world, text)
    assert world.complaints() == []
    assert world.letter(Letter.TRANSCRIPT).facts["done"] == ["Er is geen klacht vastgelegd. Uw mail is niet verder verstuurd."]
    assert world.rows(Held)[0].end == End.ANSWERED


@pytest.mark.parametrize("text", ["Misschien wel.", "ja, denk ik", "dat weet ik niet", "alice@mail.example bob@post.example"])
def test_what_is_not_certain_is_no_answer(world: World, text: str) -> None:
    send(world, WORDS)
    reply(world, text)
    assert world.complaints() == []
    assert world.rows(Held)[0].end is None


@pytest.mark.parametrize(("subject", "entered"), [("#nieuw alice@mail.example", 1), ("#geenklacht", 0)])
def test_the_links_are_enough_for_whoever_nobody_vouches_for(world: World, subject: str, entered: int) -> None:
    send(world, WORDS)
    question = world.letter(Letter.WHOSE_COMPLAINT)
    follow(world, question, subject)
    follow(world, question, subject)
    assert len(world.complaints()) == entered
    assert world.rows(Held)[0].end == End.ANSWERED


@pytest.mark.parametrize("subject", ["#nieuw #toewijzen Teamleider Incasso", "#nieuw #rol debiteur", "#status"])
def test_a_link_is_good_for_the_answer_alone(world: World, subject: str) -> None:
    send(world, WORDS, sender=MANAGER)
    follow(world, world.letter(Letter.WHOSE_COMPLAINT), subject)
    assert world.complaints() == []
    assert world.rows(Held)[0].end is None


def test_a_mail_that_was_passed_on_is_entered_as_its_senders(world: World) -> None:
    content_type, body = UNTAGGED.body()
    send_as = {"MIME_Version": "1.0", "Content_Type": content_type, "Authentication_Results": PROVEN}
    world.deliver(mail(body, sender=COLLECTOR, subject=UNTAGGED.subject, **send_as))
    asked = world.letter(Letter.WHOSE_COMPLAINT).facts
    assert asked["subject"] == "Hoge kosten"
    assert "Ik vind de kosten veel te hoog." in asked["words"]
    reply(world, "ja")
    complaint = world.complaint()
    assert (complaint.complainant_address, complaint.received_date) == (ALICE, date(2026, 3, 30))
    assert world.letter(Letter.NEW_COMPLAINT).facts["note"] == "Zij was boos aan de telefoon."


def test_what_nobody_answers_goes_to_manager_operations_and_can_still_be_entered(world: World) -> None:
    send(world, WORDS)
    world.clock.advance(timedelta(days=14))
    with world.store.unit() as session:
        run_due(session, world.rules.house, world.clock.now())
    lapsed = {one.recipient: one for one in world.letters(Letter.LAPSED)}
    assert set(lapsed) == {COLLECTOR, MANAGER}
    assert world.rows(Held)[0].end == End.EXPIRED
    follow(world, lapsed[MANAGER], "#nieuw bob@post.example 2 april")
    assert (world.complaint().complainant_address, world.complaint().received_date) == (BOB, date(2026, 4, 2))
    assert world.rows(Held)[0].end == End.ANSWERED


def test_what_nobody_answers_is_on_the_daily_list_of_manager_operations(world: World) -> None:
    send(world, WORDS)
    for days in (14, 1):
        world.clock.advance(timedelta(days=days))
        with world.store.unit() as session:
            run_due(session, world.rules.house, world.clock.now())
    daily = [one for one in world.letters(Letter.DAILY) if one.recipient == MANAGER][-1]
    assert "niemand zei of het een klacht is" in str(daily.facts["todos"])


def test_mail_that_lay_there_before_is_asked_about_to_nobody(world: World) -> None:
    assert world.deliver(mail(WORDS, sender=COLLECTOR), backlog=True) is MailClass.COMPLAINT
    assert world.letters(Letter.WHOSE_COMPLAINT) == []
