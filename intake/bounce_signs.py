"""The signs that a mail server wrote a mail, and not a person.

Knows headers and the kinds of parts, and no words of a text. The rule: a sure
sign is one that no mail program of a person leaves; a slight one counts only
beside the words of a notice, since complainants send bounces along.
"""

import re

from intake.addresses import read_sender
from intake.incoming import IncomingMail

_LONGEST_LOCAL = 200
_LONGEST_NAME = 100

_LOCAL_PART = re.compile(r"(?:mail(?:er)?[._-]?daemon|mdaemon|post[._-]?master|mail-?delivery|double-bounce|microsoftexchange[0-9a-f]+)\\?")
_NULL_PATH = re.compile(r"<(?:mailer-daemon(?:@[^<>]*)?)?>", re.IGNORECASE)
"""The empty return path, also as some servers write it down: with the name of their own daemon."""

_NAME = re.compile(
    r"(?:internet )?mail(?:er)?[- ](?:delivery|daemon)|delivery (?:sub)?system|microsoft outlook$|postmaster$", re.IGNORECASE
)
_POSTMASTER = re.compile(r"post[._-]?master\b")
_CARETAKER = re.compile(r"(?:system|mail|e-mail|email)[ ._-]?administrator\b|systeembeheer(?:der)?\b", re.IGNORECASE)
_SMTP_WITHIN = re.compile(r"(?:.*[._-])?smtp(?:[._-].*)?")
_NOBODY_READS = re.compile(r"(?:no|do-?not|niet)[._-]?(?:reply|antwoorden|beantwoorden)(?:[._+-].*)?")
_MARKS = ("X-Failed-Recipients", "X-MS-Exchange-Message-Is-Ndr")
_RETURNED = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"})
_STRUCTURED = frozenset({"multipart/report", "message/delivery-status"})


def is_report(mail: IncomingMail) -> bool:
    """Say whether a mail has the form that only programs give (RFC 6522, 3)."""
    return mail.content_type in _STRUCTURED


def has_server_sign(mail: IncomingMail) -> bool:
    """Say whether a mail server wrote this: RFC 5321, 4.5.5 (the empty return path), or by its name."""
    return any(_NULL_PATH.fullmatch("".join(value[:_LONGEST_LOCAL].split())) for value in mail.all("Return-Path")) or _is_marked(mail)


def has_more_than_null_path(mail: IncomingMail) -> bool:
    """Say whether there is a sign besides the empty return path, which contact forms have too: a server's name or form, a mail returned."""
    return is_report(mail) or _is_marked(mail) or not _RETURNED.isdisjoint(mail.part_types)


def has_slight_sign(mail: IncomingMail) -> bool:
    """Say whether a program seems to have written this: it says so, is named so, or nobody who can be answered sends a mail back.

    `auto-generated` is no sign: contact forms say that of what a person wrote (RFC 3834, 5.2).
    """
    sender = read_sender(mail.all("From"))
    local, at, _ = (sender.address or "").lower()[:_LONGEST_LOCAL].rpartition("@")
    named_so = any(
        (_SMTP_WITHIN.fullmatch(local), _POSTMASTER.match(local), _CARETAKER.match(sender.name), _CARETAKER.match(local.strip('"')))
    )
    says_so = any(value.strip().lower().startswith("auto-replied") for value in mail.all("Auto-Submitted"))
    is_nobodys = not at or _NOBODY_READS.fullmatch(local) is not None
    return says_so or named_so or (is_nobodys and not _RETURNED.isdisjoint(mail.part_types))


def is_daemon(mail: IncomingMail) -> bool:
    """Say whether the sender is a mailer daemon, which writes nothing but notices, in whatever language."""
    return (read_sender(mail.all("From")).address or "").lower().startswith("mailer-daemon")


def is_server_address(address: str) -> bool:
    """Say whether an address is a mail server's own."""
    return _LOCAL_PART.fullmatch(address.partition("@")[0].strip('"').lower()[:_LONGEST_LOCAL]) is not None


def _is_marked(mail: IncomingMail) -> bool:
    return _has_server_name(mail) or any(mail.all(mark) for mark in _MARKS)


def _has_server_name(mail: IncomingMail) -> bool:
    """Say whether a server signed this; as postmaster only without a name: in a small firm that is a person with one."""
    if any("".join(value.split()) == "<>" for value in mail.all("From")):
        return True
    sender = read_sender(mail.all("From"))
    name = (sender.name or mail.first("From") or "").strip()
    if _NAME.match(name[:_LONGEST_NAME]):
        return True
    is_person = bool(sender.name) and _POSTMASTER.match((sender.address or "").lower()) is not None
    return is_server_address(sender.address or "") and not is_person
