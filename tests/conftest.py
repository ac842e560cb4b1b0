"""The servers as fixtures, and the loud word at the end about those that were missing.

A test asks for `embedded`, `dovecot`, `postfix`, `postgresql_url`, `browser` or `axe`, and gets
a running one, or is skipped because it is not installed. Skips of that kind, and
those for lack of a corpus, are summed up in capitals; with KLACHTEN_REQUIRE_SERVERS=1
a server that is missing is a failure.
"""

import gc
import logging
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from klachten.embedded import EmbeddedServers
from scene.browser import Browser, axe_core
from scene.readers import LastingReaders
from servers.authority import Authority
from servers.dovecot import Dovecot
from servers.holiday import on_holiday
from servers.postfix import Postfix
from servers.postgresql import PostgreSQL
from servers.programs import MissingServer
from tracker.limits import Limits
from world import World, new_world, prepare_hastily

pytest_plugins = ("scene.fixtures", "scene.imap_post")

MISSING = "not there: "
"""What a skip begins with that is told at the end; what was not there follows."""

ONE_ROW_OF = 4
"""Of a table that both databases play, PostgreSQL gets one row of so many: the register's own tests, and all stories, are whole there."""

ROOMS = ("klachten", "intake", "outbound", "tracker")

Server = TypeVar("Server")


def start(make: Callable[[], Server]) -> Server:
    """Return the server that `make` starts; skip (or fail) the test that needs it where it is not installed."""
    try:
        return make()
    except MissingServer as missing:
        if os.environ.get("KLACHTEN_REQUIRE_SERVERS") == "1":
            pytest.fail(f"{MISSING}{missing}", pytrace=False)
        pytest.skip(f"{MISSING}{missing}")


@pytest.fixture(autouse=True)
def _log_as_it_was() -> Iterator[None]:
    """Put the log back after a test that runs a command: a command sends it where its user looks, at a level of its own."""
    root = logging.getLogger()
    handlers, levels = list(root.handlers), {name: logging.getLogger(name).level for name in ("", *ROOMS)}
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture(autouse=True, scope="session")
def _letters_gather_for_a_moment() -> Iterator[None]:
    """Let letters wait a hundredth of a second for others, not a tenth: a story waits for them at every step."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("outbound.deliver.GATHER_SECONDS", 0.01)
        yield


@pytest.fixture(autouse=True, scope="session")
def _commits_do_not_wait_for_the_disk() -> Iterator[None]:
    """Let the system write a register of SQLite's when it likes: only a machine that dies would tell, and no test ends one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.store._prepare_sqlite", prepare_hastily)
        yield


@pytest.fixture(autouse=True, scope="session")
def _nobody_asks_the_authorities_of_the_world() -> Iterator[None]:
    """Let no connection read the hundred and more certificates that this machine trusts: no server here has one of theirs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", os.devnull)
        patch.setenv("SSL_CERT_DIR", os.devnull)
        yield


@pytest.fixture(autouse=True, scope="session")
def _reading_children_are_handed_on() -> Iterator[None]:
    """Let commands and daemons in this process take over each other's reading children; tests of those import their pool before this."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("intake.child", "klachten.wiring", "klachten.commands.handling"):
            if module in sys.modules:
                patch.setattr(sys.modules[module], "Readers", LastingReaders)
        yield
    LastingReaders.dismiss_all()


@pytest.fixture(scope="session")
def workplace() -> Iterator[Path]:
    """Make a folder that other users may enter, with a short name (a Unix socket's path has at most 108 bytes)."""
    folder = Path(tempfile.mkdtemp(prefix="kl-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def certificate_authority(workplace: Path) -> Authority:
    """Make the authority that signed the certificates of Dovecot and Postfix (the embedded servers have their own)."""
    return Authority(workplace)


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[EmbeddedServers]:
    """Start an IMAP and an SMTP server in this process, fresh for the test."""
    folder = tmp_path / "embedded"
    folder.mkdir()
    with EmbeddedServers(folder, ["klachten@voorbeeld.nl"]) as servers:
        yield servers


@pytest.fixture(scope="session")
def dovecot(workplace: Path, certificate_authority: Authority) -> Iterator[Dovecot]:
    """Start Dovecot, one for all tests: ask it for a `mailbox()` of your own. Who stops it starts it again."""
    server = start(lambda: Dovecot(_room(workplace, "d"), certificate_authority))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postfix(workplace: Path, certificate_authority: Authority, dovecot: Dovecot) -> Iterator[Postfix]:
    """Start Postfix before `dovecot`, one for all tests, with the rest of the world behind it as `postfix.outside`."""
    with EmbeddedServers(_room(workplace, "o")) as outside:
        server = start(lambda: Postfix(_room(workplace, "p"), certificate_authority, dovecot, outside))
        yield server
        server.stop()


@pytest.fixture(scope="session")
def holiday(workplace: Path, certificate_authority: Authority, postfix: Postfix) -> Iterator[Dovecot]:
    """Start the complainants' own Dovecot, which answers whatever comes, by way of `postfix`; one for all tests."""
    server = start(lambda: on_holiday(_room(workplace, "h"), certificate_authority, postfix.smtp_plain_port))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgresql(workplace: Path) -> Iterator[PostgreSQL]:
    """Start a PostgreSQL cluster, one for all tests. Who stops it starts it again."""
    server = start(lambda: PostgreSQL(_room(workplace, "g")))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Give a browser that shows pages, and tells what it sees."""
    made = start(lambda: Browser(tmp_path_factory.mktemp("browser")))
    yield made
    made.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Give the program that finds in a page what people with other senses stumble over."""
    return start(axe_core)


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    """Give the URL of an empty PostgreSQL database, fresh for the test."""
    postgresql.ensure()
    name = postgresql.create()
    yield postgresql.url(name)
    postgresql.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def register_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty database, on either kind in turn: both run the same tests."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'register.db'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture(scope="session")
def standing_url(postgresql: PostgreSQL) -> str:
    """Give the URL of the PostgreSQL database that all little worlds have one after the other: to make one takes longer than most tests."""
    postgresql.ensure()
    return postgresql.url(postgresql.create())


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Make the little world in which most tests begin, on either kind of database in turn."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'register.db'}"
    else:
        url = request.getfixturevalue("standing_url")
        request.getfixturevalue("postgresql").ensure()
    with new_world(url, tmp_path) as one:
        yield one


@pytest.fixture(scope="module")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Make a little world for many examples: it keeps what earlier ones of the module brought, and counts no letters."""
    folder, many = tmp_path_factory.mktemp("roomy"), 1_000_000
    with new_world(f"sqlite:///{folder / 'register.db'}", folder) as one:
        one.settle(limits=Limits(many, many, many, gather_new_complaints_above_per_hour=many, gather_notices_above_per_hour=many))
        yield one


def _room(workplace: Path, name: str) -> Path:
    folder = workplace / name
    folder.mkdir()
    return folder


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Play on PostgreSQL every fourth row of a table of cases whose rule is no matter of the database; all, with KLACHTEN_EVERY_ROW=1."""
    if os.environ.get("KLACHTEN_EVERY_ROW") == "1":
        return
    rows: Counter[str] = Counter()
    left_out = [item for item in items if _is_row_on_postgresql(item) and _number(rows, item.nodeid.partition("[")[0]) % ONE_ROW_OF]
    config.hook.pytest_deselected(items=left_out)
    chosen = set(left_out)
    items[:] = [item for item in items if item not in chosen]


def _is_row_on_postgresql(item: pytest.Item) -> bool:
    params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    in_room = item.path.parent.name in {"intake", "outbound", "klachten", "hostile"}
    return in_room and params.get("world") == "postgresql" and len(params) > 1


def _number(rows: Counter[str], name: str) -> int:
    rows[name] += 1
    return rows[name] - 1


def pytest_collection_finish() -> None:
    """Let Python look for garbage seldom, and not among the tests themselves: that took a fifth of their time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 10)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in capitals what was skipped for lack of what."""
    reasons = (report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()) if isinstance(report.longrepr, tuple))
    skipped = Counter(reason.partition(MISSING)[2] for reason in reasons if MISSING in reason)
    if not skipped:
        return
    terminalreporter.section("NOT EVERYTHING WAS TESTED", sep="!", red=True, bold=True)
    for why, count in sorted(skipped.items()):
        terminalreporter.line(f"{count} TESTS SKIPPED, NO {why.upper()}", red=True, bold=True)
    terminalreporter.line("To install servers: tests/servers/install.sh; with KLACHTEN_REQUIRE_SERVERS=1 a missing one is a failure.")
