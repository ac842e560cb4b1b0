"""The demo, from the first mail to the last word: starts everything, plays all tales at once, tells, and ends it all.

Progress is read from real effects: the register has nothing left to do. Rule:
the daemon is started as in service, with a settings file that lies open in the
folder afterwards; only its clock is the story's.
"""

import shlex
import threading
import time
from pathlib import Path

from rich.console import Console
from sqlalchemy import select

from klachten import wiring
from klachten.daemon import Daemon
from klachten.demo import debtor, entered, tales
from klachten.demo.calendar import BEGINS_AT, StoryClock
from klachten.demo.folder import LOG, MAILS, PAGE, PAPER, SETTINGS, clear, for_its_user_alone, log_to
from klachten.demo.mails import DESK
from klachten.demo.people import Cast
from klachten.demo.post import Post
from klachten.demo.screen import Screen
from klachten.demo.settings import write_settings
from klachten.demo.stage import Stage, as_soon_as
from klachten.demo.teller import NAMES, Teller
from klachten.embedded import EmbeddedServers
from klachten.settings import load
from tracker.records import Complaint, Mailbox
from tracker.store import Store

TALES = (
    debtor.about_costs,
    tales.in_an_impasse,
    tales.withdrawn,
    tales.somebody_away,
    tales.noise,
    tales.silence,
    tales.in_a_mail_of_her_own,
    entered.by_telephone,
    entered.forwarded,
)
BEAT_SECONDS = 60.0
"""How often the daemon looks at the calendar, once the clock goes as time does."""


@for_its_user_alone()
def show(folder: Path, console: Console, *, program: str = "klachten", keep: bool = False, until: threading.Event | None = None) -> None:
    """Run the demo, with all that it leaves in `folder`.

    program: how a command of ours is typed here.
    keep:    go on running until Ctrl-C, or until `until` is set.
    Raises: `CannotStart` where the extra `demo` is missing, or `folder` holds something that is not a demo's.
    """
    began, clock = time.monotonic(), StoryClock(BEGINS_AT)
    clear(folder)
    screen = Screen(console)
    with log_to(folder / LOG), EmbeddedServers(folder, NAMES, clock=clock) as servers:
        settings = load(write_settings(folder, servers, DESK), {})
        daemon = Daemon(settings, clock)
        daemon.start()
        store = wiring.open_store(settings)
        try:
            screen.open(servers, DESK)
            as_soon_as(lambda: _watching(store))
            daemon.look()
            cast, teller = Cast.at(servers, clock), Teller(Post(servers, folder), store, settings, screen, clock)
            Stage(daemon, store, clock, teller).play([tale(cast) for tale in TALES])
            teller.conclude(folder)
            screen.next_steps(_next_steps(folder, program, _still_there(store), keep=keep), time.monotonic() - began)
            if keep:
                clock.go()
                screen.connect(servers, servers.addresses)
                _keep_on(daemon, until or threading.Event())
        except KeyboardInterrupt:
            console.print()
        finally:
            store.close()
            daemon.stop()


def _still_there(store: Store) -> str:
    """Return the reference of a complaint that has not left the register, to look at."""
    with store.reading() as session:
        return session.scalars(select(Complaint.reference).order_by(Complaint.id).limit(1)).one()


def _watching(store: Store) -> bool:
    """Say whether the service has seen its mailbox: what lies there before that is a backlog, which it does not answer by itself."""
    with store.reading() as session:
        return bool(session.scalars(select(Mailbox)).all())


def _keep_on(daemon: Daemon, until: threading.Event) -> None:
    """Let the daemon look at the calendar every minute, until told to end."""
    while not until.wait(BEAT_SECONDS):
        daemon.look()


def _next_steps(folder: Path, program: str, reference: str, *, keep: bool) -> list[tuple[str, str]]:
    steps = [
        ("what each got", (folder / PAGE).resolve().as_uri()),
        ("letters on paper", str(folder / PAPER)),
        ("type this first", f"export KLACHTEN_CONFIG={shlex.quote(str(folder / SETTINGS))}"),
        ("the register", f"{program} list --all"),
        ("one complaint", f"{program} show {reference}"),
        ("what was removed", f"{program} removals"),
        ("the letters", f"{program} letters --all"),
        ("reading a mail", f"{program} inspect {shlex.quote(str(folder / MAILS))}"),
        ("what happened", str(folder / LOG)),
        ("your own", "config.example.toml"),
        ("who may do what", f"{program} procedure; an employee mails #help"),
        ("the procedure", "docs/procedure.md"),
    ]
    return steps if keep else [*steps, ("keep it open", f"{program} demo --keep")]
