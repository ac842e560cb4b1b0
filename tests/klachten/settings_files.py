"""A settings file for tests: the smallest that works, and ways to change it."""

from pathlib import Path

import pytest

from klachten.faults import Fault, SettingsError
from klachten.settings import Settings, load

PASSWORDS = {"KLACHTEN_MAILBOX_KLACHTEN_PASSWORD": "geheim", "KLACHTEN_SMTP_PASSWORD": "geheim"}

SMALLEST = """\
[organisation]
name = "Voorbeeld Incasso"
seat = "Utrecht"
kvk_number = "12345678"
telephone = "030-123 45 67"

[mailbox.klachten]
address = "klachten@voorbeeld.nl"
host = "imap.voorbeeld.nl"

[smtp]
host = "smtp.voorbeeld.nl"
username = "klachten@voorbeeld.nl"

[people]
manager_operations = { name = "Anna de Boer", addresses = ["a.deboer@voorbeeld.nl"] }
team_lead_collection = { name = "Bram Smit", addresses = ["b.smit@voorbeeld.nl"] }
team_lead_receivables = { name = "Carla Visser", addresses = ["c.visser@voorbeeld.nl"] }
team_lead_administration = { name = "Daan Mulder", addresses = ["d.mulder@voorbeeld.nl"] }
sales_manager = { name = "Eva Bos", addresses = ["e.bos@voorbeeld.nl"] }
managing_director = { name = "Frank Dekker", addresses = ["f.dekker@voorbeeld.nl"] }
"""

IMAP = 'host = "imap.voorbeeld.nl"'
SMTP = 'host = "smtp.voorbeeld.nl"'
BRAM = '{ name = "Bram Smit", addresses = ["b.smit@voorbeeld.nl"] }'


def added(addition: str, after: str = "") -> str:
    """Return the smallest file with lines added: at its end, or after a line of it."""
    return replaced(after, f"{after}\n{addition}") if after else f"{SMALLEST}\n{addition}\n"


def replaced(old: str, new: str) -> str:
    """Return the smallest file with something changed."""
    assert old in SMALLEST
    return SMALLEST.replace(old, new)


def read(folder: Path, text: str, environment: dict[str, str] | None = None) -> Settings:
    """Load `text` as the settings file `klachten.toml` in `folder`. Raises as `load`."""
    file = folder / "klachten.toml"
    file.write_text(text, encoding="utf-8")
    return load(file, PASSWORDS if environment is None else environment)


def faults(folder: Path, text: str) -> dict[str, Fault]:
    """Return what is wrong with `text`, by the path of keys."""
    with pytest.raises(SettingsError) as refusal:
        read(folder, text)
    return {fault.path: fault for fault in refusal.value.faults}
