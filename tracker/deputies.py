"""Deputies (vervangers) whom somebody named by mail: written down, and added to those of the settings, day by day.

Knows the register and the people, and no mail. Rule one: of two namings for
one role whose days meet, the later holds from its first day on. Rule two: a
name that the settings do not have any more changes nothing and stops nothing.
Source: docs/procedure.md, People.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from tracker.alarms import clear_alarm, raise_alarm
from tracker.dates import local_date
from tracker.house_records import NamedDeputy
from tracker.model import Role
from tracker.people import SINGLE, Deputy, People, plain
from tracker.rules import HouseRules
from tracker.typed.people import Deputed

_RUNNING = (
    select(NamedDeputy.role, NamedDeputy.name, NamedDeputy.from_date, NamedDeputy.until_date)
    .where(NamedDeputy.until_date >= bindparam("today"), or_(NamedDeputy.from_date.is_(None), NamedDeputy.from_date <= bindparam("today")))
    .order_by(NamedDeputy.id)
)


def name_deputy(session: Session, role: Role, deputed: Deputed, by_address: str, now: datetime) -> None:
    """Write down who stands in for `role`, at once or from the first day that was given. Whoever has it may name themselves: they are back.

    by_address: of the employee who said so. now: aware.
    """
    begin = deputed.from_date or now.date()
    earlier = update(NamedDeputy).where(NamedDeputy.role == role, NamedDeputy.until_date >= begin)
    meets = or_(NamedDeputy.from_date.is_(None), NamedDeputy.from_date <= deputed.until_date)
    session.execute(earlier.where(meets).values(until_date=begin - timedelta(days=1)))
    told = {"role": role, "name": deputed.name, "from_date": deputed.from_date, "until_date": deputed.until_date}
    session.add(NamedDeputy(**told, made_by=by_address, made_at=now))
    session.flush()


def people_now(session: Session, people: People, today: date) -> People:
    """Return the people with the deputies who were named by mail and stand in today, in place of those in the settings."""
    named = _running(session, today)
    return people.with_deputies(_known(people, named)) if named else people


def rules_now(session: Session, rules: HouseRules, now: datetime) -> HouseRules:
    """Return the rules with the people of this moment. Every unit of work that decides, or chooses who gets a letter, begins with this.

    now: aware. The day is the customer's own.
    """
    people = people_now(session, rules.people, local_date(now, rules.terms.zone))
    return rules if people is rules.people else replace(rules, people=people)


def watch_deputies(session: Session, rules: HouseRules, now: datetime) -> None:
    """Raise an alarm for each deputy named by mail who left the settings, by the role; take it down when it is over."""
    named = _running(session, local_date(now, rules.terms.zone))
    lost = named.keys() - _known(rules.people, named).keys()
    for role in SINGLE:
        if role in lost:
            words = f"the deputy named by mail for {role} is not in the settings, and does not stand in; name another with #vervanger"
            raise_alarm(session, "deputy.unknown", role, words, now)
        else:
            clear_alarm(session, "deputy.unknown", role, now)


def _running(session: Session, today: date) -> dict[Role, Deputy]:
    """Return the newest deputy of each role whose days hold `today`."""
    rows = session.connection().execute(_RUNNING, {"today": today})
    return {Role(role): Deputy(name, first, last) for role, name, first, last in rows}


def _known(people: People, named: Mapping[Role, Deputy]) -> dict[Role, Deputy | None]:
    """Keep the deputies whom the settings know, for roles that somebody has; None where somebody named themselves."""
    names = {plain(person.name) for person in people.everybody}
    known: dict[Role, Deputy | None] = {}
    for role, deputy in named.items():
        if role in SINGLE and people.has(role) and plain(deputy.name) in names:
            known[role] = None if plain(deputy.name) == plain(people.person(role).name) else deputy
    return known
