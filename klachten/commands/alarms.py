"""`klachten alarms`: what a person should know of, what to do about it, and taking it down when that is done."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from klachten.commands.completing import alarm_ids
from klachten.commands.groups import Listing
from klachten.commands.options import ROW_ID, config_option, load_settings, opened_register
from klachten.commands.tables import moment_words, print_json, shown
from klachten.remedies import remedy
from tracker.clock import SystemClock

if TYPE_CHECKING:
    from tracker.house_records import Alarm


@click.group("alarms", cls=Listing)
def alarms_command() -> None:
    """See the alarms that are up, and take down those that are dealt with.

    Most go down by themselves when it is over; a few wait until a person says so.

    \b
    klachten alarms              what is up, and what to do about it
    klachten alarms --all        also what is over; --json for a program
    klachten alarms clear 3 4    it is dealt with
    """


@alarms_command.command("list")
@config_option
@click.option("--all", "also_down", is_flag=True, help="Also those that are down again.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def list_command(config: Path, *, also_down: bool, as_json: bool) -> None:
    """List the alarms, oldest first, each with what to do.

    \b
    klachten alarms list --all --json
    """
    from tracker.alarms import alarms_up, every_alarm

    settings = load_settings(config)
    with opened_register(settings) as store, store.reading() as session:
        told = [_told(alarm) for alarm in (every_alarm if also_down else alarms_up)(session)]
    if as_json:
        print_json(told)
    elif not told:
        click.echo("No alarm was ever raised." if also_down else "No alarm is up.")
    else:
        zone = ZoneInfo(settings.terms.time_zone)
        for one in told:
            for line in _lines(one, zone):
                click.echo(line)


def _told(alarm: "Alarm") -> dict[str, Any]:
    return {
        "id": alarm.id,
        "name": alarm.name,
        "subject": alarm.subject,
        "words": alarm.words,
        "raised_at": alarm.raised_at,
        "last_at": alarm.last_at,
        "count": alarm.count,
        "cleared_at": alarm.cleared_at,
        "cleared_by": alarm.cleared_by,
        "remedy": remedy(alarm.name, alarm.subject),
    }


def _lines(one: dict[str, Any], zone: ZoneInfo) -> Iterator[str]:
    """Tell an alarm in two or three lines; what to do only while it is up."""
    times = f", {one['count']} times, the last at {moment_words(one['last_at'], zone)}" if one["count"] > 1 else ""
    over = ""
    if one["cleared_at"]:
        over = f", down since {moment_words(one['cleared_at'], zone)}" + (f" by {shown(one['cleared_by'])}" if one["cleared_by"] else "")
    yield f"{one['id']:>4}  {one['name']} {shown(one['subject'])}, raised at {moment_words(one['raised_at'], zone)}{times}{over}"
    yield f"      {shown(one['words'])}"
    if one["remedy"] and not over:
        yield f"      → {shown(one['remedy'])}"


@alarms_command.command("clear")
@config_option
@click.argument("numbers", metavar="ID...", type=ROW_ID, nargs=-1, required=True, shell_complete=alarm_ids)
def clear_command(numbers: tuple[int, ...], config: Path) -> None:
    """Take alarms down, since a person has dealt with them.

    Who did so and when stays on record. What is not over raises its alarm anew.

    \b
    klachten alarms clear 3 4
    """
    from klachten.commands.handling import user
    from tracker.alarms import NotUp, take_down

    refused = 0
    with opened_register(load_settings(config)) as store:
        for number in dict.fromkeys(numbers):
            try:
                with store.unit() as session:
                    alarm = take_down(session, number, user(), SystemClock().now())
                click.echo(f"alarm {number} ({alarm.name} {shown(alarm.subject)}) is down")
            except NotUp as refusal:
                refused += 1
                click.echo(f"klachten: {refusal}", err=True)
    sys.exit(1 if refused else 0)
