"""No letter goes out that could be read as two, and none is changed but for its dots."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.courier import Envelope, Undeliverable
from outbound.octets import dot_stuffed, one_line, refuse_malformed

LETTER = Envelope("klachten+b-1@klant.example", "klager@example.org", b"Subject: x\r\n\r\n.dot\r\nline\r\n")

MALFORMED = [
    (replace(LETTER, raw=b"a\r.\rMAIL FROM:<x@y>\r\n"), "letter_malformed"),
    (replace(LETTER, raw=b"a\n.\r\nMAIL FROM:<x@y>\r\n"), "letter_malformed"),
    (replace(LETTER, raw=b"a\r\r\n"), "letter_malformed"),
    (replace(LETTER, raw=b"a\r\n\n\r"), "letter_malformed"),
    (replace(LETTER, raw=b"a"), "letter_malformed"),
    (replace(LETTER, raw=b""), "letter_malformed"),
    (replace(LETTER, raw=b"a" * 999 + b"\r\n"), "letter_malformed"),
    (replace(LETTER, recipient=""), "address_missing"),
    *(
        (replace(LETTER, recipient=recipient), "address_malformed")
        for recipient in (
            "a@b> NOTIFY=NEVER",
            "a@b\r\nRCPT TO:<c@d>",
            "a@b c",
            "Jan <a@b>",
            "a@b, c@d",
            "a@b@c",
            "ab",
            "@b",
            "a@",
            '"a" <c@d>',
            '"a\r\n"@b',
            "a(x)@b",
            "a\x00@b",
        )
    ),
    (replace(LETTER, sender="a@b> SIZE=1"), "address_malformed"),
]


@pytest.mark.parametrize(("letter", "why"), MALFORMED)
def test_a_malformed_letter_is_refused(letter: Envelope, why: str) -> None:
    with pytest.raises(Undeliverable) as told:
        refuse_malformed(letter)
    assert told.value.why == why


@pytest.mark.parametrize(
    "letter",
    [
        LETTER,
        replace(LETTER, sender=""),
        replace(LETTER, recipient="jörg@bücher.example"),
        replace(LETTER, recipient='"jan jansen"@example.org'),
        replace(LETTER, recipient="o'brien+x=y/z@[192.0.2.1]"),
        replace(LETTER, raw=b"a" * 998 + b"\r\n"),
        replace(LETTER, raw=b"\r\n"),
    ],
)
def test_a_sound_letter_is_let_through(letter: Envelope) -> None:
    refuse_malformed(letter)


@pytest.mark.parametrize(
    ("raw", "on_the_line"),
    [
        (b"a\r\n", b"a\r\n.\r\n"),
        (b".\r\n", b"..\r\n.\r\n"),
        (b"..a\r\n.\r\n.\r\n", b"...a\r\n..\r\n..\r\n.\r\n"),
        (b"a.\r\nb.c\r\n", b"a.\r\nb.c\r\n.\r\n"),
    ],
)
def test_dots_are_stuffed_at_line_starts_only(raw: bytes, on_the_line: bytes) -> None:
    assert dot_stuffed(raw) == on_the_line


@given(st.lists(st.text(".a", max_size=4).map(str.encode)))
def test_a_receiver_gets_back_what_was_frozen(lines: list[bytes]) -> None:
    raw = b"".join(line + b"\r\n" for line in lines) or b"\r\n"
    *received, dot, rest = dot_stuffed(raw).split(b"\r\n")
    assert (dot, rest) == (b".", b"")
    assert b"".join(line.removeprefix(b".") + b"\r\n" for line in received) == raw
    assert b"." not in received


def test_what_a_server_said_is_made_one_short_printable_line() -> None:
    assert one_line("2.0.0 Ok:\r\n queued\tas\x07 \udcff 42 ") == "2.0.0 Ok: queued as? ? 42"
    assert len(one_line("x" * 10_000)) == 500
