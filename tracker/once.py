"""What is done once in a period, whichever daemon comes first: a row says that it was done, and when.

The row stands in the transaction of the work, so that what failed is tried
again. Rule: a period has a name, such as a day or a week; it is never a span of
time, so that no jump of a clock does it twice.
"""

from datetime import datetime

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from tracker.schema import Moment

_FIRST = text("INSERT INTO last_run (job, period, at) VALUES (:job, :period, :at) ON CONFLICT DO NOTHING RETURNING job").bindparams(
    bindparam("at", type_=Moment)
)
"""Of several daemons one gets an answer; the others wait for its commit."""


def first_time(session: Session, job: str, period: str, now: datetime) -> bool:
    """Say whether `job` was not done yet in this period, and that it is done now (aware)."""
    return session.execute(_FIRST, {"job": job, "period": period, "at": now}).first() is not None
