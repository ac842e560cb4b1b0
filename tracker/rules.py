"""What the customer has settled, as one value that every decision gets: people, clocks, natures, limits.

Made from the settings by `klachten.values`, replaced as a whole when they are
reloaded. Nothing in it changes.
"""

from dataclasses import dataclass

from tracker.dates import Terms
from tracker.limits import Limits
from tracker.natures import Nature
from tracker.people import People


@dataclass(frozen=True, slots=True)
class HouseRules:
    """The customer's own choices, wherever a decision needs one."""

    people: People
    terms: Terms
    natures: tuple[Nature, ...]
    limits: Limits
    reference_prefix: str = "KL"
    enclosures_bytes: int = 10 * 1024 * 1024
    """The complaint's attachments go along to staff up to this size together."""
