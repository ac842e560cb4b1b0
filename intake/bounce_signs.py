"""The signs that a mail server wrote a mail, and not a person.

Knows headers and the kinds of parts, and no words of a text. The rule: a sure
sign is one that no mail program of a person leaves; a slight one counts only
beside the words of a notice, since complainants send bounces along.
"""

import re

from intake.addresses import read_sender
from intake.incoming import IncomingMail
from intake.robot_addresses import is_postmaster, is_server, takes_no_reply

_LONGEST_LOCAL = 200
_LONGEST_NAME = 100

_NULL_PATH = re.compile(r"<(?:mailer-daemon(?:@[^<>]*)?)?>", re.IGNORECASE)
"""The empty return path, also as some servers write it down: with the name of their own daemon."""

_NAME = re.compile(
    r"(?:internet )?mail(?:er)?[- ](?:delivery|daemon)|delivery (?:sub)?system|microsoft outlook$|postmaster$", re.IGNORECASE
)
_CARETAKER = re.compile(r"(?:system|mail|e-mail|email)[ ._-]?administrator\b|systeembeheer(?:der)?\b", re.IGNORECASE)
_SMTP_WITHIN = re.compile(r"(?:.*[._-])?smtp(?:[._-].*)?")
_MARKS = ("X-Failed-Recipients", "X-MS-Exchange-Message-Is-Ndr")
_RETURNED = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"})
_STRUCTURED = frozenset({"multipart/report", "message/delivery-status"})


def is_report(mail: IncomingMail) -> bool:
    """Say whether a mail has the form that only programs give (RFC 6522, 3)."""
    return mail.content_type in _STRUCTURED


def has_server_sign(mail: IncomingMail) -> bool:
    """Say whether a mail server wrote this: RFC 5321, 4.5.5 (the empty return path), or by its name."""
    return has_null_return_path(mail) or _is_marked(mail)


def has_null_return_path(mail: IncomingMail) -> bool:
    """Say whether the envelope sender was empty (RFC 5321, 4.5.5). A missing Return-Path says nothing: many servers write none."""
    return any(_NULL_PATH.fullmatch("".join(value[:_LONGEST_LOCAL].split())) for value in mail.all("Return-Path"))


def has_more_than_null_path(mail: IncomingMail) -> bool:
    """Say whether there is a sign besides the empty return path, which contact forms have too: a server's name or form, a mail returned."""
    return is_report(mail) or _is_marked(mail) or not _RETURNED.isdisjoint(mail.part_types)


def has_slight_sign(mail: IncomingMail) -> bool:
    """Say whether a program seems to have written this: it says so, is named so, or nobody who can be answered sends a mail back.

    `auto-generated` is no sign: contact forms say that of what a person wrote (RFC 3834, 5.2).
    """
    sender = read_sender(mail.all("From"))
    address = sender.address or ""
    local, at, _ = address.lower()[:_LONGEST_LOCAL].rpartition("@")
    says_so = any(value.strip().lower().startswith("auto-replied") for value in mail.all("Auto-Submitted"))
    is_caretaker = _CARETAKER.match(sender.name) is not None or _CARETAKER.match(local.strip('"')) is not None
    named_so = is_caretaker or is_postmaster(address) or _SMTP_WITHIN.fullmatch(local) is not None
    is_nobodys = not at or takes_no_reply(address)
    return says_so or named_so or (is_nobodys and not _RETURNED.isdisjoint(mail.part_types))


def is_daemon(mail: IncomingMail) -> bool:
    """Say whether the sender is a mailer daemon, which writes nothing but notices, in whatever language."""
    return (read_sender(mail.all("From")).address or "").lower().startswith("mailer-daemon")


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
    return is_server(sender.address or "") and not (sender.name and is_postmaster(sender.address or ""))
