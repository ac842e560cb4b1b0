"""A complaint is removed while the mailbox is at work on its mails and copies: nothing raises, and nothing of it is left in any folder.

Source: docs/procedure.md, Removal; docs/mail-rules.md, F53.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from intake.erasing import AGAIN_AFTER
from intake.folders import carry
from tracker.ledger import MailClass, Shelf
from tracker.records import Arrival, Complaint, FolderWork
from tracker.removal.taking_out import take_out
from world import ALICE, BOB, MemoryMailbox, World, mail

HERS, HIS = b"Zij belden op zondag.", b"De kosten zijn te hoog."


@dataclass
class Meanwhile(MemoryMailbox):
    """A mailbox at whose first act something else happens, before or after the server has done it."""

    happens: list[Callable[[], object]] = field(default_factory=list)
    first: bool = True

    def move(self, *asked: Any) -> Any:
        return self._with(super().move, *asked)

    def append(self, *asked: Any) -> Any:
        return self._with(super().append, *asked)

    def _with(self, act: Callable[..., Any], *asked: Any) -> Any:
        happens = self.happens.pop() if self.happens else (lambda: None)
        before, after = (happens, lambda: None) if self.first else (lambda: None, happens)
        before()
        done = act(*asked)
        after()
        return done


@pytest.fixture
def two(world: World) -> World:
    """Alice's complaint and Bob's came by way of the mailbox; their letters were sent."""
    world.mailbox = Meanwhile()
    for sender, text in ((ALICE, HERS), (BOB, HIS)):
        raw = mail(text.decode(), sender=sender)
        uid = world.mailbox.put(raw)
        kept = world.keep(raw)
        with world.store.unit() as session:
            session.get_one(Arrival, kept).folder_uid = uid
        assert world.intake.handle(kept, world.read(raw)) is MailClass.COMPLAINT
    world.send(keeps_sent=True)
    return world


def remove_alices(world: World) -> None:
    with world.store.unit() as session:
        complaint = session.get_one(Complaint, 1)
        take_out(session, world.rules.house, complaint, world.clock.now(), date(2026, 4, 9))


@pytest.mark.parametrize("tells_places", [True, False])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("moved_before", [True, False])
def test_nothing_of_it_is_left_in_any_folder(two: World, *, moved_before: bool, first: bool, tells_places: bool) -> None:
    mailbox = two.mailbox
    assert isinstance(mailbox, Meanwhile)
    mailbox.first, mailbox.tells_places = first, tells_places
    if moved_before:
        mailbox.full = {Shelf.SENT}
        carry(mailbox, two.store, two.clock)
        mailbox.full.clear()
        two.clock.advance(AGAIN_AFTER)
    mailbox.happens = [lambda: remove_alices(two)]
    for _ in range(2):
        carry(mailbox, two.store, two.clock)
    assert mailbox.happens == []
    lying = b"".join(raw for folder in mailbox.folders for raw in mailbox.raws(folder))
    assert (HERS in lying, HIS in lying, ALICE.encode() in lying, BOB.encode() in lying) == (False, True, False, True)
    assert two.rows(FolderWork, FolderWork.done_at.is_(None)) == []
