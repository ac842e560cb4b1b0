"""The watch over a mailbox: what comes in is handled, whatever breaks, and one mail never holds up the others."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from intake.backoff import seconds_before
from intake.child import LimitExceeded, NoReader, Readers, Reading
from intake.gathering import IN_A_ROW, REST
from intake.handle import Intake
from intake.keep import BLOCK
from intake.ports import LoginRefused, MailboxAway, NotTrusted, Waiting
from intake.taking import ALARM_FROM_ATTEMPT, ATTEMPTS_AT_MOST, DIED, TOO_MUCH, Taker
from tracker import crashpoints
from tracker.errors import CannotStart, TryLater
from tracker.house_records import Alarm
from tracker.ledger import MailClass, Shelf
from tracker.model import Letter
from tracker.records import Arrival, FolderWork
from tracker.records import Mailbox as MailboxRow
from world import ALICE, BOB, HOUR, NOW, MemoryMailbox, NearReaders, World, mail, with_attachments

DAY = timedelta(days=1)


def taker(world: World, readers: Readers | None = None, *, intake: Intake | None = None, acknowledge_backlog: bool = False) -> Taker:
    return Taker(
        world.mailbox,
        world.store,
        readers or NearReaders(),
        intake or world.intake,
        world.clock,
        enclosures_bytes=world.rules.house.enclosures_bytes,
        backlog_after=5 * DAY,
        acknowledge_backlog=acknowledge_backlog,
    )


def connected(world: World, readers: Readers | None = None, *, intake: Intake | None = None) -> Taker:
    """Return a taker on a mailbox in which nothing lay at the first start."""
    one = taker(world, readers, intake=intake)
    one.connect()
    return one


def kinds(world: World) -> list[str | None]:
    return [row.kind for row in world.rows(Arrival)]


def test_what_comes_in_is_kept_handled_and_filed(world: World) -> None:
    one = connected(world)
    handled: list[int] = []
    one.on_handled = lambda: handled.append(1)
    raws = [mail(sender=f"c{number}@mail.example") for number in range(7)]
    for raw in raws:
        world.mailbox.put(raw)
    assert one.take_in() == 7
    assert kinds(world) == ["complaint"] * 7
    assert [row.complainant_address for row in world.complaints()] == [f"c{number}@mail.example" for number in range(7)]
    assert (world.mailbox.raws("INBOX"), world.mailbox.raws(Shelf.HANDLED)) == ([], raws)
    assert len(handled) == 7
    assert one.take_in() == 0


def test_the_real_children_read_small_and_large_mails_alike(world: World) -> None:
    with Readers(2) as readers:
        one = connected(world, readers)
        for raw in (mail(sender=ALICE), with_attachments(3 * BLOCK), mail(sender=BOB)):
            world.mailbox.put(raw)
        assert one.take_in() == 3
    assert [(row.kind, row.size > BLOCK) for row in world.rows(Arrival)] == [
        ("complaint", False),
        ("complaint", True),
        ("complaint", False),
    ]
    told = world.letters(Letter.NEW_COMPLAINT)[1].facts["attachments"]
    assert [(item["size"], item["enclosed"]) for item in told] == [(3 * BLOCK, True)]


# what lay there, and what comes back


def test_what_lay_there_at_the_first_start_is_not_answered_by_itself(world: World) -> None:
    world.mailbox.put(mail())
    one = connected(world)
    world.mailbox.put(mail(sender=BOB))
    world.mailbox.put(mail(sender=BOB), NOW - 6 * DAY)
    one.take_in()
    assert [row.acknowledgement for row in world.complaints()] == ["withheld", "owed", "withheld"]


def test_the_administrator_may_want_it_answered_all_the_same(world: World) -> None:
    world.mailbox.put(mail(), NOW - 6 * DAY)
    one = taker(world, acknowledge_backlog=True)
    one.connect()
    one.take_in()
    assert world.complaint().acknowledgement == "owed"


def test_what_came_while_the_service_was_away_is_answered(world: World) -> None:
    connected(world)
    world.mailbox.put(mail(), NOW + 2 * DAY)
    world.clock.advance(3 * DAY)
    connected(world).take_in()
    assert world.complaint().acknowledgement == "owed"


def test_a_mailbox_that_is_numbered_anew_brings_nothing_new(world: World) -> None:
    """F24, F25: everything is listed anew and recognised by its bytes, also what lay there before the first start."""
    world.mailbox.put(mail())
    one = connected(world)
    world.mailbox.put(mail(sender=BOB))
    world.mailbox.full = {Shelf.HANDLED}  # the mails stay in the inbox
    one.take_in()
    letters = world.owed()
    world.mailbox.renumber()
    one.connect()
    assert one.take_in() == 2
    assert kinds(world) == ["complaint", "complaint", "redelivered", "redelivered"]
    assert (world.owed(), len(world.complaints())) == (letters, 2)
    world.mailbox.full.clear()
    world.clock.advance(timedelta(minutes=6))
    one.take_in()
    assert len(world.mailbox.raws(Shelf.HANDLED)) == 2
    assert world.mailbox.raws("INBOX") == []


def test_a_mail_that_a_colleague_drags_back_is_put_back_and_not_answered_again(world: World) -> None:
    """F50."""
    one = connected(world)
    world.mailbox.put(mail())
    one.take_in()
    ((raw, at),) = world.mailbox.folders[Shelf.HANDLED].values()
    world.mailbox.folders[Shelf.HANDLED].clear()
    world.mailbox.put(raw, at)
    one.take_in()
    assert (kinds(world), len(world.letters())) == (["complaint", "redelivered"], 2)
    assert world.mailbox.raws(Shelf.HANDLED) == [raw]


# poison


class Killed(BaseException):
    """The process ended here, as a signal ends it: nothing of ours catches it."""


@pytest.fixture
def deadly() -> Iterator[Callable[[str], None]]:
    """Let the process end at a named place, until the test is over."""
    installed: list[Callable[[str], None]] = []

    def install(place: str) -> None:
        def die(name: str) -> None:
            if name == place:
                raise Killed

        installed.append(die)
        crashpoints.install(die)

    yield install
    for hook in installed:
        if hook in crashpoints._hooks:
            crashpoints._hooks.remove(hook)


def test_a_mail_on_which_the_service_died_three_times_is_set_aside_and_told(world: World, deadly: Callable[[str], None]) -> None:
    connected(world)
    world.mailbox.put(mail())
    deadly("before_parse")
    for attempt in range(1, ATTEMPTS_AT_MOST + 1):
        with pytest.raises(Killed):
            connected(world).take_in()
        assert world.arrival().attempts == attempt
        assert world.arrival().handled_at is None
    connected(world).take_in()
    assert (world.arrival().kind, world.arrival().why) == ("unreadable", DIED)
    assert world.letter(Letter.UNREADABLE).facts["quarantine_id"] == world.arrival().id
    assert world.alarms() == ["mail.quarantined"]
    assert len(world.mailbox.raws(Shelf.UNREADABLE)) == 1


@pytest.mark.parametrize("place", ["before_commit_b", "after_commit_b", "before_commit_a", "after_commit_a"])
def test_killed_anywhere_a_mail_makes_one_complaint(world: World, deadly: Callable[[str], None], place: str) -> None:
    """F03 to F08."""
    connected(world)
    world.mailbox.put(mail())
    deadly(place)
    with pytest.raises(Killed):
        connected(world).take_in()
    crashpoints._hooks.clear()
    connected(world).take_in()
    assert (len(world.complaints()), len(world.letters()), kinds(world)) == (1, 2, ["complaint"])
    assert world.mailbox.raws("INBOX") == []


@pytest.mark.parametrize("limit", ["cpu", "memory", "wall", "crash"])
def test_a_mail_that_costs_too_much_is_set_aside_at_once_and_its_neighbours_are_not(world: World, limit: str) -> None:
    readers = NearReaders({b"BOM": [LimitExceeded(limit)]})
    one = connected(world, readers)
    for text in ("een", "BOM", "twee"):
        world.mailbox.put(mail(text))
    one.take_in()
    assert kinds(world) == ["complaint", "unreadable", "complaint"]
    assert world.letter(Letter.UNREADABLE).facts["unreadable_why"] == TOO_MUCH
    assert readers.read_mails == 3
    one.take_in()
    assert readers.read_mails == 3


class Poisoned(Intake):
    """An intake that has a fault of ours for some mails."""

    quarantine_works = True

    def handle(self, arrival_id: int, reading: Reading) -> MailClass:
        if "GIF" in reading.mail.text:
            raise ZeroDivisionError
        return super().handle(arrival_id, reading)

    def quarantine(self, arrival_id: int, why: str) -> None:
        if not self.quarantine_works:
            raise ZeroDivisionError
        super().quarantine(arrival_id, why)


def poisoned(world: World) -> Poisoned:
    return Poisoned(world.store, world.rules, world.threads, world.clock)


def test_a_mail_that_meets_a_fault_of_ours_is_tried_at_once_again_and_then_set_aside(world: World) -> None:
    """F42: registered within a minute, neighbours unharmed."""
    one = connected(world, intake=poisoned(world))
    for text in ("GIF", "goed"):
        world.mailbox.put(mail(text))
    for turn in range(1, 4):
        one.take_in()
        assert (world.mailbox.woken, kinds(world)) == (turn, [None, "complaint"])
    one.take_in()
    assert (world.mailbox.woken, kinds(world)) == (3, ["unreadable", "complaint"])


def test_a_mail_that_cannot_even_be_set_aside_holds_up_nobody_and_makes_no_hot_loop(world: World) -> None:
    broken = poisoned(world)
    broken.quarantine_works = False
    readers = NearReaders({b"BOM": [LimitExceeded("cpu")]})
    one = connected(world, readers, intake=broken)
    for text in ("GIF", "BOM", "goed"):
        world.mailbox.put(mail(text))
    for _ in range(6):
        one.take_in()
    woken = world.mailbox.woken
    world.mailbox.put(mail("later"))
    one.take_in()
    assert kinds(world)[0] is None
    assert kinds(world)[-2:] == ["complaint", "complaint"]
    assert world.mailbox.woken == woken


def test_trouble_of_the_world_is_no_attempt(world: World) -> None:
    readers = NearReaders({b"een": [TryLater("the reading child was killed") for _ in range(5)]})
    one = connected(world, readers)
    for text in ("een", "twee"):
        world.mailbox.put(mail(text))
    for _ in range(5):
        with pytest.raises(TryLater):
            one.take_in()
        assert [row.attempts for row in world.rows(Arrival)] == [1, 1]
    one.take_in()
    assert kinds(world) == ["complaint", "complaint"]


# the watch


class Watched:
    """A taker in a thread, and what its mailbox is told to do."""

    def __init__(self, world: World, one: Taker) -> None:
        self.stop = threading.Event()
        self.world = world
        self.waits = 0
        self.thread = threading.Thread(target=one.run, args=(self.stop,))

    def run(self, *steps: Callable[[], None]) -> None:
        """Run; at each wait of the mailbox take the next step, and after the last one stop."""
        left = list(steps)

        def step() -> None:
            self.waits += 1
            if left:
                left.pop(0)()
            else:
                self.stop.set()

        self.world.mailbox.on_wait = step
        self.thread.start()
        self.thread.join(60)
        assert not self.thread.is_alive()


def test_the_watch_takes_in_what_comes_until_it_is_stopped(world: World) -> None:
    connected(world)
    watched = Watched(world, taker(world))

    def another() -> None:
        world.mailbox.put(mail())

    watched.run(another, another)
    assert kinds(world) == ["complaint", "complaint"]
    assert (world.mailbox.connected, world.mailbox.closed) == (2, 1)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the watch connect anew without a pause: how long it is, is proven elsewhere."""
    monkeypatch.setattr("intake.taking.seconds_before", lambda *_: 0.0)
    monkeypatch.setattr("intake.taking.STAND_BY_SECONDS", 0.0)


@pytest.mark.usefixtures("impatient")
def test_a_mailbox_that_is_away_is_connected_to_again_and_an_alarm_after_a_while(world: World) -> None:
    connected(world)
    world.mailbox.away = [MailboxAway("refused the connection") for _ in range(ALARM_FROM_ATTEMPT + 1)]
    Watched(world, taker(world)).run()
    (alarm,) = world.rows(Alarm)
    assert (alarm.name, alarm.subject, alarm.words) == ("mailbox.unreachable", "klachten", "refused the connection")
    assert alarm.cleared_at is not None
    assert alarm.count == 2  # at the third and the fourth attempt


@pytest.mark.usefixtures("impatient")
def test_the_first_attempt_that_fails_is_called_the_first(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.mailbox.away = [MailboxAway("refused the connection") for _ in range(2)]
    Watched(world, taker(world)).run()
    attempts = [record.__dict__["fields"]["attempt"] for record in caplog.records if record.msg == "mailbox.away"]
    assert attempts == [1, 2]


@pytest.mark.usefixtures("impatient")
def test_mail_waits_while_nothing_can_read_it_and_an_alarm_says_so(world: World) -> None:
    """However often that is tried: nothing is wrong with the mail."""
    readers = NearReaders({b"kosten": [NoReader("no reading child can be started") for _ in range(ATTEMPTS_AT_MOST + 2)]})
    one = connected(world, readers)
    world.mailbox.put(mail())
    Watched(world, one).run()
    assert kinds(world) == ["complaint"]
    (alarm,) = world.rows(Alarm)
    assert (alarm.name, alarm.words) == ("reader.unavailable", "no reading child can be started")
    assert alarm.cleared_at is not None


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("trouble", "alarms"), [(LoginRefused("login"), 1), (NotTrusted("certificate"), 1), (MailboxAway("lost"), 0)])
def test_what_waiting_will_not_mend_is_an_alarm_at_once(world: World, trouble: MailboxAway, alarms: int) -> None:
    connected(world)
    world.mailbox.away = [trouble]
    Watched(world, taker(world)).run()
    assert len(world.rows(Alarm)) == alarms


@pytest.mark.usefixtures("impatient")
def test_a_fault_of_ours_does_not_end_the_watch(world: World) -> None:
    connected(world)
    world.mailbox.away = [ZeroDivisionError()]
    world.mailbox.put(mail())
    Watched(world, taker(world)).run()
    assert kinds(world) == ["complaint"]
    (alarm,) = world.rows(Alarm)
    assert (alarm.name, alarm.subject, alarm.words) == ("mailbox.fault", "klachten", "ZeroDivisionError")
    assert alarm.cleared_at is not None  # by the pass that went well


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("trouble", "name"), [(MailboxAway("no answer in time"), "mailbox.unreachable"), (ZeroDivisionError(), "mailbox.fault")]
)
def test_what_breaks_every_pass_is_an_alarm_that_stays_and_is_tried_more_and_more_seldom(
    world: World, monkeypatch: pytest.MonkeyPatch, trouble: Exception, name: str
) -> None:
    """It is reached each time: that alone mends nothing."""
    one = connected(world)
    stop = threading.Event()
    paused: list[int] = []

    def pause(attempt: int, _: float) -> float:
        paused.append(attempt)
        if attempt == ALARM_FROM_ATTEMPT + 2:
            stop.set()
        return 0.0

    def broken(after_uid: int = 0) -> Iterator[list[Waiting]]:  # noqa: ARG001 - the port's signature
        raise trouble

    monkeypatch.setattr("intake.taking.seconds_before", pause)
    monkeypatch.setattr(world.mailbox, "waiting", broken)
    one.run(stop)
    assert paused == [2, 3, 4, 5]
    assert world.alarms() == [name]
    monkeypatch.undo()
    one.connect()
    assert world.alarms() == [name]
    one.take_in()
    assert world.alarms() == []


# a mail that cannot be fetched


class Stubborn(MemoryMailbox):
    """A mailbox whose server breaks off at some mails, and must be connected to anew then."""

    def __init__(self, trouble: Exception | None = None) -> None:
        super().__init__()
        self.bad: set[int] = set()
        self.fetched: list[int] = []
        self.lost = False
        self.trouble = trouble or MailboxAway("the server broke off or made no sense")

    def connect(self) -> None:
        super().connect()
        self.lost = False

    def fetch(self, batch: Sequence[Waiting]) -> Iterator[tuple[Waiting, Iterator[bytes]]]:
        for waiting in batch:
            assert not self.lost
            self.fetched.append(waiting.place.uid)
            if waiting.place.uid in self.bad:
                self.lost = True
                raise self.trouble
            yield from super().fetch([waiting])


def stubborn(world: World, bad: set[int], mails: int, trouble: Exception | None = None) -> tuple[Taker, Stubborn]:
    """Return a taker on a mailbox with so many mails, some of which cannot be fetched."""
    world.mailbox = mailbox = Stubborn(trouble)
    one = connected(world)
    mailbox.bad = bad
    for number in range(1, mails + 1):
        mailbox.put(mail(sender=f"c{number}@mail.example"))
    return one, mailbox


def unfetchable(world: World) -> list[tuple[str, int]]:
    return [(row.subject, row.count) for row in world.rows(Alarm) if row.name == "mail.unfetchable" and row.cleared_at is None]


@pytest.mark.parametrize("bad", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("trouble", [MailboxAway("no answer in time"), ZeroDivisionError()], ids=lambda one: type(one).__name__)
def test_a_mail_that_cannot_be_fetched_holds_up_nothing_behind_it(world: World, bad: int, trouble: Exception) -> None:
    one, mailbox = stubborn(world, {bad}, 5, trouble)
    assert one.take_in() == 4
    assert (kinds(world), world.alarms()) == (["complaint"] * 4, ["mail.unfetchable"])
    assert [row.complainant_address for row in world.complaints()] == [f"c{uid}@mail.example" for uid in range(1, 6) if uid != bad]
    assert [row.attempts for row in world.rows(Arrival)] == [1] * 4
    assert list(mailbox.folders["INBOX"]) == [bad]


def test_it_rests_is_tried_again_and_when_it_comes_at_last_all_is_well(world: World) -> None:
    one, mailbox = stubborn(world, {1}, 2)
    one.take_in()
    mailbox.fetched.clear()
    one.take_in()
    assert (mailbox.fetched, unfetchable(world)) == ([], [("klachten/1", 1)])
    world.clock.advance(REST)
    new = mailbox.put(mail(sender=BOB))
    one.take_in()
    assert mailbox.fetched == [new, 1]
    assert unfetchable(world) == [("klachten/1", 2)]
    world.clock.advance(REST)
    mailbox.bad.clear()
    assert one.take_in() == 1
    assert (unfetchable(world), mailbox.raws("INBOX")) == ([], [])


def test_it_is_over_as_well_when_somebody_takes_it_away(world: World) -> None:
    one, mailbox = stubborn(world, {1}, 2)
    one.take_in()
    mailbox.folders["INBOX"].clear()
    one.take_in()
    assert unfetchable(world) == []


def read_until(world: World) -> datetime | None:
    """Return until when the mailbox was read to the end."""
    (row,) = world.rows(MailboxRow)
    return row.last_reached_at


def test_a_whole_pass_is_noted_by_when_it_began_and_no_lesser_one(world: World) -> None:
    watch = connected(world)
    assert read_until(world) is None
    watch.take_in(lambda: True)
    assert read_until(world) is None
    watch.take_in()
    assert read_until(world) == NOW
    world.clock.advance(HOUR)
    world.mailbox.away = [MailboxAway("gone")]
    with pytest.raises(MailboxAway):
        watch.take_in()
    assert read_until(world) == NOW


def test_with_a_mail_that_cannot_be_fetched_the_mailbox_is_not_read_to_the_end(world: World) -> None:
    watch, mailbox = stubborn(world, {1}, 2)
    watch.take_in()
    assert read_until(world) is None
    mailbox.folders["INBOX"].pop(1)
    watch.take_in()
    assert read_until(world) == NOW


def test_an_earlier_run_knew_of_it_too(world: World) -> None:
    one, _ = stubborn(world, {1}, 2)
    one.take_in()
    connected(world).take_in()
    assert unfetchable(world) == [("klachten/1", 2)]


def test_where_several_in_a_row_cannot_be_fetched_it_is_the_mailbox_and_still_the_others_get_their_turn(world: World) -> None:
    one, mailbox = stubborn(world, {1, 2, 3, 4, 5}, 7)
    with pytest.raises(MailboxAway):
        one.take_in()
    assert len(unfetchable(world)) == IN_A_ROW
    one.connect()
    assert one.take_in() == 2
    assert (len(unfetchable(world)), list(mailbox.folders["INBOX"])) == (5, [1, 2, 3, 4, 5])
    mailbox.fetched.clear()
    world.clock.advance(REST)
    one.take_in()
    assert mailbox.fetched == [1, 2, 3]  # no more in one pass: each may cost a connection
    one.take_in()
    assert mailbox.fetched == [1, 2, 3, 4, 5]


def test_so_it_is_when_each_is_a_batch_of_its_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one, mailbox = stubborn(world, {1, 2, 3, 4, 5}, 5)
    together = mailbox.waiting
    monkeypatch.setattr(mailbox, "waiting", lambda: ([waiting] for batch in together() for waiting in batch))
    with pytest.raises(MailboxAway):
        one.take_in()
    assert len(unfetchable(world)) == IN_A_ROW


def test_an_inbox_that_was_numbered_anew_meanwhile_ends_the_pass(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one, mailbox = stubborn(world, {1}, 2)
    connect = mailbox.connect

    def renumbered() -> None:
        mailbox.uidvalidity += 1
        connect()

    monkeypatch.setattr(mailbox, "connect", renumbered)
    with pytest.raises(MailboxAway, match="renumbered"):
        one.take_in()
    assert world.rows(Arrival) == []


@pytest.mark.usefixtures("impatient")
def test_whoever_may_not_read_the_mailbox_stands_by(world: World) -> None:
    connected(world)
    one = taker(world)
    asked: list[bool] = [False, False, True, True]
    one.may_read = lambda: asked.pop(0) if asked else True
    world.mailbox.put(mail())
    Watched(world, one).run()
    assert (world.mailbox.connected, kinds(world)) == (2, ["complaint"])


@pytest.mark.usefixtures("impatient")
def test_a_right_that_is_lost_ends_the_reading(world: World) -> None:
    connected(world)
    one = taker(world)
    answers = iter([True, True, False, False, True, True, True])
    one.may_read = lambda: next(answers, True)
    Watched(world, one).run(lambda: None)
    assert world.mailbox.connected == 3


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("trouble", [TryLater, CannotStart])
def test_a_register_that_is_away_with_the_mailbox_ends_nothing(world: World, trouble: type[Exception]) -> None:
    """The alarm cannot be written then; it is said in the log."""
    one = connected(world)
    lost = iter([True] * (ALARM_FROM_ATTEMPT + 1))

    class Away:
        """A register that cannot be reached for a while."""

        def __getattr__(self, name: str) -> object:
            if next(lost, False):
                raise trouble("away")
            return getattr(world.store, name)

    one._store = Away()  # type: ignore[assignment]  # a keeper of the same promises, for what is asked of it
    Watched(world, one).run()
    assert world.rows(Alarm) == []


def test_it_stops_between_two_batches(world: World) -> None:
    one = connected(world)
    for _ in range(7):
        world.mailbox.put(mail())
    answers = iter([False, True])
    assert one.take_in(lambda: next(answers, True)) == 3
    assert one.take_in(lambda: True) == 0
    assert one.take_in() == 4


def test_it_stops_before_it_tries_again_what_was_left(world: World) -> None:
    world.keep(mail())
    one = connected(world)
    one.take_in(lambda: True)
    assert kinds(world) == [None]
    one.take_in()
    assert kinds(world) == ["complaint"]


def test_what_sending_owes_is_done_and_the_mailbox_let_go(world: World) -> None:
    one = connected(world)
    world.deliver(mail(), from_file=True)
    world.send(keeps_sent=True)
    one.finish()
    assert (len(world.mailbox.raws(Shelf.SENT)), world.mailbox.closed) == (2, 1)
    assert world.rows(FolderWork, FolderWork.done_at.is_(None)) == []
    one.wake()
    assert world.mailbox.woken == 1


def test_the_pauses_grow_to_a_quarter_of_an_hour() -> None:
    pauses = [seconds_before(attempt, 0.5) for attempt in range(1, 40)]
    assert pauses == sorted(pauses)
    assert pauses[-1] <= 15 * 60


def test_the_customers_limit_for_attachments_holds(world: World) -> None:
    world.rules = replace(world.rules, house=replace(world.rules.house, enclosures_bytes=10))
    one = connected(world)
    world.mailbox.put(with_attachments(11))
    one.take_in()
    assert world.letter(Letter.NEW_COMPLAINT).facts["attachments"][0]["enclosed"] is False
