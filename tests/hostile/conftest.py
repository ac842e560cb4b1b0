"""A little world for many examples: one register for a whole module, in which every address may get as many letters as it likes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.limits import Limits
from world import World, new_world

MANY = 1_000_000


@pytest.fixture(scope="module")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Make a world that keeps what earlier examples brought, and counts no letters."""
    folder: Path = tmp_path_factory.mktemp("roomy")
    with new_world(f"sqlite:///{folder / 'register.db'}", folder) as world:
        world.settle(limits=Limits(MANY, MANY, MANY, gather_new_complaints_above_per_hour=MANY))
        yield world
