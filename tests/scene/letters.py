"""A letter as it lies in somebody's mailbox, as tests ask about it: read by the demo's own reading of letters."""

from dataclasses import dataclass
from email.message import EmailMessage

from klachten.demo.cast import Letter, Link

__all__ = ["Link", "Received"]


@dataclass(frozen=True, slots=True)
class Received:
    """A letter as it lies in somebody's mailbox."""

    raw: bytes

    @property
    def _letter(self) -> Letter:
        return Letter.of(self.raw)

    @property
    def message(self) -> EmailMessage:
        """All of it, read."""
        return self._letter.message

    @property
    def subject(self) -> str:
        """As it is shown in a list of mails."""
        return self._letter.subject

    @property
    def text(self) -> str:
        """The plain text, in one line."""
        return " ".join(self._letter.text.split())

    @property
    def links(self) -> list[Link]:
        """The links of its page, buttons first."""
        return self._letter.links

    def link(self, words: str) -> Link:
        """Return the first link that types exactly these words."""
        return next(link for link in self.links if words in {link.subject, link.subject.partition("] ")[2]})

    def quoted(self) -> str:
        """Return it as mail programs put it below an answer."""
        return self._letter.quoted()
