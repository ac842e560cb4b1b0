"""Action tokens that somebody forged, changed or kept: each is one trick, and made with the true key where that can be.

Source: docs/mail-rules.md, D10 and R-TOK-01.
"""

import hmac
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from hashlib import sha1, sha256
from typing import NamedTuple

from forgeries import STAFF

from tracker.keys import Key, Keyring
from tracker.model import Reference
from tracker.tokens import action_token, bounce_local_part, loop_token, sign, thread_message_id

NOW = datetime(2026, 4, 2, 7, 0, tzinfo=UTC)
REFERENCE = Reference("KL-2026-00042")
RING = Keyring((Key("aa", b"1" * 32), Key("b7", b"2" * 32)))


class Order(NamedTuple):
    """What a token must be for, and when it is read."""

    reference: Reference = REFERENCE
    address: str = STAFF
    event: str = "resolve"
    argument: str = ""
    at: datetime = NOW


LATER = NOW + timedelta(days=28)
ORDER = Order()


def token(order: Order = ORDER, expires_at: datetime = LATER, ring: Keyring = RING, letter_id: int = 7) -> str:
    return action_token(ring, letter_id, order.reference, order.address, order.event, order.argument, expires_at)


GENUINE = token()
_, LETTER, MINUTES, MAC = GENUINE.split("-")
STRANGER = Keyring((Key("b7", b"3" * 32),))
BOUND = ("7", REFERENCE, STAFF, "resolve", "", MINUTES)


def old(version: str, digest: str = "sha256", separator: bytes | None = None) -> str:
    """A token as an older version could have made it, with the true key."""
    parts = [part.encode() for part in (version, "b7", "action", *BOUND)]
    signed = separator.join(parts) if separator is not None else b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    mac = hmac.new(b"2" * 32, signed, {"sha1": sha1, "sha256": sha256}[digest]).digest()[:16]
    return f"a-7-{MINUTES}-b7{b32encode(mac).decode().rstrip('=').lower()}"


def flipped(position: int, bit: int) -> str:
    return GENUINE[:position] + chr(ord(GENUINE[position]) ^ (1 << bit)) + GENUINE[position + 1 :]


FORGED_TOKENS: dict[str, str] = {
    "none": "",
    "of-another-complaint": token(ORDER._replace(reference=Reference("KL-2026-00043"))),
    "of-another-year": token(ORDER._replace(reference=Reference("KL-2025-00042"))),
    "of-a-colleague": token(ORDER._replace(address="piet@bedrijf.example")),
    "of-a-sub-address": token(ORDER._replace(address="jan+x@bedrijf.example")),
    "of-a-look-alike": token(ORDER._replace(address="jаn@bedrijf.example")),  # a Cyrillic а
    "of-another-event": token(ORDER._replace(event="satisfied")),
    "of-two-events": token(ORDER._replace(event="agree+resolve")),
    "of-another-argument": token(ORDER._replace(argument="12500")),
    "of-fields-cut-elsewhere": token(ORDER._replace(event="resolv", argument="e")),
    "of-another-letter": GENUINE.replace("a-7-", "a-8-"),
    "for-longer": GENUINE.replace(MINUTES, str(int(MINUTES) + 1)),
    "for-ever": GENUINE.replace(MINUTES, "999999999"),
    "expired-a-minute-ago": token(expires_at=NOW - timedelta(minutes=1)),
    "expired-now": token(expires_at=NOW),
    "one-short": GENUINE[:-1],
    "half": GENUINE[: len(GENUINE) // 2],
    "one-too-many": f"{GENUINE}a",
    "twice": GENUINE * 2,
    "without-its-letter": GENUINE[1:],
    "of-another-letter-of-the-alphabet": f"b{GENUINE[1:]}",
    "without-a-mac": f"a-7-{MINUTES}-",
    "of-zeros": f"a-7-{MINUTES}-b7{'a' * 26}",
    "unknown-key": f"a-7-{MINUTES}-c3{MAC[2:]}",
    "older-key-named": f"a-7-{MINUTES}-aa{MAC[2:]}",
    "strangers-key": token(ring=STRANGER),
    "older-format": old("klachten-token-0"),
    "format-without-lengths": old("klachten-token-1", separator=b""),
    "format-with-commas": old("klachten-token-1", separator=b","),
    "weaker-digest": old("klachten-token-1", "sha1"),
    "purpose-thread": f"a-7-{MINUTES}-{sign(RING, 'thread', *BOUND)}",
    "thread-token": f"a-7-{MINUTES}-{thread_message_id(RING, REFERENCE, 7, 'bedrijf.example').split('.')[2].split('@')[0]}",
    "bounce-token": f"a-7-{MINUTES}-{bounce_local_part(RING, 'klachten', 7).rpartition('-')[2]}",
    "loop-token": f"a-7-{MINUTES}-{loop_token(RING, 7).rpartition('-')[2]}",
    "wide-digits": GENUINE.replace("7", "７", 1),
    "kelvin-sign": f"{GENUINE[:-1]}\u212a",
}
BIT_FLIPS = [flipped(position, bit) for position in range(len(GENUINE)) for bit in range(8) if flipped(position, bit).lower() != GENUINE]
"""But for those that only make a capital of a letter: mail programs fold the case, and so does the reading."""
