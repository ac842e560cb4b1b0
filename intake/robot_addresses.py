"""Addresses at which no person reads, told by what stands before the @.

Knows names of mailboxes and nothing of mails. Rule: a mailbox that a person may
have is none of these, but for that of the postmaster; whoever asks about it
weighs what else there is. At most 200 characters are looked at.
Source: RFC 3834, 2; RFC 2142; docs/mail-rules.md, R-ACK-03.
"""

import re

_LONGEST_LOCAL = 200

_POSTMASTER = re.compile(r"post[._-]?master")
_SERVER = re.compile(r"mail(?:er)?[._-]?daemon|mdaemon|mail-?delivery|double-bounce|microsoftexchange[0-9a-f]+")
_NO_REPLY = re.compile(
    r"(?:.*[._+-])?(?:(?:no|do-?_?\.?not|dont)[._-]?reply|niet[._-]?(?:be)?antwoorden|geen[._-]?antwoord|geenreactie|keine[._-]?antwort|nicht[._-]?antworten"
    r"|ne[._-]?pas[._-]?repondre|no[._-]?responder|nao[._-]?responda|non[._-]?rispondere|nie[._-]?odpowiadaj)(?:[._+-].*|\d*)"
)
_PROGRAM = re.compile(
    r"(?:mailer|m|cron|anacron)?-?daemon|mailer|nobody|root|www-?data|apache|listserv|majordomo|mailman|newsletter|nieuwsbrief"
    r"|owner-.*|request-.*|.*-(?:request|owner|bounces|errors)|bounces?(?:[+=._-].*|\d*)|prvs=.*|btv1==.*|[^+]*\+[^=]*=.*"
)
"""Of programs, of lists, and what BATV and VERP make of a sender's address."""


def is_postmaster(address: str) -> bool:
    """Say whether an address is a postmaster's: a server's own, and in a small firm perhaps a person's (RFC 2142, 5)."""
    return _POSTMASTER.fullmatch(_local(address)) is not None


def is_server(address: str) -> bool:
    """Say whether an address is a mail server's own; some write it without an @."""
    return is_postmaster(address) or _SERVER.fullmatch(_local(address)) is not None


def takes_no_reply(address: str) -> bool:
    """Say whether an address asks for no answer by its name, in the languages that a Dutch company meets."""
    return _NO_REPLY.fullmatch(_local(address)) is not None


def is_robot(address: str) -> bool:
    """Say whether nobody reads what is sent to an address."""
    return is_server(address) or takes_no_reply(address) or _PROGRAM.fullmatch(_local(address)) is not None


def _local(address: str) -> str:
    return address.partition("@")[0].strip('"\\').lower()[:_LONGEST_LOCAL]
