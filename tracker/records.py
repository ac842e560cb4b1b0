"""The rows of the register.

A row says what is so, never what to do: `tracker.casework` writes, nobody else
sets a state. Every column that holds what a person wrote or who they are is
marked PERSONAL; the database keeps no statistics of those, and removal reaches
them all. Ids that leave the house, in tokens, are never used twice, not even
after their row is erased (`sqlite_autoincrement`).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.ledger import MailClass
from tracker.model import Acknowledgement, ComplainantRole, State
from tracker.schema import PERSONAL, Record, one_of, only_where


class Mailbox(Record):
    """A mailbox that is watched, and since when: what lay there before is the backlog."""

    __tablename__ = "mailbox"

    name: Mapped[str] = mapped_column(primary_key=True)
    first_started_at: Mapped[datetime]
    backlog_uidvalidity: Mapped[int] = mapped_column(BigInteger)
    backlog_last_uid: Mapped[int] = mapped_column(BigInteger)
    last_reached_at: Mapped[datetime | None]  # when a pass began that read it to the end
    compare_since: Mapped[datetime | None]  # the register was restored as it was then: what lies in the folders is compared first


class Complaint(Record):
    """One complaint (klacht) in the register. Source: docs/procedure.md, Words."""

    __tablename__ = "complaint"
    __table_args__ = (
        one_of("state", State),
        one_of("acknowledgement", Acknowledgement),
        one_of("complainant_role", ComplainantRole),
        Index("ix_complaint_complainant_key", "complainant_key"),
        Index("ix_complaint_merged_into_id", "merged_into_id"),
        only_where("ix_complaint_open", "state", condition="closed_at IS NULL"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    mailbox: Mapped[str]
    state: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)
    received_at: Mapped[datetime]
    received_date: Mapped[date]  # local to the customer; the clocks count from here
    registered_at: Mapped[datetime]
    complainant_address: Mapped[str | None] = mapped_column(info=PERSONAL)
    complainant_key: Mapped[str | None] = mapped_column(info=PERSONAL)  # the address in the form in which addresses are compared
    complainant_name: Mapped[str] = mapped_column(default="", info=PERSONAL)
    complainant_role: Mapped[str] = mapped_column(default=ComplainantRole.UNKNOWN)
    postal_address: Mapped[str | None] = mapped_column(info=PERSONAL)
    file_number: Mapped[str | None] = mapped_column(info=PERSONAL)  # the company's own (dossiernummer)
    subject: Mapped[str] = mapped_column(default="", info=PERSONAL)
    language: Mapped[str]
    nature: Mapped[str]
    nature_why: Mapped[str] = mapped_column(default="", info=PERSONAL)
    suggested_role: Mapped[str]
    handler_role: Mapped[str | None]
    accused_role: Mapped[str | None]  # the complaint is about this role (#over)
    process_step: Mapped[str | None]  # the cause, for the reports (#oorzaak)
    target_date: Mapped[date | None]
    acknowledge_by_date: Mapped[date | None]
    outer_limit_date: Mapped[date]
    acknowledgement: Mapped[str]
    acknowledgement_why: Mapped[str | None]
    acknowledged_at: Mapped[datetime | None]
    outcome: Mapped[str | None]  # the event that resolved or closed it
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    remove_after: Mapped[datetime | None]
    held_because: Mapped[str | None] = mapped_column(info=PERSONAL)  # a legal hold (#bewaren)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"))

    agreement: Mapped[str | None] = mapped_column(info=PERSONAL)  # in force, as the complainant was told
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)  # of the agreement in force, in euro cents
    proposal: Mapped[str | None] = mapped_column(info=PERSONAL)  # the agreement about whose amount the managing director is consulted
    proposal_cents: Mapped[int | None] = mapped_column(BigInteger)
    proposed_in: Mapped[str | None]  # the state from which the managing director was consulted
    confirmation: Mapped[str | None]  # how the letter that states the agreement fares, in the words of the acknowledgement
    said_yes_at: Mapped[datetime | None]  # the complainant says that it is solved
    inquiries: Mapped[int] = mapped_column(default=0, server_default="0")  # so often the complainant was asked whether it is solved
    inquired_at: Mapped[datetime | None]  # the last time
    finding: Mapped[str | None]  # gegrond, deels, ongegrond
    wrote_after_closing_at: Mapped[datetime | None]  # the complainant, so that Manager Operations decides before it is removed
    privacy_request_at: Mapped[datetime | None]  # a request under the AVG lies inside (#avg)
    representative_name: Mapped[str | None] = mapped_column(info=PERSONAL)  # who acts for the complainant (#namens)
    representative_address: Mapped[str | None] = mapped_column(info=PERSONAL)
    representative_key: Mapped[str | None] = mapped_column(info=PERSONAL)
    mandate_seen_at: Mapped[datetime | None]
    further_natures: Mapped[str] = mapped_column(default="", server_default=text("''"))  # keys, beside the first
    channel: Mapped[str] = mapped_column(default="mail", server_default="mail")  # how it reached us; see `tracker.channels`
    also_in: Mapped[str | None]  # a second language, where the complainant wrote in neither: their letters say all in both


class Arrival(Record):
    """One mail that reached us, kept before anything read it."""

    __tablename__ = "arrival"
    __table_args__ = (
        UniqueConstraint("mailbox", "uidvalidity", "uid"),
        one_of("kind", MailClass),
        Index("ix_arrival_sha256", "sha256"),
        Index("ix_arrival_message_id", "message_id"),
        Index("ix_arrival_complaint_id", "complaint_id"),
        only_where("ix_arrival_waiting", "id", condition="handled_at IS NULL"),
        only_where("ix_arrival_quarantined", "id", condition="kind = 'unreadable'"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str]
    uidvalidity: Mapped[int] = mapped_column(BigInteger)  # unsigned 32 bits: too large for an INTEGER of PostgreSQL
    uid: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime]  # IMAP INTERNALDATE
    kept_at: Mapped[datetime]
    backlog: Mapped[bool] = mapped_column(default=False)  # lay there before the first start, or is too old to answer
    attempts: Mapped[int] = mapped_column(default=0)  # counted before each is made
    handled_at: Mapped[datetime | None]
    kind: Mapped[str | None]
    why: Mapped[str | None] = mapped_column(info=PERSONAL)  # the clue that decided, or what a person said who set it aside
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"))
    message_id: Mapped[str | None] = mapped_column(info=PERSONAL)  # the sender's: a hint for threading, never a key
    sender: Mapped[str | None] = mapped_column(info=PERSONAL)
    sender_key: Mapped[str | None] = mapped_column(info=PERSONAL)
    subject: Mapped[str] = mapped_column(default="", info=PERSONAL)
    folder: Mapped[str | None]  # where it lies now, as the server told (COPYUID); for removal
    folder_uidvalidity: Mapped[int | None] = mapped_column(BigInteger)
    folder_uid: Mapped[int | None] = mapped_column(BigInteger)


class RawBlock(Record):
    """A piece of a mail's bytes, so that a large mail is never whole in memory."""

    __tablename__ = "raw_block"

    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)


class Enclosure(Record):
    """An attachment that goes along to staff. `data` is absent where it was too large to send on."""

    __tablename__ = "enclosure"
    __table_args__ = (Index("ix_enclosure_arrival_id", "arrival_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(info=PERSONAL)
    type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    data: Mapped[bytes | None] = mapped_column(LargeBinary, info=PERSONAL)


class Journal(Record):
    """What happened to a complaint: who caused it, by which proof, and when."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_complaint_id", "complaint_id"), Index("ix_journal_arrival_id", "arrival_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    at: Mapped[datetime]
    event: Mapped[str]
    by_role: Mapped[str]
    by_name: Mapped[str] = mapped_column(default="", info=PERSONAL)
    by_address: Mapped[str | None] = mapped_column(info=PERSONAL)
    proof: Mapped[str]  # how we know that it was them
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    words: Mapped[str] = mapped_column(default="", info=PERSONAL)  # the text that goes with it
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"))
    argument: Mapped[str] = mapped_column(
        default="", server_default=text("''"), info=PERSONAL
    )  # what stood behind the tag, in its canonical form
    before: Mapped[dict[str, Any] | None] = mapped_column(info=PERSONAL)  # the columns of the complaint that it changed, as they were


class LetterOwed(Record):
    """One letter to one recipient. Written in the same transaction as the decision that owes it."""

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_complaint_id", "complaint_id"),
        Index("ix_letter_arrival_id", "arrival_id"),
        Index("ix_letter_recipient", "recipient_key", "made_at"),
        Index("ix_letter_made", "letter", "made_at"),
        only_where("ix_letter_open", "next_attempt_at", condition="accepted_at IS NULL AND parked_at IS NULL"),
        only_where("ix_letter_given_up", "id", condition="parked_at IS NOT NULL OR bounced_at IS NOT NULL"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"))
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"))  # the mail that it answers or passes on
    mailbox: Mapped[str]  # in whose name it goes out
    letter: Mapped[str]
    language: Mapped[str]
    recipient: Mapped[str] = mapped_column(info=PERSONAL)  # fixed when the letter became owed
    recipient_key: Mapped[str] = mapped_column(info=PERSONAL)  # as the limits fold it
    outside: Mapped[bool]  # to somebody who is not staff
    facts: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)  # a snapshot; nothing else is read later
    in_reply_to: Mapped[str | None] = mapped_column(info=PERSONAL)
    references: Mapped[str] = mapped_column(default="", info=PERSONAL)
    made_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    first_attempt_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    unended: Mapped[int] = mapped_column(default=0)  # attempts of which no end was noted: did it kill the sender?
    claimed_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None]
    message_id: Mapped[str | None] = mapped_column(unique=True)  # set once, before the first attempt
    raw: Mapped[bytes | None] = mapped_column(LargeBinary, info=PERSONAL)  # the exact bytes, frozen with message_id
    accepted_at: Mapped[datetime | None]
    reply: Mapped[str | None] = mapped_column(info=PERSONAL)  # what the server said last
    bounced_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    parked_because: Mapped[str | None]
    journal_id: Mapped[int | None]  # the event that owes it
    links_void_at: Mapped[datetime | None]  # somebody outside may have seen it: its ready links do nothing any more
    replaced_by_id: Mapped[int | None]  # the event whose letter took its place before it went
    also_in: Mapped[str | None]  # said once more below, in this language
    by_hand_at: Mapped[datetime | None]  # of a letter to print: an employee recorded that the complainant has it (bevestigd)


class FolderWork(Record):
    """Something that must happen in a mailbox: move a mail, lay a sent copy away, erase one."""

    __tablename__ = "folder_work"
    __table_args__ = (
        only_where("ix_folder_work_open", "mailbox", "next_attempt_at", condition="done_at IS NULL"),
        Index("ix_folder_work_removal_id", "removal_id"),
        Index("ix_folder_work_arrival_id", "arrival_id"),
        Index("ix_folder_work_letter_id", "letter_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str]
    work: Mapped[str]
    folder: Mapped[str]
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id", ondelete="CASCADE"))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id", ondelete="CASCADE"))
    next_attempt_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    filed_uidvalidity: Mapped[int | None] = mapped_column(BigInteger)
    filed_uid: Mapped[int | None] = mapped_column(BigInteger)
    lies_in: Mapped[str | None]  # of one to erase whose row is gone: where it was last seen, and by which bytes it is known
    lies_uidvalidity: Mapped[int | None] = mapped_column(BigInteger)
    lies_uid: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    removal_id: Mapped[int | None]  # the removal that waits for it


class Held(Record):
    """An event that waits for a word from somebody. Its end is one of answered, expired, overtaken."""

    __tablename__ = "held"
    __table_args__ = (only_where("ix_held_open", "expires_at", condition="ended_at IS NULL"), Index("ix_held_arrival_id", "arrival_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"))
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"))
    event: Mapped[str]
    because: Mapped[str]
    asked_of: Mapped[str] = mapped_column(info=PERSONAL)
    facts: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end: Mapped[str | None]
