"""An IMAP and an SMTP server inside this process, on free loopback ports, for the demo and the tests.

What the SMTP side takes lies in the IMAP side's mailboxes the moment it says
250, so two such servers are a whole post office: staff, strangers and the
service each have a mailbox, and an address that has none gets one with its first
mail. Nothing here is used in service, and nothing listens beyond loopback.
"""

import asyncio
import re
import ssl
import threading
from collections.abc import Coroutine, Iterable
from concurrent.futures import Future
from contextlib import AsyncExitStack
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar
from weakref import WeakSet

from tracker.clock import Clock, SystemClock
from tracker.errors import CannotStart

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

Result = TypeVar("Result")

HOST = "localhost"
PASSWORD = "geheim"  # noqa: S105 - of servers that live as long as this process, on loopback
TOKEN = "goed-token"  # noqa: S105 - likewise
REFUSALS = {
    "weg": "550 5.1.1 User unknown",
    "vol": "452 4.2.2 Mailbox full",
}
"""What the beginning of a recipient's local part is answered with: gone for good, full for now."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One mail that the SMTP side took, for one recipient: `raw` exactly as received."""

    recipient: str
    sender: str
    raw: bytes


class EmbeddedServers:
    """Both servers, in a thread with a loop of its own. A context manager; every method may be called from any thread.

    host, imap_port, smtp_port:          implicit TLS; the certificate for `host` is signed by the CA in `ca_file` (PEM).
    imap_plain_port, smtp_plain_port:    without TLS; both offer STARTTLS.
    password, token:                     good for every mailbox (LOGIN, PLAIN; XOAUTH2). SMTP takes mail without log-in too.
    refusals:                            a copy of REFUSALS; may be changed while running.
    """

    host = HOST
    password = PASSWORD
    token = TOKEN

    def __init__(
        self, folder: Path, users: Iterable[str] = (), *, clock: Clock | None = None, folders: tuple[str, ...] = ("Sent",)
    ) -> None:
        """Prepare for mailboxes `users`, each with `folders` beside its INBOX. `folder` exists, and gets the CA's certificate."""
        self.ca_file = folder / "ca.pem"
        self.refusals = dict(REFUSALS)
        self.imap_port = self.imap_plain_port = self.smtp_port = self.smtp_plain_port = 0
        self._users = [_home(user) for user in users]
        self._folders = folders
        self._clock = clock or SystemClock()
        self._accepted: list[Accepted] = []
        self._open: WeakSet[asyncio.WriteTransport] = WeakSet()
        self._changed = threading.Condition()
        self._ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="embedded-servers", daemon=True)

    def __enter__(self) -> Self:
        """Start both. Raises `CannotStart` where the extra `demo` is not installed."""
        self._thread.start()
        self._ready.result()
        return self

    def __exit__(self, kind: "type[BaseException] | None", fault: BaseException | None, where: "TracebackType | None") -> None:
        """Stop both and drop every connection."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    @property
    def accepted(self) -> list[Accepted]:
        """What the SMTP side has taken so far, in order."""
        with self._changed:
            return list(self._accepted)

    @property
    def addresses(self) -> list[str]:
        """Every address that has a mailbox: the users first, then those from outside as they came."""
        return self._mailboxes.addresses()

    def wait_for(self, count: int, timeout_seconds: float = 10.0, *, recipient: str | None = None) -> list[Accepted]:
        """Return what was taken (for `recipient`: an address, else all) as soon as it is `count` mails. Raises `TimeoutError`."""

        def taken() -> list[Accepted]:
            return [mail for mail in self._accepted if recipient is None or _home(mail.recipient) == recipient]

        with self._changed:
            if not self._changed.wait_for(lambda: len(taken()) >= count, timeout_seconds):
                raise TimeoutError(f"{len(taken())} of {count} mails were sent within {timeout_seconds} s")
            return taken()

    def deliver(self, address: str, raw: bytes, at: "datetime | None" = None) -> int:
        """Put `raw`, unchanged, in the INBOX of `address`, received `at` (default: now); return its UID. Who waits there is woken."""
        return self._call(self._mailboxes.append(_home(address), raw, at or self._clock.now()))

    def mails(self, address: str, folder: str = "INBOX") -> list[bytes]:
        """Return the mails in a folder, oldest first. Raises `KeyError` where there is no such mailbox or folder."""
        return self._call(self._mailboxes.read(_home(address), folder))

    def folders(self, address: str) -> list[str]:
        """Return the folders of a mailbox. Raises `KeyError` where there is no such mailbox."""
        return self._call(self._mailboxes.folders(_home(address)))

    def _call(self, work: Coroutine[None, None, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as fault:
            if self._ready.done():
                raise
            self._ready.set_exception(fault)

    async def _serve(self) -> None:
        try:
            from klachten import embedded_imap, embedded_smtp  # noqa: PLC0415 - only the extra `demo` has what they import
        except ImportError as missing:
            raise CannotStart("The embedded servers are not installed. Do: pip install 'klachten[demo]'") from missing
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        tls = self._certify()
        self._mailboxes = mailboxes = embedded_imap.Mailboxes(password=PASSWORD, token=TOKEN, folders=self._folders)
        counter = embedded_smtp.Counter(self._take, self.refusals, password=PASSWORD, token=TOKEN)
        async with AsyncExitStack() as stack:
            for user in self._users:
                await mailboxes.open(user)
            self.imap_port, self.imap_plain_port = await mailboxes.serve(stack, tls, self._open.add)
            self.smtp_port, self.smtp_plain_port = await embedded_smtp.serve(stack, tls, counter, self._open.add)
            self._ready.set_result(None)
            await self._stop.wait()
        await self._hang_up()

    async def _hang_up(self) -> None:
        """Cut every connection off without a farewell, and let its task see that."""
        for connection in list(self._open):
            connection.abort()
        if conversations := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(conversations, timeout=1)

    def _certify(self) -> ssl.SSLContext:
        """Make a CA for this run, write its certificate, and return a context with a certificate that it signed."""
        import trustme  # noqa: PLC0415 - of the extra `demo`

        authority = trustme.CA()
        authority.cert_pem.write_to_path(self.ca_file)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(HOST, "127.0.0.1").configure_cert(context)
        return context

    async def _take(self, recipient: str, sender: str, raw: bytes, login: str | None) -> None:
        """Deliver, then tell who waits: whoever sees the mail in `accepted` finds it in the mailbox."""
        now = self._clock.now()
        await self._mailboxes.append(_home(recipient), _stamp(sender, now, login) + _CLAIM.sub(b"", raw), now)
        with self._changed:
            self._accepted.append(Accepted(recipient, sender, raw))
            self._changed.notify_all()


_CLAIM = re.compile(rb"^Authentication-Results:\s*%b\s*;[^\n]*\n(?:[ \t][^\n]*\n)*" % HOST.encode(), re.IGNORECASE | re.MULTILINE)
"""What a sender says that this very server found out: taken away, as RFC 8601, 5, wants."""


def _stamp(sender: str, now: "datetime", login: str | None) -> bytes:
    """Return the header fields that a receiving server puts on top (RFC 5321, 4.4; RFC 8601 for a log-in)."""
    lines = [f"Return-Path: <{sender}>"]
    if login:
        lines.append(f"Authentication-Results: {HOST}; auth=pass smtp.auth={login}")
    lines.append(f"Received: from [127.0.0.1] by {HOST} with ESMTP; {format_datetime(now)}")
    return "".join(f"{line}\r\n" for line in lines).encode()


def _home(address: str) -> str:
    """Return the address of the mailbox in which mail for `address` lies: lower case, without +detail (RFC 5233)."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
