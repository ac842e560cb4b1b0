"""The forms in which an action token travels: found whatever a mail program does to them, and taken out of what others read."""

from datetime import UTC, datetime

import pytest

from tracker.keys import Key, Keyring
from tracker.model import Reference
from tracker.token_forms import AT_MOST, CODE, action_address, code_line, token_of_address, tokens_of_text, without_codes
from tracker.tokens import action_token

RING = Keyring((Key("aa", b"1" * 32),))
AT = datetime(2026, 4, 30, 7, 0, tzinfo=UTC)


def token(letter_id: int = 7) -> str:
    return action_token(RING, letter_id, Reference("KL-2026-00042"), "mo@klant.example", "assign", "", AT)


ONE = token()


def test_an_address_bears_its_token() -> None:
    address = action_address("klachten@voorbeeld.nl", ONE)
    assert address == f"klachten+{ONE}@voorbeeld.nl"
    assert token_of_address(address) == ONE
    assert token_of_address(address.upper()) == ONE


def test_no_local_part_passes_64_octets() -> None:
    room = 64 - len(ONE) - 1
    longest = action_address(f"{'k' * room}@voorbeeld.nl", ONE)
    assert longest
    assert len(longest.partition("@")[0]) == 64
    assert action_address(f"{'k' * (room + 1)}@voorbeeld.nl", ONE) is None


@pytest.mark.parametrize(
    "address",
    [
        "klachten@voorbeeld.nl",
        f"{ONE}@voorbeeld.nl",
        f"klachten+x{ONE}@voorbeeld.nl",
        f"klachten+{ONE}x@voorbeeld.nl",
        f"klachten+{ONE}",
        f"klachten+{ONE}@",
        f"+{ONE}@voorbeeld.nl",
        f"klachten+{ONE[:-1]}@voorbeeld.nl",
        f"{'k' * 65}+{ONE}@voorbeeld.nl",
        f"klachten+{ONE.replace('a-', 'b-')}@voorbeeld.nl",
    ],
)
def test_no_other_address_bears_one(address: str) -> None:
    assert token_of_address(address) is None


TEXTS = [
    # id, text, found
    ("line", code_line(ONE), True),
    ("capitals", code_line(ONE).upper(), True),
    ("alone", ONE, True),
    ("wrapped-before-it", f"Laat deze regel staan.\nCode:\n{ONE}", True),
    ("with-text", f"Ik belde met de klager.\n\n{code_line(ONE)}\n\nGroet, Bram", True),
    ("bold", f"Code: *{ONE}*", True),
    ("in-an-address", f"klachten+{ONE}@voorbeeld.nl", True),
    ("in-a-link", f"<mailto:klachten%2B{ONE}@voorbeeld.nl?subject=x>", True),
    ("in-a-link-in-lower-case", f"<mailto:klachten%2b{ONE}@voorbeeld.nl>", True),
    ("in-a-link-as-a-body", f"mailto:klachten@voorbeeld.nl?body=Code%3A%20{ONE}%0D%0A", True),
    ("in-a-longer-word", f"x{ONE}", False),
    ("goes-on", f"{ONE}a", False),
    ("shorter", ONE[:-1], False),
    ("a-bounce", f"klachten+b-7-{ONE[-28:]}@voorbeeld.nl", False),
    ("other-digits", ONE.replace("7", "\N{ARABIC-INDIC DIGIT SEVEN}", 1), False),
]


@pytest.mark.parametrize(("text", "found"), [pytest.param(*row[1:], id=row[0]) for row in TEXTS])
def test_a_token_is_found_by_its_shape(text: str, *, found: bool) -> None:
    assert tokens_of_text(text) == ((ONE,) if found else ())


def test_of_many_tokens_the_first_are_looked_at_each_once() -> None:
    several = [token(number) for number in range(1, AT_MOST + 5)]
    assert tokens_of_text(" ".join([several[0], *several])) == tuple(several[:AT_MOST])


TAKEN_OUT = [
    # id, text, what is left
    ("alone", f"{code_line(ONE)}\n", ""),
    ("below", f"Wij betalen terug.\n\n{code_line(ONE)}\n", "Wij betalen terug.\n\n"),
    ("above", f"{code_line(ONE)}\nWij betalen terug.", "Wij betalen terug."),
    ("between", f"Eerst.\n{code_line(ONE)}\nDaarna.", "Eerst.\nDaarna."),
    ("wrapped", f"Eerst.\nLaat deze regel staan.\nCode: {ONE}\nDaarna.", "Eerst.\nDaarna."),
    ("quoted", f"> {code_line(ONE)}\n", ""),
    ("without-its-words", f"Eerst.\n{ONE}\nDaarna.", "Eerst.\nDaarna."),
    ("capitals", code_line(ONE).upper(), ""),
    ("twice", f"{code_line(ONE)}\n{code_line(token(8))}\nDaarna.", "Daarna."),
    ("none", "Laat deze regel staan. Code: onbekend", "Laat deze regel staan. Code: onbekend"),
    ("words-beside-it", f"Wij betalen terug. {code_line(ONE)}", "Wij betalen terug."),
]


@pytest.mark.parametrize(("text", "left"), [pytest.param(*row[1:], id=row[0]) for row in TAKEN_OUT])
def test_what_others_read_has_no_token(text: str, left: str) -> None:
    assert without_codes(text) == left
    assert tokens_of_text(without_codes(text)) == ()


def test_a_line_with_a_token_is_not_broken_by_mail_programs() -> None:
    longest = action_token(RING, 999_999_999, Reference("KL-2026-00042"), "mo@klant.example", "assign", "", AT)
    assert len(code_line(longest)) <= 78


@pytest.mark.parametrize(
    "piece",
    ["*", "> ", "\n", " ", "a-", "a-1-1-", f"{CODE} ", f"{CODE}   {ONE[:-1]}", "Laat deze regel staan. ", "+a-1", "%2ba-1-", "**> a-"],
)
def test_no_text_makes_reading_slow(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    assert tokens_of_text(text) == ()
    assert without_codes(text) == text
    assert token_of_address(text) is None
