"""Whom the outside world tells that a letter bounced: the envelope sender.

Knows addresses and tokens, no protocol. With VERP each letter has a bounce
address of its own, which cannot be guessed, so that a bounce names its letter
whatever text it bears. Source: RFC 3834, 3.3; docs/mail-rules.md, R-ACK-08.
"""

from typing import Literal

from tracker.keys import Keyring
from tracker.tokens import bounce_local_part

EnvelopeSender = Literal["verp", "plain", "null"]
"""verp: an address for each letter; plain: one for all, where the mailbox has no plus-addresses; null: the empty reverse path."""


def envelope_sender(mode: EnvelopeSender, bounce_base_address: str, keyring: Keyring, letter_id: int) -> str:
    """Return the envelope sender of one letter; the empty string is the null reverse path.

    Raises: `ValueError` when the local part of `bounce_base_address` is too long for VERP.
    """
    if mode == "null":
        return ""
    if mode == "plain":
        return bounce_base_address
    local, _, domain = bounce_base_address.rpartition("@")
    return f"{bounce_local_part(keyring, local, letter_id)}@{domain}"
