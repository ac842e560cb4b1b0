"""How long to wait before the mailbox is tried again.

Pure: the chance is handed in. Growing, because a server that locks accounts
must not be hammered; bounded, because the first mail after a long outage
should not wait for an hour (docs/mail-rules.md, F27).
"""

FIRST_SECONDS = 5.0
LONGEST_SECONDS = 15 * 60.0


def seconds_before(attempt: int, chance: float) -> float:
    """Return the seconds to wait before attempt number `attempt`; the first attempt (1) waits for nothing.

    chance: 0 to 1, evenly spread. It takes up to half of the pause away, so that many mailboxes of one server do not come back at once.
    """
    if attempt <= 1:
        return 0.0
    doublings = min(attempt - 2, 16)  # a float would overflow after a thousand
    pause = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0**doublings)
    return pause * (1.0 - chance / 2)
