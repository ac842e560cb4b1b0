"""Tokens: recognised after all that mail programs do to them, and by nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.keys import Key, Keyring
from tracker.model import Reference
from tracker.tokens import (
    ActionMark,
    ThreadMark,
    action_token,
    bounce_local_part,
    is_own_token,
    loop_token,
    read_action,
    read_bounce_address,
    read_message_id,
    sign,
    thread_message_id,
    verify,
)

OLD = Keyring((Key("aa", b"1" * 32),))
RING = Keyring((*OLD.keys, Key("b7", b"2" * 32)))
STRANGER = Keyring((Key("b7", b"3" * 32),))
DOMAIN = "klachten.example"
KL42 = Reference("KL-2026-00042")
MO = "mo@klant.example"
NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=14)

TOKEN = sign(RING, "purpose", "field")
MESSAGE_ID = thread_message_id(RING, KL42, 7, DOMAIN)
PLAIN_MESSAGE_ID = thread_message_id(RING, None, 7, DOMAIN)
BOUNCE_LOCAL_PART = bounce_local_part(RING, "klachten", 7)
BOUNCE = f"{BOUNCE_LOCAL_PART}@{DOMAIN}"
LOOP = loop_token(RING, 7)
ACTION = action_token(RING, 7, KL42, MO, "approve", "12500", LATER)


def act(token: str, ring: Keyring = RING, now: datetime = NOW) -> ActionMark | None:
    return read_action(ring, token, KL42, MO, "approve", "12500", now)


READERS: dict[str, tuple[str, Callable[[str, Keyring], object], object]] = {
    # what was made, how it is read, what it says
    "token": (TOKEN, lambda text, ring: verify(ring, text, "purpose", "field") or None, True),
    "message-id": (MESSAGE_ID[1:-1], lambda text, ring: read_message_id(ring, f"<{text}>", DOMAIN), ThreadMark(7, KL42)),
    "message-id-of-no-complaint": (
        PLAIN_MESSAGE_ID[1:-1],
        lambda text, ring: read_message_id(ring, f"<{text}>", DOMAIN),
        ThreadMark(7, None),
    ),
    "bounce": (BOUNCE_LOCAL_PART, lambda text, ring: read_bounce_address(ring, f"{text}@{DOMAIN}"), 7),
    "loop": (LOOP, lambda text, ring: is_own_token(ring, text) or None, True),
    "action": (ACTION, act, ActionMark(7, LATER)),
}
each_reader = pytest.mark.parametrize(("made", "read", "says"), READERS.values(), ids=READERS.keys())


@each_reader
class TestEveryToken:
    def test_is_read_by_its_maker(self, made: str, read: Callable[[str, Keyring], object], says: object) -> None:
        assert read(made, RING) == says

    def test_survives_capitals_and_folding(self, made: str, read: Callable[[str, Keyring], object], says: object) -> None:
        assert read(made.upper(), RING) == says
        assert read(f" {made[:20]}\r\n\t{made[20:]} ", RING) == says

    def test_is_plain_lower_case(self, made: str, read: Callable[[str, Keyring], object], says: object) -> None:
        assert made.isascii()
        assert made == made.lower()
        assert read(made.lower(), RING) == says

    def test_no_changed_bit_is_believed(self, made: str, read: Callable[[str, Keyring], object], says: object) -> None:
        for place in range(len(made)):
            for bit in range(8):
                changed = made[:place] + chr(ord(made[place]) ^ (1 << bit)) + made[place + 1 :]
                same = "".join(changed.split()).lower() == made
                assert same or read(changed, RING) is None, changed
        assert read(made, RING) == says

    def test_nothing_shorter_or_longer_is_believed(self, made: str, read: Callable[[str, Keyring], object], says: object) -> None:
        for other in (made[:-1], made[1:], made + "a", "a" + made, made + made, "", made + "\0", made + "<", made + "@"):
            assert read(other, RING) is None, other
        assert read(made, RING) == says

    def test_another_key_of_the_same_id_does_not_open_it(self, made: str, read: Callable[[str, Keyring], object], says: object) -> None:
        assert read(made, STRANGER) is None
        assert read(made, RING) == says

    def test_an_unknown_key_does_not_open_it(self, made: str, read: Callable[[str, Keyring], object], says: object) -> None:
        assert read(made, OLD) is None
        assert read(made, RING) == says

    def test_letters_that_only_fold_to_ours_are_not_ours(self, made: str, read: Callable[[str, Keyring], object], says: object) -> None:
        for ours, foreign in (("k", "\N{KELVIN SIGN}"), ("s", "\N{LATIN SMALL LETTER LONG S}"), ("-", "\N{HYPHEN}"), ("7", "\uff17")):
            assert ours not in made or read(made.replace(ours, foreign), RING) is None
        assert read(made, RING) == says


def test_what_an_old_key_signed_is_read_after_a_rotation() -> None:
    assert verify(RING, sign(OLD, "purpose", "field"), "purpose", "field")
    assert sign(RING, "purpose", "field").startswith("b7")


def test_the_key_id_cannot_be_swapped() -> None:
    twins = Keyring((Key("aa", b"1" * 32), Key("b7", b"1" * 32)))
    token = sign(twins, "purpose", "field")
    assert not verify(twins, "aa" + token[2:], "purpose", "field")


@pytest.mark.parametrize(
    ("purpose", "fields"),
    [
        ("other", ("a", "bc")),
        ("purpose", ("ab", "c")),
        ("purpose", ("abc",)),
        ("purpose", ("a", "bc", "")),
        ("purpose", ("", "a", "bc")),
        ("purpose", ("bc", "a")),
        ("purpose", ("A", "bc")),
        ("purpose", ()),
        ("purposea", ("bc",)),
    ],
    ids=str,
)
def test_a_token_is_for_one_purpose_and_one_list_of_fields(purpose: str, fields: tuple[str, ...]) -> None:
    token = sign(RING, "purpose", "a", "bc")
    assert verify(RING, token, "purpose", "a", "bc")
    assert not verify(RING, token, purpose, *fields)


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_two_lists_of_fields_never_share_a_token(one: list[str], other: list[str]) -> None:
    assert verify(RING, sign(RING, "purpose", *one), "purpose", *other) == (one == other)


@given(st.text())
def test_reading_never_raises(text: str) -> None:
    assert read_message_id(RING, text, DOMAIN) is None
    assert read_bounce_address(RING, text) is None
    assert not is_own_token(RING, text)
    assert not verify(RING, text, "purpose", "field")
    assert act(text) is None


def test_the_mac_is_at_least_128_bits() -> None:
    assert (len(TOKEN) - 2) * 5 >= 128
    assert len(TOKEN) == 28


# Message-IDs


def test_a_message_id_has_the_shape_of_one() -> None:
    assert MESSAGE_ID.startswith("<l7.kl-2026-00042.b7")
    assert MESSAGE_ID.endswith(f"@{DOMAIN}>")
    assert read_message_id(RING, MESSAGE_ID.strip("<>"), DOMAIN) == ThreadMark(7, KL42)


def test_a_message_id_is_of_one_domain_and_one_complaint() -> None:
    assert read_message_id(RING, MESSAGE_ID, "other.example") is None
    assert read_message_id(RING, MESSAGE_ID, DOMAIN.upper()) == ThreadMark(7, KL42)
    for changed in (
        MESSAGE_ID.replace("00042", "00043"),
        MESSAGE_ID.replace("kl-2026-00042.", ""),
        MESSAGE_ID.replace("l7.", "l8."),
        MESSAGE_ID.replace("l7.", "l07."),
        PLAIN_MESSAGE_ID.replace("l7.", "l7.kl-2026-00042."),
    ):
        assert read_message_id(RING, changed, DOMAIN) is None


def test_a_message_id_never_passes_250_octets() -> None:
    longest = "d" * 190 + ".example"
    assert len(thread_message_id(RING, KL42, 7, longest)) <= 250
    with pytest.raises(ValueError, match="too long"):
        thread_message_id(RING, KL42, 7, "d" * 230)


@pytest.mark.parametrize("reference", ["KL 42", "KL.42", "<KL>", "KL-42@x", "kl-42", "É-42", "K" * 41])
def test_an_odd_reference_is_refused(reference: str) -> None:
    with pytest.raises(ValueError, match="cannot stand"):
        thread_message_id(RING, Reference(reference), 7, DOMAIN)


# bounce addresses


def test_a_bounce_address_has_the_shape_of_one() -> None:
    assert BOUNCE.startswith("klachten+b-7-b7")
    assert read_bounce_address(RING, f"<{BOUNCE}>") == 7


@pytest.mark.parametrize(
    "changed", [BOUNCE.replace("b-7-", "b-8-"), BOUNCE.replace("klachten+", "beroep+"), BOUNCE.replace("+b-", "+a-"), f"klachten@{DOMAIN}"]
)
def test_another_letter_or_mailbox_is_not_believed(changed: str) -> None:
    assert read_bounce_address(RING, changed) is None


def test_a_base_with_a_plus_of_its_own_works() -> None:
    local = bounce_local_part(RING, "post+klachten", 12345678)
    assert read_bounce_address(RING, f"{local}@{DOMAIN}") == 12345678


def test_a_local_part_never_passes_64_octets() -> None:
    assert len(bounce_local_part(RING, "k" * 30, 7)) == 63
    with pytest.raises(ValueError, match="64 octets"):
        bounce_local_part(RING, "k" * 32, 7)


# purposes do not mix


def test_the_token_of_one_thing_never_passes_for_another() -> None:
    tail = {name: made[0].split("@")[0][-28:] for name, made in READERS.items()}
    for name, token in tail.items():
        assert (read_bounce_address(RING, f"klachten+b-7-{token}@{DOMAIN}") is not None) == (name == "bounce")
        assert is_own_token(RING, f"7-{token}") == (name == "loop")
        assert (read_message_id(RING, f"<l7.{token}@{DOMAIN}>", DOMAIN) is not None) == (name == "message-id-of-no-complaint")
        assert (read_message_id(RING, f"<l7.kl-2026-00042.{token}@{DOMAIN}>", DOMAIN) is not None) == (name == "message-id")


# actions


@pytest.mark.parametrize(
    ("reference", "address", "event", "argument"),
    [
        (Reference("KL-2026-00043"), MO, "approve", "12500"),
        (KL42, "handler@klant.example", "approve", "12500"),
        (KL42, MO, "refuse", "12500"),
        (KL42, MO, "approve", "125000"),
        (KL42, MO, "approve", ""),
        (KL42, MO, "approve1", "2500"),
    ],
)
def test_an_action_is_bound_to_all_it_means(reference: Reference, address: str, event: str, argument: str) -> None:
    assert read_action(RING, ACTION, reference, address, event, argument, NOW) is None


def test_an_action_is_bound_to_its_letter_and_expiry() -> None:
    letter, minutes, token = ACTION.removeprefix("a-").split("-")
    assert act(f"a-{int(letter) + 1}-{minutes}-{token}") is None
    assert act(f"a-{letter}-{int(minutes) + 1}-{token}") is None


def test_the_case_of_the_address_does_not_matter() -> None:
    assert read_action(RING, ACTION, KL42, MO.upper(), "approve", "12500", NOW) == ActionMark(7, LATER)


def test_an_action_expires_at_its_minute() -> None:
    assert act(ACTION, now=LATER - timedelta(seconds=1)) is not None
    assert act(ACTION, now=LATER) is None
    ragged = action_token(RING, 7, KL42, MO, "approve", "12500", LATER + timedelta(seconds=59))
    assert act(ragged) == ActionMark(7, LATER)


def test_an_action_fits_a_plus_address() -> None:
    longest = action_token(RING, 9_999_999_999, KL42, MO, "approve", "12500", datetime(2150, 1, 1, tzinfo=UTC))
    assert len(f"klachten+{longest}") <= 64
