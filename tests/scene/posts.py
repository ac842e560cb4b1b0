"""The two post offices in which a scene can play, behind one counter: the embedded servers, or Dovecot and Postfix.

Each brings mail as a stranger's server would (over SMTP), shows what lies in the
service's mailboxes, and tells what reached the outside.
"""

import smtplib
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from imapclient import IMAPClient

from klachten.embedded import Accepted, EmbeddedServers
from scene.mails import Mail
from servers.postfix import Postfix

TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Doors:
    """Where a service reaches its servers. Without TLS where there is no `ca_file`, which it may on loopback alone."""

    imap_port: int
    smtp_port: int
    password: str
    ca_file: Path | None
    host: str = "localhost"

    @property
    def trust(self) -> str:
        """The lines of the settings that say how far the servers are to be trusted."""
        return f'ca_file = "{self.ca_file}"' if self.ca_file else 'security = "plain"'


class Post(Protocol):
    """A post office."""

    @property
    def doors(self) -> Doors:
        """Where the service reaches it."""

    def mailbox(self) -> str:
        """Return the address of a mailbox that nobody uses yet."""

    def bring(self, address: str, mails: Iterable[Mail]) -> None:
        """Deliver mails to `address`, in order."""

    def mails(self, address: str) -> dict[str, list[bytes]]:
        """Return what lies in each folder that holds mail."""

    def hands_on(self) -> bool:
        """Say whether it took mail that it has yet to pass on."""

    @property
    def accepted(self) -> list[Accepted]:
        """What reached the outside, in order."""


class EmbeddedPost:
    """Both embedded servers, with as many mailboxes as scenes may want."""

    MAILBOXES = 100

    def __init__(self, folder: Path) -> None:
        self._free = [f"klachten-{number}@voorbeeld.nl" for number in range(self.MAILBOXES)]
        self.servers = EmbeddedServers(folder, self._free)

    @property
    def doors(self) -> Doors:
        """See `Post.doors`."""
        return Doors(self.servers.imap_port, self.servers.smtp_port, self.servers.password, self.servers.ca_file)

    def mailbox(self) -> str:
        """See `Post.mailbox`."""
        return self._free.pop()

    def bring(self, address: str, mails: Iterable[Mail]) -> None:
        """See `Post.bring`."""
        for mail in mails:
            self.servers.deliver(address, mail.raw)

    def mails(self, address: str) -> dict[str, list[bytes]]:
        """See `Post.mails`."""
        found = {}
        for name in self.servers.folders(address):
            try:
                found[name] = self.servers.mails(address, name)
            except KeyError:  # a level of names that holds folders and no mail
                continue
        return {name: mails for name, mails in found.items() if mails}

    def hands_on(self) -> bool:
        """See `Post.hands_on`: what it takes is outside."""
        return False

    @property
    def accepted(self) -> list[Accepted]:
        """See `Post.accepted`."""
        return self.servers.accepted


class RealPost:
    """Dovecot and Postfix, and the rest of the world behind it."""

    def __init__(self, postfix: Postfix) -> None:
        self.postfix = postfix
        self.dovecot = postfix.dovecot

    @property
    def doors(self) -> Doors:
        """See `Post.doors`."""
        return Doors(self.dovecot.imap_port, self.postfix.smtp_port, self.dovecot.password, self.postfix.ca_file)

    def mailbox(self) -> str:
        """See `Post.mailbox`."""
        return self.dovecot.mailbox()

    def bring(self, address: str, mails: Iterable[Mail]) -> None:
        """See `Post.bring`."""
        with smtplib.SMTP("localhost", self.postfix.smtp_plain_port, timeout=TIMEOUT_SECONDS) as smtp, self.login(address) as imap:
            for mail in mails:
                if mail.laid:
                    imap.append("INBOX", mail.raw)
                else:
                    smtp.sendmail(mail.sender, [address], mail.raw)

    def mails(self, address: str) -> dict[str, list[bytes]]:
        """See `Post.mails`."""
        with self.login(address) as imap:
            names = [name for flags, _, name in imap.list_folders() if b"\\Noselect" not in flags]
            return {name: mails for name in names if (mails := _all(imap, name))}

    def hands_on(self) -> bool:
        """See `Post.hands_on`."""
        return self.postfix.hands_on()

    @property
    def accepted(self) -> list[Accepted]:
        """See `Post.accepted`."""
        return self.postfix.outside.accepted

    def login(self, address: str) -> IMAPClient:
        """Return a connection to a mailbox, as a colleague's mail program has it."""
        trusting = ssl.create_default_context(cafile=self.dovecot.ca_file)
        imap = IMAPClient("localhost", self.dovecot.imap_port, ssl_context=trusting, timeout=TIMEOUT_SECONDS)
        imap.login(address, self.dovecot.password)
        return imap


def _all(imap: IMAPClient, name: str) -> list[bytes]:
    imap.select_folder(name, readonly=True)
    if not (uids := imap.search()):
        return []
    return [bytes(told[b"BODY[]"]) for told in imap.fetch(uids, ["BODY.PEEK[]"]).values()]
