"""What a mail that nearly bears a tag seems to mean, with its argument: offered to its sender as a ready link, and never done by itself.

Rule: only who is proven to have written it, in a subject with one question and
one answer to that, is offered more than the tag; not where that subject may be
of an earlier mail that we do not know; and never consent to money.
Source: docs/procedure.md, Reading tags.
"""

from dataclasses import replace

from intake.asked import Reading
from intake.order import Order
from intake.tag_places import Place
from intake.wishes import read_wish
from tracker.held_orders import HeldOrder
from tracker.offered import NEVER_OPEN, Suggestions
from tracker.tag_words import BY_EVENT, Takes, as_typed


def meant(order: Order, wish: HeldOrder, reading: Reading) -> Suggestions:
    """Return the event that is nearly asked for, with its argument as it was typed; nothing where that is not certain."""
    if order.complaint is None or not (order.told.proven and wish.answered_known) or reading.understood or len(reading.questions) != 1:
        return {}
    (question,) = reading.questions
    if question.place is not Place.SUBJECT or not (argument := question.behind):
        return {}
    (event,) = question.may_be
    if event in NEVER_OPEN or BY_EVENT[event].takes is Takes.TEXT:
        return {}
    corrected = read_wish(replace(wish, subject=f"{as_typed(event)} {argument}", text="", earlier_subjects=()), order.rules)
    steps, questions = order.steps(corrected, None)
    if questions or corrected.questions or [step.event for step in steps] != [event]:
        return {}
    return {event: (argument, steps[0].argument)}
