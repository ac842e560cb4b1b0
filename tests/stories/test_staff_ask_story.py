"""What employees ask by mail, and what they put on record: each is answered, and moves nothing.

Source: docs/procedure.md, States and events.
"""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from scene.cast import House
from scene.letters import Received

SCAN = b"%PDF-1.4 betaalbewijs"


def only(letters: list[Received]) -> Received:
    """Return the only letter."""
    (letter,) = letters
    return letter


def asked(house: House, tags: str, text: str = "") -> Received:
    """Let the team leader ask something; return the answer."""
    return only(house.bram.send(house.bram.mail(f"[{house.reference}] {tags}", text)))


def with_scan(message: EmailMessage) -> EmailMessage:
    """Return a mail with something attached."""
    message.add_attachment(SCAN, maintype="application", subtype="pdf", filename="betaalbewijs.pdf")
    return message


def test_the_whole_file_comes_with_its_attachments(house: House) -> None:
    house.assigned()
    house.alice.send(with_scan(house.alice.mail(f"Re: [{house.reference}]", "Hier is mijn bewijs.")))
    house.bram.order("#notitie", "Ik bel haar maandag.")
    file = asked(house, "#dossier")
    assert "het hele dossier" in file.subject
    assert all(words in file.text for words in ("onbeleefd behandeld", "Hier is mijn bewijs.", "Ik bel haar maandag."))
    assert [part.get_content() for part in file.message.iter_attachments()] == [SCAN]
    assert house.journal()[-1].event == "dossier"


def test_an_answer_goes_outside_with_its_attachments_and_without_what_only_staff_should_see(house: House) -> None:
    house.assigned()
    letter = house.bram.mail(f"[{house.reference}] #antwoord", "Hier is de brief.\n\nVerstuurd vanaf mijn iPhone")
    house.bram.send(with_scan(letter))
    got = house.alice.inbox()[-1]
    assert ("Hier is de brief." in got.text, "iPhone" in got.text) == (True, False)
    assert [part.get_content() for part in got.message.iter_attachments()] == [SCAN]


@pytest.mark.parametrize(("tags", "subject", "words"), [
    ("#status", "Lezen: zo staat het", "vrijdag 24 april 2026"),
    ("#help", "Lezen: wat u kunt typen", "#geenafspraak"),
    ("#lijst", "Lezen: de lijst", "KL-2026-00001"),
    ("#proef #geen afspraak wil niet", "Proef: dit zou er gebeuren", "Anna de Boer (Manager Operations)"),
    ("#proef", "Niet gedaan", "Schrijf achter #proef wat u wilt proberen."),
    ("#rapport", "Niet gedaan", "kan #rapport gebruiken."),
])  # fmt: skip
def test_whatever_is_asked_is_answered_and_moves_nothing(house: House, tags: str, subject: str, words: str) -> None:
    house.assigned()
    events = [line.event for line in house.journal()]
    answer = asked(house, tags)
    assert subject in answer.subject
    assert words in answer.text
    assert ([line.event for line in house.journal()], house.state, len(house.alice.inbox())) == (events, "assigned", 1)


def test_without_a_complaint_there_is_help_a_list_and_for_two_the_figures(house: House) -> None:
    house.assigned()
    for player, tags, words in (
        (house.carla, "#help", "typen"),
        (house.carla, "#lijst", "lijst"),
        (house.anna, "#rapport", "[Rapport] Week 13"),
    ):
        assert words in only(player.send(player.mail(tags))).subject
    refused = only(house.carla.send(house.carla.mail("#opgelost")))
    assert "Zet het kenmerk in het onderwerp" in refused.text
    assert "KL-2026-00099 staat niet in de registratie." in house.bram.order("#opgelost", reference="KL-2026-00099").text


def test_what_is_put_on_record_stands_there(house: House) -> None:
    house.assigned()
    house.bram.order("#aard rente en kosten, bejegening")
    house.bram.order("#rol debiteur")
    house.bram.order("#oorzaak aanmaning")
    house.bram.order("#dossiernummer 2026-1234")
    house.bram.order("#ontvangen 31 maart")
    house.bram.order("#klager bob@post.example")
    record = house.complaint()
    assert (record.complainant_role, record.process_step, record.file_number) == ("debtor", "reminder", "2026-1234")
    assert (str(record.received_date), record.complainant_address) == ("2026-03-31", "bob@post.example")
    assert house.state == "assigned"
    for tags, why in (
        ("#ontvangen 1 mei 2026", "Die dag moet nog komen."),
        ("#rol", "Schrijf #rol opdrachtgever, of #rol debiteur."),
        ("#klager", "Schrijf het adres van de klager"),
        ("#aard", "Schrijf wat voor klacht het is"),
        ("#oorzaak", "Schrijf in welke stap van ons werk het misging."),
        ("#dossiernummer", "Schrijf het nummer van ons dossier."),
        ("#namens", "Schrijf wie voor de klager optreedt"),
        ("#ontvangen", "Schrijf op welke dag de klacht bij ons binnenkwam"),
        ("#notitie", "Schrijf wat u wilt noteren."),
        ("#antwoord", "Schrijf wat de klager mag lezen."),
        ("#vervanger", "Schrijf wie u vervangt"),
        ("#toewijzen", "Schrijf aan wie"),
    ):
        house.clock.advance(timedelta(minutes=10))  # so many refusals an hour, and no more
        assert why in house.bram.order(tags).text, tags
