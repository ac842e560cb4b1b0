"""What to look for afterwards: pieces of what is removed that nobody else is likely to have written, and how they are kept meanwhile.

Rule one: a marker never lies in the register as it is; it is covered with
random bytes of its own length, and both go when the removal is proved. Rule
two: what the house says of everybody, such as an employee's name, a server's
reply or a reference, is no marker: it may rightly stand elsewhere.
Source: docs/procedure.md, Removal.
"""

import json
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest
from typing import Any

from sqlalchemy import JSON, Column, Row, Select, Table, func, or_, select
from sqlalchemy.orm import Session

from tracker.removal.belongings import Belongings
from tracker.schema import PERSONAL, Record

AT_MOST = 64
"""So many markers a removal."""

SLICE = 40
"""Bytes of a piece cut from a longer text: long enough to be nobody else's, and short enough to lie whole on one page of the database."""

LEAST_NAME, LEAST_TEXT, LEAST_LEAF = 6, 12, 24
"""Bytes, or signs, that a name or address, a whole text, and a text among a letter's facts must have to tell anything."""

LEAST_VARIETY = 6
"""So many different bytes: a ruled line or an empty form tells nothing."""

ROWS_AT_MOST = 6
"""Of each table, so that a complaint of a thousand mails is not read whole."""

READ_AT_MOST = 64 * 1024
"""Bytes, or signs, of one value."""

OF_THE_HOUSE = {
    ("complaint", "nature_why"),
    ("complaint", "complainant_key"),
    ("complaint", "representative_key"),
    ("arrival", "why"),
    ("arrival", "sender_key"),
    ("journal", "by_name"),
    ("journal", "by_address"),
    ("letter", "recipient"),
    ("letter", "recipient_key"),
    ("letter", "reply"),
    ("held", "asked_of"),
}
"""Columns of which the house or a server has the words, or which say once more what another column says."""

MESSAGE_ID = re.compile(rb"<[^<>\s]{1,300}@[^<>\s]{1,300}>")
"""A marker of one mail alone, and kept whole (RFC 5322, 3.6.4)."""

_HAS_PARTS = re.compile(rb"[@\s]")
_A_WORD_OF_OURS = re.compile(rb"[a-z_]+")
"""Such as `team_lead_collection`: a word of the program, which stands in figures as well."""

Marker = bytes


def markers_of(session: Session, belongings: Belongings) -> tuple[Marker, ...]:
    """Choose what to look for after these rows are gone; to be called while they are there.

    Returns at most `AT_MOST`, most of 6 to 48 bytes: who it is first, then in turn a piece of every mail, letter and note.
    """
    tables = [Record.metadata.tables["complaint"], *Record.metadata.sorted_tables]
    rows = [list(_of_row(row)) for table in dict.fromkeys(tables) for row in _rows(session, table, belongings)]
    complaints = min(len(belongings.complaint_ids), ROWS_AT_MOST)
    who, others = rows[:complaints], rows[complaints:]
    in_turn = (marker for turn in zip_longest(*others) for marker in turn if marker is not None)
    telling = (marker for marker in chain(*who, in_turn) if _is_telling(marker, belongings.references))
    return tuple(islice(dict.fromkeys(telling), AT_MOST))


def cover(markers: Iterable[Marker]) -> tuple[bytes, bytes]:
    """Return the markers as bytes that tell nothing, and the mask that makes them tell again."""
    plain = b"".join(len(marker).to_bytes(2, "big") + marker for marker in markers)
    mask = secrets.token_bytes(len(plain))
    return _either(plain, mask), mask


def uncover(covered: bytes, mask: bytes) -> tuple[Marker, ...]:
    """Return what `cover` was given."""
    plain, found, at = _either(covered, mask), [], 0
    while at < len(plain):
        end = at + 2 + int.from_bytes(plain[at : at + 2], "big")
        found.append(plain[at + 2 : end])
        at = end
    return tuple(found)


def _either(one: bytes, other: bytes) -> bytes:
    """Combine two of one length bit by bit (exclusive or)."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).to_bytes(len(one), "big")


def personal_columns(table: Table) -> list[Column[Any]]:
    """Return the columns that hold what a person wrote, or who they are."""
    return [column for column in table.columns if column.info == PERSONAL]


def _rows(session: Session, table: Table, belongings: Belongings) -> Iterable[Row[Any]]:
    """Read what a few of the rows hold of people: those of the table that belong to what is removed."""
    columns = [column for column in personal_columns(table) if (table.name, column.name) not in OF_THE_HOUSE]
    columns += [table.columns["message_id"]] if table.name == "letter" else []
    of = {"complaint": belongings.complaint_ids, "arrival": belongings.arrival_ids, "letter": belongings.letter_ids}
    named = [("id", of.get(table.name, ())), *((f"{name}_id", ids) for name, ids in of.items())]
    whose = [table.columns[name].in_(_spread(ids)) for name, ids in named if name in table.columns and ids]
    if not columns or not whose:
        return ()
    found: Select[Any] = select(*map(_bounded, columns)).where(or_(*whose)).order_by(*table.primary_key).limit(ROWS_AT_MOST)
    if table.name == "raw_block":
        found = found.where(table.columns["position"] == 0)
    return session.execute(found).all()


def _spread(ids: Sequence[int]) -> Sequence[int]:
    """Take a few, from the first to the last."""
    return ids[:: max(1, len(ids) // ROWS_AT_MOST)]


def _bounded(column: Column[Any]) -> Any:
    return column if isinstance(column.type, JSON) else func.substr(column, 1, READ_AT_MOST, type_=column.type)


def _of_row(row: Row[Any]) -> Iterator[Marker]:
    for value in row:
        if isinstance(value, str):
            yield from _of_text(value)
        elif isinstance(value, bytes):
            yield from _of_bytes(value)
        elif value is not None:
            yield from _of_facts(value)


def _of_text(text: str) -> Iterator[Marker]:
    """Take a short text whole where it names somebody or says something; of a longer one two pieces."""
    raw = text.strip().encode()
    if MESSAGE_ID.fullmatch(raw):
        yield raw
    elif len(raw) > SLICE + 8:
        yield from _pieces(raw)
    elif len(raw) >= (LEAST_NAME if _HAS_PARTS.search(raw) else LEAST_TEXT) and not _A_WORD_OF_OURS.fullmatch(raw):
        yield raw


def _of_bytes(raw: bytes) -> Iterator[Marker]:
    """Take two pieces of what stands below the header: above it all mails are much alike."""
    separator = b"\r\n\r\n" if b"\r\n\r\n" in raw else b"\n\n"
    yield from _pieces((raw.partition(separator)[2] or raw).strip())


def _pieces(raw: bytes) -> Iterator[Marker]:
    """Cut a piece at one and at two thirds."""
    for at in (len(raw) // 3, 2 * len(raw) // 3):
        yield raw[at : at + SLICE]


def _of_facts(facts: object) -> Iterator[Marker]:
    """Cut a piece of each of the longest texts among a letter's facts, in the signs in which JSON stores it."""
    longest = sorted(
        (leaf for leaf in _leaves(facts) if len(leaf) >= LEAST_LEAF and _HAS_PARTS.search(leaf.encode())), key=len, reverse=True
    )
    for leaf in longest[:3]:
        stored = json.dumps(leaf)[1:-1].encode()
        yield stored[len(stored) // 3 :][:SLICE]


def _leaves(facts: object) -> Iterator[str]:
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, dict | list):
        for one in facts.values() if isinstance(facts, dict) else facts:
            yield from _leaves(one)


def _is_telling(marker: Marker, references: Sequence[str]) -> bool:
    """Say whether it is nobody else's by all likelihood: long and varied enough, also without the references, which remain."""
    for reference in references:
        marker = marker.replace(reference.encode(), b"")
    return len(marker) >= LEAST_NAME and len(set(marker)) >= LEAST_VARIETY
