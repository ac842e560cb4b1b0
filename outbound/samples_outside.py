"""Facts of letters to a complainant that nobody gets: what their templates are tried with before they are used.

Every branch of every template is reached by one of them. The people, the
addresses and the complaint are invented.
"""

from dataclasses import replace
from datetime import date

from tracker.appeal import KIFID
from tracker.letter_facts import outside as letters
from tracker.letter_facts.outside import Milestone, WayOut
from tracker.model import ComplainantRole, Language, Letter, Reference
from tracker.told import Facts, Listed, Signer

_REFERENCE = Reference("KL-2026-00042")
_RECEIVED, _TARGET, _LATER, _EARLIER = date(2026, 4, 2), date(2026, 5, 1), date(2026, 5, 8), date(2026, 4, 24)
_BEYOND, _CONTACT, _REMOVAL, _STANDPOINT = date(2026, 6, 5), date(2026, 5, 11), date(2026, 5, 18), date(2026, 5, 20)
_SIGNER = Signer("Bas Jansen", "Teamleider Debiteurenbeheer", "030-123 45 03")
_UNCALLED = Signer("Anna de Boer", "Waarnemend Teamleider Incasso", "")
_NO_MAIL = replace(KIFID, name="Geschilleninstituut", address="Postbus 1234, 3500 BC Utrecht", mail_address=None, telephone=None, url=None)
_DEBTOR = WayOut(KIFID, ComplainantRole.DEBTOR, Language.DUTCH)
_CLIENT = WayOut(_NO_MAIL, ComplainantRole.CLIENT, Language.ENGLISH)
_NOWHERE = WayOut(None, ComplainantRole.UNKNOWN, Language.DUTCH)
_AGREEMENT = """Wij sturen u geen aanmaningen meer over factuur 2026-118. Die staat sinds 9 april als betaald in ons dossier.

U krijgt hiervan vóór vrijdag 17 april 2026 een brief:
- per e-mail
- en per post, op https://post.voorbeeld.example/brief"""
_REASON = "De bank heeft ons nog niet geantwoord."


def _new_date(old_date: date | None, new_date: date, text: str, beyond_weeks: int | None, way_out: WayOut) -> tuple[Letter, Facts]:
    facts = letters.target_date_changed(
        _REFERENCE, old_date=old_date, new_date=new_date, text=text, beyond_weeks=beyond_weeks, way_out=way_out, signer=_SIGNER
    )
    return Letter.TARGET_DATE_CHANGED, facts


def _closing(*, withdrawn: bool, removal_date: date | None, removed_at_once: bool = False) -> tuple[Letter, Facts]:
    facts = letters.closing(_REFERENCE, withdrawn=withdrawn, removal_date=removal_date, removed_at_once=removed_at_once, signer=_UNCALLED)
    return Letter.CLOSING, facts


def _appeal(way_out: WayOut) -> tuple[Letter, Facts]:
    facts = letters.appeal(
        _REFERENCE,
        received_date=_RECEIVED,
        milestones=[(_RECEIVED, Milestone.ACKNOWLEDGED), *((_LATER, what) for what in Milestone if what is not Milestone.ACKNOWLEDGED)],
        standpoint_date=_STANDPOINT,
        text=_AGREEMENT,
        way_out=way_out,
        signer=_SIGNER,
    )
    return Letter.APPEAL, facts


SAMPLES_OUTSIDE: tuple[tuple[Letter, Facts], ...] = (
    _new_date(_TARGET, _LATER, _REASON, None, _DEBTOR),
    _new_date(_TARGET, _BEYOND, "", 8, _DEBTOR),
    _new_date(None, _BEYOND, "", 8, _NOWHERE),
    _new_date(_TARGET, _EARLIER, "", None, _CLIENT),
    _new_date(_TARGET, _TARGET, _REASON, None, _CLIENT),
    _new_date(_TARGET, _BEYOND, _REASON, 8, _CLIENT),
    (Letter.CONFIRMATION, letters.confirmation(_REFERENCE, text=_AGREEMENT, amount_cents=None, signer=_SIGNER)),
    (Letter.CONFIRMATION, letters.confirmation(_REFERENCE, text=_AGREEMENT, amount_cents=125_050, signer=_UNCALLED)),
    (Letter.INQUIRY, letters.inquiry(_REFERENCE, withdrawn=False, signer=_SIGNER)),
    (Letter.INQUIRY, letters.inquiry(_REFERENCE, withdrawn=True, signer=_SIGNER)),
    (Letter.REOPENED, letters.reopened(_REFERENCE, contact_date=_CONTACT, signer=_SIGNER)),
    _closing(withdrawn=False, removal_date=_REMOVAL),
    _closing(withdrawn=True, removal_date=_REMOVAL),
    _closing(withdrawn=False, removal_date=_REMOVAL, removed_at_once=True),
    _closing(withdrawn=True, removal_date=None),
    (Letter.CLOSING_SILENT, letters.closing_silent(_REFERENCE, removal_date=_REMOVAL, way_out=_DEBTOR, signer=_SIGNER)),
    (Letter.CLOSING_SILENT, letters.closing_silent(_REFERENCE, removal_date=None, way_out=_NOWHERE, signer=_SIGNER)),
    (Letter.CLOSING_SILENT, letters.closing_silent(_REFERENCE, removal_date=_REMOVAL, way_out=_CLIENT, signer=_SIGNER)),
    _appeal(_DEBTOR),
    _appeal(_CLIENT),
    _appeal(_NOWHERE),
    (Letter.ELSEWHERE, letters.elsewhere(_REFERENCE, forwarded=False, signer=_SIGNER)),
    (Letter.ELSEWHERE, letters.elsewhere(_REFERENCE, forwarded=True, signer=_SIGNER)),
    (Letter.MERGED, letters.merged(_REFERENCE, merged_reference=Reference("KL-2026-00058"), signer=_SIGNER)),
    (Letter.ANSWER, letters.answer(_REFERENCE, text=_REASON, attachments=(), signer=_SIGNER)),
    (Letter.ANSWER, letters.answer(_REFERENCE, text=_AGREEMENT, attachments=(Listed("overzicht.pdf", 120_000),), signer=_SIGNER)),
)
"""Each letter at least once; each template's every branch at least once."""
