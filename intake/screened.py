"""The words of screening: what a mail can be, what was found, and what the customer's settings say about it.

Plain values, known to the clues and to those who use their answer. Nothing is
decided here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sent a mail. All but `human` are filed with the robots (or as spam) and become no complaint; a person can still look."""

    HUMAN = "human"
    AUTO_REPLY = "auto_reply"  # an answering machine, or any program that says of itself that no person wrote this
    BOUNCE = "bounce"  # a letter of ours did not arrive, or not yet
    REPORT = "report"  # on delivery, on reading, or a complaint about our mail by a provider
    BULK = "bulk"  # newsletters and announcements
    SPAM = "spam"  # the customer's own filter says so
    OWN = "own"  # a copy of our own letter


@dataclass(frozen=True, slots=True)
class Screened:
    """The answer of the clue that spoke.

    clue:       its name, or `no_clue`.
    why:        the same in words of ours.
    answerable: an acknowledgement may go by itself, as far as the mail's own signs tell.
    automatic:  a machine seems to have sent this, surely or perhaps: never obeyed.
    alarm:      tell the administrator as well.
    """

    kind: Kind
    clue: str
    why: str
    answerable: bool = False
    automatic: bool = False
    alarm: bool = False


def _nobodys(_token: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class ScreeningRules:
    """What the settings say. Addresses and hosts are compared without regard to case.

    own_addresses:    every address of the service, aliases included.
    staff_addresses:  of those who are staff now.
    own_hosts:        as in `intake.authentication.Trust`: to see that a mail went round in a circle.
    contact_forms:    senders whose Reply-To is the complainant (docs/mail-rules.md, D9).
    spam_headers:     (name, beginning of the value) by which the customer's own filter marks spam.
    max_received:     more Received fields than this is a loop.
    is_own_token:     whether a Message-ID, or the value of X-KL-Loop, bears a token that we signed.
    """

    own_addresses: frozenset[str] = frozenset()
    staff_addresses: frozenset[str] = frozenset()
    own_hosts: frozenset[str] = frozenset()
    contact_forms: frozenset[str] = frozenset()
    spam_headers: tuple[tuple[str, str], ...] = ()
    max_received: int = 25
    is_own_token: Callable[[str], bool] = _nobodys
