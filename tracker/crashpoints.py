"""Named places at which a test may end the process, to prove that nothing is lost there.

In service every call is a no-op: nothing outside the tests installs a hook.
"""

from collections.abc import Callable

NAMES = (
    "before_fetch",
    "after_fetch",
    "before_commit_a",
    "after_commit_a",
    "before_parse",
    "before_commit_b",
    "after_commit_b",
    "before_move",
    "after_move",
    "before_commit_c",
    "after_commit_c",
    "before_data",
    "after_data",
    "after_250",
    "before_commit_d",
    "after_commit_d",
)
"""In the order of the way: mailbox, commit A, parse, commit B, folder work, commit C, SMTP, commit D."""

OF_REMOVAL = ("before_removal", "after_removal", "after_ledger", "after_cleaning", "before_proof", "after_proof")
"""In the order of a removal: its commit, the ledger's line, the database written anew, the search, the proof on the disk."""

_hooks: list[Callable[[str], None]] = []


def crashpoint(name: str) -> None:
    """Give a test the chance to end the process here."""
    for hook in _hooks:
        hook(name)


def install(hook: Callable[[str], None]) -> None:
    """Call `hook` with the name of every place that is passed. For tests only."""
    _hooks.append(hook)
