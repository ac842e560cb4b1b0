"""What was done, in the few words of a subject."""

import pytest

from tracker.explained import ASKING
from tracker.model import Event
from tracker.procedure import PROCEDURE
from tracker.telling.gists import GISTS, gists
from tracker.who import IN_DUTCH

LONGEST = 32
"""Characters: two of them, the reference and the state still fit in what a list of mails shows."""


def test_there_are_words_for_all_that_an_employee_does() -> None:
    assert set(GISTS) == {rule.event for rule in PROCEDURE if not set(IN_DUTCH).isdisjoint(rule.by)} - ASKING


@pytest.mark.parametrize("words", GISTS.values())
def test_they_fit_in_a_subject_and_are_no_tag(words: str) -> None:
    assert len(words) <= LONGEST
    assert not set("#.:;_") & set(words)


TOLD = [
    ([Event.CHANGE_TARGET_DATE, Event.AGREE], ["streefdatum veranderd", "afspraak vastgelegd"]),
    ([Event.NOTE, Event.NOTE], ["notitie erbij gezet"]),
    ([Event.STATUS], []),
]


@pytest.mark.parametrize(("events", "told"), TOLD, ids=str)
def test_each_is_told_once_and_in_order(events: list[Event], told: list[str]) -> None:
    assert gists(events) == told
