"""What several commands share: the settings file, the register opened for a command, and finding a complaint in it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from klachten.commands.tables import shown
from klachten.settings import Passwords, Settings, load
from tracker.store import Store

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.records import Complaint
    from tracker.rules import HouseRules

DEFAULT_CONFIG = Path("/etc/klachten/config.toml")


class RowId(click.IntRange):
    """A number of the register, called as in the metavar where it is none."""

    name = "ID"


ROW_ID = RowId(1, 2**31 - 1)
"""A number under which the register keeps something: as large as PostgreSQL lets one be."""

Command = TypeVar("Command", bound=Callable[..., Any])


def config_option(command: Command) -> Command:
    """Add `--config` to a command; it arrives as a `Path`."""
    option = click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        default=DEFAULT_CONFIG,
        envvar="KLACHTEN_CONFIG",
        show_default=True,
        show_envvar=True,
        help="The settings file.",
    )
    return option(command)


def load_settings(config: Path, passwords: Passwords = "register") -> Settings:
    """Read the settings, with passwords from the environment: of the mail servers only for who reaches them. Raises `SettingsError`."""
    return load(config, os.environ, passwords=passwords)


@contextmanager
def opened_register(settings: Settings, *, may_be_made: bool = False) -> Iterator[Store]:
    """Open the register for one command, its schema up to date. A daemon may be at work on it meanwhile.

    may_be_made: a register that is not there yet is made. Else it raises `CannotStart`: an empty one beside
    the true one would say that all is well, and one that root made would keep the service out.
    """
    from klachten import beginnings
    from tracker.migrating import migrate

    if not may_be_made:
        beginnings.be_there(settings)
    os.umask(0o077)  # whatever we write is nobody else's to read
    store = beginnings.open_to_begin(settings)
    try:
        migrate(store)
        yield store
    finally:
        store.close()


@contextmanager
def read_only_register(settings: Settings) -> Iterator[Store]:
    """Open the register as it is, to read it alone: its schema is not brought up to date. Raises `CannotStart` where there is none."""
    from klachten import beginnings, wiring

    beginnings.be_there(settings)
    os.umask(0o077)  # as in `opened_register`
    store = wiring.open_store(settings, read_only=True)
    try:
        yield store
    finally:
        store.close()


def find_complaint(session: "Session", written: str, rules: "HouseRules") -> "Complaint":
    """Return the complaint that is meant by a reference as people write it. Raises `click.ClickException`."""
    from tracker.queries import complaint_of
    from tracker.reference import find_references
    from tracker.removal.removed import removed_dates

    found = find_references(written, rules.reference_prefix)
    if len(found) != 1:
        raise click.ClickException(f"'{shown(written)}' is not one reference; write it as {rules.reference_prefix}-2026-00042")
    complaint = complaint_of(session, found[0])
    if complaint is None and (gone := removed_dates(session, found)):
        raise click.ClickException(f"{found[0]} was removed from the register on {gone[found[0]]}")
    if complaint is None:
        raise click.ClickException(f"{found[0]} is not in the register; see: klachten list --all")
    return complaint
