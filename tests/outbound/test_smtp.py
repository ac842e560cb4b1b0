"""Letters arrive byte for byte, over verified TLS, on as few connections as were allowed."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, NoReturn

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from aiosmtpd.smtp import Envelope as Received
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from smtp_double import Fault, SmtpDouble

from outbound.courier import Envelope, LoginRefused, Postponed
from outbound.smtp import SmtpCourier, SmtpSettings
from tracker import crashpoints
from tracker.errors import CannotStart

Security = Literal["tls", "starttls"]
LETTER = Envelope("klachten+b-1@klant.example", "klager@example.org", b"Subject: x\r\n\r\n.dot\r\nline\r\n")


@dataclass(frozen=True)
class Authority:
    """A certificate authority of our own, with what a server needs."""

    made: trustme.CA
    ca_file: Path

    def server(self, *names: str) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.made.issue_cert(*names).configure_cert(context)
        return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = trustme.CA()
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    made.cert_pem.write_to_path(path)
    return Authority(made, path)


def plain(port: int) -> SmtpSettings:
    return SmtpSettings("127.0.0.1", port, security="plain", local_hostname="klachten.example")


def play(story: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        await story()

    asyncio.run(whole())


# a real server


@dataclass
class Inbox:
    """What the real server took."""

    received: list[Received] = field(default_factory=list)

    async def handle_DATA(self, server: object, session: object, envelope: Received) -> str:  # noqa: ARG002, N802 - aiosmtpd's names
        self.received.append(envelope)
        return "250 2.0.0 taken"


def let_in(server: object, session: object, envelope: object, mechanism: str, who: object) -> AuthResult:  # noqa: ARG001 - aiosmtpd's shape
    return AuthResult(success=who == LoginPassword(b"klachten", b"s\xc3\xa9cret"), handled=False)


async def serve(inbox: Inbox, security: Security, context: ssl.SSLContext) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    demands: dict[str, Any]
    if security == "starttls":
        demands = {"tls_context": context, "require_starttls": True, "auth_required": True}
    else:  # aiosmtpd does not see TLS that was there from the start, and warns where it is to demand a login without
        demands = {"auth_require_tls": False}
    server: asyncio.Server = await loop.create_server(
        lambda: SMTP(inbox, hostname="mx.example", loop=loop, authenticator=let_in, **demands),
        "127.0.0.1",
        0,
        ssl=context if security == "tls" else None,
    )
    return server


def port_of(server: asyncio.Server) -> int:
    port: int = server.sockets[0].getsockname()[1]
    return port


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_real_server_takes_a_letter_over_tls(authority: Authority, security: Security) -> None:
    context = authority.server("localhost")

    async def story() -> None:
        inbox = Inbox()
        async with await serve(inbox, security, context) as server:
            settings = replace(plain(port_of(server)), host="localhost", security=security, ca_file=authority.ca_file)
            courier = SmtpCourier(replace(settings, username="klachten", password=lambda: "sécret"))
            assert await courier.carry(LETTER) == "250 2.0.0 taken"
            assert await courier.carry(replace(LETTER, sender="")) == "250 2.0.0 taken"
            await courier.close()
            await courier.close()
            with pytest.raises(LoginRefused):
                await SmtpCourier(replace(settings, username="klachten", password="geheim")).carry(LETTER)
        assert [(one.mail_from, one.rcpt_tos, one.content) for one in inbox.received] == [
            (LETTER.sender, [LETTER.recipient], LETTER.raw),
            ("<>", [LETTER.recipient], LETTER.raw),  # as aiosmtpd tells it
        ]

    play(story)


# bytes


LINES = st.one_of(st.text(".a \t=", max_size=5).map(str.encode), st.binary(max_size=998)).map(lambda line: line.translate(None, b"\r\n"))


@hypothesis_settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(LINES, max_size=8), min_size=1, max_size=8))
def test_frozen_bytes_arrive_as_they_are(letters: list[list[bytes]]) -> None:
    frozen = [b"".join(line + b"\r\n" for line in [b"Subject: x", b"", *lines]) for lines in letters]

    async def story() -> None:
        async with SmtpDouble() as double:
            courier = SmtpCourier(plain(double.port))
            for raw in frozen:
                await courier.carry(replace(LETTER, raw=raw))
            await courier.close()
            assert [taken.content for taken in double.taken] == frozen

    play(story)


def test_a_letter_of_many_blocks_arrives_as_it_is() -> None:
    raw = b"Subject: x\r\n\r\n" + b"".join(b"." * (n % 70) + b"%d\r\n" % n for n in range(60_000))

    async def story() -> None:
        async with SmtpDouble(extensions=()) as double:
            courier = SmtpCourier(plain(double.port))
            await courier.carry(replace(LETTER, raw=raw))
            assert double.taken[0].content == raw
            await courier.close()

    play(story)


# the envelope


ENVELOPES = [
    # what the server offers, the letter, the lines after MAIL FROM: and RCPT TO:
    ((), LETTER, "<klachten+b-1@klant.example>", "<klager@example.org>"),
    ((), replace(LETTER, sender=""), "<>", "<klager@example.org>"),
    ((), replace(LETTER, notify=True), "<klachten+b-1@klant.example>", "<klager@example.org>"),
    (("DSN",), LETTER, "<klachten+b-1@klant.example>", "<klager@example.org>"),
    (("DSN",), replace(LETTER, notify=True), "<klachten+b-1@klant.example>", "<klager@example.org> NOTIFY=FAILURE"),
    (("SMTPUTF8", "8BITMIME"), LETTER, "<klachten+b-1@klant.example>", "<klager@example.org>"),
    (("SMTPUTF8",), replace(LETTER, recipient="jörg@bücher.example"), "<klachten+b-1@klant.example> SMTPUTF8", "<jörg@bücher.example>"),
    (("8BITMIME",), replace(LETTER, raw="é\r\n".encode()), "<klachten+b-1@klant.example> BODY=8BITMIME", "<klager@example.org>"),
    (("SIZE 100",), replace(LETTER, sender=""), "<> SIZE=26", "<klager@example.org>"),
]


@pytest.mark.parametrize(("offers", "letter", "mail", "rcpt"), ENVELOPES)
def test_the_envelope(offers: tuple[str, ...], letter: Envelope, mail: str, rcpt: str) -> None:
    async def story() -> None:
        async with SmtpDouble(extensions=offers) as double:
            courier = SmtpCourier(plain(double.port))
            await courier.carry(letter)
            assert (double.taken[0].mail.decode(), double.taken[0].rcpt.decode()) == (mail, rcpt)
            await courier.close()

    play(story)


# connections


@pytest.mark.parametrize("connections", [1, 2])
def test_fifty_letters_at_once_share_the_connections(connections: int) -> None:
    letters = [replace(LETTER, raw=b"Subject: %d\r\n\r\n" % n) for n in range(50)]

    async def story() -> None:
        async with SmtpDouble() as double:
            courier = SmtpCourier(replace(plain(double.port), connections=connections))
            await asyncio.gather(*(courier.carry(letter) for letter in letters))
            await courier.close()
            assert double.connections == double.most_open == connections
            assert sorted(taken.content for taken in double.taken) == sorted(letter.raw for letter in letters)
            assert (double.count("RSET"), double.count("NOOP"), double.count("EHLO"), double.count("QUIT")) == (
                0,
                0,
                connections,
                connections,
            )

    play(story)


def test_an_idle_connection_is_replaced() -> None:
    async def story() -> None:
        async with SmtpDouble() as double:
            courier = SmtpCourier(replace(plain(double.port), idle_seconds=0))
            for _ in range(3):
                await courier.carry(LETTER)
            await courier.close()
            assert (double.connections, double.count("QUIT"), len(double.taken)) == (3, 3, 3)

    play(story)


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_letter_broken_off_leaves_no_connection_in_use(verb: str) -> None:
    async def story() -> None:
        async with SmtpDouble(faults={"final_dot": [Fault(then="hang")]}) as double:
            courier = SmtpCourier(replace(plain(double.port), connections=1))
            carrying = asyncio.create_task(courier.carry(LETTER))
            while verb not in double.commands:  # noqa: ASYNC110 - this very turn of the loop: the cancellation is to meet the reply
                await asyncio.sleep(0)
            carrying.cancel()
            with pytest.raises(asyncio.CancelledError):
                await carrying
            await double.quiet()
            double.faults.clear()
            await courier.carry(LETTER)
            assert (double.connections, len(double.taken)) == (2, 1)
            await courier.close()

    play(story)


def test_after_close_a_letter_opens_a_new_connection() -> None:
    async def story() -> None:
        async with SmtpDouble() as double:
            courier = SmtpCourier(plain(double.port))
            for _ in range(2):
                await courier.carry(LETTER)
                await courier.close()
            assert (double.connections, double.open_now, double.count("QUIT")) == (2, 0, 2)

    play(story)


# the login


@pytest.mark.parametrize(("offered", "verb"), [("AUTH PLAIN LOGIN", "PLAIN"), ("AUTH LOGIN", "LOGIN"), ("AUTH=PLAIN", "PLAIN")])
def test_one_login_a_connection(offered: str, verb: str) -> None:
    async def story() -> None:
        async with SmtpDouble(extensions=[offered]) as double:
            courier = SmtpCourier(replace(plain(double.port), username="u", password="p"))
            await courier.carry(LETTER)
            await courier.carry(LETTER)
            await courier.close()
            assert double.logins == [verb]

    play(story)


def test_an_access_token_is_asked_for_at_every_login() -> None:
    asked: list[str] = []

    async def token() -> str:
        asked.append("token")
        return "t0ken"

    async def story() -> None:
        async with SmtpDouble(extensions=["AUTH PLAIN XOAUTH2"]) as double:
            courier = SmtpCourier(replace(plain(double.port), username="u", oauth=token, idle_seconds=0))
            await courier.carry(LETTER)
            await courier.carry(LETTER)
            await courier.close()
            assert (double.logins, len(asked)) == (["XOAUTH2", "XOAUTH2"], 2)

    play(story)


def test_a_login_can_be_tried_without_a_letter() -> None:
    async def story() -> None:
        async with SmtpDouble(faults={"auth": [None, Fault(b"535 wrong\r\n")]}) as double:
            courier = SmtpCourier(replace(plain(double.port), username="u", password="p"))
            await courier.log_in()
            with pytest.raises(LoginRefused):
                await courier.log_in()
            assert (double.count("QUIT"), double.count("MAIL"), double.open_now) == (2, 0, 0)

    play(story)


# TLS


def stranger(authority: Authority) -> ssl.SSLContext:  # noqa: ARG001 - the shape of its fellows
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    return context


def wrong_name(authority: Authority) -> ssl.SSLContext:
    return authority.server("other.example")


@pytest.mark.parametrize("certificate", [stranger, wrong_name])
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_cannot_be_trusted_gets_no_letter(
    authority: Authority, certificate: Callable[[Authority], ssl.SSLContext], security: Security
) -> None:
    context = certificate(authority)

    async def story() -> None:
        async with SmtpDouble(tls=context) if security == "tls" else SmtpDouble(starttls=context) as double:
            settings = replace(plain(double.port), host="localhost", security=security, ca_file=authority.ca_file)
            with pytest.raises(Postponed) as told:
                await SmtpCourier(replace(settings, username="u", password="p")).carry(LETTER)
            assert told.value.why == ("connect_certificate" if security == "tls" else "starttls_certificate")
            assert double.count("AUTH") == double.count("MAIL") == 0

    play(story)


def test_the_systems_authorities_are_not_enough_for_a_server_of_our_own(authority: Authority) -> None:
    async def story() -> None:
        async with SmtpDouble(tls=authority.server("localhost")) as double:
            with pytest.raises(Postponed, match="connect_certificate"):
                await SmtpCourier(SmtpSettings("localhost", double.port)).carry(LETTER)

    play(story)


def test_a_server_without_tls_gets_no_letter(authority: Authority) -> None:
    async def story() -> None:
        async with SmtpDouble() as double:
            with pytest.raises(Postponed, match="connect_"):
                await SmtpCourier(SmtpSettings("localhost", double.port, ca_file=authority.ca_file)).carry(LETTER)
            assert double.count("MAIL") == 0

    play(story)


STARTTLS_FAULTS = [
    # id, what is played, why
    ("stripped", None, "starttls_not_offered"),
    ("refused", b"454 no TLS now\r\n", "starttls_refused"),
    ("injected", b"220 go\r\n250 injected\r\n", "starttls_lost"),
    ("injected-in-part", b"220 go\r\n250 inj", "starttls_lost"),
    ("not-meant", b"250 ok\r\n", "starttls_garbled"),
]


@pytest.mark.parametrize(("said", "why"), [pytest.param(*row[1:], id=row[0]) for row in STARTTLS_FAULTS])
def test_where_starttls_is_tampered_with_nothing_is_told(authority: Authority, said: bytes | None, why: str) -> None:
    context = authority.server("localhost")

    async def story() -> None:
        faults: dict[str, list[Fault | None]] = {"starttls": [Fault(said)]} if said else {}
        async with SmtpDouble(faults=faults, starttls=context if said else None) as double:
            settings = replace(plain(double.port), host="localhost", security="starttls", ca_file=authority.ca_file)
            with pytest.raises(Postponed) as told:
                await SmtpCourier(replace(settings, username="u", password="p")).carry(LETTER)
            assert told.value.why == why
            assert double.count("AUTH") == double.count("MAIL") == 0

    play(story)


def test_what_a_server_offers_before_tls_is_forgotten(authority: Authority) -> None:
    async def story() -> None:
        before = b"250-double.example\r\n250-DSN\r\n250 STARTTLS\r\n"
        async with SmtpDouble(faults={"ehlo": [Fault(before)]}, extensions=(), starttls=authority.server("localhost")) as double:
            settings = replace(plain(double.port), host="localhost", security="starttls", ca_file=authority.ca_file)
            courier = SmtpCourier(settings)
            await courier.carry(replace(LETTER, notify=True))
            assert (double.taken[0].rcpt, double.count("EHLO")) == (b"<klager@example.org>", 2)
            await courier.close()

    play(story)


# crash points


class Crash(Exception):
    """The end of the process, as a test can bear it."""


@pytest.fixture
def crash_at(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    def hook(name: str) -> None:
        if name == request.param:
            crash(name)

    monkeypatch.setattr(crashpoints, "_hooks", [hook])
    return str(request.param)


def crash(name: str) -> NoReturn:
    raise Crash(name)


@pytest.mark.parametrize(
    ("crash_at", "arrives"), [("before_data", False), ("after_data", True), ("after_250", True)], indirect=["crash_at"]
)
@pytest.mark.usefixtures("crash_at")
def test_where_a_crash_leaves_the_letter(*, arrives: bool) -> None:
    async def story() -> None:
        async with SmtpDouble() as double:
            with pytest.raises(Crash):
                await SmtpCourier(plain(double.port)).carry(LETTER)
            await double.quiet()
            assert [taken.content for taken in double.taken] == ([LETTER.raw] if arrives else [])

    play(story)


# settings


async def token_of_nobody() -> str:
    return "t"


UNSAFE = [
    ({"security": "plain"}, "another machine"),
    ({"security": "plain", "host": "192.0.2.1"}, "another machine"),
    ({"security": "plain", "host": "127.0.0.1.example"}, "another machine"),
    ({"security": "none"}, "security is tls"),
    ({"connections": 0}, "at least one connection"),
    ({"username": "u"}, "a password or OAuth"),
    ({"password": "p"}, "needs a username"),
    ({"username": "u", "password": "p", "oauth": token_of_nobody}, "not both"),
]


@pytest.mark.parametrize(("changes", "why"), UNSAFE)
def test_unsafe_settings_do_not_start(changes: dict[str, object], why: str) -> None:
    with pytest.raises(CannotStart, match=why):
        SmtpSettings(**{"host": "mx.example", **changes})  # type: ignore[arg-type]  # tests name the fields


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1"])
def test_plain_text_stays_on_this_machine(host: str) -> None:
    assert SmtpSettings(host, security="plain").tls_context() is None


@pytest.mark.parametrize("content", [None, b"", b"not a certificate"])
def test_a_ca_file_that_cannot_be_used_does_not_start(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CannotStart, match="CA file"):
        SmtpCourier(SmtpSettings("mx.example", ca_file=path))


def test_settings_do_not_show_the_password() -> None:
    assert "hemelsblauw" not in repr(SmtpSettings("mx.example", username="u", password="hemelsblauw"))
