"""Making sure that what was written is on the disk, and stays there when the power goes."""

import os
from pathlib import Path


def synced(path: Path) -> None:
    """Have a file on the disk; or of a folder the names in it, without which a file that was just made may be gone. Raises `OSError`."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
