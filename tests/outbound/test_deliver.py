"""The pass: whatever is owed goes out once, with the same bytes each time, whatever breaks; and it ends when it is told to."""

import asyncio
import threading
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from smtp_double import HANG, SmtpDouble
from sqlalchemy.orm import Session

from klachten.embedded import EmbeddedServers
from outbound.compose import Composer
from outbound.compose import LetterOwed as ToCompose
from outbound.courier import Ambiguous, Envelope, LoginRefused, Postponed, Undeliverable
from outbound.deliver import AT_ONCE, FROZEN_AT_ONCE, PATIENCE_SECONDS, SMALL, Delivery
from outbound.outbox import CLAIM_LASTS, DEATHS_AT_MOST, Result
from outbound.smtp import SmtpCourier, SmtpSettings
from tracker import crashpoints
from tracker.errors import AlreadyRuns, CannotStart, TryLater
from tracker.limits import Limits
from tracker.model import Letter
from tracker.records import Complaint, LetterOwed
from tracker.rules import HouseRules
from world import ALICE, HOUSE, MANAGER, MemoryCourier, World, mail, with_attachments

MINUTE = timedelta(minutes=1)
NONE_GATHERED = Limits(gather_new_complaints_above_per_hour=999)


@pytest.fixture
def owing(world: World) -> World:
    """Alice has complained: letter 1 is her acknowledgement, letter 2 tells the manager."""
    world.deliver(mail(sender=ALICE))
    return world


def row(world: World, letter_id: int = 1) -> LetterOwed:
    return world.rows(LetterOwed, LetterOwed.id == letter_id)[0]


def test_what_is_owed_goes_out_once(owing: World) -> None:
    sent = owing.send()
    assert [(one.recipient, one.notify) for one in sent] == [(ALICE, True), (MANAGER, False)]
    assert all(one.sender.startswith("klachten+b-") for one in sent)
    assert [one.accepted_at is not None for one in owing.letters()] == [True, True]
    assert owing.send() == []
    assert owing.courier.closed == 2


def test_it_arrives_at_a_real_server(owing: World, embedded: EmbeddedServers) -> None:
    settings = SmtpSettings(embedded.host, embedded.smtp_port, security="tls", ca_file=embedded.ca_file, local_hostname="klachten.example")
    delivery = Delivery(owing.store, owing.scribe, SmtpCourier(settings), owing.notebook(), owing.clock, worker="slot-0")
    asyncio.run(delivery.serve(until_idle=True))
    (acknowledgement,) = embedded.wait_for(1, recipient=ALICE)
    assert acknowledgement.raw == row(owing).raw
    assert owing.complaint().acknowledgement == "accepted"


def test_each_attempt_has_the_same_message_id_and_the_same_bytes(owing: World) -> None:
    """D5, D6: also where the server may have taken it."""
    attempts: list[Envelope] = []

    class Recording(MemoryCourier):
        async def carry(self, envelope: Envelope) -> str:
            if envelope.recipient == ALICE:
                attempts.append(envelope)
                raise (Ambiguous("final_dot_lost"), Postponed("rcpt_refused", code=451))[len(attempts) % 2]
            return "250"

    owing.courier = Recording()
    for _ in range(4):
        owing.send()
        owing.clock.advance(30 * MINUTE)
    assert len(attempts) == 4
    assert len({(one.sender, one.raw) for one in attempts}) == 1
    assert message_from_bytes(attempts[0].raw, policy=policy.default)["Message-ID"] == row(owing).message_id
    assert row(owing).attempts == 4


OUTCOMES = [
    # id, what the courier raises, parked because, code in the reply, alarms
    ("refused", Undeliverable("rcpt_refused", code=550, said="no such user"), "rcpt_refused", []),
    ("postponed", Postponed("rcpt_refused", code=451), None, []),
    ("locked-out", LoginRefused("login_refused", code=535), None, ["smtp.unreachable"]),
    ("fault-of-ours", ZeroDivisionError(), None, []),
    ("plain-try-later", TryLater("later"), None, []),
]


@pytest.mark.parametrize(("fault", "parked", "alarms"), [pytest.param(*one[1:], id=one[0]) for one in OUTCOMES])
def test_what_goes_wrong_with_one_letter_concerns_that_letter(
    owing: World, fault: Exception, parked: str | None, alarms: list[str]
) -> None:
    owing.courier.faults = [fault]
    delivered = [one.recipient for one in owing.send()]
    assert MANAGER in delivered
    assert row(owing).parked_because == parked
    if parked is None:
        assert row(owing).next_attempt_at == owing.clock.now() + MINUTE
        owing.clock.advance(MINUTE)
        assert [one.recipient for one in owing.send()] == [ALICE]
    assert owing.complaint().acknowledgement == ("failed" if parked else "accepted")
    assert owing.alarms() == []
    if alarms:
        owing.courier.faults = [fault] * 2
        owing.deliver(mail())
        owing.send()
        assert owing.alarms() == alarms


def test_a_letter_that_cannot_be_composed_is_parked_and_the_others_go(owing: World) -> None:
    class Halting(Composer):
        def compose(self, owed: ToCompose) -> bytes:
            if owed.letter is Letter.NEW_COMPLAINT:
                raise ZeroDivisionError
            return super().compose(owed)

    asyncio.run(owing.delivery(composer=Halting(HOUSE)).serve(until_idle=True))
    assert [one.recipient for one in owing.courier.carried] == [ALICE]
    assert row(owing, 2).parked_because == "not composed: ZeroDivisionError"
    assert owing.alarms() == ["letter.parked"]


def test_a_register_that_is_away_while_composing_is_for_later(owing: World) -> None:
    class Absent(Composer):
        times = 1

        def compose(self, owed: ToCompose) -> bytes:
            if self.times:
                self.times -= 1
                raise TryLater("away")
            return super().compose(owed)

    delivery = owing.delivery(composer=Absent(HOUSE))
    with pytest.raises(TryLater):  # who waits for the end must not hear that all was tried
        asyncio.run(delivery.serve(until_idle=True))
    asyncio.run(delivery.serve(until_idle=True))
    assert sorted(one.recipient for one in owing.courier.carried) == [MANAGER, ALICE]
    assert [one.attempts for one in owing.letters()] == [1, 1]


def test_large_letters_are_carried_whole(world: World) -> None:
    world.deliver(with_attachments(3 * SMALL))
    letter = world.send()[1]
    assert len(letter.raw) > 3 * SMALL
    assert letter.raw == row(world, 2).raw


def test_large_letters_are_frozen_in_groups_and_small_ones_together(world: World) -> None:
    """A group ends where it has bytes enough, so that no more than that is in memory; it costs small ones no commit."""
    world.settle(limits=NONE_GATHERED)
    half = FROZEN_AT_ONCE // 2
    for number in range(3):
        world.deliver(with_attachments(half - number))
    for number in range(3):
        world.deliver(mail(sender=f"c{number}@mail.example"))
    commits: list[str] = []
    crashpoints.install(commits.append)
    try:
        letters = world.send()
    finally:
        crashpoints._hooks.remove(commits.append)
    assert commits.count("after_commit_c") == 2  # two large ones, then all the rest
    assert sorted(len(one.raw) > half for one in letters) == [False] * 9 + [True] * 3
    assert {one.raw for one in letters} == {one.raw for one in world.letters()}


def test_more_letters_than_fit_at_once_all_go_out(world: World) -> None:
    world.settle(limits=NONE_GATHERED)
    for number in range(AT_ONCE + 5):
        world.deliver(mail(sender=f"c{number}@mail.example"))
    assert len(world.send()) == len(world.letters())
    assert {one.attempts for one in world.letters() if one.accepted_at} == {1}


# deaths


class Killed(BaseException):
    """The process ended here: nothing of ours catches it."""


def test_a_letter_that_kills_the_sender_is_parked_after_three_deaths_and_the_others_go(owing: World) -> None:
    class Deadly(Composer):
        def compose(self, owed: ToCompose) -> bytes:
            if owed.letter is Letter.NEW_COMPLAINT:
                raise Killed
            return super().compose(owed)

    for _ in range(DEATHS_AT_MOST):  # the first takes the neighbour along; from then on each comes alone
        with pytest.raises(Killed):
            asyncio.run(owing.delivery(composer=Deadly(HOUSE)).serve(until_idle=True))
        free(owing)
    asyncio.run(owing.delivery(composer=Deadly(HOUSE)).serve(until_idle=True))
    assert [one.recipient for one in owing.courier.carried] == [ALICE]
    assert row(owing, 2).parked_because == "the daemon died on it three times"
    assert "letter.parked" in owing.alarms()


def free(world: World) -> None:
    """Free what a dead daemon had claimed, as the next one does when it takes the slot."""
    with world.store.unit() as session:
        for one in session.query(LetterOwed):
            one.claimed_by = one.claimed_until = None


@pytest.mark.parametrize("place", ["before_commit_c", "after_commit_c"])
def test_killed_around_the_freezing_each_letter_arrives_once(owing: World, place: str) -> None:
    """F11. Where a server was spoken to already, real processes are killed: see tests/faults."""

    def die(name: str) -> None:
        if name == place:
            raise Killed

    crashpoints.install(die)
    try:
        with pytest.raises(Killed):
            asyncio.run(owing.delivery().serve(until_idle=True))
    finally:
        crashpoints._hooks.remove(die)
    frozen = [one.raw for one in owing.letters()]
    free(owing)
    owing.send()
    assert [one.recipient for one in owing.courier.carried] == [ALICE, MANAGER]
    assert [one.raw for one in owing.courier.carried] == [one.raw for one in owing.letters()]
    assert frozen == ([None, None] if place == "before_commit_c" else [one.raw for one in owing.letters()])


# running, and stopping


class Thread(threading.Thread):
    """A delivery in a thread of its own, as in the daemon."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__()
        self.delivery = delivery

    def run(self) -> None:
        asyncio.run(self.delivery.serve())


def test_it_wakes_for_what_becomes_owed_and_tells_what_was_sent(world: World) -> None:
    delivery, sent = world.delivery(), threading.Event()
    delivery.on_sent = sent.set
    delivery.wake()  # before it runs: nothing happens
    thread = Thread(delivery)
    thread.start()
    world.deliver(mail())
    delivery.wake()
    assert sent.wait(20)
    delivery.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert world.complaint().acknowledgement == "accepted"
    delivery.wake()  # and after it ended


def test_with_a_server_that_hangs_it_still_stops_and_gives_back_what_was_not_begun(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """F47: what was begun is tried again soon, as it may have arrived; of the rest no attempt is counted."""
    monkeypatch.setattr("outbound.deliver.PATIENCE_SECONDS", 1.0)  # nothing will end, however long it waits
    world.settle(limits=NONE_GATHERED)
    for number in range(AT_ONCE):
        world.deliver(mail(sender=f"c{number}@mail.example"))

    async def story() -> None:
        async with SmtpDouble(faults={"final_dot": [HANG] * 99}) as server:
            settings = SmtpSettings("127.0.0.1", server.port, security="plain", local_hostname="klachten.example")
            delivery = Delivery(world.store, world.scribe, SmtpCourier(settings), world.notebook(), world.clock, worker="slot-0")
            serving = asyncio.create_task(delivery.serve())
            while server.count("DATA") < 2 or len([one for one in world.letters() if one.unended]) < AT_ONCE:
                await asyncio.to_thread(world.rows, LetterOwed)  # until two are begun and the others wait behind them
            delivery.stop()
            await asyncio.wait_for(serving, 2 * PATIENCE_SECONDS)

    asyncio.run(story())
    letters = world.letters()
    assert [one.accepted_at for one in letters] == [None] * len(letters)
    assert {one.unended for one in letters} == {0}
    assert sorted(one.attempts for one in letters) == [0] * (len(letters) - 2) + [1, 1]
    assert {one.claimed_by for one in letters} == {None}
    world.clock.advance(MINUTE)
    assert len(world.send()) == len(letters)


def test_after_a_fault_of_ours_it_can_run_again(owing: World) -> None:
    """The daemon begins it anew, in a loop of its own."""
    delivery = owing.delivery()
    failing = iter([True])

    def prepare(in_hand: frozenset[int]) -> object:
        if next(failing, False):
            raise ZeroDivisionError
        return whole(in_hand)

    whole = delivery._prepare
    delivery._prepare = prepare  # type: ignore[method-assign, assignment]  # the fault
    with pytest.raises(ZeroDivisionError):
        asyncio.run(delivery.serve())
    thread = Thread(delivery)
    sent = threading.Event()
    delivery.on_sent = sent.set
    thread.start()
    assert sent.wait(20)
    delivery.stop()
    thread.join(20)
    assert owing.complaint().acknowledgement == "accepted"


class Absent:
    """A register that is away for some asks."""

    def __init__(self, world: World, times: int, trouble: type[Exception] = TryLater) -> None:
        self.world, self.times, self.trouble = world, times, trouble

    def __getattr__(self, name: str) -> object:
        if self.times:
            self.times -= 1
            raise self.trouble("away")
        return getattr(self.world.store, name)


UNREADY = pytest.mark.parametrize("trouble", [TryLater, CannotStart])


@UNREADY
def test_a_register_that_is_away_for_a_while_loses_no_end(owing: World, trouble: type[Exception]) -> None:
    """What was accepted is noted as soon as the register is there, and not sent once more."""
    delivery = owing.delivery()
    delivery._notebook._store = Absent(owing, 1, trouble)  # type: ignore[assignment]  # a keeper of the same promises
    asyncio.run(delivery.serve(until_idle=True))
    assert [one.accepted_at is not None for one in owing.letters()] == [True, True]
    assert len(owing.courier.carried) == 2


@UNREADY
def test_a_register_that_is_away_before_anything_is_claimed_is_asked_again(owing: World, trouble: type[Exception]) -> None:
    delivery = owing.delivery()
    delivery._store = Absent(owing, 2, trouble)  # type: ignore[assignment]  # a keeper of the same promises
    thread = Thread(delivery)
    sent = threading.Event()
    delivery.on_sent = sent.set
    thread.start()
    while not sent.wait(0.2):
        delivery.wake()
    delivery.stop()
    thread.join(20)
    assert len(owing.courier.carried) == 2


PROOFS = [(TryLater("lost"), True), (AlreadyRuns("another daemon"), False)]


@pytest.mark.parametrize(("trouble", "goes_on"), PROOFS, ids=["lost", "taken"])
def test_nothing_is_claimed_without_the_slot(owing: World, trouble: Exception, *, goes_on: bool) -> None:
    """After a lost connection another daemon may have it: then nothing is sent, and the daemon hears of it."""
    troubles = [trouble]

    def prove() -> None:
        if troubles:
            raise troubles.pop()

    delivery = Delivery(owing.store, owing.scribe, owing.courier, owing.notebook(), owing.clock, worker="slot-0/a", prove=prove)
    delivery.on_sent = delivery.stop
    if goes_on:
        asyncio.run(delivery.serve())
    else:
        with pytest.raises(AlreadyRuns):
            asyncio.run(delivery.serve())
    assert len(owing.courier.carried) == (2 if goes_on else 0)
    assert {one.attempts for one in owing.letters()} == ({1} if goes_on else {0})


def test_who_waits_for_one_pass_is_told_of_a_register_that_cannot_be_used(owing: World) -> None:
    delivery = owing.delivery()
    delivery._store = Absent(owing, 1, CannotStart)  # type: ignore[assignment]  # a keeper of the same promises
    with pytest.raises(CannotStart):
        asyncio.run(delivery.serve(until_idle=True))
    assert owing.courier.carried == []


def test_a_letter_whose_end_cannot_be_noted_rests(owing: World) -> None:
    """A fault of ours at noting must not send it again and again; the others go, and a person is told."""
    delivery = owing.delivery()
    whole = delivery._notebook._note

    def note(session: Session, rules: HouseRules, row: LetterOwed, result: Result, complaint: Complaint | None, now: datetime) -> None:
        if row.id == 1:
            raise ZeroDivisionError
        whole(session, rules, row, result, complaint, now)

    delivery._notebook._note = note  # type: ignore[method-assign]  # the fault
    for _ in range(2):
        asyncio.run(delivery.serve(until_idle=True))
        owing.clock.advance(CLAIM_LASTS + MINUTE)
    assert [one.recipient for one in owing.courier.carried] == [ALICE, MANAGER]
    assert (row(owing).accepted_at, row(owing).attempts, owing.alarms()) == (None, 1, ["letter.not_noted"])


def test_told_to_stop_it_does_not_wait_for_the_register(owing: World) -> None:
    delivery = owing.delivery()

    class Stopping(Absent):
        def __getattr__(self, name: str) -> object:
            delivery.stop()
            return super().__getattr__(name)

    delivery._notebook._store = Stopping(owing, 999)  # type: ignore[assignment]  # away for good
    asyncio.run(delivery.serve())
    assert [one.accepted_at for one in owing.letters()] == [None, None]
    assert {one.unended for one in owing.letters()} == {1}
