"""The complaints that did not come by the complainant's own mail to the desk: by telephone, and forwarded.

They go by what their people read in their mailboxes. All of it is invented, and
Dutch, as in service.
"""

from klachten.demo.calendar import at
from klachten.demo.mails import to_an_employee
from klachten.demo.people import Cast, Tale

_CALL = """Naam: Truus Wolters
Adres: Lindelaan 4, 3511 AB Utrecht

Mevrouw belde om half twee. Zij kreeg een aanmaning voor een rekening van haar
overleden man. Zij heeft dat in januari al doorgegeven. Zij heeft geen e-mail.
"""


def by_telephone(cast: Cast) -> Tale:
    """Let the front desk enter a complaint of somebody without mail: each letter goes on paper."""
    yield at("31 March 13:40")
    yield cast.gijs.write("enters a complaint that came by telephone", "#nieuw", _CALL)
    yield at("1 April 09:00")
    reference = cast.gijs.about("#nieuw")
    yield cast.anna.write("gives it to a team leader", f"[{reference}] #toewijzen Carla Visser")
    yield at("1 April 14:00")
    yield cast.anna.write("prints and posts the acknowledgement", f"[{reference}] #bevestigd", "Ontvangst bevestigd per post op 1 april.")
    yield at("2 April 15:00")
    text = "De aanmaningen op naam van uw man zijn gestopt. U krijgt er geen meer. Onze excuses."
    yield cast.carla.write("agrees with her by telephone", f"[{reference}] #afspraak", text)
    yield at("7 April 11:00")
    yield cast.anna.write("posts the confirmation, after a reminder", f"[{reference}] #bevestigd", "Afspraak per post gestuurd op 7 april.")
    yield at("8 April 13:00")
    yield cast.carla.write("calls it solved", f"[{reference}] #opgelost gegrond")
    yield at("9 April 13:00")
    yield cast.anna.click("closes it", reference, "#tevreden", "Gebeld op 9 april: de aanmaningen zijn gestopt.")
    yield at("10 April 11:00")
    yield cast.anna.write("posts the closing letter", f"[{reference}] #bevestigd", "Slotbrief per post gestuurd op 10 april.")


def forwarded(cast: Cast) -> Tale:
    """Let a client write to the team leader she knows, who passes it on."""
    yield at("30 March 16:40")
    yield to_an_employee(cast.clock.now(), cast.carla.address)
    yield at("31 March 08:45")
    letter = cast.carla.newest("facturen")
    yield cast.carla.forward("passes it on", letter, "#nieuw", "Vaste klant, graag snel bellen.")
    yield at("31 March 11:00")
    reference = cast.salon.first.reference
    yield cast.anna.write("gives it back to her", f"[{reference}] #toewijzen Carla Visser")
    yield at("1 April 11:00")
    yield cast.carla.click("agrees with her", reference, "#afspraak", "U krijgt voortaan één overzicht per maand, op de eerste werkdag.")
    yield at("2 April 09:15")
    yield cast.carla.write("calls it solved", f"[{reference}] #opgelost gegrond")
    yield at("2 April 14:00")
    yield cast.anna.click("has the complainant asked", reference, "#vraagklager")
    yield at("3 April 08:30")
    yield cast.salon.click("clicks YES", reference, "JA")
    yield at("3 April 09:00")
    yield cast.anna.click("closes it", reference, "#tevreden")
