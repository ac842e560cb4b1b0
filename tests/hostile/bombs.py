"""Mails that cost more to read than to write: each a generator, so that no file of many megabytes lies about.

Each is a complaint of Alice's that somebody loaded. What it must become stands
beside it, and what the reading must say of it. Sources are the public numbers
of what happened to others; the sizes are those at which the standard library's
own parser needs seconds, gigabytes or its whole stack.
"""

import base64
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

ALICE = b"alice@mail.example"
KEPT = b"De kosten kloppen niet."
"""What Alice says, where there is room for it."""

_CUT = "a header is longer than is read: it was cut"
_MANY_HEADERS = "more headers than are read: the rest was left out"
_MANY_ADDRESSES = "more than 500 addresses in a header: the rest was left out"
_MANY_PARAMETERS = "more than 100 parameters in a header: the rest was left out"
_MANY_PARTS = "more than 200 parts: the rest was left out"
_DEEP = "parts within parts, more than 30 deep: the rest was left out"
_LONG_HTML = "the HTML is longer than is read: it was cut"


@dataclass(frozen=True, slots=True)
class Bomb:
    """One bomb.

    source:    where it was met, or which limit it is to meet.
    fault:     what the reading must tell of it; None where nothing is left out.
    answered:  whether receipt may still be confirmed.
    """

    source: str
    make: Callable[[], bytes]
    fault: str | None = None
    answered: bool = True


def loaded(*fields: bytes, body: bytes = KEPT + b"\r\n", sender: bytes = b"<" + ALICE + b">") -> bytes:
    """Return a complaint with these fields beside its own."""
    head = b"".join(field + b"\r\n" for field in fields)
    return b"From: %b\r\nTo: klachten@voorbeeld.nl\r\nMessage-ID: <1@mail.example>\r\n%b\r\n%b" % (sender, head, body)


def in_parts(kind: bytes, *parts: bytes) -> bytes:
    """Return a complaint in parts, the first of which is what she says."""
    first = b"--grens\r\nContent-Type: text/plain\r\n\r\n%b\r\n" % KEPT
    body = first + b"".join(b"--grens\r\n%b\r\n" % part for part in parts) + b"--grens--\r\n"
    return loaded(b"MIME-Version: 1.0", b"Content-Type: multipart/%b; boundary=grens" % kind, body=body)


def nested_parts(depth: int) -> bytes:
    """Return a complaint in a part in a part."""
    inner = b"".join(b'--b%d\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % (level, level + 1) for level in range(depth))
    return loaded(b'Content-Type: multipart/mixed; boundary="b0"', body=inner + b"--b%d\r\n\r\n%b\r\n" % (depth, KEPT))


def nested_mails(depth: int) -> bytes:
    """Return a complaint with a mail in a mail in a mail."""
    return in_parts(b"mixed", b"Content-Type: message/rfc822\r\n\r\n" * depth + b"Subject: x\r\n\r\nx")


@cache
def zip_of_zips() -> bytes:
    """Return an archive of some kilobytes in which archives lie that hold gigabytes, all told."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.dat", bytes(8_000_000))
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(500):
            archive.writestr(f"{number}.zip", inner.getvalue())
    return outer.getvalue()


def zipped() -> bytes:
    """Return a complaint with that archive."""
    encoded = base64.encodebytes(zip_of_zips()).replace(b"\n", b"\r\n")
    return in_parts(b"mixed", b'Content-Type: application/zip; name="bewijs.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + encoded)


def html(source: bytes) -> bytes:
    """Return a complaint that is HTML and nothing else."""
    return loaded(b"Content-Type: text/html; charset=utf-8", body=source)


def text(words: bytes) -> bytes:
    """Return a complaint with a text that goes on and on."""
    return loaded(b"Content-Type: text/plain; charset=utf-8", body=KEPT + b"\r\n" + words)


def _numbered(count: int) -> bytes:
    return b"".join(b";\r\n name*%d*=%%41" % number for number in range(count))


BOMBS: dict[str, Bomb] = {
    # headers
    "a recipient list of 1 MB": Bomb("CVE-2024-23184", lambda: loaded(b"To: " + b"a@b.nl, " * 131_072), _CUT),
    "600 recipients": Bomb("CVE-2024-23184", lambda: loaded(b"Cc: " + b"a@b.nl, " * 600), _MANY_ADDRESSES),
    "100,000 address fields": Bomb("CVE-2024-23184", lambda: loaded(*[b"Cc: a@b.nl"] * 100_000), _MANY_HEADERS),
    "a subject of 10 MB": Bomb("gh-136063", lambda: loaded(b"Subject: " + b"x" * 10_000_000), _CUT),
    "a subject of half encoded words": Bomb("gh-136063", lambda: loaded(b"Subject: " + b"=?utf-8?q?" * 6_000)),
    "names of half encoded words": Bomb(
        "gh-136063",
        lambda: in_parts(b"mixed", *[b'Content-Type: image/png; name="' + b"=?utf-8?q?x" * 700 + b'"\r\n\r\nx'] * 198),
        _MANY_HEADERS,
    ),
    "500,000 header lines": Bomb("R-LIM-01", lambda: loaded(*[b"X-Regel: y"] * 500_000), _MANY_HEADERS),
    "a header folded a million times": Bomb("R-LIM-01", lambda: loaded(b"X-Regel: y" + b"\r\n z" * 1_000_000), _CUT),
    "20,000 semicolons": Bomb("gh-87075", lambda: loaded(b"Content-Type: text/plain" + b";" * 20_000), _MANY_PARAMETERS),
    "a parameter in 100,000 pieces": Bomb("CVE-2026-27859", lambda: loaded(b"Content-Type: text/plain" + _numbered(100_000)), _CUT),
    "a parameter in 3,000 pieces": Bomb("CVE-2026-27859", lambda: loaded(b"Content-Type: text/plain" + _numbered(3_000)), _MANY_PARAMETERS),
    "1,000 comments within each other": Bomb("CVE-2023-36632", lambda: loaded(sender=b"(" * 1_000 + b"x" + b")" * 1_000 + b" " + ALICE)),
    "30,000 comments that nobody closes": Bomb("CVE-2023-36632", lambda: loaded(sender=b"(" * 30_000 + b" " + ALICE), answered=False),
    "a name of 30,000 quoted signs": Bomb(
        "gh-136063", lambda: loaded(sender=b'"' + b'\\"' * 15_000 + b'" <' + ALICE + b">"), answered=False
    ),
    "references without end": Bomb("R-LIM-01", lambda: loaded(b"References: " + b"<a@b.nl> " * 200_000), _CUT),
    "brackets that nobody closes": Bomb("R-LIM-01", lambda: loaded(b"References: " + b"<" * 60_000)),
    # parts
    "400,000 empty parts": Bomb("CVE-2020-12100", lambda: in_parts(b"mixed", *[b""] * 400_000), _MANY_PARTS),
    "parts 300 deep": Bomb("gh-77710", lambda: nested_parts(300), _DEEP),
    "parts 2,000 deep": Bomb("gh-77710", lambda: nested_parts(2_000), _DEEP),
    "mails 2,000 deep": Bomb("CVE-2020-12100", lambda: nested_mails(2_000)),
    "a digest of 10,000 mails": Bomb("CVE-2020-12100", lambda: in_parts(b"digest", *[b"\r\nSubject: x\r\n\r\nx"] * 10_000), _MANY_PARTS),
    "a report of 300,000 groups": Bomb(
        "CVE-2020-12100", lambda: in_parts(b"mixed", b"Content-Type: message/delivery-status\r\n\r\n" + b"A: b\r\n\r\n" * 300_000)
    ),
    "200 alternatives": Bomb(
        "CVE-2020-12100", lambda: in_parts(b"alternative", *[b"\r\n" + b"w%d " % number * 20_000 for number in range(198)])
    ),
    "an archive that holds gigabytes": Bomb("CVE-2024-0450", zipped),
    "base64 in a million pieces": Bomb(
        "R-LIM-01",
        lambda: in_parts(b"mixed", b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"QQ==" * 1_000_000),
    ),
    # HTML
    "100,000 tags within each other": Bomb("CVE-2020-6802", lambda: html(b"<b>" * 100_000 + KEPT)),
    "HTML of 10 MB": Bomb("CVE-2020-6802", lambda: html(KEPT + b"<p>een twee</p>" * 700_000), _LONG_HTML),
    "a style without end": Bomb("CVE-2023-24038", lambda: html(b'<p style="' + b"a:b;" * 100_000 + b'">' + KEPT + b"</p>")),
    "a style that is nearly one": Bomb("CVE-2023-24038", lambda: html(b'<p style="' + b"background:" * 40_000 + b'">' + KEPT + b"</p>")),
    "tags that nobody closes": Bomb("CVE-2021-23980", lambda: html(KEPT + b"<a" * 400_000)),
    "comments that nobody closes": Bomb("CVE-2021-23980", lambda: html(KEPT + b"<b>" * 300 + b"<!--" * 200_000)),
    "characters by number": Bomb("CVE-2021-23980", lambda: html(KEPT + b"<b>" * 300 + b"&#" * 300_000)),
    # text: what a careless pattern never comes back from
    "a line of 1 MB": Bomb("CVE-2024-6232", lambda: text(b"a" * 1_000_000)),
    "500,000 empty lines": Bomb("CVE-2024-6232", lambda: text(b"\r\n" * 500_000)),
    "a million spaces": Bomb("CVE-2024-6232", lambda: text(b" " * 1_000_000 + b"x")),
    "quoted a million times": Bomb("CVE-2024-6232", lambda: text(b">" * 1_000_000)),
    "300,000 quoted lines": Bomb("CVE-2024-6232", lambda: text(b"> x\r\n" * 300_000)),
    "20,000 attributions": Bomb("CVE-2024-6232", lambda: text(b"Op ma 2 mrt. 2026 om 10:11 schreef Jan <j@x.nl>:\r\n" * 20_000)),
    "halves of attributions": Bomb("CVE-2024-6232", lambda: text(b"Op " * 300_000 + b"\r\n" + b"On Mon,\r\n" * 100_000)),
    "20,000 header blocks": Bomb("CVE-2024-6232", lambda: text(b"Van: Jan\r\nVerzonden: ma\r\nAan: x\r\nOnderwerp: y\r\n\r\n" * 20_000)),
    "a capital before every colon": Bomb("CVE-2024-6232", lambda: text((b"Van: a@b.nl " + b"\xc3\x81:" * 1_300 + b"\r\n") * 380)),
    "a field at every colon": Bomb("CVE-2024-6232", lambda: text((b"Van: a@b.nl " + b"A:" * 1_990 + b"\r\n") * 250)),
    "30,000 separators": Bomb("CVE-2024-6232", lambda: text(b"-----Oorspronkelijk bericht-----\r\n" * 30_000)),
    "dashes and lines": Bomb("CVE-2024-6232", lambda: text(b"-" * 500_000 + b"\r\n" + b"_" * 400_000)),
    "lines of dashes and a colon": Bomb("CVE-2024-6232", lambda: text((b"-" * 199 + b":\r\n") * 4_900)),
    "100,000 signatures": Bomb("CVE-2024-6232", lambda: text(b"-- \r\nJan\r\n" * 100_000)),
    "120,000 half references": Bomb("CVE-2024-6232", lambda: text(b"KL-2026-" * 120_000)),
    "half addresses": Bomb("CVE-2024-6232", lambda: text(b"a@" * 200_000 + b"<" * 200_000 + b"a@b." * 100_000)),
    "90,000 tags of ours": Bomb("CVE-2024-6232", lambda: text(b"#opgelost " * 90_000)),
    "a subject of prefixes": Bomb("CVE-2024-6232", lambda: loaded(b"Subject: " + b"Re: Fwd: Antw: " * 4_000)),
    "a subject of references": Bomb("CVE-2024-6232", lambda: loaded(b"Subject: " + b"[KL-2026-" * 7_000)),
}
