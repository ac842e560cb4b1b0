"""Who a mail says it is from, read strictly.

Knows the grammar of one mailbox (RFC 5322, 3.4) and nothing of a mail's other
fields. Python's own reading is not used: it takes the display text of
`staff@x <evil@y>` for the address, which CVE-2023-27043 is about.

The rule: one From field, one mailbox, one address, and nothing else, is
trusted; whatever else stands there is a defect, said in words, and the address
beside it is then only what a person would take for the sender. Every step is
linear in the length of the field. Source: docs/mail-rules.md, R-AUTH-05 to -08.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from intake.mailboxes import Pieces, best_address, has_controls, has_invisible, take_apart, without_controls, without_invisible

MAX_FIELD = 8192
"""Characters of a From field that are looked at; nobody's name is longer."""
MAX_NAME = 120
_MAX_LOCAL, _MAX_ADDRESS = 64, 254  # RFC 5321, 4.5.3.1, and its erratum 1690

_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U000effff-]"
_DOT_ATOM = re.compile(rf"{_ATEXT}++(?:\.{_ATEXT}++)*+")
_LABEL = re.compile(r"[A-Za-z0-9\x80-\U000effff](?:[A-Za-z0-9\x80-\U000effff_-]*+)")


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a mail names as its sender.

    address:  what a person would take as the sender, without an @ where a server calls itself by one word; None where
              nothing is an address.
    name:     the display name, decoded and without controls; shown, never used to decide (R-AUTH-08).
    trusted:  the field can be read in one way only. Otherwise neither obeyed nor answered (D11).
    defects:  why not, in words.
    """

    address: str | None
    name: str
    trusted: bool
    defects: tuple[str, ...] = ()


def read_sender(from_values: tuple[str, ...]) -> Sender:
    """Read the From fields of a mail, unfolded and topmost first (or another field of one mailbox, such as Reply-To).

    Never raises. Source: RFC 5322, 3.6.2; docs/mail-rules.md, R-AUTH-05 and R-AUTH-06.
    """
    if not from_values:
        return Sender(None, "", trusted=False, defects=("no From field",))
    readings = [_read_field(value) for value in from_values]
    chosen = next((reading for reading in readings if "@" in (reading.address or "")), readings[0])
    if len(from_values) == 1:
        return chosen
    return Sender(chosen.address, chosen.name, trusted=False, defects=("more than one From field", *chosen.defects))


def _read_field(value: str) -> Sender:
    text = without_controls(value[:MAX_FIELD])
    pieces = take_apart(text)
    phrase, spec = _split_mailbox(pieces.skeleton)
    doubts = (
        (len(value) > MAX_FIELD, "the field is too long"),
        (has_controls(value[:MAX_FIELD]), "control characters"),
        *((True, defect) for defect in pieces.defects),
        *_doubts_about_shape(pieces.skeleton, phrase, spec),
        *_doubts_about_address(pieces, spec),
    )
    defects = tuple(dict.fromkeys(defect for found, defect in doubts if found))
    if not defects:
        return Sender(pieces.raw(spec), shorten(pieces.name(phrase)), trusted=True)
    address, before = best_address(pieces)
    return Sender(address, shorten(pieces.name(before)), trusted=False, defects=defects)


def _split_mailbox(skeleton: str) -> tuple[str, str]:
    """Return the phrase and what stands where the address should (RFC 5322, 3.4)."""
    phrase, bracket, rest = skeleton.strip().partition("<")
    return (phrase, rest.rstrip().removesuffix(">").strip()) if bracket else ("", skeleton.strip())


def _doubts_about_shape(skeleton: str, phrase: str, spec: str) -> tuple[tuple[bool, str], ...]:
    bracketed = "<" in skeleton
    return (
        (not skeleton.strip(), "the field is empty"),
        ("," in skeleton, "more than one mailbox"),
        (":" in skeleton or ";" in skeleton, "a group or a route"),
        (bracketed and not skeleton.rstrip().endswith(">"), "the address is not the last thing in the field"),
        ("<" in spec or ">" in spec or ">" in phrase, "more than one address"),
        ("@" in phrase, "an address before the address"),
        ("[" in phrase or "]" in phrase, "characters that a name may not have"),
    )


def _doubts_about_address(pieces: Pieces, spec: str) -> tuple[tuple[bool, str], ...]:
    """Compare with one addr-spec (RFC 5322, 3.4.1), without its obsolete forms and domain literals."""
    local, at, domain = spec.rpartition("@")
    written = pieces.raw(spec)
    return (
        (not at, "no address"),
        (at != "" and not pieces.is_quoted(local) and not _DOT_ATOM.fullmatch(local), "the part before the @ is malformed"),
        (at != "" and not _is_domain(domain), "the domain is malformed"),
        (has_invisible(written), "invisible characters in the address"),
        (any(char.isspace() and char != " " for char in written), "white space in the address"),
        (len(written) > _MAX_ADDRESS or len(written) - len(at + domain) > _MAX_LOCAL, "the address is too long"),
    )


def _is_domain(domain: str) -> bool:
    labels = domain.split(".")
    return len(domain) <= _MAX_ADDRESS and all(len(label) <= 63 and _LABEL.fullmatch(label) for label in labels)  # noqa: PLR2004 RFC 1035, 2.3.4


def shorten(name: str) -> str:
    """Return `name` on one line, without controls, at most MAX_NAME characters."""
    text = " ".join(without_invisible(without_controls(name)).split())
    return text if len(text) <= MAX_NAME else text[: MAX_NAME - 1] + "…"


@lru_cache(maxsize=128)  # the configured ones, above all: each mail is held against them
def compare_form(address: str) -> str | None:
    """Return the form in which two addresses are compared for authority: equal only when they are the same mailbox.

    The domain becomes its lower-case A-label form, and only when that says the same: the codec's IDNA 2003 maps `ß`
    to `ss` and wide letters to narrow ones, so another's domain would compare as staff's. The sub-address stays; the case
    of the local part goes, since no server in use tells two people apart by it (RFC 5321, 2.4).
    None for an address that is no mailbox, or whose local part is not ASCII. Source: docs/mail-rules.md, R-AUTH-07.
    """
    local, at, domain = address.rpartition("@")
    ascii_domain = a_labels(domain)
    if not (local and at and ascii_domain and local.isascii() and local.isprintable()):
        return None
    return f"{local.lower()}@{ascii_domain}"


def without_extension(address: str) -> str:
    """Return an address without its sub-address: whoever has `klachten@` has `klachten+bezwaar@` (RFC 5233, 1)."""
    local, at, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def a_labels(domain: str) -> str | None:
    """Return `domain` in lower case and A-label form, or None where it is no domain or the codec would make it another one."""
    if not _is_domain(domain):
        return None
    lower = domain.lower()
    if lower.isascii():
        return lower
    try:
        encoded = lower.encode("idna")
        faithful = encoded.decode("idna") == lower
    except UnicodeError:
        return None
    return encoded.decode("ascii") if faithful else None


def display(address: str, name: str) -> str:
    """Return how staff see a sender: always the full address, the name only beside it, look-alike letters unmasked.

    A name with signs of an address in it stands in quotation marks. Source: docs/mail-rules.md, R-AUTH-08.
    """
    local, _, domain = address.rpartition("@")
    shown = f"{local}@{_punycode(domain)}" if is_confusable(domain) else address
    name = "" if name == address else shorten(name)
    if set(name) & set('@<>"'):
        name = '"' + name.replace('"', "'") + '"'
    told = f"{name} <{shown}>" if name else shown
    return f"{told} (let op: het domein heeft tekens die op andere lijken)" if is_confusable(domain) else told


def is_confusable(domain: str) -> bool:
    """Say whether `domain` has letters of several scripts, or signs that look like or stand for common ones (UTS 39, 4 and 5)."""
    shown = _unmasked(domain)
    letters = {char for char in shown if char.isalpha()}
    scripts = {unicodedata.name(char, "UNKNOWN ").split(" ")[0] for char in letters}
    rare = any(char in "ıĸ" or (char > "\u017f" and scripts == {"LATIN"}) for char in letters)
    stands_for_others = (
        "\u3002" in shown or unicodedata.normalize("NFKC", shown) != shown
    )  # such as a wide dot, or the Dutch ĳ as one letter
    return len(scripts) > 1 or rare or stands_for_others


def _unmasked(domain: str) -> str:
    """Return what a mail reader would show for `domain`: its A-labels in the letters that they stand for."""
    try:
        return domain.lower().encode("ascii").decode("idna") if domain.isascii() else domain
    except UnicodeError:
        return domain


def _punycode(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    labels = (label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii") for label in domain.lower().split("."))
    return ".".join(labels)
