"""The promises of `intake.ports.Mailbox` on moving, finding, erasing and copies of letters, over real servers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from imapclient import IMAPClient

from intake.mailbox import ImapMailbox
from intake.ports import MailboxAway
from scene.imap_post import NOW, Post, all_waiting, mail, read, sha256
from tracker.ledger import Shelf


class TestMove:
    def test_mail_leaves_the_inbox_for_a_folder_that_is_made_and_its_new_place_is_told(self, post: Post, mailbox: ImapMailbox) -> None:
        """docs/mail-rules.md, R-IMAP-03; more mails than one command takes."""
        for number in range(5):
            post.deliver(mail(number))
        waiting = all_waiting(mailbox)
        raws = read(mailbox, waiting)
        moved = mailbox.move([each.place for each in waiting], Shelf.ROBOTS)
        assert all_waiting(mailbox) == []
        assert moved.keys() == raws.keys()
        for old, new in moved.items():
            assert new.folder == "Klachten/Één & ander"
            assert mailbox.find(sha256(raws[old]), len(raws[old]), Shelf.ROBOTS) == [new]

    def test_the_new_folder_is_subscribed_to(self, post: Post, mailbox: ImapMailbox, staff: IMAPClient) -> None:
        post.deliver(mail(1))
        mailbox.move([each.place for each in all_waiting(mailbox)], Shelf.HANDLED)
        assert "Klachten/Verwerkt" in [name for _, _, name in staff.list_sub_folders()]

    def test_moving_again_is_safe(self, post: Post, mailbox: ImapMailbox) -> None:
        """docs/mail-rules.md, R-IMAP-04 and F09."""
        post.deliver(mail(1))
        post.deliver(mail(2))
        first, second = all_waiting(mailbox)
        assert mailbox.move([first.place], Shelf.HANDLED).keys() == {first.place}
        assert mailbox.move([first.place, second.place], Shelf.HANDLED).keys() == {second.place}
        assert mailbox.move([first.place, second.place], Shelf.HANDLED) == {}

    def test_a_place_of_another_uidvalidity_moves_nothing(self, post: Post, mailbox: ImapMailbox) -> None:
        """docs/mail-rules.md, R-IMAP-01 and R-IMAP-10."""
        post.deliver(mail(1))
        (waiting,) = all_waiting(mailbox)
        assert mailbox.move([replace(waiting.place, uidvalidity=waiting.place.uidvalidity - 1)], Shelf.HANDLED) == {}
        assert all_waiting(mailbox) == [waiting]

    def test_without_a_folder_in_the_settings_it_stays(self, post: Post, mailbox: ImapMailbox) -> None:
        post.deliver(mail(1))
        (waiting,) = all_waiting(mailbox)
        assert mailbox.move([waiting.place], Shelf.SPAM) == {}
        assert all_waiting(mailbox) == [waiting]

    def test_from_one_folder_of_ours_to_another(self, post: Post, mailbox: ImapMailbox) -> None:
        post.deliver(mail(1))
        (waiting,) = all_waiting(mailbox)
        there = mailbox.move([waiting.place], Shelf.ROBOTS)[waiting.place]
        further = mailbox.move([there], Shelf.HANDLED)[there]
        assert further.folder == "Klachten/Verwerkt"
        assert mailbox.erase(further)

    def test_a_folder_that_staff_removed_is_made_again(self, post: Post, mailbox: ImapMailbox, staff: IMAPClient) -> None:
        """docs/mail-rules.md, F26: refused once, and good the next time."""
        post.deliver(mail(1))
        post.deliver(mail(2))
        first, second = all_waiting(mailbox)
        mailbox.move([first.place], Shelf.HANDLED)
        staff.delete_folder("Klachten/Verwerkt")
        with pytest.raises(MailboxAway):
            mailbox.move([second.place], Shelf.HANDLED)
        assert mailbox.move([second.place], Shelf.HANDLED).keys() == {second.place}


class TestFindAndErase:
    def test_only_exactly_these_bytes_are_found(self, post: Post, mailbox: ImapMailbox) -> None:
        post.deliver(mail(1, 2500))
        post.deliver(mail(2, 2500))
        first, second = read(mailbox, all_waiting(mailbox)).items()
        assert len(first[1]) == len(second[1])
        assert mailbox.find(sha256(first[1]), len(first[1])) == [first[0]]
        assert mailbox.find(sha256(first[1]), len(first[1]) + 1) == []
        assert mailbox.find(sha256(b""), 0) == []
        assert mailbox.find(sha256(first[1]), len(first[1]), Shelf.SPAM) == []
        assert mailbox.find(sha256(first[1]), len(first[1]), Shelf.HANDLED) == [], "a folder that nobody made yet"

    def test_erasing_takes_this_mail_alone_though_others_are_marked_as_deleted(
        self, post: Post, mailbox: ImapMailbox, staff: IMAPClient
    ) -> None:
        """docs/mail-rules.md, R-IMAP-04: never a plain EXPUNGE."""
        post.deliver(mail(1))
        post.deliver(mail(2))
        first, second = all_waiting(mailbox)
        staff.noop()
        staff.add_flags([second.place.uid], [rb"\Deleted"])
        assert mailbox.erase(first.place)
        assert all_waiting(mailbox) == [second]
        assert mailbox.erase(first.place), "gone already is as good"

    def test_a_place_in_a_folder_that_is_gone_or_was_renumbered_says_nothing(self, post: Post, mailbox: ImapMailbox) -> None:
        """docs/mail-rules.md, R-IMAP-01."""
        post.deliver(mail(1))
        (waiting,) = all_waiting(mailbox)
        there = mailbox.move([waiting.place], Shelf.HANDLED)[waiting.place]
        assert not mailbox.erase(replace(there, uidvalidity=there.uidvalidity - 1))
        assert not mailbox.erase(replace(there, folder="Klachten/Weg"))
        assert mailbox.erase(there)

    def test_a_sent_copy_is_read_dated_found_and_erased(self, mailbox: ImapMailbox, staff: IMAPClient) -> None:
        place = mailbox.append(Shelf.SENT, mail(1), datetime(2026, 4, 2, 7, 5, 9, tzinfo=UTC))
        assert place is not None
        staff.normalise_times = False
        staff.select_folder("Sent")
        (told,) = staff.fetch([place.uid], ["FLAGS", "INTERNALDATE", "BODY.PEEK[]"]).values()
        assert rb"\Seen" in told[b"FLAGS"]
        assert told[b"INTERNALDATE"] == datetime(2026, 4, 2, 7, 5, 9, tzinfo=UTC)
        assert told[b"BODY[]"] == mail(1)
        assert mailbox.find(sha256(mail(1)), len(mail(1)), Shelf.SENT) == [place]
        assert mailbox.erase(place)
        assert mailbox.find(sha256(mail(1)), len(mail(1)), Shelf.SENT) == []

    def test_what_lies_in_a_folder_is_listed_and_fetched_as_the_inbox_is(self, post: Post, mailbox: ImapMailbox) -> None:
        """More than one command takes, some of them larger than a block; and the inbox is listed between two of them all the same."""
        raws = [mail(number) + b"x" * 900 * number + b"\r\n" for number in range(5)]
        places = [mailbox.append(Shelf.SENT, raw, NOW) for raw in raws]
        post.deliver(mail(9))
        listed = []
        for batch in mailbox.lying(Shelf.SENT):
            assert len(all_waiting(mailbox)) == 1
            listed += batch
        assert [(each.place, each.received_at) for each in listed] == [(place, NOW) for place in places]
        assert list(read(mailbox, listed).values()) == raws
        *copies, received = read(mailbox, [*listed, *all_waiting(mailbox)]).values()
        assert (copies, received.endswith(mail(9))) == (raws, True)

    def test_in_a_folder_that_is_absent_nothing_lies(self, mailbox: ImapMailbox) -> None:
        assert [*mailbox.lying(Shelf.SPAM), *mailbox.lying(Shelf.HANDLED)] == []

    def test_without_a_folder_in_the_settings_there_is_no_copy(self, mailbox: ImapMailbox) -> None:
        assert mailbox.append(Shelf.SPAM, mail(1), NOW) is None
