"""Carrying out #nieuw: a complaint enters the register on an employee's word, or waits for what only they can tell.

Knows no authority: whoever calls it has asked `may_obey`. What waits for the
forwarder ends when they answer, or lapses with notice.
Source: docs/procedure.md, The clock, and States and events.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from intake.addresses import compare_form
from intake.language import language_of
from intake.on_behalf import ALONE, COMPLETES, Entry, completed, entry_of, lacking
from intake.order import Order
from intake.pointers import AT_MOST, answered
from intake.wishes import read_wish
from tracker.casework import enter
from tracker.dates import words_of_day
from tracker.errors import StepRefused
from tracker.facts import Given
from tracker.held import Because, End, end
from tracker.held_orders import HeldOrder, hold_order, waiting
from tracker.letter_facts.answering import Transcript
from tracker.mails import Mail
from tracker.model import Acknowledgement, Event, Language
from tracker.records import Arrival, Complaint, Enclosure, Held, LetterOwed
from tracker.steps import Actor, Step
from tracker.telling import transcripts
from tracker.telling.gists import gists
from tracker.telling.status import deadline_sentence
from tracker.told import Listed, Sender
from tracker.writers import answers

_ANSWERED = "Deze vraag is al beantwoord. De klacht staat in de registratie."


def enters(order: Order, steps: Sequence[Step]) -> bool:
    """Say whether a mail about no complaint asks to enter one, or tells what was asked about one that it passed on."""
    events = {step.event for step in steps}
    if order.complaint is not None or not events:
        return False
    return Event.REGISTER in events or (events <= COMPLETES and _asked_about(order) is not None)


def enter_on_behalf(order: Order, actor: Actor, wish: HeldOrder, words: str, steps: tuple[Step, ...], *, dry_run: bool) -> bool:
    """Enter the complaint, or ask what is not certain; return whether an action token has done its work. words: without tags."""
    if {step.event for step in steps} - COMPLETES:
        order.owe_not_done([ALONE], steps)
        return False
    if (held := _asked_about(order)) is not None:
        wish = completed(HeldOrder.from_facts(held.facts), steps)
        words, steps = read_wish(wish, order.rules).text, (*steps, *_registering(order, wish))
        actor = replace(actor, arrival_id=held.arrival_id)
    entry = entry_of(wish, words, steps, order.rules.terms.zone)
    if problems := lacking(entry, order.ours, order.now, order.rules.terms.zone):
        if held is not None and not dry_run:
            end(order.session, held.id, End.ANSWERED, order.now)
        _ask(order, actor, wish, entry, steps, problems, dry_run=dry_run)
        return not dry_run
    return _enter(order, actor, entry, steps, held, dry_run=dry_run)


def _asked_about(order: Order) -> Held | None:
    """Return the mail that was passed on and about which its forwarder was asked what this one answers.

    Told by what it replies to alone: our question, or the mail below which that stood. Who writes anew means something else.
    """
    replied_to = answered(order.mail)[:AT_MOST]
    held = waiting(order.session, None, Because.FORWARDER, order.sender_key) if replied_to else []
    if not held:
        return None
    questions = select(LetterOwed.arrival_id).where(LetterOwed.message_id.in_(replied_to))
    passed_on = select(Arrival.id).where(Arrival.message_id.in_(replied_to))
    asked_about = {*order.session.scalars(questions), *order.session.scalars(passed_on)}
    return next((one for one in held if one.arrival_id in asked_about), None)


def _registering(order: Order, wish: HeldOrder) -> tuple[Step, ...]:
    """Return what the mail itself said when it was passed on."""
    steps, _ = order.steps(read_wish(wish, order.rules), None)
    return steps


def _ask(order: Order, actor: Actor, wish: HeldOrder, entry: Entry, steps: tuple[Step, ...], problems: list[str], *, dry_run: bool) -> None:
    """Tell what lacks; a mail that was passed on waits for the answer, and nothing goes out before. What is only tried does not wait."""
    if entry.passed_on and entry.text.strip() and not dry_run:
        wish = replace(wish, understood=tuple(transcripts.understood(steps, order.rules, order.now)))
        arrival_id = actor.arrival_id or order.arrival.id
        hold_order(order.session, None, arrival_id, Because.FORWARDER, order.sender_key, wish, order.now, event=Event.REGISTER)
    order.owe_not_done(problems, steps)


def _enter(order: Order, actor: Actor, entry: Entry, steps: tuple[Step, ...], held: Held | None, *, dry_run: bool) -> bool:
    """Register it, and tell the employee; where that is refused, what waits goes on waiting. held: the question that this answers."""
    arrival = order.session.get_one(Arrival, actor.arrival_id or order.arrival.id)
    given = Given(text=entry.note, day=entry.day, address=entry.address or "", name=entry.name, names_money=False)
    understood = transcripts.understood(steps, order.rules, order.now)
    to = order.answering()
    try:
        with order.session.begin_nested() as savepoint:
            if held is not None and not end(order.session, held.id, End.ANSWERED, order.now):
                raise StepRefused("", "not registered", Event.REGISTER, _ANSWERED)  # noqa: TRY301 - nothing else undoes the savepoint
            complaint = enter(order.session, order.rules, _as_mail(order, entry, arrival), given, actor, order.now)
            complaint.postal_address = entry.postal
            done, why = _done(complaint, entry), deadline_sentence(order.session, order.rules, complaint)
            told_to = transcripts.letters_in_words(order.session, complaint, order.rules, order.now)
            if dry_run:
                savepoint.rollback()
    except StepRefused as refused:
        order.owe_not_done([refused.why], steps)
        return False
    if not dry_run:
        arrival.complaint_id = order.arrival.complaint_id = complaint.id
        to = replace(to, complaint=complaint)
    told = Transcript(
        understood=understood, done=done, told_to=told_to, deadline=why, words=entry.note, dry_run=dry_run, gist=gists([Event.REGISTER])
    )
    answers.owe_transcript(to, told)
    return not dry_run


def _as_mail(order: Order, entry: Entry, arrival: Arrival) -> Mail:
    """Return the complaint as if the complainant had mailed it; no letter to them is threaded under an employee's mail."""
    files = select(Enclosure).where(Enclosure.arrival_id == arrival.id).order_by(Enclosure.position)
    return Mail(
        arrival_id=arrival.id,
        mailbox=arrival.mailbox,
        received_at=arrival.received_at,
        sender=Sender(entry.name, entry.address),
        sender_key=compare_form(entry.address) if entry.address else None,
        subject=entry.subject,
        text=entry.text,
        language=language_of(entry.text).language,
        attachments=tuple(Listed(one.name, one.size, enclosed=one.data is not None) for one in order.session.scalars(files)),
    )


def _done(complaint: Complaint, entry: Entry) -> list[str]:
    """Say what became of it."""
    day = words_of_day(entry.day or date.min, Language.DUTCH)
    found = [f"De klacht is vastgelegd als {complaint.reference}, ontvangen op {day}."]
    if complaint.acknowledgement == Acknowledgement.WITHHELD:
        found.append(f"Er is geen ontvangstbevestiging verstuurd: {complaint.acknowledgement_why}. Bevestig de ontvangst zelf.")
    return found
