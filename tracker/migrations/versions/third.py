"""What letters on paper and in two languages, complaints that come another way, and deletion lists need to be remembered.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

from tracker.schema import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what lacks; nothing that is there changes."""
    op.add_column("complaint", sa.Column("channel", sa.Text(), nullable=False, server_default="mail"))
    op.add_column("complaint", sa.Column("also_in", sa.Text(), nullable=True))
    op.add_column("letter", sa.Column("also_in", sa.Text(), nullable=True))
    op.add_column("letter", sa.Column("by_hand_at", Moment(), nullable=True))
    op.create_table(
        "to_delete",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("removed_date", sa.Date(), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_to_delete")),
        sa.UniqueConstraint("address", "reference", name=op.f("uq_to_delete_address_reference")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE to_delete ALTER COLUMN "address" SET STATISTICS 0')
