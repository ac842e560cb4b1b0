"""Looking for markers in files, whole, in a process of its own.

Imports nothing but the standard library, and knows neither register nor
complaint. Rule: the daemon itself never opens a file of its SQLite database:
when a process closes one, the system drops every lock that it had on it, and
another process could take the database for its own (sqlite.org, How To Corrupt,
2.2). So a child reads them, and is told what to look for by a pipe: nothing of
it stands in a command line.
Source: docs/procedure.md, Removal.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

CHUNK = 1024 * 1024
WORD = 8
LEAST_ANCHORED = 2 * WORD - 1
"""Bytes from which on a marker covers a whole word of the file, wherever it begins."""

WALL_SECONDS = 3600.0


class NotSearched(Exception):
    """The files could not be read to their end; the message says which, and nothing of what is in them."""


def search(files: Sequence[Path], markers: Sequence[bytes]) -> dict[str, frozenset[int]]:
    """Return in which files which markers (by their place in the sequence) stand. A file that is not there has none.

    Reads in chunks that overlap, so that the memory does not grow with the file; the time does, and hardly with the markers.
    Raises `OSError` for a file that is there and cannot be read.
    """
    return {str(file): found for file in files if (found := _search(file, markers))}


def search_apart(files: Sequence[Path], markers: Sequence[bytes]) -> Mapping[str, frozenset[int]]:
    """Do as `search` in a process of its own. Raises `NotSearched`."""
    asked = json.dumps({"files": [str(file) for file in files], "markers": [marker.hex() for marker in markers]})
    environment = {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONSAFEPATH": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    program = [sys.executable, "-m", "tracker.removal.searching"]
    try:
        told = subprocess.run(  # noqa: S603 - our own interpreter, and a module of ours
            program, input=asked.encode(), capture_output=True, env=environment, timeout=WALL_SECONDS, check=True
        )
        return {file: frozenset(found) for file, found in json.loads(told.stdout).items()}
    except (OSError, subprocess.SubprocessError, ValueError) as trouble:
        raise NotSearched(
            f"the files could not be searched ({type(trouble).__name__}): see to the rights of {files[0].parent}"
        ) from trouble


def _search(file: Path, markers: Sequence[bytes]) -> frozenset[int]:
    anchors, short = _anchors(markers), [marker for marker in markers if len(marker) < LEAST_ANCHORED]
    overlap = max(map(len, markers), default=1) - 1
    found: set[int] = set()
    try:
        with file.open("rb", buffering=0) as content:
            before = b""
            while chunk := content.read(CHUNK):
                here = before + chunk
                if _may_bear(here, anchors, short):
                    found.update(number for number, marker in enumerate(markers) if marker in here)
                before = here[-overlap:] if overlap else b""
    except FileNotFoundError:
        return frozenset()
    return frozenset(found)


def _anchors(markers: Iterable[bytes]) -> frozenset[int]:
    """Return the words of which a text with a marker has at least one, on a boundary between its words."""
    long = (marker for marker in markers if len(marker) >= LEAST_ANCHORED)
    return frozenset(int.from_bytes(marker[at : at + WORD], sys.byteorder) for marker in long for at in range(WORD))


def _may_bear(text: bytes, anchors: frozenset[int], short: Sequence[bytes]) -> bool:
    words = memoryview(text)[: len(text) // WORD * WORD].cast("Q")
    return not anchors.isdisjoint(words) or any(marker in text for marker in short)


def main() -> None:
    """Answer one question on standard input; see `search_apart`."""
    asked = json.load(sys.stdin)
    found = search([Path(file) for file in asked["files"]], [bytes.fromhex(marker) for marker in asked["markers"]])
    json.dump({file: sorted(numbers) for file, numbers in found.items()}, sys.stdout)


if __name__ == "__main__":
    main()
