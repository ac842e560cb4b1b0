"""A mail that came in, as the register's side knows it: who wrote it, how we know, and what it says.

Plain values; they know no mail protocol and no row. The rule: whoever reads
mail makes one of these, and nothing behind it reads the mail again.
"""

from dataclasses import dataclass
from datetime import datetime

from tracker.model import Language
from tracker.owing import Answers
from tracker.told import Hint, Listed, QuotedMail, Sender, Unshown


@dataclass(frozen=True, slots=True)
class Mail:
    """What the casework needs to know of the mail that causes it.

    proof:       how we know who sent it, in words of ours; `proven` where our own mail server vouches for exactly that address.
    sender_key:  the address in the form in which addresses are compared.
    text:        all of it; news: what it adds to earlier mail that it quotes, None where all is to be shown.
    unshown:     why the text is not there, or not all of it.
    backlog:     it is not answered by itself, since it is of before (docs/mail-rules.md, D20); for_the_record: nor obeyed, since it
                 was taken in from a file.
    """

    arrival_id: int
    mailbox: str
    received_at: datetime
    sender: Sender
    sender_key: str | None
    subject: str
    text: str
    language: Language
    news: str | None = None
    unshown: Unshown | None = None
    proof: str = "unproven"
    proven: bool = False
    message_id: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[Listed, ...] = ()
    hints: tuple[Hint, ...] = ()
    backlog: bool = False
    for_the_record: bool = False

    @property
    def answered_by(self) -> Answers:
        """The ids that thread an answer to this mail (RFC 5322, 3.6.4): none where it has no Message-ID of its own."""
        return Answers(self.message_id, (*self.references, self.message_id)) if self.message_id else Answers()

    def quoted(self, text: str) -> QuotedMail:
        """Return it as a letter to staff shows it, with so much of its text."""
        return QuotedMail(self.sender, self.subject, text, self.unshown, self.attachments, self.hints)
