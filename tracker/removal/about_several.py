"""Letters to employees about several complaints at once: one that is removed leaves them, and the others stay.

Such a letter bears links about the others that are still good, so its row
stays. Knows the facts of letters as plain values, and none of their meaning
but this: what tells of a complaint stands in a list, beside what tells of
others. Rule: a letter of which nothing would be left goes whole.
Source: docs/procedure.md, Removal; docs/mail-rules.md, D10 and D19.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Text, cast, not_, or_, select, update
from sqlalchemy.orm import Session

from tracker.model import Letter, Reference
from tracker.records import Arrival, LetterOwed
from tracker.schema import among

_ASKED_ANYWHERE = (Letter.LISTING, Letter.REPORT)
"""These may be asked for in a mail about any complaint."""

Names = Callable[[Any], bool]
"""Says whether a plain value tells of what is removed: a word, a number, or an entry by what stands in it directly."""

_TOLD_OF_REMOVED = (Letter.DELETION_LIST,)
"""These name what was removed, by reference and day, and nothing else of it."""


def of_several(
    session: Session, references: Collection[Reference], arrival_ids: Collection[int], known: Collection[int]
) -> tuple[set[int], set[int]]:
    """Return the letters of no complaint that tell of these alone, and those that tell of others as well. known: found already."""
    names = _names(session, references, arrival_ids)
    alone: set[int] = set()
    shared: set[int] = set()
    for letter in _candidates(session, references, known):
        left = _left(letter, names)
        if left.get("gathered") == [] or _tells(left, names):
            alone.add(letter.id)
        elif left != letter.facts:
            shared.add(letter.id)
    return alone, shared


def tell_no_more(session: Session, references: Collection[Reference], arrival_ids: Collection[int], letter_ids: Collection[int]) -> None:
    """Take what these letters tell of what is removed out of them. One that did not go yet is composed anew, under the same Message-ID."""
    names = _names(session, references, arrival_ids)
    for letter in session.scalars(select(LetterOwed).where(among(LetterOwed.id, letter_ids)).order_by(LetterOwed.id)):
        kept = {"facts": _left(letter, names), "raw": None, "message_id": None}
        session.execute(update(LetterOwed).where(LetterOwed.id == letter.id).values(kept))


def without(told: Any, names: Names) -> Any:
    """Return plain values without the entries of lists that name something."""
    if isinstance(told, Mapping):
        return {key: without(value, names) for key, value in told.items()}
    if isinstance(told, list):
        return [without(one, names) for one in told if not any(names(value) for value in _own(one))]
    return told


def _left(letter: LetterOwed, names: Names) -> Any:
    """Return the facts of a letter without what names something. A report counts those that it no longer tells one by one."""
    left = without(letter.facts, names)
    if letter.letter == Letter.REPORT and left["received"] is not None:
        left["removed"] += len(letter.facts["received"]) - len(left["received"])
    return left


def _tells(told: Any, names: Names) -> bool:
    """Say whether a value names something, or anything in it does."""
    inside = told.values() if isinstance(told, Mapping) else told if isinstance(told, list) else ()
    return names(told) or any(_tells(one, names) for one in inside)


def _own(entry: Any) -> Iterator[Any]:
    """Yield what stands in an entry directly: the entry itself, and the values of its fields."""
    yield entry
    if isinstance(entry, Mapping):
        yield from entry.values()


def _candidates(session: Session, references: Collection[Reference], known: Collection[int]) -> list[LetterOwed]:
    told = cast(LetterOwed.facts, Text)
    may_name = or_(LetterOwed.letter == Letter.UNREADABLE_GATHERED, *(told.contains(reference) for reference in references))
    of_none = or_(LetterOwed.complaint_id.is_(None), LetterOwed.letter.in_(_ASKED_ANYWHERE))
    further = (of_none, not_(among(LetterOwed.id, known)), LetterOwed.letter.not_in(_TOLD_OF_REMOVED))
    return list(session.scalars(select(LetterOwed).where(*further, may_name).order_by(LetterOwed.id)))


def _names(session: Session, references: Collection[Reference], arrival_ids: Collection[int]) -> Names:
    """Return what says that a value tells of these references, or in a list of unreadable mails of who sent one of these."""
    named = re.compile("|".join(rf"(?<![0-9A-Z-]){re.escape(one)}(?![0-9])" for one in references))
    wrote = select(Arrival.sender, Arrival.sender_key).where(among(Arrival.id, arrival_ids))
    senders = {address for row in session.execute(wrote) for address in row if address}

    def names(value: Any) -> bool:
        if isinstance(value, Mapping):
            return "first_id" in value and value["sender_address"] in senders
        return isinstance(value, str) and named.search(value) is not None

    return names
