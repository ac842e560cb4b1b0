"""What is due about one complaint on one day: what, by when, why, and whose it is.

One table, a row for each thing that somebody can be behind with. Knows the
complaint's clocks and no letter; who acts for whom is asked elsewhere. Rule one:
a row names who must act, not who is to blame. Rule two: what came in today has
had a mail of its own today, and is due from tomorrow.
Source: docs/procedure.md, The clock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.beats import week_began
from tracker.clocks import Clocks
from tracker.dates import Deadline, add_working_days, is_working_day, local_date, words_of_day
from tracker.model import Acknowledgement, Event, Language, Role, State
from tracker.standing import is_about


class What(StrEnum):
    """What somebody must do. In this order it is told, of things that are due on the same day."""

    WROTE_AFTER_CLOSING = "wrote_after_closing"
    ACKNOWLEDGE = "acknowledge"
    PRINT = "print"
    CONTACT = "contact"
    CONSENT = "consent"
    ANSWER = "answer"
    HANDLER_GONE = "handler_gone"
    ASSIGN = "assign"
    DECIDE = "decide"
    VERIFY = "verify"
    FIRST_ACTION = "first_action"
    SOLVE = "solve"
    IS_LATE = "is_late"
    OUTER_LIMIT = "outer_limit"
    PRIVACY_REQUEST = "privacy_request"
    KEPT = "kept"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due.

    by_date:  None where no day is set.
    why:      in Dutch, how that day was counted, or since when it waits.
    links:    what ends it, of which is offered what may be caused.
    """

    what: What
    by_date: date | None
    why: str
    links: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A complaint on a day. looked_date: the day of the last daily mail, None before the first: what fell due since is told today."""

    clocks: Clocks
    today: date
    looked_date: date | None

    @property
    def state(self) -> str:
        """Where the complaint stands."""
        return self.clocks.complaint.state

    def waits(self, *states: State) -> bool:
        """Say whether the complaint came into one of these states before today."""
        return self.state in states and self.clocks.since_date < self.today

    def comes(self, day: date) -> bool:
        """Say whether `day` is today, or came since the last daily mail."""
        return day == self.today or (self.looked_date is not None and self.looked_date < day < self.today)

    def since(self, words: str) -> str:
        """Return since when a complaint waits, in words."""
        return f"{words} {_in_words(self.clocks.since_date)}"


def _acknowledge(day: Day) -> Due | None:
    """Tell of an acknowledgement that no letter will bring any more; or that should have arrived by now."""
    clock, complaint = day.clocks.acknowledgement, day.clocks.complaint
    entered_date = local_date(complaint.registered_at, day.clocks.rules.terms.zone)
    if clock is None or day.state == State.CLOSED or entered_date == day.today < clock.by_date:
        return None
    why = f" ({complaint.acknowledgement_why})" if complaint.acknowledgement == Acknowledgement.FAILED else ""
    return Due(What.ACKNOWLEDGE, clock.by_date, f"{_why(clock)}{why}", (Event.CONFIRMED_ANOTHER_WAY,))


def _assign(day: Day) -> Due | None:
    clock = day.clocks.assignment
    return Due(What.ASSIGN, clock.by_date, _why(clock), (Event.ASSIGN,)) if clock and day.waits(State.REGISTERED) else None


def _handler_gone(day: Day) -> Due | None:
    """Tell of a handler who left, or whom the complaint turned out to be about."""
    complaint, people = day.clocks.complaint, day.clocks.rules.people
    role = complaint.handler_role
    if role is None or day.state not in {State.ASSIGNED, State.AGREED, State.REOPENED, State.CONSULTING}:
        return None
    is_own = is_about(people, complaint, people.acting(Role(role), day.today))
    if role not in people.vacant and not is_own:
        return None
    why = "de klacht gaat over de behandelaar" if is_own else "niemand heeft de functie van de behandelaar"
    return Due(What.HANDLER_GONE, complaint.target_date, why, (Event.ASSIGN,))


def _consent(day: Day) -> Due | None:
    if not day.waits(State.CONSULTING):
        return None
    return Due(What.CONSENT, day.clocks.complaint.target_date, day.since("gevraagd op"), (Event.CONSENT, Event.REFUSE_CONSENT))


def _decide(day: Day) -> Due | None:
    if not day.waits(State.IMPASSE):
        return None
    return Due(What.DECIDE, day.clocks.complaint.target_date, day.since("de behandelaar vroeg dit op"), (Event.REOPEN, Event.APPEAL))


def _verify(day: Day) -> Due | None:
    """Tell of what waits for verification. It has no day of its own: the complainant has one, to answer, and until then nobody is told."""
    complaint, clock = day.clocks.complaint, day.clocks.answer
    if not day.waits(State.RESOLVED):
        return None
    if complaint.said_yes_at is not None:
        said_date = local_date(complaint.said_yes_at, day.clocks.rules.terms.zone)
        return Due(What.VERIFY, None, f"de klager zei ja op {_in_words(said_date)}", (Event.SATISFIED,))
    if clock is None:
        return Due(What.VERIFY, None, day.since("opgelost gemeld op"), (Event.INQUIRE, Event.SATISFIED))
    if (answered_date := day.clocks.answered_date) is not None:
        return Due(What.VERIFY, None, f"de klager antwoordde op {_in_words(answered_date)}", (Event.SATISFIED, Event.DISSATISFIED))
    if day.today <= clock.by_date:
        return None
    return Due(
        What.VERIFY, None, f"de klager antwoordde niet; de tijd was om op {_in_words(clock.by_date)}", (Event.NO_REACTION, Event.INQUIRE)
    )


def _contact(day: Day) -> Due | None:
    clock = day.clocks.contact
    return Due(What.CONTACT, clock.by_date, _why(clock), (Event.CHANGE_TARGET_DATE,)) if clock and clock.by_date <= day.today else None


def _first_action(day: Day) -> Due | None:
    clock = day.clocks.first_action
    return Due(What.FIRST_ACTION, clock.by_date, _why(clock), (Event.NOTE,)) if clock and clock.by_date <= day.today else None


def _solve(day: Day) -> Due | None:
    """Remind some working days before the target date, on it, and every day after it."""
    clock = _target(day)
    if clock is None or day.state == State.REGISTERED:
        return None
    links = (Event.AGREE,) if day.state in {State.ASSIGNED, State.REOPENED} else (Event.RESOLVE, Event.RESOLVE_LATER)
    terms, reminders = day.clocks.rules.terms, day.clocks.rules.reminders
    last_date = clock.by_date if is_working_day(clock.by_date, terms) else add_working_days(clock.by_date, -1, terms)
    before = (add_working_days(clock.by_date, -days, terms) for days in reminders.working_days_before)
    is_due = day.today >= last_date or any(map(day.comes, before))
    return Due(What.SOLVE, clock.by_date, _why(clock), links) if is_due else None


def _is_late(day: Day) -> Due | None:
    clock = _target(day)
    return Due(What.IS_LATE, clock.by_date, _why(clock)) if clock and clock.by_date < day.today else None


def _contact_is_late(day: Day) -> Due | None:
    clock = day.clocks.contact
    return Due(What.IS_LATE, clock.by_date, f"de klager bellen: {_why(clock)}") if clock and clock.by_date < day.today else None


def _outer_limit(day: Day) -> Due | None:
    """Tell of the outer limit when it comes near, and once it is passed until we had our last word."""
    clock = day.clocks.outer_limit
    if clock is None or day.state == State.RESOLVED:
        return None
    near_date = add_working_days(clock.by_date, -NEAR_WORKING_DAYS, day.clocks.rules.terms)
    return Due(What.OUTER_LIMIT, clock.by_date, _why(clock), (Event.CHANGE_TARGET_DATE,)) if near_date <= day.today else None


def _privacy_request(day: Day) -> Due | None:
    clock = day.clocks.privacy_request
    if clock is None:
        return None
    near_date = add_working_days(clock.by_date, -NEAR_WORKING_DAYS, day.clocks.rules.terms)
    return Due(What.PRIVACY_REQUEST, clock.by_date, _why(clock), (Event.RELEASE,)) if near_date <= day.today else None


def _wrote_after_closing(day: Day) -> Due | None:
    wrote_at = day.clocks.complaint.wrote_after_closing_at
    if wrote_at is None or day.state != State.CLOSED:
        return None
    wrote_date = local_date(wrote_at, day.clocks.rules.terms.zone)
    why = f"de klager schreef op {_in_words(wrote_date)}; tot u beslist, wordt de klacht niet verwijderd"
    return Due(What.WROTE_AFTER_CLOSING, None, why, (Event.REOPEN, Event.SATISFIED)) if wrote_date < day.today else None


def _kept(day: Day) -> Due | None:
    """Tell once a week of what should have left the register long ago, and is kept by a legal hold."""
    complaint, rules = day.clocks.complaint, day.clocks.rules
    if complaint.held_because is None or complaint.remove_after is None:
        return None
    leaves_date = local_date(complaint.remove_after, rules.terms.zone)
    if (day.today - leaves_date).days < LONG_KEPT_DAYS or not day.comes(week_began(rules, day.today)):
        return None
    return Due(What.KEPT, None, f"de dag van verwijderen was {_in_words(leaves_date)}; de klacht wordt bewaard", (Event.RELEASE,))


def _target(day: Day) -> Deadline | None:
    """Return the target date where somebody is at work on the complaint."""
    return day.clocks.target if day.state in _AT_WORK else None


def _why(clock: Deadline) -> str:
    """Say how a day was counted; the day itself is told beside it."""
    return clock.why(Language.DUTCH).partition(": ")[2]


def _in_words(day: date) -> str:
    return words_of_day(day, Language.DUTCH)


NEAR_WORKING_DAYS = 5
"""So long before the outer limit, or the end of the month of a request under the AVG, it is told of."""

LONG_KEPT_DAYS = 30
"""So long after its day of removal a complaint that a legal hold keeps is told of."""

_AT_WORK = (State.REGISTERED, State.ASSIGNED, State.AGREED, State.CONSULTING, State.REOPENED)


class Whose(StrEnum):
    """Whose it is to do."""

    MANAGER = "manager"  # who acts as Manager Operations on this complaint
    HANDLER = "handler"
    DIRECTOR = "director"  # who is consulted about the amount
    PRIVACY_CONTACT = "privacy_contact"  # where that is an employee


Row = tuple[Callable[[Day], Due | None], tuple[Whose, ...]]

ROWS: tuple[Row, ...] = (
    (_acknowledge, (Whose.MANAGER,)),
    (_assign, (Whose.MANAGER,)),
    (_handler_gone, (Whose.MANAGER,)),
    (_consent, (Whose.DIRECTOR,)),
    (_decide, (Whose.MANAGER,)),
    (_verify, (Whose.MANAGER,)),
    (_contact, (Whose.HANDLER,)),
    (_first_action, (Whose.HANDLER,)),
    (_solve, (Whose.HANDLER,)),
    (_is_late, (Whose.MANAGER,)),
    (_contact_is_late, (Whose.MANAGER,)),
    (_outer_limit, (Whose.MANAGER,)),
    (_privacy_request, (Whose.MANAGER, Whose.PRIVACY_CONTACT)),
    (_wrote_after_closing, (Whose.MANAGER,)),
    (_kept, (Whose.MANAGER,)),
)
"""Each kind of thing that can be due, and whose it is. Source: docs/procedure.md, The clock, and People."""


def due_of(day: Day) -> list[tuple[Due, Whose]]:
    """Return all that is due about a complaint on a day, and whose each is: the same may be due of two people."""
    return [(found, one) for due, whose in ROWS if (found := due(day)) is not None for one in whose]
