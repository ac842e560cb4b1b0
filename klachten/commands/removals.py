"""`klachten removals`: what was removed from the register, what of it is proved, and looking for it once more."""

from collections.abc import Iterator
from pathlib import Path
from string import hexdigits
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from klachten.commands.groups import Listing
from klachten.commands.options import config_option, load_settings, opened_register
from klachten.commands.tables import moment_words, print_json, print_rows
from tracker.clock import SystemClock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.removal.ledger import Content, Ledger
    from tracker.removal_records import Removal
    from tracker.store import Store

_DIGITS = 64
_HEAD = ("reference", "removed", "mails", "letters", "state", "proved")


@click.group("removals", cls=Listing)
def removals_command() -> None:
    """See what was removed, and the proof that nothing is left of it.

    \b
    klachten removals            what is under way, and what was proved
    klachten removals --json     for a program, with the whole of each proof
    klachten removals verify     is the ledger whole, and is nothing back?
    """


@removals_command.command("list")
@config_option
@click.option("--json", "as_json", is_flag=True, help="A JSON object.")
def list_command(config: Path, *, as_json: bool) -> None:
    """List the removals, under way and proved, oldest first.

    A removal is under way until its mails are erased from the mailbox, the database
    is cleaned, and nothing of it is found any more.

    \b
    klachten removals list --json | jq '.proved[-1]'
    """
    from klachten import wiring

    settings = load_settings(config)
    content = wiring.ledger(settings).read()
    with opened_register(settings) as store, store.reading() as session:
        waiting = list(_waiting(session))
    proved = [_proof_told(one) for one in content.proofs]
    if as_json:
        print_json({"under_way": waiting, "proved": proved, "removed": dict(content.removed)})
    elif not waiting and not proved:
        click.echo(f"{len(content.removed)} removed, and no proof is here." if content.removed else "Nothing was removed yet.")
    else:
        zone = ZoneInfo(settings.terms.time_zone)
        print_rows(_HEAD, [_row(one, zone) for one in (*waiting, *proved)], ("mails", "letters", "removed"))


def _waiting(session: "Session") -> Iterator[dict[str, Any]]:
    from sqlalchemy import select

    from tracker.removal.proving import left_to_erase
    from tracker.removal_records import Removal

    left = left_to_erase(session)
    for one in session.scalars(select(Removal).order_by(Removal.id)):
        yield {
            "reference": one.reference,
            "removed_at": one.removed_at,
            "mails": one.mails,
            "letters": one.letters,
            "state": _state(one, left.get(one.id, 0)),
            "attempts": one.attempts,
        }


def _state(removal: "Removal", left: int) -> str:
    if left:
        return f"{left} to erase from the mailbox"
    if removal.attempts:
        return "something is left: klachten alarms"
    return "to be searched" if removal.cleaned_at else "database to be cleaned"


def _proof_told(proof: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(proof), "state": "proved"}


def _row(one: dict[str, Any], zone: ZoneInfo) -> list[str]:
    counts = [str(one["mails"]), str(one["letters"])]
    return [one["reference"], moment_words(one["removed_at"], zone), *counts, one["state"], moment_words(one.get("proved_at"), zone)]


def _check_number(_context: click.Context, _option: click.Parameter, told: str | None) -> str | None:
    """Read a check number as it was told; what a mail or a page broke off stands together again."""
    if told is None:
        return None
    number = "".join(told.split()).strip(".").lower()
    if len(number) != _DIGITS or not set(number) <= set(hexdigits):
        raise click.BadParameter(f"a check number has {_DIGITS} digits, from 0 to 9 and from a to f: copy it whole from the report")
    return number


@removals_command.command("verify")
@config_option
@click.option(
    "--head",
    metavar="NUMBER",
    callback=_check_number,
    help="The check number that a report told: is the ledger up to there what it was then?",
)
def verify_command(config: Path, head: str | None) -> None:
    """Follow the chain of the ledger, and look once more.

    Of removals whose database was cleaned the files are searched as well. What is
    proved left no trace to search for: not even what was looked for is kept. The
    last lines of each report tell how many lines the ledger had, and the check
    number of the last, which goes behind --head.

    \b
    klachten removals verify
    klachten removals verify --head 9f86d081…

    \b
    Exit codes: 0 all is well
                1 something is not; it stands in the last lines
    """
    from klachten import wiring
    from tracker.removal.ledger import LedgerUnusable

    settings = load_settings(config)
    ledger = wiring.ledger(settings)
    try:
        content = ledger.read()
    except LedgerUnusable as trouble:
        raise click.ClickException(str(trouble)) from trouble
    lines, proofs = (
        f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in ((content.lines, "line"), (len(content.proofs), "proof"))
    )
    click.echo(f"{ledger.path} is whole: {lines}, {len(content.removed)} removed, {proofs}.")
    if content.head:
        click.echo(f"The check number of line {content.lines}, its last: {content.head}")
    if head in content.hashes:
        click.echo(f"Line {content.hashes.index(head) + 1} bears the number of that report: up to there the ledger is what it was then.")
    with opened_register(settings) as store:
        wrong = [*_returned(store, content), *_forgotten(store, content), *_left(store, ledger), *_rewritten(content, head)]
    for line in wrong:
        click.echo(line)
    if wrong:
        raise SystemExit(1)
    click.echo(f"Nothing of it is in the register at {moment_words(SystemClock().now(), ZoneInfo(settings.terms.time_zone))}.")


def _rewritten(content: "Content", head: str | None) -> Iterator[str]:
    """Tell that no line bears the number that a report told."""
    if head and head not in content.hashes:
        yield (
            "the ledger was changed since that report: no line bears its number any more. Unless a copy took its place (a restore),\n"
            "compare it with the .removals beside the backups of those days, and find out who could write to it"
        )


def _returned(store: "Store", content: "Content") -> Iterator[str]:
    from klachten.check_removal import back_again

    for reference in back_again(store, content):
        yield f"{reference} was removed, and is in the register again: bring it back with klachten restore"


def _forgotten(store: "Store", content: "Content") -> Iterator[str]:
    from klachten.check_removal import BRING_LEDGER_BACK, lacking

    if count := lacking(store, content):
        yield f"the ledger lacks {count} of what was removed: {BRING_LEDGER_BACK}"


def _left(store: "Store", ledger: "Ledger") -> Iterator[str]:
    """Tell what is found of removals under way whose database was cleaned."""
    from sqlalchemy import select

    from tracker.removal.proving import look
    from tracker.removal_records import Removal

    with store.reading() as session:
        under_way = list(session.scalars(select(Removal).where(Removal.cleaned_at.is_not(None)).order_by(Removal.id)))
    found = look(store, ledger, under_way) if under_way else {}
    for removal in under_way:
        for place, traces in found[removal.id].items():
            count = f"{len(traces)} piece{' is' if len(traces) == 1 else 's are'}"
            yield f"{removal.reference} is not gone: of what is looked for, {count} in {place}"
