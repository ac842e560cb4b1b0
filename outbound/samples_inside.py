"""Facts of letters to staff that nobody gets: what their templates are tried with before they are used.

Every branch of every template is reached by one of them. The people, the
addresses and the complaint are invented.
"""

from datetime import date, datetime

from tracker.appeal import KIFID
from tracker.dates import AMSTERDAM
from tracker.letter_facts import answering as answers
from tracker.letter_facts import inside as letters
from tracker.letter_facts import outside as letters_outside
from tracker.letter_facts.outside import Milestone, WayOut
from tracker.model import ComplainantRole, Language, Letter, Reference, State
from tracker.told import Facts, Plain, Signer

_REFERENCE = Reference("KL-2026-00042")
_RECEIVED, _TARGET, _CONTACT, _STANDPOINT = date(2026, 4, 2), date(2026, 5, 1), date(2026, 5, 11), date(2026, 5, 20)
_AT = datetime(2026, 4, 2, 11, 31, tzinfo=AMSTERDAM)
_SIGNER = Signer("Bas Jansen", "Teamleider Debiteurenbeheer", "030-123 45 03")
_MANAGER, _HANDLER, _DIRECTOR = "Anna de Boer (Manager Operations)", "Teamleider Incasso (Bram Smit)", "Frank Dekker (Algemeen Directeur)"
_AGREEMENT = "Wij sturen u geen aanmaningen meer over factuur 2026-118.\nU krijgt € 125,00 terug."
_WORDS = "De klager belde vanmorgen. Zij wil een brief."


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
    _offer("#notitie", "Legt een notitie vast; de klager leest haar nooit.", "inside", "de tekst", minor=True),
    _offer("#status", "Stuurt u hoe het met de klacht staat.", "none", "", minor=True),
    _offer("#help", "Stuurt u deze uitleg.", "none", "", minor=True),
)  # fmt: skip


def _case(state: State, *offers: Plain, bare: bool = False) -> Facts:
    return letters.case(
        _REFERENCE,
        nature="Incassokosten",
        state=state,
        received_date=_RECEIVED,
        target_date=None if bare else _TARGET,
        complainant_name="" if bare else "J. Voorbeeld",
        complainant_address=None if bare else "j.voorbeeld@mail.example",
        letters_go_to=None if bare else "j.voorbeeld@mail.example",
        complainant_role=ComplainantRole.UNKNOWN if bare else ComplainantRole.DEBTOR,
        handler=None if bare else _HANDLER,
        offers=offers,
    )


_CASE, _BARE = _case(State.ASSIGNED, *_OFFERS), _case(State.REOPENED, bare=True)
_CLIENT: Facts = _case(State.CONSULTING, *_OFFERS[:2]) | {
    "complainant_role": str(ComplainantRole.CLIENT),
    "letters_go_to": "advocaat@kantoor.example",
}
_NOWHERE = letters.no_case(_OFFERS[2:])

_MAIL: Facts = {
    "sender_name": "J. Voorbeeld",
    "sender_address": "j.voorbeeld@mail.example",
    "sender_untrusted_why": None,
    "subject": "Klacht over kosten",
    "text": "Ik moet € 40 kosten betalen.\nDat klopt niet.",
    "text_is_cut": False,
    "unshown_why": None,
    "attachments": [{"name": "brief.pdf", "size": 120_000, "enclosed": True}],
    "hints": [],
}
_ODD: Facts = _MAIL | {
    "sender_address": None,
    "sender_untrusted_why": "het mailadres is niet goed te lezen",
    "subject": "",
    "text": "",
    "unshown_why": "elsewhere",
    "attachments": [],
    "hints": ["threat", "avg", "other_language"],
}
_LATER = ({**_MAIL, "received_date": "2026-04-09"}, {**_ODD, "received_date": "2026-04-10"})
_CONFIRMATION = letters.ready(
    Letter.CONFIRMATION, Language.DUTCH, letters_outside.confirmation(_REFERENCE, text=_AGREEMENT, amount_cents=12_500, signer=_SIGNER)
)
_APPEAL = letters.ready(
    Letter.APPEAL,
    Language.ENGLISH,
    letters_outside.appeal(
        _REFERENCE,
        received_date=_RECEIVED,
        milestones=[(_RECEIVED, Milestone.ACKNOWLEDGED)],
        standpoint_date=_STANDPOINT,
        text=_AGREEMENT,
        way_out=WayOut(KIFID, ComplainantRole.DEBTOR, Language.ENGLISH),
        signer=_SIGNER,
    ),
)


def _consultation(case: Facts, *, replaces: bool) -> tuple[Letter, Facts]:
    facts = letters.consultation(
        case, amount="€ 125,00", agreement=_AGREEMENT, asked_by=_MANAGER, replaces=replaces, proposal_mark="0123456789abcdef"
    )
    return Letter.CONSULTATION, {**facts, "bare_word": replaces}


def _decision(case: Facts, reason: str, *, consented: bool) -> tuple[Letter, Facts]:
    facts = letters.decision(case, consented=consented, amount="€ 125,00", agreement=_AGREEMENT, reason=reason, decided_by=_DIRECTOR)
    return Letter.DECISION, {**facts, "intention_ended": not consented}


def _verification(case: Facts, words: str, agreement: str | None, amount: str | None, *, withdrawn: bool) -> tuple[Letter, Facts]:
    facts = letters.verification(case, resolved_by=_HANDLER, words=words, withdrawn=withdrawn, agreement=agreement, amount=amount)
    return Letter.VERIFICATION, facts


def _transcript(case: Facts, words: str, reader: str, *, full: bool = False, before: bool = False) -> tuple[Letter, Facts]:
    done = ["U veranderde de streefdatum.", "U legde de afspraak vast."] if full else ["U legde de afspraak vast."] if words else []
    facts = answers.transcript(
        case,
        understood=["#afspraak", "#streefdatum: dinsdag 15 december 2026"] if full else [],
        done=["#afspraak was al gedaan op donderdag 2 april 2026 om 09:12."] if before else done,
        told_to=["De klager: de bevestiging van de afspraak."] if full else [],
        status=["In deze stand sinds: vr 3 april, 10:12."] if full or not words else [],
        deadline="De klacht moet uiterlijk vrijdag 1 mei 2026 zijn opgelost: 18 werkdagen na ontvangst." if full else None,
        left_over=["#opgelost"] if full else [],
        warnings=["De brief gaat over 5 minuten weg."] if full else [],
        words=words,
        words_reader=reader,
        dry_run=full,
        gist=["afspraak vastgelegd"] if words else [],
        done_before=before,
    )
    return Letter.TRANSCRIPT, facts


SAMPLES_INSIDE: tuple[tuple[Letter, Facts], ...] = (
    (Letter.ASSIGNMENT, letters.assignment(_CASE, _MAIL, _LATER, assigned_by=_MANAGER, note="Graag vandaag bellen.")),
    (Letter.ASSIGNMENT, letters.assignment(_BARE, _ODD, (), assigned_by=_MANAGER, note="")),
    _consultation(_CLIENT, replaces=True),
    _consultation(_CLIENT, replaces=False),
    _decision(_CASE, "", consented=True),
    _decision(_BARE, "", consented=True),
    _decision(_CASE, "Goed opgelost.", consented=True),
    _decision(_CASE, "Dit is te veel.", consented=False),
    (Letter.CHOICE, letters.choice(_case(State.IMPASSE, *_OFFERS), asked_by=_HANDLER, why=_WORDS)),
    _verification(_case(State.RESOLVED, *_OFFERS), _WORDS, _AGREEMENT, "€ 125,00", withdrawn=False),
    _verification(_case(State.RESOLVED), "", _AGREEMENT, None, withdrawn=False),
    _verification(_case(State.RESOLVED), _WORDS, None, None, withdrawn=True),
    (Letter.CONTACT, letters.contact(_BARE, contact_by_date=_CONTACT, words=_WORDS, reopened_by=_MANAGER)),
    (Letter.CONTACT, letters.contact(_CASE, contact_by_date=_CONTACT, words="", reopened_by=_MANAGER)),
    (
        Letter.FORWARDED,
        letters.forwarded(letters.without_offers(_CASE), _MAIL, department="debiteuren", forwarded_by=_MANAGER, words=_WORDS),
    ),
    (Letter.FORWARDED, letters.forwarded(_BARE, _ODD, department="debiteuren", forwarded_by=_MANAGER, words=_WORDS)),
    (Letter.DATA_REQUEST, letters.data_request(_CASE, _MAIL, asked_by=_HANDLER, words="")),
    (Letter.DATA_REQUEST, letters.data_request(_BARE, _ODD, asked_by=_HANDLER, words=_WORDS)),
    (
        Letter.UNCONFIRMED,
        letters.unconfirmed(
            _CASE, recipient="j.voorbeeld@mail.example", failed_why="het adres bestaat niet (550 5.1.1)", ready_letter=_CONFIRMATION
        ),
    ),
    (Letter.CONFIRMATION_COPY, letters.copy(_CASE, recipient="j.voorbeeld@mail.example", ready_letter=_CONFIRMATION)),
    (Letter.APPEAL_COPY, letters.copy(_case(State.APPEAL), recipient="j.voorbeeld@mail.example", ready_letter=_APPEAL)),
    _transcript(_CASE, _AGREEMENT, "outside"),
    _transcript(_CLIENT, _AGREEMENT, "outside_after_consent", full=True),
    _transcript(_NOWHERE, _WORDS, "inside"),
    _transcript(_BARE, "", "none"),
    _transcript(_CASE, _WORDS, "inside", before=True),
    (Letter.NOT_DONE, answers.not_done(_CASE, problems=["Bedoelt u #afspraak?"], understood=["#streefdatum: vrijdag 1 mei 2026"])),
    (Letter.NOT_DONE, answers.not_done(_NOWHERE, problems=["Deze mail hoort bij geen klacht."], understood=[])),
    (Letter.NOT_DONE, answers.not_done(_BARE, problems=["Bedoelt u #afspraak?", "Bedoelt u #opgelost?"], understood=[])),
    (
        Letter.IS_IT_YOU,
        answers.is_it_you(_case(State.ASSIGNED, _OFFERS[0]), understood=["#opgelost"], asked_at=_AT, words=_WORDS, sender_proven=False),
    ),
    (Letter.IS_IT_YOU, answers.is_it_you(letters.no_case(_OFFERS[:1]), understood=[], asked_at=_AT, words="", sender_proven=True)),
    (Letter.MONEY_NAMED, answers.money_named(_CASE, words=_AGREEMENT, named=["€ 125,00"])),
    (Letter.MONEY_NAMED, answers.money_named(_CLIENT, words="Wij laten de kosten vervallen.", named=[])),
    (Letter.LAPSED, answers.lapsed(_CASE, understood=["#opgelost"], asked_date=_RECEIVED, intention=False)),
    (Letter.LAPSED, answers.lapsed(_CASE, understood=["#opgelost"], asked_date=_RECEIVED, intention=True)),
    (Letter.NOTED, answers.noted(_CASE, complainant_has_it=True, left_over=["#afspraak"])),
    (Letter.NOTED, answers.noted(_BARE, complainant_has_it=False, left_over=[])),
)
"""Each letter at least once; each template's every branch at least once."""
