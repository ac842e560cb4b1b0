"""Somebody sends spam in our name, and its bounces come in by the thousand: no complaint, no letter, all of them counted.

KLACHTEN_STORM says how many (`make faults`).

Source: docs/mail-rules.md, F46, A06, R-DSN-02 and R-DSN-04.
"""

import os
from collections import Counter

import pytest
from bounce_shapes import storm

from intake.handle import file
from intake.keep import receive, write
from intake.ports import Place, Waiting
from tracker.counting import backscatter
from tracker.ledger import Column, MailClass
from tracker.queries import ledgers
from tracker.records import Arrival
from world import ALICE, World, mail

HOW_MANY = int(os.environ.get("KLACHTEN_STORM", "1000"))
TOGETHER = 250


def taken_in(world: World, raws: list[bytes], first_uid: int) -> Counter[MailClass]:
    """Keep mails and decide about them, all in one transaction: to commit each would be most of the work."""
    kinds: Counter[MailClass] = Counter()
    now = world.clock.now()
    with world.store.unit() as session:
        for uid, raw in enumerate(raws, first_uid):
            fetched = receive(Waiting(Place("INBOX", world.mailbox.uidvalidity, uid), len(raw), now), [raw])
            with fetched.spool:
                arrival_id = write(session, "klachten", fetched, backlog=False, now=now).arrival_id
            arrival = session.get_one(Arrival, arrival_id)
            kind = world.intake.decide(session, arrival, world.read(raw), now)
            file(session, arrival, kind, now)
            kinds[kind] += 1
    return kinds


@pytest.mark.timeout(900)
@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_a_storm_of_bounces_of_what_we_never_sent(world: World) -> None:
    raws = storm(HOW_MANY)
    assert len(set(raws)) == HOW_MANY
    world.deliver(mail(sender=ALICE))
    world.send()
    before = (world.owed(), world.journal())
    kinds = sum((taken_in(world, raws[at : at + TOGETHER], 1_000_000 + at) for at in range(0, HOW_MANY, TOGETHER)), Counter[MailClass]())
    assert kinds.keys() == {MailClass.BOUNCE, MailClass.REPORT}
    assert kinds.total() == HOW_MANY
    assert (world.owed(), world.journal()) == before
    assert [one.acknowledgement for one in world.complaints()] == ["accepted"]
    assert (world.alarms(), world.send()) == ([], [])
    with world.store.reading() as session:
        (ledger,) = ledgers(session)
        assert (ledger.columns[Column.MACHINE], ledger.difference) == (HOW_MANY, 0)
        assert backscatter(session) == {"klachten": kinds[MailClass.BOUNCE]}
