"""The cause of a complaint is one of the steps of the work, where it was free text.

What was written stays in the journal; on the record it is counted as `other`,
so that nobody's words are ever a part of a figure. Of complaints that were
removed before, nobody knows the cause: they count as closed without one, so that
the causes of a week add up to what closed in it.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OTHER = "other"
_STEP = "process_step"

_COMPLAINT = sa.table("complaint", sa.column(_STEP, sa.Text()))
_JOURNAL = sa.table("journal", sa.column("id", sa.Integer()), sa.column("event", sa.Text()), sa.column("before", sa.JSON()))
_TALLY_REMOVED = """
    INSERT INTO tally (week, figure, part, value)
    SELECT closed_week, 'causes', nature || '/', count(*) FROM anonymous_line GROUP BY closed_week, nature
"""


def upgrade() -> None:
    """Rewrite the column, and what the journal would put back into it; and tally those that were removed."""
    connection = op.get_bind()
    connection.execute(sa.text(_TALLY_REMOVED))
    connection.execute(sa.update(_COMPLAINT).where(_COMPLAINT.c[_STEP].is_not(None)).values({_STEP: _OTHER}))
    changed = connection.execute(sa.select(_JOURNAL.c.id, _JOURNAL.c.before).where(_JOURNAL.c.event.in_(("set_cause", "take_back")))).all()
    for journal_id, before in changed:
        if before and before.get(_STEP):
            connection.execute(sa.update(_JOURNAL).where(_JOURNAL.c.id == journal_id).values(before={**before, _STEP: _OTHER}))
