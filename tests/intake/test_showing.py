"""What an employee is shown of a mail, and why there is nothing to show: the letters say so, the record keeps all."""

import pytest

from intake.child import Reading
from intake.incoming import IncomingMail
from intake.showing import news, unshown
from tracker.ledger import MailClass
from tracker.model import Language, Letter
from tracker.records import Arrival
from tracker.told import Unshown
from world import ALICE, COMPOSER, World, mail

ARMOURED = "-----BEGIN PGP MESSAGE-----\n\nhQEMA1PyRkgTMBXyAQf/\n=aBcD\n-----END PGP MESSAGE-----"
PDF = "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=brief.pdf\r\n\r\nx"
FORWARDED = "Content-Type: message/rfc822\r\n\r\nFrom: Bob <bob@post.example>\r\nSubject: Aanmaning\r\n\r\nBetaal alsnog."
BLANK = "Content-Type: text/plain\r\n\r\n \r\n"
WORDS = "Content-Type: text/plain\r\n\r\nZie de bijlage.\r\n"
# ContentInfo with the object identifier of envelopedData and an empty content (RFC 5652, 3 and 6)
SEALED = "Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMA0GCSqGSIb3DQEHA6AA"


def of_parts(*parts: str, kind: str = "mixed", **fields: str) -> bytes:
    body = "".join(f"--grens\r\n{part}\r\n" for part in parts) + "--grens--\r\n"
    return mail(body.encode(), MIME_Version="1.0", Content_Type=f'multipart/{kind}; boundary="grens"', **fields)


PGP = of_parts(
    "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", "Content-Type: application/octet-stream\r\n\r\nx", kind="encrypted"
)

UNSHOWN = [
    ("pgp", PGP, Unshown.ENCRYPTED),
    ("pgp-in-the-text", mail(ARMOURED), Unshown.ENCRYPTED),
    ("pgp-below-a-word", mail(f"Vertrouwelijk:\n{ARMOURED}"), Unshown.ENCRYPTED),
    ("smime", of_parts(SEALED), Unshown.ENCRYPTED),
    ("smime-below-words", of_parts(WORDS, SEALED), Unshown.ENCRYPTED),
    ("pgp-quoted", mail(f"Wat is dit?\n\n> {ARMOURED}"), None),
    ("files-alone", of_parts(PDF), Unshown.FILES_ATTACHED),
    ("files-below-blanks", of_parts(BLANK, PDF), Unshown.FILES_ATTACHED),
    ("a-mail-alone", of_parts(FORWARDED), Unshown.MAIL_ATTACHED),
    ("a-mail-and-files", of_parts(FORWARDED, PDF), Unshown.FILES_ATTACHED),
    ("nothing", mail(""), Unshown.EMPTY),
    ("blanks", mail(" \t\r\n\u00a0\r\n"), Unshown.EMPTY),
    ("too-long", mail("Ik klaag. " * 110_000), Unshown.CUT),
    ("words", mail("Ik klaag."), None),
    ("words-and-files", of_parts(WORDS, PDF), None),
]


@pytest.mark.parametrize(("raw", "why"), [pytest.param(*row[1:], id=row[0]) for row in UNSHOWN])
def test_why_a_text_is_not_shown(world: World, raw: bytes, why: Unshown | None) -> None:
    assert unshown(world.read(raw).mail) is why


SAID = [
    ("pgp", PGP, "De tekst van deze e-mail is versleuteld; wij konden hem niet lezen."),
    ("files-alone", of_parts(PDF, Subject="Brief"), 'Deze e-mail heeft zelf geen tekst. Lees de bijlagen. Het onderwerp is "Brief".'),
    ("a-mail-alone", of_parts(FORWARDED), "Deze e-mail heeft zelf geen tekst. Lees de e-mail die als bijlage is meegestuurd."),
    ("smime-below-words", of_parts(WORDS, SEALED), "Een deel van deze e-mail is versleuteld; wij konden het niet lezen."),
    ("nothing", mail(""), "In deze e-mail staat geen tekst."),
    ("too-long", mail("Ik klaag. " * 110_000), "Er staat misschien meer in dan hieronder."),
]


@pytest.mark.parametrize(("raw", "sentence"), [pytest.param(*row[1:], id=row[0]) for row in SAID])
def test_the_letter_about_a_new_complaint_says_so(world: World, raw: bytes, sentence: str) -> None:
    world.deliver(raw)
    assert sentence in told(world, Letter.NEW_COMPLAINT)


@pytest.mark.parametrize(("raw", "sentence"), [pytest.param(*row[1:], id=row[0]) for row in SAID])
def test_the_letter_about_a_later_mail_says_so(world: World, raw: bytes, sentence: str) -> None:
    world.deliver(mail())
    again = raw.replace(b"Subject: ", b"Subject: [KL-2026-00001] ").replace(b"Message-ID: <", b"Message-ID: <2.")
    assert world.deliver(again) is MailClass.FOLLOW_UP
    assert sentence.replace('"Brief"', '"[KL-2026-00001] Brief"') in told(world, Letter.FOLLOW_UP)


@pytest.mark.parametrize("raw", [pytest.param(row[1], id=row[0]) for row in SAID])
def test_the_acknowledgement_is_the_same_whatever_cannot_be_shown(world: World, raw: bytes) -> None:
    world.deliver(mail())
    world.deliver(raw)
    first, second = (one.facts for one in world.letters(Letter.ACKNOWLEDGEMENT))
    assert {**first, "reference": second["reference"]} == second


def test_what_a_person_accepts_unread_is_said_to_be_unreadable(world: World) -> None:
    kept = world.keep(mail())
    unread = Reading(IncomingMail("0" * 64, 5, readable=False), ())
    with world.store.unit() as session:
        world.intake.register(session, session.get_one(Arrival, kept), unread, world.clock.now(), withheld_why=None)
    assert "Het programma kon deze e-mail niet lezen. De beheerder haalt de mail op met:" in told(world, Letter.NEW_COMPLAINT)


def told(world: World, letter: Letter) -> str:
    """Return the text of the only letter of this kind, on one line."""
    owed = world.letter(letter)
    return " ".join(COMPOSER.text(letter, Language.DUTCH, owed.facts).split())


ACKNOWLEDGED = "Geachte heer, mevrouw,\nUw kenmerk is KL-2026-00001."
QUOTED = "\n\nOp 2 april 2026 om 09:00 schreef Klachten <klachten@voorbeeld.nl>:\n" + "\n".join(
    f"> {line}" for line in ACKNOWLEDGED.split("\n")
)
BELOW_HEADERS = f"""

-----Oorspronkelijk bericht-----
Van: Klachten <klachten@voorbeeld.nl>
Verzonden: donderdag 2 april 2026 09:00
Aan: Alice
Onderwerp: Wij hebben uw klacht ontvangen

{ACKNOWLEDGED}"""

NEWS = [
    ("no-quotes", "Ik wacht nog.", None),
    ("quoted", f"Ik wacht nog.{QUOTED}", "Ik wacht nog."),
    ("below-headers", f"Ik wacht nog.{BELOW_HEADERS}", "Ik wacht nog."),
    ("signed", f"Ik wacht nog.\n\n-- \nAlice\n06-12345678{QUOTED}", "Ik wacht nog.\n\n-- \nAlice\n06-12345678"),
    ("signed-and-nothing-quoted", "Ik wacht nog.\n\n-- \nAlice", None),
    ("all-is-quoted", QUOTED.strip(), None),
    ("points-down", f"Mijn antwoorden staan hieronder.{BELOW_HEADERS}", None),
    ("answers-in-colour", f"Zie in rood.{BELOW_HEADERS}", None),
    ("points-down-in-english", f"My answers are inline.{BELOW_HEADERS}", None),
    ("a-word-that-only-looks-so", f"Uw roodborstje is hier onderweg.{BELOW_HEADERS}", "Uw roodborstje is hier onderweg."),
]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*row[1:], id=row[0]) for row in NEWS])
def test_what_is_new_in_a_later_mail(world: World, text: str, expected: str | None) -> None:
    found = news(world.read(mail(text, subject="Re: Klacht")).mail)
    assert (found.split() if found else found) == (expected.split() if expected else expected)


def test_whoever_handles_it_reads_what_is_new_and_the_record_keeps_all(world: World) -> None:
    world.deliver(mail())
    raw = mail(f"Ik wacht nog.{QUOTED}", subject="Re: [KL-2026-00001]")
    world.deliver(raw)
    text = told(world, Letter.FOLLOW_UP)
    assert "> Ik wacht nog. Wat dit bericht aanhaalt uit eerdere mails, is hier weggelaten." in text
    assert "Uw kenmerk is" not in text
    assert world.read(raw).mail.text.count("Uw kenmerk is") == 1


def test_what_is_passed_on_is_shown_whole(world: World) -> None:
    world.deliver(mail())
    passed_on = BELOW_HEADERS.replace("Klachten <klachten@voorbeeld.nl>", f"Bob <{ALICE}>").replace("-Oorspronkelijk", "-Doorgestuurd")
    world.deliver(mail(f"Dit kreeg ik.{passed_on}", subject="Fwd: [KL-2026-00001]"))
    facts = world.letter(Letter.FOLLOW_UP).facts
    assert ("Geachte heer" in facts["text"], facts["earlier_left_out"]) == (True, False)


def test_a_new_complaint_is_shown_whole(world: World) -> None:
    world.deliver(mail(f"Ik ben het niet eens met deze brief.{QUOTED}", sender="c@mail.example"))
    assert "Geachte heer" in world.letter(Letter.NEW_COMPLAINT).facts["text"]
