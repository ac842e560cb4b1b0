"""The letters about what came in: a new complaint, a later mail on a record, a mail that could not be read.

Knows no template and no row. What a letter tells of the complaint itself comes
as `case`, from `tracker.letter_facts.inside`; what it tells of the mail is one
frozen value, made by whoever writes the letter.
Source: docs/procedure.md, Letters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.dates import Deadline
from tracker.letter_facts.declared import QUOTED_MAIL, Declared, to_staff
from tracker.letter_facts.inside import CASE
from tracker.model import Language, Letter
from tracker.told import Facts, Guess, Named, Other, Plain, QuotedMail

QUOTED_LIMIT = 20_000
"""Characters of a sender's text that a letter shows; the rest stays in the register."""


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """What Manager Operations must know of a new complaint, to assign it.

    suggested_handler: as staff read it, such as 'Teamleider Incasso (J. de Vries)'.
    acknowledge_by:  None where both clocks of the acknowledgement are switched off.
    withheld_why:    set where the acknowledgement did not go by itself; ready_letter: that one, from `inside.ready`.
    others:          the newest of the complainant's other complaints; others_are_more: there are older ones.
    today:           on which the letter is written: a day that has passed is told as such.
    backlog:         the mail lay in the mailbox before the first start, or is old (docs/mail-rules.md, D20).
    entered_by:      the employee who entered it for the complainant; note: what they wrote along, which the complainant never reads.
    channel:         how it reached that employee, in words; None where the complainant mailed it, or nobody said.
    """

    mail: QuotedMail
    suggested_handler: str
    suggestion_why: str
    assign_before_date: date
    acknowledge_by: Deadline | None
    today: date
    withheld_why: str | None = None
    ready_letter: Facts | None = None
    others: Sequence[Other] = ()
    others_are_more: bool = False
    named: Sequence[Named] = ()
    backlog: bool = False
    entered_by: str | None = None
    channel: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LaterMail:
    """What the reader of a later mail on a record must know of it.

    earlier_left_out:  its text is told without the earlier mail that it quotes.
    other_address:     it answers a letter of ours, from an address that is not on file (docs/mail-rules.md, D8).
    guess:             what the complainant seems to answer to 'is it solved?'; None: to no such question.
    after_closing:     the complainant wrote it after the complaint was closed, so the record stays until Manager Operations decides.
    """

    mail: QuotedMail
    came_date: date
    earlier_left_out: bool = False
    other_address: bool = False
    named: Sequence[Named] = ()
    guess: Guess | None = None
    after_closing: bool = False


def new_complaint(case: Facts, new: NewComplaint) -> Facts:
    """Return the facts of the letter that asks Manager Operations to assign a complaint."""
    return {
        **case,
        **quoted(new.mail),
        **deadline(new.acknowledge_by),
        "suggested_handler": new.suggested_handler,
        "suggestion_why": new.suggestion_why,
        "assign_before_date": new.assign_before_date.isoformat(),
        "today": new.today.isoformat(),
        "withheld_why": new.withheld_why,
        "ready_letter": new.ready_letter,
        "others": [_other(one) for one in new.others],
        "others_are_more": new.others_are_more,
        "named": [_named(one) for one in new.named],
        "backlog": new.backlog,
        "entered_by": new.entered_by,
        "channel": new.channel,
        "note": new.note,
    }


def follow_up(case: Facts, later: LaterMail) -> Facts:
    """Return the facts of the letter about a later mail on a record."""
    return {
        **case,
        **quoted(later.mail),
        "came_date": later.came_date.isoformat(),
        "earlier_left_out": later.earlier_left_out,
        "other_address": later.other_address,
        "named": [_named(one) for one in later.named],
        "guess": None if later.guess is None else str(later.guess),
        "after_closing": later.after_closing,
    }


def unacknowledged(
    case: Facts, *, recipient: str, acknowledge_by: Deadline | None, today: date, failed_why: str, ready_letter: Facts
) -> Facts:
    """Return the facts of: the acknowledgement to `recipient` was refused or bounced. ready_letter: from `inside.ready`."""
    told: Facts = {"recipient": recipient, "today": today.isoformat(), "failed_why": failed_why, "ready_letter": ready_letter}
    return {**case, **deadline(acknowledge_by), **told}


def unreadable(
    quarantine_id: int, *, received_date: date, look_by_date: date | None, today: date, size: int, why: str, sender_address: str | None
) -> Facts:
    """Return the facts of the letter about a mail that could not be read. `size` in bytes; `why` is a sentence of ours."""
    return {
        "quarantine_id": quarantine_id,
        "received_date": received_date.isoformat(),
        "look_by_date": _day(look_by_date),
        "today": today.isoformat(),
        "size": size,
        "unreadable_why": why,
        "sender_address": sender_address,
    }


def deadline(acknowledge_by: Deadline | None) -> Facts:
    """Tell the day by which receipt must be acknowledged, and in Dutch how it was counted."""
    by_date, why = (acknowledge_by.by_date, acknowledge_by.why(Language.DUTCH)) if acknowledge_by else (None, None)
    return {"acknowledge_by_date": _day(by_date), "acknowledge_by_why": why}


def quoted(mail: QuotedMail) -> Facts:
    """Tell a mail, its text cut to `QUOTED_LIMIT` characters."""
    return {
        "sender_name": mail.sender.name,
        "sender_address": mail.sender.address,
        "sender_untrusted_why": mail.sender.untrusted_why,
        "subject": mail.subject,
        "text": mail.text[:QUOTED_LIMIT],
        "text_is_cut": len(mail.text) > QUOTED_LIMIT,
        "unshown_why": None if mail.unshown is None else str(mail.unshown),
        "attachments": [{"name": one.name, "size": one.size, "enclosed": one.enclosed} for one in mail.attachments],
        "hints": [str(hint) for hint in mail.hints],
    }


def _other(one: Other) -> Plain:
    return {"reference": one.reference, "received_date": one.received_date.isoformat(), "is_open": one.is_open}


def _named(one: Named) -> Plain:
    return {"reference": one.reference, "why": str(one.why), "removed_date": _day(one.removed_date)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


_DEADLINE = ("acknowledge_by_date", "acknowledge_by_why")

DECLARED: dict[Letter, Declared] = {
    Letter.NEW_COMPLAINT: to_staff(
        *CASE, *QUOTED_MAIL, *_DEADLINE, "suggested_handler", "suggestion_why", "assign_before_date", "today", "withheld_why",
        "ready_letter", "others", "others_are_more", "named", "backlog", "entered_by", "channel", "note",
    ),
    Letter.NEW_COMPLAINTS_GATHERED: to_staff("gathered"),
    Letter.FOLLOW_UP: to_staff(
        *CASE, *QUOTED_MAIL, "came_date", "earlier_left_out", "other_address", "named", "guess", "after_closing",
    ),
    Letter.FOLLOW_UPS_GATHERED: to_staff("gathered"),
    Letter.UNACKNOWLEDGED: to_staff(*CASE, *_DEADLINE, "recipient", "today", "failed_why", "ready_letter"),
    Letter.UNREADABLE: to_staff("quarantine_id", "received_date", "look_by_date", "today", "size", "unreadable_why", "sender_address"),
    Letter.UNREADABLE_GATHERED: to_staff("gathered"),
}  # fmt: skip
"""What each of these letters is, and the facts that it may ask for."""
