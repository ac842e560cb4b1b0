"""What was removed from the register leaves the mailbox, wherever it lies among our folders; nothing else does, and nothing comes back."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from imapclient import IMAPClient

from intake.erasing import AGAIN_AFTER, AT_ONCE
from intake.folders import carry
from intake.keep import BacklogRule, keep
from intake.mailbox import ImapMailbox
from intake.ports import Mailbox, MailboxAway, Place
from scene.imap_post import Post
from tracker.errors import NeedsPerson
from tracker.house_records import Alarm
from tracker.ledger import MailClass, Shelf
from tracker.owing import Work
from tracker.records import FolderWork, LetterOwed
from tracker.removal.erasing import erase
from tracker.schema import Record
from world import ALICE, BOB, NOW, MemoryMailbox, World, mail, new_world

NEVER = BacklogRule(0, 0, None)


def take_in(world: World, mailbox: Mailbox) -> list[int]:
    """Keep, handle and file what is new in the inbox; return the mails' ids."""
    kept = [one for batch in mailbox.waiting() for one in keep(mailbox, batch, world.store, NEVER, world.clock)]
    for one in kept:
        world.intake.handle(one.arrival_id, world.read(one.raw or b""))
    carry(mailbox, world.store, world.clock)
    return [one.arrival_id for one in kept]


def remove(world: World, *arrival_ids: int, letter_ids: tuple[int, ...] = ()) -> None:
    with world.store.unit() as session:
        erase(session, arrival_ids, letter_ids, NOW)


def carry_all(world: World) -> int:
    return carry(world.mailbox, world.store, world.clock)


def everything(mailbox: MemoryMailbox) -> list[bytes]:
    return [raw for folder in mailbox.folders for raw in mailbox.raws(folder)]


def mentions(world: World, words: str) -> list[str]:
    """Return the tables in which some value is, or holds, these words."""
    tables = Record.metadata.sorted_tables
    with world.store.reading() as session:
        return [table.name for table in tables if any(words in str(value) for row in session.execute(table.select()) for value in row)]


@pytest.fixture
def doomed(world: World) -> bytes:
    """Take in a mail that is to go, and then one that stays; return the bytes of the first."""
    raw = mail(sender=ALICE)
    world.mailbox.put(raw)
    world.mailbox.put(mail(sender=BOB))
    take_in(world, world.mailbox)
    return raw


def moved_by_a_person(mailbox: MemoryMailbox, raw: bytes) -> None:
    found = mailbox.folders[Shelf.HANDLED]
    uid = next(uid for uid, (bytes_, _) in found.items() if bytes_ == raw)
    mailbox.put(found.pop(uid)[0], NOW, Shelf.SPAM)


def copied_by_a_person(mailbox: MemoryMailbox, raw: bytes) -> None:
    mailbox.put(raw, NOW, Shelf.ROBOTS)
    mailbox.put(raw, NOW, Shelf.SENT)


def dragged_back(mailbox: MemoryMailbox, raw: bytes) -> None:
    moved_by_a_person(mailbox, raw)
    mailbox.put(mailbox.folders[Shelf.SPAM].popitem()[1][0])


def renumbered(mailbox: MemoryMailbox, raw: bytes) -> None:
    assert raw in everything(mailbox)
    mailbox.renumber()


def folder_gone(mailbox: MemoryMailbox, raw: bytes) -> None:
    moved_by_a_person(mailbox, raw)
    for kept, at in mailbox.folders.pop(Shelf.HANDLED).values():
        mailbox.put(kept, at, Shelf.ROBOTS)


def erased_already(mailbox: MemoryMailbox, raw: bytes) -> None:
    moved_by_a_person(mailbox, raw)
    mailbox.folders[Shelf.SPAM].clear()


@pytest.mark.parametrize(
    "meanwhile",
    [moved_by_a_person, copied_by_a_person, dragged_back, renumbered, folder_gone, erased_already, lambda *_: None],
    ids=["moved", "copied", "dragged back", "renumbered", "folder gone", "erased already", "where it was"],
)
def test_it_goes_wherever_it_lies_and_nothing_is_left_that_tells_of_it(
    world: World, doomed: bytes, meanwhile: Callable[[MemoryMailbox, bytes], None]
) -> None:
    meanwhile(world.mailbox, doomed)
    stays = [raw for raw in everything(world.mailbox) if raw != doomed]
    remove(world, 1)
    assert take_in(world, world.mailbox) == [], "what is to be erased is not taken in once more"
    assert everything(world.mailbox) == stays
    assert mentions(world, hashlib.sha256(doomed).hexdigest()) == []


def test_what_was_thrown_away_is_the_servers_own_affair(world: World, doomed: bytes) -> None:
    world.mailbox.put(doomed, NOW, "Trash")
    remove(world, 1)
    carry_all(world)
    assert world.mailbox.raws("Trash") == [doomed]


@pytest.mark.parametrize("tells_places", [True, False])
@pytest.mark.parametrize("numbered_anew", [False, True])
def test_the_same_mail_that_came_once_more_and_is_still_on_record_stays(world: World, *, tells_places: bool, numbered_anew: bool) -> None:
    world.mailbox.tells_places = tells_places
    raw = mail()
    for _ in range(2):
        world.mailbox.put(raw)
    assert take_in(world, world.mailbox) == [1, 2]
    assert world.arrival().kind == MailClass.REDELIVERED
    if numbered_anew:
        world.mailbox.renumber()
    remove(world, 1)
    carry_all(world)
    assert everything(world.mailbox) == [raw]
    remove(world, 2)
    carry_all(world)
    assert everything(world.mailbox) == []


def test_the_only_copy_of_a_mail_on_record_stays_where_it_came_once_more_because_a_person_dragged_it_back(world: World) -> None:
    raw = mail()
    world.mailbox.put(raw)
    take_in(world, world.mailbox)
    dragged_back(world.mailbox, raw)
    assert take_in(world, world.mailbox) == [2]
    remove(world, 2)
    carry_all(world)
    assert everything(world.mailbox) == [raw]
    remove(world, 1)
    carry_all(world)
    assert everything(world.mailbox) == []


def test_the_same_mail_in_another_mailbox_stays(world: World) -> None:
    other, raw = MemoryMailbox("tweede"), mail()
    for one in (world.mailbox, other):
        one.put(raw)
        take_in(world, one)
    remove(world, 1)
    for one in (world.mailbox, other):
        carry(one, world.store, world.clock)
    assert (everything(world.mailbox), everything(other)) == ([], [raw])


# what is under way while the rows go


@dataclass
class Interrupted(MemoryMailbox):
    """A mailbox in which something happens between an act and what is noted of it."""

    meanwhile: Callable[[], None] = lambda: None

    def move(self, places: Sequence[Place], shelf: Shelf) -> dict[Place, Place]:
        moved = super().move(places, shelf)
        self.meanwhile()
        return moved

    def append(self, shelf: Shelf, raw: bytes, at: datetime) -> Place | None:
        place = super().append(shelf, raw, at)
        self.meanwhile()
        return place

    def erase(self, place: Place) -> bool:
        erased = super().erase(place)
        self.meanwhile()
        return erased


def test_a_mail_that_is_being_moved_while_it_is_removed_goes(world: World) -> None:
    mailbox = Interrupted()
    mailbox.put(mail())
    mailbox.meanwhile = lambda: remove(world, 1)
    take_in(world, mailbox)
    assert (everything(mailbox), world.rows(FolderWork)) == ([], [])


@pytest.mark.parametrize("lost", [False, True], ids=["answered", "answer lost"])
def test_a_copy_that_is_being_laid_away_while_its_letter_is_removed_goes(world: World, *, lost: bool) -> None:
    world.deliver(mail(), from_file=True)
    world.send(keeps_sent=True)
    letters = tuple(row.id for row in world.letters())
    mailbox = Interrupted()

    def meanwhile() -> None:
        remove(world, letter_ids=letters)
        mailbox.meanwhile = lambda: None
        if lost:
            raise MailboxAway("lost")

    mailbox.meanwhile = meanwhile
    try:
        carry(mailbox, world.store, world.clock)
    except MailboxAway:
        carry(mailbox, world.store, world.clock)
    assert (everything(mailbox), world.rows(FolderWork), world.rows(LetterOwed)) == ([], [], [])


def test_an_erasure_whose_answer_was_lost_is_finished_at_the_next_pass(world: World) -> None:
    """docs/mail-rules.md, F53."""
    mailbox, stays = Interrupted(), mail(sender=BOB)
    for raw in (mail(), mail(), stays):
        mailbox.put(raw)
    take_in(world, mailbox)
    remove(world, 1, 2)

    def lost() -> None:
        mailbox.meanwhile = lambda: None
        raise MailboxAway("lost")

    mailbox.meanwhile = lost
    with pytest.raises(MailboxAway):
        carry(mailbox, world.store, world.clock)
    assert len(everything(mailbox)) == 2
    assert carry(mailbox, world.store, world.clock) == 2
    assert (everything(mailbox), world.rows(FolderWork, FolderWork.work == Work.ERASE)) == ([stays], [])


def test_a_copy_goes_whose_place_the_server_did_not_tell(world: World) -> None:
    world.mailbox.tells_places = False
    world.deliver(mail(), from_file=True)
    sent = [one.raw for one in world.send(keeps_sent=True)]
    carry_all(world)
    assert world.mailbox.raws(Shelf.SENT) == sent
    remove(world, letter_ids=(1,))
    carry_all(world)
    assert world.mailbox.raws(Shelf.SENT) == sent[1:]


# what cannot be erased


class Stubborn(MemoryMailbox):
    """A server that cannot erase one mail alone, until a person does."""

    stubborn = True

    def erase(self, place: Place) -> bool:
        if self.stubborn and place.uid in self.folders.get(place.folder, {}):
            raise NeedsPerson("the server cannot erase one mail alone")
        return super().erase(place)


def test_a_server_that_cannot_erase_one_mail_is_an_alarm_until_a_person_has(world: World) -> None:
    mailbox = Stubborn()
    mailbox.put(mail())
    take_in(world, mailbox)
    mailbox.put(mail())
    remove(world, 1)
    assert take_in(world, mailbox) == [2], "it holds up nothing"
    (left,) = world.rows(FolderWork, FolderWork.work == Work.ERASE)
    assert (left.attempts, left.next_attempt_at) == (1, NOW + AGAIN_AFTER)
    (alarm,) = world.rows(Alarm, Alarm.name == "mailbox.not_erased")
    assert (alarm.subject, alarm.words) == ("klachten", "the server cannot erase one mail alone")
    mailbox.stubborn = False
    world.clock.advance(AGAIN_AFTER)
    carry(mailbox, world.store, world.clock)
    assert (world.rows(FolderWork, FolderWork.work == Work.ERASE), world.alarms()) == ([], [])


def test_much_to_erase_lets_new_mail_in_between(world: World) -> None:
    world.mailbox.put(mail())
    take_in(world, world.mailbox)
    gone = {"work": Work.ERASE, "folder": Shelf.HANDLED, "mailbox": "klachten", "sha256": "0" * 64, "size": 1, "next_attempt_at": NOW}
    with world.store.unit() as session:
        session.add_all(FolderWork(**gone) for _ in range(AT_ONCE + 1))
    assert (carry_all(world), world.mailbox.woken) == (AT_ONCE, 1)
    assert (carry_all(world), world.mailbox.woken) == (1, 1)


# over real servers


@pytest.fixture
def sqlite_world(tmp_path: Path) -> Iterator[World]:
    with new_world(f"sqlite:///{tmp_path / 'register.db'}", tmp_path) as one:
        yield one


def raws_in(staff: IMAPClient, folder: str) -> dict[bytes, int]:
    staff.select_folder(folder)
    return {told[b"BODY[]"]: uid for uid, told in staff.fetch(staff.search(), ["BODY.PEEK[]"]).items()}


def by_sender(staff: IMAPClient, folder: str) -> dict[bytes, int]:
    """Open a folder; return what the complainants wrote, by their names."""
    found = ((re.search(rb"From: <(klager\d)@", raw), uid) for raw, uid in raws_in(staff, folder).items())
    return {name[1]: uid for name, uid in found if name}


def test_on_a_real_server_only_what_was_removed_goes(sqlite_world: World, post: Post, mailbox: ImapMailbox) -> None:
    """docs/mail-rules.md, R-IMAP-04 and R-IMAP-10: where it was, moved, copied and dragged back by a person, and our copies in Sent."""
    world = sqlite_world
    mailbox.folders_check()
    for number in range(5):
        post.deliver(mail(sender=f"klager{number}@mail.example"))
    take_in(world, mailbox)
    world.send(keeps_sent=True)
    carry(mailbox, world.store, world.clock)
    with post.staff() as staff:
        filed = by_sender(staff, "Klachten/Verwerkt")
        staff.move([filed[b"klager1"]], "Klachten/Één & ander")
        staff.copy([filed[b"klager2"]], "Sent")
        staff.move([filed[b"klager3"]], "INBOX")
    stays = {row.raw for row in world.letters() if row.complaint_id == 5}
    remove(world, 1, 2, 3, 4, letter_ids=tuple(row.id for row in world.letters() if row.complaint_id != 5))
    assert take_in(world, mailbox) == []
    with post.staff() as staff:
        left = {folder: set(by_sender(staff, folder)) for folder in ("INBOX", "Klachten/Verwerkt", "Klachten/Één & ander")}
        assert raws_in(staff, "Sent").keys() == stays != set()
    assert left == {"INBOX": set(), "Klachten/Verwerkt": {b"klager4"}, "Klachten/Één & ander": set()}
    assert world.rows(FolderWork, FolderWork.work == Work.ERASE) == []
