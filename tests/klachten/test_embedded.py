"""The embedded servers, spoken to over the wire."""

import asyncio
import smtplib
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import aiosmtplib
import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from klachten.embedded import EmbeddedServers
from tracker.clock import HandClock
from tracker.errors import CannotStart

DESK = "klachten@voorbeeld.nl"
STRANGER = "j.de.vries@buiten.example"
MAIL = "From: J. de Vries <j.de.vries@buiten.example>\r\nSubject: Klacht\r\n\r\nGeachte heer, mevrouw,\r\n.een punt, één.\r\n".encode()
NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[EmbeddedServers]:
    with EmbeddedServers(tmp_path, [DESK], clock=HandClock(NOW)) as running:
        yield running


@pytest.fixture
def imap(servers: EmbeddedServers) -> Iterator[IMAPClient]:
    with IMAPClient("localhost", servers.imap_port, ssl_context=trusting(servers), timeout=10) as connection:
        connection.normalise_times = False
        connection.login(DESK, servers.password)
        connection.select_folder("INBOX")
        yield connection


def trusting(servers: EmbeddedServers) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=servers.ca_file)


def submit(servers: EmbeddedServers, recipients: list[str], raw: bytes = MAIL, *, sender: str = STRANGER, login: str | None = None) -> None:
    with smtplib.SMTP_SSL("localhost", servers.smtp_port, timeout=10, context=trusting(servers)) as smtp:
        if login:
            smtp.login(login, servers.password)
        smtp.sendmail(sender, recipients, raw)


def test_a_mail_delivered_in_process_is_fetched_byte_for_byte_with_its_moment(servers: EmbeddedServers, imap: IMAPClient) -> None:
    uid = servers.deliver(DESK, MAIL, datetime(2026, 3, 31, 23, 59, tzinfo=UTC))
    imap.noop()
    fetched = imap.fetch([uid], ["BODY.PEEK[]", "INTERNALDATE", "FLAGS"])[uid]
    assert fetched[b"BODY[]"] == MAIL
    assert fetched[b"INTERNALDATE"] == datetime(2026, 3, 31, 23, 59, tzinfo=UTC)
    assert rb"\Seen" not in fetched[b"FLAGS"]


def test_delivery_wakes_who_waits_in_idle(servers: EmbeddedServers, imap: IMAPClient) -> None:
    imap.idle()
    delivery = Thread(target=servers.deliver, args=(DESK, MAIL))
    delivery.start()
    woken = imap.idle_check(timeout=10)
    delivery.join()
    answered = imap.idle_done()[1]
    assert (1, b"EXISTS") in [*woken, *answered]


def test_idle_begins_with_what_came_since_the_last_command(servers: EmbeddedServers, imap: IMAPClient) -> None:
    servers.deliver(DESK, MAIL)
    imap.idle()
    assert (1, b"EXISTS") in imap.idle_check(timeout=10)
    imap.idle_done()


def test_what_smtp_takes_lies_in_the_mailbox_stamped_and_otherwise_unchanged(servers: EmbeddedServers) -> None:
    submit(servers, [DESK])
    (accepted,) = servers.wait_for(1)
    (kept,) = servers.mails(DESK)
    assert (accepted.recipient, accepted.sender, accepted.raw) == (DESK, STRANGER, MAIL)
    assert kept.startswith(f"Return-Path: <{STRANGER}>\r\nReceived: from [127.0.0.1] by localhost".encode())
    assert b"02 Apr 2026 09:30:00 +0000\r\n" in kept
    assert kept.endswith(MAIL)


def test_a_submission_with_log_in_says_whose_it_was(servers: EmbeddedServers) -> None:
    submit(servers, [DESK], login="mo@voorbeeld.nl")
    assert b"\r\nAuthentication-Results: localhost; auth=pass smtp.auth=mo@voorbeeld.nl\r\n" in servers.mails(DESK)[0]


def test_what_a_sender_claims_that_this_server_found_is_taken_away(servers: EmbeddedServers) -> None:
    """RFC 8601, 5."""
    claim = b"authentication-results:\tLOCALHOST ;\r\n dmarc=pass header.from=voorbeeld.nl\r\n"
    others = b"Authentication-Results: mx.elders.example; dmarc=pass\r\n"
    with smtplib.SMTP(servers.host, servers.smtp_plain_port, timeout=10) as smtp:
        smtp.sendmail(STRANGER, [DESK], claim + others + MAIL)
    assert servers.mails(DESK)[0].endswith(b"+0000\r\n" + others + MAIL)


def test_an_outside_address_gets_a_mailbox_with_its_first_mail(servers: EmbeddedServers) -> None:
    submit(servers, [STRANGER], sender="")
    assert servers.addresses == [DESK, STRANGER]
    assert servers.folders(STRANGER) == ["INBOX", "Sent"]
    with IMAPClient("localhost", servers.imap_plain_port, ssl=False, timeout=10) as connection:
        connection.login(STRANGER, servers.password)
        assert connection.select_folder("INBOX")[b"EXISTS"] == 1


@pytest.mark.parametrize("address", ["klachten+a.token@voorbeeld.nl", "Klachten@Voorbeeld.NL"])
def test_detail_and_case_lead_to_the_same_mailbox(servers: EmbeddedServers, address: str) -> None:
    submit(servers, [address])
    assert len(servers.mails(DESK)) == 1
    assert servers.wait_for(1, recipient=DESK)[0].recipient == address


@pytest.mark.parametrize(("recipient", "code"), [("weg@buiten.example", 550), ("vol@buiten.example", 452)])
def test_refused_recipients(servers: EmbeddedServers, recipient: str, code: int) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        submit(servers, [recipient])
    assert refusal.value.recipients[recipient][0] == code
    servers.refusals.clear()
    submit(servers, [recipient])
    assert len(servers.accepted) == 1


def test_waiting_for_more_than_comes_ends_in_a_timeout_that_counts(servers: EmbeddedServers) -> None:
    submit(servers, [DESK])
    with pytest.raises(TimeoutError, match="1 of 2 mails"):
        servers.wait_for(2, 0.01)


def test_move_to_a_folder_of_the_services_own(servers: EmbeddedServers, imap: IMAPClient) -> None:
    uid = servers.deliver(DESK, MAIL)
    imap.noop()
    imap.create_folder("Klachten/Verwerkt")
    imap.move([uid], "Klachten/Verwerkt")
    assert servers.mails(DESK) == []
    assert servers.mails(DESK, "Klachten/Verwerkt") == [MAIL]


def test_what_is_not_there_cannot_be_read(servers: EmbeddedServers) -> None:
    for read in (
        lambda: servers.mails("niemand@voorbeeld.nl"),
        lambda: servers.folders("niemand@voorbeeld.nl"),
        lambda: servers.mails(DESK, "Weg"),
    ):
        with pytest.raises(KeyError):
            read()


def password_wrong(connection: IMAPClient) -> None:
    connection.login(DESK, "verkeerd")


def token_wrong(connection: IMAPClient) -> None:
    connection.oauth2_login(DESK, "oud-token")


def token_right(connection: IMAPClient) -> None:
    connection.oauth2_login(DESK, EmbeddedServers.token)


@pytest.mark.parametrize("enter", [password_wrong, token_wrong])
def test_imap_turns_away_who_has_no_key(servers: EmbeddedServers, enter: Callable[[IMAPClient], None]) -> None:
    with IMAPClient("localhost", servers.imap_port, ssl_context=trusting(servers), timeout=10) as connection, pytest.raises(LoginError):
        enter(connection)


def test_imap_takes_the_token(servers: EmbeddedServers) -> None:
    with IMAPClient("localhost", servers.imap_port, ssl_context=trusting(servers), timeout=10) as connection:
        token_right(connection)
        assert connection.select_folder("INBOX")[b"EXISTS"] == 0


@pytest.mark.parametrize(("token", "granted"), [(EmbeddedServers.token, True), ("oud-token", False)])
def test_smtp_takes_the_token(servers: EmbeddedServers, token: str, granted: bool) -> None:  # noqa: FBT001 - a column of the table
    async def authenticate() -> None:
        smtp = aiosmtplib.SMTP(hostname="localhost", port=servers.smtp_plain_port, start_tls=False)
        async with smtp:
            await smtp.auth_xoauth2(DESK, token)

    with nullcontext() if granted else pytest.raises(aiosmtplib.SMTPAuthenticationError):
        asyncio.run(authenticate())


def test_the_plain_port_offers_starttls(servers: EmbeddedServers) -> None:
    with smtplib.SMTP("localhost", servers.smtp_plain_port, timeout=10) as smtp:
        assert smtp.starttls(context=trusting(servers))[0] == 220
        smtp.login(DESK, servers.password)
        smtp.sendmail(STRANGER, [DESK], MAIL)
    assert servers.mails(DESK)[0].endswith(MAIL)


def test_open_connections_are_dropped_at_the_end_without_complaint(tmp_path: Path) -> None:
    with EmbeddedServers(tmp_path, [DESK]) as servers:
        imap = IMAPClient("localhost", servers.imap_port, ssl_context=trusting(servers), timeout=10)
        imap.login(DESK, servers.password)
        imap.select_folder("INBOX")
        imap.idle()
    imap.idle_check(timeout=10)
    with pytest.raises((OSError, IMAPClient.Error)):
        imap.idle_done()
    imap.shutdown()


def test_without_the_extra_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "klachten.embedded_smtp", None)
    monkeypatch.delattr("klachten.embedded_smtp", raising=False)
    with pytest.raises(CannotStart, match=r"pip install 'klachten\[demo\]'"), EmbeddedServers(tmp_path):
        pass
