"""The daemon between Dovecot and Postfix, on a clock that is given: what it does about the days on which it did not run.

Source: docs/procedure.md, The clock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from klachten.daemon import Daemon
from klachten.demo.outcome import is_quiet
from klachten.settings import load
from scene.letters import Received
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

    def complain(self, daemon: Daemon) -> None:
        """Lay a complaint into the mailbox, with the day that it is here: a server of today would stamp it with today's."""
        mail = self.scene.pen.complaints(1)[0]
        with self.post.login(self.scene.addresses[0]) as imap:
            imap.append("INBOX", mail.raw, msg_time=self.clock.now())
        self.look(daemon, str(Received(mail.raw).message["Message-ID"]))

    def mails_of_a_day(self) -> list[Received]:
        """Return those that reached the Manager Operations."""
        return [one for one in map(Received, self.scene.sent_to(self.scene.manager)) if "[Vandaag]" in one.subject]


def test_a_daemon_that_was_down_for_five_days_writes_one_mail_of_the_day(real_post: RealPost, tmp_path: Path) -> None:
    office = Office(real_post, tmp_path)
    with office.open() as daemon:
        office.complain(daemon)
    assert office.mails_of_a_day() == []
    office.clock.advance(timedelta(days=5))  # Tuesday, after Easter
    with office.open() as daemon:
        (caught_up,) = as_soon_as(office.mails_of_a_day, lambda: "no mail of the day")
        assert "KL-2026-00001" in caught_up.text
        office.clock.advance(timedelta(hours=3))
        office.look(daemon)
    assert len(office.mails_of_a_day()) == 1
