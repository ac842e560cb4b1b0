"""What an employee did, in a few words that fit in a subject: 'afspraak vastgelegd'.

Knows no complaint and no letter. One table, with a row for every event that
an employee can cause and that changes something.
"""

from collections.abc import Iterable

from tracker.model import Event

GISTS: dict[Event, str] = {
    Event.REGISTER: "klacht vastgelegd",
    Event.ASSIGN: "klacht toegewezen",
    Event.CHANGE_TARGET_DATE: "streefdatum veranderd",
    Event.AGREE: "afspraak vastgelegd",
    Event.AGREE_WITH_AMOUNT: "akkoord gevraagd",
    Event.CONSENT: "akkoord gegeven",
    Event.REFUSE_CONSENT: "bedrag afgekeurd",
    Event.NO_AGREEMENT: "gemeld dat er geen afspraak komt",
    Event.RESOLVE: "opgelost gemeld",
    Event.RESOLVE_LATER: "opgelost gemeld",
    Event.INQUIRE: "klager gevraagd",
    Event.SATISFIED: "klacht gesloten",
    Event.DISSATISFIED: "klacht heropend",
    Event.NO_REACTION: "klacht gesloten zonder reactie",
    Event.APPEAL: "klager op beroep gewezen",
    Event.REOPEN: "klacht heropend",
    Event.CONCLUDE: "klacht gesloten na beroep",
    Event.WITHDRAW: "gemeld dat de klager introk",
    Event.NOT_A_COMPLAINT: "gesloten, want geen klacht",
    Event.FORWARD_ELSEWHERE: "gesloten en doorgestuurd",
    Event.SPAM: "gesloten als spam",
    Event.MERGE: "klachten samengevoegd",
    Event.NOTE: "notitie erbij gezet",
    Event.ANSWER: "klager geschreven",
    Event.SET_NATURE: "aard veranderd",
    Event.SET_COMPLAINANT: "adres van de klager veranderd",
    Event.SET_COMPLAINANT_ROLE: "rol van de klager vastgelegd",
    Event.REPRESENT: "vertegenwoordiger vastgelegd",
    Event.MANDATE_SEEN: "machtiging gezien",
    Event.CONFIRMED_ANOTHER_WAY: "ontvangst bevestigd",
    Event.AGREEMENT_CONFIRMED: "afspraak bevestigd",
    Event.LETTER_GIVEN: "brief gegeven",
    Event.AMOUNT: "bedrag genoemd",
    Event.NO_AMOUNT: "geen bedrag gemeld",
    Event.KEEP: "bewaren aangezet",
    Event.RELEASE: "klacht vrijgegeven",
    Event.DATA_REQUEST: "AVG-verzoek gemeld",
    Event.TAKE_BACK: "vorige stap teruggenomen",
    Event.SET_CAUSE: "oorzaak vastgelegd",
    Event.ABOUT: "medewerker vastgelegd",
    Event.SET_FILE_NUMBER: "dossiernummer vastgelegd",
    Event.RECEIVED_ON: "dag van ontvangst vastgelegd",
    Event.DEPUTISE: "vervanger genoemd",
}
"""Every such event, as a subject tells it."""


def gists(events: Iterable[Event]) -> list[str]:
    """Return what was done, in order, each once; what is only asked is left out."""
    return list(dict.fromkeys(GISTS[event] for event in events if event in GISTS))
