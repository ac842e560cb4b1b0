"""A complaint that an employee enters (nieuw): by telephone, by post, or a mail that they pass on.

Puts together who complained, when that reached us and what they said, from the
tag, the first lines and the mail that was passed on. Rule: of a mail that was
passed on, neither its sender nor its day is guessed; the employee is asked, and
until then nothing goes out. Source: docs/procedure.md, The clock, and States and events.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from intake.addresses import compare_form, read_sender, shorten
from intake.incoming import Forwarded
from intake.written_days import day_of
from tracker.held_orders import HeldOrder
from tracker.model import Event
from tracker.steps import Step

COMPLETES = frozenset({Event.REGISTER, Event.RECEIVED_ON, Event.SET_COMPLAINANT})
"""With these an employee says who complained, and when."""

NO_ADDRESS = "Van wie de doorgestuurde mail was, is niet zeker te lezen. Antwoord met #klager, en het adres van de klager."
NO_DAY = "Wanneer de klacht bij ons binnenkwam, is niet zeker te lezen. Antwoord met #ontvangen, en de dag."
OURS = "Dit adres is van onszelf. Antwoord met #klager, en het adres van de klager."
NO_TEXT = "Schrijf in de mail waarover de klacht gaat, en stuur haar nog eens."
ALONE = "Leg eerst de klacht vast, met alleen #nieuw. Wat er verder moet gebeuren, kan daarna."

_FIRST_LINES = 15
_FIELD = re.compile(r"\s{0,5}(naam|klager|name|e-?mail(?:adres)?|mailadres|adres|address)\s?[:=]\s{0,5}(\S.{0,200})", re.IGNORECASE)
_NAMES = frozenset({"naam", "klager", "name"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered on behalf of a complainant.

    address:   None: not known. day: on which it reached us; None: not known for certain.
    postal:    where they live, as it was typed.
    note:      the employee's own words beside a mail that they pass on; the complainant never reads them.
    passed_on: it is a mail that somebody else wrote.
    """

    name: str
    address: str | None
    postal: str | None
    day: date | None
    subject: str
    text: str
    note: str = ""
    passed_on: bool = False


def entry_of(wish: HeldOrder, words: str, steps: Sequence[Step], zone: ZoneInfo) -> Entry:
    """Put together what is entered. words: the employee's text without tags; steps: what their tags say of address and day."""
    address = next((step.given.address for step in steps if step.given.address), None)
    day = next((step.given.day for step in steps if step.given.day), None)
    if wish.passed_on is not None:
        return _passed_on(Forwarded(**_told(wish)), words, address, day, zone)
    fields = _fields(words)
    typed = fields.get("address", "")
    address = address or _address(typed)
    postal = None if _address(typed) else typed or None
    return Entry(fields.get("name", ""), address, postal, day or wish.written_on, "", words)


def completed(wish: HeldOrder, steps: Sequence[Step]) -> HeldOrder:
    """Return a mail that was passed on with what its forwarder said since about its sender and its day."""
    known = dict(wish.passed_on or {})
    for step in steps:
        known["address"] = step.given.address or known.get("address")
        known["date"] = step.given.day.isoformat() if step.given.day else known.get("date")
    return replace(wish, passed_on=known)


def lacking(entry: Entry, ours: frozenset[str], now: datetime, zone: ZoneInfo) -> list[str]:
    """Say what must be asked first, in Dutch. ours: our own addresses and those of employees, as they are compared."""
    today = now.astimezone(zone).date()
    found = [NO_TEXT] if not entry.text.strip() else []
    if entry.address is not None and compare_form(entry.address) in ours:
        found.append(OURS)
    elif entry.address is None and entry.passed_on:
        found.append(NO_ADDRESS)
    return [*found, NO_DAY] if entry.day is None or (entry.passed_on and entry.day > today) else found


def _told(wish: HeldOrder) -> dict[str, Any]:
    return dict(wish.passed_on or {})


def _passed_on(mail: Forwarded, words: str, address: str | None, day: date | None, zone: ZoneInfo) -> Entry:
    known = address or _address(mail.address or "")
    named = mail.name or "" if known == mail.address or not mail.address else ""
    return Entry(
        name=shorten(named),
        address=known,
        postal=None,
        day=day or day_of(mail.date, zone),
        subject=mail.subject or "",
        text=mail.text,
        note=words.strip(),
        passed_on=True,
    )


def _fields(words: str) -> dict[str, str]:
    """Read the first lines of the form 'Naam: …' and 'Adres: …', or an address that stands alone."""
    found: dict[str, str] = {}
    for line in words.split("\n")[:_FIRST_LINES]:
        if field := _FIELD.fullmatch(line.rstrip()):
            key = "name" if field[1].casefold() in _NAMES else "address"
            if key == "name" or not _address(found.get("address", "")):
                found[key] = field[2].strip()
        elif "address" not in found and " " not in line.strip() and _address(line):
            found["address"] = line.strip()
    return found


def _address(typed: str) -> str | None:
    """Return a typed address; None where it is none, or could be read in two ways."""
    sender = read_sender((typed,)) if "@" in typed else None
    return sender.address if sender is not None and sender.trusted else None
