"""The demo, from the first mail to the last word: starts everything, sends, watches, tells, and ends it all.

Progress is read from real effects: a mail's step is over when the register has
nothing left to do for it. Rule: the daemon is started as in service, with a
settings file that lies open in the folder afterwards.
"""

import logging
import os
import shlex
import shutil
import smtplib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from sqlalchemy import select

from klachten import values, wiring
from klachten.daemon import Daemon
from klachten.demo.mails import DEBTOR, DESK, MORNING, Mail, answering
from klachten.demo.outcome import Outcome, outcome_of, register_rows, settled
from klachten.demo.page import page
from klachten.demo.screen import Screen
from klachten.demo.settings import PEOPLE, write_settings
from klachten.embedded import EmbeddedServers
from klachten.settings import Settings, load
from tracker.clock import SystemClock
from tracker.errors import CannotStart
from tracker.log import JsonLines
from tracker.model import TITLES
from tracker.records import Mailbox
from tracker.store import Store

Found = TypeVar("Found")

PATIENCE_SECONDS = 30.0
GLANCE_SECONDS = 0.02
SETTINGS = "klachten.toml"
MARK = ".klachten-demo"
"""Only a demo writes this file, and only beside it is anything taken away."""

OWN = {MARK, SETTINGS, "ca.pem", "index.html", "keys", "log.jsonl", "mails", "password"}
OWN |= {f"klachten.db{ending}" for ending in ("", "-shm", "-wal", ".lock")}
FUNCTIONS = {address: TITLES[role] for role, (_, address) in PEOPLE.items()}
NAMES = {DESK: "the service", **{address: f"{name}, {TITLES[role]}" for role, (name, address) in PEOPLE.items()}}


@contextmanager
def _for_its_user_alone() -> Iterator[None]:
    """Let nobody else read what is made meanwhile: it is a register like any other."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@_for_its_user_alone()
def show(folder: Path, console: Console, *, program: str = "klachten", keep: bool = False, until: threading.Event | None = None) -> None:
    """Run the demo, with all that it leaves in `folder`.

    program: how a command of ours is typed here.
    keep:    go on running until Ctrl-C, or until `until` is set.
    Raises: `CannotStart` where the extra `demo` is missing, or `folder` holds something that is not a demo's.
    """
    began = time.monotonic()
    _clear(folder)
    screen = Screen(console)
    with _log_to(folder / "log.jsonl"), EmbeddedServers(folder, NAMES) as servers:
        settings = load(write_settings(folder, servers, DESK), {})
        daemon = Daemon(settings, SystemClock())
        daemon.start()
        store = wiring.open_store(settings)
        try:
            screen.open(servers, DESK)
            _Story(servers, store, settings, screen, folder).tell()
            screen.next_steps(_next_steps(folder, program, keep=keep), time.monotonic() - began)
            if keep:
                screen.connect(servers, servers.addresses)
                (until or threading.Event()).wait()
        except KeyboardInterrupt:
            console.print()
        finally:
            store.close()
            daemon.stop()


class _Story:
    """The mails one after the other, and what they left."""

    def __init__(self, servers: EmbeddedServers, store: Store, settings: Settings, screen: Screen, folder: Path) -> None:
        self._servers, self._store, self._screen, self._folder = servers, store, screen, folder
        self._natures = values.natures(settings)

    def tell(self) -> None:
        """Send every mail and tell what becomes of it; then show the register and the mailboxes."""
        (self._folder / "mails").mkdir()
        _as_soon_as(self._watching)
        for write in MORNING:
            self._step(write(datetime.now(UTC)))
        acknowledgement = _as_soon_as(lambda: next((mail.raw for mail in self._servers.accepted if mail.recipient == DEBTOR), None))
        self._step(answering(acknowledgement, datetime.now(UTC)))
        with self._store.reading() as session:
            rows = register_rows(session, self._natures)
        self._screen.register(rows)
        boxes = {address: self._all(address) for address in sorted(self._servers.addresses, key=DESK.__eq__)}  # the service's own last
        self._screen.mailboxes([(address, NAMES.get(address, ""), len(mails)) for address, mails in boxes.items() if mails])
        headed = {f"{address} ({NAMES[address]})" if address in NAMES else address: mails for address, mails in boxes.items()}
        (self._folder / "index.html").write_text(page(rows, headed), encoding="utf-8")

    def _watching(self) -> bool:
        """Say whether the service has seen its mailbox: what lies there before that is a backlog, which it does not answer by itself."""
        with self._store.reading() as session:
            return bool(session.scalars(select(Mailbox)).all())

    def _step(self, mail: Mail) -> None:
        self._screen.mail(mail.about, mail.sender)
        began, seen = time.monotonic(), len(self._servers.accepted)
        self._submit(mail)
        outcome = _as_soon_as(lambda: self._outcome(mail, seen))
        self._screen.outcome(outcome, time.monotonic() - began)

    def _outcome(self, mail: Mail, seen: int) -> Outcome | None:
        """Return what became of `mail` when all is done for it. seen: how much the SMTP server had taken when it was sent."""
        with self._store.reading() as session:
            if arrival := settled(session, mail.message_id):
                letters = [letter for letter in self._servers.accepted[seen:] if letter.recipient != DESK]
                return outcome_of(session, arrival, letters, FUNCTIONS, self._natures)
        return None

    def _submit(self, mail: Mail) -> None:
        """Send it as a stranger's server would: over the wire, without log-in."""
        number = len(list((self._folder / "mails").iterdir())) + 1
        (self._folder / "mails" / f"{number}.eml").write_bytes(mail.raw)
        with smtplib.SMTP(self._servers.host, self._servers.smtp_plain_port, timeout=PATIENCE_SECONDS) as smtp:
            smtp.sendmail(mail.sender, [DESK], mail.raw)

    def _all(self, address: str) -> list[bytes]:
        folders = self._servers.folders(address) if address == DESK else ["INBOX"]
        return [raw for name in folders if name != "Sent" for raw in self._mails(address, name)]

    def _mails(self, address: str, name: str) -> list[bytes]:
        try:
            return self._servers.mails(address, name)
        except KeyError:  # a level of names that holds folders and no mail
            return []


def _as_soon_as(look: Callable[[], Found | None]) -> Found:
    """Return what `look` finds. Raises `CannotStart` when it finds nothing for PATIENCE_SECONDS."""
    pause = threading.Event()
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if found := look():
            return found
        pause.wait(GLANCE_SECONDS)
    raise CannotStart(f"Nothing happened for {PATIENCE_SECONDS:.0f} s. What the service says of it stands in the log.")


def _next_steps(folder: Path, program: str, *, keep: bool) -> list[tuple[str, str]]:
    with_settings = f"--config {shlex.quote(str(folder / SETTINGS))}"
    steps = [
        ("what each got", (folder / "index.html").resolve().as_uri()),
        ("the register", f"{program} list {with_settings}"),
        ("one complaint", f"{program} show KL-{datetime.now(UTC).year}-00001 {with_settings}"),
        ("the letters", f"{program} letters --all {with_settings}"),
        ("reading a mail", f"{program} inspect {shlex.quote(str(folder / 'mails'))}"),
        ("what happened", str(folder / "log.jsonl")),
        ("your own", "config.example.toml"),
        ("the procedure", "docs/procedure.md"),
    ]
    return steps if keep else [*steps, ("keep it open", f"{program} demo --keep")]


def _clear(folder: Path) -> None:
    """Make `folder`, or empty it of an earlier demo.

    Raises: `CannotStart` for a folder that holds anything of somebody else's, or cannot be used; nothing was touched then.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = {entry.name for entry in folder.iterdir()}
    except OSError as trouble:
        raise CannotStart(f"{folder} cannot be used: {trouble.strerror}. Name another folder with --output.") from trouble
    if found and (MARK not in found or found - OWN):
        raise CannotStart(f"{folder} holds something that is not from a demo. Name another folder with --output.")
    for name in found:
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
        else:
            (folder / name).unlink()
    (folder / MARK).touch()


@contextmanager
def _log_to(file: Path) -> Iterator[None]:
    """Write every event to `file`, and nothing to the terminal."""
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    rooms = [logging.getLogger(room) for room in ("klachten", "intake", "outbound", "tracker")]
    levels = [room.level for room in rooms]
    for room in rooms:
        room.setLevel(logging.INFO)
    try:
        yield
    finally:
        for room, level in zip(rooms, levels, strict=True):
            room.setLevel(level)
        root.removeHandler(handler)
        handler.close()
