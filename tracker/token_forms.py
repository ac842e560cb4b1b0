"""The forms in which an action token travels: in the plus-address that a ready link writes to, or in a line of the mail's body.

Knows shapes and no keys: whether a token is ours is said by `tracker.tokens`.
The rule: one mail program writes what another reads, so a token is found by its
own shape, never by the words around it; those are there for people.
Source: docs/mail-rules.md, D10 and R-TOK-02.
"""

import re

from tracker.tokens import LONGEST_LOCAL_PART

AT_MOST = 20
"""Tokens of a mail that are looked at; a mail of a person's own bears one."""

CODE = "Laat deze regel staan. Code:"
"""What stands before the token in a body, so that a person leaves it there."""

_BEGIN = "a-"
_TOKEN = rf"{_BEGIN}[0-9]{{1,18}}-[0-9]{{1,9}}-[a-z2-7]{{28}}"
_IN_TEXT = re.compile(rf"(?:(?<![a-z0-9-])|(?<=%2b)|(?<=%20))({_TOKEN})(?![a-z0-9-])", re.IGNORECASE | re.ASCII)
_IN_ADDRESS = re.compile(rf"[^<>@\s]{{1,64}}?\+({_TOKEN})@[^<>@\s]{{1,255}}", re.IGNORECASE | re.ASCII)
_WORDS = r"\s{1,4}".join(map(re.escape, CODE.split()))
_LINE = re.compile(
    rf"(?:[>*_\t ]{{0,9}}{_WORDS}\s{{0,4}})?(?<![a-z0-9+-])\*{{0,2}}{_TOKEN}(?![a-z0-9@-])\*{{0,2}}[ \t]{{0,9}}\n?",
    re.IGNORECASE | re.ASCII,
)


def action_address(address: str, token: str) -> str | None:
    """Return `address` with the token in it; None where its local part would pass 64 octets (RFC 5321, 4.5.3.1.1)."""
    local, _, domain = address.rpartition("@")
    bearing = f"{local}+{token}"
    return f"{bearing}@{domain}" if len(bearing.encode()) <= LONGEST_LOCAL_PART else None


def code_line(token: str) -> str:
    """Return the line of a body that bears the token."""
    return f"{CODE} {token}"


def token_of_address(address: str) -> str | None:
    """Return the token that an address bears, in lower case."""
    match = _IN_ADDRESS.fullmatch(address)
    return match[1].lower() if match else None


def tokens_of_text(text: str) -> tuple[str, ...]:
    """Return the first tokens that stand in a text, in whatever form, in lower case and each once."""
    if _BEGIN not in text and _BEGIN.upper() not in text:  # as of nearly every mail, which is read in vain otherwise
        return ()
    found: dict[str, None] = {}
    for match in _IN_TEXT.finditer(text):
        found[match[1].lower()] = None
        if len(found) == AT_MOST:
            break
    return tuple(found)


def without_codes(text: str) -> str:
    """Return a text without the lines that bear a token, which nobody may read but us."""
    return _LINE.sub("", text)
