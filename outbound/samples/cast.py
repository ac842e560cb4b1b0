"""Who and what the letters that nobody gets are about: one invented complaint, and the people around it."""

from datetime import date

from tracker.letter_facts import inside
from tracker.letter_facts.outside import Frame
from tracker.model import ComplainantRole, Language, Reference, State
from tracker.told import Facts, Plain, Sender, Signer

REFERENCE = Reference("KL-2026-00042")
RECEIVED, TARGET = date(2026, 4, 2), date(2026, 5, 1)
COMPLAINANT = Sender("J. Voorbeeld", "j.voorbeeld@mail.example")
SIGNER = Signer(
    "Bas Jansen",
    {Language.DUTCH: "Teamleider Debiteurenbeheer", Language.ENGLISH: "Team Leader Accounts Receivable"},
    "030-123 45 03",
)
FRAME = Frame(REFERENCE, SIGNER)
MANAGER, DIRECTOR = "Anna de Boer (Manager Operations)", "Frank Dekker (Algemeen Directeur)"
HANDLER = "Teamleider Incasso (Bram Smit)"
AGREEMENT = "Wij sturen u geen aanmaningen meer over factuur 2026-118.\nU krijgt € 125,00 terug."
WORDS = "De klager belde vanmorgen. Zij wil een brief."


def sample_case(
    state: State, *offers: Plain, nature: str = "Incassokosten", handler: str | None = HANDLER, target_date: date | None = TARGET
) -> Facts:
    """Return what every letter to staff tells of the complaint."""
    return inside.case(
        REFERENCE,
        nature=nature,
        state=state,
        received_date=RECEIVED,
        target_date=target_date,
        complainant_name=COMPLAINANT.name,
        complainant_address=COMPLAINANT.address,
        letters_go_to=COMPLAINANT.address,
        complainant_role=ComplainantRole.DEBTOR,
        handler=handler,
        offers=offers,
    )


def bare_case(state: State) -> Facts:
    """Return the same of a complaint of which little is known."""
    unknown: Facts = {"complainant_name": "", "complainant_address": None, "letters_go_to": None}
    return sample_case(state, handler=None, target_date=None) | unknown | {"complainant_role": str(ComplainantRole.UNKNOWN)}
