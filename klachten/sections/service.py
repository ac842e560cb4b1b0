"""Where the register lies and its backups, how mail is taken in at the start, and what the log looks like."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from klachten.sections.kinds import File, Line, Section, Some, Term, wrong

FOLDER = Path("/var/lib/klachten")
_BACKENDS = ("sqlite", "postgresql")


def _database(value: str) -> str:
    try:
        url = make_url(value)
    except ArgumentError:
        raise wrong(
            "is not the URL of a database", 'write "sqlite:////var/lib/klachten/klachten.db" or "postgresql://klachten@host/klachten"'
        ) from None
    if url.get_backend_name() not in _BACKENDS:
        raise wrong(f"{url.get_backend_name()} is not supported", f"a URL that begins with {' or '.join(_BACKENDS)}")
    if url.password is not None:
        raise wrong("bears a password", "leave it out of the URL, and give it by register.password_file")
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_absolute():
        raise wrong("is not an absolute path", "after sqlite: four slashes begin an absolute path")
    return value


Database = Annotated[Line, AfterValidator(_database)]


class Register(Section):
    """The database of the complaints, and the keys that sign what we send."""

    url: Database = Field(default=f"sqlite:///{FOLDER / 'klachten.db'}", examples=["sqlite:////var/lib/klachten/klachten.db"])
    password_file: File | None = Field(
        default=None, description="of a PostgreSQL user; holds the password alone", examples=["/etc/klachten/register-password"]
    )
    keys_file: File = Field(
        default=FOLDER / "keys",
        validate_default=False,  # a default is no JSON, and only text is a path there
        description="made at the first start; keep a backup apart from the database",
        examples=[str(FOLDER / "keys")],
    )
    removals_file: File | None = Field(
        default=None,
        description="what was removed, so that no backup brings it back; beside the keys, where it is not given",
        examples=[str(FOLDER / "removals")],
    )
    reference_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,8}$")] = Field(
        default="KL", description="capitals that begin each reference, as in KL-2026-00042", examples=["KL"]
    )


class Backup(Section):
    """Where copies of the register go, and how long they stay there."""

    folder: File | None = Field(
        default=None, description="of the service's user, on another disk; without it no backup is made", examples=["/var/backups/klachten"]
    )
    keep_days: Some = Field(
        default=14, description="an older one is deleted after a good one, and what was removed since is gone with it", examples=[14]
    )


class Intake(Section):
    """What happens to mail that lay waiting."""

    acknowledge_backlog_days: Term = Field(
        default=5, description="an older mail is registered and listed, not acknowledged by itself", examples=[5]
    )


class Log(Section):
    """One event a line on standard error."""

    form: Literal["auto", "json", "text"] = Field(
        default="auto", description="auto: readable on a terminal, JSON otherwise", examples=["auto"]
    )
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", examples=["INFO"])
