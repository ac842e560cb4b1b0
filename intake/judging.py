"""What is found out about one mail before the register is asked anything: who wrote it, man or machine, and who vouches for that.

Pure, but for the settings that are handed in.
"""

from dataclasses import dataclass

from intake.addresses import Sender, compare_form
from intake.authentication import Authentication, Trust, authenticate
from intake.authority import Strictness
from intake.incoming import IncomingMail
from intake.screening import Screened, ScreeningRules, screen, writer
from intake.senders import sender_of
from tracker.rules import HouseRules


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """What the customer has settled about incoming mail."""

    house: HouseRules
    screening: ScreeningRules
    trust: Trust
    acknowledge: Strictness = "unless-failed"


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found out about one mail before the register is asked anything.

    author:      whose words these are: the sender, but for a contact form, which sends for somebody else (docs/mail-rules.md, D9).
    sender_key:  the author's address in the form in which addresses are compared; None where it cannot be read in one way only.
    """

    sent_by: Sender
    author: Sender
    sender_key: str | None
    screened: Screened
    authentication: Authentication


def judge(mail: IncomingMail, rules: IntakeRules) -> Judged:
    """Find out about a mail what its own words and our mail server tell."""
    sender = sender_of(mail)
    author = writer(mail, sender, rules.screening)
    key = compare_form(author.address) if author.address and author.trusted else None
    return Judged(sender, author, key, screen(mail, sender, rules.screening), authenticate(mail, rules.trust))
