"""The complaint with most turns: money that wants consent, a complainant who says no, and two mails that nobody obeys.

Goes by what its people read in their mailboxes. All of it is invented, and
Dutch, as in service.
"""

from dataclasses import replace

from klachten.demo.calendar import at
from klachten.demo.mails import FORGED, from_a_debtor
from klachten.demo.people import Cast, Tale


def about_costs(cast: Cast) -> Tale:
    """Play all of it."""
    yield from_a_debtor(cast.clock.now())
    yield at("30 March 09:40")
    text = "Dank voor uw bericht. Ik heb het betaalbewijs gevonden: de betaling is van 3 maart, 9.12 uur.\n\nFatima"
    yield cast.debtor.answer("answers the acknowledgement", cast.debtor.first, text)
    yield from _they_agree(cast, cast.debtor.first.reference)
    yield from _it_is_not_solved(cast, cast.debtor.first.reference)
    yield from _not_everything_is_obeyed(cast, cast.debtor.first.reference)
    yield from _it_ends(cast, cast.debtor.first.reference)


def _they_agree(cast: Cast, reference: str) -> Tale:
    yield at("30 March 10:00")
    yield cast.anna.click("gives it to a team leader", reference, "#toewijzen Teamleider Incasso", "Wilt u vandaag nog bellen?")
    yield at("30 March 11:00")
    text = "U had op tijd betaald. Wij laten de incassokosten van € 48,40 vervallen."
    yield cast.bram.click("agrees with her, in words that name money", reference, "#afspraak", text)
    yield cast.bram.click("says how much", reference, "#bedrag", typed="48,40")
    yield at("31 March 09:00")
    yield cast.frank.answer("answers with one word", cast.frank.newest(reference, "#akkoord"), "Akkoord\n\nFrank Dekker")
    yield at("31 March 15:00")
    yield cast.bram.write("calls it solved, in a mail of his own", f"[{reference}] #opgelost gegrond")


def _it_is_not_solved(cast: Cast, reference: str) -> Tale:
    yield cast.anna.click("has the complainant asked", reference, "#vraagklager")
    yield at("1 April 19:30")
    yield cast.debtor.click("clicks NO", reference, "NEE", "Vanochtend kreeg ik toch weer een aanmaning.")
    yield at("2 April 09:00")
    yield cast.anna.click("opens it again", reference, "#ontevreden", "Er ging toch nog een aanmaning uit.")
    yield at("2 April 11:00")
    yield cast.bram.click("calls her, and they settle on a new day", reference, "#streefdatum", typed="10-04-2026")
    yield at("7 April 10:00")
    text = "De aanmaning is ingetrokken. U krijgt morgen een brief waarin dat staat."
    yield cast.bram.write("agrees with her anew", f"[{reference}] #afspraak", text)


def _not_everything_is_obeyed(cast: Cast, reference: str) -> Tale:
    subject = f"[{reference}] #ingetrokken"
    forged = cast.stranger.write("(so it says) withdraws it", subject, "Mevrouw Idrissi trekt haar klacht in.")
    yield replace(forged, name="A stranger", sender=FORGED, done=f"writes ‘{subject}’, as if from {cast.stranger.address}")
    stale = cast.bram.own("#opgelost")
    yield cast.bram.answer("answers an old mail of his, whose subject still says #opgelost", stale, "De brief ligt klaar.")


def _it_ends(cast: Cast, reference: str) -> Tale:
    yield at("8 April 10:00")
    yield cast.bram.click("means it this time", reference, "#opgelost")
    yield at("8 April 14:00")
    said = "Mevrouw Idrissi belde vandaag: de brief is er, en alles klopt."
    yield cast.anna.click("closes it", reference, "#tevreden", said)
