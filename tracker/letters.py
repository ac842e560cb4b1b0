"""Which letters exist, to whom they go, and which facts each needs.

Knows no template and no mail protocol. The facts of a letter are a snapshot in
plain values (what JSON can hold), written in the same transaction as the
letter owed; nothing else about the complaint is read when it is composed.
The rule: the facts that a letter declares here are exactly those that its
builder gives and its template uses.
"""

from collections.abc import Sequence
from datetime import date

from tracker.dates import Deadline
from tracker.letter_facts import answering as letters_answering
from tracker.letter_facts import asked as letters_asked
from tracker.letter_facts import inside as letters_inside
from tracker.letter_facts import outside as letters_outside
from tracker.letter_facts import staffing as letters_staffing
from tracker.letter_facts.declared import QUOTED_MAIL, Audience, AutoSubmitted, Declared, to_staff
from tracker.model import Language, Letter, Reference, State
from tracker.told import Facts, Guess, Hint, Listed, Named, Other, Plain, Ready, Sender, Signer, Unshown

__all__ = [
    "LETTERS", "QUOTED_LIMIT", "Audience", "AutoSubmitted", "acknowledgement", "follow_up", "new_complaint", "unacknowledged", "unreadable",
]  # fmt: skip

QUOTED_LIMIT = 20_000
"""Characters of a sender's text that a letter shows; the rest stays in the register."""


def acknowledgement(reference: Reference, *, received_date: date, target_date: date, outer_limit_date: date, signer: Signer) -> Facts:
    """Return the facts of the first letter to the complainant. Nothing in them came from the sender (docs/mail-rules.md, D12)."""
    return {
        "reference": reference,
        "received_date": received_date.isoformat(),
        "target_date": target_date.isoformat(),
        "outer_limit_date": outer_limit_date.isoformat(),
        "outer_limit_weeks": (outer_limit_date - received_date).days // 7,
        "signer_name": signer.name,
        "signer_title": signer.title,
        "signer_telephone": signer.telephone,
    }


def new_complaint(
    reference: Reference,
    *,
    nature: str,
    suggested_handler: str,
    suggestion_why: str,
    received_date: date,
    target_date: date,
    assign_before_date: date,
    acknowledge_by: Deadline | None,
    sender: Sender,
    subject: str,
    text: str,
    unshown: Unshown | None = None,
    attachments: Sequence[Listed] = (),
    withheld: Ready | None = None,
    others: Sequence[Other] = (),
    others_are_more: bool = False,
    named: Sequence[Named] = (),
    hints: Sequence[Hint] = (),
    backlog: bool = False,
    offers: Sequence[Plain] = (),
    entered_by: str | None = None,
    note: str = "",
) -> Facts:
    """Return the facts of the letter that asks Manager Operations to assign a complaint.

    nature, suggested_handler: as staff read them, in Dutch, such as 'Incassokosten' and 'Teamleider Incasso (J. de Vries)'.
    unshown:   why `text` is not there, or not all of it. acknowledge_by: None where both clocks of the acknowledgement are switched off.
    withheld:  set when the acknowledgement did not go by itself.
    others:    the newest of the complainant's other complaints; others_are_more: there are older ones.
    backlog:   the mail lay in the mailbox before the first start, or is old (docs/mail-rules.md, D20).
    offers:    what its reader may cause now (as `tracker.offered` gives it), here and in the next two.
    entered_by: the employee who entered it for the complainant; note: what they wrote along, which the complainant never reads.
    """
    told: Facts = {"reference": reference, "nature": nature, "suggested_handler": suggested_handler, "suggestion_why": suggestion_why}
    days = {"received_date": received_date, "target_date": target_date, "assign_before_date": assign_before_date}
    further: Facts = {"named": _named(named), "backlog": backlog, "offers": list(offers), "entered_by": entered_by, "note": note}
    return {
        **told,
        **{name: day.isoformat() for name, day in days.items()},
        **_deadline(acknowledge_by),
        **_ready(withheld),
        **_others(others, are_more=others_are_more),
        **further,
        **_mail(sender, subject, text, unshown, attachments, hints),
    }


def follow_up(
    reference: Reference,
    *,
    nature: str,
    state: State,
    received_date: date,
    target_date: date | None,
    sender: Sender,
    subject: str,
    text: str,
    earlier_left_out: bool,
    other_address: bool,
    unshown: Unshown | None = None,
    named: Sequence[Named] = (),
    attachments: Sequence[Listed] = (),
    hints: Sequence[Hint] = (),
    guess: Guess | None = None,
    after_closing: bool = False,
    offers: Sequence[Plain] = (),
) -> Facts:
    """Return the facts of the letter about a later mail on a record.

    text:              what its handler is to read of it; earlier_left_out: without the earlier mail that it quotes.
    other_address:     it answers a letter of ours, from an address that is not on file (docs/mail-rules.md, D8).
    unshown:           why the text is not there, or not all of it.
    guess:             what the complainant seems to answer to 'is it solved?'; None: to no such question.
    after_closing:     the complainant wrote it after the complaint was closed, so the record stays until Manager Operations decides.
    """
    return {
        "reference": reference,
        "nature": nature,
        "state": str(state),
        "received_date": received_date.isoformat(),
        "target_date": _day(target_date),
        "other_address": other_address,
        "earlier_left_out": earlier_left_out,
        "guess": None if guess is None else str(guess),
        "after_closing": after_closing,
        "offers": list(offers),
        "named": _named(named),
        **_mail(sender, subject, text, unshown, attachments, hints),
    }


def unacknowledged(
    reference: Reference, *, recipient: str, acknowledge_by: Deadline | None, ready: Ready, offers: Sequence[Plain] = ()
) -> Facts:
    """Return the facts of the letter that says: the acknowledgement to `recipient` was refused or bounced."""
    return {
        "reference": reference,
        "recipient": recipient,
        **_deadline(acknowledge_by),
        "failed_why": ready.why,
        "ready_letter": _ready(ready)["ready_letter"],
        "offers": list(offers),
    }


def unreadable(
    quarantine_id: int, *, received_date: date, look_by_date: date | None, size: int, why: str, sender_address: str | None
) -> Facts:
    """Return the facts of the letter about a mail that could not be read. `size` in bytes; `why` is a sentence of ours."""
    return {
        "quarantine_id": quarantine_id,
        "received_date": received_date.isoformat(),
        "look_by_date": _day(look_by_date),
        "size": size,
        "unreadable_why": why,
        "sender_address": sender_address,
    }


def _deadline(acknowledge_by: Deadline | None) -> Facts:
    """Tell the day, and in Dutch how it was counted."""
    by_date, why = (acknowledge_by.by_date, acknowledge_by.why(Language.DUTCH)) if acknowledge_by else (None, None)
    return {"acknowledge_by_date": _day(by_date), "acknowledge_by_why": why}


def _ready(withheld: Ready | None) -> Facts:
    if withheld is None:
        return {"withheld_why": None, "ready_letter": None}
    return {"withheld_why": withheld.why, "ready_letter": {"language": str(withheld.language), "facts": withheld.facts}}


def _mail(sender: Sender, subject: str, text: str, unshown: Unshown | None, attachments: Sequence[Listed], hints: Sequence[Hint]) -> Facts:
    return {
        "sender_name": sender.name,
        "sender_address": sender.address,
        "sender_untrusted_why": sender.untrusted_why,
        "subject": subject,
        "text": text[:QUOTED_LIMIT],
        "text_is_cut": len(text) > QUOTED_LIMIT,
        "unshown_why": None if unshown is None else str(unshown),
        "attachments": [{"name": one.name, "size": one.size, "enclosed": one.enclosed} for one in attachments],
        "hints": [str(hint) for hint in hints],
    }


def _others(others: Sequence[Other], *, are_more: bool) -> Facts:
    told: list[Plain] = [
        {"reference": one.reference, "received_date": one.received_date.isoformat(), "is_open": one.is_open} for one in others
    ]
    return {"others": told, "others_are_more": are_more}


def _named(named: Sequence[Named]) -> list[Plain]:
    return [{"reference": one.reference, "why": str(one.why), "removed_date": _day(one.removed_date)} for one in named]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


_DEADLINE = {"acknowledge_by_date", "acknowledge_by_why"}


LETTERS: dict[Letter, Declared] = {
    Letter.ACKNOWLEDGEMENT: Declared(
        Audience.COMPLAINANT, AutoSubmitted.REPLIED, (Language.DUTCH, Language.ENGLISH),
        frozenset({
            "reference", "received_date", "target_date", "outer_limit_date", "outer_limit_weeks",
            "signer_name", "signer_title", "signer_telephone",
        }),
    ),
    Letter.NEW_COMPLAINT: to_staff(
        "reference", "nature", "suggested_handler", "suggestion_why", "received_date", "target_date", "assign_before_date",
        *_DEADLINE, "withheld_why", "ready_letter", "others", "others_are_more", "named", "backlog",
        "offers", "entered_by", "note", *QUOTED_MAIL,
    ),
    Letter.NEW_COMPLAINTS_GATHERED: to_staff("gathered"),
    Letter.FOLLOW_UP: to_staff(
        "reference", "nature", "state", "received_date", "target_date", "other_address", "earlier_left_out", "guess", "after_closing",
        "named", "offers", *QUOTED_MAIL,
    ),
    Letter.FOLLOW_UPS_GATHERED: to_staff("gathered"),
    Letter.UNACKNOWLEDGED: to_staff("reference", "recipient", *_DEADLINE, "failed_why", "ready_letter", "offers"),
    Letter.UNREADABLE: to_staff("quarantine_id", "received_date", "look_by_date", "size", "unreadable_why", "sender_address"),
    Letter.UNREADABLE_GATHERED: to_staff("gathered"),
    **letters_outside.DECLARED,
    **letters_inside.DECLARED,
    **letters_answering.DECLARED,
    **letters_asked.DECLARED,
    **letters_staffing.DECLARED,
}  # fmt: skip
"""What each letter is, and the facts that it may ask for. Source: docs/procedure.md, Letters."""
