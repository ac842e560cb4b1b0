"""What takes long to make is made by one of the workers of pytest-xdist, for all of them."""

import fcntl
import os
import pickle
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

Made = TypeVar("Made")


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]) -> Made:
    """Return what `make` made in a folder of its own, in this worker or another; who comes second waits for the first."""
    own = folders.getbasetemp()
    home = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    kept = home / f"{name}.pickle"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            there: Made = pickle.loads(kept.read_bytes())  # noqa: S301 - written below
            return there
        made = make(Path(tempfile.mkdtemp(prefix=f"{name}-", dir=home)))
        kept.write_bytes(pickle.dumps(made))
        return made
