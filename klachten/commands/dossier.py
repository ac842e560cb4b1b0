"""One complaint, told in full: the record, its dates with their reasons, the journal, the letters, the mails.

Gathers plain values, which are the JSON of `klachten show`; and shows them to a
person. Changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from klachten.commands.explained_dates import date_lines, dates_of
from klachten.commands.tables import moment_words, shown, shown_text
from klachten.commands.words import plain, role_title
from tracker.clocks import clocks_of
from tracker.natures import nature_titles
from tracker.process_steps import step_title
from tracker.queries import enclosures_of, journal_of, letters_of, mails_of
from tracker.records import Arrival, Complaint, Enclosure, Journal, LetterOwed
from tracker.rules import HouseRules
from tracker.telling import history
from tracker.telling.leaving import reasons_to_stay
from tracker.typed.amounts import words_of_amount


def tell(session: Session, complaint: Complaint, rules: HouseRules, now: datetime) -> dict[str, Any]:
    """Return all that the register knows of a complaint at `now` (aware), as plain values."""
    mails = mails_of(session, complaint)
    enclosures = enclosures_of(session, mails)
    return {
        **_record(complaint),
        "stays_because": reasons_to_stay(session, rules, complaint, now),
        "dates": dates_of(clocks_of(session, rules, complaint), now),
        "journal": [_event(row, rules) for row in journal_of(session, complaint)],
        "letters": [letter_told(row) for row in letters_of(session, complaint)],
        "mails": [_mail(mail, [one for one in enclosures if one.arrival_id == mail.id]) for mail in mails],
    }


def _record(complaint: Complaint) -> dict[str, Any]:
    return {
        "reference": complaint.reference,
        "state": complaint.state,
        "round": complaint.round,
        "mailbox": complaint.mailbox,
        "received_at": complaint.received_at,
        "registered_at": complaint.registered_at,
        "complainant": complaint.complainant_name,
        "address": complaint.complainant_address,
        "complainant_role": complaint.complainant_role,
        "subject": complaint.subject,
        "language": complaint.language,
        "nature": complaint.nature,
        "nature_why": complaint.nature_why,
        "suggested": complaint.suggested_role,
        "handler": complaint.handler_role,
        "about": complaint.accused_role,
        "cause": complaint.process_step,
        "file_number": complaint.file_number,
        **_representative(complaint),
        "acknowledgement": complaint.acknowledgement,
        "acknowledgement_why": complaint.acknowledgement_why,
        "acknowledged_at": complaint.acknowledged_at,
        **_agreement(complaint),
        "outcome": complaint.outcome,
        "finding": complaint.finding,
        "resolved_at": complaint.resolved_at,
        "closed_at": complaint.closed_at,
        "remove_after": complaint.remove_after,
        "held_because": complaint.held_because,
        "privacy_request_at": complaint.privacy_request_at,
        "wrote_after_closing_at": complaint.wrote_after_closing_at,
    }


def _representative(complaint: Complaint) -> dict[str, Any]:
    return {
        "representative": complaint.representative_name,
        "representative_address": complaint.representative_address,
        "mandate_seen_at": complaint.mandate_seen_at,
    }


def _agreement(complaint: Complaint) -> dict[str, Any]:
    """Tell what was agreed, what the managing director is asked about, and whether the complainant was asked if it is solved."""
    return {
        "agreement": complaint.agreement,
        "amount_cents": complaint.amount_cents,
        "confirmation": complaint.confirmation,
        "proposal": complaint.proposal,
        "proposal_cents": complaint.proposal_cents,
        "inquiries": complaint.inquiries,
        "inquired_at": complaint.inquired_at,
        "said_yes_at": complaint.said_yes_at,
    }


def _event(row: Journal, rules: HouseRules) -> dict[str, Any]:
    return {
        "at": row.at,
        "event": row.event,
        "argument": row.argument,
        "told": history.told(row, rules),
        "by": row.by_role,
        "name": row.by_name,
        "address": row.by_address,
        "proof": row.proof,
        "from_state": row.from_state,
        "to_state": row.to_state,
        "words": row.words,
        "mail": row.arrival_id,
    }


def letter_told(row: LetterOwed) -> dict[str, Any]:
    """Return how a letter stands, as plain values; its bytes and facts are not asked for."""
    state, at, why = _fate(row)
    return {
        "id": row.id,
        "letter": row.letter,
        "to": row.recipient,
        "language": row.language,
        "made_at": row.made_at,
        "state": state,
        "at": at,
        "why": why,
        "reply": row.reply,
        "attempts": row.attempts,
        "message_id": row.message_id,
    }


def _fate(row: LetterOwed) -> tuple[str, Any, str | None]:
    """Say what became of a letter, when, and why."""
    if row.bounced_at:
        return "bounced", row.bounced_at, None
    if row.parked_at:
        return "parked", row.parked_at, row.parked_because
    if row.accepted_at:
        return "accepted", row.accepted_at, None
    return "owed", row.next_attempt_at, f"tried {row.attempts} {'time' if row.attempts == 1 else 'times'}" if row.attempts else None


def _mail(mail: Arrival, enclosures: Iterable[Enclosure]) -> dict[str, Any]:
    return {
        "id": mail.id,
        "received_at": mail.received_at,
        "class": mail.kind,
        "why": mail.why,
        "from": mail.sender,
        "subject": mail.subject,
        "bytes": mail.size,
        "folder": mail.folder,
        "attachments": [{"name": one.name, "type": one.type, "bytes": one.size} for one in enclosures],
    }


def print_dossier(told: Mapping[str, Any], rules: HouseRules) -> None:
    """Show it to a person, on the customer's clock."""
    shown_as = {"nature": nature_titles(rules.natures).get(told["nature"], told["nature"])}
    shown_as["cause"] = step_title(told["cause"], rules.process_steps) if told["cause"] else None
    shown_as |= {key: role_title(told[key]) for key in ("suggested", "handler", "about")}
    for title, lines in _sections({**told, **shown_as}, rules.terms.zone):
        click.secho(title, bold=True)
        for line in lines:
            click.echo(f"  {line}")
        click.echo()


def _sections(told: Mapping[str, Any], zone: ZoneInfo) -> Iterator[tuple[str, Iterator[str]]]:
    yield f"{told['reference']}  {told['state']}", _record_lines(told, zone)
    if told["stays_because"]:
        yield "Stays in the register", iter(told["stays_because"])
    yield "Dates", (text for line, why in date_lines(told["dates"]) for text in (line, f"    {why}"))
    yield "Journal", (line for event in told["journal"] for line in _event_lines(event, zone))
    yield "Letters", (line for letter in told["letters"] for line in letter_lines(letter, zone))
    yield "Mails", (line for mail in told["mails"] for line in _mail_lines(mail, zone))


def _record_lines(told: Mapping[str, Any], zone: ZoneInfo) -> Iterator[str]:
    for key, value in told.items():
        if isinstance(value, list | dict) or value in {None, "", 0} or key in {"reference", "state"}:
            continue
        yield f"{plain(key.removesuffix('_at').removesuffix('_cents')):20} {_value(key, value, zone)}"


def _value(key: str, value: Any, zone: ZoneInfo) -> str:
    """Put one value of the record as a person reads it."""
    if key.endswith("_at") or key == "remove_after":
        return moment_words(value, zone)
    if key.endswith("_cents"):
        return words_of_amount(value)
    return plain(shown(value)) if key in {"acknowledgement", "confirmation", "finding"} else shown(value)


def _event_lines(event: Mapping[str, Any], zone: ZoneInfo) -> Iterator[str]:
    """Give a line of the journal as staff are told it, then how the register has it, then the words that came with it."""
    moved = f"{event['from_state']} → {event['to_state']}" if event["from_state"] not in {None, event["to_state"]} else event["to_state"]
    who = " ".join(
        filter(None, (role_title(event["by"]), shown(event["name"]), f"<{shown(event['address'])}>" if event["address"] else ""))
    )
    mail = f", mail {event['mail']}" if event["mail"] else ""
    yield f"{moment_words(event['at'], zone)}  {shown(event['told'])}"
    yield f"    {event['event']} ({moved}), by {who}, {shown(event['proof'])}{mail}"
    yield from (f"    {line}" for line in shown_text(event["words"]).splitlines())


def letter_lines(letter: Mapping[str, Any], zone: ZoneInfo) -> Iterator[str]:
    """Give the lines that say how a letter stands."""
    when = f"{'next attempt ' if letter['state'] == 'owed' else ''}{moment_words(letter['at'], zone)}"
    why = f" ({letter['why']})" if letter["why"] else ""
    which = f"letter {letter['id']}, {letter['letter']} to {shown(letter['to'])}"
    yield f"{moment_words(letter['made_at'], zone)}  {which}: {letter['state']}{why}, {when}"
    if letter["reply"]:
        yield f"    the server said: {shown(letter['reply'])}"


def _mail_lines(mail: Mapping[str, Any], zone: ZoneInfo) -> Iterator[str]:
    lies = f", in {shown(mail['folder'])}" if mail["folder"] else ""
    sender = shown(mail["from"]) or "nobody certain"
    yield f"{moment_words(mail['received_at'], zone)}  mail {mail['id']} from {sender}: {shown(mail['subject'])}"
    yield f"    {mail['class']} ({shown(mail['why'])}), {mail['bytes']:,} bytes{lies}"
    for one in mail["attachments"]:
        yield f"    attachment {shown(one['name'])}  {one['type']}  {one['bytes']:,} bytes"
