"""Waiting for mail: over real servers, and where the server tells it in odd ways."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Self

import pytest
from imap_double import CAPABILITIES, Conversation, ImapDouble, always
from imap_session import MAILS, mailbox_on, refill

from intake.mailbox import ImapMailbox
from intake.ports import Mailbox, MailboxAway
from scene.imap_post import HANG_SECONDS, Post, all_waiting, mail


@pytest.fixture
def double() -> Iterator[ImapDouble]:
    with ImapDouble() as server:
        yield refill(server)


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


class TestWaitingForMail:
    """docs/mail-rules.md, R-IMAP-06. A wait that wrongly goes on does so for 290 s, unless the double loses its patience."""

    @pytest.mark.parametrize(
        "told",
        [b"* 9 EXISTS\r\n+ idling\r\n", b"+ idling\r\n* 9 EXISTS\r\n", b"* OK first\r\n* 9 EXISTS\r\n+ idling\r\n* 1 RECENT\r\n"],
        ids=["before", "in one segment", "both"],
    )
    def test_news_beside_the_continuation_is_heard(self, double: ImapDouble, told: bytes) -> None:
        mailbox = mailbox_on(double)
        mailbox.connect()
        all_waiting(mailbox)

        def idle(conversation: Conversation, tag: bytes) -> bytes:
            conversation.send(told)
            assert conversation.line() == b"DONE"
            return tag + b" OK done\r\n"

        double.lies["IDLE"] = idle
        mailbox.wait(290, lambda: False)
        assert len(all_waiting(mailbox)) == len(MAILS)
        mailbox.close()

    def test_mail_announced_by_the_answer_to_a_search_is_looked_for(self, double: ImapDouble) -> None:
        """No IDLE tells of it again."""
        mailbox = mailbox_on(double)
        mailbox.connect()
        all_waiting(mailbox)

        def search(_: Conversation, tag: bytes) -> bytes:
            double.lies.clear()
            double.inbox.add(b"nieuw")
            return b"* SEARCH\r\n* 4 EXISTS\r\n" + tag + b" OK done\r\n"

        double.lies["UID SEARCH"] = search
        mailbox.wait(290, lambda: False)
        assert len(all_waiting(mailbox)) == len(MAILS) + 1
        assert b"IDLE" not in double.commands
        mailbox.close()

    @pytest.mark.parametrize("farewell", [b"* BYE timeout\r\n", b"* OK still here\r\n* BYE\r\n", b""], ids=["BYE", "OK and BYE", "nothing"])
    def test_a_connection_that_ends_is_noticed(self, double: ImapDouble, farewell: bytes) -> None:
        """Imapclient's own check returns at once and for ever then."""
        mailbox = mailbox_on(double)
        mailbox.connect()
        all_waiting(mailbox)

        def idle(conversation: Conversation, _: bytes) -> bytes:
            conversation.send(b"+ idling\r\n" + farewell)
            return conversation.hang_up()

        double.lies["IDLE"] = idle
        with pytest.raises(MailboxAway):
            mailbox.wait(290, lambda: False)
        with pytest.raises(MailboxAway, match="not connected"):
            mailbox.wait(290, lambda: False)

    @pytest.mark.parametrize("answer", [b"TAG NO not now\r\n", b"TAG BAD what\r\n"])
    def test_idle_refused(self, double: ImapDouble, answer: bytes) -> None:
        double.lies["IDLE"] = always(answer)
        mailbox = mailbox_on(double)
        mailbox.connect()
        all_waiting(mailbox)
        with pytest.raises(MailboxAway):
            mailbox.wait(290, lambda: False)

    def test_each_idle_is_ended_before_anything_else_is_said(self, double: ImapDouble) -> None:
        mailbox = mailbox_on(double)
        mailbox.connect()
        all_waiting(mailbox)

        def wake_when_idling() -> None:
            double.idling.wait(20)
            mailbox.wake()

        ringing = threading.Thread(target=wake_when_idling)
        ringing.start()
        mailbox.wait(290, lambda: False)
        ringing.join()
        mailbox.close()
        assert double.commands[-1] == b"LOGOUT"
        assert b"DONE\r\n" in bytes(double.heard)

    def test_without_idle_it_polls(self, double: ImapDouble) -> None:
        double.account.capabilities = tuple(name for name in CAPABILITIES if name != "IDLE")
        mailbox = mailbox_on(double, poll_seconds=0.01)
        mailbox.connect()
        all_waiting(mailbox)
        mailbox.wait(290, lambda: False)
        assert b"IDLE" not in double.commands
        mailbox.close()
