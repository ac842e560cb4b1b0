"""What else an employee says of a complaint while entering it: all of it goes on the record with it, or nothing does."""

from datetime import date

import pytest
from forward_shapes import ORIGINAL, SHAPES

from tracker.channels import Channel
from tracker.held import End
from tracker.model import Acknowledgement, ComplainantRole, Event, Letter, Role, State
from tracker.records import Held
from world import ALICE, BOB, COLLECTOR, MANAGER, PROVEN, World, mail

CALL = "Mevr. A. Jansen, Dorpsstraat 1, 3512 AB Utrecht\ntel. 06-12345678\nper telefoon\n\nZij vindt de kosten te hoog."
TODAY = date(2026, 4, 2)


def enter(world: World, subject: str, text: str = CALL, sender: str = COLLECTOR, **fields: str) -> None:
    world.deliver(mail(text, sender=sender, subject=subject, **{"Authentication_Results": PROVEN} | fields))


def with_files(text: str, *parts: bytes, subject: str = "#nieuw", sender: str = COLLECTOR) -> bytes:
    told = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode()
    body = b"".join(b"--grens\r\n" + part + b"\r\n" for part in (told, *parts)) + b"--grens--\r\n"
    multipart = {"MIME_Version": "1.0", "Content_Type": 'multipart/mixed; boundary="grens"', "Authentication_Results": PROVEN}
    return mail(body, sender=sender, subject=subject, **multipart)


SCAN = b'Content-Type: application/pdf; name="scan.pdf"\r\nContent-Disposition: attachment\r\n\r\n%PDF-1.4'
FILE = b"Content-Type: message/rfc822\r\n\r\n"


def test_a_call_is_entered_as_one(world: World) -> None:
    enter(world, "#nieuw")
    complaint = world.complaint()
    assert (complaint.complainant_name, complaint.complainant_address) == ("Mevr. A. Jansen", None)
    assert complaint.postal_address == "Dorpsstraat 1\n3512 AB Utrecht"
    assert (complaint.channel, complaint.received_date) == (Channel.TELEPHONE, TODAY)
    assert world.letter(Letter.NEW_COMPLAINT).facts["channel"] == "per telefoon"
    assert complaint.acknowledgement == Acknowledgement.WITHHELD
    assert "06-12345678" in world.letter(Letter.NEW_COMPLAINT).facts["text"]


def test_a_letter_with_its_scan_is_entered_with_the_day_on_which_it_came(world: World) -> None:
    world.deliver(with_files("brief van 25 maart, ontvangen 30 maart\nKlager: Dhr. B. de Vries\nAdres: Kerkweg 2, 1234 AB Doorn", SCAN))
    complaint = world.complaint()
    assert (complaint.channel, complaint.received_date) == (Channel.POST, date(2026, 3, 30))
    assert (complaint.complainant_name, complaint.postal_address) == ("Dhr. B. de Vries", "Kerkweg 2\n1234 AB Doorn")
    assert [one["name"] for one in world.letter(Letter.NEW_COMPLAINT).facts["attachments"]] == ["scan.pdf"]
    assert "Te laat" in world.letter(Letter.TRANSCRIPT).facts["done"][1]


def test_of_a_letter_the_day_is_asked(world: World) -> None:
    world.deliver(with_files("per post\nKlager: Dhr. B. de Vries", SCAN))
    (problem,) = world.letter(Letter.WHOSE_COMPLAINT).facts["problems"]
    assert "Wanneer de klacht bij ons binnenkwam" in problem
    assert world.complaints() == []
    world.send()
    asked = world.letter(Letter.WHOSE_COMPLAINT)
    enter(world, "Re: vraag", "1 april", In_Reply_To=str(asked.message_id))
    complaint = world.complaint()
    assert (complaint.received_date, complaint.channel, complaint.complainant_name) == (date(2026, 4, 1), Channel.POST, "Dhr. B. de Vries")
    assert [one["name"] for one in world.letter(Letter.NEW_COMPLAINT).facts["attachments"]] == ["scan.pdf"]


def test_a_scan_alone_may_be_the_complaint(world: World) -> None:
    world.deliver(with_files("", SCAN, subject="#nieuw alice@mail.example 1 april"))
    assert (world.complaint().complainant_address, world.complaint().received_date) == (ALICE, date(2026, 4, 1))


FURTHER = [
    # tags, sender, what is on the record
    ("#nieuw alice@mail.example #rol debiteur", COLLECTOR, {"complainant_role": ComplainantRole.DEBTOR}),
    ("#nieuw alice@mail.example #dossiernummer 2026-118", COLLECTOR, {"file_number": "2026-118"}),
    ("#nieuw alice@mail.example #aard Bejegening", COLLECTOR, {"nature": "treatment"}),
    (
        "#nieuw alice@mail.example #namens Bob Bakker bob@post.example",
        COLLECTOR,
        {"representative_name": "Bob Bakker", "representative_address": BOB, "mandate_seen_at": None},
    ),
    (
        "#nieuw alice@mail.example #toewijzen Teamleider Incasso",
        MANAGER,
        {"state": State.ASSIGNED, "handler_role": Role.TEAM_LEAD_COLLECTION},
    ),
    (
        "#nieuw alice@mail.example #rol opdrachtgever #toewijzen Teamleider Incasso",
        MANAGER,
        {"state": State.ASSIGNED, "complainant_role": ComplainantRole.CLIENT},
    ),
]


@pytest.mark.parametrize(("subject", "sender", "record"), FURTHER)
def test_what_is_said_beside_goes_on_the_record(world: World, subject: str, sender: str, record: dict[str, object]) -> None:
    enter(world, subject, sender=sender)
    complaint = world.complaint()
    assert {name: getattr(complaint, name) for name in record} == record
    assert complaint.complainant_address == ALICE
    assert world.journal()[0][0] == Event.REGISTER
    assert world.letter(Letter.ACKNOWLEDGEMENT).recipient == ALICE


def test_the_letter_about_a_new_complaint_knows_the_nature_that_was_given(world: World) -> None:
    enter(world, "#nieuw alice@mail.example #aard Privacy")
    assert world.letter(Letter.NEW_COMPLAINT).facts["nature"] == "Privacy"


REFUSED = [
    ("#nieuw alice@mail.example #toewijzen Teamleider Incasso", COLLECTOR),
    ("#nieuw alice@mail.example #rol debiteur #toewijzen Algemeen Directeur", MANAGER),
    ("#nieuw alice@mail.example #opgelost", MANAGER),
    ("#nieuw alice@mail.example #afspraak", MANAGER),
]


@pytest.mark.parametrize(("subject", "sender"), REFUSED)
def test_where_one_step_is_refused_nothing_is_entered(world: World, subject: str, sender: str) -> None:
    enter(world, subject, sender=sender)
    assert (world.complaints(), world.journal(), world.rows(Held)) == ([], [], [])
    assert world.owed() == [(Letter.NOT_DONE, sender)]


def test_the_first_lines_say_it_as_well(world: World) -> None:
    acting = "Vertegenwoordiger: Bob Bakker, bob@post.example"
    enter(world, "#nieuw", f"Klager: Mevr. De Vries\n{acting}\nRol: debiteur\nDossier: 2026-118\n\nDe kosten zijn te hoog.")
    complaint = world.complaint()
    assert (complaint.complainant_name, complaint.complainant_address) == ("Mevr. De Vries", None)
    assert (complaint.representative_name, complaint.representative_address) == ("Bob Bakker", BOB)
    assert (complaint.complainant_role, complaint.file_number) == (ComplainantRole.DEBTOR, "2026-118")
    assert [event for event, _ in world.journal()] == [
        Event.REGISTER, Event.SET_COMPLAINANT_ROLE, Event.SET_FILE_NUMBER, Event.REPRESENT,
    ]  # fmt: skip


SIGNATURE = "Met vriendelijke groet,\n\nBram Smit\nTeamleider Incasso\n030-123 45 02"
SIGNED = f"{{note}}\n\n{SIGNATURE}\n\nDit bericht is alleen bestemd voor de geadresseerde."
CARD = "Mevr. A. Jansen\nDorpsstraat 1\n3512 AB Utrecht\nTel: 06-12345678\nalice@mail.example"


@pytest.mark.parametrize("note", [f"De kosten zijn te hoog.\n\n{CARD}", f"{CARD}\n\nDe kosten zijn te hoog."])
@pytest.mark.parametrize("form", ["{note}", SIGNED])
def test_who_called_is_not_taken_for_a_signature_and_the_signature_not_for_who_called(world: World, note: str, form: str) -> None:
    enter(world, "#nieuw", form.format(note=note))
    complaint = world.complaint()
    assert (complaint.complainant_name, complaint.complainant_address) == ("Mevr. A. Jansen", ALICE)
    text = str(world.letter(Letter.NEW_COMPLAINT).facts["text"])
    assert "06-12345678" in text
    assert "Bram Smit" not in text
    assert "alleen bestemd" not in text


# what nobody can be certain of

JAN = "Van: Jan Kok <j.kok@post.example>\nVerzonden: maandag 30 maart 2026 10:15\nAan: info@voorbeeld.nl\nOnderwerp: {subject}\n\n{text}"
ASKED = [
    # the mail, a word of what is asked, the candidates
    ("another's", JAN.format(subject="FW: Kosten", text=JAN.replace("j.kok@post", "p.vis@post").format(subject="Kosten", text="Te hoog.")),
     "meer mailadressen", {"j.kok@post.example", "p.vis@post.example"}),
    ("no-address", JAN.replace(" <j.kok@post.example>", "").format(subject="Kosten", text="Te hoog."), "Van wie", set()),
    ("long-ago", JAN.replace("maandag 30 maart 2026", "30 maart 2024").format(subject="Kosten", text="Te hoog."), "dan een jaar", set()),
    ("two-days", JAN.replace("maandag 30 maart 2026", "3/4/2026").format(subject="Kosten", text="Te hoog."), "Wanneer", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "candidates"), [pytest.param(*row[1:], id=row[0]) for row in ASKED])
def test_what_is_not_certain_is_asked_with_ready_answers(world: World, text: str, words: str, candidates: set[str]) -> None:
    enter(world, "FW: Kosten", f"#nieuw\n\n{text}")
    assert world.owed() == [(Letter.WHOSE_COMPLAINT, COLLECTOR)]
    asked = world.answer().facts
    assert words in str(asked["problems"])
    assert {one["argument"] for one in asked["offers"] if one["argument"]} == candidates


def test_a_mail_below_another_of_the_same_sender_is_theirs_however_the_address_is_written(world: World) -> None:
    first = JAN.replace("j.kok@post", "J.Kok@Post").format(subject="Kosten", text="Te hoog.")
    enter(world, "FW: Kosten", f"#nieuw\n\n{JAN.format(subject='FW: Kosten', text=first)}")
    assert world.complaint().complainant_address == "j.kok@post.example"


def test_mails_of_two_are_nobodys(world: World) -> None:
    of_bob = ORIGINAL.replace(b"Alice Jansen <alice@mail.example>", b"Bob <bob@post.example>")
    world.deliver(with_files("", FILE + ORIGINAL, FILE + of_bob))
    assert world.owed() == [(Letter.WHOSE_COMPLAINT, COLLECTOR)]
    assert {one["argument"] for one in world.answer().facts["offers"] if one["argument"]} == {ALICE, BOB}


def test_a_note_with_two_addresses_is_asked_about(world: World) -> None:
    enter(world, "#nieuw", "E-mail: alice@mail.example\nE-mail: bob@post.example\nDe kosten zijn te hoog.")
    assert "meer mailadressen" in str(world.letter(Letter.WHOSE_COMPLAINT).facts["problems"])


# what is in the register already

SAME = [
    ("its-id", ORIGINAL, with_files("", FILE + ORIGINAL)),
    ("its-bytes", ORIGINAL.replace(b"Message-ID: <eerste@mail.example>\r\n", b""),
     with_files("", FILE + ORIGINAL.replace(b"Message-ID: <eerste@mail.example>\r\n", b""))),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), [pytest.param(*row[1:], id=row[0]) for row in SAME])
def test_a_mail_that_is_a_complaint_already_is_asked_about(world: World, first: bytes, second: bytes) -> None:
    world.deliver(first)
    world.deliver(second)
    asked = world.letter(Letter.WHOSE_COMPLAINT).facts
    assert asked["known"]["reference"] == world.complaint().reference
    assert "staat al in de registratie als KL-2026-00001" in str(asked["problems"])


def test_the_same_words_of_the_same_sender_are_asked_about_and_entered_where_that_is_meant(world: World) -> None:
    shape = next(one for one in SHAPES if one.name == "gmail-nl")
    for subject, text in ((shape.subject, shape.text), (f"{shape.subject}!", shape.text.replace(ALICE, ALICE.title()))):
        enter(world, subject, text)
    assert len(world.complaints()) == 1
    question = world.letter(Letter.WHOSE_COMPLAINT)
    world.send()
    enter(world, "Re: vraag", "#nieuw", In_Reply_To=str(world.letter(Letter.WHOSE_COMPLAINT).message_id))
    assert [one.complainant_key for one in world.complaints()] == [ALICE, ALICE]
    assert question.facts["known"]["offers"] == []
    assert world.rows(Held)[0].end == End.ANSWERED


def test_a_note_from_anew_is_another_complaint(world: World) -> None:
    for text in (CALL, CALL.replace("te hoog", "veel te hoog")):
        enter(world, "#nieuw", text)
    assert len(world.complaints()) == 2
