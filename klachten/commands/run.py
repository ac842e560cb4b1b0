"""`klachten run` and `klachten once`: the daemon, and one pass of it."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import click

from intake.taking import Taker
from klachten import wiring
from klachten.beat import PASSES, Beat
from klachten.beginnings import open_to_begin
from klachten.commands.options import config_option, load_settings
from klachten.daemon import Daemon
from klachten.settings import Settings
from tracker import log
from tracker.clock import SystemClock
from tracker.errors import AlreadyRuns, TryLater
from tracker.liveness import daemon_runs, take_slot
from tracker.migrating import migrate
from tracker.store import Store

SWITCH_SECONDS = 0.02
"""So long a thread may compute before another has its turn, which whoever waits for the network gets sooner. Python's 5 ms cost a tenth."""

_BACKLOG_HELP = "Acknowledge mail that lay in the mailbox before the first start, or is old, all the same."


@click.command("run")
@config_option
@click.option("--acknowledge-backlog", is_flag=True, help=_BACKLOG_HELP)
def run_command(config: Path, *, acknowledge_backlog: bool) -> None:
    """Watch the mailboxes and send what is due, until told to stop.

    SIGTERM and SIGINT end it within 10 seconds, and nothing is lost. SIGHUP reads
    the settings anew: when they are at fault the old ones stay, and an alarm says so.
    One event a line goes to standard error.

    \b
    klachten run --config /etc/klachten/config.toml
    """
    settings = load_settings(config, "all")
    _start_log(settings)
    Daemon(settings, SystemClock(), reload=lambda: load_settings(config, "all"), acknowledge_backlog=acknowledge_backlog).run()


@click.command("once")
@config_option
@click.option("--acknowledge-backlog", is_flag=True, help=_BACKLOG_HELP)
def once_command(config: Path, *, acknowledge_backlog: bool) -> None:
    """Take in what waits now, send what is due now, and stop.

    For a machine that is not always on, or to look at what the service does. It
    refuses while a daemon runs on the same register.

    \b
    klachten once
    klachten once --acknowledge-backlog
    """
    settings = load_settings(config, "all")
    _start_log(settings)
    mails = once(settings, acknowledge_backlog=acknowledge_backlog)
    click.echo(f"{mails} new mail{'' if mails == 1 else 's'} taken in; everything that is due was tried.")


def once(settings: Settings, *, acknowledge_backlog: bool = False) -> int:
    """Make one pass: take in, send, and file; return how many mails were new. Raises `TryLater` at the end when a server was away."""
    store = open_to_begin(settings)
    migrate(store)
    if not store.sqlite and daemon_runs(store):  # on SQLite taking the slot refuses, and knows which process it is
        store.close()
        raise AlreadyRuns("a klachten daemon runs on this register; it takes in and sends by itself")
    slot = take_slot(store)
    try:
        service = wiring.service(settings, store, slot, SystemClock(), acknowledge_backlog=acknowledge_backlog)
        try:
            return asyncio.run(_pass(settings, store, service))
        finally:
            service.readers.close()
    finally:
        slot.release()
        store.close()


async def _pass(settings: Settings, store: Store, service: wiring.Service) -> int:
    """Take in from every mailbox, do what is due, send, then file; a server that is away stops none of the others."""
    count, reached, troubles = 0, list[str](), list[str]()
    async with AsyncExitStack() as ending:
        for name, taker in service.takers.items():
            ending.push_async_callback(_finish, name, taker, troubles)
            with _noted(f"mailbox {name}", troubles):
                await asyncio.to_thread(taker.connect)
                await asyncio.to_thread(taker.compare)  # all of them, before anything is taken in
                reached.append(name)
        for name in reached:
            with _noted(f"mailbox {name}", troubles):
                count += await asyncio.to_thread(service.takers[name].take_in)
        for name, work in PASSES.items():
            with _noted(name, troubles):
                while work(Beat(store, settings, SystemClock().now(), service.wake_takers)):
                    pass
        with _noted("sending", troubles):
            await service.delivery.serve(until_idle=True)
    if troubles:
        raise TryLater("; ".join(troubles))
    return count


async def _finish(name: str, taker: Taker, troubles: list[str]) -> None:
    with _noted(f"folders of {name}", troubles):
        await asyncio.to_thread(taker.finish)


@contextmanager
def _noted(what: str, troubles: list[str]) -> Iterator[None]:
    """Keep what is for later until the pass has come to its end."""
    try:
        yield
    except TryLater as trouble:
        troubles.append(f"{what}: {trouble}")


def _start_log(settings: Settings) -> None:
    sys.setswitchinterval(SWITCH_SECONDS)
    os.umask(0o077)  # whatever we write is nobody else's to read
    log.configure(form=settings.log.form, level=settings.log.level)
