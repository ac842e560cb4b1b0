"""Whether the register is backed up: a folder is named, it is there and ours alone, and what lies in it is fresh. Changes nothing."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from klachten import wiring
from klachten.backup.folder import FRESH, whole_in
from klachten.findings import Finding, failure, fine, warning
from klachten.settings import Settings

_HOW = "docs/operation.md, Backup, has the timer"


def backups(settings: Settings, now: datetime) -> Iterator[Finding]:
    """See whether there is a fresh backup. now: aware, UTC."""
    folder = settings.backup.folder
    if folder is None:
        yield warning("backup", "nobody backs up the register: [backup] names no folder", f"set folder in [backup]; {_HOW}")
        return
    try:
        yield from _looked_at(folder, now, has_register=wiring.absent_register(settings) is None)
    except OSError as trouble:
        advice = f"is its disk mounted? Else, as root: install -d -o klachten -m 700 {folder} (with the user of the service)"
        yield failure("backup", f"{folder} cannot be read ({trouble.strerror})", advice)


def _looked_at(folder: Path, now: datetime, *, has_register: bool) -> Iterator[Finding]:
    whole = whole_in(folder)
    if folder.stat().st_mode & 0o077:
        yield warning("backup", f"{folder} is open to others", f"chmod 700 {folder}")
    if not whole:
        none_yet = warning("backup", f"{folder} has no backup yet", f"klachten backup makes one; {_HOW}")
        yield none_yet if has_register else fine("backup", f"{folder} is there")
    elif now - whole[0].made_at > FRESH:
        told = f"the newest backup in {folder} is {(now - whole[0].made_at).days} days old"
        yield warning("backup", told, f"systemctl status klachten-backup says why; klachten backup makes one now; {_HOW}")
    else:
        yield fine("backup", f"{len(whole)} in {folder}, the newest of {whole[0].made_at:%Y-%m-%d %H:%M} UTC")
