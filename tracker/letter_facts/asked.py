"""The letters that tell an employee what they asked for: help, the list of open complaints, a whole file.

Knows no template and no row. They move no complaint, and are answers to a mail.
Source: docs/procedure.md, States and events.
"""

from collections.abc import Mapping, Sequence

from tracker.letter_facts.declared import AutoSubmitted, Declared, to_staff
from tracker.letter_facts.inside import CASE
from tracker.model import Letter
from tracker.told import Facts


def explained(case: Facts, *, acts: Sequence[Facts], asks: Sequence[Facts]) -> Facts:
    """Return the facts of the help: what the reader may type, as `tracker.explained` found it. asks: what tells and does nothing."""
    return {**case, "acts": list(acts), "asks": list(asks)}


def listing(
    counts: Mapping[str, int],
    by_state: Mapping[str, int],
    *,
    own: Sequence[Facts],
    others: Sequence[Facts],
    more: int,
) -> Facts:
    """Return the facts of the list of open complaints.

    counts:       all that are open, and of those the late, the unassigned and the unacknowledged ones; by_state: the same ones by state.
                  on_paper: so many letters wait to be printed, of closed complaints as well.
    own, others:  what is told of each, from `tracker.telling.listing`: the reader's first. more: so many are not told.
    """
    return {
        **{name: counts[name] for name in _COUNTS},
        "by_state": [{"state": state, "count": count} for state, count in by_state.items()],
        "own": list(own),
        "others": list(others),
        "more": more,
    }


def whole_file(
    case: Facts,
    *,
    status: Facts,
    agreement: str | None,
    record: Sequence[Facts],
    mails: Sequence[Facts],
    letters: Sequence[Facts],
    history: Sequence[Facts],
    attachments: Sequence[Facts],
) -> Facts:
    """Return the facts of all that the register has of one complaint, each list in order of time.

    status:       from `tracker.telling.status`. agreement: in force, or about whose amount is consulted.
    record:       what else is known, each a name and its value in words.
    mails, letters, history, attachments: from `tracker.telling.whole_file`; what is `enclosed` goes along, by its `id`.
    """
    return {
        **case,
        "status": status,
        "agreement": agreement,
        "record": list(record),
        "mails": list(mails),
        "letters": list(letters),
        "history": list(history),
        "attachments": list(attachments),
    }


_COUNTS = ("open", "late", "unassigned", "unacknowledged", "on_paper")


def _answer(*facts: str) -> Declared:
    return to_staff(*facts, auto_submitted=AutoSubmitted.REPLIED)


DECLARED: dict[Letter, Declared] = {
    Letter.HELP: _answer(*CASE, "acts", "asks"),
    Letter.LISTING: _answer(*_COUNTS, "by_state", "own", "others", "more"),
    Letter.WHOLE_FILE: _answer(*CASE, "status", "agreement", "record", "mails", "letters", "history", "attachments"),
}
"""What each of these letters is, and the facts that it may ask for."""
