"""A private Postfix between the service, Dovecot's mailboxes and the outside, so that delays, refusals and bounces are real ones.

voorbeeld.nl is delivered to Dovecot; every other domain is one sink on loopback,
which refuses some recipients. Nothing is looked up and nothing leaves.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

from klachten.embedded import EmbeddedServers
from servers.authority import Authority
from servers.dovecot import DOMAIN, Dovecot
from servers.programs import AS_ROOT, MissingServer, Program, answers, find, free_ports

DAEMONS = Path("/usr/lib/postfix/sbin")
GUARD = '"$@" & trap "kill $!" TERM; wait; wait'
"""Postfix changes its user as it starts, and so slips the kernel's leash (prctl(2), PR_SET_PDEATHSIG); this shell does not, and ends it."""

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
shlib_directory = /usr/lib/postfix
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.{domain}
mydestination =
mynetworks = 127.0.0.0/8
smtputf8_enable = yes
smtp_dns_support_level = disabled
disable_dns_lookups = yes
default_transport = smtp:[127.0.0.1]:{outside_port}
relay_transport = smtp:[127.0.0.1]:{outside_port}
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = regexp:{folder}/etc/users
virtual_transport = lmtp:inet:127.0.0.1:{lmtp_port}
recipient_delimiter = +
alias_maps =
local_recipient_maps =
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions =
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth_port}
smtpd_sasl_auth_enable = yes
smtpd_sasl_security_options = noanonymous
smtpd_tls_auth_only = yes
smtpd_tls_security_level = may
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
message_size_limit = 52428800
virtual_mailbox_limit = 0
mailbox_size_limit = 0
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
"""

MASTER = """
127.0.0.1:{smtp_plain_port} inet n - n - - smtpd
127.0.0.1:{submission_port} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{smtp_port} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """Postfix, running until `stop`.

    host, smtp_port:       implicit TLS, log-in required (any address at voorbeeld.nl, Dovecot's password).
    submission_port:       STARTTLS and log-in required.
    smtp_plain_port:       as strangers reach it: no TLS, no log-in, mail for voorbeeld.nl (and, being loopback, for anybody).
    outside:               the rest of the world: what it accepted, and whom it refuses (`klachten.embedded.REFUSALS`).
    dovecot:               where the mailboxes are. A local part that begins with `geen` has none: 550 at RCPT.
    """

    host = "localhost"

    def __init__(self, folder: Path, authority: Authority, dovecot: Dovecot, outside: EmbeddedServers) -> None:
        """Start it in the empty `folder`, which must be short and open to other users."""
        self._postfix = find("postfix", server="Postfix", package="postfix")
        if not AS_ROOT:
            raise MissingServer("Postfix", "it runs only when the tests are run as root")
        self.folder, self.dovecot, self.outside = folder, dovecot, outside
        self.ca_file = authority.ca_file
        self.smtp_port, self.submission_port, self.smtp_plain_port = free_ports(3)
        self._configure(authority)
        self.start()

    def start(self) -> None:
        """Start it (again), with its queue as it was."""
        etc = str(self.folder / "etc")
        subprocess.run([self._postfix, "-c", etc, "check"], check=True, capture_output=True)
        command = ["sh", "-c", GUARD, "guard", str(DAEMONS / "master"), "-c", etc, "-s"]
        self._program = Program(command, log=self.folder / "start.log", ready=lambda: answers(self.smtp_port))

    def stop(self) -> None:
        """End it; what is queued stays queued."""
        self._program.stop()

    def queue_size(self) -> int:
        """Return how many mails wait in its queue."""
        return len(self._queued())

    def hands_on(self) -> bool:
        """Say whether it has mail in hand that it took and has not tried to pass on; what it tried, and keeps, is deferred."""
        return any(queued["queue_name"] != "deferred" for queued in self._queued())

    def _queued(self) -> list[dict[str, Any]]:
        listing = subprocess.run(["postqueue", "-c", str(self.folder / "etc"), "-j"], check=True, capture_output=True, text=True)
        return [json.loads(line) for line in listing.stdout.splitlines()]

    def _configure(self, authority: Authority) -> None:
        for name in ("etc", "queue", "data"):
            (self.folder / name).mkdir()
        subprocess.run(["chown", "postfix", str(self.folder / "data")], check=True)
        certificate, key = authority.issue(self.folder)
        facts = {
            "folder": self.folder,
            "daemons": DAEMONS,
            "domain": DOMAIN,
            "outside_port": self.outside.smtp_plain_port,
            "lmtp_port": self.dovecot.lmtp_port,
            "auth_port": self.dovecot.auth_port,
            "certificate": certificate,
            "key": key,
            "smtp_port": self.smtp_port,
            "submission_port": self.submission_port,
            "smtp_plain_port": self.smtp_plain_port,
        }
        (self.folder / "etc" / "main.cf").write_text(MAIN.format(**facts))
        (self.folder / "etc" / "master.cf").write_text(MASTER.format(**facts))
        (self.folder / "etc" / "users").write_text("if !/^geen/\n/./ ok\nendif\n")
