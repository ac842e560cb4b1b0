"""Killed at every named step, and at any moment: what was begun is finished after the restart, nothing is lost and nothing is done twice.

Source: docs/mail-rules.md, F01 to F14. `KLACHTEN_KILLS` says at how many random moments, on either kind of database.
"""

import os
import random
from collections.abc import Callable

import pytest
from victim import Victim

from tracker.crashpoints import NAMES

KILLS = int(os.environ.get("KLACHTEN_KILLS", "10"))
LONGEST_MS = 1200
FOR_EACH_MAIL = ("before_parse", "before_commit_b", "after_commit_b", "before_data", "after_data", "after_250")


@pytest.mark.parametrize("name", NAMES)
def test_killed_when_it_first_passes(next_victim: Callable[[], Victim], name: str) -> None:
    assert next_victim().dies_and_rises(f"{name} 1") == []


@pytest.mark.parametrize("name", FOR_EACH_MAIL)
def test_killed_in_the_midst(next_victim: Callable[[], Victim], name: str) -> None:
    assert next_victim().dies_and_rises(f"{name} 5") == []


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_at_any_moment(next_victim: Callable[[], Victim], seed: int) -> None:
    assert next_victim().dies_and_rises(f"ms {random.Random(seed).randrange(LONGEST_MS)}")  # noqa: S311 - chance, not a secret == []


def test_every_step_is_passed_in_a_run_without_faults(next_victim: Callable[[], Victim]) -> None:
    victim = next_victim()
    victim.scene.bring(victim.scene.pen.complaints(1))
    victim.scene.until_quiet()
    assert set(victim.passed.read_text().split()) == set(NAMES)
