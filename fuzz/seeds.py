"""What the fuzzer starts from: mails and pieces of mails in the likeness of real ones, all made here.

Knows no target's promise. Rule: a seed is small, and different in kind from every
other; the rest is the fuzzer's work.
"""

import itertools
import struct

from scene.mails import KINDS, Pen
from world import DESK, bounce, mail, with_attachments

FIELDS = (
    b"From: Jan Bakker <jan@mail.example>\r\nTo: klachten@voorbeeld.nl\r\nSubject: =?utf-8?q?Klacht_over_=E2=82=AC?= 25\r\n\r\nx",
    b"Received: from a by mx.voorbeeld.nl;\r\n\tThu, 2 Apr 2026 09:00:00 +0200\r\nReturn-Path: <>\r\nX-A : b\r\nniets\r\nDate: x\r\n\n",
    b">From jan@mail.example Thu Apr  2 09:00:00 2026\nFrom: jan@mail.example\n\ntekst\n",
)

SENDERS = (
    b"Jan Bakker <jan@mail.example>",
    b'"Bakker, J. \\"Jan\\"" <jan.bakker+klacht@mail.example>',
    b"jan@mail.example (Jan (thuis))",
    b"=?iso-8859-1?Q?J=F6rg?= <joerg@xn--bcher-kva.example>",
    b'a.deboer@voorbeeld.nl <"x y"@evil.example>',
    b"groep: <a@b.example>, c@d.example;",
    b"<@relay.example:jan@[192.0.2.1]>",
    "Jürgen <jürgen@bücher.example>".encode(),
)

FINDINGS = (
    b"mx.voorbeeld.nl; dmarc=pass header.from=mail.example; spf=fail smtp.mailfrom=x@mail.example",
    b'mx.voorbeeld.nl 1; dkim=pass (2048-bit key; "ok") header.d=mail.example header.i=@mail.example; auth=pass smtp.auth=jan',
    b"spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=mail.example; dmarc=bestguesspass action=none header.from=mail.example;compauth=pass",
    b"from out.example (out.example [192.0.2.1]) by mx.voorbeeld.nl (Postfix) with ESMTPS id 4Xq; Thu, 2 Apr 2026 09:00:00 +0200",
    b"mx.voorbeeld.nl; none",
)

IDS = (b"<1@mail.example> <KL-2026-00042.7.abc@voorbeeld.nl>", b"<a b@c>", b"1@mail.example", b"<a\n\tb@c.example><d@e>", b'<"x y"@z> "q"')

REFERENCES = (b"Re: [KL-2026-00042] klacht", "kl 2026 – 42, of KL–2026–00043".encode(), b"xKL-2026-1 KL-2026-00001.5", "KL-٢٠٢٦-1".encode())

TAGS = (
    "Re: [KL-2026-00042] Hoge kosten #afspraak #bedrag € 1.250,00\n#notitie klager belde\n\nU krijgt het terug.".encode(),
    b"#streefdatum vr 15 mei a.s. [KL-2026-00042]\n#toewijzen aan Bram Smit\n#opgelost?",
    b"[ #nog niet opgelost ]\nNiet akkoord, te veel.\n",
    b"#vervanger Teamleider Incasso Carla Visser van 1 mei t/m 15-5-2026\n#namens Piet Post <piet@post.example>\n#aard privacy en kosten",
    b"[opgelost] #samenvoegen KL-2026-41 [KL-2026-42]\nAkkoord\n\nGroet, Frank",
)

TEXTS = (b"Goedendag,\r\n\x85a\x00b\xe2\x80\xa8c\xef\xbb\xbf", "\u202egnp.exe\u2066 \u200b\U000e0041".encode(), b"\xed\xa0\x80 \xff\xfe")

_SAID = "Ik ben het er niet mee eens.\n\nGroet, Jan"
_EARLIER = "Wij hebben uw klacht ontvangen.\nHet kenmerk is KL-2026-00042."
_QUOTED = "".join(f"> {line}\n" for line in _EARLIER.splitlines())
_BLOCK = "Van: Voorbeeld <klachten@voorbeeld.nl>\nVerzonden: donderdag 2 april 2026 09:00\nAan: Jan Bakker\nOnderwerp: Uw klacht\n"

COMPLAINTS = tuple(
    text.encode()
    for text in (
        "Geachte heer Smit,\n\nUw medewerker belde mij niet terug, en de incassokostennota klopt niet.",
        "Ik zie het echt niet meer zitten. Verwijder al mijn gegevens, of ik kom langs met een mes.",
        "Namens mijn cliënte betwist ik de vordering. Bijgaand het betaalbewijs.",
        "Carla Visser was rude; I already paid, and want a payment plan.",
    )
)

REPLIES = tuple(
    text.encode()
    for text in (
        f"{_SAID}\n\nOp do 2 apr 2026 om 09:00 schreef Voorbeeld <klachten@voorbeeld.nl>:\n\n{_QUOTED}",
        f"{_SAID}\n\nOn Thu, Apr 2, 2026 at 9:00 AM Voorbeeld\n<klachten@voorbeeld.nl> wrote:\n{_QUOTED}",
        f"{_SAID}\n\n-----Oorspronkelijk bericht-----\n{_BLOCK}\n{_EARLIER}\n",
        f"{_SAID}\n\n________________________________\n*{_BLOCK.replace(': ', ':* ', 1)}\n{_EARLIER}\n",
        f"> Het kenmerk is KL-2026-00042.\nDat klopt.\n> {_EARLIER}\n> > ouder\nEn dit ook.\n-- \nJan Bakker\n06-12345678\n",
        f"Ter info.\n\n---------- Forwarded message ---------\nVan: Jan <jan@mail.example>\nDate: 2 apr\nTo: <x@y>\n\n{_SAID}",
        f"Graag opvolgen.\n\nBegin doorgestuurd bericht:\n\n> {_BLOCK}>\n> {_SAID}\n",
        f"Von: Jan <jan@mail.example>\nGesendet: Donnerstag\nAn: x\nBetreff: AW: WG: Beschwerde\n\n{_SAID}\nVerstuurd vanaf mijn iPhone\n",
    )
)

_NOTICE = b"This is the mail system at host mx.example.\n\n<jan@mail.example>: host a[192.0.2.1] said: 550 5.1.1 User unknown\n"
_STATUS = b"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; jan@mail.example\nAction: failed\nDiagnostic-Code: smtp; 550 x\n"

BOUNCES = (
    b"\x1e".join((_NOTICE, _STATUS, b"Message-ID: <1@voorbeeld.nl>\nTo: jan@mail.example\n")),
    b"Hi. This is the qmail-send program at mail.example.\nI'm afraid I wasn't able to deliver.\n\n<jan@mail.example>:\nNo mailbox here.\n",
    b"A message that you sent could not be delivered to one or more of its\nrecipients.\n\n  jan@mail.example\n    452 mailbox full\n",
    b"Uw bericht kon niet worden bezorgd aan de volgende ontvangers:\n\njan@mail.example\nPostvak vol\n",
)

HTML = (
    b"<html><head><style>p{}</style><title>t</title></head><body><p>Een <b>klacht</b>&nbsp;&euro;&#x110000;</p><br><div hidden>x</div>",
    b"<table><tr><td>a<td>b<tr><td><table><tr><td>c</table></table><ul><li>x<ol><li>y</ul><pre> z\n z</pre>",
    b"<meta charset=iso-8859-1><blockquote type=cite><div style=\"display:none\">v</div>\xe9<!-- <p> --><a href='http://x.example'>l</a>",
)

NAMES = (
    b"nota.pdf\n../../etc/passwd\nCON.txt\n'b.pdf'",
    "\u202egpj.exe\n\u200b.htaccess\nﬁle／x.pdf".encode(),
    b"C:\\a\\b.doc\n" + b"a" * 200 + b".pdf\n..",
)

CHARSETS = (
    b"utf-7\nHi +AGE-+ADw-b+AD4-",
    b"iso-2022-jp\n\x1b$B$3$s$K$A$O\x1b(B",
    b"windows-1252\n\x80 \x93x\x94",
    b"utf-16\n\xff\xfea\0b\0",
    b"x\n=?utf-8?B?4oKs?= =?utf-8?Q?=E2=82?= =?utf-8?Q?=AC_x?= =?gb2312*zh?q?a?=",
    b"hz\n~{<:Ky2;VpJ)~}",
)


def _winmail(*objects: tuple[int, int, bytes]) -> bytes:
    """Return a TNEF file of (level, attribute, data) objects (MS-OXTNEF, 2.1)."""
    written = (
        struct.pack("<BHHI", level, name, 0, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF) for level, name, data in objects
    )
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(written)


WINMAILS = (
    _winmail((1, 0x800C, b"Zie de bijlage.\0"), (2, 0x9002, b"\0" * 14), (2, 0x8010, b"nota.pdf\0"), (2, 0x800F, b"%PDF-1.7 x")),
    _winmail((1, 0x9003, b"\x02\0\0\0" + b"\x1e\0\x37\x00\x01\0\0\0\x03\0\0\0ab\0\0" + b"\x02\x01\x13\x10\x01\0\0\0\x04\0\0\0<p>x")),
    _winmail((2, 0x9002, b"\0" * 14), (2, 0x9005, b"\x01\0\0\0" + b"\x1f\0\x07\x37\x01\0\0\0\x06\0\0\0a\0b\0\0\0\0\0")),
)

_ALL = b"IMAP4rev1 AUTH=PLAIN UIDPLUS MOVE IDLE NAMESPACE"
_BEGIN = (
    b"* OK [CAPABILITY " + _ALL + b"] ready\r\n",
    b"* CAPABILITY " + _ALL + b"\r\n$ OK done\r\n",
    b"+ \r\n",
    b"$ OK in\r\n",
    b"* CAPABILITY " + _ALL + b"\r\n$ OK done\r\n",
    b"* 2 EXISTS\r\n* OK [UIDVALIDITY 9] x\r\n* OK [UIDNEXT 4] x\r\n$ OK [READ-WRITE] open\r\n",
    b'* NAMESPACE (("" "/")) NIL NIL\r\n$ OK x\r\n',
    b'* LIST () "/" "Klachten/Verwerkt"\r\n$ OK x\r\n',
    b'* LIST () "/" Sent\r\n$ OK x\r\n',
)
_WORK = (
    b"* 2 EXISTS\r\n$ OK x\r\n",
    b"* SEARCH 2 3\r\n$ OK x\r\n",
    b'* 1 FETCH (UID 2 RFC822.SIZE 9 INTERNALDATE " 2-Apr-2026 09:00:00 +0200")\r\n* 2 FETCH (UID 3 RFC822.SIZE 130)\r\n$ OK x\r\n',
    b'* 1 FETCH (UID 2 BODY[]<0> {9}\r\nSubject:x)\r\n* 2 FETCH (UID 3 BODY[]<0> "' + b"a" * 100 + b'")\r\n$ OK x\r\n',
    b"* 2 FETCH (UID 3 BODY[]<100> {30}\r\n" + b"a" * 30 + b")\r\n$ OK x\r\n",
    b"* OK [COPYUID 9 2:3 5:6] x\r\n* 2 EXPUNGE\r\n* 1 EXPUNGE\r\n$ OK done\r\n",
    b'* LIST () "/" "Klachten/Verwerkt"\r\n$ OK x\r\n',
    b"* 1 EXISTS\r\n* OK [UIDVALIDITY 9] x\r\n$ OK [READ-WRITE] x\r\n",
    b"* SEARCH 5\r\n$ OK x\r\n",
    b"* 1 FETCH (UID 5 BODY[]<0> {9}\r\nSubject:x)\r\n$ OK x\r\n",
    b"* 2 EXISTS\r\n* OK [UIDVALIDITY 9] x\r\n* OK [UIDNEXT 4] x\r\n$ OK [READ-WRITE] open\r\n",
    b"* SEARCH 2\r\n$ OK x\r\n",
    b"* 1 FETCH (UID 2 FLAGS (\\Deleted))\r\n$ OK x\r\n",
    b"* 1 EXPUNGE\r\n$ OK x\r\n",
    b"* SEARCH\r\n$ OK x\r\n",
    b"+ go on\r\n",
    b"$ OK [APPENDUID 9 7] x\r\n",
    b"* BYE x\r\n$ OK x\r\n",
)

SESSIONS = (
    b"\x1e".join((*_BEGIN, *_WORK)),
    b"\x1e".join(_BEGIN),
    b"* PREAUTH x\r\n",
    b"* OK x\x1e* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n$ OK x\r\n",
)


def _written() -> tuple[bytes, ...]:
    """Return whole mails, of every kind that the tests know."""
    pen = Pen("buiten.example", DESK, itertools.count(1))
    replies = (
        mail(text, subject="Re: Uw klacht", In_Reply_To="<1@voorbeeld.nl>", Content_Type="text/plain; charset=utf-8") for text in REPLIES
    )
    pages = (mail(page, subject="FW: klacht", Content_Type="text/html") for page in HTML)
    boundary = "multipart/alternative; boundary=\"a b\"; charset*0*=utf-8''%e2%82; name*1=x"
    flowed, page = b"text/plain; format=flowed; delsp=yes\r\n\r\neen \r\ntwee\r\n", b"text/html\r\n\r\n<p>drie\r\n"
    both = b"".join(b"--a b\r\nContent-Type: " + one for one in (flowed, page)) + b"--a b--\r\n"
    odd = (
        mail(both, MIME_Version="1.0", Content_Type=boundary),
        mail(WINMAILS[0], Content_Type="application/ms-tnef; name=winmail.dat"),
        mail(mail(REPLIES[5]), Content_Type="message/rfc822"),
        mail("aGFsbG8=", Content_Transfer_Encoding="base64", Content_Type="text/plain; charset=utf-16le"),
        mail(b"begin 644 a.txt\n#86)C\n`\nend\n", Content_Type="text/plain", Content_Transfer_Encoding="x-uuencode"),
        mail(subject="Automatisch antwoord: KL-2026-00042", Authentication_Results=FINDINGS[0].decode()),
        bounce("klachten+b=1@voorbeeld.nl", returned="<1@voorbeeld.nl>"),
        with_attachments(5, 9),
    )
    return (*(kind(pen).raw for kind in KINDS), *replies, *pages, *odd)


MAILS = _written()
BOMBS = tuple(b"\x80\x20" + one for one in MAILS)

WORDS = (
    *(
        f"{name}: "
        for name in ("From", "To", "Subject", "Date", "Message-ID", "References", "In-Reply-To", "Received", "Return-Path", "Reply-To")
    ),
    *(
        "Auto-Submitted: ",
        "Precedence: bulk",
        "List-Id: ",
        "X-Spam-Flag: YES",
        "Authentication-Results: ",
        "Content-Disposition: attachment",
    ),
    *("Content-Type: ", "multipart/mixed", "multipart/report; report-type=delivery-status", "message/rfc822", "message/delivery-status"),
    *("Content-Transfer-Encoding: ", "base64", "quoted-printable", "boundary=", "charset=", "filename*0*=", "name=", "format=flowed"),
    *(
        "=?utf-8?q?",
        "=?iso-2022-jp?b?",
        "?=",
        "\r\n\r\n",
        "\r\n\t",
        "\0",
        "--",
        "mx.voorbeeld.nl; ",
        "dmarc=pass header.from=",
        "dkim=fail ",
    ),
    *(
        "Van: ",
        "Verzonden: ",
        "Aan: ",
        "Onderwerp: ",
        "Betreff: ",
        "Objet : ",
        "Gesendet: ",
        "schreef ",
        "wrote:",
        "a écrit :",
        "> ",
        ">> ",
    ),
    *(
        "-----Oorspronkelijk bericht-----",
        "-----Original Message-----",
        "---------- Forwarded message ---------",
        "Begin doorgestuurd bericht:",
    ),
    *(
        "Final-Recipient: rfc822; ",
        "Action: failed",
        "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 ",
        "-- \n",
        "KL-2026-",
        "klachten@voorbeeld.nl",
    ),
    *(
        "<table>",
        "<td>",
        "</td>",
        "<div>",
        "<blockquote>",
        "&nbsp;",
        "<!--",
        "-->",
        "style=display:none",
        "<script>",
        "{10}\r\n",
        "* ",
        "$ OK ",
    ),
)
"""Words of mail for the fuzzer to put anywhere."""
