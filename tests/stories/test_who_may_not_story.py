"""Who may not, and whose mail is not what it seems: nothing moves, nobody outside hears of it, and the answer says what to do.

Source: docs/procedure.md, People, and Reading tags; docs/mail-rules.md, D7 to D11.
"""

import pytest

from scene.cast import DESK, House

STEP = "#geenafspraak"
WHY = "Mevrouw wil niet met ons praten."
ASKED = "Bevestigen: stuurde u dit?"


def untouched(house: House) -> bool:
    """Say whether the complaint stands where Manager Operations left it, and Alice heard of nothing but its receipt."""
    events = [line.event for line in house.journal() if line.complaint_id == house.complaint().id]
    return (house.state, events[-1], len(house.alice.inbox())) == ("assigned", "assign", 1)


def test_a_stranger_only_complains(house: House) -> None:
    reference = house.assigned()
    (letter,) = house.mallory.send(house.mallory.mail(f"[{reference}] {STEP}", WHY), proven=True)
    assert "Wij hebben uw klacht ontvangen" in letter.subject
    assert reference not in letter.subject
    assert untouched(house)


def test_one_who_is_no_employee_any_more_is_a_stranger_and_their_links_are_paper(house: House) -> None:
    house.assigned()
    link = house.bram.newest("Behandelen").link(STEP)
    house.settle(f'["{house.bram.address}"]', '["b.kuiper@voorbeeld.nl"]')
    (letter,) = house.bram.send(house.bram.mail(link.subject, WHY, to=link.to))
    assert "Wij hebben uw klacht ontvangen" in letter.subject
    assert untouched(house)


def test_what_the_complainant_types_is_a_mail_like_any_other(house: House) -> None:
    reference = house.assigned()
    assert house.alice.send(house.alice.mail(f"[{reference}] #opgelost", "#tevreden\n#afsluiten\nHoera.")) == []
    assert "Hoera." in house.bram.newest("nieuw bericht").text
    assert house.state == "assigned"


def test_a_mail_in_an_employees_name_is_asked_about_and_the_link_in_the_question_carries_it_out(house: House) -> None:
    house.assigned()
    question = house.bram.order(STEP, WHY, proven=False)
    assert ASKED in question.subject
    assert WHY in question.text
    assert untouched(house)
    assert "Gedaan:" in house.bram.follow(question.links[0]).subject
    assert house.state == "impasse"
    assert ASKED in house.bram.order("#notitie", "Nog eens.", proven=False).subject


def test_who_logs_in_as_another_is_not_the_one_they_say(house: House) -> None:
    reference = house.assigned()
    forged = house.mallory.mail(f"[{reference}] {STEP}", WHY, From=f"{house.bram.name} <{house.bram.address}>")
    assert house.mallory.send(forged, proven=True) == []
    assert ASKED in house.bram.newest().subject
    assert untouched(house)


def test_what_the_mail_server_found_to_be_forged_is_not_even_asked_about(house: House) -> None:
    reference, had = house.assigned(), len(house.bram.inbox())
    forged = house.mallory.mail(f"[{reference}] {STEP}", WHY, From=house.bram.address)
    finding = b"Authentication-Results: localhost; dmarc=fail header.from=voorbeeld.nl\r\n"
    received = b"Received: from out.example by localhost with ESMTP; Thu, 2 Apr 2026 09:00:00 +0200\r\n"
    house.servers.deliver(DESK, finding + received + forged.as_bytes())
    house.work()
    assert untouched(house)
    assert not any(ASKED in letter.subject for letter in house.bram.inbox()[had:])


def test_each_step_has_its_people(house: House) -> None:
    house.assigned()
    for player, tags, why in (
        (house.anna, "#geenafspraak", "Alleen de behandelaar kan #geenafspraak gebruiken."),
        (house.bram, "#spam", "Alleen de Manager Operations kan #spam gebruiken."),
        (house.bram, "#vraagklager", "Alleen de Manager Operations kan #vraagklager gebruiken."),
        (house.bram, "#tevreden", "Bedoelt u #opgelost?"),
        (house.bram, "#niet tevreden", "Bedoelt u #geenafspraak?"),
        (house.anna, "#afsluiten", "#afsluiten kan nu niet: de stand is"),
        (house.frank, "#opgelost", "Alleen de behandelaar"),
        (house.carla, "#notitie", "Alleen de behandelaar, de Manager Operations of de receptie kan #notitie gebruiken."),
        (house.gijs, "#opgelost", "Alleen de behandelaar"),
        (house.gijs, "#afspraak", "Alleen de behandelaar"),
        (house.bram, "#toewijzen Algemeen Directeur", "Deze functie behandelt geen klachten."),
        (house.bram, "#vervanger Teamleider Debiteurenbeheer Daan Mulder t/m 1 mei", "U kunt alleen uw eigen vervanger noemen."),
    ):
        refused = player.order(tags, "Zie het dossier.")
        assert "Niet gedaan" in refused.subject, tags
        assert why in refused.text, tags
    assert untouched(house)
    assert "Gedaan:" in house.gijs.order("#gebeld", "Mevrouw belde: zij is boos.").subject


def test_a_deputy_acts_from_the_day_on_which_they_are_named_until_the_last_of_their_period(house: House) -> None:
    house.assigned()
    assert "Alleen de behandelaar" in house.carla.order("#geenafspraak", WHY).text
    told = house.anna.order("#vervanger Teamleider Incasso Carla Visser t/m 7 april")
    assert "Carla Visser" in told.text
    assert "dinsdag 7 april 2026" in told.text
    house.wait(days=5)
    house.carla.order("#afspraak", "Wij sturen u een brief met excuses.")
    assert "Waarnemend Teamleider Incasso" in house.alice.newest("afspraak").text
    house.wait(days=1)
    assert "Alleen de behandelaar" in house.carla.order("#opgelost").text
    house.bram.order("#opgelost")
    assert house.state == "resolved"


def test_a_tag_that_stays_in_a_subject_is_not_obeyed(house: House) -> None:
    reference = house.complain()
    first = house.anna.mail(f"[{reference}] #toewijzen Teamleider Incasso", "Bram, van jou.", Cc=house.bram.address)
    house.anna.send(first)
    house.anna.order("#toewijzen Carla Visser")
    thread = {"In_Reply_To": first["Message-ID"], "References": first["Message-ID"]}
    stale = house.anna.mail(f"Re: {first['Subject']}", "Bel haar in de ochtend.", **thread)
    answer = house.anna.send(stale)[-1]
    assert ("#toewijzen" in answer.text, house.complaint().handler_role) == (True, "team_lead_receivables")
    assert "Gedaan:" not in answer.subject
    unknown = house.anna.mail(f"Re: [{reference}] #toewijzen Daan Mulder", "Ja.", In_Reply_To="<nergens@elders.example>")
    (asked,) = house.anna.send(unknown)
    assert "bedoelt u dit?" in asked.subject
    house.anna.follow(asked.links[0])
    assert house.complaint().handler_role == "team_lead_administration"


def test_the_same_once_more_is_told_and_not_done_again(house: House) -> None:
    house.agreed()
    again = house.bram.order("#afspraak", "Wij sturen u een brief met excuses.")
    assert "was al gedaan op donderdag 2 april 2026 om 09:00" in again.text
    assert house.said_outside().count("Onze afspraak over uw klacht") == 1


def test_tags_in_quoted_text_and_further_down_are_a_note(house: House) -> None:
    reference = house.agreed()
    answer = house.bram.order(
        "", "Dank u.\n\nWij doen #opgelost nog niet.\n\nAnna schreef:\n> #opgelost\n> #spam", Subject=f"[{reference}]"
    )
    assert "Genoteerd" in answer.subject
    assert house.state == "agreed"


@pytest.mark.parametrize(("tags", "words"), [
    ("#nog niet opgelost", "De klacht is nog niet opgelost gemeld."),
    ("#niet opgelost", "De klacht is nog niet opgelost gemeld."),
    ("nog niet #opgelost", "niet"),
    ("#opgelost?", "Zo staat het met de klacht"),
    ("#is het al opgelost?", "Dit woord kennen wij niet."),
    ("#opgelsot", "Dit woord kennen wij niet."),
    ("#opgelost niet", "De klacht is nog niet opgelost gemeld."),
])  # fmt: skip
def test_a_negation_a_question_and_a_near_miss_solve_nothing(house: House, tags: str, words: str) -> None:
    house.agreed()
    answer = house.bram.order(tags)
    assert "Gedaan:" not in answer.subject
    assert words in answer.text
    assert house.state == "agreed"


def test_one_step_that_is_refused_takes_the_others_with_it(house: House) -> None:
    house.agreed()
    refused = house.bram.order("#bewaren #tevreden", "De rechter wil het zien.")
    assert "Niet gedaan" in refused.subject
    assert (house.complaint().held_because, house.state) == (None, "agreed")


def test_a_link_is_used_once(house: House) -> None:
    house.assigned()
    link = house.bram.newest("Behandelen").link("#notitie")
    assert "Gedaan:" in house.bram.follow(link, "Gebeld.").subject
    assert ASKED in house.bram.follow(link, "Nog eens gebeld.").subject


def test_a_link_that_the_complainant_may_have_seen_is_no_proof(house: House) -> None:
    house.assigned()
    work = house.bram.newest("Behandelen")
    house.bram.reply(work, "Dag mevrouw, ik bel u morgen.", Cc=house.alice.address)
    assert ASKED in house.bram.follow(work.link(STEP), WHY).subject
    assert house.state == "assigned"


def test_a_link_is_good_for_four_weeks_and_for_its_recipient_alone(house: House) -> None:
    house.assigned()
    work = house.bram.newest("Behandelen")
    assert ASKED in house.carla.follow(work.link(STEP), WHY).subject
    house.wait(days=28, minutes=1)
    assert ASKED in house.bram.follow(work.link(STEP), WHY).subject
    assert house.state == "assigned"


def test_a_reply_without_a_tag_is_noted_and_tells_whether_the_complainant_has_it(house: House) -> None:
    house.assigned()
    work = house.bram.newest("Behandelen")
    (noted,) = house.bram.reply(work, "Ik bel morgen.")
    assert "Genoteerd" in noted.subject
    (noted,) = house.bram.reply(work, "Dag mevrouw, ik bel u morgen.", Cc=house.alice.address)
    assert "De klager heeft dit al van u" in noted.text
    assert house.said_outside()[0] == "Wij hebben uw klacht ontvangen"
    assert len(house.alice.inbox()) == 2  # his own mail, and no second copy of it
