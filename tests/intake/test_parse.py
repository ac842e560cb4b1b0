"""A mail is read as a person would read it, and whatever cannot be read so is told as a fault."""

import base64
import struct
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.parse import _plainest, parse, parse_with_files

HEAD = b"From: Jan <jan@voorbeeld.nl>\r\nSubject: Klacht\r\nDate: Tue, 03 Nov 2026 10:11:12 +0100\r\nMessage-ID: <1@voorbeeld.nl>\r\n"


def mail(headers: bytes = b"", body: bytes = b"tekst\r\n") -> bytes:
    return HEAD + headers + b"\r\n" + body


def multipart(kind: str, *parts: bytes) -> bytes:
    body = b"".join(b"--grens\r\n" + part + b"\r\n" for part in parts)
    return mail(b"Content-Type: multipart/" + kind.encode() + b"; boundary=grens\r\n", body + b"--grens--\r\n")


PLAIN = b"Content-Type: text/plain\r\n\r\nde tekst"
HTML = b"Content-Type: text/html\r\n\r\n<p>de opmaak</p>"
PDF = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(b"%PDF-1.7")
INNER = b"From: Piet <piet@voorbeeld.nl>\r\nSubject: Eerder\r\n\r\nwat Piet schreef"
MAIL_WITHIN = b"Content-Type: message/rfc822\r\n\r\n" + INNER


def test_an_ordinary_mail() -> None:
    raw = mail(b"In-Reply-To: <0@voorbeeld.nl>\r\nReferences: <a@b.nl>\r\n <0@voorbeeld.nl>\r\n")
    read = parse(raw)
    assert (read.readable, read.ambiguous, read.faults) == (True, False, ())
    assert (read.subject, read.text, read.size) == ("Klacht", "tekst\n", len(raw))
    assert read.date == datetime(2026, 11, 3, 9, 11, 12, tzinfo=UTC)
    assert read.message_id == "<1@voorbeeld.nl>"
    assert read.in_reply_to == ("<0@voorbeeld.nl>",)
    assert read.references == ("<a@b.nl>", "<0@voorbeeld.nl>")
    assert read.all("from") == ("Jan <jan@voorbeeld.nl>",)
    assert read.all("References") == ("<a@b.nl> <0@voorbeeld.nl>",)


@pytest.mark.parametrize(
    ("raw", "text", "names"),
    [
        pytest.param(multipart("alternative", PLAIN, HTML), "de tekst", [], id="alternative"),
        pytest.param(multipart("alternative", HTML, PLAIN), "de tekst", [], id="alternative-in-the-wrong-order"),
        pytest.param(multipart("alternative", b"\r\n  ", HTML), "de opmaak", [], id="empty-plain"),
        pytest.param(multipart("mixed", PLAIN, PDF), "de tekst", ["bijlage.pdf"], id="pdf-without-a-name"),
        pytest.param(multipart("mixed", PLAIN, PDF, PLAIN), "de tekst\n\nde tekst", ["bijlage.pdf"], id="text-on-both-sides"),
        pytest.param(multipart("mixed", PLAIN, MAIL_WITHIN), "de tekst", ["Eerder.eml"], id="mail-within"),
        pytest.param(multipart("mixed", PLAIN, MAIL_WITHIN.replace(b"rfc822", b"news")), "de tekst", ["Eerder.eml"], id="news-within"),
        pytest.param(
            multipart("mixed", PLAIN, b"Content-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment\r\n\r\nx"),
            "de tekst",
            ["a.txt"],
            id="text-file",
        ),
        pytest.param(
            multipart("mixed", PLAIN, b"Content-Type: text/plain; name=a.txt\r\n\r\nx"), "de tekst", ["a.txt"], id="named-second-text"
        ),
        pytest.param(mail(b"Content-Type: text/plain; name=a.txt\r\n"), "tekst", [], id="named-only-text"),
        pytest.param(
            multipart("related", HTML, b"Content-Type: image/png\r\nContent-ID: <image001.png@01D.A>\r\n\r\nx"),
            "de opmaak",
            ["image001.png"],
            id="picture-in-the-text",
        ),
        pytest.param(mail(b"Content-Type: application/pdf\r\n"), "", ["bijlage.pdf"], id="nothing-but-a-file"),
        pytest.param(mail(b"Content-Type: multipart/mixed; boundary=nergens\r\n"), "tekst", [], id="boundary-never-occurs"),
        pytest.param(mail(b"Content-Type: text/plain; format=flowed\r\n", b"een \r\nzin\r\n"), "een zin", [], id="flowed"),
        pytest.param(mail(b"Content-Type: text/plain; format=flowed; delsp=yes\r\n", b"aan \r\neen\r\n"), "aaneen", [], id="delsp"),
        pytest.param(mail(b"Content-Type: text/plain; charset=iso-8859-1\r\n", b"\x80 12"), "€ 12", [], id="outlook-euro"),
        pytest.param(mail(b"", b"caf\xe9"), "café", [], id="no-charset"),
        pytest.param(mail(b"", b"a\0b"), "ab", [], id="nul"),
        pytest.param(mail().replace(b"\r\n", b"\r"), "tekst", [], id="bare-carriage-returns"),
        pytest.param(mail(b"", b"<p>caf&eacute;</p>\r\n"), "café", [], id="html-that-calls-itself-plain"),
        pytest.param(multipart("alternative", b"\r\n<p>de opmaak</p>", HTML), "de opmaak", [], id="html-twice"),
        pytest.param(mail(b"", bytes(range(32)) * 9), "", ["document.txt"], id="file-that-calls-itself-text"),
        pytest.param(bytes(range(32)) * 9, "", ["document.txt"], id="no-mail-at-all"),
        pytest.param(mail(b"Content-Type: text/plain; charset=utf-16\r\n", "één".encode("utf-16")), "één", [], id="wide-letters"),
        pytest.param(mail(b"", b"begin 644 kat.gif\n#0V%T\n`\nend\n"), "begin 644 kat.gif\n#0V%T\n`\nend", ["kat.gif"], id="uuencoded"),
        pytest.param(b"alleen wat tekst\r\nzonder koppen\r\n", "alleen wat tekst\nzonder koppen", [], id="no-headers"),
    ],
)
def test_text_and_attachments(raw: bytes, text: str, names: list[str]) -> None:
    read = parse(raw)
    assert read.readable
    assert read.text.strip() == text
    assert [one.name for one in read.attachments] == names


ORDER = "Ik bestelde vorige week een fiets, maar kreeg alleen het zadel geleverd. "
ALL = ORDER + "Graag ontvang ik alsnog de ontbrekende onderdelen."
FULL = b"Content-Type: text/html\r\n\r\n<p>" + ALL.encode() + b"</p>"
QUOTING = b"Content-Type: text/html\r\n\r\n<p>de tekst</p><blockquote>" + ORDER.encode() * 9 + b"</blockquote>"
HIDING = b"Content-Type: text/html\r\n\r\n<p>de tekst</p><div style='display:none'>" + ORDER.encode() + b"</div>"


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        pytest.param((b"\r\nDeze mail vraagt om HTML.", FULL), ALL, id="plain-says-nothing"),
        pytest.param((b"\r\nIk bestelde vorige week een fiets,", FULL), ALL, id="plain-is-cut-short"),
        pytest.param((b"\r\n" + ORDER.encode() + b"https://voorbeeld.nl/fiets", FULL), ALL, id="links-are-no-words"),
        pytest.param((PLAIN, QUOTING), "de tekst", id="html-only-quotes-more"),
        pytest.param((PLAIN, HIDING), "de tekst", id="html-hides-more"),
        pytest.param(
            (PLAIN, b"Content-Type: text/html\r\n\r\n<!--[if mso]><x>" + ORDER.encode() + b"</x>-->de tekst"), "de tekst", id="comment"
        ),
        pytest.param((PLAIN, b"\r\nde tekst", HTML), "de tekst", id="same-plain-twice"),
        pytest.param((PLAIN, b"\r\nthe text", HTML), "de tekst\n\nthe text", id="plain-in-two-languages"),
        pytest.param((FULL, PLAIN), ALL, id="html-first"),
    ],
)
def test_an_alternative_that_says_all_is_shown_alone(parts: tuple[bytes, ...], text: str) -> None:
    assert parse(multipart("alternative", *parts)).text.strip() == text


def test_alternatives_that_each_say_something_else_are_both_shown() -> None:
    letter = b"Hierbij stuur ik mijn beklag: niemand neemt ooit eens de telefoon aan."
    read = parse(multipart("alternative", b"\r\n" + letter, FULL))
    assert read.text.strip() == f"{letter.decode()}\n\n{ALL}"


def test_the_text_after_a_file_within_an_alternative_is_kept() -> None:
    mixed = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"".join(
        b"--b\r\n" + part + b"\r\n" for part in (HTML, PDF, b"\r\nPS: nog iets")
    )
    read = parse(multipart("alternative", b"\r\nde opmaak", mixed + b"--b--"))
    assert read.text == "de opmaak\n\nPS: nog iets"
    assert [one.name for one in read.attachments] == ["bijlage.pdf"]


def test_files_of_one_mail_have_different_names() -> None:
    read = parse(
        multipart(
            "alternative",
            PLAIN,
            multipart("mixed", HTML, PDF, PDF).partition(b"Message-ID: <1@voorbeeld.nl>\r\n")[2].replace(b"grens", b"binnen"),
            PDF,
        )
    )
    assert [one.name for one in read.attachments] == ["bijlage.pdf", "bijlage1.pdf", "bijlage2.pdf"]


def test_the_half_that_a_mac_adds_to_a_file_does_not_take_its_name() -> None:
    halves = (b"Content-Type: application/applefile; name=nota.pdf\r\n\r\nx", b"Content-Type: application/pdf; name=nota.pdf\r\n\r\nx")
    assert [one.name for one in parse(multipart("appledouble", *halves)).attachments] == ["_nota.pdf", "nota.pdf"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"Content-ID: <plaatje.png@x>", "plaatje.png"),
        (b"Content-ID: <plaatje.png>", "plaatje.png"),
        (b"Content-ID: <iets@x>", "image.png"),
        (b"Content-Location: https://voorbeeld.nl/map/plaatje.png?groot=ja", "plaatje.png"),
        (b"Content-Location: plaatje.png", "plaatje.png"),
        (b"Content-Location: https://voorbeeld.nl/", "image.png"),
        (b"Content-Description: de kapotte fiets", "de kapotte fiets.png"),
    ],
)
def test_a_file_is_named_after_what_is_said_of_it(header: bytes, name: str) -> None:
    read = parse(multipart("mixed", PLAIN, b"Content-Type: image/png\r\n" + header + b"\r\n\r\nx"))
    assert [one.name for one in read.attachments] == [name]


def test_a_mail_within_is_kept_whole_and_its_text_is_not_ours() -> None:
    raw = multipart("mixed", PLAIN, MAIL_WITHIN)
    assert "Piet" not in parse(raw).text
    assert parse_with_files(raw)[1] == (INNER,)


def test_a_mail_cut_off_between_two_levels_is_read() -> None:
    raw = multipart("mixed", b"Content-Type: multipart/alternative; boundary=binnen\r\n\r\n").replace(b"--grens--\r\n", b"")
    assert parse(raw + b"--binnen\r\n\r\ntoch").text == "toch"


def test_a_report_gives_its_own_words_apart() -> None:
    status = b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    read = parse(multipart("report; report-type=delivery-status", PLAIN, status, MAIL_WITHIN))
    assert (read.content_type, read.report_type) == ("multipart/report", "delivery-status")
    assert read.part_types == ("text/plain", "message/delivery-status", "message/rfc822")
    assert "Action: failed\nStatus: 5.1.1" in read.delivery_status
    assert "Subject: Eerder" in read.returned_headers
    assert read.text == "de tekst"


def test_returned_headers_without_a_body() -> None:
    read = parse(multipart("report", PLAIN, b"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <kl@x.nl>\r\n"))
    assert "Message-ID: <kl@x.nl>" in read.returned_headers
    assert read.attachments == ()


@pytest.mark.parametrize(
    ("told", "subject"),
    [
        (b"=?utf-8?q?caf=C3=A9?=", "café"),
        (b"Klacht over caf\xe9", "Klacht over café"),
        ("Klacht over café".encode(), "Klacht over café"),
        (b"=?utf-8?Q?Klacht=0D=0ABcc:_x@y.nl?=", "Klacht Bcc: x@y.nl"),
        (b"=?utf-8?q?a=00b?=", "ab"),
        (b"een\r\n\t twee", "een twee"),
        (b"", ""),
    ],
)
def test_subjects(told: bytes, subject: str) -> None:
    assert parse(b"Subject: " + told + b"\r\n\r\n.").subject == subject


def test_a_bare_subject_is_in_the_charset_of_the_text() -> None:
    raw = b"Subject: " + "жалоба".encode("koi8-r") + b"\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n."
    assert parse(raw).subject == "жалоба"


@pytest.mark.parametrize(
    ("subject", "charset", "read"),
    [
        (b"\x1b$B6l>p\x1b(B", b"iso-2022-jp", "苦情"),
        (b"Klacht over het caf+AOk-", b"utf-7", "Klacht over het caf+AOk-"),
        (b"1 + 1 = 3", b"utf-7", "1 + 1 = 3"),
    ],
)
def test_a_bare_subject_may_be_in_a_charset_of_seven_bits(subject: bytes, charset: bytes, read: str) -> None:
    assert parse(b"Subject: " + subject + b"\r\nContent-Type: text/plain; charset=" + charset + b"\r\n\r\n.").subject == read


@pytest.mark.parametrize(
    ("told", "date"),
    [
        ("Tue, 03 Nov 2026 10:11:12 +0100", datetime(2026, 11, 3, 9, 11, 12, tzinfo=UTC)),
        ("3 Nov 2026 10:11 GMT", datetime(2026, 11, 3, 10, 11, tzinfo=UTC)),
        ("Tue Nov  3 10:11:12 2026", datetime(2026, 11, 3, 10, 11, 12, tzinfo=UTC)),
        ("Tue, 03 Nov 2026 10:11:12", datetime(2026, 11, 3, 10, 11, 12, tzinfo=UTC)),
        ("gisteren", None),
        ("Tue, 03 Nov 99999 10:11:12 +0100", None),
        ("(" * 60_000, None),
        ("", None),
    ],
)
def test_dates(told: str, date: datetime | None) -> None:
    assert parse(b"Date: " + told.encode() + b"\r\n\r\n.").date == date


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (b"<a@b.nl>", ("<a@b.nl>",)),
        (b"<a@b.nl> (x) <c@[127.0.0.1]> <a@b.nl>", ("<a@b.nl>", "<c@[127.0.0.1]>")),
        (b"<zonder apenstaart>", ()),
        (b"<a@b.nl\r\n Bcc: x@y.nl>", ()),
        (b"<" + b"a" * 245 + b"@b.nl>", ()),
        (b"<a@" * 20_000, ()),
        ("<é@b.nl>".encode(), ()),
    ],
)
def test_only_well_formed_identifiers_are_kept(told: bytes, found: tuple[str, ...]) -> None:
    read = parse(b"References: " + told + b"\r\nIn-Reply-To: " + told + b"\r\n\r\n.")
    assert read.references == found
    assert read.in_reply_to == found


def test_a_message_id_without_brackets_is_given_them() -> None:
    assert parse(b"Message-ID: a@b.nl\r\n\r\n.").message_id == "<a@b.nl>"
    assert parse(b"Message-ID: geen id\r\n\r\n.").message_id is None


@pytest.mark.parametrize(
    ("raw", "fault", "ambiguous"),
    [
        (b"From : jan@x.nl\r\n\r\n.", "a header has a space before its colon", True),
        (b"From: a@b.nl\rX: y\r\n\r\n.", "a header bears a bare carriage return or a NUL", True),
        (b"geen koppen", "no headers at all", True),
        (mail().replace(b"\r\n", b"\r"), "its lines end in bare carriage returns", True),
        (b"From: staff@x.nl <evil@y.nl>\r\n\r\n.", "from: invalid-display-name", False),
        (b"Date: ooit\r\n\r\n.", "date: invalid-date-syntax", False),
        (mail(b"Content-Type: text/plain; charset=klingon\r\n"), "the text names a charset that is not read", False),
        (mail(b"Content-Type: text/plain\r\nContent-Type: text/html\r\n"), "a part names its type twice", False),
        (mail(b"", b"a\0b"), "the text bears a NUL", False),
        (mail(b"", b"x" * 1_200_000), "the text is longer than is kept: it was cut", False),
    ],
)
def test_what_is_odd_is_told(raw: bytes, fault: str, *, ambiguous: bool) -> None:
    read = parse(raw)
    assert fault in read.faults
    assert read.ambiguous is ambiguous


def test_attachments_are_found_again_by_position() -> None:
    message = EmailMessage()
    message["From"] = "jan@voorbeeld.nl"
    message.set_content("zie bijlagen")
    for number in range(3):
        message.add_attachment(b"inhoud %d" % number, maintype="application", subtype="pdf", filename=f"{number}.pdf")
    raw = message.as_bytes()
    read, files = parse_with_files(raw)
    assert [(one.name, one.type, one.size, one.position) for one in read.attachments] == [
        (f"{number}.pdf", "application/pdf", 8, number) for number in range(3)
    ]
    assert files == (b"inhoud 0", b"inhoud 1", b"inhoud 2")


def test_winmail_is_opened_and_kept() -> None:
    objects = ((1, 0x800C, b"zie de nota\0"), (2, 0x9002, b"\0" * 14), (2, 0x8010, b"nota.pdf\0"), (2, 0x800F, b"%PDF"))
    winmail = struct.pack("<IH", 0x223E9F78, 1) + b"".join(
        struct.pack("<BII", level, name, len(data)) + data + b"\0\0" for level, name, data in objects
    )
    raw = mail(b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n", base64.b64encode(winmail))
    read, files = parse_with_files(raw)
    assert read.text == "zie de nota"
    assert [(one.name, one.size) for one in read.attachments] == [("winmail.dat", len(winmail)), ("nota.pdf", 4)]
    assert files == (winmail, b"%PDF")


def signed(part: bytes) -> bytes:
    """A part that a program signed as a whole (RFC 8551, 3.5.2), as far as it is read."""
    kind = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
    content = b"\x04\x84" + len(part).to_bytes(4, "big") + part
    whole = b"\x30\x80" + kind + b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80\x06\x01x\xa0\x80" + content
    return b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(whole)


def test_a_mail_signed_as_a_whole_is_opened_and_kept() -> None:
    raw = HEAD + signed(multipart("mixed", PLAIN, PDF).partition(b"Message-ID: <1@voorbeeld.nl>\r\n")[2])
    read, files = parse_with_files(raw)
    assert read.text == "de tekst"
    assert [(one.name, one.position) for one in read.attachments] == [("smime.p7m", 0), ("bijlage.pdf", 1)]
    assert files[1] == b"%PDF-1.7"


def test_of_mails_signed_one_in_the_other_only_a_few_are_opened() -> None:
    part = PLAIN
    for _ in range(9):
        part = signed(part)
    assert [one.type for one in parse(HEAD + part).attachments] == ["application/pkcs7-mime"] * 4


@pytest.mark.parametrize(
    "raw",
    [
        mail(b"Content-Type: application/pkcs7-mime\r\n", bytes.fromhex("300b06092a864886f70d010703")),
        multipart("encrypted", b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", PDF),
    ],
)
def test_an_encrypted_mail_is_told(raw: bytes) -> None:
    assert "the mail is encrypted: its text cannot be read" in parse(raw).faults


def test_text_without_end_is_cut_and_told() -> None:
    read = parse(mail(b"", "één ".encode() * 1_000_000))
    assert read.text.startswith("één één")
    assert len(read.text) == 1_000_000
    assert "the text is longer than is read: it was cut" in read.faults


def test_the_html_of_all_parts_shares_one_budget() -> None:
    read = parse(multipart("mixed", *[b"Content-Type: text/html\r\n\r\n" + b"<p>x</p>" * 100_000] * 3))
    assert "more HTML than is read: the rest was left out" in read.faults


def test_alternatives_without_end_are_left_out_and_that_is_told() -> None:
    read = parse(multipart("alternative", *[b"\r\n" + b"w%d " % number * 100_000 for number in range(60)]))
    assert read.text.startswith("w0 w0")
    assert "more alternatives than are compared: the rest was left out" in read.faults


def test_nothing_is_unreadable_but_says_so() -> None:
    assert not parse(b"").readable
    assert not parse(b"\r\n\r\n").readable


def test_where_all_else_fails_headers_and_text_are_still_shown() -> None:
    raw = mail(b"In-Reply-To: <0@voorbeeld.nl>\r\n", b"b\xe9ste")
    read = _plainest(raw, "0" * 64, len(raw), "ValueError")
    assert (read.subject, read.message_id, read.in_reply_to) == ("Klacht", "<1@voorbeeld.nl>", ("<0@voorbeeld.nl>",))
    assert (read.text, read.readable, read.ambiguous) == ("béste", True, True)
    assert read.faults == ("the mail could not be read in the usual way (ValueError): its text is shown as it stands",)


@given(st.binary(max_size=400))
def test_any_bytes_are_read(raw: bytes) -> None:
    read = parse(raw)
    assert read.size == len(raw)
    assert not any("usual way" in fault for fault in read.faults)


@given(st.data())
@settings(max_examples=200)
def test_any_mutant_is_read(data: st.DataObject) -> None:
    raw = bytearray(multipart("report; report-type=delivery-status", PLAIN, HTML, PDF, MAIL_WITHIN))
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=8)):
        raw[place] = data.draw(st.integers(0, 255))
    read, files = parse_with_files(bytes(raw))
    assert len(files) == len(read.attachments)
    assert not any("usual way" in fault for fault in read.faults)
    read.text.encode("utf-8")
