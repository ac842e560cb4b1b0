"""Bounces of letters that were never ours are counted where an administrator looks, and worry nobody."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_world import World, mail, world


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def stray(number: int) -> bytes:
    text = f"<u{number}@elders.example>: 550 5.1.1 User unknown"
    return mail("Undelivered Mail Returned to Sender", text, sender="mailer-daemon@elders.example", more="Return-Path: <>\n")


def test_status_counts_the_bounces_of_what_we_never_sent(desk: World) -> None:
    desk.imported(stray(0))
    assert "  klachten: 1 bounce of letters that are not ours (backscatter)" in desk.run("status").stdout.splitlines()
    desk.imported(*(stray(number) for number in range(1, 3)))
    told = json.loads(desk.run("status", "--json").stdout)
    assert (told["backscatter"], told["ledger"]["klachten"]["machine"], told["alarms"]) == ({"klachten": 3}, 3, [])
    assert "  klachten: 3 bounces of letters that are not ours (backscatter)" in desk.run("status").stdout.splitlines()


def test_where_none_came_none_is_told(desk: World) -> None:
    assert json.loads(desk.run("status", "--json").stdout)["backscatter"] == {}
    assert "backscatter" not in desk.run("status").stdout
