"""What an employee is asked before their mail becomes a complaint, and which of their later mails answers that.

Knows no authority. An answer is known by the link that it came by, or by what it
replies to: who writes anew means something else. A bare answer counts where it
says one thing. Source: docs/procedure.md, The clock, and Reading tags.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.action_tokens import Presented, presented, tokens_in
from intake.addresses import compare_form
from intake.asked import Reading
from intake.on_behalf import NO_COMPLAINT, YES
from intake.order import Order
from intake.pointers import AT_MOST, answered
from intake.wishes import read_wish
from tracker.held import Because
from tracker.held_orders import HeldOrder, hold_order
from tracker.keys import Keyring
from tracker.model import Event, Letter, Reference
from tracker.offered import ENTER
from tracker.records import Arrival, Complaint, Held, LetterOwed
from tracker.rules import HouseRules
from tracker.tag_words import as_typed, folded
from tracker.writers.entry_questions import EntryQuestion, open_questions, owe_question

_COMPARED = 20
"""Complaints of one complainant, the newest, whose text is compared."""


def with_question(order: Order, keyring: Keyring) -> Order:
    """Return a mail with the question that it answers, if it answers one about an entry."""
    if order.complaint is not None:
        return order
    by_link = _by_link(order, keyring)
    if by_link is not None:
        return replace(order, question=by_link[0], question_token=by_link[1])
    return replace(order, question=_by_reply(order))


def ask(order: Order, wish: HeldOrder, question: EntryQuestion, arrival_id: int) -> Held:
    """Hold the mail, and ask its sender; nothing goes out before."""
    because = Because.FORWARDER
    held = hold_order(order.session, None, arrival_id, because, order.sender_key, wish, order.now, event=Event.REGISTER)
    owe_question(order.answering(), held.id, question)
    return held


def ask_whether(order: Order, wish: HeldOrder, problems: Sequence[str] = ()) -> None:
    """Ask about a mail that bears no tag and is about no complaint, be it passed on or the employee's own."""
    words = _text_of(wish)
    subject = str(next((one["subject"] for one in mails_of(wish) if one.get("subject")), None) or wish.subject)
    understood = (f"{as_typed(Event.REGISTER)}, als het een klacht is",)
    question = EntryQuestion(is_meant=False, subject=subject, words=words, problems=problems)
    ask(order, replace(wish, understood=understood), question, order.arrival.id)


def read_answer(wish: HeldOrder, rules: HouseRules) -> Reading:
    """Read words without a tag that answer the question: ja, nee, or the complainant's address, the day or both, and nothing else."""
    line, _, rest = wish.text.strip().partition("\n")
    plain = folded(line)
    word = as_typed(Event.REGISTER) if plain in YES else as_typed(Event.NOT_A_COMPLAINT) if plain in NO_COMPLAINT else None
    bare = word or f"{as_typed(Event.REGISTER)} {line}"
    reading = read_wish(replace(wish, subject="", text=f"{bare}\n{rest}", earlier_subjects=()), rules)
    certain = len(reading.asked) == 1 and (word is not None or reading.asked[0].argument is not None)
    return reading if line and certain else Reading()


def answering(wish: HeldOrder, question: Held | None) -> HeldOrder:
    """Return a mail that is to be held itself, with the question that it answers."""
    return wish if question is None else replace(wish, passed_on={**(wish.passed_on or {}), "answers": question.id})


def answered_by(session: Session, wish: HeldOrder) -> Held | None:
    """Return the question that a mail which was held answers."""
    number = (wish.passed_on or {}).get("answers")
    return session.get(Held, number) if number else None


def mails_of(wish: HeldOrder) -> list[dict[str, Any]]:
    """Return the mails that a mail passes on, as they are kept."""
    return list((wish.passed_on or {}).get("mails", ()))


def same_as(order: Order, wish: HeldOrder, address: str | None, name: str, text: str) -> Complaint | None:
    """Return the complaint that seems to be this very mail: by its Message-ID or its bytes, or by who wrote the same text."""
    mails = mails_of(wish)
    ids = [one["message_id"] for one in mails if one.get("message_id")]
    digests = [one["sha256"] for one in mails if one.get("sha256")]
    known = select(Complaint).join(Arrival, Arrival.complaint_id == Complaint.id)
    if (ids or digests) and (
        found := order.session.scalars(known.where(Arrival.message_id.in_(ids) | Arrival.sha256.in_(digests)).limit(1)).first()
    ):
        return found
    return next(_with_text(order, address, name, text), None)


def _with_text(order: Order, address: str | None, name: str, text: str) -> Iterator[Complaint]:
    """Give the complaints of one complainant that were shown with the same text, the newest first."""
    squeezed = "".join(text.split())
    key = compare_form(address) if address else None
    if not squeezed or not (key or name):
        return
    theirs = Complaint.complainant_key == key if key else Complaint.complainant_name == name
    shown = select(Complaint, LetterOwed.facts).join(LetterOwed, LetterOwed.complaint_id == Complaint.id)
    shown = shown.where(theirs, LetterOwed.letter == Letter.NEW_COMPLAINT).order_by(Complaint.id.desc()).limit(_COMPARED)
    for complaint, facts in order.session.execute(shown):
        if "".join(str(facts.get("text", "")).split()) == squeezed:
            yield complaint


def _by_link(order: Order, keyring: Keyring) -> tuple[Held, Presented] | None:
    if not tokens_in(order.mail):
        return None
    for held in open_questions(order.session):
        wanted = (ENTER, str(held.id))
        if token := presented(order.session, keyring, order.mail, order.addresses, Reference(""), wanted, order.now):
            return held, token
    return None


def _by_reply(order: Order) -> Held | None:
    """Return the question that a mail replies to: ours, or the mail below which that stood."""
    replied_to = answered(order.mail)[:AT_MOST]
    held = open_questions(order.session, order.sender_key) if replied_to else []
    if not held:
        return None
    questions = select(LetterOwed.arrival_id).where(LetterOwed.message_id.in_(replied_to))
    asked_about = select(Arrival.id).where(Arrival.message_id.in_(replied_to))
    arrivals = {*order.session.scalars(questions), *order.session.scalars(asked_about)}
    return next((one for one in held if one.arrival_id in arrivals), None)


def _text_of(wish: HeldOrder) -> str:
    passed_on = next((str(one.get("text") or "") for one in mails_of(wish)), "")
    return "\n\n".join(filter(None, (wish.text.strip(), passed_on.strip())))
