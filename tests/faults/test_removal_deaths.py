"""Killed at every step of a removal: the next start finishes it, and nothing of the complaint comes back or stays behind.

Source: docs/mail-rules.md, F53; docs/procedure.md, Removal.
"""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from scene.mails import Mail, Pen, finished
from scene.nursery import Nursery
from scene.posts import EmbeddedPost
from scene.stage import Scene
from tracker.crashpoints import OF_REMOVAL
from tracker.house_records import LastRun
from tracker.ledger import MailClass
from tracker.model import Event, State
from tracker.records import Arrival, Complaint, FolderWork, Journal, LetterOwed
from tracker.removal.ledger import Content, Ledger
from tracker.removal.proving import CLEANED
from tracker.removal_records import AnonymousLine, Removal, RemovedReference

PASSES = 4
"""One removes and erases in the mailbox, the next proves; the death takes one, and one more has nothing left to do."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scene(
    request: pytest.FixtureRequest, nursery: Nursery, embedded_post: EmbeddedPost, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """Give a service that makes one pass at a time; between them nothing runs."""
    folder = tmp_path_factory.mktemp("removal")
    url = f"sqlite:///{folder}/register.db"
    if request.param == "postgresql":
        postgresql = request.getfixturevalue("postgresql")
        url = postgresql.url(postgresql.create())
    made = Scene(embedded_post, folder, url, launch=nursery.launch)
    yield made
    made.service.close()


def complaint(pen: Pen, word: str) -> Mail:
    message = pen.message(f"Klacht over {word}", local=word)
    message.set_content(f"Ik betaalde al, en toch kreeg ik een brief over {word}.\n")
    return finished(message, MailClass.COMPLAINT)


def close(session: Session, reference: str) -> None:
    """Let the day of removal be past; how that comes to be is told elsewhere."""
    past = datetime.now(UTC) - timedelta(days=3)
    closed = {"state": State.CLOSED, "outcome": Event.SPAM, "closed_at": past, "remove_after": past}
    session.execute(update(Complaint).where(Complaint.reference == reference).values(closed))


def rows(session: Session) -> dict[str, int]:
    kinds = (Complaint, Arrival, Journal, LetterOwed, AnonymousLine, RemovedReference, Removal)
    counted = {kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds}
    return counted | {"to erase": session.scalar(select(func.count()).select_from(FolderWork).where(FolderWork.done_at.is_(None))) or 0}


def lying(scene: Scene, word: str) -> list[str]:
    """Return in which folders of the mailbox the word stands."""
    return [folder for folder, mails in scene.folders().items() if any(word.encode() in raw for raw in mails)]


def ledger(scene: Scene) -> Content:
    return Ledger(scene.config.parent / "removals").read()


def pass_of_the_next_day(scene: Scene, doom: str | None) -> int:
    """Let a day go by, so that what waits for the night is due, and have one pass made; return how it ended."""
    with scene.service.store.unit() as session:
        session.execute(update(Removal).where(Removal.cleaned_at.is_(None)).values(removed_at=datetime.now(UTC) - timedelta(days=3)))
        session.execute(delete(LastRun).where(LastRun.job == CLEANED))
    if doom:
        (scene.config.parent / "doom").write_text(doom)
    return scene.service.once()


@pytest.mark.parametrize("name", OF_REMOVAL)
def test_killed_at_a_step_of_removal_it_is_finished_at_the_next_start(scene: Scene, name: str) -> None:
    word = f"sleutelwoord-{name.replace('_', '-')}"
    scene.bring([complaint(scene.pen, word)])
    while scene.service.once() != 0 or lying(scene, word) == ["INBOX"]:
        continue
    with scene.service.store.unit() as session:
        before = rows(session)
        reference = session.scalar(select(Complaint.reference).where(Complaint.subject.contains(word))) or ""
        close(session, reference)
    ends: list[int] = []
    while len(ends) < PASSES:
        ends.append(pass_of_the_next_day(scene, None if -signal.SIGKILL in ends else f"{name} 1"))
    assert sorted(ends) == [-signal.SIGKILL, 0, 0, 0], "it comes to where it should die, and goes on from there"
    with scene.service.store.reading() as session:
        after = rows(session)
    assert after == before | {
        "complaint": 0,
        "arrival": 0,
        "journal": 0,
        "letter": 0,
        "anonymous_line": before["anonymous_line"] + 1,
        "removed_reference": before["removed_reference"] + 1,
    }
    assert lying(scene, word) == []
    assert (list(ledger(scene).removed)[-1], [proof.reference for proof in ledger(scene).proofs].count(reference)) == (reference, 1)
