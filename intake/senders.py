"""Whom a whole mail names as its sender.

`intake.addresses` reads one field strictly; this adds what the rest of the
headers makes of it. Rule: where two programs may read different headers, or
From names nobody, the sender is shown, and neither obeyed nor answered.
Source: docs/mail-rules.md, D11 and A24.
"""

from dataclasses import replace

from intake.addresses import Sender, read_sender
from intake.incoming import IncomingMail

_ELSEWHERE = ("Reply-To", "Sender", "Return-Path")
"""Where a person would look next, in this order; nothing of it is ever trusted."""


def sender_of(mail: IncomingMail) -> Sender:
    """Return the sender of `mail`; not trusted where its headers are ambiguous, or only another field than From names one. Never raises."""
    sender = read_sender(mail.all("From"))
    if sender.address is None:
        sender = _named_elsewhere(mail, sender)
    if not mail.ambiguous:
        return sender
    return replace(sender, trusted=False, defects=(*sender.defects, "the headers can be read in more than one way"))


def _named_elsewhere(mail: IncomingMail, nobody: Sender) -> Sender:
    """Return whom a person can call all the same, with the defects that From has."""
    others = (read_sender(mail.all(name)) for name in _ELSEWHERE)
    found = next((other for other in others if other.address), nobody)
    return replace(nobody, address=found.address, name=nobody.name or found.name)
