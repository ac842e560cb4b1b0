"""Where a register was lost, none begins anew beside what it left: its references would be given out once more."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from command_world import World, mail, world

from klachten import check_house, wiring
from klachten.daemon import Daemon
from klachten.findings import Verdict
from tracker.clock import SystemClock
from tracker.errors import CannotStart
from tracker.removal_records import RemovedReference


@pytest.fixture
def lived(tmp_path: Path) -> Iterator[World]:
    """A register with a complaint, whose backups have a folder."""
    folder = tmp_path / "backups"
    folder.mkdir(mode=0o700)
    with world(tmp_path, f'[backup]\nfolder = "{folder}"\n') as made:
        made.imported(mail())
        yield made


def back_up(lived: World) -> None:
    assert lived.run("backup").exit_code == 0


def remove(lived: World) -> None:
    with lived.store.unit() as session:
        session.add(RemovedReference(reference="KL-2026-00042", removed_date=date(2026, 4, 2)))
    with lived.store.reading() as session:
        wiring.ledger(lived.settings).catch_up(session)


def lose(lived: World, *, leaving: bytes | None = None) -> Path:
    """Lose the register, or leave a file in its place."""
    lived.store.close()
    register = lived.folder / "klachten.db"
    for file in lived.folder.glob("klachten.db*"):
        file.unlink()
    if leaving is not None:
        register.write_bytes(leaving)
    return register


REFUSED = 2
"""The exit code where the administrator must act first."""

LEFT: list[tuple[str, Callable[[World], None], str]] = [
    ("a-backup", back_up, "its newest backup is "),
    ("a-removal", remove, "names what was removed from it (1)"),
]


@pytest.mark.parametrize(("leave", "told"), [pytest.param(*row[1:], id=row[0]) for row in LEFT])
def test_a_lost_register_is_brought_back_and_not_begun_anew(lived: World, leave: Callable[[World], None], told: str) -> None:
    leave(lived)
    register = lose(lived)
    with pytest.raises(CannotStart, match="there was one") as refused:
        Daemon(lived.settings, SystemClock()).start()
    assert told in str(refused.value)
    assert "klachten restore FILE" in str(refused.value)
    for command in (["once"], ["import", str(lived.file(mail()))], ["list"]):
        result = lived.run(*command)
        assert (result.exit_code, "there was one" in result.output) == (REFUSED, True), command
    (found,) = check_house.register(lived.settings)
    assert (found.verdict, told in found.found) == (Verdict.FAILURE, True)
    assert not register.exists()


def test_an_empty_file_in_its_place_is_no_register_either(lived: World) -> None:
    back_up(lived)
    lose(lived, leaving=b"")
    with pytest.raises(CannotStart, match="there was one"):
        Daemon(lived.settings, SystemClock()).start()


def test_where_nothing_tells_of_one_it_begins(lived: World) -> None:
    register = lose(lived)
    assert lived.run("import", lived.file(mail())).exit_code == 0
    assert register.exists()
