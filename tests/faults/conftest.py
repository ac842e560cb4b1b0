"""What the faults share: one nursery, one post office, and a victim for each kind of database."""

from collections.abc import Callable, Iterator

import pytest
from nursery import Nursery
from victim import Victim

from scene.posts import EmbeddedPost


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@pytest.fixture(scope="session")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPost]:
    made = EmbeddedPost(tmp_path_factory.mktemp("post"))
    with made.servers:
        yield made


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def next_victim(
    request: pytest.FixtureRequest, nursery: Nursery, post: EmbeddedPost, tmp_path_factory: pytest.TempPathFactory
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
            victims.append(Victim(nursery, post, folder, url))
        return victims[-1]

    yield give
    for victim in victims[-1:]:
        victim.close()
