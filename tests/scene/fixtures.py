"""What tests ask for to play in a scene (a plugin of pytest, named in `tests/conftest.py`)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scene.cast import House, at_home
from scene.nursery import Nursery
from scene.posts import EmbeddedPost, RealPost
from scene.stage import Scene, playing
from servers.postfix import Postfix


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Give what starts daemons that can be told when to die, and starts them fast."""
    made = Nursery()
    yield made
    made.close()


@pytest.fixture(scope="session")
def embedded_post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPost]:
    """Start the embedded servers, one pair for all scenes."""
    made = EmbeddedPost(tmp_path_factory.mktemp("post"))
    with made.servers:
        yield made


@pytest.fixture
def real_post(postfix: Postfix) -> RealPost:
    """Give Dovecot and Postfix."""
    return RealPost(postfix)


@pytest.fixture
def scene(real_post: RealPost, nursery: Nursery, tmp_path: Path) -> Iterator[Scene]:
    """Start the service on an SQLite register between Dovecot and Postfix."""
    with playing(Scene(real_post, tmp_path, f"sqlite:///{tmp_path}/register.db", launch=nursery.launch)) as running:
        yield running


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open the house with its people, between the embedded servers; what its letters say goes at once."""
    with at_home(tmp_path) as opened:
        yield opened
