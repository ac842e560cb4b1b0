"""`klachten procedure`: the table of the procedure, as people read it, as a diagram, or as JSON.

Made from `tracker.procedure` alone; needs no settings and no register. The
diagram in README.md is what `--mermaid` prints.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import click

from klachten.commands.tables import print_json, print_rows
from klachten.commands.words import plain
from tracker.model import State
from tracker.procedure import ANYWHERE, CONSULTED_FROM, OPEN, PROCEDURE, STATES, Leads, Reader, Rule
from tracker.tag_words import as_typed
from tracker.who import IN_DUTCH, Who

_HEAD = ("state", "tag", "event", "by", "complainant reads it", "leads to")
_READS = {Reader.OUTSIDE: "yes", Reader.OUTSIDE_AFTER_CONSENT: "after consent", Reader.INSIDE: "no", Reader.NONE: ""}
_SETS: dict[tuple[State | None, ...], str] = {ANYWHERE: "any, or none", STATES: "any", OPEN: "any open", (None,): "none"}
_SEE_MORE = "How a mail's tags are read: klachten inspect. What employees may type: they mail #help."


@click.command("procedure")
@click.option("--mermaid", is_flag=True, help="Draw it as a state diagram in Mermaid.")
@click.option("--json", "as_json", is_flag=True, help="The rows as JSON.")
def procedure_command(*, mermaid: bool, as_json: bool) -> None:
    """Show who may do what in which state of a complaint.

    One row for each step: by which tag, by whom, whether the complainant reads the text that comes with it,
    and where it leads.

    \b
    klachten procedure
    klachten procedure --mermaid > procedure.mmd
    """
    if mermaid and as_json:
        raise click.UsageError("--mermaid and --json are two forms: choose one")
    if mermaid:
        click.echo(diagram(), nl=False)
    elif as_json:
        print_json([_told(rule) for rule in PROCEDURE])
    else:
        print_rows(_HEAD, _rows(), ("complainant reads it", "event"))
        click.echo(f"\n{_SEE_MORE}")


def diagram() -> str:
    """Return the steps that move a complaint as a Mermaid state diagram."""
    arrows: dict[tuple[str, str], dict[str, None]] = {}
    for rule in PROCEDURE:
        for arrow in _arrows(rule):
            arrows.setdefault(arrow, {})[(as_typed(rule.event) or plain(rule.event)).replace("#", "")] = None
    lines = [f"    {start} --> {end}: {', '.join(events)}" for (start, end), events in arrows.items()]
    return "\n".join(["stateDiagram-v2", '    state "any open state" as open', *lines, ""])


def _arrows(rule: Rule) -> Iterator[tuple[str, str]]:
    if rule.to is Leads.BEFORE_CONSULTATION:
        yield from ((start, end) for start in rule.states if start for end in CONSULTED_FROM)
    elif rule.to is Leads.OUT:
        yield from ((start, "[*]") for start in rule.states if start)
    elif isinstance(rule.to, State):
        starts = ("open",) if rule.states == OPEN else tuple(state or "[*]" for state in rule.states)
        yield from ((start, rule.to) for start in starts if start != rule.to)


def _rows() -> list[tuple[str, ...]]:
    """Return the rows as people read them: those that differ in who causes the step, and in its guard, are one."""
    together: dict[tuple[str, ...], dict[Who, None]] = {}
    for rule in PROCEDURE:
        told = (_where(rule), _tag(rule) or "", plain(rule.event), _READS[rule.reader], rule.to)
        together.setdefault(told, {}).update(dict.fromkeys(rule.by))
    return [(where, tag, event, _listed(by), reads, to) for (where, tag, event, reads, to), by in together.items()]


def _tag(rule: Rule) -> str | None:
    """Return what staff type to take this step; None where it is not theirs."""
    return as_typed(rule.event) if IN_DUTCH.keys() & set(rule.by) else None


def _where(rule: Rule) -> str:
    return _SETS.get(rule.states) or _listed(state or "none" for state in rule.states)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(plain(word) for word in words)


def _told(rule: Rule) -> dict[str, Any]:
    return {
        "states": rule.states,
        "event": rule.event,
        "tag": _tag(rule),
        "by": rule.by,
        "reader": rule.reader,
        "to": rule.to,
        "letters": rule.letters,
    }
