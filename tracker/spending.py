"""Action tokens that did their work, and letters whose links do none any more.

Knows the register and no key. The rule: a token is spent in the transaction of
what it causes, by one statement, so that of two mails with the same token one
is obeyed, whichever processes read them. Source: docs/mail-rules.md, D10.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from tracker.house_records import SpentToken
from tracker.records import LetterOwed
from tracker.schema import Moment
from tracker.tokens import folded

_SPEND = text(
    "INSERT INTO spent_token (token, letter_id, spent_at) VALUES (:token, :letter_id, :spent_at)"
    " ON CONFLICT (token) DO NOTHING RETURNING letter_id"
).bindparams(bindparam("spent_at", type_=Moment))


def spend(session: Session, token: str, letter_id: int, now: datetime) -> bool:
    """Use a token that a letter bore; return False, and do nothing, where it was used before. `now` is aware."""
    asked = {"token": folded(token), "letter_id": letter_id, "spent_at": now}
    return session.connection().execute(_SPEND, asked).scalar_one_or_none() is not None


def is_spent(session: Session, token: str) -> bool:
    """Say whether a token was used. Whoever goes by it must still `spend` it."""
    return session.scalar(select(SpentToken.letter_id).where(SpentToken.token == folded(token))) is not None


def void_links(session: Session, letter_ids: Collection[int], now: datetime) -> None:
    """Let the links of these letters do nothing any more, for somebody outside may have seen them. The first time stays on record.

    Letters to somebody outside have none, and are left as they are.
    """
    seen = update(LetterOwed).where(LetterOwed.id.in_(letter_ids), LetterOwed.links_void_at.is_(None), LetterOwed.outside.is_(False))
    session.execute(seen.values(links_void_at=now), execution_options={"synchronize_session": False})


def is_void(session: Session, letter_id: int) -> bool:
    """Say whether the links of a letter do nothing any more; those of a letter that was erased never do.

    The letter is locked until the end of the transaction: of two mails with a token of it, the second waits for what the first does.
    """
    row = session.execute(select(LetterOwed.links_void_at).where(LetterOwed.id == letter_id).with_for_update()).one_or_none()
    return row is None or row.links_void_at is not None
