"""The command line: one program, a file a family of commands.

What an administrator sees of a fault is its message, in one to three lines,
and an exit code; never a traceback (that goes to the log, without text of
others). Commands are imported when they are used, so that each starts fast.

Exit codes: 0 done; 1 it could not be done, or a check failed; 2 the command
line or the settings are wrong; 3 another daemon runs; 75 the world is not
ready, try again later (sysexits' EX_TEMPFAIL).
"""

import importlib
import sys
from typing import Any

import click
from click.shell_completion import CompletionItem

from klachten import __version__
from tracker.errors import AlreadyRuns, CannotStart, KlachtenError, TryLater

DONE, FAILED, WRONG, BUSY, LATER = 0, 1, 2, 3, 75

FAMILIES = {
    "run": ("run", "Watch the mailboxes and send what is due, until told to stop."),
    "once": ("run", "Take in what waits now, send what is due now, and stop."),
    "check": ("check", "Try everything, and say what to do about what does not work."),
    "list": ("listing", "List the complaints, oldest first."),
    "show": ("register", "Show one complaint: its dates, journal, letters and mails."),
    "status": ("register", "Say how the service is; exit 1 when it wants a person."),
    "confirm": ("confirm", "Record that receipt of a complaint was confirmed another way."),
    "alarms": ("alarms", "See the alarms that are up, and take down those that are dealt with."),
    "letters": ("letters", "See the letters that have not arrived, and send one once more."),
    "quarantine": ("quarantine", "See and decide about mail that could not be read."),
    "import": ("importing", "Take in mail from files: .eml, folders of them, mbox, Maildir."),
    "inspect": ("inspect", "Read mail files without a mailbox, and say what each is."),
    "replay": ("replay", "Say what these settings would do with old mail; nothing is stored."),
    "backup": ("backup", "Back up the register, while the service runs."),
    "restore": ("restore", "Bring the register back from a backup; stop the service first."),
    "removals": ("removals", "See what was removed, and the proof that nothing is left of it."),
    "procedure": ("procedure", "Show who may do what in which state of a complaint."),
    "demo": ("demo", "Show what the service does, in half a minute."),
}
"""Each command: in which module beside this one it lives, as `<command>_command`; and its first line, so that `--help` imports none."""


class Commands(click.Group):
    """A group that imports a command when it is called, and turns faults into words and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """List the commands in the order in which one needs them."""
        return list(FAMILIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import the command's family and return the command."""
        if cmd_name not in FAMILIES:
            return None
        module = importlib.import_module(f"{__name__}.{FAMILIES[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the commands with their first lines, and import none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in FAMILIES.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands and options that begin so, and import none."""
        named = [CompletionItem(name, help=line) for name, (_, line) in FAMILIES.items() if name.startswith(incomplete)]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; tell a fault in its own words."""
        try:
            return super().invoke(ctx)
        except KlachtenError as fault:
            click.echo(f"klachten: {fault}", err=True)
            sys.exit(exit_code(fault))


def exit_code(fault: KlachtenError) -> int:
    """Return the exit code that says what now."""
    codes = ((AlreadyRuns, BUSY), (CannotStart, WRONG), (TryLater, LATER))
    return next((code for kind, code in codes if isinstance(fault, kind)), FAILED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="klachten")
def main() -> None:
    """Run a complaints procedure by e-mail.

    \b
    First time:   klachten check --config /etc/klachten/config.toml
    The service:  klachten run --config /etc/klachten/config.toml
    Just looking: klachten demo

    The settings file is that of --config, else $KLACHTEN_CONFIG, else /etc/klachten/config.toml.

    Exit codes: 0 done, 1 failed, 2 wrong command line or settings, 3 another daemon runs, 75 try again later.
    """
