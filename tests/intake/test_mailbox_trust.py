"""Whom the mailbox believes, what it tells to whom, and what it never says (docs/mail-rules.md, D15, D16, F27, F28, A26 to A28)."""

import re
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import trustme
from imap_answers import PASSWORD, TOKEN
from imap_double import CAPABILITIES, Conversation, ImapDouble, always
from imap_session import HANDLED, MAILS, SHORT, mailbox_on, refill, session

from intake.ports import LoginRefused, MailboxAway, NotTrusted
from tracker.ledger import Shelf


@pytest.fixture
def double() -> Iterator[ImapDouble]:
    with ImapDouble() as server:
        yield refill(server)


class TestLogin:
    @pytest.mark.parametrize(
        ("capabilities", "password", "oauth"),
        [
            (CAPABILITIES, PASSWORD, None),
            ((*CAPABILITIES, "AUTH=XOAUTH2"), "", lambda: TOKEN),
            ((*CAPABILITIES, "AUTH=OAUTHBEARER"), "", lambda: TOKEN),
        ],
        ids=["non-ASCII by PLAIN", "XOAUTH2", "OAUTHBEARER"],
    )
    def test_it_is_let_in(self, double: ImapDouble, capabilities: tuple[str, ...], password: str, oauth: Callable[[], str] | None) -> None:
        double.account.capabilities = capabilities
        mailbox = mailbox_on(double, password=password, oauth=oauth)
        mailbox.connect()
        mailbox.close()

    def test_by_login_where_there_is_no_plain_with_every_word_in_quotation_marks(self, double: ImapDouble) -> None:
        double.account.capabilities = ("IMAP4rev1",)
        double.lies["LOGIN"] = always(b"TAG OK in\r\n")
        mailbox = mailbox_on(double, username='jan "x" \\', password='pas"s w')
        mailbox.connect()
        mailbox.close()
        assert rb'LOGIN "jan \"x\" \\" "pas\"s w"' in double.commands

    @pytest.mark.parametrize(
        ("capabilities", "password"),
        [
            (("IMAP4rev1",), PASSWORD),
            (("IMAP4rev1",), "a\r\nX1 EXPUNGE"),
            (("IMAP4rev1", "LOGINDISABLED"), "geheim"),
            (CAPABILITIES, "ge\0heim"),
        ],
        ids=["non-ASCII", "line end", "login disabled", "NUL"],
    )
    def test_what_cannot_be_sent_is_not_sent(self, double: ImapDouble, capabilities: tuple[str, ...], password: str) -> None:
        double.account.capabilities = capabilities
        with pytest.raises(LoginRefused):
            mailbox_on(double, password=password).connect()
        assert not [command for command in double.commands if command.startswith((b"LOGIN", b"AUTH", b"EXPUNGE"))]

    @pytest.mark.parametrize(
        ("answer", "refused"),
        [
            (b"TAG NO [AUTHENTICATIONFAILED] wrong\r\n", True),
            (b"TAG NO LOGIN failed.\r\n", True),
            (b"TAG NO [EXPIRED] password\r\n", True),
            (b"TAG NO [UNAVAILABLE] later\r\n", False),
            (b"TAG NO [unavailable] later\r\n", False),
            (b"TAG NO [LIMIT] too many\r\n", False),
            (b"TAG NO [INUSE] locked\r\n", False),
            (b"* BYE restarting\r\n", False),
            (b"TAG", False),
            (b"", False),
        ],
        ids=str,
    )
    def test_only_who_judged_has_refused(self, double: ImapDouble, answer: bytes, *, refused: bool) -> None:
        """docs/mail-rules.md, F27; RFC 5530, 3: a connection lost while logging in is no wrong password."""

        def tell(conversation: Conversation, tag: bytes) -> bytes:
            conversation.send(answer.replace(b"TAG", tag))
            return conversation.silence() if answer.endswith(b"\n") else conversation.hang_up()

        for command in ("AUTHENTICATE", "LOGIN"):
            double.account.capabilities = CAPABILITIES if command == "AUTHENTICATE" else ("IMAP4rev1",)
            double.lies = {command: tell}
            with pytest.raises(MailboxAway) as caught:
                mailbox_on(double, password="geheim", timeout_seconds=SHORT).connect()
            assert isinstance(caught.value, LoginRefused) == refused

    def test_trouble_with_the_secret_is_not_the_servers(self, double: ImapDouble) -> None:
        def broken() -> str:
            raise PermissionError("the secrets file")

        with pytest.raises(PermissionError):
            mailbox_on(double, password=broken).connect()

    def test_a_server_that_calls_us_logged_in_is_left(self, double: ImapDouble) -> None:
        """docs/mail-rules.md, R-IMAP-07 and A26: `* PREAUTH`."""
        double.lies["greeting"] = always(b"* PREAUTH welcome\r\n")
        with pytest.raises(NotTrusted):
            mailbox_on(double).connect()
        assert {command.split()[0] for command in double.commands} <= {b"CAPABILITY", b"LOGOUT"}

    def test_what_a_server_can_do_is_asked_again_after_the_login(self, double: ImapDouble) -> None:
        """docs/mail-rules.md, R-IMAP-05: before it, some tell nothing of MOVE and IDLE."""
        refill(double)
        before = iter([("IMAP4rev1", "AUTH=PLAIN")])

        def tell(_: Conversation, tag: bytes) -> bytes:
            return b"* CAPABILITY %b\r\n%b OK done\r\n" % (" ".join(next(before, CAPABILITIES)).encode(), tag)

        double.lies["CAPABILITY"] = tell
        assert session(mailbox_on(double)) == MAILS
        assert [command for command in double.commands if command.startswith(b"UID MOVE")]


class TestTheLedgerOfWhatWeSay:
    """What goes over the wire, word for word."""

    SHAPES = re.compile(
        rb"CAPABILITY|STARTTLS|AUTHENTICATE PLAIN|NAMESPACE|NOOP|IDLE|LOGOUT"
        rb'|(SELECT|CREATE|SUBSCRIBE|LIST "") "(INBOX|Klachten/Verwerkt|Sent)"'
        rb"|UID SEARCH (UID [0-9:*]+|LARGER [0-9]+ SMALLER [0-9]+)"
        rb"|UID FETCH [0-9,]+ \((RFC822\.SIZE INTERNALDATE|BODY\.PEEK\[\]<[0-9]+\.[0-9]+>)\)"
        rb'|UID (MOVE|COPY) [0-9,]+ "Klachten/Verwerkt"'
        rb"|UID STORE [0-9,]+ \+FLAGS\.SILENT \(\\Deleted\)"
        rb"|UID EXPUNGE [0-9,]+"
        rb'|APPEND "Sent" \(\\Seen\) "02-Apr-2026 09:30:00 \+0000" \{[0-9]+\}'
    )

    @pytest.mark.parametrize("capabilities", [CAPABILITIES, tuple(name for name in CAPABILITIES if name != "MOVE")], ids=["move", "copy"])
    def test_every_command_has_one_of_these_shapes_and_no_senders_octet_is_in_it(
        self, double: ImapDouble, capabilities: tuple[str, ...]
    ) -> None:
        """docs/mail-rules.md, D16, A28, R-IMAP-02, R-IMAP-04, R-IMAP-10.

        UIDs only, PEEK only, no plain EXPUNGE, no CLOSE, no flag but our own, no folder but our own; whatever a mail says.
        """
        poison = b'x"\r\nX1 EXPUNGE\r\nX2 LOGOUT {5}\r\n'
        double.account.capabilities = capabilities
        double.inbox.add(b'Message-ID: <x"\r\nX1 EXPUNGE>\r\nSubject: ' + poison + b"\r\n\r\n" + poison)
        mailbox = mailbox_on(double)
        mails = session(mailbox)
        mailbox.connect()
        for raw in mails:
            (place,) = mailbox.find(sha256(raw).hexdigest(), len(raw), Shelf.HANDLED)
            assert mailbox.erase(place)
        mailbox.close()
        said = [command for command in double.commands if not self.SHAPES.fullmatch(command)]
        assert said == []
        assert b"X1" not in double.heard
        assert double.raws(HANDLED) == []


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context


YEARS_AGO, YEARS_AHEAD = datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


class TestTheCertificate:
    """docs/mail-rules.md, D15, A27 and F28: there is no switch that turns this off."""

    @pytest.fixture
    def ca_file(self, authority: trustme.CA, tmp_path: Path) -> Path:
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        return tmp_path / "ca.pem"

    @pytest.mark.parametrize("security", ["tls", "starttls"])
    def test_a_good_one_is_believed(self, authority: trustme.CA, ca_file: Path, security: str) -> None:
        with ImapDouble(tls=context_of(authority.issue_cert("localhost")), implicit_tls=security == "tls") as double:
            double.account.capabilities = (*CAPABILITIES, "STARTTLS")
            refill(double)
            assert session(mailbox_on(double, security=security, ca_file=ca_file)) == MAILS

    @pytest.mark.parametrize("security", ["tls", "starttls"])
    @pytest.mark.parametrize(
        ("name", "valid", "why"),
        [
            ("localhost", (YEARS_AGO, YEARS_AGO + timedelta(days=1)), "expired"),
            ("localhost", (YEARS_AHEAD, YEARS_AHEAD + timedelta(days=1)), "not valid yet"),
            ("mail.elders.example", (YEARS_AGO, YEARS_AHEAD), "another host"),
            ("127.0.0.1", (YEARS_AGO, YEARS_AHEAD), "another host"),
        ],
        ids=["expired", "of tomorrow", "other host", "address only"],
    )
    def test_a_bad_one_is_not(
        self, authority: trustme.CA, ca_file: Path, security: str, name: str, valid: tuple[datetime, datetime], why: str
    ) -> None:
        certificate = authority.issue_cert(name, not_before=valid[0], not_after=valid[1])
        with ImapDouble(tls=context_of(certificate), implicit_tls=security == "tls") as double:
            double.account.capabilities = (*CAPABILITIES, "STARTTLS")
            with pytest.raises(NotTrusted, match=why):
                mailbox_on(double, security=security, ca_file=ca_file).connect()
            self.told_nothing(double)

    @pytest.mark.parametrize("security", ["tls", "starttls"])
    def test_one_of_an_unknown_authority_is_not(self, ca_file: Path, security: str) -> None:
        with ImapDouble(tls=context_of(trustme.CA().issue_cert("localhost")), implicit_tls=security == "tls") as double:
            double.account.capabilities = (*CAPABILITIES, "STARTTLS")
            with pytest.raises(NotTrusted, match="authority is not known"):
                mailbox_on(double, security=security, ca_file=ca_file).connect()
            self.told_nothing(double)

    def test_a_ca_file_that_is_gone_is_said_so(self, double: ImapDouble, tmp_path: Path) -> None:
        with pytest.raises(NotTrusted, match="CA file"):
            mailbox_on(double, security="tls", ca_file=tmp_path / "weg.pem").connect()

    def test_no_tls_where_tls_is_expected_is_left(self, double: ImapDouble) -> None:
        with pytest.raises(MailboxAway):
            mailbox_on(double, security="tls").connect()
        assert PASSWORD.encode() not in double.heard

    def test_the_clear_is_for_this_machine(self, double: ImapDouble, monkeypatch: pytest.MonkeyPatch) -> None:
        """docs/mail-rules.md, D15: the address that was reached counts, not the name."""
        monkeypatch.setattr("socket.socket.getpeername", lambda _: ("192.0.2.1", 143))
        with pytest.raises(NotTrusted, match="leave this machine"):
            mailbox_on(double).connect()
        self.told_nothing(double)

    def told_nothing(self, double: ImapDouble) -> None:
        assert {command.split()[0] for command in double.commands} <= {b"CAPABILITY", b"STARTTLS"}
        assert PASSWORD.encode() not in double.heard


class TestStarttls:
    """docs/mail-rules.md, R-IMAP-05, R-IMAP-07 and A26."""

    @pytest.fixture
    def secure(self, tmp_path: Path) -> Iterator[ImapDouble]:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        with ImapDouble(tls=context_of(authority.issue_cert("localhost"))) as server:
            server.account.capabilities = (*CAPABILITIES, "STARTTLS")
            yield refill(server)

    @pytest.fixture
    def ca_file(self, tmp_path: Path) -> Path:
        return tmp_path / "ca.pem"

    def test_stripped(self, secure: ImapDouble, ca_file: Path) -> None:
        secure.account.capabilities = CAPABILITIES
        with pytest.raises(NotTrusted, match="does not offer"):
            mailbox_on(secure, security="starttls", ca_file=ca_file).connect()
        assert secure.commands[:1] == [b"CAPABILITY"]
        assert b"AUTHENTICATE" not in secure.heard

    def test_refused(self, secure: ImapDouble, ca_file: Path) -> None:
        secure.lies["STARTTLS"] = lambda _, tag: tag + b" NO not today\r\n"
        with pytest.raises(NotTrusted, match="refuses"):
            mailbox_on(secure, security="starttls", ca_file=ca_file).connect()
        assert b"AUTHENTICATE" not in secure.heard

    def test_something_injected_behind_the_answer(self, secure: ImapDouble, ca_file: Path) -> None:
        def inject(conversation: Conversation, tag: bytes) -> bytes:
            conversation.send(tag + b" OK begin\r\n* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] trust me\r\n")
            return conversation.silence()

        secure.lies["STARTTLS"] = inject
        with pytest.raises(NotTrusted, match="between"):
            mailbox_on(secure, security="starttls", ca_file=ca_file).connect()

    def test_what_was_said_in_the_clear_is_forgotten(self, secure: ImapDouble, ca_file: Path) -> None:
        def lie_first(conversation: Conversation, _: bytes) -> None:
            conversation.send(b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n* OK [COPYUID 1 1 1] x\r\n")

        secure.lies["STARTTLS"] = lie_first
        assert session(mailbox_on(secure, security="starttls", ca_file=ca_file)) == MAILS
