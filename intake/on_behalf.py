"""A complaint that an employee enters (nieuw): by telephone, by post, at the counter, or a mail that they pass on.

Puts together who complained, when that reached us and what they said, from the
tag, the first lines and the mail that was passed on. Rule: neither the sender
nor the day is guessed; the employee is asked, and until then nothing goes out.
Source: docs/procedure.md, The clock, and States and events.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from intake.addresses import shorten
from intake.first_lines import NOTHING_TOLD, FirstLines, read_first_lines
from intake.frames import forwarded_of
from intake.passed_on import Insiders, Original, original_of
from intake.signature_words import CLOSING, CLOSING_WITH_NAME
from tracker.channels import Channel
from tracker.held_orders import HeldOrder
from tracker.model import Event
from tracker.steps import Step

COMPLETES = frozenset({Event.REGISTER, Event.RECEIVED_ON, Event.SET_COMPLAINANT})
"""With these an employee says who complained, and when."""

YES = frozenset({"ja", "jazeker", "jahoor", "klopt", "jaeenklacht", "jadatiseenklacht", "eenklacht", "klacht", "yes"})
NO_COMPLAINT = frozenset({"nee", "neen", "neegeenklacht", "geenklacht", "no", "neebedankt"})
"""What people answer to 'is this a complaint?', as tags are compared."""

NO_ADDRESS = "Van wie de doorgestuurde mail was, is niet zeker te lezen. Antwoord met #klager, en het adres van de klager."
A_ROBOT = "De doorgestuurde mail is van een computer; daar leest niemand een brief. Antwoord met #klager, en het adres van de klager."
WHICH_ADDRESS = "Van wie de klacht is, is niet zeker: er staan meer mailadressen. Antwoord met #klager, en het adres van de klager."
NO_DAY = "Wanneer de klacht bij ons binnenkwam, is niet zeker te lezen. Antwoord met #ontvangen, en de dag."
LONG_AGO = "De mail lijkt meer dan een jaar oud. Antwoord met #ontvangen, en de dag waarop de klacht bij ons binnenkwam."
OURS = "Dit adres is van onszelf. Antwoord met #klager, en het adres van de klager. Klaagt u zelf? Geef dan uw privéadres."
ACTS = "Het adres van de vertegenwoordiger is van onszelf. Antwoord met #namens, en de naam en het adres van wie voor de klager optreedt."
NO_TEXT = "Schrijf in de mail waarover de klacht gaat, en stuur die nog eens."

_LONG = timedelta(days=365)
_SIGNED_WITHIN, _NAME_WITHIN, _LONGEST_CLOSING = 40, 3, 60
_MARKS = frozenset({"--", "\u2014", "\u2013"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered on behalf of a complainant.

    address:      None: not known. day: on which it reached us; None: not known for certain.
    postal:       where they live, as it was typed.
    note:         the employee's own words beside a mail that they pass on; the complainant never reads them.
    original:     the mail that somebody else wrote; None: it is in the employee's own words.
    told_day:     an employee said it, rather than a mail's headers.
    told:         what the first lines say beside.
    """

    name: str
    address: str | None
    postal: str | None
    day: date | None
    subject: str
    text: str
    channel: Channel
    note: str = ""
    original: Original | None = None
    told_day: bool = True
    told: FirstLines = NOTHING_TOLD

    @property
    def candidates(self) -> tuple[str, ...]:
        """Return the addresses of which one may be the complainant's."""
        return self.original.candidates if self.original and self.address is None else ()


@dataclass(frozen=True, slots=True)
class Lack:
    """What must be asked first. answer: the event with which it is told; None where it cannot be."""

    why: str
    answer: Event | None = None


def entry_of(wish: HeldOrder, words: str, steps: Sequence[Step], insiders: Insiders, zone: ZoneInfo) -> Entry:
    """Put together what is entered. words: the employee's text without tags; steps: what their tags say of address and day."""
    known = dict(wish.passed_on or {})
    address = next((step.given.address for step in steps if step.event in COMPLETES and step.given.address), known.get("address"))
    day = next((step.given.day for step in steps if step.event in COMPLETES and step.given.day), None)
    day = day or (date.fromisoformat(known["day"]) if known.get("day") else None)
    mails = [mail for one in known.get("mails", ()) if (mail := forwarded_of(one))]
    words = _unsigned("\n\n".join(filter(None, (known.get("said"), words))), insiders)
    if not mails:
        words = f"{words}\n\n{_of_others(known.get('signature') or '', insiders)}".strip()
    told = read_first_lines(words, wish.written_on, insiders.names)
    if any(step.event is Event.REPRESENT for step in steps):
        told = replace(told, representative=None)
    if mails:
        return _passed_on(original_of(mails, insiders, zone), words, told, insiders, address, day)
    came_today = told.channel is not Channel.POST and not told.day_unclear
    return Entry(
        name=told.name,
        address=address or told.address,
        postal=told.postal,
        day=day or told.day or (wish.written_on if came_today else None),
        subject="",
        text=words,
        channel=told.channel or Channel.UNTOLD,
        told=replace(told, address_unclear=told.address_unclear and not address),
    )


def completed(wish: HeldOrder, answer: HeldOrder, steps: Sequence[Step], words: str) -> HeldOrder:
    """Return what waits with what its employee answered: of the complainant and the day, by further tags, and in other `words`.

    To say #nieuw again is to mean it.
    """
    known = dict(wish.passed_on or {})
    known["said"] = "\n\n".join(filter(None, (known.get("said"), words.strip())))
    known["answered"] = [replace(answer, passed_on=None).to_facts(), *known.get("answered", ())]
    for step in (one for one in steps if one.event in COMPLETES):
        known["address"] = step.given.address or known.get("address")
        known["day"] = step.given.day.isoformat() if step.given.day else known.get("day")
        known["meant"] = known.get("meant") or step.event is Event.REGISTER
    return replace(wish, passed_on=known)


def answers_so_far(wish: HeldOrder) -> list[HeldOrder]:
    """Return what was answered about a mail that waits, the newest first."""
    return [HeldOrder.from_facts(one) for one in (wish.passed_on or {}).get("answered", ())]


def lacking(entry: Entry, insiders: Insiders, now: datetime, zone: ZoneInfo, *, has_files: bool) -> list[Lack]:
    """Say what must be asked first. has_files: something is attached, which may be the complaint."""
    today = now.astimezone(zone).date()
    found = [] if entry.text.strip() or has_files else [Lack(NO_TEXT)]
    if insiders.has_address(entry.address):
        found.append(Lack(OURS, Event.SET_COMPLAINANT))
    elif entry.candidates or entry.told.address_unclear:
        found.append(Lack(WHICH_ADDRESS, Event.SET_COMPLAINANT))
    elif entry.address is None and entry.original:
        found.append(Lack(A_ROBOT if entry.original.is_by_robot else NO_ADDRESS, Event.SET_COMPLAINANT))
    if entry.told.representative and insiders.has_address(entry.told.representative[1]):
        found.append(Lack(ACTS, Event.REPRESENT))
    if entry.day is None or (entry.original and entry.day > today):
        return [*found, Lack(NO_DAY, Event.RECEIVED_ON)]
    return [*found, Lack(LONG_AGO, Event.RECEIVED_ON)] if not entry.told_day and entry.day < today - _LONG else found


def as_kept(mails: Sequence[dict[str, Any]], signature: str | None) -> dict[str, Any] | None:
    """Return what is kept of a mail beside its words: the mails that it passes on, and its signature; None where there is neither."""
    return {"mails": list(mails), "signature": signature} if mails or signature else None


def _passed_on(original: Original, words: str, told: FirstLines, insiders: Insiders, address: str | None, day: date | None) -> Entry:
    """Put together a mail of somebody else. That its sender telephoned is no word about the day of the mail."""
    mail = original.mail
    noted = None if insiders.has_address(told.address) else told.address
    known = address or noted or original.address
    named = mail.name or "" if not known or known == mail.address else ""
    came = told.day if told.channel in {None, Channel.POST} else None
    return Entry(
        name=shorten(named) or told.name,
        address=known,
        postal=told.postal,
        day=day or came or original.day,
        subject=mail.subject or "",
        text=mail.text,
        channel=Channel.FORWARDED,
        note=words,
        original=original,
        told_day=(day or came) is not None,
        told=replace(told, address_unclear=told.address_unclear and not address),
    )


def _unsigned(words: str, insiders: Insiders) -> str:
    """Return `words` up to a closing formula with an employee's name below it: whatever stands there is their signature."""
    lines = words.strip().split("\n")
    for at in range(max(0, len(lines) - _SIGNED_WITHIN), len(lines)):
        line = lines[at].strip()
        below = [one.strip() for one in lines[at + 1 :] if one.strip()][:_NAME_WITHIN]
        if len(line) <= _LONGEST_CLOSING and CLOSING.fullmatch(line) and any(map(insiders.has_name, below)):
            return "\n".join(lines[:at]).strip()
    return words.strip()


def _of_others(signature: str, insiders: Insiders) -> str:
    """Return what was taken for a signature and is not the employee's: below a note people put who called, and their own name last."""
    lines = signature.split("\n")
    end = next((at for at, line in enumerate(lines) if _is_employees(line.strip(), insiders)), len(lines))
    return "\n".join(lines[:end]).strip()


def _is_employees(line: str, insiders: Insiders) -> bool:
    line = line[:_LONGEST_CLOSING]
    if line in _MARKS or CLOSING.fullmatch(line) or CLOSING_WITH_NAME.fullmatch(line) or insiders.has_name(line):
        return True
    return any(f"@{domain}" in line.casefold() for domain in insiders.domains)
