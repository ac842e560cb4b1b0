"""The register is locked, full, away, or does not say what became of a commit: nothing is lost, and all is done when it is over.

Source: docs/mail-rules.md, F15, F17 and F18. `KLACHTEN_CUTS` says how many commits are left without an answer.
"""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from proxy import NoAnswerToCommit, Whole, Wire
from sqlalchemy import select

from scene.nursery import Nursery
from scene.posts import EmbeddedPost
from scene.stage import Scene, playing
from scene.waiting import as_soon_as
from servers.postgresql import PostgreSQL
from tracker.records import Mailbox

MAILS = 5
COMMITS = min(2 * int(os.environ.get("KLACHTEN_CUTS", "4")), 4 * MAILS)  # no more than so many mails surely need
SPARE_BYTES = 40_000
INBOX = "INBOX"


def passed(scene: Scene, name: str) -> int:
    """Say how often the service passed one of its steps."""
    return scene.config.with_name("doom.passed").read_text().split().count(name)


def read_to_the_end(scene: Scene) -> bool:
    """Say whether a whole pass through the mailbox was made, and written down."""
    with scene.service.store.reading() as session:
        return session.scalar(select(Mailbox.last_reached_at)) is not None


def test_another_program_locks_the_register(nursery: Nursery, embedded_post: EmbeddedPost, tmp_path: Path) -> None:
    with playing(Scene(embedded_post, tmp_path, f"sqlite:///{tmp_path}/register.db", launch=nursery.launch)) as scene:
        as_soon_as(lambda: read_to_the_end(scene), lambda: "the first pass never ended")  # else the end of that one waits for the lock
        with closing(sqlite3.connect(tmp_path / "register.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            scene.bring(scene.pen.complaints(MAILS))
            as_soon_as(lambda: passed(scene, "before_commit_a"), lambda: "it wanted to write nothing")
            assert len(scene.folders()[INBOX]) == MAILS
        scene.until_quiet()
        assert scene.differences() == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system with room for 32 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "none", str(folder)], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_the_disk_is_full_for_a_while(nursery: Nursery, embedded_post: EmbeddedPost, small_disk: Path, tmp_path: Path) -> None:
    with playing(Scene(embedded_post, tmp_path, f"sqlite:///{small_disk}/register.db", launch=nursery.launch)) as scene:
        scene.bring(scene.pen.complaints(MAILS))
        scene.until_quiet()
        filler = small_disk / "filler"
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        filler.write_bytes(bytes(free - SPARE_BYTES))
        scene.bring(scene.pen.complaints(6 * MAILS))
        as_soon_as(lambda: {"mailbox.away", "register.away"} & set(scene.service.said()), lambda: "it never was full")
        filler.unlink()
        scene.until_quiet()
        assert scene.differences() == []


def test_postgresql_is_stopped_and_started(nursery: Nursery, embedded_post: EmbeddedPost, postgresql: PostgreSQL, tmp_path: Path) -> None:
    with playing(Scene(embedded_post, tmp_path, postgresql.url(postgresql.create()), launch=nursery.launch)) as scene:
        scene.bring(scene.pen.complaints(4 * MAILS))
        as_soon_as(lambda: passed(scene, "before_commit_b") >= MAILS, lambda: "nothing happened")
        postgresql.stop(immediately=False)  # the tests' cluster forgets what it has not yet written, and is told not to hurry
        postgresql.start()
        scene.until_quiet()
        assert scene.differences() == []


@pytest.fixture(scope="module")
def wired(
    nursery: Nursery, embedded_post: EmbeddedPost, postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Scene, Wire]]:
    """Give a running service with a wire to PostgreSQL."""
    folder, name = tmp_path_factory.mktemp("postgresql"), postgresql.create()
    with Wire(postgresql.port) as wire:
        url = postgresql.url(name).replace(f":{postgresql.port}/", f":{wire.port}/")
        with playing(Scene(embedded_post, folder, url, launch=nursery.launch)) as scene:
            yield scene, wire


@pytest.mark.parametrize("number", range(1, COMMITS + 1))
def test_a_commit_is_not_answered(wired: tuple[Scene, Wire], number: int) -> None:
    scene, wire = wired
    wire.fault = fault = NoAnswerToCommit(number)
    scene.bring(scene.pen.complaints(MAILS))
    as_soon_as(lambda: not fault.left, lambda: "there were fewer commits")
    wire.fault = Whole()
    scene.until_quiet()
    assert scene.differences() == []
