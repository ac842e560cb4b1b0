"""What employees write the complainant from their own mail program, as each of them finds it in their own mailbox.

Source: docs/procedure.md, Reading tags, The money gate, and What makes it more.
"""

from scene.cast import DESK, House

LETTER = "Dag mevrouw, wij sturen u deze week een brief met excuses."
PROMISE = "Dag mevrouw, u krijgt 40 euro van ons terug."
ACKNOWLEDGED = "Wij hebben uw klacht ontvangen"


def mailed(house: House, tags: str, text: str, **fields: str) -> str:
    """Let the team leader write Alice herself, with the mailbox in copy; return the subject."""
    subject = f"[{house.reference}] {tags}"
    house.bram.send(house.bram.mail(subject, text, to=house.alice.address, **({"Cc": DESK} | fields)))
    return subject


def test_the_mail_is_the_step_and_the_complainant_has_it_once(house: House) -> None:
    house.assigned()
    subject = mailed(house, "#afspraak #opgelost", LETTER)
    assert house.state == "resolved"
    assert house.said_outside() == [ACKNOWLEDGED, subject.partition(" [")[0]]
    assert "De klager heeft dit al van u." in house.bram.newest("Gedaan").text
    copy = house.anna.newest("met een eigen mail")
    assert (LETTER in copy.text, house.alice.address in copy.text) == (True, True)
    assert "Navragen" in house.anna.newest("Navragen").subject


def test_who_had_it_in_copy_gets_no_other(house: House) -> None:
    house.assigned()
    subject = mailed(house, "#afspraak", LETTER, Cc=f"{DESK}, {house.anna.address}")
    had = [letter.subject for letter in house.anna.inbox()]
    assert (had.count(subject), any("eigen mail" in one for one in had)) == (1, False)
    assert (house.state, house.complaint().confirmation) == ("agreed", "by_hand")


def test_her_answer_to_all_reaches_the_handler_once_and_commands_nothing(house: House) -> None:
    house.assigned()
    mailed(house, "#afspraak", LETTER)
    letter, had = house.alice.newest("#afspraak"), len(house.bram.inbox())
    house.alice.reply(letter, "Dank u wel.", Cc=DESK, proven=True)
    new = house.bram.inbox()[had:]
    assert [one.subject for one in new] == [f"Re: {letter.subject}"]
    assert (house.state, len(house.alice.inbox())) == ("agreed", 2)


def test_an_amount_without_consultation_is_told_at_once_and_put_right(house: House) -> None:
    house.assigned()
    mailed(house, "#afspraak #bedrag 40", PROMISE)
    question = house.frank.newest("Beslissen over € 40,00; de klager heeft het al")
    assert "zonder overleg" in question.text
    assert PROMISE in house.anna.newest("€ 40,00 toegezegd zonder overleg").text
    house.frank.reply(question, "Nee.\n\nWij deden niets fout.", proven=False)
    decided = house.bram.newest("Andere afspraak zoeken")
    assert "zeg dat dit niet doorgaat" in decided.text
    assert (house.state, len(house.alice.inbox())) == ("assigned", 2)


def test_consent_to_what_was_promised_sends_nothing_again(house: House) -> None:
    house.assigned()
    mailed(house, "#afspraak #bedrag 40", PROMISE)
    house.frank.reply(house.frank.newest("Beslissen"), "Akkoord", proven=False)
    assert (house.state, len(house.alice.inbox())) == ("agreed", 2)
    assert "Wij sturen die niet nog eens." in house.bram.newest("Afspraak uitvoeren").text
    house.bram.order("#opgelost")
    assert house.state == "resolved"


def test_money_in_a_mail_without_a_tag_is_told_to_whoever_decides(house: House) -> None:
    house.assigned()
    mailed(house, "Uw klacht", PROMISE)
    assert "De Algemeen Directeur weet dat." in house.bram.newest("Genoteerd").text
    assert all("geld genoemd zonder overleg" in player.newest().subject for player in (house.anna, house.frank))
    assert (house.state, len(house.alice.inbox())) == ("assigned", 2)
