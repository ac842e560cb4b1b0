"""What each person is offered: all that the procedure lets them cause, once, with what lacks, and never what would be refused."""

from dataclasses import replace
from itertools import product

import pytest

from tracker.facts import Facts, OtherComplaint
from tracker.model import Acknowledgement, Event, Reference, State
from tracker.offered import BUTTONS, DECIDE, NEVER_OPEN, PROPOSAL_MARK, Bound, bonds, bound_to, confirm_offer, is_offer, offers_facts
from tracker.procedure import PROCEDURE, offers
from tracker.tag_words import BY_WORD, as_typed, folded
from tracker.told import Plain
from tracker.who import IN_DUTCH, Who

KL42 = Reference("KL-2026-00042")
MARKED = {Event.CONSENT: ("", "m1"), Event.REFUSE_CONSENT: ("", "m1")}
PAIRS = [(state, who) for state, who in product((None, *State), IN_DUTCH)]


def at(state: State | None, **changes: object) -> Facts:
    return replace(Facts(KL42, state, own_case=False, mandate_lacks=False), **changes)  # type: ignore[arg-type]  # whatever a test sets


def offered(facts: Facts, *whos: Who, **options: object) -> list[dict[str, Plain]]:
    made = offers_facts(facts, whos, **{"suggestions": MARKED, **options})  # type: ignore[arg-type]  # whatever a test sets
    assert all(map(is_offer, made))
    return made


def one(facts: Facts, event: str, *whos: Who, **options: object) -> dict[str, Plain]:
    (found,) = (each for each in offered(facts, *whos, **options) if each["event"] == event)
    return found


@pytest.mark.parametrize(("state", "who"), PAIRS, ids=str)
def test_exactly_what_the_procedure_lets_them_cause_is_offered(state: State | None, who: Who) -> None:
    caused = {bound_to(rule.event) for rule in offers(at(state), who) if as_typed(rule.event)}
    both = {"agree+resolve"} if who is Who.HANDLER and state in {State.ASSIGNED, State.REOPENED} else set()
    told = [each["event"] for each in offered(at(state), who)]
    assert sorted(map(str, told)) == sorted(caused | both)


@pytest.mark.parametrize(("state", "who"), PAIRS, ids=str)
def test_each_offer_is_typed_in_tags_that_are_known_and_says_what_it_does(state: State | None, who: Who) -> None:
    for each in offered(at(state), who):
        words = str(each["typed"]).split()
        assert all(word.startswith("#") and folded(word) in BY_WORD for word in words)
        assert str(each["does"]).endswith(".")
        assert each["reader"] in {rule.reader for rule in PROCEDURE}


@pytest.mark.parametrize(("state", "who"), PAIRS, ids=str)
def test_at_most_three_are_buttons_and_none_of_them_only_tells(state: State | None, who: Who) -> None:
    told = offered(at(state), who)
    buttons = [each["event"] for each in told if each["button"]]
    assert len(buttons) <= BUTTONS
    assert not {"note", "status", "dossier", "list", "report", "dry_run", "help", "take_back"} & set(buttons)
    if buttons:
        assert told[0]["button"]


BUTTONS_OF = [
    # state, who, what the buttons say
    (State.REGISTERED, (Who.MANAGER,), ["#toewijzen", "#geenklacht", "#spam"]),
    (State.ASSIGNED, (Who.HANDLER,), ["#afspraak", "#afspraak #bedrag", "#streefdatum"]),
    (State.AGREED, (Who.HANDLER,), ["#opgelost", "#afspraak", "#afspraak #bedrag"]),
    (State.RESOLVED, (Who.MANAGER,), ["#tevreden", "#ontevreden", "#vraagklager"]),
    (State.IMPASSE, (Who.MANAGER,), ["#heropenen", "#beroep", "#toewijzen"]),
    (State.CONSULTING, (Who.DIRECTOR,), ["#akkoord", "#nietakkoord"]),
    (State.CONSULTING, (Who.MANAGER, Who.DIRECTOR), ["#akkoord", "#nietakkoord", "#afspraak #bedrag"]),
    (None, (Who.STAFF,), ["#nieuw"]),
]


@pytest.mark.parametrize(("state", "whos", "typed"), BUTTONS_OF, ids=str)
def test_the_buttons_are_the_foremost_of_all_that_a_person_is(state: State | None, whos: tuple[Who, ...], typed: list[str]) -> None:
    known = at(state, acknowledgement=Acknowledgement.ACCEPTED)
    assert [each["typed"] for each in offered(known, *whos) if each["button"]] == typed


NEEDS = [
    # event, state, who, what came with it, what must be filled in
    ("assign", State.REGISTERED, Who.MANAGER, {}, "de functie of de naam"),
    ("change_target_date", State.ASSIGNED, Who.HANDLER, {}, "de datum"),
    ("agree", State.ASSIGNED, Who.HANDLER, {}, "de afspraak"),
    ("agree_with_amount", State.ASSIGNED, Who.HANDLER, {}, "het bedrag en de afspraak"),
    ("agree+resolve", State.ASSIGNED, Who.HANDLER, {}, "de afspraak"),
    ("forward_elsewhere", State.REGISTERED, Who.MANAGER, {}, "de afdeling en de reden"),
    ("resolve", State.AGREED, Who.HANDLER, {}, ""),
    ("resolve", State.CONSULTING, Who.HANDLER, {}, ""),
    ("satisfied", State.RESOLVED, Who.MANAGER, {}, "hoe en wanneer u het navroeg"),
    ("satisfied", State.RESOLVED, Who.MANAGER, {"said_yes": True}, ""),
    ("consent", State.CONSULTING, Who.DIRECTOR, {}, ""),
    ("refuse_consent", State.CONSULTING, Who.DIRECTOR, {}, "de reden"),
    ("note", State.CLOSED, Who.HANDLER, {}, "de tekst"),
    ("merge", State.REGISTERED, Who.MANAGER, {}, "het andere kenmerk"),
    ("confirmed_another_way", State.AGREED, Who.HANDLER, {"confirmation": Acknowledgement.FAILED}, "hoe en wanneer"),
]


@pytest.mark.parametrize(("event", "state", "who", "changes", "needs"), NEEDS, ids=str)
def test_what_must_be_filled_in_is_said(event: str, state: State, who: Who, changes: dict[str, object], needs: str) -> None:
    assert one(at(state, **changes), event, who)["needs"] == needs


def test_what_already_came_with_an_event_leaves_its_offer_as_it_is() -> None:
    came = replace(at(State.ASSIGNED).given, text="Afspraak.", names_money=False, other=OtherComplaint(is_open=True, is_theirs=True))
    assert offered(at(State.ASSIGNED, given=came), Who.HANDLER) == offered(at(State.ASSIGNED), Who.HANDLER)


def test_a_suggestion_is_filled_in_and_bound() -> None:
    suggested = {Event.ASSIGN: ("Teamleider Incasso", "team_lead_collection"), Event.AGREE_WITH_AMOUNT: ("125,00", "125.00")}
    assign = one(at(State.REGISTERED), "assign", Who.MANAGER, suggestions=suggested)
    assert (assign["typed"], assign["argument"], assign["canonical"]) == ("#toewijzen", "Teamleider Incasso", "team_lead_collection")
    assert assign["needs"] == ""
    assert one(at(State.ASSIGNED), "agree_with_amount", Who.HANDLER, suggestions=suggested)["needs"] == "de afspraak"
    assert one(at(State.ASSIGNED), "agree", Who.HANDLER, suggestions=suggested)["canonical"] == ""


def test_consent_without_the_mark_of_what_is_asked_is_not_offered() -> None:
    told = {each["event"] for each in offered(at(State.CONSULTING), Who.DIRECTOR, suggestions={})}
    assert told
    assert not told & NEVER_OPEN


def test_a_letter_may_choose_among_the_offers() -> None:
    chosen = offered(at(State.ASSIGNED), Who.HANDLER, accept=lambda event: event in {Event.AGREE, Event.NOTE})
    assert [each["event"] for each in chosen] == ["agree", "note"]


def test_who_is_two_is_offered_each_thing_once() -> None:
    told = [each["event"] for each in offered(at(State.ASSIGNED), Who.MANAGER, Who.HANDLER)]
    assert len(told) == len(set(told))
    alone = {each["event"] for who in (Who.MANAGER, Who.HANDLER) for each in offered(at(State.ASSIGNED), who)}
    assert set(told) == alone


BOUND = [
    ((Event.ASSIGN,), "assign"),
    ((Event.AGREE, Event.RESOLVE), "agree+resolve"),
    ((Event.AGREE, Event.RESOLVE_LATER), "agree+resolve"),
    ((Event.RESOLVE_LATER,), "resolve"),
    ((Event.AGREEMENT_CONFIRMED,), "confirmed_another_way"),
]


@pytest.mark.parametrize(("events", "name"), BOUND, ids=str)
def test_a_token_is_bound_to_what_is_typed(events: tuple[Event, ...], name: str) -> None:
    assert bound_to(*events) == name


def test_every_token_of_a_letter_is_told_wherever_its_offer_stands() -> None:
    offer: Plain = confirm_offer(17)
    inner: Plain = {"reference": "KL-2026-00043", "offers": [offer]}
    assert list(bonds({"reference": "KL-2026-00042", "text": "x", "offers": [offer], "gathered": {"entries": [inner]}})) == [
        Bound(KL42, "confirm", "17"),
        Bound(Reference("KL-2026-00043"), "confirm", "17"),
    ]
    assert list(bonds({PROPOSAL_MARK: "m1", "reference": str(KL42)})) == [Bound(KL42, DECIDE, "m1")]
    assert list(bonds({"offers": [], "gathered": {"first": offer}})) == [Bound(Reference(""), "confirm", "17")]
    assert list(bonds({"reference": str(KL42), "text": "x", "target_date": None})) == []
