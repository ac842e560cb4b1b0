"""Folder work: done once, wherever it stopped; a folder that refuses holds up no other."""

import pytest

from intake.erasing import AGAIN_AFTER
from intake.folders import AT_ONCE, carry
from intake.ports import MailboxAway, Place
from tracker.house_records import Alarm
from tracker.ledger import Shelf
from tracker.records import Arrival, FolderWork, LetterOwed
from world import NOW, MemoryMailbox, World, mail


def come_in(world: World, raw: bytes | None = None) -> int:
    """Let a mail lie in the inbox, be kept and be handled; return its id."""
    raw = raw or mail()
    uid = world.mailbox.put(raw)
    world.deliver(raw)
    arrival = world.arrival()
    with world.store.unit() as session:
        row = session.get_one(Arrival, arrival.id)
        row.folder_uid, row.folder_uidvalidity = uid, world.mailbox.uidvalidity
    return arrival.id


def carry_all(world: World) -> int:
    return carry(world.mailbox, world.store, world.clock)


def open_work(world: World) -> list[FolderWork]:
    return world.rows(FolderWork, FolderWork.done_at.is_(None))


def place_of(row: Arrival) -> Place:
    return Place(str(row.folder), row.folder_uidvalidity or 0, row.folder_uid or 0)


def test_mails_go_to_the_folders_of_their_classes_and_are_found_there(world: World) -> None:
    complaint, robot = mail(), mail(Auto_Submitted="auto-replied")
    for raw in (complaint, robot):
        come_in(world, raw)
    assert carry_all(world) == 2
    assert (world.mailbox.raws("INBOX"), world.mailbox.raws(Shelf.HANDLED), world.mailbox.raws(Shelf.ROBOTS)) == ([], [complaint], [robot])
    for row, raw in zip(world.rows(Arrival), (complaint, robot), strict=True):
        place = place_of(row)
        assert world.mailbox.folders[place.folder][place.uid][0] == raw
    assert [work.done_at for work in world.rows(FolderWork)] == [NOW, NOW]
    assert carry_all(world) == 0


def test_a_server_that_tells_no_places_is_asked_for_them(world: World) -> None:
    world.mailbox.tells_places = False
    come_in(world)
    carry_all(world)
    row = world.arrival()
    assert row.folder == Shelf.HANDLED
    assert row.folder_uid in world.mailbox.folders[Shelf.HANDLED]


def test_a_mail_that_is_gone_is_no_more_work(world: World) -> None:
    come_in(world)
    world.mailbox.folders["INBOX"].clear()
    assert carry_all(world) == 1
    assert open_work(world) == []


def test_work_for_a_mail_without_a_place_ends(world: World) -> None:
    come_in(world)
    with world.store.unit() as session:
        session.get_one(Arrival, 1).folder = None
    carry_all(world)
    assert (open_work(world), len(world.mailbox.raws("INBOX"))) == ([], 1)


def test_more_than_fits_at_once_is_done_all_the_same(world: World) -> None:
    for _ in range(AT_ONCE + 5):
        come_in(world)
    assert carry_all(world) == AT_ONCE + 5
    assert (len(world.mailbox.raws(Shelf.HANDLED)), open_work(world)) == (AT_ONCE + 5, [])


def test_a_folder_that_refuses_is_an_alarm_and_is_tried_again_while_the_others_go_on(world: World) -> None:
    """F26."""
    come_in(world)
    come_in(world, mail(Auto_Submitted="auto-replied"))
    world.mailbox.full = {Shelf.HANDLED}
    assert carry_all(world) == 1
    (late,) = open_work(world)
    assert (late.folder, late.next_attempt_at, late.attempts) == (Shelf.HANDLED, NOW + AGAIN_AFTER, 1)
    (alarm,) = world.rows(Alarm)
    assert (alarm.name, alarm.subject, alarm.words) == ("folder.refused", "klachten/handled", "the folder is full")
    assert carry_all(world) == 0  # not due
    world.clock.advance(AGAIN_AFTER)
    assert carry_all(world) == 0
    assert world.rows(Alarm)[0].count == 2
    world.mailbox.full.clear()
    world.clock.advance(AGAIN_AFTER)
    assert carry_all(world) == 1
    assert (world.alarms(), open_work(world)) == ([], [])


def test_a_mailbox_that_is_away_leaves_the_work_due(world: World) -> None:
    come_in(world)
    world.mailbox.away = [MailboxAway("lost")]
    with pytest.raises(MailboxAway):
        carry_all(world)
    assert carry_all(world) == 1


def test_another_mailboxes_work_is_left_alone(world: World) -> None:
    come_in(world)
    assert carry(MemoryMailbox("tweede"), world.store, world.clock) == 0


# copies of what was sent


def sent(world: World) -> list[bytes]:
    """Send the letters of one complaint; return their bytes."""
    world.deliver(mail(), from_file=True)
    return [one.raw for one in world.send(keeps_sent=True)]


def test_a_copy_of_each_letter_is_laid_away(world: World) -> None:
    letters = sent(world)
    assert carry_all(world) == 2
    assert world.mailbox.raws(Shelf.SENT) == letters
    accepted_at = {row.accepted_at for row in world.rows(LetterOwed)}
    assert {at for _, at in world.mailbox.folders[Shelf.SENT].values()} == accepted_at
    assert all(work.filed_uid in world.mailbox.folders[Shelf.SENT] for work in world.rows(FolderWork))


class Swallowing(MemoryMailbox):
    """A mailbox that takes a copy and loses the connection before it says so."""

    def append(self, shelf: Shelf, raw: bytes, at: object) -> Place | None:
        super().append(shelf, raw, at)  # type: ignore[arg-type]  # as it was given
        raise MailboxAway("lost")


def test_a_copy_whose_answer_was_lost_is_not_made_twice(world: World) -> None:
    letters = sent(world)
    for _ in range(2):
        swallowing = Swallowing(folders=world.mailbox.folders, _uids=world.mailbox._uids)
        with pytest.raises(MailboxAway):
            carry(swallowing, world.store, world.clock)
    carry_all(world)
    assert world.mailbox.raws(Shelf.SENT) == letters
    assert open_work(world) == []


def test_a_letter_without_bytes_has_no_copy(world: World) -> None:
    sent(world)
    with world.store.unit() as session:
        session.get_one(LetterOwed, 1).raw = None
    assert carry_all(world) == 2
    assert len(world.mailbox.raws(Shelf.SENT)) == 1


def test_a_full_sent_folder_loses_no_copy(world: World) -> None:
    letters = sent(world)
    world.mailbox.full = {Shelf.SENT}
    assert carry_all(world) == 0
    assert world.alarms() == ["folder.refused"]
    world.mailbox.full.clear()
    world.clock.advance(AGAIN_AFTER)
    carry_all(world)
    assert (world.mailbox.raws(Shelf.SENT), world.alarms()) == (letters, [])
