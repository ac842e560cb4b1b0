"""Facts for a specimen of each letter about who is there to handle complaints."""

from datetime import date

from outbound.samples.cast import REFERENCE, sample_case
from tracker.facts import Facts as Standing
from tracker.letter_facts import staffing as letters_staffing
from tracker.letter_facts.staffing import FallingDue
from tracker.model import Event, Letter, Reference, Role, State
from tracker.offered import offers_facts
from tracker.told import Facts, Plain
from tracker.typed.people import Deputed
from tracker.who import Who

_DUE = (FallingDue(REFERENCE, date(2026, 12, 23)), FallingDue(Reference("KL-2026-00051"), date(2026, 12, 30)))
_LAST_DAY = date(2027, 1, 3)

_CASE = sample_case(
    State.ASSIGNED,
    *offers_facts(
        Standing(REFERENCE, State.ASSIGNED),
        (Who.MANAGER,),
        lambda event: event in {Event.ASSIGN, Event.STATUS},
        {Event.ASSIGN: ("Verkoop Manager", str(Role.SALES_MANAGER))},
    ),
    handler="Manager Operations (Anna de Boer)",
)


def _offers(*names: str) -> list[Plain]:
    offers: list[Plain] = []
    for name in names:
        deputed = Deputed(Role.TEAM_LEAD_COLLECTION, name, _LAST_DAY)
        suggestion = {Event.DEPUTISE: (deputed.as_typed(), deputed.canonical())}
        offers += offers_facts(Standing(Reference(""), None), (Who.MANAGER,), lambda event: event is Event.DEPUTISE, suggestion)
    return offers


def _proposal(*names: str, due: int = 1, in_settings: bool = False) -> Facts:
    return letters_staffing.propose_deputy(
        absentee="Bram Smit",
        absentee_title="Teamleider Incasso",
        until_date=_LAST_DAY,
        falling_due=_DUE[:due],
        in_settings=in_settings,
        offers=_offers(*names),
    )


SAMPLES_STAFFING: tuple[tuple[Letter, Facts], ...] = (
    (Letter.HANDLER_GONE, letters_staffing.handler_gone(_CASE, vacant_title="Teamleider Incasso")),
    (Letter.PROPOSE_DEPUTY, _proposal("Carla Visser", "Daan Mulder", due=2)),
    (Letter.PROPOSE_DEPUTY, _proposal("Carla Visser", in_settings=True)),
    (Letter.PROPOSE_DEPUTY, _proposal()),
)
"""Each letter at least once; each template's every branch at least once."""
