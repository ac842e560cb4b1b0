"""What the mailbox does when the server or the line misbehaves (docs/mail-rules.md, R-IMAP, F21 to F26, F49).

What must hold whatever happens: no mail is lost, none is given by half, only
`MailboxAway` is raised, and with the next connection all is well.
"""

import random
import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from imap_double import CAPABILITIES, Conversation, ImapDouble, Misbehaviour, always
from imap_session import HANDLED, LETTER, MAILS, SHORT, all_waiting, mailbox_on, refill, session

from intake.ports import MailboxAway


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
NOISE = b'\x00\xff{}()[]"\\ \r\n*+0189NILOKBAD-:,'

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
    ("namespace of numbers", "NAMESPACE", b'* NAMESPACE ((7 8)("" "/")) NIL NIL\r\nTAG OK done\r\n'),
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


class TestNoise:
    @pytest.mark.parametrize("seed", range(100))
    def test_only_mailbox_away_is_raised_and_no_mail_is_lost(self, double: ImapDouble, seed: int) -> None:
        """docs/mail-rules.md, R-IMAP-09: octets changed, lost and added anywhere, the same ones each time."""
        chance = random.Random(seed)  # noqa: S311 - repeatable, not secret

        def noisy(data: bytes) -> bytes:
            said = bytearray(data)
            for place in range(len(said)):
                if chance.random() < 0.002:
                    said[place : place + chance.randrange(2)] = bytes(chance.choices(NOISE, k=chance.randrange(3)))
            return bytes(said)

        double.noise = noisy
        mailbox = mailbox_on(double, timeout_seconds=SHORT)
        with suppress(MailboxAway):
            session(mailbox)
        mailbox.close()
        assert {raw for folder in double.account.folders for raw in double.raws(folder)} >= set(MAILS)
