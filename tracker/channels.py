"""How a complaint reached us.

By mail as a rule; an employee who enters one says how it came. Source:
docs/procedure.md, States and events.
"""

from enum import StrEnum


class Channel(StrEnum):
    """The way in, which the letters to staff name."""

    MAIL = "mail"  # by the complainant's own mail
    FORWARDED = "forwarded"  # to another address of ours, and passed on by an employee
    TELEPHONE = "telephone"
    POST = "post"
    VISIT = "visit"  # at the counter
    UNTOLD = "untold"  # an employee entered it, and did not say how it came


CHANNELS: dict[Channel, str] = {
    Channel.MAIL: "per e-mail",
    Channel.FORWARDED: "per e-mail, aan een ander adres van ons",
    Channel.TELEPHONE: "per telefoon",
    Channel.POST: "per post",
    Channel.VISIT: "aan de balie",
    Channel.UNTOLD: "op een manier die niet is genoteerd",
}
"""How staff read each, in Dutch."""


def told_channel(channel: str | None) -> str | None:
    """Return how staff read it; None for the usual way, which a new record does not name, and where nobody said."""
    return None if channel in {None, Channel.MAIL, Channel.UNTOLD} else CHANNELS[Channel(channel)]
