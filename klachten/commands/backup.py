"""`klachten backup`: make a backup of the register while the service runs, see which there are, and verify one.

`klachten.backup` does the work; here stands how it is asked for and told.
"""

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from klachten.commands.completing import backup_names
from klachten.commands.options import config_option, load_settings, read_only_register
from klachten.commands.progress import steps
from klachten.commands.tables import moment_words, print_json, print_rows
from klachten.settings import Settings
from tracker.clock import SystemClock
from tracker.errors import CannotStart, NeedsPerson

if TYPE_CHECKING:
    from klachten.backup.manifest import Manifest

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_NO_FOLDER = "no folder is named for backups: set folder in [backup], or say where with --to FOLDER"


@click.command("backup")
@config_option
@click.option("--to", "folder", type=_FOLDER, help="Make it in this folder instead, from which nothing is deleted.")
@click.option(
    "--verify",
    "file",
    type=_FILE,
    shell_complete=backup_names,
    help="Make none; read this one of the folder, or of any path, whole, and say whether it is as it was made.",
)
@click.option("--list", "only_list", is_flag=True, help="Make none; list those in the folder, newest first.")
@click.option("--json", "as_json", is_flag=True, help="Tell it as JSON.")
def backup_command(config: Path, folder: Path | None, file: Path | None, *, only_list: bool, as_json: bool) -> None:
    """Back up the register, while the service runs.

    A backup is one SQLite file, wherever the register lies, and a manifest
    beside it. It is read back before it gets its name. Then those that are older
    than backup.keep_days are deleted from the folder of the settings.

    The keys are not in it: keep a copy of register.keys_file, apart from the
    backups. A copy of the list of what was removed is laid beside it.

    \b
    klachten backup                             what the timer does each night
    klachten backup --list
    klachten backup --verify klachten-20260402T010000Z.db
    klachten backup --to /mnt/stick
    """
    settings = load_settings(config)
    zone = ZoneInfo(settings.terms.time_zone)
    if file:
        _tell_verified(named_backup(settings, file, folder), zone, as_json=as_json)
    elif only_list:
        _list(_folder(settings, folder), zone, as_json=as_json)
    else:
        _make(settings, _folder(settings, folder), keep_all=folder is not None, as_json=as_json)


def _folder(settings: Settings, named: Path | None) -> Path:
    if folder := named or settings.backup.folder:
        return folder.absolute()
    raise CannotStart(_NO_FOLDER)


def named_backup(settings: Settings, named: Path, folder: Path | None = None) -> Path:
    """Return the backup that is meant: the file that lies there, else that of this name in the folder. Raises `NeedsPerson`."""
    folder = folder or settings.backup.folder
    places = [named, *([folder / named] if folder else [])]
    if found := next((place for place in places if os.path.lexists(place)), None):
        return found.absolute()
    within = f", nor in {folder}" if folder and not named.is_absolute() else ""
    raise NeedsPerson(f"there is no backup {named}{within}; see which there are: klachten backup --list")


def _make(settings: Settings, folder: Path, *, keep_all: bool, as_json: bool) -> None:
    from klachten import wiring
    from klachten.backup.folder import delete_old
    from klachten.backup.making import make_backup

    now = SystemClock().now()
    with read_only_register(settings) as store, steps() as tell:
        made = make_backup(store, wiring.present_keys(settings), wiring.ledger(settings).path, folder, now, tell)
    old = [] if keep_all else delete_old(folder, settings.backup.keep_days, now, newest=made.file)
    if as_json:
        print_json({**_told(made.file, made.made_at, made.manifest), "deleted": [str(one) for one in old]})
        return
    click.echo(f"Backed up to {made.file}: {contents(made.manifest)}.")
    if old:
        click.echo(f"Deleted {len(old)} older than {settings.backup.keep_days} days.")


def _list(folder: Path, zone: ZoneInfo, *, as_json: bool) -> None:
    from klachten.backup.folder import backups_in

    try:
        found = backups_in(folder)
    except OSError as trouble:
        raise NeedsPerson(f"{folder} cannot be read ({trouble.strerror}); run this as the user of the service") from trouble
    if as_json:
        print_json([_told(one.file, one.made_at, one.manifest) for one in found])
    elif not found:
        click.echo(f"There is no backup in {folder}.")
    else:
        rows = [[one.file.name, moment_words(one.made_at, zone), contents(one.manifest)] for one in found]
        print_rows(["file", "made", "what is in it"], rows)


def _tell_verified(file: Path, zone: ZoneInfo, *, as_json: bool) -> None:
    from klachten.backup.verifying import verify

    with steps() as tell:
        manifest = verify(file, tell("Reading"))
    if as_json:
        print_json(_told(file, manifest.made_at, manifest))
    else:
        click.echo(f"{file} is whole: the register of {moment_words(manifest.made_at, zone)}, with {contents(manifest)}.")


def contents(manifest: "Manifest | None") -> str:
    """Say what is in a backup, or that it is not whole."""
    if manifest is None:
        return "not whole: it was broken off, or its manifest is gone"
    counted = (("complaint", "complaint"), ("arrival", "mail"), ("letter", "letter"))
    return ", ".join(f"{manifest.rows.get(table, 0)} {word}{'' if manifest.rows.get(table, 0) == 1 else 's'}" for table, word in counted)


def _told(file: Path, made_at: datetime, manifest: "Manifest | None") -> dict[str, Any]:
    return {"file": str(file), "made_at": made_at, "manifest": manifest and manifest.model_dump(exclude={"made_at"})}
