"""The mailboxes, the way out, and how far a mail is believed.

Source: docs/mail-rules.md, D9 to D15 and the rules on IMAP and SMTP.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator

from klachten.sections.kinds import Address, Count, Host, Line, Section, Server, wrong

_IMAP_PORTS = {"tls": 993, "starttls": 143, "plain": 143}
_SMTP_PORTS = {"tls": 465, "starttls": 587, "plain": 25}

OF_OTHERS = frozenset(
    {"postmaster", "hostmaster", "webmaster", "www", "abuse", "noc", "security", "usenet", "news", "uucp", "ftp", "mailer-daemon"}
)
"""Local parts at which the world expects those who keep the servers. Source: RFC 2142, 4 and 5; docs/mail-rules.md, R-2142-01."""

MailboxName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
"""Stands in the register, in log lines and in the name of an environment variable."""


def _folder(value: str) -> str:
    if value.strip("/ ") != value or not value or "//" in value:
        raise wrong("is not the name of a folder", 'write it with / between its levels, such as "Klachten/Verwerkt"')
    return value


def _spam_header(value: str) -> str:
    name, colon, told = value.partition(":")
    if not colon or not name.strip() or not told.strip():
        raise wrong("is not a header with its value", 'write both, such as "X-Spam-Flag: YES"')
    return value


def _of_our_own(value: str) -> str:
    if value.partition("@")[0].lower() in OF_OTHERS:
        raise wrong(
            f'"{value}" is where the world writes to who keeps the servers', "use an address for complaints alone, such as klachten@"
        )
    return value


Folder = Annotated[Line, AfterValidator(_folder)]
Desk = Annotated[Address, AfterValidator(_of_our_own)]
SpamHeader = Annotated[Line, AfterValidator(_spam_header)]


class Folders(Section):
    """Where mail is filed; / stands between levels, whatever the server itself uses."""

    handled: Folder = Field(default="Klachten/Verwerkt", examples=["Klachten/Verwerkt"])
    robots: Folder = Field(default="Klachten/Robots", examples=["Klachten/Robots"])
    spam: Folder = Field(default="Klachten/Spam", examples=["Klachten/Spam"])
    unreadable: Folder = Field(default="Klachten/Onleesbaar", examples=["Klachten/Onleesbaar"])
    sent: Folder = Field(default="Sent", description="where the copies of sent letters go", examples=["Sent"])

    @field_validator("*")
    @classmethod
    def _each_its_own(cls, value: str, info: ValidationInfo) -> str:
        if value.casefold() == "inbox":
            raise wrong("is where mail comes in: it would be taken in again and again", "name another folder")
        for key, name in info.data.items():
            if name.casefold() == value.casefold():
                raise wrong(f'"{value}" is the folder for {key} too', "give each kind of mail a folder of its own")
        return value


class Mailbox(Server):
    """One mailbox to which complaints are sent, read over IMAP."""

    address: Desk = Field(description="the address to which complaints are sent", examples=["klachten@voorbeeld.nl"])
    aliases: tuple[Desk, ...] = Field(
        default=(), description="other addresses that end in this mailbox", examples=[["klacht@voorbeeld.nl"]]
    )
    username: Line | None = Field(default=None, description="the address, where it is not given", examples=["klachten@voorbeeld.nl"])
    inbox: Folder = Field(default="INBOX", description="the folder in which complaints arrive", examples=["INBOX"])
    folders: Folders = Field(default=Folders(), examples=[{"handled": "Klachten/Verwerkt"}])
    keep_sent_copy: bool = Field(default=True, description="false where the server itself keeps a copy of what it sends", examples=[True])
    plus_addressing: bool = Field(default=False, description="true where klachten+anything@ reaches this mailbox", examples=[False])
    idle: bool = Field(default=True, description="be told of new mail at once, where the server can", examples=[True])
    poll_seconds: int = Field(default=60, ge=5, le=300, description="look at least this often, whatever the server tells", examples=[60])
    batch_mails: int = Field(default=50, ge=1, le=500, description="how many mails are fetched and committed together", examples=[50])

    @field_validator("folders")
    @classmethod
    def _never_back_in_the_inbox(cls, value: Folders, info: ValidationInfo) -> Folders:
        for key, name in value:
            if name.casefold() == str(info.data.get("inbox", "")).casefold():
                raise wrong(f'{key} = "{name}" is where mail comes in: it would be taken in again and again', "name another folder")
        return value

    @property
    def at_port(self) -> int:
        """The port, or the usual one."""
        return self.port or _IMAP_PORTS[self.security]

    @property
    def login(self) -> str:
        """Whom to log in as."""
        return self.username or self.address


class Smtp(Server):
    """The server that takes our letters."""

    username: Line | None = Field(
        default=None, description="leave it out where the server wants no login", examples=["klachten@voorbeeld.nl"]
    )
    local_hostname: Host | None = Field(
        default=None,
        description="how we greet the server; the name of this machine, where it is not given",
        examples=["klachten.voorbeeld.nl"],
    )
    connections: int = Field(default=2, ge=1, le=20, examples=[2])
    from_name: Line | None = Field(
        default=None, description="the organisation's name, where it is not given", examples=["Voorbeeld Incasso klachten"]
    )
    bounce_address: Literal["verp", "plain", "null"] | None = Field(
        default=None,
        description="where bounces go: klachten+TOKEN@, klachten@, or nowhere; verp where every mailbox has plus_addressing, else plain",
        examples=["verp"],
    )

    @property
    def at_port(self) -> int:
        """The port, or the usual one."""
        return self.port or _SMTP_PORTS[self.security]


class Authentication(Section):
    """Whose word about a sender is taken. Source: docs/mail-rules.md, D10, D13, R-AUTH-01."""

    trust: Literal["none", "authserv-id", "microsoft365"] = Field(
        default="none", description="whose Authentication-Results count", examples=["authserv-id"]
    )
    authserv_id: Line | None = Field(
        default=None, description="the first word that your server writes in Authentication-Results", examples=["mx.voorbeeld.nl"]
    )
    own_hosts: tuple[Host, ...] = Field(
        default=(),
        description="your mail servers, as they name themselves in Received; .voorbeeld.nl stands for all below it",
        examples=[["mx.voorbeeld.nl"]],
    )
    internal_domains: tuple[Host, ...] = Field(
        default=(), description="with microsoft365: the domains of your own employees", examples=[["voorbeeld.nl"]]
    )
    acknowledge: Literal["always", "authenticated"] = Field(default="always", description="whom to acknowledge", examples=["always"])

    @field_validator("authserv_id")
    @classmethod
    def _trust_has_its_id(cls, value: str | None, info: ValidationInfo) -> str | None:
        trust = info.data.get("trust")
        if trust == "authserv-id" and value is None:
            raise wrong(
                "is missing, and trust counts on it", 'for example: authserv_id = "mx.voorbeeld.nl", exactly as your server writes it'
            )
        if trust in {"none", "microsoft365"} and value is not None:
            raise wrong(f'is given, while trust = "{trust}" makes no use of it', 'trust = "authserv-id", or leave the id out')
        return value

    @field_validator("internal_domains")
    @classmethod
    def _only_microsoft_vouches(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if value and info.data.get("trust") in {"none", "authserv-id"}:
            raise wrong("is given, and only Microsoft 365 makes use of it", 'trust = "microsoft365", or leave the domains out')
        return value

    @field_validator("acknowledge")
    @classmethod
    def _somebody_can_be_acknowledged(cls, value: str, info: ValidationInfo) -> str:
        if value == "authenticated" and info.data.get("trust") == "none":
            raise wrong('"authenticated" acknowledges nobody while trust = "none"', 'acknowledge = "always", or set trust')
        return value


class Screening(Section):
    """What helps to tell a person from a machine."""

    contact_forms: tuple[Address, ...] = Field(
        default=(),
        description="senders whose Reply-To is the complainant: the forms of your website",
        examples=[["formulier@voorbeeld.nl"]],
    )
    spam_headers: tuple[SpamHeader, ...] = Field(default=(), description="what your spam filter writes", examples=[["X-Spam-Flag: YES"]])


class Limits(Section):
    """How much may go out to whom. Source: docs/mail-rules.md, D14."""

    acknowledgements_per_hour: Count = Field(default=3, description="to one address", examples=[3])
    acknowledgements_per_day: Count = Field(default=20, description="to one address", examples=[20])
    breaker_per_hour: Count = Field(default=300, description="to all addresses together; beyond it an alarm", examples=[300])
    new_complaints_per_hour: Count = Field(default=20, description="beyond it the Manager Operations gets one gathered mail", examples=[20])
    notices_per_hour: Count = Field(
        default=20, description="later mails told to one employee, and unreadable ones; beyond it one gathered mail", examples=[20]
    )
    questions_per_hour: Count = Field(default=10, description="questions and error replies to one employee", examples=[10])

    @field_validator("acknowledgements_per_day")
    @classmethod
    def _day_holds_the_hour(cls, value: int, info: ValidationInfo) -> int:
        if value < info.data.get("acknowledgements_per_hour", 0):
            raise wrong(f"{value} is below acknowledgements_per_hour", "allow a day at least what an hour may have")
        return value
