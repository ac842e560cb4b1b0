"""The letters to the complainant: which facts each needs, and who builds them.

Knows no template and no row. Rule: nothing in them came from inside the house
but what an employee wrote for the complainant to read. Every one is signed by
an employee who can be called. Source: docs/procedure.md, Letters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.appeal import AppealRoute
from tracker.letter_facts.declared import AutoSubmitted, Declared, to_complainant
from tracker.model import ComplainantRole, Language, Letter, Reference
from tracker.told import Facts, Listed, Plain, Signer


class Milestone(StrEnum):
    """What we did with a complaint, as the complainant saw it."""

    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    NEW_TARGET_DATE = "new_target_date"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    ANSWERED = "answered"
    INQUIRED = "inquired"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class WayOut:
    """Where this complainant can go when we do not agree: the appeal route in force (None: there is none), and what they are to us."""

    route: AppealRoute | None
    complainant_role: ComplainantRole
    language: Language

    @property
    def facts(self) -> Facts:
        """The same as plain values, in the language of the letter."""
        return {"appeal": _route(self.route, self.language), "complainant_role": str(self.complainant_role)}


def acknowledgement(reference: Reference, *, received_date: date, target_date: date, outer_limit_date: date, signer: Signer) -> Facts:
    """Return the facts of the first letter. Nothing in them came from the sender (docs/mail-rules.md, D12)."""
    days = {"received_date": received_date, "target_date": target_date, "outer_limit_date": outer_limit_date}
    told: Facts = {name: day.isoformat() for name, day in days.items()}
    return told | {"outer_limit_weeks": (outer_limit_date - received_date).days // 7} | _signed(reference, signer)


def target_date_changed(
    reference: Reference, *, old_date: date | None, new_date: date, text: str, beyond_weeks: int | None, way_out: WayOut, signer: Signer
) -> Facts:
    """Return the facts of the letter about another target date.

    text:          the reason as an employee wrote it for the complainant; '' where there is none.
    beyond_weeks:  the outer limit, where the new day lies past it; else None.
    """
    told: Facts = {"old_date": _day(old_date), "new_date": new_date.isoformat(), "text": text, "beyond_weeks": beyond_weeks}
    return told | way_out.facts | _signed(reference, signer)


def confirmation(reference: Reference, *, text: str, amount_cents: int | None, signer: Signer) -> Facts:
    """Return the facts of the letter that states an agreement (`text`, as an employee wrote it), with its amount in euro cents."""
    return {"text": text, "amount_cents": amount_cents} | _signed(reference, signer)


def inquiry(reference: Reference, *, withdrawn: bool, signer: Signer) -> Facts:
    """Return the facts of the one question: whether it is solved; or where we noted that it is withdrawn, whether that is so."""
    return {"withdrawn": withdrawn} | _signed(reference, signer)


def reopened(reference: Reference, *, contact_date: date, signer: Signer) -> Facts:
    """Return the facts of the apology. contact_date: the last day on which the handler, who signs, gets in touch."""
    return {"contact_date": contact_date.isoformat()} | _signed(reference, signer)


def closing(reference: Reference, *, withdrawn: bool, removal_date: date | None, removed_at_once: bool, signer: Signer) -> Facts:
    """Return the facts of the last letter. removal_date: None while something keeps the record; removed_at_once: there is no day left."""
    told: Facts = {"withdrawn": withdrawn, "removal_date": _day(removal_date), "removed_at_once": removed_at_once}
    return told | _signed(reference, signer)


def closing_silent(reference: Reference, *, removal_date: date | None, way_out: WayOut, signer: Signer) -> Facts:
    """Return the facts of the last letter to somebody who did not answer."""
    return {"removal_date": _day(removal_date)} | way_out.facts | _signed(reference, signer)


def appeal(
    reference: Reference,
    *,
    received_date: date,
    milestones: Sequence[tuple[date, Milestone]],
    standpoint_date: date,
    text: str,
    way_out: WayOut,
    signer: Signer,
) -> Facts:
    """Return the facts of the letter with our standpoint (`text`, as an employee wrote it) and the way to appeal."""
    told: Facts = {
        "received_date": received_date.isoformat(),
        "milestones": [{"date": day.isoformat(), "what": str(what)} for day, what in milestones],
        "standpoint_date": standpoint_date.isoformat(),
        "text": text,
    }
    return told | way_out.facts | _signed(reference, signer)


def elsewhere(reference: Reference, *, forwarded: bool, signer: Signer) -> Facts:
    """Return the facts of the letter that says: this is handled elsewhere. forwarded: to a department, by us."""
    return {"forwarded": forwarded} | _signed(reference, signer)


def merged(reference: Reference, *, merged_reference: Reference, signer: Signer) -> Facts:
    """Return the facts of the letter about two complaints that are one. `reference` stays."""
    return {"merged_reference": merged_reference} | _signed(reference, signer)


def answer(reference: Reference, *, text: str, attachments: Sequence[Listed], signer: Signer) -> Facts:
    """Return the facts of an employee's own letter. attachments: those of their mail; what is not enclosed is not told of."""
    listed: list[Plain] = [{"name": one.name, "size": one.size, "enclosed": True} for one in attachments if one.enclosed]
    return {"text": text, "attachments": listed} | _signed(reference, signer)


def _route(route: AppealRoute | None, language: Language) -> Facts | None:
    if route is None:
        return None
    return {
        "name": route.name,
        "address": route.address,
        "mail_address": route.mail_address,
        "telephone": route.telephone,
        "url": route.url,
        "terms": route.terms[language],
        "costs": route.costs[language],
    }


def _signed(reference: Reference, signer: Signer) -> Facts:
    return {
        "reference": reference,
        "signer_name": signer.name,
        "signer_title": signer.title,
        "signer_telephone": signer.telephone,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


_SIGNED = ("reference", "signer_name", "signer_title", "signer_telephone")
_WAY_OUT = ("appeal", "complainant_role")

DECLARED: Mapping[Letter, Declared] = {
    Letter.ACKNOWLEDGEMENT: to_complainant(
        "received_date", "target_date", "outer_limit_date", "outer_limit_weeks", *_SIGNED, auto_submitted=AutoSubmitted.REPLIED
    ),
    Letter.TARGET_DATE_CHANGED: to_complainant("old_date", "new_date", "text", "beyond_weeks", *_WAY_OUT, *_SIGNED),
    Letter.CONFIRMATION: to_complainant("text", "amount_cents", *_SIGNED),
    Letter.INQUIRY: to_complainant("withdrawn", *_SIGNED),
    Letter.REOPENED: to_complainant("contact_date", *_SIGNED),
    Letter.CLOSING: to_complainant("withdrawn", "removal_date", "removed_at_once", *_SIGNED),
    Letter.CLOSING_SILENT: to_complainant("removal_date", *_WAY_OUT, *_SIGNED),
    Letter.APPEAL: to_complainant("received_date", "milestones", "standpoint_date", "text", *_WAY_OUT, *_SIGNED),
    Letter.ELSEWHERE: to_complainant("forwarded", *_SIGNED),
    Letter.MERGED: to_complainant("merged_reference", *_SIGNED),
    Letter.ANSWER: to_complainant("text", "attachments", *_SIGNED),
}
"""What each of these letters is, and the facts that it may ask for."""
