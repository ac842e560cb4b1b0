"""What one person may cause now, as plain facts for a letter: each offer a tag, what it does, who reads its text, what must be filled in.

Made from the procedure, so that nobody is offered what would be refused. Knows
no mail: how an offer becomes a link is decided where letters are frozen. The
rule: whatever a token of ours will be bound to is said here, by the one
function that the reading of mail asks as well.
Source: docs/procedure.md, States and events; docs/mail-rules.md, D10.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeGuard

from tracker.facts import Facts, Given
from tracker.model import Event, Reference, State
from tracker.procedure import Reader, Rule, offers
from tracker.tag_words import BY_EVENT, Takes, as_typed
from tracker.told import Plain
from tracker.who import Who

VALID = timedelta(days=28)
"""So long after its letter was made a link can be used."""

CONFIRM, DECIDE, ENTER = "confirm", "decide", "enter"
"""What a token can be bound to that is no event: that a mail was sent by its sender, whatever the managing director answers, and whatever
an employee answers to: is this a complaint, whose, and since when?"""

PROPOSAL_MARK = "proposal_mark"
"""The fact that marks a consultation: its Reply-To bears a token to decide about this very amount and text."""

NEVER_OPEN = frozenset({CONFIRM, DECIDE, ENTER, str(Event.CONSENT), str(Event.REFUSE_CONSENT)})
"""A token for these is for one question alone, so it is never made without its argument."""

BUTTONS = 3
LEAST_OF_BUTTONS = 6
"""The rank behind which nothing moves the case."""
FIRST_OF_MINOR = 8
"""The rank from which on an act only puts something on record, asks, or takes back: a letter names it, and #help tells what it does."""

_TELLING = frozenset({Event.NOTE, Event.STATUS, Event.DOSSIER, Event.LIST, Event.REPORT, Event.DRY_RUN, Event.HELP, Event.TAKE_BACK})
"""Never a button: they tell, put aside, or take back."""

_SAME_TAG = {
    Event.RESOLVE_LATER: Event.RESOLVE,
    Event.AGREEMENT_CONFIRMED: Event.CONFIRMED_ANOTHER_WAY,
    Event.LETTER_GIVEN: Event.CONFIRMED_ANOTHER_WAY,
}
"""Which of the two is meant follows from how the complaint stands when the mail arrives; the person types the same."""

_DOES = {
    Event.AGREE_WITH_AMOUNT: "Legt de afspraak met het bedrag voor aan de Algemeen Directeur; na akkoord krijgt de klager de afspraak.",
    Event.FORWARD_ELSEWHERE: "Sluit de klacht omdat het er geen is, en stuurt de mail aan een afdeling.",
    Event.RESOLVE_LATER: "Meldt de klacht opgelost zodra de klager de bevestiging heeft.",
}
"""Where the sentence of the tag says too little."""

_LACKS = {
    Takes.TEXT: "de tekst",
    Takes.ROLE: "de functie of de naam",
    Takes.DATE: "de datum",
    Takes.RECEIVED: "het adres van de klager en de dag, als u die weet",
    Takes.AMOUNT: "het bedrag",
    Takes.REFERENCE: "het andere kenmerk",
    Takes.ADDRESS: "het mailadres",
    Takes.NAME_AND_ADDRESS: "de naam en het mailadres",
    Takes.NATURES: "de aard",
    Takes.COMPLAINANT_ROLE: "opdrachtgever of debiteur",
    Takes.DEPARTMENT: "de afdeling",
    Takes.CAUSE: "de stap van ons werk",
    Takes.FILE_NUMBER: "het dossiernummer",
    Takes.DEPUTY: "wie, en tot en met welke dag",
    Takes.PERIOD: "de periode",
    Takes.TAGS: "de woorden die u wilt proberen",
}
_TEXTS = {
    Event.AGREE: "de afspraak",
    Event.APPEAL: "ons standpunt",
    Event.CONCLUDE: "de uitkomst",
    Event.CONFIRMED_ANOTHER_WAY: "hoe en wanneer",
    Event.DISSATISFIED: "wat nog niet is opgelost",
    Event.KEEP: "de reden",
    Event.NO_AGREEMENT: "de reden",
    Event.NOT_A_COMPLAINT: "de reden",
    Event.REFUSE_CONSENT: "de reden",
    Event.REOPEN: "de reden",
    Event.SATISFIED: "hoe en wanneer u het navroeg",
    Event.WITHDRAW: "hoe de klager de klacht introk",
}
"""What the text of an event says, where that can be said shortly."""

_JOINED = {
    Event.AGREE_WITH_AMOUNT: (Event.AMOUNT, Event.AGREE),
    Event.FORWARD_ELSEWHERE: (Event.FORWARD_ELSEWHERE, Event.NOT_A_COMPLAINT),
}
"""The events of two tags: whose argument stands behind them, and whose text is the mail's."""

Suggestions = Mapping[Event, tuple[str, str]]
"""For an event: its argument as it is typed, and in the canonical form to which the token is bound."""

_NOTHING = ("", "")


@dataclass(frozen=True, slots=True)
class Bound:
    """What one token in a letter is bound to, beside the letter, its recipient and its expiry."""

    reference: Reference
    event: str
    argument: str


@dataclass(frozen=True, slots=True)
class _Offer:
    """One offer before it is told: its place, and all that a letter says of it but whether it is a button."""

    rank: int
    event: str
    typed: str
    does: str
    reader: Reader
    needs: str
    may_be_button: bool = True
    argument: str = ""
    canonical: str = ""

    def told(self, *, button: bool) -> dict[str, Plain]:
        return {
            "event": self.event,
            "typed": self.typed,
            "argument": self.argument,
            "canonical": self.canonical,
            "does": self.does,
            "reader": str(self.reader),
            "needs": self.needs,
            "button": button,
            "minor": self.rank >= FIRST_OF_MINOR,
        }


def bound_to(*events: Event) -> str:
    """Return by what name a token is bound to these events, which one mail asks for in this order."""
    return "+".join(_SAME_TAG.get(event, event) for event in events)


_AGREED_AND_RESOLVED = _Offer(
    rank=4,
    event=bound_to(Event.AGREE, Event.RESOLVE),
    typed=f"{as_typed(Event.AGREE)} {as_typed(Event.RESOLVE)}",
    does="Bevestigt de afspraak aan de klager, en meldt de klacht opgelost zodra die brief is aangekomen.",
    reader=Reader.OUTSIDE,
    needs=_TEXTS[Event.AGREE],
)
"""What a handler is told who says that something is solved before there is an agreement."""


def offers_facts(
    facts: Facts, whos: Sequence[Who], accept: Callable[[Event], bool] = lambda _event: True, suggestions: Suggestions | None = None
) -> list[dict[str, Plain]]:
    """Return what somebody who is all of `whos` may cause now, the foremost first, each once; at most three are buttons.

    facts:        how the complaint stands; what came with an event is not looked at.
    accept:       whether an event is to be offered in this letter.
    suggestions:  consent and its refusal are offered only where they have one: the mark of what is asked about (docs/mail-rules.md, D10).
    """
    rules = [rule for who in whos for rule in offers(facts, who) if accept(rule.event) and as_typed(rule.event)]
    open_still = replace(facts, given=Given())
    made = [_offer(rule, open_still, *(suggestions or {}).get(rule.event, _NOTHING)) for rule in rules]
    if Who.HANDLER in whos and facts.state in {State.ASSIGNED, State.REOPENED} and accept(Event.RESOLVE):
        made.append(_AGREED_AND_RESOLVED)
    once = {one.event: one for one in sorted(made, key=lambda one: -one.rank) if one.canonical or one.event not in NEVER_OPEN}
    in_order = sorted(once.values(), key=lambda one: one.rank)
    buttons = [one for one in in_order if one.may_be_button][:BUTTONS]
    return [one.told(button=one in buttons) for one in in_order]


def confirm_offer(held_id: int) -> dict[str, Plain]:
    """Return the one offer of the question 'did you send this?', about the event that is held under `held_id`."""
    does = "Zegt dat u deze mail zelf stuurde. Pas dan doen wij wat erin staat."
    asked = _Offer(1, CONFIRM, "Ja, deze mail is van mij", does, Reader.NONE, needs="", canonical=str(held_id))
    return asked.told(button=True)


def enter_offer(held_id: int, event: Event, argument: str = "", *, does: str, needs: str = "", button: bool = True) -> dict[str, Plain]:
    """Return one offer of the question about a complaint that an employee enters, which is held under `held_id`."""
    offer = _Offer(1, ENTER, str(as_typed(event)), does, Reader.NONE, needs, argument=argument, canonical=str(held_id))
    return offer.told(button=button)


def bonds(facts: Mapping[str, Plain], reference: str = "") -> Iterator[Bound]:
    """Give what the tokens are bound to that a letter with these facts bears: its offers, wherever they stand, and its Reply-To.

    reference: of the letter, where the facts have none of their own.
    """
    reference = str(facts.get("reference") or reference)
    if mark := facts.get(PROPOSAL_MARK):
        yield Bound(Reference(reference), DECIDE, str(mark))
    for value in facts.values():
        for one in value if isinstance(value, Sequence) and not isinstance(value, str) else (value,):
            if is_offer(one):
                yield Bound(Reference(reference), str(one["event"]), str(one["canonical"]))
            elif isinstance(one, Mapping):
                yield from bonds(one, reference)


def is_offer(fact: Plain) -> TypeGuard[Mapping[str, Plain]]:
    """Say whether a fact of a letter is an offer."""
    return isinstance(fact, Mapping) and {"event", "typed", "argument", "canonical"} <= fact.keys()


def _offer(rule: Rule, facts: Facts, argument: str, canonical: str) -> _Offer:
    """Return a row of the procedure as an offer. facts: without anything given, for all of that can still come."""
    typed = _SAME_TAG.get(rule.event, rule.event)
    return _Offer(
        rank=rule.rank,
        event=bound_to(rule.event),
        typed=str(as_typed(rule.event)),
        does=_DOES.get(rule.event) or BY_EVENT[typed].does,
        reader=rule.reader,
        needs=_needs(rule, facts, has_argument=bool(argument)),
        may_be_button=rule.rank <= LEAST_OF_BUTTONS and rule.event not in _TELLING,
        argument=argument,
        canonical=canonical,
    )


def _needs(rule: Rule, facts: Facts, *, has_argument: bool) -> str:
    """Say in Dutch what must still be filled in; nothing where the procedure asks for nothing."""
    if not rule.needs(facts):
        return ""
    takes = _JOINED.get(rule.event, (_SAME_TAG.get(rule.event, rule.event),))
    lacking = [one for one in takes if not (has_argument and BY_EVENT[one].takes is not Takes.TEXT)]
    return " en ".join(filter(None, (_TEXTS.get(one) or _LACKS.get(BY_EVENT[one].takes) for one in lacking)))
