"""The command line: one program, a file a family of commands.

Commands are imported when they are used, and import the rooms when they run, so
that each starts fast, and `--help` and a Tab wait for none. How a fault is told,
and by which exit code, stands in `klachten.faults_told`.
"""

import importlib
import os

import click
from click.shell_completion import CompletionItem

from klachten import __version__
from klachten.faults_told import Telling

FAMILIES = {
    "run": ("run", "Watch the mailboxes and send what is due, until told to stop."),
    "once": ("run", "Take in what waits now, send what is due now, and stop."),
    "check": ("check", "Try everything, and say what to do about what does not work."),
    "list": ("listing", "List the complaints, oldest first."),
    "show": ("show", "Show one complaint: its dates, journal, letters and mails."),
    "when": ("when", "Explain each date of one complaint: how it was counted, and whether it is met."),
    "status": ("status", "Say how the service is; exit 1 when it wants a person."),
    "watch": ("watch", "Watch the mail, the letters, the dates and the alarms, as they change."),
    "report": ("report", "Tell the report to the management: of a week, a quarter, a year, or any weeks."),
    "confirm": ("confirm", "Record that receipt of a complaint was confirmed another way."),
    "alarms": ("alarms", "See the alarms that are up, and take down those that are dealt with."),
    "letters": ("letters", "See the letters that have not arrived, and send one once more."),
    "quarantine": ("quarantine", "See and decide about mail that could not be read."),
    "import": ("importing", "Take in mail from files: .eml, folders of them, mbox, Maildir."),
    "inspect": ("inspect", "Read mail files without a mailbox, and say what each is."),
    "replay": ("replay", "Say what these settings would do with old mail; nothing is stored."),
    "backup": ("backup", "Back up the register, while the service runs."),
    "restore": ("restore", "Bring the register back from a backup; stop the service first."),
    "keys": ("keys", "See which keys sign our letters, and add a new one."),
    "removals": ("removals", "See what was removed, and the proof that nothing is left of it."),
    "templates": ("templates", "See which letters there are, and check templates of your own."),
    "preview": ("preview", "Show every letter, or those named, in every language on one page."),
    "procedure": ("procedure", "Show who may do what in which state of a complaint."),
    "completion": ("completion", "Print what lets a shell complete by Tab: commands, references, names."),
    "demo": ("demo", "Show what the service does, in a minute."),
}
"""Each command: in which module beside this one it lives, as `<command>_command`; and its first line, so that `--help` imports none."""


class Commands(Telling):
    """A program that imports a command when it is called."""

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

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for one that there is not, name what was perhaps meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as unknown:
            raise click.exceptions.NoSuchCommand(unknown.command_name, possibilities=FAMILIES, ctx=ctx) from unknown

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the commands with their first lines, and import none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in FAMILIES.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands and options that begin so, and import none."""
        named = [CompletionItem(name, help=line) for name, (_, line) in FAMILIES.items() if name.startswith(incomplete)]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="klachten")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Run a complaints procedure by e-mail.

    \b
    First time:   klachten check --config /etc/klachten/config.toml
    The service:  klachten run --config /etc/klachten/config.toml
    Just looking: klachten demo

    The settings file is that of --config, else $KLACHTEN_CONFIG, else /etc/klachten/config.toml.

    Exit codes: 0 done, 1 failed, 2 wrong command line or settings, 3 another daemon runs, 75 try again later.
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        ctx.color = False
