"""One connection to the mail server, from the greeting to the farewell, and the wall around it.

It knows whom to log in as, which folder is open and whether the connection can
still be believed; nothing of messages. The rule: every question to the server
stands in `asking`, so that whatever goes wrong is sorted once, and a connection
that was lost, was late or made no sense is never used again (R-IMAP-09).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Generic, Protocol, TypeVar

from intake.imap_words import is_number
from intake.login import LoginClient, log_in
from intake.ports import MailboxAway, NotTrusted, Refused
from intake.trouble import TROUBLES, sorted_trouble
from intake.wire import ImapSettings, Wire

FAREWELL_SECONDS = 2.0
"""How long a server may take to say goodbye: a stop must not wait for it."""


class Client(LoginClient, Protocol):
    """What a session needs of imapclient."""

    @property
    def wire(self) -> Wire:
        """The connection below."""

    def select_folder(self, folder: str) -> Mapping[bytes, Any]:
        """SELECT; what the server told of the folder."""

    def ask_capabilities(self) -> None:
        """CAPABILITY, whatever was told before."""

    def logout(self) -> object:
        """LOGOUT."""


AnyClient = TypeVar("AnyClient", bound=Client)


class Session(Generic[AnyClient]):
    """A connection that may be there or not.

    uidvalidity:    of the inbox since `connect`; 0 before the first.
    uid_next:       the lowest UID that the inbox had not given out when it was last opened; 0 where the server does not tell.
    messages:       how many lay in the inbox then.
    messages_open:  how many lay in the folder that is open, when it was opened.
    """

    def __init__(self, settings: ImapSettings, reach: Callable[[ImapSettings], AnyClient]) -> None:
        """Prepare; `reach` connects and reads the greeting."""
        self.settings = settings
        self.uidvalidity = self.uid_next = self.messages = self.messages_open = 0
        self._reach = reach
        self._client: AnyClient | None = None
        self._open = ("", 0)

    def connect(self) -> None:
        """See `intake.ports.Mailbox.connect`."""
        self.close()
        self.uidvalidity = 0
        secret = self.settings.secret()  # outside the wall: what goes wrong there is no trouble with the server
        with self._wall():
            client = self._client = self._reach(self.settings)
            if client.wire.state != "NONAUTH":
                raise NotTrusted("the server takes us for logged in before we said who we are")  # `* PREAUTH` (R-IMAP-07)
            if self.settings.security == "starttls":
                client.wire.starttls()
            log_in(client, self.settings, secret)
            client.ask_capabilities()
        try:
            self.open(self.settings.inbox)
        except Refused as refusal:
            self.close()
            raise MailboxAway("the inbox cannot be opened") from refusal

    def close(self) -> None:
        """Say goodbye where there is somebody to say it to, and let go. Raises nothing."""
        if self._client is not None:
            wire = self._client.wire
            wire.patience_seconds = min(wire.patience_seconds, FAREWELL_SECONDS)
            with suppress(*TROUBLES):
                self._client.logout()
        self._drop()

    def _drop(self) -> None:
        if self._client is not None:
            self._client.wire.drop()
        self._client = None
        self._open = ("", 0)

    def distrust(self, why: str) -> MailboxAway:
        """Let go of a connection whose answers cannot be right; return what to raise."""
        self._drop()
        return MailboxAway(why)

    @contextmanager
    def asking(self) -> Iterator[AnyClient]:
        """Give the connection for one question, and sort what goes wrong. Raises `MailboxAway`; after `Refused` the connection stands."""
        if self._client is None:
            raise MailboxAway("not connected")
        with self._wall():
            yield self._client

    @contextmanager
    def _wall(self) -> Iterator[None]:
        try:
            yield
        except TROUBLES as trouble:
            raise self._judged(trouble) from trouble
        except BaseException:  # not believed; or interrupted within an answer, whose rest would be taken for the next one
            self._drop()
            raise

    def _judged(self, trouble: Exception) -> MailboxAway:
        """Sort `trouble`, and let go of the connection unless it stands."""
        meaning = sorted_trouble(trouble)
        if not isinstance(meaning, Refused):
            self._drop()
        return meaning

    def open(self, folder: str) -> int:
        """Open `folder`, unless it is open, and return its UIDVALIDITY.

        Raises `Refused` where there is no such folder, and `MailboxAway` when the inbox is another than at `connect` (R-IMAP-01).
        """
        if self._open[0] == folder:
            return self._open[1]
        self._open = ("", 0)
        with self.asking() as client:
            told = client.select_folder(folder)
            uidvalidity: int = told.get(b"UIDVALIDITY", 0)
            if not is_number(uidvalidity):
                raise MailboxAway("the folder has no UIDVALIDITY")
            if folder == self.settings.inbox:
                self._look_at_inbox(uidvalidity, told)
            self.messages_open = told.get(b"EXISTS", 0)
        self._open = (folder, uidvalidity)
        return uidvalidity

    def _look_at_inbox(self, uidvalidity: int, told: Mapping[bytes, Any]) -> None:
        if self.uidvalidity not in {0, uidvalidity}:
            raise MailboxAway("the inbox was renumbered")
        self.uidvalidity = uidvalidity
        self.uid_next, self.messages = told.get(b"UIDNEXT", 0), told.get(b"EXISTS", 0)

    def open_inbox(self) -> None:
        """Open the inbox, unless it is open."""
        self.open(self.settings.inbox)
