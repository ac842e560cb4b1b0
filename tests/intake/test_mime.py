"""A mail is taken apart as it was meant, however it was broken, and never further than the limits."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.bounds import DEPTH, PARTS, Budget
from intake.mime import Part, split


def take_apart(raw: bytes) -> tuple[Part, Budget]:
    budget = Budget()
    return split(raw, budget), budget


def mixed(*parts: bytes, boundary: bytes = b"grens", end: bytes = b"--grens--\r\n") -> bytes:
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\nvooraf\r\n' + body + end


TWICE = b"Content-Type: text/plain\r\n" + mixed(b"\r\ntwee").replace(b"vooraf\r\n", b"eerst\r\n\r\n")


def contents(raw: bytes) -> list[bytes]:
    return [leaf.content(raw) for leaf in take_apart(raw)[0].leaves()]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        pytest.param(b"A: b\r\n\r\ntekst\r\n", [b"tekst\r\n"], id="one-part"),
        pytest.param(mixed(b"\r\neen", b"\r\ntwee"), [b"een", b"twee"], id="two-parts"),
        pytest.param(mixed(b"\r\neen", b"\r\ntwee").replace(b"\r\n", b"\n"), [b"een", b"twee"], id="bare-line-feeds"),
        pytest.param(mixed(b"\r\neen", end=b""), [b"een\r\n"], id="cut-off"),
        pytest.param(mixed(b"", b"\r\ntwee"), [b"", b"twee"], id="empty-part"),
        pytest.param(mixed(b"\r\n--grensgeval\r\nx"), [b"--grensgeval\r\nx"], id="longer-boundary-is-text"),
        pytest.param(mixed(b"\r\neen\r\nmidden --grens"), [b"een\r\nmidden --grens"], id="boundary-in-a-line"),
        pytest.param(mixed(mixed(b"\r\nbinnen", boundary=b"b", end=b"--b--\r\n"), b"\r\nbuiten"), [b"binnen", b"buiten"], id="nested"),
        pytest.param(
            mixed(mixed(b"\r\nbinnen", boundary=b"b", end=b""), b"\r\nbuiten"), [b"binnen\r\n", b"buiten"], id="nested-not-closed"
        ),
        pytest.param(b"\r\n\r\nA: b\r\n\r\ntekst", [b"tekst"], id="empty-lines-first"),
        pytest.param(b"\xef\xbb\xbfA: b\r\n\r\ntekst", [b"tekst"], id="byte-order-mark-first"),
    ],
)
def test_parts(raw: bytes, found: list[bytes]) -> None:
    assert contents(raw) == found


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"Content-Type: multipart/mixed; boundary=x\r\n\r\ntekst\r\n", "a multipart names no boundary, or one that never occurs"),
        (b"Content-Type: multipart/mixed\r\n\r\ntekst\r\n", "a multipart names no boundary, or one that never occurs"),
        (mixed(b"\r\neen", end=b""), "the mail seems cut off: the last boundary is missing"),
        (b"Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\nx", "a part names its type twice"),
        (b"\r\nA: b\r\n\r\nx", "something stands before the headers"),
    ],
)
def test_faults(raw: bytes, fault: str) -> None:
    part, budget = take_apart(raw)
    assert fault in budget.faults
    assert next(part.leaves()).content(raw)


def test_a_boundary_that_is_not_named_is_seen() -> None:
    raw = mixed(b"Content-Type: text/plain\r\n\r\neen", b"Content-Type: a/b\r\n\r\ntwee")
    for unnamed in (raw.replace(b'; boundary="grens"', b""), raw.replace(b'"grens"', b"anders").replace(b"vooraf\r\n", b"")):
        assert contents(unnamed) == [b"een", b"twee"]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        pytest.param(TWICE, [b"eerst\r\n", b"twee"], id="other-first"),
        pytest.param(TWICE.replace(b"eerst", b"This is a multi-part message in MIME format."), [b"twee"], id="words-for-old-programs"),
        pytest.param(
            mixed(b"\r\ntwee").replace(b"\r\n\r\n", b"\r\nContent-Type: text/plain\r\n\r\n", 1), [b"vooraf", b"twee"], id="other-last"
        ),
        pytest.param(mixed(b"\r\ntwee").replace(b"\r\n\r\n", b"\r\nContent-Type: multipart/x\r\n\r\n", 1), [b"twee"], id="both-multiparts"),
        pytest.param(b"Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\neen", [b"een"], id="no-multipart"),
    ],
)
def test_a_multipart_that_says_it_is_text_too_begins_with_that_text(raw: bytes, found: list[bytes]) -> None:
    assert contents(raw) == found


def test_a_boundary_that_only_ends_is_none() -> None:
    raw = mixed(b"Content-Type: text/plain\r\n\r\neen").replace(b"vooraf\r\n--grens\r\n", b"--grenz\r\n")
    assert contents(raw)[0].startswith(b"een")


@pytest.mark.parametrize(
    ("encoding", "body", "content"),
    [
        ("base64", base64.b64encode(b"klacht"), b"klacht"),
        ("BASE64 ", b"a2xh\r\nY2h0", b"klacht"),
        ('"base64"', b"a2xhY2h0", b"klacht"),
        ("quoted-printable", b"caf=C3=A9 en=\r\n meer", "café en meer".encode()),
        ("quoted-printable", b"50=% =zz", b"50=% =zz"),
        ("x-uuencode", b"begin 644 x\r\n#0V%T\r\n#~~~~\r\n`\r\nend\r\nna", b"Cat"),
        ("base64", b"Uw brief klopt niet.", b"Uw brief klopt niet."),
        ("8bit", b"\xe9", b"\xe9"),
        ("onzin", b"x", b"x"),
    ],
)
def test_transfer_encodings(encoding: str, body: bytes, content: bytes) -> None:
    assert contents(b"Content-Transfer-Encoding: " + encoding.encode() + b"\r\n\r\n" + body) == [content]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"Content-Disposition: attachment; filename=nota.pdf", "nota.pdf"),
        (b'Content-Disposition: attachment; filename="nota maart.pdf"', "nota maart.pdf"),
        (b"Content-Disposition: attachment; filename*=utf-8''%e2%82%ac%20nota.pdf", "€ nota.pdf"),
        (b"Content-Disposition: attachment; filename*0=no; filename*1=ta.pdf", "nota.pdf"),
        (b"Content-Disposition: attachment; filename*0*=utf-8''%e2%82; filename*1*=%ac.pdf", "€.pdf"),
        (b'Content-Disposition: attachment; filename="=?utf-8?q?caf=C3=A9.pdf?="', "café.pdf"),
        ('Content-Disposition: attachment; filename="café.pdf"'.encode(), "café.pdf"),
        (b'Content-Disposition: attachment; filename="caf\xe9.pdf"', "café.pdf"),
        (b"Content-Type: application/pdf; name=nota.pdf", "nota.pdf"),
        (b"Content-Disposition: attachment; filename*=utf-7''+ADw-x", "+ADw-x"),
        (b"Content-Disposition: attachment; filename*999999999999999999999999*=x", "x"),
        (b"Content-Disposition: attachment; filename=\"oud.pdf\"; filename*=utf-8''%e2%82%ac.pdf", "€.pdf"),
        (b"Content-Disposition: attachment; filename*0*=utf-8''%e2%82%ac; filename*1=.pdf; filename=oud", "€.pdf"),
        (b"Content-Disposition: attachment filename=nota.pdf", "nota.pdf"),
        (b"Content-Disposition: attachment; name=nota.pdf", "nota.pdf"),
        (b"Content-Type: application/pdf; filename=nota.pdf", "nota.pdf"),
        (b"Content-Type: application/pdf name=nota.pdf", "nota.pdf"),
        (b"Content-Type: application/pdf; name=oud.pdf\r\nContent-Disposition: attachment; filename=nota.pdf", "nota.pdf"),
        (b"Content-Disposition: attachment", ""),
    ],
)
def test_file_names(header: bytes, name: str) -> None:
    assert take_apart(header + b"\r\n\r\nx")[0].filename == name


@pytest.mark.parametrize(
    ("told", "media_type"),
    [
        (b"TEXT/HTML; charset=utf-8", "text/html"),
        (b"application/pdf name=nota.pdf", "application/pdf"),
        (b"text", "text/plain"),
        (b"plain/text; charset=utf-8", "text/plain"),
        (b"", "text/plain"),
        (b"<script>/x", "text/plain"),
        (b"x/" + b"y" * 500, "text/plain"),
    ],
)
def test_types(told: bytes, media_type: str) -> None:
    assert take_apart(b"Content-Type: " + told + b"\r\n\r\nx")[0].type == media_type


INNER = mixed(b"\r\nbinnen", boundary=b"b", end=b"")
STRAY = b"Content-Type: text/plain\r\n\r\neen\r\n--b\r\nContent-Type: text/html\r\n\r\ntwee"


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        pytest.param((INNER, STRAY), [b"binnen\r\n", b"een", b"twee"], id="after-its-multipart"),
        pytest.param((STRAY, INNER), [STRAY.partition(b"\r\n\r\n")[2], b"binnen\r\n"], id="before-it"),
        pytest.param((INNER, b"\r\n--b\r\ngewoon"), [b"binnen\r\n", b"--b\r\ngewoon"], id="no-header-of-a-part-follows"),
        pytest.param((INNER, b"Content-Type: message/rfc822\r\n\r\n" + STRAY), [b"binnen\r\n", STRAY], id="a-mail-within-stays-whole"),
        pytest.param(
            (INNER, STRAY.replace(b"\r\n\r\neen", b"; name=a.txt\r\n\r\neen")),
            [b"binnen\r\n", STRAY.partition(b"\r\n\r\n")[2]],
            id="a-file-stays-whole",
        ),
    ],
)
def test_a_part_outside_its_multipart_is_a_part(parts: tuple[bytes, ...], found: list[bytes]) -> None:
    assert contents(mixed(*parts)) == found


def test_two_multiparts_may_have_one_boundary() -> None:
    one = mixed(b"\r\neen", b"\r\ntwee", boundary=b"b", end=b"--b--\r\n")
    part, _ = take_apart(mixed(one, one))
    assert [len(inner.parts) for inner in part.parts] == [2, 2]


def test_endless_dashes_are_text() -> None:
    part, _ = take_apart(mixed(INNER, b"\r\n" + b"--b\r\n" * 300_000))
    assert len(list(part.leaves())) == 2


def test_in_a_digest_each_part_is_a_mail() -> None:
    raw = mixed(b"\r\nFrom: a@b.nl\r\n\r\nx").replace(b"multipart/mixed", b"multipart/digest")
    assert [part.type for part in take_apart(raw)[0].leaves()] == ["message/rfc822"]


def test_no_more_parts_than_the_limit() -> None:
    part, budget = take_apart(mixed(*[b""] * 400_000))
    assert len(part.parts) == PARTS
    assert f"more than {PARTS} parts: the rest was left out" in budget.faults


@pytest.mark.parametrize("depth", [300, 2000])
def test_no_deeper_than_the_limit(depth: int) -> None:
    raw = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(depth))
    part, budget = take_apart(raw + b"\r\ntekst")
    levels = 1
    while part.parts:
        part, levels = part.parts[0], levels + 1
    assert levels == DEPTH + 1
    assert f"parts within parts, more than {DEPTH} deep: the rest was left out" in budget.faults


@given(
    st.lists(
        st.sampled_from([b"--g\r\n", b"--g--\n", b"\r\n", b"Content-Type: multipart/mixed; boundary=g\r\n", b"x", b" ", b"--h\n"]),
        max_size=30,
    )
)
def test_any_order_of_pieces_can_be_taken_apart(pieces: list[bytes]) -> None:
    raw = b"Content-Type: multipart/mixed; boundary=g\r\n\r\n" + b"".join(pieces)
    part, _ = take_apart(raw)
    assert all(0 <= leaf.start <= leaf.stop <= len(raw) for leaf in part.leaves())
