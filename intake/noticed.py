"""What is noticed in the words of a mail when it comes in: in which language it is answered, and what staff should look at first.

Reads words, decides nothing. Rule: what a mail quotes of an earlier one is
looked at only where nothing else is there.
Source: docs/procedure.md, Letters, and Situations that come up.
"""

from dataclasses import dataclass

from intake.language import language_of
from tracker.hints import hints_in
from tracker.model import Language
from tracker.told import Hint


@dataclass(frozen=True, slots=True)
class Noticed:
    """The language to answer in, and the hints, the most urgent first."""

    language: Language
    hints: tuple[Hint, ...]


def notice(subject: str, new_text: str, whole: str = "", shown: str | None = None) -> Noticed:
    """Notice what a mail's words tell.

    new_text:  without quoted earlier mail and signature; whole: all of it, in whose language it is answered where `new_text` tells none.
    shown:     so much of it as staff are shown; None: all.
    """
    found = language_of(new_text, whole)
    hints = hints_in(f"{subject}\n\n{whole or new_text if shown is None else shown}")
    return Noticed(found.language, hints if found.certain else (*hints, Hint.OTHER_LANGUAGE))
