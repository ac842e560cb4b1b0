"""Carry out all that one mail of an employee asks for, or nothing of it, and tell them.

Knows no mail protocol. Where two events share a tag, which of them is meant
follows from how the complaint stands, here. A dry run is the same, undone.
Source: docs/procedure.md, Reading tags.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.casework import take
from tracker.dates import local_date
from tracker.delivered import settle
from tracker.effects import deputise
from tracker.errors import StepRefused
from tracker.facts import Facts, Given
from tracker.intentions import fulfil
from tracker.letter_facts.answering import Transcript
from tracker.mails import Mail
from tracker.merging import later_first, merged_last
from tracker.model import CONFIRMED, Event, Reference, State
from tracker.on_paper import on_paper
from tracker.own_mails import reached
from tracker.procedure import Reader, acting_as, decide, moves_nothing
from tracker.records import Complaint
from tracker.rules import HouseRules
from tracker.standing import facts_of, handles, whos
from tracker.steps import Actor, Done, Step
from tracker.taking_back import stays
from tracker.telling import own_mail, transcripts
from tracker.telling.gists import gists
from tracker.telling.leaving import put_off
from tracker.telling.status import deadline_sentence, status_sentences
from tracker.writers import answers, asks
from tracker.writers.answers import Answering

_SETTLES = frozenset({Event.AGREEMENT_CONFIRMED, Event.CONSENT})
"""With these a confirmation may be there that somebody waited for."""

_ASKS = frozenset({Event.STATUS, Event.HELP, Event.LIST, Event.REPORT, Event.DOSSIER})


@dataclass(frozen=True, slots=True)
class Undertaking:
    """What one mail asks for. left_over: tags in its subject that are not obeyed; words: its new text."""

    steps: tuple[Step, ...]
    left_over: tuple[Event, ...] = ()
    words: str = ""
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class _Hand:
    """All that is at hand while a mail is carried out."""

    session: Session
    rules: HouseRules
    complaint: Complaint | None
    actor: Actor
    mail: Mail
    now: datetime


def undertake(to: Answering, actor: Actor, mail: Mail, asked: Undertaking) -> None:
    """Take every step, in order, and owe the transcript; or take none. Raises `StepRefused` for the first that is not allowed."""
    hand = _Hand(to.session, to.rules, to.complaint, actor, mail, to.now)
    is_own_mail = to.complaint is not None and bool(reached(to.session, to.complaint.id, [actor.arrival_id]))
    with to.session.begin_nested() as savepoint:
        if asked.dry_run:
            _allow(hand, Step(Event.DRY_RUN, Given(argument="proef" if asked.steps else "")))
        done = tuple(_done(_as_they_are_now(hand, step), step) for step in asked.steps)
        done += _fulfilled(hand, done)
        told = Transcript(
            done=transcripts.done_in_words(to.session, done, to.rules),
            told_to=transcripts.told_in_words(done, to.complaint, to.rules, to.now),
            warnings=[
                *transcripts.warnings(done, to.rules),
                *transcripts.left_out(done, mail.attachments),
                *(own_mail.sentences(done) if is_own_mail else ()),
                *_put_off(to, done),
            ],
        )
        if asked.dry_run:
            savepoint.rollback()
    if asked.dry_run or any(step.event not in _ASKS or step.event is Event.STATUS for step in asked.steps):
        told = replace(
            told,
            understood=transcripts.understood(asked.steps, to.rules, to.now),
            status=_status(hand, asked),
            deadline=deadline_sentence(to.session, to.rules, to.complaint, to.now) if to.complaint else None,
            gist=gists(one.step.event for one in done),
            done_before=all(one.done_before_at for one in done),
            left_over=transcripts.typed(asked.left_over),
            words=asked.words,
            words_reader=Reader.OUTSIDE if is_own_mail else transcripts.words_reader(asked.steps),
            dry_run=asked.dry_run,
        )
        answers.owe_transcript(to, told)


def _put_off(to: Answering, done: tuple[Done, ...]) -> list[str]:
    """Warn of a promise to the complainant that what was done breaks."""
    found = put_off(to.session, to.complaint, [one.step.event for one in done if one.done_before_at is None]) if to.complaint else None
    return [found] if found else []


def allowed(session: Session, rules: HouseRules, complaint: Complaint | None, actor: Actor, step: Step, now: datetime) -> None:
    """Ask the procedure about a step, without taking it. Raises `StepRefused`."""
    if complaint is None:
        facts = Facts(Reference(""), None, given=step.given, today=local_date(now, rules.terms.zone))
    else:
        step = meant(session, complaint, step)
        facts = facts_of(session, rules, complaint, now, step.given, own_case=actor.own_case)
    decide(facts, step.event, acting_as(facts.state, step.event, actor.whos))


def meant(session: Session, complaint: Complaint, step: Step) -> Step:
    """Return the step that is meant by a tag of several: resolved, now or once the confirmation is there; confirmed, and which letter."""
    agreement_lacks = complaint.confirmation is not None and complaint.confirmation not in CONFIRMED
    if step.event is Event.RESOLVE and (complaint.state == State.CONSULTING or (complaint.state == State.AGREED and agreement_lacks)):
        return replace(step, event=Event.RESOLVE_LATER)
    is_open = complaint.closed_at is None  # what is closed no longer owes receipt or agreement, and still a letter on paper
    if step.event is not Event.CONFIRMED_ANOTHER_WAY or step.given.says_which:
        return step
    if is_open and complaint.acknowledgement not in CONFIRMED:
        return step
    if is_open and agreement_lacks:
        return replace(step, event=Event.AGREEMENT_CONFIRMED)
    return replace(step, event=Event.LETTER_GIVEN) if on_paper(session, complaint) else step


def _status(hand: _Hand, asked: Undertaking) -> list[str]:
    """Say how the complaint stands now, where that was asked."""
    if hand.complaint is None or not any(step.event is Event.STATUS for step in asked.steps):
        return []
    return status_sentences(hand.session, hand.rules, hand.complaint, hand.now)


def _as_they_are_now(hand: _Hand, step: Step) -> _Hand:
    """Look anew as whom they act: an earlier step of the same mail may have made them the handler, or somebody else.

    Who hands over may still note, or tell the complainant the day, in the same mail; but not what moves the complaint.
    """
    if hand.complaint is None or hand.actor.address is None:
        return hand
    about = (hand.rules, hand.complaint, hand.actor.address, hand.now)
    state, by_then = State(hand.complaint.state), whos(*about)
    still = [who for who in hand.actor.whos if step.event is not Event.RESOLVE and moves_nothing(state, step.event, who)]
    return replace(hand, actor=replace(hand.actor, whos=tuple(dict.fromkeys((*by_then, *still))), own_case=handles(*about)))


def _done(hand: _Hand, step: Step) -> Done:
    if step.event in _ASKS:
        return _answered(hand, step)
    if hand.complaint is None:
        return _without_complaint(hand, step)
    complaint, step = hand.complaint, meant(hand.session, hand.complaint, step)
    if step.event is Event.MERGE:
        complaint, step = later_first(hand.session, complaint, step)
    if step.event is Event.TAKE_BACK:
        complaint = merged_last(hand.session, hand.rules, complaint, hand.actor.address, hand.now)
        if why := stays(hand.session, complaint, hand.actor.address):
            raise StepRefused(complaint.reference, complaint.state, step.event, why)
        done = take(hand.session, hand.rules, complaint, step, hand.actor, hand.mail, hand.now)
        settle(hand.session, hand.rules, complaint, hand.now)
        return done
    return take(hand.session, hand.rules, complaint, step, hand.actor, hand.mail, hand.now)


def _fulfilled(hand: _Hand, done: tuple[Done, ...]) -> tuple[Done, ...]:
    """Resolve what was meant to be, where with this mail the agreement is confirmed without a letter of ours."""
    if hand.complaint is None or not any(one.step.event in _SETTLES for one in done):
        return ()
    fulfilled = fulfil(hand.session, hand.rules, hand.complaint, hand.now)
    return (fulfilled,) if fulfilled else ()


def _answered(hand: _Hand, step: Step) -> Done:
    """Answer what is only asked. Who reads a whole file is on record."""
    _allow(hand, step)
    if step.event is Event.HELP:
        asks.owe_help(hand.session, hand.rules, hand.complaint, hand.actor, hand.mail, hand.now)
    elif step.event is Event.LIST:
        asks.owe_listing(hand.session, hand.rules, hand.complaint, hand.actor, hand.mail, hand.now)
    elif step.event is Event.REPORT:
        asks.owe_report(hand.session, hand.rules, hand.complaint, hand.actor, hand.mail, hand.now, period=step.argument)
    elif step.event is Event.DOSSIER and hand.complaint is not None:
        take(hand.session, hand.rules, hand.complaint, step, hand.actor, hand.mail, hand.now)
        asks.owe_whole_file(hand.session, hand.rules, hand.complaint, hand.actor, hand.mail, hand.now)
    state = State(hand.complaint.state) if hand.complaint else None
    return Done(step, hand.actor.whos[0], state, state)


def _without_complaint(hand: _Hand, step: Step) -> Done:
    """Carry out what concerns no complaint."""
    _allow(hand, step)
    if step.event is Event.DEPUTISE:
        deputise(hand.session, step, hand.actor, hand.now)
    return Done(step, hand.actor.whos[0], None, None)


def _allow(hand: _Hand, step: Step) -> None:
    allowed(hand.session, hand.rules, hand.complaint, hand.actor, step, hand.now)
