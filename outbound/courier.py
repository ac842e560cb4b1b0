"""The port behind which mail leaves the house."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message for one recipient, exactly as frozen.

    sender:     the envelope sender; the empty string is the null reverse path.
    raw:        CRLF line ends only, no line over 998 octets.
    """

    sender: str
    recipient: str
    raw: bytes
    notify: bool = False
    """Ask the server to report failure (RFC 3461 NOTIFY=FAILURE), where it can."""


class Courier(Protocol):
    """Carries one envelope to the next mail server."""

    async def carry(self, envelope: Envelope) -> str:
        """Return the server's reply, only when it has taken responsibility (its 250).

        Raises `TryLater` for a 4xx, a timeout or a lost connection, and
        `NeedsPerson` for a 5xx. After `TryLater` the letter may have arrived
        all the same: we would rather send twice than not at all.
        """

    async def close(self) -> None:
        """Let go of the connections. Safe to call twice."""
