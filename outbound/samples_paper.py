"""Facts of the letters that somebody must print, which nobody gets: what their template is tried with before it is used."""

from datetime import date

from outbound.samples_cast import FRAME
from tracker.facts import Facts as Standing
from tracker.letter_facts import outside as letters_outside
from tracker.letter_facts.inside import case, ready
from tracker.letter_facts.paper import to_print
from tracker.model import ComplainantRole, Event, Language, Letter, Reference, State
from tracker.offered import offers_facts
from tracker.told import Facts
from tracker.who import Who

_REFERENCE = Reference("KL-2026-00042")
_CASE = case(
    _REFERENCE,
    nature="Incassokosten",
    state=State.AGREED,
    received_date=date(2026, 4, 2),
    target_date=date(2026, 5, 1),
    complainant_name="J. Voorbeeld",
    complainant_address=None,
    letters_go_to=None,
    complainant_role=ComplainantRole.DEBTOR,
    handler="Teamleider Incasso (Bram Smit)",
    offers=offers_facts(Standing(_REFERENCE, State.AGREED), (Who.MANAGER,), {Event.CONFIRMED_ANOTHER_WAY, Event.STATUS}.__contains__),
)
_CONFIRMATION = letters_outside.confirmation(FRAME, text="Wij sturen u geen aanmaningen meer over factuur 2026-118.", amount_cents=12_500)


def _printed(name: str, address: str | None, recipient: str | None) -> Facts:
    waits = ready(Letter.CONFIRMATION, Language.DUTCH, _CONFIRMATION, recipient_name=name, postal_address=address)
    why = "een eerdere brief kwam op dit adres niet aan" if recipient else "van de klager is geen mailadres bekend"
    return to_print(_CASE, ready_letter=waits, recipient=recipient, failed_why=why)


SAMPLES_PAPER: tuple[tuple[Letter, Facts], ...] = (
    (Letter.TO_PRINT, _printed("J. Voorbeeld", "Dorpsstraat 1\n3500 BC Utrecht", None)),
    (Letter.TO_PRINT, _printed("", None, "j.voorbeeld@mail.example")),
)
"""Each letter at least once; each template's every branch at least once."""
