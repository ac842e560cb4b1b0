"""Dovecot and Postfix as processes of their own, mailboxes filled at once, and the service as a process of its own."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

from servers.authority import Authority
from servers.dovecot import Dovecot
from servers.postfix import Postfix

PEOPLE = (
    ("manager_operations", "Anna de Boer", "mo"),
    ("team_lead_collection", "Jan Smit", "incasso"),
    ("team_lead_receivables", "Piet Bos", "debiteuren"),
    ("team_lead_administration", "Els Vos", "administratie"),
    ("sales_manager", "Kees Kok", "verkoop"),
    ("managing_director", "Ria Berg", "directie"),
)
UNLIMITED = 1_000_000
PATIENCE_SECONDS = 600.0


class QuietPostfix(Postfix):
    """A Postfix that takes everything and delivers nothing, so that only what we do is measured."""

    def _configure(self, authority: Authority) -> None:
        super()._configure(authority)
        with (self.folder / "etc" / "main.cf").open("a", encoding="utf-8") as main:
            main.write("default_transport = discard:\nvirtual_transport = discard:\n")


class World:
    """The servers of one run of the bench."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authority = Authority(folder)
        self.dovecot = Dovecot(_room(folder, "d"), self.authority)
        outside: Any = SimpleNamespace(smtp_plain_port=9)
        self.postfix = QuietPostfix(_room(folder, "p"), self.authority, self.dovecot, outside)

    def fill(self, address: str, mails: Iterable[bytes]) -> float:
        """Lay all mails into the inbox of `address` at once (written aside, then renamed); return the moment before (monotonic seconds)."""
        self.dovecot.deliver(address, b"Subject: x\r\n\r\nx\r\n")  # makes the folders
        home = self.folder / "d" / "home" / address / "Maildir"
        owner = (home / "new").stat()
        for place in ("new", "cur", "tmp"):
            for old in (home / place).iterdir():
                old.unlink()
        for number, mail in enumerate(mails):
            aside = home / "tmp" / f"{time.time_ns()}.{number}.bench"
            aside.write_bytes(mail)
            os.chown(aside, owner.st_uid, owner.st_gid)
        ready = sorted((home / "tmp").iterdir())
        began = time.monotonic()
        for aside in ready:
            aside.rename(home / "new" / aside.name)
        return began

    def stop(self) -> None:
        """End the servers."""
        self.postfix.stop()
        self.dovecot.stop()


@contextmanager
def world() -> Iterator[World]:
    """Start the servers in a folder of their own, and clean up."""
    folder = Path(tempfile.mkdtemp(prefix="kb-", dir="/tmp"))  # a short path: Unix sockets allow 108 characters
    folder.chmod(0o755)
    made = World(folder)
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _room(folder: Path, name: str) -> Path:
    room = folder / name
    room.mkdir()
    return room


class Running:
    """The service, running as a process of its own on a register of its own."""

    def __init__(self, folder: Path, imap: dict[str, Any], smtp: dict[str, Any], address: str, password: str) -> None:
        """Start `klachten run`; imap, smtp: host, port and ca_file of each server."""
        self.folder = folder
        self.register = folder / "register.db"
        secret = folder / "password"
        secret.touch(mode=0o600)
        secret.write_text(password)
        self._config = folder / "config.toml"
        self._config.write_text(_settings(folder, imap, smtp, address))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it, and wait until its mailbox is reached."""
        command = [sys.executable, "-m", "klachten", "run", "--acknowledge-backlog", "--config", str(self._config)]
        log = self.folder / "log"
        with log.open("ab") as file:
            began = file.tell()
            self._process = subprocess.Popen(command, stdout=file, stderr=file, cwd=Path(__file__).parent.parent)
        self._until(lambda: b"mailbox.reached" in log.read_bytes()[began:])
        return self

    def until_done(self, mails: int) -> float:
        """Wait until so many mails are handled, filed and answered; return the moment (monotonic seconds)."""
        self._until(lambda: self.handled() >= mails and not self._open())
        return time.monotonic()

    def peak_rss_mb(self) -> float:
        """Return the most memory that the process itself ever had, its children apart."""
        if self._process is None:
            raise RuntimeError("not started")
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024

    def handled(self) -> int:
        """Return how many mails the register has handled, ever."""
        return self._count("SELECT count(*) FROM arrival WHERE handled_at IS NOT NULL")

    def _open(self) -> int:
        letters = self._count("SELECT count(*) FROM letter WHERE accepted_at IS NULL AND parked_at IS NULL")
        return letters + self._count("SELECT count(*) FROM folder_work WHERE done_at IS NULL")

    def _count(self, question: str) -> int:
        with sqlite3.connect(f"file:{self.register}?mode=ro", uri=True, timeout=30) as register:
            return int(register.execute(question).fetchone()[0])

    def _until(self, done: Any) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not done():
            if time.monotonic() > end or (self._process and self._process.poll() is not None):
                raise RuntimeError(f"the service did not get there; see {self.folder / 'log'}\n{(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.05)

    def __exit__(self, *_fault: object) -> None:
        """End it as an administrator would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(20)
            self._process = None


def _settings(folder: Path, imap: dict[str, Any], smtp: dict[str, Any], address: str) -> str:
    people = "\n".join(f'{role} = {{ name = "{name}", addresses = ["{local}@elders.example"] }}' for role, name, local in PEOPLE)
    password = f'password_file = "{folder / "password"}"'
    return f"""
[organisation]
name = "Voorbeeld Incasso"
seat = "Utrecht"
kvk_number = "12345678"
telephone = "030-123 45 67"
[mailbox.klachten]
address = "{address}"
keep_sent_copy = false
{_server(imap)}
{password}
[smtp]
username = "{address}"
connections = 2
{_server(smtp)}
{password}
[register]
url = "sqlite:///{folder / "register.db"}"
keys_file = "{folder / "keys"}"
[limits]
acknowledgements_per_hour = {UNLIMITED}
acknowledgements_per_day = {UNLIMITED}
breaker_per_hour = {UNLIMITED}
new_complaints_per_hour = {UNLIMITED}
notices_per_hour = {UNLIMITED}
[log]
form = "json"
[people]
{people}
"""


def _server(server: dict[str, Any]) -> str:
    return f'host = "{server["host"]}"\nport = {server["port"]}\nca_file = "{server["ca_file"]}"'
