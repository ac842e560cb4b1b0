"""What `klachten report` tells at a terminal, writes to look at, and owes to an address; and which periods it understands."""

import codecs
import json
import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click
import pytest
from command_world import World, mail, world
from sqlalchemy import select

from klachten.commands.reported import asked
from tracker.house_records import Snapshot
from tracker.model import Letter
from tracker.records import LetterOwed

TODAY = date(2026, 11, 23)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        made.imported(mail())
        yield made


UNDERSTOOD = [
    (None, None, [], ("2026-W47", None, False)),
    ("2026-W10", None, ["directie@voorbeeld.nl"], ("2026-W10", "directie@voorbeeld.nl", False)),
    ("2026-q3", None, [], ("2026-Q3", None, False)),
    ("2026", None, [], ("2026", None, False)),
    (None, "2026-09-01", ["2026-10-15"], ("2026-W36--2026-W42", None, True)),
    (None, "2026-08-31", ["a@b.nl", "2026-10-18"], ("2026-W36--2026-W42", "a@b.nl", False)),
    (None, "1-9-2026", ["15 okt"], ("2026-W36--2026-W42", None, True)),
    (None, "30 dec", ["2 januari"], ("2026-W01--2026-W01", None, True)),
    ("week 47", None, [], ("2026-W47", None, False)),
    ("3e kwartaal", None, [], ("2026-Q3", None, False)),
    ("vorig jaar", None, [], ("2025", None, False)),
    ("2026-W36--2026-W42", None, [], ("2026-W36--2026-W42", None, False)),
    ("1 sept t/m 15 okt", None, [], ("2026-W36--2026-W42", None, True)),
    ("1-9-2026 t/m 15-10-2026", None, [], ("2026-W36--2026-W42", None, True)),
]


@pytest.mark.parametrize(("named", "first", "to", "expected"), UNDERSTOOD)
def test_a_period_and_an_address_are_understood(
    named: str | None, first: str | None, to: Sequence[str], expected: tuple[str, str | None, bool]
) -> None:
    found = asked(named, first, to, TODAY)
    assert (found.period.name, found.address, found.widened) == expected


REFUSED = [
    ("week", None, [], "'week' names no period"),
    ("2026-W49", None, [], "2026-W49 has not begun yet"),
    ("0001", None, [], "names no period"),
    ("1000-W01", None, [], "no register tells of a time before 1900"),
    (None, None, ["2026-10-15"], "a last day wants a first one"),
    (None, None, ["a@b.nl", "c@d.nl"], "--to takes one address"),
    (None, None, ["@"], "'@' is not one plain address"),
    (None, None, ["a@b.nl\r\nBcc: c@d.nl"], "is not one plain address"),
    (None, "2026-09-01", [], "--from wants the last day"),
    ("2026", "2026-09-01", ["2026-10-15"], "and no --period"),
    (None, "2026-09-01", ["\x1b[2Jmorgen"], "'[2Jmorgen' is neither an address nor a day"),
    (None, "volgend jaar", ["2026-10-15"], "'volgend jaar' is no day such as 2026-10-15 or 15-10-2026"),
    (None, "2026-09-01", ["2026-08-01"], "2026-08-01 comes before 2026-09-01"),
    (None, "2027-09-01", ["2027-10-01"], "2027-09-01 has not come yet"),
    (None, "0001-01-01", ["0001-02-01"], "no register tells of a time before 1900"),
]


@pytest.mark.parametrize(("named", "first", "to", "words"), REFUSED)
def test_what_is_unclear_is_refused_with_the_way_to_say_it(named: str | None, first: str | None, to: Sequence[str], words: str) -> None:
    with pytest.raises(click.UsageError) as refusal:
        asked(named, first, to, TODAY)
    assert words in refusal.value.format_message()


def test_the_text_stands_alone_and_says_that_days_were_widened(desk: World) -> None:
    result = desk.run("report", "--from", "2026-03-04", "--to", "2026-03-10")
    assert result.stderr == "A report is of whole weeks: from 2026-03-02 to 2026-03-15.\n"
    assert "Dit is het rapport over week 10 tot en met week 11 van 2026" in result.stdout
    assert "bijlage" not in result.stdout


def test_json_has_its_facts_and_no_links(desk: World) -> None:
    told = json.loads(desk.run("report", "--period", "2026-W10", "--json").stdout)
    assert (told["name"], [one["value"] for one in told["figures"] if one["name"] == "new"]) == ("2026-W10", [1])
    assert told["handlers"] is None
    assert [one["offers"] for one in told["decisions"]] == [[]] * len(told["decisions"])


def test_page_and_workbook_are_for_their_owner_only(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("tempfile.tempdir", str(desk.folder))
    monkeypatch.setattr("webbrowser.open", opened.append)
    with desk.store.unit() as session:
        session.add(Snapshot(week="2026-W10", figure="open", part="registered", value=1, taken_at=datetime(2026, 3, 9, tzinfo=UTC)))
    result = desk.run("report", "--period", "2026-W10", "--open")
    page, book = (Path(line.split("  ")[0]) for line in result.stdout.splitlines())
    assert opened == [page.as_uri()]
    assert (page.name, book.name) == ("2026-W10.html", "Rapport klachten 2026-W10.xlsx")
    assert page.read_bytes().startswith(codecs.BOM_UTF8), "a browser need not look for the charset: HTML, 13.2.3.2"
    assert "data:image/png;base64," in page.read_text("utf-8")
    assert "cid:" not in page.read_text("utf-8")
    assert {stat.S_IMODE(one.stat().st_mode) for one in (page, book)} == {0o600}
    assert stat.S_IMODE(page.parent.stat().st_mode) == 0o700
    assert f"There is no browser here; open {page} where there is one." in result.stderr


def test_to_an_address_the_same_letter_is_owed_as_by_the_calendar(desk: World) -> None:
    result = desk.run("report", "--period", "2026-W10", "--to", "directie@voorbeeld.nl")
    assert "The report of 2026-W10 to directie@voorbeeld.nl is owed; no daemon runs: it goes with klachten run" in result.stdout
    with desk.store.reading() as session:
        owed = session.scalars(select(LetterOwed).where(LetterOwed.letter == Letter.REPORT)).one()
        assert (owed.recipient, owed.facts["name"], owed.attempts) == ("directie@voorbeeld.nl", "2026-W10", 0)


def test_the_three_ways_to_read_it_are_not_taken_together(desk: World) -> None:
    result = desk.run("report", "--json", "--open")
    assert (result.exit_code, "choose one" in result.stderr) == (2, True)
