"""One scene: a mailbox at a post office, a register, a service, and strangers of its own who write to it."""

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from klachten.embedded import Accepted
from scene.count import differences, read_register
from scene.mails import Mail, Pen
from scene.posts import Doors, Post
from scene.service import Launch, Service, as_a_program, write_settings
from scene.waiting import as_soon_as
from tracker.model import Role
from tracker.records import LetterOwed

_numbers = itertools.count(1)


class Scene:
    """All that belongs together. No two scenes know one address of the other."""

    def __init__(
        self, post: Post, folder: Path, url: str, *, mailboxes: int = 1, launch: Launch = as_a_program, doors: Doors | None = None
    ) -> None:
        """doors: where the service reaches the post office, when not where it is."""
        number = next(_numbers)
        self.post, self.url, self.launch = post, url, launch
        self.addresses = [post.mailbox() for _ in range(mailboxes)]
        self.staff_domain = f"kantoor-{number}.example"
        self.outside = f".buiten-{number}.example"
        mails = itertools.count(1)
        self.pens = [Pen(f"box{box}{self.outside}", address, mails) for box, address in enumerate(self.addresses)]
        self.pen = self.pens[0]
        self.delivered: list[Mail] = []
        self.config = write_settings(folder, doors or post.doors, self.addresses, url, self.staff_domain)
        self.service = self.another("daemon")

    def another(self, name: str) -> Service:
        """Return one more service with the same settings and register, not yet started."""
        return Service(self.config, self.url, name=name, launch=self.launch)

    def start(self) -> None:
        """Start the service, and return when it watches every mailbox."""
        self.service.start(len(self.addresses))

    def bring(self, mails: Iterable[Mail], box: int = 0) -> list[Mail]:
        """Deliver mails to one of the mailboxes, and remember them."""
        brought = list(mails)
        self.post.bring(self.addresses[box], brought)
        self.delivered += brought
        return brought

    def until_quiet(self) -> None:
        """Return when all that was delivered is handled, nothing is owed any more, and what was sent is outside."""
        self.service.until_quiet(len(self.delivered))
        as_soon_as(lambda: not self.post.hands_on(), lambda: "the mail server keeps what it took")

    @property
    def sent(self) -> list[Accepted]:
        """What this service sent, in order."""
        domains = (self.outside, f"@{self.staff_domain}")
        return [copy for copy in self.post.accepted if copy.recipient.endswith(domains)]

    def sent_to(self, address: str) -> list[bytes]:
        """Return what this service sent to one address."""
        return [copy.raw for copy in self.sent if copy.recipient == address]

    def letters_to(self, address: str) -> list[LetterOwed]:
        """Return the letters that the register owed to one address."""
        return [letter for letter in read_register(self.service.store).letters if letter.recipient == address]

    @property
    def manager(self) -> str:
        """The address of the Manager Operations."""
        return f"{Role.MANAGER_OPERATIONS}@{self.staff_domain}"

    def differences(self, *, twice: Collection[int] = ()) -> list[str]:
        """Return what is not as it must be; see `scene.count.differences`."""
        return differences(self.delivered, read_register(self.service.store), self.sent, self.folders(), twice=twice)

    def folders(self) -> dict[str, list[bytes]]:
        """Return what lies in each folder, of all mailboxes together."""
        together: defaultdict[str, list[bytes]] = defaultdict(list)
        for address in self.addresses:
            for folder, mails in self.post.mails(address).items():
                together[folder] += mails
        return together


@contextmanager
def playing(scene: Scene) -> Iterator[Scene]:
    """Start the service of a scene, and leave nothing behind."""
    try:
        scene.start()
        yield scene
    finally:
        scene.service.close()
