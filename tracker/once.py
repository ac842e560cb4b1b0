"""What is done once in a period, whichever daemon comes first: a row says that it was done, and when.

The row stands in the transaction of the work, so that what failed is tried
again. Rule: a period has a name, such as a day or a week; it is never a span of
time, so that no jump of a clock does it twice.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, text
from sqlalchemy.orm import Session, aliased

from tracker.house_records import LastRun
from tracker.schema import Moment

_FIRST = text("INSERT INTO last_run (job, period, at) VALUES (:job, :period, :at) ON CONFLICT DO NOTHING RETURNING job").bindparams(
    bindparam("at", type_=Moment)
)
"""Of several daemons one gets an answer; the others wait for its commit."""


def first_time(session: Session, job: str, period: str, now: datetime) -> bool:
    """Say whether `job` was not done yet in this period, and that it is done now (aware)."""
    return session.execute(_FIRST, {"job": job, "period": period, "at": now}).first() is not None


def forget_all_but_the_last(session: Session, jobs: Collection[str], before: datetime) -> None:
    """Delete that jobs were done before a moment (aware), since nobody asks that any more; the last time of each stays."""
    later = aliased(LastRun)
    was_later = exists().where(later.job == LastRun.job, later.at > LastRun.at)
    session.execute(delete(LastRun).where(LastRun.job.in_(jobs), LastRun.at < before, was_later))
