"""What is new in a text, and what is a signature or quoted from an earlier mail.

Knows text and nothing of mail. Rule: nothing is thrown away: the record keeps the
whole text, and trimming serves tags, letters and previews only; in doubt a line is
new. Linear in the length of the text.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parts:
    """A text taken apart.

    new_text:   what its writer wrote now, without quoted earlier mail and without the signature.
    signature:  the signature as written; None where there is none.
    """

    new_text: str
    signature: str | None = None


def take_apart(text: str) -> Parts:
    """Return the parts of `text`. Never raises."""
    return Parts(text)
