"""What `klachten when` explains: each date, how it was counted or who set it, and whether it is met."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_world import World, mail, world

from klachten.commands.explained_dates import date_lines, dates_of
from klachten.wiring import house_rules
from tracker.clocks import clocks_of
from tracker.queries import complaints
from tracker.records import Complaint, Journal

RECEIVED = datetime(2026, 3, 2, 8, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 8, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.imported(mail())
        yield made


def journal(desk: World, event: str, **values: Any) -> None:
    told = {"by_role": "manager_operations", "by_name": "Anna de Boer", "proof": "link"}
    line = {"at": RECEIVED + timedelta(days=1), "from_state": "registered", "to_state": "registered", **told, **values}
    with desk.store.unit() as session:
        session.add(Journal(complaint_id=1, event=event, **line))


def told(desk: World, now: datetime = FRIDAY) -> dict[str, tuple[str, str]]:
    """Return what is said of each date: how it stands, and how it was counted."""
    rules = house_rules(desk.settings)
    with desk.store.reading() as session:
        dates = dates_of(clocks_of(session, rules, complaints(session, only_open=False)[0]), now)
    lines = dict(zip(dates, date_lines(dates), strict=True))
    return {name: (line.split("  ")[-1].strip(), why) for name, (line, why) in lines.items()}


def test_a_new_complaint_has_the_dates_of_its_receipt(desk: World) -> None:
    assert told(desk) == {
        "received": ("4 days ago", "the mail reached mailbox klachten on Monday 2 March 2026 at 09:00"),
        "acknowledge_by": (
            "2 working days late",
            "by Wednesday 4 March 2026 at the latest: 2 working days after receipt on Monday 2 March",
        ),
        "assign_by": ("2 working days late", "by Wednesday 4 March 2026 at the latest: 2 working days after receipt on Monday 2 March"),
        "target_date": ("in 17 days", "by Monday 23 March 2026 at the latest: 15 working days after receipt on Monday 2 March"),
        "outer_limit": ("in 52 days", "by Monday 27 April 2026 at the latest: 8 weeks after receipt on Monday 2 March"),
    }


STANDING = [
    ("acknowledge_by", {"acknowledgement": "accepted", "acknowledged_at": RECEIVED}, "confirmed on 2026-03-02"),
    ("acknowledge_by", {"acknowledgement": "by_hand", "acknowledged_at": FRIDAY}, "confirmed on 2026-03-06, 2 working days late"),
    ("acknowledge_by", {"acknowledge_by_date": date(2026, 3, 6)}, "today"),
    ("target_date", {"state": "resolved", "resolved_at": FRIDAY}, "solved on 2026-03-06"),
    ("target_date", {"target_date": date(2026, 3, 5)}, "1 working day late"),
    ("target_date", {"target_date": date(2026, 2, 24)}, "8 working days late"),
    (
        "removal",
        {"state": "closed", "outcome": "satisfied", "closed_at": FRIDAY, "remove_after": FRIDAY + timedelta(hours=72)},
        "in 3 days",
    ),
]


@pytest.mark.parametrize(("name", "values", "expected"), STANDING)
def test_it_says_whether_a_date_is_met(desk: World, name: str, values: dict[str, Any], expected: str) -> None:
    desk.change(Complaint, 1, **values)
    assert told(desk)[name][0] == expected


def test_in_appeal_it_counts_no_more(desk: World) -> None:
    desk.change(Complaint, 1, state="closed", outcome="appeal_ended", closed_at=FRIDAY)
    journal(desk, "appeal", at=RECEIVED + timedelta(days=2), from_state="impasse", to_state="appeal")
    journal(desk, "appeal_ended", at=FRIDAY, from_state="appeal", to_state="closed")
    assert told(desk)["target_date"][0] == "went to appeal on 2026-03-04"


def test_who_set_a_date_is_named(desk: World) -> None:
    desk.change(Complaint, 1, target_date=date(2026, 4, 1), received_date=date(2026, 2, 27))
    journal(desk, "change_target_date", argument="2026-04-01")
    journal(desk, "received_on", argument="2026-02-27")
    assert told(desk)["target_date"][1] == "by Wednesday 1 April 2026 at the latest: set by Anna de Boer on Tuesday 3 March 2026"
    assert told(desk)["received"][1] == "set by Anna de Boer on Tuesday 3 March 2026"
    assert told(desk)["acknowledge_by"][1].endswith("counted with earlier settings")


def test_a_day_of_receipt_that_came_with_the_registration_says_so(desk: World) -> None:
    desk.change(Complaint, 1, received_date=date(2026, 2, 27))
    assert told(desk)["received"][1] == "as told by the employee who registered it, with a mail of Monday 2 March 2026 at 09:00"


def test_holidays_that_were_not_counted_are_named(desk: World) -> None:
    desk.change(Complaint, 1, received_date=date(2026, 4, 2), target_date=date(2026, 4, 24))
    assert told(desk)["target_date"][1].endswith("not counted: Easter Monday on Monday 6 April")


def test_the_command_tells_it_in_lines_and_as_json(desk: World) -> None:
    with desk.store.reading() as session:
        reference = complaints(session)[0].reference
    head, *_, limit, why = desk.run("when", *reference.split("-")).stdout.splitlines()
    assert head.startswith(f"{reference}, registered since ")
    assert limit.startswith("outer limit     2026-04-27  ")
    assert why == "  by Monday 27 April 2026 at the latest: 8 weeks after receipt on Monday 2 March"
    assert json.loads(desk.run("when", reference, "--json").stdout)["dates"]["target_date"]["date"] == "2026-03-23"
