"""How the service is, told to a person or to a program. `klachten.health` finds it out."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import click

from klachten.commands.tables import fits, moment_words, plain_lines, shown, wrapped
from klachten.commands.words import plain
from klachten.health import Health
from tracker.ledger import Column
from tracker.queries import Ledger

_NAMED_AT_MOST = 20
_HANGING = "    "


def condition(health: Health) -> dict[str, Any]:
    """Return it as plain values: the JSON of `klachten status`."""
    return {
        "at": health.at,
        "well": not health.wants,
        "wants": list(health.wants),
        "daemon_runs": health.daemon_runs,
        "ledger": {ledger.mailbox: _columns(ledger) for ledger in health.ledgers},
        "letters": {"open": health.outbox.open, "delayed": health.outbox.delayed, "parked": health.outbox.parked, "unseen": health.unseen},
        "folder_work": dict(health.folder_work),
        "backscatter": dict(health.backscatter),
        "daily_mail_date": health.daily_mail_date,
        "newest_backup_at": health.newest_backup_at,
        "alarms": [
            {"name": up.name, "subject": up.subject, "words": up.words, "raised_at": up.raised_at, "count": up.count}
            for up in health.alarms
        ],
        "unacknowledged": [
            {
                "reference": one.reference,
                "acknowledgement": one.acknowledgement,
                "acknowledge_by_date": one.by_date,
                "days_left": one.days_left,
            }
            for one in health.unacknowledged
        ],
    }


def _columns(ledger: Ledger) -> dict[str, Any]:
    columns = {str(column): ledger.columns.get(column, 0) for column in Column}
    rest = {"waiting": ledger.waiting, "difference": ledger.difference, "oldest_waiting_at": ledger.oldest_waiting_at}
    return {"received": ledger.received, **columns, **rest}


def print_condition(health: Health, zone: ZoneInfo) -> None:
    """Print it, what is wrong first."""
    for want in health.wants:
        click.secho(wrapped(want, "", _HANGING), fg="red")
    if not health.wants:
        click.secho("all is well", fg="green")
    for title, lines in _sections(health, zone):
        click.echo()
        click.secho(title, bold=True)
        for line in lines:
            click.echo(wrapped(line, "  ", _HANGING))


def _sections(health: Health, zone: ZoneInfo) -> Iterator[tuple[str, list[str]]]:
    yield "Mail", _mail_lines(health, zone)
    yield "Letters", [_letters_line(health)]
    yield "Folder work", [f"{name}: {count} open" for name, count in health.folder_work.items()] or ["none open"]
    if health.alarms:
        yield "Alarms", [f"{moment_words(up.raised_at, zone)}  {up.name} {shown(up.subject)}: {shown(up.words)}" for up in health.alarms]
    if health.unacknowledged:
        yield "Not acknowledged yet", _unacknowledged_lines(health)
    made = f"last made on {health.daily_mail_date}" if health.daily_mail_date else "none made yet"
    yield "Daily mail to staff", [made]
    if health.backed_up:
        yield "Newest backup", [moment_words(health.newest_backup_at, zone) or "none yet"]
    yield "Daemon", ["runs" if health.daemon_runs else "none runs"]


def _letters_line(health: Health) -> str:
    told = f"{health.outbox.open} under way, {health.outbox.delayed} of them delayed; {health.outbox.parked} could not be sent"
    return f"{told}, {health.unseen} of them with an alarm that is up" if health.outbox.parked else told


def _mail_lines(health: Health, zone: ZoneInfo) -> list[str]:
    names = ("received", *map(str, Column), "waiting")
    rows = [[ledger.mailbox, *(str(_columns(ledger)[name]) for name in names)] for ledger in health.ledgers]
    columns = [["mailbox", *names], *rows]
    lines = plain_lines(columns)
    if not fits(lines[0], "  "):
        lines = plain_lines(list(zip(*columns, strict=True)))
    for ledger in health.ledgers:
        if ledger.oldest_waiting_at:
            lines.append(f"{ledger.mailbox}: the oldest mail that waits is of {moment_words(ledger.oldest_waiting_at, zone)}")
    strays = ((name, f"{count} {'bounce' if count == 1 else 'bounces'}") for name, count in health.backscatter.items())
    return lines + [f"{name}: {bounces} of letters that are not ours (backscatter)" for name, bounces in strays]


def _unacknowledged_lines(health: Health) -> list[str]:
    told = health.unacknowledged[:_NAMED_AT_MOST]
    lines = plain_lines(
        [[one.reference, plain(one.acknowledgement), f"by {one.by_date}" if one.by_date else "no deadline"] for one in told]
    )
    if left := len(health.unacknowledged) - len(told):
        lines.append(f"and {left} more: klachten list --unacknowledged")
    return lines
