"""Write down that a letter is owed, or that something must happen in a mailbox. Nothing is sent or moved here.

The rows stand in the transaction of the decision that owes them, so that state
and letter cannot come apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from tracker.letters import LETTERS, Audience
from tracker.limits import folded
from tracker.model import Language, Letter
from tracker.records import FolderWork, LetterOwed


class Work(StrEnum):
    """What can be owed in a mailbox."""

    MOVE = "move"  # an arrival, out of the inbox
    APPEND = "append"  # a copy of a letter, into Sent
    ERASE = "erase"  # an arrival or a copy, for good


_LETTER = insert(cast("Table", LetterOwed.__table__))
_WORK = insert(cast("Table", FolderWork.__table__))
"""Put together once: every mail owes some of each, and none is read again in the same transaction."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a letter answers: the ids that thread it in the recipient's mail program (RFC 5322, 3.6.4)."""

    in_reply_to: str | None = None
    references: tuple[str, ...] = ()


def owe_letter(
    session: Session,
    letter: Letter,
    recipient: str,
    facts: Mapping[str, Any],
    now: datetime,
    *,
    mailbox: str,
    complaint_id: int | None = None,
    arrival_id: int | None = None,
    language: Language = Language.DUTCH,
    also_in: Language | None = None,
    answers: Answers | None = None,
    not_before: datetime | None = None,
    journal_id: int | None = None,
) -> None:
    """Owe one letter to one recipient.

    facts:       the whole snapshot that the letter is made from; see `tracker.letters`.
    also_in:     a second language, in which all of it is said once more.
    arrival_id:  the mail that it answers, or whose attachments go along.
    journal_id:  the event that owes it, so that whoever takes that back finds the letter.
    Raises `ValueError` when the facts are not those that the letter declares.
    """
    declared = LETTERS[letter]
    if facts.keys() != declared.facts:
        raise ValueError(f"{letter}: facts differ from those declared: {sorted(facts.keys() ^ declared.facts)}")
    answers = answers or Answers()
    owed = {
        "letter": letter,
        "language": language,
        "also_in": also_in,
        "recipient": recipient,
        "recipient_key": folded(recipient),
        "outside": declared.audience is Audience.COMPLAINANT,
        "facts": dict(facts),
        "mailbox": mailbox,
        "complaint_id": complaint_id,
        "arrival_id": arrival_id,
        "in_reply_to": answers.in_reply_to,
        "references": " ".join(answers.references),
        "made_at": now,
        "next_attempt_at": not_before or now,
        "journal_id": journal_id,
    }
    session.connection().execute(_LETTER, owed)


def owe_work(
    session: Session, work: Work, folder: str, mailbox: str, now: datetime, *, arrival_id: int | None = None, letter_id: int | None = None
) -> None:
    """Owe one act in a mailbox's folders."""
    owed = {"work": work, "folder": folder, "mailbox": mailbox, "arrival_id": arrival_id, "letter_id": letter_id, "next_attempt_at": now}
    session.connection().execute(_WORK, owed)
