"""The sentence for a step that the procedure does not have: who could take it, when it could be taken, or what was likely meant.

Knows no table: it is handed what the table says. Staff read the sentence, in
Dutch; of an event that no tag causes, administrators read it.
Source: docs/procedure.md, States and events, and Reading tags.
"""

from collections.abc import Sequence

from tracker.model import STATES, Reference, State
from tracker.model import Event as E
from tracker.model import State as S
from tracker.tag_words import BY_EVENT, as_typed
from tracker.who import IN_DUTCH
from tracker.who import Who as W

NO_STEP = "the procedure has no such step"

_FIRST_AGREE = "Leg eerst de afspraak vast. Dat kan in één mail: #afspraak #opgelost, met de tekst die de klager mag lezen."
_WHILE_CONSULTING = (
    "De Algemeen Directeur beslist nog over het bedrag. Een andere afspraak kan wel: #afspraak #bedrag, met de nieuwe tekst."
)

_NOT_YET_SOLVED = "De klacht is nog niet opgelost gemeld. U hoeft daarvoor niets te doen. Iets vastleggen kan met #notitie."

MEANT: dict[tuple[State | None, E, W], str] = {
    **{(state, E.RESOLVE, who): _FIRST_AGREE for state in (S.ASSIGNED, S.REOPENED) for who in (W.HANDLER, W.MANAGER)},
    **{(S.CONSULTING, E.AGREE, who): _WHILE_CONSULTING for who in (W.HANDLER, W.MANAGER)},
    **{(state, E.DISSATISFIED, W.HANDLER): _NOT_YET_SOLVED for state in (S.AGREED, S.CONSULTING)},
    (S.RESOLVED, E.CONCLUDE, W.MANAGER): "Bedoelt u #tevreden? #afsluiten is voor het einde van een beroep.",
}
"""What was likely meant, by state, event and who."""

MEANT_ANYWHERE: dict[tuple[E, W], str] = {
    (E.CONSENT, W.HANDLER): "Akkoord geeft de Algemeen Directeur. Bedoelt u #afspraak?",
    (E.CONSENT, W.MANAGER): "Akkoord geeft de Algemeen Directeur. Bedoelt u #afspraak, of #tevreden?",
    (E.REFUSE_CONSENT, W.HANDLER): "Over een bedrag beslist de Algemeen Directeur. Bedoelt u #geenafspraak?",
    (E.CONCLUDE, W.HANDLER): "Afsluiten doet de Manager Operations, na een beroep. Bedoelt u #opgelost?",
    (E.SATISFIED, W.HANDLER): "De Manager Operations vraagt de klager of alles in orde is. Bedoelt u #opgelost?",
    (E.DISSATISFIED, W.HANDLER): "De Manager Operations vraagt de klager of alles in orde is. Bedoelt u #geenafspraak?",
}
"""The same, in whatever state."""


def no_step(reference: Reference, state: State | None, event: E, by: W, others: Sequence[W], when: Sequence[State | None]) -> str:
    """Say why there is no such step.

    others: who may cause the event, here or else anywhere; when: the states in which `by` may.
    """
    typed = as_typed(event)
    if typed is None or by not in IN_DUTCH:
        return NO_STEP
    if meant := MEANT.get((state, event, by)) or MEANT_ANYWHERE.get((event, by)):
        return meant
    if not others and event in BY_EVENT and (beside := BY_EVENT[event].beside):
        return f"{typed} hoort bij {as_typed(beside)}, in dezelfde mail."
    return (
        _not_now(reference, state, typed, when) if when else f"Alleen {_either([IN_DUTCH[one] for one in others])} kan {typed} gebruiken."
    )


def _not_now(reference: Reference, state: State | None, typed: str, when: Sequence[State | None]) -> str:
    if state is None:
        return f"{typed} gaat over een klacht. Zet het kenmerk in het onderwerp, zoals KL-2026-00042."
    states = [f"'{STATES[one]}'" for one in when if one]
    if not states:
        return f"{typed} begint een nieuwe klacht, en deze mail hoort bij {reference}. Begin een mail zonder kenmerk."
    return f"{typed} kan nu niet: de stand is '{STATES[state]}'. Het kan bij {_either(states)}."


def _either(words: Sequence[str]) -> str:
    """Join words as Dutch sentences do: 'a, b of c'."""
    *first, last = words
    return f"{', '.join(first)} of {last}" if first else last
