"""The pictures of a report: what they show can be told apart without colour, and a report without them is whole."""

import itertools
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_world import COMPOSER, Page, owed, parsed, part, squeezed

from outbound.letter import LetterOwed
from outbound.reporting.charts import LETTERS, MARKINGS, MOST_LINES, WIDTH, drawn, in_lines
from outbound.reporting.enclosing import with_all_of_it
from outbound.reporting.pictures import pictures_of
from outbound.reporting.words import called
from outbound.samples.report import SAMPLES_REPORT
from tracker.model import Language, Letter, State
from tracker.told import Facts

D = Language.DUTCH
WEEK = SAMPLES_REPORT[0][1]
QUARTER = next(facts for _, facts in SAMPLES_REPORT if facts["kind"] == "quarter")
PNG = b"\x89PNG\r\n\x1a\n"

ON_A_PHONE, SMALLEST = 324, 11
"""Pixels: how wide a picture is on a phone of 360, and how high its letters must be there."""


@pytest.fixture(scope="module")
def quarter() -> LetterOwed:
    """The report of a quarter, with all that goes along."""
    return with_all_of_it(owed(Letter.REPORT, QUARTER))


def test_the_page_shows_each_picture_within_the_mail_and_says_what_it_is(quarter: LetterOwed) -> None:
    read = parsed(COMPOSER.compose(quarter))
    shown = [attributes for tag, attributes in Page(part(read, "html")).elements if tag == "img"]
    related = {str(one["Content-ID"]).strip("<>"): one.get_content() for one in read.walk() if one.get_content_type() == "image/png"}
    assert [str(one["src"]).removeprefix("cid:") for one in shown] == list(related)
    assert [name.partition(".")[0] for name in related] == ["open", "natures"]
    assert all(data.startswith(PNG) and len(data) < 200_000 for data in related.values())
    assert [str(one["alt"]).partition(".")[0] for one in shown] == [
        "Grafiek van de open klachten aan het eind van elke week, naar stand",
        "Grafiek van de nieuwe klachten over de tijd, naar aard",
    ]


def test_the_words_are_the_same_without_pictures(quarter: LetterOwed) -> None:
    with_pictures, without = (parsed(COMPOSER.compose(one)) for one in (quarter, owed(Letter.REPORT, QUARTER)))
    assert part(with_pictures, "plain") == part(without, "plain")
    assert squeezed(Page(part(with_pictures, "html")).text) == squeezed(Page(part(without, "html")).text)


def test_the_same_numbers_give_the_same_picture(quarter: LetterOwed) -> None:
    assert pictures_of({**QUARTER, "further": None}, D) == {"open": quarter.pictures[0]}


def test_all_who_read_the_same_report_get_what_was_drawn_once(tmp_path: Path) -> None:
    counted = tmp_path / "drawn"
    program = (sys.executable, "-c", f"open({str(counted)!r}, 'a').write('x'); print('[\"AAAA\"]')")
    assert pictures_of(WEEK, D, program) == pictures_of({**WEEK, "handlers": None}, D, program) != {}
    assert counted.read_text() == "x"


def test_a_failure_is_remembered_for_all_who_read_the_same_report(tmp_path: Path) -> None:
    counted = tmp_path / "tried"
    program = (sys.executable, "-c", f"open({str(counted)!r}, 'a').write('x'); raise SystemExit(1)")
    assert [pictures_of(WEEK, D, program) for _ in range(2)] == [{}, {}]
    assert counted.read_text() == "x"


def drawing(before: str) -> tuple[str, ...]:
    """Return our own program, with something done before it begins."""
    return (sys.executable, "-c", f"{before}; from outbound.reporting.drawing import main; main()")


BROKEN = [
    ("not-there", ("/nowhere/python",), "FileNotFoundError"),
    ("dies", (sys.executable, "-c", "raise SystemExit(1)"), "CalledProcessError"),
    ("lacks-memory", drawing("import outbound.reporting.charts as c; c.drawn = lambda _: bytes(1 << 40)"), "memory"),
    ("lacks-its-library", drawing("import sys; sys.modules['matplotlib'] = None"), "import"),
    ("counts-for-ever", (sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)"), "processor_time"),
    ("says-nothing", (sys.executable, "-c", ""), "JSONDecodeError"),
    ("says-too-little", (sys.executable, "-c", "print([])"), "ValueError"),
    ("says-nonsense", (sys.executable, "-c", "print('[\"§\"]')"), "ValueError"),
]


@pytest.mark.parametrize(("program", "why"), [pytest.param(*row[1:], id=row[0]) for row in BROKEN])
def test_a_report_goes_without_pictures_where_they_cannot_be_drawn(
    program: tuple[str, ...], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert pictures_of(WEEK, D, program) == {}
    assert [(record.message, vars(record)["fields"]) for record in caplog.records] == [("report.without_pictures", {"why": why})]


EMPTY = [facts for _, facts in SAMPLES_REPORT if not facts["over"]["states"]]  # type: ignore[index, call-overload] # a mapping


@pytest.mark.parametrize("facts", EMPTY)
def test_nothing_is_drawn_of_nothing(facts: Facts) -> None:
    assert pictures_of(facts, D, ("/nowhere/python",)) == {}


def test_no_two_parts_look_alike_without_their_colours() -> None:
    assert len({(marking.mark, marking.stroke) for marking in MARKINGS}) == len(MARKINGS)
    neighbours = itertools.pairwise(MARKINGS)
    assert all(one.pattern != other.pattern for one, other in neighbours)


@pytest.mark.parametrize("language", Language)
def test_a_phone_shows_words_that_can_be_read_and_no_name_of_a_state_is_cut(language: Language) -> None:
    assert LETTERS * ON_A_PHONE / WIDTH >= SMALLEST
    names = [called(state, language, "states") for state in State]
    assert [" ".join(in_lines(name, WIDTH * 0.7)) for name in names] == names


@given(name=st.text("Wiaé ", max_size=200), room=st.integers(60, WIDTH))
def test_a_name_keeps_to_its_lines_and_only_what_has_no_room_is_cut(name: str, room: int) -> None:
    lines = in_lines(name, room)
    assert 1 <= len(lines) <= MOST_LINES
    assert squeezed(" ".join(lines)) == squeezed(name) or any(line.endswith("…") for line in lines)


@pytest.mark.parametrize("kind", ["stacked", "lines"])
@pytest.mark.parametrize("count", [0, 1_000_000])
def test_any_numbers_can_be_drawn(kind: str, count: int) -> None:
    series = [{"name": "een heel lange naam van een soort klachten " * 9, "values": [count, 0]}] * 12
    assert drawn({"kind": kind, "columns": ["week 1", "week 2"], "series": series}).startswith(PNG)


def test_the_service_itself_draws_and_writes_nothing() -> None:
    """What draws and what writes workbooks would cost each service its memory, for one letter a week."""
    loaded = "import sys, klachten.wiring, klachten.daemon, outbound.freezing; print({'matplotlib', 'xlsxwriter'} & sys.modules.keys())"
    told = subprocess.run([sys.executable, "-c", loaded], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
