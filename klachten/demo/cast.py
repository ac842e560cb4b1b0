"""The people of the demo, each with a mailbox: they read their letters, follow a link in one, answer one, or begin a mail.

Knows no register: what these people know they have read. What they do becomes a
mail of the very bytes that a mail program would send.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from typing import TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from klachten.demo.mails import DESK, Mail, begin, seal
from klachten.embedded import EmbeddedServers
from tracker.clock import Clock
from tracker.errors import CannotStart

_HREF = re.compile(r'href="(mailto:[^"]{1,2000})"')
_REFERENCE = re.compile(r"\[(KL-[0-9]{4}-[0-9]{5})\]")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a letter: the mail that it opens."""

    to: str
    subject: str
    body: str

    @classmethod
    def of(cls, href: str) -> "Link":
        """Read a mailto link (RFC 6068)."""
        parts = urlsplit(href)
        fields = parse_qs(parts.query, keep_blank_values=True)
        return cls(unquote(parts.path), fields.get("subject", [""])[0], fields.get("body", [""])[0])


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it lies in somebody's mailbox."""

    message: EmailMessage

    @classmethod
    def of(cls, raw: bytes) -> "Letter":
        """Read it."""
        return cls(message_from_bytes(raw, policy=policy.default))

    @property
    def subject(self) -> str:
        """As a list of mails shows it."""
        return str(self.message["Subject"])

    @property
    def reference(self) -> str:
        """The complaint that it is about."""
        found = _REFERENCE.search(self.subject)
        return found[1] if found else ""

    @property
    def title(self) -> str:
        """The subject without the reference, to speak of it."""
        return " ".join(_REFERENCE.sub("", self.subject).split())

    def link(self, words: str) -> Link:
        """Return the first link whose mail has a subject with `words`. Raises `CannotStart` where there is none."""
        page = self.message.get_body(("html",))
        links = [Link.of(unescape(href)) for href in _HREF.findall(str(page.get_content()) if page else "")]
        return _first(links, words, f"no link {words} in {self.subject}")

    def quoted(self) -> str:
        """Return its text as mail programs put it below an answer."""
        text = self.message.get_body(("plain",))
        lines = str(text.get_content()).splitlines() if text else []
        return f"Op {self.message['Date'].datetime:%d-%m-%Y} schreef {self.message['From']}:\n" + "".join(f"> {line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody with a mailbox, and copies of what they sent. proven: an employee, who logs in to the mail server of the house."""

    servers: EmbeddedServers
    clock: Clock
    name: str
    address: str
    proven: bool = False
    sent: list[Letter] = field(default_factory=list)

    def newest(self, words: str) -> Letter:
        """Return the newest letter they got with `words` in its subject. Raises `CannotStart` where there is none."""
        letters = [Letter.of(raw) for raw in reversed(self.servers.mails(self.address))]
        return _first(letters, words, f"{self.name} got no letter {words}")

    def own(self, words: str) -> Letter:
        """Return the newest mail of their own with `words` in its subject. Raises `CannotStart` where there is none."""
        return _first(self.sent[::-1], words, f"{self.name} sent no mail {words}")

    def follow(self, about: str, letter: Letter, link: str, text: str = "", *, typed: str = "") -> Mail:
        """Click a link, and send the mail that it opens. text: what they write in it; typed: what they put behind its subject."""
        opened = letter.link(link)
        message = begin(self.address, self.name, f"{opened.subject} {typed}".rstrip(), self.clock.now())
        message.replace_header("To", opened.to)
        done = f"clicks ‘{link}’ in ‘{letter.title}’" + (f", and types {typed} behind it" if typed else "")
        return self._send(about, message, f"{text}\n{opened.body}", done, text)

    def answer(self, about: str, letter: Letter, text: str) -> Mail:
        """Answer a letter, or a mail of their own: reference, quote and thread as a mail program makes them."""
        answered = letter.message
        message = begin(self.address, self.name, f"Re: {letter.subject}", self.clock.now())
        message.replace_header("To", answered["Reply-To"] or DESK)
        message["In-Reply-To"] = message["References"] = str(answered["Message-ID"])
        return self._send(about, message, f"{text}\n\n{letter.quoted()}", f"answers ‘{letter.title}’", text)

    def write(self, about: str, subject: str, text: str = "") -> Mail:
        """Begin a mail of their own."""
        return self._send(about, begin(self.address, self.name, subject, self.clock.now()), text, f"writes ‘{subject}’", text)

    def _send(self, about: str, message: EmailMessage, text: str, done: str, words: str) -> Mail:
        message.set_content(text, cte="quoted-printable")
        self.sent.append(Letter(message))
        to = message["To"].addresses[0].addr_spec
        return replace(seal(about, message, self.address), done=done, words=words, to=to, proven=self.proven)


Found = TypeVar("Found", Link, Letter)


def _first(found: Sequence[Found], words: str, otherwise: str) -> Found:
    for one in found:
        if words in one.subject:
            return one
    raise CannotStart(otherwise)
