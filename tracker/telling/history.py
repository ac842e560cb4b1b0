"""A line of the journal as one Dutch sentence, for whoever must know what happened to a complaint.

Knows lines and no letter. One table of deeds, with a row for every event, so
that whoever adds an event says how it is told.
"""

import re
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from tracker.dates import short_words_of_day, words_of_day
from tracker.model import TITLES, ComplainantRole, Event, Language, Role
from tracker.natures import nature_title
from tracker.process_steps import step_title
from tracker.records import Journal
from tracker.rules import HouseRules
from tracker.tag_words import BY_EVENT, Takes
from tracker.typed.amounts import words_of_amount

_THE_SERVICE = "het programma"
_NOBODY_CERTAIN = "een onbekende afzender"
_OUTSIDE = "buiten"
_NAMES_COMPLAINANT = frozenset({Takes.ADDRESS, Takes.NAME_AND_ADDRESS, Takes.FILE_NUMBER})
"""What stands behind such a tag tells who complained."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TITLES = {str(role): title for role, title in TITLES.items()} | {
    str(ComplainantRole.CLIENT): "opdrachtgever",
    str(ComplainantRole.DEBTOR): "debiteur",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """An event in words. `{who}` is who caused it; `joint` leads to what stood behind the tag, and is None where that is not told."""

    words: str
    joint: str | None = None


DEEDS: dict[Event, Deed] = {
    Event.ARRIVES: Deed("de klacht kwam binnen van {who}"),
    Event.ARRIVES_UNANSWERED: Deed("de klacht kwam binnen van {who}; de ontvangstbevestiging ging niet vanzelf"),
    Event.FOLLOWS: Deed("er kwam een bericht bij van {who}"),
    Event.ACKNOWLEDGED: Deed("de mailserver van de klager nam de ontvangstbevestiging aan"),
    Event.ACKNOWLEDGEMENT_FAILED: Deed("de ontvangstbevestiging kwam niet aan"),
    Event.ACKNOWLEDGEMENT_RETRIED: Deed("{who} liet de ontvangstbevestiging opnieuw versturen"),
    Event.CONFIRMED_ANOTHER_WAY: Deed("{who} meldde dat de ontvangst op een andere manier is bevestigd"),
    Event.CONFIRMATION_ACCEPTED: Deed("de mailserver van de klager nam de bevestiging van de afspraak aan"),
    Event.CONFIRMATION_FAILED: Deed("de bevestiging van de afspraak kwam niet aan"),
    Event.LETTER_FAILED: Deed("een brief aan de klager kwam niet aan, en moet per post"),
    Event.REMOVE: Deed("{who} verwijderde de klacht uit de registratie"),
    Event.REGISTER: Deed("{who} legde de klacht vast", ", ontvangen op "),
    Event.ASSIGN: Deed("{who} wees de klacht toe", " aan "),
    Event.CHANGE_TARGET_DATE: Deed("{who} veranderde de streefdatum", " in "),
    Event.AGREE: Deed("{who} legde de afspraak vast"),
    Event.AGREE_WITH_AMOUNT: Deed("{who} vroeg akkoord voor een afspraak met een bedrag", " van "),
    Event.CONSENT: Deed("{who} gaf akkoord voor het bedrag"),
    Event.REFUSE_CONSENT: Deed("{who} gaf geen akkoord voor het bedrag"),
    Event.NO_AGREEMENT: Deed("{who} meldde dat er geen afspraak komt"),
    Event.RESOLVE: Deed("{who} meldde de klacht opgelost"),
    Event.RESOLVE_LATER: Deed("{who} meldde de klacht opgelost, zodra de bevestiging van de afspraak is aangekomen"),
    Event.INQUIRE: Deed("{who} vroeg de klager of de klacht is opgelost"),
    Event.SATISFIED: Deed("{who} sloot de klacht: volgens de klager is alles opgelost"),
    Event.DISSATISFIED: Deed("{who} heropende de klacht: volgens de klager is niet alles opgelost"),
    Event.NO_REACTION: Deed("{who} sloot de klacht: de klager reageerde niet"),
    Event.APPEAL: Deed("{who} wees de klager op de beroepsprocedure"),
    Event.REOPEN: Deed("{who} heropende de klacht"),
    Event.CONCLUDE: Deed("{who} sloot de klacht na het beroep"),
    Event.WITHDRAW: Deed("{who} meldde dat de klager de klacht introk"),
    Event.NOT_A_COMPLAINT: Deed("{who} sloot de klacht: het is geen klacht"),
    Event.FORWARD_ELSEWHERE: Deed("{who} sloot de klacht: het is geen klacht, en ging door", " naar "),
    Event.SPAM: Deed("{who} sloot de klacht als spam"),
    Event.MERGE: Deed("{who} voegde de klacht samen", " met "),
    Event.NOTE: Deed("{who} zette een notitie bij de klacht"),
    Event.ANSWER: Deed("{who} stuurde de klager een antwoord"),
    Event.OWN_MAIL: Deed("{who} mailde de klager zelf", ", aan "),
    Event.SET_NATURE: Deed("{who} veranderde de aard van de klacht", " in "),
    Event.SET_COMPLAINANT: Deed("{who} veranderde het adres van de klager", " in "),
    Event.SET_COMPLAINANT_ROLE: Deed("{who} legde vast wat de klager van ons is", ": "),
    Event.REPRESENT: Deed("{who} legde vast wie voor de klager optreedt", ": "),
    Event.MANDATE_SEEN: Deed("{who} zag de machtiging van wie voor de klager optreedt"),
    Event.AGREEMENT_CONFIRMED: Deed("{who} meldde dat de afspraak op een andere manier is bevestigd"),
    Event.LETTER_GIVEN: Deed("{who} meldde dat de klager een brief op een andere manier kreeg"),
    Event.AMOUNT: Deed("{who} noemde het bedrag bij de afspraak", ": "),
    Event.NO_AMOUNT: Deed("{who} meldde dat er geen geld hoort bij de oplossing"),
    Event.KEEP: Deed("{who} liet de klacht in de registratie bewaren"),
    Event.RELEASE: Deed("{who} gaf de klacht vrij"),
    Event.DATA_REQUEST: Deed("{who} meldde een verzoek over persoonsgegevens"),
    Event.TAKE_BACK: Deed("{who} nam de vorige stap terug", ": "),
    Event.SET_CAUSE: Deed("{who} legde de oorzaak vast", ": "),
    Event.ABOUT: Deed("{who} legde vast over wie de klacht gaat", ": "),
    Event.SET_FILE_NUMBER: Deed("{who} legde ons dossiernummer vast", ": "),
    Event.RECEIVED_ON: Deed("{who} legde de dag van ontvangst vast", ": "),
    Event.DEPUTISE: Deed("{who} noemde een vervanger", ": "),
    Event.STATUS: Deed("{who} vroeg hoe het met de klacht staat"),
    Event.DOSSIER: Deed("{who} vroeg het dossier op"),
    Event.LIST: Deed("{who} vroeg de lijst van open klachten"),
    Event.REPORT: Deed("{who} vroeg de rapportage"),
    Event.DRY_RUN: Deed("{who} deed een proef"),
    Event.HELP: Deed("{who} vroeg om uitleg"),
    Event.UPHELD: Deed("{who} noemde de klacht gegrond"),
    Event.PARTLY_UPHELD: Deed("{who} noemde de klacht deels gegrond"),
    Event.NOT_UPHELD: Deed("{who} noemde de klacht ongegrond"),
}
"""Every event, as it is told afterwards."""


def told(line: Journal, rules: HouseRules | None = None, who: str | None = None) -> str:
    """Return what happened, without the moment: 'Bram Smit wees de klacht toe aan Teamleider Incasso'.

    rules: their natures and steps of the work; the program's own are known besides.
    who: how whoever caused it is called; else by the name on the line.
    """
    deed = DEEDS[Event(line.event)]
    words = deed.words.replace("{who}", who or _who(line))
    return f"{words}{deed.joint}{argument_in_words(Event(line.event), line.argument, rules)}" if deed.joint and line.argument else words


def sentence(line: Journal, zone: ZoneInfo, rules: HouseRules | None = None) -> str:
    """Return both: 'vr 3 april, 10:12: Bram Smit legde de afspraak vast'."""
    at = line.at.astimezone(zone)
    return f"{short_words_of_day(at.date(), Language.DUTCH)}, {at:%H:%M}: {told(line, rules)}"


def sentence_for_many(line: Journal, zone: ZoneInfo, rules: HouseRules | None = None) -> str:
    """Return the same for a mail about many complaints, which stays when one of them is removed: it names no complainant."""
    at = line.at.astimezone(zone)
    return f"{short_words_of_day(at.date(), Language.DUTCH)}, {at:%H:%M}: {told_without_names(line, rules)}"


def told_without_names(line: Journal, rules: HouseRules | None = None) -> str:
    """Return what happened, without what would name the complainant: an address, a name, a file number."""
    event, who = Event(line.event), _OUTSIDE if line.by_role == Role.COMPLAINANT else None
    if event in BY_EVENT and BY_EVENT[event].takes in _NAMES_COMPLAINANT:
        return DEEDS[event].words.replace("{who}", who or _who(line))
    return told(line, rules, who)


def _who(line: Journal) -> str:
    """Name who caused it; whoever only wrote, by the address, for what they call themselves proves nothing."""
    role = Role(line.by_role)
    if role is Role.COMPLAINANT or line.event == Event.FOLLOWS:
        return line.by_address or line.by_name or _NOBODY_CERTAIN
    return line.by_name or (f"de {TITLES[role]}" if role in TITLES else _THE_SERVICE)


def argument_in_words(event: Event, argument: str, rules: HouseRules | None = None) -> str:
    """Put what stood behind the tag of `event`, in the form that the journal keeps, in the words of people.

    A person's own words, such as a file number, stay as they are, whatever they look like.
    """
    takes = Takes.AMOUNT if event is Event.AGREE_WITH_AMOUNT else BY_EVENT[event].takes if event in BY_EVENT else Takes.NOTHING
    if takes in {Takes.DATE, Takes.DEPUTY}:
        days = _DAY.sub(lambda day: words_of_day(date.fromisoformat(day[0]), Language.DUTCH), argument)
        role, _, rest = days.partition(" ")
        return f"{_TITLES[role]}: {rest}" if role in _TITLES else days
    if takes is Takes.AMOUNT:
        return words_of_amount(int(argument.replace(".", "")))
    if takes is Takes.CAUSE:
        return step_title(argument, rules.process_steps if rules else ())
    if takes in {Takes.ROLE, Takes.COMPLAINANT_ROLE, Takes.NATURES}:
        return ", ".join(_TITLES.get(part) or nature_title(part, rules.natures if rules else ()) for part in argument.split(", "))
    return argument
