"""What a letter declares of itself: for whom it is, what it says of its origin, its languages, and its facts by name.

Values and nothing else; which letters there are stands in `tracker.letters`
and the rooms beside it.
"""

from dataclasses import dataclass
from enum import StrEnum

from tracker.model import Language


class Audience(StrEnum):
    """For whom a letter is written."""

    COMPLAINANT = "complainant"  # in the complainant's language
    STAFF = "staff"  # in Dutch, the language of the house


class AutoSubmitted(StrEnum):
    """What a letter says of its own origin. Source: RFC 3834, 3.1.7 and 5.2; docs/mail-rules.md, R-ACK-09."""

    REPLIED = "auto-replied"  # it answers the mail of the one to whom it goes
    GENERATED = "auto-generated"  # it reports, to someone who asked nothing


@dataclass(frozen=True, slots=True)
class Declared:
    """One kind of letter: for whom, what it says of its origin, in which languages it exists, and its facts by name.

    also_asked_for: by itself it reports, and where it threads on a mail it answers that.
    """

    audience: Audience
    auto_submitted: AutoSubmitted
    languages: tuple[Language, ...]
    facts: frozenset[str]
    also_asked_for: bool = False

    def origin(self, *, answers: bool) -> AutoSubmitted:
        """Return what a letter of this kind says of its origin. answers: it threads on a mail."""
        return AutoSubmitted.REPLIED if self.also_asked_for and answers else self.auto_submitted


def to_complainant(*facts: str, auto_submitted: AutoSubmitted = AutoSubmitted.GENERATED) -> Declared:
    """Declare a letter to the complainant, in their language."""
    return Declared(Audience.COMPLAINANT, auto_submitted, tuple(Language), frozenset(facts))


def to_staff(*facts: str, auto_submitted: AutoSubmitted = AutoSubmitted.GENERATED) -> Declared:
    """Declare a letter to staff."""
    return Declared(Audience.STAFF, auto_submitted, (Language.DUTCH,), frozenset(facts))


QUOTED_MAIL = frozenset({
    "sender_name", "sender_address", "sender_untrusted_why", "subject", "text", "text_is_cut", "unshown_why", "attachments", "hints",
})  # fmt: skip
"""The facts by which a letter to staff shows a mail that came in."""
