"""All that the register has of one complaint, in order of time, for the employee who asked for it (dossier).

Reads the register and changes nothing. A mail is not read again: its text is
that of the letter which told of it, and where that is not the whole, the mail
itself goes along as a file, byte for byte (docs/mail-rules.md, A24). What an
employee wrote stands in the journal; their mails stay here, for the links that
they quote can still be used (docs/mail-rules.md, D10).
Rule: whatever does not go along is named, with its size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.dates import local_minute, words_of_day
from tracker.ledger import MailClass
from tracker.letter_facts.titles import LETTER_TITLES, fate
from tracker.model import TITLES, Language, Letter, Role
from tracker.process_steps import step_title
from tracker.queries import journal_of, letters_of, mails_of
from tracker.records import Arrival, Complaint, Enclosure, Journal, LetterOwed
from tracker.rules import HouseRules
from tracker.telling import history
from tracker.telling.leaving import why_it_stays
from tracker.told import Facts

TEXT_LIMIT = 200_000
"""Characters of all mails together that the letter shows; those behind go along as files."""

_KINDS = {
    MailClass.COMPLAINT: "de klacht",
    MailClass.FOLLOW_UP: "een bericht",
    MailClass.STAFF: "van een medewerker",
}
"""What a mail of a complaint is; whatever else belongs to one, a machine sent."""

_FINDINGS = {"upheld": "gegrond", "partly_upheld": "deels gegrond", "not_upheld": "ongegrond"}


@dataclass(slots=True)
class _Allowance:
    """How much there is still room for."""

    left: int

    def takes(self, size: int) -> bool:
        """Say whether so much fits, and count it where it does."""
        fits = size <= self.left
        self.left -= size if fits else 0
        return fits


def mails_and_attachments(session: Session, rules: HouseRules, complaint: Complaint) -> tuple[list[Facts], list[Facts]]:
    """Return the mails of a complaint and their attachments; no more goes along than the settings allow for one letter.

    Attachments come first; a mail from outside goes along where its text is not shown whole.
    """
    octets, characters = _Allowance(rules.enclosures_bytes), _Allowance(TEXT_LIMIT)
    attachments = list(_attachments(session, complaint, octets))
    shown = _shown(session, complaint) | _on_record(session, complaint)
    mails: list[Facts] = []
    for mail in mails_of(session, complaint):
        text, is_whole = shown.get(mail.id, ("", False))
        if not characters.takes(len(text)):
            text, is_whole = "", False
        may_go = not is_whole and rules.people.role_of(mail.sender_key or "") is None
        mails.append(_mail(rules, mail, text, is_whole=is_whole, enclosed=may_go and octets.takes(mail.size)))
    return mails, attachments


def letters_told(session: Session, rules: HouseRules, complaint: Complaint) -> list[Facts]:
    """Return every letter of a complaint: when it was made, what it is, to whom it goes, and how it fared."""
    zone = rules.terms.zone
    return [
        {"at": local_minute(one.made_at, zone), "title": LETTER_TITLES[one.letter], "recipient": one.recipient, "fate": fate(one, zone)}
        for one in letters_of(session, complaint)
    ]


def history_told(session: Session, rules: HouseRules, complaint: Complaint) -> list[Facts]:
    """Return every line of the journal, with the words that somebody wrote along."""
    return [
        {"at": local_minute(line.at, rules.terms.zone), "told": history.told(line, rules), "words": line.words}
        for line in journal_of(session, complaint)
    ]


def record_told(session: Session, rules: HouseRules, complaint: Complaint, now: datetime) -> list[Facts]:
    """Return what else is known at `now` (aware), each a name and its value in words; what nobody said is left out."""
    said = {
        "Onderwerp": complaint.subject,
        "Postadres": complaint.postal_address,
        "Dossiernummer": complaint.file_number,
        "Treedt op voor de klager": _representative(complaint),
        "Gaat over": TITLES[Role(complaint.accused_role)] if complaint.accused_role else None,
        "Oorzaak": step_title(complaint.process_step, rules.process_steps) if complaint.process_step else None,
        "Bevinding": _FINDINGS.get(complaint.finding or ""),
        "Gevraagd of het is opgelost": f"{complaint.inquiries} keer" if complaint.inquiries else None,
        "De klager zei ja op": _day(rules, complaint.said_yes_at),
        "Opgelost gemeld op": _day(rules, complaint.resolved_at),
        "Afgesloten op": _day(rules, complaint.closed_at),
        "Uit de registratie na": _day(rules, complaint.remove_after),
        "Blijft nog in de registratie": why_it_stays(session, rules, complaint, now),
        "Bewaard omdat": complaint.held_because,
        "AVG-verzoek op": _day(rules, complaint.privacy_request_at),
    }
    return [{"name": name, "value": value} for name, value in said.items() if value]


def _attachments(session: Session, complaint: Complaint, octets: _Allowance) -> Iterator[Facts]:
    """Give each attachment, in the order in which it came; `enclosed` where the register has it and there is room."""
    asked = select(Enclosure.id, Enclosure.name, Enclosure.size, Enclosure.data.is_not(None)).join(
        Arrival, Arrival.id == Enclosure.arrival_id
    )
    of_complaint = asked.where(Arrival.complaint_id == complaint.id).order_by(Enclosure.arrival_id, Enclosure.position)
    for number, name, size, is_there in session.execute(of_complaint):
        yield {"id": number, "name": name, "size": size, "enclosed": is_there and octets.takes(size)}


def _shown(session: Session, complaint: Complaint) -> dict[int, tuple[str, bool]]:
    """Return the text of each mail as a letter told it, and whether that is all that the mail says."""
    telling = select(LetterOwed.arrival_id, LetterOwed.facts).where(
        LetterOwed.complaint_id == complaint.id, LetterOwed.letter.in_((Letter.NEW_COMPLAINT, Letter.FOLLOW_UP))
    )
    return {
        arrival_id: (str(facts["text"]), not facts["text_is_cut"] and facts["unshown_why"] is None)
        for arrival_id, facts in session.execute(telling)
        if arrival_id is not None
    }


def _on_record(session: Session, complaint: Complaint) -> dict[int, tuple[str, bool]]:
    """Return the mails of which the journal has the words: they are told there."""
    lines = select(Journal.arrival_id).join(Arrival, Arrival.id == Journal.arrival_id)
    by_staff = lines.where(Journal.complaint_id == complaint.id, Arrival.kind == MailClass.STAFF)
    return {arrival_id: ("", True) for arrival_id in session.scalars(by_staff) if arrival_id is not None}


def _mail(rules: HouseRules, mail: Arrival, text: str, *, is_whole: bool, enclosed: bool) -> Facts:
    return {
        "id": mail.id,
        "at": local_minute(mail.received_at, rules.terms.zone),
        "kind": _KINDS.get(MailClass(mail.kind), "van een automaat") if mail.kind else "nog niet gelezen",
        "sender": mail.sender,
        "subject": mail.subject,
        "text": text,
        "is_whole": is_whole,
        "file": f"mail-{mail.id}.eml",
        "size": mail.size,
        "enclosed": enclosed,
    }


def _representative(complaint: Complaint) -> str | None:
    if complaint.representative_address is None:
        return None
    seen = "machtiging gezien" if complaint.mandate_seen_at else "machtiging nog niet gezien"
    return f"{complaint.representative_name} <{complaint.representative_address}>, {seen}"


def _day(rules: HouseRules, moment: datetime | None) -> str | None:
    return None if moment is None else words_of_day(moment.astimezone(rules.terms.zone).date(), Language.DUTCH)
