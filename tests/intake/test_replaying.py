"""Mail that is played anew: in which order, at which moment, and what a mail does that cannot be read or stops the program."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from intake.child import LimitExceeded, NoReader
from intake.on_record import OnRecord
from intake.replaying import Played, Replayer
from intake.taking import TOO_MUCH
from intake.verdict import verdict_of
from tracker.records import RawBlock
from world import BOB, NOW, NearReaders, World, mail


@dataclass(frozen=True)
class Lying:
    """A mail that lies in a file."""

    name: str
    raw: bytes

    @property
    def size(self) -> int:
        return len(self.raw)

    def __iter__(self) -> Iterator[bytes]:
        yield self.raw


def play(world: World, mails: dict[str, bytes], faults: dict[bytes, list[Exception]] | None = None) -> list[Played]:
    with NearReaders(faults) as readers:
        replayer = Replayer(world.store, OnRecord(None), readers, world.intake, world.clock, mailbox="klachten")
        return list(replayer.play(Lying(name, raw) for name, raw in mails.items()))


def received(moment: str) -> str:
    return f"from a by b; {moment}"


MOMENTS = [
    # id, Received, Date, the moment at which it is played
    ("received", received("Wed, 1 Apr 2026 09:00:00 +0200"), "Mon, 2 Mar 2026 09:00:00 +0100", datetime(2026, 4, 1, 7, tzinfo=UTC)),
    ("date", "", "Mon, 2 Mar 2026 09:00:00 +0100", datetime(2026, 3, 2, 8, tzinfo=UTC)),
    ("date of the future", "", "Mon, 2 Mar 2099 09:00:00 +0100", NOW),
    ("neither", "", "", NOW),
]


@pytest.mark.parametrize(("received", "date", "moment"), [pytest.param(*row[1:], id=row[0]) for row in MOMENTS])
def test_a_mail_is_played_at_the_moment_at_which_it_came(world: World, received: str, date: str, moment: datetime) -> None:
    (told,) = play(world, {"een": mail(Received=received, Date=date)})
    assert told.received_at == moment
    complaint = world.complaint()
    assert (complaint.received_at, complaint.registered_at) == (moment, moment)


def test_mails_are_played_in_the_order_in_which_they_came(world: World) -> None:
    days = {"derde": 3, "eerste": 1, "tweede": 2}
    told = play(world, {name: mail(Received=received(f"{day} Mar 2026 09:00:00 +0100")) for name, day in days.items()})
    assert [one.name for one in told] == ["eerste", "tweede", "derde"]


def test_no_mails_bytes_are_kept(world: World) -> None:
    play(world, {"een": mail()})
    assert world.rows(RawBlock) == []


def test_what_costs_too_much_to_read_would_wait_in_quarantine(world: World) -> None:
    told = play(world, {"bom": mail("BOM"), "klacht": mail(sender=BOB)}, {b"BOM": [LimitExceeded("cpu")]})
    assert {one.name: one.now and one.now.kind for one in told} == {"bom": "unreadable", "klacht": "complaint"}
    assert next(one.now.why for one in told if one.now and one.name == "bom") == TOO_MUCH


def test_a_fault_of_ours_stops_one_mail(world: World) -> None:
    told = play(world, {"een": mail("FOUT"), "twee": mail(sender=BOB)}, {b"FOUT": [ZeroDivisionError("iets van alice")]})
    faulty = next(one for one in told if one.name == "een")
    assert (faulty.now, faulty.changes, faulty.fault.split()[0]) == (None, (), "ZeroDivisionError")
    assert "alice" not in faulty.fault
    assert len(world.complaints()) == 1


def test_that_nothing_can_be_read_ends_it(world: World) -> None:
    with pytest.raises(NoReader):
        play(world, {"een": mail("x")}, {b"x": [NoReader("no memory")]})


def test_of_a_mail_that_waits_nothing_can_be_told(world: World) -> None:
    world.keep(mail())
    with world.store.reading() as session, pytest.raises(ValueError, match="not handled yet"):
        verdict_of(session, world.arrival())
