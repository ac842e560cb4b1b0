"""A file that stands in the text is found where it is whole, and letters of people are none."""

import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.inlined import MOST_FILES, decode_uu, files_in

PICTURE = bytes(range(256)) * 2


def uuencoded(content: bytes, name: str = "foto.jpg", *, end: str = "end\n") -> bytes:
    lines = [binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45)]
    return f"begin 644 {name}\n".encode() + b"".join(lines) + b"`\n" + end.encode()


def yenc(content: bytes, name: str = "foto.jpg") -> bytes:
    lines = [b"".join(_y(octet) for octet in content[at : at + 128]) for at in range(0, len(content), 128)]
    return b"=ybegin line=128 size=%d name=%s\n" % (len(content), name.encode()) + b"\n".join(lines) + b"\n=yend size=%d\n" % len(content)


def _y(octet: int) -> bytes:
    shifted = (octet + 42) % 256
    return bytes([shifted]) if shifted not in b"\0\n\r=." else bytes([ord("="), (shifted + 64) % 256])


@pytest.mark.parametrize(
    ("text", "files"),
    [
        pytest.param(uuencoded(PICTURE), [("foto.jpg", PICTURE)], id="uu"),
        pytest.param(b"Zie de foto.\n\n" + uuencoded(PICTURE, "mijn fiets.gif") + b"Groet", [("mijn fiets.gif", PICTURE)], id="in-a-text"),
        pytest.param(uuencoded(PICTURE).replace(b"\n", b"\r\n"), [("foto.jpg", PICTURE)], id="uu-crlf"),
        pytest.param(uuencoded(b"a", "1") + uuencoded(b"b", "2"), [("1", b"a"), ("2", b"b")], id="two"),
        pytest.param(uuencoded(PICTURE, end=""), [], id="cut-off"),
        pytest.param(uuencoded(b""), [], id="empty"),
        pytest.param(b"begin 2024 was alles goed\nToen kwam uw brief.\nend\n", [], id="a-story"),
        pytest.param(b"Wij begin 644 x\n`\nend\n", [], id="not-at-the-beginning-of-a-line"),
        pytest.param(yenc(PICTURE), [("foto.jpg", PICTURE)], id="yenc"),
        pytest.param(yenc(PICTURE).replace(b"\n", b"\r\n"), [("foto.jpg", PICTURE)], id="yenc-crlf"),
        pytest.param(yenc(PICTURE).partition(b"\n=yend")[0], [], id="yenc-cut-off"),
        pytest.param(b"gewoon =ybegin name=x\n", [], id="words-about-yenc"),
    ],
)
def test_files_in_a_text(text: bytes, files: list[tuple[str, bytes]]) -> None:
    assert list(files_in(text)) == files


def test_no_more_files_than_the_limit() -> None:
    assert len(files_in(uuencoded(b"a") * 1000 + yenc(b"a") * 1000)) == MOST_FILES


def test_beginnings_without_end_are_text() -> None:
    assert files_in(b"begin 644 x\n" * 100_000 + b"=ybegin line=1 name=x\n" * 100_000) == ()


@given(st.binary(max_size=300))
def test_what_was_uuencoded_comes_back(content: bytes) -> None:
    assert decode_uu(uuencoded(content)) == content


@given(st.binary(min_size=1, max_size=300))
def test_what_was_in_yenc_comes_back(content: bytes) -> None:
    assert files_in(yenc(content)) == (("foto.jpg", content),)
