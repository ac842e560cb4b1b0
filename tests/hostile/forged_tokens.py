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
STRANGER = Keyring((Key("b7", b"3" * 32),))


class Order(NamedTuple):
    """What a token must be for, the letter that bears it, and when it is read."""

    reference: Reference = REFERENCE
    address: str = STAFF
    event: str = "resolve"
    argument: str = ""
    letter_id: int = 7
    at: datetime = NOW


ORDER = Order()
LATER = NOW + timedelta(days=28)


def token(order: Order = ORDER, expires_at: datetime = LATER, ring: Keyring = RING) -> str:
    return action_token(ring, order.letter_id, order.reference, order.address, order.event, order.argument, expires_at)


GENUINE = token()


def old(order: Order, version: str, digest: str = "sha256", separator: bytes | None = None) -> str:
    """A token as an older version could have made it, with the true key."""
    head = token(order).rpartition("-")[0]
    fields = (str(order.letter_id), order.reference, order.address, order.event, order.argument, head.rpartition("-")[2])
    parts = [part.encode() for part in (version, "b7", "action", *fields)]
    signed = separator.join(parts) if separator is not None else b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    mac = hmac.new(b"2" * 32, signed, {"sha1": sha1, "sha256": sha256}[digest]).digest()[:16]
    return f"{head}-b7{b32encode(mac).decode().rstrip('=').lower()}"


def of_another(order: Order) -> dict[str, str]:
    """Tokens that are genuine, but for something else."""
    return {
        "of-another-complaint": token(order._replace(reference=Reference("KL-2026-00043"))),
        "of-another-year": token(order._replace(reference=Reference("KL-2025-00042"))),
        "of-a-colleague": token(order._replace(address="piet@bedrijf.example")),
        "of-a-sub-address": token(order._replace(address="jan+x@bedrijf.example")),
        "of-a-look-alike": token(order._replace(address="jаn@bedrijf.example")),  # a Cyrillic а
        "of-another-event": token(order._replace(event="satisfied")),
        "of-two-events": token(order._replace(event=f"agree+{order.event}")),
        "of-another-argument": token(order._replace(argument="12500")),
        "of-fields-cut-elsewhere": token(order._replace(event=order.event[:-1], argument=order.event[-1])),
        "expired-a-minute-ago": token(order, expires_at=order.at - timedelta(minutes=1)),
        "expired-now": token(order, expires_at=order.at),
        "strangers-key": token(order, ring=STRANGER),
        "older-format": old(order, "klachten-token-0"),
        "format-without-lengths": old(order, "klachten-token-1", separator=b""),
        "format-with-commas": old(order, "klachten-token-1", separator=b","),
        "weaker-digest": old(order, "klachten-token-1", "sha1"),
    }


def forged(order: Order) -> dict[str, str]:
    """Every forged token for `order`, by what is wrong with it."""
    genuine = token(order)
    head, _, mac = genuine.rpartition("-")
    minutes = head.rpartition("-")[2]
    bound = (str(order.letter_id), order.reference, order.address, order.event, order.argument, minutes)
    thread = thread_message_id(RING, order.reference, order.letter_id, "bedrijf.example")
    return {
        "none": "",
        **of_another(order),
        "of-another-letter": genuine.replace(f"a-{order.letter_id}-", f"a-{order.letter_id + 1}-"),
        "for-longer": genuine.replace(minutes, str(int(minutes) + 1)),
        "for-ever": genuine.replace(minutes, "999999999"),
        "one-short": genuine[:-1],
        "half": genuine[: len(genuine) // 2],
        "one-too-many": f"{genuine}a",
        "twice": genuine * 2,
        "without-its-letter": genuine[1:],
        "of-another-letter-of-the-alphabet": f"b{genuine[1:]}",
        "without-a-mac": f"{head}-",
        "of-zeros": f"{head}-b7{'a' * 26}",
        "unknown-key": f"{head}-c3{mac[2:]}",
        "older-key-named": f"{head}-aa{mac[2:]}",
        "purpose-thread": f"{head}-{sign(RING, 'thread', *bound)}",
        "thread-token": f"{head}-{thread.split('.')[2].split('@')[0]}",
        "bounce-token": f"{head}-{bounce_local_part(RING, 'klachten', order.letter_id).rpartition('-')[2]}",
        "loop-token": f"{head}-{loop_token(RING, order.letter_id).rpartition('-')[2]}",
        "wide-digits": f"{head[:-1]}７-{mac}",
        "kelvin-sign": f"{genuine[:-1]}\u212a",
    }


def flipped(position: int, bit: int) -> str:
    return GENUINE[:position] + chr(ord(GENUINE[position]) ^ (1 << bit)) + GENUINE[position + 1 :]


FORGED_TOKENS = forged(ORDER)
BIT_FLIPS = [flipped(position, bit) for position in range(len(GENUINE)) for bit in range(8) if flipped(position, bit).lower() != GENUINE]
"""But for those that only make a capital of a letter: mail programs fold the case, and so does the reading."""
