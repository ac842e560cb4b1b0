"""The object that `inspect` prints is complete, and says what each room found."""

import json
from datetime import date

import pytest

from intake.incoming import IncomingMail
from intake.inspection import inspect, unread
from intake.parse import parse
from intake.reading import told_apart
from intake.screening import ScreeningRules
from intake.tag_arguments import Known

RULES = ScreeningRules()
KNOWN = Known(date(2026, 11, 3))
FIELDS = [
    "file", "sha256", "readable", "faults", "from", "from_trusted", "reply_to", "subject", "message_id", "date", "kind", "answerable",
    "why", "bounce", "forwarded", "text", "new_text", "signature", "attachments", "reference", "threads_on", "tags", "tag_questions",
]  # fmt: skip

MAIL = (
    b"From: Jan <jan@voorbeeld.nl>\r\nReply-To: anders@voorbeeld.nl\r\nSubject: Klacht\r\nDate: Tue, 03 Nov 2026 10:11:12 +0100\r\n"
    b"Message-ID: <2@voorbeeld.nl>\r\nIn-Reply-To: <1@voorbeeld.nl>\r\nReferences: <0@voorbeeld.nl> <1@voorbeeld.nl>\r\n"
    b"\r\nover kl-2026-42\r\n"
)
BOUNCE = (
    b"Return-Path: <>\r\nFrom: MAILER-DAEMON@voorbeeld.nl\r\nSubject: Undelivered\r\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nmislukt\r\n--b\r\n"
    b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; weg@voorbeeld.nl\r\n"
    b"Action: failed\r\nStatus: 5.1.1\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <kl@klachten.example>\r\n\r\n--b--\r\n"
)


def test_a_complaint() -> None:
    told = inspect("a.eml", told_apart(parse(MAIL)), RULES, KNOWN)
    assert list(told) == FIELDS
    assert (told["file"], told["from"], told["from_trusted"], told["reply_to"]) == (
        "a.eml",
        "jan@voorbeeld.nl",
        True,
        "anders@voorbeeld.nl",
    )
    assert (told["kind"], told["answerable"], told["bounce"]) == ("human", True, None)
    assert (told["subject"], told["date"], told["message_id"]) == ("Klacht", "2026-11-03T09:11:12+00:00", "<2@voorbeeld.nl>")
    assert told["reference"] == "KL-2026-00042"
    assert told["threads_on"] == ["<1@voorbeeld.nl>", "<0@voorbeeld.nl>"]
    assert json.loads(json.dumps(told)) == told


REFERENCES = [
    # id, what is changed in the mail, the reference that is told
    ("in-the-text", (b"", b""), "KL-2026-00042"),
    ("subject-first", (b"Klacht", b"KL-2026-7"), "KL-2026-00007"),
    (
        "quoted",
        (b"over kl-2026-42", b"Dank u.\r\n\r\nOp 3 nov. 2026 om 10:11 schreef Klachten <klachten@voorbeeld.nl>:\r\n> over kl-2026-42"),
        None,
    ),
]


@pytest.mark.parametrize(("change", "reference"), [pytest.param(*row[1:], id=row[0]) for row in REFERENCES])
def test_the_reference_is_the_one_that_threading_would_go_by(change: tuple[bytes, bytes], reference: str | None) -> None:
    assert inspect("a", told_apart(parse(MAIL.replace(*change))), RULES, KNOWN)["reference"] == reference


TAGGED = [
    # id, subject, text, the tags that are told, part of what would be asked back
    ("none", "Klacht", "tekst", [], ""),
    ("subject", "Re: [KL-2026-42] #opgelost", "tekst", [("opgelost", None)], ""),
    ("day", "#streefdatum over twee weken", "", [("streefdatum", "2026-11-17")], ""),  # counted from the day of the mail
    (
        "amount",
        "x",
        "#afspraak\r\n#bedrag 1.250,-\r\nU krijgt het terug.",
        [("afspraak", "U krijgt het terug."), ("bedrag", "1250.00")],
        "",
    ),
    ("role", "#toewijzen aan teamleider incasso", "", [("toewijzen", "team_lead_collection")], ""),
    ("natures", "#aard privacy, incassokosten", "", [("aard", "privacy, costs")], ""),
    ("somebody", "#namens Piet Post piet@post.example", "", [("namens", "Piet Post <piet@post.example>")], ""),
    ("denied", "#nog niet opgelost", "", [("ontevreden", None)], ""),
    ("synonym", "#klaar", "", [("opgelost", None)], ""),
    ("question", "#opgelost?", "", [("status", None)], ""),
    ("nearly", "#afspraak #opgelots", "tekst", [], "‘#opgelots’: Dit woord kennen wij niet. Bedoelt u #opgelost?"),
    ("quoted", "Re: x", "Dank u.\r\n\r\nOp 3 nov. 2026 om 10:11 schreef Jan <jan@voorbeeld.nl>:\r\n> #opgelost", [], ""),
]


@pytest.mark.parametrize(("subject", "text", "tags", "question"), [pytest.param(*row[1:], id=row[0]) for row in TAGGED])
def test_tags_are_told_as_they_would_be_read(subject: str, text: str, tags: list[tuple[str, str | None]], question: str) -> None:
    raw = MAIL.replace(b"Subject: Klacht", f"Subject: {subject}".encode()).replace(b"over kl-2026-42", text.encode())
    told = inspect("a", told_apart(parse(raw)), RULES, KNOWN)
    assert told["tags"] == [{"tag": tag, "argument": argument} for tag, argument in tags]
    assert [question in one for one in told["tag_questions"]] == [True] * bool(question)


@pytest.mark.parametrize("field", [b"Auto-Submitted: auto-replied", b"Precedence: bulk", b"X-Loop: a@b.nl"])
def test_a_machine_asks_for_nothing(field: bytes) -> None:
    told = inspect("a", parse(field + b"\r\n" + MAIL.replace(b"Subject: Klacht", b"Subject: #opgelost")), RULES, KNOWN)
    assert (told["tags"], told["tag_questions"]) == ([], [])


@pytest.mark.parametrize("day", [b"Fri, 31 Dec 9999 23:59:59 +0000", b"Mon, 01 Jan 0001 00:00:00 +0000", b"gisteren", b""])
def test_a_day_that_is_none_or_far_away_does_not_matter(day: bytes) -> None:
    raw = MAIL.replace(b"Tue, 03 Nov 2026 10:11:12 +0100", day).replace(b"Subject: Klacht", b"Subject: #streefdatum 15-12-2026")
    told = inspect("a", told_apart(parse(raw)), RULES, KNOWN)
    assert bool(told["tags"]) != bool(told["tag_questions"])


def test_a_bounce() -> None:
    told = inspect("b.eml", parse(BOUNCE), RULES, KNOWN)
    assert (told["kind"], told["answerable"]) == ("bounce", False)
    assert told["bounce"] == {
        "recipients": ["weg@voorbeeld.nl"],
        "permanent": True,
        "status": "5.1.1",
        "message_id": "<kl@klachten.example>",
    }
    assert [one["type"] for one in told["attachments"]] == ["message/delivery-status"]


@pytest.mark.parametrize("raw", [MAIL.replace(b"From:", b"From :"), MAIL.replace(b"Subject: Klacht", b"Subject: a\rFrom: b@c.nl")])
def test_an_ambiguous_mail_is_neither_trusted_nor_answered(raw: bytes) -> None:
    told = inspect("a", parse(raw), RULES, KNOWN)
    assert (told["from"], told["from_trusted"], told["answerable"]) == ("jan@voorbeeld.nl", False, False)


def test_what_is_absent_is_null() -> None:
    told = inspect("a", parse(b"X: y\r\n\r\ntekst"), RULES, KNOWN)
    assert all(told[name] is None for name in ("from", "reply_to", "subject", "message_id", "date", "bounce", "reference"))


def test_a_mail_that_could_not_be_read() -> None:
    told = unread("a", IncomingMail("0" * 64, 5, readable=False, faults=("reading this mail exceeded the limit of cpu",)))
    assert list(told) == FIELDS
    assert (told["readable"], told["answerable"], told["faults"]) == (False, False, ["reading this mail exceeded the limit of cpu"])
