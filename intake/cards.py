"""Who somebody is, as an employee writes it on one line: 'Mevr. J. Jansen, Dorpsstraat 1, 1234 AB Plaats, 06-12345678'.

Knows one short line, and no label. Rule: a line is a card where each of its
pieces is one; a sentence never is. Source: docs/procedure.md, States and events.
"""

import re
from dataclasses import dataclass

from intake.addresses import read_sender

LONGEST = 200

_TITLE = r"(?i:mevrouw|mevr\.?|mw\.?|meneer|mijnheer|dhr\.?|de heer|fam\.?|familie|heer|mrs\.?|mr\.?|ms\.?|drs\.?|ing\.?|ir\.?)"
_WORD = r"(?:[^\W\d_a-z][\w'\u2019.-]{0,30}|van|de|der|den|ten|ter|het|in|op|'t|\u2019t|v\.d\.|vd|el|al|la|le|von|da|dos|di|e/v|en)"
_TITLED = re.compile(rf"{_TITLE} {_WORD}(?: {_WORD}){{0,6}}")
_BARE_NAME = re.compile(rf"[^\W\d_a-z][\w'\u2019.-]{{0,30}}(?: {_WORD}){{1,6}}")
_POSTCODE = re.compile(r"(?:NL[- ])?[1-9]\d{3} ?[A-Za-z]{2}(?:[ ,]+[^\W\d_][\w'\u2019. -]{1,40})?")
_STREET = re.compile(
    rf"[^\W\d_a-z][\w'\u2019.-]{{0,30}}(?: (?:{_WORD}|[a-z]{{2,20}})){{0,5}} \d{{1,5}} ?[A-Za-z]?(?:[-/ ][A-Za-z0-9]{{1,4}})?"
    r"(?: [^\W\d_a-z][\w'\u2019-]{1,30}){0,3}|(?i:postbus) \d{1,6}"
)
_TELEPHONE = re.compile(
    r"(?:(?:tel(?:efoon)?(?:nummer)?|mob(?:iel)?|gsm|phone|t|m)\b[.: ]{0,3})?(?:\+|00)?\d[\d ()-]{7,16}\d", re.IGNORECASE
)
_FILE = re.compile(
    r"(?:ons )?(?:dossier(?:nummer|nr)?|zaak(?:nummer|nr)?|file|zaaknr)\.?[: ]{1,3}(?P<number>[A-Za-z0-9][\w./ -]{0,38})", re.IGNORECASE
)
_MAIL = re.compile(r"(?:e-?mail(?:adres)?|mail(?:adres)?|m|e)?[: ]{0,3}(?P<address><?[^\s<>,;]{1,64}@[^\s<>,;]{1,255}>?)", re.IGNORECASE)
_ROLE = re.compile(r"(?:(?:is|als|een|de) ){0,4}(?P<role>debiteur|opdrachtgever|debtor|client)", re.IGNORECASE)
_MAILTO = re.compile(r"<mailto:[^<>]{0,300}>", re.IGNORECASE)
BETWEEN = re.compile(r"\s{0,5}[,;|/]\s{1,5}|\s{1,5}[-\u2013]\s{1,5}|\t{1,5}")
"""What stands between the pieces of a line."""
_MOST_PIECES = 10
_FEWEST_DIGITS = 9
"""Of a telephone number with its area code; a day has eight."""

_LONGEST_STREET = 7
_LONGEST_TOWN = 4


@dataclass(frozen=True, slots=True)
class Card:
    """What a line tells of somebody. postal: street, postcode and town, as typed."""

    name: str = ""
    address: str | None = None
    postal: tuple[str, ...] = ()
    telephone: str = ""
    file_number: str = ""
    role: str = ""
    titled: bool = False

    @property
    def reaches(self) -> bool:
        """Say whether it tells how to reach somebody: then a bare name beside it is one."""
        return bool(self.address or self.postal or self.telephone)

    def with_more(self, other: "Card") -> "Card":
        """Return both together; what this one tells goes first."""
        return Card(
            self.name or other.name,
            self.address or other.address,
            (*self.postal, *(one for one in other.postal if one not in self.postal)),
            self.telephone or other.telephone,
            self.file_number or other.file_number,
            self.role or other.role,
            self.titled or (not self.name and other.titled),
        )


def read_card(line: str) -> Card | None:
    """Return what `line` tells of somebody, where all of it does; None where it is anything else."""
    line = _MAILTO.sub("", line).strip(" \t\xa0.,;*")
    if not line or len(line) > LONGEST or line.endswith(("?", "!")):
        return None
    found = Card()
    pieces = BETWEEN.split(line)
    if len(pieces) > _MOST_PIECES:
        return None
    for piece in pieces:
        if (told := _piece(piece.strip(" .,;*"), found)) is None:
            return None
        found = found.with_more(told)
    return found


def mail_address(typed: str) -> str | None:
    """Return a typed address; None where it is none, or could be read in two ways."""
    typed = _MAILTO.sub("", typed).strip()
    sender = read_sender((typed,)) if "@" in typed else None
    return sender.address if sender is not None and sender.trusted else None


def _piece(piece: str, before: Card) -> Card | None:
    if mail := _MAIL.fullmatch(piece):
        address = mail_address(mail["address"])
        return Card(address=address) if address else None
    if "@" in piece:
        sender = read_sender((piece,))
        return Card(sender.name, sender.address) if sender.trusted and sender.name else None
    return _numbered(piece) or _name_or_town(piece, before)


def _numbered(piece: str) -> Card | None:
    """Read a piece that bears a number, or the one word that tells the complainant's role."""
    if _TELEPHONE.fullmatch(piece) and sum(map(str.isdigit, piece)) >= _FEWEST_DIGITS:
        return Card(telephone=piece)
    if (number := _FILE.fullmatch(piece)) and any(map(str.isdigit, number["number"])):
        return Card(file_number=number["number"].strip())
    if role := _ROLE.fullmatch(piece):
        return Card(role=role["role"].casefold())
    is_place = _POSTCODE.fullmatch(piece) or (_STREET.fullmatch(piece) and len(piece.split()) <= _LONGEST_STREET)
    return Card(postal=(piece,)) if is_place else None


def _name_or_town(piece: str, before: Card) -> Card | None:
    """Read a piece of words alone: with a title it is a name; behind a street it is the town; else a name, if it has the shape of one."""
    if _TITLED.fullmatch(piece):
        return Card(piece, titled=True)
    if before.postal and len(piece.split()) <= _LONGEST_TOWN and piece[:1].isupper():
        return Card(postal=(piece,))
    return Card(piece) if _BARE_NAME.fullmatch(piece) else None
