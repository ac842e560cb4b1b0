"""Killed at every named step, and at any moment: what was begun is finished after the restart, nothing is lost and nothing is done twice.

Source: docs/mail-rules.md, F01 to F14. `KLACHTEN_KILLS` says at how many random moments, on either kind of database.
"""

import os
import random
from collections.abc import Callable, Iterator

import pytest
from victim import Victim

from scene.nursery import Nursery
from scene.posts import EmbeddedPost
from tracker.crashpoints import NAMES, OF_REMOVAL

KILLS = int(os.environ.get("KLACHTEN_KILLS", "10"))
LONGEST_MS = 800
FOR_EACH_MAIL = ("before_parse", "before_commit_b", "after_commit_b", "before_data", "after_data", "after_250")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def next_victim(
    request: pytest.FixtureRequest, nursery: Nursery, embedded_post: EmbeddedPost, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Victim]]:
    """Give what returns a running victim: the last one again, if it is sound and has lives left."""
    victims: list[Victim] = []
    postgresql = request.getfixturevalue("postgresql") if request.param == "postgresql" else None

    def give() -> Victim:
        if not (victims and victims[-1].sound and victims[-1].lives):
            for old in victims[-1:]:
                old.close()
            folder = tmp_path_factory.mktemp("victim")
            url = postgresql.url(postgresql.create()) if postgresql else f"sqlite:///{folder}/register.db"
            victims.append(Victim(nursery, embedded_post, folder, url))
        return victims[-1]

    yield give
    for victim in victims[-1:]:
        victim.close()


@pytest.mark.parametrize("name", NAMES)
def test_killed_when_it_first_passes(next_victim: Callable[[], Victim], name: str) -> None:
    assert next_victim().dies_and_rises(f"{name} 1") == []


@pytest.mark.parametrize("name", FOR_EACH_MAIL)
def test_killed_in_the_midst(next_victim: Callable[[], Victim], name: str) -> None:
    assert next_victim().dies_and_rises(f"{name} 5") == []


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_at_any_moment(next_victim: Callable[[], Victim], seed: int) -> None:
    moment_ms = random.Random(seed).randrange(LONGEST_MS)  # noqa: S311 - chance, not a secret
    assert next_victim().dies_and_rises(f"ms {moment_ms}") == []


@pytest.mark.parametrize("seed", range(KILLS // 4))
def test_killed_again_while_it_recovers(next_victim: Callable[[], Victim], seed: int) -> None:
    moment_ms = random.Random(seed).randrange(LONGEST_MS // 3)  # noqa: S311 - chance, not a secret
    assert next_victim().dies_and_rises("before_commit_b 2", f"ms {moment_ms}") == []


def test_every_step_is_passed_in_a_run_without_faults(next_victim: Callable[[], Victim]) -> None:
    victim = next_victim()
    victim.scene.bring(victim.scene.pen.complaints(1))
    victim.scene.until_quiet()
    passed = set(victim.passed.read_text().split())
    assert passed - set(OF_REMOVAL) == set(NAMES), "of those of removal, a night that it runs in has the database cleaned"
