"""Which employees a complaint names, so that nobody is given their own case.

Compares with the people of the settings and decides nothing. Rule one: who is
named by function or mail address, in a salutation or in a quotation is passed
over, and no more; accused is only who is called by name in the complainant's own
words. Rule two: a surname that is a word as well ('de bakker') counts where it
is written as a name. Source: docs/procedure.md, What makes it more.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from tracker.model import TITLES, Role
from tracker.people import People, Person, plain
from tracker.salutations import SALUTATION

LONGEST_TEXT = 20_000
"""Characters that are looked at."""

_WORDS = re.compile(r"[^\W\d_]{1,40}")
_COURTESIES = frozenset({
    "heer", "meneer", "mijnheer", "mevrouw", "mevr", "mw", "dhr", "juffrouw", "dame", "mr", "mrs", "ms", "miss", "medewerker",
    "medewerkster", "collega", "genaamd", "named", "called", "colleague", "employee", "agent",
})  # fmt: skip
_SALUTATION = re.compile(rf"(?:{SALUTATION}|t\.?a\.?v\.?)\b.{{0,80}}", re.IGNORECASE)
_FIRST_LINES = 6
_SHORTEST_NAME = 3


def named(text: str, people: People) -> tuple[Role, ...]:
    """Return the roles that a text names, by a name, a function or a mail address."""
    return tuple(dict.fromkeys([*_by_name(text, people), *_by_title(text), *_by_address(text, people)]))


def accused(text: str, people: People) -> tuple[Role, ...]:
    """Return the roles of employees whom a complaint calls by name beside its salutation. A function alone accuses nobody."""
    return tuple(dict.fromkeys(_by_name(_without_salutation(text), people)))


def _without_salutation(text: str) -> str:
    lines = text[:LONGEST_TEXT].split("\n")
    first = [line for line in lines[:_FIRST_LINES] if not _SALUTATION.match(line.strip())]
    return "\n".join([*first, *lines[_FIRST_LINES:]])


def _by_title(text: str) -> list[Role]:
    shown = plain(text[:LONGEST_TEXT])
    titles = [(title, role) for title, role in _titles() if title.partition(" ")[0] in shown]
    told = f" {' '.join(_WORDS.findall(shown))} " if titles else ""
    return [role for title, role in titles if f" {title} " in told]


def _by_address(text: str, people: People) -> list[Role]:
    shown = text[:LONGEST_TEXT].casefold()
    if "@" not in shown:
        return []
    return [
        person.role for person in people.everybody if any(one.casefold() in shown and _bears_name(one, person) for one in person.addresses)
    ]


def _bears_name(address: str, person: Person) -> bool:
    """Say whether an address is plainly one person's, and not that of a department ('incasso@')."""
    local = plain(address.partition("@")[0])
    return any(word in local for word in _WORDS.findall(plain(person.name)) if len(word) >= _SHORTEST_NAME)


def _by_name(text: str, people: People) -> list[Role]:
    shown = plain(text[:LONGEST_TEXT])
    if not (spellings := [one for one in _spellings(people) if all(word in shown for word in one.words)]):
        return []
    written = _WORDS.findall(text[:LONGEST_TEXT])
    compared = [plain(word) for word in written]
    return [one.role for one in spellings if _stands(one, written, compared)]


def _stands(one: "_Spelling", written: list[str], compared: list[str]) -> bool:
    """Say whether the text has this spelling as a name."""
    for start in range(len(compared) - len(one.words) + 1):
        end = start + len(one.words)
        if tuple(compared[start:end]) == one.words:
            is_courteous = start > 0 and compared[start - 1] in _COURTESIES
            if is_courteous or one.sure is _Sure.ALWAYS or (one.sure is _Sure.WITH_CAPITAL and written[end - 1][:1].isupper()):
                return True
    return False


class _Sure(Enum):
    """When a spelling names an employee. Behind 'mevrouw' or the like all do."""

    ALWAYS = auto()  # a full name
    WITH_CAPITAL = auto()  # a surname
    BEHIND_COURTESY = auto()  # a first name: many have it


@dataclass(frozen=True, slots=True)
class _Spelling:
    words: tuple[str, ...]
    role: Role
    sure: _Sure


@lru_cache(maxsize=16)
def _spellings(people: People) -> tuple[_Spelling, ...]:
    """Return how each employee may be named."""
    return tuple(
        _Spelling(tuple(_WORDS.findall(plain(name))), person.role, sure)
        for person in people.everybody
        for name, sure in (
            (person.name, _Sure.ALWAYS),
            (person.surname, _Sure.WITH_CAPITAL),
            (person.name.split()[0], _Sure.BEHIND_COURTESY),
        )
        if _WORDS.search(name)
    )


@lru_cache(maxsize=1)
def _titles() -> tuple[tuple[str, Role], ...]:
    """Return the title of each function. The front desk is no title: nobody complains *to* it."""
    return tuple((plain(title), role) for role, title in TITLES.items() if role is not Role.FRONT_DESK)
