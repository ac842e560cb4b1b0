"""The table of the procedure: every combination of state, event and who, against a table written by hand from docs/procedure.md."""

from collections import Counter
from collections.abc import Callable
from dataclasses import MISSING, fields, replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from tracker.errors import StepRefused
from tracker.facts import Facts, Given, OtherComplaint
from tracker.floods import GATHERED_IN
from tracker.guards import always, argument, every, text
from tracker.letter_facts import answering as letters_answering
from tracker.letter_facts import asked as letters_asked
from tracker.letter_facts import daily as letters_daily
from tracker.letter_facts import entering as letters_entering
from tracker.letter_facts import own_mail as letters_of_own_mail
from tracker.letter_facts import reporting as letters_reporting
from tracker.letter_facts import staffing as letters_staffing
from tracker.model import HANDLERS, STATES, Acknowledgement, Event, Letter, Reference, Role, State
from tracker.procedure import CONSULTED_FROM, PROCEDURE, Leads, Reader, acting_as, decide, offers
from tracker.tag_words import BY_EVENT, as_typed
from tracker.who import IN_DUTCH, Who

REFERENCE = Reference("KL-2026-00042")
TODAY = date(2026, 4, 2)
LIMIT = date(2026, 5, 28)
NOWHERE: tuple[None, ...] = (None,)
PLACES: tuple[State | None, ...] = (None, *State)

EXPECTED = """
none | arrives, arrives_unanswered | anyone | registered
none | register | manager, director, front_desk, staff | registered
any | follows, own_mail | anyone | stays
any | acknowledged, acknowledgement_failed, confirmation_accepted, confirmation_failed, letter_failed | system | stays
open | acknowledgement_retried, confirmed_another_way | system | stays
registered, impasse | assign | manager | assigned
registered | assign | system | assigned
assigned, reopened, agreed, consulting | assign | manager, handler | stays
registered, assigned, agreed, consulting | change_target_date | handler, manager | stays
reopened | change_target_date | handler, manager | assigned
assigned, reopened, agreed | agree | handler, manager | agreed
registered | agree | manager | agreed
assigned, reopened, agreed, consulting | agree_with_amount | handler, manager | consulting
registered | agree_with_amount | manager | consulting
consulting | consent | director | agreed
consulting | refuse_consent | director | where it came from
assigned, reopened | no_agreement | handler | impasse
agreed | resolve | handler, system | resolved
agreed, consulting | resolve_later | handler | stays
resolved | inquire | manager | stays
resolved | satisfied | manager | closed
resolved | dissatisfied | manager | reopened
resolved | no_reaction | manager | closed
impasse, assigned, agreed, reopened, resolved | appeal | manager | appeal
assigned, agreed, reopened | appeal | handler | appeal
impasse, appeal, resolved, closed | reopen | manager | reopened
closed | satisfied | manager | stays
appeal | conclude | manager | closed
open | withdraw | handler, manager | resolved
registered, assigned | not_a_complaint, forward_elsewhere | manager | closed
registered | spam | manager | closed
open | merge | manager, handler | closed
closed | remove | system | none
open | amount, no_amount | handler, manager | stays
open | confirmed_another_way, agreement_confirmed | handler, manager, front_desk | stays
any | note, letter_given | handler, manager, front_desk | stays
any | answer, set_nature, set_complainant, set_complainant_role, represent, mandate_seen, keep, release | handler, manager | stays
any | data_request, set_cause, about, set_file_number, received_on, status, dossier | handler, manager | stays
any | take_back | handler, manager | where it was
any or none | deputise, dry_run | handler, manager, director, staff | stays
any or none | list | handler, manager, staff | stays
any or none | report | manager, director | stays
any or none | help | handler, manager, director, front_desk, staff | stays
"""
"""docs/procedure.md, States and events: in these states, on these events, caused by these, it goes there."""

Cell = tuple[State | None, Event, Who]


def states_named(words: str) -> tuple[State | None, ...]:
    sets: dict[str, tuple[State | None, ...]] = {
        "none": NOWHERE,
        "any": tuple(State),
        "any or none": PLACES,
        "open": tuple(state for state in State if state != "closed"),
    }
    return sets.get(words) or tuple(State(word) for word in words.split(", "))


def expected() -> dict[Cell, str]:
    """Every cell of the table above, with where it leads in its words."""
    cells = {}
    for line in EXPECTED.strip().splitlines():
        where, events, whos, to = line.split(" | ")
        for state, event, who in product(states_named(where), events.split(", "), whos.split(", ")):
            cells[state, Event(event), Who(who)] = to
    return cells


ALLOWED = expected()
BEFORE_CONSULTATION, BEFORE_LAST = State.REOPENED, State.IMPASSE


def end(state: State | None, words: str) -> State | None:
    ends = {"stays": state, "none": None, "where it came from": BEFORE_CONSULTATION, "where it was": BEFORE_LAST}
    return ends[words] if words in ends else State(words)


GIVEN = Given(
    text="Wij bellen u morgen.", argument="betaling", role=Role.SALES_MANAGER, own_role=True, day=TODAY, amount_cents=1, names_money=False,
    token_fits=True, says_which=True, other=OtherComplaint(is_open=True, same_complainant=True, same_handler=True, is_theirs=True),
)  # fmt: skip

ABLE: dict[Event, dict[str, Any]] = {
    Event.RESOLVE: {"confirmation": Acknowledgement.ACCEPTED},
    Event.REOPEN: {"round": 2},
    Event.MANDATE_SEEN: {"mandate_lacks": True},
    Event.LETTER_GIVEN: {"on_paper": (Letter.CLOSING,)},
    Event.REMOVE: {"removal_stopped": False, "grace_over": True, "kept": False},
}
"""What must be so for these and for no other."""


def willing(state: State | None, event: Event) -> Facts:
    """Facts with which nothing is refused that the table has."""
    facts = Facts(
        REFERENCE, state, Acknowledgement.OWED, GIVEN, own_case=False, round=2, max_rounds=3, today=TODAY, outer_limit_date=LIMIT,
        confirmation=Acknowledgement.OWED, said_yes=True, inquiries=2, silent_working_days=10, mandate_lacks=False, money_waits=True,
        kept=True, grace_over=False, removal_stopped=True, closing_settled=True, paper_waits=False, order_waits=False, just_changed=False,
        mailbox_read=True, before_consultation=BEFORE_CONSULTATION, before_last=BEFORE_LAST, last_event_hours=23,
        last_is_verdict=False, last_reached_outside=False, vacant=(),
    )  # fmt: skip
    if event is Event.REOPEN:
        facts = replace(facts, max_rounds=2)
    return replace(facts, **ABLE.get(event, {}))


def refusal(facts: Facts, event: Event, by: Who) -> str:
    with pytest.raises(StepRefused) as refused:
        decide(facts, event, by)
    return refused.value.why


@pytest.mark.parametrize(("state", "event"), list(product(PLACES, Event)), ids=str)
def test_every_cell_is_what_the_procedure_says(state: State | None, event: Event) -> None:
    for who in Who:
        facts = willing(state, event)
        if (state, event, who) in ALLOWED:
            assert decide(facts, event, who).to == end(state, ALLOWED[state, event, who]), who
        else:
            assert refusal(facts, event, who) == sentence(state, event, who), who


MEANT: dict[tuple[str, str, str], str] = {
    ("assigned, reopened", "resolve", "handler, manager"): "Leg eerst de afspraak vast. Dat kan in één mail: #afspraak #opgelost, "
    "met de tekst die de klager mag lezen.",
    ("consulting", "agree", "handler, manager"): "De Algemeen Directeur beslist nog over het bedrag. Een andere afspraak kan wel: "
    "#afspraak #bedrag, met de nieuwe tekst.",
    ("agreed, consulting", "dissatisfied", "handler"): "De klacht is nog niet opgelost gemeld. U hoeft daarvoor niets te doen. "
    "Iets vastleggen kan met #notitie.",
    ("resolved", "conclude", "manager"): "Bedoelt u #tevreden? #afsluiten is voor het einde van een beroep.",
    ("any or none", "consent", "handler"): "Akkoord geeft de Algemeen Directeur. Bedoelt u #afspraak?",
    ("any or none", "consent", "manager"): "Akkoord geeft de Algemeen Directeur. Bedoelt u #afspraak, of #tevreden?",
    ("any or none", "refuse_consent", "handler"): "Over een bedrag beslist de Algemeen Directeur. Bedoelt u #geenafspraak?",
    ("any or none", "conclude", "handler"): "Afsluiten doet de Manager Operations, na een beroep. Bedoelt u #opgelost?",
    ("any or none", "satisfied", "handler"): "De Manager Operations vraagt de klager of alles in orde is. Bedoelt u #opgelost?",
    ("any or none", "dissatisfied", "handler"): "De Manager Operations vraagt de klager of alles in orde is. Bedoelt u #geenafspraak?",
}
ASKED: dict[Cell, str] = {
    (state, Event(event), Who(who)): words
    for (where, event, whos), words in sorted(MEANT.items(), key=lambda row: "any" not in row[0][0])  # what is said of one state wins
    for state, who in product(states_named(where), whos.split(", "))
}
FINDINGS = {Event.UPHELD, Event.PARTLY_UPHELD, Event.NOT_UPHELD}
CALLED = {
    Who.HANDLER: "de behandelaar",
    Who.MANAGER: "de Manager Operations",
    Who.DIRECTOR: "de Algemeen Directeur",
    Who.FRONT_DESK: "de receptie",
    Who.STAFF: "een medewerker",
}


def either(words: list[str]) -> str:
    return " of ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def sentence(state: State | None, event: Event, who: Who) -> str:
    """What is said of a cell that the table above does not have."""
    typed = as_typed(event)
    if typed is None or who not in CALLED:
        return "the procedure has no such step"
    if (asked := ASKED.get((state, event, who))) or event in FINDINGS:
        return asked or f"{typed} hoort bij #opgelost, in dezelfde mail."
    return not_here(state, event, who, typed)


def not_here(state: State | None, event: Event, who: Who, typed: str) -> str:
    here = [CALLED[one] for one in CALLED if (state, event, one) in ALLOWED]
    anywhere = [CALLED[one] for one in CALLED if any((place, event, one) in ALLOWED for place in PLACES)]
    when = [place for place in PLACES if (place, event, who) in ALLOWED]
    if here or (not when and state is not None):
        return f"Alleen {either(here or anywhere)} kan {typed} gebruiken."
    if state is None:
        return f"{typed} gaat over een klacht. Zet het kenmerk in het onderwerp, zoals KL-2026-00042."
    if when == [None]:
        return f"{typed} begint een nieuwe klacht, en deze mail hoort bij KL-2026-00042. Begin een mail zonder kenmerk."
    return f"{typed} kan nu niet: de stand is '{STATES[state]}'. Het kan bij {either([f'{STATES[one]!r}' for one in when if one])}."


def changed(**given: Any) -> Callable[[Facts], Facts]:
    return lambda facts: replace(facts, given=replace(facts.given, **given))


def so(**facts: Any) -> Callable[[Facts], Facts]:
    return lambda before: replace(before, **facts)


def other(**words: bool) -> Callable[[Facts], Facts]:
    return changed(other=OtherComplaint(**{"is_open": True, "same_complainant": True, "same_handler": True, "is_theirs": True, **words}))


BY_HAND, ACCEPTED = Acknowledgement.BY_HAND, Acknowledgement.ACCEPTED
HANDLER, MANAGER, SYSTEM = Who.HANDLER, Who.MANAGER, Who.SYSTEM

NO_HANDLER = (
    "Deze functie behandelt geen klachten. Kies uit: Manager Operations, Teamleider Incasso, Teamleider Debiteurenbeheer, "
    "Teamleider Administratie, Verkoop Manager."
)

REFUSED: list[tuple[str, Event, Who, Callable[[Facts], Facts], str]] = [
    ("none", Event.REGISTER, Who.STAFF, changed(day=None), "Schrijf op welke dag de klacht bij ons binnenkwam"),
    ("none", Event.REGISTER, Who.STAFF, changed(day=date(2026, 4, 3)), "Die dag moet nog komen"),
    ("any", Event.RECEIVED_ON, HANDLER, changed(day=date(2026, 4, 3)), "Die dag moet nog komen"),
    ("registered", Event.ASSIGN, MANAGER, changed(role=None), "Schrijf aan wie: #toewijzen"),
    ("registered", Event.ASSIGN, MANAGER, changed(role=Role.MANAGING_DIRECTOR), NO_HANDLER),
    ("registered", Event.ASSIGN, MANAGER, changed(role=Role.FRONT_DESK), "Deze functie behandelt geen klachten"),
    ("registered", Event.ASSIGN, SYSTEM, changed(role=None), "Schrijf aan wie: #toewijzen"),
    ("impasse", Event.ASSIGN, MANAGER, changed(role=Role.FRONT_DESK), "Deze functie behandelt geen klachten"),
    ("assigned", Event.ASSIGN, HANDLER, so(accused=Role.SALES_MANAGER), "De klacht gaat over de Verkoop Manager. Kies een andere"),
    ("assigned", Event.CHANGE_TARGET_DATE, HANDLER, changed(day=None), "Schrijf welke dag"),
    ("assigned", Event.CHANGE_TARGET_DATE, HANDLER, changed(day=date(2026, 4, 1)), "Die dag is voorbij. Kies vandaag of een latere dag."),
    ("reopened", Event.CHANGE_TARGET_DATE, MANAGER, changed(day=date(2026, 4, 1)), "Die dag is voorbij"),
    ("assigned", Event.CHANGE_TARGET_DATE, HANDLER, changed(day=date(2026, 5, 29)), "Dat is na de uiterste dag, donderdag 28 mei 2026."),
    ("reopened", Event.CHANGE_TARGET_DATE, HANDLER, changed(day=date(2026, 5, 29)), "Dat is na de uiterste dag, donderdag 28 mei 2026."),
    ("assigned", Event.AGREE, HANDLER, changed(text=" \n"), "Schrijf de afspraak op"),
    ("assigned", Event.AGREE_WITH_AMOUNT, HANDLER, changed(text=""), "Schrijf de afspraak op"),
    ("consulting", Event.AGREE_WITH_AMOUNT, HANDLER, changed(amount_cents=0), "Schrijf een bedrag van meer dan nul"),
    ("registered", Event.AGREE_WITH_AMOUNT, MANAGER, changed(amount_cents=-1), "Schrijf een bedrag van meer dan nul"),
    ("assigned", Event.AGREE_WITH_AMOUNT, HANDLER, so(mandate_lacks=True), "De machtiging van de vertegenwoordiger ontbreekt"),
    ("assigned", Event.AMOUNT, HANDLER, so(money_waits=False), "Er wacht geen tekst op dit antwoord"),
    ("assigned", Event.NO_AMOUNT, HANDLER, so(money_waits=False), "Er wacht geen tekst op dit antwoord"),
    ("assigned", Event.AMOUNT, HANDLER, changed(amount_cents=0), "Schrijf een bedrag van meer dan nul"),
    ("consulting", Event.CONSENT, Who.DIRECTOR, changed(token_fits=False), "Het is niet zeker welk bedrag u bedoelt"),
    ("consulting", Event.REFUSE_CONSENT, Who.DIRECTOR, changed(text=""), "Schrijf er een reden bij"),
    ("assigned", Event.NO_AGREEMENT, HANDLER, changed(text=""), "Schrijf waarom er geen afspraak komt"),
    ("agreed", Event.RESOLVE, HANDLER, so(confirmation=Acknowledgement.OWED), "De bevestiging van de afspraak is nog niet aangekomen"),
    ("agreed", Event.RESOLVE, HANDLER, so(confirmation=Acknowledgement.FAILED), "De bevestiging van de afspraak is nog niet aangekomen"),
    ("agreed", Event.RESOLVE, SYSTEM, so(confirmation=Acknowledgement.OWED), "the confirmation of the agreement has not arrived"),
    ("agreed", Event.RESOLVE_LATER, HANDLER, so(confirmation=ACCEPTED), "De bevestiging is aangekomen"),
    ("agreed", Event.RESOLVE_LATER, HANDLER, so(confirmation=BY_HAND), "De bevestiging is aangekomen"),
    ("resolved", Event.INQUIRE, MANAGER, so(own_case=True), "U behandelt deze klacht zelf"),
    ("resolved", Event.INQUIRE, MANAGER, so(reachable=False), "Van de klager is geen mailadres, postadres of naam bekend"),
    ("resolved", Event.SATISFIED, MANAGER, so(own_case=True), "U behandelt deze klacht zelf"),
    ("resolved", Event.SATISFIED, MANAGER, so(said_yes=False, given=Given()), "Schrijf in één regel hoe en wanneer u het navroeg"),
    ("resolved", Event.DISSATISFIED, MANAGER, so(own_case=True), "U behandelt deze klacht zelf"),
    ("resolved", Event.DISSATISFIED, MANAGER, so(round=3), "Dit was ronde 3 van 3. Kies #beroep, of #heropenen met een reden."),
    ("resolved", Event.DISSATISFIED, MANAGER, so(round=4), "Dit was ronde 4 van 3"),
    ("resolved", Event.DISSATISFIED, MANAGER, changed(text=""), "Schrijf wat er volgens de klager nog niet is opgelost"),
    ("resolved", Event.NO_REACTION, MANAGER, so(own_case=True), "U behandelt deze klacht zelf"),
    ("resolved", Event.NO_REACTION, MANAGER, so(inquiries=1), "Vraag het eerst 2 keer aan de klager, met #vraagklager. Dat is nu 1 keer"),
    ("resolved", Event.NO_REACTION, MANAGER, so(silent_working_days=9), "De klager heeft nog tijd om te antwoorden. Werkdagen te gaan: 1."),
    ("resolved", Event.REOPEN, MANAGER, so(own_case=True), "U behandelt deze klacht zelf"),
    ("resolved", Event.REOPEN, MANAGER, changed(text=""), "Schrijf er een reden bij"),
    ("resolved", Event.REOPEN, MANAGER, so(round=1), "Er is nog een ronde. Gebruik #ontevreden"),
    ("impasse", Event.REOPEN, MANAGER, changed(text=""), "Schrijf er een reden bij"),
    ("closed", Event.REOPEN, MANAGER, changed(text=""), "Schrijf er een reden bij"),
    ("closed", Event.REOPEN, MANAGER, so(grace_over=True, removal_stopped=False), "De tijd om terug te komen is voorbij"),
    ("closed", Event.SATISFIED, MANAGER, so(removal_stopped=False), "De klacht is al afgesloten"),
    ("closed", Event.SATISFIED, MANAGER, so(own_case=True), "U behandelt deze klacht zelf"),
    ("closed", Event.SATISFIED, MANAGER, so(said_yes=False, given=Given()), "Schrijf in één regel hoe en wanneer u het navroeg"),
    ("assigned", Event.APPEAL, HANDLER, so(round=1), "In de eerste ronde wijst alleen de Manager Operations op het beroep"),
    ("assigned", Event.APPEAL, HANDLER, changed(text=""), "Schrijf ons standpunt op"),
    ("impasse", Event.APPEAL, MANAGER, changed(text=""), "Schrijf ons standpunt op"),
    ("appeal", Event.CONCLUDE, MANAGER, changed(text=""), "Schrijf de uitkomst van het beroep"),
    ("open", Event.WITHDRAW, HANDLER, changed(text=""), "Schrijf hoe de klager de klacht introk"),
    ("registered", Event.NOT_A_COMPLAINT, MANAGER, changed(text=""), "Schrijf er een reden bij"),
    ("assigned", Event.NOT_A_COMPLAINT, MANAGER, changed(text=""), "Schrijf er een reden bij"),
    ("assigned", Event.FORWARD_ELSEWHERE, MANAGER, changed(text=""), "Schrijf er een reden bij"),
    ("assigned", Event.FORWARD_ELSEWHERE, MANAGER, changed(argument=""), "Schrijf naar welke afdeling"),
    ("open", Event.MERGE, MANAGER, changed(other=None), "Schrijf met welke klacht"),
    ("open", Event.MERGE, HANDLER, changed(other=None), "Schrijf met welke klacht"),
    ("open", Event.MERGE, MANAGER, other(is_open=False), "De andere klacht is afgesloten"),
    ("open", Event.MERGE, HANDLER, other(same_complainant=False), "De klachten zijn van verschillende klagers"),
    ("open", Event.MERGE, HANDLER, other(same_handler=False), "U behandelt niet beide klachten"),
    ("closed", Event.REMOVE, SYSTEM, so(closing_settled=False), "the closing letter is still under way"),
    ("closed", Event.REMOVE, SYSTEM, so(removal_stopped=True), "the complainant wrote after it was closed; Manager Operations decides"),
    ("closed", Event.REMOVE, SYSTEM, so(kept=True), "a legal hold keeps it, until #vrijgeven"),
    ("closed", Event.REMOVE, SYSTEM, so(data_request=True), "a request under the AVG is not answered yet; then #vrijgeven"),
    ("closed", Event.REMOVE, SYSTEM, so(paper_waits=True), "a letter to the complainant waits to be printed and given, until #bevestigd"),
    ("closed", Event.REMOVE, SYSTEM, so(order_waits=True), "an employee was asked whether an order about it is theirs"),
    ("closed", Event.REMOVE, SYSTEM, so(just_changed=True), "the last step can still be called back"),
    ("closed", Event.REMOVE, SYSTEM, so(mailbox_read=False), "a mailbox was not read to the end since the day of removal"),
    ("closed", Event.REMOVE, SYSTEM, so(grace_over=False), "the day of removal has not come"),
    ("any", Event.ACKNOWLEDGED, SYSTEM, so(acknowledgement=BY_HAND), "receipt was already confirmed another way; that stays on record"),
    ("any", Event.ACKNOWLEDGEMENT_FAILED, SYSTEM, so(acknowledgement=BY_HAND), "receipt was already confirmed another way"),
    ("open", Event.ACKNOWLEDGEMENT_RETRIED, SYSTEM, so(acknowledgement=ACCEPTED), "the complainant's mail server accepted"),
    ("open", Event.CONFIRMED_ANOTHER_WAY, SYSTEM, so(acknowledgement=ACCEPTED), "the complainant's mail server accepted"),
    ("open", Event.CONFIRMED_ANOTHER_WAY, SYSTEM, so(acknowledgement=BY_HAND), "receipt was already confirmed another way"),
    ("any", Event.CONFIRMATION_ACCEPTED, SYSTEM, so(confirmation=BY_HAND), "the agreement was already confirmed another way"),
    ("any", Event.CONFIRMATION_FAILED, SYSTEM, so(confirmation=None), "there is no agreement whose confirmation could arrive"),
    ("open", Event.CONFIRMED_ANOTHER_WAY, Who.FRONT_DESK, so(acknowledgement=ACCEPTED), "De ontvangst is al bevestigd"),
    ("open", Event.CONFIRMED_ANOTHER_WAY, HANDLER, so(acknowledgement=BY_HAND), "De ontvangst is al bevestigd"),
    (
        "open",
        Event.CONFIRMED_ANOTHER_WAY,
        HANDLER,
        changed(says_which=False),
        "Er zijn meer brieven die de klager nog niet heeft. Schrijf welke: #bevestigd ontvangst of #bevestigd afspraak.",
    ),
    ("open", Event.CONFIRMED_ANOTHER_WAY, HANDLER, changed(text=""), "Schrijf hoe en wanneer"),
    (
        "open",
        Event.AGREEMENT_CONFIRMED,
        HANDLER,
        changed(says_which=False),
        "Er zijn meer brieven die de klager nog niet heeft. Schrijf welke: #bevestigd ontvangst of #bevestigd afspraak.",
    ),
    ("open", Event.AGREEMENT_CONFIRMED, HANDLER, changed(text=""), "Schrijf hoe en wanneer"),
    ("open", Event.AGREEMENT_CONFIRMED, HANDLER, so(confirmation=None), "Er is nog geen afspraak om te bevestigen"),
    ("open", Event.AGREEMENT_CONFIRMED, HANDLER, so(confirmation=ACCEPTED), "De afspraak is al bevestigd"),
    ("any", Event.LETTER_GIVEN, HANDLER, so(on_paper=()), "Er ligt geen brief klaar om te printen"),
    ("any", Event.LETTER_GIVEN, HANDLER, changed(text=""), "Schrijf hoe en wanneer"),
    (
        "any",
        Event.LETTER_GIVEN,
        HANDLER,
        changed(letters=(Letter.APPEAL,)),
        "Deze brief ligt niet klaar om te printen. Wel: #bevestigd slotbrief.",
    ),
    (
        "any",
        Event.LETTER_GIVEN,
        Who.FRONT_DESK,
        so(on_paper=(Letter.ANSWER, Letter.INQUIRY)),
        "Er zijn meer brieven die de klager nog niet heeft. Schrijf welke: #bevestigd antwoord of #bevestigd vraag.",
    ),
    ("any", Event.NOTE, Who.FRONT_DESK, changed(text=""), "Schrijf wat u wilt noteren"),
    ("any", Event.ANSWER, HANDLER, changed(text=""), "Schrijf wat de klager mag lezen"),
    ("any", Event.SET_NATURE, HANDLER, changed(argument=""), "Schrijf wat voor klacht het is"),
    ("any", Event.SET_COMPLAINANT, HANDLER, changed(argument=""), "Schrijf het adres van de klager"),
    ("any", Event.SET_COMPLAINANT_ROLE, HANDLER, changed(argument=""), "Schrijf #rol opdrachtgever, of #rol debiteur."),
    ("any", Event.REPRESENT, HANDLER, changed(argument=""), "Schrijf wie voor de klager optreedt"),
    ("any", Event.MANDATE_SEEN, HANDLER, so(mandate_lacks=False), "Er wacht geen machtiging"),
    ("any", Event.ABOUT, HANDLER, changed(role=None), "Schrijf over wie"),
    ("any", Event.SET_CAUSE, HANDLER, changed(argument=""), "Schrijf in welke stap van ons werk"),
    ("any", Event.SET_FILE_NUMBER, HANDLER, changed(argument=""), "Schrijf het nummer van ons dossier"),
    ("any", Event.KEEP, HANDLER, changed(text=""), "Schrijf er een reden bij"),
    ("any", Event.RELEASE, HANDLER, so(kept=False, data_request=False), "Deze klacht wordt niet bewaard"),
    ("any", Event.TAKE_BACK, HANDLER, so(before_last=None), "Er is geen stap om terug te nemen"),
    ("any", Event.TAKE_BACK, HANDLER, so(last_reached_outside=True), "Er ging al een brief naar buiten"),
    ("any", Event.TAKE_BACK, HANDLER, so(last_event_hours=24), "De laatste stap is meer dan 24 uur oud"),
    ("any", Event.TAKE_BACK, HANDLER, so(last_is_verdict=True, own_case=True), "U behandelt deze klacht zelf"),
    ("any or none", Event.DEPUTISE, MANAGER, changed(argument=""), "Schrijf wie wie vervangt"),
    ("any or none", Event.DEPUTISE, Who.STAFF, changed(argument=""), "Schrijf wie u vervangt"),
    ("any or none", Event.DEPUTISE, Who.DIRECTOR, changed(own_role=False), "U kunt alleen uw eigen vervanger noemen"),
    ("any or none", Event.DRY_RUN, Who.STAFF, changed(argument=""), "Schrijf achter #proef wat u wilt proberen"),
]
"""Where, what, by whom, what is otherwise than it should be, and how the refusal begins."""


@pytest.mark.parametrize(("where", "event", "by", "otherwise", "words"), REFUSED)
def test_a_guard_refuses_with_what_to_do_instead(
    where: str, event: Event, by: Who, otherwise: Callable[[Facts], Facts], words: str
) -> None:
    for state in states_named(where):
        assert refusal(otherwise(willing(state, event)), event, by).startswith(words)


ALLOWS: list[tuple[str, Event, Who, Callable[[Facts], Facts]]] = [
    ("assigned", Event.CHANGE_TARGET_DATE, HANDLER, changed(day=LIMIT)),
    ("assigned", Event.CHANGE_TARGET_DATE, MANAGER, changed(day=date(2027, 1, 4))),
    ("reopened", Event.CHANGE_TARGET_DATE, MANAGER, changed(day=date(2027, 1, 4))),
    ("registered", Event.ASSIGN, MANAGER, so(accused=Role.TEAM_LEAD_COLLECTION)),
    ("assigned", Event.AGREE_WITH_AMOUNT, HANDLER, changed(names_money=True)),
    ("agreed", Event.RESOLVE, HANDLER, so(confirmation=BY_HAND)),
    ("agreed", Event.RESOLVE, SYSTEM, so(confirmation=BY_HAND)),
    ("consulting", Event.RESOLVE_LATER, HANDLER, so(confirmation=ACCEPTED)),
    ("resolved", Event.SATISFIED, MANAGER, changed(text="")),
    ("resolved", Event.SATISFIED, MANAGER, so(said_yes=False)),
    ("resolved", Event.NO_REACTION, MANAGER, so(reachable=False, inquiries=0, silent_working_days=0)),
    ("closed", Event.REOPEN, MANAGER, so(grace_over=False, removal_stopped=False)),
    ("closed", Event.REOPEN, MANAGER, so(grace_over=True, removal_stopped=True)),
    ("impasse", Event.REOPEN, MANAGER, so(round=1)),
    ("assigned", Event.APPEAL, MANAGER, so(round=1)),
    ("open", Event.MERGE, MANAGER, other(same_complainant=False, same_handler=False)),
    ("open", Event.CONFIRMED_ANOTHER_WAY, HANDLER, lambda facts: replace(changed(says_which=False)(facts), confirmation=ACCEPTED)),
    ("open", Event.CONFIRMED_ANOTHER_WAY, HANDLER, lambda facts: replace(changed(says_which=False)(facts), confirmation=None)),
    ("open", Event.AGREEMENT_CONFIRMED, HANDLER, lambda facts: replace(changed(says_which=False)(facts), acknowledgement=ACCEPTED)),
    ("any", Event.ACKNOWLEDGED, SYSTEM, so(acknowledgement=ACCEPTED)),
    ("any or none", Event.DEPUTISE, MANAGER, changed(own_role=False)),
]
"""What may be otherwise, too."""


@pytest.mark.parametrize(("where", "event", "by", "otherwise"), ALLOWS)
def test_a_guard_lets_pass_what_it_should(where: str, event: Event, by: Who, otherwise: Callable[[Facts], Facts]) -> None:
    for state in states_named(where):
        assert decide(otherwise(willing(state, event)), event, by).to == end(state, ALLOWED[state, event, by])


@pytest.mark.parametrize("role", HANDLERS)
def test_every_handler_can_be_assigned_and_nobody_who_is_complained_about(role: Role) -> None:
    facts = changed(role=role)(willing(State.REGISTERED, Event.ASSIGN))
    assert decide(facts, Event.ASSIGN, MANAGER).to is State.ASSIGNED
    assert refusal(replace(facts, accused=role), Event.ASSIGN, MANAGER).startswith("De klacht gaat over de ")


def test_of_several_guards_the_first_that_refuses_speaks() -> None:
    facts = willing(State.ASSIGNED, Event.AGREE)
    wordless = changed(text=" ")(facts)
    assert every()(facts) is None
    assert every(text("een"), text("twee"))(facts) is None
    assert every(text("een"), text("twee"))(wordless) == "een"
    assert every(argument("een"), text("twee"))(wordless) == "twee"
    assert argument("een")(changed(argument="")(facts)) == "een"


def test_every_row_that_can_refuse_is_seen_refusing() -> None:
    refusing = {(rule.event, who is SYSTEM) for rule in PROCEDURE for who in rule.by if (rule.guard, rule.needs) != (always, always)}
    assert refusing == {(event, by is SYSTEM) for _, event, by, _, _ in REFUSED}


def test_no_text_goes_outside_that_names_money_or_without_a_mandate() -> None:
    """docs/procedure.md, The money gate."""
    outside = [(state, rule.event, who) for rule in PROCEDURE if rule.reader is Reader.OUTSIDE for state in rule.states for who in rule.by]
    assert {event for _, event, _ in outside} == {Event.CHANGE_TARGET_DATE, Event.AGREE, Event.APPEAL, Event.ANSWER}
    for state, event, who in outside:
        facts = willing(state, event)
        assert refusal(changed(names_money=True)(facts), event, who).startswith("Uw tekst noemt geld.")
        assert refusal(replace(facts, mandate_lacks=True), event, who).startswith("De machtiging van de vertegenwoordiger ontbreekt.")


HARMLESS = {Event.RESOLVE_LATER, Event.MANDATE_SEEN}


def test_a_step_of_which_nobody_looked_anything_up_is_refused() -> None:
    for rule in PROCEDURE:
        if (rule.guard, rule.needs) != (always, always) and rule.event not in HARMLESS:
            for who in set(rule.by) - {SYSTEM}:
                assert refusal(Facts(REFERENCE, rule.states[0]), rule.event, who)
    for event in (Event.RESOLVE, Event.REMOVE, Event.CONFIRMATION_ACCEPTED, Event.CONFIRMATION_FAILED):
        state = State.AGREED if event is Event.RESOLVE else State.CLOSED
        assert refusal(Facts(REFERENCE, state), event, SYSTEM)


SETTINGS = {"inquiries_needed", "patience_working_days"}
ORDINARY = {"accused", "acknowledgement", "reachable", "data_request", "before_consultation"}
"""What is so of most complaints, and refuses nothing."""
ALONE_HARMLESS = {"grace_over", "said_yes", "last_is_verdict"}
"""What refuses unless another fact allows: the complainant wrote since; somebody says how it was verified; the case is not one's own."""


def refuses_somewhere(otherwise: Callable[[Facts], Facts]) -> bool:
    """Whether anything that is allowed is refused when facts are otherwise."""
    for state, event, who in ALLOWED:
        try:
            decide(otherwise(willing(state, event)), event, who)
        except StepRefused:
            return True
    return False


@pytest.mark.parametrize("name", [one.name for one in fields(Facts) if one.default is not MISSING])
def test_a_fact_that_nobody_looked_up_refuses(name: str) -> None:
    unasked = getattr(Facts(REFERENCE, None), name)
    assert refuses_somewhere(so(**{name: unasked})) is (name not in SETTINGS | ORDINARY | ALONE_HARMLESS)


CARRIED = {"name", "address", "natures", "complainant_role", "finding", "deputed", "letters", "channel", "postal_address"}
"""What is put on record as it was understood, and refuses nothing by itself: that something was given says `argument`."""


@pytest.mark.parametrize("name", [one.name for one in fields(Given)])
def test_what_was_not_given_refuses(name: str) -> None:
    assert refuses_somewhere(changed(**{name: getattr(Given(), name)})) is (name not in CARRIED)


@pytest.mark.parametrize("name", [one.name for one in fields(OtherComplaint) if one.name != "id"])
def test_what_nobody_knows_of_the_other_complaint_refuses(name: str) -> None:
    assert refuses_somewhere(other(**{name: getattr(OtherComplaint(), name)}))


def test_a_refusal_changes_nothing_and_names_where_it_stood() -> None:
    with pytest.raises(StepRefused, match="KL-2026-00042: consent refused while assigned: Akkoord geeft"):
        decide(willing(State.ASSIGNED, Event.CONSENT), Event.CONSENT, HANDLER)
    with pytest.raises(StepRefused, match="KL-2026-00042: follows refused while not registered: the procedure has no such step"):
        decide(willing(None, Event.FOLLOWS), Event.FOLLOWS, Who.ANYONE)


@pytest.mark.parametrize("state", CONSULTED_FROM)
def test_a_refused_amount_leads_back(state: State) -> None:
    facts = replace(willing(State.CONSULTING, Event.REFUSE_CONSENT), before_consultation=state)
    assert decide(facts, Event.REFUSE_CONSENT, Who.DIRECTOR).to is state


def test_an_amount_is_asked_from_where_a_refusal_can_lead_back() -> None:
    asked = {state for state, event, who in ALLOWED if (event, who) == (Event.AGREE_WITH_AMOUNT, HANDLER)}
    assert asked - {State.CONSULTING} == set(CONSULTED_FROM)


OWED: dict[Event, tuple[Letter, ...]] = {
    Event.ARRIVES: (Letter.ACKNOWLEDGEMENT, Letter.NEW_COMPLAINT),
    Event.ARRIVES_UNANSWERED: (Letter.NEW_COMPLAINT,),
    Event.REGISTER: (Letter.ACKNOWLEDGEMENT, Letter.NEW_COMPLAINT),
    Event.FOLLOWS: (Letter.FOLLOW_UP,),
    Event.NOTE: (Letter.FOLLOW_UP,),
    Event.OWN_MAIL: (Letter.FOLLOW_UP,),
    Event.ACKNOWLEDGEMENT_FAILED: (Letter.UNACKNOWLEDGED,),
    Event.CONFIRMATION_FAILED: (Letter.UNCONFIRMED,),
    Event.ASSIGN: (Letter.ASSIGNMENT,),
    Event.CHANGE_TARGET_DATE: (Letter.TARGET_DATE_CHANGED,),
    Event.AGREE: (Letter.CONFIRMATION,),
    Event.AGREE_WITH_AMOUNT: (Letter.CONSULTATION,),
    Event.CONSENT: (Letter.CONFIRMATION, Letter.DECISION),
    Event.REFUSE_CONSENT: (Letter.DECISION,),
    Event.NO_AGREEMENT: (Letter.CHOICE,),
    Event.RESOLVE: (Letter.VERIFICATION,),
    Event.INQUIRE: (Letter.INQUIRY,),
    Event.SATISFIED: (Letter.CLOSING,),
    Event.DISSATISFIED: (Letter.REOPENED, Letter.CONTACT),
    Event.REOPEN: (Letter.REOPENED, Letter.CONTACT),
    Event.NO_REACTION: (Letter.CLOSING_SILENT,),
    Event.APPEAL: (Letter.APPEAL,),
    Event.WITHDRAW: (Letter.VERIFICATION,),
    Event.NOT_A_COMPLAINT: (Letter.ELSEWHERE,),
    Event.FORWARD_ELSEWHERE: (Letter.ELSEWHERE, Letter.FORWARDED),
    Event.MERGE: (Letter.MERGED,),
    Event.ANSWER: (Letter.ANSWER,),
    Event.LETTER_FAILED: (Letter.TO_PRINT,),
    Event.DATA_REQUEST: (Letter.DATA_REQUEST,),
}
"""What each event owes, whoever causes it; any other owes nothing."""


@pytest.mark.parametrize("event", Event)
def test_what_is_owed(event: Event) -> None:
    for state, _, who in [cell for cell in ALLOWED if cell[1] is event]:
        assert decide(willing(state, event), event, who).letters == OWED.get(event, ())


def test_spam_is_the_only_silent_end_but_for_an_appeal() -> None:
    silent = {rule.event for rule in PROCEDURE if rule.to is State.CLOSED and not rule.letters}
    assert silent == {Event.SPAM, Event.CONCLUDE}


READERS = {
    Reader.OUTSIDE: {Event.CHANGE_TARGET_DATE, Event.AGREE, Event.APPEAL, Event.ANSWER},
    Reader.OUTSIDE_AFTER_CONSENT: {Event.AGREE_WITH_AMOUNT},
    Reader.INSIDE: {
        Event.ASSIGN, Event.NOT_A_COMPLAINT, Event.FORWARD_ELSEWHERE, Event.SPAM, Event.CONSENT, Event.REFUSE_CONSENT, Event.NO_AGREEMENT,
        Event.RESOLVE, Event.RESOLVE_LATER, Event.SATISFIED, Event.DISSATISFIED, Event.NO_REACTION, Event.REOPEN, Event.WITHDRAW,
        Event.CONCLUDE, Event.CONFIRMED_ANOTHER_WAY, Event.AGREEMENT_CONFIRMED, Event.LETTER_GIVEN, Event.NOTE, Event.KEEP,
        Event.DATA_REQUEST,
    },
}  # fmt: skip


def test_the_complainant_reads_what_is_meant_for_the_complainant() -> None:
    read: dict[Reader, set[Event]] = {reader: {rule.event for rule in PROCEDURE if rule.reader is reader} for reader in READERS}
    assert read == READERS


def test_no_row_stands_twice() -> None:
    counted = Counter((state, rule.event, who) for rule in PROCEDURE for state in rule.states for who in rule.by)
    assert [key for key, count in counted.items() if count > 1] == []
    assert counted.keys() == ALLOWED.keys()


def test_every_event_but_a_finding_has_a_row_with_somebody_to_cause_it() -> None:
    assert {rule.event for rule in PROCEDURE} == set(Event) - FINDINGS
    assert [rule for rule in PROCEDURE if not rule.by] == []


def test_staff_can_type_all_that_is_theirs() -> None:
    theirs = {rule.event for rule in PROCEDURE if IN_DUTCH.keys() & set(rule.by)}
    assert [event for event in theirs if as_typed(event) is None] == []
    assert theirs >= BY_EVENT.keys() - FINDINGS


def test_every_letter_is_owed_by_some_row_or_answers_or_copies_or_has_no_complaint() -> None:
    without_a_complaint = {Letter.UNREADABLE}
    of_rooms = (letters_answering, letters_asked, letters_daily, letters_entering, letters_reporting, letters_staffing)
    answers = {letter for room in of_rooms for letter in room.DECLARED}
    copies = {Letter.CONFIRMATION_COPY, Letter.APPEAL_COPY, Letter.NO_LONGER, *letters_of_own_mail.DECLARED}
    owed = {letter for rule in PROCEDURE for letter in rule.letters}
    assert owed | set(GATHERED_IN.values()) | without_a_complaint | answers | copies == set(Letter)
    assert GATHERED_IN.keys() <= owed | without_a_complaint


RANKED: dict[int, list[Event]] = {
    1: [
        Event.AMOUNT,
        Event.ASSIGN,
        Event.CHANGE_TARGET_DATE,
        Event.CHANGE_TARGET_DATE,
        Event.CONCLUDE,
        Event.CONSENT,
        Event.NO_AMOUNT,
        Event.REGISTER,
        Event.RESOLVE,
        Event.RESOLVE_LATER,
        Event.SATISFIED,
        Event.SATISFIED,
    ],
    2: [Event.AGREE, Event.DISSATISFIED, Event.NOT_A_COMPLAINT, Event.REFUSE_CONSENT, Event.REOPEN, Event.REOPEN],
    3: [Event.AGREE_WITH_AMOUNT, Event.APPEAL, Event.INQUIRE, Event.SPAM],
    4: [Event.ASSIGN, Event.CHANGE_TARGET_DATE, Event.CHANGE_TARGET_DATE, Event.NO_REACTION],
    5: [
        Event.AGREE,
        Event.AGREEMENT_CONFIRMED,
        Event.AGREE_WITH_AMOUNT,
        Event.APPEAL,
        Event.CONFIRMED_ANOTHER_WAY,
        Event.LETTER_GIVEN,
        Event.NO_AGREEMENT,
        Event.REOPEN,
        Event.RESOLVE_LATER,
    ],
    6: [Event.ANSWER, Event.APPEAL, Event.ASSIGN],
    7: [Event.FORWARD_ELSEWHERE, Event.MERGE, Event.MERGE, Event.NOT_A_COMPLAINT, Event.WITHDRAW],
    8: [Event.DOSSIER, Event.NOTE, Event.STATUS, Event.TAKE_BACK],
}
"""How soon each row is offered, once for each; whatever is not named comes last."""


@pytest.mark.parametrize("rank", range(1, 10))
def test_how_soon_a_step_is_offered(rank: int) -> None:
    ranked = sorted(rule.event.name for rule in PROCEDURE if rule.rank == rank)
    named = Counter(event for events in RANKED.values() for event in events)
    last = Counter(rule.event for rule in PROCEDURE) - named
    assert ranked == sorted(event.name for event in RANKED.get(rank, last.elements()))


OFFERED = [
    (State.REGISTERED, MANAGER, so(money_waits=False, acknowledgement=ACCEPTED, confirmation=None),
     ["#toewijzen", "#geenklacht", "#spam", "#streefdatum", "#afspraak", "#afspraak #bedrag", "#antwoord", "#geenklacht #doorsturen"]),
    (State.ASSIGNED, HANDLER, so(money_waits=False, acknowledgement=ACCEPTED, confirmation=None),
     ["#afspraak", "#afspraak #bedrag", "#streefdatum", "#geenafspraak", "#toewijzen", "#beroep", "#antwoord", "#samenvoegen"]),
    (State.REOPENED, HANDLER, so(money_waits=False), ["#streefdatum", "#afspraak", "#afspraak #bedrag"]),
    (State.ASSIGNED, HANDLER, so(money_waits=True), ["#bedrag", "#geenbedrag", "#afspraak"]),
    (State.CONSULTING, Who.DIRECTOR, so(), ["#akkoord", "#nietakkoord", "#vervanger", "#rapport", "#proef", "#help"]),
    (State.AGREED, HANDLER, so(money_waits=False, confirmation=ACCEPTED), ["#opgelost", "#afspraak", "#afspraak #bedrag"]),
    (State.RESOLVED, MANAGER, so(money_waits=False), ["#tevreden", "#ontevreden", "#vraagklager", "#geenreactie", "#beroep", "#bevestigd"]),
    (State.RESOLVED, MANAGER, so(money_waits=False, round=3, inquiries=1), ["#tevreden", "#vraagklager", "#heropenen"]),
    (State.RESOLVED, MANAGER, so(money_waits=False, own_case=True, acknowledgement=ACCEPTED), ["#beroep", "#bevestigd"]),
    (State.IMPASSE, MANAGER, so(money_waits=False), ["#heropenen", "#beroep", "#toewijzen"]),
    (State.APPEAL, MANAGER, so(money_waits=False), ["#afsluiten", "#heropenen"]),
    (State.CLOSED, MANAGER, so(), ["#tevreden", "#heropenen"]),
    (State.CLOSED, MANAGER, so(removal_stopped=False), ["#heropenen"]),
    (State.CLOSED, Who.FRONT_DESK, so(), ["#notitie", "#help"]),
    (None, Who.FRONT_DESK, so(), ["#nieuw", "#help"]),
    (State.ASSIGNED, Who.COMPLAINANT, so(), []),
]  # fmt: skip


@pytest.mark.parametrize(("state", "who", "stands", "first"), OFFERED)
def test_the_foremost_is_offered_first(state: State | None, who: Who, stands: Callable[[Facts], Facts], first: list[str]) -> None:
    offered = [as_typed(rule.event) for rule in offers(stands(willing(state, Event.HELP)), who)]
    assert offered[: len(first)] == first
    assert len(offered) >= len(first)
    if not first:
        assert offered == []


@pytest.mark.parametrize(("state", "who"), list(product(PLACES, Who)), ids=str)
def test_what_is_offered_is_allowed_when_all_is_given_and_nothing_else_is(state: State | None, who: Who) -> None:
    facts = willing(state, Event.HELP)
    offered = [rule.event for rule in offers(facts, who)]
    assert len(set(offered)) == len(offered)
    for event in Event:
        if event in offered:
            decide(facts, event, who)
        else:
            assert refusal(facts, event, who)


def test_what_lacks_can_still_be_given() -> None:
    bare = replace(willing(State.ASSIGNED, Event.HELP), given=Given())
    assert Event.AGREE in {rule.event for rule in offers(bare, HANDLER)}
    assert refusal(bare, Event.AGREE, HANDLER).startswith("Schrijf de afspraak op")


@pytest.mark.parametrize(
    ("state", "event", "several", "who"),
    [
        (State.ASSIGNED, Event.AGREE, (MANAGER, HANDLER), MANAGER),
        (State.ASSIGNED, Event.NO_AGREEMENT, (MANAGER, HANDLER), HANDLER),
        (State.AGREED, Event.RESOLVE, (MANAGER, HANDLER), HANDLER),
        (State.CONSULTING, Event.CONSENT, (MANAGER, Who.DIRECTOR), Who.DIRECTOR),
        (State.CLOSED, Event.CONSENT, (MANAGER, HANDLER), MANAGER),
        (State.CLOSED, Event.NOTE, (Who.FRONT_DESK,), Who.FRONT_DESK),
    ],
)
def test_who_is_several_acts_as_the_first_who_may(state: State, event: Event, several: tuple[Who, ...], who: Who) -> None:
    assert acting_as(state, event, several) is who


def test_a_row_names_a_state_or_how_it_leads_elsewhere() -> None:
    assert {rule.to for rule in PROCEDURE} == {*Leads, *(State(words) for words in set(ALLOWED.values()) & set(State))}
