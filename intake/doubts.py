"""The signs by which a mail may not be answered, though a person may have written it.

A doubt registers: the mail is a complaint like any other, and who must confirm
it by hand is told why it was not done by itself. So no complaint is lost by a
header that a machine put on a person's mail.
"""

import re

from intake.addresses import Sender, read_sender
from intake.authentication import is_among, received_by
from intake.clues import bears_our_token, has_null_return_path, is_one_of, is_our_list, precedences
from intake.incoming import IncomingMail
from intake.phrases import AUTO_REPLY_INSIDE, AWAY, PERHAPS_AUTO_REPLY
from intake.screened import Kind, Screened, ScreeningRules

_ROBOTS = re.compile(
    r"(?:.*[._+-])?(?:(?:no|do-?_?\.?not|dont)[._-]?reply|niet[._-]?(?:be)?antwoorden|geen[._-]?antwoord|geenreactie|keine[._-]?antwort|nicht[._-]?antworten"
    r"|ne[._-]?pas[._-]?repondre|no[._-]?responder|nao[._-]?responda|non[._-]?rispondere|nie[._-]?odpowiadaj)(?:[._+-].*|\d*)"
    r"|(?:mailer|m|cron|anacron)?-?daemon|postmaster|mailer|nobody|root|www-?data|apache|listserv|majordomo|mailman|mdaemon|newsletter|nieuwsbrief"
    r"|owner-.*|request-.*|.*-(?:request|owner|bounces|errors)|bounces?(?:[+=._-].*|\d*)|prvs=.*|btv1==.*|[^+]*\+[^=]*=.*"
)
_LONGEST_LOCAL = 200
_AWAY_WITHIN = 200
_SHORT_TEXT = 1200
_PRECEDENCES = frozenset({"bulk", "junk", "list"})
_CALENDARS = frozenset({"text/calendar", "application/ics"})


def contact_form(mail: IncomingMail, sender: Sender, rules: ScreeningRules) -> Screened | None:
    """D9: the customer's own form writes for a person, whom its Reply-To names; that a program sent it says nothing."""
    if not (sender.trusted and is_one_of(sender, rules.contact_forms)):
        return None
    named = read_sender(mail.all("Reply-To"))
    if not named.trusted or _is_robot(named) or is_one_of(named, rules.own_addresses | rules.staff_addresses | rules.contact_forms):
        return _withheld("contact_form", "the contact form names nobody who can be answered", automatic=True)
    return Screened(Kind.HUMAN, "contact_form", "a person wrote this in a contact form", answerable=True, automatic=True)


def unreadable(mail: IncomingMail, _sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """RFC 3834, 2: what is extremely malformed gets no answer; registered all the same (R-ACK-18)."""
    return None if mail.readable else _withheld("unreadable", "the mail could not be read")


def untrusted_sender(_mail: IncomingMail, sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """D11: a From that can be read in two ways, or in none, is not answered."""
    return None if sender.trusted else _withheld("untrusted_sender", f"the sender is not sure: {', '.join(sender.defects)}")


def went_in_a_circle(mail: IncomingMail, _sender: Sender, rules: ScreeningRules) -> Screened | None:
    """RFC 5321, 6.3: too many Received, or a mail that left our hosts and came back to them (R-ACK-19).

    Two of our hosts one after the other are no circle: the filter and the delivery agent write a field each.
    """
    fields = mail.all("Received")
    ours = [is_among(host, rules.own_hosts) if (host := received_by(value)) else None for value in fields[: rules.max_received]]
    stays = [here for here, before in zip(ours, [None, *ours], strict=False) if here is not None and here != before]
    if len(fields) > rules.max_received or stays.count(True) > 1:
        return Screened(
            Kind.HUMAN, "went_in_a_circle", "it went round in a circle between mail servers", automatic=True, hold=True, alarm=True
        )
    return None


def null_return_path(mail: IncomingMail, _sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """RFC 5321, 4.5.5, and RFC 3834, 2: the empty return path is for notices of programs (R-ACK-02)."""
    return (
        _withheld("null_return_path", "its return path is empty, as that of programs is", automatic=True)
        if has_null_return_path(mail)
        else None
    )


def robot_address(_mail: IncomingMail, sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """RFC 3834, 2: addresses at which no person reads, and those of lists, BATV and VERP (R-ACK-03)."""
    return _withheld("robot_address", "nobody reads what is sent to this address", automatic=True) if _is_robot(sender) else None


def _is_robot(sender: Sender) -> bool:
    local, at, _ = (sender.address or "").rpartition("@")
    return bool(at) and _ROBOTS.fullmatch(local.lower()[:_LONGEST_LOCAL]) is not None


def precedence(mail: IncomingMail, _sender: Sender, rules: ScreeningRules) -> Screened | None:
    """RFC 2076, 3.9: bulk, junk or list. Some gateways write it on every mail, so it is a doubt and no more (R-ACK-04)."""
    said = _PRECEDENCES.intersection(precedences(mail))
    if said and not is_our_list(mail, rules):
        return _withheld("precedence", f"it was sent with precedence {min(said)}", automatic=True)
    return None


def discussion_list(mail: IncomingMail, _sender: Sender, rules: ScreeningRules) -> Screened | None:
    """RFC 2919: sent through a list that takes posts, so perhaps by a person; the answer would reach them all (R-ACK-04)."""
    found = mail.all("List-Id") or mail.all("List-Post")
    if found and not is_our_list(mail, rules):
        return _withheld("discussion_list", "it came through a mailing list", automatic=True)
    return None


def loop_header(mail: IncomingMail, _sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """X-Loop and the rules of an Exchange mailbox: forwarding programs write them, on people's mail as well (R-ACK-06)."""
    if mail.all("X-Loop") or mail.all("X-MS-Exchange-Inbox-Rules-Loop"):
        return _withheld("loop_header", "a program passed it on", automatic=True)
    return None


def perhaps_auto_reply(mail: IncomingMail, _sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """RFC 3834, 3.1.5 and 3.1.6: the words of an automatic reply without its marks, in the subject or as a short text begins."""
    subject = mail.subject[:300]
    away = len(mail.text) <= _SHORT_TEXT and AWAY.search(" ".join(mail.text[: 2 * _AWAY_WITHIN].split())[:_AWAY_WITHIN])
    if away or PERHAPS_AUTO_REPLY.match(subject) or AUTO_REPLY_INSIDE.search(subject):
        return _withheld("perhaps_auto_reply", "it reads like an automatic reply", automatic=True)
    return None


def only_a_calendar(mail: IncomingMail, _sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """RFC 6047: an invitation, or an answer to one, and nothing else (R-ACK-06)."""
    leaves = {kind for kind in (*mail.part_types, mail.content_type) if not kind.startswith("multipart/")}
    return (
        _withheld("only_a_calendar", "it holds an invitation and nothing else", automatic=True) if leaves and leaves <= _CALENDARS else None
    )


def asks_for_no_answer(mail: IncomingMail, _sender: Sender, _rules: ScreeningRules) -> Screened | None:
    """MS-OXCMAIL 2.1.3.2.20: All or AutoReply ask for no automatic answer; DR, NDR, RN, NRN and OOF are about others (R-ACK-05)."""
    wishes = {wish.strip().lower() for value in mail.all("X-Auto-Response-Suppress") for wish in value.split(",")}
    return _withheld("asks_for_no_answer", "it asks for no automatic answer", automatic=True) if wishes & {"all", "autoreply"} else None


def our_letter_from_elsewhere(mail: IncomingMail, sender: Sender, rules: ScreeningRules) -> Screened | None:
    """R-ACK-07: somebody sends our own letter back, perhaps with words of theirs in it: registered, never answered, never dropped."""
    if bears_our_token(mail, rules) and not is_one_of(sender, rules.own_addresses):
        return _withheld("our_letter_from_elsewhere", "it is a letter of ours that somebody else sends", automatic=True)
    return None


def own_address(_mail: IncomingMail, sender: Sender, rules: ScreeningRules) -> Screened | None:
    """R-ACK-07: an answer to ourselves would come back to us."""
    return _withheld("own_address", "the sender is this service itself") if is_one_of(sender, rules.own_addresses) else None


def staff_address(_mail: IncomingMail, sender: Sender, rules: ScreeningRules) -> Screened | None:
    """R-ACK-07: an employee's mail is registered or obeyed, never acknowledged as a complaint."""
    if is_one_of(sender, rules.staff_addresses):
        return Screened(Kind.HUMAN, "staff_address", "an employee wrote this")
    return None


def _withheld(clue: str, why: str, *, automatic: bool = False) -> Screened:
    return Screened(Kind.HUMAN, clue, why, automatic=automatic, hold=True)
