"""What a line says, and what it can never say."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tracker.log import ALLOWED, JsonLines, Readable, configure, describe, say, say_fault

log = logging.getLogger("tracker.test_log")


@pytest.fixture(params=[JsonLines, Readable], ids=["json", "text"])
def lines(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Catch what is said, in either form."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(request.param())
    root, level = logging.getLogger(), log.level
    root.addHandler(handler)
    log.setLevel("INFO")
    yield written
    root.removeHandler(handler)
    log.setLevel(level)


@pytest.mark.parametrize("field", ["address", "subject", "text", "sender", "recipient", "reply", "words", "name"])
def test_a_field_about_people_is_refused(field: str) -> None:
    assert field not in ALLOWED
    fields: dict[str, Any] = {field: "x"}
    with pytest.raises(ValueError, match=field):
        say(log, "mail.kept", **fields)


def test_a_line_bears_the_event_and_its_fields(lines: io.StringIO) -> None:
    say(log, "mail.kept", mailbox="klachten", count=2, why=None)
    line = lines.getvalue()
    for word in ("mail.kept", "klachten", "2"):
        assert word in line
    assert line.count("\n") == 1


def fault() -> ValueError:
    try:
        int("alice@mail.example")
    except ValueError as one:
        return one
    raise AssertionError


def test_of_a_fault_the_class_and_the_places_are_told_and_not_its_words(lines: io.StringIO) -> None:
    say_fault(log, "mail.fault", fault(), arrival=3)
    try:
        int("alice@mail.example")
    except ValueError:
        log.exception("alice@mail.example")
    logging.getLogger("some.library").warning("could not parse %s", "alice@mail.example")
    said = lines.getvalue()
    assert "alice" not in said
    assert said.count("ValueError test_log.py:") == 2
    assert "library.some.library" in said


def test_a_fault_without_a_trace_has_its_class() -> None:
    assert describe(ValueError("x")) == "ValueError"


def test_a_machine_reads_one_object_a_line() -> None:
    record = log.makeRecord(log.name, logging.WARNING, "x", 1, "mail.kept", (), None, extra={"fields": {"count": 1, "why": "é"}})
    told = json.loads(JsonLines().format(record))
    assert told.pop("at").endswith("+00:00")
    assert told == {"level": "warning", "event": "mail.kept", "count": 1, "why": "é"}


def test_a_person_reads_no_field_without_a_value() -> None:
    record = log.makeRecord(log.name, logging.ERROR, "x", 1, "mail.kept", (), None, extra={"fields": {"count": 1, "why": None}})
    assert Readable().format(record)[8:].split() == ["✗", "mail.kept", "count=1"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("form", "stream", "readable"),
    [("json", Terminal(), False), ("text", io.StringIO(), True), ("auto", Terminal(), True), ("auto", io.StringIO(), False)],
    ids=["json", "text", "auto-terminal", "auto-file"],
)
def test_the_form_is_as_asked_or_as_fits(form: str, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch, *, readable: bool) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    rooms = {room: logging.getLogger(room).level for room in ("klachten", "intake", "outbound", "tracker")}
    monkeypatch.setattr(sys, "stderr", stream)
    try:
        root.handlers.clear()
        configure(form=form, level="WARNING")
        say(log, "mail.kept")
        say(log, "mail.lost", level=logging.WARNING)
        assert logging.getLogger("tracker").level == logging.WARNING
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for room, before in rooms.items():
            logging.getLogger(room).setLevel(before)
    (line,) = stream.getvalue().splitlines()
    assert line.startswith("{") is not readable
    assert "mail.lost" in line
