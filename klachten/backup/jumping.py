"""Numbers that a restored register must not give out again: of letters, mails and complaints, and the references.

Between the backup and the restore the register went on, and what it signed then
(links, Message-IDs, bounce addresses) names ids that the backup has not given
out. A new row of such an id would answer to a token that was made for another.
Source: docs/mail-rules.md, D10 and R-TOK-01.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from klachten.backup.sequences import last_ids, set_last_ids
from tracker.counting import never_below
from tracker.reference import number_of

LEAVE_THE_HOUSE = ("complaint", "arrival", "letter")
"""The tables whose ids stand in what we send. All others number on from their last row."""

LEAP = 1_000_000
"""More rows than a register gets between two backups; a PostgreSQL id has room for two thousand restores."""


def jump_ids(connection: Connection, known: Mapping[str, int], made_at: datetime, now: datetime) -> dict[str, int]:
    """Let the restored register number on beyond all that was given out since its backup; return the last ids that it jumped to.

    known:    the last ids of the register that it replaces, by table; empty where that could not be read.
    made_at:  of the backup (aware), as `now`. Every second between adds one, so that a second restore of the same backup jumps
              beyond what followed the first.
    """
    leap = LEAP + max(0, int((now - made_at).total_seconds()))
    given = last_ids(connection)
    jumped = {name: max(given[name], known.get(name, 0)) + leap for name in LEAVE_THE_HOUSE}
    set_last_ids(connection, jumped)
    return jumped


def raise_counters(session: Session, known: Mapping[str, int], references: Iterable[str]) -> None:
    """Hand out no number again that the replaced register knows, and none of a reference that was removed."""
    numbers = (number_of(one) for one in references)
    for name, number in (*known.items(), *(one for one in numbers if one)):
        never_below(session, name, number)
