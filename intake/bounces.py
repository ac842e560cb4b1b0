"""Which letter did not arrive, at whom, and whether for good.

Reads the fields of RFC 3464, and hands the free text of servers that write
none to `intake.bounce_texts`. The rule: a bounce needs the sign of a mail
server (its report, its empty return path, its name); words alone are none,
since complainants quote bounces too. What a bounce says is not believed here:
anyone can write one (docs/mail-rules.md, R-DSN-02 and -03).
"""

import re
from dataclasses import dataclass

from intake.addresses import read_sender
from intake.bounce_signs import has_more_than_null_path, has_server_sign, has_slight_sign, is_daemon, is_report
from intake.bounce_texts import Told, is_notice_subject, is_rejection, read_text
from intake.incoming import IncomingMail
from intake.phrases import AUTO_REPLY_PREFIX
from intake.returned import returned_message_id

_MAX_FIELDS = 65536
_MAX_RECIPIENTS = 100
_MAX_SUBJECT = 300
_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{0,60}+)[ \t]*:[ \t]*(.*)$")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_TRIED_FOR_DAYS = "4.4.7"
_OTHER_REPORTS = frozenset({"feedback-report", "disposition-notification"})
_ARRIVED = frozenset({"delivered", "relayed", "expanded", "deliverable"})
_FIELDS_BEGIN = re.compile(r"^(?:reporting-mta|final-recipient):", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a bounce says.

    recipients:  the addresses that it is about, as written, each once.
    permanent:   whether trying again is of no use; None where it does not say.
    given_up:    nobody tries again, whether or not that would be of use: RFC 3464, 2.3.3, of the action `failed`.
    status:      as in RFC 3463, such as 5.1.1.
    message_id:  of the letter that bounced, in its angle brackets.
    """

    recipients: tuple[str, ...] = ()
    permanent: bool | None = None
    status: str | None = None
    message_id: str | None = None
    given_up: bool = False


def read_bounce(mail: IncomingMail) -> Bounce | None:
    """Return what `mail` says about a letter that did not arrive, or not yet; None when it is no bounce.

    A report of success is none. Never raises. Source: RFC 3464, 2; docs/mail-rules.md, R-DSN-01.
    """
    if mail.report_type in _OTHER_REPORTS and not is_rejection(mail.subject, mail.text):
        return None
    if not _is_signed(mail) or (AUTO_REPLY_PREFIX.match(mail.subject[:_MAX_SUBJECT]) and not mail.delivery_status):
        return None
    groups = _recipient_groups(mail.delivery_status or _fields_in_text(mail.text))
    return _from_fields(mail, groups) if groups else _from_text(mail)


def _fields_in_text(text: str) -> str:
    """Return the part of a text in which a server wrote the fields of RFC 3464, though without the form for them."""
    begin = _FIELDS_BEGIN.search(text[:_MAX_FIELDS])
    return text[begin.start() : _MAX_FIELDS] if begin else ""


def _is_signed(mail: IncomingMail) -> bool:
    """Say whether a mail server wrote this: by a sure sign, or by a slight one beside the words of a notice."""
    return is_report(mail) or has_server_sign(mail) or (is_notice_subject(mail.subject) and has_slight_sign(mail))


def _recipient_groups(delivery_status: str) -> list[dict[str, str]]:
    """Return the fields of each recipient (RFC 3464, 2.3): the groups that name one, or say what became of it."""
    groups: list[dict[str, str]] = [{}]
    name = ""
    for line in delivery_status[:_MAX_FIELDS].splitlines():
        if not line.strip():
            groups.append({})
            name = ""
        elif line[0] in " \t" and name:
            groups[-1][name] += " " + line.strip()
        elif field := _FIELD.match(line):
            name = field[1].lower()
            groups[-1].setdefault(name, field[2].strip())
    return [group for group in groups if group.keys() & {"final-recipient", "original-recipient", "action", "status"}]


def _from_fields(mail: IncomingMail, groups: list[dict[str, str]]) -> Bounce | None:
    failed = [group for group in groups if not _has_arrived(group)]
    if not failed:
        return None
    actions = {_action(group) for group in failed}
    addresses = [address for group in failed for address in _addresses(group)]
    status = next((found[0] for group in failed if (found := _STATUS.search(group.get("status", "")))), None)
    told = _told(mail)
    return Bounce(
        recipients=_each_once(addresses) or _failed_recipients(mail) or told.recipients,
        permanent=_is_permanent(actions, status, told),
        status=status or told.status,
        message_id=returned_message_id(mail),
        given_up="failed" in actions,
    )


def _action(group: dict[str, str]) -> str:
    return group.get("action", "").partition(" ")[0].partition(";")[0].lower()


def _has_arrived(group: dict[str, str]) -> bool:
    """Say whether this group tells of success: by its action, or where it has none by a status of class 2 (RFC 3463, 3.1)."""
    action = _action(group)
    return action in _ARRIVED or (action not in {"failed", "delayed"} and group.get("status", "").startswith("2."))


def _addresses(group: dict[str, str]) -> list[str]:
    """Return the address that the letter was sent to, else the one that it had become (RFC 3464, 2.3.1 and 2.3.2)."""
    for name in ("original-recipient", "final-recipient"):
        written = group.get(name, "").rpartition(";")[2]
        if "@" in written and (address := read_sender((written,)).address):
            return [address]
    return []


def _is_permanent(actions: set[str], status: str | None, told: Told) -> bool | None:
    """Read the action (RFC 3464, 2.3.3): `delayed` goes on trying; `failed` is final, but of class 4 it may be tried again (R-DSN-03).

    Unless that was done already: 4.4.7 is what a server says that has tried for days (RFC 3463, 3.5).
    """
    if "failed" in actions:
        return status == _TRIED_FOR_DAYS or not (status or "5").startswith("4")
    if "delayed" in actions:
        return False
    return {"5": True, "4": False}.get((status or "")[:1], told.permanent)


def _from_text(mail: IncomingMail) -> Bounce | None:
    """Read a bounce without fields: by the words of a notice, in the subject and the text where nothing else tells a server from a form."""
    told, named = _told(mail), _failed_recipients(mail)
    in_subject = is_notice_subject(mail.subject)
    is_notice = in_subject or told.is_notice if has_more_than_null_path(mail) else in_subject and told.is_notice
    if named or is_notice or (told.recipients and is_daemon(mail)):
        return Bounce(named or told.recipients, told.permanent, told.status, returned_message_id(mail))
    return None


def _told(mail: IncomingMail) -> Told:
    ours = frozenset(found.lower() for value in mail.all("To") if (found := read_sender((value,)).address))
    return read_text(mail.subject, mail.text, ours, (read_sender(mail.all("From")).address or "").rpartition("@")[2])


def _failed_recipients(mail: IncomingMail) -> tuple[str, ...]:
    """Return the addresses in X-Failed-Recipients, which Exim and Google write."""
    listed = ",".join(mail.all("X-Failed-Recipients"))[:_MAX_FIELDS].split(",")[:_MAX_RECIPIENTS]
    return _each_once([address for item in listed if (address := read_sender((item,)).address)])


def _each_once(addresses: list[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for address in addresses[:_MAX_RECIPIENTS]:
        kept.setdefault(address.lower(), address)
    return tuple(kept.values())
