"""From a row that is owed to the frozen bytes: everything that one message needs, gathered from the register.

Knows the register and the composer; sends nothing. Who we are in each mailbox
is handed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from outbound.compose import Composer
from outbound.compose import LetterOwed as ToCompose
from outbound.courier import Envelope
from outbound.enclosing import whole_file
from outbound.message import Enclosure
from outbound.printing import WITH_PRINT, print_of
from outbound.ready_links import Links
from outbound.reporting.enclosing import with_all_of_it
from outbound.verp import EnvelopeSender, envelope_sender
from tracker.keys import Keyring
from tracker.letters import LETTERS, Audience
from tracker.model import Language, Letter, Reference
from tracker.offered import VALID
from tracker.records import Enclosure as EnclosureRow
from tracker.records import LetterOwed
from tracker.store import Store
from tracker.tokens import loop_token, thread_message_id

WITH_ENCLOSURES = frozenset(
    {Letter.ANSWER, Letter.NEW_COMPLAINT, Letter.FOLLOW_UP, Letter.ASSIGNMENT, Letter.FORWARDED, Letter.DATA_REQUEST, Letter.TO_PRINT}
)
"""The letters with which a mail's attachments go along."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in one mailbox: the address that letters come from, the name beside it, and whether it has sub-addresses."""

    address: str
    name: str
    plus_addressing: bool = False

    @property
    def domain(self) -> str:
        """The right-hand side of our Message-IDs."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Scribe:
    """Composes letters owed, each ready to be frozen."""

    store: Store
    composer: Composer
    keyring: Keyring
    identities: Mapping[str, Identity]
    bounces: EnvelopeSender = "verp"

    def write(self, row: LetterOwed, now: datetime) -> tuple[str, bytes]:
        """Return Message-ID and bytes of a letter. `now` becomes its Date. Raises what a template may raise."""
        letter = Letter(row.letter)
        identity = self._identity(row)
        reference = row.facts.get("reference")
        links = self._links(row, identity)
        message_id = thread_message_id(self.keyring, Reference(reference) if reference else None, row.id, identity.domain)
        owed = ToCompose(
            letter=letter,
            language=Language(row.language),
            sender=(identity.name, identity.address),
            recipient=row.recipient,
            to=(row.recipient,),
            message_id=message_id,
            at=now,
            facts=links.put_into(row.facts) if links else row.facts,
            loop_token=loop_token(self.keyring, row.id),
            also_in=Language(row.also_in) if row.also_in else None,
            in_reply_to=row.in_reply_to,
            references=tuple(row.references.split()),
            enclosures=(*self._print(row, now), *self._enclosures(row)),
            reply_to=links.reply_to(row.facts) if links else None,
        )
        return message_id, self.composer.compose(with_all_of_it(owed) if letter is Letter.REPORT else owed)

    def envelope(self, row: LetterOwed, raw: bytes) -> Envelope:
        """Return the envelope: a bounce address of the letter's own, and a wish to hear of failure where somebody outside gets it."""
        sender = envelope_sender(self.bounces, self._identity(row).address, self.keyring, row.id)
        return Envelope(sender, row.recipient, raw, notify=bool(sender) and LETTERS[Letter(row.letter)].audience is Audience.COMPLAINANT)

    def _links(self, row: LetterOwed, identity: Identity) -> Links | None:
        """Return what makes the links of a letter to an employee; a letter outside has none (docs/mail-rules.md, D10)."""
        if LETTERS[Letter(row.letter)].audience is not Audience.STAFF:
            return None
        return Links(self.keyring, identity.address, identity.plus_addressing, row.id, row.recipient, row.made_at + VALID)

    def _identity(self, row: LetterOwed) -> Identity:
        """Return who we are in the letter's mailbox, or in the first when that one left the settings."""
        return self.identities.get(row.mailbox) or next(iter(self.identities.values()))

    def _print(self, row: LetterOwed, now: datetime) -> tuple[Enclosure, ...]:
        """Return the letter that lies ready in this one, for whoever prints it."""
        ready = row.facts["ready_letter"] if row.letter in WITH_PRINT else None
        return (print_of(self.composer, ready, now),) if ready else ()

    def _enclosures(self, row: LetterOwed) -> tuple[Enclosure, ...]:
        if row.letter == Letter.WHOLE_FILE:
            return whole_file(self.store, row)
        facts = row.facts["ready_letter"]["facts"] if row.letter == Letter.TO_PRINT else row.facts
        if row.letter not in WITH_ENCLOSURES or row.arrival_id is None or not any(one["enclosed"] for one in facts.get("attachments", ())):
            return ()
        of_mail = select(EnclosureRow).where(EnclosureRow.arrival_id == row.arrival_id, EnclosureRow.data.is_not(None))
        with self.store.reading() as session:
            found = session.scalars(of_mail.order_by(EnclosureRow.position)).all()
            return tuple(Enclosure(one.name, one.type, one.data or b"") for one in found)
