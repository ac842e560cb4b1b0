"""What employees must delete: who is told, of what, once a week; and never who complained.

Source: docs/procedure.md, Removal; docs/mail-rules.md, D19.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from tracker import deleting
from tracker.agenda import run_due
from tracker.deleting import note_recipients
from tracker.house_records import ToDelete
from tracker.model import Language, Letter, Role
from tracker.people import People
from tracker.records import Complaint, LetterOwed
from tracker.rules import Reminders
from world import ALICE, COLLECTOR, COMPOSER, MANAGER, PEOPLE, World, mail

REMOVED = date(2026, 4, 8)


def look(world: World, month: int, day: int, hour: int = 6) -> list[tuple[str, list[str]]]:
    """Let the calendar look on a day of 2026; return the lists that this owes: to whom, and which references."""
    world.clock.moment = datetime(2026, month, day, hour, tzinfo=UTC)
    before = len(world.letters(Letter.DELETION_LIST))
    with world.store.unit() as session:
        run_due(session, world.rules.house, world.clock.now())
    new = world.letters(Letter.DELETION_LIST)[before:]
    return [(letter.recipient, [one["reference"] for one in letter.facts["deletable"]]) for letter in new]


def remove(world: World, **columns: str) -> None:
    """Note who has mail about the newest complaint, as its removal will."""
    with world.store.unit() as session:
        complaint = session.get_one(Complaint, world.complaints()[-1].id)
        for name, value in columns.items():
            setattr(complaint, name, value)
        note_recipients(session, complaint, REMOVED)


@pytest.fixture
def removed(world: World) -> World:
    """Alice's complaint went through the hands of Anna and Bram, and leaves the register on Wednesday 8 April."""
    world.deliver(mail(sender=ALICE))
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    world.order("#notitie", "Gebeld.", sender=COLLECTOR)
    world.send()
    look(world, 4, 7)
    remove(world)
    return world


def test_whoever_was_written_to_or_wrote_is_noted_once(removed: World) -> None:
    remove(removed)
    rows = [(row.address, row.reference, row.removed_date) for row in removed.rows(ToDelete)]
    assert rows == [(MANAGER, "KL-2026-00001", REMOVED), (COLLECTOR, "KL-2026-00001", REMOVED)]


def test_a_letter_that_never_left_is_in_no_mailbox(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    remove(world)
    assert world.rows(ToDelete) == []


def test_each_gets_one_list_on_the_day_of_the_report(removed: World) -> None:
    assert [look(removed, 4, day) for day in (8, 9, 10, 11, 12)] == [[], [], [], [], []]
    assert look(removed, 4, 13) == [(MANAGER, ["KL-2026-00001"]), (COLLECTOR, ["KL-2026-00001"])]
    assert [look(removed, 4, day) for day in (13, 14, 20)] == [[], [], []]
    assert all(row.told_at is not None for row in removed.rows(ToDelete))


DAYS = [
    # weekday of the report, day of April on which the calendar looked last, then the days on which it looks, and the one with the list
    (0, 7, (8, 10, 13, 14), 13),
    (4, 7, (8, 9, 10, 13), 10),
    (5, 7, (10, 11, 13, 14), 13),  # a Saturday
    (0, 20, (24, 27, 28, 29), 28),  # King's Day
    (0, 7, (16, 17), 16),  # the service stood still on the day itself
]


@pytest.mark.parametrize(("weekday", "looked", "days", "told_on"), DAYS)
def test_on_which_day_is_a_setting_and_a_free_day_puts_it_off(
    world: World, weekday: int, looked: int, days: tuple[int, ...], told_on: int
) -> None:
    world.settle(reminders=Reminders(weekly_on=weekday))
    world.deliver(mail(sender=ALICE))
    world.send()
    look(world, 4, looked)
    remove(world)
    assert [day for day in days if look(world, 4, day)] == [told_on]


def test_a_standstill_makes_it_late_and_never_two(removed: World) -> None:
    assert len(look(removed, 5, 6)) == 2
    assert [look(removed, 5, day) for day in (7, 8, 11)] == [[], [], []]


def test_not_before_the_hour_of_the_daily_mail(removed: World) -> None:
    assert look(removed, 4, 13, 5) == []
    assert len(look(removed, 4, 13, 6)) == 2


def test_the_mailbox_of_who_left_is_for_the_manager_to_see_to(removed: World) -> None:
    removed.settle(people=People(tuple(one for one in PEOPLE.everybody if one.role is not Role.TEAM_LEAD_COLLECTION)))
    assert look(removed, 4, 13) == [(MANAGER, ["KL-2026-00001"]), (MANAGER, ["KL-2026-00001"])]
    assert [letter.facts["mailbox_of"] for letter in removed.letters(Letter.DELETION_LIST)] == [None, COLLECTOR]


def test_a_department_gets_its_own(removed: World) -> None:
    with removed.store.unit() as session:
        session.execute(update(ToDelete).where(ToDelete.address == COLLECTOR).values(address="post@voorbeeld.nl"))
    removed.rules = replace(removed.rules, house=replace(removed.rules.house, departments={"Post": "post@voorbeeld.nl"}))
    assert sorted(to for to, _ in look(removed, 4, 13)) == [MANAGER, "post@voorbeeld.nl"]


def test_more_than_a_list_holds_comes_in_the_next_week(removed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deleting, "MOST", 1)
    with removed.store.unit() as session:
        session.add(ToDelete(address=MANAGER, reference="KL-2026-00002", removed_date=REMOVED))
    assert (MANAGER, ["KL-2026-00001"]) in look(removed, 4, 13)
    assert look(removed, 4, 20) == [(MANAGER, ["KL-2026-00002"])]


def test_it_says_how_to_find_the_mail_and_never_who_complained(removed: World) -> None:
    look(removed, 4, 13)
    letter = removed.rows(LetterOwed, LetterOwed.letter == Letter.DELETION_LIST)[0]
    said = " ".join(COMPOSER.text(Letter.DELETION_LIST, Language.DUTCH, letter.facts).split())
    assert "zoek op het kenmerk, in alle mappen" in said
    assert "KL-2026-00001, verwijderd op woensdag 8 april 2026" in said
    assert "alice" not in said.lower()
