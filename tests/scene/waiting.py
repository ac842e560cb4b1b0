"""Waiting for what really happens, and saying what did not."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

PATIENCE_SECONDS = 60.0
GLANCE_SECONDS = 0.02


def as_soon_as(look: Callable[[], Found], what: Callable[[], str], *, patience_seconds: float = PATIENCE_SECONDS) -> Found:
    """Return what `look` finds, as soon as it is something. Raises `TimeoutError` with the words of `what`."""
    end = time.monotonic() + patience_seconds
    while not (found := look()):
        if time.monotonic() > end:
            raise TimeoutError(what())
        time.sleep(GLANCE_SECONDS)
    return found
