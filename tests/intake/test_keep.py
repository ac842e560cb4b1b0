"""The bytes first: whole or not at all, before anybody reads them, and never large in memory."""

import hashlib
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from intake.keep import BLOCK, BacklogRule, RawMail, first_start, keep, known_uids
from intake.ports import MailboxAway, Place, Waiting
from tracker import crashpoints
from tracker.ledger import MailClass
from tracker.records import Arrival, RawBlock
from tracker.records import Mailbox as MailboxRow
from world import HOUR, NOW, MemoryMailbox, World, mail

NONE = BacklogRule(0, 0, None)
DAY = timedelta(days=1)


def waiting(mailbox: MemoryMailbox) -> list[Waiting]:
    return [one for batch in mailbox.waiting() for one in batch]


def keep_all(world: World, rule: BacklogRule = NONE) -> list[int]:
    return [kept.arrival_id for kept in keep(world.mailbox, waiting(world.mailbox), world.store, rule, world.clock)]


def test_a_mail_is_kept_as_it_came_and_where_it_lies(world: World) -> None:
    raw = mail("Zin met é.")
    uid = world.mailbox.put(raw, NOW - HOUR)
    (kept,) = keep(world.mailbox, waiting(world.mailbox), world.store, NONE, world.clock)
    assert (kept.size, kept.raw) == (len(raw), raw)
    assert raw.decode() not in repr(kept)
    row = world.arrival()
    assert (row.sha256, row.size, row.received_at, row.kept_at) == (hashlib.sha256(raw).hexdigest(), len(raw), NOW - HOUR, NOW)
    assert (row.attempts, row.handled_at, row.backlog) == (1, None, False)  # the attempt that follows at once is counted
    assert (row.folder, row.folder_uidvalidity, row.folder_uid) == ("INBOX", world.mailbox.uidvalidity, uid)
    assert b"".join(RawMail(world.store, row.id)) == raw


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 7])
def test_bytes_of_any_size_come_back_in_blocks(world: World, size: int) -> None:
    raw = bytes(range(256)) * (size // 256 + 1)
    raw = raw[:size]
    world.mailbox.put(raw)
    (kept,) = keep(world.mailbox, waiting(world.mailbox), world.store, NONE, world.clock)
    blocks = list(RawMail(world.store, kept.arrival_id))
    assert b"".join(blocks) == raw
    assert all(len(block) == BLOCK for block in blocks[:-1])
    assert kept.size == size
    assert kept.raw == (raw if 0 < size <= BLOCK else None)
    assert b"".join(RawMail(world.store, kept.arrival_id)) == raw  # as often as wanted


class Stream(MemoryMailbox):
    """A mailbox with one large mail that nobody has in memory."""

    def waiting(self, after_uid: int = 0) -> Iterator[list[Waiting]]:  # noqa: ARG002 - the port's signature
        yield [Waiting(Place("INBOX", self.uidvalidity, 1), 24 * BLOCK, NOW)]

    def fetch(self, batch: object) -> Iterator[tuple[Waiting, Iterator[bytes]]]:  # noqa: ARG002 - the port's signature
        ((one,),) = self.waiting()
        yield one, (b"x" * 65536 for _ in range(24 * 16))


def test_a_large_mail_is_never_whole_in_memory(world: World) -> None:
    tracemalloc.start()
    mailbox = Stream()
    (kept,) = keep(mailbox, waiting(mailbox), world.store, NONE, world.clock)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (kept.raw, kept.size) == (None, 24 * BLOCK)
    assert len(world.rows(RawBlock)) == 24
    assert most < 8 * BLOCK


class Torn(MemoryMailbox):
    """A mailbox whose connection is lost in the middle of its last mail."""

    def fetch(self, batch: object) -> Iterator[tuple[Waiting, Iterator[bytes]]]:
        those = list(super().fetch(batch))  # type: ignore[arg-type]  # as it was given
        yield from those[:-1]
        yield those[-1][0], self._half(those[-1][1])

    def _half(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        yield next(chunks)[:10]
        raise MailboxAway("lost")


@pytest.mark.parametrize("size", [100, 3 * BLOCK])
def test_half_a_mail_is_never_stored(world: World, size: int) -> None:
    """F02, F21: what came before it stays, large or small; the rest is fetched again."""
    torn = Torn()
    torn.put(b"x" * (2 * BLOCK))
    torn.put(b"y")
    torn.put(b"z" * size)
    with pytest.raises(MailboxAway):
        list(keep(torn, waiting(torn), world.store, NONE, world.clock))
    assert [row.size for row in world.rows(Arrival)] == [2 * BLOCK, 1]  # kept in the order of arrival
    whole = MemoryMailbox(folders=torn.folders)
    assert [kept.size for kept in keep(whole, waiting(whole), world.store, NONE, world.clock)] == [size]
    assert [row.size for row in world.rows(Arrival)] == [2 * BLOCK, 1, size]


def test_the_same_message_is_kept_once(world: World) -> None:
    world.mailbox.put(mail())
    assert len(keep_all(world)) == 1
    world.mailbox.put(mail())
    assert len(keep_all(world)) == 1
    assert keep_all(world) == []
    assert len(world.rows(Arrival)) == 2
    places = [Place("INBOX", world.mailbox.uidvalidity, uid) for uid in (1, 2, 3)]
    assert known_uids(world.store, "klachten", places) == {1, 2}
    assert known_uids(world.store, "klachten", [replace(place, uidvalidity=1) for place in places]) == set()
    assert known_uids(world.store, "tweede", places) == set()


def test_a_mail_that_is_gone_is_left_out(world: World) -> None:
    """F49: a colleague deleted it between the search and the fetch."""
    world.mailbox.put(mail())
    found = waiting(world.mailbox)
    world.mailbox.folders["INBOX"].clear()
    assert list(keep(world.mailbox, found, world.store, NONE, world.clock)) == []
    assert world.rows(Arrival) == []


class Killed(Exception):
    """The process ended here."""


@pytest.mark.parametrize(("place", "kept"), [("before_commit_a", 0), ("after_commit_a", 2)])
def test_killed_around_the_commit_it_is_everything_or_nothing(world: World, place: str, kept: int) -> None:
    """F03, F04: two small mails share a commit."""

    def die(name: str) -> None:
        if name == place:
            raise Killed

    world.mailbox.put(mail())
    world.mailbox.put(mail())
    crashpoints.install(die)
    try:
        with pytest.raises(Killed):
            keep_all(world)
    finally:
        crashpoints._hooks.remove(die)
    assert len(world.rows(Arrival)) == kept
    keep_all(world)
    assert len(world.rows(Arrival)) == 2


RULES = [
    # id, rule, uidvalidity, uid, age, covered
    ("lay-there", BacklogRule(7, 10), 7, 10, HOUR, True),
    ("came-after", BacklogRule(7, 10), 7, 11, HOUR, False),
    ("renumbered", BacklogRule(7, 10), 8, 10, HOUR, False),
    ("old", BacklogRule(7, 10), 7, 11, 5 * DAY + HOUR, True),
    ("not-too-old", BacklogRule(7, 10), 7, 11, 5 * DAY, False),
    ("age-does-not-matter", BacklogRule(7, 10, None), 7, 11, 99 * DAY, False),
    ("wanted-answered", BacklogRule(7, 10, acknowledge=True), 7, 10, 99 * DAY, False),
]


@pytest.mark.parametrize(("rule", "uidvalidity", "uid", "age", "covered"), [pytest.param(*row[1:], id=row[0]) for row in RULES])
def test_what_is_backlog(rule: BacklogRule, uidvalidity: int, uid: int, age: timedelta, *, covered: bool) -> None:
    assert rule.covers(Waiting(Place("INBOX", uidvalidity, uid), 1, NOW - age), NOW) is covered


def test_the_first_start_is_remembered_for_ever(world: World) -> None:
    world.mailbox.put(mail())
    world.mailbox.put(mail())
    world.mailbox.connect()
    first = first_start(world.store, world.mailbox, NOW)
    assert (first.backlog_uidvalidity, first.backlog_last_uid, first.first_started_at) == (world.mailbox.uidvalidity, 2, NOW)
    world.mailbox.put(mail())
    world.mailbox.connect()
    again = first_start(world.store, world.mailbox, NOW + HOUR)
    assert (again.backlog_last_uid, again.first_started_at, again.last_reached_at) == (2, NOW, None)
    assert len(world.rows(MailboxRow)) == 1


def test_backlog_is_marked_when_it_is_kept(world: World) -> None:
    world.mailbox.put(mail())
    keep_all(world, BacklogRule(world.mailbox.uidvalidity, 1))
    assert world.arrival().backlog
    assert world.deliver(mail()) is MailClass.COMPLAINT
