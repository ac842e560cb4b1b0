"""As whom each employee may act on a complaint: several addresses, several roles, deputies, circles, the front desk, one who complains."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tracker.model import Role
from tracker.people import Deputy, People, Person
from tracker.records import Complaint
from tracker.standing import handles, whos
from tracker.who import Who
from world import COLLECTOR, DIRECTOR, MANAGER, NOW, PEOPLE, RULES

BOSS, BIG_BOSS, SALES = Role.MANAGER_OPERATIONS, Role.MANAGING_DIRECTOR, Role.SALES_MANAGER
COLLECTION, RECEIVABLES = Role.TEAM_LEAD_COLLECTION, Role.TEAM_LEAD_RECEIVABLES
CARLA, EVA = "c.visser@voorbeeld.nl", "e.bos@voorbeeld.nl"
DESK_ONE, DESK_TWO = "receptie@voorbeeld.nl", "telefoon@voorbeeld.nl"
STRANGER = "bram@elders.example"
H, M, D, F, S, C = Who.HANDLER, Who.MANAGER, Who.DIRECTOR, Who.FRONT_DESK, Who.STAFF, Who.COMPLAINANT

DESKS = (Person(Role.FRONT_DESK, "Gijs Kok", (DESK_ONE,)), Person(Role.FRONT_DESK, "Hilde Vos", (DESK_TWO, EVA)))
HOUSE = People((*PEOPLE.everybody, *DESKS[:1]))
TODAY = NOW.date()
DAY_BEFORE, DAY_AFTER = TODAY.replace(day=1), TODAY.replace(day=3)
COVERED = Deputy("Carla Visser", TODAY, TODAY)


def having(address: str, role: Role) -> People:
    """The house, in which whoever has this role has one more address."""
    return People(tuple(replace(one, addresses=(*one.addresses, address)) if one.role is role else one for one in HOUSE.everybody))


def two_roles(first: Role, second: Role) -> People:
    """The house, in which one human has both roles."""
    human = HOUSE.person(first)
    return People(tuple(replace(human, role=second) if one.role is second else one for one in HOUSE.everybody))


def while_away(**deputies: Deputy) -> People:
    return HOUSE.with_deputies({Role(role): deputy for role, deputy in deputies.items()})


def complaint(handler: Role | None = COLLECTION, about: Role | None = None, **columns: str) -> Complaint:
    return Complaint(handler_role=handler, accused_role=about, **columns)


CARLA_ALSO = Person(SALES, "Carla Visser", (CARLA, "carla@thuis.example"))
TWO_ADDRESSES = People(tuple(CARLA_ALSO if one.role is SALES else one for one in HOUSE.everybody))

CASES = [
    # id, the people, the complaint, who mails, as whom they may act
    ("handler", HOUSE, complaint(), COLLECTOR, {H, S}),
    ("manager", HOUSE, complaint(), MANAGER, {M}),
    ("director", HOUSE, complaint(), DIRECTOR, {D, S}),
    ("colleague", HOUSE, complaint(), EVA, {S}),
    ("front desk", HOUSE, complaint(), DESK_ONE, {F}),
    ("stranger", HOUSE, complaint(), STRANGER, set()),
    ("no handler yet", HOUSE, complaint(None), COLLECTOR, {S}),
    ("manager handles", HOUSE, complaint(BOSS), MANAGER, {M, H}),
    ("manager handles: the director verifies", HOUSE, complaint(BOSS), DIRECTOR, {M, D}),
    ("second address", having("bram@voorbeeld.nl", COLLECTION), complaint(), "bram@voorbeeld.nl", {H, S}),
    ("address in capitals", HOUSE, complaint(), COLLECTOR.upper(), set()),
    ("sub-address", HOUSE, complaint(), "b.smit+x@voorbeeld.nl", set()),
    ("two roles, handles in the second", two_roles(RECEIVABLES, COLLECTION), complaint(), CARLA, {H, S}),
    ("two roles, handler and manager", two_roles(BOSS, COLLECTION), complaint(), MANAGER, {M, H}),
    ("two front desks", People((*HOUSE.everybody, Person(Role.FRONT_DESK, "Hilde Vos", (DESK_TWO,)))), complaint(), DESK_TWO, {F}),
    ("front desk and colleague", People((*PEOPLE.everybody, DESKS[1])), complaint(), EVA, {F}),
    ("front desk and handler", People((*PEOPLE.everybody, DESKS[1])), complaint(SALES), EVA, {F, H}),
    ("deputy of the handler", while_away(team_lead_collection=COVERED), complaint(), CARLA, {H, S}),
    ("handler with a deputy", while_away(team_lead_collection=COVERED), complaint(), COLLECTOR, {H, S}),
    ("deputy of the manager", while_away(manager_operations=COVERED), complaint(), CARLA, {M}),
    ("deputy of both", while_away(manager_operations=COVERED, team_lead_collection=COVERED), complaint(), CARLA, {M, H}),
    ("deputy of the director", while_away(managing_director=COVERED), complaint(), CARLA, {D, S}),
    ("deputy too early", while_away(team_lead_collection=Deputy("Carla Visser", DAY_AFTER, DAY_AFTER)), complaint(), CARLA, {S}),
    ("deputy too late", while_away(team_lead_collection=Deputy("Carla Visser", DAY_BEFORE, DAY_BEFORE)), complaint(), CARLA, {S}),
    ("deputy only named", while_away(team_lead_collection=Deputy("Carla Visser")), complaint(), CARLA, {S}),
    ("deputy only named verifies", while_away(manager_operations=Deputy("Carla Visser")), complaint(BOSS), CARLA, {M}),
    (
        "circle: each their own",
        while_away(team_lead_collection=COVERED, team_lead_receivables=Deputy("Bram Smit", TODAY, TODAY)),
        complaint(),
        CARLA,
        {S},
    ),
    ("about the handler", HOUSE, complaint(about=COLLECTION), COLLECTOR, {S}),
    ("about the manager", HOUSE, complaint(about=BOSS), MANAGER, {S}),
    ("about the manager: the director decides", HOUSE, complaint(about=BOSS), DIRECTOR, {M, D}),
    ("about the manager's deputy", while_away(manager_operations=COVERED), complaint(about=RECEIVABLES), CARLA, {S}),
    ("about who left", People(tuple(one for one in HOUSE.everybody if one.role is not SALES)), complaint(about=SALES), MANAGER, {M}),
    ("about the handler's deputy", while_away(team_lead_collection=COVERED), complaint(about=RECEIVABLES), CARLA, {S}),
    ("about another role of the handler", two_roles(RECEIVABLES, COLLECTION), complaint(about=RECEIVABLES), CARLA, {S}),
    ("about the deputy who would verify", while_away(manager_operations=COVERED), complaint(BOSS, about=RECEIVABLES), CARLA, {S}),
    ("about who is only named to verify", while_away(manager_operations=Deputy("Carla Visser")), complaint(BOSS, RECEIVABLES), CARLA, {S}),
    ("then the director verifies", while_away(manager_operations=Deputy("Carla Visser")), complaint(BOSS, RECEIVABLES), DIRECTOR, {M, D}),
    ("complains themselves", HOUSE, complaint(complainant_key=COLLECTOR), COLLECTOR, {C}),
    (
        "complains by another address",
        having("bram@thuis.example", COLLECTION),
        complaint(complainant_key="bram@thuis.example"),
        COLLECTOR,
        {C},
    ),
    ("complains by an address of another role", TWO_ADDRESSES, complaint(complainant_key="carla@thuis.example"), CARLA, {C}),
    ("the manager complains", HOUSE, complaint(complainant_key=MANAGER), MANAGER, {C}),
    ("acts for the complainant", HOUSE, complaint(representative_key=EVA), EVA, {C}),
    (
        "handler left: the manager assigns",
        People(tuple(one for one in HOUSE.everybody if one.role is not COLLECTION)),
        complaint(),
        MANAGER,
        {M},
    ),
    ("the one who left", People(tuple(one for one in HOUSE.everybody if one.role is not COLLECTION)), complaint(), COLLECTOR, set()),
]


@pytest.mark.parametrize(("people", "record", "address", "expected"), [pytest.param(*row[1:], id=row[0]) for row in CASES])
def test_as_whom(people: People, record: Complaint, address: str, expected: set[Who]) -> None:
    assert set(whos(replace(RULES, people=people), record, address, NOW)) == expected


ON_NO_COMPLAINT = [
    (HOUSE, MANAGER, {M}),
    (HOUSE, COLLECTOR, {S}),
    (HOUSE, DIRECTOR, {D, S}),
    (HOUSE, DESK_ONE, {F}),
    (HOUSE, STRANGER, set()),
    (while_away(manager_operations=COVERED), CARLA, {M}),
]


@pytest.mark.parametrize(("people", "address", "expected"), ON_NO_COMPLAINT)
def test_as_whom_on_no_complaint(people: People, address: str, expected: set[Who]) -> None:
    assert set(whos(replace(RULES, people=people), None, address, NOW)) == expected


def test_the_deputys_day_is_the_customers_own() -> None:
    """At half past ten in the evening UTC the deputy's day is over in Amsterdam."""
    rules = replace(RULES, people=while_away(team_lead_collection=COVERED))
    late = datetime(TODAY.year, TODAY.month, TODAY.day, 22, 30, tzinfo=UTC)
    assert [handles(rules, complaint(), CARLA, moment) for moment in (NOW, late)] == [True, False]
