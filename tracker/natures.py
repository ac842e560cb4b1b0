"""What kind of complaint it is (aard), and to whom that suggests giving it.

A suggestion with its reason, for Manager Operations to accept or not: nothing
is decided here. Rule: nobody is suggested who is named in the complaint.
Source: docs/procedure.md, Words, and What makes it more.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tracker import employees
from tracker.keywords import find_keywords
from tracker.model import TITLES, Language, Role
from tracker.people import People


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
    """What is proposed; `why` is Dutch, and rests on these `words` of the complaint.

    accused: the role of an employee whom the complaint calls by name. A title alone accuses nobody: letters are addressed to titles.
    """

    nature: Nature
    handler: Role
    accused: Role | None
    why: str
    words: tuple[str, ...] = ()


DEFAULT_NATURES = (
    Nature(
        "treatment", "Bejegening", "Treatment",
        (
            "bejegening", "bejegenen", "bejegend", "onbeschoft", "onbeleefd", "onfatsoenlijk", "brutaal", "intimideren", "intimidatie",
            "bedreigen", "bedreigend", "dreigbrief", "onheus", "agressief", "respectloos", "schreeuwen", "schelden", "schold",
            "scholden", "uitgescholden", "afsnauwen", "toesnauwen", "kleineren", "neerbuigend", "denigrerend", "beledigen", "arrogant",
            "grof", "uitlachen", "te woord gestaan", "hoorn op de haak", "hing op", "opgehangen", "discriminatie", "de toon",
            "een toon", "houding", "onder druk", "rude", "impolite", "aggressive", "threaten", "intimidating", "harassment", "harass",
            "disrespectful", "shout", "insult", "hung up", "yell", "liar",
        ),
        Role.TEAM_LEAD_COLLECTION,
    ),
    Nature(
        "disputed_claim", "Betwiste vordering", "Disputed claim",
        (
            "betwisten", "betwiste vordering", "onterecht", "niet schuldig", "niets schuldig", "geen schuld", "nooit besteld",
            "niet besteld", "nooit geleverd", "niet geleverd", "nooit ontvangen", "nooit afgesloten", "geen overeenkomst",
            "verschuldigd", "voldaan", "opgezegd", "verjaard", "al betaald", "reeds betaald", "allang betaald", "heb betaald",
            "is betaald", "was betaald", "eerder betaald", "niet eens met", "niet mee eens", "niet van mij", "ken niet",
            "verkeerde persoon", "dispute", "disputed", "already paid", "have paid", "i paid", "never ordered", "never received",
            "not mine", "not my", "do not owe",
        ),
        Role.TEAM_LEAD_COLLECTION,
    ),
    Nature(
        "costs", "Incassokosten", "Collection costs",
        (
            "incassokosten", "kosten", "rente", "boete", "verhoging", "aanmaningskosten", "te hoog", "buitengerechtelijke",
            "veertiendagenbrief", "collection costs", "costs", "fee", "fees", "interest", "charges",
        ),
        Role.TEAM_LEAD_COLLECTION,
    ),
    Nature(
        "payment_plan", "Betalingsregeling", "Payment plan",
        (
            "betalingsregeling", "regeling", "termijnen", "in delen betalen", "gespreid betalen", "uitstel van betaling", "afbetalen",
            "afbetaling", "elke maand betalen", "per maand betalen", "payment plan", "instalments", "installments",
            "payment arrangement",
        ),
        Role.TEAM_LEAD_RECEIVABLES,
    ),
    Nature(
        "privacy", "Privacy", "Privacy",
        (
            "privacy", "avg", "persoonsgegevens", "persoonlijke gegevens", "datalek", "verwijder mijn gegevens", "inzage",
            "zonder toestemming", "vertrouwelijk", "gegevens doorgegeven", "gegevens gedeeld", "autoriteit persoonsgegevens", "gdpr",
            "personal data", "data breach",
        ),
        Role.TEAM_LEAD_ADMINISTRATION,
    ),
    Nature(
        "reachability", "Bereikbaarheid", "Reachability",
        (
            "bereikbaar", "onbereikbaar", "bereikbaarheid", "wachttijd", "wachtrij", "in de wacht", "terugbellen", "doorverbinden",
            "doorverbonden", "niet doorheen", "keer gebeld", "geen antwoord", "zonder antwoord", "geen reactie", "zonder reactie",
            "niet gereageerd", "niemand beantwoordt", "niemand neemt op", "niet opgenomen", "unreachable", "no reply", "no answer",
            "nobody answers", "nobody picks up", "ignored", "call back", "waiting time",
        ),
        Role.TEAM_LEAD_RECEIVABLES,
    ),
    Nature(
        "administration", "Administratie", "Administration",
        (
            "niet verwerkt", "niet geboekt", "verkeerd geboekt", "dubbel betaald", "dubbel afgeschreven", "keer afgeschreven",
            "te veel betaald", "verkeerde gegevens", "verkeerd adres", "oude adres", "vorig adres", "verhuizing", "verkeerde naam",
            "verkeerde voornaam", "verkeerde geboortedatum", "administratieve fout", "terugbetaling", "geld terug", "niet bijgewerkt",
            "wrong address", "wrong name", "not processed", "paid twice", "not booked", "booked on", "refund",
        ),
        Role.TEAM_LEAD_ADMINISTRATION,
    ),
    Nature(
        "client_service", "Dienstverlening aan opdrachtgever", "Service to clients",
        (
            "als opdrachtgever", "onze debiteuren", "onze debiteur", "onze klant", "onze vordering", "onze dossiers", "dossiers",
            "bij u ondergebracht", "voortgang", "afdracht", "provisie", "rapportage", "accountmanager", "samenwerking", "our debtor",
            "our debtors", "our claim", "our files", "commission",
        ),
        Role.SALES_MANAGER,
    ),
    Nature("other", "Overig", "Other", (), Role.MANAGER_OPERATIONS),
)  # fmt: skip
"""For a debt collection agency, until the customer's settings say otherwise. The first wins a draw; the last is for what fits nowhere."""


def nature_titles(natures: Iterable[Nature], language: Language = Language.DUTCH) -> dict[str, str]:
    """Return what each nature is called, by its key; natures: of the settings. Those that they replaced keep the program's own names."""
    return {one.key: one.title_nl if language is Language.DUTCH else one.title_en for one in (*DEFAULT_NATURES, *natures)}


def nature_title(key: str, natures: Iterable[Nature] = ()) -> str:
    """Return what a nature is called, in Dutch; its key for one that nobody knows. natures: of the settings."""
    return nature_titles(natures).get(key, key)


def natures_in_words(key: str, further: str, natures: Iterable[Nature] = ()) -> str:
    """Return all that a complaint is called, in Dutch: 'Bejegening, ook Incassokosten'. further: keys, with a space between them."""
    also = " en ".join(nature_title(one, natures) for one in further.split())
    return f"{nature_title(key, natures)}, ook {also}" if also else nature_title(key, natures)


def suggest(
    text: str, natures: tuple[Nature, ...], people: People, *, own_words: str | None = None, on_date: date | None = None
) -> Suggestion:
    """Propose a nature and a handler for a new complaint.

    text:       subject and text; only the first LONGEST_TEXT characters are looked at.
    natures:    at least one, in order of precedence; the last is taken where no keyword is found.
    own_words:  of `text`, what its writer quotes from nobody: the nature is looked for there first, and nobody is accused by a quotation.
    on_date:    the day on which it is to be assigned, so that nobody gets it who is named and stands in for its handler.

    The nature with the most different keywords wins. Source: docs/procedure.md, What makes it more.
    """
    said = text if own_words is None else own_words
    nature, found = _nature(said, natures) or _nature(text, natures) or (natures[-1], ())
    named = employees.named(text, people)
    by_name = employees.accused(said, people)
    handler = _not_oneself(nature.handler if people.has(nature.handler) else Role.MANAGER_OPERATIONS, named, people, on_date)
    accused = nature.handler if nature.handler in by_name else next(iter(by_name), None)
    return Suggestion(nature, handler, accused, _why(nature, found, handler, named, people), found)


def _nature(text: str, natures: tuple[Nature, ...]) -> tuple[Nature, tuple[str, ...]] | None:
    """Return the nature for which the most speaks, and the words that do; None where no keyword is found."""
    found = find_keywords(text, tuple((nature.key, nature.keywords) for nature in natures))
    if not found:
        return None
    nature = max(natures, key=lambda one: found[one.key].weight if one.key in found else 0)
    return nature, found[nature.key].shown


def as_described(suggestion: Suggestion, key: str, why: str, handler: Role, natures: Iterable[Nature]) -> Suggestion:
    """Return a suggestion with the nature that an employee gave, and whoever handles it as a rule. key: of that nature."""
    nature = next((one for one in natures if one.key == key), suggestion.nature)
    return suggestion if nature == suggestion.nature else replace(suggestion, nature=nature, handler=handler, why=why)


def _not_oneself(handler: Role, named: tuple[Role, ...], people: People, on_date: date | None) -> Role:
    """Pass on from whoever is named, or stands in and is named, to Manager Operations, and from them to the managing director."""

    def is_named(role: Role) -> bool:
        acting = people.acting(role, on_date).role if on_date else role
        return role in named or acting in named

    if not is_named(handler):
        return handler
    return Role.MANAGING_DIRECTOR if is_named(Role.MANAGER_OPERATIONS) else Role.MANAGER_OPERATIONS


def _why(nature: Nature, found: tuple[str, ...], handler: Role, named: tuple[Role, ...], people: People) -> str:
    """Say in Dutch what the suggestion rests on."""
    quoted = ", ".join(f"‘{words}’" for words in found)
    why = f"gevonden: {quoted}" if found else f"geen bekende woorden gevonden, dus {nature.title_nl.lower()}"
    if not people.has(nature.handler):
        why = f"{why}; de functie {TITLES[nature.handler]} is vacant"
    if handler is not nature.handler and nature.handler in named:
        why = f"{why}; niet naar {TITLES[nature.handler]}, want die wordt in de klacht genoemd"
    elif handler is not nature.handler and people.has(nature.handler):
        why = f"{why}; niet naar {TITLES[nature.handler]}, want de vervanger wordt in de klacht genoemd"
    elif named:
        why = f"{why}; genoemd in de klacht: {', '.join(TITLES[role] for role in named)}"
    return why
