"""The letters owed as rows: claimed and counted, frozen once, their end noted once with all that follows."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text, update

from outbound.again import send_again
from outbound.outbox import CLAIM_LASTS, Result, claim, freeze, frozen_bytes, next_due
from outbound.retry import LADDER
from scene.waiting import as_soon_as
from tracker.errors import CannotStart, StepRefused, TryLater
from tracker.house_records import Alarm
from tracker.ledger import Shelf
from tracker.model import Letter
from tracker.records import Complaint, FolderWork, Journal, LetterOwed
from world import ALICE, MANAGER, NOW, World, bounce, mail, new_world

MINUTE = timedelta(minutes=1)


@pytest.fixture
def owing(world: World) -> World:
    """Alice has complained: letter 1 is her acknowledgement, letter 2 tells the manager."""
    world.deliver(mail(sender=ALICE))
    return world


def claimed(world: World, at_most: int = 9, worker: str = "slot-0") -> list[int]:
    return [row.id for row in claim(world.store, worker, world.clock.now(), at_most)]


def note(world: World, *results: Result, keeps_sent: bool = False, worker: str = "slot-0") -> None:
    world.notebook(keeps_sent=keeps_sent).note(results, worker, world.clock.now())


def row(world: World, letter_id: int = 1) -> LetterOwed:
    return world.rows(LetterOwed, LetterOwed.id == letter_id)[0]


# claiming


def test_what_is_due_is_claimed_and_counted_once(owing: World) -> None:
    assert claimed(owing) == [1, 2]
    assert [(one.attempts, one.unended, one.claimed_by, one.first_attempt_at) for one in owing.letters()] == [(1, 1, "slot-0", NOW)] * 2
    assert claimed(owing, worker="slot-1") == []


def test_the_longest_due_come_first_and_no_more_than_asked_for(owing: World) -> None:
    with owing.store.unit() as session:
        session.execute(update(LetterOwed).where(LetterOwed.id == 1).values(next_attempt_at=NOW - MINUTE))
        session.execute(update(LetterOwed).where(LetterOwed.id == 2).values(next_attempt_at=NOW - 2 * MINUTE))
    assert claimed(owing, 1) == [2]
    assert claimed(owing, 1, "slot-1") == [1]


def test_what_is_not_yet_due_waits_for_its_moment(owing: World) -> None:
    with owing.store.unit() as session:
        session.execute(update(LetterOwed).values(next_attempt_at=NOW + MINUTE))
    assert claimed(owing) == []
    assert next_due(owing.store) == NOW + MINUTE
    owing.clock.advance(MINUTE)
    assert claimed(owing) == [1, 2]


def test_nothing_is_due_where_nothing_is_open(owing: World) -> None:
    claimed(owing)
    note(owing, Result(1, accepted=True), Result(2, final=True, why="rcpt_refused"))
    assert next_due(owing.store) is None
    owing.clock.advance(timedelta(days=9))
    assert claimed(owing) == []


def test_a_claim_that_ran_out_is_free_and_its_letter_comes_alone(owing: World) -> None:
    claimed(owing, 1, "slot-9")
    owing.deliver(mail())
    owing.clock.advance(CLAIM_LASTS + MINUTE)
    assert claimed(owing, worker="slot-0") == [1]
    assert (row(owing).attempts, row(owing).unended) == (2, 2)
    assert claimed(owing, worker="slot-0") == [1]  # it never reached the carrier: taken again, and not counted once more
    assert (row(owing).attempts, row(owing).unended) == (2, 2)


def test_what_is_in_hand_is_not_taken_twice(owing: World) -> None:
    claimed(owing, 1)
    rows = claim(owing.store, "slot-0", NOW, 9, in_hand=[1])
    assert [one.id for one in rows] == [2]
    owing.clock.advance(CLAIM_LASTS + MINUTE)
    assert claim(owing.store, "slot-0", owing.clock.now(), 9, in_hand=[1, 2]) == []  # nor when its claim ran out


# freezing


def test_what_is_frozen_stays(owing: World) -> None:
    freeze(owing.store, [(1, "<l1@x>", b"bytes"), (2, "<l2@x>", b"others")])
    assert [(one.message_id, one.raw) for one in owing.letters()] == [("<l1@x>", b"bytes"), ("<l2@x>", b"others")]
    assert frozen_bytes(owing.store, 1) == b"bytes"


def test_what_was_erased_is_no_empty_letter(owing: World) -> None:
    freeze(owing.store, [(1, "<l1@x>", b"bytes")])
    with owing.store.unit() as session:
        session.execute(update(LetterOwed).where(LetterOwed.id == 1).values(raw=None))
    for letter_id in (1, 2, 99):
        with pytest.raises(LookupError, match=str(letter_id)):
            frozen_bytes(owing.store, letter_id)


def test_to_claim_a_letter_reads_none_of_its_bytes(owing: World) -> None:
    freeze(owing.store, [(1, "<l1@x>", b"bytes")])
    rows = claim(owing.store, "slot-0", NOW, 9)
    assert [("raw" in inspect(one).unloaded, one.message_id) for one in rows] == [(True, "<l1@x>"), (True, None)]


# how an attempt ended


def test_an_accepted_acknowledgement_fulfils_the_duty(owing: World) -> None:
    claimed(owing)
    owing.clock.advance(MINUTE)
    note(owing, Result(1, accepted=True, reply="250 ok"))
    assert (row(owing).accepted_at, row(owing).reply, row(owing).unended, row(owing).claimed_by) == (NOW + MINUTE, "250 ok", 0, None)
    assert (owing.complaint().acknowledgement, owing.complaint().acknowledged_at) == ("accepted", NOW + MINUTE)
    assert owing.journal() == [("arrives", "complainant"), ("acknowledged", "system")]


def test_another_letter_of_the_complaint_fulfils_nothing(owing: World) -> None:
    claimed(owing)
    note(owing, Result(2, accepted=True))
    assert (owing.complaint().acknowledgement, len(owing.journal())) == ("owed", 1)


def test_an_end_is_noted_once(owing: World) -> None:
    """The answer to a commit may be lost: then the same is noted again."""
    claimed(owing)
    for _ in range(2):
        note(owing, Result(1, accepted=True), Result(2, unmade=True), keeps_sent=True)
    assert owing.journal() == [("arrives", "complainant"), ("acknowledged", "system")]
    assert [work.letter_id for work in owing.rows(FolderWork, FolderWork.work == "append")] == [1]
    assert (row(owing, 2).attempts, row(owing, 2).unended, row(owing, 2).claimed_by) == (0, 0, None)
    note(owing, Result(1, final=True, code=550, why="rcpt_refused"))
    assert (row(owing).parked_at, owing.complaint().acknowledgement) == (None, "accepted")


OVERTAKEN = [Result(1, code=451, why="rcpt_refused"), Result(1, final=True, why="rcpt_refused"), Result(1, unmade=True)]


@pytest.mark.parametrize("result", OVERTAKEN, ids=["later", "refused", "unmade"])
def test_an_attempt_that_another_took_over_ends_with_that_one(owing: World, result: Result) -> None:
    claimed(owing, 1, "slot-0")
    owing.clock.advance(CLAIM_LASTS + MINUTE)
    assert claimed(owing, 1, "slot-1") == [1]
    note(owing, result, worker="slot-0")
    assert (row(owing).claimed_by, row(owing).unended, row(owing).attempts, row(owing).parked_at) == ("slot-1", 2, 2, None)
    note(owing, Result(1, accepted=True), worker="slot-1")
    assert (row(owing).unended, owing.complaint().acknowledgement) == (0, "accepted")


TAKEN_OVER = [None, Result(2, code=451, why="rcpt_refused"), Result(2, final=True, why="rcpt_refused")]


@pytest.mark.parametrize("end", TAKEN_OVER, ids=["under-way", "later", "refused"])
def test_an_acceptance_counts_whoever_has_the_letter_now(owing: World, end: Result | None) -> None:
    claimed(owing, worker="slot-0")
    note(owing, Result(1, accepted=True))
    owing.clock.advance(CLAIM_LASTS + MINUTE)
    assert claimed(owing, worker="slot-1") == [2]
    for result in [end] if end else []:
        note(owing, result, worker="slot-1")
    note(owing, Result(2, accepted=True), worker="slot-0")
    accepted = row(owing, 2)
    assert (accepted.accepted_at, accepted.claimed_by, accepted.parked_at, owing.alarms()) == (owing.clock.now(), None, None, [])
    note(owing, Result(2, final=True, why="rcpt_refused"), worker="slot-1")
    assert row(owing, 2).parked_at is None


@pytest.mark.parametrize("keeps_sent", [True, False])
def test_a_copy_for_sent_is_owed_where_the_mailbox_wants_it(owing: World, *, keeps_sent: bool) -> None:
    claimed(owing)
    note(owing, Result(1, accepted=True), keeps_sent=keeps_sent)
    owed = [(work.folder, work.letter_id) for work in owing.rows(FolderWork, FolderWork.work == "append")]
    assert owed == ([(Shelf.SENT, 1)] if keeps_sent else [])


def test_a_letter_is_tried_by_the_ladder_and_given_up_after_five_days(owing: World) -> None:
    claimed(owing)
    note(owing, Result(2, accepted=True), Result(1, unmade=True))
    waits = []
    while row(owing).parked_at is None:
        assert claimed(owing) == [1]
        note(owing, Result(1, code=451, reply="451 later", why="rcpt_refused"))
        waits.append(row(owing).next_attempt_at - owing.clock.now())
        owing.clock.moment = max(row(owing).next_attempt_at, owing.clock.now())
    assert tuple(waits[: len(LADDER)]) == LADDER
    assert set(waits[len(LADDER) : -1]) == {LADDER[-1]}
    assert timedelta(days=4, hours=23) < owing.clock.now() - NOW <= timedelta(days=5)
    assert (row(owing).parked_because, row(owing).attempts) == ("gave_up", len(waits))
    assert (owing.complaint().acknowledgement, owing.alarms()) == ("failed", [])
    assert "vijf dagen" in str(owing.complaint().acknowledgement_why)


REFUSALS = [
    (Result(1, final=True, code=550, reply="550 5.1.1 no such user", why="rcpt_refused"), "code 550", "rcpt_refused"),
    (Result(1, final=True, reply="smtputf8_not_offered", why="smtputf8_not_offered"), "kon niet per e-mail", "smtputf8_not_offered"),
]


@pytest.mark.parametrize(("result", "words", "why"), REFUSALS, ids=["by-the-server", "by-us"])
def test_an_acknowledgement_that_is_refused_is_a_letter_for_the_hand_list(owing: World, result: Result, words: str, why: str) -> None:
    claimed(owing)
    note(owing, result)
    assert (row(owing).parked_at, row(owing).parked_because) == (NOW, why)
    told = owing.letter(Letter.UNACKNOWLEDGED)
    assert (told.recipient, words in told.facts["failed_why"], owing.complaint().acknowledgement) == (MANAGER, True, "failed")
    assert owing.alarms() == []
    assert [one.recipient for one in owing.send()] == [MANAGER, MANAGER]


def test_any_other_letter_that_is_refused_is_an_alarm(owing: World) -> None:
    claimed(owing)
    note(owing, Result(2, final=True, code=550, why="rcpt_refused"))
    assert (owing.alarms(), owing.letters(Letter.UNACKNOWLEDGED), row(owing, 2).parked_because) == (["letter.parked"], [], "rcpt_refused")


def test_what_a_person_confirmed_meanwhile_stands(owing: World) -> None:
    claimed(owing)
    with owing.store.unit() as session:
        session.get_one(Complaint, 1).acknowledgement = "by_hand"
    note(owing, Result(1, accepted=True))
    assert (owing.complaint().acknowledgement, row(owing).accepted_at) == ("by_hand", NOW)


def test_nor_does_a_refusal_touch_it(owing: World) -> None:
    claimed(owing)
    with owing.store.unit() as session:
        session.get_one(Complaint, 1).acknowledgement = "by_hand"
    note(owing, Result(1, final=True, why="rcpt_refused"))
    assert (owing.complaint().acknowledgement, row(owing).parked_at, owing.letters(Letter.UNACKNOWLEDGED)) == ("by_hand", NOW, [])


def test_a_server_that_is_away_for_minutes_is_an_alarm_until_it_takes_a_letter(owing: World) -> None:
    for attempt in range(1, 4):
        claimed(owing)
        note(owing, Result(1, why="connect_lost"), Result(2, code=451, why="rcpt_refused"))
        assert owing.alarms() == (["smtp.unreachable"] if attempt == 3 else [])
        owing.clock.advance(LADDER[attempt - 1])
    claimed(owing)
    note(owing, Result(1, accepted=True))
    assert owing.alarms() == []


def test_a_server_that_refuses_our_login_is_an_alarm_at_once(owing: World) -> None:
    claimed(owing)
    note(owing, Result(1, locked_out=True, code=535, why="login_refused"))
    assert owing.alarms() == ["smtp.unreachable"]


def test_what_the_server_says_is_kept_only_so_far(owing: World) -> None:
    claimed(owing)
    note(owing, Result(1, reply="x" * 9000, why="data_refused", code=451))
    assert len(str(row(owing).reply)) == 500


@pytest.fixture
def server(postgresql_url: str, tmp_path: Path) -> Iterator[World]:
    """Make a world on PostgreSQL alone, where two transactions write at once, in which Alice has complained."""
    with new_world(postgresql_url, tmp_path) as one:
        one.deliver(mail(sender=ALICE))
        yield one


def somebody_waits(world: World) -> bool:
    locks = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with world.store.reading() as session:
        return bool(session.scalar(text(locks)))


def while_a_person_confirms(world: World, act: Callable[[], object]) -> None:
    """Let `act` begin before a person's word is committed, and end after."""
    with ThreadPoolExecutor(1) as pool:
        with world.store.unit() as session:
            session.get_one(Complaint, 1).acknowledgement = "by_hand"
            session.flush()
            acting = pool.submit(act)
            as_soon_as(lambda: somebody_waits(world), lambda: "nobody waits for the complaint")
        acting.result(60)


@pytest.mark.parametrize("result", [Result(1, accepted=True), Result(1, final=True, why="x")], ids=["accepted", "refused"])
def test_a_person_who_confirms_at_the_same_moment_is_not_overruled(server: World, result: Result) -> None:
    claimed(server)
    while_a_person_confirms(server, lambda: note(server, result))
    assert (server.complaint().acknowledgement, len(server.journal())) == ("by_hand", 1)


def test_nor_does_sending_again_overrule_them(server: World) -> None:
    claimed(server)
    note(server, Result(1, final=True, why="x"))

    def again() -> None:
        with pytest.raises(StepRefused):
            send_again(server.store, 1, "root", NOW)

    while_a_person_confirms(server, again)
    assert server.complaint().acknowledgement == "by_hand"


def test_nor_does_a_bounce(server: World) -> None:
    returned = bounce(server.send()[0].sender)
    while_a_person_confirms(server, lambda: server.deliver(returned))
    assert server.complaint().acknowledgement == "by_hand"


# one bad row


def spoil_the_first(world: World) -> None:
    """Make it impossible to tell that the first letter was refused: it is in a language that nobody knows."""
    with world.store.unit() as session:
        session.get_one(LetterOwed, 1).language = "nonsense"


def test_one_row_that_cannot_be_noted_holds_up_no_other(owing: World) -> None:
    owing.deliver(mail())
    claimed(owing)
    spoil_the_first(owing)
    noted = owing.notebook().note([Result(1, final=True, why="x"), Result(2, accepted=True), Result(3, accepted=True)], "slot-0", NOW)
    assert noted == {2, 3}
    assert [one.accepted_at for one in owing.letters()[:3]] == [None, NOW, NOW]
    assert (row(owing).parked_at, row(owing).unended) == (None, 1)
    assert owing.alarms() == ["letter.not_noted"]
    assert owing.notebook().note([Result(1, final=True, why="x")], "slot-0", NOW) == set()
    assert [(one.subject, one.count, one.words.endswith("noted: x")) for one in owing.rows(Alarm)] == [("1", 2, True)]


@pytest.mark.parametrize("trouble", [TryLater("away"), CannotStart("cannot be used")], ids=["away", "not-ours-to-open"])
def test_a_register_that_is_away_is_for_later(owing: World, trouble: Exception) -> None:
    claimed(owing)

    class Away:
        def unit(self) -> None:
            raise trouble

    notebook = owing.notebook()
    notebook._store = Away()  # type: ignore[assignment]  # it keeps the promise of being away
    with pytest.raises(type(trouble)):
        notebook.note([Result(1, accepted=True)], "slot-0", NOW)
    assert len(owing.rows(Journal)) == 1
