"""The other complaints of the demo, each with the turn for which it is there.

They go by what their people read in their mailboxes. All of it is invented, and
Dutch, as in service, but for one complainant who writes English.
"""

from klachten.demo.calendar import at
from klachten.demo.mails import (
    DESK,
    from_a_client,
    from_a_dead_address,
    from_someone_silent,
    in_english,
    in_html,
    out_of_office,
    with_two_senders,
)
from klachten.demo.people import Cast, Tale


def in_an_impasse(cast: Cast) -> Tale:
    """Let a client and the sales manager find no agreement: the client hears of the appeal."""
    yield at("30 March 09:10")
    yield from_a_client(cast.clock.now())
    yield at("30 March 13:00")
    reference = cast.client.first.reference
    yield cast.anna.write("gives it to the sales manager", f"[{reference}] #toewijzen Eva Bos")
    yield at("31 March 10:30")
    yield cast.eva.write("notes who it is", f"[{reference}] #rol opdrachtgever")
    yield at("1 April 16:00")
    yield cast.eva.write("notes a call", f"[{reference}] #notitie", "Gebeld. Mevrouw Vos wil dat wij de hele rekening laten vallen.")
    yield at("8 April 11:30")
    text = "Drie keer gesproken. Wij bieden excuses en een vast aanspreekpunt; mevrouw Vos wil dat niet."
    yield cast.eva.click("finds no agreement", reference, "#geenafspraak", text)
    yield at("9 April 10:00")
    text = "Wij hebben u niet op tijd bericht gestuurd. Dat spijt ons. U krijgt een vast aanspreekpunt. Verder gaan wij niet."
    yield cast.anna.click("tells the client of the appeal, with our standpoint", reference, "#beroep", text)
    yield at("13 May 10:00")
    yield cast.anna.write("concludes it", f"[{reference}] #afsluiten", "De opdrachtgever ziet af van beroep en blijft klant.")


def withdrawn(cast: Cast) -> Tale:
    """Let a complainant withdraw, which is verified as well."""
    yield at("30 March 09:20")
    yield in_html(cast.clock.now())
    yield at("30 March 13:10")
    reference = cast.anna.about("Kees Brouwer")
    yield cast.anna.click("gives it to a team leader", reference, "#toewijzen Teamleider Incasso")
    yield at("31 March 14:00")
    yield cast.bram.write(
        "calls, and hears that it is over", f"[{reference}] #ingetrokken", "Meneer Brouwer trok de klacht in na onze excuses."
    )
    yield at("1 April 09:30")
    yield cast.anna.click("verifies that, and closes it", reference, "#tevreden", "Meneer Brouwer zei mij aan de telefoon hetzelfde.")


def silence(cast: Cast) -> Tale:
    """Let a complainant say nothing more: asked twice, waited for, and never taken to consent."""
    yield at("1 April 20:15")
    yield from_someone_silent(cast.clock.now())
    yield at("2 April 09:30")
    reference = cast.silent.first.reference
    yield cast.anna.write("gives it to a team leader", f"[{reference}] #toewijzen Daan Mulder")
    yield at("3 April 10:00")
    text = "Uw nieuwe adres staat nu in al uw dossiers. Het spijt ons dat dit zo lang duurde."
    yield cast.daan.write("agrees and calls it solved in one mail", f"[{reference}] #afspraak #opgelost", text)
    yield at("7 April 09:00")
    yield cast.anna.click("has the complainant asked", reference, "#vraagklager")
    yield at("14 April 09:00")
    yield cast.anna.click("has the complainant asked once more", reference, "#vraagklager")
    yield at("21 April 09:00")
    yield cast.anna.write("is tired of waiting", f"[{reference}] #geenreactie")
    yield at("30 April 09:00")
    yield cast.anna.write("closes it, without consent, after ten working days", f"[{reference}] #geenreactie")


def somebody_away(cast: Cast) -> Tale:
    """Let an acknowledgement be refused, and a handler go on holiday: the deputy is reminded in his place, and acts too late."""
    yield at("30 March 09:30")
    yield from_a_dead_address(cast.clock.now())
    yield at("30 March 13:20")
    reference = cast.anna.about("Wilma Postma")
    yield cast.anna.write("sends the acknowledgement by post", f"[{reference}] #bevestigd", "Ontvangst bevestigd per post op 30 maart.")
    yield cast.anna.write("gives it to a team leader", f"[{reference}] #toewijzen Daan Mulder")
    yield at("3 April 11:00")
    yield cast.daan.write("notes a call, after a reminder", f"[{reference}] #notitie", "Gebeld, niemand thuis.")
    yield at("10 April 16:00")
    yield cast.daan.write("goes on holiday", "#vervanger Carla Visser t/m 24 april")
    yield at("23 April 10:00")
    text = "Uw regeling loopt door zoals afgesproken. Er komt geen dagvaarding."
    yield cast.carla.write("agrees in his place, two days late", f"[{reference}] #afspraak #geenbedrag", text)
    yield at("23 April 14:00")
    yield cast.anna.write("sends that by post", f"[{reference}] #bevestigd", "Afspraak per post gestuurd op 23 april.")
    yield at("24 April 09:00")
    yield cast.carla.write("calls it solved", f"[{reference}] #opgelost gegrond")
    yield at("28 April 10:00")
    yield cast.anna.click("closes it", reference, "#tevreden", "Mevrouw Postma heeft de brief, en is blij.")
    yield at("29 April 10:00")
    yield cast.anna.write("posts the closing letter", f"[{reference}] #bevestigd", "Slotbrief per post gestuurd op 29 april.")


def in_a_mail_of_her_own(cast: Cast) -> Tale:
    """Let the handler write to the complainant from her own mail program, with the desk in cc: that is the confirmation."""
    yield at("2 April 10:00")
    yield in_english(cast.clock.now())
    yield at("2 April 13:00")
    reference = cast.abroad.first.reference
    yield cast.anna.write("gives it to the sales manager", f"[{reference}] #toewijzen Eva Bos")
    yield at("3 April 15:00")
    text = "Dear Mr Porter,\n\nThe list is on its way to you. It says what each item is for.\n\nKind regards,\nEva Bos"
    subject = f"Your complaint [{reference}] #afspraak"
    yield cast.eva.write("agrees in a mail of her own", subject, text, to=cast.abroad.address, cc=DESK)
    yield at("8 April 09:30")
    yield cast.eva.write("calls it solved", f"[{reference}] #opgelost deels")
    yield at("8 April 15:00")
    yield cast.anna.click("has the complainant asked", reference, "#vraagklager")
    yield at("9 April 12:00")
    yield cast.abroad.click("clicks YES", reference, "YES", "Yes, thank you.")
    yield at("9 April 15:00")
    yield cast.anna.click("closes it", reference, "#tevreden")


def noise(cast: Cast) -> Tale:
    """Let come what is no complaint."""
    yield at("30 March 09:15")
    yield out_of_office(cast.clock.now())
    yield with_two_senders(cast.clock.now())
    yield at("30 March 13:30")
    yield cast.anna.write("calls that spam", f"[{cast.anna.about('Graag zelf even afhandelen')}] #spam")
