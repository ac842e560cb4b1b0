"""What a shell may offer behind a command: references, ids, handlers, natures, periods, letters and backups, as they are at this moment.

Reads the settings and the register, and changes neither. Rule: whatever stands
in the way (no settings yet, no register, no right to it) offers nothing and
says nothing, for somebody is typing.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click
from click.shell_completion import CompletionItem

from klachten.commands.options import DEFAULT_CONFIG, load_settings, read_only_register
from klachten.commands.tables import shown
from tracker.errors import KlachtenError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.rules import HouseRules

Offered = dict[str, str]
"""What may be typed, and what a shell that can do so tells of it."""

_WEEKS, _QUARTERS, _YEARS = 8, 4, 3
_OFFERED_AT_MOST = 100
"""The newest; whoever wants an older one types a digit more."""


def handler_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer those who may handle a complaint."""
    from klachten.commands.choosing import handlers

    return _names(ctx, incomplete, handlers)


def nature_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the natures that there are."""
    from klachten.commands.choosing import natures

    return _names(ctx, incomplete, natures)


def letter_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the letters that there are."""
    from tracker.letters import LETTERS

    return _items({str(letter): f"to {one.audience}" for letter, one in LETTERS.items()}, incomplete)


def template_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the templates of ours."""
    from klachten.commands.template_files import our_templates

    return _items(dict.fromkeys(our_templates(), ""), incomplete)


def backup_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the backups in the folder, newest first; where none begins so, the shell offers files of its own."""
    from klachten.backup.folder import backups_in

    files = CompletionItem(incomplete, type="file")
    with suppress(KlachtenError, OSError):
        folder = ctx.params.get("folder") or load_settings(_config(ctx)).backup.folder
        found = backups_in(folder) if folder else []
        return [files, *_items({one.file.name: "" if one.manifest else "not whole" for one in found}, incomplete)]
    return [files]


def period_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the periods that ended last, on the customer's clock."""
    from tracker.clock import SystemClock
    from tracker.dates import local_date

    with suppress(KlachtenError):
        zone = ZoneInfo(load_settings(_config(ctx)).terms.time_zone)
        return _items(last_periods(local_date(SystemClock().now(), zone)), incomplete)
    return []


def last_periods(today: date) -> Offered:
    """Return the weeks, quarters and years that ended last, the newest of each first, with their days."""
    from tracker.reporting.periods import Kind, last_ended

    offered: Offered = {}
    for kind, many in ((Kind.WEEK, _WEEKS), (Kind.QUARTER, _QUARTERS), (Kind.YEAR, _YEARS)):
        period = last_ended(kind, today)
        for _ in range(many):
            offered[period.name] = f"{period.first_date} to {period.last_date}"
            period = period.before
    return offered


def references(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the newest references that begin so."""

    def found(session: "Session") -> Offered:
        from tracker.queries import newest_references

        return dict(newest_references(session, incomplete, _OFFERED_AT_MOST))

    return _from_register(ctx, incomplete, found)


def letter_ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the letters that have not arrived."""

    def found(session: "Session") -> Offered:
        from tracker.queries import letters

        return {str(row.id): f"{row.letter} {reference or ''}".strip() for row, reference in reversed(letters(session))}

    return _from_register(ctx, incomplete, found)


def alarm_ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the alarms that are up."""

    def found(session: "Session") -> Offered:
        from tracker.alarms import alarms_up

        return {str(alarm.id): f"{alarm.name} {alarm.subject}" for alarm in alarms_up(session)}

    return _from_register(ctx, incomplete, found)


def quarantined_ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the mails that wait in quarantine."""

    def found(session: "Session") -> Offered:
        from tracker.ledger import Column
        from tracker.queries import filed_under

        return {str(mail.id): str(mail.kind) for mail in filed_under(session, [Column.QUARANTINED])}

    return _from_register(ctx, incomplete, found)


def _names(ctx: click.Context, incomplete: str, called: "Callable[[HouseRules], Mapping[str, tuple[str, ...]]]") -> list[CompletionItem]:
    from klachten import wiring

    with suppress(KlachtenError):
        names = called(wiring.house_rules(load_settings(_config(ctx))))
        return _items({key: ", ".join(more) for key, (_, *more) in names.items()}, incomplete)
    return []


def _from_register(ctx: click.Context, incomplete: str, found: "Callable[[Session], Offered]") -> list[CompletionItem]:
    with suppress(KlachtenError), read_only_register(load_settings(_config(ctx))) as store, store.reading() as session:
        return _items(found(session), incomplete)
    return []


def _config(ctx: click.Context) -> Path:
    """Return the settings file that was named, or the one that is looked for where none was."""
    return Path(ctx.params.get("config") or DEFAULT_CONFIG)


def _items(offered: Offered, incomplete: str) -> list[CompletionItem]:
    fitting = [(value, told) for value, told in offered.items() if value.casefold().startswith(incomplete.casefold())]
    return [CompletionItem(value, help=shown(told)) for value, told in fitting[:_OFFERED_AT_MOST]]
