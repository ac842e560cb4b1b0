"""Mail that is gone, of another size than told, or under another number (docs/mail-rules.md, R-IMAP-01, F02, F24, F49)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from imap_double import Conversation, ImapDouble, always
from imap_session import LETTER, MAILS, NOW, all_waiting, mailbox_on, read, refill, session

from intake.ports import MailboxAway
from tracker.ledger import Shelf


@pytest.fixture
def double() -> Iterator[ImapDouble]:
    with ImapDouble() as server:
        yield refill(server)


class TestMailThatIsNotWhatItWas:
    @pytest.mark.parametrize(
        "answer",
        [b"", b"* 1 FETCH (UID 1 BODY[]<0> NIL)\r\n", b'* 1 FETCH (UID 1 BODY[]<0> "")\r\n', b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n"],
        ids=["no answer", "NIL", "nothing in it", "only its flags"],
    )
    def test_gone_before_it_is_read(self, double: ImapDouble, answer: bytes) -> None:
        """docs/mail-rules.md, F49."""
        mailbox = mailbox_on(double)
        mailbox.connect()
        waiting = all_waiting(mailbox)
        double.inbox.messages = []
        double.lies["UID FETCH"] = always(answer + b"TAG OK done\r\n")
        assert read(mailbox, waiting) == []
        mailbox.close()

    @pytest.mark.parametrize("answer", [b"", b'* 1 FETCH (UID 3 BODY[]<100> "")\r\n'], ids=["no answer", "nothing in it"])
    def test_gone_while_it_is_read_is_no_mail(self, double: ImapDouble, answer: bytes) -> None:
        """docs/mail-rules.md, F02: never half a mail for a whole one."""
        mailbox = mailbox_on(double)
        mailbox.connect()
        last = all_waiting(mailbox)[-1]
        ((_, blocks),) = [next(mailbox.fetch([last]))]
        assert next(blocks) == MAILS[-1][:100]
        double.inbox.messages = []
        double.lies["UID FETCH"] = always(answer + b"TAG OK done\r\n")
        with pytest.raises(MailboxAway, match="taken away"):
            next(blocks)
        mailbox.close()

    def test_one_answer_about_another_mail_does_not_end_this_one(self, double: ImapDouble) -> None:
        def mistaken(conversation: Conversation, tag: bytes) -> bytes | None:
            if b"<100." not in conversation.line_heard:
                return None
            double.lies.clear()
            return b'* 7 FETCH (UID 7 BODY[]<100> "")\r\n' + tag + b" OK done\r\n"

        double.lies["UID FETCH"] = mistaken
        assert session(mailbox_on(double)) == MAILS

    @pytest.mark.parametrize("told", [0, 1, 99, 150, 4000])
    def test_a_size_that_was_only_estimated_makes_no_mail_longer_or_shorter(self, double: ImapDouble, told: int) -> None:
        mailbox = mailbox_on(double)
        mailbox.connect()
        estimated = [replace(waiting, size=told) for waiting in all_waiting(mailbox)]
        assert read(mailbox, estimated) == MAILS
        mailbox.close()

    @pytest.mark.parametrize(
        "described",
        [
            b"",
            b" RFC822.SIZE NIL",
            b' INTERNALDATE "gisteren"',
            b' INTERNALDATE "31-Dec-9999 23:00:00 -1400"',
            b' INTERNALDATE "02-Apr-2026 11:30:00 +9900"',
            b" INTERNALDATE NIL",
        ],
    )
    def test_without_a_usable_size_or_date_it_is_taken_all_the_same(self, double: ImapDouble, described: bytes) -> None:
        mailbox = mailbox_on(double)
        mailbox.connect()
        double.lies["UID FETCH"] = always(
            b"".join(b"* %d FETCH (UID %d%b)\r\n" % (n, n, described) for n in (1, 2, 3)) + b"TAG OK done\r\n"
        )
        waiting = all_waiting(mailbox)
        double.lies.clear()
        assert read(mailbox, waiting) == MAILS
        assert {each.received_at for each in waiting} == {NOW}
        mailbox.close()

    def test_the_date_of_receipt_keeps_its_zone(self, double: ImapDouble) -> None:
        mailbox = mailbox_on(double)
        mailbox.connect()
        assert all_waiting(mailbox)[0].received_at == datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
        mailbox.close()


class TestOtherWorkInBetween:
    def test_mail_goes_on_where_it_was_though_another_folder_was_open(self, double: ImapDouble, monkeypatch: pytest.MonkeyPatch) -> None:
        """Folder work is done between batches, blocks, and ranges of UIDs."""
        monkeypatch.setattr("intake.imap_words.WINDOW", 1)
        mailbox = mailbox_on(double, batch_messages=1)
        mailbox.connect()
        mailbox.append(Shelf.SENT, LETTER, NOW)
        mails = []
        for batch in mailbox.waiting():
            for _, blocks in mailbox.fetch([replace(waiting, size=waiting.size + 1) for waiting in batch]):
                pieces = []
                for block in blocks:
                    assert mailbox.find(sha256(LETTER).hexdigest(), len(LETTER), Shelf.SENT)
                    pieces.append(block)
                mails.append(b"".join(pieces))
        assert mails == MAILS
        mailbox.close()

    def test_gone_while_it_is_sought_is_not_found(self, double: ImapDouble) -> None:
        mailbox = mailbox_on(double)
        mailbox.connect()
        double.lies["UID FETCH"] = always(b"TAG OK done\r\n")
        assert mailbox.find(sha256(MAILS[0]).hexdigest(), len(MAILS[0])) == []
        mailbox.close()

    def test_a_mail_without_end_is_given_up(self, double: ImapDouble, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("intake.fetching.SPARE_BYTES", 1000)

        def endless(conversation: Conversation, tag: bytes) -> bytes:
            offset = conversation.line_heard.rpartition(b"<")[2].partition(b".")[0]
            return b"* 1 FETCH (UID 1 BODY[]<%b> {1}\r\nx)\r\n%b OK done\r\n" % (offset, tag)

        mailbox = mailbox_on(double)
        mailbox.connect()
        first = all_waiting(mailbox)[0]
        double.lies["UID FETCH"] = endless
        with pytest.raises(MailboxAway, match="without end"):
            read(mailbox, [replace(first, size=0)])

    def test_interrupted_within_an_answer_the_connection_is_not_used_again(
        self, double: ImapDouble, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Else the rest of that answer would be taken for the next one."""
        mailbox = mailbox_on(double)
        mailbox.connect()
        with monkeypatch.context() as patch:
            patch.setattr("intake.wire.Wire.readline", _interrupted)
            with pytest.raises(KeyboardInterrupt):
                all_waiting(mailbox)
        with pytest.raises(MailboxAway, match="not connected"):
            all_waiting(mailbox)


def _interrupted(_: object) -> bytes:
    raise KeyboardInterrupt


class TestRenumbered:
    def test_a_new_connection_tells_the_new_uidvalidity(self, double: ImapDouble) -> None:
        """docs/mail-rules.md, R-IMAP-01, F24: unsigned 32 bits."""
        mailbox = mailbox_on(double)
        mailbox.connect()
        old = all_waiting(mailbox)[0]
        double.inbox.uidvalidity = 4_294_967_295
        mailbox.connect()
        assert mailbox.uidvalidity == 4_294_967_295
        assert read(mailbox, [old]) == []
        assert mailbox.move([old.place], Shelf.HANDLED) == {}
        assert not mailbox.erase(old.place)
        assert double.raws("INBOX") == MAILS
        mailbox.close()

    def test_while_connected_it_ends_the_connection(self, double: ImapDouble) -> None:
        """The UIDs that the caller holds are void: it must list all anew."""
        mailbox = mailbox_on(double)
        mailbox.connect()
        place = mailbox.append(Shelf.SENT, LETTER, NOW)
        assert place is not None
        mailbox.erase(place)
        double.inbox.uidvalidity += 1
        with pytest.raises(MailboxAway, match="renumbered"):
            all_waiting(mailbox)
        mailbox.connect()
        assert len(all_waiting(mailbox)) == len(MAILS)
        mailbox.close()

    def test_without_uidnext_the_last_uid_is_searched(self, double: ImapDouble) -> None:
        double.account.tells_uid_next = False
        mailbox = mailbox_on(double)
        mailbox.connect()
        assert mailbox.last_uid == len(MAILS)
        mailbox.close()


def test_the_search_goes_on_over_a_new_connection(double: ImapDouble) -> None:
    """One mail broke the connection; what lies behind it is still given, and is not taken for news afterwards."""
    mailbox = mailbox_on(double, batch_messages=1)
    mailbox.connect()
    batches = mailbox.waiting()
    (first,) = next(batches)
    double.lies["UID FETCH"] = always(b"nonsense\r\n")
    with pytest.raises(MailboxAway):
        read(mailbox, [first])
    double.lies.clear()
    mailbox.connect()
    assert [mail for batch in batches for mail in read(mailbox, batch)] == MAILS[1:]
    assert not mailbox._news()
    mailbox.close()
