"""What the first lines of an employee's note say of a complaint that came by telephone, post or visit: whose, how, and when it reached us.

Knows the words of a note, and no register. Lines with a label ('Klager: …'),
cards ('Mevr. Jansen, Dorpsstraat 1, 1234 AB Plaats') and the way in ('per post
op 12 november') are read as long as nothing else has begun; a card may stand at
the end as well, as people put it below what was said. Rule: of two answers to
one question there is none, and what is not certain is asked.
Source: docs/procedure.md, States and events, and The clock.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from intake.addresses import shorten
from intake.cards import BETWEEN, LONGEST, Card, mail_address, read_card
from intake.ways_in import Way, channel_in, read_way, spoken, told_way
from tracker.channels import Channel
from tracker.model import ComplainantRole
from tracker.typed.words import trimmed

_FIRST = 15
"""Lines that are looked at, from the beginning and from the end, blank ones not counted."""

_SPOKEN_FIRST = 3
_ROLES = {"debiteur": ComplainantRole.DEBTOR, "debtor": ComplainantRole.DEBTOR,
          "opdrachtgever": ComplainantRole.CLIENT, "client": ComplainantRole.CLIENT}  # fmt: skip
_WORDS = {
    "name": "naam, klager, klaagster, naam klager, naam van de klager, name, complainant, beller, van",
    "mail": "e-mail, email, mail, mailadres, e-mailadres, emailadres, e-mail klager, mail klager",
    "postal": "adres, postadres, woonadres, adres klager, address, postcode, plaats, woonplaats, straat",
    "telephone": "tel, tel., telefoon, telefoonnummer, telnr, tel.nr, mobiel, gsm, nummer, phone, terugbelnummer",
    "file": "dossier, dossiernummer, dossiernr, dossiernr., zaaknummer, zaaknr, ons kenmerk, file, file number",
    "role": "rol, hoedanigheid, klager is, role",
    "way": "kanaal, via, channel, hoe, wijze, binnengekomen via, ontvangen via",
    "day": "binnengekomen, binnengekomen op, binnen, ontvangen, ontvangen op, ontvangst, datum ontvangst, ontvangstdatum, datum, gebeld, "
    "gebeld op, received, date",
    "representative": "namens klager, vertegenwoordiger, gemachtigde, representative",
    "represented": "namens",
}
_LABELS = {word.strip(): kind for kind, words in _WORDS.items() for word in words.split(",")}
_LABELLED = re.compile(
    r"[\s*_\u2022-]{0,5}([^\W\d_][^\W\d_ .-]{0,25}(?:[ .-]{1,2}[^\W\d_.-]{1,15}){0,3}\.?)\s?[:=][*_]{0,2}\s{0,5}(\S.{0,300})"
)
_ON_BEHALF = re.compile(r"namens (?P<who>.{2,80})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FirstLines:
    """What the first lines told. What they did not is empty or None.

    name, address, postal: of the complainant; postal as the lines of an envelope. day: on which it reached us.
    day_unclear:    a day is told, and not for certain; or that of the letter, and not of its receipt.
    address_unclear: there are two, or it is nobody's in particular.
    representative: who acts for the complainant: name and mail address.
    """

    name: str = ""
    address: str | None = None
    postal: str | None = None
    file_number: str = ""
    role: ComplainantRole | None = None
    channel: Channel | None = None
    day: date | None = None
    day_unclear: bool = False
    address_unclear: bool = False
    representative: tuple[str, str] | None = None


NOTHING_TOLD = FirstLines()


@dataclass(slots=True)
class _Notes:
    """What was found so far. today: on which the note was written. represented: for whom somebody else acts."""

    today: date
    card: Card = field(default_factory=Card)
    ways: list[Way] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    representative: Card = field(default_factory=Card)
    represented: str = ""


def read_first_lines(words: str, today: date, staff_names: Sequence[str] = ()) -> FirstLines:
    """Return what the first lines of `words` tell. today: on which they were written. staff_names: of employees, no complainants."""
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    notes = _Notes(today)
    end = _read_top(lines[:_FIRST], notes)
    if not (notes.card.name or notes.card.reaches):
        _add(notes, _tail(lines[end:][-_FIRST:], staff_names))
    if notes.card.name and notes.card.name.casefold() in {name.casefold() for name in staff_names}:
        notes.card = replace(notes.card, name="")
    return _told(notes)


def _read_top(lines: Sequence[str], notes: _Notes) -> int:
    """Read lines until one tells of something else; return how many were read."""
    for at, line in enumerate(lines):
        if _labelled(line, notes) or _on_behalf(line, notes):
            continue
        if _pieces(line, lines[at + 1 : at + 3], notes):
            continue
        if at < _SPOKEN_FIRST and (said := spoken(line)) is not None:
            notes.ways.append(Way(said[0], told_way(line, said[0], notes.today).day))
            if not notes.card.name and len(said[1].split()) > 1:
                notes.card = replace(notes.card, name=said[1])
        return at
    return len(lines)


def _pieces(line: str, following: Sequence[str], notes: _Notes) -> bool:
    """Read a line that tells the way in, is a card, or is both; return False where it is anything else."""
    if len(line) > LONGEST:
        return False
    if (way := _way(line, notes.today)) is not None:
        notes.ways.append(way)
        return True
    told = [(piece, _way(piece, notes.today)) for piece in BETWEEN.split(line)]
    card = read_card(", ".join(piece for piece, way in told if way is None))
    if card is None or not _is_somebody(card, notes.card, following):
        return False
    _add(notes, card)
    notes.ways.extend(way for _, way in told if way is not None)
    return True


def _way(words: str, today: date) -> Way | None:
    """Return the way in that a line, or a piece of it, tells; a telephone number such as 06-11 22 33 44 is no day."""
    card = read_card(words)
    return None if card is not None and (card.telephone or card.address) else read_way(words, today)


def _is_somebody(card: Card, known: Card, following: Sequence[str]) -> bool:
    """Say whether a card is one: a bare name needs a way to reach them beside it, on its line or soon below."""
    if not card.name or card.titled or card.reaches or known.reaches:
        return True
    return any((below := read_card(line)) is not None and below.reaches for line in following)


def _add(notes: _Notes, card: Card) -> None:
    notes.card = notes.card.with_more(card)
    notes.addresses.extend(filter(None, (card.address,)))


def _labelled(line: str, notes: _Notes) -> bool:
    """Read a line with a label; return False where it has none of ours."""
    found = _LABELLED.fullmatch(line)
    kind = _LABELS.get(" ".join(found[1].casefold().split())) if found else None
    if found is None or kind is None:
        return False
    value = found[2].strip()
    if kind in {"way", "day"}:
        notes.ways.append(told_way(value, channel_in(found[1]), notes.today))
    elif kind == "representative":
        notes.representative = read_card(value) or Card(value)
    elif kind == "represented":
        notes.represented = trimmed(value)
    else:
        _add(notes, _card_of(kind, value))
    return True


def _card_of(kind: str, value: str) -> Card:
    """Return what stands behind a label as a card."""
    if kind == "name":
        card = read_card(value)
        return card if card is not None and card.name else Card(trimmed(value))
    if "@" in value and (address := mail_address(value)):
        return Card(address=address)
    plain: dict[str, Card] = {
        "postal": Card(postal=tuple(filter(None, map(trimmed, BETWEEN.split(value))))),
        "telephone": Card(telephone=value),
        "file": Card(file_number=trimmed(value)),
        "role": Card(role=next((word for word in _ROLES if word in value.casefold()), "")),
    }
    return plain.get(kind, Card())


def _on_behalf(line: str, notes: _Notes) -> bool:
    """Read 'namens mevrouw De Vries': whoever else is named acts for her."""
    found = _ON_BEHALF.fullmatch(line.rstrip("."))
    card = read_card(found["who"]) if found else None
    if card is None or not card.name:
        return False
    notes.represented = card.name
    return True


def _tail(lines: Sequence[str], staff_names: Sequence[str]) -> Card:
    """Return the card at the end of a note, where it tells how to reach somebody, and is no employee's."""
    card = Card()
    for line in reversed(lines):
        told = read_card(line)
        if told is None or (told.name and card.name):
            break
        card = told.with_more(card)
    is_staff = any(name.casefold() == card.name.casefold() for name in staff_names)
    return card if card.reaches and card.name and not is_staff else Card()


def _told(notes: _Notes) -> FirstLines:
    card, addresses = notes.card, tuple(dict.fromkeys(notes.addresses))
    acting = notes.representative
    unclear = len(addresses) > 1 or bool(notes.represented and card.address and not card.name)
    if notes.represented and not acting.name:
        acting, card = Card(card.name, card.address), replace(card, name=notes.represented, address=None)
    days = {way.day for way in notes.ways if way.day}
    channels = {way.channel for way in notes.ways if way.channel}
    return FirstLines(
        name=shorten(card.name),
        address=None if unclear else card.address,
        postal="\n".join(card.postal) or None,
        file_number=card.file_number,
        role=_ROLES.get(card.role),
        channel=next(iter(channels)) if len(channels) == 1 else None,
        day=next(iter(days)) if len(days) == 1 else None,
        day_unclear=len(days) > 1 or any(way.unclear for way in notes.ways) or (not days and any(way.only_dated for way in notes.ways)),
        address_unclear=unclear,
        representative=(shorten(acting.name), acting.address) if acting.name and acting.address else None,
    )
