"""A restored register, compared with the mailbox: it becomes what it was when it was lost, and nobody is answered twice."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from intake.handle import FOUND_AGAIN
from intake.keep import FROM_A_FOLDER
from intake.ports import MailboxAway
from intake.taking import Taker
from klachten.health import look
from outbound.again import send_again
from outbound.courier import Undeliverable
from tracker.agenda import run_due
from tracker.figures.snapshots import snapshot_if_due
from tracker.house_records import ToDelete
from tracker.ledger import Shelf
from tracker.model import Letter
from tracker.records import Arrival, Journal, LetterOwed
from tracker.records import Mailbox as MailboxRow
from tracker.removal.ledger import Ledger
from tracker.removal_records import RemovedReference, SentCopy
from tracker.reporting.owing import owe_reports
from tracker.schema import Record
from tracker.sent_copies import give_up_others, have_compared, to_compare
from world import ALICE, BOB, COLLECTOR, DESK, DIRECTOR, MANAGER, PROVEN, MemoryMailbox, NearReaders, World, bounce, mail

MINUTE = timedelta(minutes=1)
Rows = dict[str, list[dict[str, Any]]]


class House:
    """The house at work on its mailbox, a register that can be lost, and a backup of it."""

    def __init__(self, world: World, *, keeps_sent: bool = True, mailbox: MemoryMailbox | None = None) -> None:
        self.world, self.keeps_sent, self.mailbox = world, keeps_sent, mailbox or world.mailbox
        self.backup: tuple[datetime, Rows] | None = None
        self.faults: dict[bytes, list[Exception]] = {}
        self.taker = self.new_taker()

    def new_taker(self) -> Taker:
        one = Taker(
            self.mailbox,
            self.world.store,
            NearReaders(self.faults),
            self.world.intake,
            self.world.clock,
            enclosures_bytes=1000,
            backlog_after=timedelta(days=5),
        )
        one.connect()
        return one

    def work(self, minutes: int = 6) -> None:
        """Take in, send and file, now and some minutes later."""
        for wait in (timedelta(0), minutes * MINUTE):
            self.world.clock.advance(wait)
            self.taker.take_in()
            self.world.send(keeps_sent=self.keeps_sent)
            self.taker.take_in()

    def comes(self, raw: bytes) -> None:
        """Let a mail come in, and do what it asks."""
        self.mailbox.put(raw, self.world.clock.now())
        self.work()

    def orders(self, subject: str, text: str = "", *, sender: str = COLLECTOR, **fields: str) -> None:
        """Let an employee mail about the only complaint."""
        told = {"Authentication_Results": PROVEN} | fields
        self.comes(mail(text, sender=sender, subject=f"[{self.world.complaint().reference}] {subject}", **told))

    def back_up(self) -> None:
        with self.world.store.reading() as session:
            tables = Record.metadata.sorted_tables
            rows = {one.name: [dict(row) for row in session.execute(one.select().order_by(*one.primary_key)).mappings()] for one in tables}
        self.backup = self.world.clock.now(), rows
        self.world.clock.advance(10 * MINUTE)

    def restore(self) -> None:
        """Put the register back as it was, as `klachten restore` does; the numbers of rows go on from where they were."""
        since, rows = self.backup or pytest.fail("there is no backup")
        with self.world.store.unit() as session:
            for table in reversed(Record.metadata.sorted_tables):
                session.execute(table.delete())
            for table in Record.metadata.sorted_tables:
                if rows[table.name]:
                    session.execute(insert(table), rows[table.name])
            have_compared(session, [one["name"] for one in rows[MailboxRow.__tablename__]], since)
        self.world.clock.advance(60 * MINUTE)
        self.taker = self.new_taker()

    def picture(self) -> dict[str, list[tuple[object, ...]]]:
        """Tell all that counts of the register, without the numbers of its rows."""
        world = self.world
        names = {one.id: one.reference for one in world.complaints()}
        return {
            "complaints": sorted(
                (one.reference, one.state, one.acknowledgement, one.acknowledged_at, one.registered_at, one.target_date, one.handler_role)
                for one in world.complaints()
            ),
            "journal": sorted((names[one.complaint_id], one.at, one.event, one.by_role, one.proof) for one in world.rows(Journal)),
            "letters": sorted(
                (
                    one.id if one.message_id else 0,
                    one.letter,
                    one.recipient,
                    one.message_id or "",
                    names.get(one.complaint_id or 0, ""),
                    one.parked_because or "",
                )
                for one in world.rows(LetterOwed)
            ),
            "mails": sorted(
                (one.sha256, one.kind, one.folder, one.folder_uid, names.get(one.complaint_id or 0)) for one in world.rows(Arrival)
            ),
        }


def complains(house: House) -> None:
    house.comes(mail())


def complains_often(house: House) -> None:
    """More than are acknowledged in an hour: the last ones were withheld, and are known by the letter to Manager Operations alone."""
    for number in range(5):
        house.comes(mail(f"Klacht {number}"))


def is_handled_to_the_end(house: House) -> None:
    house.comes(mail())
    house.orders("#toewijzen Teamleider Incasso", sender=MANAGER)
    house.orders("#afspraak", "Wij bellen u voortaan voordat wij een brief sturen.")
    house.orders("#opgelost")
    house.orders("#vraagklager", sender=MANAGER)
    inquiry = house.world.letter(Letter.VERIFICATION)
    house.comes(mail("Ja, dank u.", subject="Re: is uw klacht opgelost?", In_Reply_To=inquiry.message_id or ""))
    house.orders("#tevreden", sender=MANAGER)


def takes_back_in_time(house: House) -> None:
    """The first answer never went: the second one's copy must not pass for it."""
    house.comes(mail())
    house.orders("#toewijzen Teamleider Incasso", sender=MANAGER)
    for subject, text in (("#antwoord", "Wij bellen u."), ("#herstel", ""), ("#antwoord", "Wij schrijven u.")):
        told = {"Authentication_Results": PROVEN}
        raw = mail(text, sender=COLLECTOR, subject=f"[{house.world.complaint().reference}] {subject}", **told)
        house.world.mailbox.put(raw, house.world.clock.now())
        house.work(1)
    house.work()


def bounces(house: House) -> None:
    house.comes(mail())
    returned = house.world.letter(Letter.ACKNOWLEDGEMENT).message_id or ""
    house.comes(bounce(DESK, returned=returned))


def machines_write(house: House) -> None:
    house.comes(mail("Ik ben er niet.", subject="Afwezig", Auto_Submitted="auto-replied"))
    again = mail(sender=BOB)
    house.comes(again)
    house.comes(again)


def writes_without_an_id(house: House) -> None:
    house.comes(mail(Message_ID=""))
    house.comes(mail(Message_ID="", sender=BOB))
    house.comes(mail("Ook dit nog.", Message_ID=""))


def reuses_an_id(house: House) -> None:
    """Whoever copies another's Message-ID gets neither their reference nor their answer."""
    raw = mail(Message_ID="<zelfde@mail.example>", sender=BOB)
    house.comes(raw)
    house.comes(mail(Message_ID="<zelfde@mail.example>"))


LOST_TIMES = [
    ("nothing", lambda _: None),
    ("a-complaint", complains),
    ("more-than-are-acknowledged", complains_often),
    ("the-whole-procedure", is_handled_to_the_end),
    ("a-step-taken-back", takes_back_in_time),
    ("a-bounce", bounces),
    ("machines", machines_write),
    ("no-message-id", writes_without_an_id),
    ("another's-message-id", reuses_an_id),
]


@pytest.mark.parametrize("happens", [pytest.param(row[1], id=row[0]) for row in LOST_TIMES])
def test_the_register_becomes_what_it_was_and_nobody_is_written_to_twice(world: World, happens: Callable[[House], None]) -> None:
    house = House(world)
    house.back_up()
    happens(house)
    before, carried = house.picture(), len(world.courier.carried)
    house.restore()
    house.work()
    assert house.picture() == before
    assert [envelope.recipient for envelope in world.courier.carried[carried:]] == []
    assert [row.compare_since for row in world.rows(MailboxRow)] == [None]


def test_a_letter_that_was_owed_when_the_backup_was_made_and_went_then_is_not_sent_again(world: World) -> None:
    house = House(world)
    world.mailbox.put(mail(), world.clock.now())
    house.taker.take_in()
    house.back_up()
    house.work()
    before, carried = house.picture(), len(world.courier.carried)
    house.restore()
    house.work()
    assert (house.picture(), len(world.courier.carried)) == (before, carried)


def test_a_mail_that_was_answered_and_lies_in_the_inbox_still_is_not_answered_again(world: World) -> None:
    house = House(world)
    house.back_up()
    world.mailbox.full = {Shelf.HANDLED}
    complains(house)
    before, carried = house.picture(), len(world.courier.carried)
    house.restore()
    world.mailbox.full = set()
    house.work()
    after = house.picture()
    assert (after["complaints"], after["letters"], len(world.courier.carried)) == (before["complaints"], before["letters"], carried)
    assert world.mailbox.raws("INBOX") == []


def test_what_waited_in_the_inbox_while_there_was_no_register_is_answered(world: World) -> None:
    house = House(world)
    house.back_up()
    complains(house)
    world.mailbox.put(mail(sender=BOB), world.clock.now() + MINUTE)
    house.restore()
    house.work()
    assert [(one.complainant_address, one.acknowledgement) for one in world.complaints()] == [(ALICE, "accepted"), (BOB, "accepted")]
    assert [envelope.recipient for envelope in world.courier.carried].count(ALICE) == 1
    assert {one.reference for one in world.complaints()} == {"KL-2026-00001", "KL-2026-00002"}


def test_where_no_copies_are_kept_nobody_is_answered_and_a_person_sees_why(world: World) -> None:
    house = House(world, keeps_sent=False)
    house.comes(mail())
    house.orders("#toewijzen Teamleider Incasso", sender=MANAGER)
    house.back_up()
    house.orders("#antwoord", "Wij bellen u morgen.")
    house.comes(mail(sender=BOB))
    carried = len(world.courier.carried)
    house.restore()
    house.work()
    alices, bobs = world.complaints()
    assert (bobs.acknowledgement, bobs.acknowledgement_why) == ("withheld", FOUND_AGAIN)
    assert {ALICE, BOB}.isdisjoint(envelope.recipient for envelope in world.courier.carried[carried:])
    (answer,) = world.letters(Letter.ANSWER)
    assert (answer.complaint_id, answer.accepted_at is not None) == (alices.id, True)
    assert world.alarms() == ["letter.presumed"]
    send_again(world.store, answer.id, "An Administrator", world.clock.now())
    assert ([envelope.recipient for envelope in world.send()], world.alarms()) == ([ALICE], [])


def test_a_letter_found_in_sent_that_comes_back_later_can_be_sent_once_more(world: World) -> None:
    """Its old bounce address and Message-ID tell which it is; its bytes are composed anew."""
    house = House(world)
    house.back_up()
    complains(house)
    former = world.letter(Letter.ACKNOWLEDGEMENT)
    house.restore()
    house.comes(bounce(DESK, returned=former.message_id or ""))
    assert world.complaint().acknowledgement == "failed"
    send_again(world.store, former.id, "An Administrator", world.clock.now())
    (envelope,) = world.send()
    assert (envelope.recipient, (former.message_id or "").encode() in envelope.raw) == (ALICE, True)


def test_what_a_mailbox_brought_back_of_a_removed_complaint_is_registered_anew_and_unanswered(world: World) -> None:
    """docs/procedure.md, Removal: under another reference, since that one is no more; and our copy goes."""
    house = House(world)
    house.back_up()
    complains(house)
    house.restore()
    with world.store.unit() as session:
        session.add(RemovedReference(reference="KL-2026-00001", removed_date=world.clock.now().date()))
    carried = len(world.courier.carried)
    house.work()
    one = world.complaint()
    assert (one.reference, one.acknowledgement, one.acknowledgement_why) == ("KL-2026-00002", "withheld", FOUND_AGAIN)
    assert ALICE not in [envelope.recipient for envelope in world.courier.carried[carried:]]
    assert (world.rows(SentCopy), [raw for raw in world.mailbox.raws(Shelf.SENT) if b"KL-2026-00001" in raw]) == ([], [])


def test_a_link_of_a_letter_that_the_backup_does_not_know_works_once(world: World) -> None:
    """docs/mail-rules.md, D10: the letter has its old number again, and with it the tokens that it bore."""
    house = House(world)
    house.back_up()
    complains(house)
    letter = world.letter(Letter.NEW_COMPLAINT)
    house.restore()
    house.work()
    assert world.letter(Letter.NEW_COMPLAINT).id == letter.id
    assert world.letter(Letter.NEW_COMPLAINT).message_id == letter.message_id


class Fickle(MemoryMailbox):
    """A mailbox that goes away after so many questions, once."""

    questions = 10_000

    def _ask(self) -> None:
        super()._ask()
        self.questions -= 1
        if self.questions == 0:
            raise MailboxAway("gone")


class Patience:
    """Tells to stop once it was asked so many times."""

    def __init__(self, questions: int) -> None:
        self.questions = questions

    def __call__(self) -> bool:
        self.questions -= 1
        return self.questions <= 0


def test_interrupted_at_any_moment_it_goes_on_and_comes_to_the_same(world: World) -> None:
    """Whether the mailbox goes away, or the service is told to stop: where that comes after the end, there is nothing more to interrupt."""
    world.mailbox = Fickle()
    house = House(world)
    house.back_up()
    complains(house)
    house.orders("#toewijzen Teamleider Incasso", sender=MANAGER)
    before, carried = house.picture(), len(world.courier.carried)
    for questions in range(1, 12):
        house.restore()
        world.mailbox.questions, patience = questions, Patience(questions)
        with suppress(MailboxAway):
            house.taker.compare(patience)
        world.mailbox.questions = Fickle.questions
        house.taker = house.new_taker()
        house.taker.take_in()
        assert house.picture() == before
    house.work()
    assert len(world.courier.carried) == carried


def test_what_we_are_at_fault_with_is_handled_again_before_anything_is_sent(world: World) -> None:
    house = House(world)
    house.back_up()
    complains(house)
    before, carried = house.picture(), len(world.courier.carried)
    house.faults = {b"Klacht": [RuntimeError()]}
    house.restore()
    house.work()
    assert (house.picture(), len(world.courier.carried)) == (before, carried)


def test_the_copy_of_a_letter_that_was_parked_and_sent_again_since_is_no_other_letter(world: World) -> None:
    house = House(world)
    house.comes(mail())
    house.orders("#toewijzen Teamleider Incasso", sender=MANAGER)
    world.courier.faults = [Undeliverable("rcpt_refused", code=550)]
    house.comes(mail("Nog iets.", subject="Re: [KL-2026-00001] Klacht"))
    (parked,) = world.letters(Letter.FOLLOW_UP)
    house.back_up()
    send_again(world.store, parked.id, "An Administrator", world.clock.now())
    house.comes(mail("En nog iets.", subject="Re: [KL-2026-00001] Klacht"))
    _, later = world.letters(Letter.FOLLOW_UP)
    carried = len(world.courier.carried)
    house.restore()
    house.work()
    assert ([one.message_id for one in world.letters(Letter.FOLLOW_UP)], len(world.courier.carried)) == (
        [parked.message_id, later.message_id],
        carried,
    )


def test_only_what_is_unknown_is_fetched_and_once(world: World) -> None:
    house = House(world)
    house.comes(mail())
    house.back_up()
    house.comes(mail(sender=BOB))
    copies = len(world.mailbox.raws(Shelf.SENT))
    house.restore()
    world.mailbox.given.clear()
    house.work()
    assert len(world.mailbox.given) == len(set(world.mailbox.given)) == 1 + copies // 2
    assert [row.uidvalidity == FROM_A_FOLDER for row in world.rows(Arrival)] == [False, True]


def test_nothing_goes_and_nothing_is_due_before_all_is_compared(world: World) -> None:
    house = House(world)
    world.mailbox.put(mail(), world.clock.now())
    house.taker.take_in()
    house.back_up()
    house.restore()
    due(world)
    assert world.send() == []
    assert not snapshot_if_due(world.store, world.clock.now() + timedelta(days=7), world.rules.house.terms.zone)
    told = look(world.store, world.rules.house, [], world.clock.now()).wants
    assert [line.partition(":")[0] for line in told if "compared" in line] == ["mailbox klachten"]
    house.work()
    assert {envelope.recipient for envelope in world.courier.carried} == {ALICE, MANAGER}


def test_with_two_mailboxes_an_order_meets_the_complaint_that_came_into_the_other(world: World) -> None:
    """Neither goes on before both were read, and their mails are handled in one order."""
    house = House(world)
    other = House(world, mailbox=MemoryMailbox("info"))
    house.back_up()
    complains(house)
    other.orders("#toewijzen Teamleider Incasso", sender=MANAGER)
    complains(house)
    house.taker.take_in()
    before, carried = house.picture(), len(world.courier.carried)
    house.restore()
    other.taker = other.new_taker()
    assert (house.taker.take_in(), house.taker.compare(), other.taker.compare(), house.taker.compare()) == (0, False, True, True)
    house.work()
    other.work()
    assert (house.picture(), len(world.courier.carried)) == (before, carried)


def test_the_mail_of_the_day_that_went_is_not_made_again(world: World) -> None:
    house = House(world)
    house.comes(mail())
    world.clock.advance(timedelta(days=1))
    house.back_up()
    due(world)
    house.work()
    carried = len(world.courier.carried)
    assert world.courier.carried[-1].recipient == MANAGER
    house.restore()
    due(world)
    house.work()
    due(world)
    house.work()
    assert len(world.courier.carried) == carried


def test_the_report_of_the_week_that_went_is_not_made_again_and_one_that_was_asked_for_stands_for_none(world: World) -> None:
    house = House(world)
    house.comes(mail())
    house.back_up()
    house.comes(mail(sender=MANAGER, subject="#rapport", Authentication_Results=PROVEN))
    house.restore()
    house.work()
    world.clock.moment = datetime(2026, 4, 6, 6, 0, tzinfo=UTC)
    due(world)
    house.work()
    reports = [(one.facts["name"], one.recipient) for one in world.letters(Letter.REPORT)]
    assert reports == [("2026-W13", MANAGER), ("2026-W14", MANAGER), ("2026-W14", DIRECTOR)]
    nothing_goes_again(house)
    world.clock.moment = datetime(2026, 4, 27, 6, 0, tzinfo=UTC)
    due(world)
    house.work()
    came_after_all = [one.facts["name"] for one in world.letters(Letter.REPORT) if one.recipient == DIRECTOR]
    assert came_after_all == ["2026-W15", "2026-W16", "2026-W17"]
    nothing_goes_again(house)


def test_the_list_of_what_to_delete_that_went_is_not_made_again_in_its_week(world: World) -> None:
    house = House(world)
    with world.store.unit() as session:
        session.add(ToDelete(address=MANAGER, reference="KL-2026-00009", removed_date=date(2026, 4, 2)))
    house.back_up()
    for moment, went in ((datetime(2026, 4, 7, 6, 0, tzinfo=UTC), 1), (datetime(2026, 4, 13, 6, 0, tzinfo=UTC), 2)):
        world.clock.moment = moment
        due(world)
        house.work()
        house.restore()
        house.work()
        due(world)
        house.work()
        assert sum(b"\r\nX-KL-Letter: deletion_list" in one.raw for one in world.courier.carried) == went


def nothing_goes_again(house: House) -> None:
    """Restore the backup once more, and let all be done that is due."""
    carried = len(house.world.courier.carried)
    house.restore()
    for _ in range(2):
        house.work()
        due(house.world)
    assert len(house.world.courier.carried) == carried


def due(world: World) -> None:
    with world.store.unit() as session:
        run_due(session, world.rules.house, world.clock.now())
    owe_reports(world.store, world.rules.house, Ledger(Path("/nowhere/removals")), world.clock.now())


def test_a_mailbox_that_left_the_settings_is_not_waited_for(world: World) -> None:
    house = House(world)
    other = House(world, mailbox=MemoryMailbox("info"))
    house.back_up()
    complains(house)
    house.restore()
    assert (house.taker.compare(), other.mailbox.name in to_compare_now(world)) == (False, True)
    with world.store.unit() as session:
        give_up_others(session, ["klachten"], world.clock.now())
    assert (house.taker.compare(), to_compare_now(world), world.alarms()) == (True, [], ["mailbox.not_compared"])


def to_compare_now(world: World) -> list[str]:
    with world.store.reading() as session:
        return list(to_compare(session))
