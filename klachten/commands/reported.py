"""Which report is asked for on the command line: of which weeks, and for whom.

Pure: words go in. Rule: what is a day and what an address is told apart by the
`@`, and what is unclear is refused with the way to say it.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import click

from klachten.commands.tables import shown
from outbound.message import address as plain_address
from tracker.reporting.periods import Kind, Period, last_ended, not_too_early, parse, span
from tracker.typed.dates import Direction, read_date
from tracker.typed.periods import read_period
from tracker.typed.words import Unclear


@dataclass(frozen=True, slots=True)
class Asked:
    """A report that is asked for. address: to whom it is mailed; None: to nobody. widened: days were widened to whole weeks."""

    period: Period
    address: str | None
    widened: bool


def asked(named: str | None, first_day: str | None, to: Sequence[str], today: date) -> Asked:
    """Understand what was typed, days and periods also as staff type them in a mail.

    named: behind --period; first_day: behind --from; to: whatever stood behind --to. Raises `click.UsageError`.
    """
    addresses, days = [one for one in to if "@" in one], [one for one in to if "@" not in one]
    if len(addresses) > 1 or len(days) > 1:
        raise click.UsageError("--to takes one address, and one day with --from")
    address = _address(addresses[0]) if addresses else None
    if first_day is None and days:
        raise click.UsageError(f"'{shown(days[0])}' behind --to is no address; a last day wants a first one: --from DAY --to DAY")
    if first_day is None:
        period = _named(named, today)
        return Asked(period, address, widened=period.kind is Kind.SPAN and named != period.name)
    if named is not None or not days:
        raise click.UsageError("--from wants the last day: --from DAY --to DAY; and no --period")
    last_date = _day(days[0], today, "--to", "neither an address nor a day")
    first_date = _day(first_day, last_date, "--from", "no day")
    period = _spanned(first_date, last_date, today)
    return Asked(period, address, widened=(period.first_date, period.last_date) != (first_date, last_date))


def _named(named: str | None, today: date) -> Period:
    if named is None:
        return last_ended(Kind.WEEK, today)
    with suppress(Unclear):
        return read_period(named, today)
    try:
        return parse(named, today)
    except ValueError as unknown:
        raise click.BadParameter(shown(unknown), param_hint="--period") from unknown


def _spanned(first_date: date, last_date: date, today: date) -> Period:
    if first_date > today:
        raise click.BadParameter(f"{first_date} has not come yet", param_hint="--from")
    try:
        return not_too_early(span(first_date, last_date))
    except (ValueError, OverflowError) as wrong:
        raise click.BadParameter(shown(wrong), param_hint="--from") from wrong


def _day(typed: str, near: date, option: str, what: str) -> date:
    """Read a day. near: where it has no year, it is the last one until then; what: it is called where it is none."""
    with suppress(ValueError):
        return date.fromisoformat(typed.strip())
    try:
        return read_date(typed, near, Direction.BACK)
    except Unclear:
        raise click.BadParameter(f"'{shown(typed)}' is {what} such as 2026-10-15 or 15-10-2026", param_hint=option) from None


def _address(typed: str) -> str:
    try:
        return plain_address(typed)
    except ValueError:
        raise click.BadParameter(f"'{shown(typed)}' is not one plain address", param_hint="--to") from None
