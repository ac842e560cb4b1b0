"""A little world for tests of letters: one house, one letter owed, and how to read a message."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from html.parser import HTMLParser

from outbound.compose import Composer, LetterOwed
from outbound.samples import SAMPLES
from outbound.samples.edges import EDGES
from outbound.samples.house import SAMPLE_HOUSE
from tracker.letters import LETTERS
from tracker.model import Language, Letter
from tracker.told import Facts

HOUSE = SAMPLE_HOUSE
COMPOSER = Composer(HOUSE)
NINE = datetime(2026, 4, 2, 7, 0, tzinfo=UTC)
"""Nine o'clock in Amsterdam, in summer time."""

EVERY = [
    (letter, language, facts)
    for letter, facts in (*SAMPLES, *((edge.letter, edge.facts) for edge in EDGES))
    for language in LETTERS[letter].languages
]
"""Each sample, and what is at an edge, in each language of its letter."""


def sample(letter: Letter, position: int = 0) -> Facts:
    """Return the facts of a sample of `letter`."""
    return [facts for one, facts in SAMPLES if one is letter][position]


def owed(letter: Letter, facts: Facts, language: Language = Language.DUTCH) -> LetterOwed:
    """Return a letter owed to Alice."""
    return LetterOwed(
        letter=letter,
        language=language,
        sender=(HOUSE.from_name, HOUSE.complaints_address),
        recipient="alice@mail.example",
        to=("alice@mail.example",),
        message_id="<KL-2026-00042.1.token@voorbeeld.example>",
        at=NINE,
        facts=facts,
        loop_token="k1.0123456789abcdef",
    )


def parsed(raw: bytes) -> EmailMessage:
    """Read a message as a mail program does."""
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return read


def part(read: EmailMessage, kind: str) -> str:
    """Return the `plain` or the `html` reading."""
    body = read.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def squeezed(text: str) -> str:
    """Return a text as one line."""
    return " ".join(text.split())


class Page(HTMLParser):
    """Which elements a page has, whether each is closed, and what a person reads."""

    EMPTY = frozenset({"meta", "br", "hr", "img", "wbr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, self._open

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    @property
    def links(self) -> set[str | None]:
        return {attributes.get("href") for tag, attributes in self.elements if tag == "a"}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self._open.append(tag)
        if tag == "br":
            self.text += "\n"

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text += data
