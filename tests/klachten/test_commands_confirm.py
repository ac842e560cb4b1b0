"""Receipt that was confirmed another way: what is recorded, by whom, and when it is refused."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from command_world import World, mail, world
from sqlalchemy import text, update

from scene.waiting import as_soon_as
from tracker.delivered import acknowledged
from tracker.errors import StepRefused
from tracker.facts import Facts
from tracker.migrating import migrate
from tracker.model import Acknowledgement, Event, Reference, State
from tracker.procedure import decide
from tracker.records import Complaint, LetterOwed
from tracker.store import Store
from tracker.who import Who
from world import joined_world

AT = datetime(2026, 4, 2, 7, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    """A world with a complaint that nobody acknowledged."""
    with world(tmp_path) as made:
        made.imported(mail())
        yield made


def reference(desk: World) -> str:
    with desk.store.reading() as session:
        return session.get_one(Complaint, 1).reference


def test_what_the_daemon_notes_at_the_same_moment_is_not_overruled(desk: World, postgresql_url: str, tmp_path: Path) -> None:
    """On PostgreSQL two write at once: the one that began first is heard first."""
    written = desk.config.read_text(encoding="utf-8")
    desk.config.write_text(re.sub(r'url = "sqlite.*"', f'url = "{postgresql_url}"', written), encoding="utf-8")
    store = Store(postgresql_url)
    migrate(store)
    with joined_world(postgresql_url, tmp_path) as office, ThreadPoolExecutor(1) as pool:
        office.deliver(mail())
        with office.store.unit() as session:
            session.get_one(Complaint, 1).acknowledgement = Acknowledgement.ACCEPTED
            session.flush()
            confirming = pool.submit(desk.run, "confirm", office.complaint().reference, "--how", "post")
            as_soon_as(lambda: confirming.done() or somebody_waits(store), lambda: "nobody waits for the complaint")
        assert confirming.result(60).exit_code == 1
        assert office.complaint().acknowledgement == Acknowledgement.ACCEPTED
    store.close()


def somebody_waits(store: Store) -> bool:
    locks = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with store.reading() as session:
        return bool(session.scalar(text(locks)))


def test_it_leaves_the_hand_list_and_who_typed_it_is_in_the_journal(desk: World) -> None:
    desk.environment["SUDO_USER"] = "beheerder"
    result = desk.run("confirm", *reference(desk).lower().split("-"), "--how", "per post  8\x1b[2J april")
    assert (result.exit_code, result.stdout) == (0, f"{reference(desk)}: receipt is on record as confirmed (per post 8[2J april)\n")
    assert desk.run("list", "--unacknowledged").stdout == "No complaint waits to be acknowledged.\n"
    told = json.loads(desk.run("show", reference(desk), "--json").stdout)
    assert (told["acknowledgement"], told["acknowledgement_why"], told["state"]) == ("by_hand", None, "registered")
    assert told["acknowledged_at"] is not None
    event = told["journal"][-1]
    assert (event["event"], event["by"], event["name"]) == ("confirmed_another_way", "manager_operations", "beheerder")
    assert (event["proof"], event["words"]) == ("command line", "per post 8[2J april")


@pytest.mark.parametrize(
    ("stands", "why"),
    [
        ({"acknowledgement": "accepted"}, "the complainant's mail server accepted the acknowledgement"),
        ({"acknowledgement": "by_hand"}, "receipt was already confirmed another way"),
        ({"state": "closed"}, "the procedure has no such step"),
    ],
)
def test_what_needs_no_confirming_is_refused_in_words(desk: World, stands: dict[str, str], why: str) -> None:
    with desk.store.unit() as session:
        session.execute(update(Complaint).values(**stands))
    result = desk.run("confirm", reference(desk), "--how", "per post")
    assert (result.exit_code, why in result.stderr) == (1, True)
    with desk.store.reading() as session:
        assert session.get_one(Complaint, 1).acknowledged_at is None


@pytest.mark.parametrize("options", [[], ["--how", ""], ["--how", " \x07 "]])
def test_how_must_be_said(desk: World, options: list[str]) -> None:
    assert desk.run("confirm", reference(desk), *options).exit_code == 2


@pytest.mark.parametrize(("written", "words"), [("KL-2026-99999", "is not in the register"), ("42", "is not one reference")])
def test_what_names_no_complaint_is_told(desk: World, written: str, words: str) -> None:
    result = desk.run("confirm", written, "--how", "per post")
    assert (result.exit_code, words in result.stderr) == (1, True)


def test_the_word_of_a_person_stands_when_the_letter_arrives_after_all(tmp_path: Path) -> None:
    with world(tmp_path) as desk:
        desk.imported(mail(), acknowledge=True)
        assert desk.run("confirm", reference(desk), "--how", "per telefoon").exit_code == 0
        with pytest.raises(StepRefused, match="already confirmed"), desk.store.unit() as session:
            acknowledged(session, session.get_one(Complaint, 1), session.get_one(LetterOwed, 1), AT)
        with desk.store.reading() as session:
            assert session.get_one(Complaint, 1).acknowledgement == "by_hand"


OPEN_DUTIES = (Acknowledgement.OWED, Acknowledgement.WITHHELD, Acknowledgement.FAILED)


@pytest.mark.parametrize(("state", "duty"), list(product(State, Acknowledgement)), ids=str)
@pytest.mark.parametrize("event", [Event.CONFIRMED_ANOTHER_WAY, Event.ACKNOWLEDGEMENT_RETRIED])
def test_it_can_be_done_while_the_complaint_is_open_and_the_duty_too(state: State, duty: Acknowledgement, event: Event) -> None:
    facts = Facts(Reference("KL-2026-00001"), state, duty)
    if state is State.CLOSED or duty not in OPEN_DUTIES:
        with pytest.raises(StepRefused):
            decide(facts, event, Who.SYSTEM)
    else:
        decision = decide(facts, event, Who.SYSTEM)
        assert (decision.to, decision.letters) == (state, ())
