"""How somebody is titled who acts for somebody else, or has what nobody has."""

from datetime import date

import pytest

from tracker.model import TITLES, Language, Role
from tracker.people import Deputy, People
from tracker.titles import signed_as, title_as, title_beside, title_in_charge, title_of, titled
from world import PEOPLE

DAY = date(2026, 4, 2)
BOSS, BIG_BOSS, COLLECTION, SALES = (
    Role.MANAGER_OPERATIONS, Role.MANAGING_DIRECTOR, Role.TEAM_LEAD_COLLECTION, Role.SALES_MANAGER,
)  # fmt: skip
AWAY = PEOPLE.with_deputies({BOSS: Deputy("Eva Bos", DAY, DAY), COLLECTION: Deputy("Carla Visser", DAY, DAY)})
NAMED = PEOPLE.with_deputies({BOSS: Deputy("Eva Bos")})
VACANT = People(tuple(person for person in AWAY.everybody if person.role is not COLLECTION))

TITLED = [
    (PEOPLE, BOSS, "Manager Operations (Anna de Boer)"),
    (NAMED, BOSS, "Manager Operations (Anna de Boer)"),
    (AWAY, BOSS, "Waarnemend Manager Operations (Eva Bos)"),
    (AWAY, COLLECTION, "Waarnemend Teamleider Incasso (Carla Visser)"),
    (AWAY, SALES, "Verkoop Manager (Eva Bos)"),
    (VACANT, COLLECTION, "Waarnemend Manager Operations (Eva Bos)"),
]


@pytest.mark.parametrize(("people", "role", "told"), TITLED)
def test_who_acts_in_a_role(people: People, role: Role, told: str) -> None:
    assert titled(people, role, DAY) == told


def test_in_english() -> None:
    assert title_of(AWAY, BOSS, DAY, Language.ENGLISH) == "Acting Manager Operations"
    assert title_of(PEOPLE, BOSS, DAY, Language.ENGLISH) == "Manager Operations"


@pytest.mark.parametrize("role", TITLES)
def test_every_title_is_known_in_both_languages(role: Role) -> None:
    person = PEOPLE.acting(Role.SALES_MANAGER, DAY)
    dutch, english = (signed_as(PEOPLE, person, role, DAY)[language] for language in (Language.DUTCH, Language.ENGLISH))
    assert dutch.removeprefix("Waarnemend ") == TITLES[role]
    assert english.startswith("Acting ") == dutch.startswith("Waarnemend ") == (role is not Role.SALES_MANAGER)


IN_CHARGE = [
    # people, whom the complaint is about, who decides, the title
    (PEOPLE, None, "Anna de Boer", "Manager Operations"),
    (AWAY, None, "Eva Bos", "Waarnemend Manager Operations"),
    (PEOPLE, BOSS, "Frank Dekker", "Waarnemend Manager Operations"),
    (AWAY, SALES, "Frank Dekker", "Waarnemend Manager Operations"),
    (PEOPLE.with_deputies({BIG_BOSS: Deputy("Eva Bos", DAY, DAY)}), BOSS, "Eva Bos", "Waarnemend Manager Operations"),
    (VACANT, COLLECTION, "Eva Bos", "Waarnemend Manager Operations"),
]


@pytest.mark.parametrize(("people", "accused", "name", "title"), IN_CHARGE)
def test_who_signs_for_the_house(people: People, accused: Role | None, name: str, title: str) -> None:
    person = people.stands_in_for_manager(accused, DAY)
    assert (person.name, title_in_charge(people, person, DAY)) == (name, title)


DONE_AS = [
    ("b.smit@voorbeeld.nl", COLLECTION, "Teamleider Incasso"),
    ("c.visser@voorbeeld.nl", COLLECTION, "Waarnemend Teamleider Incasso"),
    ("f.dekker@voorbeeld.nl", BOSS, "Waarnemend Manager Operations"),
    (None, BOSS, "Waarnemend Manager Operations"),
]


@pytest.mark.parametrize(("address", "role", "title"), DONE_AS)
def test_under_which_title_something_was_done(address: str | None, role: Role, title: str) -> None:
    assert title_as(PEOPLE, address, role) == title


BESIDE = [
    # people, who gets a letter, the roles at work, the title
    (PEOPLE, "Bram Smit", (COLLECTION, BOSS), "Teamleider Incasso"),
    (AWAY, "Carla Visser", (COLLECTION, BOSS), "Waarnemend Teamleider Incasso"),
    (AWAY, "Carla Visser", (BOSS,), "Teamleider Debiteurenbeheer"),
    (AWAY, "Eva Bos", (COLLECTION, BOSS), "Waarnemend Manager Operations"),
    (AWAY, "Eva Bos", (SALES, BOSS), "Verkoop Manager"),
    (VACANT, "Carla Visser", (COLLECTION, BOSS), "Teamleider Debiteurenbeheer"),
]


@pytest.mark.parametrize(("people", "name", "roles", "title"), BESIDE)
def test_who_stands_in_gets_a_letter_under_that_title(people: People, name: str, roles: tuple[Role, ...], title: str) -> None:
    (person,) = (one for one in people.everybody if one.name == name)
    assert title_beside(people, person, roles, DAY) == title
