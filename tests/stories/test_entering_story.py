"""Complaints that employees enter, over real servers: by telephone, by post, and passed on; and what they are asked first.

Source: docs/procedure.md, The clock, and States and events.
"""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from scene.cast import House

WORDS = "De kosten zijn veel te hoog, en niemand luistert."
FIRST = "KL-2026-00001"
NOTE = "Zij was boos aan de telefoon."


def of_alice(house: House) -> EmailMessage:
    """Return a mail that Alice sent to somebody else at the company, two days ago."""
    mail = house.alice.mail("Hoge kosten", WORDS, to="info@kantoor.example")
    mail.replace_header("Date", format_datetime(house.clock.now() - timedelta(days=2)))
    return mail


def passed_on(house: House, words: str) -> EmailMessage:
    """Return a mail of Bram's with hers as a file."""
    mail = house.bram.mail("FW: Hoge kosten", words)
    mail.add_attachment(of_alice(house))
    return mail


def test_what_is_passed_on_with_a_tag_is_her_complaint(house: House) -> None:
    done = house.bram.send(passed_on(house, f"#nieuw\n{NOTE}"))[-1]
    assert "De klacht is vastgelegd als" in done.text
    (letter,) = house.alice.inbox()
    assert "Wij hebben uw klacht ontvangen" in letter.subject
    told = house.anna.newest("oewijzen")
    assert WORDS in told.text
    assert NOTE in told.text
    assert NOTE not in letter.text
    assert house.complaint(FIRST).state == "registered"


def test_without_a_tag_it_is_asked_and_a_link_is_enough(house: House) -> None:
    house.bram.send(passed_on(house, NOTE), proven=False)
    question = house.bram.newest("is dit een klacht?")
    assert (house.alice.inbox(), house.anna.inbox()) == ([], [])
    assert WORDS in question.text
    done = house.bram.follow(question.link("#nieuw"))
    assert "De klacht is vastgelegd als" in done.text
    assert len(house.alice.inbox()) == 1
    again = house.bram.send(house.bram.mail(question.link("#nieuw").subject, to=question.link("#nieuw").to), proven=False)
    assert "stuurde u dit" in again[-1].subject
    assert len(house.alice.inbox()) == 1


def test_a_forward_without_an_address_is_answered_in_plain_words(house: House) -> None:
    head = "Van: Alice Jansen\nVerzonden: 3/4/2026 10:15\nAan: info\nOnderwerp: Hoge kosten"
    house.bram.send(house.bram.mail("FW: Hoge kosten", f"#nieuw\n{NOTE}\n\n{head}\n\n{WORDS}"))
    question = house.bram.newest("van wie en van wanneer")
    assert house.alice.inbox() == []
    yesterday = house.clock.now() - timedelta(days=1)
    house.bram.reply(question, f"{house.alice.address}, {yesterday:%d-%m-%Y}")
    (letter,) = house.alice.inbox()
    assert "Wij hebben uw klacht ontvangen" in letter.subject
    assert NOTE not in letter.text


def test_a_call_without_a_mail_address_is_confirmed_by_hand(house: House) -> None:
    call = "Mevr. A. Jansen, Dorpsstraat 1, 3512 AB Utrecht\ntel. 06-12345678\nper telefoon\n\nDe kosten zijn te hoog."
    done = house.bram.send(house.bram.mail("#nieuw", call))[-1]
    assert "Bevestig de ontvangst zelf" in done.text
    told = house.anna.newest("Bevestigen")
    assert "De klacht kwam binnen per telefoon." in told.text
    assert house.alice.inbox() == []
    house.anna.order("#bevestigd", "Per post.", reference=FIRST)
    house.anna.order("#toewijzen Teamleider Incasso", reference=FIRST)
    assert "De klacht kwam binnen per telefoon." in house.bram.newest("Behandelen").text
