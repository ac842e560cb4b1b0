"""The row of a complaint that has just come in: its columns, its clocks, and whether its sender may be answered now.

Knows what is counted and no letter; what the procedure decides about a new
complaint is written by whoever registers it.
Source: docs/procedure.md, The clock; docs/mail-rules.md, D14.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.alarms import clear_alarm, raise_alarm
from tracker.counting import acknowledgements_lately, next_number
from tracker.dates import acknowledge_by, local_date, outer_limit, target_date
from tracker.limits import LimitReached, folded, within
from tracker.mails import Mail
from tracker.model import ComplainantRole, Language, Reference
from tracker.natures import Suggestion
from tracker.reference import reference
from tracker.rules import HouseRules
from tracker.told import Hint
from tracker.unwanted import is_unwanted
from tracker.writers import acknowledgements


def limit_reached(session: Session, rules: HouseRules, mail: Mail, now: datetime) -> str | None:
    """Say what forbids to answer this sender now: a limit, or a report of theirs. Source: docs/mail-rules.md, D14 and R-ARF-01."""
    if mail.sender.address is None:
        return acknowledgements.NO_ADDRESS
    key = folded(mail.sender.address)
    if is_unwanted(session, key):
        return acknowledgements.REPORTED
    reached = within(rules.limits, acknowledgements_lately(session, key, now))
    if reached is LimitReached.ALL_PER_HOUR:
        raise_alarm(session, "acknowledgements.stopped", "all", "too many acknowledgements in an hour: each now waits for a person", now)
    elif reached is None:
        clear_alarm(session, "acknowledgements.stopped", "all", now)
    return acknowledgements.LIMITS[reached] if reached else None


def new_record(
    session: Session,
    rules: HouseRules,
    mail: Mail,
    suggestion: Suggestion,
    received_date: date,
    now: datetime,
    *,
    known: Reference | None = None,
) -> dict[str, Any]:
    """Gather the columns of a new row, but for what the procedure decides.

    received_date: from which the clocks count: the day on which the mail reached the mailbox, never what it says of itself; or the
    day that an employee gave, who entered it. known: the reference that it had before the register was lost; None: it gets a new one.
    """
    year = local_date(now, rules.terms.zone).year
    acknowledge = acknowledge_by(received_date, rules.terms)
    return {
        "reference": known or reference(rules.reference_prefix, year, next_number(session, f"{rules.reference_prefix}-{year}")),
        "mailbox": mail.mailbox,
        "received_at": mail.received_at,
        "received_date": received_date,
        "registered_at": now,
        "complainant_address": mail.sender.address,
        "complainant_key": mail.sender_key,
        "complainant_name": mail.sender.name,
        "complainant_role": ComplainantRole.UNKNOWN,
        "subject": mail.subject,
        "language": mail.language,
        "also_in": Language.ENGLISH if Hint.OTHER_LANGUAGE in mail.hints else None,
        "nature": suggestion.nature.key,
        "nature_why": suggestion.why,
        "suggested_role": suggestion.handler,
        "accused_role": suggestion.accused,
        "target_date": target_date(received_date, suggestion.nature.target_working_days, rules.terms).by_date,
        "acknowledge_by_date": acknowledge.by_date if acknowledge else None,
        "outer_limit_date": outer_limit(received_date, rules.terms).by_date,
    }
