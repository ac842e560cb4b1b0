"""What an employee enters for a complainant: by telephone, by post, or passed on; and what is asked before anything goes out."""

from datetime import date, timedelta

import pytest

from tracker.agenda import run_due
from tracker.held import End
from tracker.ledger import MailClass
from tracker.model import Acknowledgement, ComplainantRole, Event, Letter, Reference, Role, State
from tracker.offered import CONFIRM, VALID
from tracker.people import People, Person
from tracker.records import Held, Journal
from tracker.token_forms import action_address
from tracker.tokens import action_token
from world import ALICE, BOB, COLLECTOR, DESK, DIRECTOR, MALLORY, MANAGER, NOW, PEOPLE, PROVEN, World, mail

DESK_CLERK = "receptie@voorbeeld.nl"
TODAY = date(2026, 4, 2)
PHONE = "Mevrouw vindt de kosten te hoog.\nZij wil dat iemand haar belt."
FORWARD = """{message}

---------- Forwarded message ---------
Van: Alice Jansen <{sender}>
Datum: {date}
Onderwerp: Hoge kosten
Aan: <b.smit@voorbeeld.nl>

Ik vind de kosten veel te hoog.
"""


def enter(world: World, subject: str, text: str = PHONE, sender: str = COLLECTOR, **fields: str) -> MailClass:
    """Let an employee mail about no complaint, vouched for by our own mail server."""
    return world.deliver(mail(text, sender=sender, subject=subject, **{"Authentication_Results": PROVEN} | fields))


def forward(day: str = "ma 30 mrt. 2026 om 10:15", sender: str = ALICE, message: str = "") -> str:
    return FORWARD.format(message=message, sender=sender, date=day)


ENTERED = [
    # subject, text, address, name, day of receipt
    ("#nieuw", PHONE, None, "", TODAY),
    ("#nieuw alice@mail.example", PHONE, ALICE, "", TODAY),
    ("#nieuw 30 maart", PHONE, None, "", date(2026, 3, 30)),
    ("#nieuw alice@mail.example 30 maart", PHONE, ALICE, "", date(2026, 3, 30)),
    ("#nieuw 30 maart, alice@mail.example", PHONE, ALICE, "", date(2026, 3, 30)),
    ("#nieuw", f"alice@mail.example\n{PHONE}", ALICE, "", TODAY),
    ("#nieuw", f"Naam: Alice Jansen\nE-mail: alice@mail.example\n{PHONE}", ALICE, "Alice Jansen", TODAY),
    ("#nieuw", f"Klager: Alice Jansen\nAdres: Dorpsstraat 1, Utrecht\n{PHONE}", None, "Alice Jansen", TODAY),
    ("Melding", f"#nieuw alice@mail.example gisteren\n{PHONE}", ALICE, "", date(2026, 4, 1)),
    ("Fwd: Hoge kosten", forward(message="#nieuw"), ALICE, "Alice Jansen", date(2026, 3, 30)),
    ("#nieuw Fwd: Hoge kosten", forward("Mon, 30 Mar 2026 10:15:00 +0200"), ALICE, "Alice Jansen", date(2026, 3, 30)),
    ("#nieuw 27 maart Fwd: Hoge kosten", forward(), ALICE, "Alice Jansen", date(2026, 3, 27)),
    ("#nieuw bob@post.example Fwd: Hoge kosten", forward(), BOB, "", date(2026, 3, 30)),
]


@pytest.mark.parametrize(("subject", "text", "address", "name", "day"), ENTERED)
def test_a_complaint_is_entered(world: World, subject: str, text: str, address: str | None, name: str, day: date) -> None:
    assert enter(world, subject, text) is MailClass.STAFF
    complaint = world.complaint()
    assert (complaint.complainant_address, complaint.complainant_name, complaint.received_date) == (address, name, day)
    assert (complaint.state, complaint.received_at) == (State.REGISTERED, NOW)
    assert world.journal() == [(Event.REGISTER, Role.TEAM_LEAD_COLLECTION)]
    outside = [Letter.ACKNOWLEDGEMENT] if address else []
    assert [one.letter for one in world.letters()] == [*outside, Letter.NEW_COMPLAINT, Letter.TRANSCRIPT]
    assert complaint.acknowledgement == (Acknowledgement.OWED if address else Acknowledgement.WITHHELD)
    assert world.arrival().complaint_id == complaint.id


def test_the_acknowledgement_goes_to_the_complainant_and_below_no_mail_of_ours(world: World) -> None:
    enter(world, "#nieuw alice@mail.example 30 maart")
    owed = world.letter(Letter.ACKNOWLEDGEMENT)
    assert (owed.recipient, owed.in_reply_to, owed.references) == (ALICE, None, "")
    assert owed.facts["received_date"] == "2026-03-30"


def test_the_clocks_count_from_the_day_on_which_it_reached_us(world: World) -> None:
    enter(world, "#nieuw 30 maart")
    assert world.complaint().acknowledge_by_date == date(2026, 4, 1)
    assert world.complaint().outer_limit_date == date(2026, 5, 25)


def test_the_transcript_tells_the_new_reference_and_who_is_told(world: World) -> None:
    enter(world, "#nieuw alice@mail.example 30 maart")
    told = world.letter(Letter.TRANSCRIPT)
    assert told.recipient == COLLECTOR
    assert told.facts["done"] == [
        "De klacht is vastgelegd als KL-2026-00001, ontvangen op maandag 30 maart 2026.",
        "Te laat: de ontvangst had uiterlijk woensdag 1 april 2026 bevestigd moeten zijn. De bevestiging gaat nu meteen weg.",
    ]
    assert told.facts["told_to"] == [
        "de klager (alice@mail.example): ontvangstbevestiging",
        "Anna de Boer (Manager Operations): nieuwe klacht",
    ]


def test_without_an_address_a_person_must_confirm_receipt(world: World) -> None:
    enter(world, "#nieuw", f"Naam: Alice Jansen\nAdres: Dorpsstraat 1, Utrecht\n{PHONE}")
    assert world.complaint().acknowledgement_why == "van de klager is geen mailadres bekend"
    assert world.complaint().postal_address == "Dorpsstraat 1\nUtrecht"
    assert "Bevestig de ontvangst zelf" in world.letter(Letter.TRANSCRIPT).facts["done"][1]
    told = world.letter(Letter.NEW_COMPLAINT).facts
    assert (told["withheld_why"], told["entered_by"]) == ("van de klager is geen mailadres bekend", "Bram Smit (Teamleider Incasso)")
    assert "Mevrouw vindt de kosten te hoog." in told["text"]
    assert "confirmed_another_way" in {one["event"] for one in told["offers"]}


NOBODYS = [
    ("klachten+bezwaar@voorbeeld.nl", "Dit adres is van onszelf"),
    ("b.smit+prive@voorbeeld.nl", "Dit adres is van onszelf"),
    ("no-reply@winkel.example", "is van een computer"),
    ("MAILER-DAEMON@winkel.example", "is van een computer"),
    ("owner-leden@lijst.example", "is van een computer"),
]


@pytest.mark.parametrize(("sender", "why"), NOBODYS)
def test_no_receipt_is_confirmed_to_an_address_of_ours_or_of_a_computer(world: World, sender: str, why: str) -> None:
    enter(world, "#nieuw Fwd: Hoge kosten", forward(sender=sender))
    (problem,) = world.letter(Letter.WHOSE_COMPLAINT).facts["problems"]
    assert why in problem
    assert (world.complaints(), world.send()[0].recipient) == ([], COLLECTOR)
    asked = str(world.letter(Letter.WHOSE_COMPLAINT).message_id)
    enter(world, "Re: vraag", "#klager alice@mail.example", In_Reply_To=asked)
    assert world.letter(Letter.ACKNOWLEDGEMENT).recipient == ALICE


def test_an_employee_may_say_that_somebody_reads_what_is_sent_there(world: World) -> None:
    enter(world, "#nieuw postmaster@winkel.example Fwd: Hoge kosten", forward(sender="postmaster@winkel.example"))
    assert world.letter(Letter.ACKNOWLEDGEMENT).recipient == "postmaster@winkel.example"


def test_a_forged_mail_with_its_subject_does_not_divert_the_answer_to_a_question(world: World) -> None:
    enter(world, "Fwd: Hoge kosten", forward())
    world.send()
    asked = world.letter(Letter.WHOSE_COMPLAINT)
    enter(world, "Re: Is dit een klacht?", "ja", Authentication_Results="mx.voorbeeld.nl; dmarc=fail header.from=voorbeeld.nl")
    enter(world, "Re: Is dit een klacht?", "ja", In_Reply_To=str(asked.message_id))
    assert [one.complainant_address for one in world.complaints()] == [COLLECTOR, ALICE]


def test_what_the_forwarder_writes_along_stays_inside(world: World) -> None:
    enter(world, "Fwd: Hoge kosten", forward(message="#nieuw\nMevrouw was boos aan de telefoon."))
    told = world.letter(Letter.NEW_COMPLAINT).facts
    assert (told["subject"], told["text"], told["note"]) == (
        "Hoge kosten", "Ik vind de kosten veel te hoog.", "Mevrouw was boos aan de telefoon.",
    )  # fmt: skip
    (line,) = world.rows(Journal)
    assert (line.words, line.argument) == ("Mevrouw was boos aan de telefoon.", "2026-03-30")
    assert "boos" not in str(world.letter(Letter.ACKNOWLEDGEMENT).facts)


ATTACHED = b"""--grens
Content-Type: text/plain

#nieuw
Deze mail kwam bij mij binnen.
--grens
Content-Type: message/rfc822

From: Alice Jansen <alice@mail.example>
Subject: Hoge kosten
Date: Mon, 30 Mar 2026 10:15:00 +0200
Message-ID: <eerste@mail.example>
Content-Type: text/plain

Ik vind de kosten veel te hoog.
--grens--
"""


def test_a_mail_can_be_passed_on_as_a_file(world: World) -> None:
    multipart = {"MIME_Version": "1.0", "Content_Type": 'multipart/mixed; boundary="grens"', "Authentication_Results": PROVEN}
    world.deliver(mail(ATTACHED, sender=COLLECTOR, subject="Doorgestuurd", **multipart))
    complaint = world.complaint()
    assert (complaint.complainant_address, complaint.received_date) == (ALICE, date(2026, 3, 30))
    told = world.letter(Letter.NEW_COMPLAINT).facts
    assert (told["text"], told["note"]) == ("Ik vind de kosten veel te hoog.", "Deze mail kwam bij mij binnen.")
    assert len(told["attachments"]) == 1


@pytest.mark.parametrize("sender", [MANAGER, COLLECTOR, DIRECTOR, DESK_CLERK])
def test_every_employee_may(world: World, sender: str) -> None:
    world.settle(people=People((*PEOPLE.everybody, Person(Role.FRONT_DESK, "Gerda Prins", (DESK_CLERK,)))))
    enter(world, "#nieuw alice@mail.example", sender=sender)
    assert world.complaint().complainant_address == ALICE


def test_nobody_else_may(world: World) -> None:
    assert enter(world, "#nieuw alice@mail.example", sender=MALLORY) is MailClass.COMPLAINT
    assert world.complaint().complainant_address == MALLORY
    assert world.letter(Letter.ACKNOWLEDGEMENT).recipient == MALLORY


def test_what_is_not_proven_is_asked_about_and_entered_once_confirmed(world: World) -> None:
    enter(world, "Fwd: Hoge kosten", forward(message="#nieuw"), Authentication_Results="")
    assert world.owed() == [(Letter.IS_IT_YOU, COLLECTOR)]
    assert world.complaints() == []
    (held,) = world.rows(Held)
    question = world.letter(Letter.IS_IT_YOU)
    token = action_token(world.keyring, question.id, Reference(""), COLLECTOR, CONFIRM, str(held.id), NOW + VALID)
    enter(world, "Ja, deze mail is van mij", "", To=action_address(DESK, token) or "", Authentication_Results="")
    complaint = world.complaint()
    assert (complaint.complainant_address, complaint.received_date) == (ALICE, date(2026, 3, 30))


REFUSED = [
    # subject, text, what is told
    ("#nieuw morgen", PHONE, "Die dag moet nog komen"),
    ("#nieuw volgende week vrijdag", PHONE, "niet als één bepaalde dag"),
    ("#nieuw alice@mail.example bob@post.example", PHONE, "twee mailadressen"),
    ("#nieuw alice@mail.example", "", "waarover de klacht gaat"),
    ("#nieuw #toewijzen Teamleider Incasso", PHONE, "Manager Operations"),
    ("#nieuw #opgelost", PHONE, "In dezelfde mail kunnen alleen"),
]


@pytest.mark.parametrize(("subject", "text", "told"), REFUSED)
def test_what_cannot_be_entered_is_told_and_nothing_is_done(world: World, subject: str, text: str, told: str) -> None:
    enter(world, subject, text)
    assert told in " ".join(world.letter(Letter.NOT_DONE).facts["problems"])
    assert world.complaints() == []
    assert world.rows(Held) == []


@pytest.mark.parametrize("address", [COLLECTOR, DESK])
def test_an_address_of_ours_is_no_complainants_and_what_was_told_waits(world: World, address: str) -> None:
    enter(world, f"#nieuw {address}")
    (problem,) = world.letter(Letter.WHOSE_COMPLAINT).facts["problems"]
    assert "Dit adres is van onszelf" in problem
    assert world.complaints() == []
    answer(world, "#klager alice@mail.example")
    assert world.complaint().complainant_address == ALICE
    assert "Mevrouw vindt de kosten te hoog." in world.letter(Letter.NEW_COMPLAINT).facts["text"]


def test_a_mail_about_a_complaint_begins_none(world: World) -> None:
    world.deliver(mail())
    world.order("#nieuw bob@post.example", PHONE)
    assert "Begin een mail zonder kenmerk" in world.letter(Letter.NOT_DONE).facts["problems"][0]
    assert len(world.complaints()) == 1


def test_a_dry_run_enters_nothing(world: World) -> None:
    enter(world, "#proef #nieuw alice@mail.example")
    assert world.complaints() == []
    told = world.letter(Letter.TRANSCRIPT).facts
    assert told["dry_run"]
    assert "vastgelegd als KL-2026-00001" in told["done"][0]


# a mail that was passed on, of which something is not certain

UNCERTAIN = [
    # date and sender as the forward tells them, what is asked, the answer, the address and the day
    ("30 maart", ALICE, ["Wanneer"], "#ontvangen 30 maart", ALICE, date(2026, 3, 30)),
    ("3/4/2026 10:15", ALICE, ["Wanneer"], "#ontvangen 4 maart", ALICE, date(2026, 3, 4)),
    ("ma 30 mrt. 2030 om 10:15", ALICE, ["Wanneer"], "#ontvangen 30 maart", ALICE, date(2026, 3, 30)),
    ("ma 30 mrt. 2026 om 10:15", "", ["Van wie"], "#klager alice@mail.example", ALICE, date(2026, 3, 30)),
    ("ma 30 mrt. 2026 om 10:15", DESK, ["van onszelf"], "#klager bob@post.example", BOB, date(2026, 3, 30)),
    ("ma 30 mrt. 2026 om 10:15", COLLECTOR, ["van onszelf"], "#klager bob@post.example", BOB, date(2026, 3, 30)),
    ("30 maart", "", ["Van wie", "Wanneer"], "#klager alice@mail.example #ontvangen 30 maart", ALICE, date(2026, 3, 30)),
    ("30 maart", "", ["Van wie", "Wanneer"], "#nieuw alice@mail.example 30 maart", ALICE, date(2026, 3, 30)),
]


def answer(world: World, tags: str, *, with_references: bool = True) -> None:
    """Reply to the newest question, as a mail program does."""
    world.send()
    asked = world.letters(Letter.WHOSE_COMPLAINT)[-1]
    references = f"{asked.references} {asked.message_id}" if with_references else ""
    enter(world, "Re: [Klachten] Niet gedaan", tags, In_Reply_To=str(asked.message_id), References=references)


@pytest.mark.parametrize(("day", "sender", "asked", "tags", "address", "received"), UNCERTAIN)
def test_the_forwarder_is_asked_and_nothing_goes_out_before(
    world: World, day: str, sender: str, asked: list[str], tags: str, address: str, received: date
) -> None:
    enter(world, "Fwd: Hoge kosten", forward(day, sender, "#nieuw\nMevrouw was boos."))
    assert world.owed() == [(Letter.WHOSE_COMPLAINT, COLLECTOR)]
    problems = world.answer().facts["problems"]
    assert [words in problem for words, problem in zip(asked, problems, strict=True)] == [True] * len(asked)
    assert world.complaints() == []
    answer(world, tags, with_references=day == "30 maart")
    complaint = world.complaint()
    assert (complaint.complainant_address, complaint.received_date) == (address, received)
    assert world.letter(Letter.NEW_COMPLAINT).facts["note"] == "Mevrouw was boos."
    assert world.letter(Letter.ACKNOWLEDGEMENT).recipient == address
    (held,) = world.rows(Held)
    assert (held.because, held.end) == ("forwarder", End.ANSWERED)


def test_an_answer_that_tells_half_is_asked_on(world: World) -> None:
    enter(world, "Fwd: Hoge kosten", forward("30 maart", "", "#nieuw"))
    answer(world, "#klager alice@mail.example")
    assert [len(one.facts["problems"]) for one in world.letters(Letter.WHOSE_COMPLAINT)] == [2, 1]
    answer(world, "#ontvangen 30 maart")
    complaint = world.complaint()
    assert (complaint.complainant_address, complaint.received_date) == (ALICE, date(2026, 3, 30))
    assert [one.end for one in world.rows(Held)] == [End.ANSWERED, End.ANSWERED]


def test_what_an_answer_says_beside_is_kept_and_a_representatives_address_is_not_the_complainants(world: World) -> None:
    enter(world, "Fwd: Hoge kosten", forward("30 maart", "", "#nieuw\n#rol debiteur"))
    for tags in ("#namens Bob Bakker bob@post.example #rol opdrachtgever", "#dossiernummer 2026-118 #ontvangen 30 maart"):
        answer(world, tags)
    assert [len(one.facts["problems"]) for one in world.letters(Letter.WHOSE_COMPLAINT)] == [2, 2, 1]
    answer(world, "#klager alice@mail.example")
    complaint = world.complaint()
    assert (complaint.complainant_address, complaint.representative_address) == (ALICE, BOB)
    assert (complaint.complainant_role, complaint.file_number) == (ComplainantRole.CLIENT, "2026-118")
    assert complaint.received_date == date(2026, 3, 30)


@pytest.mark.parametrize("address", [COLLECTOR, DESK])
def test_nobody_of_ours_acts_for_a_complainant(world: World, address: str) -> None:
    enter(world, "#nieuw", f"Klager: Alice Jansen, {ALICE}\nVertegenwoordiger: Bram Smit, {address}\n\nDe kosten zijn te hoog.")
    assert "van de vertegenwoordiger is van onszelf" in str(world.letter(Letter.WHOSE_COMPLAINT).facts["problems"])
    answer(world, "#namens Bob Bakker bob@post.example")
    assert (world.complaint().complainant_address, world.complaint().representative_address) == (ALICE, BOB)


def test_a_question_that_nobody_answers_lapses_with_notice(world: World) -> None:
    enter(world, "Fwd: Hoge kosten", forward("30 maart", message="#nieuw"))
    world.clock.advance(timedelta(days=14))
    with world.store.unit() as session:
        run_due(session, world.rules.house, world.clock.now())
    assert [one.recipient for one in world.letters(Letter.LAPSED)] == [COLLECTOR, MANAGER]
    assert world.rows(Held)[0].end == End.EXPIRED
    assert world.complaints() == []


@pytest.mark.parametrize("tags", ["#ontvangen 30 maart", "#klager bob@post.example"])
def test_what_replies_to_no_question_answers_none(world: World, tags: str) -> None:
    enter(world, "Fwd: Hoge kosten", forward("30 maart", message="#nieuw"))
    enter(world, tags, "")
    assert world.complaints() == []
    assert world.rows(Held)[0].end is None


def test_a_new_one_is_no_answer_to_an_earlier_question(world: World) -> None:
    enter(world, "Fwd: Hoge kosten", forward("30 maart", message="#nieuw"))
    enter(world, "#nieuw bob@post.example")
    assert world.complaint().complainant_address == BOB
    assert world.rows(Held)[0].end is None


def test_the_answer_of_another_is_none(world: World) -> None:
    enter(world, "Fwd: Hoge kosten", forward("30 maart", message="#nieuw"))
    world.send()
    enter(world, "Re: Niet gedaan", "#ontvangen 30 maart", sender=MANAGER, In_Reply_To=str(world.letter(Letter.WHOSE_COMPLAINT).message_id))
    assert world.complaints() == []
    assert world.rows(Held)[0].end is None


def test_later_mail_of_the_complainant_joins_what_was_entered(world: World) -> None:
    enter(world, "#nieuw alice@mail.example")
    reference = world.complaint().reference
    assert world.deliver(mail("Nog iets.", subject=f"Re: Ontvangen [{reference}]")) is MailClass.FOLLOW_UP
