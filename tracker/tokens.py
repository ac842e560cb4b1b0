"""Signed tokens: what proves that an address, a Message-ID or a link is of our making.

Pure, but for the keys that are handed in. One signature for all, over a purpose
and the fields it binds, so that a token made for one thing never passes for
another. Rule: whatever a token stands for is bound by the signature or is not
believed; there is one format, and no older one is accepted.

Tokens are lower-case ASCII letters, digits and hyphens, since mail programs
fold the case of addresses and Message-IDs; reading folds it too.
Source: docs/mail-rules.md, R-TOK-01, R-TOK-02, R-ACK-07, R-ACK-08 and D10.
"""

import hmac
import re
from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from tracker.keys import ID_LENGTH, Key, Keyring
from tracker.model import Reference

FORMAT = "klachten-token-1"
MAC_BYTES = 16  # 128 bits, the least that R-TOK-01 allows and the most that fits beside a name in a local part
LONGEST_LOCAL_PART = 64  # octets; RFC 5321, 4.5.3.1.1
LONGEST_MESSAGE_ID = 250  # octets; docs/mail-rules.md, R-ACK-10

_TOKEN = r"[a-z2-7]{28}"  # noqa: S105 - the shape of a token, not one
_NUMBER = r"[0-9]{1,18}"
_MESSAGE_ID = re.compile(rf"<?l({_NUMBER})\.(?:([a-z0-9-]+)\.)?({_TOKEN})@([^<>@]+)>?")
_BOUNCE = re.compile(rf"<?([^<>@]+)\+b-({_NUMBER})-({_TOKEN})@[^<>@]+>?")
_LOOP = re.compile(rf"({_NUMBER})-({_TOKEN})")
_ACTION = re.compile(rf"a-({_NUMBER})-([0-9]{{1,9}})-({_TOKEN})")
_REFERENCE = re.compile(r"[A-Z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class ThreadMark:
    """What one of our Message-IDs says: which letter it was, and of which complaint (None: of none)."""

    letter_id: int
    reference: Reference | None


@dataclass(frozen=True, slots=True)
class ActionMark:
    """What a valid action token adds to what it is bound to: the letter that bore it, and its last moment (UTC)."""

    letter_id: int
    expires_at: datetime


def sign(keyring: Keyring, purpose: str, *fields: str) -> str:
    """Return a token of 28 characters over `purpose` and `fields`, by the newest key, whose id it begins with."""
    return _mac(keyring.newest, purpose, fields)


def verify(keyring: Keyring, token: str, purpose: str, *fields: str) -> bool:
    """Say whether `token` was signed for exactly this purpose and these fields, by any of our keys. Constant time."""
    plain = folded(token)
    key = keyring.find(plain[:ID_LENGTH])
    return key is not None and hmac.compare_digest(_mac(key, purpose, fields).encode(), plain.encode())


def thread_message_id(keyring: Keyring, reference: Reference | None, letter_id: int, domain: str) -> str:
    """Return the Message-ID of a letter, angle brackets included: a mail that answers it joins the complaint, without authority (D10).

    Raises: `ValueError` when it would be longer than 250 octets, or `reference` cannot stand in it.
    """
    if reference and not _REFERENCE.fullmatch(reference):
        raise ValueError(f"{reference!r} cannot stand in a Message-ID")
    token = sign(keyring, "thread", str(letter_id), reference or "")
    parts = [f"l{letter_id}", *([reference.lower()] if reference else []), token]
    message_id = f"<{'.'.join(parts)}@{domain.lower()}>"
    if len(message_id.encode()) > LONGEST_MESSAGE_ID:
        raise ValueError(f"the domain {domain} is too long for a Message-ID")
    return message_id


def read_message_id(keyring: Keyring, message_id: str, domain: str) -> ThreadMark | None:
    """Return what a Message-ID of ours says, or None when it is not ours; case and white space put in by others are forgiven."""
    match = _MESSAGE_ID.fullmatch(folded(message_id))
    if not match or match[4] != domain.lower():
        return None
    reference = Reference(match[2].upper()) if match[2] else None
    if not verify(keyring, match[3], "thread", match[1], reference or ""):
        return None
    return ThreadMark(int(match[1]), reference)


def letter_of_message_id(message_id: str) -> int | None:
    """Return which letter a Message-ID says that it is, signed or not; None where it has not the shape of one of ours."""
    match = _MESSAGE_ID.fullmatch(folded(message_id))
    return int(match[1]) if match else None


def bounce_local_part(keyring: Keyring, base_local: str, letter_id: int) -> str:
    """Return the local part to which the bounce of one letter comes, such as `klachten+b-7-…` (R-ACK-08).

    Raises: `ValueError` when it would be longer than 64 octets: `base_local` must be shorter.
    """
    local = f"{base_local}+b-{letter_id}-{sign(keyring, 'bounce', base_local.lower(), str(letter_id))}"
    if len(local.encode()) > LONGEST_LOCAL_PART:
        raise ValueError(f"{base_local!r} is too long for a bounce address: it would pass 64 octets")
    return local


def read_bounce_address(keyring: Keyring, address: str) -> int | None:
    """Return the id of the letter whose bounce address this is, or None when it is not of our making."""
    match = _BOUNCE.fullmatch(folded(address))
    if not match or not verify(keyring, match[3], "bounce", match[1], match[2]):
        return None
    return int(match[2])


def loop_token(keyring: Keyring, letter_id: int) -> str:
    """Return the value of X-KL-Loop in a letter of ours. Keyed, so that a stranger cannot make one to suppress an answer (R-ACK-07)."""
    return f"{letter_id}-{sign(keyring, 'loop', str(letter_id))}"


def is_own_token(keyring: Keyring, value: str) -> bool:
    """Say whether an X-KL-Loop is one of ours."""
    match = _LOOP.fullmatch(folded(value))
    return match is not None and verify(keyring, match[2], "loop", match[1])


def action_token(
    keyring: Keyring, letter_id: int, reference: Reference, staff_address: str, event: str, argument: str, expires_at: datetime
) -> str:
    """Return the token that lets one person cause one event on one complaint (D10).

    letter_id:   the letter that offers it, which makes it single: that it is used once is the register's business.
    argument:    of the event, in its canonical form; empty where it has none.
    expires_at:  aware; kept to the minute, rounded down.
    """
    minutes = str(int(expires_at.timestamp()) // 60)
    bound = (str(letter_id), reference, staff_address.lower(), event, argument, minutes)
    return f"a-{letter_id}-{minutes}-{sign(keyring, 'action', *bound)}"


def read_action(
    keyring: Keyring, token: str, reference: Reference, staff_address: str, event: str, argument: str, now: datetime
) -> ActionMark | None:
    """Return the mark of an action token, or None when it is not for exactly this, or has expired at `now` (aware)."""
    match = _ACTION.fullmatch(folded(token))
    if not match:
        return None
    bound = (match[1], reference, staff_address.lower(), event, argument, match[2])
    expires_at = datetime.fromtimestamp(0, UTC) + timedelta(minutes=int(match[2]))
    if not verify(keyring, match[3], "action", *bound) or now >= expires_at:
        return None
    return ActionMark(int(match[1]), expires_at)


def letter_of_action(token: str) -> int | None:
    """Return which letter an action token says that it stands in, signed or not; None where it has not the shape of one."""
    match = _ACTION.fullmatch(folded(token))
    return int(match[1]) if match else None


def _mac(key: Key, purpose: str, fields: tuple[str, ...]) -> str:
    """Sign. Each part is preceded by its length, so that no two lists of fields give the same bytes."""
    parts = [part.encode() for part in (FORMAT, key.id, purpose, *fields)]
    signed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    digest = hmac.new(key.secret, signed, sha256).digest()[:MAC_BYTES]
    return key.id + b32encode(digest).decode().rstrip("=").lower()


def folded(value: str) -> str:
    """Undo what mail programs do: white space from folded lines, capitals. Not ASCII is not ours: `K` (Kelvin) would fold to k."""
    return "".join(value.split()).lower() if value.isascii() else ""
