"""Answers as seven mail programs write them: their fields, encodings, prefixes, signatures, and the answered mail below.

Each program takes the same words and returns the bytes of a mail. Nothing here knows what the words ask for.
"""

import base64
import quopri
from collections.abc import Callable
from html import escape
from typing import NamedTuple

DESK = "klachten@bedrijf.example"
ANSWERED = "Geachte heer Jansen,\n\nOp deze klacht moet een behandelaar komen. Met #toewijzen wijst u haar toe.\n\nKlachten"
"""The text of our letter, which stands below an answer: its tags are not the writer's."""


class Written(NamedTuple):
    """What a person typed.

    subject:  of the letter that is answered, with what was typed in it.
    prefix:   what the program puts before it; empty in a new mail.
    """

    sender: str
    subject: str
    text: str
    to: str = DESK
    prefix: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether the answered mail stands below."""
        return bool(self.prefix)

    @property
    def title(self) -> str:
        """The whole subject."""
        return f"{self.prefix}{self.subject}"


def encoded_word(text: str, charset: str = "utf-8") -> str:
    """Encode a whole subject as programs do: in pieces that are folded."""
    if text.isascii():
        return text if len(text) < 60 else "\r\n ".join([text[: text.rindex(" ", 0, 60)], text[text.rindex(" ", 0, 60) + 1 :]])
    pieces = [text[start : start + 30] for start in range(0, len(text), 30)]
    return "\r\n ".join(f"=?{charset}?b?{base64.b64encode(piece.encode(charset)).decode()}?=" for piece in pieces)


def quoted_word(text: str) -> str:
    """Encode a subject as quoted-printable, underscores for spaces."""
    octets = text.encode("windows-1252")
    if text.isascii():
        return text
    pieces = [
        "".join(chr(o) if chr(o).isascii() and chr(o).isalnum() else f"={o:02X}" for o in octets[at : at + 18])
        for at in range(0, len(octets), 18)
    ]
    return "\r\n ".join(f"=?windows-1252?Q?{piece}?=" for piece in pieces)


def head(written: Written, *fields: str, subject: str, top: tuple[str, ...] = ()) -> list[str]:
    answers = ["In-Reply-To: <l7.x@bedrijf.example>", "References: <l7.x@bedrijf.example>"] if written.is_answer else []
    return [*top, f"From: {written.sender}", f"To: {written.to}", f"Subject: {subject}", *answers, "MIME-Version: 1.0", *fields]


def part(kind: str, text: str, charset: str = "utf-8", *, coding: str = "quoted-printable") -> str:
    octets = text.replace("\n", "\r\n").encode(charset)
    body = quopri.encodestring(octets) if coding == "quoted-printable" else base64.encodebytes(octets) if coding == "base64" else octets
    return f"Content-Type: {kind}; charset={charset}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n{body.decode(charset)}"


def alternative(lines: list[str], plain: str, html: str) -> bytes:
    parts = "".join(f"--_000_grens\r\n{one}\r\n" for one in (plain, html))
    fields = [*lines, 'Content-Type: multipart/alternative; boundary="_000_grens"']
    return ("\r\n".join(fields) + f"\r\n\r\n{parts}--_000_grens--\r\n").encode()


def single(lines: list[str], body: str) -> bytes:
    return ("\r\n".join(lines) + "\r\n" + body).encode()


def paragraphs(text: str, tag: str = "p", css: str = "") -> str:
    """Write lines as HTML, an element for each, also for an empty one; addresses become links."""
    opening = f'<{tag} class="{css}">' if css else f"<{tag}>"
    return "".join(f"{opening}{linked(line) or '<br>'}</{tag}>" for line in text.split("\n"))


def linked(line: str) -> str:
    words = [
        f'<a href="mailto:{escape(word)}">{escape(word)}</a>' if "@" in word and "." in word else escape(word) for word in line.split(" ")
    ]
    return " ".join(words)


def outlook_desktop(written: Written) -> bytes:
    below = f"Van: Klachten <{DESK}>\nVerzonden: donderdag 2 april 2026 09:00\nAan: Jan Jansen\nOnderwerp: Toewijzen\n\n{ANSWERED}"
    quoted = f"\n\n{below}" if written.is_answer else ""
    signed = "\n\nMet vriendelijke groet,\n\nJan Jansen\nTeamleider\n030-123 45 67"
    html = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="NL"><div class="WordSection1">'
        f'{paragraphs(written.text + signed, "p", "MsoNormal")}<div style="border:none;border-top:solid #E1E1E1 1.0pt">'
        f"{paragraphs(quoted.strip())}</div></div></body></html>"
    )
    lines = head(
        written, "Thread-Topic: Toewijzen", "Thread-Index: AdqkX0==", "Accept-Language: nl-NL, en-US", "X-MS-Has-Attach:",
        subject=quoted_word(written.title),
    )  # fmt: skip
    return alternative(lines, part("text/plain", written.text + signed + quoted, "windows-1252"), part("text/html", html, "windows-1252"))


def outlook_web(written: Written) -> bytes:
    below = (
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg"><b>Van:</b> Klachten &lt;'
        f"{DESK}&gt;<br><b>Verzonden:</b> donderdag 2 april 2026 09:00<br><b>Aan:</b> Jan Jansen<br><b>Onderwerp:</b> Toewijzen</div>"
        f"{paragraphs(ANSWERED, 'div')}"
    )
    plain = f"\n\n{'_' * 32}\nVan: Klachten <{DESK}>\nVerzonden: donderdag 2 april 2026 09:00\nAan: Jan\nOnderwerp: x\n\n{ANSWERED}"
    html = f'<html><body dir="ltr">{paragraphs(written.text, "div", "elementToProof")}{below if written.is_answer else ""}</body></html>'
    lines = head(
        written, "Accept-Language: nl-NL, en-US", "Content-Language: nl-NL", "X-MS-Exchange-SenderADCheck: 1", "msip_labels:",
        subject=encoded_word(written.title),
    )  # fmt: skip
    text = written.text + (plain if written.is_answer else "")
    return alternative(lines, part("text/plain", text, coding="base64"), part("text/html", html, coding="base64"))


def outlook_mobile(written: Written) -> bytes:
    below = (
        '<hr style="width:98%"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>From:</b> Klachten &lt;'
        f"{DESK}&gt;<br><b>Sent:</b> Thursday, April 2, 2026 9:00:00 AM<br><b>To:</b> Jan Jansen<br><b>Subject:</b> x</font></div>"
        f"{paragraphs(ANSWERED, 'div')}"
    )
    signature = (
        '<div id="ms-outlook-mobile-signature"><div>Verzonden vanuit <a href="https://aka.ms/o0ukef">Outlook voor iOS</a></div></div>'
    )
    html = f"<html><body>{paragraphs(written.text, 'div')}<div><br></div>{signature}{below if written.is_answer else ''}</body></html>"
    lines = head(written, "Thread-Index: AQHb==", subject=encoded_word(written.title))
    return single(lines, part("text/html", html, coding="base64"))


def gmail(written: Written) -> bytes:
    says = f"Op do 2 apr 2026 om 09:00 schreef Klachten <{DESK}>:"
    quoted = "\n".join(f"> {line}".rstrip() for line in ANSWERED.split("\n"))
    below = (
        '<br><div class="gmail_quote gmail_quote_container"><div class="gmail_attr">Op do 2 apr 2026 om 09:00 schreef Klachten &lt;'
        f'<a href="mailto:{DESK}">{DESK}</a>&gt;:<br></div><blockquote class="gmail_quote">{paragraphs(ANSWERED)}</blockquote></div>'
    )
    html = f'<div dir="ltr">{paragraphs(written.text, "div")}</div>{below if written.is_answer else ""}'
    text = f"{written.text}\n\n{says}\n\n{quoted}\n" if written.is_answer else f"{written.text}\n"
    lines = head(written, "X-Gm-Features: AQt==", subject=encoded_word(written.title))
    return alternative(lines, part("text/plain", text), part("text/html", html))


def apple_mail(written: Written) -> bytes:
    says = f"Op 2 apr 2026, om 09:00 heeft Klachten <{DESK}> het volgende geschreven:"
    quoted = "\n".join(f"> {line}".rstrip() for line in ANSWERED.split("\n"))
    html = (
        f'<html><body>{paragraphs(written.text, "div")}<div><br><blockquote type="cite"><div>{escape(says)}</div>'
        f'<br class="Apple-interchange-newline">{paragraphs(ANSWERED, "div")}</blockquote></div><br></body></html>'
        if written.is_answer
        else f"<html><body>{paragraphs(written.text, 'div')}</body></html>"
    )
    text = f"{written.text}\n\n> {says}\n> \n{quoted}\n" if written.is_answer else written.text
    lines = head(written, "X-Mailer: Apple Mail (2.3826)", subject=encoded_word(written.title))
    return alternative(lines, part("text/plain", text), part("text/html", html))


def iphone(written: Written) -> bytes:
    says = f"Op 2 apr 2026 om 09:00 heeft Klachten <{DESK}> het volgende geschreven:"
    quoted = "\n".join(f"> {line}".rstrip() for line in ANSWERED.split("\n"))
    text = f"{written.text}\n\nVerstuurd vanaf mijn iPhone\n" + (f"\n> {says}\n> \n{quoted}\n" if written.is_answer else "")
    lines = head(written, "X-Mailer: iPhone Mail (22E240)", subject=encoded_word(written.title))
    return single(lines, part("text/plain", f"\ufeff{text}" if not written.is_answer else text))


def thunderbird(written: Written) -> bytes:
    says = "Op 02-04-2026 om 09:00 schreef Klachten:"
    quoted = "\n".join(f"> {line}".rstrip() for line in ANSWERED.split("\n"))
    text = written.text + (f"\n\n{says}\n{quoted}\n" if written.is_answer else "\n") + "\n-- \nJan Jansen\nTeamleider\n"
    top = ("Date: Thu, 2 Apr 2026 09:12:00 +0200", "User-Agent: Mozilla Thunderbird", "Content-Language: nl")
    lines = head(written, top=top, subject=encoded_word(written.title, "windows-1252"))
    return single(lines, part("text/plain; format=flowed", text, coding="8bit"))


PROGRAMS: dict[str, Callable[[Written], bytes]] = {
    "outlook": outlook_desktop,
    "outlook-web": outlook_web,
    "outlook-mobile": outlook_mobile,
    "gmail": gmail,
    "apple-mail": apple_mail,
    "iphone": iphone,
    "thunderbird": thunderbird,
}
