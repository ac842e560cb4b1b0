"""What an employee's mail asks for, read from what must be kept of it where it is to be carried out later.

The bridge between a mail, a held order and the pure reading of tags. Rule: a
mail that was held is read again by the same function, as on the day on which it
was written. Source: docs/procedure.md, Reading tags; docs/mail-rules.md, D10.
"""

from dataclasses import asdict

from sqlalchemy import bindparam, or_, select

from intake.asked import Question, Reading
from intake.consent import read_consent
from intake.incoming import IncomingMail
from intake.on_behalf import as_kept
from intake.order import Order
from intake.own_mail import recipients
from intake.pointers import AT_MOST, answered, letters_of_ids
from intake.signatures import split_signature
from intake.subjects import is_answer
from intake.tag_arguments import Known
from intake.tags import read_tags
from intake.threads import Threads
from tracker.dates import local_date
from tracker.held_orders import HeldOrder
from tracker.parts import parts_of
from tracker.records import Arrival
from tracker.rules import HouseRules
from tracker.token_forms import without_codes

_SUBJECTS = (
    select(Arrival.message_id, Arrival.subject)
    .where(
        Arrival.message_id.in_(bindparam("message_ids", expanding=True)),
        or_(Arrival.complaint_id.in_(bindparam("complaint_ids", expanding=True)), Arrival.sender_key == bindparam("sender_key")),
    )
    .order_by(Arrival.received_at)
    .limit(AT_MOST)
)
"""Of the complaint, or their own: anybody may give a mail the Message-ID of another."""


def wish_of(order: Order, threads: Threads) -> HeldOrder:
    """Return what an employee's mail says, and which subjects a tag in its own may be left over from.

    The mail that is answered is known where it is a letter of ours, whose subjects never bear tags, or lies in the register. One
    further up in the conversation tells nothing: what came between may have borne a tag.
    """
    mail = order.mail
    message_ids = answered(mail)[:AT_MOST]
    parts = parts_of(order.session, order.complaint) if order.complaint else []
    theirs = {"message_ids": message_ids, "complaint_ids": [part.id for part in parts], "sender_key": order.sender_key}
    found = order.session.execute(_SUBJECTS, theirs).all() if message_ids else []
    earlier = [subject for _, subject in found]
    nearest = mail.in_reply_to or mail.references[-1:]
    is_known = bool(letters_of_ids(nearest, threads.keyring, threads.domains)) or any(message_id in nearest for message_id, _ in found)
    is_reply = bool(message_ids) or is_answer(mail.subject)
    passed_on = (mail.forwarded,) if mail.forwarded else mail.attached_mails if not is_answer(mail.subject) else ()
    earlier.extend(one.subject or "" for one in passed_on)
    text, signature = _own_words(mail)
    return HeldOrder(
        subject=mail.subject,
        text=without_codes(text),
        earlier_subjects=tuple(earlier),
        written_on=local_date(order.arrival.received_at, order.rules.terms.zone),
        answered_known=is_known or bool(passed_on) or not is_reply,
        passed_on=as_kept([asdict(one) for one in passed_on], without_codes(signature or "") or None),
        sent_to=recipients(mail),
    )


def _own_words(mail: IncomingMail) -> tuple[str, str | None]:
    """Return what an employee wrote themselves, and apart from it what is taken for their signature."""
    if mail.forwarded is None:
        return mail.new_text, mail.signature
    letter, signature = split_signature(mail.forwarded.message.split("\n"))
    return "\n".join(letter), "\n".join(signature) or None


def read_wish(wish: HeldOrder, rules: HouseRules) -> Reading:
    """Return what it asks for."""
    known = Known(wish.written_on, rules.reference_prefix, rules.people, rules.natures, rules.process_steps)
    return read_tags(wish.subject, wish.text, known, wish.earlier_subjects)


def read_verdict(wish: HeldOrder) -> Reading:
    """Return what the managing director's bare words ask for, in answer to a consultation."""
    found = read_consent(wish.text)
    if found is None:
        return Reading()
    if isinstance(found, Question):
        return Reading(questions=(found,))
    return Reading(understood=(found,), text=str(found.argument or ""))
