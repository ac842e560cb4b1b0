"""Facts of letters to staff that nobody gets: what their templates are tried with before they are used.

Every branch of every template is reached by one of them. The people, the
addresses and the complaint are invented.
"""

from dataclasses import replace
from datetime import date, datetime

from outbound.samples.cast import (
    AGREEMENT,
    COMPLAINANT,
    DIRECTOR,
    FRAME,
    HANDLER,
    MANAGER,
    RECEIVED,
    WORDS,
    bare_case,
    sample_case,
)
from tracker.appeal import KIFID
from tracker.dates import AMSTERDAM
from tracker.letter_facts import answering as answers
from tracker.letter_facts import arrived
from tracker.letter_facts import inside as letters
from tracker.letter_facts import outside as letters_outside
from tracker.letter_facts.answering import Transcript
from tracker.letter_facts.outside import Milestone, WayOut
from tracker.model import ComplainantRole, Language, Letter, State
from tracker.procedure import Reader
from tracker.told import Facts, Hint, Listed, Plain, QuotedMail, Sender, Unshown

_CONTACT, _STANDPOINT = date(2026, 5, 11), date(2026, 5, 20)
_AT = datetime(2026, 4, 2, 11, 31, tzinfo=AMSTERDAM)


def _offer(typed: str, does: str, reader: str, needs: str, *, button: bool = False, minor: bool = False, href: str | None = None) -> Plain:
    offer: Facts = {"event": "help" if typed == "#help" else "note", "typed": typed, "argument": "", "canonical": ""}
    told: Facts = {"does": does, "reader": reader, "needs": needs, "button": button, "minor": minor}
    return offer | told | ({"href": href} if href else {})


_OFFERS = (
    _offer(
        "#afspraak", "Bevestigt de afspraak aan de klager, in uw woorden.", "outside", "de afspraak", button=True,
        href="mailto:klachten%2Ba-k1.1@voorbeeld.example?subject=%5BKL-2026-00042%5D%20%23afspraak",
    ),
    _offer("#afspraak #bedrag", "Legt het bedrag voor.", "outside_after_consent", "het bedrag en de afspraak", button=True),
    _offer("#geenafspraak", "Meldt dat er geen afspraak komt.", "inside", "de reden"),
    _offer("#notitie", "Legt een notitie vast; de klager leest die nooit.", "inside", "de tekst", minor=True),
    _offer("#status", "Stuurt u hoe het met de klacht staat.", "none", "", minor=True),
    _offer("#help", "Stuurt u deze uitleg.", "none", "", minor=True),
)  # fmt: skip


_CASE, _BARE = sample_case(State.ASSIGNED, *_OFFERS), bare_case(State.REOPENED)
_OVERDUE: Facts = _CASE | {"late": "3 werkdagen te laat"}
_TAKEN_OVER = letters.TakenOver(
    HANDLER,
    (
        {"at": "2026-04-03T10:12", "told": "Bram Smit zette een notitie bij de klacht", "words": WORDS},
        {"at": "2026-04-07T09:30", "told": "Bram Smit veranderde de streefdatum in vrijdag 8 mei 2026", "words": ""},
    ),
)
_CLIENT: Facts = sample_case(State.CONSULTING, *_OFFERS[:2]) | {
    "complainant_role": str(ComplainantRole.CLIENT),
    "letters_go_to": "advocaat@kantoor.example",
}
_NOWHERE = letters.no_case(_OFFERS[2:])

_MAIL = arrived.quoted(
    QuotedMail(
        COMPLAINANT, "Klacht over kosten", "Ik moet € 40 kosten betalen.\nDat klopt niet.", attachments=[Listed("brief.pdf", 120_000)]
    )
)
_ODD = arrived.quoted(
    QuotedMail(Sender("J. Voorbeeld", None, "het mailadres is niet goed te lezen"), "", "", Unshown.ELSEWHERE, hints=tuple(Hint))
)
_LATER = (
    {**_MAIL, "came_date": "2026-04-09"},
    {**_ODD, "came_date": "2026-04-10"},
    {**_ODD, "unshown_why": "empty", "came_date": "2026-04-13"},
)
_CONFIRMATION = letters.ready(Letter.CONFIRMATION, Language.DUTCH, letters_outside.confirmation(FRAME, text=AGREEMENT, amount_cents=12_500))
_APPEAL = letters.ready(
    Letter.APPEAL,
    Language.ENGLISH,
    letters_outside.appeal(
        FRAME,
        received_date=RECEIVED,
        milestones=[(RECEIVED, Milestone.ACKNOWLEDGED)],
        standpoint_date=_STANDPOINT,
        text=AGREEMENT,
        way_out=WayOut(KIFID, ComplainantRole.DEBTOR),
    ),
)


def _consultation(case: Facts, *, replaces: bool) -> tuple[Letter, Facts]:
    facts = letters.consultation(
        case, amount="€ 125,00", agreement=AGREEMENT, asked_by=MANAGER, replaces=replaces, proposal_mark="0123456789abcdef"
    )
    return Letter.CONSULTATION, {**facts, "bare_word": replaces}


def _decision(case: Facts, reason: str, *, consented: bool) -> tuple[Letter, Facts]:
    facts = letters.decision(case, consented=consented, amount="€ 125,00", agreement=AGREEMENT, reason=reason, decided_by=DIRECTOR)
    return Letter.DECISION, {**facts, "intention_ended": not consented}


def _verification(case: Facts, words: str, agreement: str | None, amount: str | None, *, withdrawn: bool) -> tuple[Letter, Facts]:
    facts = letters.verification(case, resolved_by=HANDLER, words=words, withdrawn=withdrawn, agreement=agreement, amount=amount)
    return Letter.VERIFICATION, facts


_DONE = Transcript(done=["U legde de afspraak vast."], gist=["afspraak vastgelegd"], words=AGREEMENT, words_reader=Reader.OUTSIDE)
_STATUS = Transcript(status=["In deze stand sinds: vr 3 april, 10:12."])
_DONE_BEFORE = replace(
    _DONE, done=["#afspraak was al gedaan op donderdag 2 april 2026 om 09:12."], words_reader=Reader.INSIDE, done_before=True
)
_TRIED = replace(
    _DONE,
    understood=["#afspraak", "#streefdatum: dinsdag 15 december 2026"],
    done=["U veranderde de streefdatum.", "U legde de afspraak vast."],
    told_to=["De klager: de bevestiging van de afspraak."],
    status=_STATUS.status,
    deadline="De klacht moet uiterlijk vrijdag 1 mei 2026 zijn opgelost: 18 werkdagen na ontvangst.",
    left_over=["#opgelost"],
    warnings=["De brief gaat over 5 minuten weg."],
    words_reader=Reader.OUTSIDE_AFTER_CONSENT,
    dry_run=True,
)


SAMPLES_INSIDE: tuple[tuple[Letter, Facts], ...] = (
    (Letter.ASSIGNMENT, letters.assignment(_CASE, _MAIL, _LATER, assigned_by=MANAGER, note="Graag vandaag bellen.", channel="per post")),
    (Letter.ASSIGNMENT, letters.assignment(_BARE, _ODD, (), assigned_by=MANAGER, note="")),
    (Letter.ASSIGNMENT, letters.assignment(_OVERDUE, _MAIL, (), assigned_by=MANAGER, note="", taken_over=_TAKEN_OVER)),
    (Letter.NO_LONGER, letters.no_longer(_CASE, handed_to="Carla Visser (Verkoop Manager)", taken_back=None, told_by=MANAGER)),
    (Letter.NO_LONGER, letters.no_longer(_BARE, handed_to=None, taken_back="toewijzing", told_by=MANAGER)),
    _consultation(_CLIENT, replaces=True),
    _consultation(_CLIENT, replaces=False),
    _decision(_CASE, "", consented=True),
    _decision(_BARE, "", consented=True),
    _decision(_CASE, "Goed opgelost.", consented=True),
    _decision(_CASE, "Dit is te veel.", consented=False),
    (Letter.CHOICE, letters.choice(sample_case(State.IMPASSE, *_OFFERS), asked_by=HANDLER, why=WORDS)),
    _verification(sample_case(State.RESOLVED, *_OFFERS), WORDS, AGREEMENT, "€ 125,00", withdrawn=False),
    _verification(sample_case(State.RESOLVED), "", AGREEMENT, None, withdrawn=False),
    _verification(sample_case(State.RESOLVED), WORDS, None, None, withdrawn=True),
    (Letter.CONTACT, letters.contact(_BARE, contact_by_date=_CONTACT, words=WORDS, reopened_by=MANAGER)),
    (Letter.CONTACT, letters.contact(_CASE, contact_by_date=_CONTACT, words="", reopened_by=MANAGER)),
    (
        Letter.FORWARDED,
        letters.forwarded(letters.without_offers(_CASE), _MAIL, department="debiteuren", forwarded_by=MANAGER, words=WORDS),
    ),
    (Letter.FORWARDED, letters.forwarded(_BARE, _ODD, department="debiteuren", forwarded_by=MANAGER, words=WORDS)),
    (Letter.DATA_REQUEST, letters.data_request(_CASE, _MAIL, asked_by=HANDLER, words="")),
    (Letter.DATA_REQUEST, letters.data_request(_BARE, _ODD, asked_by=HANDLER, words=WORDS)),
    (
        Letter.UNCONFIRMED,
        letters.unconfirmed(
            _CASE, recipient="j.voorbeeld@mail.example", failed_why="het adres bestaat niet (550 5.1.1)", ready_letter=_CONFIRMATION
        ),
    ),
    (Letter.CONFIRMATION_COPY, letters.copy(_CASE, recipient="j.voorbeeld@mail.example", ready_letter=_CONFIRMATION)),
    (Letter.APPEAL_COPY, letters.copy(sample_case(State.APPEAL), recipient="j.voorbeeld@mail.example", ready_letter=_APPEAL)),
    (Letter.TRANSCRIPT, answers.transcript(_CASE, _DONE)),
    (Letter.TRANSCRIPT, answers.transcript(_CLIENT, _TRIED)),
    (Letter.TRANSCRIPT, answers.transcript(_NOWHERE, replace(_DONE, words=WORDS, words_reader=Reader.INSIDE))),
    (Letter.TRANSCRIPT, answers.transcript(_BARE, _STATUS)),
    (Letter.TRANSCRIPT, answers.transcript(_CASE, _DONE_BEFORE)),
    (Letter.NOT_DONE, answers.not_done(_CASE, problems=["Bedoelt u #afspraak?"], understood=["#streefdatum: vrijdag 1 mei 2026"])),
    (Letter.NOT_DONE, answers.not_done(_NOWHERE, problems=["Deze mail hoort bij geen klacht."], understood=[])),
    (Letter.NOT_DONE, answers.not_done(_BARE, problems=["Bedoelt u #afspraak?", "Bedoelt u #opgelost?"], understood=[])),
    (
        Letter.IS_IT_YOU,
        answers.is_it_you(
            sample_case(State.ASSIGNED, _OFFERS[0]), understood=["#opgelost"], asked_at=_AT, words=WORDS, sender_proven=False
        ),
    ),
    (Letter.IS_IT_YOU, answers.is_it_you(letters.no_case(_OFFERS[:1]), understood=[], asked_at=_AT, words="", sender_proven=True)),
    (Letter.MONEY_NAMED, answers.money_named(_CASE, words=AGREEMENT, named=["€ 125,00"])),
    (Letter.MONEY_NAMED, answers.money_named(_CLIENT, words="Wij laten de kosten vervallen.", named=[])),
    (Letter.LAPSED, answers.lapsed(_CASE, understood=["#opgelost"], asked_date=RECEIVED, intention=False)),
    (Letter.LAPSED, answers.lapsed(_CASE, understood=["#opgelost"], asked_date=RECEIVED, intention=True)),
    (Letter.NOTED, answers.noted(_CASE, complainant_has_it=True, left_over=["#afspraak"])),
    (Letter.NOTED, answers.noted(_BARE, complainant_has_it=False, left_over=[])),
)
"""Each letter at least once; each template's every branch at least once."""
