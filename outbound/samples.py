"""Facts of letters that nobody gets: what a template is tried with before it is used.

Every branch of every template is reached by one of them. The people, the
addresses and the complaint are invented.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import reduce

from outbound.samples_asked import ASKED
from outbound.samples_inside import SAMPLES_INSIDE
from outbound.samples_outside import SAMPLES_OUTSIDE
from outbound.samples_staffing import SAMPLES_STAFFING
from tracker import letters
from tracker.dates import Terms, acknowledge_by
from tracker.facts import Facts as Standing
from tracker.letter_facts import gathered
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
    Ready,
    Sender,
    Signer,
    Unjoined,
    Unshown,
)
from tracker.who import Who

_REFERENCE = Reference("KL-2026-00042")
_RECEIVED = date(2026, 4, 2)
_TARGET = date(2026, 5, 1)
_DEADLINE = acknowledge_by(_RECEIVED, Terms())
_SIGNER = Signer("Anna de Boer", "Manager Operations", "030-123 45 67")
_SENDER = Sender("J. Voorbeeld", "j.voorbeeld@mail.example")
_ODD_SENDER = Sender("", None, "het mailadres is niet goed te lezen")
_TEXT = """Geachte heer, mevrouw,

Ik kreeg op 1 april weer een aanmaning, terwijl ik op 20 maart al heb betaald.
Een bewijs van de bank stuur ik mee. Kunt u dit nakijken?

J. Voorbeeld"""


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


def _acknowledgement(signer: Signer = _SIGNER) -> Facts:
    return letters.acknowledgement(
        _REFERENCE, received_date=_RECEIVED, target_date=_TARGET, outer_limit_date=date(2026, 5, 28), signer=signer
    )


def _new_complaint(sender: Sender, subject: str, text: str, attachments: tuple[Listed, ...], withheld: Ready | None, *, odd: bool) -> Facts:
    return letters.new_complaint(
        _REFERENCE,
        nature="Betaling en aanmaning",
        suggested_handler="Teamleider Debiteurenbeheer (Bas Jansen)",
        suggestion_why="de woorden 'aanmaning' en 'betaald'",
        received_date=_RECEIVED,
        target_date=_TARGET,
        assign_before_date=date(2026, 4, 8),
        acknowledge_by=_DEADLINE,
        sender=sender,
        subject=subject,
        text=text,
        attachments=attachments,
        withheld=withheld,
        others=_OTHERS if odd else (),
        others_are_more=odd,
        named=_NAMED if odd else (),
        hints=tuple(Hint) if odd else (),
        backlog=odd,
        offers=_OFFERS,
        entered_by="Bas Jansen (Teamleider Debiteurenbeheer)" if odd else None,
        note="Mevrouw belde eerst, en stuurde daarna deze mail." if odd else "",
    )


def _follow_up(*, odd: bool) -> Facts:
    return letters.follow_up(
        _REFERENCE,
        nature="Betaling en aanmaning",
        state=State.REOPENED if odd else State.ASSIGNED,
        received_date=date(2026, 4, 9),
        target_date=None if odd else _TARGET,
        sender=_ODD_SENDER if odd else _SENDER,
        subject="" if odd else "Re: Wij hebben uw klacht ontvangen [KL-2026-00042]",
        text="Ik heb nog niets gehoord.",
        earlier_left_out=odd,
        other_address=odd,
        named=_NAMED[:1] if odd else (),
        hints=tuple(Hint) if odd else (),
        offers=offers_facts(Standing(_REFERENCE, State.REOPENED if odd else State.ASSIGNED, own_case=False), (Who.HANDLER,)),
    )


def _answer(guess: Guess | None) -> Facts:
    """Return the facts about an answer to 'is it solved?', or about a mail after closing."""
    state = State.RESOLVED if guess else State.CLOSED
    standing = Standing(_REFERENCE, state, own_case=False, removal_stopped=True, said_yes=guess is Guess.YES)
    return letters.follow_up(
        _REFERENCE,
        nature="Betaling en aanmaning",
        state=state,
        received_date=date(2026, 4, 20),
        target_date=_TARGET,
        sender=_SENDER,
        subject="Re: Is uw klacht opgelost? [KL-2026-00042]",
        text="Ik kreeg gisteren uw brief.",
        earlier_left_out=False,
        other_address=False,
        guess=guess,
        after_closing=guess is None,
        offers=offers_facts(standing, (Who.MANAGER,)),
    )


def _unshown(why: Unshown, text: str = "") -> Facts:
    return letters.follow_up(
        _REFERENCE,
        nature="Betaling en aanmaning",
        state=State.ASSIGNED,
        received_date=date(2026, 4, 9),
        target_date=_TARGET,
        sender=_SENDER,
        subject="Re: mijn klacht" if why is Unshown.ENCRYPTED else "",
        text=text,
        earlier_left_out=False,
        other_address=False,
        unshown=why,
        attachments=_PROOF[:1],
    )


_FIRST = {Event.ASSIGN, Event.NOT_A_COMPLAINT, Event.SPAM}
_OFFERS = offers_facts(
    Standing(_REFERENCE, State.REGISTERED, own_case=False),
    (Who.MANAGER,),
    _FIRST.__contains__,
    {Event.ASSIGN: ("Teamleider Debiteurenbeheer", "team_lead_receivables")},
)
_MENDING = offers_facts(
    Standing(_REFERENCE, State.ASSIGNED, Acknowledgement.FAILED, own_case=False),
    (Who.MANAGER,),
    {Event.CONFIRMED_ANOTHER_WAY, Event.SET_COMPLAINANT}.__contains__,
)
_PROOF = (Listed("betaalbewijs.pdf", 120_000), Listed("film.mp4", 48_000_000, enclosed=False))
_WITHHELD = Ready("de mail lijkt van een automaat te komen", Language.DUTCH, _acknowledgement())
_BOUNCED = Ready("het adres bestaat niet (550 5.1.1)", Language.ENGLISH, _acknowledgement())
_GATHERED = (
    Gathered(_REFERENCE, "Betaling en aanmaning", date(2026, 4, 8), date(2026, 4, 7), withheld=False),
    Gathered(Reference("KL-2026-00043"), "Bejegening", date(2026, 4, 8), date(2026, 4, 7), withheld=True, see_also=(_REFERENCE,)),
    Gathered(Reference("KL-2026-00044"), "Overig", date(2026, 4, 9), None, withheld=True),
)
_AT = datetime(2026, 4, 2, 9, 31, tzinfo=UTC)
_FLOOD = GatheredFollowUp(_REFERENCE, _SENDER.address, _AT)
_MORE = (
    GatheredFollowUp(_REFERENCE, None, _AT, other_address=True, see_also=(Reference("KL-2026-00017"),)),
    GatheredFollowUp(Reference("KL-2026-00043"), "a@mail.example", _AT, proven=True),
)
_UNREAD = GatheredUnreadable(17, "a@mail.example", _AT, date(2026, 4, 7), "zij is te groot")
_UNREAD_TOO = GatheredUnreadable(18, None, _AT, None, "zij heeft geen kop")


def _all_gathered(entries: Sequence[Facts]) -> Facts:
    return reduce(gathered.with_one_more, entries[1:], gathered.begun(entries[0]))


SAMPLES: tuple[tuple[Letter, Facts], ...] = (
    (Letter.ACKNOWLEDGEMENT, _acknowledgement()),
    (Letter.ACKNOWLEDGEMENT, _acknowledgement(Signer("Anna de Boer", "", "030-123 45 67"))),
    (Letter.NEW_COMPLAINT, _new_complaint(_SENDER, "Klacht over aanmaning", _TEXT, _PROOF, None, odd=False)),
    (Letter.NEW_COMPLAINT, _new_complaint(_ODD_SENDER, "", _TEXT * 200, (), _WITHHELD, odd=True)),
    (Letter.NEW_COMPLAINTS_GATHERED, _all_gathered([gathered.new_complaint(one) for one in _GATHERED])),
    (Letter.NEW_COMPLAINTS_GATHERED, gathered.begun(gathered.new_complaint(_GATHERED[2]))),
    (Letter.FOLLOW_UP, _follow_up(odd=False)),
    (Letter.FOLLOW_UP, _follow_up(odd=True)),
    *((Letter.FOLLOW_UP, _answer(guess)) for guess in (*Guess, None)),
    *((Letter.FOLLOW_UP, _unshown(why)) for why in Unshown if why is not Unshown.CUT),
    *((Letter.FOLLOW_UP, _unshown(why, _TEXT)) for why in (Unshown.CUT, Unshown.ENCRYPTED)),
    (Letter.FOLLOW_UPS_GATHERED, _all_gathered([gathered.follow_up(one) for one in (_FLOOD, *_MORE, _FLOOD)])),
    (Letter.FOLLOW_UPS_GATHERED, gathered.begun(gathered.follow_up(_FLOOD))),
    (
        Letter.UNACKNOWLEDGED,
        letters.unacknowledged(_REFERENCE, recipient="j.voorbeeld@mail.example", acknowledge_by=_DEADLINE, ready=_BOUNCED, offers=_MENDING),
    ),
    (Letter.UNACKNOWLEDGED, letters.unacknowledged(_REFERENCE, recipient="j.voorbeeld@mail.example", acknowledge_by=None, ready=_BOUNCED)),
    (
        Letter.UNREADABLE,
        letters.unreadable(
            17,
            received_date=_RECEIVED,
            look_by_date=date(2026, 4, 7),
            size=1_250_000,
            why="zij is te groot",
            sender_address="a@mail.example",
        ),
    ),
    (
        Letter.UNREADABLE,
        letters.unreadable(18, received_date=_RECEIVED, look_by_date=None, size=900, why="zij heeft geen kop", sender_address=None),
    ),
    (Letter.UNREADABLE_GATHERED, _all_gathered([gathered.unreadable(one) for one in (_UNREAD, _UNREAD_TOO, _UNREAD)])),
    (Letter.UNREADABLE_GATHERED, gathered.begun(gathered.unreadable(_UNREAD_TOO))),
    *SAMPLES_OUTSIDE,
    *SAMPLES_INSIDE,
    *ASKED,
    *SAMPLES_STAFFING,
)
"""Each letter at least once; each template's every branch at least once."""
