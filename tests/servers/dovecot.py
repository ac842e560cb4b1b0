"""A private Dovecot: IMAP and LMTP for any address at voorbeeld.nl, made with its first mail.

As an ordinary user it runs entirely as that user; as root with the package's
own users. Waiting after a wrong password is switched off.
"""

import getpass
import grp
import itertools
import os
import smtplib
import subprocess
from pathlib import Path

from servers.authority import Authority
from servers.programs import AS_ROOT, MissingServer, Program, answers, find, free_ports

DOMAIN = "voorbeeld.nl"

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
instance_name = klachten-tests
protocols = imap lmtp
listen = 127.0.0.1
log_path = {folder}/dovecot.log
default_internal_user = {internal_user}
default_internal_group = {internal_group}
default_login_user = {login_user}
first_valid_uid = 1
mail_uid = {mail_user}
mail_gid = {mail_group}
mail_home = {folder}/home/%u
mail_location = maildir:{folder}/home/%u/Maildir
mailbox_list_index = yes
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_format = %Lu
auth_failure_delay = 0
auth_cache_size = 0
imap_idle_notify_interval = 30 s
mail_max_userip_connections = 100
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={folder}/home/%u allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap_plain_port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {imap_port}
    ssl = yes
  }}
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
protocol lmtp {{
  recipient_delimiter = +
}}
lmtp_save_to_detail_mailbox = no
{extra}
"""


class Dovecot:
    """Dovecot, running until `stop`.

    host, imap_port:               implicit TLS, certificate for localhost signed by the test run's authority.
    imap_plain_port, lmtp_port:    without TLS (IMAP offers STARTTLS).
    auth_port:                     Dovecot's authentication protocol, for Postfix.
    password:                      of every mailbox.
    """

    host = "localhost"
    password = "geheim"

    def __init__(self, folder: Path, authority: Authority, *, extra: str = "") -> None:
        """Start it in the empty `folder`, which must be short and open to other users. `extra` is added to its configuration."""
        self.folder = folder
        self.ca_file = authority.ca_file
        self.imap_port, self.imap_plain_port, self.lmtp_port, self.auth_port = free_ports(4)
        self._program_file = find("dovecot", server="Dovecot", package="dovecot-imapd dovecot-lmtpd")
        _require_2_3(self._program_file)
        self._numbers = itertools.count(1)
        self._configuration = folder / "dovecot.conf"
        self._configuration.write_text(self._configure(authority, extra))
        self.start()

    def start(self) -> None:
        """Start it (again), with the mailboxes as they were."""
        command = [self._program_file, "-F", "-c", str(self._configuration)]
        self._program = Program(command, log=self.folder / "start.log", ready=lambda: answers(self.imap_port))

    def stop(self) -> None:
        """End it and every connection."""
        self._program.stop(patience_seconds=0.5)

    def mailbox(self, name: str = "klachten") -> str:
        """Return the address of a mailbox that no other test has."""
        return f"{name}-{next(self._numbers)}@{DOMAIN}"

    def deliver(self, address: str, raw: bytes, *, sender: str = "") -> None:
        """Put a mail in the INBOX of `address` as its mail server would (LMTP)."""
        with smtplib.LMTP("127.0.0.1", self.lmtp_port) as lmtp:
            lmtp.sendmail(sender, [address], raw)

    def _configure(self, authority: Authority, extra: str) -> str:
        home = self.folder / "home"
        home.mkdir()
        certificate, key = authority.issue(self.folder)
        me, mine = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
        mail_user, mail_group = ("mail", "mail") if AS_ROOT else (me, mine)
        if AS_ROOT:
            subprocess.run(["chown", "mail:mail", str(home)], check=True)
        return CONFIGURATION.format(
            folder=self.folder,
            internal_user="dovecot" if AS_ROOT else me,
            internal_group="dovecot" if AS_ROOT else mine,
            login_user="dovenull" if AS_ROOT else me,
            mail_user=mail_user,
            mail_group=mail_group,
            certificate=certificate,
            key=key,
            password=self.password,
            imap_port=self.imap_port,
            imap_plain_port=self.imap_plain_port,
            lmtp_port=self.lmtp_port,
            auth_port=self.auth_port,
            extra=extra,
        )


def _require_2_3(program: str) -> None:
    """Raise `MissingServer` for another release: 2.4 reads another language of configuration."""
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    if not version.startswith("2.3."):
        raise MissingServer("Dovecot 2.3", f"found {version.split()[0]}, whose configuration these tests do not write")
