"""The other ends of a complaint, and what happens to letters and people on the way: merged, elsewhere, spam, withdrawn, bounced, away.

Source: docs/procedure.md, States and events; docs/mail-rules.md, R-BNC-01 and D8.
"""

import pytest

from scene.cast import COLLECTIONS, DOMAIN, House, Player
from world import bounce


def bounced(house: House, subject: str) -> None:
    """Let the newest letter with such a subject come back to the address that it was sent from."""
    letter = house.alice.newest(subject)
    sender = next(copy.sender for copy in house.servers.accepted if copy.raw in letter.raw)
    house.servers.deliver(sender, bounce(sender))
    house.work()


def test_two_complaints_become_one_and_later_mail_to_either_joins_it(house: House) -> None:
    first, second = house.complain(), house.complain("U belde mij weer, om negen uur 's avonds.", Subject="Nog een klacht")
    for tags, why in (
        ("#samenvoegen", "Schrijf met welke klacht"),
        ("#samenvoegen KL-2026-00099", "Wij kennen geen andere klacht met kenmerk KL-2026-00099."),
        (f"#samenvoegen {second}", "Wij kennen geen andere klacht"),
    ):
        assert why in house.anna.order(tags, reference=second).text
    house.anna.order(f"#samenvoegen {first}", reference=second)
    assert (house.state, house.complaint(second).state) == ("registered", "closed")
    letter = house.alice.newest("samen")
    assert (first in letter.subject, second in letter.text) == (True, True)
    house.alice.send(house.alice.mail(f"Over {second}", "Het gebeurde vandaag weer."))
    assert first in house.anna.newest("nieuw bericht").subject


def test_a_handler_merges_what_is_theirs_and_the_same_complainants(house: House) -> None:
    first = house.assigned()
    other = house.complain("Uw brief is onbeschoft.", by=house.mallory)
    second = house.complain("U belde mij weer.", Subject="Nog een klacht")
    assert "Over de andere klacht beslist u niet." in house.bram.order(f"#samenvoegen {second}").text
    for reference in (second, other):
        house.anna.order("#toewijzen Teamleider Incasso", reference=reference)
    assert "De klachten zijn van verschillende klagers." in house.bram.order(f"#samenvoegen {other}").text
    house.bram.order(f"#samenvoegen {second}")
    assert house.complaint(second).state == "closed"
    house.anna.order("#geenklacht", "Een vraag over de rente.", reference=other)
    assert "De andere klacht is afgesloten." in house.anna.order(f"#samenvoegen {other}", reference=first).text


def test_what_is_no_complaint_goes_to_a_department(house: House) -> None:
    house.complain("Hierbij mijn betaalbewijs van vorige week.")
    for tags, text, why in (
        ("#geenklacht", "", "Schrijf er een reden bij."),
        ("#geenklacht #doorsturen", "Betaalbewijs.", "Schrijf naar welke afdeling"),
        ("#geenklacht #doorsturen inkoop", "Betaalbewijs.", "Deze afdeling kennen wij niet. Kies uit: incasso."),
        ("#doorsturen incasso", "Betaalbewijs.", "#doorsturen hoort bij #geenklacht"),
    ):
        assert why in house.anna.order(tags, text).text, tags
    house.anna.order("#geen klacht #doorsturen incasso", "Betaalbewijs, geen klacht.")
    assert (house.state, house.said_outside()[-1]) == ("closed", "Uw bericht wordt ergens anders behandeld")
    collections = Player(house, "Incasso", COLLECTIONS)
    assert "betaalbewijs van vorige week" in collections.newest("Overnemen").text
    house.alice.reply(house.alice.newest("ergens anders"), "Jawel: ik klaag over uw toon.")
    assert "uw toon" in house.anna.newest("na het sluiten").text


def test_what_is_no_complaint_may_stay_here(house: House) -> None:
    house.assigned()
    house.anna.order("#geenklacht", "Een vraag over de rente, door Bram beantwoord.")
    assert (house.state, house.said_outside()[-1]) == ("closed", "Uw bericht wordt ergens anders behandeld")


def test_spam_is_the_only_silent_end(house: House) -> None:
    house.complain("Goedkope leningen, nu met korting!")
    house.anna.follow(house.anna.newest("Toewijzen").link("#spam"))
    assert (house.state, house.said_outside()) == ("closed", ["Wij hebben uw klacht ontvangen"])


def test_what_is_withdrawn_is_verified_as_well(house: House) -> None:
    house.assigned()
    assert "Schrijf hoe de klager de klacht introk." in house.bram.order("#ingetrokken").text
    house.bram.order("#ingetrokken", "Mevrouw belde: het hoeft niet meer.")
    assert house.state == "resolved"
    assert "Mevrouw belde" in house.anna.newest("Navragen").text
    house.anna.order("#tevreden", "Zelf nagebeld.")
    assert "ingetrokken" in house.alice.newest("sluiten").text


def test_a_confirmation_that_comes_back_is_to_be_given_another_way(house: House) -> None:
    house.agreed()
    assert house.complaint().confirmation == "accepted"
    bounced(house, "afspraak")
    assert house.complaint().confirmation == "failed"
    ready = house.anna.newest("Zelf de afspraak bevestigen")
    assert "Wij sturen u een brief met excuses." in ready.text
    assert "zodra" in house.bram.order("#opgelost").text
    assert "Schrijf hoe en wanneer" in house.anna.order("#bevestigd").text
    house.anna.follow(ready.link("#bevestigd"), "Afspraak per post gestuurd op 2 april.")
    assert (house.complaint().confirmation, house.state) == ("by_hand", "resolved")


def test_which_letter_was_replaced_is_asked_where_two_are_owed(house: House) -> None:
    house.agreed()
    bounced(house, "ontvangen")
    bounced(house, "afspraak")
    assert "Schrijf welke: #bevestigd ontvangst of #bevestigd afspraak." in house.anna.order("#bevestigd per post 8 april").text
    house.anna.order("#bevestigd ontvangst per post 8 april")
    house.gijs.order("#bevestigd", "De afspraak is vandaag voorgelezen aan de telefoon.")
    record = house.complaint()
    assert (record.acknowledgement, record.confirmation) == ("by_hand", "by_hand")
    assert "De ontvangst is al bevestigd." in house.anna.order("#bevestigd ontvangst per post").text


def test_a_handler_who_is_away_when_something_falls_due_is_stood_in_for(house: House) -> None:
    house.assigned()
    away = house.bram.mail("Afwezig", "Ik ben afwezig t/m 30 april. Daarna lees ik uw mail.", Auto_Submitted="auto-replied")
    house.bram.send(away)
    proposal = house.anna.newest("[Vervanger]")
    carla = next(link for link in proposal.links if "Carla Visser" in link.subject)
    house.anna.follow(carla)
    house.carla.order("#afspraak", "Wij sturen u een brief met excuses.")
    assert "Carla Visser" in house.alice.newest("afspraak").text


@pytest.mark.parametrize("mandate", [False, True])
def test_nothing_of_substance_goes_to_a_representative_whose_mandate_nobody_saw(house: House, *, mandate: bool) -> None:
    house.assigned()
    house.bram.order(f"#namens Mr. Mallory {house.mallory.address}")
    if mandate:
        house.bram.order("#machtiging gezien")
        assert "Er wacht geen machtiging." in house.anna.order("#machtiging").text
    answer = house.bram.order("#afspraak", "Wij sturen u een brief met excuses.")
    assert ("De machtiging van de vertegenwoordiger ontbreekt." in answer.text) is not mandate
    assert [letter.subject.partition(" [")[0] for letter in house.mallory.inbox()] == ["Onze afspraak over uw klacht"] * mandate


def test_a_complaint_about_manager_operations_is_the_directors_to_judge(house: House) -> None:
    house.complain()
    assert "Schrijf over wie" in house.anna.order("#over").text
    house.anna.order("#over Anna de Boer")
    assert "Alleen" in house.anna.order("#toewijzen Teamleider Incasso").text
    assert "De klacht gaat over de Manager Operations." in house.frank.order("#toewijzen Anna de Boer").text
    house.frank.order("#toewijzen Teamleider Incasso")
    assert house.state == "assigned"


def test_who_handles_it_does_not_verify_it(house: House) -> None:
    house.complain()
    house.anna.order("#toewijzen Manager Operations")
    house.anna.order("#afspraak #opgelost", "Wij sturen u een brief met excuses.")
    assert house.state == "resolved"
    assert "U behandelt deze klacht zelf." in house.anna.order("#tevreden", "Zelf gebeld.").text
    house.frank.order("#tevreden", "Ik belde: alles is goed.")
    assert house.state == "closed"


def test_what_must_be_kept_is_said_and_taken_back(house: House) -> None:
    house.assigned()
    assert "Deze klacht wordt niet bewaard." in house.bram.order("#vrijgeven").text
    assert "Schrijf er een reden bij." in house.bram.order("#bewaren").text
    house.bram.order("#bewaren", "De rechter wil het zien.")
    house.anna.order("#vrijgeven")
    house.anna.order("#avg", "Mevrouw wil inzage.")
    assert "verzoek over persoonsgegevens" in house.anna.newest("Behandelen").subject
    assert (house.complaint().held_because, house.complaint().privacy_request_at is not None) == (None, True)
    house.wait(hours=25)
    assert "De laatste stap is meer dan 24 uur oud." in house.anna.order("#herstel").text
    assert DOMAIN not in " ".join(house.said_outside())
