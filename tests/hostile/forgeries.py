"""Senders and findings that somebody forged, as header lines: each row is one trick, and honest in all else.

Source: docs/mail-rules.md, D11, R-AUTH-01 to -08, A13, A14 and A38.
"""

import base64
from typing import NamedTuple

from intake.authentication import Trust

STAFF, EVIL = "jan@bedrijf.example", "x@vreemd.example"
OURS = Trust("authserv-id", "mx.bedrijf.example", frozenset({"mx.bedrijf.example"}))
MICROSOFT = Trust("microsoft365", own_hosts=frozenset({"mx.bedrijf.example"}), internal_domains=frozenset({"bedrijf.example"}))


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


GOOD = "mx.bedrijf.example; dmarc=pass header.from=bedrijf.example"
RECEIVED = "Received: from pc.bedrijf.example by mx.bedrijf.example with ESMTPS id A1; Mon, 2 Mar 2026 10:00:01 +0100"
FOREIGN = "Received: from pc.vreemd.example by mail.vreemd.example with ESMTPSA; Mon, 2 Mar 2026 09:59:59 +0100"
HOP = "Received: from AM0EUR02.protection.outlook.com by DB8PR01.eurprd01.prod.outlook.com with HTTPS; Mon, 2 Mar 2026 10:00:01 +0100"
BY_MICROSOFT = "spf=pass smtp.mailfrom=bedrijf.example; dkim=none;dmarc=pass action=none header.from=bedrijf.example;compauth=pass"


def told(value: str, name: str = "Authentication-Results") -> str:
    return f"{name}: {value}"


def found(value: str) -> str:
    """Our own server's field, with another finding."""
    return told(f"mx.bedrijf.example; {value}")


class Results(NamedTuple):
    """Header lines by which a finding is forged, or the honest one says too little; body: what makes it a mail with parts."""

    name: str
    lines: tuple[str, ...] = ()
    trust: Trust = OURS
    body: str = ""


HONEST_RESULTS = (
    Results("dmarc", (told(GOOD), RECEIVED)),
    Results("below-our-received", (RECEIVED, told(GOOD), FOREIGN)),
    Results("own-login", (found(f"auth=pass smtp.auth={STAFF}"), RECEIVED)),
    Results("dkim-of-the-domain", (found("dkim=pass header.d=bedrijf.example"), RECEIVED)),
    Results(
        "version-and-comments",
        (told("mx.bedrijf.example (our own)\r\n 1; dmarc=pass (p=reject)\r\n header.from=bedrijf.example"), RECEIVED),
    ),
    Results("microsoft", (HOP, told(BY_MICROSOFT), FOREIGN), MICROSOFT),
    Results("microsoft-internal", (HOP, "X-MS-Exchange-Organization-AuthAs: Internal"), MICROSOFT),
)

ATTACHED = (
    "--g\r\nContent-Type: text/plain\r\n\r\nx\r\n--g\r\nContent-Type: message/rfc822\r\n\r\n"
    f"{told(GOOD)}\r\nFrom: {STAFF}\r\nSubject: #opgelost\r\n\r\nx\r\n--g--\r\n"
)
FORGED_RESULTS = (
    Results("none", (RECEIVED,)),
    Results("trusting-nobody", (told(GOOD), RECEIVED), Trust()),
    # another's field
    Results("another-server", (told(GOOD.replace("mx.", "mx.vreemd.")), RECEIVED)),
    Results("longer-id", (told(f"evil.{GOOD}"), RECEIVED)),
    Results("id-with-a-tail", (told(GOOD.replace("example;", "example.vreemd.example;", 1)), RECEIVED)),
    Results("id-in-capitals", (told(GOOD.replace("mx.bedrijf", "MX.Bedrijf")), RECEIVED)),
    Results("id-folded", (told(GOOD.replace("mx.", "mx.\r\n ")), RECEIVED)),
    Results("id-with-a-comment", (told(GOOD.replace("mx.", "mx.(x)")), RECEIVED)),
    Results("id-half-quoted", (told(GOOD.replace("mx.bedrijf", 'mx."bedrijf"')), RECEIVED)),
    Results("id-encoded", (told(f"{encoded('mx.bedrijf.example')}; dmarc=pass header.from=bedrijf.example"), RECEIVED)),
    Results("id-look-alike", (told(GOOD.replace("mx.bedrijf", "mx.bеdrijf")), RECEIVED)),  # a Cyrillic е
    Results("id-with-nul", (told(GOOD.replace("mx.", "mx.\0")), RECEIVED)),
    Results("no-id", (told("dmarc=pass header.from=bedrijf.example"), RECEIVED)),
    Results("text-behind-the-id", (told(GOOD.replace(";", " and friends;", 1)), RECEIVED)),
    Results("another-version", (told(GOOD.replace(";", " 2;", 1)), RECEIVED)),
    Results("version-and-more", (told(GOOD.replace(";", " 1 1;", 1)), RECEIVED)),
    # another place
    Results("below-a-foreign-received", (RECEIVED, FOREIGN, told(GOOD))),
    Results("below-one-that-names-us-in-a-comment", ("Received: from x (by mx.bedrijf.example) by mail.vreemd.example; x", told(GOOD))),
    Results("below-one-that-greets-as-us", ("Received: from by mx.bedrijf.example by mail.vreemd.example; x", told(GOOD))),
    Results("two-fields-alike", (told(GOOD), told(GOOD), RECEIVED)),
    Results("two-fields", (told(GOOD), found("dmarc=none"), RECEIVED)),
    Results("ours-above-and-one-below", (found("dmarc=none header.from=bedrijf.example"), RECEIVED, told(GOOD))),
    Results("arc", (told(f"i=1; {GOOD}", "ARC-Authentication-Results"), RECEIVED)),
    Results("x-header", (told(GOOD, "X-Authentication-Results"), RECEIVED)),
    Results("original", (told(GOOD, "Authentication-Results-Original"), RECEIVED)),
    Results("received-spf", (f"Received-SPF: pass (mx.bedrijf.example: domain of {STAFF})", RECEIVED)),
    Results("name-with-a-space", (told(GOOD, "Authentication-Results "), RECEIVED)),
    Results("in-another-field", (f"X-Note: x\r\n {told(GOOD)}", RECEIVED)),
    Results("behind-a-bare-return", (f"X-Note: x\r{told(GOOD)}", RECEIVED)),
    Results("in-an-attached-mail", (RECEIVED, "MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="g"'), body=ATTACHED),
    Results("in-the-text", (RECEIVED,), body=f"{told(GOOD)}\r\n\r\nx\r\n"),
    # too little
    Results("dmarc-fail", (found("dmarc=fail header.from=bedrijf.example"), RECEIVED)),
    Results("dmarc-none", (found("dmarc=none header.from=bedrijf.example"), RECEIVED)),
    Results("dmarc-bestguesspass", (found("dmarc=bestguesspass header.from=bedrijf.example"), RECEIVED)),
    Results("dmarc-temperror", (found("dmarc=temperror header.from=bedrijf.example"), RECEIVED)),
    Results("dmarc-of-another", (found("dmarc=pass header.from=vreemd.example"), RECEIVED)),
    Results("dmarc-of-a-sub-domain", (found("dmarc=pass header.from=mail.bedrijf.example"), RECEIVED)),
    Results("dmarc-of-a-longer-domain", (found("dmarc=pass header.from=bedrijf.example.vreemd.example"), RECEIVED)),
    Results("dmarc-of-nobody", (found("dmarc=pass"), RECEIVED)),
    Results("dmarc-twice", (found("dmarc=pass header.from=bedrijf.example; dmarc=fail header.from=bedrijf.example"), RECEIVED)),
    Results("spf-alone", (found(f"spf=pass smtp.mailfrom={STAFF}"), RECEIVED)),
    Results("spf-and-dkim-of-another", (found(f"spf=pass smtp.mailfrom={STAFF}; dkim=pass header.d=vreemd.example"), RECEIVED)),
    Results("dkim-of-a-sub-domain", (found("dkim=pass header.d=mail.bedrijf.example"), RECEIVED)),
    Results("dkim-failed", (found("dkim=fail header.d=bedrijf.example"), RECEIVED)),
    Results("dkim-signed-for-only", (found("dkim=pass header.i=@bedrijf.example header.d=vreemd.example"), RECEIVED)),
    Results("dkim-though-dmarc-failed", (found("dkim=pass header.d=bedrijf.example; dmarc=fail header.from=bedrijf.example"), RECEIVED)),
    Results("login-of-another", (found("auth=pass smtp.auth=piet@bedrijf.example"), RECEIVED)),
    Results("login-without-a-domain", (found("auth=pass smtp.auth=jan"), RECEIVED)),
    Results("login-failed", (found(f"auth=fail smtp.auth={STAFF}"), RECEIVED)),
    Results("iprev-and-unknown-methods", (found(f"iprev=pass policy.iprev=192.0.2.1; x-staff=pass x.from={STAFF}"), RECEIVED)),
    # hidden in what the sender chose
    Results("pass-in-a-comment", (found("dmarc=fail (dmarc=pass header.from=bedrijf.example) header.from=bedrijf.example"), RECEIVED)),
    Results("pass-in-a-reason", (found('dmarc=none reason="; dmarc=pass header.from=bedrijf.example"'), RECEIVED)),
    Results("pass-in-an-address", (found('spf=pass smtp.mailfrom="; dmarc=pass header.from=bedrijf.example"@vreemd.example'), RECEIVED)),
    Results("pass-in-an-open-comment", (found("spf=pass (; dmarc=pass header.from=bedrijf.example"), RECEIVED)),
    Results("pass-in-an-open-quotation", (found('spf=pass smtp.helo="; dmarc=pass header.from=bedrijf.example'), RECEIVED)),
    # Microsoft's form
    Results("microsoft-form-elsewhere", (told(BY_MICROSOFT), RECEIVED)),
    Results("microsoft-below-a-foreign-host", (HOP, FOREIGN, told(BY_MICROSOFT)), MICROSOFT),
    Results("microsoft-below-one-like-it", ("Received: from a by x.outlook.com.vreemd.example; x", told(BY_MICROSOFT)), MICROSOFT),
    Results("microsoft-with-an-id", (HOP, told(f"mx.bedrijf.example; {BY_MICROSOFT}")), MICROSOFT),
    Results("microsoft-second", (HOP, told("spf=none; dmarc=none header.from=bedrijf.example"), told(BY_MICROSOFT)), MICROSOFT),
    Results("microsoft-failed", (HOP, told(BY_MICROSOFT.replace("dmarc=pass", "dmarc=fail"))), MICROSOFT),
    Results("microsoft-compauth-alone", (HOP, told("spf=none; dkim=none;dmarc=none header.from=bedrijf.example;compauth=pass")), MICROSOFT),
    Results("microsoft-bestguesspass", (HOP, told(BY_MICROSOFT.replace("dmarc=pass", "dmarc=bestguesspass"))), MICROSOFT),
    Results("microsoft-anonymous", (HOP, "X-MS-Exchange-Organization-AuthAs: Anonymous"), MICROSOFT),
    Results("microsoft-internal-twice", (HOP, *("X-MS-Exchange-Organization-AuthAs: Internal",) * 2), MICROSOFT),
    Results("microsoft-internal-of-others", (HOP, "X-MS-Exchange-CrossTenant-AuthAs: Internal"), MICROSOFT),
    Results("microsoft-internal-elsewhere", (RECEIVED, "X-MS-Exchange-Organization-AuthAs: Internal")),
)
