"""A little world in which tests begin: one house with its people, an empty register, a clock that moves when told, and mail that comes in.

Alice and Bob complain, Mallory means harm. It is Thursday 2 April 2026, nine
o'clock in Amsterdam. Everything is the real thing, but for the mailbox and the
courier: those keep the promises of their ports in memory.
"""

import asyncio
import hashlib
import itertools
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from sqlalchemy import URL, ColumnElement, Connection, Engine, Pool, delete, select, text

from intake.authentication import Trust
from intake.child import Readers, Reading
from intake.frames import from_json
from intake.handle import Intake
from intake.judging import IntakeRules
from intake.keep import FROM_A_FILE, receive, write
from intake.ports import Place, Refused, Waiting
from intake.reading import read_mail
from intake.screening import ScreeningRules
from intake.threads import Threads
from outbound.compose import Composer
from outbound.courier import Envelope
from outbound.deliver import Delivery
from outbound.freezing import Identity, Scribe
from outbound.house import House
from outbound.outbox import Notebook
from tracker.clock import HandClock
from tracker.dates import Terms
from tracker.house_records import Alarm
from tracker.keys import Keyring, open_keyring
from tracker.ledger import MailClass, Shelf
from tracker.limits import Limits
from tracker.migrating import newest_version
from tracker.model import Letter, Role
from tracker.natures import DEFAULT_NATURES
from tracker.people import People, Person
from tracker.records import Arrival, Complaint, Journal, LetterOwed
from tracker.rules import HouseRules
from tracker.schema import PERSONAL, Record
from tracker.store import Store, _prepare_sqlite
from tracker.tokens import is_own_token, read_message_id

NOW = datetime(2026, 4, 2, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DESK = "klachten@voorbeeld.nl"
DOMAIN = "voorbeeld.nl"
ALICE, BOB, MALLORY = "alice@mail.example", "bob@post.example", "mallory@evil.example"
MANAGER, COLLECTOR, DIRECTOR = "a.deboer@voorbeeld.nl", "b.smit@voorbeeld.nl", "f.dekker@voorbeeld.nl"
FORM = "formulier@voorbeeld.nl"

PEOPLE = People(
    (
        Person(Role.MANAGER_OPERATIONS, "Anna de Boer", (MANAGER,), "030-123 45 01"),
        Person(Role.TEAM_LEAD_COLLECTION, "Bram Smit", (COLLECTOR,)),
        Person(Role.TEAM_LEAD_RECEIVABLES, "Carla Visser", ("c.visser@voorbeeld.nl",)),
        Person(Role.TEAM_LEAD_ADMINISTRATION, "Daan Mulder", ("d.mulder@voorbeeld.nl",)),
        Person(Role.SALES_MANAGER, "Eva Bos", ("e.bos@voorbeeld.nl",)),
        Person(Role.MANAGING_DIRECTOR, "Frank Dekker", (DIRECTOR,), "030-123 45 06"),
    )
)
RULES = HouseRules(PEOPLE, Terms(), DEFAULT_NATURES, Limits())
HOUSE = House("Voorbeeld Incasso", "Voorbeeld Incasso B.V.", "Utrecht", "12345678", "030-123 45 67", DESK, "Voorbeeld Incasso")
COMPOSER = Composer(HOUSE)
TRUST = Trust("authserv-id", "mx.voorbeeld.nl", frozenset({"mx.voorbeeld.nl"}))
PROVEN = "mx.voorbeeld.nl; dmarc=pass header.from=voorbeeld.nl"
FORGED = "mx.voorbeeld.nl; dmarc=fail header.from=mail.example"

ROOMS_OF_PROCESSES = ["intake.handle", "intake.reading", "outbound.deliver", "psycopg", "tracker.migrating"]

Row = TypeVar("Row", bound=Record)
Outcome = TypeVar("Outcome")
_numbers = itertools.count(1)
_compilers: dict[str, Engine] = {}
_pools: dict[URL, Pool] = {}
_made: set[URL] = set()
"""The registers on PostgreSQL whose tables this process made."""


def mail(text: str | bytes = "Uw kosten zijn te hoog.", *, sender: str = ALICE, subject: str = "Klacht", **fields: str) -> bytes:
    """Return a mail's bytes, no two alike.

    text:    as bytes: the whole body.
    fields:  further header fields, such as `In_Reply_To`; `From` and `Message_ID` replace ours, and an empty one is left out.
    """
    number = next(_numbers)
    received = f"from out.example by mx.voorbeeld.nl with ESMTPS id {number}; Thu, 2 Apr 2026 09:00:00 +0200"
    told = {"Received": received, "From": f"<{sender}>", "To": DESK, "Subject": subject, "Message_ID": f"<{number}@mail.example>"} | fields
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items() if value)
    plain = "" if "Content_Type" in fields else "Content-Type: text/plain; charset=utf-8\r\n"
    return f"{head}{plain}\r\n".encode() + (text if isinstance(text, bytes) else f"{text}\r\n".encode())


def with_attachments(*sizes: int) -> bytes:
    """Return a complaint with attachments of so many bytes."""
    parts = [b"Content-Type: text/plain\r\n\r\nZie de bijlagen.\r\n"]
    parts += [
        b'Content-Type: application/pdf; name="brief-%d.pdf"\r\nContent-Disposition: attachment\r\n\r\n%b\r\n' % (number, b"x" * size)
        for number, size in enumerate(sizes)
    ]
    body = b"".join(b"--grens\r\n" + part for part in parts) + b"--grens--\r\n"
    return mail(body, MIME_Version="1.0", Content_Type='multipart/mixed; boundary="grens"')


def bounce(to: str, *, status: str = "5.1.1", action: str = "failed", returned: str = "") -> bytes:
    """Return a delivery report, sent to `to`, about the letter whose Message-ID is `returned`."""
    parts = (
        ("text/plain", "Uw bericht kon niet worden bezorgd.\r\n"),
        ("message/delivery-status", f"Final-Recipient: rfc822; {ALICE}\r\nAction: {action}\r\nStatus: {status}\r\n"),
        ("text/rfc822-headers", f"Message-ID: {returned}\r\n" if returned else "Subject: x\r\n"),
    )
    body = "".join(f"--grens\r\nContent-Type: {kind}\r\n\r\n{text}\r\n" for kind, text in parts) + "--grens--\r\n"
    report = 'multipart/report; report-type=delivery-status; boundary="grens"'
    top = {"Return_Path": "<>", "Auto_Submitted": "auto-replied", "To": to, "MIME_Version": "1.0", "Content_Type": report}
    return mail(body.encode(), sender="mailer-daemon@mx.example", subject="Undelivered", **top)


def _blocks(raw: bytes) -> Iterator[bytes]:
    yield from (raw[start : start + 65536] for start in range(0, len(raw), 65536))


@dataclass
class MemoryCourier:
    """Keeps the promises of `outbound.courier.Courier` in memory. faults: raised one after the other before anything is taken."""

    carried: list[Envelope] = field(default_factory=list)
    faults: list[BaseException | None] = field(default_factory=list)
    closed: int = 0

    async def carry(self, envelope: Envelope) -> str:
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        self.carried.append(envelope)
        return "250 2.0.0 taken"

    async def close(self) -> None:
        self.closed += 1


@dataclass
class MemoryMailbox:
    """Keeps the promises of `intake.ports.Mailbox` in memory.

    folders:  name → uid → (raw, received at). full: shelves that refuse. away: raised by the next request, once each.
    """

    name: str = "klachten"
    uidvalidity: int = 4_140_434_677
    folders: dict[str, dict[int, tuple[bytes, datetime]]] = field(default_factory=lambda: {"INBOX": {}})
    full: set[Shelf] = field(default_factory=set)
    away: list[Exception] = field(default_factory=list)
    tells_places: bool = True
    last_uid: int = 0
    connected: int = 0
    closed: int = 0
    woken: int = 0
    given: list[Place] = field(default_factory=list)
    on_wait: Callable[[], None] = lambda: None
    _uids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def put(self, raw: bytes, at: datetime = NOW, folder: str = "INBOX") -> int:
        uid = next(self._uids)
        self.folders.setdefault(folder, {})[uid] = (raw, at)
        return uid

    def renumber(self) -> None:
        """Change the UIDVALIDITY, and every UID with it."""
        self.uidvalidity += 1
        for name, mails in list(self.folders.items()):
            self.folders[name] = {}
            for raw, at in mails.values():
                self.put(raw, at, name)

    def raws(self, folder: str) -> list[bytes]:
        return [raw for raw, _ in self.folders.get(folder, {}).values()]

    def _ask(self) -> None:
        if self.away:
            raise self.away.pop(0)

    def connect(self) -> None:
        self._ask()
        self.connected += 1
        self.last_uid = max((uid for mails in self.folders.values() for uid in mails), default=0)

    def close(self) -> None:
        self.closed += 1

    def waiting(self, after_uid: int = 0) -> Iterator[list[Waiting]]:
        self._ask()
        found = [Waiting(self._place("INBOX", uid), len(raw), at) for uid, (raw, at) in self.folders["INBOX"].items() if uid > after_uid]
        for start in range(0, len(found), 3):
            yield found[start : start + 3]

    def lying(self, shelf: Shelf) -> Iterator[list[Waiting]]:
        self._ask()
        found = [Waiting(self._place(shelf, uid), len(raw), at) for uid, (raw, at) in self.folders.get(shelf, {}).items()]
        for start in range(0, len(found), 3):
            yield found[start : start + 3]

    def fetch(self, batch: Sequence[Waiting]) -> Iterator[tuple[Waiting, Iterator[bytes]]]:
        self._ask()
        for waiting in batch:
            folder = self.folders.get(waiting.place.folder, {})
            if waiting.place.uid in folder:
                self.given.append(waiting.place)
                yield waiting, _blocks(folder[waiting.place.uid][0])

    def move(self, places: Sequence[Place], shelf: Shelf) -> dict[Place, Place]:
        self._ask()
        if shelf in self.full:
            raise Refused("the folder is full")
        moved = {}
        for place in places:
            if place.folder == shelf:
                moved[place] = place
            elif place.uidvalidity == self.uidvalidity and place.uid in self.folders[place.folder]:
                raw, at = self.folders[place.folder].pop(place.uid)
                moved[place] = self._place(shelf, self.put(raw, at, shelf))
        return moved if self.tells_places else {}

    def append(self, shelf: Shelf, raw: bytes, at: datetime) -> Place | None:
        self._ask()
        if shelf in self.full:
            raise Refused("the folder is full")
        place = self._place(shelf, self.put(raw, at, shelf))
        return place if self.tells_places else None

    def find(self, raw_sha256: str, size: int, shelf: Shelf | None = None) -> list[Place]:
        self._ask()
        folder = shelf or "INBOX"
        mails = self.folders.get(folder, {}).items()
        return [self._place(folder, uid) for uid, (raw, _) in mails if len(raw) == size and hashlib.sha256(raw).hexdigest() == raw_sha256]

    def erase(self, place: Place) -> bool:
        self._ask()
        if place.uidvalidity != self.uidvalidity or place.folder not in self.folders:
            return False
        self.folders[place.folder].pop(place.uid, None)
        return True

    def wait(self, seconds: float, woken: Callable[[], bool]) -> None:  # noqa: ARG002 - the port's signature
        self._ask()
        self.on_wait()

    def wake(self) -> None:
        self.woken += 1

    def folders_check(self) -> list[str]:
        return []

    def _place(self, folder: str, uid: int) -> Place:
        return Place(str(folder), self.uidvalidity, uid)


@dataclass
class World:
    """The register, who decides in it, and how to look at it."""

    store: Store
    keyring: Keyring
    rules: IntakeRules
    clock: HandClock = field(default_factory=lambda: HandClock(NOW))
    mailbox: MemoryMailbox = field(default_factory=MemoryMailbox)
    courier: MemoryCourier = field(default_factory=MemoryCourier)
    intake: Intake = field(init=False)

    def __post_init__(self) -> None:
        self.settle()

    def settle(self, **changes: Any) -> None:
        """Make the intake, after a change of the house's rules such as `limits`."""
        self.rules = replace(self.rules, house=replace(self.rules.house, **changes))
        self.intake = Intake(self.store, self.rules, self.threads, self.clock)

    @property
    def threads(self) -> Threads:
        return Threads(self.keyring, frozenset({DOMAIN}), self.rules.house.reference_prefix)

    def keep(self, raw: bytes, *, at: datetime | None = None, backlog: bool = False, from_file: bool = False) -> int:
        """Put a mail into the register, unread; return the arrival's id."""
        uidvalidity = FROM_A_FILE if from_file else self.mailbox.uidvalidity
        waiting = Waiting(Place("INBOX", uidvalidity, next(_numbers)), len(raw), at or self.clock.now())
        fetched = receive(waiting, [raw])
        with self.store.unit() as session, fetched.spool:
            return write(session, "klachten", fetched, backlog=backlog, now=self.clock.now()).arrival_id

    def deliver(self, raw: bytes, *, at: datetime | None = None, backlog: bool = False, from_file: bool = False) -> MailClass:
        """Let a mail come in and be handled; return what it turned out to be."""
        kept = self.keep(raw, at=at, backlog=backlog, from_file=from_file)
        return self.intake.handle(kept, self.read(raw))

    def order(
        self, subject: str, text: str = "", *, sender: str = COLLECTOR, complaint: Complaint | None = None, **fields: str
    ) -> MailClass:
        """Let an employee mail about a complaint (the only one), vouched for by our own mail server; return what it turned out to be.

        subject: what stands behind the reference, such as `#opgelost`.
        """
        reference = (complaint or self.complaint()).reference
        told = {"Authentication_Results": PROVEN} | fields
        return self.deliver(mail(text, sender=sender, subject=f"[{reference}] {subject}", **told))

    def answer(self) -> LetterOwed:
        """Return the newest letter."""
        return self.newest(LetterOwed)

    def read(self, raw: bytes) -> Reading:
        """Read a mail as the child process does, in this one."""
        told, files = read_mail(raw, self.rules.house.enclosures_bytes)
        return Reading(from_json(told["mail"]), files)

    def rows(self, kind: type[Row], *where: ColumnElement[bool]) -> list[Row]:
        """List rows, oldest first."""
        with self.store.reading() as session:
            key = kind.__mapper__.primary_key[0]
            return list(session.scalars(select(kind).where(*where).order_by(key)))

    def newest(self, kind: type[Row]) -> Row:
        """Return the newest row."""
        with self.store.reading() as session:
            return session.scalars(select(kind).order_by(kind.__mapper__.primary_key[0].desc()).limit(1)).one()

    def complaints(self) -> list[Complaint]:
        return self.rows(Complaint)

    def complaint(self) -> Complaint:
        """Return the only complaint."""
        (one,) = self.complaints()
        return one

    def letters(self, letter: Letter | None = None) -> list[LetterOwed]:
        return self.rows(LetterOwed, *([LetterOwed.letter == letter] if letter else []))

    def letter(self, letter: Letter) -> LetterOwed:
        """Return the only letter of this kind."""
        (one,) = self.letters(letter)
        return one

    def owed(self, after: int = 0) -> list[tuple[str, str]]:
        """List the letters, each as its kind and its recipient. after: the id of a letter, of which only newer ones are wanted."""
        newer = select(LetterOwed.letter, LetterOwed.recipient).where(LetterOwed.id > after).order_by(LetterOwed.id)
        with self.store.reading() as session:
            return [(letter, to) for letter, to in session.execute(newer)]

    def arrival(self) -> Arrival:
        """Return the newest arrival."""
        return self.newest(Arrival)

    def journal(self) -> list[tuple[str, str]]:
        return [(row.event, row.by_role) for row in self.rows(Journal)]

    def alarms(self) -> list[str]:
        """Name the alarms that are up."""
        return [alarm.name for alarm in self.rows(Alarm, Alarm.cleared_at.is_(None))]

    @property
    def scribe(self) -> Scribe:
        return Scribe(self.store, COMPOSER, self.keyring, {"klachten": Identity(DESK, "Voorbeeld Incasso", plus_addressing=True)})

    def notebook(self, *, keeps_sent: bool = False) -> Notebook:
        return Notebook(self.store, self.rules.house, {"klachten": keeps_sent, "info": keeps_sent})

    def delivery(self, *, keeps_sent: bool = False, composer: Composer | None = None, carriers: int = 2) -> Delivery:
        scribe = replace(self.scribe, composer=composer) if composer else self.scribe
        notebook = self.notebook(keeps_sent=keeps_sent)
        return Delivery(self.store, scribe, self.courier, notebook, self.clock, worker="slot-0", carriers=carriers)

    def send(self, *, keeps_sent: bool = False) -> list[Envelope]:
        """Send whatever is due now; return what was carried by this."""
        before = len(self.courier.carried)
        asyncio.run(self.delivery(keeps_sent=keeps_sent).serve(until_idle=True))
        return self.courier.carried[before:]


def prepare_hastily(connection: Any, record: Any) -> None:
    """Prepare a connection to SQLite as the service does, but for the wait at each commit until the disk has it."""
    _prepare_sqlite(connection, record)
    connection.execute("PRAGMA synchronous=OFF")


def _empty(connection: Connection) -> None:
    """Take everything out of a PostgreSQL register. TRUNCATE would make each table's files anew, which takes longer than most tests."""
    emptied = [str(delete(table).compile(connection)) for table in reversed(Record.metadata.sorted_tables)]
    numbered = [table.name for table in Record.metadata.tables.values() if table.autoincrement_column is not None]
    begun = [f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 1, false)" for name in numbered]
    connection.exec_driver_sql("; ".join([*emptied, *begun]))


def in_processes(count: int, work: Callable[..., Outcome], *arguments: object) -> list[Outcome]:
    """Do `work` in so many processes at once, all begun before any goes on; return what each gave. It is told its turn, from 0 on.

    They are forked from a process that has imported the rooms: to do so takes each of them longer than its work.
    """
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(ROOMS_OF_PROCESSES)
    gate = forks.Barrier(count)
    with ProcessPoolExecutor(count, mp_context=forks, initializer=gate.wait) as pool:
        return [future.result(120) for future in [pool.submit(work, turn, *arguments) for turn in range(count)]]


END_THE_OTHERS = text(
    "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
"""Ends every other connection to the database, as a server that restarts does, and waits until their locks are gone with them."""


def lay_ready(file: Path) -> None:
    """Copy an empty register to `file`, unless one is there: to make its tables takes longer than most tests."""
    if not file.exists():
        file.write_bytes(_empty_register())


@cache
def _empty_register() -> bytes:
    """Return the bytes of an SQLite register with all its tables and no row: what the migrations make; see test_migrating."""
    with TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/register.db")
        with store.engine.begin() as connection:
            _make_tables(connection)
        store.close()
        return (Path(folder) / "register.db").read_bytes()


def _make_ready(store: Store) -> None:
    """Empty the register that earlier worlds used, or make it; the server may not know yet that whoever held a lock there is gone."""
    with store.engine.begin() as connection:
        connection.execute(END_THE_OTHERS)
        if store.url in _made:
            _empty(connection)
            return
        _made.add(store.url)
        _make_tables(connection)
        personal = [(table.name, column.name) for table in Record.metadata.sorted_tables for column in table.c if column.info == PERSONAL]
        connection.exec_driver_sql("; ".join(f'ALTER TABLE {table} ALTER "{name}" SET STATISTICS 0' for table, name in personal))


def _make_tables(connection: Connection) -> None:
    """Make what the migrations make, and say so; see test_migrating."""
    Record.metadata.create_all(connection, checkfirst=False)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": newest_version()})


@contextmanager
def new_world(url: str, folder: Path) -> Iterator[World]:
    """Make a world on an empty database, or on one that an earlier world left behind; `folder` gets the keys."""
    if url.startswith("sqlite:"):
        lay_ready(Path(url.removeprefix("sqlite:///")))
    with joined_world(url, folder, begin=True) as world:
        yield world


def knowing(store: Store) -> Store:
    """Let a register use the statements that earlier worlds of its kind compiled: to do so anew took a quarter of their time.

    On PostgreSQL it has the pool of the first world there as well, which knows its server.
    """
    kind = store.url.get_backend_name()
    if not store.sqlite:
        store.engine.pool = _pools.setdefault(store.url, store.engine.pool)
    if kind not in _compilers:
        with store.engine.connect():  # a dialect learns from its first connection what its server can do
            _compilers[kind] = store.engine
    engine, compiler = store.engine, _compilers[kind]
    engine.dialect = engine.pool._dialect = compiler.dialect
    engine._compiled_cache = compiler._compiled_cache
    return store


@contextmanager
def joined_world(url: str, folder: Path, *, begin: bool = False) -> Iterator[World]:
    """Open a world that another process made. begin: nobody made it, or it is to be as new."""
    store = knowing(Store(url))
    if begin and not store.sqlite:
        _make_ready(store)
    keyring = open_keyring(folder / "keys")

    def is_ours(token: str) -> bool:
        return is_own_token(keyring, token) or read_message_id(keyring, token, DOMAIN) is not None

    staff = frozenset(address for person in PEOPLE.everybody for address in person.addresses)
    screening = ScreeningRules(frozenset({DESK}), staff, TRUST.own_hosts, frozenset({FORM}), is_own_token=is_ours)
    yield World(store, keyring, IntakeRules(RULES, screening, TRUST))
    store.close()


class NearReaders(Readers):
    """Reads mail in this process, and fails as a child may: faults, by words in the mail, each raised as often as it stands there."""

    def __init__(self, faults: dict[bytes, list[Exception]] | None = None) -> None:
        super().__init__(1)
        self.faults = faults or {}
        self.read_mails = 0

    def submit(self, chunks: Iterable[bytes], size: int, enclose_up_to: int = 0) -> Future[Reading]:  # noqa: ARG002 - see `Readers.submit`
        raw = b"".join(chunks)
        self.read_mails += 1
        future: Future[Reading] = Future()
        fault = next((those.pop(0) for words, those in self.faults.items() if words in raw and those), None)
        if fault is not None:
            future.set_exception(fault)
            return future
        told, files = read_mail(raw, enclose_up_to)
        future.set_result(Reading(from_json(told["mail"]), files))
        return future
