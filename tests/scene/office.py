"""The daemon between Dovecot and Postfix, on a clock that is given: it runs in this process, so that days can pass in a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from klachten.daemon import Daemon
from klachten.demo.outcome import is_quiet
from klachten.settings import load
from scene.letters import Link, Received
from scene.posts import RealPost
from scene.stage import Scene
from scene.waiting import as_soon_as
from tracker.clock import HandClock
from tracker.records import Mailbox
from tracker.store import Store

THURSDAY = datetime(2026, 4, 2, 7, 0, tzinfo=UTC)
"""Nine o'clock in Amsterdam, on the Thursday before Easter."""


class Office:
    """A scene whose daemon runs in this process, so that its clock can be moved."""

    def __init__(self, post: RealPost, folder: Path) -> None:
        self.scene = Scene(post, folder, f"sqlite:///{folder}/register.db")
        self.post, self.clock = post, HandClock(THURSDAY)

    @property
    def store(self) -> Store:
        return self.scene.service.store

    @contextmanager
    def open(self) -> Iterator[Daemon]:
        """Let the daemon run, which has looked at the calendar and into the mailbox."""
        daemon = Daemon(load(self.scene.config, {}), self.clock)
        daemon.start()
        try:
            as_soon_as(self._watches, lambda: "the mailbox was not reached")
            self.look(daemon)
            yield daemon
        finally:
            daemon.stop()

    def _watches(self) -> bool:
        with self.store.reading() as session:
            return session.scalar(select(Mailbox)) is not None

    def look(self, daemon: Daemon, *handled: str) -> None:
        """Let the daemon look what is due, and return when that went out and these mails are handled."""
        daemon.look()
        as_soon_as(lambda: is_quiet(self.store, handled, self.clock.now()), lambda: "something was left to do")

    def lay(self, daemon: Daemon, *raws: bytes) -> None:
        """Lay mails into the mailbox, with the day that it is here: a server of today would stamp them with today's."""
        with self.post.login(self.scene.addresses[0]) as imap:
            for raw in raws:
                imap.append("INBOX", raw, msg_time=self.clock.now())
        self.look(daemon, *(str(Received(raw).message["Message-ID"]) for raw in raws))

    def follow(self, daemon: Daemon, sender: str, link: Link, text: str = "") -> None:
        """Let somebody follow a link."""
        message = self.scene.pen.message(link.subject)
        message.replace_header("From", sender)
        message.replace_header("To", link.to)
        message.set_content(f"{text}\n{link.body}")
        self.lay(daemon, message.as_bytes())

    def letters(self, address: str, words: str) -> list[Received]:
        """Return the letters that reached somebody whose subject has these words, oldest first."""
        return [one for one in map(Received, self.scene.sent_to(address)) if words in one.subject]
