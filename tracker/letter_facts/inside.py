"""The letters to staff about one complaint: which facts each needs, and who builds them.

Knows no template and no row. Every one of them opens on the same five lines
(who complains, nature, received, target date, state) and ends with what its
reader may cause now. Source: docs/procedure.md, Letters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.letter_facts.declared import QUOTED_MAIL, Declared, to_staff
from tracker.model import ComplainantRole, Language, Letter, Reference, State
from tracker.told import Facts, Plain


def case(
    reference: Reference,
    *,
    nature: str,
    state: State,
    received_date: date,
    target_date: date | None,
    complainant_name: str,
    complainant_address: str | None,
    complainant_role: ComplainantRole,
    letters_go_to: str | None,
    handler: str | None,
    late: str | None = None,
    offers: Sequence[Plain] = (),
) -> Facts:
    """Return what every letter to staff about one complaint tells of it.

    nature, handler:  as staff read them; no handler: None.
    late:             by how much the target date has passed, such as '3 werkdagen te laat'; None: it has not.
    letters_go_to:    the address of the complainant, or of who acts for them; None: they cannot be written to by mail.
    offers:           what the reader may cause now, the foremost first (from `tracker.offered`).
    """
    return {
        "reference": reference,
        "nature": nature,
        "state": str(state),
        "received_date": received_date.isoformat(),
        "target_date": None if target_date is None else target_date.isoformat(),
        "complainant_name": complainant_name,
        "complainant_address": complainant_address,
        "complainant_role": str(complainant_role),
        "letters_go_to": letters_go_to,
        "handler": handler,
        "late": late,
        "offers": list(offers),
    }


def no_case(offers: Sequence[Plain] = (), reference: Reference | None = None) -> Facts:
    """Return the same facts for an answer that is about no complaint; or of which its reader may know the reference alone."""
    return {**dict.fromkeys(sorted(CASE), None), "reference": reference, "offers": list(offers)}


def without_offers(case: Facts) -> Facts:
    """Return the same facts for a reader who can cause nothing."""
    return {**case, "offers": []}


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Who had the complaint before its new handler, and what was done with it, as `tracker.telling.history` tells it."""

    former_handler: str
    so_far: Sequence[Facts]


def assignment(
    case: Facts,
    first_mail: Facts,
    later: Sequence[Facts],
    *,
    assigned_by: str,
    note: str,
    channel: str | None = None,
    taken_over: TakenOver | None = None,
) -> Facts:
    """Return the facts of the letter that gives a complaint to its handler.

    first_mail: as `tracker.writers.first_mail` found it.
    later:      the mails that joined since, oldest first, in the same facts and `came_date`.
    note:       what whoever assigned it wrote along; the complainant never reads it.
    channel:    how it reached us, in words; None where the complainant mailed it, or nobody said.
    taken_over: None where nobody handled it before.
    """
    over: Facts = {
        "taken_over_from": taken_over.former_handler if taken_over else None,
        "so_far": list(taken_over.so_far) if taken_over else [],
    }
    return {**case, **first_mail, **over, "later": list(later), "assigned_by": assigned_by, "note": note, "channel": channel}


def no_longer(case: Facts, *, handed_to: str | None, taken_back: str | None, told_by: str) -> Facts:
    """Return the facts of the line that says what is no longer so.

    handed_to: who has the complaint now; None: it stays whose it was. taken_back: what the letter was about a step that was undone.
    """
    return {**case, "handed_to": handed_to, "taken_back": taken_back, "told_by": told_by}


def consultation(
    case: Facts, *, amount: str, agreement: str, asked_by: str, replaces: bool, proposal_mark: str, complainant_has_it: bool = False
) -> Facts:
    """Return the facts of the question to the managing director.

    amount: as written in a letter. replaces: an earlier question is void. proposal_mark: what an answer is bound to.
    complainant_has_it: an employee mailed it to them already, without asking first.
    Whether an answer with a bare word is enough (`bare_word`) is known when the letter is frozen.
    """
    told: Facts = {"amount": amount, "agreement": agreement, "asked_by": asked_by, "replaces": replaces}
    return {**case, **told, "proposal_mark": proposal_mark, "complainant_has_it": complainant_has_it, "bare_word": False}


def decision(
    case: Facts,
    *,
    consented: bool,
    amount: str,
    agreement: str,
    reason: str,
    decided_by: str,
    intention_ended: bool = False,
    complainant_has_it: bool = False,
) -> Facts:
    """Return the facts of what the managing director decided.

    reason: of a refusal; may be empty where it is none. intention_ended: somebody meant the complaint to be resolved with it.
    complainant_has_it: as in `consultation`.
    """
    return {
        **case,
        "consented": consented,
        "amount": amount,
        "agreement": agreement,
        "reason": reason,
        "decided_by": decided_by,
        "intention_ended": intention_ended,
        "complainant_has_it": complainant_has_it,
    }


def choice(case: Facts, *, asked_by: str, why: str) -> Facts:
    """Return the facts of the question: another round, or the appeal? why: there is no agreement, in the handler's words."""
    return {**case, "asked_by": asked_by, "why": why}


def verification(case: Facts, *, resolved_by: str, words: str, withdrawn: bool, agreement: str | None, amount: str | None) -> Facts:
    """Return the facts of the request to verify. withdrawn: the complainant took it back, as `words` say."""
    return {**case, "resolved_by": resolved_by, "words": words, "withdrawn": withdrawn, "agreement": agreement, "amount": amount}


def contact(case: Facts, *, contact_by_date: date, words: str, reopened_by: str) -> Facts:
    """Return the facts of: contact the complainant directly and agree a new date. words: why it was reopened."""
    return {**case, "contact_by_date": contact_by_date.isoformat(), "words": words, "reopened_by": reopened_by}


def forwarded(case: Facts, first_mail: Facts, *, department: str, forwarded_by: str, words: str) -> Facts:
    """Return the facts of the letter that gives a department a mail which is no complaint. words: why it is none."""
    return {**case, **first_mail, "department": department, "forwarded_by": forwarded_by, "words": words}


def data_request(case: Facts, first_mail: Facts, *, asked_by: str, words: str) -> Facts:
    """Return the facts of the letter about a request under the AVG. words: what whoever saw it wrote along; may be empty."""
    return {**case, **first_mail, "asked_by": asked_by, "words": words}


def unconfirmed(case: Facts, *, recipient: str, failed_why: str, ready_letter: Facts) -> Facts:
    """Return the facts of the letter that says: the confirmation of an agreement did not arrive. ready_letter: from `ready`."""
    return {**case, "recipient": recipient, "failed_why": failed_why, "ready_letter": ready_letter}


def copy(case: Facts, *, recipient: str, ready_letter: Facts) -> Facts:
    """Return the facts of the copy of a letter to the complainant. ready_letter: from `ready`."""
    return {**case, "recipient": recipient, "ready_letter": ready_letter}


def ready(
    letter: Letter,
    language: Language,
    facts: Mapping[str, Plain],
    also_in: Language | str | None = None,
    *,
    recipient_name: str = "",
    postal_address: str | None = None,
) -> Facts:
    """Return a letter to the complainant as it can stand in another, and be printed.

    also_in:         the second language in which it says all once more.
    recipient_name:  as it stands on the envelope; may be empty. postal_address: its lines; None: nobody recorded it.
    """
    said: Facts = {"letter": str(letter), "language": str(language), "also_in": also_in and str(also_in), "facts": dict(facts)}
    return {**said, "recipient_name": recipient_name, "postal_address": postal_address}


CASE = frozenset({
    "reference", "nature", "state", "received_date", "target_date",
    "complainant_name", "complainant_address", "complainant_role", "letters_go_to", "handler", "late", "offers",
})  # fmt: skip

DECLARED: dict[Letter, Declared] = {
    Letter.ASSIGNMENT: to_staff(*CASE, *QUOTED_MAIL, "later", "assigned_by", "note", "channel", "taken_over_from", "so_far"),
    Letter.NO_LONGER: to_staff(*CASE, "handed_to", "taken_back", "told_by"),
    Letter.CONSULTATION: to_staff(*CASE, "amount", "agreement", "asked_by", "replaces", "proposal_mark", "bare_word", "complainant_has_it"),
    Letter.DECISION: to_staff(*CASE, "consented", "amount", "agreement", "reason", "decided_by", "intention_ended", "complainant_has_it"),
    Letter.CHOICE: to_staff(*CASE, "asked_by", "why"),
    Letter.VERIFICATION: to_staff(*CASE, "resolved_by", "words", "withdrawn", "agreement", "amount"),
    Letter.CONTACT: to_staff(*CASE, "contact_by_date", "words", "reopened_by"),
    Letter.FORWARDED: to_staff(*CASE, *QUOTED_MAIL, "department", "forwarded_by", "words"),
    Letter.DATA_REQUEST: to_staff(*CASE, *QUOTED_MAIL, "asked_by", "words"),
    Letter.UNCONFIRMED: to_staff(*CASE, "recipient", "failed_why", "ready_letter"),
    Letter.CONFIRMATION_COPY: to_staff(*CASE, "recipient", "ready_letter"),
    Letter.APPEAL_COPY: to_staff(*CASE, "recipient", "ready_letter"),
}
"""What each of these letters is, and the facts that it may ask for."""
