"""What a letter that gathers tells: one line for what is the same, its own line for whatever else came in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.letter_facts import gathered
from tracker.model import Reference
from tracker.told import Facts, Gathered, GatheredFollowUp, GatheredUnreadable

AT = datetime(2026, 4, 2, 9, 31, 59, tzinfo=UTC)
FIRST, SECOND = Reference("KL-2026-00042"), Reference("KL-2026-00043")
FOLLOW_UP = GatheredFollowUp(FIRST, "alice@mail.example", AT)
UNREADABLE = GatheredUnreadable(17, "alice@mail.example", AT, date(2026, 4, 7), "zij is te groot")

APART = [
    ("another-complaint", replace(FOLLOW_UP, reference=SECOND)),
    ("another-sender", replace(FOLLOW_UP, sender_address="bob@post.example")),
    ("no-sender", replace(FOLLOW_UP, sender_address=None)),
    ("another-address", replace(FOLLOW_UP, other_address=True)),
    ("the-real-one-among-forged-ones", replace(FOLLOW_UP, proven=True)),
    ("names-another", replace(FOLLOW_UP, see_also=[SECOND])),
    ("unreadable-other-sender", replace(UNREADABLE, sender_address="bob@post.example")),
    ("unreadable-other-reason", replace(UNREADABLE, why="zij heeft geen kop")),
    ("unreadable-by-another-day", replace(UNREADABLE, look_by_date=date(2026, 4, 8))),
]


def entry(one: GatheredFollowUp | GatheredUnreadable) -> Facts:
    return gathered.follow_up(one) if isinstance(one, GatheredFollowUp) else gathered.unreadable(one)


@pytest.mark.parametrize("other", [pytest.param(row[1], id=row[0]) for row in APART])
def test_what_differs_has_a_line_of_its_own(other: GatheredFollowUp | GatheredUnreadable) -> None:
    first = FOLLOW_UP if isinstance(other, GatheredFollowUp) else UNREADABLE
    begun = gathered.begun(entry(first))
    assert gathered.with_one_more(begun, entry(other)) == {"gathered": [entry(first), entry(other)]}
    assert begun == gathered.begun(entry(first))


@pytest.mark.parametrize("one", [FOLLOW_UP, UNREADABLE], ids=["follow-up", "unreadable"])
@pytest.mark.parametrize(("minutes", "last_at"), [(3, "2026-04-02T09:34"), (0, "2026-04-02T09:31"), (-3, "2026-04-02T09:31")])
def test_what_is_the_same_is_counted_and_the_latest_moment_told(
    one: GatheredFollowUp | GatheredUnreadable, minutes: int, last_at: str
) -> None:
    begun = gathered.begun(entry(one))
    more = gathered.with_one_more(begun, entry(replace(one, received_at=AT + timedelta(minutes=minutes))))
    assert more == {"gathered": [{**entry(one), "count": 2, "last_at": last_at}]}


def test_of_the_same_the_first_number_is_told() -> None:
    more = gathered.with_one_more(gathered.begun(entry(UNREADABLE)), entry(replace(UNREADABLE, quarantine_id=18)))
    assert [(one["first_id"], one["count"]) for one in gathered.entries_of(more)] == [(17, 2)]


def test_each_new_complaint_has_its_line() -> None:
    one = Gathered(FIRST, "Overig", date(2026, 4, 8), None, withheld=True)
    entries = [gathered.new_complaint(one), gathered.new_complaint(replace(one, reference=SECOND))]
    assert gathered.with_one_more(gathered.begun(entries[0]), entries[1]) == {"gathered": entries}
