"""Bytes become the characters that were meant, and no charset becomes a trick."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.charsets import codec_for, decode_base64, decode_field, decode_text, decode_words, has_escapes, is_base64

WRONG = "the text is not in the charset that it names"
UNREAD = "the text names a charset that is not read"


@pytest.mark.parametrize(
    ("data", "charset", "text", "fault"),
    [
        pytest.param("café €".encode(), "utf-8", "café €", None, id="utf-8"),
        pytest.param("café €".encode(), None, "café €", None, id="none-named-utf-8"),
        pytest.param("café €".encode("cp1252"), None, "café €", None, id="none-named-windows"),
        pytest.param("€ “ja”".encode("cp1252"), "iso-8859-1", "€ “ja”", None, id="outlook-says-latin-1"),
        pytest.param("€".encode("cp1252"), "us-ascii", "€", WRONG, id="not-ascii"),
        pytest.param("klacht €".encode("cp1252"), "utf-8", "klacht €", WRONG, id="not-utf-8"),
        pytest.param("één café, drie cafés".encode()[:-1] + b"\xc3", "utf-8", "één café, drie café\ufffd", WRONG, id="cut-utf-8"),
        pytest.param(b"a\x81b\x9d", "windows-1252", "a\x81b\x9d", None, id="holes-of-windows-1252"),
        pytest.param("ошибка".encode("koi8-r"), "KOI8-R", "ошибка", None, id="koi8"),
        pytest.param("你好".encode("gb18030"), "gb2312", "你好", None, id="gb2312-means-gb18030"),
        pytest.param("ş".encode("cp1254"), '"iso-8859-9"', "ş", None, id="quoted-name"),
        pytest.param("drie cafés, één café".encode(), "iso-8859-1", "drie cafés, één café", WRONG, id="utf-8-that-says-latin-1"),
        pytest.param("您好，感谢".encode(), "big5", "您好，感谢", WRONG, id="utf-8-that-says-big5"),
        pytest.param("één klacht ".encode() + b"\xe9 \xe8 \xeb", "utf-8", "één klacht \ufffd \ufffd \ufffd", WRONG, id="utf-8-with-rests"),
        pytest.param("苦情です".encode("euc_jp"), "iso-2022-jp", "苦情です", WRONG, id="euc-that-says-iso-2022-jp"),
        pytest.param(b"\x1b$B6l>p-!y_\x1b(B ok", "iso-2022-jp", "苦情①﨏 ok", WRONG, id="signs-of-windows-in-japanese"),
        pytest.param(b"\x1b(I1\x1b(B", "iso-2022-jp", "\uff71", None, id="half-width-japanese"),
        pytest.param(b"\x1b$B\x7f\x7f\x80\x1b(B.", "iso-2022-jp", "\ue05e\ufffd.", WRONG, id="no-sign-in-japanese"),
        pytest.param(b"abc", "x-unknown", "abc", UNREAD, id="unknown"),
        pytest.param(b"\\u0041", "unicode_escape", "\\u0041", UNREAD, id="escapes-are-no-charset"),
        pytest.param(b"x", "utf-8\0", "x", UNREAD, id="nul-in-name"),
        pytest.param(b"x", "a" * 5000, "x", UNREAD, id="endless-name"),
        pytest.param(b"+AOk-+AOk-n", "utf-7", "één", "the text is in UTF-7", id="utf-7-letters"),
        pytest.param(b"+ADw-script+AD4-", "utf-7", "+ADw-script+AD4-", "the text is in UTF-7", id="utf-7-makes-no-markup"),
    ],
)
def test_text(data: bytes, charset: str | None, text: str, fault: str | None) -> None:
    assert decode_text(data, charset) == (text, fault)


@pytest.mark.parametrize(
    "name", ["utf-7", "unicode_escape", "raw_unicode_escape", "punycode", "idna", "undefined", "rot13", "base64", "zip", "mbcs", ""]
)
def test_codecs_that_are_no_charsets_are_refused(name: str) -> None:
    assert codec_for(name) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Klacht over caf=?utf-8?Q?=C3=A9?=", "Klacht over café"),
        ("=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café"),
        ("=?utf-8?B?w6k=?=\t =?utf-8?B?w6k=?=", "éé"),
        ("=?iso-8859-1?Q?een_twee?= drie", "een twee drie"),
        ("=?utf-8?Q?een twee?=", "een twee"),
        ("=?utf-8?Q?wat?_nu?=", "wat? nu"),
        ("=?utf-8*nl?Q?ja?=", "ja"),
        ("=?windows-1252?Q?=80_12?=", "€ 12"),
        ("=?iso-8859-1?Q?Frösche?=", "Frösche"),
        ("=?x?Q?niets?= en =?", "niets en =?"),
        ("=?utf-8?B?w6k?=", "é"),
        ("geen woorden", "geen woorden"),
    ],
)
def test_encoded_words(value: str, text: str) -> None:
    assert decode_words(value) == text


@given(st.text(max_size=200))
def test_any_value_can_be_read(value: str) -> None:
    assert isinstance(decode_words("=?utf-8?q?a?=" + value), str)


@given(st.binary(max_size=200), st.sampled_from(["utf-8", "utf-7", "gb2312", "iso-2022-jp", "utf-16", "koi8-r", "", "x"]))
def test_any_bytes_can_be_read(data: bytes, charset: str) -> None:
    assert isinstance(decode_text(data, charset)[0], str)


@pytest.mark.parametrize(
    ("data", "decoded"),
    [
        (b"a2xhY2h0", b"klacht"),
        (b"a2xh\r\nY2h0\r\n", b"klacht"),
        (b"a2xhY2h", b"klach"),
        (b"a2xhY2h0A", b"klacht"),
        (b"YQ==\r\nYg==\r\n", b"ab"),
        (b"!a2x@hY2h0", b"klacht"),
        (b"", b""),
    ],
)
def test_base64_as_strangers_write_it(data: bytes, decoded: bytes) -> None:
    assert decode_base64(data) == decoded


@pytest.mark.parametrize(
    ("data", "charset", "is_so"),
    [
        (b"caf+AOk-", "utf-7", False),
        (b"\x1b$B6l>p\x1b(B", "iso-2022-jp", True),
        (b"1 + 1", "iso-2022-jp", False),
        (b"\x1b$B6l>p\x1b(B", "utf-8", False),
        (b"1 + 1", "utf-8", False),
    ],
)
def test_letters_that_are_written_with_escapes(data: bytes, charset: str, *, is_so: bool) -> None:
    assert has_escapes(data, charset) is is_so


@pytest.mark.parametrize(
    ("data", "is_so"),
    [
        (b"a2xhY2h0IG92ZXIgZGUga29zdGVu\r\n", True),
        (b"  a2xhY2h0IG92ZXIg\r\n  ZGUga29zdGVu\r\n", True),
        (b"a2xhY2h0*IG92ZXIgZGUga29zdGVu", True),
        (b"a2xhY2h0 en meer", True),
        (b"", True),
        (b"Uw kosten zijn te hoog, vind ik.", False),
        ("Café Zó: één brief".encode(), False),
        (b"briefgestuurd herinneringgestuurd\r\naanmaninggekregen nietbetaald\r\nkostenbetwist antwoordgevraagd\r\n", False),
        (b"<html><body>te hoog</body></html>", False),
    ],
)
def test_what_only_says_that_it_is_base64(data: bytes, *, is_so: bool) -> None:
    assert is_base64(data) is is_so


def test_bare_8_bit_headers_are_read() -> None:
    assert decode_field(b"caf\xe9") == "café"
    assert decode_field("café".encode()) == "café"
