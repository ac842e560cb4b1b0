"""What strangers write to a complaints mailbox, each mail with what must become of it.

Everybody is invented. A `Pen` never writes one mail twice, so that each is found
again wherever it went.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime

from tracker.ledger import MailClass


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, and what must become of it.

    sender:     of the envelope.
    answered:   its sender gets an acknowledgement.
    laid:       it is put into the inbox by a colleague, instead of coming by SMTP.
    """

    raw: bytes
    sender: str
    kind: MailClass = MailClass.COMPLAINT
    answered: bool = True
    laid: bool = False

    def is_in(self, raw: bytes) -> bool:
        """Say whether `raw` is this mail, with whatever a mail server wrote on top."""
        return raw == self.raw if self.laid else raw.endswith(self.raw)


class Pen:
    """Writes mails from `domain` to `desk`, no two alike."""

    def __init__(self, domain: str, desk: str, numbers: Iterator[int]) -> None:
        self.domain, self.desk = domain, desk
        self._numbers = numbers

    def mixed(self, count: int) -> list[Mail]:
        """Write so many mails, of all kinds in turn."""
        return [KINDS[number % len(KINDS)](self) for number in range(count)]

    def complaints(self, count: int) -> list[Mail]:
        """Write so many complaints, all to be answered."""
        ways = (in_text, in_html, with_enclosure)
        return [ways[number % len(ways)](self) for number in range(count)]

    def number(self) -> int:
        """Return a number that no other mail has."""
        return next(self._numbers)

    def message(self, subject: str, *, local: str = "klager") -> EmailMessage:
        """Begin a mail by somebody who never wrote before."""
        number = self.number()
        message = EmailMessage(policy=policy.SMTP)
        message["From"] = f"Klager {number} <{local}.{number}@{self.domain}>"
        message["To"] = self.desk
        message["Subject"] = subject
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = f"<{number}@{self.domain}>"
        return message


def finished(message: EmailMessage, kind: MailClass = MailClass.COMPLAINT, *, answered: bool = True) -> Mail:
    """Make a mail of a message, sent by whom its From names."""
    sender = message["From"].addresses[0].addr_spec
    return Mail(message.as_bytes(), sender, kind, answered=answered)


def in_text(pen: Pen) -> Mail:
    """Write a plain complaint."""
    message = pen.message("Klacht over uw brief")
    message.set_content("Geachte heer, mevrouw,\n\nIk heb deze factuur vorige maand al betaald.\nGraag uw reactie.\n")
    return finished(message)


def in_html(pen: Pen) -> Mail:
    """Write a complaint without plain text, with letters beyond ASCII."""
    message = pen.message("Zo ga je niet met mensen om")
    message.set_content("<p>Ik ben <b>drie</b> keer gebeld, één keer om half tien ’s avonds.</p>", subtype="html", cte="quoted-printable")
    return finished(message)


def in_english(pen: Pen) -> Mail:
    """Write a complaint in English."""
    message = pen.message("Complaint about your phone call")
    message.set_content(
        "Dear sir or madam,\n\nYour colleague was rude to me on the phone and hung up. I have paid this bill\n"
        "in full and I would like to have an apology from you, and an answer in writing.\n"
    )
    return finished(message)


def with_enclosure(pen: Pen) -> Mail:
    """Write a complaint with an attachment."""
    message = pen.message("Klacht, met bewijs")
    message.set_content("In de bijlage vindt u mijn betaalbewijs.\n")
    message.add_attachment(b"%PDF-1.4 " + bytes(range(256)) * 40, maintype="application", subtype="pdf", filename="betaalbewijs.pdf")
    return finished(message)


def with_two_senders(pen: Pen) -> Mail:
    """Write a mail with two From fields: registered, and nobody is answered."""
    mail = in_text(pen)
    return replace(mail, raw=mail.raw.replace(b"\r\nTo: ", b"\r\nFrom: anna@elders.example\r\nTo: ", 1), answered=False)


def through_a_list(pen: Pen) -> Mail:
    """Write a complaint that came through a mailing list: registered, not answered."""
    message = pen.message("Doorgestuurd: klacht")
    message["List-Id"] = "<buurt.lijsten.example>"
    message["List-Post"] = "<mailto:buurt@lijsten.example>"
    message.set_content("Onze buurvrouw klaagt over uw incassokosten. Wilt u haar bellen?\n")
    return finished(message, answered=False)


def out_of_office(pen: Pen) -> Mail:
    """Write what an answering program writes."""
    message = pen.message("Automatisch antwoord: afwezig")
    message["Auto-Submitted"] = "auto-replied"
    message.set_content("Ik ben er maandag weer.\n")
    return finished(message, MailClass.AUTO_REPLY, answered=False)


def newsletter(pen: Pen) -> Mail:
    """Write what goes to thousands."""
    message = pen.message("Vijf tips voor uw incasso", local="nieuws")
    message["List-Unsubscribe"] = f"<https://{pen.domain}/af>"
    message["Precedence"] = "bulk"
    message.set_content("Lees ze allemaal op onze website.\n")
    return finished(message, MailClass.BULK, answered=False)


def foreign_bounce(pen: Pen) -> Mail:
    """Write the bounce of a letter that was never ours."""
    message = pen.message("Undelivered Mail Returned to Sender", local="mailer-daemon")
    report = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="grens"\r\n\r\n'
        "--grens\r\nContent-Type: text/plain\r\n\r\nI could not deliver your mail.\r\n"
        f"--grens\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.{pen.domain}\r\n\r\n"
        f"Final-Recipient: rfc822; iemand@{pen.domain}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--grens--\r\n"
    )
    mail = finished(message, MailClass.BOUNCE, answered=False)
    return replace(mail, raw=mail.raw.rstrip() + b"\r\n" + report.encode())


def spam(pen: Pen) -> Mail:
    """Write what the spam filter marks."""
    message = pen.message("You won")
    message["X-Spam-Flag"] = "YES"
    message.set_content("Click here.\n")
    return finished(message, MailClass.SPAM, answered=False)


def unreadable(pen: Pen) -> Mail:
    """Make a mail of which nothing is left but line ends; no mail server lets it stay like that, so a colleague lays it there."""
    raw = b"\r\n" * (2 + pen.number())
    return Mail(raw, "", MailClass.UNREADABLE, answered=False, laid=True)


KINDS: tuple[Callable[[Pen], Mail], ...] = (
    in_text,
    in_html,
    out_of_office,
    with_enclosure,
    newsletter,
    in_text,
    with_two_senders,
    in_english,
    spam,
    foreign_bounce,
    in_text,
    unreadable,
    through_a_list,
)


def following(pen: Pen, earlier: Mail) -> Mail:
    """Write a second mail by the sender of `earlier`, in answer to their own first."""
    message = _answer(pen, earlier.sender, "Re: Klacht over uw brief", message_from_bytes(earlier.raw)["Message-ID"])
    message.set_content("Nog een aanvulling: ik heb het betaalbewijs gevonden.\n")
    return finished(message, MailClass.FOLLOW_UP, answered=False)


def answering(pen: Pen, letter: bytes) -> Mail:
    """Write an answer to a letter of ours as a mail program does: its subject, its thread, its text quoted."""
    answered = message_from_bytes(letter, policy=policy.default)
    message = _answer(pen, str(answered["To"]), f"Re: {answered['Subject']}", str(answered["Message-ID"]))
    body = answered.get_body(("plain",))
    quoted = "".join(f"> {line}\n" for line in (body.get_content() if body else "").splitlines())
    message.set_content(f"Dank voor uw bericht. U kunt mij overdag bellen.\n\n{quoted}", cte="quoted-printable")
    return finished(message, MailClass.FOLLOW_UP, answered=False)


def _answer(pen: Pen, sender: str, subject: str, message_id: str) -> EmailMessage:
    message = pen.message(subject)
    message.replace_header("From", sender)
    message["In-Reply-To"] = message["References"] = message_id
    return message
