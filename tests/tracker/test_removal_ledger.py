"""The removal ledger believes only itself: a chain from its first line, whole, and its owner's alone."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tracker.removal.ledger import Ledger, LedgerUnusable, Proof
from tracker.removal_records import RemovedReference
from world import World

AT = datetime(2026, 4, 2, 7, 0, tzinfo=UTC)
PROOF = Proof("KL-2026-00001", AT, AT, 2, 5, 40, ("klachten.db", "removals"), ("mail server",))
DAYS = {"KL-2026-00001": date(2026, 4, 2), "KL-2026-00002": date(2026, 4, 3)}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "removals")


def removed(world: World, *references: str) -> None:
    with world.store.unit() as session:
        session.add_all(RemovedReference(reference=one, removed_date=DAYS[one]) for one in references)


def catch_up(world: World, ledger: Ledger) -> int:
    with world.store.reading() as session:
        return ledger.catch_up(session)


def filled(world: World, ledger: Ledger) -> bytes:
    removed(world, *DAYS)
    catch_up(world, ledger)
    ledger.prove([PROOF])
    return ledger.path.read_bytes()


def test_it_catches_up_with_the_register_and_says_all_back(world: World, ledger: Ledger) -> None:
    assert (ledger.read().lines, ledger.read().head) == (0, None)
    removed(world, "KL-2026-00002")
    assert (catch_up(world, ledger), catch_up(world, ledger)) == (1, 0)
    removed(world, "KL-2026-00001")
    assert catch_up(world, ledger) == 1
    assert (ledger.prove([PROOF]), ledger.prove([PROOF])) == (1, 0)
    assert catch_up(world, Ledger(ledger.path.with_name("of-another-daemon"))) == len(DAYS)
    content = Ledger(ledger.path).read()
    assert (content.removed, content.proofs, content.lines) == (DAYS, (PROOF,), 3)
    assert ledger.path.stat().st_mode & 0o777 == 0o600
    assert {key for line in ledger.path.read_text().splitlines() for key in json.loads(line)} == {
        *("kind", "reference", "removed_date", "previous", "removed_at", "proved_at", "mails", "letters", "markers", "traces"),
        *("files", "operator"),
    }


@pytest.mark.parametrize("left", [1, 60, -1])
@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_a_line_that_a_power_cut_tore_is_not_there_and_is_written_again(world: World, ledger: Ledger, left: int) -> None:
    whole = filled(world, ledger)
    start = whole[:-1].rindex(b"\n") + 1
    ledger.path.write_bytes(whole[:start] + whole[start:][:left])
    assert ledger.read().proofs == ()
    assert ledger.prove([PROOF])
    assert ledger.path.read_bytes() == whole


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a word changed": lambda whole: whole.replace(b"00001", b"00007", 1),
    "a line taken out": lambda whole: b"\n".join(whole.split(b"\n")[1:]),
    "lines changed places": lambda whole: b"\n".join([*reversed(whole.split(b"\n")[:2]), *whole.split(b"\n")[2:]]),
    "a line put in": lambda whole: whole.split(b"\n")[0] + b"\n" + whole,
    "no JSON": lambda whole: b"{\n" + whole,
    "no object": lambda whole: b"7\n" + whole,
    "without a bottom": lambda whole: b"[" * 100_000 + b"\n" + whole,
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_one_that_was_changed_is_not_believed_nor_written_to(world: World, ledger: Ledger, damage: str) -> None:
    damaged = DAMAGES[damage](filled(world, ledger))
    ledger.path.write_bytes(damaged)
    with pytest.raises(LedgerUnusable, match=r"line \d of the removal ledger"):
        ledger.read()
    with pytest.raises(LedgerUnusable):
        catch_up(world, ledger)
    assert ledger.path.read_bytes() == damaged


REWRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "a word of its last line changed": lambda whole: whole.replace(b'"markers": 40', b'"markers": 41'),
    "cut short": lambda whole: whole[: whole[:-1].rindex(b"\n") + 1],
}


@pytest.mark.parametrize("forged", REWRITTEN)
@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_what_its_chain_cannot_tell_its_head_does(world: World, ledger: Ledger, forged: str) -> None:
    whole = filled(world, ledger)
    head = ledger.read().head
    assert head == hashlib.sha256(whole.splitlines()[-1]).hexdigest()
    ledger.prove([replace(PROOF, reference="KL-2026-00002")])
    assert ledger.read().hashes.index(head) == 2, "it stays where it was told"
    ledger.path.write_bytes(REWRITTEN[forged](whole))
    assert head not in ledger.read().hashes


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_others_may_not_read_it(world: World, ledger: Ledger) -> None:
    filled(world, ledger)
    ledger.path.chmod(0o640)
    with pytest.raises(LedgerUnusable, match="chmod 600"):
        ledger.read()


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_many_at_once_write_one_chain(world: World, ledger: Ledger) -> None:
    removed(world, *DAYS)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: catch_up(world, Ledger(ledger.path)), range(16))) == 2
    assert Ledger(ledger.path).read().removed == DAYS
