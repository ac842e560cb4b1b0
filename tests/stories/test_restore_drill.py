"""The restore drill: a backup, fifty mails more, ten removals, and the register is lost.

Nothing of it is lost, nothing comes back that was removed, and nobody is
answered twice. Source: docs/mail-rules.md, F51, F25 and I7.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from intake.taking import Taker
from klachten.backup.making import make_backup
from klachten.backup.restoring import House, examine, restore
from klachten.commands import main
from scene.mails import answering, following
from scene.nursery import Nursery
from scene.posts import RealPost
from scene.stage import Scene
from tracker.limits import Limits
from tracker.model import Event, State
from tracker.records import Arrival, Complaint
from tracker.removal.ledger import Ledger
from tracker.removal.taking_out import take_out
from world import COLLECTOR, DOMAIN, MANAGER, PROVEN, NearReaders, World, mail

BEFORE, LATER, REMOVED = 20, 50, 10
PASSES_AT_MOST = 3


def command(scene: Scene, *words: str | Path) -> str:
    """Give a command as an administrator does; return what it says."""
    told = CliRunner().invoke(main, [*map(str, words), "--config", str(scene.config)], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    return told.output


def picture(scene: Scene) -> tuple[list[tuple[Any, ...]], Counter[tuple[Any, ...]]]:
    """Tell what the register knows: of every complaint, and of every mail."""
    with scene.service.store.reading() as session:
        told = (Complaint.reference, Complaint.complainant_key, Complaint.state, Complaint.acknowledgement, Complaint.received_at)
        complaints: list[tuple[Any, ...]] = [tuple(row) for row in session.execute(select(*told).order_by(Complaint.reference))]
        names = select(Complaint.reference).where(Complaint.id == Arrival.complaint_id).scalar_subquery()
        mails: Counter[tuple[Any, ...]] = Counter(
            tuple(row) for row in session.execute(select(Arrival.sha256, Arrival.kind, Arrival.folder, names))
        )
    return complaints, mails


def remove(scene: Scene, references: Iterable[str]) -> None:
    """Let the day of removal be past for these complaints, and let the service remove them and prove it."""
    now = datetime.now(UTC)
    closed = {"state": State.CLOSED, "outcome": Event.SPAM, "closed_at": now - timedelta(days=4), "remove_after": now - timedelta(days=1)}
    with scene.service.store.unit() as session:
        session.execute(update(Complaint).where(Complaint.reference.in_(list(references))).values(closed))
    for _ in range(PASSES_AT_MOST):
        assert scene.service.once() == 0


@pytest.fixture
def drilled(real_post: RealPost, nursery: Nursery, tmp_path: Path) -> Iterator[Scene]:
    """Give a scene that had mail, was backed up, and had more; the service stands still."""
    scene = Scene(real_post, tmp_path, f"sqlite:///{tmp_path}/register.db", launch=nursery.launch)
    (tmp_path / "backups").mkdir(mode=0o700)
    try:
        scene.start()
        first = scene.bring(scene.pen.complaints(BEFORE))
        scene.until_quiet()
        command(scene, "backup", "--to", tmp_path / "backups")
        scene.bring(following(scene.pen, mail) for mail in first[:5])
        scene.bring(answering(scene.pen, scene.sent_to(mail.sender)[0]) for mail in first[5:10])
        scene.bring(scene.pen.mixed(LATER - 10))
        scene.until_quiet()
        scene.service.stop()
        yield scene
    finally:
        scene.service.close()


def test_nothing_is_lost_nothing_comes_back_and_nobody_is_answered_twice(drilled: Scene, tmp_path: Path) -> None:
    known = [str(reference) for reference, *_ in picture(drilled)[0]]
    gone = {*known[: REMOVED // 2], *known[-REMOVED // 2 :]}
    remove(drilled, gone)
    as_it_was, sent, folders = picture(drilled), len(drilled.sent), drilled.folders()
    assert set(Ledger(tmp_path / "removals").read().removed) == gone

    register = tmp_path / "register.db"
    drilled.service.store.close()
    register.write_bytes(b"burnt down " * 1000)
    (backup,) = (tmp_path / "backups").glob("*.db")
    told = command(drilled, "restore", backup, "--yes")
    assert re.search(rf"{REMOVED // 2} of these complaints had been removed since", told)

    late = drilled.bring(drilled.pen.complaints(1))
    for _ in range(PASSES_AT_MOST):
        assert drilled.service.once() == 0
    answered = [copy.recipient for copy in drilled.sent[sent:] if copy.recipient.endswith(drilled.outside)]
    complaints, mails = picture(drilled)
    new = {one for one in complaints if one[1] == late[0].sender}
    assert answered == [late[0].sender]
    assert [one for one in complaints if one not in new] == as_it_was[0]
    assert not {reference for reference, *_ in new} & {*known, *gone}
    assert as_it_was[1] - mails == Counter()
    assert sum((mails - as_it_was[1]).values()) == 1
    now = drilled.folders()
    assert {name: len(now[name]) - len(lying) for name, lying in folders.items() if len(now[name]) != len(lying)} == {
        "Klachten/Verwerkt": 1,
        "Sent": len(drilled.sent) - sent,
    }


class Desk:
    """The little world at work on its mailbox: whoever opens it anew is as a daemon that was started."""

    def __init__(self, world: World) -> None:
        self.world = world
        options = {"enclosures_bytes": 1000, "backlog_after": timedelta(days=5)}
        self.taker = Taker(world.mailbox, world.store, NearReaders(), world.intake, world.clock, **options)  # type: ignore[arg-type]  # as named
        self.taker.connect()

    def work(self) -> list[str]:
        """Take in, send and file, now and when what employees said has gone; return who outside got a letter."""
        before = len(self.world.courier.carried)
        for minutes in (0, 6):
            self.world.clock.advance(timedelta(minutes=minutes))
            self.taker.take_in()
            self.world.send(keeps_sent=True)
            self.taker.take_in()
        told = (envelope.recipient for envelope in self.world.courier.carried[before:])
        return sorted(recipient for recipient in told if not recipient.endswith(f"@{DOMAIN}"))

    def comes(self, *mails: bytes) -> list[str]:
        for raw in mails:
            self.world.mailbox.put(raw, self.world.clock.now())
        return self.work()


def strangers(numbers: Iterable[int]) -> list[bytes]:
    return [mail(f"Klacht nummer {number}.", sender=f"klager{number}@mail.example") for number in numbers]


def told_of(world: World) -> list[tuple[object, ...]]:
    """Tell all that counts of every complaint."""
    columns = ("reference", "complainant_key", "state", "acknowledgement", "handler_role", "agreement", "registered_at", "target_date")
    return sorted(tuple(str(getattr(one, name)) for name in columns) for one in world.complaints())


def test_on_either_database_orders_of_the_lost_time_are_carried_out_again_and_told_to_nobody(world: World, tmp_path: Path) -> None:
    world.settle(limits=Limits(1000, 1000, 1000, gather_new_complaints_above_per_hour=1000, gather_notices_above_per_hour=1000))
    desk = Desk(world)
    desk.comes(*strangers(range(8)))
    backup = make_backup(world.store, world.keyring, None, tmp_path, world.clock.now())
    world.clock.advance(timedelta(hours=1))

    desk.comes(*strangers(range(8, 16)), mail("En nog iets.", sender="klager3@mail.example", subject="Re: [KL-2026-00004]"))
    orders = (("#toewijzen Teamleider Incasso", "", MANAGER), ("#afspraak", "Wij bellen u niet meer na achten.", COLLECTOR))
    for subject, text, sender in orders:
        for reference in ("KL-2026-00003", "KL-2026-00010"):
            desk.comes(mail(text, sender=sender, subject=f"[{reference}] {subject}", Authentication_Results=PROVEN))
    ledger = Ledger(tmp_path / "removals")
    with world.store.unit() as session:
        for complaint in session.scalars(select(Complaint).where(Complaint.reference.in_(("KL-2026-00001", "KL-2026-00009")))).all():
            take_out(session, world.rules.house, complaint, world.clock.now(), date(2026, 4, 2))
        ledger.catch_up(session)
    assert desk.work() == []
    as_it_was, lying = told_of(world), {name: len(mails) for name, mails in world.mailbox.folders.items()}

    house = House(world.store, world.keyring, ledger, world.rules.house, tmp_path, frozenset({"klachten"}))
    world.clock.advance(timedelta(hours=1))
    done = restore(house, backup.file, examine(house, backup.file), world.clock.now())
    desk = Desk(world)
    assert (done.removed_again, desk.work(), desk.work()) == (1, [], [])
    assert told_of(world) == as_it_was
    assert {name: len(mails) for name, mails in world.mailbox.folders.items()} == lying
    assert desk.comes(*strangers([99])) == ["klager99@mail.example"]
    assert max(one.reference for one in world.complaints()) == "KL-2026-00017"
