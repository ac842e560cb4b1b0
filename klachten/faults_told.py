"""What is wrong, told at a terminal in one to three lines: what happened, why, what to do; and by the exit code.

Knows no command. Rule: never a traceback. A fault of our own is told by its
class and places, since its words may quote a mail; tests see it as it is.

Exit codes: 0 done; 1 it could not be done, or a check failed; 2 the command
line or the settings are wrong; 3 another daemon runs; 75 the world is not
ready, try again later (sysexits' EX_TEMPFAIL).
"""

import sys
from typing import Any

import click

from klachten import __version__
from tracker.errors import AlreadyRuns, CannotStart, KlachtenError, TryLater
from tracker.log import describe

DONE, FAILED, WRONG, BUSY, LATER = 0, 1, 2, 3, 75

_LONGEST = 600
"""Characters of a line; of a longer one, which quotes what somebody typed, the middle is left out."""


class Telling(click.Group):
    """A program of several commands that ends in words and an exit code, whatever was wrong."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command that is named, and exit. What nobody foresaw is raised."""
        try:
            code = super().main(*args, **{**extra, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as asked:
            asked.show()
            code = WRONG
        except click.UsageError as wrong:
            code = _told(" ".join(wrong.format_message().split()), wrong.exit_code, wrong.ctx)
        except click.ClickException as refusal:
            code = _told(refusal.format_message(), refusal.exit_code)
        except click.Abort:
            code = FAILED  # Ctrl-C: whoever pressed it knows
        except KlachtenError as fault:
            code = _told(str(fault), exit_code(fault))
        except OSError as trouble:
            if trouble.filename is None:
                raise
            code = _told(f"{trouble.filename!s}: {trouble.strerror}: see to its rights, or name another place", FAILED)
        sys.exit(code if isinstance(code, int) else DONE)

    def __call__(self, *args: Any, **extra: Any) -> Any:
        """Be the program that somebody typed: also what nobody foresaw is told."""
        try:
            return self.main(*args, **extra)
        except Exception as fault:  # noqa: BLE001 - whatever it was, a traceback helps nobody at a terminal
            what = f"this is a fault of klachten {__version__}, and no mistake of yours: {describe(fault)}"
            sys.exit(_told(f"{what}\nwhat was under way is undone; report it with these words", FAILED))


def exit_code(fault: KlachtenError) -> int:
    """Return the exit code that says what now."""
    codes = ((AlreadyRuns, BUSY), (CannotStart, WRONG), (TryLater, LATER))
    return next((code for kind, code in codes if isinstance(fault, kind)), FAILED)


def _told(words: str, code: int, command: click.Context | None = None) -> int:
    """Tell what is wrong, and where the right way to give the command is told; return the exit code."""
    for line in f"klachten: {words}".splitlines():
        click.echo(line if len(line) <= _LONGEST else f"{line[: _LONGEST // 2]} … {line[-_LONGEST // 2 :]}", err=True)
    if command is not None:
        click.echo(f"see: {command.command_path} --help", err=True)
    return code
