"""Writing mails and their attachments to files: new ones only, for their owner only.

Attachments are read again from the raw mail by the reading child, so it does
not matter how large they are or whether they went along by mail. Rule: a name
that a stranger chose is cleaned before it gets here, and no file is ever
written over.
"""

import os
from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import click

from intake.child import LimitExceeded, Readers
from intake.keep import RawMail
from tracker.store import Store

_LONGEST_STEM_OCTETS, _LONGEST_ENDING_OCTETS = 180, 40
"""Of a file system's 255, with room for a number; a name of 120 characters may have 480."""

_ALL_OCTETS = 1 << 30
"""More attachments than the reading child has memory for."""

_TRIES = 1000


def save_mail(store: Store, readers: Readers, arrival_id: int, size: int, folder: Path) -> Iterator[str]:
    """Write one mail and its attachments into `folder`; give a line for each file. Raises `click.ClickException`."""
    raw = RawMail(store, arrival_id)
    path, written = write_beside(folder, f"mail-{arrival_id}.eml", raw)
    yield f"{path}  {written:,} bytes"
    try:
        reading = readers.read(raw, size, _ALL_OCTETS)
    except LimitExceeded as exceeded:
        yield f"mail {arrival_id}: its attachments cannot be taken out ({exceeded}); they are in the .eml file"
        return
    for attachment, content in zip(reading.mail.attachments, reading.enclosures, strict=True):
        path, written = write_beside(folder, f"mail-{arrival_id}-{attachment.name}", [content])
        yield f"{path}  {written:,} bytes"


def save_enclosures(raw: bytes, folder: Path, named: str = "") -> Iterator[str]:
    """Write what a letter of ours encloses, such as the PDF to print, into `folder`; give a line for each file.

    named: how the names begin of those that are wanted. Raises as `save_mail`.
    """
    for part in message_from_bytes(raw, policy=policy.default).iter_attachments():
        content, name = part.get_payload(decode=True), part.get_filename() or "bijlage"
        if isinstance(content, bytes) and name.startswith(named):
            path, written = write_beside(folder, name, [content])
            yield f"{path}  {written:,} bytes"


def write_beside(folder: Path, name: str, content: Iterable[bytes]) -> tuple[Path, int]:
    """Write a new file in `folder` under this name, or where that is taken with a number; return its path and size."""
    _make(folder)
    stem, ending = _fitting(name)
    for number in range(1, _TRIES):
        path = folder / f"{stem}{f' ({number})' if number > 1 else ''}{ending}"
        try:
            return path, _write(path, content)
        except FileExistsError:
            continue
        except OSError as trouble:
            raise click.ClickException(f"{path} cannot be written: {trouble.strerror}") from trouble
    raise click.ClickException(f"{folder} holds {name} {_TRIES} times; name another folder")


def _fitting(name: str) -> tuple[str, str]:
    """Return a name as stem and ending, short enough for any file system."""
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > _LONGEST_ENDING_OCTETS:
        stem, dot, ending = name, "", ""
    return stem.encode()[:_LONGEST_STEM_OCTETS].decode("utf-8", "ignore"), dot + ending


def write_new(path: Path, content: Iterable[bytes]) -> int:
    """Write a new file; return its size. Raises `click.ClickException` where it is there, or cannot be written."""
    try:
        return _write(path, content)
    except FileExistsError:
        raise click.ClickException(f"{path} is there already and is not overwritten; name another file") from None
    except OSError as trouble:
        raise click.ClickException(f"{path} cannot be written: {trouble.strerror}") from trouble


def _write(path: Path, content: Iterable[bytes]) -> int:
    """Write a new file, whole or not at all. `O_EXCL` follows no link."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            return sum(file.write(piece) for piece in content)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as trouble:
        raise click.ClickException(f"{folder} cannot be made: {trouble.strerror}") from trouble
