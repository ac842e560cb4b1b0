"""`klachten check`: try everything, and say of each fault what to do about it."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from klachten import check_backup, check_house, check_look, check_removal, check_servers
from klachten.commands.options import config_option, load_settings
from klachten.findings import Finding, Verdict, fine, warning
from klachten.settings import Settings
from tracker.clock import Clock, SystemClock
from tracker.migrating import migrate

_MARKS = {Verdict.FINE: ("✓", "green"), Verdict.WARNING: ("!", "yellow"), Verdict.FAILURE: ("✗", "red")}


@click.command("check")
@click.option("--send-test-mail", is_flag=True, help="Send each mailbox a mail as well, and see what its server does with a forged sender.")
@config_option
def check_command(config: Path, *, send_test_mail: bool) -> None:
    """Try everything, and say what to do about what does not work.

    Settings, log-in to every server, folders, certificates, register, keys, letters.
    Takes in no mail and sends none; makes the mailbox's folders where they are
    absent. Run it as the user of the service, before the first start and after
    each change.

    With --send-test-mail each mailbox gets one mail that claims to be proven. Where
    the server leaves that claim in place, anybody could command in an employee's
    name: until it is mended, employees are obeyed by the links in their own mail alone.

    \b
    klachten check
    klachten check --send-test-mail

    \b
    Exit codes: 0 all is well (warnings do not count)
                1 something does not work; what to do stands beneath it
                2 the settings cannot be used
    """
    settings = load_settings(config, "all")
    found = [fine("settings", f"{config} can be used"), *findings(settings, SystemClock())]
    if send_test_mail:
        found += _probed(settings, SystemClock(), found)
    console = Console(highlight=False)
    _show(console, found)
    if any(finding.verdict is Verdict.FAILURE for finding in found):
        raise SystemExit(1)


def findings(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Look at everything, one thing after another. Raises nothing but faults of our own."""
    now = clock.now()
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        check_house.python,
        lambda: check_house.clock(settings, now),
        lambda: check_house.register(settings),
        lambda: check_house.keys(settings),
        lambda: check_removal.removal(settings),
        lambda: check_backup.backups(settings, now),
        lambda: check_house.letters(settings),
        lambda: check_look.look(settings),
        lambda: check_house.appeal(settings, now),
        lambda: check_house.people(settings),
        lambda: check_house.left_open(settings),
        lambda: check_servers.mailboxes(settings, clock),
        lambda: check_servers.smtp(settings, clock),
    )
    for look in looks:
        yield from look()


def _probed(settings: Settings, clock: Clock, found: list[Finding]) -> list[Finding]:
    """Send the test mails, where what they need works."""
    from klachten import beginnings, probe, wiring

    if any(finding.verdict is Verdict.FAILURE for finding in found):
        return [warning("test mail", "not sent", "mend what does not work first")]
    if any(finding.subject == "register" and finding.verdict is Verdict.WARNING for finding in found):
        return [warning("test mail", "not sent: it would bring the register up to date", "make a backup, start the service, and try again")]
    with closing(beginnings.open_to_begin(settings)) as store:
        migrate(store)
        return list(probe.try_mailboxes(settings, store, wiring.keys(settings, store), clock))


def _show(console: Console, found: list[Finding]) -> None:
    """Tell what is in order first, then the warnings, then what does not work: the last is read first. A pipe gets whole lines."""
    in_order = [finding for verdict in Verdict for finding in found if finding.verdict is verdict]
    if console.is_terminal:
        table = Table(show_header=False, box=None, pad_edge=False)
        table.add_column(width=1)
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for finding in in_order:
            table.add_row(*_row(finding))
        console.print(table)
    else:
        width = max(len(finding.subject) for finding in in_order)
        for mark, subject, told in map(_row, in_order):
            click.echo(f"{mark}  {subject.plain:{width}}  {told.plain}".replace("\n", f"\n{'':{width + 5}}"))
    click.echo(_summary(found))


def _row(finding: Finding) -> tuple[Text, Text, Text]:
    mark, colour = _MARKS[finding.verdict]
    told = Text(finding.found)
    if finding.advice:
        told.append(f"\n→ {finding.advice}", style="dim")
    return Text(mark, style=colour), Text(finding.subject), told


def _summary(found: list[Finding]) -> str:
    counted = {verdict: sum(finding.verdict is verdict for finding in found) for verdict in Verdict}
    warnings, failures = counted[Verdict.WARNING], counted[Verdict.FAILURE]
    told = "Everything works" if not failures else f"{failures} thing{'' if failures == 1 else 's'} must be repaired"
    return f"{told}; {warnings} warning{'' if warnings == 1 else 's'}."
