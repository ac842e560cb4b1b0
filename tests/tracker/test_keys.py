"""The key file: made once, whole, for its owner only; refused when anything is odd about it."""

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tracker.errors import CannotStart
from tracker.keys import add_key, open_keyring, read_keyring

SECRET = "ab" * 32


def written(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "keys"
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_first_start_makes_one_key_for_the_owner_only(tmp_path: Path) -> None:
    ring = open_keyring(tmp_path / "keys")
    assert len(ring.keys) == 1
    assert len(ring.newest.secret) == 32
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600


def test_a_loose_umask_changes_nothing(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        open_keyring(tmp_path / "keys")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600


def test_later_starts_read_the_same_keys(tmp_path: Path) -> None:
    assert open_keyring(tmp_path / "keys") == open_keyring(tmp_path / "keys") == read_keyring(tmp_path / "keys")


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    assert open_keyring(tmp_path / "a").newest.secret != open_keyring(tmp_path / "b").newest.secret


def test_many_first_starts_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: open_keyring(tmp_path / "keys"), range(32)))
    assert len({ring.newest.secret for ring in rings}) == 1


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    open_keyring(tmp_path / "keys")
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_rotation_adds_a_key_that_signs_and_keeps_the_old(tmp_path: Path) -> None:
    old = open_keyring(tmp_path / "keys")
    added = add_key(tmp_path / "keys")
    new = read_keyring(tmp_path / "keys")
    assert (new.keys, new.newest) == ((*old.keys, added), added)
    assert added.id != old.newest.id
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600
    assert new.find(old.newest.id) == old.newest
    assert new.find("zz" if added.id != "zz" else "yy") is None
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_rotation_follows_a_link_and_leaves_it(tmp_path: Path) -> None:
    open_keyring(tmp_path / "shared")
    (tmp_path / "keys").symlink_to(tmp_path / "shared")
    added = add_key(tmp_path / "keys")
    assert (tmp_path / "keys").is_symlink()
    assert read_keyring(tmp_path / "shared").newest == added


def test_a_key_does_not_show_its_secret(tmp_path: Path) -> None:
    ring = open_keyring(tmp_path / "keys")
    assert ring.newest.secret.hex() not in repr(ring)
    assert repr(ring.newest.secret) not in repr(ring)


DAMAGED = {
    "empty": b"",
    "only-a-line-end": b"\n",
    "no-id": SECRET.encode(),
    "short-secret": b"aa " + SECRET[:-1].encode(),
    "long-secret": b"aa " + SECRET.encode() + b"ab",
    "capitals": b"aa " + SECRET.upper().encode(),
    "odd-id": b"a1 " + SECRET.encode(),
    "two-spaces": b"aa  " + SECRET.encode(),
    "carriage-return": b"aa " + SECRET.encode() + b"\r\n",
    "empty-line": b"aa " + SECRET.encode() + b"\n\nab " + SECRET.encode(),
    "second-line-cut": b"aa " + SECRET.encode() + b"\nab " + SECRET[:10].encode(),
    "same-id-twice": b"aa " + SECRET.encode() + b"\naa " + SECRET.encode(),
    "not-text": bytes(range(256)),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_stops_the_start_and_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    with pytest.raises(CannotStart, match="damaged"):
        open_keyring(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o644, 0o666], ids=oct)
def test_a_file_open_to_others_stops_the_start(tmp_path: Path, mode: int) -> None:
    path = written(tmp_path, f"aa {SECRET}\n".encode(), mode)
    with pytest.raises(CannotStart, match="chmod 600"):
        open_keyring(path)


def a_folder(path: Path) -> None:
    path.mkdir()


def a_dangling_link(path: Path) -> None:
    path.symlink_to(path.parent / "gone")


@pytest.mark.parametrize("make", [a_folder, a_dangling_link])
def test_what_is_no_file_stops_the_start(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "keys")
    with pytest.raises(CannotStart, match="cannot be read"):
        open_keyring(tmp_path / "keys")


def test_without_its_folder_no_file_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="cannot be written"):
        open_keyring(tmp_path / "gone" / "keys")


def test_reading_and_rotating_need_a_file_and_make_none(tmp_path: Path) -> None:
    for act in (read_keyring, add_key):
        with pytest.raises(CannotStart, match="cannot be read"):
            act(tmp_path / "keys")
    assert list(tmp_path.iterdir()) == []
