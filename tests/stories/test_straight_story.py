"""The straight way, as those who walk it see it: complaint, assignment, agreement, solved, verified, closed.

Source: docs/procedure.md, States and events.
"""

from pathlib import Path

from scene.cast import House, at_home

EXCUSES = "Wij sturen u een brief met excuses."


def test_all_of_it_by_ready_links_from_mail_programs_that_prove_nothing(house: House) -> None:
    house.complain()
    house.anna.follow(house.anna.newest("Toewijzen").link("#toewijzen Teamleider Incasso"), "Graag vandaag bellen.")
    work = house.bram.newest("Behandelen")
    assert ("Graag vandaag bellen." in work.text, "onbeleefd behandeld" in work.text) == (True, True)

    agreed = house.bram.follow(work.link("#afspraak"), f"{EXCUSES}\n\nGroet,\nBram\n\nVerstuurd vanaf mijn iPhone")
    assert "De klager leest die: > Wij sturen" in agreed.text
    confirmation = house.alice.newest("Onze afspraak over uw klacht")
    assert (EXCUSES in confirmation.text, "iPhone" in confirmation.text) == (True, False)
    assert EXCUSES in house.anna.newest("afspraak bevestigd").text

    house.bram.follow(agreed.link("#opgelost"))
    house.anna.follow(house.anna.newest("Navragen").link("#vraagklager"))
    yes = next(link for link in house.alice.newest("opgelost?").links if link.subject.startswith("JA"))
    house.alice.send(house.alice.mail(yes.subject, yes.body, to=yes.to))
    heard = house.anna.newest("waarschijnlijk ja")
    assert house.state == "resolved"  # she decides, and not a guess

    house.anna.follow(heard.link("#tevreden"))
    assert house.state == "closed"
    assert "Op zondag 5 april 2026 verwijderen wij uw klacht" in house.alice.newest("sluiten").text


def test_all_of_it_by_typed_tags_and_quick_replies(house: House) -> None:
    house.complain()
    house.anna.reply(house.anna.newest("Toewijzen"), "#aan Bram Smit\n\nGraag vandaag bellen.")
    house.bram.reply(house.bram.newest("Behandelen"), EXCUSES, tags="#afspraak")
    assert EXCUSES in house.alice.newest("afspraak").text
    house.bram.reply(house.bram.newest("Gedaan:"), "#klaar\n#deels")
    assert (house.state, house.complaint().finding) == ("resolved", "partly_upheld")
    (refused,) = house.anna.reply(house.anna.newest("Navragen"), "#tevreden")
    assert "Schrijf in één regel hoe en wanneer u het navroeg." in refused.text
    house.anna.reply(house.anna.newest("Navragen"), "Gebeld op 2 april: alles is in orde.", tags="#tevreden")
    assert (house.state, house.said_outside()[-1]) == ("closed", "Wij sluiten uw klacht af")


def test_a_letter_that_staff_caused_waits_and_can_be_called_back(tmp_path: Path) -> None:
    with at_home(tmp_path, delay_minutes=5) as house:
        house.assigned()
        assert "gaat over 5 minuten weg" in house.bram.order("#afspraak", EXCUSES).text
        house.wait(minutes=4)
        house.bram.order("#herstel")
        house.wait(minutes=2)
        assert (house.state, house.said_outside()) == ("assigned", ["Wij hebben uw klacht ontvangen"])

        house.bram.order("#afspraak #opgelost", "Wij bellen u morgen.")
        assert house.state == "agreed"  # solved is meant, and happens when Alice has it in writing
        house.wait(minutes=6)
        assert (house.state, house.said_outside()[-1]) == ("resolved", "Onze afspraak over uw klacht")
        house.anna.order("#vraagklager")
        house.wait(minutes=6)
        assert "Er ging al een brief naar buiten." in house.anna.order("#herstel").text


def test_another_day_is_told_to_the_complainant_and_not_beyond_the_outer_limit(house: House) -> None:
    house.assigned()
    told = house.bram.order("#streefdatum 15/5", "Wij wachten op een brief van de bank.")
    assert "vrijdag 15 mei 2026" in told.text
    letter = house.alice.newest("atum")
    assert all(words in letter.text for words in ("vrijdag 24 april 2026", "vrijdag 15 mei 2026", "brief van de bank"))
    for day, why in (
        ("1 april 2026", "Die dag is voorbij."),
        ("29 mei", "Een latere dag kan alleen de Manager Operations kiezen."),
        ("volgende week vrijdag", "volgende week vrijdag"),
        ("", "Schrijf welke dag"),
    ):
        assert why in house.bram.order(f"#streefdatum {day}").text
    house.anna.order("#streefdatum 29 mei")
    assert "vrijdag 29 mei 2026" in house.alice.newest().text
