"""The rows that are the house's own, and of no complaint: alarms, counters, figures, deputies, used links, what employees must delete."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.schema import PERSONAL, Record


class Alarm(Record):
    """Something that a person should know of. Raised once, counted while it lasts, cleared when it is over."""

    __tablename__ = "alarm"
    __table_args__ = (
        Index(
            "uq_alarm_open",
            "name",
            "subject",
            unique=True,
            sqlite_where=text("cleared_at IS NULL"),
            postgresql_where=text("cleared_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # such as mailbox.unreachable
    subject: Mapped[str]  # a mailbox, a letter's id: never a person
    words: Mapped[str]
    raised_at: Mapped[datetime]
    last_at: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=1)
    cleared_at: Mapped[datetime | None]
    cleared_by: Mapped[str | None] = mapped_column(info=PERSONAL)  # None: it went down by itself


class Counter(Record):
    """The last number handed out under a name, or how many there were of something. Never goes back, so no reference is used twice."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class Snapshot(Record):
    """One figure of one week, written when the week ended, so that removal changes no past figure."""

    __tablename__ = "snapshot"
    __table_args__ = (UniqueConstraint("week", "figure", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[str]  # such as 2026-W47
    figure: Mapped[str]
    part: Mapped[str] = mapped_column(default="")
    value: Mapped[int] = mapped_column(BigInteger)
    taken_at: Mapped[datetime]


class LastRun(Record):
    """When a beat last did its work, since the register is the only memory that survives."""

    __tablename__ = "last_run"

    job: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class NamedDeputy(Record):
    """Who acts for whom (vervanger), as named by mail. The newest of a role counts, before what the settings say."""

    __tablename__ = "named_deputy"

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    name: Mapped[str] = mapped_column(info=PERSONAL)  # of a configured person
    from_date: Mapped[date | None]
    until_date: Mapped[date]
    made_by: Mapped[str] = mapped_column(info=PERSONAL)  # the address of the employee who said so
    made_at: Mapped[datetime]


class SpentToken(Record):
    """An action token that did its work, and does none any more. Source: docs/mail-rules.md, D10."""

    __tablename__ = "spent_token"
    __table_args__ = (Index("ix_spent_token_letter_id", "letter_id"),)

    token: Mapped[str] = mapped_column(primary_key=True)
    letter_id: Mapped[int]  # that bore it
    spent_at: Mapped[datetime]


class ToDelete(Record):
    """A removed complaint about which mail lies in an employee's own mailbox, where we cannot erase it: told once a week."""

    __tablename__ = "to_delete"
    __table_args__ = (UniqueConstraint("address", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(info=PERSONAL)  # the employee's
    reference: Mapped[str]
    removed_date: Mapped[date]
    told_at: Mapped[datetime | None]
