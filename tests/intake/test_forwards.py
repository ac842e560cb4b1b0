"""What was passed on is told, with whose it was; an answer that quotes an earlier mail in the same shape is no forward."""

import hashlib
from dataclasses import replace

import pytest

from intake.forwards import DEEPEST, as_file, find_forwarded
from intake.frames import from_json
from intake.incoming import Forwarded, IncomingMail
from intake.reading import ATTACHED_AT_MOST, ATTACHED_OCTETS, read_mail

JAN = "Jan Kok <j.kok@post.example>"
INBOX = "klachten@voorbeeld.nl"
WORDS = "Hierbij ter behandeling.\n\nGroet, Bram"
LETTER = "Goedemorgen,\n\nDe rekening klopt niet.\n\nJan Kok"
TIME = "maandag 2 maart 2026 10:15"


def mail(text: str, subject: str = "Fwd: Rekening 12", **headers: str) -> IncomingMail:
    names = {"From": "b.smit@voorbeeld.nl", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return IncomingMail("0" * 64, len(text), headers=tuple(names.items()), subject=subject, text=text)


def marked(text: str, marks: str = "> ") -> str:
    return "\n".join((marks + line).rstrip() for line in text.split("\n"))


OUTLOOK = f"Van: {JAN}\nVerzonden: {TIME}\nAan: {INBOX}\nOnderwerp: Rekening 12"
MAC = f"Van: {JAN}\nDatum: {TIME}\nAan: {INBOX}\nOnderwerp: Rekening 12"
GMAIL = f"Van: {JAN}\nDate: {TIME}\nSubject: Rekening 12\nTo: <{INBOX}>"
TABBED = f"Onderwerp: \tRekening 12\nDatum: \t{TIME}\nVan: \t{JAN}\nAan: \t{INBOX}"
YAHOO = f'   ----- Doorgestuurd bericht ----- Van: {JAN}Aan: "k" <{INBOX}>Verzonden: {TIME} CETOnderwerp: Rekening 12'

PROGRAMS = [
    ("outlook", "FW", f"{WORDS}\n\n{OUTLOOK}\n\n{LETTER}"),
    ("outlook-banner", "FW", f"{WORDS}\n\n-----Oorspronkelijk bericht-----\n{OUTLOOK}\n\n{LETTER}"),
    ("outlook-web", "Fw", f"{WORDS}\n________________________________\n{OUTLOOK}\n\n{LETTER}"),
    ("outlook-mac", "FW", f"{WORDS}\n\n{MAC}\n{LETTER}"),
    ("outlook-mailto", "FW", f"{WORDS}\n\n{OUTLOOK.replace('<', '[mailto:').replace('>', ']')}\n\n{LETTER}"),
    ("gmail", "Fwd", f"{WORDS}\n\n---------- Forwarded message ---------\n{GMAIL}\n\n\n{LETTER}"),
    ("thunderbird", "Fwd", f"{WORDS}\n\n-------- Doorgestuurd bericht --------\n{TABBED}\n\n\n\n{LETTER}"),
    ("apple", "Fwd", f"{WORDS}\n\nBegin doorgestuurd bericht:\n\n{MAC}\n\n{LETTER}"),
    ("apple-marked", "Fwd", f"{WORDS}\n\n" + marked(f"Begin doorgestuurd bericht:\n\n{MAC}\n\n{LETTER}")),
    ("iphone", "Fwd", f"{WORDS}\n\nBegin doorgestuurd bericht:\n\n" + marked(f"{MAC}\n\n{LETTER}")),
    ("android", "Fwd", f"{WORDS}\n\n-------- Oorspronkelijk bericht --------\n{MAC}\n\n{LETTER}"),
    ("proton", "Fw", f"{WORDS}\n\n------- Forwarded Message -------\n{MAC}\n\n" + marked(LETTER)),
    ("ionos", "Fwd", f"{WORDS}\n" + marked(f"---------- Original Message ----------\n{MAC}\n\n\n{LETTER}")),
    ("missive", "Fwd", f"{WORDS}\n\n---------- Forwarded message ----------\n{MAC}\n\n" + marked(LETTER)),
    ("yahoo", "Fw", f"{WORDS}\n{YAHOO}\n {LETTER}"),
    ("bold", "Fwd", f"{WORDS}\n\n*Van:* {JAN}\n*Verzonden:* {TIME}\n*Aan:* {INBOX}\n*Onderwerp:* Rekening 12\n\n{LETTER}"),
    ("german", "WG", f"{WORDS}\n\nVon: {JAN}\nGesendet: {TIME}\nAn: {INBOX}\nBetreff: Rekening 12\n\n{LETTER}"),
    ("french", "TR", f"{WORDS}\n\nDe : {JAN}\nEnvoyé : {TIME}\nÀ : {INBOX}\nObjet : Rekening 12\n\n{LETTER}"),
    ("attributed", "FW", f"{WORDS}\n\nOp {TIME} heeft {JAN} geschreven:\n\n    " + LETTER.replace("\n", "\n    ")),
    ("attributed-marked", "Fwd", f"{WORDS}\n\nOp {TIME} schreef {JAN}:\n" + marked(LETTER)),
]


@pytest.mark.parametrize(("prefix", "text"), [pytest.param(*row[1:], id=row[0]) for row in PROGRAMS])
def test_programs(prefix: str, text: str) -> None:
    found = find_forwarded(mail(text, f"{prefix}: Rekening 12"))
    assert found is not None
    assert (found.address, found.name, found.subject) == ("j.kok@post.example", "Jan Kok", "Rekening 12")
    assert "2 maart 2026 10:15" in (found.date or "")
    assert "\n".join(line.strip() for line in found.text.split("\n")) == LETTER
    assert found.message == WORDS


SUBJECTS = [
    ("fwd", "Fwd: Rekening 12", True),
    ("dutch", "Doorst: Rekening 12", True),
    ("dutch-long", "Doorgestuurd: Rekening 12", True),
    ("forward-of-an-answer", "FW: RE: Rekening 12", True),
    ("behind-a-servers-mark", "[EXTERN] FW: Rekening 12", True),
    ("answer", "RE: Rekening 12", False),
    ("dutch-answer", "Antw: Rekening 12", False),
    ("answer-to-a-forward", "Re: FW: Rekening 12", False),
    ("bare", "Rekening 12", False),
    ("none", "", False),
]


@pytest.mark.parametrize(("subject", "is_forward"), [pytest.param(*row[1:], id=row[0]) for row in SUBJECTS])
def test_where_the_text_says_nothing_the_subject_decides(subject: str, *, is_forward: bool) -> None:
    found = find_forwarded(mail(f"{WORDS}\n\n-----Oorspronkelijk bericht-----\n{OUTLOOK}\n\n{LETTER}", subject))
    assert (found is not None) is is_forward


FORWARDED = f"---------- Forwarded message ---------\n{GMAIL}\n\n{LETTER}"
WITHOUT_PREFIX = [
    ("says-so", f"{WORDS}\n\n{FORWARDED}", "Klacht", True),
    ("in-an-answer", f"{WORDS}\n\n{FORWARDED}", "Re: Klacht", False),
    ("quoted", f"{WORDS}\n\nOp {TIME} schreef {JAN}:\n{marked(FORWARDED)}", "Klacht", False),
    ("below-a-quote", f"{WORDS}\n\n> wat u schreef\n\n{FORWARDED}", "Klacht", False),
    ("below-an-attribution", f"{WORDS}\n\nOp {TIME} schreef {JAN}:\n\n{FORWARDED}", "Klacht", False),
    ("no-headers", f"{WORDS}\n\n---------- Forwarded message ---------\n\n{LETTER}", "Klacht", False),
]


@pytest.mark.parametrize(("text", "subject", "is_forward"), [pytest.param(*row[1:], id=row[0]) for row in WITHOUT_PREFIX])
def test_where_the_subject_says_nothing_the_text_decides(text: str, subject: str, *, is_forward: bool) -> None:
    assert (find_forwarded(mail(text, subject)) is not None) is is_forward


@pytest.mark.parametrize("text", ["", WORDS, f"{WORDS}\n\n{marked(LETTER)}", "Van: Jan\nAan: Piet\nik heb het niet gedaan."])
def test_a_forward_without_headers_is_none(text: str) -> None:
    assert find_forwarded(mail(text)) is None


def test_of_forwards_within_forwards_the_uppermost_counts() -> None:
    inner = f"---------- Forwarded message ---------\nVan: Piet <p.vis@post.example>\nDatum: {TIME}\nOnderwerp: oud\n\nOude tekst."
    found = find_forwarded(mail(f"{WORDS}\n\n---------- Forwarded message ---------\n{GMAIL}\n\nZie onder.\n\n{inner}"))
    assert found is not None
    assert found.address == "j.kok@post.example"
    assert found.text == f"Zie onder.\n\n{inner}"


def test_what_stands_below_the_marks_is_not_the_originals() -> None:
    passed_on = marked(f"Begin doorgestuurd bericht:\n\n{MAC}\n\n{LETTER}")
    found = find_forwarded(mail(f"{passed_on}\n\nGroet, Bram"))
    assert found is not None
    assert (found.text, found.message) == (LETTER, "")


def test_a_line_that_lost_its_mark_is_the_originals() -> None:
    text = marked(f"Begin doorgestuurd bericht:\n\n{MAC}\n\nEen lange zin\ndie is afgebroken.\n\nJan")
    found = find_forwarded(mail(text.replace("> die", "die")))
    assert found is not None
    assert found.text == "Een lange zin\ndie is afgebroken.\n\nJan"


def test_lines_that_frame_the_original_go() -> None:
    text = f"----- Forwarded message from {JAN} -----\n\n{GMAIL}\n-----------------\n\n{LETTER}\n\n----- End forwarded message -----"
    found = find_forwarded(mail(text))
    assert found is not None
    assert found.text == LETTER


def test_an_original_without_text_is_empty() -> None:
    found = find_forwarded(mail(f"{WORDS}\n\n{OUTLOOK}\n\n"))
    assert found is not None
    assert (found.text, found.message) == ("", WORDS)


def test_quotes_in_the_original_stay() -> None:
    found = find_forwarded(mail(f"{OUTLOOK}\n\n> u schreef dit\n\nDat klopt niet."))
    assert found is not None
    assert found.text == "> u schreef dit\n\nDat klopt niet."


def test_a_name_without_an_address_gives_no_address() -> None:
    found = find_forwarded(mail(f"{WORDS}\n\nVan: Kok, Jan\nVerzonden: {TIME}\nAan: Klachten\nOnderwerp: Rekening 12\n\n{LETTER}"))
    assert found is not None
    assert (found.address, found.name) == (None, "Kok, Jan")


def test_a_missing_subject_is_that_of_the_forward() -> None:
    found = find_forwarded(mail(f"-------- Doorgestuurd bericht --------\nVan: {JAN}\nDatum: {TIME}\n\n{LETTER}", "FW: RE: Rekening 12"))
    assert found is not None
    assert found.subject == "RE: Rekening 12"


ATTACHED = replace(
    mail(LETTER, "Rekening 12"), headers=(("From", JAN), ("Date", "Mon, 2 Mar 2026 10:15:00 +0100"), ("Subject", "Rekening 12"))
)
AS_FILE = Forwarded("j.kok@post.example", "Jan Kok", "Rekening 12", "Mon, 2 Mar 2026 10:15:00 +0100", LETTER, WORDS, sha256="0" * 64)


def with_file(text: str, subject: str = "Fwd: Rekening 12", *, file: IncomingMail = ATTACHED) -> Forwarded | None:
    return find_forwarded(mail(text, subject), (as_file(file, (), DEEPEST),))


def test_an_attached_mail_is_passed_on() -> None:
    assert with_file(WORDS) == AS_FILE
    assert with_file(WORDS, "Ter info") == AS_FILE


def test_an_answer_with_a_mail_attached_is_none() -> None:
    assert with_file(WORDS, "Re: Rekening 12") is None


def test_what_the_text_passes_on_counts_before_what_is_attached() -> None:
    found = with_file(f"{WORDS}\n\n{OUTLOOK}\n\n{LETTER}", file=replace(ATTACHED, headers=(("From", "p.vis@post.example"),)))
    assert found is not None
    assert found.address == "j.kok@post.example"


@pytest.mark.parametrize("headers", [(), (("From", f"{JAN}, p.vis@post.example"),), (("From", JAN), ("From", "p.vis@post.example"))])
def test_a_doubtful_sender_of_an_attached_mail_is_nobody(headers: tuple[tuple[str, str], ...]) -> None:
    found = with_file(WORDS, file=replace(ATTACHED, headers=headers))
    assert found is not None
    assert found.address is None


def test_an_attached_mail_may_bear_no_more_than_a_text() -> None:
    found = with_file(WORDS, file=IncomingMail("0" * 64, 1, text=LETTER))
    assert found == Forwarded(text=LETTER, message=WORDS, sha256="0" * 64)


def test_an_attached_mail_that_can_be_read_in_two_ways_names_nobody() -> None:
    found = with_file(WORDS, file=replace(ATTACHED, ambiguous=True))
    assert found is not None
    assert found.address is None


REPORTS = [
    ("report", replace(mail(WORDS), report_type="delivery-status")),
    ("receipt", replace(mail(WORDS), report_type="disposition-notification")),
    ("status", replace(mail(WORDS), delivery_status="Final-Recipient: rfc822; a@post.example")),
    ("no-return-path", mail(WORDS, Return_Path="<>")),
    ("feedback", replace(mail(WORDS), part_types=("text/plain", "message/feedback-report"))),
    (
        "bounce",
        mail(
            "Your message could not be delivered:\n<a@post.example>: user unknown", "Undeliverable: Klacht", From="mailer-daemon@a.example"
        ),
    ),
]


@pytest.mark.parametrize("report", [pytest.param(row[1], id=row[0]) for row in REPORTS])
def test_a_report_passes_nothing_on(report: IncomingMail) -> None:
    assert find_forwarded(report, (as_file(ATTACHED, (), DEEPEST),)) is None


def wire(*parts: bytes) -> bytes:
    head = (
        b"From: b.smit@voorbeeld.nl\r\nSubject: FW: Rekening 12\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    )
    return head + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"


TEXT = b"Content-Type: text/plain\r\n\r\nHierbij."
INNER = b"From: Jan Kok <j.kok@post.example>\r\nSubject: Rekening 12\r\n\r\nGoedemorgen."
ENCLOSED = b"Content-Type: message/rfc822\r\n\r\n" + INNER
NAMED = b"Content-Type: application/octet-stream; name=a.eml\r\nContent-Disposition: attachment\r\n\r\n" + INNER
FILES = [
    ("attached", wire(TEXT, ENCLOSED), "j.kok@post.example"),
    ("by-its-name", wire(TEXT, NAMED), "j.kok@post.example"),
    ("with-another-file", wire(TEXT, b"Content-Type: image/png\r\n\r\nx", ENCLOSED), "j.kok@post.example"),
    ("longer-than-is-read", wire(TEXT, ENCLOSED + b"\r\nDag." * ATTACHED_OCTETS), "j.kok@post.example"),
    ("two", wire(TEXT, ENCLOSED, ENCLOSED), None),
    ("none", wire(TEXT), None),
]


@pytest.mark.parametrize(("raw", "address"), [pytest.param(*row[1:], id=row[0]) for row in FILES])
def test_attached_mails_are_read(raw: bytes, address: str | None) -> None:
    forwarded = from_json(read_mail(raw, 0)[0]["mail"]).forwarded
    assert (forwarded.address if forwarded else None) == address


RECEIVED = (
    b"Received: from uit.post.example by mx.voorbeeld.nl with ESMTPS id 7; Tue, 3 Mar 2026 08:00:00 +0100\r\n"
    b"Received: from huis by uit.post.example; Mon, 2 Mar 2026 10:15:00 +0100\r\n"
)


def test_of_an_attached_mail_it_is_known_when_the_last_server_took_it_and_which_it_is() -> None:
    raw = RECEIVED + b"Message-ID: <12@post.example>\r\n" + INNER
    (found,) = from_json(read_mail(wire(TEXT, b"Content-Type: message/rfc822\r\n\r\n" + raw), 0)[0]["mail"]).attached_mails
    assert (found.received, found.message_id) == ("Tue, 3 Mar 2026 08:00:00 +0100", "<12@post.example>")
    assert found.sha256 == hashlib.sha256(raw).hexdigest()


def test_of_several_attached_mails_all_are_told_and_none_is_the_one() -> None:
    raw = wire(TEXT, *[b"Content-Type: message/rfc822\r\n\r\n" + INNER.replace(b"12", b"%d" % number) for number in range(9)])
    mail = from_json(read_mail(raw, 0)[0]["mail"])
    assert [one.subject for one in mail.attached_mails] == [f"Rekening {number}" for number in range(ATTACHED_AT_MOST)]
    assert mail.forwarded is None


def test_what_a_mail_passes_on_in_its_turn_stands_within_it() -> None:
    inner = f"---------- Forwarded message ---------\n{GMAIL}\n\n{LETTER}"
    outer = f"Van: Carla <c.visser@voorbeeld.nl>\nVerzonden: {TIME}\nAan: b\nOnderwerp: FW: Rekening 12\n\nVoor jou.\n\n{inner}"
    found = find_forwarded(mail(f"{WORDS}\n\n{outer}", "FW: FW: Rekening 12"))
    assert found is not None
    assert found.within is not None
    assert (found.address, found.within.address, found.within.text) == ("c.visser@voorbeeld.nl", "j.kok@post.example", LETTER)
    assert found.within.within is None


HOSTILE = [
    ("within-each-other", f"Fwd\n---------- Forwarded message ---------\n{GMAIL.replace('Rekening', 'FW: Rekening')}\n\n" * 3_000),
    ("headers", "Van: a\n" * 50_000),
    ("blocks", f"{OUTLOOK}\n\n" * 5_000),
    ("marks", ">" * 500_000 + f"\n{OUTLOOK}"),
    ("marked-lines", f"> {OUTLOOK}\n" + "> " * 10 + "\n" * 200_000),
    ("attributions", f"Op {TIME} schreef wie@\n" * 20_000),
    ("colons", "a:b@c:\n" * 100_000),
    ("one-line", f"----- Doorgestuurd bericht ----- Van: {JAN}" + "Aan: x@y.example>" * 50_000),
    ("addresses", "Van: " + "a@b.example, " * 50_000 + f"\nDatum: {TIME}\nOnderwerp: x"),
]


@pytest.mark.parametrize("text", [pytest.param(row[1], id=row[0]) for row in HOSTILE])
def test_long_texts_are_read_to_the_end(text: str) -> None:
    found = find_forwarded(mail(text))
    assert found is None or len(found.text) + len(found.message) <= len(text)
