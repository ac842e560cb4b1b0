"""What may forbid a step of the procedure, each as a sentence that says what to do instead.

Knows the facts that it is handed, and no register. Rule one: a guard may
refuse, never choose. Rule two: whoever reads the refusal can act on it; what
staff read is Dutch, what the service and its administrator read is English.
Source: docs/procedure.md, States and events.
"""

from collections.abc import Callable

from tracker.dates import words_of_day
from tracker.facts import UNDO_HOURS, Facts
from tracker.model import CONFIRMED, HANDLERS, TITLES, Acknowledgement, Language
from tracker.removal.waits import first_wait

Guard = Callable[[Facts], str | None]
"""Returns None, or the sentence that says why not and what to do instead."""


def always(_facts: Facts) -> str | None:
    """Refuse nothing."""
    return None


def every(*guards: Guard) -> Guard:
    """Refuse what any of these refuses, in the words of the first."""
    return lambda facts: next((why for guard in guards if (why := guard(facts))), None)


def text(why: str) -> Guard:
    """Refuse where the person wrote nothing."""
    return lambda facts: None if facts.given.text.strip() else why


def argument(why: str) -> Guard:
    """Refuse where nothing stood behind the tag that could be understood."""
    return lambda facts: None if facts.given.argument else why


# What the service and its administrator read.


def not_confirmed_by_hand(facts: Facts) -> str | None:
    """Refuse to touch the word of a person who confirmed receipt another way."""
    return "receipt was already confirmed another way; that stays on record" if facts.acknowledgement is Acknowledgement.BY_HAND else None


def unacknowledged(facts: Facts) -> str | None:
    """Refuse where receipt is confirmed already, by letter or by a person."""
    if facts.acknowledgement is Acknowledgement.ACCEPTED:
        return "the complainant's mail server accepted the acknowledgement; there is nothing left to confirm"
    return not_confirmed_by_hand(facts)


def agreement_not_confirmed_by_hand(facts: Facts) -> str | None:
    """Refuse to touch the word of a person who gave the confirmation another way, or where there is no agreement."""
    if facts.confirmation is None:
        return "there is no agreement whose confirmation could arrive"
    return (
        "the agreement was already confirmed another way; that stays on record" if facts.confirmation is Acknowledgement.BY_HAND else None
    )


def confirmation_there(facts: Facts) -> str | None:
    """Refuse to fulfil an intention before the confirmation is there."""
    return None if facts.confirmation in CONFIRMED else "the confirmation of the agreement has not arrived yet"


def removable(facts: Facts) -> str | None:
    """Refuse to remove what somebody may still come back to, or what must be kept."""
    return first_wait(facts)


# What staff read.


def assignable(facts: Facts) -> str | None:
    """Refuse roles that handle no complaints, that nobody has at present, and the one that is complained about."""
    role = facts.given.role
    if role is None:
        return "Schrijf aan wie: #toewijzen met een functie, een naam of een adres."
    if role not in HANDLERS:
        return f"Deze functie behandelt geen klachten. Kies uit: {', '.join(TITLES[one] for one in HANDLERS)}."
    if role in facts.vacant:
        return f"De functie {TITLES[role]} is nu vacant. Kies een andere behandelaar."
    return f"De klacht gaat over de {TITLES[role]}. Kies een andere behandelaar." if role is facts.accused else None


def role_given(facts: Facts) -> str | None:
    """Refuse where nobody is named."""
    return None if facts.given.role else "Schrijf over wie: #over met een functie, een naam of een adres."


def not_past(facts: Facts) -> str | None:
    """Refuse a day that has passed, or none."""
    if facts.given.day is None:
        return "Schrijf welke dag, zoals #streefdatum 15-12-2026."
    return "Die dag is voorbij. Kies vandaag of een latere dag." if facts.given.day < facts.today else None


def within_outer_limit(facts: Facts) -> str | None:
    """Refuse a day after which the complainant need not wait for us."""
    if facts.given.day and facts.given.day > facts.outer_limit_date:
        last = words_of_day(facts.outer_limit_date, Language.DUTCH)
        return f"Dat is na de uiterste dag, {last}. Een latere dag kan alleen de Manager Operations kiezen."
    return None


def not_in_future(facts: Facts) -> str | None:
    """Refuse a day that has not come, or none."""
    if facts.given.day is None:
        return "Schrijf op welke dag de klacht bij ons binnenkwam, zoals: ontvangen 8 april."
    return "Die dag moet nog komen. Schrijf de dag waarop de klacht binnenkwam." if facts.given.day > facts.today else None


def money_settled(facts: Facts) -> str | None:
    """Hold back a text that names money, until somebody said: with or without an amount. Source: docs/procedure.md, The money gate."""
    if facts.given.names_money:
        return "Uw tekst noemt geld. Hoort er een bedrag bij de afspraak: #afspraak #bedrag 125,00. Hoort er geen geld bij: #geenbedrag."
    return None


def money_waits(facts: Facts) -> str | None:
    """Refuse the answer to a question that nobody asked."""
    return None if facts.money_waits else "Er wacht geen tekst op dit antwoord. Schrijf het bij de afspraak zelf: #afspraak #bedrag 125,00."


def amount_given(facts: Facts) -> str | None:
    """Refuse an amount of nothing, or less."""
    return None if facts.given.amount_cents > 0 else "Schrijf een bedrag van meer dan nul, zoals #bedrag 125,00."


def may_be_told(facts: Facts) -> str | None:
    """Refuse to tell anything of substance to somebody whose mandate nobody saw."""
    return "De machtiging van de vertegenwoordiger ontbreekt. Schrijf eerst: #machtiging gezien." if facts.mandate_lacks else None


def mandate_lacks(facts: Facts) -> str | None:
    """Refuse a mandate that nobody needs."""
    return None if facts.mandate_lacks else "Er wacht geen machtiging. Noemt u een vertegenwoordiger: #namens, met naam en adres."


def asked_about_this(facts: Facts) -> str | None:
    """Refuse an answer to another consultation than the one that waits."""
    if facts.given.token_fits:
        return None
    return (
        "Het is niet zeker welk bedrag u bedoelt. Klik op uw keuze, of antwoord met alleen akkoord op de laatste mail 'Beslissen over …'."
    )


def confirmed(facts: Facts) -> str | None:
    """Refuse before the complainant has the agreement in writing."""
    return "De bevestiging van de afspraak is nog niet aangekomen. #opgelost wacht daarop." if confirmation_there(facts) else None


def confirmation_awaited(facts: Facts) -> str | None:
    """Refuse an intention where the event itself can be caused."""
    return None if confirmation_there(facts) else "De bevestiging is aangekomen. #opgelost hoeft niet te wachten."


def not_own_case(facts: Facts) -> str | None:
    """Refuse that somebody verifies what they handled themselves."""
    if facts.own_case:
        return "U behandelt deze klacht zelf. Daarom vraagt uw vervanger het na, of de Algemeen Directeur."
    return None


def verified(facts: Facts) -> str | None:
    """Refuse without the complainant's own yes, or a word on how somebody heard it."""
    if facts.said_yes or facts.given.text.strip():
        return None
    return "Schrijf in één regel hoe en wanneer u het navroeg. Of vraag het de klager met #vraagklager."


def rounds_left(facts: Facts) -> str | None:
    """Refuse another round after the last."""
    if facts.round < facts.max_rounds:
        return None
    return f"Dit was ronde {facts.round} van {facts.max_rounds}. Kies #beroep, of #heropenen met een reden."


def no_rounds_left(facts: Facts) -> str | None:
    """Refuse to reopen with a reason what can be reopened without."""
    return None if rounds_left(facts) else "Er is nog een ronde. Gebruik #ontevreden, met wat de klager zei."


def silent(facts: Facts) -> str | None:
    """Refuse to call a complainant silent who was not asked often and long enough, unless there is no way to ask."""
    if not facts.reachable:
        return None
    if facts.inquiries < facts.inquiries_needed:
        return f"Vraag het eerst {facts.inquiries_needed} keer aan de klager, met #vraagklager. Dat is nu {facts.inquiries} keer gedaan."
    left = facts.patience_working_days - facts.silent_working_days
    return f"De klager heeft nog tijd om te antwoorden. Werkdagen te gaan: {left}." if left > 0 else None


def reachable(facts: Facts) -> str | None:
    """Refuse to write to a complainant without an address."""
    return None if facts.reachable else "Van de klager is geen mailadres, postadres of naam bekend. Gebruik #geenreactie."


def later_round(facts: Facts) -> str | None:
    """Refuse the handler an appeal before a second attempt."""
    return None if facts.round > 1 else "In de eerste ronde wijst alleen de Manager Operations op het beroep. Vraag het aan die."


def still_in_grace(facts: Facts) -> str | None:
    """Refuse to reopen what is about to be removed."""
    if facts.grace_over and not facts.removal_stopped:
        return "De tijd om terug te komen is voorbij. Leg een nieuwe klacht vast met #nieuw."
    return None


def heard_again(facts: Facts) -> str | None:
    """Refuse to close what is closed, unless the complainant wrote since."""
    return None if facts.removal_stopped else "De klacht is al afgesloten, en de klager schreef sindsdien niet."


def other_open(facts: Facts) -> str | None:
    """Refuse to merge with nothing, with what is somebody else's to decide, or with what is closed."""
    if facts.given.other is None:
        return "Schrijf met welke klacht, zoals #samenvoegen KL-2026-00042."
    if not facts.given.other.is_theirs:
        return "Over de andere klacht beslist u niet. Vraag het wie daar de Manager Operations is."
    return None if facts.given.other.is_open else "De andere klacht is afgesloten. Alleen twee open klachten kunt u samenvoegen."


def both_mine(facts: Facts) -> str | None:
    """Refuse a handler what is somebody else's, or another complainant's: Manager Operations may."""
    other = facts.given.other
    if other and not other.same_complainant:
        return "De klachten zijn van verschillende klagers. Alleen de Manager Operations kan ze samenvoegen."
    return None if other and other.same_handler else "U behandelt niet beide klachten. Vraag het de Manager Operations."


def kept(facts: Facts) -> str | None:
    """Refuse to let go of a record that neither a legal hold nor a request under the AVG keeps."""
    return None if facts.kept or facts.data_request else "Deze klacht wordt niet bewaard. U hoeft niets vrij te geven."


def undoable(facts: Facts) -> str | None:
    """Refuse to take back what is too old, has been read outside, or is another's verdict on one's own work."""
    if facts.before_last is None:
        return "Er is geen stap om terug te nemen."
    if facts.own_case and facts.last_is_verdict:
        return not_own_case(facts)
    if facts.last_reached_outside:
        return "Er ging al een brief naar buiten. Schrijf de klager met #antwoord wat er anders is."
    return None if facts.last_event_hours < UNDO_HOURS else f"De laatste stap is meer dan {UNDO_HOURS} uur oud. Kies een nieuwe stap."


def for_oneself(facts: Facts) -> str | None:
    """Refuse to name somebody else's deputy: Manager Operations may."""
    return None if facts.given.own_role else "U kunt alleen uw eigen vervanger noemen. De Manager Operations kan het voor iedereen."
