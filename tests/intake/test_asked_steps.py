"""Which of the letters that can be confirmed another way a text names: by whole words, or what begins like them.

Source: docs/procedure.md, States and events.
"""

import pytest

from intake.asked import Asked, Reading
from intake.asked_steps import Circumstances, steps_of
from intake.tag_places import Place
from tracker.model import Event

NAMED = [
    ("de afspraak, per post 8 april", Event.AGREEMENT_CONFIRMED),
    ("ontvangst, per post", Event.CONFIRMED_ANOTHER_WAY),
    ("de ontvangstbevestiging per brief", Event.CONFIRMED_ANOTHER_WAY),
    ("de afspraak, in onze belafspraak van maandag", Event.AGREEMENT_CONFIRMED),
    ("ontvangst, in de belafspraak van maandag", Event.CONFIRMED_ANOTHER_WAY),
]


@pytest.mark.parametrize(("words", "event"), NAMED)
def test_what_a_text_says_was_confirmed(words: str, event: Event) -> None:
    asked = Asked(Event.CONFIRMED_ANOTHER_WAY, words, Place.SUBJECT, "#bevestigd")
    (step,), questions = steps_of(Reading(understood=(asked,)), Circumstances(names_money=lambda _: False))
    assert (step.event, questions) == (event, ())


UNSAID = [
    "per post 8 april",
    "in de belafspraak van maandag",
    "Afspraken per brief van 8 april",
    "de ontvangst en de afspraak",
    "overontvangst",
]


@pytest.mark.parametrize("words", UNSAID)
def test_what_is_not_plain_is_not_said(words: str) -> None:
    asked = Asked(Event.CONFIRMED_ANOTHER_WAY, words, Place.SUBJECT, "#bevestigd")
    (step,), _ = steps_of(Reading(understood=(asked,)), Circumstances(names_money=lambda _: False))
    assert (step.event, step.given.says_which) == (Event.CONFIRMED_ANOTHER_WAY, False)
