"""What an employee reads of their own mail to the complainant, where its tags were carried out.

Knows steps that were taken, and no mail. Source: docs/procedure.md, What makes it more.
"""

from collections.abc import Sequence

from tracker.model import Event, Letter
from tracker.steps import Done

_HAS_IT = "De klager heeft dit al van u. Wij sturen het niet nog eens."
_APPEAL = "De klager krijgt naast uw mail onze brief over het beroep. Daarin staan de weg, de termijn en de kosten."
_LETTER_TOO = "De klager krijgt naast uw mail ook een brief van ons."
_READS_IT = "U stuurde deze mail ook aan de klager. Die leest uw tekst dus ook."
_UNCONSULTED = "De klager heeft dit bedrag al van u. De Algemeen Directeur weet dat, en beslist nog. Voer de afspraak pas uit na akkoord."


def sentences(done: Sequence[Done]) -> list[str]:
    """Say what the complainant has from the mail in which these steps were asked for, and what they get beside it."""
    taken = [one for one in done if one.done_before_at is None]
    told = [one for each in taken for one in each.told if one.outside]
    found = [_HAS_IT] if any(one.own_mail for one in told) else []
    if any(one.letter is Letter.APPEAL for one in told):
        found.append(_APPEAL)
    elif any(not one.own_mail for one in told):
        found.append(_LETTER_TOO)
    if any(one.step.event is Event.AGREE_WITH_AMOUNT for one in taken):
        found.append(_UNCONSULTED)
    return found or [_READS_IT]
