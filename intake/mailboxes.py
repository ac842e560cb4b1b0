"""The pieces of an address field: quoted strings, comments, encoded words, and what is left between them.

Knows the lexical grammar of RFC 5322, 3.2; judges nothing,
which is for `intake.addresses` to do. The rule: one pass from left to right,
so that no field, however hostile, costs more than its length.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from intake.charsets import decode_words

_ENCODED_WORD = re.compile(r'=\?[A-Za-z0-9_*-]{1,40}+\?[bBqQ]\?[^?\s@<>"]{0,800}+\?=')
_PLAIN = re.compile(r'[^"()=\\]++|=(?!\?)')
_SEPARATORS = re.compile(r"[\s,;:<>()]+")
_WORD = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CONTROLS = frozenset({"Cc", "Cs", "Co"})
_FIRST_PLACE = 0xF0000  # private use: `without_controls` has taken such characters out of what a stranger wrote


def has_controls(text: str) -> bool:
    """Say whether `text` has control or private characters, other than tabs."""
    return any(unicodedata.category(char) in _CONTROLS and char != "\t" for char in text)


def has_invisible(text: str) -> bool:
    """Say whether `text` has characters that nobody sees, such as joiners and marks of direction."""
    return any(unicodedata.category(char) == "Cf" for char in text)


def without_controls(text: str) -> str:
    """Return `text` with a space for every control character, and without the private ones."""
    return "".join(" " if unicodedata.category(char) == "Cc" else char for char in text if unicodedata.category(char) not in {"Cs", "Co"})


def without_invisible(text: str) -> str:
    """Return `text` without the characters that nobody sees."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


@dataclass(frozen=True, slots=True)
class Piece:
    """A quoted string or an encoded word: as written, and as it reads."""

    raw: str
    content: str
    quoted: bool


@dataclass(slots=True)
class Pieces:
    """A field taken apart.

    skeleton:  the field without its comments, and with one private character for each quoted string and encoded word.
    places:    what stands at each of those characters.
    """

    skeleton: str = ""
    places: dict[str, Piece] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)

    def raw(self, part: str) -> str:
        """Return `part` of the skeleton as it was written."""
        return "".join(self.places[char].raw if char in self.places else char for char in part)

    def name(self, part: str) -> str:
        """Return `part` of the skeleton as a person reads it, or the last comment: `a@b.example (Jan)` names people too."""
        content = "".join(self.places[char].content if char in self.places else char for char in part).strip()
        return decode_words(content or (self.comments[-1] if self.comments else ""))

    def is_quoted(self, part: str) -> bool:
        """Say whether `part` of the skeleton is one quoted string."""
        return part in self.places and self.places[part].quoted

    def keep(self, raw: str, content: str, *, quoted: bool) -> str:
        """Set a piece apart and return the character that stands for it."""
        place = chr(_FIRST_PLACE + len(self.places))
        self.places[place] = Piece(raw, content, quoted)
        return place


def take_apart(value: str) -> Pieces:
    """Take `value` apart, which has no control characters. Never raises."""
    found, skeleton, at = Pieces(), [], 0
    while at < len(value):
        piece, at = _next(found, value, at)
        skeleton.append(piece)
    found.skeleton = "".join(skeleton)
    return found


def _next(found: Pieces, value: str, at: int) -> tuple[str, int]:
    char = value[at]
    if char == '"':
        return _quoted_string(found, value, at)
    if char == "(":
        return _comment(found, value, at)
    if word := _ENCODED_WORD.match(value, at):
        return found.keep(word.group(), word.group(), quoted=False), word.end()
    if plain := _PLAIN.match(value, at):
        return plain.group(), plain.end()
    if char in ")\\":
        found.defects.append("a bracket or backslash out of place")
    return char, at + 1


def _quoted_string(found: Pieces, value: str, at: int) -> tuple[str, int]:
    kept: list[str] = []
    here = at + 1
    while here < len(value) and value[here] != '"':
        here += value[here] == "\\"
        kept.append(value[here : here + 1])
        here += 1
    if here >= len(value):
        found.defects.append("a quotation mark is not closed")
        return _rest(value, at)
    return found.keep(value[at : here + 1], "".join(kept), quoted=True), here + 1


def _comment(found: Pieces, value: str, at: int) -> tuple[str, int]:
    depth, here = 0, at
    while here < len(value):
        depth += {"(": 1, ")": -1}.get(value[here], 0)
        here += 2 if value[here] == "\\" else 1
        if depth == 0:
            found.comments.append(value[at + 1 : here - 1])
            return " ", here
    found.defects.append("a comment is not closed")
    return _rest(value, at)


def _rest(value: str, at: int) -> tuple[str, int]:
    """Return all that follows the mark at `at`, which was not closed: still searched for an address, never taken apart again."""
    return " " + re.sub(r'["()\\]', " ", value[at + 1 :]), len(value)


def best_address(found: Pieces) -> tuple[str | None, str]:
    """Return what a person would take as the address, and the part of the skeleton before it.

    An address in angle brackets wins over one outside them: that is the text that is shown, and the bracket the sender.
    """
    for part in found.skeleton.split(","):
        before, bracket, _ = part.rpartition("<")
        while bracket:
            if address := _address_in(found, _closed_up(part[len(before) :].partition(">")[0])):
                return address, before
            part = before  # noqa: PLW2901 the brackets are tried from the last to the first
            before, bracket, _ = part.rpartition("<")
    written = found.raw(found.skeleton)
    return _address_in(found, found.skeleton) or _address_in(found, without_controls(decode_words(written))) or _local_name(written), ""


def _local_name(written: str) -> str | None:
    """Return the one word of a field without any address: `MAILER-DAEMON` is how a server calls itself at home."""
    word = written.strip()
    return word if _WORD.fullmatch(word) else None


def _closed_up(part: str) -> str:
    """Return `part` without the white space around an @, which is obsolete and still seen (RFC 5322, 4.4)."""
    return "@".join(piece.strip() for piece in part.split("@"))


def _address_in(found: Pieces, part: str) -> str | None:
    for token in _SEPARATORS.split(part):
        local, _, domain = token.strip(".'\"").lstrip("[").rpartition("@")
        domain = domain if domain.startswith("[") else domain.rstrip("]")
        if local and domain:
            return without_invisible(found.raw(f"{local}@{domain}"))
    return None
