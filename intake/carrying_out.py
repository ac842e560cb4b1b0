"""Carrying out what an employee's mail asks for: every step, or none of them, and one answer. Where a text names money, the question first.

Knows no authority: whoever calls it has asked `may_obey`.
Source: docs/procedure.md, Reading tags, and The money gate.
"""

from dataclasses import replace

from intake.asked import Reading
from intake.entering import enter_on_behalf, enters
from intake.order import Order
from intake.tag_arguments import Amount
from intake.wishes import read_wish
from tracker.errors import StepRefused
from tracker.held import Because, End, end
from tracker.held_orders import HeldOrder, hold_order, latest_money
from tracker.model import Event
from tracker.money import names_money
from tracker.records import Held
from tracker.steps import Actor, Step
from tracker.telling import transcripts
from tracker.undertaking import Undertaking, undertake
from tracker.who import Who
from tracker.writers import answers

_ANSWERS_MONEY = ({Event.AMOUNT}, {Event.NO_AMOUNT})
_ANSWERED = "Deze vraag is net al beantwoord. Vraag met #status hoe de klacht nu staat."
_AMOUNT_ELSEWHERE = "Een bedrag hoort bij een afspraak. Leg die vast met #afspraak #bedrag 125,00, of stuur uw tekst opnieuw zonder geld."


def carry_out(order: Order, actor: Actor, wish: HeldOrder, reading: Reading, steps: tuple[Step, ...]) -> bool:
    """Take the steps and tell of them; else tell why not, or hold them back until money is settled.

    Return whether an action token has done its work: where a step was refused, or only tried, the link may be used again.
    """
    if enters(order, steps):
        return enter_on_behalf(order, actor, wish, reading.text, steps, dry_run=reading.is_dry_run)
    held = _money_that_this_answers(order, actor, reading)
    if held is not None:
        wish = HeldOrder.from_facts(held.facts)
        waited, questions = order.steps(read_wish(wish, order.rules), _amount(reading))
        elsewhere = _amount(reading) and held.event != Event.AGREE
        if problems := [_AMOUNT_ELSEWHERE] if elsewhere else [question.in_dutch for question in questions]:
            order.owe_not_done(problems, steps)
            return False
        steps = waited
        arrival_id = held.arrival_id or order.arrival.id
        actor, order = replace(actor, arrival_id=arrival_id), replace(order, told=replace(order.told, arrival_id=arrival_id))
    asked = Undertaking(steps, reading.left_over, wish.text, reading.is_dry_run)
    try:
        with order.session.begin_nested():
            if held is not None and not asked.dry_run:
                _answer(order, held)
            undertake(order.answering(), actor, order.told, asked)
    except StepRefused as refused:
        if held is None and not asked.dry_run and _only_money_stands_in_its_way(order, actor, asked):
            _ask_about_money(order, wish, steps)
            return True
        order.owe_not_done([refused.why], steps)
        return False
    return not asked.dry_run


def _money_that_this_answers(order: Order, actor: Actor, reading: Reading) -> Held | None:
    """Return the text that waits for 'with or without an amount?', where this mail says just that."""
    asked = {one.event for one in reading.asked if one.event is not Event.DRY_RUN}
    if order.complaint is None or asked not in _ANSWERS_MONEY or not {Who.HANDLER, Who.MANAGER} & set(actor.whos):
        return None
    if asked == {Event.AMOUNT} and not _amount(reading):
        return None
    return latest_money(order.session, order.complaint.id)


def _answer(order: Order, held: Held) -> None:
    """End the question; refuse where somebody else answered it meanwhile."""
    if not end(order.session, held.id, End.ANSWERED, order.now):
        raise StepRefused(f"held {held.id}", "answered", held.event, _ANSWERED)


def _amount(reading: Reading) -> int:
    """Return the amount that a mail gives, in euro cents; 0 for none."""
    return next((one.argument.cents for one in reading.asked if isinstance(one.argument, Amount)), 0)


def _only_money_stands_in_its_way(order: Order, actor: Actor, asked: Undertaking) -> bool:
    """Say whether the same would be carried out if its text named no money. Nothing of the trial remains."""
    if not any(step.given.names_money for step in asked.steps):
        return False
    without = tuple(replace(step, given=replace(step.given, names_money=False)) for step in asked.steps)
    with order.session.begin_nested() as trial:
        try:
            undertake(order.answering(), actor, order.told, replace(asked, steps=without))
        except StepRefused:
            return False
        finally:
            trial.rollback()
    return True


def _ask_about_money(order: Order, wish: HeldOrder, steps: tuple[Step, ...]) -> None:
    """Hold the mail back, and ask its sender."""
    step = next(one for one in steps if one.given.names_money)
    complaint_id = order.complaint.id if order.complaint else None
    understood = tuple(transcripts.understood(steps, order.rules, order.now))
    wish = replace(wish, understood=understood)
    because = Because.MONEY_NAMED
    hold_order(order.session, complaint_id, order.told.arrival_id, because, order.sender_key, wish, order.now, event=step.event)
    named = names_money(step.given.text, order.rules.money_words)
    answers.owe_money_named(order.answering(), words=step.given.text, named=[named] if named else [], complainant_has_it=order.is_own_mail)
