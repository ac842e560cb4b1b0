"""From the tags of a mail to the steps that they ask for: what two tags mean together, and which words go with which.

Pure. Rule one: a text reaches the one step whose tag it belongs to, and where
that is not plain it is asked. Rule two: what stands beside another tag is
nothing by itself. Source: docs/procedure.md, States and events, and Reading tags.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from intake.addresses import compare_form, without_extension
from intake.asked import Asked, Question, Reading
from intake.tag_arguments import Amount, Argument, Received, Represented, in_words
from tracker.facts import Given, OtherComplaint
from tracker.model import ComplainantRole, Event, Letter, Reference, Role
from tracker.procedure import PROCEDURE, Reader
from tracker.steps import Step
from tracker.tag_words import AGREEMENT, ANY_LETTER, BY_EVENT, PRINTED_WORDS, RECEIPT, Takes, as_typed, folded
from tracker.typed.causes import Cause
from tracker.typed.people import Deputed

_TOGETHER = {
    (Event.AGREE, Event.AMOUNT): Event.AGREE_WITH_AMOUNT,
    (Event.NOT_A_COMPLAINT, Event.FORWARD_ELSEWHERE): Event.FORWARD_ELSEWHERE,
}
"""Two tags of one mail that cause one event."""

_FINDINGS = frozenset({Event.UPHELD, Event.PARTLY_UPHELD, Event.NOT_UPHELD})
_WORD = re.compile(r"[^\W_]+")
_READ_OUTSIDE = frozenset(rule.event for rule in PROCEDURE if rule.reader is Reader.OUTSIDE)
_WITH_TEXT = frozenset(rule.event for rule in PROCEDURE if rule.reader is not Reader.NONE)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a step is made with, beside the mail.

    departments:  as employees type them → their addresses.
    names_money:  says whether a text names money.
    find:         the complaint with which one is to be merged; None: there is no such.
    own_roles:    of whoever asks, as the settings have them; not those in which they stand in.
    ours:         addresses of the service and of employees, which are no complainant's.
    money:        what they answered to 'with or without an amount?': euro cents, 0 for without; None: they were not asked.
    """

    names_money: Callable[[str], bool]
    find: Callable[[Reference], OtherComplaint | None] = lambda _: None
    departments: Mapping[str, str] = field(default_factory=dict)
    own_roles: frozenset[Role] = frozenset()
    ours: frozenset[str] = frozenset()
    money: int | None = None


def steps_of(reading: Reading, about: Circumstances) -> tuple[tuple[Step, ...], tuple[Question, ...]]:
    """Return the steps that a mail asks for, in order; or what must be asked first, and then no step."""
    asked = _with_answer([one for one in reading.asked if one.event is not Event.DRY_RUN], about)
    questions = [*_alone(asked), *_unknown(asked, about), *_homeless(asked, reading.text)]
    if questions:
        return (), tuple(questions)
    steps = tuple(_step(one, asked, reading.text, about) for one in asked if not _is_beside(one, asked))
    return steps, ()


def _with_answer(asked: list[Asked], about: Circumstances) -> list[Asked]:
    """Add the amount that was asked for beside the agreement."""
    agreement = next((one for one in asked if one.event is Event.AGREE), None)
    if not about.money or agreement is None:
        return asked
    return [*asked, replace(agreement, event=Event.AMOUNT, argument=Amount(about.money))]


def _alone(asked: Sequence[Asked]) -> list[Question]:
    """Ask about a tag without the one beside which it must stand."""
    events = {one.event for one in asked}
    lacking = [(one, beside) for one in asked if (beside := BY_EVENT[one.event].beside) and beside not in events]
    return [
        Question(one.place, one.as_written, f"{as_typed(one.event)} hoort bij {as_typed(beside)}, in dezelfde mail.")
        for one, beside in lacking
    ]


def _unknown(asked: Sequence[Asked], about: Circumstances) -> list[Question]:
    """Ask about what the register or the settings do not have."""
    questions = []
    for one in asked:
        if one.event is Event.MERGE and isinstance(one.argument, str) and about.find(Reference(one.argument)) is None:
            questions.append(Question(one.place, one.as_written, f"Wij kennen geen andere klacht met kenmerk {one.argument}."))
        if one.event in {Event.SET_COMPLAINANT, Event.REPRESENT} and _is_ours(one, about):
            questions.append(Question(one.place, one.as_written, "Dit is een adres van onszelf. Schrijf het adres van de klager."))
        if one.event is Event.FORWARD_ELSEWHERE and one.argument is not None and _department(one, about) is None:
            known = ", ".join(about.departments) or "er is nog geen afdeling ingesteld"
            questions.append(Question(one.place, one.as_written, f"Deze afdeling kennen wij niet. Kies uit: {known}."))
    return questions


def _is_ours(one: Asked, about: Circumstances) -> bool:
    """Say whether the address that stands behind a tag is of the service or an employee, with a sub-address or without."""
    given = one.argument.address if isinstance(one.argument, Represented) else one.argument
    return any(compare_form(form) in about.ours for form in (str(given or ""), without_extension(str(given or ""))))


def _homeless(asked: Sequence[Asked], text: str) -> list[Question]:
    """Ask whose words the text is, where several steps could carry it and one of them would send it outside."""
    if not text or any(BY_EVENT[one.event].takes is Takes.TEXT for one in asked):
        return []
    carriers = [one for one in asked if one.event in _WITH_TEXT and not _is_beside(one, asked)]
    if len(carriers) < 2 or not any(one.event in _READ_OUTSIDE for one in carriers):  # noqa: PLR2004 - of two nobody can tell whose it is
        return []
    why = "Wij weten niet bij welk woord uw tekst hoort. Stuur ze in twee mails."
    return [Question(one.place, one.as_written, why) for one in carriers]


def _is_beside(one: Asked, asked: Sequence[Asked]) -> bool:
    """Say whether a tag is part of another one's step."""
    events = {other.event for other in asked}
    if one.event in _FINDINGS:
        return True
    if one.event is Event.NO_AMOUNT:
        return not _READ_OUTSIDE.isdisjoint(events)
    return any(one.event is second and first in events for first, second in _TOGETHER)


def _step(one: Asked, asked: Sequence[Asked], text: str, about: Circumstances) -> Step:
    """Make one step of a tag and of those that stand beside it."""
    others = {other.event: other for other in asked}
    second = next((others[pair[1]] for pair in _TOGETHER if pair[0] is one.event and pair[1] in others), None)
    words = _words(one, asked, text)
    event = _event(one, second, words)
    arguing = second or one
    is_text = BY_EVENT[arguing.event].takes is Takes.TEXT
    given = Given(names_money=False) if is_text else _given(arguing.argument, about)
    without_money = Event.NO_AMOUNT in others or about.money == 0
    given = replace(
        given,
        text=words or given.text,
        names_money=event in _READ_OUTSIDE and not without_money and about.names_money(words),
        says_which=bool(_confirmed(words)),
        letters=_printed(words) if event is Event.LETTER_GIVEN else (),
        finding=next((finding for finding in _FINDINGS if finding in others), None) if event is Event.RESOLVE else None,
    )
    if event is Event.FORWARD_ELSEWHERE:
        given = replace(given, argument=_department(arguing, about) or "")
    return Step(event, given, "" if is_text or arguing.argument is None else in_words(arguing.argument))


def _event(one: Asked, second: Asked | None, words: str) -> Event:
    if one.event is Event.CONFIRMED_ANOTHER_WAY:
        return _confirmed(words) or one.event
    return _TOGETHER[one.event, second.event] if second else one.event


def _confirmed(words: str) -> Event | None:
    """Return what a text says was confirmed; None where it names several or nothing: then it is asked, if several are due."""
    named = {
        Event.CONFIRMED_ANOTHER_WAY: _names(words, RECEIPT),
        Event.AGREEMENT_CONFIRMED: _names(words, AGREEMENT),
        Event.LETTER_GIVEN: bool(_printed(words)) or _names(words, ANY_LETTER),
    }
    events = [event for event, is_named in named.items() if is_named]
    return events[0] if len(events) == 1 else None


def _printed(words: str) -> tuple[Letter, ...]:
    """Return the letters that a text names, of those that can be printed."""
    return tuple(letter for letter, names in PRINTED_WORDS.items() if _names(words, *names))


def _names(words: str, *beginnings: str) -> bool:
    """Say whether a word of the text begins like one of these. How it was confirmed, by letter, is left out."""
    said = _WORD.findall(words.casefold().replace(f"per {ANY_LETTER}", ""))
    return any(word.startswith(beginnings) for word in said)


def _words(one: Asked, asked: Sequence[Asked], text: str) -> str:
    """Return the text that goes with a step: its own; else that of the mail, where no other tag takes it."""
    if BY_EVENT[one.event].takes is Takes.TEXT:
        return str(one.argument or "")
    owned = any(BY_EVENT[other.event].takes is Takes.TEXT for other in asked)
    return text if one.event in _WITH_TEXT and not owned else ""


def _given(argument: Argument | None, about: Circumstances) -> Given:
    """Sort what stood behind a tag by its kind."""
    if argument is None:
        return Given(names_money=False)
    sort: Callable[[Any, Circumstances], dict[str, Any]] = next((sort for kind, sort in _KINDS if isinstance(argument, kind)), _word)
    return Given(argument=in_words(argument), names_money=False, **sort(argument, about))


def _word(argument: str, about: Circumstances) -> dict[str, Any]:
    return {"address": argument if "@" in argument else "", "other": about.find(Reference(argument))}


_KINDS: tuple[tuple[type, Callable[[Any, Circumstances], dict[str, Any]]], ...] = (
    (date, lambda day, _: {"day": day}),
    (Received, lambda found, _: {"address": found.address, "day": found.day}),
    (Amount, lambda amount, _: {"amount_cents": amount.cents}),
    (Role, lambda role, _: {"role": role}),
    (ComplainantRole, lambda role, _: {"complainant_role": role}),
    (tuple, lambda keys, _: {"natures": keys}),
    (Cause, lambda cause, _: {"text": cause.words}),
    (Represented, lambda who, _: {"name": who.name, "address": who.address}),
    (Deputed, lambda who, about: {"deputed": who, "own_role": who.role is None or who.role in about.own_roles}),
)
"""What each kind of argument is to a step; a plain string is a word."""


def _department(one: Asked, about: Circumstances) -> str | None:
    """Return the address of the department that is meant."""
    by_word = {folded(name): address for name, address in about.departments.items()}
    return by_word.get(folded(str(one.argument or "")))
