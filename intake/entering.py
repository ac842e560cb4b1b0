"""Carrying out #nieuw: a complaint enters the register on an employee's word, or waits for what only they can tell.

Knows no authority: whoever calls it has asked `may_obey`. What else the mail
says of the complaint is put on its record before any letter tells of it, and
what it asks to be done follows; all of it, or nothing. What waits for the
employee ends when they answer, or lapses with notice.
Source: docs/procedure.md, The clock, and States and events.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from intake.addresses import compare_form
from intake.asking_back import ask, mails_of, same_as
from intake.noticed import notice
from intake.on_behalf import COMPLETES, Entry, answers_so_far, completed, entry_of, lacking
from intake.order import Order
from intake.passed_on import Insiders
from intake.wishes import read_wish
from tracker.casework import enter, take
from tracker.dates import local_date, words_of_day
from tracker.errors import StepRefused
from tracker.facts import Given
from tracker.held_orders import HeldOrder
from tracker.letter_facts.answering import Transcript
from tracker.mails import Mail
from tracker.model import Acknowledgement, Event, Language
from tracker.records import Arrival, Complaint, Enclosure, Held
from tracker.standing import whos
from tracker.steps import Actor, Done, Step
from tracker.tag_words import as_typed
from tracker.telling import transcripts
from tracker.telling.gists import gists
from tracker.telling.status import deadline_sentence
from tracker.told import Listed, Sender
from tracker.who import Who
from tracker.writers import answers
from tracker.writers.entry_questions import EntryQuestion, settle

DESCRIBES = frozenset({
    Event.SET_NATURE, Event.SET_COMPLAINANT_ROLE, Event.REPRESENT, Event.ABOUT, Event.SET_CAUSE, Event.SET_FILE_NUMBER,
})  # fmt: skip
"""What a complaint is like: whoever enters it may say that, as its handler might."""

FOLLOWS = frozenset({Event.ASSIGN, Event.MANDATE_SEEN, Event.DATA_REQUEST})
"""What is to be done with it: of whoever may do that to any complaint. None of these has a text of its own: the text is the complaint."""

ANSWERS = COMPLETES | {Event.NOT_A_COMPLAINT}
"""What the link in a question about an entry is good for: nothing is said of the complaint by it that was not asked."""

ALONE = f"Leg eerst de klacht vast. In dezelfde mail kunnen alleen: {', '.join(sorted(str(as_typed(one)) for one in DESCRIBES | FOLLOWS))}."
_ANSWERED = "Deze vraag is al beantwoord."
_NO_COMPLAINT = "Er is geen klacht vastgelegd. Uw mail is niet verder verstuurd."
_SAME = "Deze mail staat al in de registratie als {reference}, ontvangen op {day}."


def enters(order: Order, steps: Sequence[Step]) -> bool:
    """Say whether a mail about no complaint asks to enter one, or answers what was asked about that."""
    events = {step.event for step in steps}
    if order.complaint is not None or not events:
        return False
    if order.question is not None and events == {Event.NOT_A_COMPLAINT}:
        return True
    return Event.REGISTER in events or (order.question is not None and events <= COMPLETES | DESCRIBES | FOLLOWS)


def enter_on_behalf(order: Order, actor: Actor, wish: HeldOrder, words: str, steps: tuple[Step, ...], *, dry_run: bool) -> bool:
    """Enter the complaint, or ask what is not certain; return whether an action token has done its work. words: without tags."""
    question = order.question
    if question is not None and {step.event for step in steps} == {Event.NOT_A_COMPLAINT}:
        return _lay_aside(order, question, steps, dry_run=dry_run)
    if question is not None:
        waits = HeldOrder.from_facts(question.facts)
        earlier = [order.steps(read_wish(one, order.rules), None)[0] for one in (*answers_so_far(waits), waits)]
        wish = completed(waits, wish, steps, words)
        words, steps = read_wish(waits, order.rules).text, _together(steps, *earlier)
        actor = replace(actor, arrival_id=question.arrival_id)
    if {step.event for step in steps} - COMPLETES - DESCRIBES - FOLLOWS:
        order.owe_not_done([ALONE], steps)
        return False
    entry = entry_of(wish, words, steps, _insiders(order), order.rules.terms.zone)
    arrival = order.session.get_one(Arrival, actor.arrival_id or order.arrival.id)
    if (asked := _to_be_asked(order, wish, entry, arrival)) is not None:
        return _ask(order, wish, asked, steps, arrival, dry_run=dry_run)
    return _enter(order, actor, entry, arrival, _with_first_lines(steps, entry), dry_run=dry_run)


def _to_be_asked(order: Order, wish: HeldOrder, entry: Entry, arrival: Arrival) -> EntryQuestion | None:
    """Return what must be asked before it is entered; None where all is certain, and it is not in the register already."""
    zone, meant = order.rules.terms.zone, bool((wish.passed_on or {}).get("meant"))
    lacks = lacking(entry, _insiders(order), order.now, zone, has_files=bool(_files(order, arrival)))
    same = None if lacks or meant else same_as(order, wish, entry.address, entry.name, entry.text)
    if not lacks and same is None:
        return None
    return EntryQuestion(
        is_meant=True,
        subject=entry.subject or wish.subject,
        words=entry.text,
        problems=[_same(same)] if same else [one.why for one in lacks],
        lacks=[one.answer for one in lacks if one.answer],
        candidates=entry.candidates,
        same=same,
    )


def _ask(order: Order, wish: HeldOrder, asked: EntryQuestion, steps: tuple[Step, ...], arrival: Arrival, *, dry_run: bool) -> bool:
    """Hold the mail and ask; what is only tried, and what says nothing that could be held, is told and no more."""
    if dry_run or not (asked.words.strip() or mails_of(wish)):
        order.owe_not_done(asked.problems, steps)
        return False
    if order.question is not None and not settle(order.session, order.question.id, order.now):
        order.owe_not_done([_ANSWERED], steps)
        return False
    understood = tuple(transcripts.understood(steps, order.rules, order.now))
    ask(order, replace(wish, understood=understood), asked, arrival.id)
    return True


def _insiders(order: Order) -> Insiders:
    return Insiders(order.ours, tuple(dict.fromkeys(person.name for person in order.rules.people.everybody)))


def _together(*mails: Sequence[Step]) -> tuple[Step, ...]:
    """Return what is said in `mails`, the newest first, and in each later one of anything else."""
    found: list[Step] = []
    for steps in mails:
        said = {step.event for step in found}
        found.extend(step for step in steps if step.event not in said)
    return tuple(found)


def _lay_aside(order: Order, question: Held, steps: tuple[Step, ...], *, dry_run: bool) -> bool:
    """Let a mail be no complaint, on the employee's word."""
    understood = transcripts.understood(steps, order.rules, order.now)
    if not dry_run and not settle(order.session, question.id, order.now):
        order.owe_not_done([_ANSWERED], steps)
        return False
    answers.owe_transcript(order.answering(), Transcript(understood=understood, done=[_NO_COMPLAINT], dry_run=dry_run))
    return not dry_run


def _same(complaint: Complaint) -> str:
    return _SAME.format(reference=complaint.reference, day=words_of_day(complaint.received_date, Language.DUTCH))


def _with_first_lines(steps: Sequence[Step], entry: Entry) -> tuple[Step, ...]:
    """Add what the first lines say of the complaint, where no tag says it."""
    told, found = entry.told, list(steps)
    said = {step.event for step in steps}
    if told.role is not None and Event.SET_COMPLAINANT_ROLE not in said:
        given = Given(complainant_role=told.role, argument=str(told.role), names_money=False)
        found.append(Step(Event.SET_COMPLAINANT_ROLE, given, str(told.role)))
    if told.file_number and Event.SET_FILE_NUMBER not in said:
        found.append(Step(Event.SET_FILE_NUMBER, Given(argument=told.file_number, names_money=False), told.file_number))
    if told.representative:
        name, address = told.representative
        argument = f"{name} <{address}>"
        found.append(Step(Event.REPRESENT, Given(name=name, address=address, argument=argument, names_money=False), argument))
    return tuple(found)


def _enter(order: Order, actor: Actor, entry: Entry, arrival: Arrival, steps: tuple[Step, ...], *, dry_run: bool) -> bool:
    """Register it, with all that was said of it, and tell the employee; where any of that is refused, nothing happens."""
    understood = transcripts.understood(steps, order.rules, order.now)
    to = order.answering()
    try:
        with order.session.begin_nested() as savepoint:
            if order.question is not None and not settle(order.session, order.question.id, order.now):
                raise StepRefused("", "not registered", Event.REGISTER, _ANSWERED)  # noqa: TRY301 - nothing else undoes the savepoint
            complaint, done = _registered(order, actor, entry, arrival, steps)
            told = Transcript(
                understood=understood,
                done=[*_done(order, complaint), *transcripts.done_in_words(order.session, done, order.rules)],
                told_to=transcripts.letters_in_words(order.session, complaint, order.rules, order.now),
                deadline=deadline_sentence(order.session, order.rules, complaint, order.now),
                words=entry.note,
                gist=gists([Event.REGISTER, *(one.step.event for one in done)]),
                dry_run=dry_run,
            )
            if dry_run:
                savepoint.rollback()
    except StepRefused as refused:
        order.owe_not_done([refused.why], steps)
        return False
    if not dry_run:
        arrival.complaint_id = order.arrival.complaint_id = complaint.id
        to = replace(to, complaint=complaint)
    answers.owe_transcript(to, told)
    return not dry_run


def _registered(order: Order, actor: Actor, entry: Entry, arrival: Arrival, steps: Sequence[Step]) -> tuple[Complaint, tuple[Done, ...]]:
    """Enter it, and take the steps that were asked for. Raises `StepRefused` for the first that is not allowed."""
    mail, done = _as_mail(order, entry, arrival), []

    def taken(complaint: Complaint, events: frozenset[Event], further: tuple[Who, ...] = ()) -> None:
        as_whom = (*whos(order.rules, complaint, order.sender_key, order.now), *further)
        for step in (one for one in steps if one.event in events):
            plain = step if events is DESCRIBES else replace(step, given=replace(step.given, text=""))
            done.append(take(order.session, order.rules, complaint, plain, replace(actor, whos=as_whom), mail, order.now))

    given = Given(
        text=entry.note,
        day=entry.day,
        address=entry.address or "",
        name=entry.name,
        names_money=False,
        channel=entry.channel,
        postal_address=entry.postal,
    )

    def described(entered: Complaint) -> None:
        taken(entered, DESCRIBES, (Who.HANDLER,))

    complaint = enter(order.session, order.rules, mail, given, actor, order.now, described, order.thread.named)
    taken(complaint, FOLLOWS)
    return complaint, tuple(done)


def _files(order: Order, arrival: Arrival) -> list[Enclosure]:
    """List what was attached; this mail's own may not have been written yet."""
    order.session.flush()
    found = select(Enclosure).where(Enclosure.arrival_id == arrival.id).order_by(Enclosure.position)
    return list(order.session.scalars(found))


def _as_mail(order: Order, entry: Entry, arrival: Arrival) -> Mail:
    """Return the complaint as if the complainant had mailed it; no letter to them is threaded under an employee's mail."""
    noticed = notice(entry.subject, entry.text)
    return Mail(
        arrival_id=arrival.id,
        mailbox=arrival.mailbox,
        received_at=arrival.received_at,
        sender=Sender(entry.name, entry.address),
        sender_key=compare_form(entry.address) if entry.address else None,
        subject=entry.subject,
        text=entry.text,
        language=noticed.language,
        hints=noticed.hints,
        attachments=tuple(Listed(one.name, one.size, enclosed=one.data is not None) for one in _files(order, arrival)),
    )


def _done(order: Order, complaint: Complaint) -> list[str]:
    """Say what became of it, and plainly where the complainant heard too late."""
    day = words_of_day(complaint.received_date, Language.DUTCH)
    found = [f"De klacht is vastgelegd als {complaint.reference}, ontvangen op {day}."]
    waits = complaint.acknowledgement == Acknowledgement.WITHHELD
    due = complaint.acknowledge_by_date
    if due is not None and due < local_date(order.now, order.rules.terms.zone):
        goes = "Doe dat vandaag." if waits else "De bevestiging gaat nu meteen weg."
        found.append(f"Te laat: de ontvangst had uiterlijk {words_of_day(due, Language.DUTCH)} bevestigd moeten zijn. {goes}")
    if waits:
        found.append(f"Er is geen ontvangstbevestiging verstuurd: {complaint.acknowledgement_why}. Bevestig de ontvangst zelf.")
    return found
