"""What an employee is shown of a mail: its text or why there is none, and of a later mail what is new in it.

Knows what was read and nothing of letters. Rule: the record keeps all; in doubt
all is shown. Earlier mail is left out only where the rest says something, passes
nothing on, and does not point down at what it quotes.
Source: docs/mail-rules.md, R-NEW-06 and R-NEW-07.
"""

import re

from intake.incoming import IncomingMail
from tracker.told import Unshown

_PGP = "-----BEGIN PGP MESSAGE-----"
"""How a text that is encrypted begins. Source: RFC 9580, 6.2."""

_POINTED_FROM = 4_000
"""Characters of the new text in which its writer may point at what is quoted."""

_POINTS_DOWN = re.compile(
    r"\b(?:hier ?onder|onderstaande?|zie onder|beneden|tussen (?:de|uw|jouw|je) (?:regels|tekst|vragen|punten)|tussendoor"
    r"|in (?:het )?(?:rood|blauw|groen|oranje|paars|geel)|in (?:een )?(?:andere )?kleur"
    r"|below|beneath|in-?line|interspersed|in (?:red|blue|green|colou?r)"
    r"|unten|untenstehend|im text|in rot|in blau|ci-dessous|en rouge|en bleu)\b"
)
"""Words, in lower case, of those who answer within what they quote, or pass it on to be read."""


def unshown(mail: IncomingMail) -> Unshown | None:
    """Say why the text of `mail` is not there to be shown, or not all of it; None where it is."""
    if not mail.readable:
        return Unshown.UNREADABLE
    if mail.text_encrypted or _is_armoured(mail.text):
        return Unshown.ENCRYPTED
    if mail.text.strip():
        return Unshown.CUT if mail.text_shortened else None
    if not mail.attachments:
        return Unshown.EMPTY
    return Unshown.MAIL_ATTACHED if all(one.is_mail for one in mail.attachments) else Unshown.FILES_ATTACHED


def news(mail: IncomingMail) -> str | None:
    """Return what `mail` says beside the earlier mail that it quotes, its signature included; None where all of it is to be shown."""
    if mail.forwarded is not None or not mail.new_text.strip() or _POINTS_DOWN.search(mail.new_text[:_POINTED_FROM].lower()):
        return None
    told = mail.new_text if mail.signature is None else f"{mail.new_text.rstrip()}\n\n{mail.signature}"
    return None if told.split() == mail.text.split() else told


def _is_armoured(text: str) -> bool:
    return text.startswith(_PGP) or f"\n{_PGP}" in text
