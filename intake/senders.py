"""Whom a whole mail names as its sender.

`intake.addresses` reads one field strictly; this adds what the rest of the
headers makes of it. Rule: where two programs may read different headers, the
sender is shown, and neither obeyed nor answered.
Source: docs/mail-rules.md, D11 and A24.
"""

from dataclasses import replace

from intake.addresses import Sender, read_sender
from intake.incoming import IncomingMail


def sender_of(mail: IncomingMail) -> Sender:
    """Return the sender of `mail`; not trusted where its headers are ambiguous. Never raises."""
    sender = read_sender(mail.all("From"))
    if not mail.ambiguous:
        return sender
    return replace(sender, trusted=False, defects=(*sender.defects, "the headers can be read in more than one way"))
