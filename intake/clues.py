"""The sure signs that a program sent a mail: standards by which programs say so, or marks that only they leave.

Each clue is one question with its source, and answers with the kind of machine
or not at all. The rule: what a person's mail may bear as well is no clue, but a
doubt (`intake.doubts`).
"""

import re
from unicodedata import normalize

from intake.addresses import Sender, compare_form
from intake.bounce_signs import has_null_return_path
from intake.bounces import read_bounce
from intake.feedback import is_feedback
from intake.incoming import IncomingMail
from intake.mailboxes import take_apart, without_controls
from intake.phrases import AUTO_REPLY_PREFIX
from intake.screened import Kind, Screened, ScreeningRules

_REPLY_HEADERS = (
    "X-Autoreply",
    "X-Auto-Reply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Autoreply-From",
    "X-Auto-Reply-From",
    "X-Mail-Autoreply",
    "X-Autosubmitted",
    "X-Vacation",
    "X-Cron-Env",
    "X-FC-MachineGenerated",
    "X-Facebook-Notify",
    "X-eBay-MailTracker",
)
_LIST_HEADERS = ("List-Unsubscribe", "List-Help", "List-Subscribe", "List-Owner", "List-Archive", "Mailing-List", "X-Mailing-List")
_DENIED = frozenset({"no", "false", "0"})
FORWARDED = "auto-forwarded"
_MAX_SUBJECT = 300


def our_own_letter(mail: IncomingMail, sender: Sender, rules: ScreeningRules) -> Screened | None:
    """R-ACK-07: our signed token in X-KL-Loop or the Message-ID, under our own address."""
    if is_one_of(sender, rules.own_addresses) and bears_our_token(mail, rules):
        return _machine(Kind.OWN, "our_own_letter", "it bears a token that we signed: a copy of our own letter")
    return None


def is_one_of(sender: Sender, addresses: frozenset[str]) -> bool:
    """Say whether `sender` is one of `addresses`, trusted or not: to withhold an answer, looking like one is enough."""
    form = compare_form(sender.address) if sender.address else None
    return form is not None and form in {compare_form(address) for address in addresses}


def bears_our_token(mail: IncomingMail, rules: ScreeningRules) -> bool:
    """Say whether X-KL-Loop or the Message-ID bears our signature. One in References is no sign: every answer to us has it."""
    tokens = [*mail.all("X-KL-Loop"), *([mail.message_id] if mail.message_id else [])]
    return any(rules.is_own_token(token.strip()) for token in tokens)


def feedback_report(mail: IncomingMail, _sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """RFC 5965, 2: a provider tells that somebody calls our mail spam; see `intake.feedback` (R-ARF-01)."""
    if is_feedback(mail):
        return Screened(Kind.REPORT, "feedback_report", "a provider reports a complaint about our mail", automatic=True, alarm=True)
    return None


def bounced(mail: IncomingMail, sender: Sender, rules: ScreeningRules) -> Screened | None:
    """RFC 3464 and 6522, and what older servers write instead: see `intake.bounces` (R-DSN-01). A contact form writes none (D9)."""
    if (sender.trusted and is_one_of(sender, rules.contact_forms)) or not read_bounce(mail):
        return None
    return _machine(Kind.BOUNCE, "bounced", "a mail server reports that a mail did not arrive")


def disposition_notification(mail: IncomingMail, _sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """RFC 8098, 3: multipart/report; report-type=disposition-notification, a receipt of reading (R-MDN-01)."""
    if mail.report_type == "disposition-notification" or "message/disposition-notification" in mail.part_types:
        return _machine(Kind.REPORT, "disposition_notification", "a receipt of reading")
    return None


def other_report(mail: IncomingMail, _sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """RFC 6522, 3: any other multipart/report, such as a delivery that succeeded (R-ACK-06)."""
    is_report = mail.content_type == "multipart/report"
    return _machine(Kind.REPORT, "other_report", "a report by a mail server") if is_report else None


def marked_as_spam(mail: IncomingMail, _sender: Sender, rules: ScreeningRules) -> Screened | None:
    """Believe the customer's own filter, which marks spam with a header field; which one is a setting (docs/mail-rules.md, D2)."""
    for name, beginning in rules.spam_headers:
        if any(value.strip().lower().startswith(beginning.lower()) for value in mail.all(name)):
            return _machine(Kind.SPAM, "marked_as_spam", f"the spam filter marked it: {name}")
    return None


def auto_submitted(mail: IncomingMail, _sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """RFC 3834, 5: any Auto-Submitted whose keyword is not `no`; two of them are no person's either (R-ACK-01).

    What was only forwarded by a program may still be a person's: that is a doubt.
    """
    told = submitted(mail)
    if len(told) > 1 or any(keyword not in {"no", FORWARDED} for keyword in told):
        return _machine(Kind.AUTO_REPLY, "auto_submitted", "it says of itself that no person sent it: Auto-Submitted")
    return None


def submitted(mail: IncomingMail) -> list[str]:
    """Return the keyword of every Auto-Submitted, lower case."""
    return [_keyword(value) for value in mail.all("Auto-Submitted")]


def _keyword(value: str) -> str:
    """Return the keyword of RFC 3834, 5.2, without comments and parameters; the empty string where it cannot be told."""
    pieces = take_apart(without_controls(value))
    return "" if pieces.defects else pieces.skeleton.partition(";")[0].strip().lower()


def auto_reply_header(mail: IncomingMail, _sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """Fields that answering programs write of their own accord; an empty one counts, a denial does not (R-ACK-06)."""
    for name in _REPLY_HEADERS:
        if any(value.strip().lower() not in _DENIED for value in mail.all(name)):
            return _machine(Kind.AUTO_REPLY, "auto_reply_header", f"an answering program marked it: {name}")
    marked = [*mail.all("Delivered-To"), *mail.all("X-POST-MessageClass")]
    if any("autoresponder" in value.lower() and "@" not in value for value in marked):
        return _machine(Kind.AUTO_REPLY, "auto_reply_header", "an answering program marked it: Autoresponder")
    if any(value.strip().lower() == "reply" for value in mail.all("X-Autogenerated")):  # else it says that a program passed a mail on
        return _machine(Kind.AUTO_REPLY, "auto_reply_header", "an answering program marked it: X-Autogenerated")
    return None


def precedence_auto_reply(mail: IncomingMail, _sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """`Precedence: auto_reply`, in use since before RFC 3834 (R-ACK-04)."""
    if {"auto_reply", "auto-reply"} & set(precedences(mail)):
        return _machine(Kind.AUTO_REPLY, "precedence_auto_reply", "an answering program marked it: Precedence")
    return None


def precedences(mail: IncomingMail) -> list[str]:
    """Return every Precedence and X-Precedence, lower case: some programs write two."""
    return [value.strip().lower() for name in ("Precedence", "X-Precedence") for value in mail.all(name)]


def auto_reply_of_exchange(mail: IncomingMail, _sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """See the null return path together with a field that Exchange writes on its automatic replies; each alone is but a doubt.

    Source: MS-OXCMAIL 2.1.3.2.20; docs/mail-rules.md, R-ACK-02, R-ACK-05 and R-ACK-06.
    """
    marked = mail.all("X-Auto-Response-Suppress") or mail.all("X-MS-Exchange-Inbox-Rules-Loop")
    if marked and has_null_return_path(mail):
        return _machine(Kind.AUTO_REPLY, "auto_reply_of_exchange", "an automatic reply of Exchange, without a return path")
    return None


def auto_reply_subject(mail: IncomingMail, _sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """RFC 3834, 3.1.5: programs put words before the subject; with a colon or in brackets, in the languages that they speak."""
    if AUTO_REPLY_PREFIX.match(subject_of(mail)):
        return _machine(Kind.AUTO_REPLY, "auto_reply_subject", "its subject begins as automatic replies do")
    return None


def subject_of(mail: IncomingMail) -> str:
    """Return the subject as its words are looked for: its beginning, with each accent on its letter."""
    return normalize("NFC", mail.subject[:_MAX_SUBJECT])


def announcement_list(mail: IncomingMail, _sender: Sender, rules: ScreeningRules) -> Screened | None:
    """RFC 2369 and 2919: sent to a list to which nobody can post, so a newsletter (R-ACK-04).

    Where the list takes posts, or the mail answers another, a person may have written: that is a doubt. And our own address may be a list.
    """
    found = list_headers(mail)
    if found and not takes_posts(mail) and not answers(mail) and not is_our_list(mail, rules):
        return _machine(Kind.BULK, "announcement_list", f"it was sent to a list: {found[0]}")
    return None


def list_headers(mail: IncomingMail) -> list[str]:
    """Return the names of the fields by which a list is told, other than those of its own name and address."""
    return [name for name in _LIST_HEADERS if mail.all(name)]


def answers(mail: IncomingMail) -> bool:
    """Say whether the mail answers another one (RFC 5322, 3.6.4)."""
    return bool(mail.in_reply_to or mail.references)


def takes_posts(mail: IncomingMail) -> bool:
    """Say whether the list lets people post: RFC 2369, 3.4, where `NO` says that they may not."""
    return any(not re.match(r"\s*no\b", value, re.IGNORECASE) for value in mail.all("List-Post"))


def is_our_list(mail: IncomingMail, rules: ScreeningRules) -> bool:
    """Say whether the list is an address of ours: a group that stands before the mailbox marks every complaint."""
    said = " ".join(value.lower()[:_MAX_SUBJECT] for name in ("List-Id", "List-Post", "Mailing-List") for value in mail.all(name))
    own = [address.lower() for address in rules.own_addresses]
    return any(
        f"<{address.replace('@', '.')}>" in said or re.search(rf"(?<![\w.+-]){re.escape(address)}(?![\w.-])", said) for address in own
    )


def _machine(kind: Kind, clue: str, why: str) -> Screened:
    return Screened(kind, clue, why, automatic=True)
