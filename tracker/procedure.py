"""The complaints procedure as one table, and the functions that read it.

Rule one: whatever decides about a complaint's state stands in PROCEDURE. The
diagram in README.md, `klachten procedure`, the tests and what staff are told
and offered are made from it.
Rule two: a guard may refuse, never choose. Where the outcome differs, there
are two events.
Rule three: the calendar, delivery and bounces are callers like any other; who
they act as is `system`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker import confirming as c
from tracker import guards as g
from tracker.errors import StepRefused
from tracker.facts import Facts
from tracker.guards import Guard, always, every
from tracker.model import Event as E
from tracker.model import Letter as L
from tracker.model import State
from tracker.model import State as S
from tracker.refusals import no_step
from tracker.who import IN_DUTCH
from tracker.who import Who as W


class Reader(StrEnum):
    """Who reads the text that comes with an event."""

    OUTSIDE = "outside"  # the complainant
    INSIDE = "inside"  # never the complainant
    OUTSIDE_AFTER_CONSENT = "outside_after_consent"  # the complainant, once the managing director consents
    NONE = "none"  # there is no text


class Leads(StrEnum):
    """Where a row leads that names no state."""

    NOWHERE = "stays"
    BEFORE_CONSULTATION = "back to where it came from"
    BEFORE_LAST = "back to where it was"
    OUT = "removed"  # out of the register


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: in one of `states`, on `event` caused by one of `by`, if nothing refuses, go `to` and owe `letters`.

    states:  None among them: without a complaint.
    guard:   refuses for how the complaint stands; what it refuses is not offered.
    needs:   refuses for what lacks in what came with the event.
    rank:    1 is offered first.
    A complaint that goes to REOPENED begins its next round there, without a target date.
    """

    states: tuple[State | None, ...]
    event: E
    to: State | Leads
    by: tuple[W, ...]
    reader: Reader = Reader.NONE
    letters: tuple[L, ...] = ()
    guard: Guard = always
    needs: Guard = always
    rank: int = 9


STATES: tuple[State, ...] = tuple(State)
OPEN = tuple(state for state in State if state is not S.CLOSED)
ANYWHERE: tuple[State | None, ...] = (None, *State)
NEW: tuple[None] = (None,)
IN_HAND = (S.ASSIGNED, S.REOPENED, S.AGREED)
CONSULTED_FROM = IN_HAND
"""Where a refused amount leads back to. One that Manager Operations asked for at once leads to assigned."""
TEAM = (W.HANDLER, W.MANAGER)

_STAY, _BACK = Leads.NOWHERE, Leads.BEFORE_CONSULTATION
_OUT, _IN, _LATER = Reader.OUTSIDE, Reader.INSIDE, Reader.OUTSIDE_AFTER_CONSENT
_TO_OUTSIDE = every(g.money_settled, g.may_be_told)
_WORDS = g.text("Schrijf de afspraak op, zoals de klager die mag lezen.")
_AGREEMENT = every(_WORDS, _TO_OUTSIDE)
_AMOUNT = every(_WORDS, g.amount_given, g.may_be_told)
_STANDPOINT = every(g.text("Schrijf ons standpunt op, zoals de klager het mag lezen."), _TO_OUTSIDE)
_NEW_DAY = every(g.not_past, _TO_OUTSIDE)
_REASON = g.text("Schrijf er een reden bij.")
_HOW_GIVEN = g.text("Schrijf hoe en wanneer, zoals #bevestigd per post 8 april.")

PROCEDURE: tuple[Rule, ...] = (
    # It comes in.
    Rule(NEW, E.ARRIVES, S.REGISTERED, by=(W.ANYONE,), letters=(L.ACKNOWLEDGEMENT, L.NEW_COMPLAINT)),
    Rule(NEW, E.ARRIVES_UNANSWERED, S.REGISTERED, by=(W.ANYONE,), letters=(L.NEW_COMPLAINT,)),
    Rule(NEW, E.REGISTER, S.REGISTERED, (W.MANAGER, W.DIRECTOR, W.FRONT_DESK, W.STAFF), letters=(L.ACKNOWLEDGEMENT, L.NEW_COMPLAINT),
         needs=g.not_in_future, rank=1),
    Rule(STATES, E.FOLLOWS, _STAY, by=(W.ANYONE,), letters=(L.FOLLOW_UP,)),

    # Somebody takes it up.
    Rule((S.REGISTERED,), E.ASSIGN, S.ASSIGNED, (W.MANAGER,), _IN, (L.ASSIGNMENT,), needs=g.assignable, rank=1),
    Rule((S.REGISTERED,), E.ASSIGN, S.ASSIGNED, (W.SYSTEM,), letters=(L.ASSIGNMENT,), needs=g.assignable),  # where the customer chose so
    Rule((S.IMPASSE,), E.ASSIGN, S.ASSIGNED, (W.MANAGER,), _IN, (L.ASSIGNMENT,), needs=g.assignable, rank=4),
    Rule((*IN_HAND, S.CONSULTING), E.ASSIGN, _STAY, TEAM, _IN, (L.ASSIGNMENT,), needs=g.assignable, rank=6),
    Rule((S.REGISTERED, S.ASSIGNED, S.AGREED, S.CONSULTING), E.CHANGE_TARGET_DATE, _STAY, (W.MANAGER,), _OUT, (L.TARGET_DATE_CHANGED,),
         needs=_NEW_DAY, rank=4),
    Rule((S.REGISTERED, S.ASSIGNED, S.AGREED, S.CONSULTING), E.CHANGE_TARGET_DATE, _STAY, (W.HANDLER,), _OUT, (L.TARGET_DATE_CHANGED,),
         needs=every(_NEW_DAY, g.within_outer_limit), rank=4),
    Rule((S.REOPENED,), E.CHANGE_TARGET_DATE, S.ASSIGNED, (W.MANAGER,), _OUT, (L.TARGET_DATE_CHANGED,), needs=_NEW_DAY, rank=1),
    Rule((S.REOPENED,), E.CHANGE_TARGET_DATE, S.ASSIGNED, (W.HANDLER,), _OUT, (L.TARGET_DATE_CHANGED,),
         needs=every(_NEW_DAY, g.within_outer_limit), rank=1),
    Rule((S.REGISTERED,), E.NOT_A_COMPLAINT, S.CLOSED, (W.MANAGER,), _IN, (L.ELSEWHERE,), needs=_REASON, rank=2),
    Rule((S.ASSIGNED,), E.NOT_A_COMPLAINT, S.CLOSED, (W.MANAGER,), _IN, (L.ELSEWHERE,), needs=_REASON, rank=7),
    Rule((S.REGISTERED, S.ASSIGNED), E.FORWARD_ELSEWHERE, S.CLOSED, (W.MANAGER,), _IN, (L.ELSEWHERE, L.FORWARDED),
         needs=every(_REASON, g.argument("Schrijf naar welke afdeling: #geenklacht #doorsturen met de naam.")), rank=7),
    Rule((S.REGISTERED,), E.SPAM, S.CLOSED, (W.MANAGER,), _IN, rank=3),
    Rule(OPEN, E.MERGE, S.CLOSED, (W.MANAGER,), letters=(L.MERGED,), needs=g.other_open, rank=7),
    Rule(OPEN, E.MERGE, S.CLOSED, (W.HANDLER,), letters=(L.MERGED,), needs=every(g.other_open, g.both_mine), rank=7),

    # They agree, or do not.
    Rule(IN_HAND, E.AGREE, S.AGREED, TEAM, _OUT, (L.CONFIRMATION,), needs=_AGREEMENT, rank=2),
    Rule((S.REGISTERED,), E.AGREE, S.AGREED, (W.MANAGER,), _OUT, (L.CONFIRMATION,), needs=_AGREEMENT, rank=5),
    Rule((*IN_HAND, S.CONSULTING), E.AGREE_WITH_AMOUNT, S.CONSULTING, TEAM, _LATER, (L.CONSULTATION,), needs=_AMOUNT, rank=3),
    Rule((S.REGISTERED,), E.AGREE_WITH_AMOUNT, S.CONSULTING, (W.MANAGER,), _LATER, (L.CONSULTATION,), needs=_AMOUNT, rank=5),
    Rule(OPEN, E.AMOUNT, _STAY, TEAM, guard=g.money_waits, needs=g.amount_given, rank=1),
    Rule(OPEN, E.NO_AMOUNT, _STAY, TEAM, guard=g.money_waits, rank=1),
    Rule((S.CONSULTING,), E.CONSENT, S.AGREED, (W.DIRECTOR,), _IN, (L.CONFIRMATION, L.DECISION), needs=g.asked_about_this, rank=1),
    Rule((S.CONSULTING,), E.REFUSE_CONSENT, _BACK, (W.DIRECTOR,), _IN, (L.DECISION,), needs=_REASON, rank=2),
    Rule((S.ASSIGNED, S.REOPENED), E.NO_AGREEMENT, S.IMPASSE, (W.HANDLER,), _IN, (L.CHOICE,),
         needs=g.text("Schrijf waarom er geen afspraak komt."), rank=5),

    # It is solved, or not.
    Rule((S.AGREED,), E.RESOLVE, S.RESOLVED, (W.HANDLER,), _IN, (L.VERIFICATION,), guard=g.confirmed, rank=1),
    Rule((S.AGREED,), E.RESOLVE, S.RESOLVED, (W.SYSTEM,), letters=(L.VERIFICATION,), guard=g.confirmation_there),
    Rule((S.AGREED,), E.RESOLVE_LATER, _STAY, (W.HANDLER,), _IN, guard=g.confirmation_awaited, rank=1),
    Rule((S.CONSULTING,), E.RESOLVE_LATER, _STAY, (W.HANDLER,), _IN, rank=5),
    Rule((S.RESOLVED,), E.INQUIRE, _STAY, (W.MANAGER,), letters=(L.INQUIRY,), guard=every(g.not_own_case, g.reachable), rank=3),
    Rule((S.RESOLVED,), E.SATISFIED, S.CLOSED, (W.MANAGER,), _IN, (L.CLOSING,), g.not_own_case, g.verified, rank=1),
    Rule((S.RESOLVED,), E.DISSATISFIED, S.REOPENED, (W.MANAGER,), _IN, (L.REOPENED, L.CONTACT), every(g.not_own_case, g.rounds_left),
         g.text("Schrijf wat er volgens de klager nog niet is opgelost."), rank=2),
    Rule((S.RESOLVED,), E.NO_REACTION, S.CLOSED, (W.MANAGER,), _IN, (L.CLOSING_SILENT,), every(g.not_own_case, g.silent), rank=4),
    Rule((S.RESOLVED,), E.REOPEN, S.REOPENED, (W.MANAGER,), _IN, (L.REOPENED, L.CONTACT), every(g.not_own_case, g.no_rounds_left), _REASON,
         rank=5),
    Rule(OPEN, E.WITHDRAW, S.RESOLVED, TEAM, _IN, (L.VERIFICATION,), needs=g.text("Schrijf hoe de klager de klacht introk."), rank=7),

    # Nobody can solve it.
    Rule((S.IMPASSE,), E.APPEAL, S.APPEAL, (W.MANAGER,), _OUT, (L.APPEAL,), needs=_STANDPOINT, rank=3),
    Rule((*IN_HAND, S.RESOLVED), E.APPEAL, S.APPEAL, (W.MANAGER,), _OUT, (L.APPEAL,), needs=_STANDPOINT, rank=5),
    Rule(IN_HAND, E.APPEAL, S.APPEAL, (W.HANDLER,), _OUT, (L.APPEAL,), g.later_round, _STANDPOINT, rank=6),
    Rule((S.IMPASSE, S.APPEAL), E.REOPEN, S.REOPENED, (W.MANAGER,), _IN, (L.REOPENED, L.CONTACT), needs=_REASON, rank=2),
    Rule((S.APPEAL,), E.CONCLUDE, S.CLOSED, (W.MANAGER,), _IN, needs=g.text("Schrijf de uitkomst van het beroep."), rank=1),

    # It ends, or comes back.
    Rule((S.CLOSED,), E.REOPEN, S.REOPENED, (W.MANAGER,), _IN, (L.REOPENED, L.CONTACT), g.still_in_grace, _REASON, rank=2),
    Rule((S.CLOSED,), E.SATISFIED, _STAY, (W.MANAGER,), _IN, (L.CLOSING,), every(g.heard_again, g.not_own_case), g.verified, rank=1),
    Rule((S.CLOSED,), E.REMOVE, Leads.OUT, (W.SYSTEM,), guard=g.removable),

    # What delivery tells.
    Rule(STATES, E.ACKNOWLEDGED, _STAY, (W.SYSTEM,), guard=g.not_confirmed_by_hand),
    Rule(STATES, E.ACKNOWLEDGEMENT_FAILED, _STAY, (W.SYSTEM,), letters=(L.UNACKNOWLEDGED,), guard=g.not_confirmed_by_hand),
    Rule(OPEN, E.ACKNOWLEDGEMENT_RETRIED, _STAY, (W.SYSTEM,), guard=g.unacknowledged),
    Rule(OPEN, E.CONFIRMED_ANOTHER_WAY, _STAY, (W.SYSTEM,), guard=g.unacknowledged),  # typed by an administrator
    Rule(STATES, E.CONFIRMATION_ACCEPTED, _STAY, (W.SYSTEM,), guard=g.agreement_not_confirmed_by_hand),
    Rule(STATES, E.CONFIRMATION_FAILED, _STAY, (W.SYSTEM,), letters=(L.UNCONFIRMED,), guard=g.agreement_not_confirmed_by_hand),
    Rule(STATES, E.LETTER_FAILED, _STAY, (W.SYSTEM,), letters=(L.TO_PRINT,)),

    # What staff put on record.
    Rule(OPEN, E.CONFIRMED_ANOTHER_WAY, _STAY, (*TEAM, W.FRONT_DESK), _IN, guard=c.receipt_unconfirmed,
         needs=every(c.which_is_said, _HOW_GIVEN), rank=5),
    Rule(OPEN, E.AGREEMENT_CONFIRMED, _STAY, (*TEAM, W.FRONT_DESK), _IN, guard=c.agreement_unconfirmed,
         needs=every(c.which_is_said, _HOW_GIVEN), rank=5),
    Rule(STATES, E.LETTER_GIVEN, _STAY, (*TEAM, W.FRONT_DESK), _IN, guard=c.letter_on_paper,
         needs=every(c.letter_is_said, _HOW_GIVEN), rank=5),
    Rule(STATES, E.NOTE, _STAY, (*TEAM, W.FRONT_DESK), _IN, (L.FOLLOW_UP,), needs=g.text("Schrijf wat u wilt noteren."), rank=8),
    Rule(STATES, E.ANSWER, _STAY, TEAM, _OUT, (L.ANSWER,), needs=every(g.text("Schrijf wat de klager mag lezen."), _TO_OUTSIDE), rank=6),
    Rule(STATES, E.OWN_MAIL, _STAY, by=(W.ANYONE,), letters=(L.FOLLOW_UP,)),
    Rule(STATES, E.SET_NATURE, _STAY, TEAM, needs=g.argument("Schrijf wat voor klacht het is, met een van onze soorten.")),
    Rule(STATES, E.SET_COMPLAINANT, _STAY, TEAM, needs=g.argument("Schrijf het adres van de klager: #klager naam@voorbeeld.nl.")),
    Rule(STATES, E.SET_COMPLAINANT_ROLE, _STAY, TEAM, needs=g.argument("Schrijf #rol opdrachtgever, of #rol debiteur.")),
    Rule(STATES, E.REPRESENT, _STAY, TEAM, needs=g.argument("Schrijf wie voor de klager optreedt: #namens, met naam en adres.")),
    Rule(STATES, E.MANDATE_SEEN, _STAY, TEAM, guard=g.mandate_lacks),
    Rule(STATES, E.ABOUT, _STAY, TEAM, needs=g.role_given),
    Rule(STATES, E.SET_CAUSE, _STAY, TEAM, needs=g.argument("Schrijf in welke stap van ons werk het misging.")),
    Rule(STATES, E.SET_FILE_NUMBER, _STAY, TEAM, needs=g.argument("Schrijf het nummer van ons dossier.")),
    Rule(STATES, E.RECEIVED_ON, _STAY, TEAM, needs=g.not_in_future),
    Rule(STATES, E.KEEP, _STAY, TEAM, _IN, needs=_REASON),
    Rule(STATES, E.RELEASE, _STAY, TEAM, guard=g.kept),
    Rule(STATES, E.DATA_REQUEST, _STAY, TEAM, _IN, (L.DATA_REQUEST,)),
    Rule(STATES, E.TAKE_BACK, Leads.BEFORE_LAST, TEAM, guard=g.undoable, rank=8),
    Rule(ANYWHERE, E.DEPUTISE, _STAY, (W.MANAGER,), needs=g.argument("Schrijf wie wie vervangt, en tot en met welke dag.")),
    Rule(ANYWHERE, E.DEPUTISE, _STAY, (W.HANDLER, W.DIRECTOR, W.STAFF),
         needs=every(g.argument("Schrijf wie u vervangt, en tot en met welke dag."), g.for_oneself)),

    # What staff ask.
    Rule(STATES, E.STATUS, _STAY, TEAM, rank=8),
    Rule(STATES, E.DOSSIER, _STAY, TEAM, rank=8),
    Rule(ANYWHERE, E.LIST, _STAY, (*TEAM, W.STAFF)),
    Rule(ANYWHERE, E.REPORT, _STAY, (W.MANAGER, W.DIRECTOR)),
    Rule(ANYWHERE, E.DRY_RUN, _STAY, (*TEAM, W.DIRECTOR, W.STAFF), needs=g.argument("Schrijf achter #proef wat u wilt proberen.")),
    Rule(ANYWHERE, E.HELP, _STAY, tuple(IN_DUTCH)),
)  # fmt: skip
"""Source: docs/procedure.md, States and events."""

_BY_KEY = {(state, rule.event, who): rule for rule in PROCEDURE for state in rule.states for who in rule.by}


@dataclass(frozen=True, slots=True)
class Decision:
    """What an event does to a complaint. `to` is None where there is none, or none any more."""

    to: State | None
    letters: tuple[L, ...]


def decide(facts: Facts, event: E, by: W) -> Decision:
    """Say what `event`, caused by `by`, does to a complaint, without doing it.

    Raises: `StepRefused` when no row has this state, event and who, or the row's guard or needs say no. What it says is
    Dutch for staff, English for the service and its administrator.
    Source: docs/procedure.md, States and events.
    """
    rule = _BY_KEY.get((facts.state, event, by))
    why = _no_step(facts, event, by) if rule is None else rule.guard(facts) or rule.needs(facts)
    if rule is None or why:
        raise StepRefused(facts.reference, facts.state or "not registered", event, str(why))
    return Decision(_end(rule, facts), rule.letters)


def offers(facts: Facts, who: W) -> tuple[Rule, ...]:
    """Return what `who` may cause now, the foremost first. What must come with an event is left open, for it can still be given."""
    rows = (rule for rule in PROCEDURE if facts.state in rule.states and who in rule.by and not rule.guard(facts))
    return tuple(sorted(rows, key=lambda rule: rule.rank))


def acting_as(state: State | None, event: E, several: Sequence[W]) -> W:
    """Return as whom a person who is several of these causes `event`: the first for whom there is a row, else the first.

    A Manager Operations who handles a complaint acts as Manager Operations, and as its handler where only that one may.
    """
    return next((who for who in several if (state, event, who) in _BY_KEY), several[0])


def moves_nothing(state: State | None, event: E, who: W) -> bool:
    """Say whether there is a row for these that leaves the state as it is."""
    rule = _BY_KEY.get((state, event, who))
    return rule is not None and rule.to is Leads.NOWHERE


def _end(rule: Rule, facts: Facts) -> State | None:
    ends = {
        Leads.NOWHERE: facts.state,
        Leads.BEFORE_CONSULTATION: facts.before_consultation,
        Leads.BEFORE_LAST: facts.before_last,
        Leads.OUT: None,
    }
    return ends[rule.to] if isinstance(rule.to, Leads) else rule.to


def _no_step(facts: Facts, event: E, by: W) -> str:
    here = [who for who in IN_DUTCH if (facts.state, event, who) in _BY_KEY]
    anywhere = [who for who in IN_DUTCH if any(event is rule.event and who in rule.by for rule in PROCEDURE)]
    when = [] if here else [state for state in ANYWHERE if (state, event, by) in _BY_KEY]
    if facts.state is None and not here and anywhere:
        when = [state for state in STATES if any((state, event, who) in _BY_KEY for who in anywhere)]
    return no_step(facts.reference, facts.state, event, by, here or anywhere, when)
