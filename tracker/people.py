"""Who is who: the employees with a role, their addresses, and who acts for whom on a given day.

All of it comes from the settings, and from deputies named by mail, which
`tracker.deputies` adds. Rule one: an address is compared exactly (docs/mail-rules.md,
R-AUTH-07). Rule two: nobody judges or verifies their own case. Rule three: what
nobody has is Manager Operations'. A handler is a role; the journal keeps the name.
Source: docs/procedure.md, People.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from tracker.model import TITLES, Role

SINGLE = tuple(role for role in TITLES if role is not Role.FRONT_DESK)
"""The roles that one person at most has. The front desk may be anybody or nobody."""

REQUIRED = (Role.MANAGER_OPERATIONS, Role.MANAGING_DIRECTOR)
"""The roles that must have somebody. The others may be vacant, as when a handler left: Manager Operations has them then."""


@dataclass(frozen=True, slots=True)
class Deputy:
    """Who acts for somebody (vervanger), and from which day to which, both included.

    name:   the full name of another configured person.
    Without any day the deputy is only named: they do not act for the other, but
    they verify what Manager Operations has handled.
    """

    name: str
    from_date: date | None = None
    until_date: date | None = None

    def acts_on(self, day: date) -> bool:
        """Say whether the period holds `day`. A period may be open at one side."""
        if self.from_date is None and self.until_date is None:
            return False
        return (self.from_date or day) <= day <= (self.until_date or day)


@dataclass(frozen=True, slots=True)
class Person:
    """An employee in one role. Addresses are in comparison form: the domain in lower case and as A-labels."""

    role: Role
    name: str
    addresses: tuple[str, ...]
    telephone: str | None = None
    deputy: Deputy | None = None

    @property
    def surname(self) -> str:
        """Return the last word of the name."""
        return self.name.split()[-1] if self.name.split() else ""

    def is_same_as(self, other: "Person") -> bool:
        """Say whether both are one human, who may have two roles: they share an address."""
        return not set(self.addresses).isdisjoint(other.addresses)


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who is configured. Raises `ValueError` when made of people with a fault (see `faults`)."""

    everybody: tuple[Person, ...]

    def __post_init__(self) -> None:
        """Refuse what `faults` finds."""
        if found := faults(self.everybody):
            raise ValueError("; ".join(found))

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address of everybody, as it is configured."""
        return tuple(dict.fromkeys(address for person in self.everybody for address in person.addresses))

    def addresses_of(self, person: Person) -> tuple[str, ...]:
        """Return every address of one human, in whatever role."""
        return tuple(dict.fromkeys(address for one in self.everybody if one.is_same_as(person) for address in one.addresses))

    def mail_address(self, person: Person) -> str:
        """Return where a human has what is about all of their work, whichever of their roles is meant."""
        return next(one for one in self.everybody if one.is_same_as(person)).addresses[0]

    def role_of(self, address: str) -> Person | None:
        """Say whose address this is, and so in which role they write; None for an outsider.

        Exact comparison, the sub-address included. With several roles: the first configured.
        """
        return next((person for person in self.everybody if address in person.addresses), None)

    def roles_on(self, address: str, on_date: date) -> frozenset[Role]:
        """Return every role in which the owner of `address` may act on this day, their own and as a deputy."""
        own = [person for person in self.everybody if address in person.addresses]
        acted_for = {person.role for person in self.everybody if any(mine.is_same_as(self._acting_for(person, on_date)) for mine in own)}
        return frozenset({mine.role for mine in own} | acted_for) if own else frozenset()

    def person(self, role: Role) -> Person:
        """Return who has this role, deputy or not. Raises `LookupError` for a vacant one."""
        for person in self.everybody:
            if person.role is role:
                return person
        raise LookupError(f"nobody has the role {role}")

    @property
    def vacant(self) -> tuple[Role, ...]:
        """The roles that nobody has at present, and somebody should."""
        return tuple(role for role in SINGLE if not self.has(role))

    def has(self, role: Role) -> bool:
        """Say whether somebody has this role."""
        return any(person.role is role for person in self.everybody)

    def acting(self, role: Role, on_date: date) -> Person:
        """Return who acts in this role on this day: a deputy within the period, else the person; for a vacant one Manager Operations."""
        return self._acting_for(self.person(self._filled(role)), on_date)

    @property
    def manager_operations(self) -> Person:
        """The Manager Operations, deputy or not."""
        return self.person(Role.MANAGER_OPERATIONS)

    def consulted(self, handler: Role | None, on_date: date) -> Person:
        """Return who is consulted about an amount: who acts as managing director, and not one who handles the complaint."""
        chosen = self.acting(Role.MANAGING_DIRECTOR, on_date)
        return self.person(Role.MANAGING_DIRECTOR) if handler and self._has_or_acts(chosen, handler, on_date) else chosen

    def verifier(self, handler: Role, on_date: date, accused: Role | None = None) -> Person:
        """Return who verifies, and hears about, a complaint that `handler` handles; about the role `accused`, or about nobody.

        Manager Operations; for a complaint of theirs their deputy, else the managing
        director, who also steps in where the deputy is the one who handles. Who
        left handles nothing any more, so for a vacant role nobody needs to step in.
        Nobody verifies what is about them.
        """
        if not self.has(handler):
            return self.acting(Role.MANAGER_OPERATIONS, on_date)
        if handler is Role.MANAGER_OPERATIONS:
            deputy = self.manager_operations.deputy
            chosen = self._named(deputy.name) if deputy else self.acting(Role.MANAGING_DIRECTOR, on_date)
        else:
            chosen = self.acting(Role.MANAGER_OPERATIONS, on_date)
        chosen = self._not_oneself(chosen, handler, on_date)
        return chosen if accused is None or not self.has(accused) else self._not_oneself(chosen, accused, on_date)

    def stands_in_for_manager(self, accused: Role | None, on_date: date) -> Person:
        """Return who decides as Manager Operations about a complaint that is about the role `accused`, or about nobody."""
        if accused is None or not self.has(accused):
            return self.acting(Role.MANAGER_OPERATIONS, on_date)
        if accused is Role.MANAGER_OPERATIONS:
            return self.acting(Role.MANAGING_DIRECTOR, on_date)
        return self._not_oneself(self.acting(Role.MANAGER_OPERATIONS, on_date), accused, on_date)

    def called(self, name: str) -> tuple[Person, ...]:
        """Return whom a typed name may mean: full name, first name or surname. Two is a question, not a choice."""
        wanted = plain(name)
        return tuple(person for person in self.everybody if wanted and wanted in _spellings(person))

    def with_deputies(self, deputies: Mapping[Role, Deputy | None]) -> "People":
        """Return the same people with these deputies, or none, in place of those in the settings. Raises `ValueError`."""
        return People(tuple(replace(person, deputy=deputies.get(person.role, person.deputy)) for person in self.everybody))

    def _filled(self, role: Role) -> Role:
        return role if self.has(role) else Role.MANAGER_OPERATIONS

    def _named(self, name: str) -> Person:
        return next(person for person in self.everybody if plain(person.name) == plain(name))

    def _acting_for(self, person: Person, on_date: date) -> Person:
        """Follow the deputies; where they stand in for each other in a circle, the person remains."""
        passed = [person]
        while (deputy := passed[-1].deputy) and deputy.acts_on(on_date):
            following = self._named(deputy.name)
            if following in passed:
                return person
            passed.append(following)
        return passed[-1]

    def _not_oneself(self, chosen: Person, role: Role, on_date: date) -> Person:
        """Let the managing director take the place of someone whose own case it is."""
        return self.acting(Role.MANAGING_DIRECTOR, on_date) if self._has_or_acts(chosen, role, on_date) else chosen

    def _has_or_acts(self, person: Person, role: Role, on_date: date) -> bool:
        """Say whether somebody has a role, or acts in it on this day; a vacant one is Manager Operations'."""
        return person.is_same_as(self.acting(role, on_date)) or person.is_same_as(self.person(self._filled(role)))


def faults(everybody: tuple[Person, ...]) -> list[str]:
    """Return everything that is wrong with these people, a sentence each, for whoever wrote the settings."""
    names = {plain(person.name) for person in everybody}
    found = [f"nobody has the role {role}" for role in REQUIRED if role not in {person.role for person in everybody}]
    found += [f"two people have the role {role}" for role in SINGLE if sum(person.role is role for person in everybody) > 1]
    for person in everybody:
        found += _faults_of(person, names)
    return found


def _faults_of(person: Person, names: set[str]) -> list[str]:
    found = []
    if person.role not in TITLES:
        found.append(f"no person can have the role {person.role}")
    if not person.name.strip():
        found.append(f"the person with the role {person.role} has no name")
    if not person.addresses:
        found.append(f"{person.name} ({person.role}) has no address")
    if person.deputy and plain(person.deputy.name) not in names - {plain(person.name)}:
        found.append(f"the deputy of {person.name} ({person.role}) is not another configured person: {person.deputy.name!r}")
    return found


@lru_cache(maxsize=256)
def _spellings(person: Person) -> set[str]:
    first, _, rest = plain(person.name).partition(" ")
    return {plain(person.name), first, rest, plain(person.surname)} - {""}


def plain(name: str) -> str:
    """Return a name as it is compared: without accents, in lower case, with single spaces."""
    if name.isascii():
        return " ".join(name.casefold().split())
    bare = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())
