"""How much may go out to whom because of mail that nobody vouches for.

Pure: somebody else counts, this room compares. Rule: a limit withholds a
letter, never a registration, and what staff order is never withheld.
Source: docs/mail-rules.md, D14.
"""

from dataclasses import dataclass
from enum import StrEnum

_SHARES = 4
"""One complaint takes at most one of these shares of what an employee is told in an hour: who floods it hides no other."""

_SAME_HOUSE = {"googlemail.com": "gmail.com"}


@dataclass(frozen=True, slots=True)
class Limits:
    """The settings. A limit of 0 lets nothing out. Source: docs/mail-rules.md, D14."""

    acknowledgements_per_address_hour: int = 3
    acknowledgements_per_address_day: int = 20
    acknowledgements_per_hour: int = 300  # to all outside addresses together: the breaker
    gather_new_complaints_above_per_hour: int = 20  # to one employee, as are the next two
    gather_notices_above_per_hour: int = 20  # of later mails, and of mails that could not be read
    staff_answers_per_address_hour: int = 10


@dataclass(frozen=True, slots=True)
class Counts:
    """What went out already: acknowledgements in the last hour or day, to this address (folded) or to all.

    The letter in question is not among them. An hour is 60 minutes back from now, a day 24 hours.
    """

    to_address_last_hour: int = 0
    to_address_last_day: int = 0
    to_all_last_hour: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What one employee was told in the last hour by letters of one kind: of all, and of the complaint in question."""

    of_all: int = 0
    of_this: int = 0


class LimitReached(StrEnum):
    """Why a letter is withheld, in a word of ours that the log may bear."""

    ADDRESS_PER_HOUR = "limit_address_per_hour"
    ADDRESS_PER_DAY = "limit_address_per_day"
    ALL_PER_HOUR = "limit_all_per_hour"  # the breaker: an alarm besides
    STAFF_PER_HOUR = "limit_staff_per_hour"


def within(limits: Limits, counts: Counts) -> LimitReached | None:
    """Say which limit forbids one more acknowledgement; None where it may go.

    The breaker is asked last, so that one busy address never looks like a storm.
    """
    if counts.to_address_last_hour >= limits.acknowledgements_per_address_hour:
        return LimitReached.ADDRESS_PER_HOUR
    if counts.to_address_last_day >= limits.acknowledgements_per_address_day:
        return LimitReached.ADDRESS_PER_DAY
    if counts.to_all_last_hour >= limits.acknowledgements_per_hour:
        return LimitReached.ALL_PER_HOUR
    return None


def within_for_staff(limits: Limits, answers_last_hour: int) -> LimitReached | None:
    """Say whether one more error reply or question may go to a staff address that got so many in the last hour."""
    return LimitReached.STAFF_PER_HOUR if answers_last_hour >= limits.staff_answers_per_address_hour else None


def crowded(per_hour: int, told: Told) -> bool:
    """Say whether an employee is told one thing more in a letter that gathers, instead of one of its own.

    per_hour: letters of their own in an hour; a quarter of them, rounded up, may be about the same complaint.
    """
    return told.of_all >= per_hour or told.of_this >= -(-per_hour // _SHARES)


def folded(address: str) -> str:
    """Return the form under which an address is counted: lower case, without sub-address and dots in the local part.

    Dots go everywhere, though only Gmail is known to ignore them: two people
    who share a limit lose less than one who gets everything twice.

    Never for authority, where `jan+x` is not `jan`. Source: docs/mail-rules.md, R-AUTH-07; RFC 5233.
    """
    local, at, domain = address.lower().rpartition("@")
    plain = local.partition("+")[0].replace(".", "") or local
    return f"{plain}{at}{_SAME_HOUSE.get(domain, domain)}"
