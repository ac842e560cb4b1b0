"""Outlook's rich text says as text what it says on a screen, and no rich text is too much."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.rtf import LARGEST, decompress, text_of_rtf

HELLO = bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0")
OVERLAPPING = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
"""The two examples of MS-OXRTFCP, 4.1."""


def packed(kind: bytes, body: bytes, size: int = 0) -> bytes:
    return struct.pack("<II4sI", len(body) + 12, size, kind, 0) + body


@pytest.mark.parametrize(
    ("content", "rtf"),
    [
        pytest.param(HELLO, rb"{\rtf1\ansi\ansicpg1252\pard hello world}" + b"\r\n", id="example"),
        pytest.param(OVERLAPPING, rb"{\rtf1 WXYZWXYZWXYZWXYZWXYZ}", id="example-that-overlaps"),
        pytest.param(packed(b"MELA", b"{rtf}...", 5), b"{rtf}", id="not-compressed"),
        pytest.param(packed(b"LZFu", b"\0abc"), b"abc", id="no-end"),
        pytest.param(packed(b"LZFu", b"\1\xff\xff"), b"", id="nothing-there-yet"),
    ],
)
def test_unpacking(content: bytes, rtf: bytes) -> None:
    assert decompress(content) == rtf


@pytest.mark.parametrize("content", [b"", b"LZFu", packed(b"PKZP", b"x")])
def test_what_is_no_compressed_rtf(content: bytes) -> None:
    with pytest.raises(ValueError, match="no compressed RTF"):
        decompress(content)


def test_no_more_comes_out_than_is_read() -> None:
    runs = b"".join(
        b"\xff" + b"".join((((207 + 8 + 17 * run) % 4096 - 8) % 4096 << 4 | 15).to_bytes(2, "big") for run in range(start, start + 8))
        for start in range(0, 80_000, 8)
    )
    assert LARGEST - 207 <= len(decompress(packed(b"LZFu", b"\0aaaaaaaa" + runs))) < LARGEST + 200


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (rb"{\rtf1\ansi Uw brief\par klopt niet.}", "Uw brief\nklopt niet."),
        (rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}{\*\generator Riched20;}\b vet\b0  en niet}", "vet en niet"),
        (rb"{\rtf1\ansi\ansicpg1252 caf\'e9 \u8364?5 \u-10179?\u-8704?}", "café €5 \U0001f600"),
        (rb"{\rtf1\ansi\ansicpg1251 \'e6\'e0\'eb\'ee\'e1\'e0}", "жалоба"),
        (rb"{\rtf1\ansi\ansicpg932 \'8b\'ea\'8f\'ee}", "苦情"),
        (rb"{\rtf1\uc2 a\u233\'65\'65b{\uc0\u233}c}", "aébéc"),
        (rb"{\rtf1 een\tab twee\line drie\cell\row \{vier\}\~\_\-\\}", "een\ttwee\ndrie\t\n{vier}\u00a0-\\"),
        (rb"{\rtf1\fromhtml1{\*\htmltag64 <p>}\htmlrtf \par\htmlrtf0 Uw brief{\*\htmltag72 </p>}}", "\nUw brief"),
        (rb"{\rtf1 \ldblquote ja\rdblquote  \endash \emdash \bullet}", "“ja” –—•"),
        (b"{\\rtf1 een\r\ntwee\\\ndrie}", "eentwee\ndrie"),
        (rb"{\rtf1 \u-10179?x", "\ufffdx"),
        (rb"}}}\rtf x\'4", "x4"),
        (b"geen rtf", "geen rtf"),
        (b"", ""),
    ],
)
def test_what_rich_text_says(source: bytes, text: str) -> None:
    assert text_of_rtf(source) == text


def test_groups_without_end_are_gone_through_once() -> None:
    assert text_of_rtf(b"{" * 3_000_000) == ""


@given(st.lists(st.sampled_from([b"{", b"}", b"\\u233", b"\\uc9", b"\\'e9", b"\\par", b"\\", b"*", b" x", b"\\ansicpg7"]), max_size=40))
def test_any_order_of_pieces_can_be_read(pieces: list[bytes]) -> None:
    assert isinstance(text_of_rtf(b"".join(pieces)), str)


@given(st.binary(max_size=200))
def test_anything_can_be_unpacked(body: bytes) -> None:
    assert isinstance(decompress(packed(b"LZFu", body)), bytes)
