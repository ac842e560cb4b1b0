"""The promises of `intake.ports.Mailbox` on connecting and reading, over real servers: the embedded one and, where installed, Dovecot."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from imapclient import IMAPClient

from intake.mailbox import ImapMailbox
from intake.ports import LoginRefused, Mailbox, MailboxAway, NotTrusted
from intake.wire import ImapSettings
from klachten.embedded import EmbeddedServers
from scene.imap_post import FOLDERS, NOW, Post, all_waiting, mail, read, settings_of
from servers.dovecot import Dovecot
from tracker.clock import HandClock, SystemClock


def test_the_adapter_is_a_mailbox() -> None:
    adapter: Mailbox = ImapMailbox(ImapSettings("klachten", "localhost", 993, "u"), SystemClock())
    assert adapter.name == "klachten"


class TestWaiting:
    def test_an_empty_inbox_has_no_batch_and_no_last_uid_that_matters(self, mailbox: ImapMailbox) -> None:
        assert list(mailbox.waiting()) == []
        assert list(mailbox.waiting(mailbox.last_uid)) == []

    def test_mail_comes_lowest_uid_first_in_batches_of_a_bounded_number(self, post: Post, mailbox: ImapMailbox) -> None:
        for number in range(7):
            post.deliver(mail(number))
        batches = list(mailbox.waiting())
        assert [len(batch) for batch in batches] == [3, 3, 1]
        uids = [waiting.place.uid for batch in batches for waiting in batch]
        assert uids == sorted(uids)

    def test_a_batch_is_bounded_in_bytes_and_a_large_mail_is_a_batch_of_its_own(self, post: Post) -> None:
        post.settings = replace(post.settings, batch_bytes=2000)
        for number, size in enumerate([10, 10, 5000, 10]):
            post.deliver(mail(number, size))
        mailbox = post.mailbox()
        mailbox.connect()
        assert [len(batch) for batch in mailbox.waiting()] == [2, 1, 1]
        mailbox.close()

    def test_only_mail_above_the_given_uid_though_the_server_names_its_last_message(self, post: Post, mailbox: ImapMailbox) -> None:
        """RFC 3501, 6.4.8: `n:*` holds the last message even when its UID is below n."""
        post.deliver(mail(1))
        post.deliver(mail(2))
        first, second = all_waiting(mailbox)
        assert all_waiting(mailbox, first.place.uid) == [second]
        assert all_waiting(mailbox, second.place.uid) == []
        assert all_waiting(mailbox, second.place.uid + 1000) == []

    def test_the_moment_of_receipt_is_aware_and_utc(self, post: Post, mailbox: ImapMailbox) -> None:
        post.deliver(b"Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n\r\noud\r\n")
        (waiting,) = all_waiting(mailbox)
        assert waiting.received_at.tzinfo is UTC
        assert abs(waiting.received_at - SystemClock().now()) < timedelta(days=1)

    def test_mail_that_staff_read_or_marked_as_deleted_waits_all_the_same(
        self, post: Post, mailbox: ImapMailbox, staff: IMAPClient
    ) -> None:
        """docs/mail-rules.md, R-IMAP-02: flags are no state of ours."""
        post.deliver(mail(1))
        staff.noop()
        staff.add_flags(staff.search(), [rb"\Seen", rb"\Deleted"])
        assert len(all_waiting(mailbox)) == 1

    def test_what_lay_there_at_the_connection_is_at_most_the_last_uid(self, post: Post) -> None:
        post.deliver(mail(1))
        mailbox = post.mailbox()
        mailbox.connect()
        post.deliver(mail(2))
        before, after = all_waiting(mailbox)
        assert before.place.uid <= mailbox.last_uid < after.place.uid
        assert 0 < mailbox.uidvalidity < 2**32
        mailbox.close()


class TestFetch:
    @pytest.mark.parametrize("size", [0, 500, 999, 1000, 1001, 2000, 12_345])
    def test_every_octet_comes_whatever_the_size(self, post: Post, mailbox: ImapMailbox, size: int) -> None:
        """docs/mail-rules.md, R-IMAP-08: in blocks, here of 1000 octets."""
        raw = b"Subject: =?utf-8?q?een_klacht?=\r\n\r\n" + bytes(33 + number % 90 for number in range(size)) + b"\r\n"
        post.deliver(raw)
        (waiting,) = all_waiting(mailbox)
        ((_, blocks),) = [(waiting, list(blocks)) for waiting, blocks in mailbox.fetch([waiting])]
        assert b"".join(blocks).endswith(raw)
        assert len(b"".join(blocks)) == waiting.size
        assert max(map(len, blocks)) <= 1000

    def test_the_mail_stays_unread(self, post: Post, mailbox: ImapMailbox, staff: IMAPClient) -> None:
        """docs/mail-rules.md, R-IMAP-02."""
        post.deliver(mail(1, 3000))
        assert read(mailbox, all_waiting(mailbox))
        staff.noop()
        (flags,) = staff.get_flags(staff.search()).values()
        assert rb"\Seen" not in flags

    def test_mail_taken_away_between_search_and_fetch_is_left_out_or_whole_and_harms_no_other(
        self, post: Post, mailbox: ImapMailbox, staff: IMAPClient
    ) -> None:
        """docs/mail-rules.md, F49; the embedded server still has it for who knew of it, Dovecot has not."""
        for number in range(3):
            post.deliver(mail(number))
        first, taken, last = all_waiting(mailbox)
        before = read(mailbox, [first, taken, last])
        staff.noop()
        staff.move([taken.place.uid], "Sent")
        after = read(mailbox, [first, taken, last])
        assert {first.place, last.place} <= after.keys()
        assert after.items() <= before.items()
        assert all_waiting(mailbox) == [first, last]

    def test_a_place_of_another_uidvalidity_is_left_out(self, post: Post, mailbox: ImapMailbox) -> None:
        """docs/mail-rules.md, R-IMAP-01."""
        post.deliver(mail(1))
        (waiting,) = all_waiting(mailbox)
        other = replace(waiting, place=replace(waiting.place, uidvalidity=waiting.place.uidvalidity - 1))
        assert read(mailbox, [other]) == {}


class TestConnect:
    def test_again_after_closing_and_while_open(self, post: Post) -> None:
        mailbox = post.mailbox()
        mailbox.connect()
        uidvalidity = mailbox.uidvalidity
        mailbox.connect()
        mailbox.close()
        mailbox.close()
        with pytest.raises(MailboxAway, match="not connected"):
            all_waiting(mailbox)
        mailbox.connect()
        assert mailbox.uidvalidity == uidvalidity
        mailbox.close()

    def test_an_authority_that_nobody_believes_is_not_trusted(self, post: Post) -> None:
        """docs/mail-rules.md, A27 and F28."""
        post.settings = replace(post.settings, ca_file=None)
        with pytest.raises(NotTrusted, match="authority is not known"):
            post.mailbox().connect()

    def test_folders_check_makes_all_and_has_nothing_to_say(self, mailbox: ImapMailbox, staff: IMAPClient) -> None:
        assert mailbox.folders_check() == []
        assert {name for name in FOLDERS.values() if name} <= {name for _, _, name in staff.list_folders()}
        assert mailbox.folders_check() == []

    def test_starttls(self, dovecot: Dovecot) -> None:
        """docs/mail-rules.md, D15 and R-IMAP-05: what the server can do is asked after TLS and after the login."""
        settings = settings_of(dovecot, dovecot.mailbox())
        mailbox = ImapMailbox(replace(settings, security="starttls", port=dovecot.imap_plain_port), HandClock(NOW))
        mailbox.connect()
        assert mailbox.folders_check() == []
        mailbox.close()


class TestLogin:
    def test_a_wrong_password_is_refused(self, embedded: EmbeddedServers) -> None:
        """docs/mail-rules.md, F27."""
        settings = replace(settings_of(embedded, "klachten@voorbeeld.nl"), password="verkeerd")
        with pytest.raises(LoginRefused):
            ImapMailbox(settings, HandClock(NOW)).connect()

    def test_a_token_is_asked_for_at_each_login(self, embedded: EmbeddedServers) -> None:
        tokens = [embedded.token, "verlopen"]
        mailbox = ImapMailbox(replace(settings_of(embedded, "klachten@voorbeeld.nl"), oauth=lambda: tokens.pop(0)), HandClock(NOW))
        mailbox.connect()
        with pytest.raises(LoginRefused):
            mailbox.connect()

    def test_no_secret_shows_in_the_settings(self) -> None:
        settings = ImapSettings("klachten", "localhost", 993, "u", "geheim", oauth=lambda: "geheim")
        assert "geheim" not in repr(settings)
