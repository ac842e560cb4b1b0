"""The names of the figures of a week: what each counts, in which week, and into which parts.

Knows no row. Rule: a figure that is cut into parts is whole: its parts add up
to what is said of it here. Source: docs/procedure.md, Removal, and What makes it more.
"""

from enum import StrEnum


class Figure(StrEnum):
    """One figure of `tracker.figures.counted.between`; the part follows the semicolon, and is empty where there is none."""

    # By the week of receipt.
    NEW = "new"  # complaints received; their nature
    ENTERED_LATER = "entered_later"  # of those, the ones that came into the register only after that week, such as imported ones
    COMPLAINANTS = "complainants"  # complaints received; the complainant's role
    TO_ACKNOWLEDGE = "to_acknowledge"  # of those, whose receipt had to be confirmed
    ACKNOWLEDGED = "acknowledged"  # of those, whose receipt was confirmed by now
    ACKNOWLEDGED_IN_TIME = "acknowledged_in_time"  # of those, within both clocks
    ACKNOWLEDGED_DAYS = "acknowledged_days"  # the acknowledged ones; whole days since receipt, such as `3`

    # By the week of closing; a complaint that is reopened is closed no more.
    CLOSED = "closed"  # complaints closed; the outcome: the event that resolved or closed them, `satisfied` among `resolve`
    HANDLED = "handled"  # the same complaints; the handler's role, empty where nobody had them
    HANDLED_IN_TIME = "handled_in_time"  # of those, resolved by their target date; the handler's role
    RESOLVED_DAYS = "resolved_days"  # of the closed ones, those that were resolved; whole days from receipt to that, such as `12`
    CAUSES = "causes"  # the closed ones; nature and process step, such as `costs/reminder`, `costs/` where no step was named
    FOUND = "found"  # of the closed ones, those of which it was said; what was found: `upheld`, `partly_upheld`, `not_upheld`

    # By the week in which it happened.
    RESOLVED = "resolved"  # complaints that stood solved, or withdrawn, at the week's end by a step of that week: each once
    REOPENED = "reopened"
    APPEALS = "appeals"
    MAILS = "mails"  # mails kept; mailbox and column of the ledger, such as `klachten/new` (`tracker.figures.mails`)

    # At the week's end.
    OPEN = "open"  # complaints that were not closed; their state
    OVERDUE = "overdue"  # of those, not solved and past their target date
    MONEY = "money"  # consented to in the week, in euro cents: kept as a total a week alone


def cause(nature: str, step: str | None) -> str:
    """Return the part of `Figure.CAUSES` in which a complaint is counted. step: the key of a process step; None: none was named."""
    return f"{nature}/{step or ''}"


def nature_and_step(part: str) -> tuple[str, str]:
    """Return the nature and the process step of a part of `Figure.CAUSES`; an empty step where none was named."""
    nature, _, step = part.partition("/")
    return nature, step
