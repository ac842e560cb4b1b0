"""A private PostgreSQL cluster, without fsync, and a fresh database for whoever asks.

The server refuses root, so as root it runs as the package's own user `postgres`.
"""

import itertools
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg import sql

from servers.programs import AS_ROOT, Program, find, free_ports

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "timezone": "Europe/Amsterdam",
}
"""Durability is not what these tests prove; a time zone that is not UTC shows who forgot to say which he means."""


class PostgreSQL:
    """A cluster, running until `stop`."""

    def __init__(self, folder: Path) -> None:
        """Make and start it in the empty `folder`, which must be open to other users."""
        places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: float(place.parent.name), reverse=True)
        initdb = find("initdb", server="PostgreSQL", package="postgresql", folders=places)
        self._postgres = find("postgres", server="PostgreSQL", package="postgresql", folders=[Path(initdb).resolve().parent, *places])
        (self.port,) = free_ports(1)
        self._folder = folder
        self._user = "postgres" if AS_ROOT else None
        self._databases = (f"test_{number}" for number in itertools.count(1))
        if AS_ROOT:
            subprocess.run(["chown", "postgres", str(folder)], check=True)
        change = ["runuser", "-u", "postgres", "--"] if AS_ROOT else []
        make = [initdb, "-D", str(folder / "data"), "-U", "klachten", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run([*change, *make], check=True, capture_output=True, cwd="/")
        self.start()

    def start(self) -> None:
        """Start it (again), with the databases as they were."""
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        place = ["-D", str(self._folder / "data"), "-h", "127.0.0.1", "-p", str(self.port), "-k", str(self._folder)]
        self._program = Program(
            [self._postgres, *place, *options], log=self._folder / "log", ready=self._takes_connections, user=self._user
        )

    def ensure(self) -> None:
        """Start it again where an earlier test left it stopped."""
        if not self._takes_connections():
            self._program.stop()
            self.start()

    def stop(self, *, immediately: bool = True) -> None:
        """End it and every connection: as a crash would, or in good order."""
        self._program.stop(politely=signal.SIGQUIT if immediately else signal.SIGINT, patience_seconds=10)

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of `database`."""
        return f"postgresql+psycopg://klachten@127.0.0.1:{self.port}/{database}"

    def create(self) -> str:
        """Make an empty database; return its name."""
        name = next(self._databases)
        self._execute("CREATE DATABASE {} TEMPLATE template0", name)
        return name

    def drop(self, name: str) -> None:
        """Drop a database and whoever is still connected to it."""
        self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def _takes_connections(self) -> bool:
        with suppress(psycopg.OperationalError), self._connect():
            return True
        return False

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host="127.0.0.1", port=self.port, user="klachten", dbname="postgres", autocommit=True, connect_timeout=10)

    def _execute(self, statement: str, name: str) -> None:
        with self._connect() as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
