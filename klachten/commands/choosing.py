"""Which handler, nature or letter somebody means on the command line, by the names that there are.

A key of the settings, a name as staff know it, or the beginning of one of its
words, in any case. Rule: what fits none, or more than one, is told with the
names that there are, and nothing is guessed.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from klachten.commands.tables import shown
from tracker.model import HANDLERS, TITLES, Letter
from tracker.natures import nature_titles
from tracker.rules import HouseRules

NOBODY = "nobody"
"""What one types for complaints that have no handler yet."""


def handlers(rules: HouseRules) -> dict[str, tuple[str, ...]]:
    """Return by what each handler may be called: the key of the role, its title, and who has it."""
    names = {person.role: person.name for person in rules.people.everybody}
    return {NOBODY: (NOBODY,)} | {str(role): (role, TITLES[role], names.get(role, TITLES[role])) for role in HANDLERS}


def natures(rules: HouseRules) -> dict[str, tuple[str, ...]]:
    """Return by what each nature may be called: its key and its Dutch name; also those that only old complaints have."""
    return {key: (key, title) for key, title in nature_titles(rules.natures).items()}


def chosen(typed: str, names: Mapping[str, Iterable[str]], option: str) -> str:
    """Return the key that `typed` means. names: by key, whatever it may be called. Raises `click.BadParameter`."""
    wanted = _folded(typed)
    exact = [key for key, called in names.items() if wanted in map(_folded, called)]
    found = exact or [key for key, called in names.items() if wanted and any(f" {wanted}" in f" {_folded(name)}" for name in called)]
    if len(found) == 1:
        return found[0]
    what = f"'{shown(typed)}' may be {' or '.join(found)}" if found else f"there is no '{shown(typed)}'; choose of {', '.join(names)}"
    raise click.BadParameter(what, param_hint=option)


def letter_named(typed: str) -> Letter:
    """Return the letter that is meant by its name or by that of its template, such as `nl/appeal.md`. Raises `click.ClickException`."""
    name = Path(typed).stem
    if name not in set(Letter):
        raise click.ClickException(f"there is no letter '{shown(name)}'; see: klachten templates")
    return Letter(name)


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())
