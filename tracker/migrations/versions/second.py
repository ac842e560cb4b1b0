"""What the procedure must remember of a complaint: the agreement, the inquiries, whom a deputy acts for, and which links were used.

Revision ID: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from tracker.schema import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PERSONAL = (
    ("complaint", "agreement"),
    ("complaint", "proposal"),
    ("complaint", "representative_address"),
    ("complaint", "representative_key"),
    ("complaint", "representative_name"),
    ("journal", "argument"),
    ("journal", "before"),
    ("named_deputy", "made_by"),
    ("named_deputy", "name"),
)
"""Columns of which PostgreSQL keeps no statistics: it would keep what people wrote after their rows are erased."""


def upgrade() -> None:
    """Add what lacks; nothing that is there changes."""
    for added in _of_complaints():
        op.add_column("complaint", added)
    op.add_column("journal", sa.Column("argument", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("journal", sa.Column("before", sa.JSON(), nullable=True))
    op.add_column("letter", sa.Column("journal_id", sa.Integer(), nullable=True))
    op.add_column("letter", sa.Column("links_void_at", Moment(), nullable=True))
    op.add_column("letter", sa.Column("replaced_by_id", sa.Integer(), nullable=True))
    _named_deputy()
    _spent_token()
    if op.get_bind().dialect.name == "postgresql":
        for table, column in PERSONAL:
            op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS 0')


def _of_complaints() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("agreement", sa.Text(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("proposal", sa.Text(), nullable=True),
        sa.Column("proposal_cents", sa.BigInteger(), nullable=True),
        sa.Column("proposed_in", sa.Text(), nullable=True),
        sa.Column("confirmation", sa.Text(), nullable=True),
        sa.Column("said_yes_at", Moment(), nullable=True),
        sa.Column("inquiries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("inquired_at", Moment(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("wrote_after_closing_at", Moment(), nullable=True),
        sa.Column("privacy_request_at", Moment(), nullable=True),
        sa.Column("representative_name", sa.Text(), nullable=True),
        sa.Column("representative_address", sa.Text(), nullable=True),
        sa.Column("representative_key", sa.Text(), nullable=True),
        sa.Column("mandate_seen_at", Moment(), nullable=True),
        sa.Column("further_natures", sa.Text(), nullable=False, server_default=sa.text("''")),
    )


def _named_deputy() -> None:
    op.create_table(
        "named_deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("until_date", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_deputy")),
    )


def _spent_token() -> None:
    op.create_table(
        "spent_token",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("spent_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_spent_token")),
    )
