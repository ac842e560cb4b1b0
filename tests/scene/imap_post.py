"""A mailbox on a real server, embedded or Dovecot, as the tests of its promises need it (a plugin of pytest, as `scene.fixtures`)."""

import hashlib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from imapclient import IMAPClient

from intake.mailbox import ImapMailbox
from intake.ports import Mailbox, Place, Waiting
from intake.wire import ImapSettings
from klachten.embedded import EmbeddedServers
from servers.dovecot import Dovecot
from tracker.clock import HandClock
from tracker.ledger import Shelf

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
FOLDERS = {Shelf.HANDLED: "Klachten/Verwerkt", Shelf.ROBOTS: "Klachten/Één & ander", Shelf.SPAM: None, Shelf.SENT: "Sent"}
SERVERS = ["embedded", "dovecot"]
"""The fixtures that give them."""

HANG_SECONDS = 20.0


@dataclass
class Post:
    """A mailbox on a real server: how to reach it, how mail comes in, and how a member of staff gets at it."""

    settings: ImapSettings
    deliver: Callable[[bytes], object]

    def mailbox(self) -> ImapMailbox:
        return ImapMailbox(self.settings, HandClock(NOW))

    def staff(self) -> IMAPClient:
        context = ssl.create_default_context(cafile=self.settings.ca_file)
        client = IMAPClient(self.settings.host, self.settings.port, ssl_context=context, timeout=HANG_SECONDS)
        client.login(self.settings.username, self.settings.secret())
        client.select_folder("INBOX")
        return client


def settings_of(server: EmbeddedServers | Dovecot, username: str) -> ImapSettings:
    return ImapSettings(
        "klachten",
        server.host,
        server.imap_port,
        username,
        server.password,
        ca_file=server.ca_file,
        folders=FOLDERS,
        batch_messages=3,
        block_bytes=1000,
    )


def post_on(server: EmbeddedServers | Dovecot) -> Post:
    """Return an empty mailbox on `server`."""
    address = server.mailbox() if isinstance(server, Dovecot) else "klachten@voorbeeld.nl"
    return Post(settings_of(server, address), lambda raw: server.deliver(address, raw))


@pytest.fixture(params=SERVERS)
def post(request: pytest.FixtureRequest) -> Post:
    """Give an empty mailbox, on each kind of server in turn."""
    return post_on(request.getfixturevalue(request.param))


@pytest.fixture
def mailbox(post: Post) -> Iterator[ImapMailbox]:
    """Give the same as the service reaches it."""
    connected = post.mailbox()
    connected.connect()
    yield connected
    connected.close()


@pytest.fixture
def staff(post: Post) -> Iterator[IMAPClient]:
    """Give the same as a mail program reaches it."""
    with post.staff() as client:
        yield client


def mail(number: int, size: int = 0) -> bytes:
    return b"Subject: nummer %d\r\n\r\n%b\r\n" % (number, b"x" * size)


def all_waiting(mailbox: Mailbox, after_uid: int = 0) -> list[Waiting]:
    return [waiting for batch in mailbox.waiting(after_uid) for waiting in batch]


def read(mailbox: Mailbox, those: list[Waiting]) -> dict[Place, bytes]:
    return {waiting.place: b"".join(blocks) for waiting, blocks in mailbox.fetch(those)}


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
