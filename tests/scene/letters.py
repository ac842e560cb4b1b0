"""A letter as it lies in somebody's mailbox, and the ready links in it: read as mail programs read them."""

import re
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

_HREF = re.compile(r'href="(mailto:[^"]{1,2000})"')


@dataclass(frozen=True, slots=True)
class Link:
    """A ready link of a letter: the mail that it opens."""

    to: str
    subject: str
    body: str

    @classmethod
    def of(cls, href: str) -> "Link":
        """Read a mailto link, as a mail program does (RFC 6068)."""
        parts = urlsplit(href)
        fields = parse_qs(parts.query, keep_blank_values=True)
        return cls(unquote(parts.path), fields.get("subject", [""])[0], fields.get("body", [""])[0])

    def filled(self, words: str) -> "Link":
        """Return it with words typed behind its subject."""
        return replace(self, subject=f"{self.subject} {words}")


@dataclass(frozen=True, slots=True)
class Received:
    """A letter as it lies in somebody's mailbox."""

    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """All of it, read."""
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def subject(self) -> str:
        """As it is shown in a list of mails."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The plain text, in one line."""
        body = self.message.get_body(("plain",))
        return " ".join(str(body.get_content()).split()) if body else ""

    @property
    def links(self) -> list[Link]:
        """The links of its page, buttons first."""
        page = self.message.get_body(("html",))
        hrefs = (_HREF.findall(str(page.get_content()))) if page else []
        return [Link.of(unescape(href)) for href in hrefs]

    def link(self, words: str) -> Link:
        """Return the first link that types these words."""
        return next(link for link in self.links if words in {link.subject, link.subject.partition("] ")[2]})

    def quoted(self) -> str:
        """Return it as mail programs put it below an answer."""
        body = self.message.get_body(("plain",))
        lines = str(body.get_content()).splitlines() if body else []
        return "".join(f"> {line}\n" for line in (f"Op 2 april 2026 schreef {self.message['From']}:", *lines))
