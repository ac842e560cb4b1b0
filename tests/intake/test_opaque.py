"""What a program signed as a whole is found in its wrapping, and what does not fit is nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.opaque import Opened, open_p7m

PART = b"Content-Type: text/plain\r\n\r\nUw kosten zijn te hoog.\r\n"
SIGNED, ENCRYPTED, SEALED, DIGESTED = (bytes.fromhex(f"2a864886f70d{end}") for end in ("010702", "010703", "0109100117", "010705"))


def element(tag: int, content: bytes, *, told: bool = True) -> bytes:
    """One element of BER; not told: its length follows from the two zeros at its end."""
    if not told:
        return bytes([tag, 0x80]) + content + b"\0\0"
    size = len(content)
    length = bytes([size]) if size < 0x80 else b"\x84" + size.to_bytes(4, "big")
    return bytes([tag]) + length + content


def p7m(octets: bytes, kind: bytes = SIGNED, *, told: bool = True) -> bytes:
    inner = element(0x30, element(0x06, b"x") + (element(0xA0, octets, told=told) if octets else b""), told=told)
    data = element(0x30, element(0x02, b"\1") + element(0x31, b"", told=told) + inner + element(0x31, b""), told=told)
    return element(0x30, element(0x06, kind) + element(0xA0, data, told=told), told=told)


WHOLE = element(0x04, PART)
CUT = element(0x24, element(0x04, PART[:9]) + element(0x24, element(0x04, PART[9:])), told=False)


@pytest.mark.parametrize(
    ("content", "opened"),
    [
        pytest.param(p7m(WHOLE), Opened(PART), id="one-piece"),
        pytest.param(p7m(CUT), Opened(PART), id="in-pieces"),
        pytest.param(p7m(CUT, told=False), Opened(PART), id="as-streams-are-written"),
        pytest.param(p7m(WHOLE)[:60], Opened(PART[: 60 - p7m(WHOLE).find(PART)]), id="cut-off"),
        pytest.param(p7m(WHOLE, ENCRYPTED), Opened(None, encrypted=True), id="encrypted"),
        pytest.param(p7m(WHOLE, SEALED), Opened(None, encrypted=True), id="encrypted-with-authentication"),
        pytest.param(p7m(WHOLE, DIGESTED), None, id="another-kind"),
        pytest.param(p7m(b""), None, id="signature-apart-from-its-text"),
        pytest.param(p7m(element(0x30, WHOLE)), None, id="no-octets"),
        pytest.param(p7m(WHOLE).replace(b"\x31\0", b"\x1f\0", 1), None, id="long-tag"),
        pytest.param(b"\x30\x89" + b"\1" * 20, None, id="long-length"),
        pytest.param(element(0x30, element(0x02, b"\1")), None, id="no-kind"),
        pytest.param(element(0x30, element(0x06, SIGNED) + element(0xA0, element(0x30, element(0x02, b"\1")))), None, id="no-content"),
        pytest.param(b"\x30\x80" * 100_000, None, id="endless-depth"),
        pytest.param(p7m(element(0x24, b"\x04\1x" * 300_000)), None, id="endless-pieces"),
        pytest.param(b"geen BER", None, id="text"),
        pytest.param(b"", None, id="nothing"),
    ],
)
def test_what_is_inside(content: bytes, opened: Opened | None) -> None:
    assert open_p7m(content) == opened


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=4))
def test_any_bytes_can_be_opened(changes: list[tuple[int, int]]) -> None:
    content = bytearray(p7m(CUT, told=False))
    for place, octet in changes:
        content[place % len(content)] = octet
    assert open_p7m(bytes(content)) is None or content
