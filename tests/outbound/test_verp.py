"""The envelope sender: a bounce finds its letter, whoever set it."""

import pytest

from outbound.verp import EnvelopeSender, envelope_sender
from tracker.keys import Key, Keyring
from tracker.tokens import read_bounce_address

RING = Keyring((Key("aa", b"1" * 32),))
STRANGER = Keyring((Key("aa", b"2" * 32),))
BASE = "klachten-bounces@klant.example"


@pytest.mark.parametrize(
    ("mode", "sender", "letter"), [("plain", BASE, None), ("null", "", None), ("verp", "klachten-bounces+b-42-{token}@klant.example", 42)]
)
def test_each_way(mode: EnvelopeSender, sender: str, letter: int | None) -> None:
    got = envelope_sender(mode, BASE, RING, 42)
    assert got == sender.format(token=got.split("@")[0][-28:])
    assert read_bounce_address(RING, got) == letter


def test_a_stranger_cannot_make_a_bounce_address() -> None:
    assert read_bounce_address(RING, envelope_sender("verp", BASE, STRANGER, 42)) is None


def test_two_letters_have_two_addresses() -> None:
    assert envelope_sender("verp", BASE, RING, 1) != envelope_sender("verp", BASE, RING, 2)


def test_a_base_that_leaves_no_room_is_refused() -> None:
    with pytest.raises(ValueError, match="64 octets"):
        envelope_sender("verp", f"{'k' * 40}@klant.example", RING, 42)
