"""`klachten import`: take in mail that lies in files, such as a mailbox of years or one mail that went astray.

It finds the files and tells how it went; `intake.importing` does the work.
Rule: nobody is answered, and nobody obeyed, unless the administrator says so.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from klachten.commands.mail_files import NO_MAIL, MailFile, mails_in
from klachten.commands.options import config_option, load_settings, opened_register
from klachten.commands.progress import progress
from klachten.settings import Settings
from tracker import log
from tracker.clock import Clock, SystemClock

if TYPE_CHECKING:
    from intake.importing import Imported
    from tracker.store import Store

_NAMED_AT_MOST = 20
_RECEIVED_FORMS = ["%Y-%m-%d", "%Y-%m-%d %H:%M"]
_SUMMARY = (
    ("complaint", "complaint", "complaints"),
    ("follow_up", "follow-up", "follow-ups"),
    ("machine", "machine", "machine"),
    ("known", "already there", "already there"),
    ("unreadable", "unreadable", "unreadable"),
)
"""Outcomes, each with its words for one and for more."""

_NAMED = "not_carried_out"
"""An outcome that is no failure, and whose mails are named all the same: their writers must know."""

_LEFT = (
    ("undated", "Say when they were received: klachten import FILE --received 'YYYY-MM-DD HH:MM'"),
    ("no_mail", "To have them registered all the same: klachten import FILE --received 'YYYY-MM-DD HH:MM' --force"),
)
"""Outcomes that leave a mail where it is, each with what to do about it."""


@dataclass(slots=True)
class Tally:
    """What an import came to. left: the first mails that were not imported, by outcome, each with the reason; and which were not obeyed."""

    counts: Counter[str] = field(default_factory=Counter)
    left: dict[str, list[str]] = field(default_factory=lambda: {outcome: [] for outcome in (_NAMED, *dict(_LEFT))})

    def add(self, one: "Imported") -> None:
        """Count one more."""
        self.counts[one.outcome] += 1
        told = self.left.get(one.outcome, [])
        if len(told) < _NAMED_AT_MOST:
            told.append(f"{one.name}: {one.why}" if one.why else one.name)


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@config_option
@click.option(
    "--received",
    type=click.DateTime(_RECEIVED_FORMS),
    metavar="MOMENT",
    help="When all of it was received, instead of what each mail's headers say: 'YYYY-MM-DD' or 'YYYY-MM-DD HH:MM'.",
)
@click.option("--mailbox", metavar="NAME", help="To which mailbox of the settings it came; needed where there are several.")
@click.option(
    "--acknowledge",
    is_flag=True,
    help="Take it all as if it came in now: acknowledge each complaint, within the limits, and carry out the tags of employees.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Take in also what has no header fields at all: as a complaint that a person confirms, or in quarantine where it cannot be read.",
)
def import_command(
    paths: tuple[Path, ...], config: Path, received: datetime | None, mailbox: str | None, *, acknowledge: bool, force: bool
) -> None:
    """Take in mail from files: .eml, folders of them, mbox, Maildir.

    Each mail becomes what it would have become in the mailbox: a complaint with its clocks
    counted from the day on which it was received, a mail that belongs to one, or none.

    It is for the record: no complainant is written to, and no tag of an employee is carried
    out or asked about, unless --acknowledge is given. The complaints stand on the hand list.
    Staff read of hundreds of them in a few mails, and in the mail of the day.

    What was imported or came by the mailbox before is recognised, also when a mail program
    changed its line ends, so an import that was interrupted is simply started again. A
    daemon may run meanwhile; it sends the letters.

    \b
    klachten import klacht.eml
    klachten import --received '2026-03-02 09:15' brief-van-de-balie.eml
    klachten import --mailbox klachten ~/export.mbox ~/Maildir
    """
    settings = load_settings(config)
    log.configure(form=settings.log.form, level="ERROR")  # the summary tells the rest
    name = _mailbox(settings, mailbox)
    clock = SystemClock()
    moment = _moment(received, ZoneInfo(settings.terms.time_zone), clock)
    with opened_register(settings, may_be_made=True) as store:
        try:
            tally = _import(settings, store, clock, paths, name, moment, acknowledge=acknowledge, force=force)
        except OSError as trouble:
            what = f"{trouble.filename or 'a file'} cannot be read: {trouble.strerror}"
            raise click.ClickException(f"{what}. What was imported before stays; solve it and start again.") from trouble
    _tell(tally, acknowledge=acknowledge)


def _mailbox(settings: Settings, name: str | None) -> str:
    names = list(settings.mailbox)
    if name is None and len(names) == 1:
        return names[0]
    if name in names:
        return name
    what = "there are several mailboxes" if name is None else f"the settings have no mailbox '{name}'"
    raise click.UsageError(f"{what}; say to which one the mail came, with --mailbox {' or '.join(names)}")


def _moment(received: datetime | None, zone: ZoneInfo, clock: Clock) -> datetime | None:
    """Read --received on the customer's clock."""
    if received is None:
        return None
    moment = received.replace(tzinfo=zone).astimezone(UTC)
    if moment > clock.now():
        raise click.BadParameter(f"{received:%Y-%m-%d %H:%M} lies in the future", param_hint="--received")
    return moment


def _import(
    settings: Settings,
    store: "Store",
    clock: Clock,
    paths: Sequence[Path],
    mailbox: str,
    moment: datetime | None,
    *,
    acknowledge: bool,
    force: bool,
) -> Tally:
    from intake.importing import Importer
    from klachten.commands.handling import handling

    tally = Tally()
    with handling(settings, store, clock) as ready, progress(paths, "Importing") as advance:
        importer = Importer(
            store,
            ready.readers,
            ready.intake,
            clock,
            mailbox=mailbox,
            enclosures_bytes=ready.rules.enclosures_bytes,
            all_received_at=moment,
            acknowledge=acknowledge,
            headless=force,
        )
        for one in importer.take(oldest_first(mails_in(paths), clock.now())):
            tally.add(one)
            advance(one.size)
    return tally


def oldest_first(mails: Iterable[MailFile], now: datetime) -> Iterator[MailFile]:
    """Give the mails of an mbox in its own order, then those with a file each, oldest first: an answer comes after its complaint."""
    alone: list[MailFile] = []
    for mail in mails:
        if mail.of_many:
            yield mail.bare()
        else:
            alone.append(mail.bare())
    yield from sorted(alone, key=lambda mail: _received(mail, now))


def _received(mail: MailFile, now: datetime) -> datetime:
    from intake.heads import Undated, read_head, received_at

    try:
        return received_at(read_head(mail), now)
    except Undated:
        return now


def _tell(tally: Tally, *, acknowledge: bool) -> None:
    """Say what became of the mails; exit with 1 where something is left to do."""
    if not tally.counts:
        raise click.ClickException(NO_MAIL)
    counts = tally.counts + Counter(follow_up=tally.counts[_NAMED])
    click.echo(", ".join(f"{counts[outcome]} {one if counts[outcome] == 1 else more}" for outcome, one, more in _SUMMARY))
    if counts[_NAMED]:
        bear = "1 bears" if counts[_NAMED] == 1 else f"{counts[_NAMED]} bear"
        click.echo("\n".join(_named(tally, _NAMED, f"{bear} a tag of an employee, which was not carried out:")))
        click.echo("What still holds, its writer must mail anew.")
    if counts["complaint"] and not acknowledge:
        click.echo("No complaint was acknowledged; a person must do so: klachten list --unacknowledged")
    if counts["unreadable"]:
        click.echo("What could not be read waits for a person: klachten quarantine list")
    for told in _left_undone(tally):
        click.echo(told, err=True)
    if any(counts[outcome] for outcome in ("fault", *dict(_LEFT))):
        sys.exit(1)


def _left_undone(tally: Tally) -> Iterator[str]:
    for outcome, advice in _LEFT:
        if count := tally.counts[outcome]:
            yield from _named(tally, outcome, f"{count} not imported:")
            yield advice
    if faults := tally.counts["fault"]:
        yield f"{faults} kept but not handled, by a fault of this program (see above). Start the import again to have them tried once more."


def _named(tally: Tally, outcome: str, what: str) -> Iterator[str]:
    told = tally.left[outcome]
    yield what
    yield from (f"  {line}" for line in told)
    if (more := tally.counts[outcome] - len(told)) > 0:
        yield f"  and {more} more"
