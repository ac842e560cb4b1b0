"""The specimens of the report, which authors of templates look at: what follows from one figure in a report does so in them."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from outbound.samples.report import SAMPLES_REPORT
from tracker.letter_facts.reporting import FEW, TEN

REPORTS: list[Any] = [
    pytest.param(facts, id=f"{number}-{facts['name']}")
    for number, (_, facts) in enumerate(SAMPLES_REPORT, 1)
    if str(facts["began_date"] or "") <= str(facts["last_date"])  # of a time before the register began little is told
]


def weeks_of(facts: Any) -> int:
    """Return how many weeks a report is about."""
    first_date, last_date = (date.fromisoformat(facts[day]) for day in ("first_date", "last_date"))
    return (last_date - first_date).days // 7 + 1


@pytest.mark.parametrize("facts", REPORTS)
def test_what_is_open_is_the_same_in_each_place(facts: Any) -> None:
    figures = {one["name"]: one for one in facts["figures"]}
    opens, late = facts["open_complaints"], [one for one in facts["open_complaints"] if one["days_late"]]
    assert figures["open"]["value"] == len(opens) == sum(facts["ages"].values())
    assert figures["overdue"]["value"] == len(late) == sum(count for age, count in facts["ages"].items() if age.startswith("late_"))
    assert {state: counts[-1] for state, counts in facts["over"]["states"].items() if counts[-1]} == Counter(one["state"] for one in opens)
    weeks = weeks_of(facts)
    if len(facts["over"]["weeks"]) > weeks:
        assert figures["open"]["before"] == sum(counts[-1 - weeks] for counts in facts["over"]["states"].values())
    assert len(facts["due_soon"]) == facts["ages"]["within_5"]
    assert all(one in opens for one in facts["due_soon"])
    known = {one["reference"]: (one["nature"], one["state"]) for one in opens}
    assert all((one["nature"], one["state"]) == known[one["reference"]] for one in facts["decisions"] if one["reference"])


@pytest.mark.parametrize("facts", REPORTS)
def test_what_is_new_is_the_same_in_each_place(facts: Any) -> None:
    new = next(one for one in facts["figures"] if one["name"] == "new")
    received = [one for one in facts["open_complaints"] if facts["first_date"] <= one["received_date"] <= facts["last_date"]]
    natures = facts["further"]["natures"] if facts["further"] else facts["natures"] or []
    assert sum(one["columns"]["new"] for one in facts["ledger"]) == new["value"]
    assert all(one["received"] == sum(one["columns"].values()) + one["waiting"] + one["difference"] for one in facts["ledger"])
    assert facts["waiting"] >= sum(one["waiting"] for one in facts["ledger"])
    assert (facts["natures"] is None) == (new["value"] < FEW)
    assert sum(one["value"] for one in natures) == (new["value"] if new["value"] >= FEW else 0)
    assert facts["received"] == (received if new["value"] < TEN else None)
    assert facts["removed"] == (new["value"] - len(received) if new["value"] < TEN else 0)
    weeks = weeks_of(facts)
    for whole in [one["values"] for one in facts["rows"] if (one["figure"], one["part"]) == ("new", "")]:
        parts = [one["values"] for one in facts["rows"] if one["figure"] == "new" and one["part"]]
        assert len(whole) < weeks or sum(whole[-weeks:]) == new["value"]
        assert all(sum(told) == one for one, told in zip(whole, zip(*parts, strict=True), strict=True) if None not in told)


@pytest.mark.parametrize("facts", REPORTS)
def test_what_closed_is_what_is_no_longer_open(facts: Any) -> None:
    figures = {one["name"]: one for one in facts["figures"]}
    handlers, further = facts["handlers"], facts["further"]
    closed = (figures["open"]["before"] or 0) + figures["new"]["value"] - figures["open"]["value"]
    opens = Counter(one["handler"] or "" for one in facts["open_complaints"])
    late = Counter(one["handler"] or "" for one in facts["open_complaints"] if one["days_late"])
    if handlers is not None:
        assert sum(one["closed"] for one in handlers) == closed
        assert Counter({one["role"]: one["open"] for one in handlers}) == opens
        assert Counter({one["role"]: one["overdue"] for one in handlers}) == late
        assert all((one["in_time"] is None) == (one["closed"] < FEW) and (one["in_time"] or 0) <= one["closed"] for one in handlers)
    if further is not None:
        new = figures["new"]["value"]
        cuts = [sum(one["value"] for one in further[cut]) for cut in ("natures", "complainants", "outcomes", "findings", "causes")]
        assert cuts == [one if one >= FEW else 0 for one in (new, new, closed, closed, closed)]
        before = {cut: sum(one["before"] for one in further[cut]) for cut in ("outcomes", "findings", "causes")}
        assert len(set(before.values())) == 1
        assert all(len(one["over"]) == len(further["columns"]) and sum(one["over"]) == one["value"] for one in further["natures"])
        assert all(one["steps"] is None or sum(one["steps"].values()) == one["value"] for one in further["causes"])
        assert all({step: sum(counts) for step, counts in (one["over"] or {}).items()} == (one["steps"] or {}) for one in further["causes"])
        assert all(one["count"] <= max(new, closed) for one in further["times"])


@pytest.mark.parametrize("facts", REPORTS)
def test_nothing_is_told_of_a_day_that_is_still_to_come(facts: Any) -> None:
    made_date = date.fromisoformat(facts["made_date"])
    assert all(date.fromisoformat(one["received_date"]) <= made_date for one in facts["open_complaints"])
    assert facts["oldest_date"] is None or date.fromisoformat(facts["oldest_date"]) <= made_date
    assert all(one["by_date"] is None or one["by_date"] <= facts["made_date"] for one in facts["decisions"] if one["what"] == "overdue")
