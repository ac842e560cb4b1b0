"""`klachten report`: the report to the management, at a terminal, in a browser, or mailed to somebody.

Made from the same facts and by the same letter as that of the calendar. Rule:
who has a terminal gets no links, and no figures of handlers: those are for
Manager Operations, at their own address.
"""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klachten.commands.browser import open_page
from klachten.commands.completing import period_names
from klachten.commands.options import config_option, load_settings, opened_register
from klachten.commands.reported import asked
from klachten.commands.tables import print_json, shown_text
from tracker.clock import SystemClock

if TYPE_CHECKING:
    from klachten.settings import Settings
    from tracker.reporting.periods import Period
    from tracker.rules import HouseRules
    from tracker.told import Facts


@click.command("report")
@config_option
@click.option(
    "--period",
    "named",
    metavar="PERIOD",
    shell_complete=period_names,
    help="2026-W47, 2026-Q3, 2026 or 2026-W36--2026-W42; or as one types it: 'week 47', '3e kwartaal', "
    "'vorig jaar', '1 sept t/m 15 okt'. [default: the last week that ended]",
)
@click.option(
    "--from",
    "first_day",
    metavar="DAY",
    help="The weeks from that of this day (2026-09-01, 1-9-2026, '1 sept') to that of the day behind --to.",
)
@click.option("--to", "to", multiple=True, metavar="ADDRESS|DAY", help="Mail it to this address; with --from, a day is the last one.")
@click.option("--open", "in_browser", is_flag=True, help="Write page and workbook into a new folder of yours, and open the page.")
@click.option("--json", "as_json", is_flag=True, help="What it tells, as a JSON object.")
def report_command(config: Path, named: str | None, first_day: str | None, to: tuple[str, ...], *, in_browser: bool, as_json: bool) -> None:
    """Tell the report to the management: of a week, a quarter, a year, or any weeks.

    What is open and waits is told as of now; what happened in the period is the same whenever it is asked.
    Figures of handlers are for Manager Operations alone, by mail.

    \b
    klachten report
    klachten report --period 2026-Q3 --open
    klachten report --period 'week 47'
    klachten report --from 1-9-2026 --to 15-10-2026
    klachten report --period 2026-W47 --to directie@voorbeeld.nl
    klachten report --json | jq '.figures[] | {name, value}'
    """
    from klachten import wiring
    from tracker.dates import local_date

    settings, now = load_settings(config), SystemClock().now()
    rules = wiring.house_rules(settings)
    wanted = asked(named, first_day, to, local_date(now, rules.terms.zone))
    if sum((bool(wanted.address), in_browser, as_json)) > 1:
        raise click.UsageError("--to ADDRESS, --open and --json are three ways to read it: choose one")
    if wanted.widened:
        click.echo(f"A report is of whole weeks: from {wanted.period.first_date} to {wanted.period.last_date}.", err=True)
    if wanted.address:
        _mail(settings, rules, wanted.period, wanted.address, now)
        return
    facts = _facts(settings, rules, wanted.period, now)
    if as_json:
        print_json(facts)
    elif in_browser:
        _open(settings, rules, facts, now)
    else:
        from tracker.model import Letter

        alone: Facts = {**facts, "with_workbook": False}
        click.echo(shown_text(wiring.composer(settings).text(Letter.REPORT, rules.report.language, alone)))


def _facts(settings: "Settings", rules: "HouseRules", period: "Period", now: datetime) -> "Facts":
    from klachten import wiring
    from tracker.reporting.contents import Reader, removals_in, report_facts

    reader = Reader(None, sees_handlers=False, language=rules.report.language)
    removals = removals_in(wiring.ledger(settings))
    with opened_register(settings) as store, store.reading() as session:
        return report_facts(session, rules, period, reader, now, is_late=False, removals=removals)


def _mail(settings: "Settings", rules: "HouseRules", period: "Period", address: str, now: datetime) -> None:
    """Owe the letter, as the calendar does; say when it goes."""
    from klachten import wiring
    from tracker.liveness import daemon_runs
    from tracker.reporting.owing import owe_report_to

    with opened_register(settings) as store:
        owe_report_to(store, rules, wiring.ledger(settings), period, address, now)
        runs = daemon_runs(store)
    when = "goes within half a minute" if runs else "is owed; no daemon runs: it goes with klachten run, or klachten once"
    click.echo(f"The report of {period.name} to {address} {when}.")


def _open(settings: "Settings", rules: "HouseRules", facts: "Facts", now: datetime) -> None:
    """Write page and workbook where only we can read them, and open the page."""
    from klachten.commands.saving import save_enclosures, write_beside
    from outbound.specimens import read_back

    raw = _composed(settings, rules, facts, now)
    folder = Path(tempfile.mkdtemp(prefix="klachten-report-"))
    marked = read_back(raw).html.encode("utf-8-sig")  # the styles that inlining left stand before the charset, too far for some browsers
    page, _ = write_beside(folder, f"{facts['name']}.html", [marked])
    for line in (f"{page}", *save_enclosures(raw, folder)):
        click.echo(line)
    open_page(page.as_uri(), page)


def _composed(settings: "Settings", rules: "HouseRules", facts: "Facts", now: datetime) -> bytes:
    """Write the letter that nobody is sent, with all that goes along with it."""
    from klachten import values, wiring
    from outbound.letter import LetterOwed
    from outbound.reporting.enclosing import with_all_of_it
    from tracker.model import Letter

    house = next(iter(values.identities(settings).values()))
    owed = LetterOwed(
        letter=Letter.REPORT,
        language=rules.report.language,
        sender=(house.name, house.address),
        recipient=house.address,
        to=(house.address,),
        message_id=f"<report@{house.domain}>",
        at=now,
        facts=facts,
        loop_token="report",  # noqa: S106 - it signs nothing, and goes nowhere
    )
    return wiring.composer(settings).compose(with_all_of_it(owed))
