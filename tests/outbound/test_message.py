"""The bytes of a message: fields that cannot be left, lines that cannot be too long, enclosures that come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_world import parsed, part

from outbound import message
from outbound.message import Enclosure, Picture, identifiers, phrase, proven, words, written

HEADERS = [("From", "klachten@voorbeeld.example"), ("Message-ID", "<1@voorbeeld.example>")]
BREAKING = ["\r\nBcc: evil@x.example", "\n", "\r", "\x00", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ud800"]


@pytest.mark.parametrize("breaking", BREAKING, ids=ascii)
def test_nothing_leaves_its_field(breaking: str) -> None:
    with pytest.raises(ValueError, match="control character"):
        words(f"Klacht{breaking}", "Subject")
    with pytest.raises(ValueError, match="control character"):
        phrase(f"Jan{breaking}", "jan@x.example")
    with pytest.raises(ValueError, match="control character"):
        written([*HEADERS, ("X-KL-Loop", f"token{breaking}")], "", "")


@pytest.mark.parametrize(
    "value", ["", "jan", "jan@", "@x.nl", "a@b.nl, c@d.nl", "a b@c.nl", "<a@b.nl>", "a@b.nl\r\nBcc: c@d.nl", "a:b@c.nl;"]
)
def test_what_is_not_one_address_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="not one plain address"):
        phrase("Jan", value)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "jan@x.example"),
        ("Jan de Vries", "Jan de Vries <jan@x.example>"),
        ("Klachten, Voorbeeld B.V.", '"Klachten, Voorbeeld B.V." <jan@x.example>'),
        ('de "baas" \\', '"de \\"baas\\" \\\\" <jan@x.example>'),
        ("=?utf-8?q?x?=", "=?utf-8?b?PT91dGYtOD9xP3g/PQ==?= <jan@x.example>"),
        ("José", "=?utf-8?b?Sm9zw6k=?= <jan@x.example>"),
    ],
)
def test_names(name: str, expected: str) -> None:
    assert phrase(name, "jan@x.example") == expected
    assert parsed(written([("From", phrase(name, "jan@x.example"))], "", ""))["From"].addresses[0].display_name == name


@given(st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=300).map(str.strip))
def test_a_subject_comes_back_as_it_was(subject: str) -> None:
    raw = written([("Subject", words(subject, "Subject"))], "", "")
    assert "".join(str(parsed(raw)["Subject"]).split()) == "".join(subject.split())
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    ("raw", "fine"),
    [
        (b"a\r\nb\r\n", True),
        (b"a\nb", False),
        (b"a\rb", False),
        (b"a\r\r\n", False),
        (b"x" * 998, True),
        (b"x" * 999, False),
        (b"\n", False),
    ],
)
def test_only_crlf_and_no_long_line_is_sent(raw: bytes, *, fine: bool) -> None:
    if fine:
        assert proven(raw) is raw
    else:
        with pytest.raises(ValueError, match="in a letter"):
            proven(raw)


@given(st.text(max_size=3000), st.text(max_size=3000))
def test_any_text_gives_sendable_bytes(text: str, html: str) -> None:
    read = parsed(written(HEADERS, text, html))
    assert [one.get_content_type() for one in read.iter_parts()] == ["text/plain", "text/html"]
    assert not any(one.defects for one in read.walk())


@pytest.mark.parametrize(
    "text", ["", "één\n", "a\n.\nb\n", "From x\n", "x" * 5000 + "\n", "spatie \n\ttab\t\n", "--=_a\n", "=3D=\n", "a\r.\r\nb\n"]
)
def test_the_text_comes_back(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    assert part(parsed(written(HEADERS, text, "<p>x</p>")), "plain").rstrip("\n") == lines.rstrip("\n")


def test_the_same_input_gives_the_same_bytes() -> None:
    enclosures = [Enclosure("a.pdf", "application/pdf", b"1")]
    assert written(HEADERS, "a", "b", enclosures) == written(HEADERS, "a", "b", enclosures)


NAMES = [
    ("factuur.pdf", "factuur.pdf"),
    ("bijlage één.pdf", "bijlage één.pdf"),
    ("../../etc/passwd", "_.._etc_passwd"),
    ("C:\\temp\\a.doc", "C__temp_a.doc"),
    ("a\r\nBcc: x@y.nl", "a Bcc_ x@y.nl"),
    ("a\x00b.pdf", "ab.pdf"),
    ("exe.\u202efdp", "exe.fdp"),
    ("\u200b.htaccess", "htaccess"),
    ('a"; filename="b.exe', "a_; filename=_b.exe"),
    ("", "bijlage"),
    ("...", "bijlage"),
    ("\ud800x.txt", "x.txt"),
    ("n" * 4000 + ".pdf", "n" * 116 + ".pdf"),
    ("é" * 4000 + ".pdf", "é" * 116 + ".pdf"),
]


@pytest.mark.parametrize(("name", "expected"), NAMES, ids=range(len(NAMES)))
def test_enclosures_come_back_under_a_harmless_name(name: str, expected: str) -> None:
    data = bytes(range(256)) * 10
    (enclosed,) = parsed(written(HEADERS, "a", "b", [Enclosure(name, "application/pdf", data)])).iter_attachments()
    assert (enclosed.get_filename(), enclosed.get_content_type(), enclosed.get_content()) == (expected, "application/pdf", data)
    assert enclosed.get_content_disposition() == "attachment"


@given(st.lists(st.builds(Enclosure, st.text(max_size=200), st.text(max_size=40), st.binary(max_size=200)), min_size=1, max_size=3))
def test_any_enclosure_comes_back(enclosures: list[Enclosure]) -> None:
    read = parsed(written(HEADERS, "a", "b", enclosures))
    assert [one.get_payload(decode=True) for one in read.iter_attachments()] == [one.data for one in enclosures]
    assert part(read, "plain") == "a\n"


PICTURES = (
    Picture("open@rapport", "open.png", "image/png", bytes(range(256)) * 9),
    Picture("age@rapport", "leeftijd één.png", "image/png", b"2"),
)
SHAPES = [
    # id, pictures, enclosures, the types of all parts from the outside in
    ("readings", 0, 0, ["multipart/alternative", "text/plain", "text/html"]),
    ("enclosed", 0, 1, ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf"]),
    ("shown", 2, 0, ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "image/png"]),
    (
        "both",
        1,
        1,
        ["multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "application/pdf"],
    ),
]


@pytest.mark.parametrize(("pictures", "enclosures", "shape"), [pytest.param(*row[1:], id=row[0]) for row in SHAPES])
def test_the_shape_of_a_message(pictures: int, enclosures: int, shape: list[str]) -> None:
    """A program that shows no HTML offers the text alone, and no picture of a page is an enclosure."""
    enclosed = [Enclosure("a.pdf", "application/pdf", b"1")] * enclosures
    read = parsed(written(HEADERS, "a", "b", enclosed, PICTURES[:pictures]))
    assert [one.get_content_type() for one in read.walk()] == shape
    assert (part(read, "plain"), part(read, "html")) == ("a\n", "b\n")
    assert [one.get_filename() for one in read.iter_attachments()] == ["a.pdf"] * enclosures
    assert not any(one.defects for one in read.walk())


def test_a_picture_comes_back_as_part_of_its_page() -> None:
    read = parsed(written(HEADERS, "a", '<img src="cid:open@rapport">', (), PICTURES))
    (related,) = [one for one in read.walk() if one.get_content_type() == "multipart/related"]
    assert related.get_param("type") == "text/html"
    page, *shown = related.iter_parts()
    assert page.get_content_type() == "text/html"
    assert [one["Content-ID"] for one in shown] == [f"<{one.cid}>" for one in PICTURES]
    assert [(one.get_filename(), one.get_content()) for one in shown] == [(one.name, one.data) for one in PICTURES]
    assert {one.get_content_disposition() for one in shown} == {"inline"}


@pytest.mark.parametrize(
    ("cid", "kind"), [("", "image/png"), ("open", "image/png"), ("a@b>\r\nX: y", "image/png"), ("a@b", "png"), ("a@b", "image/png\r\nX: y")]
)
def test_a_picture_that_would_break_its_part_is_refused(cid: str, kind: str) -> None:
    with pytest.raises(ValueError, match="a picture without"):
        written(HEADERS, "a", "b", (), [Picture(cid, "x.png", kind, b"1")])


@pytest.mark.parametrize(
    "kind", ["message/rfc822", "multipart/mixed", "", "pdf", "text/html; charset=utf-7", "a/b\r\nX: y", "Text/HTML", "a/" + "b" * 200]
)
def test_a_type_that_is_not_plainly_one_becomes_octets(kind: str) -> None:
    (enclosed,) = parsed(written(HEADERS, "a", "b", [Enclosure("a.bin", kind, b"x")])).iter_attachments()
    assert enclosed.get_content_type() == "application/octet-stream"


@pytest.mark.parametrize(
    "one",
    [
        "",
        "x",
        "<x>",
        "<x@>",
        "<@x>",
        "<a b@c>",
        "<a@b>\r\nBcc: x",
        "<a@b",
        "a@b>",
        "<<a@b>>",
        "<a@b@c>",
        "<é@x>",
        "<a@" + "b" * 250 + ">",
        "<a@b> <c@d>",
    ],
)
def test_what_is_no_identifier_is_left_out(one: str) -> None:
    assert identifiers([one]) == []


@pytest.mark.parametrize("one", ["<a@b>", "<a.b@c.d>", "<CAF=x+y_z@mail.example>", "<20260402$1@[192.0.2.1]>", "<a@" + "b" * 246 + ">"])
def test_identifiers(one: str) -> None:
    assert identifiers([one, one]) == [one]


def test_of_many_identifiers_the_first_and_the_last_stay() -> None:
    many = [f"<{number}@x.example>" for number in range(50)]
    assert identifiers(many) == [many[0], *many[-(message.MAX_REFERENCES - 1) :]]
    assert identifiers(many[:20]) == many[:20]
