"""Who may be answered, and who may be obeyed: two small pure functions.

Everything else may be wrong without harm if these two are right. They know
what others read and found; they look at nothing themselves.
Source: docs/mail-rules.md, D7, D10, D11 and D13.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from intake.addresses import Sender, compare_form
from intake.authentication import Authentication
from intake.screening import Screened

Strictness = Literal["unless-failed", "authenticated"]
"""The setting `acknowledge`: answer unless the authentication failed, or only where it proves the address."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it is allowed, and why or why not, in words of ours."""

    allowed: bool
    why: str


def may_answer(sender: Sender, screened: Screened, authentication: Authentication, strictness: Strictness) -> Verdict:
    """Say whether an acknowledgement may go to `sender`. The limits of D14 are counted elsewhere.

    Refused means: registered all the same, and on the list of those to be confirmed by hand.
    Source: docs/mail-rules.md, D11, D13 and R-ACK-12.
    """
    if sender.address is None or not sender.trusted:
        return Verdict(allowed=False, why=f"the sender cannot be read in one way only: {', '.join(sender.defects) or 'no address'}")
    if not screened.answerable:
        return Verdict(allowed=False, why=screened.why)
    if authentication.failed:
        return Verdict(allowed=False, why="our mail server found the sender to be forged")
    if strictness == "authenticated" and not authentication.proves(sender.address):
        return Verdict(allowed=False, why="our mail server did not find the sender to be genuine")
    return Verdict(allowed=True, why="a person seems to have written this, and nothing speaks against the address")


def may_obey(
    sender: Sender, screened: Screened, authentication: Authentication, staff_addresses: Collection[str], *, action_token: bool = False
) -> Verdict:
    """Say whether what `sender` asks may be done.

    staff_addresses:  of those who are staff now, as configured.
    action_token:     the mail bears a token that was verified, unused, and made for this address and this event. Where a
                      deed needs the token itself (removal, an amount), the caller asks for it; here it is one of two proofs.
    Source: docs/mail-rules.md, D10 and D11.
    """
    if sender.address is None or not sender.trusted:
        return Verdict(allowed=False, why=f"the sender cannot be read in one way only: {', '.join(sender.defects) or 'no address'}")
    mailbox = compare_form(sender.address)
    if mailbox is None or mailbox not in {compare_form(address) for address in staff_addresses}:
        return Verdict(allowed=False, why="not the address of an employee")
    if screened.automatic:
        return Verdict(allowed=False, why=f"a machine sent this: {screened.why}")
    if action_token:
        return Verdict(allowed=True, why="the action token")
    if authentication.proves(mailbox):
        return Verdict(allowed=True, why="our mail server found the sender to be genuine")
    return Verdict(allowed=False, why="our mail server did not find the sender to be genuine, and there is no action token")
