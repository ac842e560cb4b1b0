"""What removal leaves behind, what it needs until it is proved, and what a restored register knows of its own letters.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

from tracker.schema import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PERSONAL = (
    ("removal", "markers"),
    ("sent_copy", "in_reply_to"),
    ("sent_copy", "recipient_key"),
    ("sent_copy", "subject"),
)
"""Columns of which PostgreSQL keeps no statistics: it would keep what people wrote after their rows are erased."""

POINTING = (
    ("journal", "arrival_id"),
    ("letter", "arrival_id"),
    ("held", "arrival_id"),
    ("folder_work", "arrival_id"),
    ("folder_work", "letter_id"),
    ("spent_token", "letter_id"),
    ("complaint", "merged_into_id"),
)
"""What points to mails, letters and complaints: whoever erases one, or asks what became part of it, would read whole tables."""


def upgrade() -> None:
    """Add what lacks; nothing that is there changes."""
    _removal()
    _left_behind()
    _sent_copy()
    for name, kind in (("lies_in", sa.Text()), ("lies_uidvalidity", sa.BigInteger()), ("lies_uid", sa.BigInteger())):
        op.add_column("folder_work", sa.Column(name, kind, nullable=True))
    op.add_column("folder_work", sa.Column("sha256", sa.Text(), nullable=True))
    op.add_column("folder_work", sa.Column("size", sa.BigInteger(), nullable=True))
    op.add_column("folder_work", sa.Column("removal_id", sa.Integer(), nullable=True))
    op.create_index("ix_folder_work_removal_id", "folder_work", ["removal_id"])
    for table, column in POINTING:
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.add_column("mailbox", sa.Column("compare_since", Moment(), nullable=True))
    given_up = sa.text("parked_at IS NOT NULL OR bounced_at IS NOT NULL")
    op.create_index("ix_letter_given_up", "letter", ["id"], sqlite_where=given_up, postgresql_where=given_up)
    if op.get_bind().dialect.name == "postgresql":
        for table, column in PERSONAL:
            op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS 0')


def _removal() -> None:
    op.create_table(
        "removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=False),
        sa.Column("markers", sa.LargeBinary(), nullable=False),
        sa.Column("mask", sa.LargeBinary(), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("cleaned_at", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal")),
        sqlite_autoincrement=True,
    )


def _left_behind() -> None:
    op.create_table(
        "removed_reference",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("removed_date", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_removed_reference")),
    )
    op.create_table(
        "anonymous_line",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("complainant_role", sa.Text(), nullable=False),
        sa.Column("received_week", sa.Text(), nullable=False),
        sa.Column("closed_week", sa.Text(), nullable=False),
        sa.Column("handler_role", sa.Text(), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("acknowledged_in_time", sa.Boolean(), nullable=True),
        sa.Column("acknowledged_days", sa.Integer(), nullable=True),
        sa.Column("resolved_in_time", sa.Boolean(), nullable=True),
        sa.Column("resolved_days", sa.Integer(), nullable=True),
        sa.Column("has_amount", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_anonymous_line")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("week", "figure", "part", name=op.f("pk_tally")),
    )


def _sent_copy() -> None:
    op.create_table(
        "sent_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("lies_in", sa.Text(), nullable=False),
        sa.Column("lies_uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("lies_uid", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("letter", sa.Text(), nullable=True),
        sa.Column("recipient_key", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("in_reply_to", sa.Text(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_copy")),
        sa.UniqueConstraint("message_id", name=op.f("uq_sent_copy_message_id")),
    )
    op.create_index("ix_sent_copy_in_reply_to", "sent_copy", ["in_reply_to"])
    op.create_index("ix_sent_copy_recipient_key", "sent_copy", ["recipient_key"])
