"""What the service would make of one mail, as one JSON object: the dry run of reading.

Asks every room of the intake that needs no register. Rule: it judges what is in
the file, and nothing is written or sent. Its fields are an interface; what is
absent is null.
"""

from typing import Any

from intake.addresses import read_sender
from intake.bounces import Bounce, read_bounce
from intake.incoming import Forwarded, IncomingMail
from intake.pointers import answered, references
from intake.screening import ScreeningRules, screen
from intake.senders import sender_of


def inspect(file: str, mail: IncomingMail, rules: ScreeningRules, prefix: str) -> dict[str, Any]:
    """Return the object for `mail`.

    file:   how the caller names it.
    prefix: of the references, such as `KL`.
    """
    sender = sender_of(mail)
    screened = screen(mail, sender, rules)
    bounce = read_bounce(mail)
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
        "reference": next((one for named in references(mail, prefix) for one in named), None),
        "threads_on": list(answered(mail)),
        "tags": [],
    }


def unread(file: str, mail: IncomingMail) -> dict[str, Any]:
    """Return the object for a mail that could not be read at all: its faults say why."""
    return {**inspect(file, mail, ScreeningRules(), "KL"), "readable": False, "answerable": False}


def _told(bounce: Bounce) -> dict[str, Any]:
    return {
        "recipients": list(bounce.recipients),
        "permanent": bounce.permanent,
        "status": bounce.status,
        "message_id": bounce.message_id,
    }


def _passed_on(forwarded: Forwarded) -> dict[str, Any]:
    return {"from": forwarded.address, "name": forwarded.name, "subject": forwarded.subject, "text": forwarded.text}
