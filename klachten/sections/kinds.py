"""The kinds of value that settings are made of, and what every section shares.

A kind checks one value and says what would be right, in words for the
administrator. It knows no other setting: what must agree across sections
stands in `klachten.agreement`.
"""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

FAULT = "klachten"
"""The type of an error whose context bears `what` is wrong and what would be `right`."""

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}")
_HOST = re.compile(r"[A-Za-z0-9_.-]+|[0-9A-Fa-f:]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def wrong(what: str, right: str) -> PydanticCustomError:
    """Make the error that a check raises."""
    return PydanticCustomError(FAULT, "{what}", {"what": what, "right": right})


class Section(BaseModel):
    """One table of the settings file: frozen, exact in its types, and without keys that it does not know.

    Where two keys must agree, the later one checks it (defaults are checked as
    well): so a fault elsewhere in the table hides nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_default=True, hide_input_in_errors=True)


def _one_line(value: str) -> str:
    if not value.strip():
        raise wrong("is empty", "write a text, or leave the key out")
    if _CONTROLS.search(value):
        raise wrong("holds a line break or another control character", "write it on one line")
    return value.strip()


def _text(value: str) -> str:
    if not value.strip():
        raise wrong("is empty", "write a text, or leave the key out")
    return value.strip()


def as_address(value: str) -> str:
    """Return an address in the form in which addresses are compared. Raises as `wrong`."""
    if "<" in value:
        raise wrong("is more than an address", 'write the address alone, such as "a.deboer@voorbeeld.nl"')
    if not _ADDRESS.fullmatch(value):
        lack = "has no @" if "@" not in value else "is not an e-mail address"
        raise wrong(lack, 'write an address such as "klachten@voorbeeld.nl" (a domain with other letters in its xn-- form)')
    local, _, domain = value.rpartition("@")
    return f"{local}@{domain.lower()}"


def _host(value: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_.-]+:\d+", value):
        raise wrong("bears a port", "write the name alone; the port has a key of its own")
    if not _HOST.fullmatch(value):
        raise wrong("is not the name of a server", 'write a name such as "mail.voorbeeld.nl", without scheme, spaces or slashes')
    return value


def _file(value: Path) -> Path:
    if not value.is_absolute():
        raise wrong("is not an absolute path", "write the whole path, from the / on")
    return value


def _url(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
        raise wrong("is not a web address", 'write it whole, such as "https://www.voorbeeld.nl/klachten"')
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise wrong(f'"{value}" is not a time zone', 'write its name as area/city, such as "Europe/Amsterdam"') from None
    return value


def _colour(value: str) -> str:
    if not _COLOUR.fullmatch(value):
        raise wrong("is not a colour", 'write # and six hexadecimal digits, such as "#1f4e79"')
    return value


def _off_is_zero(value: Any) -> Any:
    if value is True:
        raise wrong("true says nothing here", "write the number, or false to switch it off")
    return 0 if value is False else value


Line = Annotated[str, AfterValidator(_one_line)]
"""A text on one line, not empty; it may reach a header."""
Text = Annotated[str, AfterValidator(_text)]
"""A text of any number of lines, not empty."""
Address = Annotated[str, AfterValidator(as_address)]
"""One e-mail address alone, its domain in lower case."""
Host = Annotated[str, AfterValidator(_host)]
File = Annotated[Path, AfterValidator(_file)]
"""An absolute path; nothing is said of what lies there."""
Url = Annotated[str, AfterValidator(_url)]
Zone = Annotated[str, AfterValidator(_zone)]
"""A time zone by its IANA name."""
Colour = Annotated[str, AfterValidator(_colour)]
Port = Annotated[int, Field(ge=1, le=65535)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Some = Annotated[int, Field(ge=1, le=1_000_000)]
"""A number that cannot be nought."""
Term = Annotated[int, Field(ge=0, le=3650)]
"""A number of days, weeks or months; 0 is allowed where the setting says what it means."""
Switched = Annotated[int, BeforeValidator(_off_is_zero), Field(ge=0, le=3650)]
"""A number that `false` or 0 switches off."""
Security = Literal["tls", "starttls", "plain"]
"""Implicit TLS, STARTTLS that is required, or none (loopback only). Source: docs/mail-rules.md, D15."""


class Bilingual(Section):
    """One text in each language of the letters."""

    nl: Text = Field(examples=["Uw behandelaar vertelt u meer."])
    en: Text = Field(examples=["Your handler will tell you more."])


class Server(Section):
    """How a mail server is reached. Its certificate is always verified: no key turns that off (docs/mail-rules.md, D15)."""

    host: Host = Field(description="the name of the server", examples=["mail.voorbeeld.nl"])
    port: Port | None = Field(default=None, description="only where it is not the usual port", examples=[993])
    security: Security = Field(default="tls", examples=["tls"])
    password_file: File | None = Field(
        default=None, description="a file that holds the password alone", examples=["/etc/klachten/password"]
    )
    ca_file: File | None = Field(default=None, description="certificates to believe beside the system's", examples=["/etc/klachten/ca.pem"])

    @field_validator("security")
    @classmethod
    def _plain_only_at_home(cls, value: Security, info: ValidationInfo) -> Security:
        if value == "plain" and (host := info.data.get("host")) and not is_loopback(host):
            what = f'"plain" would send passwords and mail unencrypted to {host}'
            raise wrong(what, 'security = "tls" (or "starttls"); "plain" is for a server on this machine')
        return value


def is_loopback(host: str) -> bool:
    """Tell whether `host` is this machine, without asking the network."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
