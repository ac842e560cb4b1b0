"""The service as a process of its own: its settings file, its start and its end, and a look into its register and its log."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import func, select, update

from scene.posts import Doors
from scene.waiting import PATIENCE_SECONDS, as_soon_as
from tracker.model import Role
from tracker.records import Arrival, FolderWork, LetterOwed
from tracker.store import Store

ROOT = Path(__file__).parents[2]
PEOPLE = (
    (Role.MANAGER_OPERATIONS, "Anna de Boer"),
    (Role.TEAM_LEAD_COLLECTION, "Bram Smit"),
    (Role.TEAM_LEAD_RECEIVABLES, "Carla Visser"),
    (Role.TEAM_LEAD_ADMINISTRATION, "Daan Mulder"),
    (Role.SALES_MANAGER, "Eva Bos"),
    (Role.MANAGING_DIRECTOR, "Frank Dekker"),
)
ENDS_WITHIN_SECONDS = 15.0

_SETTINGS = """
[organisation]
name = "Voorbeeld Incasso"
seat = "Utrecht"
kvk_number = "12345678"
telephone = "030-123 45 67"

[smtp]
host = "{doors.host}"
port = {doors.smtp_port}
{doors.trust}
username = "{first}"
password_file = "{folder}/password"

[register]
url = "{url}"
keys_file = "{folder}/keys"

[screening]
spam_headers = ["X-Spam-Flag: YES"]

[limits]
breaker_per_hour = 100000
new_complaints_per_hour = 100000
notices_per_hour = 100000

[log]
form = "json"
"""
_MAILBOX = """
[mailbox.{name}]
address = "{address}"
host = "{doors.host}"
port = {doors.imap_port}
{doors.trust}
password_file = "{folder}/password"
plus_addressing = true
batch_mails = 4
"""
_PERSON = """
[people.{role}]
name = "{name}"
addresses = ["{role}@{domain}"]
"""


def write_settings(folder: Path, doors: Doors, addresses: Sequence[str], url: str, staff_domain: str) -> Path:
    """Write the settings file of a service that reads the mailboxes `addresses`; return it."""
    password = folder / "password"
    password.touch(mode=0o600)
    password.write_text(doors.password)
    mailboxes = (
        _MAILBOX.format(name=f"box{number}", address=address, doors=doors, folder=folder) for number, address in enumerate(addresses)
    )
    people = (_PERSON.format(role=role, name=name, domain=staff_domain) for role, name in PEOPLE)
    text = _SETTINGS.format(doors=doors, first=addresses[0], url=url, folder=folder)
    file = folder / "config.toml"
    file.write_text("".join([text, *mailboxes, *people]), encoding="utf-8")
    return file


class Process(Protocol):
    """A process that was started: what of `subprocess.Popen` is used here."""

    pid: int

    def poll(self) -> int | None:
        """Return how it ended, None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Return how it ended, when it has."""

    def send_signal(self, sig: int) -> None:
        """Send it a signal."""


Launch = Callable[[list[str], Path], Process]
"""Starts `klachten` with arguments; what it writes to standard error is added to a file."""


def as_a_program(arguments: list[str], log: Path) -> Process:
    """Start it as an administrator does."""
    with log.open("ab") as out:
        return subprocess.Popen([sys.executable, "-m", "klachten", *arguments], stdin=subprocess.DEVNULL, stderr=out, cwd=ROOT)


def environment() -> dict[str, str]:
    """Return an environment in which a program finds this package."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "tests")}


class Service:
    """One daemon, which may be started many times on its register; a file of log for each start."""

    def __init__(self, config: Path, url: str, *, name: str = "daemon", launch: Launch = as_a_program) -> None:
        self.store = Store(url)
        self._config, self._launch = config, launch
        self._name, self._starts = name, 0
        self._process: Process | None = None

    @property
    def log(self) -> Path:
        """The file of the last start."""
        return self._config.parent / f"{self._name}-{self._starts}.log"

    def launch(self, command: str = "run") -> Process:
        """Start it, and return at once."""
        self._starts += 1
        self._process = self._launch([command, "--config", str(self._config)], self.log)
        return self._process

    def once(self) -> int:
        """Let it make one pass; return its exit code."""
        return self.launch("once").wait(PATIENCE_SECONDS)

    def start(self, mailboxes: int = 1) -> None:
        """Start it, and return when it has reached so many mailboxes."""
        self.launch()
        self.until_said("mailbox.reached", mailboxes)

    def until_said(self, event: str, times: int = 1) -> None:
        """Return when its log has an event so often. Raises `RuntimeError` when it ended instead."""
        as_soon_as(lambda: self.said().count(event) >= times or not self.runs(), lambda: f"no {event}: {self.told()}")
        if not self.runs():
            raise RuntimeError(f"the service ended: {self.told()}")

    def runs(self) -> bool:
        """Say whether it runs."""
        return self._process is not None and self._process.poll() is None

    def status(self) -> int | None:
        """Return how it ended: its exit code, or minus the signal; None while it runs, or was not started."""
        return self._process.poll() if self._process else None

    def said(self) -> list[str]:
        """Return the events of its last start, in order."""
        lines = self.log.read_bytes().splitlines() if self.log.exists() else []
        return [json.loads(line)["event"] for line in lines if line.startswith(b"{") and line.endswith(b"}")]

    def stop(self) -> int:
        """End it as an administrator does (SIGTERM); return its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as nobody should (SIGKILL)."""
        self._end(signal.SIGKILL)

    def _end(self, by: signal.Signals) -> int:
        if self._process is None:
            raise RuntimeError("the service was not started")
        self._process.send_signal(by)
        return self._process.wait(ENDS_WITHIN_SECONDS)

    def close(self) -> None:
        """Leave nothing behind."""
        if self.runs():
            self.kill()
        self.store.close()

    def until_quiet(self, arrivals: int) -> None:
        """Return when so many mails are handled and nothing is owed any more."""
        as_soon_as(lambda: self._quiet(arrivals) or not self.runs(), lambda: f"{self._owed()}: {self.told()}")
        if not self.runs():
            raise RuntimeError(f"the service ended: {self.told()}")

    def try_now(self) -> set[int]:
        """Make every letter due that waits for its next attempt, as time would; return their ids."""
        waiting = (LetterOwed.accepted_at.is_(None), LetterOwed.parked_at.is_(None))
        with self.store.unit() as session:
            ids = set(session.scalars(select(LetterOwed.id).where(*waiting)))
            session.execute(update(LetterOwed).where(*waiting).values(next_attempt_at=datetime.now(UTC)))
        return ids

    def _quiet(self, arrivals: int) -> bool:
        handled, waiting, letters, work = self._owed()
        return handled >= arrivals and not (waiting or letters or work)

    def _owed(self) -> tuple[int, ...]:
        """Count the mails that are handled and those that wait, the letters and the folder work that are owed."""
        counted = (
            (Arrival, Arrival.handled_at.is_not(None)),
            (Arrival, Arrival.handled_at.is_(None)),
            (LetterOwed, LetterOwed.accepted_at.is_(None) & LetterOwed.parked_at.is_(None)),
            (FolderWork, FolderWork.done_at.is_(None)),
        )
        with self.store.reading() as session:
            return tuple(session.scalars(select(func.count()).select_from(row).where(so)).one() for row, so in counted)

    def told(self) -> str:
        """Return the end of the log of its last start."""
        return self.log.read_text(errors="replace")[-1500:] if self.log.exists() else "no log"
