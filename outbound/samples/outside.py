"""Facts of letters to a complainant that nobody gets: what their templates are tried with before they are used.

Every branch of every template is reached by one of them. The people, the
addresses and the complaint are invented.
"""

from dataclasses import replace
from datetime import date

from outbound.samples.cast import FRAME, RECEIVED, REFERENCE, TARGET
from tracker.appeal import KIFID
from tracker.letter_facts import outside as letters
from tracker.letter_facts.outside import Frame, Milestone, WayOut
from tracker.model import ComplainantRole, Language, Letter, Reference
from tracker.told import Facts, Listed, Signer

_LATER, _EARLIER = date(2026, 5, 8), date(2026, 4, 24)
_BEYOND, _CONTACT, _REMOVAL, _STANDPOINT = date(2026, 6, 5), date(2026, 5, 11), date(2026, 5, 18), date(2026, 5, 20)
_ACTING = {Language.DUTCH: "Waarnemend Teamleider Incasso", Language.ENGLISH: "Acting Team Leader Debt Collection"}
_UNCALLED = Frame(REFERENCE, Signer("Anna de Boer", _ACTING, ""))
_TO_ANOTHER = replace(FRAME, to_representative=True)
_NO_MAIL = replace(KIFID, name="Geschilleninstituut", address="Postbus 1234, 3500 BC Utrecht", mail_address=None, telephone=None, url=None)
_DEBTOR = WayOut(KIFID, ComplainantRole.DEBTOR)
_CLIENT = WayOut(_NO_MAIL, ComplainantRole.CLIENT)
_NOWHERE = WayOut(None, ComplainantRole.UNKNOWN)
_AGREEMENT = """Wij sturen u geen aanmaningen meer over factuur 2026-118. Die staat sinds 9 april als betaald in ons dossier.

U krijgt hiervan vóór vrijdag 17 april 2026 een brief:
- per e-mail
- en per post, op https://post.voorbeeld.example/brief"""
_REASON = "De bank heeft ons nog niet geantwoord."


def _new_date(old_date: date | None, new_date: date, text: str, beyond_weeks: int | None, way_out: WayOut) -> tuple[Letter, Facts]:
    facts = letters.target_date_changed(FRAME, old_date=old_date, new_date=new_date, text=text, beyond_weeks=beyond_weeks, way_out=way_out)
    return Letter.TARGET_DATE_CHANGED, facts


def _closing(*, withdrawn: bool, removal_date: date | None, removed_at_once: bool = False) -> tuple[Letter, Facts]:
    facts = letters.closing(_UNCALLED, withdrawn=withdrawn, removal_date=removal_date, removed_at_once=removed_at_once)
    return Letter.CLOSING, facts


def _silent(removal_date: date | None, way_out: WayOut, *, withdrawn: bool = False, inquired: bool = True) -> tuple[Letter, Facts]:
    facts = letters.closing_silent(FRAME, withdrawn=withdrawn, inquired=inquired, removal_date=removal_date, way_out=way_out)
    return Letter.CLOSING_SILENT, facts


def _appeal(way_out: WayOut) -> tuple[Letter, Facts]:
    facts = letters.appeal(
        FRAME,
        received_date=RECEIVED,
        milestones=[(RECEIVED, Milestone.ACKNOWLEDGED), *((_LATER, what) for what in Milestone if what is not Milestone.ACKNOWLEDGED)],
        standpoint_date=_STANDPOINT,
        text=_AGREEMENT,
        way_out=way_out,
    )
    return Letter.APPEAL, facts


SAMPLES_OUTSIDE: tuple[tuple[Letter, Facts], ...] = (
    _new_date(TARGET, _LATER, _REASON, None, _DEBTOR),
    _new_date(TARGET, _BEYOND, "", 8, _DEBTOR),
    _new_date(None, _BEYOND, "", 8, _NOWHERE),
    _new_date(TARGET, _EARLIER, "", None, _CLIENT),
    _new_date(TARGET, TARGET, _REASON, None, _CLIENT),
    _new_date(TARGET, _BEYOND, _REASON, 8, _CLIENT),
    (Letter.CONFIRMATION, letters.confirmation(FRAME, text=_AGREEMENT, amount_cents=None)),
    (Letter.CONFIRMATION, letters.confirmation(_UNCALLED, text=_AGREEMENT, amount_cents=125_050, replaces_date=_EARLIER)),
    (Letter.INQUIRY, letters.inquiry(FRAME, withdrawn=False)),
    (Letter.INQUIRY, letters.inquiry(FRAME, withdrawn=True)),
    (Letter.REOPENED, letters.reopened(FRAME, contact_date=_CONTACT)),
    _closing(withdrawn=False, removal_date=_REMOVAL),
    _closing(withdrawn=True, removal_date=_REMOVAL),
    _closing(withdrawn=False, removal_date=_REMOVAL, removed_at_once=True),
    _closing(withdrawn=True, removal_date=None),
    _silent(_REMOVAL, _DEBTOR),
    _silent(None, _NOWHERE, inquired=False),
    _silent(_REMOVAL, _CLIENT, withdrawn=True),
    _appeal(_DEBTOR),
    _appeal(_CLIENT),
    _appeal(_NOWHERE),
    (Letter.ELSEWHERE, letters.elsewhere(FRAME, forwarded=False)),
    (Letter.ELSEWHERE, letters.elsewhere(FRAME, forwarded=True)),
    (Letter.ELSEWHERE, letters.elsewhere(_TO_ANOTHER, forwarded=True)),
    (Letter.MERGED, letters.merged(FRAME, merged_reference=Reference("KL-2026-00058"))),
    (Letter.ANSWER, letters.answer(FRAME, text=_REASON, attachments=())),
    (Letter.ANSWER, letters.answer(FRAME, text=_AGREEMENT, attachments=(Listed("overzicht.pdf", 120_000),))),
)
"""Each letter at least once; each template's every branch at least once."""
