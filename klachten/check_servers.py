"""Whether the mailboxes and the way out work: really reached, really logged in to.

Looks, and makes the folders that are absent; takes in no mail and sends none.
"""

import asyncio
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from intake.mailbox import ImapMailbox
from intake.ports import LoginRefused, MailboxAway, NotTrusted
from intake.trouble import sorted_trouble
from intake.wire import ImapSettings, verifying_context
from klachten import values
from klachten.certificates import Protocol, expires_at
from klachten.findings import Finding, failure, fine, warning
from klachten.settings import Settings
from outbound import courier
from outbound.smtp import SmtpCourier
from outbound.smtp_settings import SmtpSettings, Timeouts
from tracker.clock import Clock
from tracker.errors import CannotStart, TryLater

RENEW_WITHIN_DAYS = 21
TOLERANCE = timedelta(minutes=5)
"""A mail of the future: one of the two clocks is wrong by more than mail servers usually are."""

_PATIENCE = Timeouts(connect_seconds=10, greeting_seconds=30, command_seconds=30)
_HEADERS_BYTES = 64 * 1024

_NOT_PROVEN = "the host must be the name in the certificate; for a certificate authority of your own name its ca_file"
_NOT_OFFERED = {
    "starttls_not_offered": "the server does not offer STARTTLS",
    "login_not_offered": "the server offers no log-in by password over this connection",
}
_ADVICE: tuple[tuple[type[TryLater], str], ...] = (
    (LoginRefused, "compare username and password; some servers want a password for programs, or IMAP switched on for the account"),
    (courier.LoginRefused, "compare username and password; some servers want log-in by SMTP switched on for the account"),
    (NotTrusted, _NOT_PROVEN),
    (TryLater, "compare host, port and security with what the server wants, and look whether a firewall is in between"),
)


def mailboxes(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Look at every mailbox."""
    for name in settings.mailbox:
        yield from _mailbox(f"mailbox.{name}", settings, name, clock)


def _mailbox(subject: str, settings: Settings, name: str, clock: Clock) -> Iterator[Finding]:
    imap = replace(values.imap(settings, name), timeout_seconds=(10.0, 30.0))
    mailbox = ImapMailbox(imap, clock)
    try:
        mailbox.connect()
        yield fine(subject, f"logged in to {imap.host} as {imap.username}")
        yield from _folders(subject, mailbox)
        yield from _newest_mail(subject, mailbox, settings, clock.now())
    except (MailboxAway, CannotStart) as trouble:
        yield failure(subject, f"{imap.host}: {trouble}", _advice(trouble))
        return
    finally:
        mailbox.close()
    yield from _imap_certificate(subject, imap, clock.now())
    if not settings.mailbox[name].plus_addressing:
        advice = "where the server has them, set plus_addressing = true: each letter gets a bounce address, each ready link an address"
        yield warning(subject, "sub-addresses (klachten+…@) are not used", advice)


def _advice(trouble: Exception) -> str:
    if "certificate" in getattr(trouble, "why", ""):
        return _NOT_PROVEN
    return next((advice for kind, advice in _ADVICE if isinstance(trouble, kind)), "do what the message says")


def _folders(subject: str, mailbox: ImapMailbox) -> Iterator[Finding]:
    told = mailbox.folders_check()
    for sentence in told:
        if sentence.startswith("The folder"):
            yield failure(subject, sentence, "or give the account the right to make folders")
        else:
            yield warning(subject, sentence, "nothing can be done here; it is a property of the server")
    if not any(sentence.startswith("The folder") for sentence in told):
        yield fine(subject, "our folders are there")


def _newest_mail(subject: str, mailbox: ImapMailbox, settings: Settings, now: datetime) -> Iterator[Finding]:
    """See by the newest mail in the inbox what the server tells us. Nothing of it is kept or shown."""
    batches = list(mailbox.waiting(max(0, mailbox.last_uid - 1))) if mailbox.last_uid else []
    if not batches:
        yield fine(subject, "the inbox is empty: nothing to see of clock, Return-Path and Authentication-Results")
        return
    newest = batches[-1][-1]
    if newest.received_at > now + TOLERANCE:
        advice = "set the clock of this machine (timedatectl), or have that of the mail server set"
        yield failure(subject, "the newest mail was received in the future: a clock is wrong", advice)
    for _, blocks in mailbox.fetch([newest]):
        read = b"".join(blocks)
        yield from _header(subject, read[:_HEADERS_BYTES].replace(b"\r\n", b"\n").partition(b"\n\n")[0].lower(), settings)


def _header(subject: str, header: bytes, settings: Settings) -> Iterator[Finding]:
    names = {line.partition(b":")[0].strip() for line in header.split(b"\n")}
    if b"return-path" not in names:
        advice = "harmless; where you can, let the server write it when it delivers: it tells bounces from complaints"
        yield warning(subject, "the server writes no Return-Path", advice)
    if settings.authentication.trust != "none" and b"authentication-results" not in names:
        advice = "let the server check DMARC and write Authentication-Results; without it a forged sender is not found out"
        yield warning(subject, "the newest mail bears no Authentication-Results, in spite of authentication.trust", advice)


def smtp(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Log in to the server that takes our letters."""
    reached = replace(values.smtp(settings), timeouts=_PATIENCE)
    try:
        asyncio.run(SmtpCourier(reached).log_in())
    except (TryLater, CannotStart) as trouble:
        yield failure("smtp", f"{reached.host}: {smtp_words(trouble)}", _advice(trouble))
        return
    yield fine(
        "smtp", f"logged in to {reached.host} as {reached.username}" if reached.username else f"reached {reached.host}, without log-in"
    )
    yield from _smtp_certificate(reached, clock.now())
    if values.bounce_address(settings) == "null":
        advice = 'smtp.bounce_address = "plain" or "verp"'
        yield warning("smtp", "nobody is told when a letter bounces: a complaint may stay unacknowledged unseen", advice)


def smtp_words(trouble: Exception) -> str:
    """Tell a trouble of SMTP in the words in which one of IMAP is told."""
    if not isinstance(trouble, courier.Postponed):
        return str(trouble)
    if trouble.code:
        said = "the server refuses the login" if isinstance(trouble, courier.LoginRefused) else "the server says no"
        return f"{said}: {str(trouble).partition(': ')[2]}"
    if trouble.why in _NOT_OFFERED:
        return _NOT_OFFERED[trouble.why]
    causes = list(_causes(trouble))
    return str(sorted_trouble(next((one for one in causes if isinstance(one, OSError)), causes[-1])))


def _causes(trouble: BaseException) -> Iterator[Exception]:
    """Give what an exception came from, the first cause first: the network's own word says more than a library's."""
    if isinstance(trouble.__cause__, Exception):
        yield from _causes(trouble.__cause__)
    if isinstance(trouble, Exception):
        yield trouble


def _imap_certificate(subject: str, imap: ImapSettings, now: datetime) -> Iterator[Finding]:
    if imap.security != "plain":
        starttls: Protocol | None = "imap" if imap.security == "starttls" else None
        yield _certificate(subject, imap.host, imap.port, verifying_context(imap), starttls, now)


def _smtp_certificate(settings: SmtpSettings, now: datetime) -> Iterator[Finding]:
    if context := settings.tls_context():
        starttls: Protocol | None = "smtp" if settings.security == "starttls" else None
        yield _certificate("smtp", settings.host, settings.port, context, starttls, now)


def _certificate(subject: str, host: str, port: int, context: ssl.SSLContext, starttls: Protocol | None, now: datetime) -> Finding:
    try:
        days = (expires_at(host, port, context, starttls=starttls) - now).days
    except OSError as trouble:
        return failure(subject, f"the certificate of {host} cannot be seen ({type(trouble).__name__})", "run this check again")
    if days < RENEW_WITHIN_DAYS:
        return warning(
            subject, f"the certificate of {host} expires in {days} days", "have it renewed; after that day no mail comes or goes"
        )
    return fine(subject, f"the certificate of {host} is verified, and good for {days} days")
