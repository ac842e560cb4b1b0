"""One whole session of the mailbox with the double, for the tests of what may go wrong in it."""

from dataclasses import replace
from datetime import UTC, datetime

from imap_answers import PASSWORD, USERNAME
from imap_double import ImapDouble
from imap_folders import Folder

from intake.mailbox import ImapMailbox
from intake.ports import Waiting
from intake.wire import ImapSettings
from tracker.clock import HandClock
from tracker.ledger import Shelf

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
HANDLED = "Klachten/Verwerkt"
FOLDERS = {Shelf.HANDLED: HANDLED, Shelf.SENT: "Sent"}
MAILS = [b"Subject: %d\r\n\r\n%b\r\n" % (number, b"een brief " * 10 * number) for number in range(1, 4)]
LETTER = b"Subject: Wij hebben uw klacht ontvangen\r\n\r\nGeachte heer, mevrouw\r\n"
SHORT = (5.0, 0.2)
"""Seconds to connect and to answer, where a hang is the case."""


def mailbox_on(double: ImapDouble, **changes: object) -> ImapMailbox:
    """Return a mailbox on the double, in the clear unless `changes` to its settings say otherwise."""
    settings = ImapSettings("klachten", "localhost", double.port, USERNAME, PASSWORD, security="plain", folders=FOLDERS, block_bytes=100)
    return ImapMailbox(replace(settings, **changes), HandClock(NOW))  # type: ignore[arg-type] # each test names fields that exist


def all_waiting(mailbox: ImapMailbox, after_uid: int = 0) -> list[Waiting]:
    """Return what waits, whatever the batches."""
    return [waiting for batch in mailbox.waiting(after_uid) for waiting in batch]


def read(mailbox: ImapMailbox, those: list[Waiting]) -> list[bytes]:
    """Return the mails that can be read whole."""
    return [b"".join(blocks) for _, blocks in mailbox.fetch(those)]


def session(mailbox: ImapMailbox) -> list[bytes]:
    """Do all that there is to do in one connection; return the mails that were read whole."""
    mails: list[bytes] = []
    mailbox.connect()
    for batch in mailbox.waiting():
        mails += read(mailbox, batch)
        mailbox.move([waiting.place for waiting in batch], Shelf.HANDLED)
    mailbox.append(Shelf.SENT, LETTER, NOW)
    mailbox.wait(0, lambda: False)
    mailbox.close()
    return mails


def refill(double: ImapDouble) -> ImapDouble:
    """Make the double's mailbox what it is before a session."""
    double.account.folders = {"INBOX": Folder(4_140_434_677)}
    for raw in MAILS:
        double.inbox.add(raw)
    return double
