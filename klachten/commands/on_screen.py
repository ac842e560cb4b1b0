"""What `klachten watch` shows on a terminal: what wants a person, the alarms, the mail, the letters and the dates, on one screen.

Knows no register: it is given looks and shows them. Rule: what is wrong stands
first, and what does not fit falls off at the bottom.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from rich.console import Console, ConsoleDimensions, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.text import Text

from klachten.commands.glance import Glance, UnderWay
from klachten.commands.tables import Styled, moment_words, shown, table
from klachten.commands.words import plain, role_title
from klachten.health import Raised
from tracker.errors import KlachtenError
from tracker.ledger import Column
from tracker.letter_facts.reporting import Open
from tracker.queries import Ledger

_FIXED_LINES = 16
"""What stands on the screen beside the rows of the lists; the lists share the rest."""

_SPARE = ("ignored", "machine", "staff", "threaded", "id", "tried", "handler", "raised")


def has_screen() -> bool:
    """Say whether standard output is a terminal on which a screen can be drawn anew."""
    console = Console()
    return console.is_terminal and not console.is_dumb_terminal


def show(looks: Iterable[Glance | KlachtenError], zone: ZoneInfo) -> None:
    """Show each look until there are no more. Where one failed, the last that did not stays, below what is wrong."""
    console = Console(highlight=False)
    before: Glance | None = None
    with Live(console=console, screen=True, auto_refresh=False) as live:
        for seen in looks:
            trouble = str(seen) if isinstance(seen, KlachtenError) else None
            before = before if isinstance(seen, KlachtenError) else seen
            if before is not None:
                live.update(screen(before, zone, console.size, trouble), refresh=True)


def screen(seen: Glance, zone: ZoneInfo, size: ConsoleDimensions, trouble: str | None = None) -> RenderableType:
    """Return one screen. trouble: why there is no newer look."""
    most = max(3, (size.height - _FIXED_LINES) // 2)
    parts: list[RenderableType] = [_head(seen, zone)]
    parts += [Text(shown(one), style="red") for one in ([trouble] if trouble else seen.health.wants)]
    parts += [] if seen.health.wants or trouble else [Text("all is well", style="green")]
    for title, head, rows in _sections(seen, zone):
        first = f"; the first {most}" if len(rows) > most else ""
        parts += [Text(), Text(f"{title}{first}", style="bold")]
        if rows:
            drawn, spared = table(head, rows[:most], size.width - 2, _SPARE)
            parts += [Padding(drawn, (0, 0, 0, 2))]
            parts += [Text(f"  Left out here: {', '.join(spared)}; a wider window has all.", style="dim")] if spared else []
    return Group(*parts)


def _head(seen: Glance, zone: ZoneInfo) -> Text:
    at = f"{seen.health.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    runs = ("a daemon runs", "green") if seen.health.daemon_runs else ("no daemon runs", "red")
    return Text.assemble((at, "bold"), "  ", runs, f"  daily mail {moment_words(seen.next_mail_at, zone)}", ("  Ctrl-C ends", "dim"))


def _sections(seen: Glance, zone: ZoneInfo) -> Iterator[tuple[str, Sequence[str], list[list[str | Styled]]]]:
    """Give each section: its title, the heads of its columns, and its rows."""
    health, box = seen.health, seen.health.outbox
    if health.alarms:
        alarms = f"Alarms: {len(health.alarms)} up"
        yield alarms, ("alarm", "of", "raised", "what"), [_alarm(up, zone) for up in health.alarms]
    yield "Mail", ("mailbox", "received", "waiting", *map(str, Column), "difference"), [_mails(one) for one in health.ledgers]
    letters = f"Letters: {box.open} under way, {box.delayed} delayed, {box.parked} failed"
    yield letters, ("goes at", "letter", "complaint", "tried", "id"), [_letter(one, zone) for one in seen.under_way]
    dates = f"Dates: {len(seen.opens)} open, {seen.overdue} overdue, {len(health.unacknowledged)} not acknowledged"
    yield dates, ("target date", "complaint", "days late", "state", "handler"), [_date(one, seen.today) for one in seen.opens]


def _alarm(up: Raised, zone: ZoneInfo) -> list[str | Styled]:
    return [(up.name, "red"), up.subject, moment_words(up.raised_at, zone), up.words]


def _mails(ledger: Ledger) -> list[str | Styled]:
    difference = (str(ledger.difference), "red" if ledger.difference else "")
    return [
        ledger.mailbox,
        str(ledger.received),
        str(ledger.waiting),
        *(str(ledger.columns.get(column, 0)) for column in Column),
        difference,
    ]


def _letter(one: UnderWay, zone: ZoneInfo) -> list[str | Styled]:
    tried: Styled = (str(one.attempts), "yellow" if one.attempts else "")
    return [moment_words(one.next_attempt_at, zone), plain(one.letter), one.complaint, tried, str(one.id)]


def _date(one: Open, today: date) -> list[str | Styled]:
    style = "red" if one.days_late else "yellow" if one.target_date == today else ""
    late = str(one.days_late) if one.days_late else ""
    return [(str(one.target_date or "none"), style), one.reference, (late, style), one.state, role_title(one.handler) or "nobody yet"]
