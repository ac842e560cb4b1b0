"""The rows that removal writes: what is left to do until it is proved, and what stays behind that names nobody.

Knows no other table, and no row here points to one that is removed. Rule: an
anonymous line and a removed reference have no key in common, and the lines
lie in no order that tells one of the other.
Source: docs/procedure.md, Removal.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.schema import PERSONAL, Record


class Removal(Record):
    """A complaint whose rows are gone, until the mailbox and the files are clean as well and that is proved; then this row goes too."""

    __tablename__ = "removal"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str]  # of the complaint itself; those that were part of it go with it
    removed_at: Mapped[datetime]
    markers: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)  # what to look for, covered with `mask` so that it is not found here
    mask: Mapped[bytes] = mapped_column(LargeBinary)
    mails: Mapped[int]  # so many mails and letters were erased with it, for the proof
    letters: Mapped[int]
    cleaned_at: Mapped[datetime | None]  # the database was made to let go of what its rows left behind
    attempts: Mapped[int] = mapped_column(default=0)  # at the proof


class RemovedReference(Record):
    """That such a reference was removed on such a day, so that a late mail is understood."""

    __tablename__ = "removed_reference"

    reference: Mapped[str] = mapped_column(primary_key=True)
    removed_date: Mapped[date]


class AnonymousLine(Record):
    """What remains of one removed complaint for the figures. `key` is random: it orders the lines as nothing else does."""

    __tablename__ = "anonymous_line"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(primary_key=True)
    nature: Mapped[str]
    complainant_role: Mapped[str]
    received_week: Mapped[str]  # such as 2026-W47, in the customer's zone
    closed_week: Mapped[str]
    handler_role: Mapped[str | None]
    rounds: Mapped[int]
    outcome: Mapped[str | None]
    acknowledged_in_time: Mapped[bool | None]  # by both clocks; None where it never was, or needed not be
    acknowledged_days: Mapped[int | None]
    resolved_in_time: Mapped[bool | None]  # by the target date; None where it never was resolved, or had none
    resolved_days: Mapped[int | None]  # since receipt
    has_amount: Mapped[bool]


class Tally(Record):
    """What removed records counted for in a figure of a week: a figure is what is counted in living rows, and this."""

    __tablename__ = "tally"

    week: Mapped[str] = mapped_column(primary_key=True)
    figure: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class SentCopy(Record):
    """A letter of ours found in a Sent folder that a restored register does not know: it is not sent again."""

    __tablename__ = "sent_copy"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index("ix_sent_copy_in_reply_to", "in_reply_to"),
        Index("ix_sent_copy_recipient_key", "recipient_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str]
    lies_in: Mapped[str]  # the folder, by the server's name, and the place in it
    lies_uidvalidity: Mapped[int] = mapped_column(BigInteger)
    lies_uid: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[str]
    reference: Mapped[str | None]
    letter: Mapped[str | None]  # which one, where its subject tells
    recipient_key: Mapped[str] = mapped_column(info=PERSONAL)
    subject: Mapped[str] = mapped_column(info=PERSONAL)
    in_reply_to: Mapped[str | None] = mapped_column(info=PERSONAL)
    sent_at: Mapped[datetime]
    letter_id: Mapped[int | None]  # the letter of the restored register that it turned out to be
