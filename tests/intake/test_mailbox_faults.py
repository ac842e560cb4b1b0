"""What the mailbox does when the server or the line misbehaves (docs/mail-rules.md, R-IMAP, F21 to F26, F49).

What must hold whatever happens: no mail is lost, none is given by half, only
`MailboxAway` is raised, and with the next connection all is well.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from imap_double import CAPABILITIES, Conversation, ImapDouble, Misbehaviour, always
from imap_session import HANDLED, LETTER, MAILS, NOW, SHORT, all_waiting, mailbox_on, read, refill, session

from intake.ports import MailboxAway, Place, Refused
from tracker.errors import NeedsPerson
from tracker.model import Shelf


@pytest.fixture
def double() -> Iterator[ImapDouble]:
    with ImapDouble() as server:
        yield refill(server)


class TestTheLineIsCut:
    """docs/mail-rules.md, F21."""

    @pytest.fixture(params=[CAPABILITIES, tuple(name for name in CAPABILITIES if name != "MOVE")], ids=["move", "copy"])
    def server(self, request: pytest.FixtureRequest, double: ImapDouble) -> ImapDouble:
        double.capabilities = request.param
        refill(double)
        return double

    def test_after_every_octet_that_the_server_sends(self, server: ImapDouble) -> None:
        """Without MOVE, whose difference lies in commands, after every seventh."""
        assert session(mailbox_on(server)) == MAILS
        for cut in range(1, server.sent + 1, 1 if "MOVE" in server.capabilities else 7):
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
        if server.folders.keys() == {"INBOX"}:
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
        double.lies["SELECT"] = lambda conversation, _: conversation.without_uidnext()
        mailbox = mailbox_on(double)
        mailbox.connect()
        assert mailbox.last_uid == len(MAILS)
        mailbox.close()


def less(*missing: str) -> tuple[str, ...]:
    return tuple(name for name in CAPABILITIES if name not in missing)


class TestALesserServer:
    def test_without_move_only_our_own_mail_is_expunged(self, double: ImapDouble) -> None:
        """docs/mail-rules.md, R-IMAP-04: COPY, STORE, UID EXPUNGE; never a plain EXPUNGE."""
        double.capabilities = less("MOVE")
        double.inbox.messages[1].flags.add(b"\\Deleted")
        mailbox = mailbox_on(double)
        mailbox.connect()
        first, _, last = all_waiting(mailbox)
        moved = mailbox.move([first.place, last.place], Shelf.HANDLED)
        assert moved == {first.place: Place(HANDLED, 7001, 1), last.place: Place(HANDLED, 7001, 2)}
        assert double.raws("INBOX") == [MAILS[1]]
        mailbox.close()

    def test_without_uidplus_no_place_is_told_and_find_knows_it(self, double: ImapDouble) -> None:
        """docs/mail-rules.md, F09."""
        double.capabilities = less("UIDPLUS")
        mailbox = mailbox_on(double)
        mailbox.connect()
        waiting = all_waiting(mailbox)
        assert mailbox.move([each.place for each in waiting], Shelf.HANDLED) == {}
        assert double.raws(HANDLED) == MAILS
        assert mailbox.find(sha256(MAILS[1]).hexdigest(), len(MAILS[1]), Shelf.HANDLED) == [Place(HANDLED, 7001, 2)]
        assert mailbox.append(Shelf.SENT, LETTER, NOW) is None
        mailbox.close()

    def test_without_move_and_uidplus_the_mail_stays_marked(self, double: ImapDouble) -> None:
        double.capabilities = less("MOVE", "UIDPLUS")
        mailbox = mailbox_on(double)
        mailbox.connect()
        first = all_waiting(mailbox)[0]
        mailbox.move([first.place], Shelf.HANDLED)
        assert double.raws(HANDLED) == [MAILS[0]]
        assert [message.flags for message in double.inbox.messages] == [{b"\\Deleted"}, set(), set()]
        mailbox.close()

    def test_without_uidplus_erasing_needs_a_person(self, double: ImapDouble) -> None:
        double.capabilities = less("UIDPLUS")
        mailbox = mailbox_on(double)
        mailbox.connect()
        with pytest.raises(NeedsPerson):
            mailbox.erase(all_waiting(mailbox)[0].place)
        assert double.raws("INBOX") == MAILS
        assert len(all_waiting(mailbox)) == len(MAILS), "the connection stands"
        mailbox.close()

    def test_an_erasure_that_does_nothing_is_not_believed(self, double: ImapDouble) -> None:
        double.lies["UID EXPUNGE"] = always(b"TAG OK done\r\n")
        mailbox = mailbox_on(double)
        mailbox.connect()
        with pytest.raises(Refused):
            mailbox.erase(all_waiting(mailbox)[0].place)
        mailbox.close()

    def test_what_it_lacks_is_told(self, double: ImapDouble) -> None:
        double.capabilities = less("IDLE", "UIDPLUS")
        double.lies["CREATE"] = always(b"TAG NO not allowed\r\n")
        mailbox = mailbox_on(double)
        mailbox.connect()
        told = mailbox.folders_check()
        assert [re.findall("Klachten/Verwerkt|Sent|UIDPLUS|IDLE", sentence) for sentence in told] == [
            [HANDLED],
            ["Sent"],
            ["UIDPLUS"],
            ["IDLE"],
        ]
        mailbox.close()

    @pytest.mark.parametrize(
        ("delimiter", "prefix", "namespace", "name"),
        [
            (".", "INBOX.", True, "INBOX.Klachten.Verwerkt"),
            (".", "", True, "Klachten.Verwerkt"),
            (".", "", False, "Klachten.Verwerkt"),
            ("/", "", False, "Klachten/Verwerkt"),
        ],
    )
    def test_folders_are_named_as_the_server_names_them(
        self, double: ImapDouble, delimiter: str, prefix: str, name: str, *, namespace: bool
    ) -> None:
        """docs/mail-rules.md, R-IMAP-10."""
        double.delimiter, double.prefix = delimiter, prefix
        double.capabilities = CAPABILITIES if namespace else less("NAMESPACE")
        mailbox = mailbox_on(double)
        mailbox.connect()
        first = all_waiting(mailbox)[0]
        assert mailbox.move([first.place], Shelf.HANDLED)[first.place].folder == name
        assert double.subscribed == [name]
        mailbox.close()


class TestARefusal:
    @pytest.mark.parametrize("command", ["CREATE", "UID MOVE"])
    def test_leaves_the_connection_for_other_work(self, double: ImapDouble, command: str) -> None:
        """docs/mail-rules.md, F26: over quota, or not allowed."""
        double.lies[command] = always(b"TAG NO [OVERQUOTA] full\r\n")
        mailbox = mailbox_on(double)
        mailbox.connect()
        waiting = all_waiting(mailbox)
        with pytest.raises(Refused):
            mailbox.move([waiting[0].place], Shelf.HANDLED)
        assert read(mailbox, waiting) == MAILS
        double.lies.clear()
        assert mailbox.move([waiting[0].place], Shelf.HANDLED)
        mailbox.close()

    def test_of_a_subscription_is_no_trouble(self, double: ImapDouble) -> None:
        double.lies["SUBSCRIBE"] = always(b"TAG NO never\r\n")
        mailbox = mailbox_on(double)
        mailbox.connect()
        assert mailbox.folders_check() == []
        mailbox.close()


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
        double.capabilities = less("IDLE")
        mailbox = mailbox_on(double, poll_seconds=0.01)
        mailbox.connect()
        all_waiting(mailbox)
        mailbox.wait(290, lambda: False)
        assert b"IDLE" not in double.commands
        mailbox.close()
