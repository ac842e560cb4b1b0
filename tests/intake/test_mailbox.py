"""The promises of `intake.ports.Mailbox`, kept over real servers: the embedded one and, where it is installed, Dovecot."""

import hashlib
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

import pytest
from imapclient import IMAPClient

from intake.mailbox import ImapMailbox
from intake.ports import LoginRefused, Mailbox, MailboxAway, NotTrusted, Place, Waiting
from intake.wire import ImapSettings
from klachten.embedded import EmbeddedServers
from servers.dovecot import Dovecot
from tracker.clock import HandClock, SystemClock
from tracker.model import Shelf

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
FOLDERS = {Shelf.HANDLED: "Klachten/Verwerkt", Shelf.ROBOTS: "Klachten/Één & ander", Shelf.SPAM: None, Shelf.SENT: "Sent"}
HANG_SECONDS = 20.0


@dataclass
class Post:
    """A mailbox on a real server: how to reach it, how mail comes in, and how a member of staff gets at it."""

    settings: ImapSettings
    deliver: Callable[[bytes], object]

    def mailbox(self) -> ImapMailbox:
        return ImapMailbox(self.settings, HandClock(NOW))

    def staff(self) -> IMAPClient:
        context = ssl.create_default_context(cafile=self.settings.ca_file)
        client = IMAPClient(self.settings.host, self.settings.port, ssl_context=context, timeout=HANG_SECONDS)
        client.login(self.settings.username, self.settings.secret())
        client.select_folder("INBOX")
        return client


def settings_of(server: EmbeddedServers | Dovecot, username: str) -> ImapSettings:
    return ImapSettings(
        "klachten",
        server.host,
        server.imap_port,
        username,
        server.password,
        ca_file=server.ca_file,
        folders=FOLDERS,
        batch_messages=3,
        block_bytes=1000,
    )


@pytest.fixture(params=["embedded", "dovecot"])
def post(request: pytest.FixtureRequest) -> Post:
    server: EmbeddedServers | Dovecot = request.getfixturevalue(request.param)
    address = server.mailbox() if isinstance(server, Dovecot) else "klachten@voorbeeld.nl"
    return Post(settings_of(server, address), lambda raw: server.deliver(address, raw))


@pytest.fixture
def mailbox(post: Post) -> Iterator[ImapMailbox]:
    connected = post.mailbox()
    connected.connect()
    yield connected
    connected.close()


@pytest.fixture
def staff(post: Post) -> Iterator[IMAPClient]:
    with post.staff() as client:
        yield client


def mail(number: int, size: int = 0) -> bytes:
    return b"Subject: nummer %d\r\n\r\n%b\r\n" % (number, b"x" * size)


def all_waiting(mailbox: Mailbox, after_uid: int = 0) -> list[Waiting]:
    return [waiting for batch in mailbox.waiting(after_uid) for waiting in batch]


def read(mailbox: Mailbox, those: list[Waiting]) -> dict[Place, bytes]:
    return {waiting.place: b"".join(blocks) for waiting, blocks in mailbox.fetch(those)}


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


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

    def test_without_a_folder_in_the_settings_there_is_no_copy(self, mailbox: ImapMailbox) -> None:
        assert mailbox.append(Shelf.SPAM, mail(1), NOW) is None


class Alarm:
    """Ends a wait that hangs, and remembers that it had to."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.went_off = False
        self._mailbox = mailbox
        self._timer = threading.Timer(HANG_SECONDS, self._ring)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()

    def _ring(self) -> None:
        self.went_off = True
        self._mailbox.wake()


def never() -> bool:
    return False


class TestWait:
    @pytest.mark.parametrize("idle", [True, False], ids=["idle", "poll"])
    def test_mail_that_came_since_the_last_search_ends_it_at_once(self, post: Post, *, idle: bool) -> None:
        """IDLE tells nothing of what an earlier answer told (docs/mail-rules.md, R-IMAP-06)."""
        post.settings = replace(post.settings, idle=idle, poll_seconds=0.1)
        mailbox = post.mailbox()
        mailbox.connect()
        all_waiting(mailbox)
        post.deliver(mail(1))
        with Alarm(mailbox) as alarm:
            while not all_waiting(mailbox):
                mailbox.wait(290, never)
            assert not alarm.went_off
        mailbox.close()

    def test_mail_that_comes_meanwhile_ends_it(self, post: Post, mailbox: ImapMailbox) -> None:
        all_waiting(mailbox)
        delivery = threading.Thread(target=post.deliver, args=(mail(1),))

        def start_delivery() -> bool:
            if not delivery.is_alive() and not delivery.ident:
                delivery.start()
            return False

        with Alarm(mailbox) as alarm:
            while not all_waiting(mailbox):
                mailbox.wait(290, start_delivery)
            assert not alarm.went_off
        delivery.join()

    def test_wake_from_another_thread_ends_it(self, mailbox: ImapMailbox) -> None:
        ringing = threading.Timer(0.05, mailbox.wake)
        with Alarm(mailbox) as alarm:
            ringing.start()
            mailbox.wait(290, never)
            assert not alarm.went_off
        ringing.join()
        assert all_waiting(mailbox) == [], "the connection still answers"

    def test_wake_before_ends_the_next_one_and_that_alone(self, mailbox: ImapMailbox) -> None:
        mailbox.wake()
        mailbox.wake()
        with Alarm(mailbox) as alarm:
            mailbox.wait(290, never)
            assert not alarm.went_off
        mailbox.wait(0.01, never)
        assert all_waiting(mailbox) == []

    def test_a_true_word_beforehand_ends_it(self, mailbox: ImapMailbox) -> None:
        with Alarm(mailbox) as alarm:
            mailbox.wait(290, lambda: True)
            assert not alarm.went_off

    def test_many_waits_over_one_connection(self, post: Post, mailbox: ImapMailbox) -> None:
        for number in range(5):
            mailbox.wait(0.01, never)
            post.deliver(mail(number))
            assert len(all_waiting(mailbox)) == number + 1


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
