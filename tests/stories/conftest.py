"""The scene of most stories: Dovecot and Postfix, an SQLite register, and the service as an administrator starts it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scene.posts import RealPost
from scene.stage import Scene, playing
from servers.postfix import Postfix


@pytest.fixture
def real_post(postfix: Postfix) -> RealPost:
    return RealPost(postfix)


@pytest.fixture
def scene(real_post: RealPost, tmp_path: Path) -> Iterator[Scene]:
    with playing(Scene(real_post, tmp_path, f"sqlite:///{tmp_path}/register.db")) as running:
        yield running
