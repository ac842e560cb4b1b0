"""Headers are cut to size before any library sees them, and what was cut is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.bounds import ADDRESSES, ALL_HEADERS_OCTETS, HEADER_LINES, HEADER_OCTETS, PARAMETERS, Block, Budget, read_block


def read(raw: bytes) -> tuple[Block, Budget]:
    budget = Budget()
    return read_block(raw, 0, len(raw), budget), budget


@pytest.mark.parametrize(
    ("raw", "fields", "body"),
    [
        pytest.param(b"From: a\r\nTo: b\r\n\r\ntekst", [("From", b"a"), ("To", b"b")], b"tekst", id="plain"),
        pytest.param(b"A: een\r\n twee\r\n\tdrie\r\n\r\n", [("A", b"een twee\tdrie")], b"", id="folded"),
        pytest.param(b"A: een\n\ntekst\n\nmeer", [("A", b"een")], b"tekst\n\nmeer", id="bare-line-feeds"),
        pytest.param(b"A: een\r\r\n\r\r\ntekst", [("A", b"een")], b"tekst", id="double-carriage-returns"),
        pytest.param(b"From jan@x.nl Mon Nov  2 10:00:00 2026\nA: een\n\nx", [("A", b"een")], b"x", id="mailbox-line"),
        pytest.param(b"A: een", [("A", b"een")], b"", id="cut-off"),
        pytest.param(b"A:\r\n\r\n", [("A", b"")], b"", id="empty-value"),
        pytest.param(b"", [], b"", id="nothing"),
    ],
)
def test_reading(raw: bytes, fields: list[tuple[str, bytes]], body: bytes) -> None:
    block, budget = read(raw)
    assert list(block.fields) == fields
    assert raw[block.end :] == body
    assert not budget.faults


@pytest.mark.parametrize(
    ("raw", "fault", "doubtful"),
    [
        pytest.param(b"From : a@b.nl\r\n\r\n", "a header has a space before its colon", True, id="space-before-colon"),
        pytest.param(b"A: b\rFrom: c\r\n\r\n", "a header bears a bare carriage return or a NUL", True, id="bare-carriage-return"),
        pytest.param(b"A: b\0c\r\n\r\n", "a header bears a bare carriage return or a NUL", True, id="nul"),
        pytest.param(b"A: b\r\ngebroken regel\r\nFrom: c\r\n\r\n", "a stray line stands among the headers", True, id="stray"),
        pytest.param(b"A: b\r\nBeste mensen,\r\n", "no empty line between the headers and the text", False, id="no-empty-line"),
        pytest.param(b"Subject: " + b"x" * 10_000_000 + b"\r\n\r\n", "a header is longer than is read: it was cut", False, id="long"),
        pytest.param(
            b"To: " + b"a@b.nl," * 600 + b"\r\n\r\n", "more than 500 addresses in a header: the rest was left out", False, id="addresses"
        ),
        pytest.param(
            b"Content-Type: text/plain" + b";" * 20_000 + b"\r\n\r\n",
            "more than 100 parameters in a header: the rest was left out",
            False,
            id="parameters",
        ),
        pytest.param(b"A: b\r\n" * 500_000 + b"\r\n", "more headers than are read: the rest was left out", False, id="many"),
    ],
)
def test_each_oddity_is_told(raw: bytes, fault: str, *, doubtful: bool) -> None:
    _, budget = read(raw)
    assert list(budget.faults) == [fault]
    assert budget.doubtful is doubtful


def test_a_space_before_the_colon_still_names_the_field() -> None:
    assert read(b"From : a@b.nl\r\n\r\n")[0].all("from") == [b"a@b.nl"]


def test_what_follows_a_cut_header_is_still_read() -> None:
    block, _ = read(b"X: " + b"x" * 2_000_000 + b"\r\n " + b"y" * 1_000_000 + b"\r\nFrom: a@b.nl\r\n\r\ntekst")
    assert block.all("from") == [b"a@b.nl"]
    assert len(block.all("x")[0]) <= HEADER_OCTETS


def test_the_text_is_found_after_too_many_headers() -> None:
    raw = b"A: b\r\n" * 2000 + b"\r\ntekst"
    block, _ = read(raw)
    assert len(block.fields) == HEADER_LINES
    assert raw[block.end :] == b"tekst"


def test_all_parts_share_the_octets() -> None:
    budget = Budget()
    raw = b"A: " + b"x" * 60_000 + b"\r\n\r\n"
    kept = sum(len(value) for _ in range(30) for _, value in read_block(raw, 0, len(raw), budget).fields)
    assert kept <= ALL_HEADERS_OCTETS


def test_lists_are_cut_at_their_limits() -> None:
    assert len(read(b"To: " + b"a@b.nl," * 600 + b"\r\n\r\n")[0].all("to")[0].split(b",")) == ADDRESSES
    assert read(b"Content-Type: a/b" + b";" * 900 + b"\r\n\r\n")[0].all("content-type")[0].count(b";") == PARAMETERS


@given(st.binary(max_size=300) | st.text("aF:rom \t\r\n\0-", max_size=120).map(str.encode))
def test_any_bytes_have_headers_within_the_limits(raw: bytes) -> None:
    block, _ = read(raw)
    assert 0 <= block.end <= len(raw)
    assert all(b"\n" not in value and b"\r" not in value and b"\0" not in value for _, value in block.fields)
