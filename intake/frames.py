"""What the reader and its child process say to each other, octet for octet.

A frame is four octets of length (big-endian), that many octets of JSON, and
then as many raw bytes as the JSON says. Rule: JSON and bytes, never pickle,
since what the child writes was made from a stranger's mail.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol

from intake.incoming import Attachment, Forwarded, IncomingMail

_LENGTH = 4
LARGEST = 64 * 1024 * 1024
"""Octets of JSON in a frame: the text of a mail and its headers, in the worst of escapes, are less."""


OUT_OF_MEMORY = 3
"""The exit status by which the child says that it had not enough memory to say it."""


class Pipe(Protocol):
    """Where frames are read and written."""

    def write(self, data: bytes, /) -> object:
        """Write all of `data`."""

    def read(self, count: int, /) -> bytes:
        """Return `count` bytes, fewer only at the end."""

    def flush(self) -> None:
        """Pass on what was written."""


class Torn(Exception):
    """The other side went away in the middle of a frame."""


def write_frame(pipe: Pipe, told: dict[str, Any], raw: Iterable[bytes] = ()) -> None:
    """Write one frame; the bytes in `raw` follow the JSON, which must say how many they are."""
    written = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    pipe.write(len(written).to_bytes(_LENGTH, "big") + written)
    for chunk in raw:
        pipe.write(chunk)
    pipe.flush()


def read_frame(pipe: Pipe) -> dict[str, Any] | None:
    """Return the JSON of the next frame, or None where the other side closed the pipe between frames. Raises `Torn`."""
    head = pipe.read(_LENGTH)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    if len(head) < _LENGTH or length > LARGEST:
        raise Torn
    told = json.loads(read_exactly(pipe, length))
    if not isinstance(told, dict):
        raise Torn
    return told


def read_answer(pipe: Pipe) -> dict[str, Any]:
    """Return the JSON of a frame that must come. Raises `Torn`."""
    told = read_frame(pipe)
    if told is None:
        raise Torn
    return told


def read_exactly(pipe: Pipe, count: int) -> bytes:
    """Return `count` bytes. Raises `Torn` where fewer come."""
    data = pipe.read(count)
    if len(data) < count:
        raise Torn
    return data


def as_json(mail: IncomingMail) -> dict[str, Any]:
    """Return `mail` as values that JSON knows."""
    told = asdict(mail)
    told["date"] = mail.date.isoformat() if mail.date else None
    return told


def from_json(told: dict[str, Any]) -> IncomingMail:
    """Return the mail that `as_json` told."""
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    lists["headers"] = tuple((name, value) for name, value in told["headers"])
    lists["attachments"] = tuple(Attachment(**one) for one in told["attachments"])
    date = datetime.fromisoformat(told["date"]) if told["date"] else None
    lists["attached_mails"] = tuple(forwarded for one in told["attached_mails"] if (forwarded := forwarded_of(one)))
    return IncomingMail(**{**told, **lists, "date": date, "forwarded": forwarded_of(told["forwarded"])})


def forwarded_of(told: Mapping[str, Any] | None) -> Forwarded | None:
    """Return a mail that was passed on, with what it passed on in its turn, as `dataclasses.asdict` told it."""
    return Forwarded(**{**told, "within": forwarded_of(told.get("within"))}) if told else None
