"""What the report calls things, in the language of its reader: figures, states, outcomes, what waits, columns of the ledger.

Knows no template and no picture; the page, the pictures and the workbook all
ask here, so that one thing has one name. Names of natures and of process steps
are the house's own, and come with the facts. Rule: one word has both languages.
"""

from collections.abc import Mapping

from tracker.letter_facts.reporting import AGES
from tracker.model import STATES, ComplainantRole, Event, Language, State
from tracker.titles import TITLES_IN

_STATES_IN_ENGLISH = {
    State.REGISTERED: "registered, not yet assigned",
    State.ASSIGNED: "assigned",
    State.CONSULTING: "in consultation with the Managing Director",
    State.AGREED: "agreed",
    State.RESOLVED: "resolved, not yet verified",
    State.REOPENED: "reopened",
    State.IMPASSE: "impasse",
    State.APPEAL: "in appeal",
    State.CLOSED: "closed",
}

WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "figures": {
        "new": ("Nieuw", "New"),
        "entered_later": ("Nieuw, in een latere week vastgelegd", "New, put on record in a later week"),
        "complainants": ("Nieuw, naar klager", "New, by complainant"),
        "to_acknowledge": ("Ontvangst te bevestigen", "Receipt to be confirmed"),
        "acknowledged": ("Ontvangst bevestigd", "Receipt confirmed"),
        "acknowledged_in_time": ("Op tijd bevestigd", "Confirmed in time"),
        "acknowledged_days": ("Bevestigd, dagen na ontvangst", "Confirmed, days after receipt"),
        "resolved": ("Opgelost", "Resolved"),
        "resolved_days": ("Opgelost, dagen na ontvangst", "Resolved, days after receipt"),
        "reopened": ("Heropend", "Reopened"),
        "appeals": ("Naar beroep", "To appeal"),
        "closed": ("Afgesloten", "Closed"),
        "handled": ("Afgesloten, naar behandelaar", "Closed, by handler"),
        "handled_in_time": ("Op tijd opgelost, naar behandelaar", "Resolved in time, by handler"),
        "causes": ("Afgesloten, naar oorzaak", "Closed, by cause"),
        "found": ("Oordeel", "Finding"),
        "open": ("Open", "Open"),
        "overdue": ("Te laat", "Overdue"),
        "money": ("Toegezegd, in euro", "Promised, in euros"),
        "mails": ("Mails", "Mails"),
    },
    "states": {state: (STATES[state], english) for state, english in _STATES_IN_ENGLISH.items()},
    "waits": {
        "outer_limit": ("uiterste termijn voorbij", "past the outer limit"),
        "overdue": ("te laat", "overdue"),
        "consultation": ("wacht op akkoord over een bedrag", "waits for consent to an amount"),
        "impasse": ("impasse, nog een poging of beroep", "impasse, another attempt or the appeal"),
        "unacknowledged": ("ontvangst niet bevestigd", "receipt not confirmed"),
        "unassigned": ("nog niet toegewezen", "not yet assigned"),
        "handler_gone": ("zonder behandelaar", "without a handler"),
        "privacy_request": ("verzoek over persoonsgegevens open", "request about personal data open"),
        "wrote_after_closing": ("klager schreef na het afsluiten", "complainant wrote after closing"),
        "verification": ("navragen of het is opgelost", "ask whether it is resolved"),
        "to_print": ("brief nog niet geprint", "letter not yet printed"),
        "unanswered": ("onze vraag is niet beantwoord", "our question is not answered"),
        "quarantine": ("onleesbare mail", "unreadable mail"),
        "letters": ("brief niet aangekomen", "letter did not arrive"),
    },
    "ages": dict(
        zip(
            AGES,
            (
                ("Meer dan 10 werkdagen te laat", "More than 10 working days late"),
                ("6 tot 10 werkdagen te laat", "6 to 10 working days late"),
                ("1 tot 5 werkdagen te laat", "1 to 5 working days late"),
                ("Binnen 5 werkdagen af", "Due within 5 working days"),
                ("Binnen 10 werkdagen af", "Due within 10 working days"),
                ("Later af", "Due later"),
                ("Geen streefdatum die nu telt", "No target date that counts now"),
            ),
            strict=True,
        )
    ),
    "columns": {
        "received": ("Ontvangen", "Received"),
        "new": ("Nieuwe klacht", "New complaint"),
        "threaded": ("Bij een klacht", "About a complaint"),
        "staff": ("Van medewerkers", "From staff"),
        "machine": ("Van automaten", "From machines"),
        "ignored": ("Niet voor ons", "Not for us"),
        "quarantined": ("Onleesbaar, apart gelegd", "Unreadable, set apart"),
        "waiting": ("Nog niet verwerkt", "Not yet handled"),
        "unclassed": ("Zonder soort", "Without a kind"),
        "difference": ("Verschil", "Difference"),
    },
    "complainants": {
        ComplainantRole.CLIENT: ("Opdrachtgever", "Client"),
        ComplainantRole.DEBTOR: ("Debiteur", "Debtor"),
        ComplainantRole.UNKNOWN: ("Onbekend", "Unknown"),
    },
    "outcomes": {
        Event.SATISFIED: ("Opgelost, klager tevreden", "Resolved, complainant satisfied"),
        Event.RESOLVE: ("Opgelost, klager tevreden", "Resolved, complainant satisfied"),
        Event.NO_REACTION: ("Gesloten zonder reactie van de klager", "Closed without the complainant's reaction"),
        Event.CONCLUDE: ("Na beroep", "After the appeal"),
        Event.WITHDRAW: ("Ingetrokken door de klager", "Withdrawn by the complainant"),
        Event.NOT_A_COMPLAINT: ("Geen klacht", "Not a complaint"),
        Event.FORWARD_ELSEWHERE: ("Geen klacht, doorgestuurd", "Not a complaint, forwarded"),
        Event.SPAM: ("Spam", "Spam"),
        Event.MERGE: ("Samengevoegd met een andere klacht", "Merged with another complaint"),
        "": ("Onbekend", "Unknown"),
    },
    "findings": {
        Event.UPHELD: ("Gegrond", "Upheld"),
        Event.PARTLY_UPHELD: ("Deels gegrond", "Partly upheld"),
        Event.NOT_UPHELD: ("Ongegrond", "Not upheld"),
        "": ("Niet vastgesteld", "Not said"),
    },
    "times": {
        "acknowledge": ("Ontvangst bevestigen", "Confirm receipt"),
        "resolve": ("Oplossen", "Resolve"),
    },
    "roles": {role: (dutch, TITLES_IN[Language.ENGLISH][role]) for role, dutch in TITLES_IN[Language.DUTCH].items()}
    | {"": ("Zonder behandelaar", "Without a handler")},
}
"""By kind and key: the Dutch word and the English one."""

_PLACE = {Language.DUTCH: 0, Language.ENGLISH: 1}


def called(key: object, language: Language, kind: str) -> str:
    """Return what something is called. kind: of the lists above. A key that is in none stands for itself: older facts may have such."""
    words = WORDS[kind].get(str(key or ""))
    return words[_PLACE[language]] if words else str(key)


def cause_called(step: str, language: Language, names: Mapping[str, str]) -> str:
    """Return the name of a process step. names: those of the house."""
    return names.get(step) or ("niet genoemd", "not named")[_PLACE[language]]


def period_called(name: str, language: Language, kind: str) -> str:
    """Return the name of a period in words, such as 'week 47 van 2026' or 'quarter 3 of 2026'. kind: of the report."""
    dutch = language is Language.DUTCH
    if kind == "quarter":
        return f"kwartaal {name[-1]} van {name[:4]}" if dutch else f"quarter {name[-1]} of {name[:4]}"
    if kind == "year":
        return f"het jaar {name}" if dutch else f"the year {name}"
    first, _, last = name.partition("--")
    of, to = ("van", " tot en met ") if dutch else ("of", " to ")
    ends = [f"week {int(one[6:])} {of} {one[:4]}" for one in (first, last) if one]
    if last[:4] == first[:4]:
        ends[0] = f"week {int(first[6:])}"
    return to.join(ends)


def column_called(name: str, _language: Language) -> str:
    """Return the name of a part of a period, as a picture and a sentence have room for it: 'week 47', or the quarter as it is."""
    return f"week {int(name[6:])}" if "-W" in name else name


def number_called(number: int, language: Language) -> str:
    """Return a number with its thousands set apart: '10.000' or '10,000'."""
    return f"{number:,}".replace(",", "." if language is Language.DUTCH else ",")
