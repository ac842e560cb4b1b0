"""What the service would make of one mail, as one JSON object: the dry run of reading.

Asks every room of the intake that needs no register. Rule: it judges what is in
the file, and nothing is written or sent. Its fields are an interface; what is
absent is null.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from intake.addresses import read_sender
from intake.asked import Asked, Reading
from intake.bounces import Bounce, read_bounce
from intake.incoming import Forwarded, IncomingMail
from intake.pointers import answered, references
from intake.screened import Kind
from intake.screening import ScreeningRules, screen
from intake.senders import sender_of
from intake.tag_arguments import Known, in_words
from intake.tags import tags_of
from tracker.dates import local_date
from tracker.tag_words import BY_EVENT


def inspect(file: str, mail: IncomingMail, rules: ScreeningRules, known: Known) -> dict[str, Any]:
    """Return the object for `mail`.

    file:   how the caller names it.
    known:  with what references and tags are understood; its day counts where the mail names none.

    Tags are shown as they would be read if a colleague had written the mail: whether one did, it does not look
    (docs/mail-rules.md, A40).
    """
    sender = sender_of(mail)
    screened = screen(mail, sender, rules)
    bounce = read_bounce(mail)
    tags = Reading() if screened.automatic or screened.kind is not Kind.HUMAN else _tags(mail, known)
    return {
        "file": file,
        "sha256": mail.sha256,
        "readable": mail.readable,
        "faults": list(mail.faults),
        "from": sender.address,
        "from_trusted": sender.trusted,
        "reply_to": read_sender(mail.all("Reply-To")).address if mail.all("Reply-To") else None,
        "subject": mail.subject or None,
        "message_id": mail.message_id,
        "date": mail.date.isoformat() if mail.date else None,
        "kind": str(screened.kind),
        "answerable": screened.answerable,
        "why": screened.why,
        "bounce": _told(bounce) if bounce else None,
        "forwarded": _passed_on(mail.forwarded) if mail.forwarded else None,
        "text": mail.text,
        "new_text": mail.new_text,
        "signature": mail.signature,
        "attachments": [{"name": one.name, "type": one.type, "size": one.size} for one in mail.attachments],
        "reference": next((one for named in references(mail, known.prefix) for one in named), None),
        "threads_on": list(answered(mail)),
        "tags": [_asked(one) for one in tags.asked],
        "tag_questions": [one.in_dutch for one in tags.questions],
    }


def unread(file: str, mail: IncomingMail) -> dict[str, Any]:
    """Return the object for a mail that could not be read at all: its faults say why."""
    return {**inspect(file, mail, ScreeningRules(), Known(date.min)), "readable": False, "answerable": False}


def _tags(mail: IncomingMail, known: Known) -> Reading:
    written_date = known.today
    with suppress(OverflowError):  # a day at either end of the calendar, which no zone has room for
        written_date = local_date(mail.date) if mail.date else known.today
    return tags_of(mail, replace(known, today=written_date))


def _asked(asked: Asked) -> dict[str, str | None]:
    return {"tag": BY_EVENT[asked.event].word, "argument": None if asked.argument is None else in_words(asked.argument)}


def _told(bounce: Bounce) -> dict[str, Any]:
    return {
        "recipients": list(bounce.recipients),
        "permanent": bounce.permanent,
        "status": bounce.status,
        "message_id": bounce.message_id,
    }


def _passed_on(forwarded: Forwarded) -> dict[str, Any]:
    return {"from": forwarded.address, "name": forwarded.name, "subject": forwarded.subject, "text": forwarded.text}
