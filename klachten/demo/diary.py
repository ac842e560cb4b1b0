"""What each person got and did, in order: the mails in a mailbox, and between them what its owner did when so many lay there.

Knows no register and no screen.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Did:
    """Something that a person did: when, in the words of the demo, and what they typed."""

    at: datetime
    about: str
    how: str
    words: str


Entry = bytes | Did
"""A mail that somebody got, or what they did."""


class Diary:
    """Keeps what people did, each with the number of mails that they had by then."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._deeds: defaultdict[str, list[tuple[int, Did]]] = defaultdict(list)

    @property
    def writers(self) -> list[str]:
        """Everybody who did something, as they came."""
        return list(self._deeds)

    def note(self, address: str, had: int, did: Did) -> None:
        """Note what somebody did, who had so many mails then."""
        self._deeds[address].append((had, did))

    def entries(self, address: str, mails: Sequence[bytes]) -> list[Entry]:
        """Return all that somebody got and did, oldest first. mails: all that they got."""
        return list(self._entries(address, mails))

    def _entries(self, address: str, mails: Sequence[bytes]) -> Iterator[Entry]:
        deeds = list(self._deeds[address]) if address in self._deeds else []
        for number in range(len(mails) + 1):
            yield from (did for had, did in deeds if had == number)
            yield from mails[number : number + 1]
