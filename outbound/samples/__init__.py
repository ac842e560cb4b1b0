"""Facts of letters that nobody gets: what a template is tried with before it is used.

Every branch of every template is reached by one of them. The people, the
addresses and the complaint are invented.
"""

from dataclasses import replace
from datetime import date

from outbound.samples.arrived import SAMPLES_ARRIVED
from outbound.samples.asked import SAMPLES_ASKED
from outbound.samples.cast import RECEIVED, REFERENCE, TARGET
from outbound.samples.daily import SAMPLES_DAILY
from outbound.samples.entering import SAMPLES_ENTERING
from outbound.samples.inside import SAMPLES_INSIDE
from outbound.samples.outside import SAMPLES_OUTSIDE
from outbound.samples.own_mail import SAMPLES_OWN_MAIL
from outbound.samples.paper import SAMPLES_PAPER
from outbound.samples.report import SAMPLES_REPORT
from outbound.samples.staffing import SAMPLES_STAFFING
from tracker.letter_facts import outside
from tracker.model import Language, Letter
from tracker.told import Facts, Signer

_SIGNER = Signer("Anna de Boer", dict.fromkeys(Language, "Manager Operations"), "030-123 45 67")


def _acknowledgement(signer: Signer) -> tuple[Letter, Facts]:
    facts = outside.acknowledgement(
        REFERENCE, received_date=RECEIVED, target_date=TARGET, outer_limit_date=date(2026, 5, 28), signer=signer
    )
    return Letter.ACKNOWLEDGEMENT, facts


SAMPLES: tuple[tuple[Letter, Facts], ...] = (
    _acknowledgement(_SIGNER),
    _acknowledgement(replace(_SIGNER, telephone="")),
    *SAMPLES_ARRIVED,
    *SAMPLES_OUTSIDE,
    *SAMPLES_INSIDE,
    *SAMPLES_PAPER,
    *SAMPLES_ASKED,
    *SAMPLES_ENTERING,
    *SAMPLES_STAFFING,
    *SAMPLES_DAILY,
    *SAMPLES_OWN_MAIL,
    *SAMPLES_REPORT,
)
"""Each letter at least once; each template's every branch at least once."""
