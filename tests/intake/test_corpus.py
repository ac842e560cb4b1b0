"""Mail of others, in a folder that the environment variable CORPUS names: every file is read, and is what its manifest states.

The folder has a `manifest.jsonl`: one JSON object a line, with `file` (relative
to the folder) and `expect`, of which `subject`, `from_email` and the first of
`from_addresses` count here.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FILES_A_CALL = 200
RIGHT_AT_LEAST = 0.98
"""Of the cases that state something: some state what their own program makes of a broken mail."""

Case = tuple[dict[str, Any], dict[str, Any]]
"""What is expected of a mail, and what was answered."""


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """Read the whole corpus; one answer a file, in the order given."""
    if "CORPUS" not in os.environ:
        pytest.skip("not there: folder named by CORPUS")
    folder = Path(os.environ["CORPUS"]).resolve()
    entries = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    found = []
    for start in range(0, len(entries), FILES_A_CALL):
        found += _answered(folder, entries[start : start + FILES_A_CALL])
    assert len(found) == len(entries) > 0
    return found


def _answered(folder: Path, entries: list[dict[str, Any]]) -> list[Case]:
    files = [str(folder / entry["file"]) for entry in entries]
    command = [sys.executable, "-m", "klachten", "inspect", "--json", *files]
    told = subprocess.run(command, capture_output=True, check=True)
    answers = [json.loads(line) for line in told.stdout.decode().split("\n")[:-1]]
    assert [Path(answer["file"]).name for answer in answers] == [Path(file).name for file in files]
    return [(entry["expect"], answer) for entry, answer in zip(entries, answers, strict=True)]


def test_every_mail_is_readable(cases: list[Case]) -> None:
    assert [(answer["file"], answer["faults"]) for _, answer in cases if not answer["readable"]] == []


def one_line(text: object) -> str:
    return " ".join(str(text or "").split())


def sender(expect: dict[str, Any]) -> str | None:
    addresses = [expect.get("from_email"), *expect.get("from_addresses", ())]
    return next((str(address).lower() for address in addresses if address), None)


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        pytest.param(lambda expect: expect.get("subject"), lambda answer: answer["subject"], id="subject"),
        pytest.param(sender, lambda answer: (answer["from"] or "").lower(), id="from"),
    ],
)
def test_subject_and_sender_are_as_stated(
    cases: list[Case], stated: Callable[[dict[str, Any]], str | None], told: Callable[[dict[str, Any]], str | None]
) -> None:
    """Whatever the white space."""
    those = [(answer["file"], one_line(stated(expect)), one_line(told(answer))) for expect, answer in cases if stated(expect) is not None]
    wrong = [case for case in those if case[1] != case[2]]
    assert len(wrong) <= (1 - RIGHT_AT_LEAST) * len(those), wrong
    assert those
