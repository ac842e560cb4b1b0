"""A mail server that answers whatever the fuzzer likes, at the other end of a whole session.

No socket is opened: each command that the service sends is followed by the next
answer of the script. Rule: whatever a server says, the session ends in order or in
an error that says what now (docs/mail-rules.md, R-IMAP-09 and F23).
"""

import io
import re
import socket
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from intake.mailbox import ImapMailbox
from intake.wire import ImapSettings
from tracker.clock import HandClock
from tracker.errors import KlachtenError
from tracker.ledger import Shelf

ANSWERS_END = b"\x1e"
"""Between the answers of a script; the first is the greeting."""

TAG = b"$"
"""In an answer: the tag of the command that is answered."""

_TAGGED = re.compile(rb"[A-P]{4}[0-9]+(?= )")
"""How imaplib numbers its commands."""

NOW = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
SETTINGS = ImapSettings(
    "klachten",
    "localhost",
    143,
    "klachten@voorbeeld.nl",
    "geheim",
    security="plain",
    folders={Shelf.HANDLED: "Klachten/Verwerkt", Shelf.SENT: "Sent"},
    block_bytes=100,
)


class _Script:
    """What of a socket `intake.wire` uses, with the answers of a script behind it."""

    def __init__(self, data: bytes) -> None:
        self._answers = data.split(ANSWERS_END)
        self._said = bytearray(self._answers.pop(0))
        self._tag = b""
        self.asked: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        """Hear a command, or the rest of one, and answer it."""
        self.asked.append(bytes(data))
        if begun := _TAGGED.match(data):
            self._tag = begun[0]
        if data.endswith(b"\r\n") and self._answers:
            self._said += self._answers.pop(0).replace(TAG, self._tag)

    def recv(self, size: int) -> bytes:
        """Give what was said; nothing is the end of the connection."""
        piece = bytes(self._said[:size])
        del self._said[:size]
        return piece

    def getpeername(self) -> tuple[str, int]:
        """Be on this machine."""
        return "127.0.0.1", 143

    def makefile(self, mode: str) -> io.BytesIO:  # noqa: ARG002 - a socket's signature
        """Give imaplib the file that it never reads: `intake.wire` reads itself."""
        return io.BytesIO()

    def fileno(self) -> int:
        """Have nothing to wait for."""
        return -1

    def setsockopt(self, *_: int) -> None:
        """Take any option."""

    settimeout = shutdown = setsockopt

    def close(self) -> None:
        """Be closed."""


def session(data: bytes) -> list[bytes]:
    """Do in one connection all that there is to do; return what was asked."""
    script = _Script(data)
    mailbox = ImapMailbox(SETTINGS, HandClock(NOW))
    to_the_script: Any = lambda *_: script  # noqa: E731 - any socket is this one
    with patch.object(socket, "create_connection", to_the_script), suppress(KlachtenError):
        try:
            _all_of_it(mailbox)
        finally:
            mailbox.close()
    return script.asked


def _all_of_it(mailbox: ImapMailbox) -> None:
    mailbox.connect()
    mailbox.folders_check()
    for batch in mailbox.waiting():
        places = [waiting.place for waiting in batch]
        for _, blocks in mailbox.fetch(batch):
            assert sum(map(len, blocks)) >= 0
        moved = mailbox.move(places, Shelf.HANDLED)
        assert moved.keys() <= set(places)
        mailbox.find("0" * 64, 9, Shelf.HANDLED)
        mailbox.erase(places[0])
    mailbox.append(Shelf.SENT, b"Subject: x\r\n\r\n", NOW)


def imap(data: bytes) -> None:
    """Talk to a server that says `data`: an error of the port's own, or none; nothing that a sender wrote is asked."""
    for command in session(data):
        assert len(command) < 1000  # noqa: PLR2004 - commands name folders, numbers and nothing else
