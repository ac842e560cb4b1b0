"""`klachten replay`: what the settings would do with mail that came before, and how that differs from what is on record.

It finds the files and shows what came of them; `intake.replaying` plays them.
Rule: nothing is sent or stored, and what is shown is for the one who asked:
nothing of it goes to the log.
"""

import json
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from klachten.commands.mail_files import NO_MAIL, mails_in
from klachten.commands.options import config_option, load_settings
from klachten.commands.progress import progress
from klachten.commands.replayed import HEAD, SPARE, Tally, as_json, row
from klachten.commands.tables import print_rows
from klachten.settings import Settings
from tracker import log
from tracker.clock import HandClock, SystemClock
from tracker.natures import nature_titles

if TYPE_CHECKING:
    from intake.replaying import Played


@click.command("replay")
@click.argument("paths", nargs=-1, required=True, metavar="MBOX...", type=click.Path(exists=True, path_type=Path))
@config_option
@click.option("--changes", "only_changes", is_flag=True, help="Only the mails of which the register has something else.")
@click.option("--json", "in_json", is_flag=True, help="One JSON object a line.")
def replay_command(paths: tuple[Path, ...], config: Path, *, only_changes: bool, in_json: bool) -> None:
    """Say what these settings would do with old mail; nothing is stored.

    For who changes contact forms, the spam header, the trust in other servers, people or
    natures, and wants to know before switching over. Reads .eml, folders of them, mbox and
    Maildir. Each mail goes the whole way, at the moment at which it was received, in a
    register that is thrown away; where the register of the settings has the same mail, it
    is compared with that: old → new. No server is reached, and nothing is sent.

    \b
    klachten replay ~/export.mbox --config new.toml
    klachten replay --changes ~/Maildir --config new.toml
    klachten replay --json ~/export.mbox | jq 'select(.changes != [])'

    \b
    Exit codes: 0 done, whatever differs
                1 a mail could not be played, or there is none
    """
    settings = load_settings(config)
    log.configure(form=settings.log.form, level="CRITICAL")  # the alarms of a dry run are nobody's
    tally, shown = Tally(), list["Played"]()
    show = _print_json if in_json else shown.append  # a table is as wide as its widest cell, so it waits for the last
    try:
        with closing(_played(settings, paths)) as played, progress(paths, "Replaying") as advance:
            for one in _counted(played, tally, advance):
                if one.changes or one.fault or not only_changes:
                    show(one)
    except BrokenPipeError:
        raise  # whoever reads has enough, which click knows
    except OSError as trouble:
        raise click.ClickException(f"{trouble.filename or 'a file'} cannot be read: {trouble.strerror}") from trouble
    if not tally.mails:
        raise click.ClickException(NO_MAIL)
    _print_table(shown, settings)
    for line in tally.lines():
        click.echo(line, err=in_json)
    sys.exit(1 if tally.faults else 0)


def _played(settings: Settings, paths: Sequence[Path]) -> Generator["Played", None, None]:
    """Play all mails; the registers are open for as long as that lasts."""
    from intake.child import Readers
    from intake.on_record import OnRecord
    from intake.replaying import Replayer
    from klachten import dry_run, wiring

    clock = HandClock(SystemClock().now())
    with dry_run.register_on_record(settings) as record, dry_run.throw_away_register() as stage, Readers() as readers:
        rules = wiring.house_rules(settings)
        intake = wiring.intake(settings, stage, dry_run.keys_to_read(settings), clock, rules=rules)
        first = next(iter(settings.mailbox))
        replayer = Replayer(stage, OnRecord(record), readers, intake, clock, mailbox=first)
        yield from replayer.play(mail.bare() for mail in mails_in(paths))


def _counted(played: Iterator["Played"], tally: Tally, advance: Callable[[int], None]) -> Iterator["Played"]:
    for one in played:
        tally.add(one)
        advance(one.size)
        yield one


def _print_json(one: "Played") -> None:
    sys.stdout.write(json.dumps(as_json(one), ensure_ascii=False) + "\n")


def _print_table(played: Sequence["Played"], settings: Settings) -> None:
    from klachten import values

    titles = nature_titles(values.natures(settings))
    rows: list[Any] = [row(one, values.zone(settings), titles) for one in played]
    if rows:
        print_rows(HEAD, rows, SPARE)
        click.echo()
