"""What `klachten check` says of the backups."""

from datetime import timedelta
from pathlib import Path

import pytest
from settings_files import added, read

from klachten.backup.folder import backups_in
from klachten.backup.making import make_backup
from klachten.check_backup import backups
from klachten.findings import Finding, Verdict
from klachten.settings import Settings
from tracker.migrating import migrate
from tracker.store import Store
from world import NOW

DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def settings(tmp_path: Path, folder: Path) -> Settings:
    register = f'[register]\nurl = "sqlite:///{tmp_path}/klachten.db"\nkeys_file = "{tmp_path}/keys"\n'
    return read(tmp_path, added(f'{register}[backup]\nfolder = "{folder}"'))


def made_at(settings: Settings, folder: Path, days_ago: int) -> None:
    store = Store(settings.register_.url)
    migrate(store)
    make_backup(store, None, None, folder, NOW - days_ago * DAY)
    store.close()


def test_no_folder(tmp_path: Path) -> None:
    (found,) = backups(read(tmp_path, added("")), NOW)
    assert (found.verdict, "set folder in [backup]" in found.advice) == (Verdict.WARNING, True)


def test_before_the_first_start_there_is_nothing_to_back_up(settings: Settings, folder: Path) -> None:
    assert list(backups(settings, NOW)) == [Finding(Verdict.FINE, "backup", f"{folder} is there")]


@pytest.mark.parametrize(("days_ago", "verdict"), [(1, Verdict.FINE), (3, Verdict.WARNING)])
def test_the_newest_is_looked_at(settings: Settings, folder: Path, days_ago: int, verdict: Verdict) -> None:
    made_at(settings, folder, 9)
    made_at(settings, folder, days_ago)
    (found,) = backups(settings, NOW)
    assert found.verdict is verdict


def test_half_a_backup_is_none(settings: Settings, folder: Path) -> None:
    made_at(settings, folder, 0)
    backups_in(folder)[0].file.with_suffix(".json").unlink()
    (found,) = backups(settings, NOW)
    assert (found.verdict, "no backup yet" in found.found) == (Verdict.WARNING, True)


def test_a_folder_that_others_may_enter(settings: Settings, folder: Path) -> None:
    folder.chmod(0o755)
    assert [found.advice for found in backups(settings, NOW) if found.verdict is Verdict.WARNING] == [f"chmod 700 {folder}"]


def test_a_folder_whose_disk_is_not_there(settings: Settings, folder: Path) -> None:
    folder.rmdir()
    (found,) = backups(settings, NOW)
    assert (found.verdict, "mounted" in found.advice) == (Verdict.FAILURE, True)
