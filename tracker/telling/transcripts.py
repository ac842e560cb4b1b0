"""The sentences of a transcript: what was understood, what was done, who is told, and what the employee should look out for.

Knows steps and lines of the journal, and no mail. Rule: each sentence says what
is so, in the words that letters use; a day comes with its day of the week.
Source: docs/procedure.md, Reading tags.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.dates import local_date, words_of_day
from tracker.letter_facts.titles import LETTER_TITLES
from tracker.model import TITLES, Event, Language, Letter, Role, State
from tracker.procedure import PROCEDURE, Reader
from tracker.records import Complaint, Journal, LetterOwed
from tracker.rules import HouseRules
from tracker.steps import Done, Step
from tracker.tag_words import as_typed
from tracker.telling import history
from tracker.titles import title_beside, titled
from tracker.told import Listed
from tracker.typed.people import Deputed
from tracker.who import Who

_OUTSIDE = frozenset(rule.event for rule in PROCEDURE if rule.reader is Reader.OUTSIDE)
_REPLACES: Mapping[tuple[Event, State | None], str] = {
    (Event.AGREE, State.AGREED): "; die komt in de plaats van de vorige afspraak",
    (Event.AGREE_WITH_AMOUNT, State.CONSULTING): "; de vorige vraag over een bedrag vervalt",
}
"""What is no longer so once it is done in this state."""

_LATER = frozenset(rule.event for rule in PROCEDURE if rule.reader is Reader.OUTSIDE_AFTER_CONSENT)


def understood(steps: Sequence[Step], rules: HouseRules, now: datetime) -> list[str]:
    """Say what was understood: '#streefdatum: dinsdag 15 december 2026'."""
    return [f"{as_typed(step.event)}{_argument(step, rules, now)}" for step in steps]


def typed(events: Sequence[Event]) -> list[str]:
    """Return the tags of events, as they are typed."""
    return [word for event in events if (word := as_typed(event))]


def done_in_words(session: Session, done: Sequence[Done], rules: HouseRules) -> list[str]:
    """Say what was done, and what had been done before."""
    return [_sentence(words) for one in done for words in _deed(session, one, rules)]


def told_in_words(done: Sequence[Done], complaint: Complaint | None, rules: HouseRules, now: datetime) -> list[str]:
    """Say who gets which letter."""
    return [
        f"{_reader(one.recipient, complaint, rules, now)}: {LETTER_TITLES[one.letter]}{' (die is al gemaild)' if one.own_mail else ''}"
        for each in done
        for one in each.told
    ]


def letters_in_words(session: Session, complaint: Complaint, rules: HouseRules, now: datetime) -> list[str]:
    """Say who gets which of the letters that a complaint owes so far."""
    owed = select(LetterOwed.recipient, LetterOwed.letter).where(LetterOwed.complaint_id == complaint.id).order_by(LetterOwed.id)
    return [f"{_reader(recipient, complaint, rules, now)}: {LETTER_TITLES[letter]}" for recipient, letter in session.execute(owed)]


def warnings(done: Sequence[Done], rules: HouseRules) -> list[str]:
    """Say what does not go by itself, and until when a letter can be called back."""
    found = []
    told = [one for each in done for one in each.told]
    minutes = int(rules.patience.recall.total_seconds() // 60)
    by_team = {one.by for one in done} <= {Who.HANDLER, Who.MANAGER}
    if any((one.outside and not one.own_mail) or one.letter is Letter.TO_PRINT for one in told) and minutes and by_team:
        found.append(f"De brief aan de klager gaat over {minutes} minuten weg. Tot dan haalt #herstel die terug.")
    if any(one.letter is Letter.TO_PRINT for one in told):
        found.append("De brief kan niet per mail. De Manager Operations krijgt die om te printen, en stuurt die per post.")
    if any(one.step.event is Event.RESOLVE_LATER and one.done_before_at is None for one in done):
        found.append("De klacht is pas opgelost als de klager de bevestiging heeft. Dat gaat vanzelf.")
    return found


def left_out(done: Sequence[Done], attachments: Sequence[Listed]) -> list[str]:
    """Say which attachments of the mail the complainant does not get, where it is sent on to them."""
    names = [one.name for one in attachments if not one.enclosed]
    if not names or not any(one.letter is Letter.ANSWER and not one.own_mail for each in done for one in each.told):
        return []
    return [f"Te groot om mee te sturen: {', '.join(names)}. De klager krijgt dat niet."]


def words_reader(steps: Sequence[Step]) -> Reader:
    """Say who reads the text of a mail that asks for these."""
    events = {step.event for step in steps if step.given.text}
    if events & _OUTSIDE:
        return Reader.OUTSIDE
    return Reader.OUTSIDE_AFTER_CONSENT if events & _LATER else Reader.INSIDE


def _argument(step: Step, rules: HouseRules, now: datetime) -> str:
    given = step.given
    if given.role is not None:
        return f": {titled(rules.people, given.role, local_date(now, rules.terms.zone))}"
    if given.deputed is not None:
        return f": {given.deputed.name} {_how_long(given.deputed)}"
    if given.day is not None:
        return f": {words_of_day(given.day, Language.DUTCH)}"
    return f": {history.argument_in_words(step.event, step.argument, rules)}" if step.argument else ""


def _deed(session: Session, done: Done, rules: HouseRules) -> Iterator[str]:
    if done.done_before_at is not None:
        yield f"{as_typed(done.step.event)} was al gedaan op {_moment(done.done_before_at, rules.terms.zone)}"
    elif done.journal_id is not None:
        told = history.told(session.get_one(Journal, done.journal_id), rules, None if done.by is Who.SYSTEM else "u")
        yield f"{told}{_REPLACES.get((done.step.event, done.before), '')}"
    elif (deputed := done.step.given.deputed) is not None:
        yield f"{deputed.name} vervangt {_deputised(deputed)} {_how_long(deputed)}"


def _deputised(deputed: Deputed) -> str:
    return f"de {TITLES[deputed.role]}" if deputed.role else "u"


def _how_long(deputed: Deputed) -> str:
    first = f"van {words_of_day(deputed.from_date, Language.DUTCH)} " if deputed.from_date else ""
    return f"{first}tot en met {words_of_day(deputed.until_date, Language.DUTCH)}"


def _reader(recipient: str, complaint: Complaint | None, rules: HouseRules, now: datetime) -> str:
    person = rules.people.role_of(recipient)
    if person is not None:
        handler = [Role(complaint.handler_role)] if complaint and complaint.handler_role else []
        at_work = (*handler, Role.MANAGER_OPERATIONS, Role.MANAGING_DIRECTOR)
        return f"{person.name} ({title_beside(rules.people, person, at_work, local_date(now, rules.terms.zone))})"
    return f"de klager ({recipient})" if complaint and recipient == complaint.complainant_address else recipient


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{words_of_day(local.date(), Language.DUTCH)} om {local:%H:%M}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
