"""Facts of letters that tell an employee what they asked for, as a template is tried with them. Everything in them is invented."""

from outbound.samples.cast import sample_case
from tracker.explained import not_offered, tags_for
from tracker.letter_facts import asked as letters_asked
from tracker.letter_facts.inside import no_case
from tracker.model import Letter, State
from tracker.told import Facts
from tracker.who import Who

_OFFERS: tuple[Facts, ...] = (
    {
        "event": "agree", "typed": "#afspraak", "argument": "", "canonical": "",
        "does": "Bevestigt de afspraak aan de klager, in uw woorden.", "reader": "outside", "needs": "de afspraak",
        "button": True, "minor": False,
    },
    {
        "event": "note", "typed": "#notitie", "argument": "", "canonical": "", "does": "Zet een notitie bij de klacht.",
        "reader": "inside", "needs": "de tekst", "button": False, "minor": True,
    },
)  # fmt: skip


def _case(*offers: Facts) -> Facts:
    return sample_case(State.AGREED, *offers, nature="Betaling en aanmaning")


def _help(about: Facts, *whos: Who) -> Facts:
    acts, asks = tags_for(whos)
    return letters_asked.explained(about, acts=not_offered(acts, about), asks=asks)


def _listed(reference: str, *, own: bool, state: State = State.ASSIGNED, late: str | None = None, unset: bool = False) -> Facts:
    return {
        "reference": reference,
        "nature": "Bejegening",
        "state": str(state),
        "handler": None if unset else "Teamleider Incasso (Bas Jansen)",
        "target_date": None if unset else "2026-04-24",
        "late": late,
        "unacknowledged": unset,
        "on_paper": ["slotbrief"] if unset else [],
        "own": own,
    }


def _listing(own: tuple[Facts, ...], others: tuple[Facts, ...], *, late: int, more: int) -> Facts:
    number = len(own) + len(others) + more
    counts = {"open": number, "late": late, "unassigned": late, "unacknowledged": late, "on_paper": late}
    by_state = {str(State.ASSIGNED): number} if number else {}
    return letters_asked.listing(counts, by_state, own=own, others=others, more=more)


def _mail(text: str, *, is_whole: bool, enclosed: bool, sender: str | None = "j.voorbeeld@mail.example", subject: str = "Klacht") -> Facts:
    return {
        "id": 3, "at": "2026-04-02T09:12", "kind": "de klacht", "sender": sender, "subject": subject, "text": text,
        "is_whole": is_whole, "file": "mail-3.eml", "size": 48_000, "enclosed": enclosed,
    }  # fmt: skip


def _status(*, odd: bool) -> Facts:
    return {
        "state_since": "2026-04-03T10:12",
        "round": 2 if odd else 1,
        "target_why": "uiterlijk vrijdag 24 april 2026: 15 werkdagen na ontvangst op donderdag 2 april",
        "late": "3 werkdagen te laat" if odd else None,
        "receipt": "aangekomen",
        "confirmation": "de brief is onderweg" if odd else None,
        "amount": "€ 125,50" if odd else None,
    }


_WHOLE_FILE = letters_asked.whole_file(
    _case(*_OFFERS),
    status=_status(odd=True),
    agreement="U krijgt de kosten van de tweede brief terug.",
    record=[{"name": "Dossiernummer", "value": "2026-1188"}],
    mails=[
        _mail("Ik kreeg weer een aanmaning.\n\nJ. Voorbeeld", is_whole=True, enclosed=False),
        _mail("", is_whole=False, enclosed=True, sender=None, subject=""),
        _mail("", is_whole=False, enclosed=False),
    ],
    letters=[
        {
            "at": "2026-04-02T09:13",
            "title": "ontvangstbevestiging",
            "recipient": "j.voorbeeld@mail.example",
            "fate": "aangenomen door de mailserver op do 2 april",
        }
    ],
    history=[
        {"at": "2026-04-02T09:12", "told": "de klacht kwam binnen van j.voorbeeld@mail.example", "words": ""},
        {"at": "2026-04-03T10:12", "told": "Bas Jansen legde de afspraak vast", "words": "U krijgt de kosten van de tweede brief terug."},
    ],
    attachments=[
        {"id": 7, "name": "aanmaning.pdf", "size": 120_000, "enclosed": True},
        {"id": 8, "name": "film.mp4", "size": 48_000_000, "enclosed": False},
    ],
)
_BARE_FILE = letters_asked.whole_file(
    _case(), status=_status(odd=False), agreement=None, record=[], mails=[_mail("Kort.", is_whole=True, enclosed=False)],
    letters=[], history=[{"at": "2026-04-02T09:12", "told": "de klacht kwam binnen van een onbekende afzender", "words": ""}],
    attachments=[],
)  # fmt: skip

_OWN, _LATE = _listed("KL-2026-00042", own=True), _listed("KL-2026-00017", own=True, late="3 werkdagen te laat")
_OTHER, _UNSET = _listed("KL-2026-00050", own=False), _listed("KL-2026-00051", own=False, state=State.REGISTERED, unset=True)

SAMPLES_ASKED: tuple[tuple[Letter, Facts], ...] = (
    (Letter.HELP, _help(_case(*_OFFERS), Who.HANDLER)),
    (Letter.HELP, _help(no_case(), Who.MANAGER, Who.DIRECTOR)),
    (Letter.LISTING, _listing((_LATE, _OWN), (_OTHER, _UNSET), late=1, more=2)),
    (Letter.LISTING, _listing((), (_OTHER,), late=0, more=1)),
    (Letter.LISTING, _listing((), (_OTHER,), late=0, more=0)),
    (Letter.LISTING, _listing((), (), late=0, more=0)),
    (Letter.WHOLE_FILE, _WHOLE_FILE),
    (Letter.WHOLE_FILE, _BARE_FILE),
)
"""Each of these letters at least once; each template's every branch at least once."""
