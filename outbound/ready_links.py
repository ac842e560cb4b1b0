"""From what a letter offers to links that staff need only follow: each opens a new mail with the tag in its subject and a token of its own.

Knows the keys and one letter to one employee; knows no template and no register.
The token travels in the address that the mail goes to; where the mailbox has no
plus-addresses, or no room in them, in a line of the mail's body. The rule: a
link is made here from what the house itself offers, and nowhere from what a
sender wrote; a token goes to its one recipient, and never outside.
Source: docs/mail-rules.md, D10 and R-TOK-02; RFC 6068.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from tracker.keys import Keyring
from tracker.model import Reference
from tracker.offered import DECIDE, NEVER_OPEN, PROPOSAL_MARK, is_offer
from tracker.token_forms import action_address, code_line
from tracker.tokens import action_token
from tracker.told import Facts, Plain

_ABOVE_CODE = "\r\n\r\n\r\n"
_MAILTO = re.compile(
    r"mailto:[A-Za-z0-9%._~-]{1,300}@[A-Za-z0-9.-]{1,255}\?subject=[A-Za-z0-9%._~-]{1,2000}(?:&body=[A-Za-z0-9%._~-]{1,600})?"
)


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the links of one letter to one employee.

    address:          to which their mails go.
    plus_addressing:  mail to its sub-addresses arrives there too.
    recipient:        of the letter; to nobody else are its tokens of use.
    expires_at:       of every token (aware).
    """

    keyring: Keyring
    address: str
    plus_addressing: bool
    letter_id: int
    recipient: str
    expires_at: datetime

    def put_into(self, facts: Facts) -> Facts:
        """Return the facts of a letter with a link in each offer, wherever it stands; and whether a bare word in an answer is enough."""
        linked = {name: self._linked(value, str(facts.get("reference") or "")) for name, value in facts.items()}
        return {**linked, "bare_word": self.reply_to(facts) is not None} if PROPOSAL_MARK in facts else linked

    def reply_to(self, facts: Facts) -> str | None:
        """Return the address at which the managing director's bare word is enough; None for every letter but a consultation.

        None as well where the mailbox has no plus-addresses: an answer brings no line of ours along.
        """
        mark = facts.get(PROPOSAL_MARK)
        if not mark or not self.plus_addressing:
            return None
        return action_address(self.address, self._token(str(facts.get("reference") or ""), DECIDE, str(mark)))

    def _linked(self, value: Plain, reference: str) -> Plain:
        if is_offer(value):
            return self._offer(value, reference)
        if isinstance(value, Mapping):
            inner = str(value.get("reference") or reference)
            return {name: self._linked(one, inner) for name, one in value.items()}
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [self._linked(one, reference) for one in value]
        return value

    def _offer(self, offer: Mapping[str, Plain], reference: str) -> dict[str, Plain]:
        """Return an offer with the subject of the mail that it opens, where that goes, the line in its body, and all of it as a link."""
        token = self._token(reference, str(offer["event"]), str(offer["canonical"]))
        subject = f"{f'[{reference}] ' if reference else ''}{typed(offer)}"
        bearing = action_address(self.address, token) if self.plus_addressing else None
        to, code = (bearing, "") if bearing else (self.address, code_line(token))
        return {**offer, "subject": subject, "to": to, "code": code, "href": mailto(to, subject, _ABOVE_CODE + code if code else "")}

    def _token(self, reference: str, event: str, argument: str) -> str:
        if event in NEVER_OPEN and not argument:
            raise ValueError(f"a token for {event} is for one question alone")
        return action_token(self.keyring, self.letter_id, Reference(reference), self.recipient, event, argument, self.expires_at)


def typed(offer: Mapping[str, Plain]) -> str:
    """Return what a person types for an offer, such as `#toewijzen Teamleider Incasso`."""
    return f"{offer['typed']} {offer['argument']}".strip()


def mailto(address: str, subject: str, body: str = "") -> str:
    """Return the link that opens a new mail; whatever in it could be a mark of the link itself is percent-encoded (RFC 6068, 2 and 5)."""
    local, _, domain = address.rpartition("@")
    text = f"&body={quote(body, safe='')}" if body else ""
    return f"mailto:{quote(local, safe='')}@{quote(domain, safe='')}?subject={quote(subject, safe='')}{text}"


def is_ready_link(href: str) -> bool:
    """Say whether a link has the form of those that are made here."""
    return _MAILTO.fullmatch(href) is not None


def by_hand(offer: Mapping[str, Plain]) -> str:
    """Return what must be in the mail of who types by hand what needs a token; nothing where the words alone are enough.

    Before the letter is frozen there are no tokens, and nothing is told.
    """
    if offer["event"] not in NEVER_OPEN or "to" not in offer:
        return ""
    code = f" en de tekst: {offer['code']}" if offer["code"] else ""
    return f" Mail aan {offer['to']} met als onderwerp: {offer['subject']}{code}"
