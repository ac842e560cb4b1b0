"""The servers that other tests talk to keep what they promise."""

import imaplib
import smtplib

import pytest
from imapclient import IMAPClient
from sqlalchemy import create_engine, text

from servers.authority import Authority
from servers.dovecot import Dovecot
from servers.postfix import Postfix
from servers.postgresql import PostgreSQL

MAIL = b"""From: j.de.vries@buiten.example\r
To: klachten@voorbeeld.nl\r
Subject: Klacht\r
Date: Thu, 2 Apr 2026 11:30:00 +0200\r
Message-ID: <1@buiten.example>\r
\r
Geachte heer, mevrouw,\r
"""


def first_mail(dovecot: Dovecot, trusted: Authority, address: str) -> bytes:
    """Wait in IDLE for the first mail of a mailbox, and return it."""
    with IMAPClient("localhost", dovecot.imap_port, ssl_context=trusted.trusting(), timeout=20) as imap:
        imap.login(address, dovecot.password)
        imap.select_folder("INBOX")
        while not (uids := imap.search()):
            imap.idle()
            imap.idle_check(timeout=0.5)
            imap.idle_done()
        return bytes(imap.fetch(uids, ["BODY.PEEK[]"])[uids[0]][b"BODY[]"])


def test_dovecot_shows_what_was_delivered(dovecot: Dovecot, certificate_authority: Authority) -> None:
    address = dovecot.mailbox()
    dovecot.deliver(address.replace("@", "+detail@"), MAIL)
    assert first_mail(dovecot, certificate_authority, address).endswith(MAIL)


def test_dovecot_turns_away_a_wrong_password_at_once(dovecot: Dovecot, certificate_authority: Authority) -> None:
    with IMAPClient("localhost", dovecot.imap_port, ssl_context=certificate_authority.trusting(), timeout=20) as imap:
        for _ in range(4):
            with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
                imap.login(dovecot.mailbox(), "verkeerd")


def test_dovecot_keeps_its_mail_when_stopped_and_started(dovecot: Dovecot, certificate_authority: Authority) -> None:
    address = dovecot.mailbox()
    dovecot.deliver(address, MAIL)
    dovecot.stop()
    dovecot.start()
    assert first_mail(dovecot, certificate_authority, address).endswith(MAIL)


def test_postfix_takes_a_submission_for_a_mailbox_and_for_outside(postfix: Postfix, certificate_authority: Authority) -> None:
    ours, theirs = postfix.dovecot.mailbox(), "j.de.vries@buiten.example"
    with smtplib.SMTP_SSL("localhost", postfix.smtp_port, context=certificate_authority.trusting(), timeout=20) as smtp:
        smtp.login(ours, postfix.dovecot.password)
        smtp.sendmail(ours, [ours, theirs], MAIL)
    assert first_mail(postfix.dovecot, certificate_authority, ours).endswith(MAIL)
    assert postfix.outside.wait_for(1, 20, recipient=theirs)[0].raw.endswith(MAIL)


def test_postfix_returns_what_the_outside_refuses_to_the_envelope_sender(postfix: Postfix, certificate_authority: Authority) -> None:
    ours = postfix.dovecot.mailbox()
    with smtplib.SMTP("localhost", postfix.smtp_plain_port, timeout=20) as smtp:
        smtp.sendmail(ours.replace("@", "+verp@"), ["weg@buiten.example"], MAIL)
    bounce = first_mail(postfix.dovecot, certificate_authority, ours)
    assert b"Return-Path: <>" in bounce
    assert b"Status: 5.1.1" in bounce


def test_postfix_refuses_strangers_at_the_submission_ports_and_addresses_without_a_mailbox(
    postfix: Postfix, certificate_authority: Authority
) -> None:
    with smtplib.SMTP_SSL("localhost", postfix.smtp_port, context=certificate_authority.trusting(), timeout=20) as smtp:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            smtp.sendmail("a@buiten.example", ["b@buiten.example"], MAIL)
        smtp.login("mo@voorbeeld.nl", postfix.dovecot.password)
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="550"):
            smtp.sendmail("mo@voorbeeld.nl", ["geenbrief@voorbeeld.nl"], MAIL)


def test_every_database_is_empty_and_its_own(postgresql: PostgreSQL, register_url: str) -> None:
    engine = create_engine(register_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE complaint (reference VARCHAR)"))
    engine.dispose()
    assert postgresql.port


def test_postgresql_keeps_its_databases_when_stopped_and_started(postgresql: PostgreSQL, postgresql_url: str) -> None:
    engine = create_engine(postgresql_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE complaint (reference VARCHAR)"))
    postgresql.stop(immediately=False)
    postgresql.start()
    engine.dispose()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM complaint")) == 0
    engine.dispose()
