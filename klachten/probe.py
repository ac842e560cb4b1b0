"""A mail that we send to ourselves, to see what our own mail server does with what a stranger may write.

It claims, in the name of our own server, that its sender is proven. A server
that follows RFC 8601, 5, takes that claim away; where it does not, anybody could
command in an employee's name, and the register is told so: from then on
employees are obeyed by the links in their own mail alone. On its way it also
tries the sub-addresses that those links write to.
Source: docs/mail-rules.md, R-AUTH-02 and D10.
"""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from secrets import token_hex

from sqlalchemy import select

from intake.authentication import read_results
from intake.incoming import IncomingMail
from intake.mailbox import ImapMailbox
from intake.parse import parse
from klachten import values
from klachten.check_servers import smtp_words
from klachten.findings import Finding, failure, fine, warning
from klachten.settings import Settings
from outbound.courier import Envelope
from outbound.smtp import SmtpCourier
from tracker.alarms import clear_alarm, raise_alarm
from tracker.clock import Clock
from tracker.errors import CannotStart, NeedsPerson, TryLater
from tracker.keys import Keyring
from tracker.records import Arrival, RawBlock
from tracker.store import Store
from tracker.tokens import loop_token

PATIENCE = timedelta(minutes=2)
_GLANCE_SECONDS = 1.0
_NONE_OF_OURS = 0


@dataclass(frozen=True, slots=True)
class Probe:
    """The mail to one mailbox. mark: stands in its claim and in its Message-ID, and nowhere else in the world."""

    mailbox: str
    address: str
    mark: str
    plus: bool

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        return f"<probe.{self.mark}@{self.address.rpartition('@')[2]}>"

    @property
    def recipient(self) -> str:
        """Where it goes: to a sub-address, where those are in use."""
        local, _, domain = self.address.rpartition("@")
        return f"{local}+probe-{self.mark}@{domain}" if self.plus else self.address


def try_mailboxes(settings: Settings, store: Store, keyring: Keyring, clock: Clock) -> Iterator[Finding]:
    """Send each mailbox a mail, wait until it is there, and say what became of its claim; the register keeps that."""
    for name, mailbox in settings.mailbox.items():
        probe = Probe(name, mailbox.address, token_hex(12), mailbox.plus_addressing)
        yield from _try(settings, store, keyring, clock, probe)


def _try(settings: Settings, store: Store, keyring: Keyring, clock: Clock, probe: Probe) -> Iterator[Finding]:
    subject = f"mailbox.{probe.mailbox}"
    mailbox = ImapMailbox(values.imap(settings, probe.mailbox), clock)
    try:
        mailbox.connect()
        after_uid = mailbox.last_uid
        _send(settings, probe, _written(settings, keyring, clock, probe))
        arrived = _wait(store, mailbox, clock, probe, after_uid)
    except (TryLater, NeedsPerson, CannotStart) as trouble:
        yield failure(subject, f"the test mail could not be tried: {smtp_words(trouble)}", "mend that first, and try again")
        return
    finally:
        mailbox.close()
    if arrived is None:
        advice = "look where it went; if the server has no sub-addresses, set plus_addressing = false for this mailbox"
        yield failure(subject, f"the test mail to {probe.recipient} did not arrive within {PATIENCE.seconds // 60} minutes", advice)
        return
    yield from _judged(settings, store, clock, probe, arrived)


def _judged(settings: Settings, store: Store, clock: Clock, probe: Probe, arrived: IncomingMail) -> Iterator[Finding]:
    subject = f"mailbox.{probe.mailbox}"
    if probe.plus:
        yield fine(subject, "sub-addresses (klachten+…@) reach it: the links of employees can be used")
    if settings.authentication.trust == "none":
        advice = "set [authentication] trust, so that employees can command by a plain mail as well"
        yield warning(subject, "nobody's word about a sender is taken: employees command by the links in their own mail alone", advice)
        return
    believed = _is_believed(settings, probe, arrived)
    with store.unit() as session:
        if believed:
            words = "our mail server lets strangers claim that they are proven: employees are obeyed by links alone"
            raise_alarm(session, "authentication.forgeable", probe.mailbox, words, clock.now())
        else:
            clear_alarm(session, "authentication.forgeable", probe.mailbox, clock.now())
    if believed:
        advice = "have it delete every Authentication-Results that comes in with its own name (RFC 8601, 5), then try again"
        yield failure(subject, "the mail server left a forged Authentication-Results in place; employees are obeyed by links alone", advice)
    else:
        yield fine(subject, "a forged Authentication-Results is taken away on the way in: what stands there is the server's own")


def _is_believed(settings: Settings, probe: Probe, arrived: IncomingMail) -> bool:
    """Say whether our claim is still there in the name in which it was made."""
    name = settings.authentication.authserv_id if settings.authentication.trust == "authserv-id" else None
    return any(probe.mark in value and read_results(value)[0] == name for value in arrived.all("Authentication-Results"))


def _written(settings: Settings, keyring: Keyring, clock: Clock, probe: Probe) -> bytes:
    """Return the mail. A service that runs takes it for its own, and files it away."""
    who = f"{settings.authentication.authserv_id}; " if settings.authentication.trust == "authserv-id" else ""
    lines = (
        f"Authentication-Results: {who}dmarc=pass header.from={probe.mark}.invalid",
        f"Date: {format_datetime(clock.now())}",
        f"From: <{probe.address}>",
        f"To: <{probe.recipient}>",
        "Subject: Proef van de klachtenservice",
        f"Message-ID: {probe.message_id}",
        "Auto-Submitted: auto-generated",
        f"X-KL-Loop: {loop_token(keyring, _NONE_OF_OURS)}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "Deze mail stuurde de klachtenservice zichzelf, om de mailserver te proberen.",
        "U hoeft niets te doen.",
    )
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _send(settings: Settings, probe: Probe, raw: bytes) -> None:
    async def carried() -> None:
        courier = SmtpCourier(values.smtp(settings))
        try:
            await courier.carry(Envelope(probe.address, probe.recipient, raw))
        finally:
            await courier.close()

    asyncio.run(carried())


def _wait(store: Store, mailbox: ImapMailbox, clock: Clock, probe: Probe, after_uid: int) -> IncomingMail | None:
    """Return the mail as it arrived: in the mailbox, or in the register where a service that runs was faster."""
    pause, end = threading.Event(), clock.now() + PATIENCE
    while clock.now() < end:
        if found := _in_register(store, probe) or _in_mailbox(mailbox, probe, after_uid):
            return found
        pause.wait(_GLANCE_SECONDS)
    return None


def _in_mailbox(mailbox: ImapMailbox, probe: Probe, after_uid: int) -> IncomingMail | None:
    for batch in mailbox.waiting(after_uid):
        for _, blocks in mailbox.fetch(batch):
            if (mail := parse(b"".join(blocks))).message_id == probe.message_id:
                return mail
    return None


def _in_register(store: Store, probe: Probe) -> IncomingMail | None:
    of_mail = select(RawBlock.data).join(Arrival, Arrival.id == RawBlock.arrival_id).where(Arrival.message_id == probe.message_id)
    with store.reading() as session:
        blocks = session.scalars(of_mail.order_by(RawBlock.position)).all()
    return parse(b"".join(blocks)) if blocks else None
