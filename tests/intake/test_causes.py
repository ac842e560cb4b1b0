"""The cause of a complaint, as employees give it: a step of the work on the record, and their own words beside the event.

Source: docs/procedure.md, States and events.
"""

import pytest

from tracker.model import Event, Letter
from tracker.process_steps import DEFAULT_PROCESS_STEPS, ProcessStep
from tracker.records import Journal
from tracker.typed.causes import read_cause
from world import COLLECTOR, MANAGER, PROVEN, World, mail

PRINT = ProcessStep("print", "Drukwerk", "Print")


def cause_line(world: World) -> Journal:
    (line,) = world.rows(Journal, Journal.event == Event.SET_CAUSE)
    return line


@pytest.fixture
def assigned(world: World) -> World:
    world.deliver(mail())
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    return world


def test_the_step_is_on_the_record_and_the_words_are_with_the_event(assigned: World) -> None:
    assigned.order("#oorzaak aanmaning verstuurd na betaling", "Tekst die nergens heen gaat.")
    line = cause_line(assigned)
    assert (assigned.complaint().process_step, line.argument, line.words) == ("reminder", "reminder", "verstuurd na betaling")
    assert assigned.answer().facts["done"] == ["U legde de oorzaak vast: Aanmaning."]


def test_the_steps_are_those_of_the_house(assigned: World) -> None:
    assigned.settle(process_steps=(PRINT,))
    assigned.order("#oorzaak aanmaning")
    assert "Kies uit: Drukwerk." in str(assigned.letter(Letter.NOT_DONE).facts)
    assigned.order("#oorzaak drukwerk")
    assert assigned.complaint().process_step == "print"


def test_whoever_enters_a_complaint_may_say_where_it_went_wrong(world: World) -> None:
    tags = "#nieuw alice@mail.example #oorzaak telefoon, niemand nam op"
    world.deliver(mail("De lijn was bezet.", sender=COLLECTOR, subject=tags, Authentication_Results=PROVEN))
    assert (world.complaint().process_step, cause_line(world).words) == ("telephone", "niemand nam op")


def test_each_of_our_own_steps_is_understood_by_each_of_its_names(world: World) -> None:
    keys = [step.key for step in DEFAULT_PROCESS_STEPS for _ in range(3)]
    names = [name for step in DEFAULT_PROCESS_STEPS for name in (step.key, step.title_nl, step.title_en)]
    assert len({step.title_nl for step in DEFAULT_PROCESS_STEPS}) == len(DEFAULT_PROCESS_STEPS)
    assert [read_cause(name, world.rules.house.process_steps).step for name in names] == keys
