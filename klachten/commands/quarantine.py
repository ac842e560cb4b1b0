"""`klachten quarantine`: what could not be read, or became no complaint, for a person to look at and decide.

What a stranger sent is shown as text and nothing else. `intake.quarantine` does
what is decided here.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from klachten.commands.completing import quarantined_ids
from klachten.commands.groups import Listing
from klachten.commands.options import ROW_ID, config_option, load_settings, opened_register
from klachten.commands.tables import moment_words, print_json, print_rows, shown, shown_text
from tracker import log
from tracker.clock import SystemClock
from tracker.ledger import Column, MailClass

if TYPE_CHECKING:
    from intake.quarantine import Quarantine
    from tracker.records import Arrival

_HEADER_LINES, _BODY_LINES, _LINE = 60, 30, 300
"""How much of a mail `show` shows: lines of each, and characters of a line."""

_MACHINE = (Column.MACHINE, Column.IGNORED)


@click.group("quarantine", cls=Listing)
def quarantine_command() -> None:
    """See and decide about mail that could not be read.

    It was kept, byte for byte, and Manager Operations was told. A daemon may run meanwhile.

    \b
    klachten quarantine list                    what waits for a person
    klachten quarantine list --machine          what was filed as machine or spam
    klachten quarantine show 12                 how mail 12 begins, as plain text
    klachten quarantine retry 12                have it read and handled again
    klachten quarantine accept 12               make it a complaint after all
    klachten quarantine dismiss 12 --why empty  it is nothing
    """


@quarantine_command.command("list")
@config_option
@click.option("--machine", is_flag=True, help="List what was filed as machine, spam, known before or dismissed instead.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def list_command(config: Path, *, machine: bool, as_json: bool) -> None:
    """List mail that waits for a person.

    With --machine instead: what was filed as no complaint.

    \b
    klachten quarantine list --machine --json
    """
    from tracker.queries import filed_under

    settings = load_settings(config)
    with opened_register(settings) as store, store.reading() as session:
        mails = [_told(mail) for mail in filed_under(session, _MACHINE if machine else [Column.QUARANTINED])]
    if as_json:
        print_json(mails)
    elif not mails:
        click.echo("Nothing waits in quarantine." if not machine else "Every mail became a complaint or joined one.")
    else:
        zone = ZoneInfo(settings.terms.time_zone)
        rows = [[str(one["id"]), moment_words(one["received_at"], zone), *(shown(one[key]) for key in _COLUMNS)] for one in mails]
        print_rows(["id", "received", *_COLUMNS], rows, ("bytes", "mailbox", "received", "class"))


_COLUMNS = ("mailbox", "class", "bytes", "from", "subject", "why")


def _told(mail: "Arrival") -> dict[str, Any]:
    return {
        "id": mail.id,
        "received_at": mail.received_at,
        "mailbox": mail.mailbox,
        "class": mail.kind,
        "bytes": mail.size,
        "from": mail.sender,
        "subject": mail.subject,
        "why": mail.why,
    }


@quarantine_command.command("show")
@config_option
@click.argument("number", metavar="ID", type=ROW_ID, shell_complete=quarantined_ids)
def show_command(number: int, config: Path) -> None:
    """Show the beginning of a mail as plain text.

    Nothing in it is opened or obeyed.

    \b
    klachten quarantine show 12
    """
    from intake.keep import RawMail
    from intake.quarantine import find_arrival

    settings = load_settings(config)
    with opened_register(settings) as store:
        with store.reading() as session:
            told = _told(find_arrival(session, number))
        beginning = next(iter(RawMail(store, number)), b"")
    told["received_at"] = moment_words(told["received_at"], ZoneInfo(settings.terms.time_zone))
    for label, value in told.items():
        click.echo(f"{label.removesuffix('_at'):9} {shown(value)}".rstrip())
    for line in first_lines(beginning):
        click.echo(line)


def first_lines(raw: bytes) -> Iterator[str]:
    """Give the first lines of a mail's headers and text, harmless to a terminal; say where there is more."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    for title, part, lines_at_most in (("headers", head, _HEADER_LINES), ("text", body, _BODY_LINES)):
        lines = part.split(b"\n", lines_at_most)
        yield ""
        yield f"-- {title}, as they came --" if title == "headers" else "-- first lines, as they came --"
        for line in lines[:lines_at_most]:
            words = shown_text(line[: 4 * _LINE].decode("utf-8", "replace")).replace("\n", " ")
            yield f"{words[:_LINE]} …" if len(words) > _LINE else words
        if len(lines) > lines_at_most:
            yield "-- there is more --"


@quarantine_command.command("retry")
@config_option
@click.argument("numbers", metavar="ID...", type=ROW_ID, nargs=-1, required=True, shell_complete=quarantined_ids)
def retry_command(numbers: tuple[int, ...], config: Path) -> None:
    """Have mails read and handled again, as if they came in now.

    For what a newer version can read, or what was set aside because the service died on it.

    \b
    klachten quarantine retry 12 13
    """
    unreadable = 0
    with _opened(config) as quarantine:
        for number in dict.fromkeys(numbers):
            kind = quarantine.retry(number)
            unreadable += kind is MailClass.UNREADABLE
            click.echo(f"mail {number}: {_IN_WORDS.get(kind, f'filed as {kind}')}")
    if unreadable:
        click.echo("What cannot be read can be exported, dismissed, or made a complaint as it is: klachten quarantine accept ID", err=True)
        sys.exit(1)


_IN_WORDS = {
    MailClass.COMPLAINT: "is a complaint now",
    MailClass.FOLLOW_UP: "joined its complaint",
    MailClass.STAFF: "joined its complaint",
    MailClass.UNREADABLE: "still cannot be read; it stays in quarantine",
}


@quarantine_command.command("accept")
@config_option
@click.argument("number", metavar="ID", type=ROW_ID, shell_complete=quarantined_ids)
@click.option("--acknowledge", is_flag=True, help="Acknowledge it, as far as the rules allow.")
def accept_command(number: int, config: Path, *, acknowledge: bool) -> None:
    """Make a mail a complaint after all.

    Be it unreadable, a machine's or spam. It is not acknowledged by itself, unless --acknowledge is given; then a sender who is not
    certain, or found to be forged, still gets no answer, and Manager Operations is told why.

    \b
    klachten quarantine accept 12 --acknowledge
    """
    from klachten.commands.handling import user

    with _opened(config) as quarantine:
        reference = quarantine.accept(number, user(), acknowledge=acknowledge)
    click.echo(f"mail {number} is complaint {reference} now; see: klachten show {reference}")


@quarantine_command.command("dismiss")
@config_option
@click.argument("number", metavar="ID", type=ROW_ID, shell_complete=quarantined_ids)
@click.option("--why", required=True, help="What it was, in a few words without names; it stays with the mail.")
def dismiss_command(number: int, config: Path, why: str) -> None:
    """Note that a person looked at a mail, and that it is nothing.

    \b
    klachten quarantine dismiss 12 --why 'an empty mail'
    """
    from intake.quarantine import dismiss
    from klachten.commands.handling import user

    if not (reason := shown(why)):
        raise click.BadParameter("say in a few words what it was", param_hint="--why")
    with opened_register(load_settings(config)) as store:
        dismiss(store, number, user(), reason, SystemClock().now())
    click.echo(f"mail {number} is dismissed")


@quarantine_command.command("export")
@config_option
@click.argument("number", metavar="ID", type=ROW_ID, shell_complete=quarantined_ids)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export_command(number: int, file: Path, config: Path) -> None:
    """Write a mail to FILE, byte for byte. A file that is there is not overwritten.

    \b
    klachten quarantine export 12 mail-12.eml
    """
    from intake.keep import RawMail
    from intake.quarantine import find_arrival
    from klachten.commands.saving import write_new

    with opened_register(load_settings(config)) as store:
        with store.reading() as session:
            find_arrival(session, number)
        size = write_new(file, RawMail(store, number))
    click.echo(f"{file}: {size:,} bytes")


@contextmanager
def _opened(config: Path) -> Iterator["Quarantine"]:
    """Open the register with all that handling mail takes."""
    from intake.quarantine import Quarantine
    from klachten.commands.handling import handling

    settings = load_settings(config)
    log.configure(form=settings.log.form, level="ERROR")  # the command itself tells what happened
    clock = SystemClock()
    with opened_register(settings) as store, handling(settings, store, clock) as ready:
        yield Quarantine(store, ready.readers, ready.intake, clock, enclosures_bytes=ready.rules.enclosures_bytes)
