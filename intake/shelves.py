"""Which folder on the server is which shelf, and making those that are absent.

Names come from the settings only, and from nowhere else (R-IMAP-10): a shelf
goes in, the server's own name for it comes out.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol

from intake.imap_words import server_name
from intake.ports import MailboxAway, Refused
from intake.session import Client, Session
from tracker.ledger import Shelf


class FolderClient(Client, Protocol):
    """What looking after folders needs of imapclient."""

    def list_folders(self, directory: str = "", pattern: str = "*") -> Sequence[tuple[Sequence[bytes], bytes | None, str]]:
        """LIST: flags, delimiter and name of each."""

    def namespace(self) -> Any:
        """NAMESPACE; `personal` holds (prefix, delimiter) pairs, or None."""

    def create_folder(self, folder: str) -> object:
        """CREATE."""

    def subscribe_folder(self, folder: str) -> object:
        """SUBSCRIBE."""


_NO_FOLDER = {rb"\noselect", rb"\nonexistent"}
"""Flags of a name that only holds others (RFC 3501, 7.2.2; RFC 5258, 3)."""


class Shelves:
    """The folders of one connection."""

    def __init__(self, session: Session[Any]) -> None:
        """Look at nothing yet."""
        self._session: Session[FolderClient] = session
        self._spelling: tuple[str | None, str] | None = None
        self._ready: set[str] = set()

    def name(self, shelf: Shelf) -> str | None:
        """Return the server's name for the folder of `shelf`; None where the settings have none."""
        name = self._session.settings.folders.get(shelf)
        if name is None:
            return None
        if self._spelling is None:
            self._spelling = self._ask_spelling()
        return server_name(name, *self._spelling)

    def is_there(self, folder: str) -> bool:
        """Say whether `folder`, as the server names it, can be opened."""
        with self._session.asking() as client:
            found = client.list_folders("", folder)
            return any(name == folder and not _NO_FOLDER.intersection(flag.lower() for flag in flags) for flags, _, name in found)

    def open(self, folder: str) -> int:
        """Open `folder`, as the server names it, and return its UIDVALIDITY; 0 where there is no such folder."""
        if folder != self._session.settings.inbox and not self.is_there(folder):
            return 0
        return self._session.open(folder)

    def ready(self, shelf: Shelf) -> str | None:
        """Return the folder of `shelf`, made and subscribed to when it was absent. Raises `Refused` where it cannot be made."""
        folder = self.name(shelf)
        if folder is None or folder in self._ready:
            return folder
        if not self.is_there(folder):
            with self._session.asking() as client:
                client.create_folder(folder)
            with suppress(Refused), self._session.asking() as client:  # it is there, though a mail program may not show it
                client.subscribe_folder(folder)
        self._ready.add(folder)
        return folder

    def look_again(self) -> None:
        """Take no folder for granted: one may have been removed."""
        self._ready.clear()

    def _ask_spelling(self) -> tuple[str | None, str]:
        """Ask how the server parts levels, and with what our own folders begin (RFC 2342)."""
        with self._session.asking() as client:
            if client.has_capability("NAMESPACE") and (personal := client.namespace().personal):
                prefix, delimiter = personal[0]
                if not (isinstance(prefix, str) and isinstance(delimiter, str | None)):
                    raise MailboxAway("the server does not tell how it names folders")
                return delimiter, prefix
            levels = client.list_folders("", "")
            if not levels:
                raise MailboxAway("the server does not tell how it names folders")
            delimiter = levels[0][1]
            return (None if delimiter is None else delimiter.decode("ascii")), ""
