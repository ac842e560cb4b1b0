"""Every sentence with which a guard refuses an employee's mail: nothing changed, nobody else hears of it, and the answer says it.

Source: docs/procedure.md, States and events.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from order_ways import DAY, SENDERS, SILENT, TEXT, WITH_LETTER, Way, ask, furnished, put, unchanged

from tracker.model import Letter, Role, State
from tracker.who import Who
from world import NOW, World

ROOT = Path(__file__).parents[2]
REGISTERED, ASSIGNED, AGREED, RESOLVED, CLOSED = State.REGISTERED, State.ASSIGNED, State.AGREED, State.RESOLVED, State.CLOSED
HANDLER, BOSS, BIG_BOSS, STAFF = Who.HANDLER, Who.MANAGER, Who.DIRECTOR, Who.STAFF
NOBODY: dict[str, Any] = {"complainant_address": None, "complainant_key": None}
MANDATED = {"representative_address": "piet@mail.example", "representative_key": "piet@mail.example"}
BOTH_FAILED = {"acknowledgement": "failed", "confirmation": "failed"}
MINE: dict[str, Any] = {"handler_role": Role.MANAGER_OPERATIONS}

REFUSED: list[tuple[State, Who, Way, str]] = [
    (REGISTERED, BOSS, Way("#toewijzen"), "Schrijf aan wie: #toewijzen met een functie"),
    (REGISTERED, BOSS, Way("#toewijzen Algemeen Directeur"), "Deze functie behandelt geen klachten. Kies uit: Manager Operations"),
    (REGISTERED, BOSS, Way("#toewijzen Eva Bos", columns={"accused_role": "sales_manager"}), "De klacht gaat over de Verkoop Manager. "),
    (ASSIGNED, HANDLER, Way("#over"), "Schrijf over wie"),
    (ASSIGNED, HANDLER, Way("#streefdatum", TEXT), "Schrijf welke dag"),
    (ASSIGNED, HANDLER, Way("#streefdatum 1 april 2026", TEXT), "Die dag is voorbij."),
    (ASSIGNED, HANDLER, Way("#streefdatum 29 mei", TEXT), "Dat is na de uiterste dag, donderdag 28 mei 2026. Een latere dag kan alleen"),
    (ASSIGNED, HANDLER, Way("#ontvangen"), "Schrijf op welke dag de klacht bij ons binnenkwam"),
    (ASSIGNED, HANDLER, Way("#ontvangen 1 mei 2026"), "Die dag moet nog komen."),
    (ASSIGNED, HANDLER, Way("#geenbedrag"), "Er wacht geen tekst op dit antwoord."),
    (ASSIGNED, HANDLER, Way("#afspraak #bedrag 0", TEXT), "Schrijf een bedrag van meer dan nul"),
    (ASSIGNED, HANDLER, Way("#afspraak", TEXT, MANDATED), "De machtiging van de vertegenwoordiger ontbreekt."),
    (ASSIGNED, HANDLER, Way("#machtiging gezien"), "Er wacht geen machtiging."),
    (RESOLVED, BOSS, Way("#tevreden", TEXT, MINE), "U behandelt deze klacht zelf."),
    (RESOLVED, BOSS, Way("#tevreden"), "Schrijf in één regel hoe en wanneer"),
    (RESOLVED, BOSS, Way("#ontevreden", TEXT, {"round": 2}), "Dit was ronde 2 van 2. Kies #beroep, of #heropenen"),
    (RESOLVED, BOSS, Way("#heropenen", TEXT), "Er is nog een ronde."),
    (RESOLVED, BOSS, Way("#geenreactie"), "Vraag het eerst 2 keer aan de klager, met #vraagklager. Dat is nu 0 keer gedaan."),
    (RESOLVED, BOSS, Way("#geenreactie", columns=SILENT | {"inquired_at": NOW - DAY}), "De klager heeft nog tijd om te antwoorden."),
    (RESOLVED, BOSS, Way("#vraagklager", columns=NOBODY), "Van de klager is geen mailadres, postadres of naam bekend."),
    (ASSIGNED, HANDLER, Way("#beroep", TEXT), "In de eerste ronde wijst alleen de Manager Operations"),
    (CLOSED, BOSS, Way("#heropenen", TEXT, {"remove_after": NOW - DAY}), "De tijd om terug te komen is voorbij."),
    (CLOSED, BOSS, Way("#tevreden", TEXT), "De klacht is al afgesloten"),
    (ASSIGNED, BOSS, Way("#samenvoegen"), "Schrijf met welke klacht"),
    (ASSIGNED, HANDLER, Way("#samenvoegen KL-2026-00001"), "De klachten zijn van verschillende klagers."),
    (ASSIGNED, HANDLER, Way("#samenvoegen KL-2026-00002"), "Over de andere klacht beslist u niet."),
    (ASSIGNED, BOSS, Way("#bevestigd ontvangst per post"), "De ontvangst is al bevestigd."),
    (ASSIGNED, BOSS, Way("#bevestigd afspraak per post"), "Er is nog geen afspraak om te bevestigen."),
    (AGREED, BOSS, Way("#bevestigd afspraak per post", columns=WITH_LETTER), "De afspraak is al bevestigd."),
    (AGREED, BOSS, Way("#bevestigd per post", columns=BOTH_FAILED), "Er zijn meer brieven"),
    (AGREED, BOSS, Way("#bevestigd ontvangst per post, afspraak volgt", columns=BOTH_FAILED), "Er zijn meer brieven"),
    (AGREED, BOSS, Way("#bevestigd", columns={"confirmation": "failed"}), "Schrijf hoe en wanneer"),
    (ASSIGNED, HANDLER, Way("#vrijgeven"), "Deze klacht wordt niet bewaard."),
    (ASSIGNED, HANDLER, Way("#herstel"), "Er is geen stap om terug te nemen."),
    (ASSIGNED, STAFF, Way("#vervanger Teamleider Incasso Daan Mulder t/m 1 mei"), "U kunt alleen uw eigen vervanger noemen."),
    (State.CONSULTING, BIG_BOSS, Way("#akkoord"), "Het is niet zeker welk bedrag u bedoelt."),
    (ASSIGNED, HANDLER, Way("#afspraak"), "Schrijf de afspraak op"),
    (ASSIGNED, BOSS, Way("#beroep"), "Schrijf ons standpunt op"),
    (ASSIGNED, BOSS, Way("#geenklacht"), "Schrijf er een reden bij."),
    (ASSIGNED, BOSS, Way("#geenklacht #doorsturen", TEXT), "Schrijf naar welke afdeling"),
    (ASSIGNED, HANDLER, Way("#geenafspraak"), "Schrijf waarom er geen afspraak komt."),
    (RESOLVED, BOSS, Way("#ontevreden"), "Schrijf wat er volgens de klager nog niet is opgelost."),
    (ASSIGNED, HANDLER, Way("#ingetrokken"), "Schrijf hoe de klager de klacht introk."),
    (State.APPEAL, BOSS, Way("#afsluiten"), "Schrijf de uitkomst van het beroep."),
    (ASSIGNED, HANDLER, Way("#notitie"), "Schrijf wat u wilt noteren."),
    (ASSIGNED, HANDLER, Way("#antwoord"), "Schrijf wat de klager mag lezen."),
    (ASSIGNED, HANDLER, Way("#aard"), "Schrijf wat voor klacht het is"),
    (ASSIGNED, HANDLER, Way("#klager"), "Schrijf het adres van de klager"),
    (ASSIGNED, HANDLER, Way("#rol"), "Schrijf #rol opdrachtgever"),
    (ASSIGNED, HANDLER, Way("#namens"), "Schrijf wie voor de klager optreedt"),
    (ASSIGNED, HANDLER, Way("#oorzaak"), "Schrijf in welke stap van ons werk"),
    (ASSIGNED, HANDLER, Way("#dossiernummer"), "Schrijf het nummer van ons dossier."),
    (ASSIGNED, BOSS, Way("#vervanger"), "Schrijf wie wie vervangt"),
    (ASSIGNED, HANDLER, Way("#vervanger"), "Schrijf wie u vervangt"),
    (ASSIGNED, HANDLER, Way("#proef"), "Schrijf achter #proef wat u wilt proberen."),
]  # fmt: skip

NOT_SO = {
    "is nu vacant": "nobody has the role: see test_staffing",
    "Uw tekst noemt geld.": "the question 'with or without?' comes instead: see test_money_gate",
    "De bevestiging van de afspraak is nog niet aangekomen.": "#opgelost is kept as an intention instead",
    "De bevestiging is aangekomen. #opgelost hoeft": "#opgelost is carried out instead",
    "De andere klacht is afgesloten.": "played in tests/stories/test_endings_story.py",
    "U behandelt niet beide klachten.": "a handler is told that they do not decide about the other; the table refuses it all the same",
    "Er ging al een brief naar buiten.": "played in tests/stories/test_straight_story.py",
    "De laatste stap is meer dan": "played in tests/stories/test_endings_story.py",
}
"""Sentences that no mail here is answered with, each with the reason."""


@pytest.fixture(scope="module")
def house(roomy: World) -> World:
    return furnished(roomy)


@pytest.mark.parametrize(("state", "who", "way", "why"), [pytest.param(*row, id=row[3][:40]) for row in REFUSED])
def test_every_refusal_changes_nothing_and_is_told(house: World, state: State, who: Who, way: Way, why: str) -> None:
    complaint = put(house, state, **way.columns)
    assert ask(house, complaint, who, way) == [(Letter.NOT_DONE, SENDERS[who])]
    assert why in " ".join(house.answer().facts["problems"])
    assert unchanged(house, complaint)


def test_no_sentence_with_which_a_guard_refuses_staff_was_forgotten() -> None:
    met = [row[3] for row in REFUSED] + list(NOT_SO)
    assert [parts for parts in sentences() if not any(_are_of_one(part, words) for part in parts for words in met)] == []


def _are_of_one(part: str, words: str) -> bool:
    return len(part) > 12 and (part[:20] in words or words[:20] in part)


def sentences() -> Iterator[list[str]]:
    """Give what the guards say to staff, each without its gaps: in guards.py behind the heading, in procedure.py all they are made with."""
    guards = (ROOT / "tracker/guards.py").read_text(encoding="utf-8").partition("# What staff read.")[2]
    for node in ast.walk(ast.parse(guards)):
        said = {ast.Return: ("value",), ast.IfExp: ("body", "orelse")}.get(type(node), ())
        yield from (parts for field in said if (parts := _literal(getattr(node, field))))
    table = ast.parse((ROOT / "tracker/procedure.py").read_text(encoding="utf-8"))
    calls = (node for node in ast.walk(table) if isinstance(node, ast.Call))
    yield from (_literal(call.args[0]) for call in calls if ast.unparse(call.func) in {"g.text", "g.argument"})


def _literal(node: ast.expr | None) -> list[str]:
    """Return the parts of a text that are written there; none for what is no text."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
