"""Every line of the journal as a sentence that staff can read."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tracker.dates import local_minute
from tracker.model import Event, Role
from tracker.natures import Nature
from tracker.process_steps import ProcessStep
from tracker.records import Journal
from tracker.telling.history import DEEDS, sentence, told
from world import RULES

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
AT = datetime(2026, 4, 3, 8, 12, tzinfo=UTC)


def line(
    event: Event, argument: str = "", *, role: Role = Role.TEAM_LEAD_COLLECTION, name: str = "Bram Smit", address: str | None = None
) -> Journal:
    return Journal(at=AT, event=event, by_role=role, by_name=name, by_address=address, argument=argument)


HOUSE = replace(
    RULES,
    natures=(Nature("odd", "Vreemd", "Odd", (), Role.SALES_MANAGER),),
    process_steps=(ProcessStep("print", "Drukwerk", "Print"),),
)


def test_every_event_is_told() -> None:
    assert set(DEEDS) == set(Event)


@pytest.mark.parametrize("event", Event)
def test_a_sentence_is_whole_and_names_no_tag(event: Event) -> None:
    for argument in ("", "12.50" if event in {Event.AMOUNT, Event.AGREE_WITH_AMOUNT} else "2026-04-15"):
        words = told(line(event, argument))
        assert not set("{}#") & set(words)
        assert not words.endswith((" ", ":", "."))


TOLD = [
    (line(Event.AGREE), "Bram Smit legde de afspraak vast"),
    (line(Event.ASSIGN, "team_lead_collection"), "Bram Smit wees de klacht toe aan Teamleider Incasso"),
    (line(Event.ASSIGN), "Bram Smit wees de klacht toe"),
    (line(Event.CHANGE_TARGET_DATE, "2026-05-15"), "Bram Smit veranderde de streefdatum in vrijdag 15 mei 2026"),
    (line(Event.AGREE_WITH_AMOUNT, "1250.05"), "Bram Smit vroeg akkoord voor een afspraak met een bedrag van € 1.250,05"),
    (line(Event.SET_COMPLAINANT_ROLE, "debtor"), "Bram Smit legde vast wat de klager van ons is: debiteur"),
    (line(Event.SET_NATURE, "odd, tone"), "Bram Smit veranderde de aard van de klacht in Vreemd, tone"),
    (
        line(Event.DEPUTISE, "sales_manager Carla Visser van 2026-05-01 t/m 2026-05-08"),
        "Bram Smit noemde een vervanger: Verkoop Manager: Carla Visser van vrijdag 1 mei 2026 t/m vrijdag 8 mei 2026",
    ),
    (line(Event.DEPUTISE, "Carla Visser t/m 2026-05-08"), "Bram Smit noemde een vervanger: Carla Visser t/m vrijdag 8 mei 2026"),
    (line(Event.SET_FILE_NUMBER, "2026-13-99"), "Bram Smit legde ons dossiernummer vast: 2026-13-99"),
    (line(Event.SET_FILE_NUMBER, "1250.00"), "Bram Smit legde ons dossiernummer vast: 1250.00"),
    (line(Event.SET_CAUSE, "reminder"), "Bram Smit legde de oorzaak vast: Aanmaning"),
    (line(Event.SET_CAUSE, "print"), "Bram Smit legde de oorzaak vast: Drukwerk"),
    (line(Event.SET_CAUSE, "te laat geboekt"), "Bram Smit legde de oorzaak vast: te laat geboekt"),
    (line(Event.AMOUNT, "0.99"), "Bram Smit noemde het bedrag bij de afspraak: € 0,99"),
    (line(Event.NOTE, "gebeld"), "Bram Smit zette een notitie bij de klacht"),
    (line(Event.RESOLVE, role=Role.SYSTEM, name=""), "het programma meldde de klacht opgelost"),
    (line(Event.ASSIGN, role=Role.MANAGER_OPERATIONS, name=""), "de Manager Operations wees de klacht toe"),
    (
        line(Event.ARRIVES, role=Role.COMPLAINANT, name="De Bank", address="alice@mail.example"),
        "de klacht kwam binnen van alice@mail.example",
    ),
    (line(Event.FOLLOWS, role=Role.COMPLAINANT, name=""), "er kwam een bericht bij van een onbekende afzender"),
    (line(Event.FOLLOWS, address="b.smit@voorbeeld.nl"), "er kwam een bericht bij van b.smit@voorbeeld.nl"),
]


@pytest.mark.parametrize(("happened", "words"), TOLD, ids=lambda value: value if isinstance(value, str) else "")
def test_what_happened_is_told_in_words(happened: Journal, words: str) -> None:
    assert told(happened, HOUSE) == words


def test_when_is_told_on_the_customers_clock() -> None:
    assert sentence(line(Event.AGREE), AMSTERDAM) == "vr 3 april, 10:12: Bram Smit legde de afspraak vast"
    assert local_minute(AT, AMSTERDAM) == "2026-04-03T10:12"
