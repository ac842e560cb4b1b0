"""Alice's complaint of Monday 30 March 2026 as Bram passes it on: with each mail program, in Dutch and English, in the text and as a file.

What programs write above a mail is theirs; the people and the words are of the
little world. Every shape says the same: who complained, what, and on which day.
"""

import base64
from dataclasses import dataclass
from email.message import EmailMessage

SUBJECT = "Hoge kosten"
WORDS = "Ik vind de kosten veel te hoog.\nKunt u dit nakijken?\n\nAlice Jansen"
NOTE = "Zij was boos aan de telefoon."
ALICE = "Alice Jansen <alice@mail.example>"
TO = "info@voorbeeld.nl"
SIGNATURE = "\n\nMet vriendelijke groet,\n\nBram Smit\nTeamleider Incasso\nVoorbeeld Incasso B.V."

ORIGINAL = (
    "Received: from uit.mail.example by mx.voorbeeld.nl with ESMTPS id 5; Mon, 30 Mar 2026 10:15:07 +0200\r\n"
    f"From: {ALICE}\r\nTo: {TO}\r\nSubject: {SUBJECT}\r\nDate: Sun, 29 Mar 2026 23:59:00 +0200\r\n"
    "Message-ID: <eerste@mail.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + WORDS.replace("\n", "\r\n") + "\r\n"
).encode()
"""It came in on the Monday, whatever the clock at home said."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One way to pass it on. text, html: one of both, or both; files: mails that stand in it whole."""

    name: str
    subject: str
    text: str = ""
    html: str = ""
    files: tuple[bytes, ...] = ()
    file_type: str = "message/rfc822"

    def body(self) -> tuple[str, bytes]:
        """Return the content type and the body."""
        message = EmailMessage()
        if self.text or not self.html:
            message.set_content(self.text, cte="8bit")
        if self.html and not self.text:
            message.set_content(self.html, subtype="html", cte="8bit")
        elif self.html:
            message.add_alternative(self.html, subtype="html", cte="8bit")
        if not self.files:
            head, _, body = message.as_bytes().partition(b"\n\n")
            return _content_type(head), body
        parts = b"".join(b"--grens\r\n" + part + b"\r\n" for part in (message.as_bytes(), *map(self._file, self.files)))
        return 'multipart/mixed; boundary="grens"', parts + b"--grens--\r\n"

    def _file(self, raw: bytes) -> bytes:
        if self.file_type == "message/rfc822":
            return b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + raw
        head = f'Content-Type: {self.file_type}; name="klacht.eml"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        return head.encode() + base64.encodebytes(raw)


def _content_type(head: bytes) -> str:
    """Return all content fields of a part as the value of the first; the transfer encoding of these is 7bit or 8bit."""
    return next(line.partition(b": ")[2].decode() for line in head.split(b"\n") if line.lower().startswith(b"content-type"))


def _marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _outlook(sender: str, sent: str, to: str, subject: str, day: str) -> str:
    return f"{sender}: {ALICE}\n{sent}: {day}\n{to}: {TO}\n{subject}: {SUBJECT}\n\n{WORDS}"


def _html(words: str) -> str:
    return "".join(f"<p>{line}</p>" for line in words.split("\n") if line)


def _broken(words: str) -> str:
    """Return lines as HTML with a break behind each."""
    return words.replace("<", "&lt;").replace("\n", "<br>")


def _html_block(*fields: tuple[str, str]) -> str:
    told = "<br>".join(f"<b>{name}:</b> {value.replace('<', '&lt;').replace('>', '&gt;')}" for name, value in fields)
    return f'<div style="border-top:solid #E1E1E1 1.0pt"><p>{told}</p></div>{_html(WORDS)}'


_NL = _outlook("Van", "Verzonden", "Aan", "Onderwerp", "maandag 30 maart 2026 10:15")
_EN = _outlook("From", "Sent", "To", "Subject", "Monday, March 30, 2026 10:15 AM")
_OWN = f"#nieuw\n{NOTE}"
_OWN_HTML = f"<p>#nieuw</p><p>{NOTE}</p>"
_LINE = "_" * 32
_MAC_NL = f"Van: {ALICE}\nOnderwerp: {SUBJECT}\nDatum: 30 maart 2026 om 10:15:07 CEST\nAan: {TO}\n\n{WORDS}"
_MAC_EN = f"From: {ALICE}\nSubject: {SUBJECT}\nDate: 30 March 2026 at 10:15:07 CEST\nTo: {TO}\n\n{WORDS}"
_BIRD_NL = f"Onderwerp: \t{SUBJECT}\nDatum: \tMon, 30 Mar 2026 10:15:07 +0200\nVan: \t{ALICE}\nAan: \t{TO}\n\n\n\n{WORDS}"
_BIRD_EN = f"Subject: \t{SUBJECT}\nDate: \tMon, 30 Mar 2026 10:15:07 +0200\nFrom: \t{ALICE}\nTo: \t{TO}\n\n\n\n{WORDS}"
_GMAIL_HEAD = "---------- Forwarded message ---------"
_GMAIL_NL = f"{_GMAIL_HEAD}\nVan: {ALICE}\nDate: ma 30 mrt 2026 om 10:15\nSubject: {SUBJECT}\nTo: <{TO}>\n\n\n{WORDS}"
_GMAIL_EN = f"{_GMAIL_HEAD}\nFrom: {ALICE}\nDate: Mon, Mar 30, 2026 at 10:15 AM\nSubject: {SUBJECT}\nTo: <{TO}>\n\n\n{WORDS}"
_FIELDS_NL = (("Van", ALICE), ("Verzonden", "maandag 30 maart 2026 10:15"), ("Aan", TO), ("Onderwerp", SUBJECT))
_FIELDS_EN = (("From", ALICE), ("Sent", "Monday, March 30, 2026 10:15 AM"), ("To", TO), ("Subject", SUBJECT))
_COLLEAGUE = "Van: Carla Visser <c.visser@voorbeeld.nl>\nVerzonden: woensdag 1 april 2026 16:00\nAan: Bram Smit\nOnderwerp: FW: Hoge kosten"
_BY_COLLEAGUE = (
    b"From: Carla Visser <c.visser@voorbeeld.nl>\r\nSubject: Fwd: Hoge kosten\r\nDate: Wed, 1 Apr 2026 16:00:00 +0200\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=binnen\r\n\r\n--binnen\r\nContent-Type: text/plain\r\n\r\nVoor jou.\r\n"
    b"--binnen\r\nContent-Type: message/rfc822\r\n\r\n" + ORIGINAL + b"--binnen--\r\n"
)
_LATER = ORIGINAL.replace(b"30 Mar 2026", b"31 Mar 2026").replace(b"eerste@", b"tweede@").replace(b"Ik vind", b"Nog eens: ik vind")

SHAPES = (
    Shape("outlook-desktop-nl", f"FW: {SUBJECT}", f"{_OWN}{SIGNATURE}\n\n{_NL}"),
    Shape("outlook-desktop-en", f"FW: {SUBJECT}", f"{_OWN}{SIGNATURE}\n\n{_EN}"),
    Shape("outlook-desktop-nl-html", f"FW: {SUBJECT}", html=f"<html><body>{_OWN_HTML}{_html_block(*_FIELDS_NL)}</body></html>"),
    Shape("outlook-desktop-en-html", f"FW: {SUBJECT}", html=f"<html><body>{_OWN_HTML}{_html_block(*_FIELDS_EN)}</body></html>"),
    Shape("outlook-desktop-banner-nl", f"FW: {SUBJECT}", f"{_OWN}\n\n-----Oorspronkelijk bericht-----\n{_NL}"),
    Shape("outlook-file-nl", f"FW: {SUBJECT}", f"{_OWN}{SIGNATURE}", files=(ORIGINAL,)),
    Shape("outlook-web-nl", f"Fw: {SUBJECT}", f"{_OWN}{SIGNATURE}\n{_LINE}\n{_NL}"),
    Shape("outlook-web-en", f"Fw: {SUBJECT}", f"{_OWN}\n{_LINE}\n{_EN}"),
    Shape("outlook-web-nl-html", f"Fw: {SUBJECT}", html=f"<div>#nieuw</div><div>{NOTE}</div><hr>{_html_block(*_FIELDS_NL)}"),
    Shape("outlook-mobile-nl", f"Fw: {SUBJECT}", f"{_OWN}\n\nOutlook voor iOS downloaden\n{_LINE}\n{_NL}"),
    Shape("outlook-mobile-en", f"Fw: {SUBJECT}", f"{_OWN}\n\nGet Outlook for Android\n{_LINE}\n{_EN}"),
    Shape("gmail-nl", f"Fwd: {SUBJECT}", f"{_OWN}\n\n{_GMAIL_NL}"),
    Shape("gmail-en", f"Fwd: {SUBJECT}", f"{_OWN}\n\n{_GMAIL_EN}"),
    Shape("gmail-nl-html", f"Fwd: {SUBJECT}", html=f"<div>{_broken(f'{_OWN}{chr(10)}{chr(10)}{_GMAIL_NL}')}</div>"),
    Shape("gmail-file", "Klacht", _OWN, files=(ORIGINAL,), file_type="application/octet-stream"),
    Shape("apple-mac-nl", f"Fwd: {SUBJECT}", f"{_OWN}\n\n{_marked(f'Begin doorgestuurd bericht:{chr(10)}{chr(10)}{_MAC_NL}')}"),
    Shape("apple-mac-en", f"Fwd: {SUBJECT}", f"{_OWN}\n\n{_marked(f'Begin forwarded message:{chr(10)}{chr(10)}{_MAC_EN}')}"),
    Shape("apple-file-en", SUBJECT, _OWN, files=(ORIGINAL,)),
    Shape("iphone-nl", f"Fwd: {SUBJECT}", f"{_OWN}\n\nVerstuurd vanaf mijn iPhone\n\nBegin doorgestuurd bericht:\n\n{_marked(_MAC_NL)}"),
    Shape("iphone-en", f"Fwd: {SUBJECT}", f"{_OWN}\n\nSent from my iPhone\n\nBegin forwarded message:\n\n{_marked(_MAC_EN)}"),
    Shape("iphone-nl-html", f"Fwd: {SUBJECT}", html=f"{_OWN_HTML}<br>Begin doorgestuurd bericht:<br><br><blockquote type='cite'>"
          + _broken(_MAC_NL) + "</blockquote>"),
    Shape("thunderbird-nl", f"Fwd: {SUBJECT}", f"{_OWN}\n\n-------- Doorgestuurd bericht --------\n{_BIRD_NL}"),
    Shape("thunderbird-en", f"Fwd: {SUBJECT}", f"{_OWN}\n\n-------- Forwarded Message --------\n{_BIRD_EN}"),
    Shape("thunderbird-file-nl", f"Fwd: {SUBJECT}", f"{_OWN}\n", files=(ORIGINAL,)),
    Shape("tag-in-the-subject", f"#nieuw FW: {SUBJECT}", f"{NOTE}\n\n{_NL}"),
    Shape("tag-and-day-in-the-subject", f"#nieuw 30 maart Fwd: {SUBJECT}", f"{NOTE}\n\n{_NL}"),
    Shape("without-a-prefix", SUBJECT, f"{_OWN}\n\n{_NL}"),
    Shape("as-an-answer-to-us", f"RE: {SUBJECT}", f"{_OWN}\n\n{_NL}"),
    Shape("by-a-colleague-first-nl", "FW: FW: Hoge kosten", f"{_OWN}\n\n{_COLLEAGUE}\n\nVoor jou.\n\n{_NL}"),
    Shape("by-a-colleague-first-gmail", "Fwd: FW: Hoge kosten", f"{_OWN}\n\n{_GMAIL_HEAD}\n{_COLLEAGUE}\n\nVoor jou.\n\n{_EN}"),
    Shape("by-a-colleague-first-file", "FW: Hoge kosten", _OWN, files=(_BY_COLLEAGUE,)),
    Shape("two-files-of-one-sender", "Twee mails", _OWN, files=(_LATER, ORIGINAL)),
)  # fmt: skip
