"""The folder that a demo leaves: emptied of an earlier one, for its user alone, with the log in it.

Knows no mail. Rule: only what a demo wrote is ever taken away.
"""

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.errors import CannotStart
from tracker.log import JsonLines

SETTINGS, PAGE, LOG, MAILS, PAPER = "klachten.toml", "index.html", "log.jsonl", "mails", "paper"
MARK = ".klachten-demo"
"""Only a demo writes this file, and only beside it is anything taken away."""

OWN = {MARK, SETTINGS, PAGE, LOG, MAILS, PAPER, "ca.pem", "keys", "password", "removals"}
OWN |= {f"klachten.db{ending}" for ending in ("", "-shm", "-wal", ".lock")}


@contextmanager
def for_its_user_alone() -> Iterator[None]:
    """Let nobody else read what is made meanwhile: it is a register like any other."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def clear(folder: Path) -> None:
    """Make `folder`, or empty it of an earlier demo; it gets the mark, and places for the mails and for what was printed.

    Raises: `CannotStart` for a folder that holds anything of somebody else's, or cannot be used; nothing was touched then.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = {entry.name for entry in folder.iterdir()}
    except OSError as trouble:
        raise CannotStart(f"{folder} cannot be used: {trouble.strerror}. Name another folder with --output.") from trouble
    if found and (MARK not in found or found - OWN):
        raise CannotStart(f"{folder} holds something that is not from a demo. Name another folder with --output.")
    for name in found:
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
        else:
            (folder / name).unlink()
    (folder / MARK).touch()
    for place in (MAILS, PAPER):
        (folder / place).mkdir()


@contextmanager
def log_to(file: Path) -> Iterator[None]:
    """Write every event to `file`, and nothing to the terminal."""
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    rooms = [logging.getLogger(room) for room in ("klachten", "intake", "outbound", "tracker")]
    levels = [room.level for room in rooms]
    for room in rooms:
        room.setLevel(logging.INFO)
    try:
        yield
    finally:
        for room, level in zip(rooms, levels, strict=True):
            room.setLevel(level)
        root.removeHandler(handler)
        handler.close()
