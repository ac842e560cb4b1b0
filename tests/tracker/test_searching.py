"""A marker is found wherever in a file it lies, across whatever boundary, and nothing else is."""

from pathlib import Path

import pytest

from tracker.removal import searching
from tracker.removal.searching import CHUNK, NotSearched, search, search_apart

LONG, SHORT = b"een stuk tekst van iemand", b"a@b.nl"
PLACES = [0, 1, 7, 4091, CHUNK - 26, *range(CHUNK - 9, CHUNK + 2), 2 * CHUNK - 3, 2 * CHUNK + 5]


@pytest.mark.parametrize("marker", [LONG, LONG[:15], SHORT], ids=["long", "least", "short"])
def test_it_is_found_at_every_boundary(tmp_path: Path, marker: bytes) -> None:
    file = tmp_path / "register.db"
    for at in PLACES:
        file.write_bytes(b"\x00" * at + marker)
        assert search([file], [b"iets heel anders", marker]) == {str(file): {1}}, at


def test_in_a_process_of_its_own_it_finds_the_same(tmp_path: Path) -> None:
    first, second = tmp_path / "een", tmp_path / "twee"
    first.write_bytes(b"x" * 5000 + LONG)
    second.write_bytes(SHORT)
    asked = ([first, second, tmp_path / "absent"], [SHORT, LONG, b"niets van dit alles"])
    assert search_apart(*asked) == search(*asked) == {str(first): {1}, str(second): {0}}


def test_what_cannot_be_read_is_no_proof(tmp_path: Path) -> None:
    (tmp_path / "register.db").mkdir()
    with pytest.raises(NotSearched, match="CalledProcessError"):
        search_apart([tmp_path / "register.db"], [LONG])


def test_it_needs_nothing_of_ours_in_its_process() -> None:
    source = Path(searching.__file__).read_text(encoding="utf-8")
    assert "import tracker" not in source
    assert "from tracker" not in source
