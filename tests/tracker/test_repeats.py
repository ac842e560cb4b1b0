"""Was it done already? Only what still stands is; what was undone since is done anew."""

from datetime import timedelta

import pytest

from every_step import AGREED_UNSENT, ASSIGNED, Mailed, begin, go, handler, send
from tracker.agenda import run_due
from tracker.held import PATIENCE
from tracker.model import Letter
from tracker.records import Held
from world import World

HOUR = timedelta(hours=1)
KEEP = handler("#bewaren", "De advocaat vroeg het.")
SEEN = handler("#machtiging gezien")


def sent(world: World, *orders: Mailed) -> str:
    """Send these, an hour apart; return what the last answer says was done."""
    for order in orders:
        world.clock.advance(HOUR)
        send(world, order)
    assert world.answer().letter == Letter.TRANSCRIPT
    return " ".join(world.answer().facts["done"])


@pytest.mark.parametrize("orders", [(KEEP, KEEP), (handler("#rol debiteur"), handler("#rol debiteur"))])
def test_the_same_again_was_done_already(world: World, orders: tuple[Mailed, ...]) -> None:
    begin(world)
    go(world, ASSIGNED)
    assert "was al gedaan op" in sent(world, *orders)


def test_a_hold_that_was_lifted_is_set_again(world: World) -> None:
    begin(world)
    go(world, ASSIGNED)
    assert "was al gedaan" not in sent(world, KEEP, handler("#vrijgeven"), KEEP)
    assert world.complaint().held_because is not None


def test_the_mandate_of_another_representative_is_seen_anew(world: World) -> None:
    begin(world)
    go(world, ASSIGNED)
    piet, kees = handler("#namens Piet Jansen piet@mail.example"), handler("#namens Kees Smit kees@mail.example")
    assert "was al gedaan" not in sent(world, piet, SEEN, kees, SEEN)
    assert world.complaint().mandate_seen_at is not None


def test_an_intention_that_lapsed_is_meant_again(world: World) -> None:
    begin(world)
    go(world, AGREED_UNSENT)
    sent(world, handler("#opgelost"))
    world.clock.advance(PATIENCE)
    with world.store.unit() as session:
        run_due(session, world.rules.house, world.clock.now())
    assert world.rows(Held, Held.ended_at.is_(None)) == []
    assert "was al gedaan" not in sent(world, handler("#opgelost"))
    assert len(world.rows(Held, Held.ended_at.is_(None))) == 1
