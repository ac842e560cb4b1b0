"""`klachten confirm`: a person confirmed receipt another way, and the register hears of it."""

from pathlib import Path

import click

from klachten.commands.completing import references
from klachten.commands.options import config_option, find_complaint, load_settings, opened_register
from klachten.commands.tables import shown
from tracker.clock import SystemClock

_LONGEST = 500


@click.command("confirm")
@click.argument("reference", nargs=-1, required=True, shell_complete=references)
@config_option
@click.option("--how", required=True, help="How and when receipt was confirmed, in a few words; they stay on record.")
def confirm_command(reference: tuple[str, ...], config: Path, how: str) -> None:
    """Record that receipt of a complaint was confirmed another way.

    For one that could not be acknowledged by mail, or not without a person. It leaves the hand list
    (klachten list --unacknowledged); who recorded it stands in the journal, on behalf of Manager Operations.

    \b
    klachten confirm KL-2026-00042 --how 'per post 8 april'
    """
    from klachten import wiring
    from klachten.commands.handling import user
    from tracker.delivered import confirmed_another_way
    from tracker.errors import StepRefused

    if not (words := shown(how)[:_LONGEST]):
        raise click.BadParameter("say in a few words how and when", param_hint="--how")
    settings = load_settings(config)
    with opened_register(settings) as store, store.unit() as session:
        complaint = find_complaint(session, " ".join(reference), wiring.house_rules(settings))
        session.refresh(complaint, with_for_update=True)  # the end of its acknowledgement may be noted meanwhile
        try:
            confirmed_another_way(session, complaint, words, user(), SystemClock().now())
        except StepRefused as refusal:
            raise click.ClickException(f"{complaint.reference} ({complaint.state}): {refusal.why}") from refusal
    click.echo(f"{complaint.reference}: receipt is on record as confirmed ({words})")
