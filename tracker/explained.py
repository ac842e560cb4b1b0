"""What an employee may type, made from the table of tags and the rows of the procedure: the help that staff get.

Knows no complaint and no mail. Rule: nothing is told here that the tables do
not say, so that the help cannot grow stale.
Source: docs/procedure.md, States and events, and Letters.
"""

from collections.abc import Collection, Sequence
from typing import cast

from tracker.model import HANDLERS, Event
from tracker.procedure import PROCEDURE, Reader
from tracker.steps import Actor
from tracker.tag_words import TAGS, Tag, Takes
from tracker.told import Facts
from tracker.who import Who

ASKING = frozenset({Event.STATUS, Event.DOSSIER, Event.LIST, Event.REPORT, Event.DRY_RUN, Event.HELP})
"""These tell, and do nothing."""

_STANDS_BEHIND = {
    Takes.NOTHING: "",
    Takes.TEXT: "",  # the new text of the mail serves as well
    Takes.ROLE: "FUNCTIE OF NAAM",
    Takes.DATE: "DATUM",
    Takes.RECEIVED: "MAILADRES DATUM",
    Takes.AMOUNT: "BEDRAG",
    Takes.REFERENCE: "KENMERK",
    Takes.ADDRESS: "MAILADRES",
    Takes.NAME_AND_ADDRESS: "NAAM MAILADRES",
    Takes.NATURES: "AARD",
    Takes.COMPLAINANT_ROLE: "OPDRACHTGEVER OF DEBITEUR",
    Takes.DEPARTMENT: "AFDELING",
    Takes.CAUSE: "STAP VAN ONS WERK",
    Takes.FILE_NUMBER: "NUMMER",
    Takes.DEPUTY: "FUNCTIE NAAM T/M DATUM",
    Takes.PERIOD: "PERIODE",
    Takes.TAGS: "DE ANDERE WOORDEN",
}
"""What stands behind a tag, as help shows it."""

_CAUSES = {
    Event.AMOUNT: {Event.AMOUNT, Event.AGREE_WITH_AMOUNT},
    Event.CONFIRMED_ANOTHER_WAY: {Event.CONFIRMED_ANOTHER_WAY, Event.AGREEMENT_CONFIRMED, Event.LETTER_GIVEN},
}
"""Tags that cause another event as well, by what stands beside them."""


def may_be(actor: Actor) -> frozenset[Who]:
    """Return as whom somebody may act on some complaint: as here and now, and as its handler where their role can be given one."""
    return frozenset(actor.whos) | ({Who.HANDLER} if actor.role in HANDLERS else frozenset())


def tags_for(whos: Collection[Who]) -> tuple[list[Facts], list[Facts]]:
    """Return what somebody who is all of these may type in some state: what acts, and what asks; in the order of the table."""
    told = [(tag.event in ASKING, _line(tag, whos)) for tag in TAGS if _is_theirs(tag, whos)]
    return [line for asks, line in told if not asks], [line for asks, line in told if asks]


def not_offered(lines: Sequence[Facts], about: Facts) -> list[Facts]:
    """Return the lines of tags that `about`, what a letter tells of a complaint, does not offer already."""
    offers = cast("Sequence[Facts]", about["offers"])
    offered = {word for one in offers for word in str(one["typed"]).split()}
    return [line for line in lines if str(line["typed"]).split()[0] not in offered]


def _is_theirs(tag: Tag, whos: Collection[Who]) -> bool:
    caused = _caused(tag.event) | ({tag.beside} if tag.beside else set())
    return any(rule.event in caused and not set(whos).isdisjoint(rule.by) for rule in PROCEDURE)


def _caused(event: Event) -> set[Event]:
    return _CAUSES.get(event, {event})


def _line(tag: Tag, whos: Collection[Who]) -> Facts:
    return {
        "typed": f"#{tag.word} {_STANDS_BEHIND[tag.takes]}".rstrip(),
        "also": [f"#{word}" for word in tag.also],
        "does": tag.does,
        "reader": str(_reader(tag, whos)),
    }


def _reader(tag: Tag, whos: Collection[Who]) -> Reader:
    """Say who reads the text that comes with a tag: whoever outside may read it comes before whoever never does."""
    readers = {rule.reader for rule in PROCEDURE if rule.event in _caused(tag.event) and not set(whos).isdisjoint(rule.by)}
    return next((one for one in Reader if one in readers), Reader.NONE)
