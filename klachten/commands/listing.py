"""`klachten list`: the complaints, narrowed to those that somebody asks for.

Reads the register and names no complainant: `klachten show` does. Rule: the
terminal may leave a column out; a pipe and JSON have them all.
"""

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from klachten.commands.choosing import NOBODY, chosen, handlers, natures
from klachten.commands.completing import handler_names, nature_names
from klachten.commands.options import config_option, load_settings, opened_register
from klachten.commands.tables import Styled, print_json, print_rows
from klachten.commands.words import plain, role_title
from tracker.clock import SystemClock
from tracker.dates import local_date
from tracker.model import CONFIRMED
from tracker.natures import nature_titles

if TYPE_CHECKING:
    from tracker.records import Complaint
    from tracker.rules import HouseRules

_HEAD = ("reference", "received", "state", "nature", "handler", "target date", "receipt", "confirm by")
_SPARE = ("received", "confirm by", "receipt", "nature", "state")
_SPARE_WHERE_RECEIPT_COUNTS = ("received", "target date", "nature", "handler", "state")


@click.command("list")
@config_option
@click.option("--open/--all", "only_open", default=True, show_default="open", help="Those that are not closed, or every one.")
@click.option("--overdue", is_flag=True, help="Only those that are past their target date.")
@click.option("--unacknowledged", is_flag=True, help="Only those of which the acknowledgement has not arrived, or was withheld.")
@click.option("--handler", metavar="ROLE", shell_complete=handler_names, help="Only those of this handler; nobody: those without one.")
@click.option("--nature", metavar="NATURE", shell_complete=nature_names, help="Only those of this nature.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def list_command(
    config: Path, handler: str | None, nature: str | None, *, only_open: bool, overdue: bool, unacknowledged: bool, as_json: bool
) -> None:
    """List the complaints, oldest first.

    A handler is meant by a role or the name of whoever has it, a nature by its key or its name;
    of each the beginning of a word will do.

    \b
    klachten list
    klachten list --overdue --handler incasso
    klachten list --all --nature bejegening
    klachten list --unacknowledged           what to acknowledge by hand, by when
    klachten list --all --json | jq '.[].state'
    """
    from klachten import wiring
    from tracker.queries import complaints

    settings = load_settings(config)
    rules = wiring.house_rules(settings)
    by_handler = chosen(handler, handlers(rules), "--handler") if handler is not None else None
    by_nature = chosen(nature, natures(rules), "--nature") if nature is not None else None
    today = local_date(SystemClock().now(), rules.terms.zone)
    with opened_register(settings) as store, store.reading() as session:
        found = [_line(one, today, rules) for one in complaints(session, only_open=only_open, only_unacknowledged=unacknowledged)]
    told = [one for one in found if _is_wanted(one, by_handler, by_nature, overdue=overdue)]
    if as_json:
        print_json(told)
    elif not told:
        click.echo(_none(only_open=only_open, unacknowledged=unacknowledged, narrowed=bool(found) or overdue))
    else:
        titles = nature_titles(rules.natures)
        print_rows(_HEAD, [_row(one, titles, today) for one in told], _SPARE_WHERE_RECEIPT_COUNTS if unacknowledged else _SPARE)
        _print_sum(told)


def _line(complaint: "Complaint", today: date, rules: "HouseRules") -> dict[str, Any]:
    from tracker.clocks import days_late

    return {
        "reference": complaint.reference,
        "received_date": complaint.received_date,
        "state": complaint.state,
        "round": complaint.round,
        "acknowledgement": complaint.acknowledgement,
        "nature": complaint.nature,
        "further_natures": complaint.further_natures.split(),
        "handler": complaint.handler_role,
        "suggested": complaint.suggested_role,
        "target_date": complaint.target_date,
        "days_late": days_late(complaint, today, rules.terms),
        "acknowledge_by_date": complaint.acknowledge_by_date,
        "closed": complaint.closed_at is not None,
    }


def _is_wanted(one: Mapping[str, Any], handler: str | None, nature: str | None, *, overdue: bool) -> bool:
    """Say whether a complaint is asked for. handler, nature: keys; None asks for every one."""
    has_handler = handler is None or (one["handler"] or NOBODY) == handler
    has_nature = nature is None or nature in {one["nature"], *one["further_natures"]}
    return has_handler and has_nature and (one["days_late"] > 0 or not overdue)


def _none(*, only_open: bool, unacknowledged: bool, narrowed: bool) -> str:
    """Say that there is nothing to list."""
    if narrowed:
        return "No complaint fits."
    if unacknowledged:
        return "No complaint waits to be acknowledged."
    return "No open complaints." if only_open else "No complaints."


def _row(one: Mapping[str, Any], titles: Mapping[str, str], today: date) -> Sequence[str | Styled]:
    handler = role_title(one["handler"]) or f"{role_title(one['suggested'])} (suggested)"
    confirm_by: str | Styled = "" if one["acknowledgement"] in CONFIRMED else _late(one["acknowledge_by_date"], today)
    target = (str(one["target_date"] or ""), "red" if one["days_late"] else "")
    return (
        (one["reference"], "bold"),
        str(one["received_date"]),
        one["state"] if one["round"] == 1 else f"{one['state']}, round {one['round']}",
        titles.get(one["nature"], one["nature"]),
        handler if one["handler"] else (handler, "dim"),
        target,
        (plain(one["acknowledgement"]), "yellow" if one["acknowledgement"] in {"withheld", "failed"} else ""),
        confirm_by,
    )


def _late(day: date | None, today: date) -> Styled:
    return (str(day or ""), "red" if day and day < today else "")


def _print_sum(told: Sequence[Mapping[str, Any]]) -> None:
    """Say on a terminal how many these are; a pipe has the rows alone."""
    if not sys.stdout.isatty():
        return
    late = sum(one["days_late"] > 0 for one in told)
    unacknowledged = sum(one["acknowledgement"] not in CONFIRMED for one in told)
    counts = f"{late} overdue, {unacknowledged} not acknowledged"
    click.secho(f"{len(told)} complaint{'' if len(told) == 1 else 's'}, {counts}", dim=True)
