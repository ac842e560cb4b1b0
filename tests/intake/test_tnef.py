"""What Outlook hides in winmail.dat is found, and a broken one breaks nothing."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.tnef import MOST_COUNTED, SPARE_OCTETS, open_winmail

MESSAGE, ATTACHMENT = 1, 2
BODY, RENDER_DATA, TITLE, DATA, MAPI, RECIPIENTS = 0x800C, 0x9002, 0x8010, 0x800F, 0x9005, 0x9004


def winmail(*objects: tuple[int, int, bytes]) -> bytes:
    """Return a TNEF file of (level, attribute, data) objects, in the layout of MS-OXTNEF 2.1."""
    written = [
        struct.pack("<BHHI", level, name, 0, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF) for level, name, data in objects
    ]
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(written)


def file_in_it(name: bytes, data: bytes) -> list[tuple[int, int, bytes]]:
    return [(ATTACHMENT, RENDER_DATA, b"\0" * 14), (ATTACHMENT, TITLE, name + b"\0"), (ATTACHMENT, DATA, data)]


def test_files_and_text_are_found() -> None:
    content = winmail((MESSAGE, BODY, b"Zie de bijlage.\0"), *file_in_it(b"nota.pdf", b"%PDF-1.7 x"), *file_in_it(b"b.txt", b"tekst"))
    inside = open_winmail(content)
    assert inside is not None
    assert inside.text == "Zie de bijlage."
    assert inside.files == (("nota.pdf", b"%PDF-1.7 x"), ("b.txt", b"tekst"))


@pytest.mark.parametrize("first", [(), ((MESSAGE, BODY, b"\0"),)], ids=["no-text", "empty-text"])
def test_text_that_stands_in_rich_text_alone_is_found(first: tuple[tuple[int, int, bytes], ...]) -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1252 E\'e9n klacht.}"
    packed = struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf
    packed += b"\0" * (-len(packed) % 4)
    properties = struct.pack("<IHHII", 1, 0x0102, 0x1009, 1, len(packed)) + packed
    inside = open_winmail(winmail(*first, (MESSAGE, 0x9003, properties)))
    assert inside is not None
    assert inside.text == "Eén klacht."


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"geen tnef", id="something-else"),
        pytest.param(winmail(*[(MESSAGE, BODY, b"")] * int(SPARE_OCTETS**0.5)), id="more-objects-than-may-be-copied"),
        pytest.param(winmail((ATTACHMENT, DATA, b"wees")), id="data-without-a-file"),
    ],
)
def test_what_cannot_be_read_is_nothing(content: bytes) -> None:
    assert open_winmail(content) is None


HUGE = struct.pack("<I", 2**31)
NUMBERS = struct.pack("<HH", 0x1002, 0x3FDE)


@pytest.mark.parametrize(
    "announced",
    [
        pytest.param((ATTACHMENT, MAPI, HUGE), id="properties"),
        pytest.param((ATTACHMENT, MAPI, struct.pack("<I", 1) + NUMBERS + HUGE), id="values"),
        pytest.param((ATTACHMENT, MAPI, struct.pack("<I", MOST_COUNTED + 1)), id="more-than-counted"),
    ],
)
def test_what_is_only_announced_is_not_waited_for(announced: tuple[int, int, bytes]) -> None:
    """A count of two thousand million takes five bytes to write, and hours to count to."""
    inside = open_winmail(winmail(*file_in_it(b"nota.pdf", b"x"), announced))
    assert inside is not None
    assert inside.files == (("nota.pdf", b"x"),)


@pytest.mark.parametrize("recipients", [HUGE, struct.pack("<II", 2**31, 2**31)], ids=["rows", "rows-of-many"])
def test_recipients_that_are_only_announced_make_it_unreadable(recipients: bytes) -> None:
    assert open_winmail(winmail((MESSAGE, RECIPIENTS, recipients))) is None


@given(st.data())
def test_no_mutation_escapes(data: st.DataObject) -> None:
    content = bytearray(
        winmail((MESSAGE, BODY, b"tekst\0"), (MESSAGE, 0x9003, b"\x02\0\0\0" + b"\x1e\0\x01\x10" * 4), *file_in_it(b"a.txt", b"x"))
    )
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    inside = open_winmail(bytes(content))
    assert inside is None or isinstance(inside.files, tuple)
