"""When the calendar writes to staff: on working days, from an hour of the customer's own on.

Pure: a moment goes in, and out comes whether it is time, or when it will be.
The hour is one on the customer's clock, so that summer time moves no mail.
Source: docs/procedure.md, The clock; docs/mail-rules.md, F35.
"""

from datetime import UTC, date, datetime, timedelta

from tracker.dates import add_working_days, is_working_day, local_date
from tracker.rules import HouseRules

_DAYS_A_WEEK = 7


def is_due(rules: HouseRules, now: datetime) -> bool:
    """Say whether the mails of this day are due at `now` (aware)."""
    local = now.astimezone(rules.terms.zone)
    return is_working_day(local.date(), rules.terms) and local.time() >= rules.reminders.daily_mail_at


def next_due(rules: HouseRules, now: datetime) -> datetime:
    """Return when the mails of a day become due next after `now` (aware); in UTC."""
    zone, at = rules.terms.zone, rules.reminders.daily_mail_at
    local = now.astimezone(zone)
    later = local.date() + timedelta(days=local.time() >= at)
    day = later if is_working_day(later, rules.terms) else add_working_days(later, 1, rules.terms)
    return datetime.combine(day, at, zone).astimezone(UTC)


def week_of(rules: HouseRules, now: datetime) -> date:
    """Return the day on which the running week of lists and reports began: the last one of that weekday, today among them."""
    return week_began(rules, local_date(now, rules.terms.zone))


def week_began(rules: HouseRules, today: date) -> date:
    """Return the same for a day of the customer's."""
    return today - timedelta(days=(today.weekday() - rules.reminders.weekly_on) % _DAYS_A_WEEK)
