"""What the mailbox does when the server or the line misbehaves (docs/mail-rules.md, R-IMAP, F21 to F26, F49).

What must hold whatever happens: no mail is lost, none is given by half, only
`MailboxAway` is raised, and with the next connection all is well.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from imap_double import CAPABILITIES, Conversation, ImapDouble, Misbehaviour, always
from imap_session import HANDLED, LETTER, MAILS, NOW, SHORT, all_waiting, mailbox_on, read, refill, session

from intake.ports import MailboxAway
from tracker.model import Shelf


@pytest.fixture
def double() -> Iterator[ImapDouble]:
    with ImapDouble() as server:
        yield refill(server)


class TestTheLineIsCut:
    """docs/mail-rules.md, F21."""

    @pytest.fixture(params=[CAPABILITIES, tuple(name for name in CAPABILITIES if name != "MOVE")], ids=["move", "copy"])
    def server(self, request: pytest.FixtureRequest, double: ImapDouble) -> ImapDouble:
        double.account.capabilities = request.param
        refill(double)
        return double

    def test_after_every_octet_that_the_server_sends(self, server: ImapDouble) -> None:
        """Without MOVE, whose difference lies in commands, after every seventh."""
        assert session(mailbox_on(server)) == MAILS
        for cut in range(1, server.sent + 1, 1 if "MOVE" in server.account.capabilities else 7):
            refill(server)
            server.cut_after = cut
            self.survive(server)

    def test_before_every_command_that_we_send(self, server: ImapDouble) -> None:
        assert session(mailbox_on(server)) == MAILS
        for number in range(1, len(server.commands) + 1):
            refill(server)
            server.deaf_at = number
            self.survive(server)

    def survive(self, server: ImapDouble) -> None:
        """Go through a session that breaks, and one that does not: I1, nothing lost."""
        mailbox = mailbox_on(server)
        with suppress(MailboxAway):
            assert session(mailbox) == MAILS
        mailbox.close()
        assert {*server.raws("INBOX"), *server.raws(HANDLED)} == set(MAILS)
        server.cut_after = server.deaf_at = None
        if server.account.folders.keys() == {"INBOX"}:
            return  # nothing was changed: the next session is the first one once more
        session(mailbox)
        assert server.raws("INBOX") == []
        assert set(server.raws(HANDLED)) == set(MAILS)
        assert server.raws("Sent")[-1] == LETTER


def silent(conversation: Conversation, _: bytes) -> bytes:
    return conversation.silence()


def dripping(conversation: Conversation, _: bytes) -> bytes:
    return conversation.drip()


FETCHED = b"* 1 FETCH (UID 1 BODY[]<0> "
GARBAGE = [
    ("literal of 2 GB", "UID FETCH", FETCHED + b"{2147483648}\r\n"),
    ("literal beyond all numbers", "UID FETCH", FETCHED + b"{" + b"9" * 5000 + b"}\r\n"),
    ("literal shorter than the mail", "UID FETCH", FETCHED + b"{5}\r\nSubject: 1\r\n\r\n)\r\nTAG OK done\r\n"),
    ("literal that swallows the end", "UID FETCH", FETCHED + b"{40}\r\nSubject: 1\r\n\r\n)\r\nTAG OK done\r\n"),
    ("number for a body", "UID FETCH", FETCHED + b"12)\r\nTAG OK done\r\n"),
    ("list for a body", "UID FETCH", FETCHED + b"(1 2))\r\nTAG OK done\r\n"),
    ("unpaired items", "UID FETCH", b"* 1 FETCH (UID 1 FLAGS)\r\nTAG OK done\r\n"),
    ("no list", "UID FETCH", b"* 1 FETCH NIL\r\nTAG OK done\r\n"),
    ("words for a UID", "UID FETCH", b"* 1 FETCH (UID een)\r\nTAG OK done\r\n"),
    ("open bracket", "UID FETCH", b"* 1 FETCH (UID 1 BODY[\r\nTAG OK done\r\n"),
    ("ten thousand brackets", "UID FETCH", b"* 1 FETCH " + b"(" * 10_000 + b"\r\nTAG OK done\r\n"),
    ("another's tag", "UID FETCH", b"ZZZZ9 OK done\r\n"),
    ("no sense at all", "UID FETCH", b"\0\xff\xfe{}()\r\n"),
    ("half a line and the end", "UID SEARCH", b"* SEARCH 1"),
    ("bare line feed", "UID SEARCH", b"* SEARCH 1\nTAG OK done\r\n"),
    ("line without end", "UID SEARCH", b"* SEARCH " + b"1 " * 600_000),
    ("UID beyond 32 bits", "UID SEARCH", b"* SEARCH 4294967296\r\nTAG OK done\r\n"),
    ("UID nought", "UID SEARCH", b"* SEARCH 0\r\nTAG OK done\r\n"),
    ("words for UIDs", "UID SEARCH", b"* SEARCH een twee\r\nTAG OK done\r\n"),
    ("two answers", "UID SEARCH", b"* SEARCH 1\r\n* SEARCH 2\r\nTAG OK done\r\n"),
    ("BAD", "UID SEARCH", b"TAG BAD what\r\n"),
    ("BYE", "UID SEARCH", b"* BYE full\r\n"),
    ("no UIDVALIDITY", "SELECT", b"* 1 EXISTS\r\nTAG OK [READ-WRITE] open\r\n"),
    ("UIDVALIDITY beyond 32 bits", "SELECT", b"* 1 EXISTS\r\n* OK [UIDVALIDITY 4294967296] x\r\nTAG OK [READ-WRITE] open\r\n"),
    ("words for UIDVALIDITY", "SELECT", b"* 1 EXISTS\r\n* OK [UIDVALIDITY een] x\r\nTAG OK [READ-WRITE] open\r\n"),
    ("inbox that may only be read", "SELECT", b"* OK [UIDVALIDITY 3] x\r\nTAG OK [READ-ONLY] open\r\n"),
    ("no inbox", "SELECT", b"TAG NO none\r\n"),
    ("BYE for a greeting", "greeting", b"* BYE overloaded\r\n"),
    ("SMTP", "greeting", b"220 mx.voorbeeld.nl ESMTP\r\n"),
    ("no IMAP4", "CAPABILITY", b"* CAPABILITY POP3\r\nTAG OK done\r\n"),
    ("no capabilities", "CAPABILITY", b"TAG OK done\r\n"),
    ("garbled namespace", "NAMESPACE", b"* NAMESPACE ((\r\nTAG OK done\r\n"),
]


class TestTheServerMakesNoSense:
    @pytest.mark.parametrize(("command", "answer"), [pytest.param(*row[1:], id=row[0]) for row in GARBAGE])
    def test_the_connection_is_closed_and_the_next_one_is_good(self, double: ImapDouble, command: str, answer: bytes) -> None:
        """docs/mail-rules.md, R-IMAP-08, R-IMAP-09 and F23."""
        refill(double)
        mailbox = mailbox_on(double, timeout_seconds=SHORT)
        double.lies[command] = always(answer)
        with pytest.raises(MailboxAway) as caught:
            session(mailbox)
        assert not re.search("een|overloaded|ESMTP", caught.value.why), "the server's words are none of ours"
        with pytest.raises(MailboxAway, match="not connected"):
            all_waiting(mailbox)
        double.lies.clear()
        assert session(mailbox) == MAILS

    @pytest.mark.parametrize(
        "noise",
        [
            b"* OK [ALERT] De schijf is vol\r\n",
            b"* 1 RECENT\r\n",
            b"* FLAGS (\\Seen)\r\n",
            b"* 2 FETCH (FLAGS (\\Seen))\r\n",
            b"* XYZZY nothing happens\r\n",
            b"* 1 EXISTS\r\n",
            b'* LIST () "/" "Anders"\r\n',
        ],
    )
    def test_what_nobody_asked_for_harms_nothing(self, double: ImapDouble, noise: bytes) -> None:
        """docs/mail-rules.md, F23: alerts, flags of other mails, and words of tomorrow."""
        refill(double)

        def noisy(conversation: Conversation, _: bytes) -> None:
            conversation.send(noise)

        double.lies = dict.fromkeys(["UID SEARCH", "UID FETCH", "UID MOVE", "APPEND", "IDLE", "NOOP", "SELECT", "LOGOUT"], noisy)
        assert session(mailbox_on(double)) == MAILS
        assert double.raws(HANDLED) == MAILS


class TestTheServerHangs:
    @pytest.mark.parametrize("hang", [silent, dripping], ids=["silence", "an octet now and then"])
    @pytest.mark.parametrize(
        "command", ["greeting", "CAPABILITY", "AUTHENTICATE", "SELECT", "UID SEARCH", "UID FETCH", "UID MOVE", "APPEND", "IDLE"]
    )
    def test_it_is_given_up(self, double: ImapDouble, command: str, hang: Misbehaviour) -> None:
        """docs/mail-rules.md, F22: that this test ends is what it proves."""
        refill(double)
        double.lies[command] = hang
        mailbox = mailbox_on(double, timeout_seconds=SHORT)
        with pytest.raises(MailboxAway):
            session(mailbox)

    def test_a_farewell_without_answer_keeps_nobody(self, double: ImapDouble) -> None:
        double.lies["LOGOUT"] = silent
        mailbox = mailbox_on(double, timeout_seconds=SHORT)
        mailbox.connect()
        mailbox.close()
        assert b"LOGOUT" in double.commands

    def test_nothing_listens(self, double: ImapDouble) -> None:
        with pytest.raises(MailboxAway, match="nothing answers"):
            mailbox_on(double, port=1).connect()


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

    @pytest.mark.parametrize("told", [0, 1, 99, 150, 4000])
    def test_a_size_that_was_only_estimated_makes_no_mail_longer_or_shorter(self, double: ImapDouble, told: int) -> None:
        mailbox = mailbox_on(double)
        mailbox.connect()
        estimated = [replace(waiting, size=told) for waiting in all_waiting(mailbox)]
        assert read(mailbox, estimated) == MAILS
        mailbox.close()

    @pytest.mark.parametrize(
        "described",
        [b"", b" RFC822.SIZE NIL", b' INTERNALDATE "gisteren"', b' INTERNALDATE "31-Dec-9999 23:00:00 -1400"', b" INTERNALDATE NIL"],
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
