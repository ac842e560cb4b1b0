"""`klachten when`: each date of one complaint, how it was counted, and whether it is met.

Only reads. What is said here is what staff read in their mails, in English.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from klachten.commands.completing import references
from klachten.commands.options import config_option, find_complaint, load_settings, opened_register
from klachten.commands.tables import print_json, wrapped
from tracker.clock import SystemClock


@click.command("when")
@click.argument("reference", nargs=-1, required=True, shell_complete=references)
@config_option
@click.option("--json", "as_json", is_flag=True, help="A JSON object.")
def when_command(reference: tuple[str, ...], config: Path, *, as_json: bool) -> None:
    """Explain each date of one complaint: how it was counted, and whether it is met.

    Holidays that were not counted are named, and who set a day that was not counted at all.

    \b
    klachten when KL-2026-00042
    klachten when kl 2026 42 --json | jq -r '.dates.target_date.why'
    """
    from klachten import wiring
    from klachten.commands.explained_dates import dates_of
    from tracker.clocks import clocks_of
    from tracker.dates import local_date
    from tracker.telling.leaving import reasons_to_stay

    settings, now = load_settings(config), SystemClock().now()
    rules = wiring.house_rules(settings)
    with opened_register(settings) as store, store.reading() as session:
        complaint = find_complaint(session, " ".join(reference), rules)
        clocks = clocks_of(session, rules, complaint)
        told = {
            "reference": complaint.reference,
            "state": complaint.state,
            "since_date": local_date(clocks.since_at, rules.terms.zone),
            "dates": dates_of(clocks, now),
            "stays_because": reasons_to_stay(session, rules, complaint, now),
        }
    if as_json:
        print_json(told)
    else:
        _print(told)


def _print(told: Mapping[str, Any]) -> None:
    from klachten.commands.explained_dates import date_lines

    since: date = told["since_date"]
    click.echo(f"{click.style(told['reference'], bold=True)}, {told['state']} since {since}")
    for line, why in date_lines(told["dates"]):
        click.echo(f"\n{line}")
        click.echo(wrapped(why, "  "))
    for why in told["stays_because"]:
        click.echo(f"\n{wrapped(f'It stays in the register: {why}', '')}")
