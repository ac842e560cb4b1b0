"""Who acts on which day, and that nobody ever verifies or judges their own case."""

import re
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from tracker.model import HANDLERS, TITLES, Role
from tracker.people import Deputy, People, Person, faults

MANAGER = Role.MANAGER_OPERATIONS
DIRECTOR = Role.MANAGING_DIRECTOR
COLLECTION = Role.TEAM_LEAD_COLLECTION
RECEIVABLES = Role.TEAM_LEAD_RECEIVABLES
NAMES = {
    MANAGER: "Marga Ooms",
    COLLECTION: "Jan de Vries",
    RECEIVABLES: "Jan Bakker",
    Role.TEAM_LEAD_ADMINISTRATION: "Anneke Admiraal",
    Role.SALES_MANAGER: "Vera Köhler",
    DIRECTOR: "Adriaan Direk",
    Role.FRONT_DESK: "Fleur Balie",
}
BEFORE, FIRST, LAST, AFTER = (date(2026, 7, number) for number in (5, 6, 17, 18))
HOLIDAY = (FIRST, LAST)


def someone(role: Role) -> Person:
    return Person(role, NAMES[role], (f"{role}@example.nl",), "070 123 45 67")


EVERYBODY = tuple(someone(role) for role in TITLES)
PEOPLE = People(EVERYBODY)


def while_away(role: Role, deputy: Role) -> People:
    return PEOPLE.with_deputies({role: Deputy(NAMES[deputy], *HOLIDAY)})


@pytest.mark.parametrize(
    ("address", "role"),
    [
        ("manager_operations@example.nl", MANAGER),
        ("front_desk@example.nl", Role.FRONT_DESK),
        ("manager_operations+x@example.nl", None),  # a sub-address is another address
        ("Manager_operations@example.nl", None),
        ("stranger@example.nl", None),
        ("", None),
    ],
)
def test_an_address_is_compared_exactly(address: str, role: Role | None) -> None:
    person = PEOPLE.role_of(address)
    assert (person.role if person else None) == role


@pytest.mark.parametrize(("day", "acting"), [(BEFORE, COLLECTION), (FIRST, RECEIVABLES), (LAST, RECEIVABLES), (AFTER, COLLECTION)])
def test_a_deputy_acts_within_the_period_both_days_included(day: date, acting: Role) -> None:
    assert while_away(COLLECTION, RECEIVABLES).acting(COLLECTION, day).role is acting


@pytest.mark.parametrize(
    ("deputy", "day", "acts"),
    [
        (Deputy("x", FIRST, None), BEFORE, False),
        (Deputy("x", FIRST, None), AFTER, True),
        (Deputy("x", None, LAST), BEFORE, True),
        (Deputy("x", None, LAST), AFTER, False),
        (Deputy("x"), FIRST, False),  # only named
    ],
)
def test_a_period_may_be_open_at_one_side(deputy: Deputy, day: date, *, acts: bool) -> None:
    assert deputy.acts_on(day) is acts


def test_the_deputy_of_a_deputy_acts() -> None:
    chain = PEOPLE.with_deputies({COLLECTION: Deputy("jan bakker", *HOLIDAY), RECEIVABLES: Deputy("Vera Kohler", *HOLIDAY)})
    assert chain.acting(COLLECTION, FIRST).role is Role.SALES_MANAGER


def test_deputies_in_a_circle_leave_everybody_in_place() -> None:
    circle = PEOPLE.with_deputies({COLLECTION: Deputy("Jan Bakker", *HOLIDAY), RECEIVABLES: Deputy("Jan de Vries", *HOLIDAY)})
    assert [circle.acting(role, FIRST).role for role in (COLLECTION, RECEIVABLES)] == [COLLECTION, RECEIVABLES]


def test_a_deputy_has_both_roles_and_only_within_the_period() -> None:
    people = while_away(MANAGER, COLLECTION)
    address = someone(COLLECTION).addresses[0]
    assert people.roles_on(address, FIRST) == {MANAGER, COLLECTION}
    assert people.roles_on(address, AFTER) == {COLLECTION}
    assert people.roles_on(someone(MANAGER).addresses[0], FIRST) == {MANAGER}
    assert people.roles_on("stranger@example.nl", FIRST) == frozenset()


def test_one_human_with_two_roles_has_both() -> None:
    both = People(tuple(replace(one, addresses=("two@example.nl",)) if one.role in {COLLECTION, RECEIVABLES} else one for one in EVERYBODY))
    assert both.roles_on("two@example.nl", FIRST) == {COLLECTION, RECEIVABLES}


VERIFIERS = [
    # who handles, deputies, who verifies
    (COLLECTION, {}, MANAGER),
    (MANAGER, {}, DIRECTOR),
    (MANAGER, {MANAGER: Deputy("Jan de Vries")}, COLLECTION),  # named, without a period
    (MANAGER, {MANAGER: Deputy("Jan de Vries", *HOLIDAY)}, DIRECTOR),  # the deputy handles as manager, and so cannot verify
    (COLLECTION, {MANAGER: Deputy("Jan de Vries", *HOLIDAY)}, DIRECTOR),  # the deputy's own case
    (RECEIVABLES, {MANAGER: Deputy("Jan de Vries", *HOLIDAY)}, COLLECTION),
    (COLLECTION, {COLLECTION: Deputy("Marga Ooms", *HOLIDAY)}, DIRECTOR),  # the manager handles for somebody away
]


@pytest.mark.parametrize(("handler", "deputies", "verifier"), VERIFIERS)
def test_who_verifies(handler: Role, deputies: dict[Role, Deputy], verifier: Role) -> None:
    assert PEOPLE.with_deputies(deputies).verifier(handler, FIRST).role is verifier


def test_outside_the_period_the_named_deputy_still_verifies_for_the_manager() -> None:
    assert while_away(MANAGER, COLLECTION).verifier(MANAGER, AFTER).role is COLLECTION


@pytest.mark.parametrize(("handler", "deputy"), list(product(HANDLERS, HANDLERS)))
def test_nobody_verifies_what_they_handle(handler: Role, deputy: Role) -> None:
    people = PEOPLE if deputy is MANAGER else while_away(MANAGER, deputy)
    for day in (BEFORE, FIRST):
        assert not people.verifier(handler, day).is_same_as(people.acting(handler, day))


ACCUSED = [
    (None, {}, MANAGER),
    (COLLECTION, {}, MANAGER),
    (MANAGER, {}, DIRECTOR),
    (MANAGER, {MANAGER: Deputy("Jan de Vries", *HOLIDAY)}, DIRECTOR),
    (COLLECTION, {MANAGER: Deputy("Jan de Vries", *HOLIDAY)}, DIRECTOR),  # about the one who acts as manager
    (RECEIVABLES, {MANAGER: Deputy("Jan de Vries", *HOLIDAY)}, COLLECTION),
]


@pytest.mark.parametrize(("accused", "deputies", "expected"), ACCUSED)
def test_who_decides_as_manager(accused: Role | None, deputies: dict[Role, Deputy], expected: Role) -> None:
    assert PEOPLE.with_deputies(deputies).stands_in_for_manager(accused, FIRST).role is expected


@pytest.mark.parametrize(
    ("typed", "roles"),
    [
        ("Jan", [COLLECTION, RECEIVABLES]),  # a question, not a choice
        ("jan de vries", [COLLECTION]),
        ("De Vries", [COLLECTION]),
        ("vries", [COLLECTION]),
        ("BAKKER", [RECEIVABLES]),
        ("kohler", [Role.SALES_MANAGER]),
        ("Köhler", [Role.SALES_MANAGER]),
        ("Vera  Köhler", [Role.SALES_MANAGER]),
        ("de", []),
        ("", []),
    ],
)
def test_whom_a_typed_name_means(typed: str, roles: list[Role]) -> None:
    assert [person.role for person in PEOPLE.called(typed)] == roles


@pytest.mark.parametrize(
    ("everybody", "fault"),
    [
        (EVERYBODY[1:], "nobody has the role manager_operations"),
        ((*EVERYBODY, someone(DIRECTOR)), "two people have the role managing_director"),
        ((*EVERYBODY, replace(someone(Role.FRONT_DESK), role=Role.SYSTEM)), "no person can have the role system"),
        ((*EVERYBODY, Person(Role.FRONT_DESK, " ", ("x@example.nl",))), "the person with the role front_desk has no name"),
        ((*EVERYBODY, Person(Role.FRONT_DESK, "Bo", ())), "Bo (front_desk) has no address"),
        (
            (*EVERYBODY, Person(Role.FRONT_DESK, "Bo", ("b@example.nl",), deputy=Deputy("Ko"))),
            "the deputy of Bo (front_desk) is not another configured person: 'Ko'",
        ),
        (
            (*EVERYBODY, Person(Role.FRONT_DESK, "Bo", ("b@example.nl",), deputy=Deputy("bo"))),
            "the deputy of Bo (front_desk) is not another configured person: 'bo'",
        ),
    ],
)
def test_what_is_wrong_is_said_and_refused(everybody: tuple[Person, ...], fault: str) -> None:
    assert faults(everybody) == [fault]
    with pytest.raises(ValueError, match=re.escape(fault)):
        People(everybody)


def test_the_front_desk_may_be_several_people_or_nobody() -> None:
    assert faults((*EVERYBODY, Person(Role.FRONT_DESK, "Bo", ("b@example.nl",)))) == []
    without = People(tuple(one for one in EVERYBODY if one.role is not Role.FRONT_DESK))
    with pytest.raises(LookupError, match="front_desk"):
        without.person(Role.FRONT_DESK)


def test_the_manager_is_found_deputy_or_not() -> None:
    assert while_away(MANAGER, COLLECTION).manager_operations.name == NAMES[MANAGER]


VACANT = People(tuple(one for one in EVERYBODY if one.role is not COLLECTION))


class TestAVacantRole:
    """A handler left, and nobody has the role yet."""

    @pytest.mark.parametrize("role", sorted(set(HANDLERS) - {MANAGER}), ids=str)
    def test_any_handlers_role_may_be_vacant(self, role: Role) -> None:
        people = People(tuple(one for one in EVERYBODY if one.role is not role))
        assert (people.vacant, people.has(role), people.acting(role, FIRST).role) == ((role,), False, MANAGER)
        with pytest.raises(LookupError):
            people.person(role)

    def test_the_managers_deputy_has_it_while_the_manager_is_away(self) -> None:
        people = VACANT.with_deputies({MANAGER: Deputy("Vera Köhler", *HOLIDAY)})
        assert [people.acting(COLLECTION, day).role for day in (BEFORE, FIRST)] == [MANAGER, Role.SALES_MANAGER]

    def test_the_manager_verifies_what_nobody_handles(self) -> None:
        assert VACANT.verifier(COLLECTION, FIRST).role is MANAGER

    def test_the_manager_decides_about_who_left(self) -> None:
        assert VACANT.stands_in_for_manager(COLLECTION, FIRST).role is MANAGER

    def test_nobody_has_it_as_their_own(self) -> None:
        assert VACANT.roles_on(someone(MANAGER).addresses[0], FIRST) == {MANAGER}
        assert VACANT.roles_on(someone(COLLECTION).addresses[0], FIRST) == frozenset()

    def test_the_front_desk_is_never_vacant(self) -> None:
        assert People(tuple(one for one in EVERYBODY if one.role is not Role.FRONT_DESK)).vacant == ()

    def test_a_deputy_who_left_is_a_fault(self) -> None:
        left = replace(someone(MANAGER), deputy=Deputy(NAMES[COLLECTION]))
        assert faults((left, *VACANT.everybody[1:])) == [
            f"the deputy of Marga Ooms ({MANAGER}) is not another configured person: 'Jan de Vries'"
        ]


def test_a_settings_deputy_can_be_taken_away_for_a_while() -> None:
    assert while_away(COLLECTION, RECEIVABLES).with_deputies({COLLECTION: None}).acting(COLLECTION, FIRST).role is COLLECTION
