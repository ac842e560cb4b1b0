"""What may change in a mail without a change in what it is: a field nobody knows, folds, line ends, charsets, wrappings, and copies.

Each change is made to one mail of each class, and the whole way from bytes to the answer is gone again.
"""

import base64
import quopri
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.parse import parse
from intake.screening import Screened, ScreeningRules, screen, writer
from intake.senders import sender_of

RULES = ScreeningRules(
    own_addresses=frozenset({"klachten@bedrijf.example"}),
    staff_addresses=frozenset({"jan@bedrijf.example"}),
    own_hosts=frozenset({"mx.bedrijf.example"}),
    contact_forms=frozenset({"formulier@site.example"}),
    spam_headers=(("X-Spam-Flag", "yes"),),
)
LETTER = "Beste mevrouw, uw brief van 3 maart klopt niet: één bedrag is al voldaan, het andere nooit besteld. Ik wacht op uw reactie."
AWAY = "Ik ben tot en met 3 mei niet aanwezig. Uw bericht wordt niet doorgestuurd."
REPORT = "Final-Recipient: rfc822; weg@elders.example\r\nAction: {action}\r\nStatus: {status}\r\n"

Fields = tuple[tuple[str, str], ...]
Answer = tuple[Screened, str | None]


def fields(**changes: str) -> Fields:
    """The header of a person's mail, with `changes`; an empty one leaves a field out."""
    known = {"From": "Klager <klager@elders.example>", "To": "klachten@bedrijf.example", "Subject": "Klacht over uw brief van vorige week"}
    told = known | {name.replace("_", "-"): value for name, value in changes.items()}
    return tuple((name, value) for name, value in told.items() if value)


LETTERS: dict[str, tuple[Fields, str]] = {
    "person": (fields(), LETTER),
    "person-elsewhere": (fields(Received="from pc.elders.example by mx.bedrijf.example with ESMTPS id 1; Thu, 2 Apr 2026"), LETTER),
    "newsletter": (fields(List_Unsubscribe="<mailto:x@y.example>", List_Id="<nieuws.y.example>"), LETTER),
    "list": (fields(List_Post="<mailto:praat@y.example>", List_Id="<praat.y.example>"), LETTER),
    "away": (fields(Auto_Submitted="auto-replied (met vakantie); bron=regel"), AWAY),
    "away-by-its-subject": (fields(Subject="Automatisch antwoord: ontvangst van uw klacht"), AWAY),
    "perhaps-away": (fields(), AWAY),
    "no-answer-wanted": (fields(X_Auto_Response_Suppress="DR, OOF, AutoReply"), LETTER),
    "bulk": (fields(Precedence="bulk"), LETTER),
    "robot": (fields(From="niet-beantwoorden@elders.example"), LETTER),
    "two-senders": (fields(From="jan@bedrijf.example <evil@vreemd.example>"), LETTER),
    "staff": (fields(From="Jan <jan@bedrijf.example>"), LETTER),
    "spam": (fields(X_Spam_Flag="YES, zonder twijfel"), LETTER),
    "form": (fields(From="formulier@site.example", Reply_To="klager@elders.example", Auto_Submitted="auto-generated"), LETTER),
    "unknown-form": (fields(From="web@winkel.example", Reply_To="klager@elders.example", Auto_Submitted="auto-generated"), LETTER),
}
"""By class: the header and the text of a mail of one part."""


def written(header: Fields, text: str, *, charset: str = "utf-8", encoding: str = "8bit") -> bytes:
    body = text.encode(charset)
    if encoding == "base64":
        body = base64.encodebytes(body)
    elif encoding == "quoted-printable":
        body = quopri.encodestring(body)
    mime = (*header, ("Content-Type", f"text/plain; charset={charset}"), ("Content-Transfer-Encoding", encoding))
    return b"".join(f"{name}: {value}\r\n".encode() for name, value in mime) + b"\r\n" + body + b"\r\n"


def report(kind: str, second: str) -> bytes:
    parts = (("text/plain", "Een bericht over uw brief.\r\n"), (f"message/{kind}", second), ("text/rfc822-headers", "Subject: x\r\n"))
    body = "".join(f"--grens\r\nContent-Type: {media}\r\n\r\n{text}\r\n" for media, text in parts) + "--grens--\r\n"
    header = fields(From="mailer-daemon@mx.elders.example", Return_Path="<>", Subject="Over uw brief")
    top = (*header, ("Content-Type", f'multipart/report; report-type={kind}; boundary="grens"'))
    return b"".join(f"{name}: {value}\r\n".encode() for name, value in top) + b"\r\n" + body.encode()


MAILS = {name: written(header, text) for name, (header, text) in LETTERS.items()} | {
    "bounce": report("delivery-status", REPORT.format(action="failed", status="5.1.1")),
    "delivered": report("delivery-status", REPORT.format(action="delivered", status="2.0.0")),
    "read": report(
        "disposition-notification", "Final-Recipient: rfc822; klager@elders.example\r\nDisposition: manual-action; displayed\r\n"
    ),
    "called-spam": report("feedback-report", "Feedback-Type: abuse\r\nUser-Agent: x\r\nVersion: 1\r\n"),
}
ALL = pytest.mark.parametrize("name", MAILS)
OF_ONE_PART = pytest.mark.parametrize("name", LETTERS)


def answer(raw: bytes) -> Answer:
    """What the mail is, and whose words it has: the only one who may be answered."""
    mail = parse(raw)
    sender = sender_of(mail)
    return screen(mail, sender, RULES), writer(mail, sender, RULES).address


def test_the_mails_are_of_many_classes() -> None:
    assert len({answer(raw)[0].clue for raw in MAILS.values()}) >= len(MAILS) - 2
    assert sum(answer(raw)[0].answerable for raw in MAILS.values()) == 3


@ALL
@settings(max_examples=25)
@given(
    field=st.from_regex(r"X-(Origin|Note|Klant|Trace)-[A-Za-z]{1,12}", fullmatch=True),
    value=st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF), max_size=60),
    at_the_end=st.booleans(),
)
def test_a_field_that_nobody_knows(name: str, field: str, value: str, at_the_end: bool) -> None:  # noqa: FBT001 hypothesis gives it
    raw, added = MAILS[name], f"{field}: {value}\r\n".encode()
    head, body = raw.split(b"\r\n\r\n", 1)
    changed = head + b"\r\n" + added + b"\r\n" + body if at_the_end else added + raw
    assert answer(changed) == answer(raw)


@ALL
@pytest.mark.parametrize("fold", [b"\r\n ", b"\r\n\t", b"\r\n  \t"])
def test_other_folds(name: str, fold: bytes) -> None:
    head, body = MAILS[name].split(b"\r\n\r\n", 1)
    folded = b"\r\n".join(re.sub(rb"(?<=[^ :]) ", fold, line) for line in head.split(b"\r\n"))
    assert answer(folded + b"\r\n\r\n" + body) == answer(MAILS[name])


@ALL
def test_other_line_ends(name: str) -> None:
    assert answer(MAILS[name].replace(b"\r\n", b"\n")) == answer(MAILS[name])


@ALL
def test_names_of_fields_in_another_case(name: str) -> None:
    head, body = MAILS[name].split(b"\r\n\r\n", 1)
    for case in (bytes.lower, bytes.upper):
        lines = [line.partition(b":") for line in head.split(b"\r\n")]
        changed = b"\r\n".join(case(field) + colon + value for field, colon, value in lines)
        assert answer(changed + b"\r\n\r\n" + body) == answer(MAILS[name])


@OF_ONE_PART
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "iso-8859-15", "utf-16"])
@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
def test_other_charsets_and_transfer_encodings(name: str, charset: str, encoding: str) -> None:
    assert answer(written(*LETTERS[name], charset=charset, encoding=encoding)) == answer(MAILS[name])


@OF_ONE_PART
def test_a_subject_in_encoded_words(name: str) -> None:
    header, text = LETTERS[name]
    encoded = {"Subject": f"=?utf-8?B?{base64.b64encode(dict(header)['Subject'].encode()).decode()}?="}
    assert answer(written(tuple((dict(header) | encoded).items()), text)) == answer(MAILS[name])


@OF_ONE_PART
@pytest.mark.parametrize("kind", ["alternative", "mixed", "related", "signed"])
def test_another_wrapping(name: str, kind: str) -> None:
    header, text = LETTERS[name]
    top = b"".join(f"{field}: {value}\r\n".encode() for field, value in (*header, ("Content-Type", f"multipart/{kind}; boundary=grens")))
    parts = (f"text/plain; charset=utf-8\r\n\r\n{text}", f"text/html; charset=utf-8\r\n\r\n<p>{text}</p>")
    told = parts if kind == "alternative" else parts[:1]
    body = "".join(f"--grens\r\nContent-Type: {part}\r\n" for part in told) + "--grens--\r\n"
    assert answer(top + b"\r\n" + body.encode()) == answer(MAILS[name])


@ALL
@pytest.mark.parametrize(
    "copy", ["Cc: Klager <klager@elders.example>, mallory@evil.example", "Cc: klachten@bedrijf.example", "Bcc: x@y.example"]
)
def test_who_gets_a_copy(name: str, copy: str) -> None:
    assert answer(copy.encode() + b"\r\n" + MAILS[name]) == answer(MAILS[name])
