"""The register's few counting questions: the next number, and what went out lately.

Each is answered from an index, so that its cost does not grow with the
register; and each is put together once, since every mail asks them.
"""

from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, bindparam, func, select, text
from sqlalchemy.orm import Session

from tracker.house_records import Counter
from tracker.limits import Counts, Told
from tracker.model import Letter
from tracker.records import LetterOwed

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

_NEXT = text("INSERT INTO counter (name, last) VALUES (:name, 1) ON CONFLICT (name) DO UPDATE SET last = counter.last + 1 RETURNING last")

_NEVER_BELOW = text(
    "INSERT INTO counter (name, last) VALUES (:name, :number)"
    " ON CONFLICT (name) DO UPDATE SET last = CASE WHEN counter.last < excluded.last THEN excluded.last ELSE counter.last END"
)


def _made(since: str, *, to_one: bool) -> ScalarSelect[int]:
    """Count the letters of one kind made since a moment, to one address or to all."""
    made = (
        select(func.count()).select_from(LetterOwed).where(LetterOwed.letter == bindparam("letter"), LetterOwed.made_at > bindparam(since))
    )
    return (made.where(LetterOwed.recipient_key == bindparam("recipient_key")) if to_one else made).scalar_subquery()


_BACKSCATTER = "backscatter of "
_LATELY = select(_made("hour", to_one=True), _made("day", to_one=True), _made("hour", to_one=False))
_MADE = select(_made("hour", to_one=False))
_TOLD = select(func.count(), func.count().filter(LetterOwed.complaint_id == bindparam("complaint_id"))).where(
    LetterOwed.letter == bindparam("letter"), LetterOwed.recipient_key == bindparam("recipient_key"), LetterOwed.made_at > bindparam("hour")
)


def next_number(session: Session, name: str) -> int:
    """Hand out the next number under `name`, once. A number whose transaction fails may stay unused."""
    return int(session.connection().execute(_NEXT, {"name": name}).scalar_one())


def never_below(session: Session, name: str, number: int) -> None:
    """Hand out no number up to `number` under `name` any more: it was, in a time that the register lost."""
    session.connection().execute(_NEVER_BELOW, {"name": name, "number": number})


def count_backscatter(session: Session, mailbox: str) -> None:
    """Count one more bounce of a letter that is none of ours."""
    next_number(session, f"{_BACKSCATTER}{mailbox}")


def backscatter(session: Session) -> dict[str, int]:
    """Return how many bounces of letters that are none of ours each mailbox got, since the beginning; those without any are left out."""
    counted = select(Counter.name, Counter.last).where(Counter.name.startswith(_BACKSCATTER)).order_by(Counter.name)
    return {name.removeprefix(_BACKSCATTER): last for name, last in session.execute(counted)}


def acknowledgements_lately(session: Session, recipient_key: str, now: datetime) -> Counts:
    """Count the acknowledgements that were made in the last hour and day. Source: docs/mail-rules.md, D14."""
    asked = {"letter": Letter.ACKNOWLEDGEMENT, "recipient_key": recipient_key, "hour": now - HOUR, "day": now - DAY}
    to_address_last_hour, to_address_last_day, to_all_last_hour = session.connection().execute(_LATELY, asked).one()
    return Counts(to_address_last_hour, to_address_last_day, to_all_last_hour)


def made_lately(session: Session, letter: Letter, now: datetime) -> int:
    """Count the letters of one kind that were made in the last hour, to whomever: an index alone tells."""
    return int(session.connection().execute(_MADE, {"letter": letter, "hour": now - HOUR}).scalar_one())


def told_lately(session: Session, letter: Letter, recipient_key: str, complaint_id: int | None, now: datetime) -> Told:
    """Count the letters of one kind that were made to one employee in the last hour. Source: docs/mail-rules.md, D14."""
    asked = {"letter": letter, "recipient_key": recipient_key, "complaint_id": complaint_id, "hour": now - HOUR}
    of_all, of_this = session.connection().execute(_TOLD, asked).one()
    return Told(of_all, of_this)
