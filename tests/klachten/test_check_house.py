"""What `klachten check` finds on this machine, and what it says that the settings leave open."""

import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from settings_files import SMALLEST, added, read
from sqlalchemy import text

from klachten import check_house, wiring
from klachten.findings import Finding, Verdict
from klachten.settings import Settings
from tracker.errors import CannotStart
from tracker.keys import open_keyring
from tracker.migrating import migrate
from tracker.store import Store

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ROUTE = '[[appeal]]\nname = "Kifid"\nterms = { nl = "a", en = "a" }\ncosts = { nl = "a", en = "a" }\n'


def lying_in(folder: Path, url: str = "") -> str:
    """Return the smallest file with register and keys in `folder`."""
    return added(f'[register]\nurl = "{url or f"sqlite:///{folder}/klachten.db"}"\nkeys_file = "{folder}/keys"')


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read(tmp_path, lying_in(tmp_path))


PYTHONS = [
    ((3, 11, 2), False, "install Python 3.11.10 or later, or the newest that your Linux distribution has"),
    ((3, 12, 5), False, "install Python 3.12.6 or later, or the newest that your Linux distribution has"),
    ((3, 11, 2), True, ""),
    ((3, 13, 0), True, ""),
]


@pytest.mark.parametrize(("release", "is_repaired", "advice"), PYTHONS)
def test_pythons_with_known_faults(release: tuple[int, int, int], is_repaired: bool, advice: str) -> None:  # noqa: FBT001 - a row of the table
    (found,) = check_house.python(release, is_repaired=is_repaired)
    assert (found.verdict is Verdict.WARNING, found.advice or "") == (not is_repaired, advice)


def test_this_python_is_known_by_its_release_where_that_has_the_repairs() -> None:
    repaired = check_house.REPAIRED_IN.get(sys.version_info[:2], 0)
    assert check_house.IS_REPAIRED or sys.version_info[2] < repaired


def test_the_clock_is_told_in_the_customers_zone(settings: Settings) -> None:
    (found,) = check_house.clock(settings, NOW)
    assert found == Finding(Verdict.FINE, "clock", "2026-11-23 10:00 in Europe/Amsterdam")


class TestRegister:
    def test_one_that_is_to_be_made(self, settings: Settings) -> None:
        (found,) = check_house.register(settings)
        assert (found.verdict, "at the first start" in found.found) == (Verdict.FINE, True)

    def test_one_in_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        (found,) = check_house.register(read(tmp_path, lying_in(tmp_path / "none")))
        assert found.verdict is Verdict.FAILURE
        assert "install -d" in found.advice

    def test_one_that_was_made(self, settings: Settings) -> None:
        store = Store(settings.register_.url)
        version = migrate(store)
        store.close()
        (found,) = check_house.register(settings)
        assert found == Finding(Verdict.FINE, "register", f"reached; schema version {version}")

    def test_one_without_schema(self, settings: Settings, tmp_path: Path) -> None:
        (tmp_path / "klachten.db").touch()
        (found,) = check_house.register(settings)
        assert (found.verdict, "empty" in found.found) == (Verdict.FINE, True)

    def test_one_that_is_no_database(self, settings: Settings, tmp_path: Path) -> None:
        (tmp_path / "klachten.db").write_bytes(b"text and no database " * 100)
        (found,) = check_house.register(settings)
        assert found.verdict is Verdict.FAILURE
        assert "not a database" in found.found
        assert "backup" in found.found

    def test_one_of_a_newer_program(self, settings: Settings) -> None:
        store = Store(settings.register_.url)
        migrate(store)
        with store.unit() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        store.close()
        (found,) = check_house.register(settings)
        assert (found.verdict, "newer klachten" in found.advice) == (Verdict.FAILURE, True)

    def test_one_on_postgresql_without_its_driver(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "psycopg", None)  # as if it were not installed
        settings = read(tmp_path, lying_in(tmp_path, "postgresql://k@/k"))
        (found,) = check_house.register(settings)
        assert found.verdict is Verdict.FAILURE
        assert f"psycopg is not installed; run: {sys.executable} -m pip install 'psycopg[binary]" in found.found
        with pytest.raises(CannotStart, match="psycopg"):
            wiring.open_store(settings)

    def test_one_on_a_server_that_is_away(self, tmp_path: Path) -> None:
        (found,) = check_house.register(read(tmp_path, lying_in(tmp_path, f"postgresql://k@/k?host={tmp_path}")))
        assert found.verdict is Verdict.FAILURE
        assert "No such file or directory" in found.found
        assert "register.url" in found.advice


class TestKeys:
    def test_those_that_are_to_be_made(self, settings: Settings) -> None:
        (found,) = check_house.keys(settings)
        assert (found.verdict, "at the first start" in found.found) == (Verdict.FINE, True)

    def test_those_that_are_there(self, settings: Settings) -> None:
        open_keyring(settings.register_.keys_file)
        (found,) = check_house.keys(settings)
        assert (found.verdict, found.found[:4]) == (Verdict.FINE, "1 in")

    def test_a_register_that_sent_nothing_needs_none(self, settings: Settings) -> None:
        store = Store(settings.register_.url)
        migrate(store)
        store.close()
        (found,) = check_house.keys(settings)
        assert (found.verdict, "at the first start" in found.found) == (Verdict.FINE, True)

    def test_those_that_were_lost(self, settings: Settings, tmp_path: Path) -> None:
        (tmp_path / "klachten.db").touch()
        (found,) = check_house.keys(settings)
        assert (found.verdict, "backup" in found.advice) == (Verdict.FAILURE, True)

    def test_those_that_others_can_read(self, settings: Settings) -> None:
        open_keyring(settings.register_.keys_file)
        settings.register_.keys_file.chmod(0o644)
        (found,) = check_house.keys(settings)
        assert (found.verdict, "chmod 600" in found.found) == (Verdict.FAILURE, True)


class TestLetters:
    def test_ours(self, settings: Settings) -> None:
        (found,) = check_house.letters(settings)
        assert found.verdict is Verdict.FINE

    def test_one_of_the_customers_that_is_broken(self, tmp_path: Path) -> None:
        broken = tmp_path / "letters" / "nl"
        broken.mkdir(parents=True)
        (broken / "acknowledgement.md").write_text("{% block subject %}{{ nobody }}", encoding="utf-8")
        (found,) = check_house.letters(read(tmp_path, added(f'[letters]\ntemplates = "{tmp_path}/letters"')))
        assert found.verdict is Verdict.FAILURE
        assert "acknowledgement" in found.found


ROUTES = [
    ("ours", "", Verdict.WARNING),
    ("unconfirmed", f"{ROUTE}from = 2026-01-01", Verdict.WARNING),
    ("confirmed", f"{ROUTE}from = 2026-01-01\nconfirmed_on = 2026-01-05", Verdict.FINE),
    ("later", f"{ROUTE}from = 2027-01-01\nconfirmed_on = 2026-01-05", Verdict.FAILURE),
    ("newer-unconfirmed", f"{ROUTE}from = 2026-01-01\nconfirmed_on = 2026-01-05\n{ROUTE}from = 2026-11-23", Verdict.WARNING),
    ("newer-not-in-force", f"{ROUTE}from = 2026-11-24\n{ROUTE}from = 2026-01-01\nconfirmed_on = 2026-01-05", Verdict.FINE),
]


@pytest.mark.parametrize(("routes", "verdict"), [pytest.param(*row[1:], id=row[0]) for row in ROUTES])
def test_the_appeal_route(tmp_path: Path, routes: str, verdict: Verdict) -> None:
    (found,) = check_house.appeal(read(tmp_path, added(routes)), NOW)
    assert found.verdict is verdict


def test_the_day_of_the_route_is_the_customers(tmp_path: Path) -> None:
    made = read(tmp_path, added(f"{ROUTE}from = 2026-11-24\nconfirmed_on = 2026-01-05"))
    (found,) = check_house.appeal(made, datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert found.verdict is Verdict.FINE


def test_each_thing_left_open_is_told(tmp_path: Path) -> None:
    made = read(tmp_path, added("[terms]\nacknowledge_days = false\nacknowledge_working_days = false"))
    assert [finding.subject for finding in check_house.left_open(made)] == ["terms", "authentication", "organisation", "organisation"]


def test_a_vacant_role_is_told(tmp_path: Path) -> None:
    text = "".join(line for line in SMALLEST.splitlines(keepends=True) if not line.startswith("sales_manager"))
    (found,) = check_house.people(read(tmp_path, text))
    assert (found.verdict, found.found) == (Verdict.WARNING, "nobody has the role sales_manager (Verkoop Manager)")
    assert list(check_house.people(read(tmp_path, SMALLEST))) == []


def test_the_driver_is_that_of_the_extra() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert extras["postgres"] == [wiring.POSTGRES_DRIVER]


def test_nothing_is_told_where_nothing_is_left_open(tmp_path: Path) -> None:
    told = '[authentication]\ntrust = "microsoft365"\n[organisation]\nprocedure_url = "https://a.nl"\nregister_number = "1"'
    assert list(check_house.left_open(read(tmp_path, SMALLEST.replace("[organisation]", told)))) == []
