"""The settings file: what the smallest needs, that all faults are told at once, and what is not even a file."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from settings_files import BRAM, IMAP, PASSWORDS, SMALLEST, SMTP, added, faults, read, replaced

from klachten import values
from klachten.faults import SettingsError
from klachten.sections.kinds import is_loopback
from klachten.settings import load
from tracker.errors import CannotStart
from tracker.model import HANDLERS, Role

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


class TestFilesThatWork:
    def test_the_smallest_has_fewer_than_30_lines(self, tmp_path: Path) -> None:
        assert len(SMALLEST.splitlines()) < 30
        settings = read(tmp_path, SMALLEST)
        assert settings.mailbox["klachten"].at_port == 993
        assert settings.smtp.at_port == 465
        assert settings.register_.url == "sqlite:////var/lib/klachten/klachten.db"

    def test_the_smallest_can_do_without_a_handler_and_no_other_of_its_lines(self, tmp_path: Path) -> None:
        lines = SMALLEST.splitlines()
        for position, line in enumerate(lines):
            if line and not line.startswith(("[", "username", "team_lead", "sales_manager")):
                found = faults(tmp_path, "\n".join(lines[:position] + lines[position + 1 :]))
                assert any(path.endswith(line.split(" =")[0]) for path in found), line

    def test_the_example_loads(self) -> None:
        settings = load(EXAMPLE, PASSWORDS)
        assert settings.people.manager_operations.deputy is not None
        assert settings.people.manager_operations.deputy.until_date == date(2026, 7, 31)
        assert settings.appeal[0].name == "Kifid"

    def test_the_passwords_come_along_and_stay_hidden(self, tmp_path: Path) -> None:
        settings = read(tmp_path, SMALLEST)
        assert settings.secrets.mailboxes["klachten"].get_secret_value() == "geheim"
        assert "geheim" not in repr(settings) + str(settings) + str(settings.model_dump())

    def test_nothing_can_be_changed(self, tmp_path: Path) -> None:
        with pytest.raises(ValidationError, match="frozen"):
            read(tmp_path, SMALLEST).log.level = "DEBUG"

    def test_loading_twice_gives_the_same(self, tmp_path: Path) -> None:
        assert read(tmp_path, SMALLEST) == read(tmp_path, SMALLEST)

    def test_a_windows_editor_may_have_saved_it(self, tmp_path: Path) -> None:
        file = tmp_path / "klachten.toml"
        file.write_bytes(b"\xef\xbb\xbf" + SMALLEST.replace("\n", "\r\n").encode())
        assert load(file, PASSWORDS).organisation.name == "Voorbeeld Incasso"

    def test_who_left_is_left_out(self, tmp_path: Path) -> None:
        text = "".join(line for line in SMALLEST.splitlines(keepends=True) if not line.startswith(("team_lead", "sales_manager")))
        assert values.people(read(tmp_path, text)).vacant == tuple(role for role in HANDLERS if role is not Role.MANAGER_OPERATIONS)

    def test_a_vacant_role_is_no_deputy(self, tmp_path: Path) -> None:
        anna = '"a.deboer@voorbeeld.nl"] }'
        text = replaced(anna, '"a.deboer@voorbeeld.nl"], deputy = { who = "sales_manager" } }')
        assert read(tmp_path, text).people.manager_operations.deputy is not None
        without = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("sales_manager"))
        assert "people.manager_operations.deputy.who" in faults(tmp_path, without)

    def test_one_human_may_have_two_roles(self, tmp_path: Path) -> None:
        people = read(tmp_path, replaced(BRAM, '{ name = "Anna de Boer", addresses = ["a.deboer@voorbeeld.nl"] }')).people
        assert people.team_lead_collection == people.manager_operations

    @pytest.mark.parametrize("off", ["false", "0"])
    @pytest.mark.parametrize("clock", ["acknowledge_days", "acknowledge_working_days"])
    def test_either_clock_can_be_switched_off(self, tmp_path: Path, clock: str, off: str) -> None:
        assert getattr(read(tmp_path, added(f"[terms]\n{clock} = {off}")).terms, clock) == 0

    @pytest.mark.parametrize(("security", "imap", "smtp"), [("tls", 993, 465), ("starttls", 143, 587), ("plain", 143, 25)])
    def test_each_security_has_its_usual_port(self, tmp_path: Path, security: str, imap: int, smtp: int) -> None:
        text = SMALLEST.replace(IMAP, f'host = "localhost"\nsecurity = "{security}"').replace(
            SMTP, f'host = "127.0.0.1"\nsecurity = "{security}"'
        )
        settings = read(tmp_path, text)
        assert (settings.mailbox["klachten"].at_port, settings.smtp.at_port) == (imap, smtp)


LOOPBACK = [("localhost", True), ("127.0.0.1", True), ("127.3.2.1", True), ("::1", True), ("10.0.0.1", False), ("localhost.example", False)]


@pytest.mark.parametrize(("host", "home"), LOOPBACK)
def test_what_is_this_machine(host: str, home: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_loopback(host) is home


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Also those across sections, and a password that is nowhere, while other sections are at fault."""
    text = replaced(IMAP, "host = 3").replace("b.smit@", "a.deboer@").replace('"Utrecht"', '""') + "[log]\nlevle = 1\n"
    assert set(faults(tmp_path, text)) == {
        "organisation.seat",
        "mailbox.klachten.host",
        "log.levle",
        "people.team_lead_collection.addresses",
    }


def test_the_message_has_every_fault_and_the_file(tmp_path: Path) -> None:
    with pytest.raises(CannotStart) as refusal:
        read(tmp_path, replaced(IMAP, "").replace(SMTP, ""))
    lines = str(refusal.value).splitlines()
    assert lines[0] == f"{tmp_path / 'klachten.toml'}: 2 things are wrong with the settings"
    assert lines[1] == "  mailbox.klachten.host: is missing: the name of the server"
    assert lines[2] == '    → for example: host = "mail.voorbeeld.nl"'


SYNTAX = [
    ("no-quotes", b"a = 1\nhost = imap.voorbeeld.nl\n", "line 2, column 8", "text stands between quotes"),
    ("no-equals", b"host\n", "line 1, column 5", "key = value"),
    ("twice", b"a = 1\na = 2\n", "line 2, column 6", "second time"),
    ("section-twice", b"[log]\n[log]\n", "line 2, column 5", "second time"),
    ("open-quotes", b'a = "b\nc = 1\n', "line 1, column 7", "close the quotes"),
    ("open-at-the-end", b'a = "b', "the end of the file", "close the quotes"),
    ("backslash", b'a = "C:\\klachten"\n', "line 1, column 10", "twice"),
    ("no-day", b"a = 2026-02-30\n", "line 1, column 5", "look at this place"),
    ("latin-1", b'a = 1\nb = "caf\xe9"\n', "line 2", "UTF-8"),
    ("nesting", b"a = " + b"[" * 5000 + b"\n", "the file", "config.example.toml"),
    ("digits", b"a = " + b"9" * 5000 + b"\n", "the file", "config.example.toml"),
]


@pytest.mark.parametrize(("content", "path", "right"), [pytest.param(*row[1:], id=row[0]) for row in SYNTAX])
def test_a_file_that_is_no_toml(tmp_path: Path, content: bytes, path: str, right: str) -> None:
    file = tmp_path / "klachten.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError) as refusal:
        load(file, {})
    (fault,) = refusal.value.faults
    assert fault.path == path
    assert right in fault.right


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"does not exist\n.*copy config\.example\.toml to .*/none\.toml"):
        load(tmp_path / "none.toml", {})


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path, {})


@given(st.lists(st.tuples(st.integers(0, len(SMALLEST)), st.binary(max_size=6)), min_size=1, max_size=8))
def test_whatever_is_wrong_with_a_file_is_told(tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, bytes]]) -> None:
    content = SMALLEST.encode()
    for position, put in edits:
        content = content[:position] + put + content[position + len(put) :]
    file = tmp_path_factory.getbasetemp() / "mutated.toml"
    file.write_bytes(content)
    try:
        load(file, PASSWORDS)
    except SettingsError as refusal:
        assert refusal.faults  # noqa: PT017 - most are refused, a few are not
