"""The people of a story, each with a mailbox and a mail program, and the house that they write to.

The service is put together as the daemon has it, between the embedded servers,
on a clock that moves when told; each of its passes is made when somebody has
sent a mail. Whatever anybody knows they read in their own mailbox, over IMAP;
whatever they do is a mail, over SMTP.
"""

import asyncio
import itertools
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from pathlib import Path

import pytest
from imapclient import IMAPClient
from sqlalchemy import select

from klachten import wiring
from klachten.embedded import EmbeddedServers
from klachten.settings import load
from outbound.reporting.pictures import pictures_of
from scene.letters import Link, Received
from scene.posts import TIMEOUT_SECONDS, Doors
from scene.service import PEOPLE, write_settings
from tracker.agenda import run_due
from tracker.clock import HandClock
from tracker.liveness import take_slot
from tracker.migrating import migrate
from tracker.model import Role
from tracker.records import Complaint, Journal
from tracker.reporting.owing import owe_reports
from world import knowing, lay_ready

DOMAIN = "voorbeeld.nl"
DESK = f"klachten@{DOMAIN}"
BEGINS_AT = datetime(2026, 4, 2, 7, 0, tzinfo=UTC)
"""Thursday, nine o'clock in Amsterdam."""

ALICE, MALLORY = "alice@mail.example", "mallory@evil.example"
RECEPTION = f"receptie@{DOMAIN}"
COLLECTIONS = f"incasso@{DOMAIN}"

_SETTINGS = f"""
[[people.front_desk]]
name = "Gijs Kok"
addresses = ["{RECEPTION}"]

[departments]
incasso = "{COLLECTIONS}"

[authentication]
trust = "authserv-id"
authserv_id = "localhost"
own_hosts = ["localhost"]

[report]
workbook = false

[letters]
"""

DRAWS_NOTHING = ("false",)
"""The program that draws for a house: it takes as long as a story, and a report goes without pictures where it fails."""


@dataclass
class Player:
    """Somebody with a mailbox. proven: they log in to the mail server, which says so in the mail."""

    house: "House"
    name: str
    address: str
    proven: bool = True

    def inbox(self, after: int = 0) -> list[Received]:
        """Return all mail of theirs, oldest first. after: how many of the oldest are not wanted."""
        trusting = ssl.create_default_context(cafile=self.house.servers.ca_file)
        with IMAPClient("localhost", self.house.servers.imap_port, ssl_context=trusting, timeout=TIMEOUT_SECONDS) as imap:
            imap.login(self.address, self.house.servers.password)
            imap.select_folder("INBOX", readonly=True)
            uids = sorted(imap.search())[after:]
            return [Received(bytes(told[b"BODY[]"])) for _, told in sorted(imap.fetch(uids, ["BODY.PEEK[]"]).items())] if uids else []

    def newest(self, words: str = "") -> Received:
        """Return the newest letter whose subject has these words."""
        return next(mail for mail in reversed(self.inbox()) if words in mail.subject)

    def mail(self, subject: str, text: str = "", *, to: str = DESK, **fields: str) -> EmailMessage:
        """Begin a mail. fields: further header fields, such as `In_Reply_To`; one that is there is replaced."""
        message = EmailMessage(policy=policy.SMTP)
        top = {
            "From": f"{self.name} <{self.address}>",
            "To": to,
            "Subject": subject,
            "Date": format_datetime(self.house.clock.now()),
            "Message-ID": f"<{next(self.house.numbers)}@{self.address.partition('@')[2]}>",
        }
        for name, value in (top | {name.replace("_", "-"): value for name, value in fields.items()}).items():
            message[name] = value
        message.set_content(text)
        return message

    def send(self, message: EmailMessage, *, proven: bool | None = None, sender: str | None = None) -> list[Received]:
        """Send it, let the house do its work, and return what they get now. sender: of the envelope, where it is not they."""
        servers = self.house.servers
        had = len(servers.mails(self.address))
        trusting = ssl.create_default_context(cafile=servers.ca_file)
        with smtplib.SMTP_SSL("localhost", servers.smtp_port, timeout=TIMEOUT_SECONDS, context=trusting) as smtp:
            if self.proven if proven is None else proven:
                smtp.login(self.address, servers.password)
            to = [one.addr_spec for name in ("To", "Cc") for field in message.get_all(name, []) for one in field.addresses]
            smtp.sendmail(sender or self.address, to, message.as_bytes())
        self.house.work()
        return self.inbox(after=had)

    def order(self, tags: str, text: str = "", *, reference: str | None = None, proven: bool | None = None, **fields: str) -> Received:
        """Write about a complaint, the tags in the subject; return the answer."""
        about = self.house.reference if reference is None else reference
        return self._answered(self.mail(f"[{about}] {tags}" if about else tags, text, **fields), proven=proven)

    def follow(self, link: Link, text: str = "", *, proven: bool = False, **fields: str) -> Received:
        """Follow a ready link, by default from a program that proves nothing; return the answer."""
        return self._answered(self.mail(link.subject, f"{text}\n{link.body}", to=link.to, **fields), proven=proven)

    def reply(self, letter: Received, text: str, *, tags: str = "", proven: bool | None = None, **fields: str) -> list[Received]:
        """Answer a letter as a mail program does; return what comes of it. tags: typed behind its subject."""
        answered = letter.message
        subject = f"Re: {answered['Subject']} {tags}".strip()
        address = str(answered["Reply-To"] or answered["From"].addresses[0].addr_spec)
        thread = {"In_Reply_To": str(answered["Message-ID"]), "References": str(answered["Message-ID"])}
        return self.send(self.mail(subject, f"{text}\n\n{letter.quoted()}", to=address, **thread, **fields), proven=proven)

    def _answered(self, mail: EmailMessage, *, proven: bool | None = None) -> Received:
        """Send a mail, and return the one letter that answers it."""
        (answer,) = (letter for letter in self.send(mail, proven=proven) if letter.message["In-Reply-To"] == mail["Message-ID"])
        return answer


@dataclass
class House:
    """The service, its clock and the people around it."""

    file: Path
    servers: EmbeddedServers
    clock: HandClock
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    reference: str = ""

    def __post_init__(self) -> None:
        self.settings = load(self.file, {})
        self.store = knowing(wiring.open_store(self.settings))
        migrate(self.store)
        self.slot = take_slot(self.store)
        self.service = wiring.service(self.settings, self.store, self.slot, self.clock)
        self.alice = Player(self, "Alice", ALICE, proven=False)
        self.mallory = Player(self, "Mallory", MALLORY, proven=False)
        staff = {role: Player(self, name, f"{role}@{DOMAIN}") for role, name in PEOPLE}
        self.anna, self.bram = staff[Role.MANAGER_OPERATIONS], staff[Role.TEAM_LEAD_COLLECTION]
        self.carla, self.frank = staff[Role.TEAM_LEAD_RECEIVABLES], staff[Role.MANAGING_DIRECTOR]
        self.gijs = Player(self, "Gijs Kok", RECEPTION)
        self.work()  # what lies in the mailbox before the first look is a backlog

    def work(self) -> None:
        """Make a pass, as `klachten once` does."""
        for taker in self.service.takers.values():
            taker.connect()
            taker.take_in()
        with self.store.unit() as session:
            run_due(session, wiring.house_rules(self.settings), self.clock.now())
        owe_reports(self.store, wiring.house_rules(self.settings), wiring.ledger(self.settings), self.clock.now())
        asyncio.run(self.service.delivery.serve(until_idle=True))
        for taker in self.service.takers.values():
            taker.finish()

    def wait(self, **time: float) -> None:
        """Let time pass, such as `minutes=6`, and what falls due meanwhile be done."""
        self.clock.advance(timedelta(**time))
        self.work()

    def settle(self, old: str, new: str) -> None:
        """Change the settings file, and let the service take it, as on SIGHUP."""
        self.file.write_text(self.file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        self.settings = load(self.file, {})
        self.service.readers.close()
        self.service = wiring.service(self.settings, self.store, self.slot, self.clock)

    def close(self) -> None:
        """Leave nothing behind."""
        self.service.readers.close()
        self.slot.release()
        self.store.close()

    def complaint(self, reference: str = "") -> Complaint:
        """Return the record of a complaint: the one that the story is about, else another."""
        with self.store.reading() as session:
            return session.scalars(select(Complaint).where(Complaint.reference == (reference or self.reference))).one()

    @property
    def state(self) -> str:
        """Where the complaint of the story stands."""
        return self.complaint().state

    def journal(self) -> list[Journal]:
        """Return every line of the journal, oldest first."""
        with self.store.reading() as session:
            return list(session.scalars(select(Journal).order_by(Journal.id)))

    def complain(self, text: str = "Ik werd onbeleefd behandeld aan de telefoon.", *, by: Player | None = None, **fields: str) -> str:
        """Let Alice complain, or somebody else; return the reference that the acknowledgement names."""
        player = by or self.alice
        letter = player.send(player.mail("Klacht", text, **fields))[-1]
        found = re.search(r"KL-[0-9]{4}-[0-9]{5}", letter.subject)
        assert found is not None
        self.reference = self.reference or found[0]
        return found[0]

    def assigned(self) -> str:
        """Let Alice complain, and Manager Operations give it to the team leader; return the reference."""
        reference = self.complain()
        self.anna.order("#toewijzen Teamleider Incasso")
        return reference

    def agreed(self, text: str = "Wij sturen u een brief met excuses.") -> str:
        """Let the team leader agree on something as well."""
        reference = self.assigned()
        self.bram.order("#afspraak", text)
        return reference

    def resolved(self) -> str:
        """Let the team leader say as well that it is solved."""
        reference = self.agreed()
        self.bram.order("#opgelost")
        return reference

    def said_outside(self) -> list[str]:
        """Return the subjects of what Alice got."""
        return [letter.subject.partition(" [")[0] for letter in self.alice.inbox()]


@contextmanager
def at_home(folder: Path, *, delay_minutes: int = 0) -> Iterator[House]:
    """Open a house with its servers. delay_minutes: so long the letters that staff cause can be called back."""
    clock = HandClock(BEGINS_AT)
    staff = [f"{role}@{DOMAIN}" for role, _ in PEOPLE]
    lay_ready(folder / "register.db")
    with EmbeddedServers(folder, [DESK, ALICE, MALLORY, RECEPTION, COLLECTIONS, *staff], clock=clock) as servers:
        doors = Doors(servers.imap_port, servers.smtp_port, servers.password, servers.ca_file)
        file = write_settings(folder, doors, [DESK], f"sqlite:///{folder}/register.db", DOMAIN)
        settings = f"{file.read_text(encoding='utf-8')}{_SETTINGS}delay_minutes = {delay_minutes}\n"
        file.write_text(settings, encoding="utf-8")
        house = House(file, servers, clock)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("outbound.reporting.enclosing.pictures_of", partial(pictures_of, program=DRAWS_NOTHING))
            try:
                yield house
            finally:
                house.close()
