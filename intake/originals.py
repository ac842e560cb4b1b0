"""Whom a piece of text names as a writer, when a mail program put it there: a mailbox after 'Van:', or 'Op … schreef …:'.

Knows one short piece of text. Rule: a wrong address is worse than none, since
somebody may be taken for a complainant by it: where two addresses contradict
each other, or one could not be read in one way only, there is none. What is
looked at is bounded, so a long piece costs no more than a short one.
"""

import re
from dataclasses import dataclass

from intake.addresses import read_sender, shorten

_LONGEST = 1000
_MAILBOX = re.compile(r"([<\[(]?)\s?(?:mailto:)?([^\s<>()\[\],;:\"@]{1,64}@[^\s<>()\[\],;:\"'@]{1,255})", re.IGNORECASE)
_QUOTES = " \t\xa0\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
_AROUND_NAME = _QUOTES + ",;:<[(*"
_QUOTED = re.compile(r"[\"\u201c\u201d\u201e\u00ab]([^\"\u201c\u201d\u201e\u00ab\u00bb]{1,120})[\"\u201c\u201d\u00bb]")
_CLOCK = r"\d{1,2}[:.]\d{2}"
_DATE = re.compile(rf"(?:\d[\d/.-]{{5,9}}|\d{{1,2}}\.? [^\W\d]{{3,12}}\.? \d{{4}})(?:[^<\d]{{0,12}}{_CLOCK}(?::\d{{2}})?)?")
_BEFORE_NAMES = """
heeft schreef op om wrote on at hat schrieb am um le à skrev den kl. il giorno alle ore el las em dne dnia időpontban
uživatel používateľ użytkownik пользователь користувач
"""
_NO_NAMES = frozenset(_BEFORE_NAMES.split())
"""What stands before the name where a program says who wrote, and is none."""

_LONGEST_NAME_IN_WORDS = 6


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote something, and when, as far as it is told. date: as written."""

    address: str | None = None
    name: str | None = None
    date: str | None = None


def read_mailbox(value: str) -> Writer:
    """Return whom `value` names, in one of the ways in which mail programs write a mailbox.

    `Jan <jan@a.example>`, `Jan [mailto:jan@a.example]`, `Jan<mailto:jan@a.example>`, `jan@a.example (Jan)`; of
    `Jan <jan@a.example> namens Piet <piet@b.example>` the one who wrote it, Jan.
    """
    value = value[:_LONGEST]
    found = list(_MAILBOX.finditer(value))
    if not found:
        return Writer(name=_name(re.split(r"[<\[(]", value, maxsplit=1)[0]))
    chosen = next((one for one in found if one[1]), found[0])
    name = _name(value[: found[0].start()]) or _name_behind(value[chosen.end() :])
    shown_first = {_address(one) for one in found if one.start() < chosen.start()}
    address = _address(chosen)
    return Writer(address if shown_first <= {address} else None, name)


def read_attribution(told: str) -> Writer:
    """Return whom a line such as `Op 2 mrt 2026 om 10:15 schreef Jan <jan@a.example>:` names, and when that was."""
    told = told[:_LONGEST]
    first = _MAILBOX.search(told)
    if first is None:
        return Writer()
    before = told[: first.start()]
    quoted = _QUOTED.findall(before)
    date = _DATE.search(told.replace(first[0], " "))
    name = _name(quoted[-1] if quoted else _last_words(before))
    return Writer(read_mailbox(told[first.start() :]).address, name, date[0].strip(" ,") if date else None)


def _address(found: re.Match[str]) -> str | None:
    """Return an address that can be read in one way only, and names a domain; None for what else stands in the text."""
    sender = read_sender((found[2].rstrip(".'").lstrip("'"),))
    return sender.address if sender.trusted and "." in (sender.address or "").rpartition("@")[2] else None


def _name(told: str) -> str | None:
    name = shorten(told.strip(_AROUND_NAME))
    return None if "@" in name else name or None


def _name_behind(told: str) -> str | None:
    """Return the comment behind an address (RFC 5322, 3.2.2), where older programs put the name."""
    comment = re.match(r"\s?\(([^()@]{1,120})\)", told)
    return _name(comment[1]) if comment else None


def _last_words(before: str) -> str:
    """Return the words that can be a name at the end of `before`: none with a digit, none that leads to a name or a date."""
    name: list[str] = []
    for word in reversed(before.split()):
        ends = word.endswith((",", ":")) and name
        if ends or any(map(str.isdigit, word)) or word.casefold() in _NO_NAMES or len(name) == _LONGEST_NAME_IN_WORDS:
            break
        name.insert(0, word)
    return " ".join(name)
