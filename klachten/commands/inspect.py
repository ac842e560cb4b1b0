"""`klachten inspect`: read mail files as the service would, and say what it makes of each.

Needs no mailbox and no register, and settings only for what they say of staff,
forms, filters and references. Rule: one answer a mail, in the order given,
whatever is in it; both reading children are kept busy.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from klachten.commands.inspected import rows
from klachten.commands.mail_files import NO_MAIL, MailFile, mails_in
from klachten.commands.options import load_settings
from tracker.clock import SystemClock

if TYPE_CHECKING:
    from intake.child import Reading
    from intake.screening import ScreeningRules
    from intake.tag_arguments import Known


@click.command("inspect")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Judge as these settings would: staff, own addresses, contact forms, spam header, the prefix of references.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def inspect_command(paths: tuple[Path, ...], config: Path | None, *, as_json: bool) -> None:
    """Read mail files without a mailbox, and say what each is.

    Also folders of them, mbox and Maildir. Needs no settings, and leaves nothing behind. It
    judges each mail alone; what becomes of it beside the others, klachten replay tells.
    Tags are shown as an employee's mail would be read; in anybody else's the service looks for none.

    \b
    klachten inspect klacht.eml
    klachten inspect --config /etc/klachten/config.toml klacht.eml
    klachten inspect --json ~/export.mbox | jq .kind
    """
    show = _print_json if as_json else _print_readable
    screening, known = _rules(config)
    told = None
    try:
        for told in _inspected(mails_in(paths), screening, known):
            show(told)
    except BrokenPipeError:
        raise  # whoever reads has enough, which click knows
    except OSError as trouble:
        raise click.ClickException(f"{trouble.filename or 'output'}: {trouble.strerror}") from trouble
    if told is None:
        raise click.ClickException(NO_MAIL)


def _rules(config: Path | None) -> "tuple[ScreeningRules, Known]":
    """Return by what mail is judged, and with what references and tags are understood."""
    from intake.screening import ScreeningRules
    from intake.tag_arguments import Known
    from tracker.dates import local_date

    now = SystemClock().now()
    if config is None:
        return ScreeningRules(), Known(local_date(now))
    from klachten import dry_run, values, wiring

    settings = load_settings(config)
    known = Known(
        local_date(now, values.zone(settings)),
        settings.register_.reference_prefix,
        values.people(settings),
        values.natures(settings),
        values.process_steps(settings),
    )
    return wiring.screening_rules(settings, dry_run.keys_to_read(settings)), known


def _inspected(mails: Iterator[MailFile], screening: "ScreeningRules", known: "Known") -> Iterator[dict[str, Any]]:
    """Give the object of every mail, in order (see `intake.inspection`). Raises `OSError` for a file that cannot be opened."""
    from intake.child import Readers

    with Readers() as readers:
        for mail, reading in readers.ahead(mails, lambda mail: mail):
            yield _answer(mail, reading, screening, known)


def _answer(file: MailFile, coming: "Future[Reading]", screening: "ScreeningRules", known: "Known") -> dict[str, Any]:
    from intake.child import LimitExceeded
    from intake.incoming import IncomingMail
    from intake.inspection import inspect, unread

    try:
        return inspect(file.name, coming.result().mail, screening, known)
    except LimitExceeded as exceeded:
        digest = hashlib.sha256()
        for piece in file:
            digest.update(piece)
        return unread(file.name, IncomingMail(digest.hexdigest(), file.size, readable=False, faults=(str(exceeded),)))


def _print_json(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


def _print_readable(told: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for label, value in rows(told):
        table.add_row(Text(label, style="dim"), Text(value))
    console = Console(highlight=False)
    console.print(Text(told["file"], style="bold"))
    console.print(table)
    console.print()
