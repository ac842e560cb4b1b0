"""Breaking the tables: every small change of what stands outside of functions, which mutmut leaves as it is.

Rows, their parts, named sets of states and what is taken for granted of a fact.
Each change is tried in a process of its own, which imports the broken module in
place of the real one. Rule: nothing is written to any file.
"""

import ast
import importlib.machinery
import importlib.util
import itertools
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType

import pytest

ROOT = Path(__file__).parents[1]
TABLES = {
    "tracker.procedure": (
        "PROCEDURE",
        "IN_HAND",
        "TEAM",
        "_TO_OUTSIDE",
        "_WORDS",
        "_AGREEMENT",
        "_AMOUNT",
        "_STANDPOINT",
        "_NEW_DAY",
        "_REASON",
    ),
    "tracker.facts": ("OtherComplaint", "Given", "Facts"),
}
"""By module: the assignments and classes whose values are changed."""
TESTS = ("tests/tracker/test_procedure.py",)
INHERITED = ("sqlalchemy.orm", "babel.dates", "holidays")
"""What takes long to import and is not ours: once, for every process."""

Change = tuple[str, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one module, by its number; None: the module as it is."""

    module: str
    number: int | None = None

    def made(self) -> tuple[str, ast.Module]:
        """Return what it is, in words, and the changed module."""
        tree = _parsed(self.module)
        if self.number is None:
            return "nothing", tree
        what, change = next(itertools.islice(_changes(tree, TABLES[self.module]), self.number, None))
        change()
        return f"{self.module}: {what}", ast.fix_missing_locations(tree)


class _Broken(importlib.machinery.SourceFileLoader):
    """Loads a module as it was changed, and keeps no bytecode of it."""

    def __init__(self, module: str, tree: ast.Module) -> None:
        super().__init__(module, str(_source_of(module)))
        self._tree = tree

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - there is one module
        return compile(self._tree, self.path, "exec")


def mutants() -> Iterator[Mutant]:
    """Give every change of every table."""
    for module, names in TABLES.items():
        yield from (Mutant(module, number) for number, _ in enumerate(_changes(_parsed(module), names)))


def survivors(cores: int) -> tuple[int, list[str]]:
    """Return how many changes there are that leave the module sound, and name those that no test sees.

    Raises `ValueError` where the tests fail before anything is changed.
    """
    found = list(mutants())
    for name in INHERITED:
        importlib.import_module(name)
    with multiprocessing.get_context("fork").Pool(cores, maxtasksperchild=1) as pool:
        if [module for module in TABLES if pool.apply(is_seen, [Mutant(module)]) is not False]:
            raise ValueError("the tests fail as it is")
        seen = pool.map(is_seen, found, chunksize=1)
    return len(found) - seen.count(None), [mutant.made()[0] for mutant, killed in zip(found, seen, strict=True) if killed is False]


def is_seen(mutant: Mutant) -> bool | None:
    """Say whether a test fails when the module is changed so; None where it cannot even be imported. Spoils the process it runs in."""
    loader = _Broken(mutant.module, mutant.made()[1])
    spec = importlib.util.spec_from_loader(mutant.module, loader)
    if spec is None:
        raise ValueError(f"{mutant.module} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[mutant.module] = module
    try:
        loader.exec_module(module)
    except Exception:  # noqa: BLE001 - whatever it is, nobody overlooks it
        return None
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    bare = ["-c", os.devnull, "--rootdir", str(ROOT), "--noconftest", "-p", "no:cacheprovider"]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        return pytest.main([*bare, "-x", "-q", *(str(ROOT / test) for test in TESTS)]) != pytest.ExitCode.OK


def _parsed(module: str) -> ast.Module:
    return ast.parse(_source_of(module).read_text(encoding="utf-8"))


def _source_of(module: str) -> Path:
    return ROOT / f"{module.replace('.', '/')}.py"


def _changes(tree: ast.Module, names: Sequence[str]) -> Iterator[Change]:
    """Give each change that can be made in the tables of `tree`: what it is, and what makes it."""
    for value in _values(tree, names):
        for node in ast.walk(value):
            yield from ((f"line {node.lineno}: {what}", change) for what, change in _of(node) if isinstance(node, ast.expr))


def _values(tree: ast.Module, names: Sequence[str]) -> Iterator[ast.expr]:
    for statement in tree.body:
        if isinstance(statement, ast.AnnAssign | ast.Assign) and statement.value and ast.unparse(_target(statement)) in names:
            yield statement.value
        elif isinstance(statement, ast.ClassDef) and statement.name in names:
            yield from (field.value for field in statement.body if isinstance(field, ast.AnnAssign) and field.value)


def _target(statement: ast.Assign | ast.AnnAssign) -> ast.expr:
    return statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]


def _of(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Tuple):
        yield from _each_left_out(node.elts)
    elif isinstance(node, ast.Call):
        yield from _each_left_out(node.args)
        yield from _each_left_out(node.keywords)
    elif isinstance(node, ast.Constant):
        yield from _other_value(node)


def _each_left_out(parts: list[ast.expr] | list[ast.keyword]) -> Iterator[Change]:
    for number, part in enumerate(parts):
        yield f"without {ast.unparse(part)}", partial(parts.__delitem__, number)


def _other_value(node: ast.Constant) -> Iterator[Change]:
    match node.value:
        case bool(value):
            other: object = not value
        case int(value):
            other = value + 1
        case str(value):
            other = f"XX{value}"
        case _:
            other = "XX"
    yield f"{other!r} for {node.value!r}", partial(setattr, node, "value", other)
