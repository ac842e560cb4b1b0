"""What in a mail points to a complaint: read here, and looked up in the register by `intake.threads`.

Knows our signatures and no register. Rule: what bears a signature of ours is
ours, whoever wrote the mail; an id or a reference is only a word, and quoted
text is nobody's word.
Source: docs/mail-rules.md, D8 and R-TOK-02.
"""

import re
from collections.abc import Collection

from intake.incoming import IncomingMail
from tracker.keys import Keyring
from tracker.model import Reference
from tracker.reference import find_references
from tracker.tokens import read_bounce_address, read_message_id

AT_MOST = 20
"""Of each kind of pointer that a mail may have; a person's mail has a few."""

REFERENCES_AT_MOST = 5
"""In a subject, and as many in a text."""

_CAME_TO = frozenset({"to", "cc", "delivered-to", "x-delivered-to", "x-original-to", "envelope-to", "x-envelope-to"})
"""The fields that name where a mail was sent or delivered to. A token in one is signed, so it is no matter who wrote the field."""

_BETWEEN_WHOM = frozenset({"from", "sender", "to", "cc", "bcc", "resent-from", "resent-to", "resent-cc"})

_BETWEEN = re.compile(r'[\s<>,;:"()]+')


def letters_of_addresses(mail: IncomingMail, keyring: Keyring) -> tuple[int, ...]:
    """Return the ids of the letters of ours to whose own addresses a mail came.

    Those are the bounce addresses: a few mail programs answer the envelope's sender. The address of a ready link joins
    nothing: what its token is good for depends on what the mail asks (`intake.action_tokens`), and its subject has the reference.
    """
    letter_ids = (read_bounce_address(keyring, address) for address in sub_addresses(mail))
    return tuple(dict.fromkeys(letter_id for letter_id in letter_ids if letter_id is not None))


def sub_addresses(mail: IncomingMail) -> list[str]:
    """Return the first addresses with a sub-address to which a mail was sent or delivered, as they are written."""
    with_extension = (value for name, value in mail.headers if "+" in value and name.lower() in _CAME_TO)
    return [word for value in with_extension for word in _BETWEEN.split(value) if "+" in word][:AT_MOST]


def correspondents(mail: IncomingMail) -> tuple[str, ...]:
    """Return every address that wrote a mail or that it was sent to, as they are written, and whatever there looks like one."""
    between = (value for name, value in mail.headers if name.lower() in _BETWEEN_WHOM)
    return tuple(dict.fromkeys(word.strip("'[]") for value in between for word in _BETWEEN.split(value) if "@" in word))


def answered(mail: IncomingMail) -> tuple[str, ...]:
    """Return the ids that a mail answers, the nearest first: In-Reply-To, then References from right to left (RFC 5322, 3.6.4)."""
    return tuple(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))


def letters_of_ids(message_ids: Collection[str], keyring: Keyring, domains: Collection[str]) -> tuple[int, ...]:
    """Return the ids of the letters whose Message-IDs of ours stand among `message_ids`, in their order."""
    marks = (read_message_id(keyring, message_id, domain) for message_id in message_ids for domain in domains)
    return tuple(dict.fromkeys(mark.letter_id for mark in marks if mark))[:AT_MOST]


def references(mail: IncomingMail, prefix: str) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
    """Return the references that the subject names, and those that only the new text does."""
    in_subject = find_references(mail.subject, prefix)[:REFERENCES_AT_MOST]
    in_text = find_references(mail.new_text, prefix)[:REFERENCES_AT_MOST]
    return in_subject, tuple(reference for reference in in_text if reference not in in_subject)
