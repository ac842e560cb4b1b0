"""Human or machine: a sample for every clue, the spellings of the rules, and what a doubt never does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.incoming import IncomingMail
from intake.screening import CLUES, Kind, Screened, ScreeningRules, screen, writer
from intake.senders import sender_of

Headers = dict[str, str] | list[tuple[str, str]]

RULES = ScreeningRules(
    own_addresses=frozenset({"klachten@bedrijf.example", "Klacht@Bedrijf.example"}),
    staff_addresses=frozenset({"jan@bedrijf.example"}),
    own_hosts=frozenset({"mx.bedrijf.example", ".intern.bedrijf.example"}),
    contact_forms=frozenset({"formulier@site.example"}),
    spam_headers=(("X-Spam-Flag", "yes"), ("X-Spam-Level", "*****")),
    is_own_token=lambda text: "ons-zegel" in text,
)
OWN_HOP = "from mail.vreemd.example by mx.bedrijf.example (Postfix); x"
INNER_HOP = "from mx.bedrijf.example by imap.intern.bedrijf.example with LMTP; x"
FOREIGN_HOP = "from pc.elders.example by mail.vreemd.example; x"


def mail(headers: Headers, **facts: object) -> IncomingMail:
    """A mail from a person, but for what the case says."""
    fields = list(headers.items()) if isinstance(headers, dict) else headers
    if not any(name == "From" for name, _ in fields):
        fields = [("From", "Klager <klager@elders.example>"), *fields]
    known = {"subject": "Klacht over uw brief", "text": "Ik ben het niet eens met uw brief van 3 maart.", "part_types": ("text/plain",)}
    return IncomingMail(sha256="0", size=1, headers=tuple(fields), **{**known, **facts})  # type: ignore[arg-type] # each case gives the right type


def screened(headers: Headers, **facts: object) -> Screened:
    read = mail(headers, **facts)
    return screen(read, sender_of(read), RULES)


REPORT = {"content_type": "multipart/report"}
SAMPLES: list[tuple[str, Headers, dict[str, object], Kind, str]] = [
    # id, headers, other facts, kind, clue
    ("first-letter", {}, {}, Kind.HUMAN, "no_clue"),
    ("answer-to-us", {"References": "<ons-zegel@bedrijf.example>"}, {}, Kind.HUMAN, "no_clue"),
    (
        "our-acknowledgement",
        {"From": "klachten@bedrijf.example"},
        {"message_id": "<ons-zegel@bedrijf.example>"},
        Kind.OWN,
        "our_own_letter",
    ),
    (
        "ours-with-another-id",
        {"From": "klachten@bedrijf.example", "X-KL-Loop": " ons-zegel "},
        {"message_id": "<x@y.example>"},
        Kind.OWN,
        "our_own_letter",
    ),
    ("ours-sent-on-by-another", {"X-KL-Loop": "ons-zegel"}, {}, Kind.HUMAN, "our_letter_from_elsewhere"),
    ("ours-sent-on-under-our-id", {}, {"message_id": "<ons-zegel@bedrijf.example>"}, Kind.HUMAN, "our_letter_from_elsewhere"),
    ("ours-said-to-be-a-reply", {"X-KL-Loop": "ons-zegel", "Auto-Submitted": "auto-replied"}, {}, Kind.AUTO_REPLY, "auto_submitted"),
    ("complaint-about-our-mail", {}, {**REPORT, "report_type": "feedback-report"}, Kind.REPORT, "feedback_report"),
    ("complaint-in-a-part", {}, {"part_types": ("text/plain", "message/feedback-report")}, Kind.REPORT, "feedback_report"),
    (
        "bounce",
        {"Auto-Submitted": "auto-replied"},
        {
            **REPORT,
            "report_type": "delivery-status",
            "delivery_status": "Final-Recipient: rfc822; x@y.example\nAction: failed\nStatus: 5.1.1\n",
        },
        Kind.BOUNCE,
        "bounced",
    ),
    ("read-receipt", {}, {**REPORT, "report_type": "disposition-notification"}, Kind.REPORT, "disposition_notification"),
    (
        "arrived",
        {},
        {**REPORT, "report_type": "delivery-status", "delivery_status": "Final-Recipient: rfc822; x@y.example\nAction: delivered\n"},
        Kind.REPORT,
        "other_report",
    ),
    ("other-report", {}, {**REPORT, "report_type": "tlsrpt"}, Kind.REPORT, "other_report"),
    ("spam-flag", {"X-Spam-Flag": " YES"}, {}, Kind.SPAM, "marked_as_spam"),
    ("spam-stars", {"X-Spam-Level": "*******"}, {}, Kind.SPAM, "marked_as_spam"),
    ("few-stars", {"X-Spam-Level": "**"}, {}, Kind.HUMAN, "no_clue"),
    (
        "contact-form",
        {"From": "formulier@site.example", "Reply-To": "klager@elders.example", "Auto-Submitted": "auto-generated"},
        {},
        Kind.HUMAN,
        "contact_form",
    ),
    (
        "form-that-nobody-configured",
        {"From": "website@winkel.example", "Reply-To": "klager@elders.example", "Auto-Submitted": "auto-generated"},
        {},
        Kind.HUMAN,
        "perhaps_contact_form",
    ),
    ("vacation", {"Auto-Submitted": "auto-replied"}, {}, Kind.AUTO_REPLY, "auto_submitted"),
    ("autoreply-header", {"X-Autoreply": ""}, {}, Kind.AUTO_REPLY, "auto_reply_header"),
    ("autoresponder", {"Delivered-To": "Autoresponder"}, {}, Kind.AUTO_REPLY, "auto_reply_header"),
    ("precedence-auto-reply", {"X-Precedence": "Auto_Reply"}, {}, Kind.AUTO_REPLY, "precedence_auto_reply"),
    ("exchange-away", {"Return-Path": "<>", "X-Auto-Response-Suppress": "All"}, {}, Kind.AUTO_REPLY, "auto_reply_of_exchange"),
    (
        "exchange-rule-away",
        {"Return-Path": "<>", "X-MS-Exchange-Inbox-Rules-Loop": "x@y.example"},
        {},
        Kind.AUTO_REPLY,
        "auto_reply_of_exchange",
    ),
    ("away-subject", {}, {"subject": "Automatisch antwoord: uw brief"}, Kind.AUTO_REPLY, "auto_reply_subject"),
    ("newsletter", {"List-Unsubscribe": "<mailto:x@y.example>", "List-Id": "<nieuws.y.example>"}, {}, Kind.BULK, "announcement_list"),
    ("closed-list", {"List-Post": "NO (posting not allowed)", "List-Help": "<mailto:x@y.example>"}, {}, Kind.BULK, "announcement_list"),
    (
        "answer-with-the-mark-of-a-newsletter",
        {"List-Unsubscribe": "<mailto:x@y.example>"},
        {"in_reply_to": ("<brief@bedrijf.example>",)},
        Kind.HUMAN,
        "discussion_list",
    ),
    ("answers-by-itself", {"X-Autogenerated": "Reply"}, {}, Kind.AUTO_REPLY, "auto_reply_header"),
    ("passed-on-by-a-rule", {"X-Autogenerated": "Mirror"}, {}, Kind.HUMAN, "loop_header"),
    ("passed-on-by-exchange", {"X-MS-Exchange-Generated-Message-Source": "Mailbox Rules Agent"}, {}, Kind.HUMAN, "loop_header"),
    ("unreadable", {}, {"readable": False}, Kind.HUMAN, "unreadable"),
    ("two-senders", {"From": "jan@bedrijf.example <evil@vreemd.example>"}, {}, Kind.HUMAN, "untrusted_sender"),
    ("26-hops", [("Received", FOREIGN_HOP)] * 26, {}, Kind.HUMAN, "went_in_a_circle"),
    ("25-hops", [("Received", FOREIGN_HOP)] * 25, {}, Kind.HUMAN, "no_clue"),
    ("came-back", [("Received", OWN_HOP), ("Received", FOREIGN_HOP), ("Received", OWN_HOP)], {}, Kind.HUMAN, "went_in_a_circle"),
    ("two-own-hops", [("Received", INNER_HOP), ("Received", OWN_HOP), ("Received", FOREIGN_HOP)], {}, Kind.HUMAN, "no_clue"),
    ("null-path", {"Return-Path": " < > "}, {}, Kind.HUMAN, "null_return_path"),
    ("path", {"Return-Path": "<klager@elders.example>"}, {}, Kind.HUMAN, "no_clue"),
    ("noreply", {"From": "noreply@elders.example"}, {}, Kind.HUMAN, "robot_address"),
    ("bulk", {"Precedence": "bulk"}, {}, Kind.HUMAN, "precedence"),
    ("discussion", {"List-Id": "<praat.y.example>", "List-Post": "<mailto:praat@y.example>"}, {}, Kind.HUMAN, "discussion_list"),
    ("loop", {"X-Loop": "yes"}, {}, Kind.HUMAN, "loop_header"),
    ("forwarding-rule", {"X-MS-Exchange-Inbox-Rules-Loop": "x@y.example"}, {}, Kind.HUMAN, "loop_header"),
    ("away-without-a-colon", {}, {"subject": "Afwezig"}, Kind.HUMAN, "perhaps_auto_reply"),
    (
        "away-text",
        {},
        {"text": "Beste,\n\nIk ben tot en met 3 mei niet aanwezig. Mijn post wordt gelezen."},
        Kind.HUMAN,
        "perhaps_auto_reply",
    ),
    ("invitation", {}, {"content_type": "text/calendar", "part_types": ("text/calendar",)}, Kind.HUMAN, "only_a_calendar"),
    ("letter-with-an-invitation", {}, {"part_types": ("multipart/mixed", "text/plain", "text/calendar")}, Kind.HUMAN, "no_clue"),
    ("wishes-no-answer", {"X-Auto-Response-Suppress": "All"}, {}, Kind.HUMAN, "asks_for_no_answer"),
    ("from-ourselves", {"From": "Klacht@bedrijf.Example"}, {}, Kind.HUMAN, "own_address"),
    ("from-staff", {"From": "Jan <JAN@bedrijf.example>"}, {}, Kind.HUMAN, "staff_address"),
    ("staff-away", {"From": "jan@bedrijf.example", "Auto-Submitted": "auto-replied"}, {}, Kind.AUTO_REPLY, "auto_submitted"),
]


@pytest.mark.parametrize(("headers", "facts", "kind", "clue"), [pytest.param(*row[1:], id=row[0]) for row in SAMPLES])
def test_screening(headers: Headers, facts: dict[str, object], kind: Kind, clue: str) -> None:
    found = screened(headers, **facts)
    assert (found.kind, found.clue) == (kind, clue)
    assert found.why


def test_every_clue_has_a_sample() -> None:
    assert {row[4] for row in SAMPLES} == {clue.__name__ for clue in CLUES} | {"no_clue"}


def test_every_clue_names_its_source() -> None:
    assert [clue.__name__ for clue in CLUES if not re.search(r"\bRFC \d|R-[A-Z]+-\d|\bD\d", clue.__doc__ or "")] == []


def test_only_a_person_is_answered_and_none_of_whom_a_clue_says_otherwise() -> None:
    told = {(row[4], screened(row[1], **row[2]).answerable) for row in SAMPLES}
    assert {clue for clue, is_answered in told if is_answered} == {"no_clue", "contact_form"}
    assert len(told) == len({clue for clue, _ in told}), "a clue says the same of every mail"


def test_what_the_administrator_must_hear() -> None:
    alarms = {row[4] for row in SAMPLES if screened(row[1], **row[2]).alarm}
    assert alarms == {"feedback_report", "went_in_a_circle"}


def test_who_can_never_be_obeyed_because_a_machine_may_have_written() -> None:
    people = {row[4] for row in SAMPLES if not screened(row[1], **row[2]).automatic}
    assert people == {"no_clue", "staff_address", "own_address", "untrusted_sender", "unreadable"}


OURS = {
    "From": "klachten@bedrijf.example",
    "Auto-Submitted": "auto-replied",
    "X-KL-Loop": "ons-zegel",
    "References": "<klager.1@elders.example>",
}


@pytest.mark.parametrize(
    ("gone", "message_id", "kind"),
    [
        ((), "<ons-zegel@bedrijf.example>", Kind.OWN),
        (("Auto-Submitted",), "<ons-zegel@bedrijf.example>", Kind.OWN),
        (("Auto-Submitted", "X-KL-Loop"), "<ons-zegel@bedrijf.example>", Kind.OWN),
        (("Auto-Submitted",), "<vreemd@elders.example>", Kind.OWN),
        (("Auto-Submitted", "X-KL-Loop"), "<vreemd@elders.example>", Kind.HUMAN),
    ],
)
def test_our_own_acknowledgement_is_never_answered_however_it_comes_back(gone: tuple[str, ...], message_id: str, kind: Kind) -> None:
    found = screened({name: value for name, value in OURS.items() if name not in gone}, message_id=message_id)
    assert (found.kind, found.answerable) == (kind, False)


def test_a_stranger_cannot_pass_for_us() -> None:
    read = mail({"X-KL-Loop": "ons-zegel"}, message_id="<ons-zegel@bedrijf.example>")
    assert screen(read, sender_of(read), ScreeningRules()).answerable


AUTO_SUBMITTED = [
    *[(value, True) for value in ("auto-replied", "auto-generated", "auto-notified", "AUTO-REPLIED", "Auto-Generated", " auto-replied ")],
    *[
        (value, True)
        for value in ("auto-replied; x=y (z)", "auto-replied;x=y", 'auto-replied ; owner-email="a@b.example"', "auto-replied (vacation)")
    ],
    *[
        (value, True)
        for value in (
            "(vacation) auto-replied",
            "(a (nested) one) auto-generated",
            'auto-replied; x="no"',
            "auto-replied (no)",
            "(no) auto-replied",
        )
    ],
    *[
        (value, True)
        for value in (
            "yes",
            "true",
            "somevalue",
            "not",
            "no-reply",
            "no no",
            "nope",
            "",
            '"no',
            "no, auto-replied",
            "n o",
        )
    ],
    *[
        (value, False)
        for value in ("no", "No", "NO", " no ", "no  ", "no (a person)", "(a person) no", "no; x=y", "no ; x=y (z)", "no(human)", "\tno")
    ],
]


@pytest.mark.parametrize(("value", "automatic"), AUTO_SUBMITTED)
def test_spellings_of_auto_submitted(value: str, automatic: bool) -> None:  # noqa: FBT001 a column of the table
    assert (screened({"Auto-Submitted": value}).clue == "auto_submitted") is automatic


def test_what_a_program_forwarded_may_be_a_persons() -> None:
    found = screened({"Auto-Submitted": "auto-forwarded (regel)"})
    assert (found.kind, found.clue, found.answerable) == (Kind.HUMAN, "loop_header", False)


def test_two_auto_submitted_are_automatic_whatever_they_say() -> None:
    assert screened([("Auto-Submitted", "no"), ("auto-submitted", "no")]).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    ("value", "withheld"),
    [
        ("All", True),
        ("all", True),
        ("AutoReply", True),
        ("DR, OOF, AutoReply", True),
        ("OOF,autoreply,RN", True),
        ("DR", False),
        ("NDR", False),
        ("RN", False),
        ("NRN", False),
        ("OOF", False),
        ("DR, NDR, RN, NRN, OOF", False),
        ("None", False),
        ("", False),
    ],
)
def test_a_wish_for_no_answer_never_makes_a_robot(value: str, withheld: bool) -> None:  # noqa: FBT001 a column of the table
    found = screened({"X-Auto-Response-Suppress": value})
    assert (found.kind, found.answerable) == (Kind.HUMAN, not withheld)


@pytest.mark.parametrize(
    ("paths", "clue"),
    [
        (["<>"], "null_return_path"),
        ([" <> "], "null_return_path"),
        (["< >"], "null_return_path"),
        (["<MAILER-DAEMON>"], "null_return_path"),
        (["<mailer-daemon@mx.bedrijf.example>"], "null_return_path"),
        (["<klager@elders.example>", "<>"], "null_return_path"),
        (["<klager@elders.example>"], "no_clue"),
        (["klager@elders.example"], "no_clue"),
        ([""], "no_clue"),
        ([], "no_clue"),
    ],
)
def test_an_empty_return_path_is_of_a_program_and_none_at_all_says_nothing(paths: list[str], clue: str) -> None:
    assert screened([("Return-Path", path) for path in paths]).clue == clue


@pytest.mark.parametrize(
    ("headers", "facts"),
    [
        *[({name: "ja"}, {}) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Loop", "X-MS-Exchange-Inbox-Rules-Loop")],
        ({"Delivered-To": "Autoresponder"}, {}),
        ({"X-FC-MachineGenerated": "true"}, {}),
        ({"X-Failed-Recipients": "weg@elders.example"}, {}),
        *[({}, {**REPORT, "report_type": kind}) for kind in ("delivery-status", "disposition-notification", "feedback-report", "x")],
        ({}, {"part_types": ("text/calendar",), "content_type": "text/calendar"}),
        ({}, {"part_types": ("application/ics",), "content_type": "multipart/mixed"}),
    ],
)
def test_marks_of_programs_are_never_answered(headers: Headers, facts: dict[str, object]) -> None:
    found = screened(headers, **facts)
    assert (found.answerable, found.automatic) == (False, True)


@pytest.mark.parametrize(
    ("hops", "circle"),
    [
        ([FOREIGN_HOP] * 25, False),
        ([FOREIGN_HOP] * 26, True),
        ([OWN_HOP], False),
        ([INNER_HOP, OWN_HOP, FOREIGN_HOP], False),
        ([OWN_HOP, FOREIGN_HOP, OWN_HOP], True),
        ([INNER_HOP, FOREIGN_HOP, OWN_HOP, FOREIGN_HOP], True),
        (["gebroken", OWN_HOP], False),
    ],
)
def test_a_mail_that_comes_back_or_goes_on_too_long_is_not_answered(hops: list[str], circle: bool) -> None:  # noqa: FBT001 a column of the table
    found = screened([("Received", hop) for hop in hops])
    assert (found.clue == "went_in_a_circle", found.alarm, found.answerable) == (circle, circle, not circle)


ROBOTS = [
    "MAILER-DAEMON",
    "mail-delivery",
    "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e",
    "postmaster",
    "post-master",
    "noreply",
    "no-reply",
    "no_reply",
    "no.reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "dontreply",
    "noreply-facturen",
    "info-noreply",
    "klant.noreply",
    "noreply+123",
    "noreply2",
    "nietbeantwoorden",
    "niet-beantwoorden",
    "niet_antwoorden",
    "geen-antwoord",
    "keineantwort",
    "nicht-antworten",
    "ne-pas-repondre",
    "noresponder",
    "owner-lijst",
    "lijst-request",
    "lijst-owner",
    "lijst-bounces",
    "lijst-errors",
    "bounce",
    "bounces",
    "bounce+jan=elders.example",
    "bounce-123",
    "prvs=0123456789=jan",
    "btv1==abc==jan",
    "lijst+jan=elders.example",
    "listserv",
    "majordomo",
    "mailman",
    "www-data",
    "mdaemon",
    "newsletter",
    "nieuwsbrief",
    "root",
    "cron-daemon",
]
PEOPLE = [
    "jan",
    "reply",
    "jan.noordewier",
    "norepla",
    "ingrid.owner",
    "request",
    "owner",
    "postma",
    "jan+klacht",
    "bouncer",
    "rooth",
    "b.root",
    "klant-antwoorden",
    "geenantwoorders",
    "info",
]


@pytest.mark.parametrize("local", ROBOTS)
def test_addresses_at_which_nobody_reads(local: str) -> None:
    found = screened({"From": f"{local}@elders.example"})
    assert (found.kind, found.clue) == (Kind.HUMAN, "robot_address")


@pytest.mark.parametrize("local", PEOPLE)
def test_addresses_of_people(local: str) -> None:
    assert screened({"From": f"{local}@elders.example"}).answerable


@pytest.mark.parametrize(
    "name", ["List-Unsubscribe", "List-Help", "List-Subscribe", "List-Owner", "List-Archive", "Mailing-List", "X-Mailing-List"]
)
def test_list_headers_are_of_bulk_mail(name: str) -> None:
    assert screened({name: "<mailto:x@y.example>"}).kind is Kind.BULK


def test_a_hint_alone_says_nothing() -> None:
    assert screened({"Feedback-ID": "1:2:3:y"}).answerable


@pytest.mark.parametrize(
    "headers",
    [
        {"List-Id": "Klachten <klachten.bedrijf.example>", "Precedence": "list", "List-Post": "<https://groepen.example>"},
        {"List-Post": "<mailto:klachten@bedrijf.example>", "List-Unsubscribe": "<mailto:x@y.example>", "Precedence": "list"},
        {"Mailing-List": "list Klachten@Bedrijf.example; contact klachten+owners@bedrijf.example"},
    ],
)
def test_a_group_of_our_own_before_the_mailbox_is_no_list(headers: Headers) -> None:
    assert screened(headers).answerable


def test_another_address_that_ends_like_ours_is_a_list() -> None:
    assert screened({"Mailing-List": "list nieuws-klachten@bedrijf.example.vreemd.example"}).kind is Kind.BULK


@pytest.mark.parametrize(
    ("headers", "clue"),
    [
        ([("Precedence", "first-class"), ("Precedence", "junk")], "precedence"),
        ({"Precedence": "list"}, "precedence"),
        ({"X-Precedence": "Bulk"}, "precedence"),
        ({"Precedence": "normal"}, "no_clue"),
    ],
)
def test_every_precedence_is_looked_at(headers: Headers, clue: str) -> None:
    assert screened(headers).clue == clue


@pytest.mark.parametrize(
    "name",
    [
        "X-Autoreply",
        "X-Autorespond",
        "X-Autoresponder",
        "X-Auto-Reply-From",
        "X-Mail-Autoreply",
        "X-FC-MachineGenerated",
        "X-Cron-Env",
        "X-Vacation",
    ],
)
@pytest.mark.parametrize(
    ("value", "kind"),
    [("true", Kind.AUTO_REPLY), ("yes", Kind.AUTO_REPLY), ("", Kind.AUTO_REPLY), ("no", Kind.HUMAN), ("False", Kind.HUMAN)],
)
def test_marks_of_answering_programs(name: str, value: str, kind: Kind) -> None:
    assert screened({name: value}).kind is kind


FORM = {"From": "Formulier <formulier@site.example>"}


@pytest.mark.parametrize(
    ("reply_to", "answerable"),
    [
        ("Klager <klager@elders.example>", True),
        ("a@elders.example, b@elders.example", False),
        ("noreply@site.example", False),
        ("klachten@bedrijf.example", False),
        ("jan@bedrijf.example", False),
        ("formulier@site.example", False),
        ("", False),
    ],
)
def test_a_contact_form_is_answered_at_the_complainant(reply_to: str, answerable: bool) -> None:  # noqa: FBT001 a column of the table
    found = screened({**FORM, "Reply-To": reply_to})
    assert (found.kind, found.clue, found.answerable) == (Kind.HUMAN, "contact_form", answerable)


UNKNOWN_FORM = {"From": "website@winkel.example", "Reply-To": "klager@elders.example", "Auto-Submitted": "auto-generated"}


@pytest.mark.parametrize(
    ("changes", "facts", "clue"),
    [
        ({}, {}, "perhaps_contact_form"),
        ({"Auto-Submitted": "Auto-Generated (form)"}, {}, "perhaps_contact_form"),
        ({"Auto-Submitted": "auto-replied"}, {}, "auto_submitted"),
        ({"Reply-To": "helpdesk@winkel.example"}, {}, "auto_submitted"),
        ({"Reply-To": "helpdesk@mail.winkel.example"}, {}, "auto_submitted"),
        ({"Reply-To": "noreply@elders.example"}, {}, "auto_submitted"),
        ({"Reply-To": "klachten@bedrijf.example"}, {}, "auto_submitted"),
        ({"Reply-To": "a@elders.example, b@elders.example"}, {}, "auto_submitted"),
        ({"Reply-To": ""}, {}, "auto_submitted"),
        ({"List-Unsubscribe": "<mailto:x@y.example>"}, {}, "auto_submitted"),
        ({}, {"in_reply_to": ("<x@y.example>",)}, "auto_submitted"),
    ],
)
def test_what_may_be_a_form_that_nobody_configured_is_held(changes: dict[str, str], facts: dict[str, object], clue: str) -> None:
    assert screened(UNKNOWN_FORM | changes, **facts).clue == clue


def test_a_form_that_can_be_read_in_two_ways_speaks_for_nobody() -> None:
    found = screened({"From": "x <formulier@site.example> y", "Reply-To": "klager@elders.example"})
    assert (found.clue, found.answerable) == ("untrusted_sender", False)


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("formulier@site.example", "klager@elders.example"),
        ("Ander <ander@site.example>", "ander@site.example"),
        ("x <formulier@site.example> y", "formulier@site.example"),
    ],
)
def test_only_a_configured_form_speaks_for_its_reply_to(sender: str, expected: str) -> None:
    read = mail({"From": sender, "Reply-To": "klager@elders.example"})
    assert writer(read, sender_of(read), RULES).address == expected


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["From", "Auto-Submitted", "Precedence", "List-Id", "Received", "Return-Path", "Reply-To", "X-Auto-Response-Suppress"]
            ),
            st.text(max_size=60),
        ),
        max_size=8,
    ),
    st.text(max_size=80),
    st.text(max_size=200),
)
def test_screening_never_raises_and_always_says_why(headers: list[tuple[str, str]], subject: str, text: str) -> None:
    read = IncomingMail(sha256="0", size=1, headers=tuple(headers), subject=subject, text=text)
    assert screen(read, sender_of(read), RULES).why
