"""A mail from an employee: what it asks for, whether that may be obeyed, and the answer that they get. All of it is done, or nothing.

The one place where tags become steps. Every answer is a letter owed. Rule one:
whatever is not proven to come from an employee is asked about, at the address
on file, and does nothing. Rule two: where one step of a mail is refused, none
of them is taken.
Source: docs/procedure.md, Reading tags; docs/mail-rules.md, D7 to D11.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from intake import own_mail
from intake.action_tokens import Presented, letters_laid_open, presented
from intake.asked import Reading
from intake.asking_back import answered_by, answering, ask_whether, read_answer, with_question
from intake.authority import may_obey
from intake.carrying_out import carry_out
from intake.entering import ANSWERS, enters
from intake.incoming import IncomingMail
from intake.judging import IntakeRules
from intake.meant import meant
from intake.order import Order
from intake.tag_places import Place
from intake.threads import Thread, Threads
from intake.wishes import read_verdict, read_wish, wish_of
from tracker.held import Because, End, end
from tracker.held_orders import HeldOrder, hold_order, waiting
from tracker.model import Event, Reference, State
from tracker.offered import CONFIRM, DECIDE, bound_to
from tracker.parts import parts_of
from tracker.records import Held
from tracker.removal.removed import told_removed
from tracker.rules import HouseRules
from tracker.spending import spend, void_links
from tracker.standing import proposal_mark
from tracker.steps import Step
from tracker.telling import transcripts
from tracker.told import Unjoined
from tracker.who import Who
from tracker.writers import answers

NOT_CARRIED_OUT = "a mail of an employee, from a file: what it asks for was not carried out"

_CONSENTING = frozenset({Event.CONSENT, Event.REFUSE_CONSENT})


class Orders:
    """Carries out what employees ask for by mail."""

    def __init__(self, rules: IntakeRules, threads: Threads) -> None:
        """Know whose mail is believed, and by which keys our own letters are known again."""
        self._rules, self._threads = rules, threads

    def obey(self, order: Order) -> bool:
        """Do what a mail asks for, or tell its sender why not. Return False where it is a mail like any other on a record."""
        if order.is_by_complainant or order.judged.screened.automatic:
            return False
        if order.told.for_the_record:
            return self._set_down(order)
        if (held := self._confirmed(order)) is not None:
            self._resume(order, held)
            return True
        order = with_question(order, self._threads.keyring)
        wish = wish_of(order, self._threads)
        reading = self._read(order, wish)
        if not reading.understood and not reading.questions:
            return self._ask_whether(order, wish)
        own_mail.put_on_record(order, wish.text, own_mail.reaches(order))
        self._answer(order, wish, reading)
        own_mail.tell_of_money(order, wish.text, reading)
        return True

    def _set_down(self, order: Order) -> bool:
        """Do nothing that a mail from a file asks for, which was meant for its own day, and ask nobody about it.

        Return False where it is a mail like any other: it is about a complaint, or about none and must be seen by a person.
        """
        reading = read_wish(wish_of(order, self._threads), order.rules)
        enters_one = any(one.event is Event.REGISTER for one in reading.understood)
        asks = bool(reading.understood or reading.questions) and not enters_one
        return order.complaint is None and (asks or order.thread.names_only_removed)

    def _read(self, order: Order, wish: HeldOrder) -> Reading:
        """Read the tags; or the managing director's bare word, in answer to the consultation that waits."""
        reading = read_wish(wish, order.rules)
        asked = reading.understood or reading.questions
        complaint = order.complaint
        if not asked and order.question is not None:
            return read_answer(wish, order.rules)
        if asked or complaint is None or complaint.state != State.CONSULTING or Who.DIRECTOR not in order.whos:
            return reading
        return read_verdict(wish)

    def _ask_whether(self, order: Order, wish: HeldOrder) -> bool:
        """Ask whether a mail without a tag is a complaint, where it is about none; return False where it is a mail like any other.

        Nobody is asked about mail that lay there before, or came from a file: who wrote it meant something else then. What it
        says of a complaint that was removed makes no new one.
        """
        if order.complaint is not None:
            return False
        if order.arrival.backlog and not order.thread.names_only_removed:
            return False
        if order.arrival.backlog:
            order.owe_not_done(_astray(order.thread))
            return True
        ask_whether(order, wish, _astray(order.thread))
        return True

    def _answer(self, order: Order, wish: HeldOrder, reading: Reading) -> None:
        """Ask back what is not clear or not proven; carry out the rest."""
        steps, questions = order.steps(reading, None)
        astray = [] if order.thread.names_only_removed and enters(order, steps) else _astray(order.thread)
        if problems := [*astray, *(question.in_dutch for question in (*reading.questions, *questions))]:
            order.owe_not_done(problems, steps, meant(order, wish, reading))
            return
        token = self._token(order, steps)
        verdict = may_obey(
            order.judged.sent_by,
            order.judged.screened,
            order.judged.authentication,
            order.addresses,
            action_token=token is not None,
        )
        stale = token is None and not wish.answered_known and any(one.place is Place.SUBJECT for one in reading.asked)
        if not verdict.allowed or stale:
            understood = tuple(transcripts.understood(steps, order.rules, order.now))
            self._hold(order, replace(wish, understood=understood), steps, Because.THREAD_UNKNOWN if verdict.allowed else None)
            return
        actor = order.actor("action token" if token else order.told.proof)
        if token is not None:
            steps = tuple(_with_token(step) for step in steps)
        if carry_out(order, actor, wish, reading, steps) and token is not None:
            spend(order.session, token.token, token.mark.letter_id, order.now)

    def _hold(self, order: Order, wish: HeldOrder, steps: tuple[Step, ...], because: Because | None) -> None:
        """Do nothing, and ask the employee at the address on file: did you send this, and do you mean it? (docs/mail-rules.md, D10)."""
        wish = answering(wish, order.question)
        to = order.answering(order.person.addresses[0])
        if not answers.may_ask(to):
            return
        complaint_id = order.complaint.id if order.complaint else None
        event = steps[0].event if steps else Event.HELP
        why = because or Because.SENDER_UNPROVEN
        held = hold_order(order.session, complaint_id, order.arrival.id, why, order.person.addresses[0], wish, order.now, event=event)
        answers.owe_is_it_you(
            to, held.id, understood=wish.understood, asked_at=order.arrival.received_at, words=wish.text, sender_proven=because is not None
        )

    def _confirmed(self, order: Order) -> Held | None:
        """Return what waited for the word that this mail brings: its token was made for that question alone. The question ends."""
        for held, reference in _asked_of(order):
            token = self._presented(order, reference, (CONFIRM, str(held.id)))
            if token and end(order.session, held.id, End.ANSWERED, order.now):  # it may lapse in another process meanwhile
                spend(order.session, token.token, token.mark.letter_id, order.now)
                return held
        return None

    def _resume(self, order: Order, held: Held) -> None:
        """Carry out a mail that its sender stands by."""
        wish = HeldOrder.from_facts(held.facts)
        order = replace(order, question=answered_by(order.session, wish))
        reading = read_wish(wish, order.rules)
        if not reading.understood and order.question is not None:
            reading = read_answer(wish, order.rules)
        if not reading.understood and held.event in _CONSENTING:
            reading = read_verdict(wish)
        steps, questions = order.steps(reading, None)
        if questions or reading.questions:
            problems = [question.in_dutch for question in (*reading.questions, *questions)]
            answers.owe_not_done(order.answering(), problems=problems)
            return
        actor = replace(order.actor("action token"), arrival_id=held.arrival_id)
        told = replace(order.told, arrival_id=held.arrival_id or order.told.arrival_id)
        order = replace(order, told=told)
        own_mail.put_on_record(order, wish.text, own_mail.reached_on_file(order, wish.sent_to))
        carry_out(order, actor, wish, reading, steps)
        own_mail.tell_of_money(order, wish.text, reading)

    def _token(self, order: Order, steps: tuple[Step, ...]) -> Presented | None:
        """Return the action token that is good for exactly these steps."""
        complaint = order.complaint
        reference = Reference(complaint.reference) if complaint else Reference("")
        events = [step.event for step in steps]
        if order.question_token is not None and order.complaint is None and set(events) <= ANSWERS:
            return order.question_token
        if complaint is not None and len(events) == 1 and events[0] in _CONSENTING:
            mark = proposal_mark(complaint)
            return self._presented(order, reference, (str(events[0]), mark)) or self._presented(order, reference, (DECIDE, mark))
        argument = steps[0].argument if len(steps) == 1 else ""
        return self._presented(order, reference, (bound_to(*events), argument))

    def _presented(self, order: Order, reference: Reference, wanted: tuple[str, str]) -> Presented | None:
        return presented(order.session, self._threads.keyring, order.mail, order.addresses, reference, wanted, order.now)

    def note(self, order: Order) -> None:
        """Tell an employee that a mail that asks for nothing is on the record and nowhere else; and which tag in it was left over.

        A machine in their name is told nothing, and of a mail from a file only the record tells what it asked for.
        """
        wish = wish_of(order, self._threads)
        if order.told.for_the_record:
            asked = self._read(order, wish)
            if asked.understood or asked.questions:
                order.arrival.why = NOT_CARRIED_OUT
            return
        if order.judged.screened.automatic or not order.judged.authentication.proves(order.sender_key):
            return
        reading = read_wish(wish, order.rules)
        answers.owe_noted(
            order.answering(),
            complainant_has_it=order.is_own_mail,
            left_over=transcripts.typed(reading.left_over),
            named=own_mail.money_in(order, wish.text, reading),
        )
        own_mail.tell_of_money(order, wish.text, reading)

    def lay_open(self, session: Session, rules: HouseRules, mail: IncomingMail, now: datetime) -> None:
        """Make void the links of our letters that somebody outside may have seen in a mail, whoever wrote it (docs/mail-rules.md, D10)."""
        own = self._rules.screening.own_addresses
        if seen := letters_laid_open(session, mail, self._threads.keyring, self._threads.domains, rules.people.addresses, own):
            void_links(session, seen, now)


def _asked_of(order: Order) -> Iterator[tuple[Held, Reference]]:
    """Give what waits for the sender's word, with the reference that it was asked about: the complaint's, or that of a part of it."""
    parts = parts_of(order.session, order.complaint) if order.complaint else []
    about: list[tuple[int | None, Reference]] = [(part.id, Reference(part.reference)) for part in parts]
    for number, reference in about or [(None, Reference(""))]:
        for because in (Because.SENDER_UNPROVEN, Because.THREAD_UNKNOWN):
            yield from ((held, reference) for held in waiting(order.session, number, because, order.person.addresses[0]))


def _astray(thread: Thread) -> list[str]:
    """Say what is odd about a mail that names a complaint and joins none."""
    if thread.complaint is not None or not thread.named:
        return []
    if removed := [told_removed(one.reference, one.removed_date) for one in thread.named if one.removed_date]:
        return removed
    unknown = [one.reference for one in thread.named if one.why is Unjoined.NOT_THERE]
    if unknown:
        return [f"{unknown[0]} staat niet in de registratie. Kijk het kenmerk na; #lijst stuurt u de open klachten."]
    both = " en ".join(one.reference for one in thread.named)
    return [f"Uw mail wijst naar {both}. Begin een nieuwe mail, met alleen het kenmerk dat u bedoelt."]


def _with_token(step: Step) -> Step:
    """Note that an action token came with a step: for a consent, one that was made for this very amount and text."""
    return replace(step, given=replace(step.given, token_fits=True)) if step.event in _CONSENTING else step
