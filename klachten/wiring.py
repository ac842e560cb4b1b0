"""The composition root: from settings to a service whose rooms know each other only through the register.

The one place that sees every room. It decides nothing; it hands each room what
that room declared it needs.
"""

import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

from sqlalchemy import select

from intake.authority import Strictness
from intake.child import Readers
from intake.handle import Intake
from intake.judging import IntakeRules
from intake.mailbox import ImapMailbox
from intake.screening import ScreeningRules
from intake.taking import Taker
from intake.threads import Threads
from klachten import values
from klachten.settings import Settings
from outbound.compose import Composer
from outbound.deliver import Delivery
from outbound.freezing import Scribe
from outbound.house import House
from outbound.logo import read_logo
from outbound.outbox import Notebook
from outbound.smtp import SmtpCourier
from tracker.clock import Clock
from tracker.errors import CannotStart
from tracker.keys import Keyring, open_keyring, read_keyring
from tracker.liveness import Slot
from tracker.records import LetterOwed
from tracker.removal.ledger import Ledger
from tracker.rules import HouseRules
from tracker.sent_copies import give_up_others
from tracker.store import Store
from tracker.tokens import is_own_token, read_message_id

MEBIBYTE = 1024 * 1024

POSTGRES_DRIVER = "psycopg[binary]>=3.3,<4"
"""What the extra `postgres` installs."""

_STRICTNESS: dict[str, Strictness] = {"always": "unless-failed", "authenticated": "authenticated"}


@dataclass(slots=True)
class Service:
    """Everything that one daemon runs, made and not yet started."""

    takers: dict[str, Taker]
    delivery: Delivery
    readers: Readers
    rules: HouseRules

    def wake_takers(self) -> None:
        """Say that there is folder work."""
        for taker in self.takers.values():
            taker.wake()


def open_store(settings: Settings, *, read_only: bool = False) -> Store:
    """Open the register of the settings; its schema is another's business. Raises `CannotStart` where PostgreSQL's driver is missing."""
    try:
        return Store(values.register_url(settings), read_only=read_only)
    except ModuleNotFoundError as missing:
        install = f"{sys.executable} -m pip install '{POSTGRES_DRIVER}'"
        raise CannotStart(f"the register lies in PostgreSQL, and {missing.name} is not installed; run: {install}") from missing


def absent_register(settings: Settings) -> Path | None:
    """Return the SQLite file of the register where it is not there yet; None where it is, or lies in PostgreSQL."""
    url = values.register_url(settings)
    file = Path(url.database or "")
    return file if url.get_backend_name() == "sqlite" and not file.exists() else None


def house_rules(settings: Settings) -> HouseRules:
    """Gather what the customer has settled, for every decision."""
    return HouseRules(
        people=values.people(settings),
        terms=values.terms(settings),
        natures=values.natures(settings),
        limits=values.limits(settings),
        process_steps=values.process_steps(settings),
        reference_prefix=settings.register_.reference_prefix,
        enclosures_bytes=settings.letters.max_attachments_mb * MEBIBYTE,
        patience=values.patience(settings),
        reminders=values.reminders(settings),
        report=values.report(settings),
        auto_assign=settings.assignment.at_once,
        departments=dict(settings.departments),
        privacy_contact=settings.organisation.privacy_contact,
        appeal_routes=values.appeal_routes(settings),
        mailboxes=frozenset(settings.mailbox),
        money_words=settings.money_gate.words,
        unrelated_days=settings.retention.unrelated_mail_days,
    )


def keys(settings: Settings, store: Store) -> Keyring:
    """Read the keys; make them only for a register that has sent nothing yet, since without them no answer finds its complaint.

    Raises `CannotStart` where they are lost or at fault.
    """
    path = settings.register_.keys_file
    return read_keyring(path) if has_sent(store) else open_keyring(path)


def present_keys(settings: Settings) -> Keyring | None:
    """Read the keys, and make none; None where there are none yet. Raises `CannotStart` where they are at fault."""
    path = settings.register_.keys_file
    return read_keyring(path) if path.exists() else None


def ledger(settings: Settings) -> Ledger:
    """Name the removal ledger, which lies beside the keys and not in the register."""
    return Ledger(values.removals_file(settings))


def has_sent(store: Store) -> bool:
    """Say whether a letter ever left: then the keys must be there."""
    with store.reading() as session:
        return session.scalar(select(LetterOwed.id).where(LetterOwed.message_id.is_not(None)).limit(1)) is not None


def house(settings: Settings) -> House:
    """Return the customer as the letters name it, with the logo. Raises `CannotStart` for a logo that cannot be shown."""
    logo = settings.organisation.logo
    return values.house(settings, read_logo(logo) if logo else None)


def composer(settings: Settings) -> Composer:
    """Make the composer; where the customer has templates of their own, let it write every letter once (ours are tried by the tests).

    Raises `CannotStart` for a template, or a logo, that is at fault.
    """
    made = Composer(house(settings), settings.letters.templates)
    if settings.letters.templates:
        made.check()
    return made


def intake(settings: Settings, store: Store, keyring: Keyring, clock: Clock, *, rules: HouseRules) -> Intake:
    """Make what handles arrivals."""
    strictness = _STRICTNESS[settings.authentication.acknowledge]
    intake_rules = IntakeRules(rules, screening_rules(settings, keyring), values.trust(settings), strictness)
    return Intake(store, intake_rules, Threads(keyring, _domains(settings), rules.reference_prefix), clock)


def screening_rules(settings: Settings, keyring: Keyring) -> ScreeningRules:
    """Gather what tells a person's mail from a machine's, and from our own."""
    domains = _domains(settings)

    def is_ours(token: str) -> bool:
        return is_own_token(keyring, token) or any(read_message_id(keyring, token, domain) for domain in domains)

    return values.screening(settings, is_ours)


def _domains(settings: Settings) -> frozenset[str]:
    """Return the domains that the Message-IDs of our letters bear."""
    return frozenset(identity.domain for identity in values.identities(settings).values())


def service(settings: Settings, store: Store, slot: Slot, clock: Clock, *, acknowledge_backlog: bool = False) -> Service:
    """Put a whole daemon together. Raises `CannotStart` when keys or templates are at fault, `TryLater`."""
    keyring = keys(settings, store)
    rules = house_rules(settings)
    with store.unit() as session:
        give_up_others(session, settings.mailbox, clock.now())
    readers = Readers()
    handling = intake(settings, store, keyring, clock, rules=rules)
    takers = {
        name: Taker(
            ImapMailbox(values.imap(settings, name), clock),
            store,
            readers,
            handling,
            clock,
            enclosures_bytes=rules.enclosures_bytes,
            backlog_after=timedelta(days=settings.intake.acknowledge_backlog_days),
            acknowledge_backlog=acknowledge_backlog,
        )
        for name in settings.mailbox
    }
    made = Service(takers, _delivery(settings, store, keyring, slot, clock, rules), readers, rules)
    _acquaint(made, slot, settings)
    return made


def _delivery(settings: Settings, store: Store, keyring: Keyring, slot: Slot, clock: Clock, rules: HouseRules) -> Delivery:
    scribe = Scribe(store, composer(settings), keyring, values.identities(settings), values.bounce_address(settings))
    notebook = Notebook(store, rules, {name: mailbox.keep_sent_copy for name, mailbox in settings.mailbox.items()})
    smtp = values.smtp(settings)
    worker = f"{slot.name}/{token_hex(4)}"  # a reload makes another: what the former has under way is not this one's
    return Delivery(store, scribe, SmtpCourier(smtp), notebook, clock, worker=worker, prove=slot.prove, carriers=smtp.connections)


def _acquaint(made: Service, slot: Slot, settings: Settings) -> None:
    """Let the rooms wake each other: a handled mail owes letters, a sent letter owes folder work."""
    if any(mailbox.keep_sent_copy for mailbox in settings.mailbox.values()):
        made.delivery.on_sent = made.wake_takers  # there is a copy to lay away; to wake a taker costs a search
    for name, taker in made.takers.items():
        taker.on_handled = made.delivery.wake
        taker.may_read = lambda name=name: slot.read_mailbox(name)  # type: ignore[misc]  # the default binds this turn's name
