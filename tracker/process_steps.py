"""The steps of the company's own work in which something can go wrong (oorzaak), as reports count them.

A closed list, the customer's or the program's own: what people say besides is
kept as their words, and counted nowhere. Rule: a key that complaints bear keeps
its meaning; a step that the customer takes off the list is still told by its key.
Source: docs/procedure.md, What makes it more.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.model import Language

OTHER = "other"
"""The key of whatever is none of the other steps. What registers held before there was a list counts as this."""


@dataclass(frozen=True, slots=True)
class ProcessStep:
    """One step of the work. key: as complaints and totals bear it."""

    key: str
    title_nl: str
    title_en: str


DEFAULT_PROCESS_STEPS = (
    ProcessStep("acceptance", "Aannemen van de opdracht", "Accepting the claim"),
    ProcessStep("data", "Gegevens en adressen", "Data and addresses"),
    ProcessStep("reminder", "Aanmaning", "Reminder"),
    ProcessStep("correspondence", "Brief of mail", "Letter or mail"),
    ProcessStep("telephone", "Telefoongesprek", "Telephone call"),
    ProcessStep("charges", "Kosten en rente", "Costs and interest"),
    ProcessStep("payment", "Betaling verwerken", "Processing a payment"),
    ProcessStep("payment_plan", "Betalingsregeling", "Payment plan"),
    ProcessStep("dispute", "Verweer behandelen", "Handling a defence"),
    ProcessStep("proceedings", "Gerechtelijke fase", "Legal proceedings"),
    ProcessStep("client", "Overleg met opdrachtgever", "Consulting the client"),
    ProcessStep(OTHER, "Overig", "Other"),
)
"""Those of a debt collection agency, until the customer's settings say otherwise."""


def step_titles(steps: Iterable[ProcessStep], language: Language = Language.DUTCH) -> dict[str, str]:
    """Return what each step is called, by its key; steps: of the settings. Those that they replaced keep the program's own names."""
    return {one.key: one.title_nl if language is Language.DUTCH else one.title_en for one in (*DEFAULT_PROCESS_STEPS, *steps)}


def step_title(key: str, steps: Iterable[ProcessStep] = ()) -> str:
    """Return what a step is called, in Dutch; its key for one that nobody knows. steps: of the settings."""
    return step_titles(steps).get(key, key)
