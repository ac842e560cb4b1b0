"""What an arrival can turn out to be, and where each kind is counted and filed.

Rule: every mail has one class, and every class exactly one column and one
folder, so that the ledger balances. Source: docs/procedure.md, What makes it more.
"""

from enum import StrEnum


class MailClass(StrEnum):
    """What an arrival turned out to be. Each class has exactly one column of the ledger and one folder."""

    COMPLAINT = "complaint"  # became a record
    FOLLOW_UP = "follow_up"  # joined a record
    STAFF = "staff"  # from an employee, joined a record
    BOUNCE = "bounce"
    REPORT = "report"
    AUTO_REPLY = "auto_reply"
    BULK = "bulk"
    OWN = "own"  # a copy of our own mail
    SPAM = "spam"
    REDELIVERED = "redelivered"  # the same bytes once more
    UNREADABLE = "unreadable"  # a person must look
    DISMISSED = "dismissed"  # a person looked, and it was nothing


class Column(StrEnum):
    """The ledger: received = new + threaded + staff + machine + ignored + quarantined, per mailbox."""

    NEW = "new"
    THREADED = "threaded"
    STAFF = "staff"
    MACHINE = "machine"
    IGNORED = "ignored"
    QUARANTINED = "quarantined"


class Shelf(StrEnum):
    """The mailbox's folders of our own, by purpose; the settings give their names."""

    HANDLED = "handled"  # Klachten/Verwerkt
    ROBOTS = "robots"  # Klachten/Robots
    SPAM = "spam"  # Klachten/Spam
    UNREADABLE = "unreadable"  # Klachten/Onleesbaar
    SENT = "sent"


LEDGER: dict[MailClass, tuple[Column, Shelf]] = {
    MailClass.COMPLAINT: (Column.NEW, Shelf.HANDLED),
    MailClass.FOLLOW_UP: (Column.THREADED, Shelf.HANDLED),
    MailClass.STAFF: (Column.STAFF, Shelf.HANDLED),
    MailClass.BOUNCE: (Column.MACHINE, Shelf.ROBOTS),
    MailClass.REPORT: (Column.MACHINE, Shelf.ROBOTS),
    MailClass.AUTO_REPLY: (Column.MACHINE, Shelf.ROBOTS),
    MailClass.BULK: (Column.MACHINE, Shelf.ROBOTS),
    MailClass.OWN: (Column.MACHINE, Shelf.ROBOTS),
    MailClass.SPAM: (Column.IGNORED, Shelf.SPAM),
    MailClass.REDELIVERED: (Column.IGNORED, Shelf.HANDLED),
    MailClass.UNREADABLE: (Column.QUARANTINED, Shelf.UNREADABLE),
    MailClass.DISMISSED: (Column.IGNORED, Shelf.HANDLED),
}
"""The one table that says where each class is counted and filed."""
