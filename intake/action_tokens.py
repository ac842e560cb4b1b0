"""The action token of a mail: where it stands, and whether it is good for exactly what the mail asks.

Knows the keys and the register; obeys nothing and spends nothing. Rule one: a
token is worth something only for what is asked, by whom it was sent to, once,
and in time. Rule two: a letter that somebody outside may have seen bears no
token any more: `letters_laid_open` finds those.
Source: docs/mail-rules.md, D10 and R-TOK-01.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from intake.addresses import compare_form, without_extension
from intake.incoming import IncomingMail
from intake.pointers import answered, correspondents, letters_of_ids, sub_addresses
from tracker.keys import Keyring
from tracker.model import Reference
from tracker.offered import NEVER_OPEN, bonds
from tracker.records import LetterOwed
from tracker.spending import is_spent, is_void
from tracker.token_forms import AT_MOST, token_of_address, tokens_of_text, without_codes
from tracker.tokens import ActionMark, letter_of_action, read_action

_BEFORE_ALL = datetime.fromtimestamp(0, UTC)
"""A moment at which no token has expired: one that has is a token of ours all the same."""

LARGEST_ID = 2_147_483_647
"""Of a row; PostgreSQL would refuse the question about a larger one."""

OPEN = ""
"""The argument of a token whose mail may give any."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A token that is good for what a mail asks. Whoever goes by it spends it (`tracker.spending.spend`)."""

    token: str
    mark: ActionMark


def tokens_in(mail: IncomingMail) -> tuple[str, ...]:
    """Return the tokens that a mail presents: in an address that it was sent to, or in its sender's own words; never in a quotation."""
    of_addresses = (token for address in sub_addresses(mail) if (token := token_of_address(address)))
    own_words = mail.forwarded.message if mail.forwarded else mail.new_text
    of_words = tokens_of_text(f"{own_words}\n{mail.signature or ''}")  # some programs put their signature above what a link fills in
    return tuple(dict.fromkeys((*of_addresses, *of_words)))[:AT_MOST]


def without_tokens(mail: IncomingMail) -> IncomingMail:
    """Return a mail without the lines that bear a token: they are nobody's words, and must not be passed on."""
    signature = without_codes(mail.signature) if mail.signature else mail.signature
    return replace(mail, text=without_codes(mail.text), new_text=without_codes(mail.new_text).strip("\n"), signature=signature)


def presented(
    session: Session,
    keyring: Keyring,
    mail: IncomingMail,
    staff_addresses: Collection[str],
    reference: Reference,
    wanted: tuple[str, str],
    now: datetime,
) -> Presented | None:
    """Return the token of `mail` that is good for what it asks, unused and not void; None where there is none.

    staff_addresses:  of the one employee who wrote it: the letter went to one, and they may answer from another.
    wanted:           the events, by the name that `tracker.offered.bound_to` gives them, and the argument in its canonical form.
                      A token without an argument is good for any; but for consent, and for a question, it must be the very one.
    now:              aware.
    """
    event, argument = wanted
    arguments = (argument,) if event in NEVER_OPEN else tuple(dict.fromkeys((argument, OPEN)))
    for token in tokens_in(mail):
        for address in staff_addresses:
            for bound in arguments:
                mark = read_action(keyring, token, reference, address, event, bound, now)
                if mark and not is_void(session, mark.letter_id) and not is_spent(session, token):  # in this order: the first one locks
                    return Presented(token, mark)
    return None


def letters_laid_open(
    session: Session,
    mail: IncomingMail,
    keyring: Keyring,
    domains: Collection[str],
    staff_addresses: Collection[str],
    own_addresses: Collection[str],
) -> tuple[int, ...]:
    """Return the letters whose links somebody outside may have seen: `mail` comes from there or goes there, and answers or quotes them.

    domains:        that the Message-IDs of our letters bear.
    own_addresses:  of the service; their sub-addresses are ours too.
    """
    if not _reaches_outside(mail, staff_addresses, own_addresses):
        return ()
    told = (mail.text, *mail.links, *(one.text for one in mail.attached_mails))
    tokens = dict.fromkeys((*tokens_in(mail), *(token for text in told for token in tokens_of_text(text))))
    quoted = (letter_id for token in tokens if (letter_id := _letter_of(session, keyring, token)) is not None)
    return tuple(dict.fromkeys((*letters_of_ids(answered(mail), keyring, domains), *quoted)))


def _reaches_outside(mail: IncomingMail, staff_addresses: Collection[str], own_addresses: Collection[str]) -> bool:
    """Say whether anybody wrote or received it who is neither an employee nor the service. What is no address is somebody outside."""
    inside = {compare_form(address) for address in (*staff_addresses, *own_addresses)} - {None}
    ours = {compare_form(address) for address in own_addresses} - {None}
    return any(compare_form(one) not in inside and compare_form(without_extension(one)) not in ours for one in correspondents(mail))


def _letter_of(session: Session, keyring: Keyring, token: str) -> int | None:
    """Return the letter that bears a token, where we signed it: nobody can make another's links void by writing the like of a token."""
    letter_id = letter_of_action(token)
    letter = session.get(LetterOwed, letter_id) if letter_id is not None and letter_id <= LARGEST_ID else None
    if letter is None:
        return None
    signed = (
        read_action(keyring, token, bond.reference, letter.recipient, bond.event, bond.argument, _BEFORE_ALL)
        for bond in bonds(letter.facts)
    )
    return letter.id if any(signed) else None
