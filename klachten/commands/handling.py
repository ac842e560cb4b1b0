"""What the commands that decide about mail share: the intake as the daemon has it, without a mailbox.

It lives for one command. A daemon may be at work on the same register.
"""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from intake.child import Readers
from intake.handle import Intake
from intake.text import clean_line
from klachten import wiring
from klachten.settings import Settings
from tracker.clock import Clock
from tracker.rules import HouseRules
from tracker.store import Store

_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Handling:
    """What reads mail, what decides about it, and by which rules."""

    intake: Intake
    readers: Readers
    rules: HouseRules


@contextmanager
def handling(settings: Settings, store: Store, clock: Clock) -> Iterator[Handling]:
    """Make them, and end the reading children afterwards. Raises `CannotStart` when the keys are lost or at fault."""
    rules = wiring.house_rules(settings)
    keyring = wiring.keys(settings, store)
    with Readers() as readers:
        yield Handling(wiring.intake(settings, store, keyring, clock, rules=rules), readers, rules)


def user() -> str:
    """Name who gives this command: the user of the system, or who became that user by sudo."""
    if behind := clean_line(os.environ.get("SUDO_USER", ""), _LONGEST_NAME):
        return behind
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
