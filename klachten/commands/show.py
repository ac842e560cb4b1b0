"""`klachten show`: one complaint in full, with its mails and letters, for the administrator and Manager Operations.

Only read here; a daemon may be at work meanwhile. Rule: what it prints is for
the one who asked, and nothing of it goes to the log.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klachten.commands.completing import references
from klachten.commands.options import config_option, find_complaint, load_settings, opened_register
from klachten.commands.tables import print_json, shown_text
from tracker.clock import SystemClock

if TYPE_CHECKING:
    from tracker.records import Arrival, Complaint
    from tracker.store import Store


@click.command("show")
@click.argument("reference", nargs=-1, required=True, shell_complete=references)
@config_option
@click.option(
    "--save", "folder", type=click.Path(path_type=Path, file_okay=False), help="Write the mails and their attachments into this folder."
)
@click.option("--raw", is_flag=True, help="Print the mail that it began with, byte for byte, and nothing else.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object.")
def show_command(reference: tuple[str, ...], config: Path, folder: Path | None, *, raw: bool, as_json: bool) -> None:
    """Show one complaint: its dates, journal, letters and mails.

    A reference may be written as people write it: KL-2026-00042, kl 2026 42.
    With --save its mails (.eml) and their attachments, however large, are written as new
    files that only you can read; open them with the care that a stranger's files need. The
    letters that somebody must print are written beside them (.pdf).

    \b
    klachten show KL-2026-00042
    klachten show kl 2026 42 --save ./klacht-42
    """
    from klachten import wiring
    from klachten.commands.dossier import print_dossier, tell
    from tracker.queries import mails_of

    settings = load_settings(config)
    rules = wiring.house_rules(settings)
    with opened_register(settings) as store:
        with store.reading() as session:
            complaint = find_complaint(session, " ".join(reference), rules)
            told = tell(session, complaint, rules, SystemClock().now())
            mails = mails_of(session, complaint)
            session.expunge_all()
        if raw:
            _print_raw(store, mails)
        elif as_json:
            print_json(told)
        else:
            print_dossier(told, rules)
        if folder:
            _save(store, mails, folder)
            _save_prints(store, complaint, folder)


def _print_raw(store: "Store", mails: Sequence["Arrival"]) -> None:
    """Write the first mail's bytes; to a terminal only what is harmless there."""
    from intake.keep import RawMail

    out = sys.stdout.buffer
    if not mails:
        raise click.ClickException("the register holds no mail of this complaint (any more)")
    for piece in RawMail(store, mails[0].id):
        out.write(shown_text(piece.decode("utf-8", "replace")).encode() if out.isatty() else piece)
    out.flush()


def _save(store: "Store", mails: Sequence["Arrival"], folder: Path) -> None:
    from intake.child import Readers
    from klachten.commands.saving import save_mail

    with Readers(1) as readers:
        for mail in mails:
            for line in save_mail(store, readers, mail.id, mail.size, folder):
                click.echo(line, err=True)


def _save_prints(store: "Store", complaint: "Complaint", folder: Path) -> None:
    """Write the PDFs of letters to print, as they went to whoever prints them; their names begin with the reference."""
    from klachten.commands.saving import save_enclosures
    from outbound.printing import WITH_PRINT
    from tracker.queries import frozen_of

    with store.reading() as session:
        frozen = frozen_of(session, complaint, WITH_PRINT)
    for raw in frozen:
        for line in save_enclosures(raw, folder, named=f"{complaint.reference} "):
            click.echo(line, err=True)
