"""What stands behind a tag, as a value: a day, an amount, a role, an address.

One function for each kind that `tracker.tag_words` names. Rule: what cannot be
understood, or in two ways, raises `Unclear` with the sentence that asks.
Source: docs/procedure.md, Reading tags.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from intake.addresses import read_sender, shorten
from tracker.model import ComplainantRole, Event, Reference, Role
from tracker.natures import DEFAULT_NATURES, Nature
from tracker.people import People
from tracker.process_steps import DEFAULT_PROCESS_STEPS, ProcessStep
from tracker.reference import around_reference, find_references
from tracker.tag_words import Takes, folded
from tracker.typed.amounts import read_amount
from tracker.typed.causes import Cause, read_cause
from tracker.typed.dates import Direction, read_date
from tracker.typed.people import Deputed, read_deputy, read_role
from tracker.typed.periods import read_period
from tracker.typed.words import LONGEST, Unclear, tidied, trimmed, without_stop_words


@dataclass(frozen=True, slots=True)
class Known:
    """What a tag is understood with.

    today:    the day on which the mail was written, where its writer is.
    prefix:   of references.
    people:   None where no settings are known; then roles are understood by title alone.
    """

    today: date
    prefix: str = "KL"
    people: People | None = None
    natures: tuple[Nature, ...] = DEFAULT_NATURES
    process_steps: tuple[ProcessStep, ...] = DEFAULT_PROCESS_STEPS


@dataclass(frozen=True, slots=True)
class Represented:
    """Who acts for the complainant (vertegenwoordiger), and where letters go; both empty: nobody does any more."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Received:
    """Who complained, and on which day that reached us."""

    address: str
    day: date


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money, in euro cents."""

    cents: int


Argument = str | Reference | Role | ComplainantRole | date | Received | Amount | Deputed | Represented | Cause | tuple[str, ...]
"""What may stand behind a tag. A tuple holds the keys of natures, the most important first; a plain string is the writer's own words."""

NOBODY = "niemand"
"""Behind #namens: the complainant speaks for themselves again."""

_BACKWARDS = frozenset({Event.RECEIVED_ON})
"""Their day lies behind us."""

_ROLES = {
    "opdrachtgever": ComplainantRole.CLIENT,
    "client": ComplainantRole.CLIENT,
    "debiteur": ComplainantRole.DEBTOR,
    "debtor": ComplainantRole.DEBTOR,
}
_MAILTO = re.compile(r"<mailto:[^<>]{0,300}>", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;+/&]|\sen\s|\sand\s", re.IGNORECASE)
_NUMBER = re.compile(r"#?\s?((?=[^0-9]{0,39}[0-9])[A-Za-z0-9][A-Za-z0-9 ./_-]{0,39})", re.ASCII)


def read_argument(event: Event, takes: Takes, typed: str, known: Known) -> Argument:
    """Return what `typed` says, which is not blank. Raises `Unclear`, and `KeyError` for a kind that takes no argument of its own."""
    if takes is Takes.DATE:
        return read_date(typed, known.today, Direction.BACK if event in _BACKWARDS else Direction.AHEAD)
    return _READERS[takes](typed, known)


def to_choose(takes: Takes, known: Known) -> str | None:
    """Return what must be said behind a tag that takes one of a list of the house's own, and the list; None for every other."""
    if takes is Takes.CAUSE:
        return f"Schrijf in welke stap van ons werk het misging. Kies uit: {', '.join(step.title_nl for step in known.process_steps)}."
    if takes is Takes.NATURES:
        return f"Schrijf wat voor klacht het is. Kies uit: {', '.join(nature.title_nl for nature in known.natures)}."
    return None


def in_words(argument: Argument) -> str:
    """Return an argument as one string: a day as ISO 8601, an amount in euro with a point, a role by its key."""
    if isinstance(argument, date):
        return argument.isoformat()
    if isinstance(argument, Amount):
        return f"{argument.cents // 100}.{argument.cents % 100:02}"
    if isinstance(argument, (Deputed, Cause)):
        return argument.canonical()
    if isinstance(argument, Represented):
        return f"{argument.name} <{argument.address}>" if argument.address else NOBODY
    if isinstance(argument, Received):
        return f"{argument.address}, {argument.day.isoformat()}"
    return ", ".join(argument) if isinstance(argument, tuple) else str(argument)


def _address(typed: str, known: Known) -> str:  # noqa: ARG001 - every reader is called alike
    found = read_sender((trimmed(_MAILTO.sub("", typed)),))
    if not found.trusted or found.address is None:
        raise Unclear("Dit begrijpen wij niet als mailadres. Schrijf alleen het adres, zoals naam@voorbeeld.nl.")
    return found.address


def _represented(typed: str, known: Known) -> Represented:
    if folded(typed) == NOBODY:
        return Represented("", "")
    name, _, address = _MAILTO.sub("", typed).strip().rpartition(" ")
    if not trimmed(name) or "@" in name:
        raise Unclear("Schrijf de naam en dan het mailadres, zoals: Piet Jansen piet@voorbeeld.nl.")
    return Represented(shorten(trimmed(name)), _address(address, known))


def _received(typed: str, known: Known) -> Argument:
    """Read the one word with '@' as the address, and whatever is left as the day."""
    words = _MAILTO.sub("", typed[: LONGEST * 3]).split()
    addresses = [word for word in words if "@" in word]
    left = trimmed(without_stop_words(" ".join(word for word in words if "@" not in word)))
    if len(addresses) > 1:
        raise Unclear("Hier staan twee mailadressen. Schrijf alleen het adres van de klager.")
    if not addresses:
        return read_date(typed, known.today, Direction.BACK)
    address = _address(addresses[0], known)
    return Received(address, read_date(left, known.today, Direction.BACK)) if left else address


def _reference(typed: str, known: Known) -> Reference:
    found = find_references(typed, known.prefix)
    before, behind = around_reference(typed, known.prefix) or ("", "")
    if len(found) != 1 or trimmed(without_stop_words(f"{tidied(before)} ")) or trimmed(behind):
        raise Unclear(f"Schrijf één kenmerk achter het woord, zoals {known.prefix}-2026-00042.")
    return found[0]


def _complainant_role(typed: str, known: Known) -> ComplainantRole:  # noqa: ARG001 - every reader is called alike
    if (role := _ROLES.get(folded(without_stop_words(tidied(typed))))) is None:
        raise Unclear("Schrijf opdrachtgever of debiteur.")
    return role


def _natures(typed: str, known: Known) -> tuple[str, ...]:
    by_word = {folded(word): nature.key for nature in known.natures for word in (nature.title_nl, nature.title_en, nature.key)}
    if whole := by_word.get(folded(typed)):
        return (whole,)
    found = [by_word.get(folded(part)) for part in _BETWEEN.split(typed[:LONGEST])]
    keys = tuple(dict.fromkeys(key for key in found if key))
    if len(typed) > LONGEST or None in found:
        raise Unclear(f"Deze aard kennen wij niet. Kies uit: {', '.join(nature.title_nl for nature in known.natures)}.")
    return keys


def _file_number(typed: str, known: Known) -> str:  # noqa: ARG001 - every reader is called alike
    if (found := _NUMBER.fullmatch(trimmed(typed))) is None:
        raise Unclear("Schrijf alleen het dossiernummer achter het woord.")
    return found[1]


def _words(typed: str, known: Known) -> str:  # noqa: ARG001 - every reader is called alike
    if len(typed) > LONGEST:
        raise Unclear("Dit is te lang. Schrijf alleen het woord dat bedoeld is.")
    return trimmed(typed)


_READERS: dict[Takes, Callable[[str, Known], Argument]] = {
    Takes.ROLE: lambda typed, known: read_role(typed, known.people),
    Takes.RECEIVED: _received,
    Takes.AMOUNT: lambda typed, _: Amount(read_amount(typed)),
    Takes.REFERENCE: _reference,
    Takes.ADDRESS: _address,
    Takes.NAME_AND_ADDRESS: _represented,
    Takes.NATURES: _natures,
    Takes.COMPLAINANT_ROLE: _complainant_role,
    Takes.DEPARTMENT: _words,
    Takes.CAUSE: lambda typed, known: read_cause(typed, known.process_steps),
    Takes.FILE_NUMBER: _file_number,
    Takes.PERIOD: lambda typed, known: read_period(typed, known.today).name,
    Takes.DEPUTY: lambda typed, known: read_deputy(typed, known.people, known.today),
}
