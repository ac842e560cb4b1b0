"""The keys that sign tokens, in a file of their own beside the register.

Knows the file, not what is signed. A copy of the database alone is no use to a
forger, since the keys are not in it. The newest key signs; all keys verify, so
that a letter of last year is still recognised after another key was added.

The file holds one key a line, oldest first: an id of two base32 characters, a
space, 64 hexadecimal digits. It is written whole or not at all, for its owner
only: at the first start, and when `klachten keys rotate` adds a key. Anything
else about it stops the start.
"""

import os
import re
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tracker.durable import synced
from tracker.errors import CannotStart

ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
ID_LENGTH = 2
SECRET_BYTES = 32  # the output of SHA-256: a longer HMAC key adds nothing (RFC 2104, 3)

_LINE = re.compile(rf"([a-z2-7]{{{ID_LENGTH}}}) ([0-9a-f]{{{2 * SECRET_BYTES}}})")


@dataclass(frozen=True, slots=True)
class Key:
    """One HMAC key. The id stands openly in every token that it signed."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keyring:
    """All keys, oldest first; at least one, no two with the same id."""

    keys: tuple[Key, ...]

    @property
    def newest(self) -> Key:
        """Return the key that signs."""
        return self.keys[-1]

    def find(self, key_id: str) -> Key | None:
        """Return the key with this id, if we have it."""
        return next((key for key in self.keys if key.id == key_id), None)


def open_keyring(path: Path) -> Keyring:
    """Read the keys; at the first start, when there is no file, make one with one new key.

    Raises: `CannotStart` as `read_keyring` does, or when the file cannot be written.
    """
    if not os.path.lexists(path):
        with suppress(FileExistsError):  # another process was first: its keys are the keys
            _write(path, Keyring((_new_key(),)))
    return read_keyring(path)


def read_keyring(path: Path) -> Keyring:
    """Read the keys.

    Raises: `CannotStart` when the file is missing, unreadable, open to others than its owner, or not of the form above.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read()
    except OSError as trouble:
        denied = isinstance(trouble, PermissionError)
        advice = "run this as the user of the service" if denied else "bring back your copy of it; none is made but at the first start"
        raise CannotStart(f"{path}: the key file cannot be read ({trouble.strerror}); {advice}") from trouble
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise CannotStart(f"{path}: the key file is open to others; run: chmod 600 {path}")
    return _parse(path, content)


def add_key(path: Path) -> Key:
    """Add a new key, which signs from now on, and return it; the old ones stay. Running processes must read the file again.

    Where `path` is a link, the file that it names is replaced, which others may share.
    Raises: `CannotStart` as `read_keyring` does, or when the file cannot be written.
    """
    old = read_keyring(path)
    key = _new_key(old)
    _write(path.resolve(), Keyring((*old.keys, key)), in_place_of=path.stat())
    return key


def _parse(path: Path, content: bytes) -> Keyring:
    lines = [_LINE.fullmatch(line) for line in content.decode("ascii", "replace").removesuffix("\n").split("\n")]
    keys = tuple(Key(line[1], bytes.fromhex(line[2])) for line in lines if line)
    if len(keys) < len(lines) or len({key.id for key in keys}) < len(keys):
        raise CannotStart(f"{path}: the key file is damaged; bring back your copy of it")
    return Keyring(keys)


def _new_key(beside: Keyring | None = None) -> Key:
    """Make a key whose id no other of the ring has."""
    taken = {key.id for key in beside.keys} if beside else set()
    free = [one + two for one in ID_ALPHABET for two in ID_ALPHABET if one + two not in taken]
    return Key(secrets.choice(free), secrets.token_bytes(SECRET_BYTES))


def _write(path: Path, ring: Keyring, *, in_place_of: os.stat_result | None = None) -> None:
    """Write aside, sync, then give it its name: `path` holds all of it or is as it was.

    in_place_of: the file that it replaces, whose owner stays, be it root who writes; None: it must not be there.
    Raises: `FileExistsError` when `path` is there; `CannotStart` for any other trouble.
    """
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        _write_synced(aside, "".join(f"{key.id} {key.secret.hex()}\n" for key in ring.keys))
        if in_place_of is None:
            path.hardlink_to(aside)  # unlike a rename, never over a file that another process just made
        else:
            os.chown(aside, in_place_of.st_uid, in_place_of.st_gid)
            aside.replace(path)
        synced(path.parent)
    except FileExistsError:
        raise
    except OSError as trouble:
        raise CannotStart(f"{path}: the key file cannot be written ({trouble.strerror})") from trouble
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def _write_synced(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
