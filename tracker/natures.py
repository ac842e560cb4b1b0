"""What kind of complaint it is (aard), and to whom that suggests giving it.

A suggestion with its reason, for Manager Operations to accept or not: nothing
is decided here. Rule: nobody is suggested who is named in the complaint.
Source: docs/procedure.md, Words, and What makes it more.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tracker.model import TITLES, Role
from tracker.people import People, plain
from tracker.stems import dutch_stem

LONGEST_TEXT = 20_000
"""Characters of a complaint that are looked at: what it is about stands near its top."""

_WORDS = re.compile(r"[^\W\d_]{1,40}")  # a longer one is cut into pieces, so that the cache of stems stays small


@dataclass(frozen=True, slots=True)
class Nature:
    """One kind of complaint.

    keywords:             Dutch or English, each of one word or more; inflected forms are found as well.
    target_working_days:  None takes the number in `tracker.dates.Terms`.
    """

    key: str
    title_nl: str
    title_en: str
    keywords: tuple[str, ...]
    handler: Role
    target_working_days: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is proposed; `why` is Dutch.

    accused: the role of an employee whom the complaint calls by name. A title alone accuses nobody: letters are addressed to titles.
    """

    nature: Nature
    handler: Role
    accused: Role | None
    why: str


class _Keyword(NamedTuple):
    nature: str
    stems: tuple[str, ...]


DEFAULT_NATURES = (
    Nature(
        "treatment", "Bejegening", "Treatment",
        (
            "bejegening", "bejegenen", "bejegend", "onbeschoft", "onbeleefd", "onfatsoenlijk", "brutaal", "intimiderend", "intimidatie",
            "bedreigend", "onheus", "agressief", "respectloos", "geschreeuwd", "schelden", "uitgescholden", "de toon", "een toon",
            "houding", "onder druk", "rude", "impolite", "aggressive", "threatening", "intimidating", "harassment",
        ),
        Role.TEAM_LEAD_COLLECTION,
    ),
    Nature(
        "disputed_claim", "Betwiste vordering", "Disputed claim",
        (
            "betwisten", "betwiste vordering", "onterecht", "niet schuldig", "niets schuldig", "geen schuld", "nooit besteld",
            "niet besteld",
            "opgezegd", "verjaard", "al betaald", "reeds betaald", "niet eens met de vordering", "verkeerde persoon",
            "dispute", "disputed", "already paid", "never ordered", "not mine", "do not owe",
        ),
        Role.TEAM_LEAD_COLLECTION,
    ),
    Nature(
        "costs", "Incassokosten", "Collection costs",
        (
            "incassokosten", "kosten", "rente", "boete", "verhoging", "aanmaningskosten", "te hoog", "buitengerechtelijke",
            "collection costs", "costs", "fee", "fees", "interest", "charges",
        ),
        Role.TEAM_LEAD_COLLECTION,
    ),
    Nature(
        "payment_plan", "Betalingsregeling", "Payment plan",
        (
            "betalingsregeling", "regeling", "termijnen", "in delen betalen", "gespreid betalen", "uitstel van betaling", "afbetalen",
            "payment plan", "instalments", "installments", "payment arrangement",
        ),
        Role.TEAM_LEAD_RECEIVABLES,
    ),
    Nature(
        "privacy", "Privacy", "Privacy",
        (
            "privacy", "avg", "persoonsgegevens", "datalek", "verwijder mijn gegevens", "inzage", "zonder toestemming", "vertrouwelijk",
            "autoriteit persoonsgegevens", "gdpr", "personal data", "data breach",
        ),
        Role.TEAM_LEAD_ADMINISTRATION,
    ),
    Nature(
        "reachability", "Bereikbaarheid", "Reachability",
        (
            "bereikbaar", "onbereikbaar", "bereikbaarheid", "wachttijd", "wachtrij", "niet teruggebeld", "teruggebeld", "terugbellen",
            "geen antwoord", "geen reactie", "niemand neemt op", "in gesprek", "unreachable", "no reply", "no answer", "call back",
            "waiting time",
        ),
        Role.TEAM_LEAD_RECEIVABLES,
    ),
    Nature(
        "administration", "Administratie", "Administration",
        (
            "niet verwerkt", "niet geboekt", "verkeerd geboekt", "dubbel betaald", "dubbel afgeschreven", "verkeerde gegevens",
            "verkeerd adres",
            "oude adres", "verkeerde naam", "administratieve fout", "terugbetaling", "niet bijgewerkt",
            "wrong address", "wrong name", "not processed", "paid twice", "not booked", "refund",
        ),
        Role.TEAM_LEAD_ADMINISTRATION,
    ),
    Nature(
        "client_service", "Dienstverlening aan opdrachtgever", "Service to clients",
        (
            "wij als opdrachtgever", "onze debiteuren", "onze debiteur", "onze klant", "onze vordering", "onze dossiers", "dossiers",
            "afdracht", "provisie",
            "rapportage", "accountmanager", "samenwerking", "our debtor", "our debtors", "our claim", "our files", "commission",
        ),
        Role.SALES_MANAGER,
    ),
    Nature("other", "Overig", "Other", (), Role.MANAGER_OPERATIONS),
)  # fmt: skip
"""For a debt collection agency, until the customer's settings say otherwise. The first wins a draw; the last is for what fits nowhere."""


def nature_title(key: str, natures: Iterable[Nature] = ()) -> str:
    """Return what a nature is called, in Dutch; natures: of the settings. One that they replaced is found among the program's own."""
    return next((nature.title_nl for nature in (*natures, *DEFAULT_NATURES) if nature.key == key), key)


def suggest(text: str, natures: tuple[Nature, ...], people: People) -> Suggestion:
    """Propose a nature and a handler for a new complaint.

    text:     subject and new text; only the first LONGEST_TEXT characters are looked at.
    natures:  at least one, in order of precedence; the last is taken where no keyword is found.

    The nature with the most different keywords wins. Source: docs/procedure.md, What makes it more.
    """
    words = [word.lower() for word in _WORDS.findall(text[:LONGEST_TEXT])]
    stems = [dutch_stem(word) for word in words]
    found = _hits(words, stems, natures)
    nature = max(natures, key=lambda one: len(found.get(one.key, ()))) if found else natures[-1]
    named = _named(words, people)
    by_name = _named(words, people, titles=False)
    handler = _not_oneself(nature.handler if people.has(nature.handler) else Role.MANAGER_OPERATIONS, named)
    accused = nature.handler if nature.handler in by_name else next(iter(by_name), None)
    return Suggestion(nature, handler, accused, _why(nature, tuple(found.get(nature.key, {}).values()), handler, named, people))


def _hits(words: list[str], stems: list[str], natures: tuple[Nature, ...]) -> dict[str, dict[str, str]]:
    """Return nature → keyword → the words of the text that matched it first."""
    index = _index(natures)
    hits: dict[str, dict[str, str]] = {}
    for start, first in enumerate(stems):
        for keyword in index.get(first, ()):
            end = start + len(keyword.stems)
            if tuple(stems[start:end]) == keyword.stems:
                hits.setdefault(keyword.nature, {}).setdefault(" ".join(keyword.stems), " ".join(words[start:end]))
    return hits


@lru_cache(maxsize=8)
def _index(natures: tuple[Nature, ...]) -> dict[str, tuple[_Keyword, ...]]:
    """Return the keywords by their first stem, so that a text is passed through once."""
    index: dict[str, tuple[_Keyword, ...]] = {}
    for nature in natures:
        for keyword in nature.keywords:
            stems = tuple(dutch_stem(word.lower()) for word in _WORDS.findall(keyword))
            for first in stems[:1]:
                index[first] = (*index.get(first, ()), _Keyword(nature.key, stems))
    return index


def _named(words: list[str], people: People, *, titles: bool = True) -> tuple[Role, ...]:
    """Return the roles that the complaint names: a full name, a surname or, with `titles`, a title, in the order of the people."""
    text = f" {plain(' '.join(words))} "
    return tuple(dict.fromkeys(role for spelling, role in _spellings(people, titles=titles) if f" {spelling} " in text))


@lru_cache(maxsize=16)
def _spellings(people: People, *, titles: bool) -> tuple[tuple[str, Role], ...]:
    """Return how each employee may be named. The front desk is no title: nobody complains *to* it."""
    titled = [(title, role) for role, title in TITLES.items() if role is not Role.FRONT_DESK and titles]
    names = [(name, person.role) for person in people.everybody for name in (person.name, person.surname)]
    return tuple((" ".join(_WORDS.findall(plain(spelling))), role) for spelling, role in names + titled)


def _not_oneself(handler: Role, named: tuple[Role, ...]) -> Role:
    """Pass on from whoever is named to Manager Operations, and from them to the managing director."""
    if handler not in named:
        return handler
    return Role.MANAGING_DIRECTOR if Role.MANAGER_OPERATIONS in named else Role.MANAGER_OPERATIONS


def _why(nature: Nature, found: tuple[str, ...], handler: Role, named: tuple[Role, ...], people: People) -> str:
    """Say in Dutch what the suggestion rests on."""
    quoted = ", ".join(f"‘{words}’" for words in found)
    why = f"gevonden: {quoted}" if found else f"geen bekende woorden gevonden, dus {nature.title_nl.lower()}"
    if not people.has(nature.handler):
        why = f"{why}; de functie {TITLES[nature.handler]} is vacant"
    if handler is not nature.handler and nature.handler in named:
        why = f"{why}; niet naar {TITLES[nature.handler]}, want die wordt in de klacht genoemd"
    elif named:
        why = f"{why}; genoemd in de klacht: {', '.join(TITLES[role] for role in named)}"
    return why
