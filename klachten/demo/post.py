"""The way that people's mail takes in the demo: over SMTP to the embedded servers, and a copy to look at later.

Knows no register.
"""

import smtplib
import ssl
from pathlib import Path

from klachten.demo.folder import MAILS
from klachten.demo.mails import DESK, Mail
from klachten.embedded import EmbeddedServers

TIMEOUT_SECONDS = 30.0


class Post:
    """Hands mails in, and shows what lies in the mailboxes."""

    def __init__(self, servers: EmbeddedServers, folder: Path) -> None:
        """Keep the copies in `folder`."""
        self._servers, self._folder = servers, folder
        self._sent = 0
        self._trusted = ssl.create_default_context(cafile=servers.ca_file)

    def send(self, mail: Mail) -> None:
        """Send it over the wire: an employee logs in to the house's own server, which others hand their mail to without."""
        self._sent += 1
        (self._folder / MAILS / f"{self._sent}.eml").write_bytes(mail.raw)
        servers = self._servers
        with smtplib.SMTP_SSL(servers.host, servers.smtp_port, timeout=TIMEOUT_SECONDS, context=self._trusted) as smtp:
            if mail.proven:
                smtp.login(mail.sender, servers.password)
            smtp.sendmail(mail.sender, mail.to, mail.raw)

    def inbox(self, address: str) -> list[bytes]:
        """Return what somebody got, oldest first; nothing where they have no mailbox."""
        return self._mails(address, "INBOX")

    def boxes(self) -> dict[str, list[bytes]]:
        """Return what lies in each mailbox: the employees', then outside ones as they came, the service's own last."""
        boxes = {address: self._all(address) for address in sorted(self._servers.addresses, key=DESK.__eq__)}
        return {address: mails for address, mails in boxes.items() if mails}

    def _all(self, address: str) -> list[bytes]:
        folders = self._servers.folders(address) if address == DESK else ["INBOX"]
        return [raw for name in folders if name != "Sent" for raw in self._mails(address, name)]

    def _mails(self, address: str, name: str) -> list[bytes]:
        try:
            return self._servers.mails(address, name)
        except KeyError:  # nobody's mailbox yet, or a level of names that holds folders and no mail
            return []
