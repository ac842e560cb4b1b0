"""A service that is killed and started again, for many tests; and the count after each death."""

import shutil
import signal
import tempfile
from pathlib import Path

from scene.count import read_register
from scene.mails import KINDS, Mail
from scene.nursery import Nursery
from scene.posts import Post
from scene.stage import Scene
from scene.waiting import as_soon_as
from tracker.store import Store

MAILS = 8
LIVES = 12
"""So many deaths one register sees; the next has a new one, or each count would take longer than the one before."""


class Victim:
    """A running service that waits for its death."""

    def __init__(self, nursery: Nursery, post: Post, folder: Path, url: str) -> None:
        self.doom = folder / "doom"
        self.passed = folder / "doom.passed"
        self.lives = LIVES
        self.sound = True
        self.twice: set[int] = set()
        self.scene = Scene(post, folder, url, launch=nursery.launch)
        self.scene.start()

    def dies_and_rises(self, *dooms: str) -> list[str]:
        """Doom it, bring mail, wait for its death, start it unharmed, wait until it is quiet; return what is then not as it must be.

        dooms: one after the other; all but the first meet it while it recovers.
        """
        self.sound = False
        self.lives -= 1
        self.doom.write_text(dooms[0])
        self.scene.bring(self._mails())
        self._until_dead()
        for doom in dooms[1:]:
            self.doom.write_text(doom)
            self.scene.service.launch()
            self._until_dead()
        self.scene.start()
        self.scene.until_quiet()
        found = self.scene.differences(twice=self.twice)
        self.sound = not found
        return found

    def _until_dead(self) -> None:
        service = self.scene.service
        as_soon_as(lambda: not service.runs(), lambda: "it did not die: it never came to where it should")
        assert service.status() == -signal.SIGKILL
        self.twice |= self._under_way()

    def close(self) -> None:
        """Leave nothing behind."""
        self.scene.service.close()

    def _mails(self) -> list[Mail]:
        """Write mail of the kinds of which most comes, and one more each time of those that are rare."""
        rare = KINDS[self.lives % len(KINDS)]
        return [*self.scene.pen.complaints(MAILS - 3), *self.scene.pen.mixed(2), rare(self.scene.pen)]

    def _under_way(self) -> set[int]:
        """Return the letters whose last attempt had no end when it died: the ambiguity of docs/mail-rules.md, D6."""
        store = self.scene.service.store
        if not store.sqlite:
            return {letter.id for letter in read_register(store).letters if letter.unended and letter.raw}
        with tempfile.TemporaryDirectory() as folder:  # to open it would repair it, and that is for the service to do
            for file in Path(str(store.url.database)).parent.glob("register.db*"):
                shutil.copy(file, folder)
            copy = Store(f"sqlite:///{folder}/register.db")
            try:
                return {letter.id for letter in read_register(copy).letters if letter.unended and letter.raw}
            finally:
                copy.close()
