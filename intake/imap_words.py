"""What IMAP says in words of its own: codes, sets of UIDs, names of folders.

Pure functions over what the server answered. They believe it no further than
its grammar, and never make a list longer than what was asked for.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

from intake.ports import Place, Waiting

Thing = TypeVar("Thing")

HIGHEST = 2**32 - 1
"""Of a UID and of a UIDVALIDITY: unsigned 32 bits (RFC 3501, 2.3.1.1)."""

WINDOW = 50_000
"""UIDs in one SEARCH: its answer stays well below the longest line, even when all of them are there."""

_PLACES = re.compile(rb"(\d{1,10}) ([\d:,]+) ([\d:,]+)", re.ASCII)
_PLACE = re.compile(rb"(\d{1,10}) (\d{1,10})", re.ASCII)


def is_number(value: object) -> bool:
    """Say whether `value` can be a UID or a UIDVALIDITY."""
    return isinstance(value, int) and 0 < value <= HIGHEST


def as_utc(moment: object, otherwise: datetime) -> datetime:
    """Return an INTERNALDATE in UTC; `otherwise` where the server gave none that makes sense."""
    try:
        return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else otherwise
    except (OverflowError, ValueError):  # the last day of all years; a zone of more than a day
        return otherwise


def windows(above: int, uid_next: int, messages: int) -> Iterator[str]:
    """Yield the ranges of UIDs, lowest first, in which to search for all above `above`; the last is open.

    uid_next: what the server will give out next, as far as it told; `messages`: how many lie there. Few messages need one range.
    """
    low = above + 1
    while messages > WINDOW and low + WINDOW < uid_next:
        yield f"{low}:{low + WINDOW - 1}"
        low += WINDOW
    yield f"{low}:*"


def batches(found: Iterable[Waiting], messages: int, size_bytes: int) -> Iterator[list[Waiting]]:
    """Yield `found` in order, in batches of at most `messages`, and at most `size_bytes` unless one alone is larger."""
    batch: list[Waiting] = []
    total = 0
    for waiting in found:
        if batch and (len(batch) == messages or total + waiting.size > size_bytes):
            yield batch
            batch, total = [], 0
        batch.append(waiting)
        total += waiting.size
    if batch:
        yield batch


def groups(those: Iterable[Thing], most: int) -> Iterator[list[Thing]]:
    """Part `those` into commands of at most `most`: some servers stop reading a line at 8,000 octets (RFC 2683, 3.2.1.5)."""
    rest = iter(those)
    while group := list(islice(rest, most)):
        yield group


def copied(code: bytes, sources: Sequence[Place], folder: str) -> dict[Place, Place]:
    """Read a COPYUID code (RFC 4315, 3): where each of `sources` lies now. Empty where it is garbled."""
    if not (told := _PLACES.fullmatch(code)):
        return {}
    asked = {place.uid: place for place in sources}
    old, new = _uids(told[2], len(asked)), _uids(told[3], len(asked))
    if len(old) != len(new):
        return {}
    uidvalidity = int(told[1])
    return {asked[uid]: Place(folder, uidvalidity, to) for uid, to in zip(old, new, strict=True) if uid in asked}


def appended(code: bytes, folder: str) -> Place | None:
    """Read an APPENDUID code (RFC 4315, 3). None where it is garbled."""
    told = _PLACE.fullmatch(code)
    return Place(folder, int(told[1]), int(told[2])) if told else None


def _uids(spelled: bytes, most: int) -> list[int]:
    """Spell a set of UIDs out, in its own order, and no further than `most`: `1:4294967295` is four thousand million."""
    uids: list[int] = []
    for part in spelled.split(b","):
        first, _, last = part.partition(b":")
        last = last or first
        if not (first.isdigit() and last.isdigit()):
            return []
        start, end = int(first), int(last)
        start, end = min(start, end), max(start, end)
        if end - start >= most - len(uids):
            return []
        uids.extend(range(start, end + 1))
    return uids


def server_name(name: str, delimiter: str | None, prefix: str) -> str:
    """Return a folder's name as the server has it.

    name:       of the settings, with `/` between levels.
    delimiter:  the server's own; None where it knows no levels.
    prefix:     of the personal namespace (RFC 2342), such as `INBOX.`.
    """
    whole = name.replace("/", delimiter or "-")
    return whole if whole.startswith(prefix) else prefix + whole
