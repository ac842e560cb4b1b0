"""The first schema of the register.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

from tracker.schema import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PERSONAL = (
    ("alarm", "cleared_by"),
    ("arrival", "message_id"),
    ("arrival", "sender"),
    ("arrival", "sender_key"),
    ("arrival", "subject"),
    ("arrival", "why"),
    ("complaint", "complainant_address"),
    ("complaint", "complainant_key"),
    ("complaint", "complainant_name"),
    ("complaint", "file_number"),
    ("complaint", "held_because"),
    ("complaint", "nature_why"),
    ("complaint", "postal_address"),
    ("complaint", "subject"),
    ("enclosure", "data"),
    ("enclosure", "name"),
    ("held", "asked_of"),
    ("held", "facts"),
    ("journal", "by_address"),
    ("journal", "by_name"),
    ("journal", "words"),
    ("letter", "facts"),
    ("letter", "in_reply_to"),
    ("letter", "raw"),
    ("letter", "recipient"),
    ("letter", "recipient_key"),
    ("letter", "references"),
    ("letter", "reply"),
    ("raw_block", "data"),
)
"""Columns of which PostgreSQL keeps no statistics: it would keep what people wrote after their rows are erased."""


def upgrade() -> None:
    """Make every table, those first to which others point."""
    for make in (
        _alarm,
        _complaint,
        _counter,
        _last_run,
        _mailbox,
        _snapshot,
        _arrival,
        _enclosure,
        _held,
        _journal,
        _letter,
        _raw_block,
        _folder_work,
    ):
        make()
    if op.get_bind().dialect.name == "postgresql":
        for table, column in PERSONAL:
            op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS 0')


def _alarm() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("raised_at", Moment(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("cleared_at", Moment(), nullable=True),
        sa.Column("cleared_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
    )
    op.create_index(
        "uq_alarm_open",
        "alarm",
        ["name", "subject"],
        unique=True,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )


def _complaint() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("received_date", sa.Date(), nullable=False),
        sa.Column("registered_at", Moment(), nullable=False),
        sa.Column("complainant_address", sa.Text(), nullable=True),
        sa.Column("complainant_key", sa.Text(), nullable=True),
        sa.Column("complainant_name", sa.Text(), nullable=False),
        sa.Column("complainant_role", sa.Text(), nullable=False),
        sa.Column("postal_address", sa.Text(), nullable=True),
        sa.Column("file_number", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("nature_why", sa.Text(), nullable=False),
        sa.Column("suggested_role", sa.Text(), nullable=False),
        sa.Column("handler_role", sa.Text(), nullable=True),
        sa.Column("accused_role", sa.Text(), nullable=True),
        sa.Column("process_step", sa.Text(), nullable=True),
        sa.Column("target_date", sa.Date(), nullable=True),
        sa.Column("acknowledge_by_date", sa.Date(), nullable=True),
        sa.Column("outer_limit_date", sa.Date(), nullable=False),
        sa.Column("acknowledgement", sa.Text(), nullable=False),
        sa.Column("acknowledgement_why", sa.Text(), nullable=True),
        sa.Column("acknowledged_at", Moment(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("remove_after", Moment(), nullable=True),
        sa.Column("held_because", sa.Text(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "acknowledgement IN ('owed', 'accepted', 'withheld', 'failed', 'by_hand')", name=op.f("ck_complaint_acknowledgement")
        ),
        sa.CheckConstraint("complainant_role IN ('client', 'debtor', 'unknown')", name=op.f("ck_complaint_complainant_role")),
        sa.CheckConstraint(
            "state IN ('registered', 'assigned', 'consulting', 'agreed', 'resolved', 'reopened', 'impasse', 'appeal', 'closed')",
            name=op.f("ck_complaint_state"),
        ),
        sa.ForeignKeyConstraint(["merged_into_id"], ["complaint.id"], name=op.f("fk_complaint_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("reference", name=op.f("uq_complaint_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_complaint_complainant_key", "complaint", ["complainant_key"], unique=False)
    op.create_index(
        "ix_complaint_open",
        "complaint",
        ["state"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _counter() -> None:
    op.create_table(
        "counter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )


def _last_run() -> None:
    op.create_table(
        "last_run",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("job", "period", name=op.f("pk_last_run")),
    )


def _mailbox() -> None:
    op.create_table(
        "mailbox",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first_started_at", Moment(), nullable=False),
        sa.Column("backlog_uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("backlog_last_uid", sa.BigInteger(), nullable=False),
        sa.Column("last_reached_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mailbox")),
    )


def _snapshot() -> None:
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("week", "figure", "part", name=op.f("uq_snapshot_week_figure_part")),
    )


def _arrival() -> None:
    op.create_table(
        "arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.Column("backlog", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("handled_at", Moment(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("sender_key", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=True),
        sa.Column("folder_uidvalidity", sa.BigInteger(), nullable=True),
        sa.Column("folder_uid", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('complaint', 'follow_up', 'staff', 'bounce', 'report', 'auto_reply', 'bulk', 'own', 'spam', 'redelivered', 'unreadable', 'dismissed')",
            name=op.f("ck_arrival_kind"),
        ),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_arrival_complaint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("mailbox", "uidvalidity", "uid", name=op.f("uq_arrival_mailbox_uidvalidity_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_arrival_complaint_id", "arrival", ["complaint_id"], unique=False)
    op.create_index("ix_arrival_message_id", "arrival", ["message_id"], unique=False)
    op.create_index(
        "ix_arrival_quarantined",
        "arrival",
        ["id"],
        unique=False,
        sqlite_where=sa.text("kind = 'unreadable'"),
        postgresql_where=sa.text("kind = 'unreadable'"),
    )
    op.create_index("ix_arrival_sha256", "arrival", ["sha256"], unique=False)
    op.create_index(
        "ix_arrival_waiting",
        "arrival",
        ["id"],
        unique=False,
        sqlite_where=sa.text("handled_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL"),
    )


def _enclosure() -> None:
    op.create_table(
        "enclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("arrival_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_enclosure_arrival_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enclosure")),
    )
    op.create_index("ix_enclosure_arrival_id", "enclosure", ["arrival_id"], unique=False)


def _held() -> None:
    op.create_table(
        "held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("arrival_id", sa.Integer(), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("asked_of", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_held_arrival_id")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_held_complaint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held")),
    )
    op.create_index(
        "ix_held_open",
        "held",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("by_role", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("by_address", sa.Text(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("arrival_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_journal_arrival_id")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_journal_complaint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_complaint_id", "journal", ["complaint_id"], unique=False)


def _letter() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("arrival_id", sa.Integer(), nullable=True),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("recipient_key", sa.Text(), nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("in_reply_to", sa.Text(), nullable=True),
        sa.Column("references", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("next_attempt_at", Moment(), nullable=False),
        sa.Column("first_attempt_at", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unended", sa.Integer(), nullable=False),
        sa.Column("claimed_until", Moment(), nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("accepted_at", Moment(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("bounced_at", Moment(), nullable=True),
        sa.Column("parked_at", Moment(), nullable=True),
        sa.Column("parked_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_letter_arrival_id")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_letter_complaint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("message_id", name=op.f("uq_letter_message_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_letter_complaint_id", "letter", ["complaint_id"], unique=False)
    op.create_index("ix_letter_made", "letter", ["letter", "made_at"], unique=False)
    op.create_index(
        "ix_letter_open",
        "letter",
        ["next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("accepted_at IS NULL AND parked_at IS NULL"),
        postgresql_where=sa.text("accepted_at IS NULL AND parked_at IS NULL"),
    )
    op.create_index("ix_letter_recipient", "letter", ["recipient_key", "made_at"], unique=False)


def _raw_block() -> None:
    op.create_table(
        "raw_block",
        sa.Column("arrival_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_raw_block_arrival_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("arrival_id", "position", name=op.f("pk_raw_block")),
    )


def _folder_work() -> None:
    op.create_table(
        "folder_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("work", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("arrival_id", sa.Integer(), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("next_attempt_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("filed_uidvalidity", sa.BigInteger(), nullable=True),
        sa.Column("filed_uid", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_folder_work_arrival_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_folder_work_letter_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_folder_work")),
    )
    op.create_index(
        "ix_folder_work_open",
        "folder_work",
        ["mailbox", "next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
