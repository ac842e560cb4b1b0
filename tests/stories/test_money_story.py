"""Money in the solution: held back, asked about, consulted on; and only the managing director's clear word on this very amount counts.

Source: docs/procedure.md, The money gate, and Reading tags.
"""

import pytest

from scene.cast import House

WAIVED = "Wij schelden u de rente van 40 euro kwijt."
ACKNOWLEDGED = ["Wij hebben uw klacht ontvangen"]


def consulted(house: House) -> None:
    """Let the team leader propose an amount."""
    house.assigned()
    house.bram.order("#afspraak #bedrag 40", WAIVED)


def test_money_is_held_back_and_goes_out_with_the_directors_bare_word(house: House) -> None:
    house.assigned()
    asked = house.bram.order("#afspraak", WAIVED)
    assert "met of zonder bedrag" in asked.subject
    assert (house.state, house.said_outside()) == ("assigned", ACKNOWLEDGED)
    house.bram.follow(asked.link("#bedrag").filled("€ 40,-"))
    assert (house.state, house.said_outside()) == ("consulting", ACKNOWLEDGED)

    question = house.frank.newest("Beslissen over € 40,00")
    assert (WAIVED in question.text, question.message["Reply-To"] is not None) == (True, True)
    house.frank.reply(question, "Akkoord\n\nGroet,\nFrank", proven=False)
    confirmation = house.alice.newest("afspraak")
    assert (WAIVED in confirmation.text, "€ 40,00" in confirmation.text) == (True, True)
    assert not any(word in confirmation.text for word in ("Dekker", "Directeur", "directie"))
    assert "akkoord" in house.bram.newest("Afspraak uitvoeren").subject

    house.frank.reply(question, "Niet akkoord\n\nToch maar niet.", proven=False)
    assert house.state == "agreed"  # the token was spent


def test_money_that_is_no_part_of_the_solution_goes_out_at_once(house: House) -> None:
    house.assigned()
    asked = house.bram.order("#afspraak", "U hoeft de 40 euro niet nog eens te betalen; dat was onze fout.")
    house.bram.follow(asked.link("#geenbedrag"))
    assert (house.state, house.said_outside()[-1]) == ("agreed", "Onze afspraak over uw klacht")
    assert house.frank.inbox() == []


@pytest.mark.parametrize("way", ["bare word", "link", "tag"])
def test_the_director_refuses_with_a_reason_and_the_complainant_hears_nothing(house: House, way: str) -> None:
    consulted(house)
    question, why = house.frank.newest("Beslissen"), "Wij deden niets fout."
    if way == "bare word":
        house.frank.reply(question, f"Nee.\n\n{why}", proven=False)
    elif way == "link":
        assert "Schrijf er een reden bij." in house.frank.follow(question.link("#nietakkoord")).text
        house.frank.follow(question.link("#nietakkoord"), why)
    else:
        house.frank.reply(question, why, tags="#niet akkoord")
    assert (house.state, house.said_outside()) == ("assigned", ACKNOWLEDGED)
    assert all(why in player.newest().text for player in (house.bram, house.anna))


@pytest.mark.parametrize("words", ["ja maar eerst bellen", "akk.", "ok hoor", "akkoord, mits hij betaalt", "Prima"])
def test_whatever_is_less_clear_is_asked(house: House, words: str) -> None:
    consulted(house)
    (answer,) = house.frank.reply(house.frank.newest("Beslissen"), f"{words}\n\nFrank", proven=False)
    assert "Begin uw antwoord met alleen" in answer.text
    assert (house.state, house.said_outside()) == ("consulting", ACKNOWLEDGED)


def test_an_answer_about_an_amount_that_was_replaced_is_refused(house: House) -> None:
    consulted(house)
    first = house.frank.newest("Beslissen over € 40,00")
    assert "De Algemeen Directeur beslist nog over het bedrag." in house.bram.order("#afspraak", "Wij sturen u een brief.").text
    house.bram.order("#afspraak #bedrag 400", "Wij betalen u 400 euro terug.")
    (refused,) = house.frank.reply(first, "Akkoord", proven=True)
    assert "Het is niet zeker welk bedrag u bedoelt." in refused.text
    assert house.state == "consulting"
    (asked,) = house.frank.reply(first, "Akkoord", proven=False)
    assert "stuurde u dit?" in asked.subject
    assert "Het is niet zeker welk bedrag" in house.frank.follow(asked.links[0]).text  # that he sent it does not make it an answer
    second = house.frank.newest("Beslissen over € 400,00")
    assert "vervallen" in second.text
    house.frank.follow(second.link("#akkoord"))
    assert "€ 400,00" in house.alice.newest("afspraak").text


def test_what_others_write_of_consent_is_none(house: House) -> None:
    consulted(house)
    assert "Bedoelt u #afspraak?" in house.bram.order("#akkoord").text
    assert "Bedoelt u #afspraak, of #tevreden?" in house.anna.order("#akkoord").text
    assert "Bedoelt u #geenafspraak?" in house.bram.order("#nietakkoord", "Dat is te veel.").text
    assert "Het is niet zeker welk bedrag u bedoelt" in house.frank.order("#akkoord").text  # proven, and yet without the token
    assert (house.state, house.said_outside()) == ("consulting", ACKNOWLEDGED)


def test_an_amount_of_nothing_and_one_that_may_be_two_are_refused(house: House) -> None:
    house.assigned()
    for amount, why in (("0", "meer dan nul"), ("", "meer dan nul"), ("125.50", "125.50")):
        assert why in house.bram.order(f"#afspraak #bedrag {amount}", WAIVED).text
    assert "Er wacht geen tekst op dit antwoord." in house.bram.order("#geenbedrag").text
    assert house.state == "assigned"


def test_solved_is_kept_as_an_intention_until_the_director_consents(house: House) -> None:
    consulted(house)
    assert "zodra" in house.bram.order("#opgelost gegrond").text
    assert house.state == "consulting"
    house.frank.reply(house.frank.newest("Beslissen"), "Ja, akkoord.", proven=False)
    assert (house.state, house.complaint().finding) == ("resolved", "upheld")
    assert "Navragen" in house.anna.newest("Navragen").subject
