"""Passwords: where they are looked for, what is refused, and that nothing prints them."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from settings_files import IMAP, PASSWORDS, SMALLEST, SMTP, added, read

from klachten.faults import Fault, SettingsError
from klachten.secrets import LONGEST_BYTES, Secrets, Wanted, find_secret
from klachten.settings import load

MAILBOX = "mailbox.klachten"


def secret_file(folder: Path, content: bytes = b"uit-bestand\n", mode: int = 0o600, name: str = "password") -> Path:
    file = folder / name
    file.write_bytes(content)
    file.chmod(mode)
    return file


def found(secret: SecretStr | Fault | None) -> str:
    assert isinstance(secret, SecretStr), secret
    return secret.get_secret_value()


def refused(secret: SecretStr | Fault | None) -> Fault:
    assert isinstance(secret, Fault)
    return secret


class TestWhere:
    def test_the_file_comes_first_then_the_credential_then_the_environment(self, tmp_path: Path) -> None:
        file = secret_file(tmp_path)
        credential = secret_file(tmp_path, b"uit-systemd", name="mailbox_klachten_password")
        environment = {"CREDENTIALS_DIRECTORY": str(tmp_path), "KLACHTEN_MAILBOX_KLACHTEN_PASSWORD": "uit-omgeving"}
        assert found(find_secret(Wanted(MAILBOX, file), environment)) == "uit-bestand"
        assert found(find_secret(Wanted(MAILBOX, None), environment)) == "uit-systemd"
        credential.unlink()
        assert found(find_secret(Wanted(MAILBOX, None), environment)) == "uit-omgeving"

    @pytest.mark.parametrize(
        ("section", "credential", "variable"),
        [
            ("smtp", "smtp_password", "KLACHTEN_SMTP_PASSWORD"),
            ("register", "register_password", "KLACHTEN_REGISTER_PASSWORD"),
            ("mailbox.na_incasso2", "mailbox_na_incasso2_password", "KLACHTEN_MAILBOX_NA_INCASSO2_PASSWORD"),
        ],
    )
    def test_the_names_follow_from_the_section(self, section: str, credential: str, variable: str) -> None:
        wanted = Wanted(section, None)
        assert (wanted.credential, wanted.variable) == (credential, variable)

    def test_nowhere_says_all_three_ways(self) -> None:
        fault = refused(find_secret(Wanted("smtp", None), {}))
        assert fault.path == "smtp.password_file"
        assert all(way in fault.right for way in ("file", "LoadCredential=smtp_password", "KLACHTEN_SMTP_PASSWORD"))

    def test_a_mistyped_variable_is_noticed(self) -> None:
        fault = refused(find_secret(Wanted("smtp", None), {"KLACHTEN_SMPT_PASSWORD": "geheim"}))
        assert "KLACHTEN_SMPT_PASSWORD is set" in fault.what

    def test_what_is_not_required_may_be_nowhere(self) -> None:
        assert find_secret(Wanted("register", None, required=False), {}) is None


CONTENT = [
    ("newline", b"geheim\n", "geheim"),
    ("windows", b"geheim\r\n", "geheim"),
    ("byte-order-mark", b"\xef\xbb\xbfgeheim\n", "geheim"),
    ("no-newline", b"geheim", "geheim"),
    ("spaces-belong-to-it", b" ge heim \n", " ge heim "),
    ("accents", "wáchtwoord€".encode(), "wáchtwoord€"),
]


@pytest.mark.parametrize(("content", "password"), [pytest.param(*row[1:], id=row[0]) for row in CONTENT])
def test_a_file_holds_the_password_alone(tmp_path: Path, content: bytes, password: str) -> None:
    assert found(find_secret(Wanted("smtp", secret_file(tmp_path, content)), {})) == password


REFUSED = [
    ("empty", b"", 0o600, "is empty"),
    ("only-a-newline", b"\n", 0o600, "is empty"),
    ("two-lines", b"geheim\nmeer\n", 0o600, "more than one line"),
    ("nul", b"ge\0heim", 0o600, "control character"),
    ("no-text", b"\xff\xfe", 0o600, "does not hold text"),
    ("large", b"x" * (LONGEST_BYTES + 1), 0o600, "too large"),
    ("open-to-all", b"geheim", 0o644, "read by everybody"),
    ("writable-by-all", b"geheim", 0o602, "read by everybody"),
]


@pytest.mark.parametrize(("content", "mode", "what"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED])
def test_a_file_that_is_refused(tmp_path: Path, content: bytes, mode: int, what: str) -> None:
    fault = refused(find_secret(Wanted("smtp", secret_file(tmp_path, content, mode)), {}))
    assert fault.path == "smtp.password_file"
    assert what in fault.what
    assert "geheim" not in str(fault)


def test_an_open_file_is_told_with_the_command_to_run(tmp_path: Path) -> None:
    file = secret_file(tmp_path, mode=0o644)
    assert refused(find_secret(Wanted("smtp", file), {})).right == f"run: chmod o-rwx {file}"


def test_the_group_of_the_service_may_read_it(tmp_path: Path) -> None:
    assert found(find_secret(Wanted("smtp", secret_file(tmp_path, mode=0o640)), {})) == "uit-bestand"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert "No such file" in refused(find_secret(Wanted("smtp", tmp_path / "none"), {})).what


@pytest.mark.parametrize("value", ["", "ge\nheim"])
def test_the_environment_is_checked_as_well(value: str) -> None:
    assert refused(find_secret(Wanted("smtp", None), {"KLACHTEN_SMTP_PASSWORD": value})).path == "KLACHTEN_SMTP_PASSWORD"


def test_nothing_prints_them() -> None:
    secrets = Secrets({"klachten": SecretStr("geheim")}, SecretStr("geheim"), SecretStr("geheim"))
    assert "geheim" not in f"{secrets} {secrets!r} {secrets.smtp} {secrets.mailboxes}"


class TestInTheSettings:
    def test_every_password_is_asked_for_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError) as refusal:
            read(tmp_path, SMALLEST, {})
        assert [fault.path for fault in refusal.value.faults] == ["mailbox.klachten.password_file", "smtp.password_file"]

    def test_who_reaches_no_mail_server_is_asked_for_none(self, tmp_path: Path) -> None:
        """Not even a file that this user may not read is looked at; the register's is."""
        secret = secret_file(tmp_path)
        file = tmp_path / "klachten.toml"
        for line in (IMAP, SMTP):
            file.write_text(
                added(f'[register]\nurl = "postgresql://k@h/k"\npassword_file = "{secret}"').replace(
                    line, f'{line}\npassword_file = "/nowhere/password"'
                ),
                encoding="utf-8",
            )
            secrets = load(file, {}, passwords="register").secrets
            assert (secrets.mailboxes, secrets.smtp, found(secrets.register)) == ({}, None, "uit-bestand")
        secret.unlink()
        with pytest.raises(SettingsError) as refusal:
            load(file, {}, passwords="register")
        assert [fault.path for fault in refusal.value.faults] == ["register.password_file"]

    def test_a_server_without_login_needs_none(self, tmp_path: Path) -> None:
        settings = read(tmp_path, SMALLEST.replace('username = "klachten@voorbeeld.nl"', ""), PASSWORDS)
        assert settings.secrets.smtp is None

    def test_a_file_is_named_in_its_section(self, tmp_path: Path) -> None:
        file = secret_file(tmp_path)
        settings = read(tmp_path, added(f'password_file = "{file}"', SMTP))
        assert found(settings.secrets.smtp) == "uit-bestand"

    def test_the_register_may_have_one(self, tmp_path: Path) -> None:
        file = secret_file(tmp_path)
        settings = read(tmp_path, added(f'[register]\nurl = "postgresql://k@h/k"\npassword_file = "{file}"'))
        assert found(settings.secrets.register) == "uit-bestand"
