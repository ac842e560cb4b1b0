"""Whoever was told what is no longer so is told that; whoever takes a complaint over learns from whom, and what was done."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from every_step import ASSIGNED, REGISTERED, STEPS, Mailed, begin, go, handler, let_go, manager, send
from tracker.model import Letter
from world import COLLECTOR, MANAGER, World, new_world


@pytest.fixture
def house(tmp_path: Path) -> Iterator[World]:
    """A register with one complaint."""
    with new_world(f"sqlite:///{tmp_path / 'register.db'}", tmp_path) as world:
        begin(world)
        yield world


def told(world: World) -> list[tuple[str, str | None, str | None]]:
    return [(one.recipient, one.facts["handed_to"], one.facts["taken_back"]) for one in world.letters(Letter.NO_LONGER)]


HANDED_OVER = [
    # the way, the mail that assigns, who is told
    (REGISTERED, STEPS["assign"].order, []),
    (ASSIGNED, manager("#toewijzen Teamleider Administratie", "Dit is iets voor jou."), [COLLECTOR]),
    (ASSIGNED, handler("#toewijzen Teamleider Administratie", "Dit is iets voor jou."), []),
]


@pytest.mark.parametrize(("way", "order", "readers"), HANDED_OVER, ids=["first", "by-another", "by-themselves"])
def test_who_had_the_complaint_is_told_that_it_is_not_theirs(
    house: World, way: tuple[Mailed | str, ...], order: Mailed, readers: list[str]
) -> None:
    go(house, way)
    send(house, order)
    assert [reader for reader, _, _ in told(house)] == readers
    assert all(handed_to and taken_back is None for _, handed_to, taken_back in told(house))


def test_the_new_handler_reads_from_whom_it_comes_and_what_was_done(house: World) -> None:
    go(house, (*ASSIGNED, handler("#notitie", "De klager belt morgen terug.")))
    send(house, manager("#toewijzen Teamleider Administratie"))
    first, second = house.letters(Letter.ASSIGNMENT)
    assert (first.facts["taken_over_from"], first.facts["so_far"]) == (None, [])
    assert second.facts["taken_over_from"] == "Bram Smit (Teamleider Incasso)"
    so_far = [(one["told"], one["words"]) for one in second.facts["so_far"]]
    assert ("Bram Smit zette een notitie bij de klacht", "De klager belt morgen terug.") in so_far
    assert "Administratie" not in str(so_far)


@pytest.mark.parametrize(("sent", "readers"), [(True, [(COLLECTOR, None, "toewijzing")]), (False, [])])
def test_who_read_of_a_step_is_told_that_it_was_taken_back(house: World, *, sent: bool, readers: list[tuple[str, None, str]]) -> None:
    go(house, REGISTERED)
    send(house, STEPS["assign"].order)
    if sent:
        let_go(house)
    house.clock.advance(timedelta(seconds=1))
    house.order("#herstel", sender=MANAGER, complaint=house.complaints()[0])
    assert told(house) == readers
    assert house.complaints()[0].handler_role is None
