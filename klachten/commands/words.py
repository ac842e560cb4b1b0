"""The register's words as a person sees them: one name for one thing in every command, the name that the letters to staff use.

JSON has the keys of the settings and of `tracker.model` instead, which never
change with somebody's taste.
"""

from collections.abc import Iterable

from tracker.model import TITLES, Role
from tracker.natures import DEFAULT_NATURES, Nature


def nature_titles(natures: Iterable[Nature]) -> dict[str, str]:
    """Return what each nature is called, by its key; the program's own too, which old complaints keep where the settings replace them."""
    return {nature.key: nature.title_nl for nature in (*DEFAULT_NATURES, *natures)}


def role_title(role: str | None) -> str:
    """Return what a role is called; the plain words of its key for one that nobody has as a function, nothing for None."""
    return "" if role is None else TITLES.get(Role(role), plain(role))


def plain(key: str) -> str:
    """Return a key such as `by_hand` as words."""
    return key.replace("_", " ")
