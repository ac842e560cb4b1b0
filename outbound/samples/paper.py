"""Facts of the letters that somebody must print, which nobody gets: what their template is tried with before it is used."""

from outbound.samples.cast import AGREEMENT, COMPLAINANT, FRAME, REFERENCE, sample_case
from tracker.facts import Facts as Standing
from tracker.letter_facts import outside as letters_outside
from tracker.letter_facts.inside import ready
from tracker.letter_facts.paper import to_print
from tracker.model import Event, Language, Letter, State
from tracker.offered import offers_facts
from tracker.told import Facts
from tracker.who import Who

_OFFERS = offers_facts(Standing(REFERENCE, State.AGREED), (Who.MANAGER,), {Event.CONFIRMED_ANOTHER_WAY, Event.STATUS}.__contains__)
_CASE: Facts = sample_case(State.AGREED, *_OFFERS) | {"complainant_address": None, "letters_go_to": None}
_CONFIRMATION = letters_outside.confirmation(FRAME, text=AGREEMENT, amount_cents=12_500)


def _printed(name: str, address: str | None, recipient: str | None) -> Facts:
    waits = ready(Letter.CONFIRMATION, Language.DUTCH, _CONFIRMATION, recipient_name=name, postal_address=address)
    why = "een eerdere brief kwam op dit adres niet aan" if recipient else "van de klager is geen mailadres bekend"
    return to_print(_CASE, ready_letter=waits, recipient=recipient, failed_why=why)


SAMPLES_PAPER: tuple[tuple[Letter, Facts], ...] = (
    (Letter.TO_PRINT, _printed(COMPLAINANT.name, "Dorpsstraat 1\n3500 BC Utrecht", None)),
    (Letter.TO_PRINT, _printed("", None, COMPLAINANT.address)),
)
"""Each branch of the template at least once."""
