"""The demo, from the first mail to the last word: starts everything, sends, watches, tells, and ends it all.

Progress is read from real effects: a mail's step is over when the register has
nothing left to do for it. Rule: the daemon is started as in service, with a
settings file that lies open in the folder afterwards.
"""

import shlex
import smtplib
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from sqlalchemy import select

from klachten import values, wiring
from klachten.daemon import Daemon
from klachten.demo.case import MAIL_COMES_IN, PARTS, Cast
from klachten.demo.diary import Diary, Did, Entry
from klachten.demo.folder import LOG, MAILS, PAGE, SETTINGS, clear, for_its_user_alone, log_to
from klachten.demo.mails import DESK, Mail
from klachten.demo.outcome import Outcome, outcome_of, register_rows, settled
from klachten.demo.page import page
from klachten.demo.screen import Screen
from klachten.demo.settings import PEOPLE, write_settings
from klachten.embedded import EmbeddedServers
from klachten.settings import Settings, load
from tracker.clock import Clock, SystemClock
from tracker.errors import CannotStart
from tracker.model import TITLES
from tracker.records import Mailbox
from tracker.store import Store

Found = TypeVar("Found")

PATIENCE_SECONDS = 30.0
GLANCE_SECONDS = 0.02
FUNCTIONS = {address: TITLES[role] for role, (_, address) in PEOPLE.items()}
NAMES = {DESK: "the service", **{address: f"{name}, {TITLES[role]}" for role, (name, address) in PEOPLE.items()}}


@for_its_user_alone()
def show(folder: Path, console: Console, *, program: str = "klachten", keep: bool = False, until: threading.Event | None = None) -> None:
    """Run the demo, with all that it leaves in `folder`.

    program: how a command of ours is typed here.
    keep:    go on running until Ctrl-C, or until `until` is set.
    Raises: `CannotStart` where the extra `demo` is missing, or `folder` holds something that is not a demo's.
    """
    began, clock = time.monotonic(), SystemClock()
    clear(folder)
    screen = Screen(console)
    with log_to(folder / LOG), EmbeddedServers(folder, NAMES) as servers:
        settings = load(write_settings(folder, servers, DESK), {})
        daemon = Daemon(settings, clock)
        daemon.start()
        store = wiring.open_store(settings)
        try:
            screen.open(servers, DESK)
            reference = _Story(servers, store, settings, screen, folder).tell(clock)
            screen.next_steps(_next_steps(folder, program, reference, keep=keep), time.monotonic() - began)
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
        self._diary = Diary()
        self._sent = 0

    def tell(self, clock: Clock) -> str:
        """Send every mail and tell what becomes of it; then show the register and the mailboxes. Return the reference of the case."""
        _as_soon_as(self._watching)
        cast = Cast.at(self._servers, clock)
        for title, play in PARTS:
            self._screen.part(title)
            for mail in play(cast):
                self._step(mail, with_folder=title == MAIL_COMES_IN)
        with self._store.reading() as session:
            rows = register_rows(session, self._natures)
        self._screen.register(rows)
        boxes = {address: self._all(address) for address in sorted(self._servers.addresses, key=DESK.__eq__)}  # the service's own last
        self._screen.mailboxes([(address, NAMES.get(address, ""), len(mails)) for address, mails in boxes.items() if mails])
        (self._folder / PAGE).write_text(page(rows, self._headed(boxes)), encoding="utf-8")
        return cast.reference

    def _headed(self, boxes: dict[str, list[bytes]]) -> dict[str, list[Entry]]:
        """Return what each person got and did, under a heading: those with a mailbox first."""
        everybody = dict.fromkeys([*boxes, *self._diary.writers])
        return {
            f"{address} ({NAMES[address]})" if address in NAMES else address: self._diary.entries(address, boxes.get(address, []))
            for address in sorted(everybody, key=DESK.__eq__)
        }

    def _watching(self) -> bool:
        """Say whether the service has seen its mailbox: what lies there before that is a backlog, which it does not answer by itself."""
        with self._store.reading() as session:
            return bool(session.scalars(select(Mailbox)).all())

    def _step(self, mail: Mail, *, with_folder: bool) -> None:
        self._screen.mail(mail, NAMES.get(mail.sender, mail.sender))
        had = len(self._mails(mail.sender, "INBOX"))
        self._diary.note(mail.sender, had, Did(mail.about, mail.done, mail.words))
        began, seen = time.monotonic(), len(self._servers.accepted)
        self._submit(mail)
        outcome = _as_soon_as(lambda: self._outcome(mail, seen))
        self._screen.outcome(outcome, time.monotonic() - began if with_folder else None)

    def _outcome(self, mail: Mail, seen: int) -> Outcome | None:
        """Return what became of `mail` when all is done for it. seen: how much the SMTP server had taken when it was sent."""
        with self._store.reading() as session:
            if arrival := settled(session, mail.message_id):
                letters = [letter for letter in self._servers.accepted[seen:] if letter.recipient != mail.to]
                return outcome_of(session, arrival, letters, FUNCTIONS, self._natures)
        return None

    def _submit(self, mail: Mail) -> None:
        """Send it over the wire: an employee logs in to the house's own server, which others hand their mail to without."""
        self._sent += 1
        (self._folder / MAILS / f"{self._sent}.eml").write_bytes(mail.raw)
        trusted = ssl.create_default_context(cafile=self._servers.ca_file)
        with smtplib.SMTP_SSL(self._servers.host, self._servers.smtp_port, timeout=PATIENCE_SECONDS, context=trusted) as smtp:
            if mail.proven:
                smtp.login(mail.sender, self._servers.password)
            smtp.sendmail(mail.sender, [mail.to], mail.raw)

    def _all(self, address: str) -> list[bytes]:
        folders = self._servers.folders(address) if address == DESK else ["INBOX"]
        return [raw for name in folders if name != "Sent" for raw in self._mails(address, name)]

    def _mails(self, address: str, name: str) -> list[bytes]:
        try:
            return self._servers.mails(address, name)
        except KeyError:  # nobody's mailbox yet, or a level of names that holds folders and no mail
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


def _next_steps(folder: Path, program: str, reference: str, *, keep: bool) -> list[tuple[str, str]]:
    with_settings = f"--config {shlex.quote(str(folder / SETTINGS))}"
    steps = [
        ("what each got", (folder / PAGE).resolve().as_uri()),
        ("the register", f"{program} list {with_settings}"),
        ("one complaint", f"{program} show {reference} {with_settings}"),
        ("the letters", f"{program} letters --all {with_settings}"),
        ("reading a mail", f"{program} inspect {shlex.quote(str(folder / MAILS))}"),
        ("what happened", str(folder / LOG)),
        ("your own", "config.example.toml"),
        ("who may do what", f"{program} procedure; an employee mails #help"),
        ("the procedure", "docs/procedure.md"),
    ]
    return steps if keep else [*steps, ("keep it open", f"{program} demo --keep")]
