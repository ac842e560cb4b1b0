"""Numbers that a restored register must not give out again: of letters, mails and complaints, and the references.

Between the backup and the restore the register went on, and what it signed then
(links, Message-IDs, bounce addresses) names ids that the backup has not given
out. A new row of such an id would answer to a token that was made for another.
Source: docs/mail-rules.md, D10 and R-TOK-01.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, text

from klachten.backup.sequences import last_ids, set_last_ids

LEAVE_THE_HOUSE = ("complaint", "arrival", "letter")
"""The tables whose ids stand in what we send. All others number on from their last row."""

LEAP = 1_000_000
"""More rows than a register gets between two backups; a PostgreSQL id has room for two thousand restores."""

_RAISE = text(
    "INSERT INTO counter (name, last) VALUES (:name, :last)"
    " ON CONFLICT (name) DO UPDATE SET last = excluded.last WHERE counter.last < excluded.last"
)


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


def raise_counters(connection: Connection, known: Mapping[str, int], references: Iterable[str]) -> None:
    """Let no counter hand out a number again: not one that the replaced register knows, nor that of a removed reference."""
    highest = dict(known)
    for reference in references:
        name, _, number = reference.rpartition("-")
        if name and number.isascii() and number.isdigit():
            highest[name] = max(highest.get(name, 0), int(number))
    for name, last in highest.items():
        connection.execute(_RAISE, {"name": name, "last": last})
