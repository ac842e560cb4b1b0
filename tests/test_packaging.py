"""What is built is what is needed: a wheel, an editable install and a bare checkout all work, from any folder."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

import pytest

from klachten import __version__

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = ("klachten", "intake", "outbound", "tracker", "templates")
MAIL = b"From: jan@voorbeeld.example\r\nTo: klachten@voorbeeld.nl\r\nSubject: Klacht\r\n\r\nDit kan beter.\r\n"
WRITE_EVERY_LETTER = """
import os, sys
from pathlib import Path
from klachten import settings, wiring
wiring.composer(settings.load(Path(sys.argv[1]), os.environ))
"""
PASSWORDS = {"KLACHTEN_MAILBOX_KLACHTEN_PASSWORD": "geheim", "KLACHTEN_SMTP_PASSWORD": "geheim"}

OFFLINE = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-build-isolation", "--no-deps")


@dataclass(frozen=True)
class Place:
    """A Python of its own that has what we depend on, but not us."""

    python: Path

    @property
    def packages(self) -> Path:
        return next(self.python.parents[1].glob("lib/python*/site-packages"))

    def run(self, *arguments: str | Path, cwd: Path, **environment: str) -> str:
        """Run Python there, and return what it prints. The paths of this test run do not go along."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        ended = subprocess.run(
            [self.python, *arguments], cwd=cwd, env={**kept, **environment}, capture_output=True, text=True, timeout=120, check=False
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout


def make_place(folder: Path) -> Place:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    place = Place(folder / "bin/python")
    (place.packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))  # a .pth file that lies there is not followed from here
    return place


def pip(*arguments: str | Path) -> None:
    ended = subprocess.run([sys.executable, "-m", "pip", *arguments], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a copy of the sources, so that building leaves nothing among ours."""
    copy = tmp_path_factory.mktemp("checkout") / "klachten"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "demo-output"))
    return copy


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", *OFFLINE, "--wheel-dir", folder, checkout)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = make_place(tmp_path_factory.mktemp("installed"))
    pip("--python", place.python, "install", *OFFLINE, wheel)
    return place


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(tmp_path_factory.mktemp("bare"))


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    file = tmp_path / "mail.eml"
    file.write_bytes(MAIL)
    return file


def test_the_wheel_holds_the_rooms_and_nothing_else(wheel: Path) -> None:
    sources = {path.relative_to(ROOT).as_posix() for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file()}
    wanted = {name for name in sources if "__pycache__" not in name}
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == wanted


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    told = message_from_bytes(archive.read(metadata))
    assert (told["Name"], told["Version"]) == ("klachten", __version__)
    assert told["License-Expression"] == "MIT AND Bitstream-Vera AND LicenseRef-Arev"
    assert told.get_payload(decode=True) == (ROOT / "README.md").read_bytes()
    assert told.get_all("License-File") == ["LICENSE", "outbound/fonts/LICENSE.txt"]
    for name in told.get_all("License-File", []):
        assert any(held.endswith(f".dist-info/licenses/{name}") for held in archive.namelist())


def test_the_installed_command_reads_a_mail(installed: Place, mail: Path, tmp_path: Path) -> None:
    command = installed.python.with_name("klachten")
    assert installed.run(command, "--version", cwd=tmp_path) == f"klachten, version {__version__}\n"
    told = json.loads(installed.run(command, "inspect", mail, "--json", cwd=tmp_path))
    assert (told["from"], told["kind"], told["text"].strip()) == ("jan@voorbeeld.example", "human", "Dit kan beter.")


def test_what_lies_in_the_folder_is_not_run(installed: Place, mail: Path, tmp_path: Path) -> None:
    for name in ("json.py", "intake.py", "queue.py"):
        (tmp_path / name).write_text("raise SystemExit('run by mistake')")
    told = json.loads(installed.run(installed.python.with_name("klachten"), "inspect", mail, "--json", cwd=tmp_path))
    assert told["readable"] is True


def test_the_installed_letters_can_be_written(installed: Place, tmp_path: Path) -> None:
    installed.run(
        "-c", WRITE_EVERY_LETTER, ROOT / "config.example.toml", cwd=tmp_path, **PASSWORDS
    )  # a letter that cannot be written raises


def test_the_installed_register_can_be_made(installed: Place, tmp_path: Path) -> None:
    make = "from tracker.migrating import migrate; from tracker.store import Store; print(migrate(Store('sqlite:///made.db')))"
    assert installed.run("-c", make, cwd=tmp_path).strip()


def test_a_bare_checkout_works(bare: Place, checkout: Path, mail: Path) -> None:
    assert __version__ in bare.run("-m", "klachten", "--version", cwd=checkout)
    assert json.loads(bare.run("-m", "klachten", "inspect", mail, "--json", cwd=checkout))["readable"] is True


def test_an_editable_install_works(checkout: Path, mail: Path, tmp_path: Path) -> None:
    place = make_place(tmp_path / "editable")
    pip("--python", place.python, "install", *OFFLINE, "--editable", checkout)
    command = place.python.with_name("klachten")
    assert json.loads(place.run(command, "inspect", mail, "--json", cwd=tmp_path))["readable"] is True
    where = place.run("-c", "import klachten, templates; print(klachten.__file__, templates.__file__)", cwd=tmp_path)
    assert where.split() == [str(checkout / "klachten/__init__.py"), str(checkout / "templates/__init__.py")]


def test_the_version_stands_in_one_place() -> None:
    quoted = re.compile(rf"""["']{re.escape(__version__)}["']""")
    sources = [ROOT / "pyproject.toml", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
    named = [path.relative_to(ROOT).as_posix() for path in sources if quoted.search(path.read_text(encoding="utf-8"))]
    assert named == ["klachten/__init__.py"]
    assert PROJECT["project"]["dynamic"] == ["version"]
