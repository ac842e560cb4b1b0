"""Facts of the letters about an employee's own mail to the complainant that nobody gets: what their templates are tried with.

With those of the other letters that say so: every branch of every template is
reached by one of them. The people, the addresses and the complaint are invented.
"""

from outbound.samples.cast import AGREEMENT, COMPLAINANT, DIRECTOR, HANDLER, WORDS, sample_case
from tracker.letter_facts.answering import money_named, noted
from tracker.letter_facts.inside import consultation, decision
from tracker.letter_facts.own_mail import own_mail_copy, unconsulted
from tracker.model import Letter, State
from tracker.told import Facts

_CASE, _CONSULTING = sample_case(State.AGREED), sample_case(State.CONSULTING)
_AMOUNT = "€ 125,00"


def _promise(named: tuple[str, ...], amount: str | None, *, to_director: bool = False) -> tuple[Letter, Facts]:
    return Letter.UNCONSULTED, unconsulted(
        _CONSULTING, written_by=HANDLER, named=named, amount=amount, words=AGREEMENT, to_director=to_director
    )


def _decision(reason: str, *, consented: bool) -> tuple[Letter, Facts]:
    return Letter.DECISION, decision(
        _CASE,
        consented=consented,
        amount=_AMOUNT,
        agreement=AGREEMENT,
        reason=reason,
        decided_by=DIRECTOR,
        complainant_has_it=True,
    )


SAMPLES_OWN_MAIL: tuple[tuple[Letter, Facts], ...] = (
    (Letter.OWN_MAIL_COPY, own_mail_copy(_CASE, recipient=str(COMPLAINANT.address), written_by=HANDLER, words=AGREEMENT)),
    _promise((_AMOUNT, "terugbetalen"), _AMOUNT),
    _promise((), _AMOUNT),
    _promise((_AMOUNT,), None),
    _promise((_AMOUNT,), None, to_director=True),
    (
        Letter.CONSULTATION,
        consultation(
            _CONSULTING,
            amount=_AMOUNT,
            agreement=AGREEMENT,
            asked_by=HANDLER,
            replaces=False,
            proposal_mark="0123456789abcdef",
            complainant_has_it=True,
        ),
    ),
    _decision("", consented=True),
    _decision("Dit is te veel.", consented=False),
    (Letter.MONEY_NAMED, money_named(_CASE, words=WORDS, named=[_AMOUNT], complainant_has_it=True)),
    (Letter.NOTED, noted(_CASE, complainant_has_it=True, left_over=[], named=[_AMOUNT])),
)
"""Each of these at least once."""
