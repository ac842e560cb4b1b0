"""The settings: one TOML file in, one frozen value out, or all of its faults at once.

`load` changes nothing and remembers nothing, so that a reload can look at the
new file first and keep the old settings when it is at fault. Only passwords
come from elsewhere (`klachten.secrets`); nothing in the file is interpolated.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field, SecretStr, SkipValidation, ValidationError, ValidationInfo, field_validator
from pydantic_core import to_json

from klachten.agreement import disagreements
from klachten.faults import Fault, SettingsError, faults_of, path_of, syntax_fault
from klachten.secrets import Secrets, Wanted, find_secret
from klachten.sections.kinds import Address, Section
from klachten.sections.mail import Authentication, Limits, Mailbox, MailboxName, Screening, Smtp
from klachten.sections.organisation import Letters, Organisation
from klachten.sections.people import Key, Name, Nature, People
from klachten.sections.procedure import KIFID, Appeal, Assignment, MoneyGate, Report, Retention, Terms
from klachten.sections.service import Backup, Intake, Log, Register

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # Windows' Notepad begins a file with it


class Sections(Section):
    """All that the file may hold. Four sections must be there; every other key has a default."""

    organisation: Organisation
    mailbox: dict[MailboxName, Mailbox] = Field(min_length=1, description="one or more, each as [mailbox.NAME]")
    smtp: Smtp
    people: People
    register_: Register = Field(default=Register(), alias="register")
    backup: Backup = Backup()
    terms: Terms = Terms()
    natures: dict[Key, Nature] = Field(default={}, description="the kinds of complaint; those of the program while none is given")
    process_steps: dict[Key, Name] = Field(
        default={},
        description="the steps of your work that #oorzaak chooses from; those of the program while none is given",
        examples=[{"reminder": {"nl": "Aanmaning", "en": "Reminder"}}],
    )
    assignment: Assignment = Assignment()
    departments: dict[Key, Address] = Field(
        default={}, description="where mail goes that is no complaint", examples=[{"incasso": "incasso@voorbeeld.nl"}]
    )
    authentication: Authentication = Authentication()
    screening: Screening = Screening()
    limits: Limits = Limits()
    intake: Intake = Intake()
    letters: Letters = Letters()
    money_gate: MoneyGate = MoneyGate()
    appeal: tuple[Appeal, ...] = Field(default=(KIFID,), min_length=1, description="the appeal routes, each as [[appeal]]")
    report: Report = Report()
    retention: Retention = Retention()
    log: Log = Log()

    @field_validator("*", mode="after")
    @classmethod
    def _remember(cls, value: Any, info: ValidationInfo) -> Any:
        """Keep each section that is right in itself, so that it can be compared while another is not."""
        if info.context is not None:
            info.context[info.field_name] = value
        return value


class Settings(Sections):
    """The settings that the program runs with: what the file holds, and the passwords."""

    secrets: SkipValidation[Secrets] = Field(exclude=True)


Passwords = Literal["all", "register"]
"""Which passwords are wanted: those of the mail servers as well, or only the register's."""


def load(path: Path, environment: Mapping[str, str], *, passwords: Passwords = "all") -> Settings:
    """Read and check the settings file.

    environment:  such as `os.environ`; only the passwords' variables and `CREDENTIALS_DIRECTORY` are looked at.
    passwords:    `register` looks for no other, for who reaches no mail server and may not read theirs.
    Raises `SettingsError`, which names every fault that can be told, where the file cannot be read or used.
    """
    content = _parse(path)
    valid: dict[str, Any] = {}
    faults = list(_interpolations(content))
    try:
        Sections.model_validate_json(to_json(content), context=valid)
    except ValidationError as refusal:
        faults += faults_of(refusal, Sections)
    secrets, missing = _find_secrets(_wanted(valid, passwords), environment)
    faults += [*disagreements(valid), *missing]
    if faults:
        raise SettingsError(path, faults)
    return Settings.model_construct(secrets=secrets, **valid)


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().removeprefix(_BYTE_ORDER_MARK).decode())
    except FileNotFoundError:
        right = f"copy config.example.toml to {path} and fill it in, or name another file with --config"
        raise SettingsError(path, [Fault("the file", "does not exist", right)]) from None
    except OSError as trouble:
        raise SettingsError(path, [Fault("the file", f"cannot be read ({trouble.strerror})", "let this user read it")]) from None
    except UnicodeDecodeError as trouble:
        line = trouble.object[: trouble.start].count(b"\n") + 1
        raise SettingsError(path, [Fault(f"line {line}", "is not UTF-8", "save the file in the encoding UTF-8")]) from None
    except tomllib.TOMLDecodeError as trouble:
        raise SettingsError(path, [syntax_fault(trouble)]) from None
    except (ValueError, RecursionError):  # what tomllib lets through: numbers of thousands of digits, brackets in brackets in brackets
        raise SettingsError(
            path, [Fault("the file", "holds a number or a nesting beyond reason", "compare it with config.example.toml")]
        ) from None


def _interpolations(value: Any, path: Sequence[str | int] = ()) -> Iterator[Fault]:
    """Find what somebody hopes is filled in: it would be taken as it stands."""
    if isinstance(value, str) and "${" in value:
        yield Fault(
            path_of(path),
            "${…} is not filled in: nothing in this file is",
            "write the value itself; for passwords config.example.toml has the ways",
        )
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _interpolations(one, [*path, key])
    elif isinstance(value, list):
        for position, one in enumerate(value):
            yield from _interpolations(one, [*path, position])


def _find_secrets(wanted: Iterable[Wanted], environment: Mapping[str, str]) -> tuple[Secrets, list[Fault]]:
    """Find what is asked for; say which is nowhere."""
    found = {one.section: find_secret(one, environment) for one in wanted}
    known = {section: secret for section, secret in found.items() if isinstance(secret, SecretStr)}
    mailboxes = {section.removeprefix("mailbox."): secret for section, secret in known.items() if section.startswith("mailbox.")}
    secrets = Secrets(MappingProxyType(mailboxes), known.get("smtp"), known.get("register"))
    return secrets, [fault for fault in found.values() if isinstance(fault, Fault)]


def _wanted(valid: Mapping[str, Any], passwords: Passwords) -> Iterator[Wanted]:
    """Say which passwords the sections that are right ask for.

    A PostgreSQL server may have another way to know us, such as the user of the process.
    """
    if passwords == "all":
        for name, mailbox in valid.get("mailbox", {}).items():
            yield Wanted(f"mailbox.{name}", mailbox.password_file)
        if (smtp := valid.get("smtp")) and smtp.username:
            yield Wanted("smtp", smtp.password_file)
    if register := valid.get("register_"):
        yield Wanted("register", register.password_file, required=False)
