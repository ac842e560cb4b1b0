"""What several commands share: the settings file, and the register opened for a command."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from klachten.settings import Settings, load
from tracker.store import Store

DEFAULT_CONFIG = Path("/etc/klachten/config.toml")

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


def load_settings(config: Path) -> Settings:
    """Read the settings, with passwords from the environment. Raises `SettingsError`."""
    return load(config, os.environ)


@contextmanager
def opened_register(settings: Settings) -> Iterator[Store]:
    """Open the register for one command, its schema up to date. A daemon may be at work on it meanwhile."""
    from klachten.wiring import open_store  # noqa: PLC0415 - it imports every room, which `--help` need not wait for
    from tracker.migrating import migrate  # noqa: PLC0415 - so is alembic

    os.umask(0o077)  # whatever we write is nobody else's to read
    store = open_store(settings)
    try:
        migrate(store)
        yield store
    finally:
        store.close()
