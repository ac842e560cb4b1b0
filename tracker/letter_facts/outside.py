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
class Frame:
    """What stands around each letter after the first: its reference, who signs, and whether its reader acts for the complainant."""

    reference: Reference
    signer: Signer
    to_representative: bool = False

    @property
    def facts(self) -> Facts:
        """The same as plain values."""
        return _signed(self.reference, self.signer) | {"to_representative": self.to_representative}


@dataclass(frozen=True, slots=True)
class WayOut:
    """Where this complainant can go when we do not agree: the appeal route in force (None: there is none), and what they are to us."""

    route: AppealRoute | None
    complainant_role: ComplainantRole

    @property
    def facts(self) -> Facts:
        """The same as plain values, in every language."""
        return {"appeal": _route(self.route), "complainant_role": str(self.complainant_role)}


def acknowledgement(reference: Reference, *, received_date: date, target_date: date, outer_limit_date: date, signer: Signer) -> Facts:
    """Return the facts of the first letter. Nothing in them came from the sender (docs/mail-rules.md, D12)."""
    days = {"received_date": received_date, "target_date": target_date, "outer_limit_date": outer_limit_date}
    told: Facts = {name: day.isoformat() for name, day in days.items()}
    return told | {"outer_limit_weeks": (outer_limit_date - received_date).days // 7} | _signed(reference, signer)


def target_date_changed(
    frame: Frame, *, old_date: date | None, new_date: date, text: str, beyond_weeks: int | None, way_out: WayOut
) -> Facts:
    """Return the facts of the letter about another target date.

    text:          the reason as an employee wrote it for the complainant; '' where there is none.
    beyond_weeks:  the outer limit, where the new day lies past it; else None.
    """
    told: Facts = {"old_date": _day(old_date), "new_date": new_date.isoformat(), "text": text, "beyond_weeks": beyond_weeks}
    return told | way_out.facts | frame.facts


def confirmation(frame: Frame, *, text: str, amount_cents: int | None, replaces_date: date | None = None) -> Facts:
    """Return the facts of the letter that states an agreement (`text`, as an employee wrote it), with its amount in euro cents.

    replaces_date: of the letter with the agreement that this one takes the place of.
    """
    return {"text": text, "amount_cents": amount_cents, "replaces_date": _day(replaces_date)} | frame.facts


def inquiry(frame: Frame, *, withdrawn: bool) -> Facts:
    """Return the facts of the one question: whether it is solved; or where we noted that it is withdrawn, whether that is so."""
    return {"withdrawn": withdrawn} | frame.facts


def reopened(frame: Frame, *, contact_date: date) -> Facts:
    """Return the facts of the apology. contact_date: the last day on which the handler, who signs, gets in touch."""
    return {"contact_date": contact_date.isoformat()} | frame.facts


def closing(frame: Frame, *, withdrawn: bool, removal_date: date | None, removed_at_once: bool) -> Facts:
    """Return the facts of the last letter. removal_date: None while something keeps the record; removed_at_once: there is no day left."""
    told: Facts = {"withdrawn": withdrawn, "removal_date": _day(removal_date), "removed_at_once": removed_at_once}
    return told | frame.facts


def closing_silent(frame: Frame, *, withdrawn: bool, inquired: bool, removal_date: date | None, way_out: WayOut) -> Facts:
    """Return the facts of the last letter to somebody who did not answer. inquired: we could ask; withdrawn: whether that was so."""
    return {"withdrawn": withdrawn, "inquired": inquired, "removal_date": _day(removal_date)} | way_out.facts | frame.facts


def appeal(
    frame: Frame,
    *,
    received_date: date,
    milestones: Sequence[tuple[date, Milestone]],
    standpoint_date: date,
    text: str,
    way_out: WayOut,
) -> Facts:
    """Return the facts of the letter with our standpoint (`text`, as an employee wrote it) and the way to appeal."""
    told: Facts = {
        "received_date": received_date.isoformat(),
        "milestones": [{"date": day.isoformat(), "what": str(what)} for day, what in milestones],
        "standpoint_date": standpoint_date.isoformat(),
        "text": text,
    }
    return told | way_out.facts | frame.facts


def elsewhere(frame: Frame, *, forwarded: bool) -> Facts:
    """Return the facts of the letter that says: this is handled elsewhere. forwarded: to a department, by us."""
    return {"forwarded": forwarded} | frame.facts


def merged(frame: Frame, *, merged_reference: Reference) -> Facts:
    """Return the facts of the letter about two complaints that are one. `reference` stays."""
    return {"merged_reference": merged_reference} | frame.facts


def answer(frame: Frame, *, text: str, attachments: Sequence[Listed]) -> Facts:
    """Return the facts of an employee's own letter. attachments: those of their mail; what is not enclosed is not told of."""
    listed: list[Plain] = [{"name": one.name, "size": one.size, "enclosed": True} for one in attachments if one.enclosed]
    return {"text": text, "attachments": listed} | frame.facts


def _route(route: AppealRoute | None) -> Facts | None:
    if route is None:
        return None
    return {
        "name": route.name,
        "address": route.address,
        "mail_address": route.mail_address,
        "telephone": route.telephone,
        "url": route.url,
        "terms": _in_each(route.terms),
        "costs": _in_each(route.costs),
    }


def _signed(reference: Reference, signer: Signer) -> Facts:
    return {
        "reference": reference,
        "signer_name": signer.name,
        "signer_title": _in_each(signer.titles),
        "signer_telephone": signer.telephone,
    }


def _in_each(words: Mapping[Language, str]) -> Facts:
    """Keep words in every language: which of them a letter speaks is known when it is composed."""
    return {str(language): told for language, told in words.items()}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


_SIGNED = ("reference", "signer_name", "signer_title", "signer_telephone")
_FRAME = (*_SIGNED, "to_representative")
_WAY_OUT = ("appeal", "complainant_role")

DECLARED: Mapping[Letter, Declared] = {
    Letter.ACKNOWLEDGEMENT: to_complainant(
        "received_date", "target_date", "outer_limit_date", "outer_limit_weeks", *_SIGNED, auto_submitted=AutoSubmitted.REPLIED
    ),
    Letter.TARGET_DATE_CHANGED: to_complainant("old_date", "new_date", "text", "beyond_weeks", *_WAY_OUT, *_FRAME),
    Letter.CONFIRMATION: to_complainant("text", "amount_cents", "replaces_date", *_FRAME),
    Letter.INQUIRY: to_complainant("withdrawn", *_FRAME),
    Letter.REOPENED: to_complainant("contact_date", *_FRAME),
    Letter.CLOSING: to_complainant("withdrawn", "removal_date", "removed_at_once", *_FRAME),
    Letter.CLOSING_SILENT: to_complainant("withdrawn", "inquired", "removal_date", *_WAY_OUT, *_FRAME),
    Letter.APPEAL: to_complainant("received_date", "milestones", "standpoint_date", "text", *_WAY_OUT, *_FRAME),
    Letter.ELSEWHERE: to_complainant("forwarded", *_FRAME),
    Letter.MERGED: to_complainant("merged_reference", *_FRAME),
    Letter.ANSWER: to_complainant("text", "attachments", *_FRAME),
}
"""What each of these letters is, and the facts that it may ask for."""
