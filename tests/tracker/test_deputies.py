"""Deputies named by mail: from which day, until which, and whom each naming leaves in place."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from tracker.deputies import name_deputy, people_now, rules_now, watch_deputies
from tracker.house_records import Alarm, NamedDeputy
from tracker.model import Role
from tracker.people import Deputy, People
from tracker.typed.people import Deputed
from world import COLLECTOR, MANAGER, NOW, PEOPLE, RULES, World

COLLECTION, RECEIVABLES, SALES = Role.TEAM_LEAD_COLLECTION, Role.TEAM_LEAD_RECEIVABLES, Role.SALES_MANAGER
BOSS = Role.MANAGER_OPERATIONS
BRAM, CARLA, DAAN, EVA = "Bram Smit", "Carla Visser", "Daan Mulder", "Eva Bos"
ANNA = "Anna de Boer"
IN_SETTINGS = PEOPLE.with_deputies({BOSS: Deputy(DAAN, date(2026, 4, 1), date(2026, 4, 30))})

Naming = tuple[str, date | None, date]


def april(day: int) -> date:
    return date(2026, 4, day)


NAMINGS: list[tuple[str, list[Naming], dict[date, str]]] = [
    # id, for Manager Operations in this order on 2 April, who acts on which day
    ("none", [], {april(2): DAAN, date(2026, 5, 1): ANNA}),
    ("at once", [(BRAM, None, april(10))], {april(2): BRAM, april(10): BRAM, april(11): DAAN}),
    ("to come", [(BRAM, april(8), april(10))], {april(2): DAAN, april(7): DAAN, april(8): BRAM, april(11): DAAN}),
    ("shorter", [(BRAM, None, april(20)), (BRAM, None, april(10))], {april(10): BRAM, april(11): DAAN}),
    ("another", [(BRAM, None, april(20)), (CARLA, None, april(10))], {april(2): CARLA, april(11): DAAN}),
    ("in its midst", [(BRAM, None, april(20)), (CARLA, april(8), april(10))], {april(7): BRAM, april(8): CARLA, april(11): DAAN}),
    ("apart, later", [(BRAM, None, april(5)), (CARLA, april(8), april(10))], {april(2): BRAM, april(6): DAAN, april(9): CARLA}),
    ("apart, earlier", [(CARLA, april(8), april(10)), (BRAM, None, april(5))], {april(2): BRAM, april(6): DAAN, april(9): CARLA}),
    ("one day", [(BRAM, april(8), april(8))], {april(7): DAAN, april(8): BRAM, april(9): DAAN}),
    ("back already", [(BRAM, None, april(20)), (ANNA, april(6), april(20))], {april(5): BRAM, april(6): ANNA, april(21): DAAN}),
    ("who left", [("Hugo Vos", None, april(20))], {april(2): DAAN, date(2026, 5, 1): ANNA}),
    ("spelled otherwise", [("bram  SMIT", None, april(20))], {april(2): BRAM}),
]


def name(world: World, role: Role, who: str, last: date, first: date | None = None, now: datetime = NOW) -> None:
    with world.store.unit() as session:
        name_deputy(session, role, Deputed(role, who, last, first), MANAGER, now)


def people_on(world: World, day: date, people: People = IN_SETTINGS) -> People:
    with world.store.unit() as session:
        return people_now(session, people, day)


@pytest.mark.parametrize(("namings", "acting"), [pytest.param(*row[1:], id=row[0]) for row in NAMINGS])
def test_who_acts_for_manager_operations(world: World, namings: list[Naming], acting: dict[date, str]) -> None:
    for who, first, last in namings:
        name(world, BOSS, who, last, first)
    assert {day: people_on(world, day).acting(BOSS, day).name for day in acting} == acting


def test_a_naming_is_for_one_role(world: World) -> None:
    name(world, COLLECTION, EVA, april(20))
    people = people_on(world, april(3))
    assert (people.acting(COLLECTION, april(3)).name, people.acting(BOSS, april(3)).name) == (EVA, DAAN)


def test_a_circle_by_mail_leaves_both_in_place(world: World) -> None:
    name(world, COLLECTION, CARLA, april(20))
    name(world, RECEIVABLES, BRAM, april(20))
    people = people_on(world, april(3))
    assert [people.acting(role, april(3)).name for role in (COLLECTION, RECEIVABLES)] == [BRAM, CARLA]


@pytest.mark.parametrize("role", [Role.FRONT_DESK, COLLECTION], ids=str)
def test_a_role_that_nobody_has_needs_no_deputy(world: World, role: Role) -> None:
    name(world, role, EVA, april(20))
    without = People(tuple(person for person in PEOPLE.everybody if person.role is not role))
    assert people_on(world, april(3), without) == without


def test_who_said_so_stays_on_record(world: World) -> None:
    name(world, BOSS, BRAM, april(20))
    name(world, BOSS, CARLA, april(10), april(8))
    rows = [(row.name, row.from_date, row.until_date, row.made_by, row.made_at) for row in world.rows(NamedDeputy)]
    assert rows == [(BRAM, None, april(7), MANAGER, NOW), (CARLA, april(8), april(10), MANAGER, NOW)]


def test_the_day_is_the_customers_own(world: World) -> None:
    """At half past ten in the evening UTC it is the next day in Amsterdam."""
    name(world, COLLECTION, EVA, april(9), april(9))
    house = replace(RULES, people=IN_SETTINGS)
    with world.store.unit() as session:
        early, late = (rules_now(session, house, datetime(2026, 4, 8, hour, 30, tzinfo=UTC)) for hour in (20, 22))
    assert (early.people.acting(COLLECTION, april(9)).name, late.people.acting(COLLECTION, april(9)).name) == (BRAM, EVA)
    assert early is house


def test_nobody_named_costs_one_statement(world: World) -> None:
    asked: list[str] = []
    with world.store.unit() as session:
        session.connection()
        event.listen(world.store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        assert rules_now(session, RULES, NOW) is RULES
    assert len(asked) == 1


class TestWhoLeft:
    """A deputy named by mail who is not in the settings any more."""

    def watch(self, world: World, people: People = PEOPLE) -> list[str]:
        with world.store.unit() as session:
            watch_deputies(session, replace(RULES, people=people), NOW)
        return world.alarms()

    def test_raises_an_alarm_that_names_the_role_alone(self, world: World) -> None:
        name(world, COLLECTION, "Hugo Vos", april(20))
        assert self.watch(world) == ["deputy.unknown"]
        (alarm,) = world.rows(Alarm)
        assert (alarm.subject, "Hugo" in alarm.words) == (COLLECTION, False)

    def test_is_over_when_another_is_named(self, world: World) -> None:
        name(world, COLLECTION, "Hugo Vos", april(20))
        self.watch(world)
        name(world, COLLECTION, EVA, april(20))
        assert self.watch(world) == []

    def test_is_nothing_while_everybody_is_there(self, world: World) -> None:
        name(world, COLLECTION, EVA, april(20))
        assert self.watch(world) == []
        assert people_on(world, april(3), PEOPLE).roles_on("e.bos@voorbeeld.nl", april(3)) == {SALES, COLLECTION}
        assert people_on(world, april(3), PEOPLE).roles_on(COLLECTOR, april(3)) == {COLLECTION}
