"""What goes along with a report: its pictures, within its page, and its workbook.

Knows one letter owed and no row of the register. What writes workbooks is not
even imported before there is a report to write. Rule: whatever cannot be made is
left out and logged; the report itself goes, for its words say everything.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace

from outbound.letter import LetterOwed
from outbound.message import Enclosure, Picture
from outbound.reporting.pictures import pictures_of
from tracker.log import say_fault
from tracker.told import Facts

log = logging.getLogger(__name__)


def with_all_of_it(owed: LetterOwed, pictures: Mapping[str, Picture] | None = None) -> LetterOwed:
    """Return a report with its pictures, and with its workbook where the facts wish for one. pictures: where they are drawn already."""
    drawn = pictures_of(owed.facts, owed.language) if pictures is None else pictures
    books = _workbook(owed) if owed.facts["with_workbook"] else ()
    cids: Facts = {name: picture.cid for name, picture in drawn.items()}
    facts: Facts = {**owed.facts, "pictures": cids, "with_workbook": bool(books)}
    return replace(owed, facts=facts, pictures=(*owed.pictures, *drawn.values()), enclosures=(*owed.enclosures, *books))


def _workbook(owed: LetterOwed) -> tuple[Enclosure, ...]:
    from outbound.reporting.workbook import workbook_of  # noqa: PLC0415 - see above

    try:
        return (workbook_of(owed.facts, owed.language),)
    except Exception as fault:  # noqa: BLE001 - the report must go, whatever its workbook met
        say_fault(log, "report.without_workbook", fault, letter=owed.letter)
        return ()
