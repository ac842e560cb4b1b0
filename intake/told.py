"""What the casework is told of a mail: who wrote it, how we know, what it says, and the attachments that go along.

Bridges reading and the register; decides nothing.
"""

from sqlalchemy.orm import Session

from intake.addresses import Sender, is_confusable
from intake.authentication import Authentication
from intake.child import Reading
from intake.incoming import IncomingMail
from intake.judging import Judged
from intake.keep import is_for_the_record
from intake.noticed import notice
from intake.showing import news, unshown
from intake.withheld import LOOK_ALIKE, SENDER_UNCLEAR
from tracker.mails import Mail
from tracker.records import Arrival, Enclosure
from tracker.told import Listed
from tracker.told import Sender as Shown


def describe(arrival: Arrival, mail: IncomingMail, judged: Judged) -> None:
    """Keep with the arrival what lists and threading need."""
    arrival.sender = judged.author.address
    arrival.sender_key = judged.sender_key
    arrival.subject = mail.subject
    arrival.message_id = mail.message_id


def tell(session: Session, arrival: Arrival, reading: Reading, judged: Judged) -> Mail:
    """Gather what the casework needs, and keep the attachments that go along."""
    mail = reading.mail
    session.add_all(_enclosures(arrival, reading))
    shown_text = news(mail)
    noticed = notice(mail.subject, mail.new_text, mail.text, shown_text)
    return Mail(
        arrival_id=arrival.id,
        mailbox=arrival.mailbox,
        received_at=arrival.received_at,
        sender=shown(judged.author),
        sender_key=judged.sender_key,
        subject=mail.subject,
        text=mail.text,
        language=noticed.language,
        news=shown_text,
        unshown=unshown(mail),
        proof=proof(judged.authentication),
        proven=bool(judged.author.address) and judged.authentication.proves(str(judged.author.address)),
        message_id=mail.message_id,
        references=mail.references,
        attachments=tuple(Listed(one.name, one.size, enclosed=bool(reading.enclosures)) for one in mail.attachments),
        hints=noticed.hints,
        backlog=arrival.backlog,
        for_the_record=is_for_the_record(arrival),
    )


def proof(found: Authentication) -> str:
    """Say how far our own mail server vouches for the sender, for the journal."""
    login, internal = ("pass" if found.submitted_as else None), ("internal" if found.vouched else None)
    results = (("auth", login), ("exchange", internal), ("dmarc", found.dmarc), ("spf", found.spf), ("dkim", found.dkim))
    return " ".join(f"{method}={result}" for method, result in results if result) or "unproven"


def shown(sender: Sender) -> Shown:
    """Tell staff who wrote, and what is odd about that (docs/mail-rules.md, R-AUTH-08)."""
    odd = None if sender.trusted else SENDER_UNCLEAR
    if sender.address and is_confusable(sender.address.rpartition("@")[2]):
        odd = LOOK_ALIKE
    return Shown(sender.name, sender.address, odd)


def _enclosures(arrival: Arrival, reading: Reading) -> list[Enclosure]:
    """Make a row of each attachment; without its bytes where they are too large together to go along."""
    data: tuple[bytes | None, ...] = reading.enclosures or (None,) * len(reading.mail.attachments)
    return [
        Enclosure(arrival_id=arrival.id, position=one.position, name=one.name, type=one.type, size=one.size, data=content)
        for one, content in zip(reading.mail.attachments, data, strict=True)
    ]
