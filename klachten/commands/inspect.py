"""`klachten inspect`: read mail files as the service would, and say what it makes of each.

Needs no settings, no mailbox and no register. Rule: one answer a mail, in the
order given, whatever is in it; both reading children are kept busy.
"""

import hashlib
import json
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import click

from klachten.commands.mail_files import MailFile, mails_in

_UNDER_WAY = 8
"""Mails that are handed to the children ahead of the one whose answer is printed."""

_PREFIX = "KL"
_SHOWN_TEXT = 600


@click.command("inspect")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def inspect_command(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Read mail files without a mailbox, and say what each is.

    Also folders of them, mbox and Maildir. Needs no settings, and leaves nothing behind.

    \b
    klachten inspect klacht.eml
    klachten inspect --json ~/export.mbox | jq .kind
    """
    show = _print_json if as_json else _print_readable
    try:
        for told in inspected(mails_in(paths)):
            show(told)
    except OSError as trouble:
        raise click.ClickException(f"{trouble.filename or 'output'}: {trouble.strerror}") from trouble


def inspected(mails: Iterator[MailFile]) -> Iterator[dict[str, Any]]:
    """Give the object of every mail, in order (see `intake.inspection`). Raises `OSError` for a file that cannot be opened."""
    # Imported here: `klachten --help` need not wait for what reads mail.
    from intake.child import Readers, Reading  # noqa: PLC0415 - see above

    under_way: deque[tuple[MailFile, Future[Reading]]] = deque()
    with Readers() as readers:
        for mail in mails:
            under_way.append((mail, readers.submit(mail, mail.size)))
            if len(under_way) >= _UNDER_WAY:
                yield _answer(*under_way.popleft())
        while under_way:
            yield _answer(*under_way.popleft())


def _answer(file: MailFile, coming: "Future[Any]") -> dict[str, Any]:
    from intake.child import LimitExceeded  # noqa: PLC0415 - as in `inspected`
    from intake.incoming import IncomingMail  # noqa: PLC0415 - as in `inspected`
    from intake.inspection import inspect, unread  # noqa: PLC0415 - as in `inspected`
    from intake.screening import ScreeningRules  # noqa: PLC0415 - as in `inspected`

    try:
        return inspect(file.name, coming.result().mail, ScreeningRules(), _PREFIX)
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
    for label, value in _rows(told):
        table.add_row(Text(label, style="dim"), Text(value))
    console = Console(highlight=False)
    console.print(Text(told["file"], style="bold"))
    console.print(table)
    console.print()


def _rows(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give what is worth a line: label and value, plain text."""
    trusted = "" if told["from_trusted"] else "  (not certain)"
    yield "from", (told["from"] or "nobody") + trusted
    yield "subject", told["subject"] or "none"
    yield "date", told["date"] or "none"
    yield "kind", f"{told['kind']}: {told['why']}"
    yield "answered", "yes" if told["answerable"] else "not by itself"
    if told["reference"]:
        yield "reference", told["reference"]
    if told["bounce"]:
        yield "bounce of", ", ".join(told["bounce"]["recipients"]) or "unknown"
    for one in told["attachments"]:
        yield "attachment", f"{one['name']}  {one['type']}  {one['size']:,} bytes"
    for fault in told["faults"]:
        yield "odd", fault
    yield "text", told["text"].strip()[:_SHOWN_TEXT] or "none"
