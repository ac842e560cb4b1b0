"""The arrows between the rooms, the one door of each library, and no ring of imports."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

MAY_IMPORT = {
    "tracker": {"tracker"},
    "intake": {"intake", "tracker"},
    "outbound": {"outbound", "tracker"},
    "klachten": {"klachten", "intake", "outbound", "tracker"},
    "templates": set(),
}

ONLY_HERE = {
    "imapclient": {"intake/mailbox.py"},
    "mailparser": {"intake/parse.py"},
    "inscriptis": {"intake/html.py"},
    "tnefparse": {"intake/tnef.py"},
    "aiosmtplib": {"outbound/smtp.py"},
    "jinja2": {
        "outbound/bounded.py",
        "outbound/compose.py",
        "outbound/compiled.py",
        "outbound/own_templates/faults.py",
        "outbound/own_templates/reading.py",
    },
    "markupsafe": {"outbound/compose.py"},
    "css_inline": {"outbound/compose.py"},
    "markdown_it": {"outbound/markdown.py"},
    "matplotlib": {"outbound/reporting/charts.py"},
    "xlsxwriter": {"outbound/reporting/cells.py"},
    "PIL": {"outbound/logo.py"},
    "fpdf": {"outbound/printed.py", "klachten/demo/mails.py"},
    "holidays": {"tracker/holidays_nl.py"},
    "snowballstemmer": {"tracker/stems.py"},
    "alembic": {
        "tracker/migrating.py",
        "tracker/migrations/env.py",
        "tracker/migrations/versions/first.py",
        "tracker/migrations/versions/second.py",
        "tracker/migrations/versions/third.py",
        "tracker/migrations/versions/fourth.py",
        "tracker/migrations/versions/fifth.py",
    },
    "schedule": {"klachten/daemon.py"},
    "pymap": {"klachten/embedded_imap.py"},
    "aiosmtpd": {"klachten/embedded_smtp.py"},
    "trustme": {"klachten/embedded.py"},
}

WITHOUT_IMPORT = {
    "tzdata": "the standard library's zoneinfo reads it",
    "psycopg": "SQLAlchemy loads it by its name in the register's URL",
}

TRY_OUT = ("klachten/demo", "klachten/embedded", "klachten/commands/demo.py")
"""What the service itself never needs: the demo, with its servers."""


@cache
def modules() -> dict[str, str]:
    """Every module of every room: its dotted name, and where it lies."""
    files = [path.relative_to(ROOT) for room in MAY_IMPORT for path in sorted((ROOT / room).rglob("*.py"))]
    return {".".join(file.with_suffix("").parts).removesuffix(".__init__"): file.as_posix() for file in files}


@cache
def imported(place: str) -> frozenset[str]:
    """The dotted names of all that a module imports, wherever in it; relative imports do not occur (ruff, TID252)."""
    return frozenset(_imported(place))


def _imported(place: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / place).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (
                f"{node.module}.{name.name}" if f"{node.module}.{name.name}" in modules() else f"{node.module}" for name in node.names
            )


def users(library: str) -> set[str]:
    return {place for place in modules().values() if any(name.split(".")[0] == library for name in imported(place))}


def imports_of(extras: tuple[str, ...] = ()) -> dict[str, set[str]]:
    """The libraries that the project asks for, each with the names under which it is imported."""
    asked = PROJECT["project"]["dependencies"] + [one for extra in extras for one in PROJECT["project"]["optional-dependencies"][extra]]
    names: dict[str, set[str]] = {re.split(r"[^\w.-]", one)[0].lower(): set() for one in asked}
    for name, distributions in packages_distributions().items():
        for distribution in distributions:
            names.get(distribution.lower(), set()).add(name)
    return names


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_point_one_way(room: str) -> None:
    inside = [place for place in modules().values() if place.startswith(f"{room}/")]
    against = {place: {name.split(".")[0] for name in imported(place)} & MAY_IMPORT.keys() - MAY_IMPORT[room] for place in inside}
    assert inside
    assert {place: rooms for place, rooms in against.items() if rooms} == {}


def test_there_is_no_ring_of_imports() -> None:
    graph = {name: {one for one in imported(place) if one in modules()} - {name} for name, place in modules().items()}
    order = list(TopologicalSorter(graph).static_order())  # a ring raises `CycleError`, which names it
    assert len(order) == len(modules())


@pytest.mark.parametrize("library", ONLY_HERE)
def test_a_library_has_one_door(library: str) -> None:
    assert users(library) == ONLY_HERE[library]


def test_the_service_does_without_the_demo() -> None:
    inside = {name for name, place in modules().items() if place.startswith(TRY_OUT)}
    outside = [place for place in modules().values() if not place.startswith(TRY_OUT)]
    assert [place for place in outside if inside.intersection(imported(place))] == []


def test_the_service_needs_every_library_that_it_is_installed_with() -> None:
    used = {name.split(".")[0] for place in modules().values() if not place.startswith(TRY_OUT) for name in imported(place)}
    unused = [library for library, names in imports_of().items() if not names & used and library not in WITHOUT_IMPORT]
    assert unused == []


def test_the_extras_are_needed_as_well() -> None:
    used = {name.split(".")[0] for place in modules().values() for name in imported(place)}
    unused = [library for library, names in imports_of(("demo", "postgres")).items() if not names & used and library not in WITHOUT_IMPORT]
    assert unused == []
