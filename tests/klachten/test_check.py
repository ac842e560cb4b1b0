"""`klachten check`: what it says and its exit codes, against real servers of this process and ports at which nobody listens."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from settings_files import IMAP, SMALLEST, SMTP, read

from klachten import check_servers
from klachten.certificates import expires_at
from klachten.commands import main
from klachten.embedded import EmbeddedServers
from klachten.findings import Finding, Verdict
from klachten.settings import Settings
from outbound.courier import LoginRefused, Postponed
from tracker.clock import HandClock, SystemClock
from tracker.errors import CannotStart

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADDRESS = "klachten@voorbeeld.nl"
OURS = ("INBOX", "Klachten/Verwerkt", "Klachten/Robots", "Klachten/Spam", "Klachten/Onleesbaar", "Sent")


def reaching(servers: EmbeddedServers, folder: Path, *, imap: str = "", smtp: str = "", more: str = "") -> str:
    """Return the smallest file, with the embedded servers and a folder of its own; `imap` and `smtp` replace the line of the port."""
    told = f'host = "localhost"\nca_file = "{servers.ca_file}"'
    text = SMALLEST.replace(IMAP, f"{told}\n{imap or f'port = {servers.imap_port}'}")
    text = text.replace(SMTP, f"{told}\n{smtp or f'port = {servers.smtp_port}'}")
    return f'{text}\n[register]\nurl = "sqlite:///{folder}/klachten.db"\nkeys_file = "{folder}/keys"\n{more}\n'


@pytest.fixture
def settings(embedded: EmbeddedServers, tmp_path: Path) -> Settings:
    return read(tmp_path, reaching(embedded, tmp_path))


@pytest.fixture
def dead_port() -> Iterator[int]:
    """Give a port at which nobody listens, and nobody else can."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def check(folder: Path, text: str, password: str = "geheim") -> Result:
    (folder / "config.toml").write_text(text, encoding="utf-8")
    environment = {"KLACHTEN_SMTP_PASSWORD": password, "KLACHTEN_MAILBOX_KLACHTEN_PASSWORD": password, "COLUMNS": "200"}
    return CliRunner().invoke(main, ["check", "--config", str(folder / "config.toml")], env=environment)


def only(found: Iterator[Finding], verdict: Verdict) -> Finding:
    (finding,) = [finding for finding in found if finding.verdict is verdict]
    return finding


class TestTheCommand:
    def test_all_is_well(self, embedded: EmbeddedServers, tmp_path: Path) -> None:
        told = check(tmp_path, reaching(embedded, tmp_path))
        assert told.exit_code == 0, told.output
        assert "Everything works" in told.output
        assert "✗" not in told.output
        assert [line for line in told.output.splitlines() if line != line.rstrip()] == []  # a pipe gets whole lines, and no more

    def test_it_makes_the_folders_and_nothing_else(self, embedded: EmbeddedServers, tmp_path: Path) -> None:
        embedded.deliver(ADDRESS, b"From: a@elders.nl\r\nSubject: x\r\n\r\nx\r\n")
        assert check(tmp_path, reaching(embedded, tmp_path)).exit_code == 0
        assert set(embedded.folders(ADDRESS)) >= set(OURS)
        assert len(embedded.mails(ADDRESS)) == 1
        assert embedded.accepted == []
        assert {path.name for path in tmp_path.iterdir()} == {"embedded", "config.toml"}

    def test_a_wrong_password_is_told_and_not_shown(self, embedded: EmbeddedServers, tmp_path: Path) -> None:
        told = check(tmp_path, reaching(embedded, tmp_path), "ontzettend-fout")
        assert told.exit_code == 1
        assert "2 things must be repaired" in told.output
        assert told.output.count("compare username and password") == 2
        assert "ontzettend-fout" not in told.output

    def test_a_dead_port_is_told_and_the_rest_is_still_looked_at(self, embedded: EmbeddedServers, tmp_path: Path, dead_port: int) -> None:
        told = check(tmp_path, reaching(embedded, tmp_path, imap=f"port = {dead_port}"))
        assert told.exit_code == 1
        assert "nothing answers at the port" in told.output
        assert "logged in to localhost as klachten@voorbeeld.nl" in told.output

    def test_settings_that_are_wrong(self, tmp_path: Path) -> None:
        told = check(tmp_path, SMALLEST.replace("[smtp]", "[smpt]"))
        assert told.exit_code == 2
        assert 'did you mean "smtp"?' in told.output

    def test_no_settings(self, tmp_path: Path) -> None:
        told = CliRunner().invoke(main, ["check", "--config", str(tmp_path / "none.toml")])
        assert told.exit_code == 2
        assert "copy config.example.toml" in told.output

    def test_the_help_has_the_exit_codes(self) -> None:
        told = CliRunner().invoke(main, ["check", "--help"]).output
        assert all(f"{code} " in told for code in (0, 1, 2))


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_certificates_are_looked_at(embedded: EmbeddedServers, tmp_path: Path, security: str) -> None:
    ports = (embedded.imap_port, embedded.smtp_port) if security == "tls" else (embedded.imap_plain_port, embedded.smtp_plain_port)
    imap, smtp = (f'port = {port}\nsecurity = "{security}"' for port in ports)
    made = read(tmp_path, reaching(embedded, tmp_path, imap=imap, smtp=smtp))
    found = [*check_servers.mailboxes(made, SystemClock()), *check_servers.smtp(made, SystemClock())]
    assert [finding.subject for finding in found if "is verified, and good for" in finding.found] == ["mailbox.klachten", "smtp"]


def test_without_tls_there_is_none(embedded: EmbeddedServers, tmp_path: Path) -> None:
    imap, smtp = (f'port = {port}\nsecurity = "plain"' for port in (embedded.imap_plain_port, embedded.smtp_plain_port))
    made = read(tmp_path, reaching(embedded, tmp_path, imap=imap, smtp=smtp))
    found = [*check_servers.mailboxes(made, SystemClock()), *check_servers.smtp(made, SystemClock())]
    assert Verdict.FAILURE not in {finding.verdict for finding in found}
    assert not any("certificate" in finding.found for finding in found)


def test_a_certificate_that_expires_soon(embedded: EmbeddedServers, settings: Settings) -> None:
    context = ssl.create_default_context(cafile=embedded.ca_file)
    late = expires_at("localhost", embedded.smtp_port, context) - timedelta(days=10)
    assert "expires in 10 days" in only(check_servers.smtp(settings, HandClock(late)), Verdict.WARNING).found


def test_a_certificate_that_nobody_knows(embedded: EmbeddedServers, tmp_path: Path) -> None:
    made = read(tmp_path, reaching(embedded, tmp_path).replace(f'ca_file = "{embedded.ca_file}"', ""))
    for found in (check_servers.mailboxes(made, SystemClock()), check_servers.smtp(made, SystemClock())):
        finding = only(found, Verdict.FAILURE)
        assert "ca_file" in finding.advice
        assert finding.found == "localhost: the certificate's authority is not known here"


UNREACHABLE = [
    # id, lines of both servers, what is found
    ("port", 'port = 1\nsecurity = "plain"', "localhost: nothing answers at the port"),
    ("tls-port", "port = 1", "localhost: nothing answers at the port"),
]


@pytest.mark.parametrize(("lines", "words"), [pytest.param(*row[1:], id=row[0]) for row in UNREACHABLE])
def test_one_trouble_is_told_in_one_way_of_both_servers(embedded: EmbeddedServers, tmp_path: Path, lines: str, words: str) -> None:
    made = read(tmp_path, reaching(embedded, tmp_path, imap=lines, smtp=lines))
    for found in (check_servers.mailboxes(made, SystemClock()), check_servers.smtp(made, SystemClock())):
        assert only(found, Verdict.FAILURE).found == words


SMTP_WORDS = [
    (LoginRefused("login_refused", code=535, said="5.7.8 no"), "the server refuses the login: 535 5.7.8 no"),
    (Postponed("ehlo_refused", code=421, said="busy"), "the server says no: 421 busy"),
    (LoginRefused("login_not_offered"), "the server offers no log-in by password over this connection"),
    (Postponed("starttls_not_offered"), "the server does not offer STARTTLS"),
    (Postponed("greeting_garbled", said="?"), "the answer makes no sense"),
    (CannotStart("the CA file is not there"), "the CA file is not there"),
]


@pytest.mark.parametrize(("trouble", "words"), SMTP_WORDS)
def test_what_an_smtp_server_says_is_told_in_words(trouble: Exception, words: str) -> None:
    assert check_servers.smtp_words(trouble) == words


def test_a_ca_file_that_is_not_there(embedded: EmbeddedServers, tmp_path: Path) -> None:
    made = read(tmp_path, reaching(embedded, tmp_path).replace("ca.pem", "none.pem"))
    for found in (check_servers.mailboxes(made, SystemClock()), check_servers.smtp(made, SystemClock())):
        assert "CA file" in only(found, Verdict.FAILURE).found


def test_a_mail_from_the_future_betrays_a_clock(embedded: EmbeddedServers, settings: Settings) -> None:
    embedded.deliver(ADDRESS, b"Return-Path: <a@elders.nl>\r\n\r\nx\r\n", NOW + timedelta(hours=1))
    assert "clock" in only(check_servers.mailboxes(settings, HandClock(NOW)), Verdict.FAILURE).found
    later = check_servers.mailboxes(settings, HandClock(NOW + timedelta(hours=1)))
    assert Verdict.FAILURE not in {finding.verdict for finding in later}


MAILS = [
    ("neither", b"Subject: x\r\n\r\nReturn-Path: in the text\r\n", {"Return-Path", "Authentication-Results"}),
    ("return-path", b"return-path: <>\r\n\r\n", {"Authentication-Results"}),
    ("both", b"Return-Path: <>\r\nAuthentication-Results: mx; dmarc=pass\r\n\r\n", set()),
]


@pytest.mark.parametrize(("mail", "missing"), [pytest.param(*row[1:], id=row[0]) for row in MAILS])
def test_what_the_server_writes_into_a_mail(embedded: EmbeddedServers, tmp_path: Path, mail: bytes, missing: set[str]) -> None:
    trusting = '[authentication]\ntrust = "authserv-id"\nauthserv_id = "mx"'
    made = read(tmp_path, reaching(embedded, tmp_path, more=trusting))
    embedded.deliver(ADDRESS, mail)
    told = " ".join(finding.found for finding in check_servers.mailboxes(made, SystemClock()))
    assert {name for name in ("Return-Path", "Authentication-Results") if name in told} == missing


def test_bounces_that_nobody_hears_of(embedded: EmbeddedServers, tmp_path: Path) -> None:
    made = read(tmp_path, reaching(embedded, tmp_path, smtp=f'port = {embedded.smtp_port}\nbounce_address = "null"'))
    assert "bounces" in only(check_servers.smtp(made, SystemClock()), Verdict.WARNING).found


def test_a_relay_without_login(embedded: EmbeddedServers, tmp_path: Path) -> None:
    made = read(tmp_path, reaching(embedded, tmp_path).replace(f'username = "{ADDRESS}"', ""))
    assert "reached localhost, without log-in" in [finding.found for finding in check_servers.smtp(made, SystemClock())]
