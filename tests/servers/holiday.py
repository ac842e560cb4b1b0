"""A Dovecot at the complainant's side, where everybody is on holiday: its Sieve answers each mail once (RFC 5230)."""

import subprocess
from pathlib import Path

from servers.authority import Authority
from servers.dovecot import Dovecot
from servers.programs import MissingServer, find

SCRIPT = """
require ["vacation"];
vacation :days 7 :subject "Ik ben met vakantie" "Tot en met maandag lees ik geen e-mail.";
"""

EXTRA = """
submission_host = 127.0.0.1:{smtp_port}
protocol lmtp {{
  mail_plugins = sieve
}}
plugin {{
  sieve = file:{script}
}}
"""


def on_holiday(folder: Path, authority: Authority, smtp_port: int) -> Dovecot:
    """Start it in the empty `folder`; its answers leave by the mail server at `smtp_port`. Raises `MissingServer`."""
    program = find("doveconf", server="Dovecot", package="dovecot-imapd dovecot-lmtpd")
    plugins = subprocess.run([program, "-d", "-h", "mail_plugin_dir"], check=True, capture_output=True, text=True).stdout.strip()
    if not (Path(plugins) / "lib90_sieve_plugin.so").is_file():
        raise MissingServer("Sieve", "apt-get install dovecot-sieve")
    script = folder / "holiday.sieve"
    script.write_text(SCRIPT)
    return Dovecot(folder, authority, extra=EXTRA.format(smtp_port=smtp_port, script=script))
