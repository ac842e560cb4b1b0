"""A register of one's own, and the commands that are tried on it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from settings_files import PASSWORDS, SMALLEST
from sqlalchemy import select, update

from intake.handle import Intake
from intake.keep import receive, write
from intake.ports import Place, Waiting
from klachten import values, wiring
from klachten.commands import main
from klachten.settings import Settings, load
from tracker.clock import SystemClock
from tracker.keys import open_keyring
from tracker.migrating import migrate
from tracker.records import Arrival, Complaint, LetterOwed
from tracker.store import Store

RECEIVED = "Received: from client by mx.voorbeeld.nl with ESMTPS id 1; Mon, 2 Mar 2026 09:00:00 +0100"


def mail(
    subject: str = "Klacht over uw brief", body: str = "Uw brief klopt niet.", *, sender: str = "piet@klant.example", more: str = ""
) -> bytes:
    """Return a mail; `more` are header fields, each with its line end."""
    fields = f"{RECEIVED}\nFrom: {sender}\nTo: klachten@voorbeeld.nl\nSubject: {subject}\n{more}"
    return f"{fields}\n{body}\n".encode()


def attached(name: str, content: str, body: str = "Zie de bijlage.") -> bytes:
    """Return a mail with one attachment; `content` is plain ASCII."""
    more = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="grens"\n'
    parts = (
        f"--grens\nContent-Type: text/plain\n\n{body}\n"
        f'--grens\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="{name}"\n\n{content}\n--grens--'
    )
    return mail(body=parts, more=more)


class World:
    """A settings file, its register, and what one may do with them. Nothing is sent and no mailbox is reached."""

    def __init__(self, folder: Path, more: str = "") -> None:
        """more: lines at the end of the settings file."""
        self.folder = folder
        self.config = folder / "klachten.toml"
        register = f'[register]\nurl = "sqlite:///{folder / "klachten.db"}"\nkeys_file = "{folder / "keys"}"\n'
        self.config.write_text(f"{SMALLEST}\n{register}\n{more}", encoding="utf-8")
        self.environment = {**PASSWORDS, "KLACHTEN_CONFIG": str(self.config)}
        self.settings: Settings = load(self.config, PASSWORDS)
        self.store = Store(values.register_url(self.settings))
        migrate(self.store)

    def run(self, *command: str | Path) -> Result:
        """Give a command; a fault of ours is raised."""
        result = CliRunner(env=self.environment).invoke(main, [str(word) for word in command], prog_name="klachten")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def file(self, raw: bytes, name: str = "mail.eml") -> Path:
        """Write a file; return it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
        return path

    def imported(self, *mails: bytes, acknowledge: bool = False) -> None:
        """Import mails, in this order as far as their moments allow."""
        paths = [self.file(raw, f"imported/{number}-{len(raw)}.eml") for number, raw in enumerate(mails)]
        assert self.run("import", *paths, *(["--acknowledge"] if acknowledge else [])).exit_code == 0

    def intake(self) -> Intake:
        """Return what handles mail."""
        keyring = open_keyring(self.settings.register_.keys_file)
        return wiring.intake(self.settings, self.store, keyring, SystemClock(), rules=wiring.house_rules(self.settings))

    def references(self) -> list[str]:
        """Return the references of the complaints, in the order in which they were registered."""
        with self.store.reading() as session:
            return list(session.scalars(select(Complaint.reference).order_by(Complaint.id)))

    def change(self, row: type[Complaint | LetterOwed | Arrival], number: int, **values: Any) -> None:
        """Let a row have become what a command must show."""
        with self.store.unit() as session:
            session.execute(update(row).where(row.id == number).values(**values))

    def arrived(self, raw: bytes, uid: int) -> int:
        """Keep a mail that lies in the inbox; return its number. It was not handled yet."""
        waiting = Waiting(Place("INBOX", 7, uid), len(raw), datetime(2026, 3, 2, 8, tzinfo=UTC))
        fetched = receive(waiting, [raw])
        with fetched.spool, self.store.unit() as session:
            return write(session, "klachten", fetched, backlog=False, now=SystemClock().now()).arrival_id


@contextmanager
def world(folder: Path, more: str = "") -> Iterator[World]:
    """Give a world; a command changes the process's umask, so put it back."""
    umask = os.umask(0o022)
    made = World(folder, more)
    try:
        yield made
    finally:
        made.store.close()
        os.umask(umask)
