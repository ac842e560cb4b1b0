"""It is not solved: reopened, at the limit, no agreement at all, and the appeal.

Source: docs/procedure.md, States and events.
"""

import pytest

from scene.cast import House

STANDPOINT = "Wij hebben de brief twee keer gestuurd en kunnen niet meer doen."


def impasse(house: House) -> None:
    """Let the team leader find no agreement."""
    house.assigned()
    assert "Schrijf waarom er geen afspraak komt." in house.bram.order("#geenafspraak").text
    house.bram.order("#geen afspraak", "Mevrouw wil niet met ons praten.")


def second_round(house: House) -> None:
    """Let Alice be dissatisfied once."""
    house.resolved()
    house.anna.order("#ontevreden", "De brief kwam niet aan.")


def test_it_is_reopened_once_and_at_the_limit_there_are_two_ways(house: House) -> None:
    house.resolved()
    choice = house.anna.newest("Navragen")
    assert "Schrijf wat er volgens de klager nog niet is opgelost." in house.anna.follow(choice.link("#ontevreden")).text
    house.anna.follow(choice.link("#ontevreden"), "De brief kwam niet aan.")
    assert (house.state, house.complaint().round, house.complaint().target_date) == ("reopened", 2, None)
    assert "vrijdag 3 april 2026" in house.alice.newest("Wij gaan verder").text
    call = house.bram.newest("Klager bellen uiterlijk vr 3 april")
    assert "De brief kwam niet aan." in call.text

    refused = house.bram.order("#opgelost")
    assert "Leg eerst de afspraak vast." in refused.text
    house.bram.follow(refused.link("#afspraak #opgelost"), "Wij sturen de brief aangetekend.")
    assert house.state == "resolved"
    limit = house.anna.order("#niet opgelost", "Weer niet.")
    assert "Dit was ronde 2 van 2. Kies #beroep, of #heropenen met een reden." in limit.text
    assert "Er is geen" not in house.anna.follow(limit.link("#heropenen"), "Nog één keer, op mijn verzoek.").text
    assert (house.state, house.complaint().round) == ("reopened", 3)


def test_a_new_day_makes_a_reopened_complaint_assigned_again(house: House) -> None:
    second_round(house)
    house.bram.order("#uitstel tot 24 april", "Dat spraken wij af.")
    assert (house.state, str(house.complaint().target_date)) == ("assigned", "2026-04-24")


def test_the_handler_points_to_the_appeal_from_the_second_round_on(house: House) -> None:
    house.agreed()
    assert "In de eerste ronde wijst alleen de Manager Operations op het beroep." in house.bram.order("#beroep", STANDPOINT).text
    house.bram.order("#opgelost")
    house.anna.order("#ontevreden", "De brief kwam niet aan.")
    assert "Schrijf ons standpunt op" in house.bram.order("#beroep").text
    house.bram.order("#beroep", STANDPOINT)
    assert house.state == "appeal"
    letter = house.alice.newest()
    assert all(words in letter.text for words in (STANDPOINT, "definitieve standpunt", "Kifid"))
    assert STANDPOINT in house.anna.newest().text


@pytest.mark.parametrize(("typed", "text", "state"), [
    ("#heropenen", "Ik belde zelf: zij wil toch praten.", "reopened"),
    ("#beroep", STANDPOINT, "appeal"),
    ("#toewijzen", "Probeert u het eens.", "assigned"),
])  # fmt: skip
def test_out_of_an_impasse_manager_operations_has_ready_links(house: House, typed: str, text: str, state: str) -> None:
    impasse(house)
    choice = house.anna.newest("Kiezen: opnieuw proberen of beroep")
    assert "Mevrouw wil niet met ons praten." in choice.text
    link = choice.link(typed)
    house.anna.follow(link.filled("Carla Visser") if typed == "#toewijzen" else link, text)
    assert house.state == state


def test_an_appeal_is_concluded_or_taken_up_again(house: House) -> None:
    impasse(house)
    house.anna.order("#beroep", STANDPOINT)
    assert "Afsluiten doet de Manager Operations, na een beroep. Bedoelt u #opgelost?" in house.bram.order("#gesloten").text
    assert "Schrijf de uitkomst van het beroep." in house.anna.order("#afsluiten").text
    told = len(house.alice.inbox())
    house.anna.order("#afsluiten", "Kifid gaf ons gelijk.")
    assert (house.state, len(house.alice.inbox())) == ("closed", told)
    house.anna.order("#heropenen", "Er is een nieuwe brief.")
    assert house.state == "reopened"


def test_who_is_not_satisfied_after_closing_is_heard_until_the_day_of_removal(house: House) -> None:
    house.resolved()
    house.anna.order("#tevreden", "Gebeld, alles is goed.")
    assert "en de klager schreef sindsdien niet." in house.anna.order("#tevreden", "Nog eens gebeld.").text
    house.alice.reply(house.alice.newest("sluiten"), "Toch niet: de brief kwam nooit aan.")
    stopped = house.anna.newest("Beslissen: de klager schrijft na het sluiten")
    assert "kwam nooit aan" in stopped.text
    house.wait(days=5)
    house.anna.order("#heropenen", "De brief kwam nooit aan.")
    assert house.state == "reopened"


def test_after_the_day_of_removal_it_is_a_new_complaint(house: House) -> None:
    house.resolved()
    house.anna.order("#tevreden", "Gebeld, alles is goed.")
    house.wait(hours=73)
    assert "De tijd om terug te komen is voorbij." in house.anna.order("#heropenen", "Toch niet goed.").text


def test_no_reaction_only_after_two_inquiries_and_ten_working_days(house: House) -> None:
    house.resolved()
    assert "Dat is nu 0 keer gedaan." in house.anna.order("#geenreactie").text
    for _ in range(2):
        house.anna.order("#vraagklager")
        house.wait(days=5)
    assert "De klager heeft nog tijd om te antwoorden." in house.anna.order("#geenreactie").text
    house.wait(days=14)
    house.anna.order("#geen reactie")
    assert house.state == "closed"
    assert "Kifid" in house.alice.newest("sluiten").text
