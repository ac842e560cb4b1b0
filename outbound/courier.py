"""The port behind which mail leaves the house, and the four ways in which it can fail.

Knows no protocol library. An error answers what to do next (see
`tracker.errors`) and bears what the register notes: the reply code and a word
of our own. What the server said stands in the message of the exception, may
name a person, and never reaches the log.
"""

from dataclasses import dataclass
from typing import Protocol

from tracker.errors import NeedsPerson, TryLater


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


class Postponed(TryLater):
    """Not carried now: a 4xx, a lost connection, a server that is away. The letter is not to blame.

    why:    a word of ours, fit for the log, such as `rcpt_refused`.
    code:   the server's reply code, None where it gave none.
    """

    def __init__(self, why: str, *, code: int | None = None, said: str = "") -> None:
        """Keep the server's text, `said`, in the message only."""
        super().__init__(_sentence(why, code, said))
        self.why = why
        self.code = code


class Ambiguous(Postponed):
    """The final dot was sent and no clear answer came: it may have been accepted (RFC 1047). A second try may be a second copy."""


class LoginRefused(Postponed):
    """The server does not take our name and password: every letter waits until the administrator acts."""


class Undeliverable(NeedsPerson):
    """The server refuses this letter for good (5xx), or cannot take it as it is. `why` and `code` as in `Postponed`."""

    def __init__(self, why: str, *, code: int | None = None, said: str = "") -> None:
        """Keep the server's text, `said`, in the message only."""
        super().__init__(_sentence(why, code, said))
        self.why = why
        self.code = code


def _sentence(why: str, code: int | None, said: str) -> str:
    return " ".join(str(part) for part in (f"{why}:" if code or said else why, code, said) if part)


class Courier(Protocol):
    """Carries one envelope to the next mail server."""

    async def carry(self, envelope: Envelope) -> str:
        """Return the server's reply, only when it has taken responsibility (its 250).

        Raises `TryLater` (as `Postponed`, `LoginRefused` or `Ambiguous`) for a
        4xx, a timeout or a lost connection, and `NeedsPerson` (as
        `Undeliverable`) for a 5xx. After `Ambiguous` the letter may have
        arrived all the same: we would rather send twice than not at all.
        Several may be carried at once from one event loop.
        """

    async def close(self) -> None:
        """Let go of the connections. Safe to call twice."""
