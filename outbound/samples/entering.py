"""Facts of the question about a complaint that is entered, which nobody gets: what its template is tried with before it is used."""

from datetime import date

from outbound.samples.cast import REFERENCE, WORDS
from tracker.facts import Facts as Standing
from tracker.letter_facts.entering import whose_complaint
from tracker.model import Event, Letter, State
from tracker.offered import enter_offer, offers_facts
from tracker.told import Facts, Plain
from tracker.who import Who

_UNTIL = date(2026, 4, 16)
_ENTER = enter_offer(17, Event.REGISTER, does="Zegt dat het een klacht is, en legt die vast.")
_WHOSE = enter_offer(17, Event.SET_COMPLAINANT, does="Zegt van wie de klacht is.", needs="het mailadres van de klager")
_NONE = enter_offer(17, Event.NOT_A_COMPLAINT, does="Zegt dat het geen klacht is. Er gebeurt dan niets mee.", button=False)
_KNOWN: Facts = {
    "reference": REFERENCE,
    "offers": offers_facts(Standing(REFERENCE, State.ASSIGNED), (Who.MANAGER,), lambda event: event is Event.NOTE),
}


def _question(*offers: Plain, is_meant: bool, problems: tuple[str, ...] = (), words: str = WORDS, known: Facts | None = None) -> Facts:
    subject = "Hoge kosten" if words else ""
    return whose_complaint(
        is_meant=is_meant, problems=problems, offers=offers, lapses_date=_UNTIL, subject=subject, words=words, known=known
    )


SAMPLES_ENTERING: tuple[tuple[Letter, Facts], ...] = (
    (Letter.WHOSE_COMPLAINT, _question(_ENTER, _NONE, is_meant=False)),
    (Letter.WHOSE_COMPLAINT, _question(_WHOSE, _NONE, is_meant=True, problems=("Van wie de mail was, is niet zeker te lezen.",))),
    (Letter.WHOSE_COMPLAINT, _question(_ENTER, _NONE, is_meant=True, problems=("Deze mail staat er al.",), words="", known=_KNOWN)),
)
