"""Facts of letters about what came in, as their templates are tried with them. Everything in them is invented."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import reduce

from outbound.samples.cast import COMPLAINANT, HANDLER, RECEIVED, REFERENCE, SIGNER, TARGET, bare_case, sample_case
from tracker.dates import Terms, acknowledge_by
from tracker.facts import Facts as Standing
from tracker.letter_facts import arrived, gathered, outside
from tracker.letter_facts.arrived import LaterMail, NewComplaint
from tracker.letter_facts.inside import ready
from tracker.model import Acknowledgement, Event, Language, Letter, Reference, State
from tracker.offered import offers_facts
from tracker.told import (
    Facts,
    Gathered,
    GatheredFollowUp,
    GatheredUnreadable,
    Guess,
    Hint,
    Listed,
    Named,
    Other,
    QuotedMail,
    Sender,
    Unjoined,
    Unshown,
)
from tracker.who import Who

_NATURE = "Betaling en aanmaning"
_DEADLINE = acknowledge_by(RECEIVED, Terms())
_ODD_SENDER = Sender("", None, "het mailadres is niet goed te lezen")
_TEXT = """Geachte heer, mevrouw,

Ik kreeg op 1 april weer een aanmaning, terwijl ik op 20 maart al heb betaald.
Een bewijs van de bank stuur ik mee. Kunt u dit nakijken?

J. Voorbeeld"""
_PROOF = (Listed("betaalbewijs.pdf", 120_000), Listed("film.mp4", 48_000_000, enclosed=False))
_ACKNOWLEDGEMENT = outside.acknowledgement(
    REFERENCE, received_date=RECEIVED, target_date=TARGET, outer_limit_date=date(2026, 5, 28), signer=SIGNER
)
_AFTER = date(2026, 4, 9)
"""When each day of the first week has passed."""

_READY, _READY_IN_ENGLISH = (ready(Letter.ACKNOWLEDGEMENT, language, _ACKNOWLEDGEMENT) for language in (Language.DUTCH, Language.ENGLISH))

_OTHERS = (
    Other(Reference("KL-2026-00017"), date(2026, 2, 19), is_open=True),
    Other(Reference("KL-2026-00002"), date(2026, 1, 5), is_open=False),
)
_NAMED = (
    Named(Reference("KL-2026-00017"), Unjoined.ALSO),
    Named(Reference("KL-2026-00018"), Unjoined.ALSO),
    Named(Reference("KL-2026-00003"), Unjoined.NOT_ON_FILE),
    Named(Reference("KL-2026-00777"), Unjoined.NOT_THERE),
    Named(Reference("KL-2025-00210"), Unjoined.NOT_THERE, date(2026, 1, 12)),
)
_FIRST_OFFERS = offers_facts(
    Standing(REFERENCE, State.REGISTERED, own_case=False),
    (Who.MANAGER,),
    {Event.ASSIGN, Event.NOT_A_COMPLAINT, Event.SPAM}.__contains__,
    {Event.ASSIGN: ("Teamleider Debiteurenbeheer", "team_lead_receivables")},
)
_MENDING = offers_facts(
    Standing(REFERENCE, State.ASSIGNED, Acknowledgement.FAILED, own_case=False),
    (Who.MANAGER,),
    {Event.CONFIRMED_ANOTHER_WAY, Event.SET_COMPLAINANT}.__contains__,
)

_NEW = NewComplaint(
    QuotedMail(COMPLAINANT, "Klacht over aanmaning", _TEXT, attachments=_PROOF),
    suggested_handler="Teamleider Debiteurenbeheer (Bas Jansen)",
    suggestion_why="de woorden 'aanmaning' en 'betaald'",
    assign_before_date=date(2026, 4, 8),
    acknowledge_by=_DEADLINE,
    today=RECEIVED,
)
_ODD_NEW = replace(
    _NEW,
    mail=QuotedMail(_ODD_SENDER, "", _TEXT * 200, hints=tuple(Hint)),
    withheld_why="de mail lijkt van een automaat te komen",
    ready_letter=_READY,
    others=_OTHERS,
    others_are_more=True,
    named=_NAMED,
    backlog=True,
    entered_by="Bas Jansen (Teamleider Debiteurenbeheer)",
    channel="per telefoon",
    note="Mevrouw belde eerst, en stuurde daarna deze mail.",
)


def _new_complaint(new: NewComplaint) -> tuple[Letter, Facts]:
    case = sample_case(State.REGISTERED, *_FIRST_OFFERS, nature=_NATURE, handler=None)
    return Letter.NEW_COMPLAINT, arrived.new_complaint(case, new)


_LATER = LaterMail(
    QuotedMail(COMPLAINANT, "Re: Wij hebben uw klacht ontvangen [KL-2026-00042]", "Ik heb nog niets gehoord."), date(2026, 4, 9)
)
_ODD_LATER = replace(
    _LATER,
    mail=QuotedMail(_ODD_SENDER, "", "Ik heb nog niets gehoord.", hints=tuple(Hint)),
    earlier_left_out=True,
    other_address=True,
    named=_NAMED[:1],
)


def _follow_up(later: LaterMail, case: Facts, who: Who = Who.HANDLER, *, said_yes: bool = False) -> tuple[Letter, Facts]:
    """Return the letter, with what its reader may cause in the state that `case` tells."""
    standing = Standing(REFERENCE, State(str(case["state"])), own_case=False, removal_stopped=later.after_closing, said_yes=said_yes)
    return Letter.FOLLOW_UP, arrived.follow_up(case | {"offers": offers_facts(standing, (who,))}, later)


def _answer(guess: Guess | None) -> tuple[Letter, Facts]:
    """Return the letter about an answer to 'is it solved?', or about a mail after closing."""
    mail = QuotedMail(COMPLAINANT, "Re: Is uw klacht opgelost? [KL-2026-00042]", "Ik kreeg gisteren uw brief.")
    later = LaterMail(mail, date(2026, 4, 20), guess=guess, after_closing=guess is None)
    case = sample_case(State.RESOLVED if guess else State.CLOSED, nature=_NATURE)
    return _follow_up(later, case, Who.MANAGER, said_yes=guess is Guess.YES)


def _unshown(why: Unshown, text: str = "") -> tuple[Letter, Facts]:
    subject = "Re: mijn klacht" if why is Unshown.ENCRYPTED else ""
    mail = QuotedMail(COMPLAINANT, subject, text, unshown=why, attachments=_PROOF[:1])
    return Letter.FOLLOW_UP, arrived.follow_up(sample_case(State.ASSIGNED, nature=_NATURE), LaterMail(mail, date(2026, 4, 9)))


def _unacknowledged(*, clock: bool, today: date = RECEIVED) -> tuple[Letter, Facts]:
    facts = arrived.unacknowledged(
        sample_case(State.ASSIGNED, *(_MENDING if clock else ()), nature=_NATURE),
        recipient=str(COMPLAINANT.address),
        acknowledge_by=_DEADLINE if clock else None,
        today=today,
        failed_why="het adres bestaat niet (550 5.1.1)",
        ready_letter=_READY_IN_ENGLISH,
    )
    return Letter.UNACKNOWLEDGED, facts


_GATHERED = (
    Gathered(REFERENCE, _NATURE, date(2026, 4, 8), date(2026, 4, 7), withheld=False),
    Gathered(Reference("KL-2026-00043"), "Bejegening", date(2026, 4, 8), date(2026, 4, 7), withheld=True, see_also=(REFERENCE,)),
    Gathered(Reference("KL-2026-00044"), "Overig", date(2026, 4, 9), None, withheld=True),
)
_AT = datetime(2026, 4, 2, 9, 31, tzinfo=UTC)
_FLOOD = GatheredFollowUp(REFERENCE, COMPLAINANT.address, _AT)
_MORE = (
    GatheredFollowUp(REFERENCE, None, _AT, other_address=True, see_also=(Reference("KL-2026-00017"),)),
    GatheredFollowUp(Reference("KL-2026-00043"), "a@mail.example", _AT, proven=True),
)
_UNREAD = GatheredUnreadable(17, "a@mail.example", _AT, date(2026, 4, 7), "de mail is te groot")
_UNREAD_TOO = GatheredUnreadable(18, None, _AT, None, "de mail heeft geen kop")


def _unreadable(one: GatheredUnreadable, size: int, today: date = RECEIVED) -> tuple[Letter, Facts]:
    facts = arrived.unreadable(
        one.quarantine_id,
        received_date=RECEIVED,
        look_by_date=one.look_by_date,
        today=today,
        size=size,
        why=one.why,
        sender_address=one.sender_address,
    )
    return Letter.UNREADABLE, facts


def _all_gathered(entries: Sequence[Facts]) -> Facts:
    return reduce(gathered.with_one_more, entries[1:], gathered.begun(entries[0]))


SAMPLES_ARRIVED: tuple[tuple[Letter, Facts], ...] = (
    _new_complaint(_NEW),
    _new_complaint(_ODD_NEW),
    _new_complaint(replace(_NEW, today=_AFTER)),
    _new_complaint(replace(_ODD_NEW, mail=_NEW.mail, today=_AFTER)),
    (Letter.NEW_COMPLAINTS_GATHERED, _all_gathered([gathered.new_complaint(one) for one in _GATHERED])),
    (Letter.NEW_COMPLAINTS_GATHERED, gathered.begun(gathered.new_complaint(_GATHERED[2]))),
    (Letter.NEW_COMPLAINTS_GATHERED, _all_gathered([gathered.new_complaint(replace(one, is_late=True)) for one in _GATHERED[:2]])),
    (Letter.NEW_COMPLAINTS_GATHERED, gathered.begun(gathered.new_complaint(replace(_GATHERED[2], is_late=True)))),
    _follow_up(_LATER, sample_case(State.ASSIGNED, nature=_NATURE, handler=HANDLER)),
    _follow_up(_ODD_LATER, bare_case(State.REOPENED)),
    _follow_up(_LATER, sample_case(State.ASSIGNED, nature=_NATURE) | {"late": "3 werkdagen te laat"}),
    *(_answer(guess) for guess in (*Guess, None)),
    *(_unshown(why) for why in Unshown if why is not Unshown.CUT),
    *(_unshown(why, _TEXT) for why in (Unshown.CUT, Unshown.ENCRYPTED)),
    (Letter.FOLLOW_UPS_GATHERED, _all_gathered([gathered.follow_up(one) for one in (_FLOOD, *_MORE, _FLOOD)])),
    (Letter.FOLLOW_UPS_GATHERED, gathered.begun(gathered.follow_up(_FLOOD))),
    _unacknowledged(clock=True),
    _unacknowledged(clock=False),
    _unacknowledged(clock=True, today=_AFTER),
    _unreadable(_UNREAD, 1_250_000),
    _unreadable(_UNREAD_TOO, 900),
    _unreadable(_UNREAD, 1_250_000, _AFTER),
    (Letter.UNREADABLE_GATHERED, _all_gathered([gathered.unreadable(one) for one in (_UNREAD, _UNREAD_TOO, _UNREAD)])),
    (Letter.UNREADABLE_GATHERED, gathered.begun(gathered.unreadable(_UNREAD_TOO))),
)
"""Each of these letters at least once; each template's every branch at least once."""
