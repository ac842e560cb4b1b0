"""`klachten watch`: the mail, the letters, the dates and the alarms as they change, on a terminal or as lines in a pipe.

Only reads, over a register that refuses to be changed. Rule: it ends quietly
when it is told to, and goes on when the register is away for a while.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from klachten.commands.options import config_option, load_settings
from klachten.commands.tables import json_line
from tracker.clock import SystemClock
from tracker.errors import KlachtenError

if TYPE_CHECKING:
    from klachten.commands.glance import Glance
    from klachten.settings import Settings

_PAUSES = 4
"""So many times as long as a look took there is none: whoever watches takes a fifth of one processor at most."""

Looks = Iterator["Glance | KlachtenError"]


@click.command("watch")
@config_option
@click.option(
    "--every",
    "seconds",
    type=click.IntRange(1, 3600),
    default=3,
    show_default=True,
    help="Look once in so many seconds; more where a look takes long.",
)
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, whenever something changed.")
def watch_command(config: Path, seconds: int, *, as_json: bool) -> None:
    """Watch the mail, the letters, the dates and the alarms, as they change.

    It reads the register and changes nothing; a daemon may run or not. Ctrl-C ends it. In a pipe
    there is a line whenever something changed.

    \b
    klachten watch
    klachten watch --every 60 >> klachten-watch.log
    """
    from klachten.commands.on_screen import has_screen, show

    settings = load_settings(config)
    with _told_to_stop() as stop:
        looks = _looks(settings, stop, seconds)
        if as_json or not has_screen():
            _print_changes(looks, ZoneInfo(settings.terms.time_zone), as_json=as_json)
        else:
            show(looks, ZoneInfo(settings.terms.time_zone))


def _looks(settings: "Settings", stop: threading.Event, seconds: int) -> Looks:
    """Look once in so many seconds until told to stop. Raises what is wrong at the first look; later it is given, and looked for again."""
    from klachten.commands.glance import glance

    clock = SystemClock()
    began_at = clock.now()
    yield glance(settings, began_at)
    while not stop.wait(pause(seconds, clock.now() - began_at)):
        began_at = clock.now()
        try:
            yield glance(settings, began_at)
        except KlachtenError as trouble:
            yield trouble


def pause(seconds: float, took: timedelta) -> float:
    """Return how many seconds to wait after a look that took so long: where the register is large, longer than was asked."""
    return max(seconds, _PAUSES * took.total_seconds())


def _print_changes(looks: Looks, zone: ZoneInfo, *, as_json: bool) -> None:
    """Print a line whenever something is other than before."""
    from klachten.commands.glance import as_plain, in_a_line

    before = None
    for seen in looks:
        line = str(seen) if isinstance(seen, KlachtenError) else in_a_line(seen)
        if line == before:
            continue
        before = line
        if isinstance(seen, KlachtenError):
            click.echo(f"klachten: {line}", err=True)
        elif as_json:
            click.echo(json_line(as_plain(seen)))
        else:
            click.echo(f"{seen.health.at.astimezone(zone):%Y-%m-%d %H:%M:%S}  {line}")


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Give what is set by Ctrl-C and by SIGTERM, so that the terminal is put back as it was; afterwards both mean what they did."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
