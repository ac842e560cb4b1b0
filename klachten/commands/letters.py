"""`klachten letters`: what was written and has not arrived, each letter as it goes out, and sending one once more.

`outbound.again` does what is decided here. Rule: what a letter quotes was
written by strangers, so it is shown as text and nothing else.
"""

import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from klachten.commands.completing import letter_ids
from klachten.commands.groups import Listing
from klachten.commands.options import ROW_ID, config_option, load_settings, opened_register
from klachten.commands.tables import moment_words, print_json, print_rows, shown, shown_text
from klachten.commands.words import plain
from tracker.clock import SystemClock

_HEAD = ("id", "made", "letter", "to", "complaint", "state", "when", "why")
_SPARE = ("made", "when", "state")
_EMPTY = {
    None: "Every letter has arrived.",
    "open": "No letter is under way.",
    "failed": "No letter failed.",
    "all": "No letter was ever written.",
}


@click.group("letters", cls=Listing)
def letters_command() -> None:
    """See the letters that have not arrived, and send one once more.

    \b
    klachten letters             what is under way, and what failed
    klachten letters --parked    what failed: refused, given up, or come back
    klachten letters --all       also what arrived; --json for a program
    klachten letters show 12     letter 12, headers and text
    klachten letters retry 12    send it once more
    """


@letters_command.command("list")
@config_option
@click.option("--open", "which", flag_value="open", help="Only those under way.")
@click.option(
    "--parked", "which", flag_value="failed", help="Only those that failed: refused for good, given up after five days, or come back."
)
@click.option("--all", "which", flag_value="all", help="Every letter, also those that arrived.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def list_command(config: Path, which: str | None, *, as_json: bool) -> None:
    """List the letters that have not arrived, oldest first.

    \b
    klachten letters list --all --json | jq '.[].state'
    """
    from klachten.commands.dossier import letter_told
    from tracker.queries import letters

    settings = load_settings(config)
    with opened_register(settings) as store, store.reading() as session:
        told = [{"complaint": reference, **letter_told(row)} for row, reference in letters(session, which)]
    if as_json:
        print_json(told)
    elif not told:
        click.echo(_EMPTY[which])
    else:
        zone = ZoneInfo(settings.terms.time_zone)
        print_rows(_HEAD, [_row(one, zone) for one in told], _SPARE)


def _row(one: dict[str, Any], zone: ZoneInfo) -> list[str]:
    when = ("next " if one["state"] == "owed" else "") + moment_words(one["at"], zone)
    made = moment_words(one["made_at"], zone)
    return [str(one["id"]), made, plain(one["letter"]), one["to"], one["complaint"] or "", one["state"], when, one["why"] or ""]


@letters_command.command("show")
@config_option
@click.argument("number", metavar="ID", type=ROW_ID, shell_complete=letter_ids)
@click.option("--save", "folder", type=click.Path(path_type=Path, file_okay=False), help="Write its enclosures into this folder.")
def show_command(number: int, config: Path, folder: Path | None) -> None:
    """Show one letter as it goes out: headers, text, enclosures.

    With --save its enclosures, such as the PDF of a letter to print, are written as new files
    that only you can read.

    \b
    klachten letters show 12
    klachten letters show 12 --save ./brief-12
    """
    from klachten.commands.dossier import letter_lines, letter_told
    from klachten.commands.saving import save_enclosures
    from tracker.records import LetterOwed

    settings = load_settings(config)
    with opened_register(settings) as store, store.reading() as session:
        row = session.get(LetterOwed, number)
        if row is None:
            raise click.ClickException(f"there is no letter {number}; see: klachten letters --all")
        told, raw = letter_told(row), row.raw
    for line in letter_lines(told, ZoneInfo(settings.terms.time_zone)):
        click.echo(line)
    click.echo()
    for line in _as_written(raw) if raw else ("It is not written yet; that is done when it is sent for the first time.",):
        click.echo(line)
    for line in save_enclosures(raw, folder) if raw and folder else ():
        click.echo(line, err=True)


def _as_written(raw: bytes) -> Iterator[str]:
    """Give a letter's headers, text and enclosures, harmless to a terminal."""
    message = message_from_bytes(raw, policy=policy.default)
    yield from (f"{name}: {shown(value)}" for name, value in message.items())
    body = message.get_body(("plain",))
    yield ""
    yield shown_text(body.get_content()).rstrip("\n") if body else "-- it has no plain text --"
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        size = len(content) if isinstance(content, bytes) else 0
        yield f"-- enclosed: {shown(part.get_filename() or part.get_content_type())}, {size:,} bytes --"


@letters_command.command("retry")
@config_option
@click.argument("numbers", metavar="ID...", type=ROW_ID, nargs=-1, required=True, shell_complete=letter_ids)
def retry_command(numbers: tuple[int, ...], config: Path) -> None:
    """Send letters that failed once more.

    For when the cause is solved: the same letter, to the same address. Its alarm goes down. A daemon
    that runs sends it within half a minute; a letter to another address is yours to write.

    \b
    klachten letters retry 12 13
    """
    from klachten.commands.handling import user
    from outbound.again import NotFailed, send_again
    from tracker.errors import StepRefused
    from tracker.liveness import daemon_runs

    due = refused = 0
    with opened_register(load_settings(config)) as store:
        for number in dict.fromkeys(numbers):
            try:
                letter = send_again(store, number, user(), SystemClock().now())
                due += 1
                click.echo(f"letter {number} ({letter}) is due again")
            except (NotFailed, StepRefused) as refusal:
                refused += 1
                why = f"letter {number}: {refusal.why}" if isinstance(refusal, StepRefused) else refusal
                click.echo(f"klachten: {why}", err=True)
        if due and not daemon_runs(store):
            click.echo("No daemon runs; what is due goes out with: klachten run, or klachten once", err=True)
    sys.exit(1 if refused else 0)
