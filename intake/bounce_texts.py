"""Bounces in free text, as qmail, Exim, Postfix, sendmail, Exchange and the large providers write them.

Reads the lines of a notice and knows no headers; whether a mail server wrote
them at all is for `intake.bounces` to say. The rule: what stands below the
notice is a copy of the letter, and says nothing about its fate.
"""

import re
from dataclasses import dataclass

from intake.bounce_addresses import find_addresses
from intake.bounce_words import COPY_BEGINS, GIVEN_UP, NOT_YET, NOTICE, NOTICE_SUBJECT, REJECTION

_MAX_TEXT = 32768
_MAX_LINES = 200
_MAX_LINE = 500
_MAX_SUBJECT = 300

_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,2}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.:-])([45][0-5]\d)(?=[ -])")


@dataclass(frozen=True, slots=True)
class Told:
    """What the text of a notice tells; empty where it tells nothing."""

    is_notice: bool
    recipients: tuple[str, ...]
    permanent: bool | None
    status: str | None


def is_notice_subject(subject: str) -> bool:
    """Say whether `subject` begins as notices of mail servers do; never one with `Re:` or `Fwd:` before it, which a person wrote."""
    return NOTICE_SUBJECT.match(subject[:_MAX_SUBJECT]) is not None


def is_rejection(subject: str, text: str) -> bool:
    """Say whether a receipt tells that a program refused the letter: Dovecot says so in a disposition notification (RFC 5429, 2.2)."""
    return any(REJECTION.search(told) is not None for told in (subject[:_MAX_SUBJECT], text[:_MAX_LINE]))


def read_text(subject: str, text: str, ours: frozenset[str] = frozenset(), domain: str = "") -> Told:
    """Read the part of a notice that stands before the copy of the letter. `ours`, `domain`: see `find_addresses`. Never raises."""
    lines = _own_lines(text)
    own = "\n".join(lines)
    status = _STATUS.search(own)
    is_notice = NOTICE.search(own) is not None or is_rejection(subject, text)
    permanent = _is_permanent(subject, own, is_notice=is_notice or is_notice_subject(subject))
    return Told(is_notice, find_addresses(lines, ours, domain), permanent, status[1] if status else None)


def _is_permanent(subject: str, own: str, *, is_notice: bool) -> bool | None:
    """Weigh the code (RFC 3463, 2; RFC 5321, 4.2.1) and the words: a notice that says neither is of a letter that will not arrive."""
    status, code = _STATUS.search(own), _REPLY_CODE.search(own)
    verdict = status[1][0] if status else code[1][0] if code else ""
    if NOT_YET.search(subject[:_MAX_SUBJECT]):
        return False
    if verdict == "5" or GIVEN_UP.search(own):
        return True
    if verdict == "4" or NOT_YET.search(own):
        return False
    return True if is_notice else None


def _own_lines(text: str) -> list[str]:
    lines = [line[:_MAX_LINE] for line in text[:_MAX_TEXT].splitlines()[:_MAX_LINES]]
    end = next((number for number, line in enumerate(lines) if number and COPY_BEGINS.match(line)), len(lines))
    return lines[:end]
