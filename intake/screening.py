"""Human or machine: the clues in their order, and the one answer.

The clues stand in `intake.clues` (what surely comes from a program) and
`intake.doubts` (what perhaps does, or may not be answered for another reason).
The rule: a sure sign files a mail with the robots; a mere doubt never does.
Then the mail is a complaint like any other that a person confirms by hand,
because a letter too few costs a call and a complaint lost costs everything.
Source: docs/mail-rules.md, R-ACK-01 to -07, -18 and -19.
"""

from collections.abc import Callable

from intake import clues, doubts
from intake.addresses import Sender, compare_form, read_sender
from intake.incoming import IncomingMail
from intake.screened import Kind, Screened, ScreeningRules

__all__ = ["CLUES", "Clue", "Kind", "Screened", "ScreeningRules", "screen", "writer"]

Clue = Callable[[IncomingMail, Sender, ScreeningRules], Screened | None]

CLUES: tuple[Clue, ...] = (
    clues.our_own_letter,
    clues.feedback_report,
    clues.bounced,
    clues.disposition_notification,
    clues.other_report,
    clues.marked_as_spam,
    doubts.contact_form,
    doubts.perhaps_contact_form,
    clues.auto_submitted,
    clues.auto_reply_header,
    clues.precedence_auto_reply,
    clues.auto_reply_of_exchange,
    clues.auto_reply_subject,
    clues.announcement_list,
    doubts.unreadable,
    doubts.our_letter_from_elsewhere,
    doubts.untrusted_sender,
    doubts.went_in_a_circle,
    doubts.null_return_path,
    doubts.robot_address,
    doubts.precedence,
    doubts.discussion_list,
    doubts.loop_header,
    doubts.perhaps_auto_reply,
    doubts.only_a_calendar,
    doubts.asks_for_no_answer,
    doubts.own_address,
    doubts.staff_address,
)
"""Our own mail first, then what bounced (bounces are Auto-Submitted too), then the sure signs, then the doubts, the graver first."""

_A_PERSON = Screened(Kind.HUMAN, "no_clue", "nothing says that a machine sent this", answerable=True)


def screen(mail: IncomingMail, sender: Sender, rules: ScreeningRules) -> Screened:
    """Return the answer of the first clue that speaks; else a person wrote this. Never raises."""
    return next((answer for clue in CLUES if (answer := clue(mail, sender, rules))), _A_PERSON)


def writer(mail: IncomingMail, sender: Sender, rules: ScreeningRules) -> Sender:
    """Return whose words these are: the sender, or for a contact form whom its Reply-To names (docs/mail-rules.md, D9)."""
    forms = {compare_form(address) for address in rules.contact_forms}
    is_form = sender.trusted and sender.address is not None and compare_form(sender.address) in forms
    return read_sender(mail.all("Reply-To")) if is_form else sender
