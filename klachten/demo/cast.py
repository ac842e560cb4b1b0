"""The people of the demo, each with a mailbox: they read their letters, follow a link in one, answer one, or begin a mail.

Knows no register: what these people know they have read. What they do becomes a
mail of the very bytes that a mail program would send.
"""

import re
from collections.abc import Iterable
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

    def filled(self, words: str) -> "Link":
        """Return it with words typed behind its subject."""
        return replace(self, subject=f"{self.subject} {words}".rstrip())


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

    @property
    def links(self) -> list[Link]:
        """The links of its page, buttons first."""
        page = self.message.get_body(("html",))
        return [Link.of(unescape(href)) for href in _HREF.findall(str(page.get_content()) if page else "")]

    def offers(self, words: str) -> bool:
        """Say whether it has a link whose mail has a subject with `words`."""
        return any(words in link.subject for link in self.links)

    def link(self, words: str) -> Link:
        """Return the first such link. Raises `CannotStart` where there is none."""
        return _first(self.links, words, f"no link {words} in {self.subject}")

    @property
    def text(self) -> str:
        """Its plain text."""
        text = self.message.get_body(("plain",))
        return str(text.get_content()) if text else ""

    def quoted(self) -> str:
        """Return that as mail programs put it below an answer."""
        lines = "".join(f"> {line}\n" for line in self.text.splitlines())
        return f"Op {self.message['Date'].datetime:%d-%m-%Y} schreef {self.message['From']}:\n{lines}"


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody with a mailbox, and copies of what they sent. proven: an employee, who logs in to the mail server of the house."""

    servers: EmbeddedServers
    clock: Clock
    name: str
    address: str
    proven: bool = False
    sent: list[Letter] = field(default_factory=list)

    def newest(self, words: str, link: str = "") -> Letter:
        """Return the newest letter they got with `words` in its subject, that offers `link`. Raises `CannotStart` where there is none."""
        letters = (Letter.of(raw) for raw in reversed(self.servers.mails(self.address)))
        offering = (letter for letter in letters if not link or letter.offers(link))
        return _first(offering, words, f"{self.name} got no letter {words} {link}")

    @property
    def first(self) -> Letter:
        """The first letter that they got about a complaint. Raises `CannotStart` where there is none."""
        letters = [Letter.of(raw) for raw in self.servers.mails(self.address)]
        return _first((letter for letter in letters if letter.reference), "", f"{self.name} got no letter about a complaint")

    def about(self, words: str) -> str:
        """Return the reference of the complaint that the newest letter with `words` in it is about. Raises `CannotStart`."""
        letters = (Letter.of(raw) for raw in reversed(self.servers.mails(self.address)))
        telling = (letter for letter in letters if letter.reference and words in letter.text)
        return _first(telling, "", f"{self.name} got no letter that tells of {words}").reference

    def own(self, words: str) -> Letter:
        """Return the newest mail of their own with `words` in its subject. Raises `CannotStart` where there is none."""
        return _first(self.sent[::-1], words, f"{self.name} sent no mail {words}")

    def click(self, about: str, reference: str, link: str, text: str = "", *, typed: str = "") -> Mail:
        """Click a link in the newest letter about a complaint that has it. text: what they write there; typed: behind its subject."""
        letter = self.newest(reference, link)
        opened = letter.link(link)
        message = begin(self.address, self.name, opened.filled(typed).subject, self.clock.now())
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

    def write(self, about: str, subject: str, text: str = "", *, to: str = DESK, cc: str = "") -> Mail:
        """Begin a mail of their own: to the desk, or to somebody else with the desk in cc."""
        message = begin(self.address, self.name, subject, self.clock.now())
        message.replace_header("To", to)
        if cc:
            message["Cc"] = cc
        return self._send(about, message, text, f"writes ‘{subject}’" + (f" to {to}, with {cc} in cc" if cc else ""), text)

    def forward(self, about: str, letter: Letter, subject: str, text: str = "") -> Mail:
        """Pass a mail on as an attachment, as mail programs do."""
        message = begin(self.address, self.name, subject, self.clock.now())
        message.set_content(text, cte="quoted-printable")
        message.add_attachment(letter.message)
        return self._sealed(about, message, f"forwards ‘{letter.subject}’ with ‘{subject}’", text)

    def _send(self, about: str, message: EmailMessage, text: str, done: str, words: str) -> Mail:
        message.set_content(text, cte="quoted-printable")
        return self._sealed(about, message, done, words)

    def _sealed(self, about: str, message: EmailMessage, done: str, words: str) -> Mail:
        self.sent.append(Letter(message))
        to = tuple(one.addr_spec for field in ("To", "Cc") if message[field] for one in message[field].addresses)
        return replace(seal(about, message), done=done, words=words, to=to, proven=self.proven)


Found = TypeVar("Found", Link, Letter)


def _first(found: Iterable[Found], words: str, otherwise: str) -> Found:
    for one in found:
        if words in one.subject:
            return one
    raise CannotStart(otherwise)
