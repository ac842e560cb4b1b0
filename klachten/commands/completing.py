"""What a shell may offer behind a command: references, ids, handlers and natures, as they are at this moment.

Reads the settings and the register, and changes neither. Rule: whatever stands
in the way (no settings yet, no register, no right to it) offers nothing and
says nothing, for somebody is typing.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

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

_OFFERED_AT_MOST = 100
"""The newest; whoever wants an older one types a digit more."""


def handler_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer those who may handle a complaint."""
    from klachten.commands.choosing import handlers  # noqa: PLC0415 - a Tab elsewhere need not wait for it

    return _names(ctx, incomplete, handlers)


def nature_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the natures that there are."""
    from klachten.commands.choosing import natures  # noqa: PLC0415 - as above

    return _names(ctx, incomplete, natures)


def references(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the newest references that begin so."""

    def found(session: "Session") -> Offered:
        from tracker.queries import newest_references  # noqa: PLC0415 - as above

        return dict(newest_references(session, incomplete, _OFFERED_AT_MOST))

    return _from_register(ctx, incomplete, found)


def letter_ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the letters that have not arrived."""

    def found(session: "Session") -> Offered:
        from tracker.queries import letters  # noqa: PLC0415 - as above

        return {str(row.id): f"{row.letter} {reference or ''}".strip() for row, reference in reversed(letters(session))}

    return _from_register(ctx, incomplete, found)


def alarm_ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the alarms that are up."""

    def found(session: "Session") -> Offered:
        from tracker.alarms import alarms_up  # noqa: PLC0415 - as above

        return {str(alarm.id): f"{alarm.name} {alarm.subject}" for alarm in alarms_up(session)}

    return _from_register(ctx, incomplete, found)


def quarantined_ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the mails that wait in quarantine."""

    def found(session: "Session") -> Offered:
        from tracker.ledger import Column  # noqa: PLC0415 - as above
        from tracker.queries import filed_under  # noqa: PLC0415 - as above

        return {str(mail.id): str(mail.kind) for mail in filed_under(session, [Column.QUARANTINED])}

    return _from_register(ctx, incomplete, found)


def _names(ctx: click.Context, incomplete: str, called: "Callable[[HouseRules], Mapping[str, tuple[str, ...]]]") -> list[CompletionItem]:
    from klachten import wiring  # noqa: PLC0415 - as above

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
