"""`klachten status`: how the service is, and what wants a person.

Only reads. Rule: it names nobody and quotes nothing that anybody wrote, so that
what it prints may go to any monitoring.
"""

import sys
from pathlib import Path

import click

from klachten.commands.options import config_option, load_settings, opened_register
from klachten.commands.tables import print_json
from tracker.clock import SystemClock


@click.command("status")
@config_option
@click.option("--json", "as_json", is_flag=True, help="A JSON object.")
def status_command(config: Path, *, as_json: bool) -> None:
    """Say how the service is; exit 1 when it wants a person.

    The ledger has every mail of each mailbox in one column: received = new + threaded + staff
    + machine + ignored + quarantined + waiting. A difference stands on the first line.

    \b
    klachten status
    klachten status >/run/klachten-status || echo 'klachten wants a person'
    klachten status --json | jq '.wants[]'
    """
    from klachten import wiring
    from klachten.commands.condition import condition, print_condition
    from klachten.health import look

    settings = load_settings(config)
    rules = wiring.house_rules(settings)
    with opened_register(settings) as store:
        health = look(store, rules, settings.mailbox, SystemClock().now(), settings.backup.folder)
    if as_json:
        print_json(condition(health))
    else:
        print_condition(health, rules.terms.zone)
    sys.exit(1 if health.wants else 0)
