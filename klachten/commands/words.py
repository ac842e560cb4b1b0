"""The register's words as a person sees them: one name for one thing in every command, the name that the letters to staff use.

JSON has the keys of the settings and of `tracker.model` instead, which never
change with somebody's taste.
"""

from tracker.model import TITLES, Role


def role_title(role: str | None) -> str:
    """Return what a role is called; the plain words of its key for one that nobody has as a function, nothing for None."""
    return "" if role is None else TITLES.get(Role(role), plain(role))


def plain(key: str) -> str:
    """Return a key such as `by_hand` as words."""
    return key.replace("_", " ")
