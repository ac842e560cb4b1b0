"""One scene: a mailbox at a post office, a register, a service, and strangers of its own who write to it."""

import itertools
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from klachten.embedded import Accepted
from scene.count import differences, read_register
from scene.mails import Mail, Pen
from scene.posts import Doors, Post
from scene.service import Launch, Service, as_a_program, write_settings
from tracker.model import Role

_numbers = itertools.count(1)


class Scene:
    """All that belongs together. No two scenes know one address of the other."""

    def __init__(self, post: Post, folder: Path, url: str, *, launch: Launch = as_a_program, doors: Doors | None = None) -> None:
        """doors: where the service reaches the post office, when not where it is."""
        number = next(_numbers)
        self.post, self.url, self.folder = post, url, folder
        self.address = post.mailbox()
        self.staff_domain = f"kantoor-{number}.example"
        self.pen = Pen(f"buiten-{number}.example", self.address)
        self.delivered: list[Mail] = []
        self.config = write_settings(folder, doors or post.doors, [self.address], url, self.staff_domain)
        self.service = Service(self.config, url, launch=launch)

    def bring(self, mails: Iterable[Mail]) -> list[Mail]:
        """Deliver mails, and remember them."""
        brought = list(mails)
        self.post.bring(self.address, brought)
        self.delivered += brought
        return brought

    def until_quiet(self) -> None:
        """Return when all that was delivered is handled and nothing is owed any more."""
        self.service.until_quiet(len(self.delivered))

    @property
    def sent(self) -> list[Accepted]:
        """What this service sent, in order."""
        domains = (f"@{self.pen.domain}", f"@{self.staff_domain}")
        return [copy for copy in self.post.accepted if copy.recipient.endswith(domains)]

    def sent_to(self, address: str) -> list[bytes]:
        """Return what this service sent to one address."""
        return [copy.raw for copy in self.sent if copy.recipient == address]

    @property
    def manager(self) -> str:
        """The address of the Manager Operations."""
        return f"{Role.MANAGER_OPERATIONS}@{self.staff_domain}"

    def differences(self, *, twice: Collection[int] = ()) -> list[str]:
        """Return what is not as it must be; see `scene.count.differences`."""
        return differences(self.delivered, read_register(self.service.store), self.sent, self.post.mails(self.address), twice=twice)


@contextmanager
def playing(scene: Scene) -> Iterator[Scene]:
    """Start the service of a scene, and leave nothing behind."""
    try:
        scene.service.start()
        yield scene
    finally:
        scene.service.close()
