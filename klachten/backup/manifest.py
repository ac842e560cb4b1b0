"""What stands beside a backup: when and from what it was made, how to know that it is whole, and what a restore must know.

Holds counts, numbers and fingerprints; nothing of anybody who complained. The
keys that sign our letters are not in a backup: their ids are, so that a restore
can say which copy of the key file it wants.
"""

from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from tracker.errors import NeedsPerson
from tracker.keys import Keyring

SUFFIX = ".json"

_PRINT_DIGITS = 8
"""Of the SHA-256 of a key's 256 random bits: enough to tell two keys apart, and none of the key."""


class Manifest(BaseModel):
    """The truth about one backup.

    made_at:         the moment of the snapshot, UTC.
    size, sha256:    of the backup's file, in bytes and hexadecimal.
    rows:            how many each table has.
    highest_ids:     the last id that each table gave out, also where its row is gone.
    counters:        the last number under each name; of references that is the last one of a year.
    keys:            of every key that was there, its id and the beginning of its SHA-256.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    format: Literal["klachten-backup-1"] = "klachten-backup-1"
    made_at: AwareDatetime
    program_version: str
    schema_version: str
    size: int
    sha256: str
    rows: dict[str, int]
    highest_ids: dict[str, int]
    counters: dict[str, int]
    keys: dict[str, str]


def beside(backup: Path) -> Path:
    """Return where the manifest of a backup lies."""
    return backup.with_suffix(SUFFIX)


def read_manifest(backup: Path) -> Manifest:
    """Read what stands beside a backup. Raises `NeedsPerson` where it is absent, unreadable or none of ours."""
    path = beside(backup)
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        what = f"{backup} has no manifest ({path.name} beside it), so it is no backup of klachten, or one that was broken off"
        raise NeedsPerson(f"{what}; take another: klachten backup --list") from None
    except OSError as trouble:
        raise NeedsPerson(f"{path} cannot be read ({trouble.strerror}); run this as the user of the service") from trouble
    except ValidationError:
        what = f"{path} is damaged, or the manifest of a backup that this klachten does not know"
        raise NeedsPerson(f"{what}; take another, or install the klachten that made it") from None


def fingerprints(keyring: Keyring | None) -> dict[str, str]:
    """Return, by its id, what tells each key from every other without betraying it."""
    return {key.id: sha256(key.secret).hexdigest()[:_PRINT_DIGITS] for key in keyring.keys} if keyring else {}
