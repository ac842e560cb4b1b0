"""Mail that lies in files: one mail a file, folders of them, and mbox files.

Knows the file system, and of mail only where one ends and the next begins in
an mbox (RFC 4155). Rule: a mail is a range of a file, sent on in pieces, so
that size does not matter.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise
from pathlib import Path

NO_MAIL = "There is no mail in these files. What can be read: .eml, mbox, Maildir, and folders of them."

_PIECE = 256 * 1024
_ONE_MAIL = frozenset({".eml", ".msg", ".txt"})
_WINDOW = 4 * 1024 * 1024
_LINE = rb"From [^\n]{1,200}\d\d:\d\d[^\n]{0,60}\n(?=[!-9;-~]{1,80}:)"
_FIRST = re.compile(_LINE)
_SEPARATOR = re.compile(rb"(?<=\n)\r?\n(?P<line>" + _LINE + rb")")
_LONGEST_SEPARATOR = 400


@dataclass(frozen=True, slots=True)
class MailFile:
    """One mail: `size` bytes of the file at `path`, from `start`. name: how it is told apart, `path#2` for the second of an mbox."""

    name: str
    path: Path
    start: int
    size: int

    def __iter__(self) -> Iterator[bytes]:
        """Give the bytes in pieces; each time from the beginning."""
        left = self.size
        with self.path.open("rb") as file:
            file.seek(self.start)
            while left and (piece := file.read(min(left, _PIECE))):
                left -= len(piece)
                yield piece

    @property
    def of_many(self) -> bool:
        """Say whether it shares its file with others."""
        return self.name != str(self.path)

    def bare(self) -> "MailFile":
        """Return the mail alone: without the line that an mbox has before it, and the empty one behind it (RFC 4155)."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            line = file.readline(1000)
            if not line.startswith(b"From "):
                return self
            file.seek(self.start + self.size - min(self.size, 3))
            end = file.read(3)
        behind = next((len(empty) - 1 for empty in (b"\n\r\n", b"\n\n") if end.endswith(empty)), 0)
        return replace(self, start=self.start + len(line), size=max(self.size - len(line) - behind, 0))


def mails_in(paths: Iterable[Path]) -> Iterator[MailFile]:
    """Give every mail in `paths`, in the order given; a folder's files by name, a Maildir's mails alone. Raises `OSError`."""
    for path in paths:
        if is_maildir(path):
            yield from mails_in(sorted([*(path / "cur").iterdir(), *(path / "new").iterdir()], key=lambda mail: mail.name))
        elif path.is_dir():
            yield from mails_in(sorted(inner for inner in path.iterdir() if not inner.name.startswith(".")))
        else:
            yield from _in_file(path)


def is_maildir(path: Path) -> bool:
    """Say whether `path` is a Maildir: its mails lie in `cur` and `new`, their names begin with the second of their arrival."""
    return (path / "cur").is_dir() and (path / "new").is_dir()


def _in_file(path: Path) -> Iterator[MailFile]:
    size = path.stat().st_size
    starts = _starts(path) if size and path.suffix.lower() not in _ONE_MAIL else iter(())
    first = list(islice(starts, 2))
    if len(first) < 2 and path.suffix.lower() != ".mbox":  # noqa: PLR2004 - one mail alone is no mbox
        yield MailFile(str(path), path, 0, size)
        return
    for number, (start, stop) in enumerate(pairwise(chain(first, starts, [size])), start=1):
        yield MailFile(f"{path}#{number}", path, start, stop - start)


def _starts(path: Path) -> Iterator[int]:
    """Give where each mail of an mbox begins, as far as it was read; none for another file."""
    with path.open("rb") as file:
        window = file.read(_WINDOW)
        if not _FIRST.match(window):
            return
        yield 0
        before = 0  # octets of the file that lie before the window
        while window:
            piece = file.read(_WINDOW)
            final = len(window) if not piece else max(len(window) - _LONGEST_SEPARATOR, 1)
            for found in _SEPARATOR.finditer(window):
                if found.start() < final:
                    yield before + found.start("line")
            kept = window[final - 1 :] if piece else b""  # what was searched to its end is not found again: it needs the octet before it
            before += len(window) - len(kept)
            window = kept + piece
