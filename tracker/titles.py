"""How somebody is titled who signs or is named: by their function, or as the one who acts for somebody (waarnemend).

Knows the people of the day and no complaint. Source: docs/procedure.md, People.
"""

from collections.abc import Collection, Mapping
from datetime import date

from tracker.model import TITLES, Language, Role
from tracker.people import People, Person

_IN_ENGLISH = {
    Role.MANAGER_OPERATIONS: "Manager Operations",
    Role.TEAM_LEAD_COLLECTION: "Team Leader Debt Collection",
    Role.TEAM_LEAD_RECEIVABLES: "Team Leader Accounts Receivable",
    Role.TEAM_LEAD_ADMINISTRATION: "Team Leader Administration",
    Role.SALES_MANAGER: "Sales Manager",
    Role.MANAGING_DIRECTOR: "Managing Director",
    Role.FRONT_DESK: "Front Desk",
}
TITLES_IN: Mapping[Language, Mapping[Role, str]] = {Language.DUTCH: TITLES, Language.ENGLISH: _IN_ENGLISH}

ACTING = {Language.DUTCH: "Waarnemend", Language.ENGLISH: "Acting"}
"""What stands before the title of the one who is away, in the language of the letter."""


def title_of(people: People, role: Role, on_date: date, language: Language = Language.DUTCH) -> str:
    """Return the title of whoever acts in this role on this day, such as 'Waarnemend Manager Operations' for a deputy.

    For a vacant role: that of Manager Operations, whose it is then.
    """
    has_it = role if people.has(role) else Role.MANAGER_OPERATIONS
    own = people.acting(has_it, on_date).is_same_as(people.person(has_it))
    return TITLES_IN[language][has_it] if own else f"{ACTING[language]} {TITLES_IN[language][has_it]}"


def signed_as(people: People, person: Person, role: Role, on_date: date) -> Mapping[Language, str]:
    """Return the title of `person` who signs for this role, in each language: whoever is another stands in, with no other title."""
    if people.acting(role, on_date).is_same_as(person):
        return {language: title_of(people, role, on_date, language) for language in Language}
    return {language: f"{ACTING[language]} {TITLES_IN[language][role]}" for language in Language}


def title_in_charge(people: People, person: Person, on_date: date) -> str:
    """Return the title of `person` who decides as Manager Operations on a complaint, as staff read it."""
    return signed_as(people, person, Role.MANAGER_OPERATIONS, on_date)[Language.DUTCH]


def title_as(people: People, address: str | None, role: Role) -> str:
    """Return the title under which the owner of `address` did something in this role: it is theirs, or they stood in."""
    theirs = any(person.role is role and address in person.addresses for person in people.everybody)
    return TITLES[role] if theirs else f"{ACTING[Language.DUTCH]} {TITLES[role]}"


def title_beside(people: People, person: Person, roles: Collection[Role], on_date: date) -> str:
    """Return the title of `person` where these roles are at work: their own, or that of the role in which they stand in this day."""
    if person.role in roles:
        return TITLES[person.role]
    acted = [role for role in roles if people.has(role) and people.acting(role, on_date).is_same_as(person)]
    return f"{ACTING[Language.DUTCH]} {TITLES[acted[0]]}" if acted else TITLES[person.role]


def titled(people: People, role: Role, on_date: date) -> str:
    """Return who acts in this role as staff read it, such as 'Teamleider Incasso (J. de Vries)'."""
    return f"{title_of(people, role, on_date)} ({people.acting(role, on_date).name})"
