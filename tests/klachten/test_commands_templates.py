"""What the author of a template asks: which letters there are, what each may tell, a copy, and whether a folder is in order."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from klachten.commands import main
from klachten.commands.template_facts import facts_told
from outbound.compose import BUILT_IN
from outbound.house import House
from outbound.samples.house import SAMPLE_HOUSE
from tracker.letters import LETTERS
from tracker.model import Letter

ACK = "nl/acknowledgement.md"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["templates", *map(str, words)])


def test_all_letters_are_listed_with_their_templates() -> None:
    told = json.loads(run("list", "--json").stdout)
    assert [one["letter"] for one in told] == [str(letter) for letter in LETTERS]
    assert all((BUILT_IN / name).is_file() for one in told for name in one["templates"])
    assert "acknowledgement" in run().stdout


@pytest.mark.parametrize("named", ["acknowledgement", ACK])
def test_the_facts_of_a_letter_are_listed_each_with_an_example(named: str) -> None:
    table, _, filters = run("facts", named).stdout.partition("\n\n")
    rows = dict(line.split(maxsplit=1) for line in table.splitlines()[1:])
    known = [f"house.{field.name}" for field in fields(House)] + ["language", "languages", "printed", "clickable"]
    assert list(rows) == sorted(LETTERS[Letter.ACKNOWLEDGEMENT].facts) + known
    assert (rows["reference"], rows["house.seat"]) == ("KL-2026-00042", SAMPLE_HOUSE.seat)
    assert {"day", "money", "quoted"} <= set(filters.rpartition(": ")[2].strip().split(", "))


@pytest.mark.parametrize("letter", Letter)
def test_an_example_is_one_short_line_of_whole_words_as_a_template_sees_it(letter: Letter) -> None:
    for name, example in facts_told(letter):
        assert "\n" not in example, name
        assert not re.search(r"<\w+\.\w+: ", example), name
        assert len(example) <= 80 or " " not in example, name


def test_a_copy_is_ours_and_takes_the_place_of_none(tmp_path: Path) -> None:
    told = run("copy", ACK, tmp_path / "own")
    assert told.exit_code == 0
    copy = tmp_path / "own" / ACK
    assert copy.read_text("utf-8") == (BUILT_IN / ACK).read_text("utf-8")
    copy.write_text("mine", "utf-8")
    assert run("copy", ACK, tmp_path / "own").exit_code == 1
    assert copy.read_text("utf-8") == "mine"


def test_a_folder_without_templates_overrides_nothing(tmp_path: Path) -> None:
    told = run("check", tmp_path)
    assert (told.exit_code, told.stdout.split(";")[0]) == (0, f"{tmp_path} overrides nothing: there is no template in it")


def test_a_folder_is_in_order_or_told_line_by_line(tmp_path: Path) -> None:
    run("copy", ACK, tmp_path)
    told = run("check", tmp_path)
    assert (told.exit_code, told.stdout) == (0, f"{tmp_path} is in order.\n")
    (tmp_path / ACK).write_text((tmp_path / ACK).read_text("utf-8").replace("target_date", "target_dat"), "utf-8")
    what, do = "'target_dat' is no fact of the letter 'acknowledgement'", "write target_date"
    told = run("check", tmp_path)
    assert (told.exit_code, told.stdout) == (1, f"{tmp_path / ACK}:9: {what}: {do}\n1 fault in {tmp_path}\n")
    as_json = run("check", tmp_path, "--json")
    assert (as_json.exit_code, json.loads(as_json.stdout)) == (1, [{"file": str(tmp_path / ACK), "line": 9, "what": what, "do": do}])


@pytest.mark.parametrize("words", [("facts", "nobody"), ("copy", "nl/nobody.md", "."), ("copy", "../pyproject.toml", ".")])
def test_what_there_is_not_is_said(words: tuple[str, ...]) -> None:
    told = run(*words)
    assert told.exit_code == 1
    assert "see: klachten templates" in told.stderr
