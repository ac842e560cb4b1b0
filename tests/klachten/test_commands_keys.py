"""The keys as an administrator sees and replaces them: by their ids alone."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_world import World, world

from tracker.keys import open_keyring, read_keyring


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def test_a_new_key_signs_and_the_old_one_is_recognised(desk: World) -> None:
    file = desk.settings.register_.keys_file
    (old,) = open_keyring(file).keys
    assert desk.run("keys").stdout.splitlines() == ["id  what it does", f"{old.id}  signs"]
    told = desk.run("keys", "rotate")
    (_, new) = read_keyring(file).keys
    assert (told.exit_code, told.stdout.splitlines()[0].split(";")[0]) == (0, f"Key {new.id} was added to {file}")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(desk.run("keys", "list", "--json").stdout) == [{"id": old.id, "signs": False}, {"id": new.id, "signs": True}]
    assert desk.run("keys").stdout.splitlines()[1:] == [f"{old.id}  is recognised", f"{new.id}  signs"]
    assert not any(key.secret.hex() in told.output for key in (old, new))


@pytest.mark.parametrize("command", ["list", "rotate"])
@pytest.mark.parametrize(
    ("content", "mode", "told"),
    [
        (None, 0, "cannot be read (No such file or directory); bring back your copy of it"),
        ("no key\n", 0o600, "is damaged; bring back your copy of it"),
        (f"aa {'ab' * 32}\n", 0o644, "is open to others; run: chmod 600"),
    ],
    ids=["absent", "damaged", "open"],
)
def test_without_keys_that_can_be_used_it_says_what_to_do(desk: World, command: str, content: str | None, mode: int, told: str) -> None:
    file = desk.settings.register_.keys_file
    if content is not None:
        file.write_text(content)
        file.chmod(mode)
    result = desk.run("keys", command)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert told in result.stderr
    assert file.exists() is (content is not None)
