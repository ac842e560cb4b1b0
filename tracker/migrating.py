"""Bring the register's schema to the version of this program, in one transaction.

Several daemons may start at once: on PostgreSQL they take turns by a lock that
ends with the transaction; on SQLite the writer's lock does it. A register that
is newer than the program is refused, never touched.
"""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from tracker.errors import CannotStart
from tracker.store import Store

LOCK = 0x6B6C6163
"""The advisory lock's key on PostgreSQL: the first letters of our name."""


def migrate(store: Store, to: str = "head") -> str:
    """Make the schema, or bring it up to date; return its version.

    to:     an older version, for the copy of an older register; the newest by itself.
    Raises: `CannotStart` when the register was written by a newer program.
    """
    with store.unit() as session:
        connection = session.connection()
        if not store.sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        config = _config(connection)
        wanted = _newest(config) if to == "head" else to
        if version(connection) != wanted:
            _refuse_newer(version(connection))
            command.upgrade(config, wanted)
        return wanted


def version(connection: Connection) -> str | None:
    """Return the version that the register's schema has; None where there is none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_version() -> str:
    """Return the version that this program wants."""
    return _newest(_config(None))


def is_known(found: str) -> bool:
    """Say whether this program knows a version; one that it does not was made by a newer program."""
    return found in {script.revision for script in ScriptDirectory.from_config(_config(None)).walk_revisions()}


def _newest(config: Config) -> str:
    return str(ScriptDirectory.from_config(config).get_current_head())


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", "tracker:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _refuse_newer(found: str | None) -> None:
    if found is not None and not is_known(found):
        raise CannotStart(
            f"the register has schema version {found}, which this program does not know: install the newer klachten that wrote it"
        )
