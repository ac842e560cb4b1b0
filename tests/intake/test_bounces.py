"""Which letter did not arrive, at whom, and for good: fields, free text, and what only looks like a bounce."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.bounces import Bounce, read_bounce
from intake.incoming import IncomingMail
from intake.parse import parse

DAEMON = ("From", "MAILER-DAEMON@mx.elders.example (Mail Delivery System)")
PERSON = ("From", "Klager <klager@elders.example>")
NULL_PATH = ("Return-Path", "<>")
DESK = "klachten@bedrijf.example"
FAILED = "Reporting-MTA: dns; mx.elders.example\n\nFinal-Recipient: rfc822; jan@elders.example\nAction: failed\nStatus: 5.1.1\n"


def mail(*headers: tuple[str, str], **facts: str) -> IncomingMail:
    return IncomingMail(sha256="0", size=1, headers=headers, **facts)  # type: ignore[arg-type] # each case gives texts


def report(delivery_status: str, **facts: str) -> IncomingMail:
    return mail(DAEMON, content_type="multipart/report", report_type="delivery-status", delivery_status=delivery_status, **facts)


FIELDS = [
    # id, delivery status, recipients, permanent, status
    ("failed", FAILED, ("jan@elders.example",), True, "5.1.1"),
    ("no-status", "Final-Recipient: rfc822;jan@elders.example\nAction: failed\n", ("jan@elders.example",), True, None),
    ("delayed", FAILED.replace("failed", "delayed").replace("5.1.1", "4.4.1"), ("jan@elders.example",), False, "4.4.1"),
    ("delayed-class-5", FAILED.replace("failed", "delayed"), ("jan@elders.example",), False, "5.1.1"),
    ("failed-class-4", FAILED.replace("5.1.1", "4.2.2"), ("jan@elders.example",), False, "4.2.2"),
    ("tried-for-days", FAILED.replace("5.1.1", "4.4.7"), ("jan@elders.example",), True, "4.4.7"),
    ("no-action", FAILED.replace("Action: failed\n", ""), ("jan@elders.example",), True, "5.1.1"),
    ("no-action-class-4", FAILED.replace("Action: failed\n", "").replace("5.1.1", "4.1.1"), ("jan@elders.example",), False, "4.1.1"),
    ("status-with-a-comment", FAILED.replace("5.1.1", "5.2.2 (mailbox full)"), ("jan@elders.example",), True, "5.2.2"),
    ("capitals", FAILED.upper(), ("JAN@ELDERS.EXAMPLE",), True, "5.1.1"),
    ("folded", FAILED.replace("rfc822; jan", "rfc822;\n jan"), ("jan@elders.example",), True, "5.1.1"),
    ("angle-brackets", FAILED.replace("jan@elders.example", "<jan@elders.example>"), ("jan@elders.example",), True, "5.1.1"),
    ("no-type", FAILED.replace("rfc822; ", ""), ("jan@elders.example",), True, "5.1.1"),
    ("original-first", FAILED + "Original-Recipient: rfc822; info@elders.example\n", ("info@elders.example",), True, "5.1.1"),
    ("original-unknown", FAILED + "Original-Recipient: unknown; x\n", ("jan@elders.example",), True, "5.1.1"),
    (
        "two",
        f"{FAILED}\n{FAILED.partition(chr(10) * 2)[2].replace('jan', 'piet')}",
        ("jan@elders.example", "piet@elders.example"),
        True,
        "5.1.1",
    ),
    ("twice-the-same", f"{FAILED}\n{FAILED}", ("jan@elders.example",), True, "5.1.1"),
    (
        "one-of-two",
        f"{FAILED}\nFinal-Recipient: rfc822; piet@elders.example\nAction: relayed\nStatus: 2.0.0\n",
        ("jan@elders.example",),
        True,
        "5.1.1",
    ),
    ("windows-line-ends", FAILED.replace("\n", "\r\n"), ("jan@elders.example",), True, "5.1.1"),
]


@pytest.mark.parametrize(("fields", "recipients", "permanent", "status"), [pytest.param(*row[1:], id=row[0]) for row in FIELDS])
def test_the_fields_of_a_report(fields: str, recipients: tuple[str, ...], permanent: bool, status: str | None) -> None:  # noqa: FBT001 a column of the table
    found = read_bounce(report(fields))
    assert found is not None
    assert (found.recipients, found.permanent, found.status) == (recipients, permanent, status)


@pytest.mark.parametrize(
    ("fields", "given_up"),
    [
        (FAILED, True),
        (FAILED.replace("5.1.1", "4.2.2"), True),
        (FAILED.replace("failed", "FAILED (for good)"), True),
        (FAILED.replace("failed", "delayed"), False),
        (FAILED.replace("Action: failed\n", ""), False),
    ],
)
def test_who_says_failed_tries_no_more_whatever_the_status(fields: str, given_up: bool) -> None:  # noqa: FBT001 a column of the table
    found = read_bounce(report(fields))
    assert found is not None
    assert found.given_up is given_up


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", "Delivered (to the mailbox)", "deliverable"])
def test_a_report_of_success_is_no_bounce(action: str) -> None:
    assert read_bounce(report(f"Final-Recipient: rfc822; jan@elders.example\nAction: {action}\nStatus: 2.0.0\n")) is None


def test_success_without_an_action_is_told_by_its_class() -> None:
    assert read_bounce(report("Final-Recipient: rfc822; jan@elders.example\nStatus: 2.1.5\n")) is None


@pytest.mark.parametrize(
    ("facts", "message_id"),
    [
        ({"returned_headers": "Subject: x\nMessage-ID: <KL.1@bedrijf.example>\n"}, "<KL.1@bedrijf.example>"),
        ({"returned_headers": "message-id:\n"}, None),
        ({"text": "Gaat over:\nMessage-Id: <KL.2@bedrijf.example>\n"}, "<KL.2@bedrijf.example>"),
        ({"returned_headers": "Message-ID: <a@b.example>\n", "text": "Message-ID: <c@d.example>\n"}, "<a@b.example>"),
        ({"returned_headers": " Message-ID:<a@b.example>\n"}, "<a@b.example>"),
        ({"returned_headers": "X-Message-ID: <a@b.example>\n"}, None),
    ],
)
def test_which_letter_came_back(facts: dict[str, str], message_id: str | None) -> None:
    found = read_bounce(report(FAILED, **facts))
    assert found is not None
    assert found.message_id == message_id


def test_fields_written_into_the_text_are_read_too() -> None:
    found = read_bounce(mail(DAEMON, subject="Mail delivery failed", text=f"Uw brief kwam niet aan.\n\n{FAILED}"))
    assert found == Bounce(("jan@elders.example",), permanent=True, status="5.1.1", given_up=True)


TEXTS = [
    # id, subject, text, recipients, permanent, status
    (
        "qmail",
        "failure notice",
        (
            "Hi. This is the qmail-send program at mx.elders.example.\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n<jan@elders.example>:\n"
            "Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n<x@y.example>:\n"
        ),
        ("jan@elders.example",),
        True,
        "5.1.1",
    ),
    (
        "exim",
        "Mail delivery failed: returning message to sender",
        (
            "A message that you sent could not be delivered to one or more of its recipients. This is a permanent error. The "
            "following address(es) failed:\n\n  jan@elders.example\n    host mx.elders.example [192.0.2.1]: 550 Unrouteable address\n"
            "\n------ This is a copy of the message ------\n  x@y.example\n"
        ),
        ("jan@elders.example",),
        True,
        None,
    ),
    (
        "sendmail-expanded",
        "Returned mail: see transcript for details",
        (
            "   ----- The following addresses had permanent fatal errors -----\njan@binnen.elders.example\n"
            "    (expanded from: jansen@elders.example)\n\n   ----- Transcript of session follows -----\n554 Too many hops\n"
        ),
        ("jan@binnen.elders.example", "jansen@elders.example"),
        True,
        None,
    ),
    (
        "exim-warning",
        "Warning: message 1abc delayed 24 hours",
        "A message that you sent has not yet been delivered.\n\n  jan@elders.example\n    Delay reason: 451 greylisted\n",
        ("jan@elders.example",),
        False,
        None,
    ),
    (
        "postfix",
        "Undelivered Mail Returned to Sender",
        (
            "This is the mail system at host mx.elders.example.\n\n<jan@elders.example>: host mx[192.0.2.1] said: 552 5.2.2\n"
            "    Mailbox full (in reply to RCPT TO)\n"
        ),
        ("jan@elders.example",),
        True,
        "5.2.2",
    ),
    (
        "sendmail",
        "Returned mail: User unknown",
        "   ----- The following addresses had permanent fatal errors -----\n<jan@elders.example>\n    (reason: 550 5.1.1 unknown)\n",
        ("jan@elders.example",),
        True,
        "5.1.1",
    ),
    (
        "exchange",
        "Undeliverable: Uw klacht",
        (
            "Your message\n\n  To:  Jan\n  Subject: Uw klacht\n\ndid not reach the following recipient(s):\n\n"
            "jan@elders.example on Mon, 2 Mar 2026 10:00:00 +0100\n    The recipient name is not recognized\n"
        ),
        ("jan@elders.example",),
        True,
        None,
    ),
    (
        "google",
        "Delivery Status Notification (Failure)",
        (
            "Delivery to the following recipient failed permanently:\n\n     jan@elders.example\n\n"
            "Technical details: 550 5.1.1 The account does not exist.\n"
        ),
        ("jan@elders.example",),
        True,
        "5.1.1",
    ),
    (
        "dutch-exchange",
        "Onbestelbaar: Uw klacht",
        (
            "De bezorging aan de volgende geadresseerden is mislukt:\n\njan@elders.example (jan@elders.example)\n"
            "Het postvak van de geadresseerde is vol.\n"
        ),
        ("jan@elders.example",),
        True,
        None,
    ),
    (
        "dutch-sentence",
        "Uw bericht is niet bezorgd",
        "Uw bericht aan jan@elders.example kon niet worden bezorgd. De gebruiker is onbekend.\n",
        ("jan@elders.example",),
        True,
        None,
    ),
    (
        "dutch-delay",
        "Bericht vertraagd",
        "Uw bericht aan <jan@elders.example> is nog niet bezorgd en wordt opnieuw geprobeerd.\n",
        ("jan@elders.example",),
        False,
        None,
    ),
    (
        "gave-up",
        "failure delivery",
        "<jan@elders.example>:\nI wasn't able to connect. (#4.4.1)\nI'm not going to try again.\n",
        ("jan@elders.example",),
        True,
        "4.4.1",
    ),
    ("for-now", "Delivery problem", "<jan@elders.example>: 452 4.2.2 over quota\n", ("jan@elders.example",), False, "4.2.2"),
    (
        "listed",
        "Delivery failure",
        "Recipient: [SMTP:jan@elders.example]\nReason: mailbox unavailable\n",
        ("jan@elders.example",),
        True,
        None,
    ),
    (
        "rejected",
        "Automatically rejected mail",
        "Your message to <jan@elders.example> was automatically rejected:\nQuota exceeded\n",
        ("jan@elders.example",),
        True,
        None,
    ),
    (
        "dutch-exchange-delayed",
        "Bezorging vertraagd: Uw klacht",
        (
            "De bezorging aan deze geadresseerden of groepen is vertraagd:\n\njan@elders.example\n\n"
            "Er wordt nog twee dagen opnieuw geprobeerd het bericht te bezorgen.\n"
        ),
        ("jan@elders.example",),
        False,
        None,
    ),
    (
        "dutch-gone",
        "Mail delivery failed",
        "Het e-mailadres jan@elders.example is opgeheven. Uw bericht kon niet worden bezorgd.\n",
        ("jan@elders.example",),
        True,
        None,
    ),
    (
        "dutch-not-yet",
        "Probleem",
        "<jan@elders.example>: de server is tijdelijk niet bereikbaar. We blijven het nog proberen.\n",
        ("jan@elders.example",),
        False,
        None,
    ),
    (
        "dutch-given-up",
        "Bericht niet bezorgd",
        "Uw bericht aan jan@elders.example was vertraagd en stond te lang in de wachtrij.\n",
        ("jan@elders.example",),
        True,
        None,
    ),
    (
        "two-in-sentences",
        "failure notice",
        "We could not deliver your message to <jan@elders.example>.\n550 mailbox full for piet@elders.example\n",
        ("jan@elders.example", "piet@elders.example"),
        True,
        None,
    ),
    (
        "at-the-end-of-a-line",
        "Undeliverable Mail",
        "The mailbox exceeds its size: jan@elders.example\n\nOriginal message follows.\n",
        ("jan@elders.example",),
        True,
        None,
    ),
    (
        "names-alone",
        "Mail Delivery Problem",
        "Mail from klachten@bedrijf.example is not accepted by these users:\n\n\tjansen\n\tpietersen\n\nGoodbye\n",
        ("jansen@mx.elders.example", "pietersen@mx.elders.example"),
        True,
        None,
    ),
    (
        "whom-it-was-sent-to",
        "Undeliverable Mail",
        f"To: {DESK}\nSubject: x\n\nundeliverable to jan@elders.example\n",
        ("jan@elders.example",),
        True,
        None,
    ),
    ("only-whom-it-was-sent-to", "Undeliverable Mail", f"<{DESK}>: User unknown\n", (DESK,), True, None),
    ("nobody-named", "Undeliverable: x", "Sorry.", (), True, None),
    (
        "not-the-server",
        "failure notice",
        "Hi. For help write to postmaster@elders.example\nto: <mailer-daemon@elders.example>\n",
        (),
        True,
        None,
    ),
    ("unknown-language", "x", "<jan@elders.example>: ???\n", ("jan@elders.example",), None, None),
]


@pytest.mark.parametrize(("subject", "text", "recipients", "permanent", "status"), [pytest.param(*row[1:], id=row[0]) for row in TEXTS])
def test_notices_in_free_text(subject: str, text: str, recipients: tuple[str, ...], permanent: bool | None, status: str | None) -> None:  # noqa: FBT001 a column of the table
    assert read_bounce(mail(DAEMON, ("To", DESK), subject=subject, text=text)) == Bounce(recipients, permanent, status)


NOTICE = {"subject": "Undelivered Mail Returned to Sender", "text": "<jan@elders.example>: 550 5.1.1 User unknown\n"}
SIGNS = [
    # id, headers, whether a server wrote this
    ("daemon", [DAEMON], True),
    ("daemon-of-nowhere", [("From", "MAILER-DAEMON (Mail Delivery System)")], True),
    ("postmaster", [("From", "Postmaster <postmaster@elders.example>")], True),
    ("exchange", [("From", "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@elders.example>")], True),
    ("null-path", [PERSON, NULL_PATH], True),
    ("null-path-by-name", [PERSON, ("Return-Path", "<MAILER-DAEMON>")], True),
    ("null-path-by-address", [PERSON, ("Return-Path", "<Mailer-Daemon@mx.bedrijf.example>")], True),
    ("null-sender", [("From", "<>")], True),
    ("mark-of-exchange", [PERSON, ("X-MS-Exchange-Message-Is-Ndr", "")], True),
    ("says-so", [PERSON, ("Auto-Submitted", "auto-replied")], True),
    ("made-by-a-form", [PERSON, ("Auto-Submitted", "auto-generated")], False),
    ("says-no", [PERSON, ("Auto-Submitted", "no")], False),
    ("gateway", [("From", "Scanner_SMTP_Gateway@elders.example")], True),
    ("caretaker", [("From", "Systeembeheerder <beheer@elders.example>")], True),
    ("caretaker-by-address", [("From", '<"System Administrator"@elders.example>')], True),
    ("nobody", [("From", "elders.example")], False),
    ("no-reply", [("From", "no-reply@elders.example")], False),
    ("failed-recipients", [PERSON, ("X-Failed-Recipients", "jan@elders.example")], True),
    ("a-person", [PERSON], False),
    ("a-persons-path", [PERSON, ("Return-Path", "<klager@elders.example>")], False),
    ("a-person-called-so", [("From", "Maildelivery Jansen <jansen@elders.example>")], False),
]


@pytest.mark.parametrize(("headers", "is_bounce"), [pytest.param(*row[1:], id=row[0]) for row in SIGNS])
def test_words_alone_are_no_bounce(headers: list[tuple[str, str]], is_bounce: bool) -> None:  # noqa: FBT001 a column of the table
    assert (read_bounce(mail(*headers, **NOTICE)) is not None) is is_bounce


@pytest.mark.parametrize("sender", ["elders.example", "no-reply@elders.example", "niet-beantwoorden@elders.example"])
def test_nobody_who_sends_a_mail_back_is_a_server(sender: str) -> None:
    returned = IncomingMail("0", 1, headers=(("From", sender),), part_types=("text/plain", "message/rfc822"), **NOTICE)  # type: ignore[arg-type] # the notice gives texts
    assert read_bounce(returned) == Bounce(("jan@elders.example",), permanent=True, status="5.1.1")
    assert read_bounce(replace(returned, subject="Klacht over uw brief")) is None


@pytest.mark.parametrize("sender", ["Scanner_SMTP_Gateway@elders.example", "Systeembeheer <beheer@elders.example>"])
def test_a_slight_sign_without_the_words_of_a_notice_is_a_person(sender: str) -> None:
    assert read_bounce(mail(("From", sender), subject="Klacht", text="Het inloggen is mislukt, mijn account is vol.")) is None


def test_an_automatic_reply_that_speaks_of_failure_is_no_bounce() -> None:
    away = "Ik ben er niet. Mijn mailbox is vol, dus uw bericht kon niet worden gelezen."
    assert read_bounce(mail(PERSON, NULL_PATH, subject="Automatisch antwoord: Uw klacht", text=away)) is None


@pytest.mark.parametrize("headers", [[PERSON], [PERSON, ("Return-Path", "<klager@elders.example>")]])
def test_a_report_that_a_person_sends_along_is_no_bounce(headers: list[tuple[str, str]]) -> None:
    assert read_bounce(mail(*headers, content_type="multipart/mixed", delivery_status=FAILED, subject="Uw brief kwam terug")) is None


def test_an_empty_return_path_and_a_report_within_are_a_bounce() -> None:
    found = read_bounce(mail(PERSON, NULL_PATH, content_type="multipart/mixed", delivery_status=FAILED))
    assert found == Bounce(("jan@elders.example",), permanent=True, status="5.1.1", given_up=True)


@pytest.mark.parametrize(
    "text", ["Ik ben het er niet mee eens.", "De incasso is mislukt, mijn account is geblokkeerd: jan@elders.example."]
)
def test_an_empty_return_path_alone_is_no_bounce(text: str) -> None:
    """A contact form may have it too, and whoever complains may speak of failure."""
    assert read_bounce(mail(PERSON, NULL_PATH, subject="Klacht over uw brief", text=text)) is None


@pytest.mark.parametrize("headers", [[NULL_PATH, PERSON], [("From", "Systeembeheer <beheer@elders.example>")]])
def test_a_complaint_with_the_subject_of_a_notice_says_more_than_servers_do(headers: list[tuple[str, str]]) -> None:
    """Without a server's name or form the text must speak of it too: people complain of what was not delivered."""
    told = mail(*headers, subject="Bezorging mislukt", text="Uw brief ligt bij de buren, en ik moet nu kosten betalen.")
    assert read_bounce(told) is None
    assert read_bounce(replace(told, text="Uw bericht is niet bezorgd bij <jan@elders.example>.")) is not None


def test_whoever_writes_under_a_name_as_postmaster_may_speak_of_failure() -> None:
    owner = ("From", "Jan Bakker <postmaster@bakker.example>")
    assert read_bounce(mail(owner, subject="Klacht over uw brief", text="De betaling is mislukt.")) is None
    assert read_bounce(mail(owner, **NOTICE)) is not None
    assert read_bounce(mail(("From", "postmaster@bakker.example"), subject="?", text="Postvak vol: jan@elders.example")) is not None


def test_an_empty_return_path_and_a_mail_sent_back_are_a_bounce() -> None:
    text = "Uw bericht aan jan@elders.example kon niet worden bezorgd."
    read = IncomingMail("0", 1, headers=(PERSON, NULL_PATH), subject="?", text=text, part_types=("text/plain", "message/rfc822"))
    assert read_bounce(read) == Bounce(("jan@elders.example",), permanent=True)


@pytest.mark.parametrize("report_type", ["feedback-report", "disposition-notification"])
def test_other_reports_are_no_bounces(report_type: str) -> None:
    assert read_bounce(mail(DAEMON, content_type="multipart/report", report_type=report_type, **NOTICE)) is None


def test_a_receipt_that_tells_of_a_rejection_is_a_bounce() -> None:
    text = "Your message to <jan@elders.example> was automatically rejected:\nQuota exceeded\n"
    found = read_bounce(mail(DAEMON, content_type="multipart/report", report_type="disposition-notification", text=text))
    assert found == Bounce(("jan@elders.example",), permanent=True)


def test_failed_recipients_are_told_by_exim_and_google() -> None:
    read = mail(
        DAEMON, ("X-Failed-Recipients", "jan@elders.example, piet@elders.example"), ("X-Failed-Recipients", "JAN@elders.example"), **NOTICE
    )
    found = read_bounce(read)
    assert found is not None
    assert found.recipients == ("jan@elders.example", "piet@elders.example")


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=300))
def test_reading_never_raises(text: str, subject: str, fields: str) -> None:
    read_bounce(report(f"Final-Recipient: {fields}\nStatus: {fields}", text=text, subject=subject))
    read_bounce(mail(DAEMON, text=f"Message-ID: {text}\n<{text}>: 550 {subject}", subject=subject))


@pytest.mark.parametrize("sign", ["a@", "<", "<a@b.example>:", "to ", "deliver ", "\n", "Final-Recipient: ", "550 ", "- ", "user a@"])
def test_a_megabyte_of_one_sign_is_read_to_its_limit(sign: str) -> None:
    """A reader that is worse than linear does not come back from these."""
    flood = sign * (1_000_000 // len(sign))
    assert read_bounce(mail(DAEMON, subject="failure notice", text=flood, delivery_status=flood)) is not None


def test_a_report_within_a_gateways_mail_is_read() -> None:
    inner = (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=in\n\n--in\n\nHelaas.\n--in\n"
        f"Content-Type: message/delivery-status\n\n{FAILED}\n--in\n"
        "Content-Type: text/rfc822-headers\n\nMessage-ID: <KL.1@bedrijf.example>\n--in--\n"
    )
    outer = "From: postmaster@elders.example\nSubject: Delivery failure\nContent-Type: multipart/mixed; boundary=out\n\n"
    found = read_bounce(parse(f"{outer}--out\nContent-Type: message/rfc822\n\n{inner}\n--out--\n".encode()))
    assert found == Bounce(("jan@elders.example",), permanent=True, status="5.1.1", message_id="<KL.1@bedrijf.example>", given_up=True)
