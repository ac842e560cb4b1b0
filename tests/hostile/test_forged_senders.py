"""From fields by which a stranger would pass for an employee, read from the bytes of a mail to the two verdicts.

The world could not be worse: everything is found genuine for the domain of the
employee as well as the stranger's, and an action token is there. What can be
read in one way only is answered where it says; nobody but the employee is obeyed.
Source: docs/mail-rules.md, D11, R-AUTH-05 to -08, A13, A24 and A38.
"""

import base64

import pytest

from intake.addresses import compare_form, display
from intake.authentication import Authentication
from intake.authority import may_answer, may_obey
from intake.parse import parse
from intake.screened import Kind, Screened
from intake.senders import sender_of

STAFF, EVIL = "jan@bedrijf.example", "x@vreemd.example"
HUMAN = Screened(Kind.HUMAN, "no_clue", "a person", answerable=True)
ALL_PASSES = Authentication(
    known=True, dmarc="pass", dmarc_domain="bedrijf.example", spf="pass", dkim="pass", dkim_domains=("bedrijf.example", "vreemd.example")
)


def encoded(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


CASES: list[tuple[str, str, str | None, str]] = [
    # id, header lines, who is answered (None: nobody), what becomes of it: 'obeyed' only where it is the employee's
    ("employee", f"From: {STAFF}", STAFF, "obeyed"),
    ("employee-with-a-name", f'From: "Jansen, Jan" <{STAFF}>', STAFF, "obeyed"),
    ("employee-in-capitals", "From: JAN@BEDRIJF.EXAMPLE", "JAN@BEDRIJF.EXAMPLE", "obeyed"),
    ("employee-folded", f"From: Jan\r\n <{STAFF}>", STAFF, "obeyed"),
    ("employee-with-a-comment", f"From: {STAFF} (Jan (van boven))", STAFF, "obeyed"),
    # another field, or another one beside it
    ("two-fields", f"From: {STAFF}\r\nFrom: {EVIL}", None, "refused"),
    ("two-fields-evil-first", f"From: {EVIL}\r\nFrom: {STAFF}", None, "refused"),
    ("two-fields-alike", f"From: {STAFF}\r\nFrom: {STAFF}", None, "refused"),
    ("two-fields-one-empty", f"From: \r\nFrom: {STAFF}", None, "refused"),
    ("two-spellings", f"From: {EVIL}\r\nfrom: {STAFF}", None, "refused"),
    ("space-before-colon", f"From : {STAFF}", None, "refused"),
    ("space-before-colon-and-another", f"From: {EVIL}\r\nFrom : {STAFF}", None, "refused"),
    ("tab-before-colon", f"From\t: {STAFF}", None, "refused"),
    ("name-on-a-line-of-its-own", f"From\r\n : {STAFF}\r\nFrom: {EVIL}", None, "refused"),
    ("indented-first-line", f" From: {STAFF}\r\nFrom: {EVIL}", None, "refused"),
    ("behind-a-bare-return", f"From: {EVIL}\rFrom: {STAFF}", None, "refused"),
    ("behind-a-stray-line", f"From: {EVIL}\r\nzomaar een regel\r\nFrom: {STAFF}", None, "refused"),
    ("none", "Subject: Klacht", None, "refused"),
    ("sender-only", f"Sender: {STAFF}", None, "refused"),
    ("resent-only", f"Resent-From: {STAFF}", None, "refused"),
    ("reply-to-is-staff", f"From: {EVIL}\r\nReply-To: {STAFF}\r\nSender: {STAFF}", EVIL, "refused"),
    # several mailboxes
    ("two-mailboxes", f"From: {STAFF}, {EVIL}", None, "refused"),
    ("two-in-brackets", f"From: <{EVIL}>, <{STAFF}>", None, "refused"),
    ("second-in-brackets", f"From: {STAFF},<{EVIL}>", None, "refused"),
    ("empty-second", f"From: {STAFF},", None, "refused"),
    ("comma-without-a-mailbox", f"From: ,{STAFF}", None, "refused"),
    ("semicolon", f"From: {STAFF};", None, "refused"),
    ("group", f"From: allen:{STAFF};", None, "refused"),
    ("empty-group", "From: allen:;", None, "refused"),
    ("group-and-mailbox", f"From: allen:{STAFF};, {EVIL}", None, "refused"),
    # one within, before or behind the other
    ("address-as-name", f"From: {STAFF} <{EVIL}>", None, "refused"),
    ("two-brackets", f"From: <{STAFF}> <{EVIL}>", None, "refused"),
    ("behind-the-bracket", f"From: <{STAFF}>{EVIL}", None, "refused"),
    ("bracket-in-bracket", f"From: <{EVIL}<{STAFF}>>", None, "refused"),
    ("bracket-not-closed", f"From: <{STAFF}", None, "refused"),
    ("bracket-not-opened", f"From: {STAFF}>", None, "refused"),
    ("route", f"From: <@vreemd.example,@elders.example:{STAFF}>", None, "refused"),
    ("two-at-signs", f"From: {STAFF}@vreemd.example", None, "refused"),
    ("spaces-around-at", "From: jan @ bedrijf.example", None, "refused"),
    ("domain-literal", "From: jan@[192.0.2.1]", None, "refused"),
    ("no-address", "From: Jan van Bedrijf", None, "refused"),
    # quoted, commented, encoded
    ("quoted-name", f'From: "{STAFF}" <{EVIL}>', EVIL, "refused"),
    ("quoted-name-with-brackets", f'From: "Jan <{STAFF}>" <{EVIL}>', EVIL, "refused"),
    ("quote-not-closed", f'From: "{STAFF} <{EVIL}>', None, "refused"),
    ("quote-escapes-its-end", f'From: "\\"<{STAFF}>, \\"" <{EVIL}>', EVIL, "refused"),
    ("quoted-local-part", f'From: "{STAFF}"@vreemd.example', f'"{STAFF}"@vreemd.example', "refused"),
    ("comment-before", f"From: ({STAFF}) {EVIL}", EVIL, "refused"),
    ("comment-behind-staff", f"From: {STAFF}(x) <{EVIL}>", None, "refused"),
    ("comment-in-the-address", f"From: jan@bedrijf.example(.vreemd.example)\r\nFrom: {EVIL}", None, "refused"),
    ("comment-splits-the-domain", "From: jan@(x)bedrijf.example", None, "refused"),
    ("comment-not-closed", f"From: (x {STAFF} <{EVIL}>", None, "refused"),
    ("encoded-name", f"From: {encoded(STAFF)} <{EVIL}>", EVIL, "refused"),
    ("encoded-name-with-comma", f"From: {encoded(f'<{STAFF}>, ')}<{EVIL}>", EVIL, "refused"),
    ("encoded-address", f"From: {encoded(f'Jan <{STAFF}>')}", None, "refused"),
    ("encoded-local-part", f"From: {encoded('jan')}@bedrijf.example", None, "refused"),
    ("encoded-line-end", f"From: {encoded(f'Jan{chr(13)}{chr(10)}From: {STAFF}')} <{EVIL}>", EVIL, "refused"),
    ("escaped-bracket", f"From: {STAFF} \\<{EVIL}>", None, "refused"),
    # what nobody sees, or takes for something else
    ("nul-behind-staff", f"From: {STAFF}\x00 <{EVIL}>", None, "refused"),
    ("nul-in-the-address", f"From: <{STAFF}\x00@vreemd.example>", None, "refused"),
    ("form-feed", f"From: {STAFF}\x0c<{EVIL}>", None, "refused"),
    ("line-separator", f"From: {EVIL}\u2028From: {STAFF}", None, "refused"),
    ("bell-in-the-address", "From: jan@bed\x07rijf.example", None, "refused"),
    ("zero-width-space", "From: jan@bed\u200brijf.example", None, "refused"),
    ("no-break-space-of-no-width", f"From: {STAFF}\ufeff", None, "refused"),
    ("tag-characters", "From: jan@bedrijf\U000e0041.example", None, "refused"),
    ("zero-width-joiner", "From: jan@bed\u200drijf.example", None, "refused"),
    ("soft-hyphen", "From: jan@bed\u00adrijf.example", None, "refused"),
    ("right-to-left-in-the-address", "From: \u202eelpmaxe.fjirdeb@naj", None, "refused"),
    ("right-to-left-in-the-name", f"From: \u202e{STAFF[::-1]} <{EVIL}>", None, "refused"),
    ("wide-at-sign", "From: jan\uff20bedrijf.example", None, "refused"),
    ("wide-at-sign-as-name", f"From: jan\uff20bedrijf.example <{EVIL}>", EVIL, "refused"),
    ("wide-letters", "From: jan@ｂｅｄｒｉｊｆ.example", "jan@ｂｅｄｒｉｊｆ.example", "refused"),
    ("wide-dot", "From: jan@bedrijf\uff0eexample", "jan@bedrijf\uff0eexample", "refused"),
    ("ideographic-dot", "From: jan@bedrijf\u3002example", "jan@bedrijf\u3002example", "refused"),
    ("look-alike-domain", "From: jan@bеdrijf.example", "jan@bеdrijf.example", "refused"),  # a Cyrillic е
    ("look-alike-in-punycode", "From: jan@xn--bdrijf-3of.example", "jan@xn--bdrijf-3of.example", "refused"),
    ("look-alike-local-part", "From: jаn@bedrijf.example", "jаn@bedrijf.example", "refused"),  # a Cyrillic а
    ("ligature", "From: jan@bedrĳf.example", "jan@bedrĳf.example", "refused"),  # one sign for i and j, as on Dutch typewriters
    ("sharp-s-for-two", "From: jan@bedrijß.example", "jan@bedrijß.example", "refused"),
    ("finding-with-invisible-signs", f"Authentication-Results: mx.be\u200bdrijf.example; dmarc=pass\r\nFrom: {STAFF}", None, "refused"),
    # nearly the employee's
    ("sub-address", "From: jan+x@bedrijf.example", "jan+x@bedrijf.example", "refused"),
    ("sub-domain", "From: jan@mail.bedrijf.example", "jan@mail.bedrijf.example", "refused"),
    ("longer-domain", "From: jan@bedrijf.example.vreemd.example", "jan@bedrijf.example.vreemd.example", "refused"),
    ("dot-at-the-end", "From: jan@bedrijf.example.", None, "refused"),
    ("dots-in-the-local-part", "From: j.a.n@bedrijf.example", "j.a.n@bedrijf.example", "refused"),
    ("percent", "From: jan%bedrijf.example@vreemd.example", "jan%bedrijf.example@vreemd.example", "refused"),
    ("bang", "From: bedrijf.example!jan@vreemd.example", "bedrijf.example!jan@vreemd.example", "refused"),
    ("name-only", f'From: "Jan Jansen (teamleider)" <{EVIL}>', EVIL, "refused"),
    # longer than anybody reads
    ("padded-name", f"From: {STAFF}{' ' * 9000}<{EVIL}>", None, "refused"),
    ("padded-with-commas", f"From: {STAFF}{',' * 600}{EVIL}", None, "refused"),
    ("past-the-cut", f"From: {'x' * 65_000} <{EVIL}>, {STAFF}", None, "refused"),
]


@pytest.mark.parametrize(("lines", "answered", "becomes"), [pytest.param(*row[1:], id=row[0]) for row in CASES])
def test_who_is_answered_and_who_is_obeyed(lines: str, answered: str | None, becomes: str) -> None:
    sender = sender_of(parse(f"{lines}\r\nTo: klachten@bedrijf.example\r\n\r\n#opgelost\r\n".encode()))
    answer = may_answer(sender, HUMAN, ALL_PASSES, "unless-failed")
    obeyed = may_obey(sender, HUMAN, ALL_PASSES, [STAFF], action_token=True)
    assert (sender.address if answer.allowed else None, answer.why != "") == (answered, True)
    assert obeyed.allowed is (becomes == "obeyed")


@pytest.mark.parametrize("address", sorted({row[2] for row in CASES if row[2] and row[3] == "refused"}))
def test_whoever_is_answered_and_not_obeyed_has_another_address(address: str) -> None:
    assert compare_form(address) != compare_form(STAFF)


LOOK_ALIKES = {
    "jan@bеdrijf.example",  # a Cyrillic е
    "jan@xn--bdrijf-3of.example",
    "jan@ｂｅｄｒｉｊｆ.example",
    "jan@bedrĳf.example",
    "jan@bedrijf\uff0eexample",
    "jan@bedrijf\u3002example",
}


@pytest.mark.parametrize("address", sorted(LOOK_ALIKES))
def test_what_looks_like_the_employees_domain_is_shown_as_what_it_is(address: str) -> None:
    """A38: nobody's name beside it, and nothing in it, takes away the warning."""
    shown = display(address, "Jan Jansen (teamleider)")
    assert "@xn--" in shown
    assert "let op" in shown


def test_who_was_staff_yesterday_is_a_stranger_today() -> None:
    """A12: the list of now decides, whatever was proven or promised before."""
    sender = sender_of(parse(f"From: {STAFF}\r\n\r\n#opgelost\r\n".encode()))
    assert may_obey(sender, HUMAN, ALL_PASSES, [STAFF], action_token=True).allowed
    assert not may_obey(sender, HUMAN, ALL_PASSES, ["piet@bedrijf.example"], action_token=True).allowed
