"""`klachten inspect`: read mail files as the service would, and say what it makes of each.

Needs no mailbox and no register, and settings only for what they say of staff,
forms, filters and references. Rule: one answer a mail, in the order given,
whatever is in it; both reading children are kept busy.
"""

import hashlib
import json
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from klachten.commands.inspected import rows
from klachten.commands.mail_files import MailFile, mails_in
from klachten.commands.options import load_settings

if TYPE_CHECKING:
    from intake.child import Reading
    from intake.screening import ScreeningRules

_UNDER_WAY = 8
"""Mails that are handed to the children ahead of the one whose answer is printed."""

_PREFIX = "KL"


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

    \b
    klachten inspect klacht.eml
    klachten inspect --config /etc/klachten/config.toml klacht.eml
    klachten inspect --json ~/export.mbox | jq .kind
    """
    show = _print_json if as_json else _print_readable
    screening, prefix = _rules(config)
    try:
        for told in _inspected(mails_in(paths), screening, prefix):
            show(told)
    except OSError as trouble:
        raise click.ClickException(f"{trouble.filename or 'output'}: {trouble.strerror}") from trouble


def _rules(config: Path | None) -> "tuple[ScreeningRules, str]":
    """Return by what mail is judged, and the prefix of references."""
    from intake.screening import ScreeningRules  # noqa: PLC0415 - `klachten --help` need not wait for what reads mail

    if config is None:
        return ScreeningRules(), _PREFIX
    from klachten import dry_run, wiring  # noqa: PLC0415 - nor for every room

    settings = load_settings(config)
    return wiring.screening_rules(settings, dry_run.keys_to_read(settings)), settings.register_.reference_prefix


def _inspected(mails: Iterator[MailFile], screening: "ScreeningRules", prefix: str) -> Iterator[dict[str, Any]]:
    """Give the object of every mail, in order (see `intake.inspection`). Raises `OSError` for a file that cannot be opened."""
    from intake.child import Readers  # noqa: PLC0415 - as in `_rules`

    under_way: deque[tuple[MailFile, Future[Reading]]] = deque()
    with Readers() as readers:
        for mail in mails:
            under_way.append((mail, readers.submit(mail, mail.size)))
            if len(under_way) >= _UNDER_WAY:
                yield _answer(*under_way.popleft(), screening, prefix)
        while under_way:
            yield _answer(*under_way.popleft(), screening, prefix)


def _answer(file: MailFile, coming: "Future[Reading]", screening: "ScreeningRules", prefix: str) -> dict[str, Any]:
    from intake.child import LimitExceeded  # noqa: PLC0415 - as in `_rules`
    from intake.incoming import IncomingMail  # noqa: PLC0415 - as in `_rules`
    from intake.inspection import inspect, unread  # noqa: PLC0415 - as in `_rules`

    try:
        return inspect(file.name, coming.result().mail, screening, prefix)
    except LimitExceeded as exceeded:
        digest = hashlib.sha256()
        for piece in file:
            digest.update(piece)
        return unread(file.name, IncomingMail(digest.hexdigest(), file.size, readable=False, faults=(str(exceeded),)))


def _print_json(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


def _print_readable(told: dict[str, Any]) -> None:
    # Imported here: rich is for people, who may wait for it.
    from rich.console import Console  # noqa: PLC0415 - see above
    from rich.table import Table  # noqa: PLC0415 - see above
    from rich.text import Text  # noqa: PLC0415 - see above

    table = Table.grid(padding=(0, 2))
    for label, value in rows(told):
        table.add_row(Text(label, style="dim"), Text(value))
    console = Console(highlight=False)
    console.print(Text(told["file"], style="bold"))
    console.print(table)
    console.print()
