"""A mail that an employee wrote to the complainant themselves, with the mailbox in copy: whom it reached, and that it is on the record.

Knows header fields and what is on file; carries out no tag. Rule one: To and Cc
say who has the mail and nothing else; they give nobody a word on a complaint.
Rule two: what they say counts only where the mail is proven to be the
employee's. Rule three: an address that can be read in two ways reached nobody,
for a letter too many does less harm than one too few.
Source: docs/procedure.md, Reading tags, and What makes it more; docs/mail-rules.md, D8 to D11.
"""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from intake.addresses import MAX_FIELD, compare_form, read_sender
from intake.asked import Reading
from intake.authority import may_obey
from intake.incoming import IncomingMail
from intake.mailboxes import take_apart, without_controls
from intake.order import Order
from intake.pointers import AT_MOST
from tracker.casework import follow
from tracker.ledger import MailClass
from tracker.model import Event
from tracker.money import names_money
from tracker.own_mails import writers_of
from tracker.records import Complaint
from tracker.writers.follow_ups import FollowUp
from tracker.writers.unconsulted import Promise, owe_unconsulted

RECIPIENTS_AT_MOST = 100
"""Of a mail; an employee's own has a few."""


def recipients(mail: IncomingMail) -> tuple[str, ...]:
    """Return the addresses in To and Cc that can be read in one way only, as addresses are compared."""
    found = (compare_form(address) for name in ("To", "Cc") for value in mail.all(name) for address in _addresses(value))
    return tuple(dict.fromkeys(address for address in found if address))[:RECIPIENTS_AT_MOST]


def _addresses(field: str) -> Iterator[str]:
    """Give each mailbox of a list (RFC 5322, 3.4) that is one beyond doubt."""
    pieces = take_apart(without_controls(field[:MAX_FIELD]))
    if pieces.defects:
        return
    for part in pieces.skeleton.split(","):
        mailbox = read_sender((pieces.raw(part),))
        if mailbox.trusted and mailbox.address:
            yield mailbox.address


def reaches(order: Order) -> tuple[str, ...]:
    """Return whom on file an employee's own mail reached; nobody where it is not proven to be theirs, or went to no complainant."""
    judged = order.judged
    proven = may_obey(judged.sent_by, judged.screened, judged.authentication, order.addresses)
    return reached_on_file(order, recipients(order.mail)) if proven.allowed else ()


def reached_on_file(order: Order, sent_to: tuple[str, ...]) -> tuple[str, ...]:
    """Return which addresses on file are among `sent_to`, as they are on file: the complainant's, and then those of employees.

    Nobody where no complainant's is. A representative's counts once the mandate was seen.
    """
    complaint = order.complaint
    if complaint is None:
        return ()
    represented = complaint.representative_address if complaint.mandate_seen_at else None
    outside = [one for one in (complaint.complainant_address, represented) if one and (compare_form(one) or one) in sent_to]
    staff = [one for one in order.rules.people.addresses if (compare_form(one) or one) in sent_to]
    return tuple(dict.fromkeys((*outside, *staff))) if outside else ()


def put_on_record(order: Order, words: str, has_it: tuple[str, ...]) -> None:
    """Put an employee's own mail on the record, once, whatever becomes of its tags. has_it: whom it reached; nobody: it is none."""
    complaint = order.complaint
    if complaint is None or not has_it or order.is_own_mail:
        return
    told = replace(order.told, text=words, news=None, proven=True)
    follow(order.session, order.rules, complaint, FollowUp(told, by_complainant=False, reached=has_it), order.now, by=MailClass.STAFF)


def answered_to(session: Session, complaint: Complaint, mail: IncomingMail, *, proven: bool) -> tuple[str, ...]:
    """Return the employees who have an answer to their own mail from the complainant themselves; nobody where its sender is not proven."""
    writers = writers_of(session, complaint.id, mail.in_reply_to[:AT_MOST]) if proven else frozenset()
    return tuple(address for address in writers if (compare_form(address) or address) in recipients(mail))


def money_in(order: Order, words: str, reading: Reading) -> list[str]:
    """Return what names money in such a mail, unless it says that none is part of the solution."""
    if not order.is_own_mail or any(one.event is Event.NO_AMOUNT for one in reading.asked):
        return []
    named = names_money(words, order.rules.money_words)
    return [named] if named else []


def tell_of_money(order: Order, words: str, reading: Reading) -> None:
    """Tell whoever must know that the complainant has it in writing that there is money in it, before anybody was consulted."""
    if order.complaint is not None and order.is_own_mail:
        promise = Promise(order.told, order.person, words, tuple(money_in(order, words, reading)))
        owe_unconsulted(order.session, order.rules, order.complaint, promise, order.now)
