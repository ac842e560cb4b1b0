"""A hundred complaints are removed: nothing of them is left in any file of the register, nor in any file of the mail server.

Every word is looked for as it was written, in base64 and in quoted-printable. The ten that stay are whole, and are found.
Source: docs/procedure.md, Removal; docs/mail-rules.md, D18 and I7.
"""

import base64
import os
import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from scene.mails import Mail, Pen, finished
from scene.nursery import Nursery
from scene.posts import RealPost
from scene.stage import Scene
from tracker.ledger import MailClass
from tracker.model import Event, State
from tracker.records import Complaint
from tracker.removal.ledger import Ledger
from tracker.removal_records import AnonymousLine, Removal

REMOVED, STAYING = 100, 10
PASSES_AT_MOST = 3
GONE = [f"zaak{number:03}q" for number in range(REMOVED)]
STAY = [f"blijft{number:03}q" for number in range(STAYING)]


def about(pen: Pen, word: str) -> EmailMessage:
    """Write a complaint in which this word stands wherever a word can stand."""
    message = pen.message(f"Klacht over {word}", local=word)
    message.replace_header("From", f"Klager {word} <{word}@{pen.domain}>")
    message.set_content(f"Mijn dossier is {word}.\n\nEen café in {word}: ik betaalde al, en toch kreeg ik weer een brief over {word}.\n")
    message.add_attachment(told(word) * 40, maintype="application", subtype="pdf", filename=f"{word}.pdf")
    return message


def told(word: str) -> bytes:
    """Return what an attachment says; nine bytes at a time, so that base64 shows the same letters again and again."""
    return word.encode().ljust(9, b".")[:9]


def later(pen: Pen, word: str, reference: str) -> Iterator[Mail]:
    """Write what comes after: a further mail, and what a machine answers to ours."""
    further = pen.message(f"Re: Wij hebben uw klacht ontvangen [{reference}]", local=word)
    further.replace_header("From", f"<{word}@{pen.domain}>")
    further.set_content(f"Ik wacht nog steeds, over {word}.\n")
    yield finished(further, MailClass.FOLLOW_UP)
    away = pen.message(f"Afwezig: {word} [{reference}]", local=word)
    away.replace_header("From", f"<{word}@{pen.domain}>")
    away["Auto-Submitted"] = "auto-replied"
    away.set_content(f"Ik ben er niet. {word}\n")
    yield finished(away, MailClass.AUTO_REPLY)


def forms_of(word: str) -> list[bytes]:
    """Return the word as it may lie somewhere."""
    return [word.encode(), word.upper().encode(), base64.b64encode(told(word) * 4)]


def words_in(files: Iterable[Path], words: Iterable[str]) -> dict[str, list[str]]:
    """Return which of the words stand in which files."""
    forms = {word: forms_of(word) for word in words}
    found = {}
    for file in files:
        content = file.read_bytes()
        if there := [word for word, spelled in forms.items() if any(one in content for one in spelled)]:
            found[str(file)] = there
    return found


def files_under(*folders: Path) -> list[Path]:
    return [file for folder in folders for file in folder.rglob("*") if file.is_file()]


def close(scene: Scene, words: Iterable[str]) -> None:
    """Let the day of removal be past for the complaints with these words; how that comes to be is told elsewhere."""
    now = datetime.now(UTC)
    theirs = Complaint.complainant_key.in_([f"{word}@{scene.pen.domain}" for word in words])
    closed = {"state": State.CLOSED, "outcome": Event.SPAM, "closed_at": now - timedelta(days=4), "remove_after": now - timedelta(days=1)}
    with scene.service.store.unit() as session:
        session.execute(update(Complaint).where(theirs).values(closed))


def purge(post: RealPost, address: str) -> None:
    """Do what docs/data-protection.md asks of whoever runs the mail server: let its own indexes forget what was erased."""
    doveadm = ["doveadm", "-c", str(post.dovecot.folder / "dovecot.conf"), "mailbox"]
    listed = subprocess.run([*doveadm, "list", "-u", address], check=True, capture_output=True, text=True)
    for folder in listed.stdout.splitlines():
        purged = subprocess.run([*doveadm, "cache", "purge", "-u", address, folder], check=False, capture_output=True)
        assert purged.returncode in {0, os.EX_NOHOST}, purged.stderr  # the latter of a level of names that holds no mail


@pytest.fixture
def played(real_post: RealPost, nursery: Nursery, tmp_path: Path) -> Iterator[Scene]:
    """Bring all complaints, and what follows some of them, and let everything become quiet; the service stands still then."""
    scene = Scene(real_post, tmp_path, f"sqlite:///{tmp_path}/register.db", launch=nursery.launch)
    try:
        scene.start()
        scene.bring(finished(about(scene.pen, word)) for word in (*GONE, *STAY))
        scene.until_quiet()
        with scene.service.store.reading() as session:
            references = dict(session.execute(select(Complaint.complainant_key, Complaint.reference)).all())
        for word in (*GONE[:15], *STAY[:2]):
            scene.bring(later(scene.pen, word, references[f"{word}@{scene.pen.domain}"]))
        scene.until_quiet()
        scene.service.stop()
        yield scene
    finally:
        scene.service.close()


def test_of_a_hundred_removed_complaints_no_word_is_left_in_any_file(played: Scene, real_post: RealPost, tmp_path: Path) -> None:
    home = real_post.dovecot.folder / "home" / played.addresses[0]
    everywhere = files_under(tmp_path, home)
    before = words_in(everywhere, (*GONE, *STAY))
    assert {word for words in before.values() for word in words} == {*GONE, *STAY}, "the search finds what is there"
    close(played, GONE)
    for _ in range(PASSES_AT_MOST):
        assert played.service.once() == 0
    purge(real_post, played.addresses[0])

    found = words_in(files_under(tmp_path, home), (*GONE, *STAY))
    assert {file: words for file, words in found.items() if set(words) & set(GONE)} == {}
    assert {word for words in found.values() for word in words} == set(STAY)
    with played.service.store.reading() as session:
        whose = [str(address).partition("@")[0] for address in session.scalars(select(Complaint.complainant_key))]
        lines, unproved = [session.scalar(select(func.count()).select_from(kind)) for kind in (AnonymousLine, Removal)]
    assert (sorted(whose), lines, unproved) == (STAY, REMOVED, 0)
    content = Ledger(tmp_path / "removals").read()
    assert len(content.removed) == len(content.proofs) == REMOVED
    assert all(proof.mails >= 1 and proof.markers > 0 for proof in content.proofs)
