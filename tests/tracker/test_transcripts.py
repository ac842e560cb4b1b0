"""What an employee is told was done: by them, and who hears of it under which title."""

import pytest

from tracker.facts import Given
from tracker.model import Event, Letter
from tracker.steps import Done, Step, ToldTo
from tracker.telling.transcripts import left_out
from tracker.told import Listed
from tracker.who import Who
from world import COLLECTOR, DIRECTOR, MANAGER, PROVEN, World, mail

DEPUTY = "c.visser@voorbeeld.nl"


@pytest.fixture
def assigned(world: World) -> World:
    """Let a complaint be assigned, and the transcript of it be owed."""
    world.deliver(mail())
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    return world


def test_the_subject_and_the_first_line_say_what_was_done(assigned: World) -> None:
    told = assigned.letter(Letter.TRANSCRIPT).facts
    assert (told["gist"], told["done"], told["done_before"]) == (
        ["klacht toegewezen"],
        ["U wees de klacht toe aan Teamleider Incasso."],
        False,
    )


def test_what_was_done_before_is_no_news(assigned: World) -> None:
    assigned.order("#streefdatum 24 april", sender=COLLECTOR)
    assigned.order("#streefdatum 24 april", sender=COLLECTOR)
    told = assigned.answer().facts
    assert told["done_before"] is True
    assert told["gist"] == ["streefdatum veranderd"]
    assert str(told["done"][0]).startswith("#streefdatum was al gedaan op donderdag 2 april 2026 om ")


REPLACED = [
    # the first step, the second, what the answer to the second ends in
    (("#afspraak", "Wij bellen u."), ("#afspraak", "Wij schrijven u."), "; die komt in de plaats van de vorige afspraak."),
    (
        ("#afspraak #bedrag 50,00", "U krijgt geld."),
        ("#afspraak #bedrag 60,00", "U krijgt meer."),
        "; de vorige vraag over een bedrag vervalt.",
    ),
]


@pytest.mark.parametrize(("first", "second", "end"), REPLACED, ids=["agreement", "question"])
def test_what_a_second_agreement_replaces_is_said(assigned: World, first: tuple[str, str], second: tuple[str, str], end: str) -> None:
    assigned.order(*first, sender=COLLECTOR)
    assert ";" not in str(assigned.answer().facts["done"])
    assigned.order(*second, sender=COLLECTOR)
    assert str(assigned.answer().facts["done"][0]).endswith(end)


LISTED = (Listed("brief.pdf", 100), Listed("film.mp4", 48_000_000, enclosed=False))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (ToldTo(Letter.ANSWER, "alice@mail.example", outside=True), ["Te groot om mee te sturen: film.mp4. De klager krijgt dat niet."]),
        (ToldTo(Letter.ANSWER, "alice@mail.example", outside=True, own_mail=True), []),
        (ToldTo(Letter.CONFIRMATION, "alice@mail.example", outside=True), []),
    ],
)
def test_an_attachment_that_does_not_go_along_is_named(told: ToldTo, said: list[str]) -> None:
    done = Done(Step(Event.ANSWER, Given()), Who.HANDLER, None, None, told=(told,))
    assert left_out([done], LISTED) == said
    assert left_out([done], LISTED[:1]) == []


def test_the_deadline_is_a_sentence_and_gone_when_it_is_solved(assigned: World) -> None:
    assigned.order("#notitie", "Gebeld.", sender=COLLECTOR)
    assert str(assigned.answer().facts["deadline"]).startswith(
        "De klacht moet uiterlijk vrijdag 24 april 2026 zijn opgelost: 15 werkdagen na"
    )
    assigned.order("#ingetrokken", "Per telefoon.", sender=COLLECTOR)
    assert assigned.answer().facts["deadline"] is None


def test_who_stands_in_is_named_so(world: World) -> None:
    world.deliver(mail())
    world.deliver(mail(subject="#vervanger Carla Visser van 2 april t/m 8 april", sender=COLLECTOR, Authentication_Results=PROVEN))
    assert world.answer().facts["done"] == ["Carla Visser vervangt u van donderdag 2 april 2026 tot en met woensdag 8 april 2026."]
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    assert world.answer().facts["told_to"] == ["Carla Visser (Waarnemend Teamleider Incasso): toewijzing"]
    assert world.letter(Letter.ASSIGNMENT).recipient == DEPUTY


def test_a_director_whose_word_was_not_clear_is_offered_both_words(assigned: World) -> None:
    assigned.order("#afspraak #bedrag 50,00", "Wij betalen u 50 euro terug.", sender=COLLECTOR)
    assigned.order("", "ja maar", sender=DIRECTOR)
    refused = assigned.answer()
    assert (refused.letter, refused.recipient) == (Letter.NOT_DONE, DIRECTOR)
    asked = {one["event"]: one["canonical"] for one in assigned.letter(Letter.CONSULTATION).facts["offers"] if one["button"]}
    assert asked == {one["event"]: one["canonical"] for one in refused.facts["offers"] if one["button"]}
    assert asked.keys() == {"consent", "refuse_consent"}
