"""`klachten restore`: bring the register back from a backup.

`klachten.backup` does the work; here stands what is asked before, and what is
told after.
"""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from klachten.commands.backup import contents, named_backup
from klachten.commands.completing import backup_names
from klachten.commands.options import config_option, load_settings
from klachten.commands.progress import steps
from klachten.commands.tables import moment_words
from klachten.settings import Settings
from tracker.clock import SystemClock
from tracker.errors import CannotStart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klachten.backup.restoring import House, Restored

_NUMBERED = {"complaint": "complaint", "arrival": "mail", "letter": "letter"}
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("restore")
@click.argument("backup", type=_FILE, shell_complete=backup_names)
@config_option
@click.option("--yes", is_flag=True, help="Do not ask whether to go on.")
@click.option("--ledger-lost", is_flag=True, help="Go on without the list of what was removed: no copy of it is left.")
def restore_command(backup: Path, config: Path, *, yes: bool, ledger_lost: bool) -> None:
    """Bring the register back from a backup; stop the service first.

    The register that is there is backed up first, or set aside where it is
    damaged. What was removed since the backup is removed again, before anything
    else. At its next start the service compares the mailboxes with the register:
    mail that the backup does not know is taken in again, and nobody who was
    answered is answered twice.

    \b
    klachten backup --list
    systemctl stop klachten
    klachten restore klachten-20260402T010000Z.db
    systemctl start klachten
    """
    from klachten.backup.placing import refuse_daemons
    from klachten.backup.restoring import examine, restore

    settings = load_settings(config)
    os.umask(0o077)  # whatever we write is nobody else's to read
    zone, file = ZoneInfo(settings.terms.time_zone), named_backup(settings, backup)
    with _house(settings, file) as house:
        refuse_daemons(house.store)  # it is refused in the end too, but not after a question
        with steps() as tell:
            manifest = examine(house, file, tell, ledger_lost=ledger_lost)
        click.echo(f"The register will be that of {moment_words(manifest.made_at, zone)}: {contents(manifest)}.")
        click.echo(f"What is there now is put away first, in {house.folder}.")
        if not yes and not _confirmed():
            click.echo("Nothing was changed. To go on without a question: --yes", err=True)
            raise SystemExit(1)
        with steps() as tell:
            done = restore(house, file, manifest, SystemClock().now(), tell)
    for line in _told(done, zone):
        click.echo(line)


def _confirmed() -> bool:
    """Ask whether to go on; the end of the input is no."""
    try:
        return click.confirm("Go on?")
    except click.Abort:
        click.echo(err=True)
        return False


@contextmanager
def _house(settings: Settings, backup: Path) -> "Iterator[House]":
    """Gather what a restore must know of this house. Raises `CannotStart` where this is not the user of the service."""
    from klachten import wiring
    from klachten.backup.restoring import House

    store = wiring.open_store(settings)
    try:
        if store.sqlite:
            _be_the_owner(Path(store.url.database or "").parent)
        ledger = wiring.ledger(settings)
        folder = settings.backup.folder or backup.parent
        yield House(store, wiring.present_keys(settings), ledger, wiring.house_rules(settings), folder, frozenset(settings.mailbox))
    finally:
        store.close()


def _be_the_owner(folder: Path) -> None:
    """Refuse another user than whose folder it is: the service could not open the register that we would leave there."""
    if not folder.is_dir():
        raise CannotStart(f"the folder {folder} of the register is not there; as root: install -d -o klachten -m 700 {folder}")
    if folder.stat().st_uid != os.geteuid():
        raise CannotStart(f"{folder} is another user's: run this as the user of the service, such as: sudo -u klachten klachten restore …")


def _told(done: "Restored", zone: ZoneInfo) -> "Iterator[str]":
    """Say what was done, and what follows."""
    yield f"Restored the register of {moment_words(done.manifest.made_at, zone)}: {contents(done.manifest)}."
    if done.removed_again:
        yield f"{done.removed_again} of these complaints had been removed since, and {'was' if done.removed_again == 1 else 'were'} again."
    numbers = ", ".join(f"{_NUMBERED[name]} {last + 1}" for name, last in done.last_ids.items())
    yield f"No id of a row that left the house in a letter is used again; the next are: {numbers}. References go on after the last."
    if done.former.file:
        how = "was damaged, and its file was set aside as" if done.former.damaged else "was backed up to"
        yield f"The register that was here {how} {done.former.file}."
    compared = f" It first compares the mailbox {', '.join(done.mailboxes)} with the register, and then goes on." if done.mailboxes else ""
    yield f"Now start the service.{compared}"
