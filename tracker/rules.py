"""What the customer has settled, as one value that every decision gets: people, clocks, natures, limits.

Made from the settings by `klachten.values`, replaced as a whole when they are
reloaded. Nothing in it changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

from tracker.appeal import KIFID, AppealRoute
from tracker.dates import Terms
from tracker.limits import Limits
from tracker.model import Language, Role
from tracker.natures import Nature
from tracker.people import People
from tracker.process_steps import DEFAULT_PROCESS_STEPS, ProcessStep


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often the procedure waits. Source: docs/procedure.md, The clock, and States and events.

    recall:               so long a letter outside that an employee caused can be called back.
    grace:                between closing and removal; no_reaction_months and appeal_months where it closed that way.
    post:                 so much more, where the letter goes on paper.
    inquiries:            so often a silent complainant is asked, and given `inquiry_working_days` to answer.
    contact_working_days: within these the handler calls after a reopening.
    privacy_request_months: the clock of a request under the AVG.
    """

    recall: timedelta = timedelta(minutes=5)
    grace: timedelta = timedelta(hours=72)
    post: timedelta = timedelta(days=7)
    no_reaction_months: int = 3
    appeal_months: int = 12
    max_rounds: int = 2
    inquiries: int = 2
    inquiry_working_days: int = 10
    contact_working_days: int = 1
    privacy_request_months: int = 1


@dataclass(frozen=True, slots=True)
class Reminders:
    """When staff hear what is due. Source: docs/procedure.md, The clock.

    daily_mail_at:             on the customer's clock; each person gets one mail then, on working days.
    working_days_before:       reminders before the target date; on it and every working day after it there is one anyway.
    first_action_working_days: nothing on record so long after assignment: the handler is reminded.
    each_event:                Manager Operations gets a mail for every event, instead of one list a day.
    weekly_on:                 the weekday (0: Monday) on which what comes once a week comes, or on the working day after it.
    """

    daily_mail_at: time = time(8)
    working_days_before: tuple[int, ...] = (3,)
    first_action_working_days: int = 3
    each_event: bool = False
    weekly_on: int = 0


@dataclass(frozen=True, slots=True)
class ReportRules:
    """Which reports the management gets, when, and what is in them. Source: docs/procedure.md, The report.

    weekday, at:    when that of a week is made (0: Monday), on the customer's clock; that of a quarter or a year at the first such
                    moment behind it.
    recipients:     roles, of which whoever acts in them that day gets it, and addresses.
    catch_up:       so many weeks that were missed are reported on after all, the newest among them.
    with_handlers:  Manager Operations sees figures of handlers.
    quarter, year:  these are made as well.
    """

    weekday: int = 0
    at: time = time(8)
    recipients: tuple[str, ...] = (Role.MANAGER_OPERATIONS, Role.MANAGING_DIRECTOR)
    language: Language = Language.DUTCH
    catch_up: int = 4
    with_workbook: bool = True
    with_handlers: bool = True
    quarter: bool = True
    year: bool = True


@dataclass(frozen=True, slots=True)
class HouseRules:
    """The customer's own choices, wherever a decision needs one."""

    people: People
    terms: Terms
    natures: tuple[Nature, ...]
    limits: Limits
    process_steps: tuple[ProcessStep, ...] = DEFAULT_PROCESS_STEPS
    """In which step of the work it can go wrong: what a cause is chosen from."""
    reference_prefix: str = "KL"
    enclosures_bytes: int = 10 * 1024 * 1024
    """The complaint's attachments go along to staff up to this size together."""
    patience: Patience = Patience()
    reminders: Reminders = Reminders()
    report: ReportRules = ReportRules()
    auto_assign: bool = False
    """A new complaint goes to whom its nature suggests, without waiting for Manager Operations."""
    departments: Mapping[str, str] = field(default_factory=dict)
    """Where mail goes that is no complaint: the name that employees type → an address."""
    privacy_contact: str | None = None
    """Who gets a request under the AVG; None: Manager Operations."""
    appeal_routes: tuple[AppealRoute, ...] = (KIFID,)
    """Where a complainant can appeal, each from its own day on."""
    mailboxes: frozenset[str] | None = None
    """Those that are watched, by name; None: each that ever was."""
    unrelated_days: int = 90
    """So long mail and letters are kept that never became part of a complaint."""
    money_words: tuple[str, ...] | None = None
    """Words that name money (docs/procedure.md, The money gate); None: the program's own."""
