"""Whom somebody means: a role by its title, or an employee by name or address; and who is to stand in for whom.

Compares with the people of the settings and decides nothing. Rule: a name that
two people have is a question, and so is a person who has two roles.
Source: docs/procedure.md, People, and Reading tags.
"""

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from tracker.model import TITLES, Role
from tracker.people import SINGLE, People, Person, plain
from tracker.tag_words import folded
from tracker.typed.dates import read_date
from tracker.typed.words import LONGEST, Unclear, tidied, trimmed, without_stop_words

_COURTESIES = re.compile(r"(?:(?:collega|dhr|heer|meneer|mevr|mevrouw|mw)\.? )+")
_ADDRESS = re.compile(r"[^<>]*<([^<>\s]+@[^<>\s]+)>?|([^<>\s]+@[^<>\s]+)")
_FIRST = r"(?:[a-z]{2,9}\.? )?[0-9].*?|vandaag|morgen|overmorgen"
_UNTIL = re.compile(rf"(?P<who>.+?)(?: (?:van|vanaf|per) (?P<first>{_FIRST}))? (?:t/m|tot en met) (?P<last>.+)", re.IGNORECASE)
_BY_TITLE = {folded(word): role for role, title in TITLES.items() for word in (title, role)} | {"mo": Role.MANAGER_OPERATIONS}


@dataclass(frozen=True, slots=True)
class Deputed:
    """Who stands in (vervanger), for which role, from which day to which, both included.

    role: None is that of whoever asks. name: the full name of a configured person.
    """

    role: Role | None
    name: str
    until_date: date
    from_date: date | None = None

    def canonical(self) -> str:
        """Return it as the journal keeps it, and as a token is bound to it."""
        first = f" van {self.from_date}" if self.from_date else ""
        return f"{f'{self.role} ' if self.role else ''}{self.name}{first} t/m {self.until_date}"

    def as_typed(self) -> str:
        """Return it as a person types it behind the tag: 'Teamleider Incasso Jan Bakker t/m 15-12-2026'."""
        first, last = (f"{day.day}-{day.month}-{day.year}" if day else "" for day in (self.from_date, self.until_date))
        return f"{f'{TITLES[self.role]} ' if self.role else ''}{self.name}{f' van {first}' if first else ''} t/m {last}"


def read_role(typed: str, people: People | None) -> Role:
    """Return the role that is meant, by its title or by somebody who has it.

    people: None where no settings are known; then titles alone are understood.
    Raises `Unclear` for nobody, for two people, and for somebody with two roles.
    """
    words = _bare(typed)
    if role := _BY_TITLE.get(folded(words)):
        return role
    found = _people_meant(typed, people)
    if not found:
        raise Unclear(f"Ik ken niemand met die naam of functie.{_perhaps(words, people)}")
    roles = tuple(dict.fromkeys(one.role for one in found))
    if len(roles) > 1:
        raise Unclear(f"Wie bedoelt u: {_listed(found)}?")
    return roles[0]


def read_deputy(typed: str, people: People | None, today: date) -> Deputed:
    """Return who stands in for whom: 'Teamleider Incasso Jan Bakker t/m 15 december'; without a role, for whoever asks.

    Raises `Unclear` where no last day is given, for 'tot', which may leave the day itself out, and for a role that nobody can stand in for.
    """
    if len(typed) > LONGEST or not (found := _UNTIL.fullmatch(" ".join(typed.split()))):
        raise Unclear("Schrijf wie vervangt, en tot en met welke dag, zoals: Jan Bakker t/m 15-12-2026.")
    role, who = _role_before(found["who"])
    if role and people and not (role in SINGLE and people.has(role)):
        raise Unclear(f"Voor de functie {TITLES[role]} kan nu niemand waarnemen: kies de functie van wie afwezig is.")
    deputies = _people_meant(who, people)
    if len({one.name for one in deputies}) != 1:
        listed = f"Wie bedoelt u: {_listed(deputies)}?" if deputies else f"Ik ken niemand met die naam.{_perhaps(who, people)}"
        raise Unclear(listed)
    first = read_date(found["first"], today) if found["first"] else None
    last = read_date(found["last"], first or today)
    if first and last < first:
        raise Unclear("De laatste dag ligt vóór de eerste.")
    return Deputed(role, deputies[0].name, last, first)


def _bare(typed: str) -> str:
    words = trimmed(without_stop_words(tidied(trimmed(typed))))
    courteous = _COURTESIES.match(words)
    return words[courteous.end() :] if courteous else words


def _people_meant(typed: str, people: People | None) -> tuple[Person, ...]:
    """Return who has this name or address. A name may begin with what is else a stop word: 'van den Berg'."""
    words = _bare(typed)
    if people is None:
        return ()
    if address := _ADDRESS.fullmatch(words):
        wanted = address[1] or address[2]
        return tuple(person for person in people.everybody if wanted in (own.casefold() for own in person.addresses))
    return people.called(trimmed(typed)) or people.called(words)


def _role_before(typed: str) -> tuple[Role | None, str]:
    """Take the title off that the words begin with, at most three words long."""
    words = _bare(typed).split()
    for count in (3, 2, 1):
        if count < len(words) and (role := _BY_TITLE.get(folded(" ".join(words[:count])))):
            return role, " ".join(words[count:]).removeprefix("door ").removeprefix("is ")
    return None, " ".join(words)


def _perhaps(words: str, people: People | None) -> str:
    """Name who has nearly such a name or title."""
    names = [*TITLES.values(), *(person.name for person in people.everybody)] if people else [*TITLES.values()]
    spelled = {plain(name): name for name in names} | {plain(name).split()[-1]: name for name in names if name.strip()}
    close = dict.fromkeys(spelled[one] for one in get_close_matches(plain(words), spelled, n=3, cutoff=0.7))
    return f" Bedoelt u {' of '.join(close)}?" if close else ""


def _listed(people: tuple[Person, ...]) -> str:
    return " of ".join(f"{person.name} ({TITLES[person.role]})" for person in people)
