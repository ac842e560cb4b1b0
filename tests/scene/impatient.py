"""The service, in haste: what it waits for in seconds takes moments, so that no test sits such a wait out. What it does is the same.

The waits themselves are held by tests of their own. Also a program, `klachten` in haste.
"""

import intake.backoff
import intake.taking
import klachten.daemon
import outbound.deliver
from klachten.commands import main

STOPPING_SECONDS = 1.0


def hurry() -> None:
    """Let this process wait for moments only: for a mailbox that was away, for its turn, for letters, and for who is late at its end."""
    intake.backoff.FIRST_SECONDS = 0.2
    intake.taking.STAND_BY_SECONDS = 0.5
    outbound.deliver.GATHER_SECONDS = 0.01
    outbound.deliver.PATIENCE_SECONDS = STOPPING_SECONDS / 2
    klachten.daemon.ENDS_WITHIN_SECONDS = STOPPING_SECONDS


if __name__ == "__main__":
    hurry()
    main()
