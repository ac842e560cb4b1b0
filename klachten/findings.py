"""What a check found: a verdict, in words, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How grave a finding is."""

    FINE = "fine"
    WARNING = "warning"  # the service works, and an administrator should know
    FAILURE = "failure"  # the service, or a part of it, does not work


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    subject:  what was looked at, such as `mailbox.klachten`.
    found:    what was seen; never a password, nor anything out of a mail.
    advice:   what to do; empty where nothing is.
    """

    verdict: Verdict
    subject: str
    found: str
    advice: str = ""


def fine(subject: str, found: str) -> Finding:
    """Make a finding with which all is well."""
    return Finding(Verdict.FINE, subject, found)


def warning(subject: str, found: str, advice: str) -> Finding:
    """Make a finding that an administrator should know."""
    return Finding(Verdict.WARNING, subject, found, advice)


def failure(subject: str, found: str, advice: str) -> Finding:
    """Make a finding without whose remedy the service does not work."""
    return Finding(Verdict.FAILURE, subject, found, advice)
