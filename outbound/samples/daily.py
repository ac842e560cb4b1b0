"""Facts for a specimen of each letter that the calendar sends to staff."""

from collections.abc import Sequence
from datetime import date

from outbound.samples.cast import REFERENCE, WORDS, sample_case
from tracker.daily_mail.due import What
from tracker.facts import Facts as Standing
from tracker.letter_facts import daily as letters_daily
from tracker.letter_facts.daily import MOST, Deletable
from tracker.model import Event, Letter, Reference, State
from tracker.offered import confirm_offer, offers_facts
from tracker.told import Facts, Plain
from tracker.who import Who

_OTHER = Reference("KL-2026-00051")
_OFFERS = offers_facts(Standing(REFERENCE, State.REOPENED, own_case=False), (Who.HANDLER,), {Event.CHANGE_TARGET_DATE}.__contains__)
_DAY = date(2026, 4, 7)


def _todo(what: What, *, late: str | None = None, by_date: date | None = _DAY, offers: list[Plain] | None = None) -> Facts:
    reference = None if what is What.QUARANTINE else REFERENCE
    return letters_daily.todo(
        str(what),
        reference=reference,
        nature="Incassokosten" if reference else None,
        by_date=by_date,
        late=late,
        why="2 werkdagen na ontvangst op donderdag 2 april",
        offers=offers or [],
    )


_EVENTS = [
    letters_daily.event_entry(REFERENCE, ["do 2 april, 09:12: Anna de Boer wees de klacht toe aan Teamleider Incasso"]),
    letters_daily.event_entry(
        _OTHER, ["do 2 april, 09:30: er kwam een bericht bij van buiten", "do 2 april, 16:00: Bram Smit stuurde de klager een antwoord"]
    ),
]
_FAILED = [
    letters_daily.failed_entry("toewijzing", "b.jansen@voorbeeld.example", REFERENCE),
    letters_daily.failed_entry("uitleg", "c.visser@voorbeeld.example", None),
]
_COUNTS: Facts = {"open": 12, "late": 2, "unassigned": 1, "unacknowledged": 1, "new": 3, "closed": 1}
_ASKED: list[Plain] = [confirm_offer(7)]
_EVERYTHING = [
    *(_todo(what, late="2 werkdagen te laat", offers=[*_OFFERS, *_OFFERS]) for what in What),
    _todo(What.VERIFY, by_date=None),
    _todo(What.ANSWER, offers=_ASKED),
]
_DELETABLE = [Deletable(REFERENCE, _DAY), Deletable(_OTHER, date(2026, 4, 9))]


def _daily(
    todos: Sequence[Facts],
    *,
    events: Sequence[Facts] = (),
    failed: Sequence[Facts] = (),
    counts: Facts | None = None,
    removed: Sequence[Deletable] = (),
) -> Facts:
    """Return the facts of one mail, in which as many things to do are told as one mail may."""
    late = sum(one["late"] is not None for one in todos)
    return letters_daily.daily(
        todos=todos[:MOST], count=len(todos), late=late, events=events, failed=failed, counts=counts, removed=removed
    )


SAMPLES_DAILY: tuple[tuple[Letter, Facts], ...] = (
    (Letter.DAILY, _daily(_EVERYTHING, events=_EVENTS, failed=_FAILED, counts=_COUNTS, removed=_DELETABLE)),
    (Letter.DAILY, _daily([], counts=_COUNTS, removed=_DELETABLE[:1])),
    (Letter.DAILY, _daily([_todo(What.SOLVE)])),
    (Letter.DAILY, _daily([_todo(What.ASSIGN)] * 2, failed=_FAILED[:1], counts=_COUNTS)),
    (Letter.DAILY, _daily([_todo(What.SOLVE, late="1 werkdag te laat")])),
    (Letter.DAILY, _daily([], events=_EVENTS[:1] * (MOST + 1), counts=_COUNTS)),
    (Letter.DAILY, _daily(_EVERYTHING * MOST, events=_EVENTS * MOST, failed=_FAILED * MOST, counts=_COUNTS, removed=_DELETABLE * MOST)),
    (Letter.DELETION_LIST, letters_daily.deletion_list(_DELETABLE, mailbox_of=None)),
    (Letter.DELETION_LIST, letters_daily.deletion_list(_DELETABLE[:1], mailbox_of=None)),
    (Letter.DELETION_LIST, letters_daily.deletion_list(_DELETABLE[:1], mailbox_of="w.wever@voorbeeld.example")),
    (Letter.DELETION_LIST, letters_daily.deletion_list(_DELETABLE, mailbox_of="w.wever@voorbeeld.example")),
    (Letter.EVENT, letters_daily.event(sample_case(State.ASSIGNED, *_OFFERS), told="Bram Smit veranderde de streefdatum", words=WORDS)),
    (Letter.EVENT, letters_daily.event(sample_case(State.ASSIGNED), told="Bram Smit stuurde de klager een antwoord", words="")),
)
"""Each letter at least once; each template's every branch at least once."""
