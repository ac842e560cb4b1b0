"""Where passwords come from, and that they go nowhere else.

A password is looked for in the file that `password_file` names, then in the
folder that systemd makes (`$CREDENTIALS_DIRECTORY`, see systemd.exec(5)), then
in the environment; the first that is there counts. It never stands in the
settings file, and is printed by nothing: `SecretStr` shows stars.
"""

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from pydantic import SecretStr

from klachten.faults import Fault

LONGEST_BYTES = 4096
"""A larger file is not a password."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Secrets:
    """Every password, found and checked. Of the mailboxes by name; None where none is wanted."""

    mailboxes: Mapping[str, SecretStr] = field(default_factory=lambda: MappingProxyType({}))
    smtp: SecretStr | None = None
    register: SecretStr | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A password that a section needs.

    section:   such as `mailbox.klachten`; the credential and the variable are named after it.
    file:      what its `password_file` says, if anything.
    required:  whether its absence is a fault.
    """

    section: str
    file: Path | None
    required: bool = True

    @property
    def credential(self) -> str:
        """The name below `$CREDENTIALS_DIRECTORY`, such as `mailbox_klachten_password`."""
        return f"{self.section.replace('.', '_')}_password"

    @property
    def variable(self) -> str:
        """The name in the environment, such as `KLACHTEN_MAILBOX_KLACHTEN_PASSWORD`."""
        return f"KLACHTEN_{self.credential.upper()}"


def find_secret(wanted: Wanted, environment: Mapping[str, str]) -> SecretStr | Fault | None:
    """Return the password, or what is wrong: it is nowhere, or where it lies is not safe. None where it is neither there nor required."""
    key = f"{wanted.section}.password_file"
    if wanted.file is not None:
        return _read(wanted.file, key)
    if folder := environment.get("CREDENTIALS_DIRECTORY"):
        credential = Path(folder) / wanted.credential
        if credential.exists():
            return _read(credential, key)
    if wanted.variable in environment:
        return _checked(environment[wanted.variable], wanted.variable)
    return _nowhere(wanted, environment) if wanted.required else None


def _nowhere(wanted: Wanted, environment: Mapping[str, str]) -> Fault:
    close = get_close_matches(wanted.variable, [name for name in environment if name.startswith("KLACHTEN_")], n=1, cutoff=0.8)
    seen = f" ({close[0]} is set, which is another name)" if close else ""
    return Fault(
        f"{wanted.section}.password_file",
        f"the password is nowhere to be found{seen}",
        f"name a file that holds it alone, or give systemd's LoadCredential={wanted.credential}:FILE, or set {wanted.variable}",
    )


def _read(file: Path, key: str) -> SecretStr | Fault:
    try:
        with file.open("rb") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            content = opened.read(LONGEST_BYTES + 1)
    except OSError as trouble:
        return Fault(key, f"{file} cannot be read ({trouble.strerror})", "name a file that this user can read")
    if mode & stat.S_IRWXO:
        return Fault(key, f"{file} can be read by everybody on this machine", f"run: chmod o-rwx {file}")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return Fault(key, f"{file} does not hold text", "save it as UTF-8, with the password alone")
    if len(content) > LONGEST_BYTES:
        return Fault(key, f"{file} is too large for a password", "let it hold the password alone")
    return _checked(text.removeprefix("\ufeff").removesuffix("\n").removesuffix("\r"), key, file)


def _checked(text: str, key: str, file: Path | None = None) -> SecretStr | Fault:
    """Refuse what would break the log-in: a line break in a password is sent to the server as it is."""
    where = file or "it"
    if not text:
        return Fault(key, f"{where} is empty", "let it hold the password alone")
    if _CONTROLS.search(text):
        return Fault(key, f"{where} holds more than one line, or a control character", "let it hold the password alone")
    return SecretStr(text)
