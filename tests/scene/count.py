"""The count at the end: what was delivered, what the register holds, what went out, and what lies in the folders must agree.

Every difference is told in a line of words, so that a failed test says what is
wrong with which mail. Source: docs/mail-rules.md, Promises (I1 to I4) and D6.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.parser import BytesHeaderParser

from sqlalchemy import select

from klachten.embedded import Accepted
from scene.mails import Mail
from tracker.ledger import LEDGER, MailClass, Shelf
from tracker.model import Letter
from tracker.records import Arrival, Complaint, LetterOwed, RawBlock
from tracker.store import Store

FOLDERS = {
    Shelf.HANDLED: "Klachten/Verwerkt",
    Shelf.ROBOTS: "Klachten/Robots",
    Shelf.SPAM: "Klachten/Spam",
    Shelf.UNREADABLE: "Klachten/Onleesbaar",
    Shelf.SENT: "Sent",
}


@dataclass(frozen=True, slots=True)
class Register:
    """What a register holds."""

    raw: Mapping[int, bytes]  # of each arrival
    arrivals: list[Arrival]
    complaints: dict[int, Complaint]
    letters: list[LetterOwed]


def read_register(store: Store) -> Register:
    """Read it whole."""
    with store.reading() as session:
        blocks = session.scalars(select(RawBlock).order_by(RawBlock.arrival_id, RawBlock.position)).all()
        raw: defaultdict[int, bytes] = defaultdict(bytes)
        for block in blocks:
            raw[block.arrival_id] += block.data
        complaints = {one.id: one for one in session.scalars(select(Complaint))}
        arrivals = list(session.scalars(select(Arrival).order_by(Arrival.id)))
        letters = list(session.scalars(select(LetterOwed).order_by(LetterOwed.id)))
        session.expunge_all()
    return Register(raw, arrivals, complaints, letters)


def differences(
    mails: Collection[Mail],
    register: Register,
    sent: Collection[Accepted],
    folders: Mapping[str, Sequence[bytes]],
    *,
    twice: Collection[int] = (),
) -> list[str]:
    """Return everything that is not as it must be once the service is quiet; nothing where all is well.

    sent:     what reached the outside from this service.
    folders:  of its mailbox.
    twice:    ids of letters that were under way when the service died: of these alone a second copy may have gone out.
    """
    return [
        *_arrived(mails, register),
        *_registered(register),
        *_answered(mails, register),
        *_sent(register, sent, twice),
        *_filed(mails, folders),
        *_laid_away(register, folders.get(FOLDERS[Shelf.SENT], ())),
    ]


def _arrived(mails: Collection[Mail], register: Register) -> Iterator[str]:
    """Each mail is one arrival, of its class (I1, I2)."""
    if len(register.arrivals) != len(mails):
        yield f"{len(mails)} mails were delivered, {len(register.arrivals)} arrived"
    for mail in mails:
        kinds = [arrival.kind for arrival in _of(mail, register)]
        if kinds != [mail.kind]:
            yield f"{_name(mail)} should be one {mail.kind}, and is {kinds}"


def _registered(register: Register) -> Iterator[str]:
    """Each complaint has its own arrival and its own reference (I2)."""
    made = Counter(arrival.complaint_id for arrival in register.arrivals if arrival.kind == MailClass.COMPLAINT)
    if made != Counter(register.complaints.keys()):
        yield f"{len(register.complaints)} complaints were made by mails of {dict(made)}"
    references = Counter(complaint.reference for complaint in register.complaints.values())
    yield from (f"{reference} was given {times} times" for reference, times in references.items() if times > 1)


def _answered(mails: Collection[Mail], register: Register) -> Iterator[str]:
    """Whoever may be answered is owed one acknowledgement of their own complaint, and nobody else is (I3, I4)."""
    owed = Counter((one.recipient, one.complaint_id) for one in register.letters if one.letter == Letter.ACKNOWLEDGEMENT)
    right = Counter((mail.sender, arrival.complaint_id) for mail in mails if mail.answered for arrival in _of(mail, register))
    yield from (
        f"{who} should get {right[who]} acknowledgements, and is owed {owed[who]}" for who in owed | right if owed[who] != right[who]
    )


def _sent(register: Register, sent: Iterable[Accepted], twice: Collection[int]) -> Iterator[str]:
    """Each letter went out, once, as it was frozen; and nothing else did."""
    copies = defaultdict(list)
    for copy in sent:
        copies[_message_id(copy.raw)].append(copy)
    for letter in register.letters:
        those = copies.pop(letter.message_id or "", [])
        name = f"letter {letter.id} ({letter.letter})"
        if letter.accepted_at is None or not those:
            yield f"{name} went out {len(those)} times, and is noted as {letter.accepted_at or letter.parked_because}"
        if len(those) > 1 and letter.id not in twice:
            yield f"{name} went out {len(those)} times, though it was not under way when the service died"
        if any(copy.recipient != letter.recipient or not copy.raw.endswith(letter.raw or b"?") for copy in those):
            yield f"{name} is not what was frozen, or went elsewhere"
    yield from (f"nobody owed {message_id} to {those[0].recipient}" for message_id, those in copies.items())


def _filed(mails: Collection[Mail], folders: Mapping[str, Sequence[bytes]]) -> Iterator[str]:
    """Each mail lies in one folder, that of its class; the inbox is empty."""
    lying = [(folder, raw) for folder, those in folders.items() if folder != FOLDERS[Shelf.SENT] for raw in those]
    for mail in mails:
        where = [folder for folder, raw in lying if mail.is_in(raw)]
        if where != [FOLDERS[LEDGER[mail.kind][1]]]:
            yield f"{_name(mail)} is a {mail.kind}, and lies in {where}"
    if len(lying) != len(mails):
        yield f"{len(mails)} mails were delivered, {len(lying)} lie in the folders {dict(Counter(folder for folder, _ in lying))}"


def _laid_away(register: Register, copies: Sequence[bytes]) -> Iterator[str]:
    """A copy of each letter that was accepted lies in Sent, once."""
    lying = Counter(_message_id(raw) for raw in copies)
    accepted = Counter(str(letter.message_id) for letter in register.letters if letter.accepted_at)
    yield from (f"Sent holds {lying[one]} copies of {one}" for one in lying | accepted if lying[one] != accepted[one])


def _of(mail: Mail, register: Register) -> list[Arrival]:
    return [arrival for arrival in register.arrivals if mail.is_in(register.raw[arrival.id])]


def _name(mail: Mail) -> str:
    return _message_id(mail.raw) or repr(mail.raw)


def _message_id(raw: bytes) -> str:
    return str(BytesHeaderParser().parsebytes(raw)["Message-ID"])
