"""Where servers put the addresses in a notice that is free text.

Knows places in lines and nothing of verdicts. The rule: the places are asked
one after the other, the surest first, and the first that holds anything
answers; line by line, with patterns that are anchored or short.
"""

import re
from collections.abc import Iterator

from intake.robot_addresses import is_server

_ADDRESS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{1,200}"
_LEADING = re.compile(
    rf"[ \t>]*(?:to )?(?:<({_ADDRESS})>(?:\s?\([^()]{{0,80}}\))?(?::|,|\.\.\.|\s|$)|({_ADDRESS})(?: on \w{{3}}[,.]| - |, error|"
    rf"\s?\.\.\. ?|: [45]\d\d))",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"[ \t>*-]*+(?:(?:to|aan|(?:failed |final )?recipient(?: address)?|ontvanger):?\s)?\s*[<\"'(\[]?(?:mailto:|smtp:|"
    rf"rfc822;\s?)?({_ADDRESS})[>\"')\]]?[:;,.]*"
    rf"\s*(?:\({_ADDRESS}\)|<mailto:[^>]{{1,200}}>)?",
    re.IGNORECASE,
)
_BEHIND_WORDS = re.compile(
    r"(?<![\w@.-])(?:deliver(?:ed|y)?(?: your| the)? ?(?:message|mail|e-?mail)?(?: to)?(?: the)?(?: following)?(?: recipients?)?|rcpt to|"
    r"(?:message|mail|bericht) (?:to|aan|naar)|unknown|user(?:id)?|recipient|mailbox|full|account|address|adres|gebruiker|postvak|"
    rf"ontvanger|(?:generated|expanded) from|for|aan|bij|to|naar|550 5\.1\.1|[45]\d\d)(?:[ :]{{1,3}}|[ :]{{0,3}}[<\"'\[(])({_ADDRESS})",
    re.IGNORECASE,
)
_BECAME = re.compile(rf"\((?:generated|expanded) from:? <?({_ADDRESS})>?\)", re.IGNORECASE)
_ANYWHERE = re.compile(rf"(?<![\w@.+-])(?<!\bfrom )(?<!\bvan ){_ADDRESS}", re.IGNORECASE)
_NAME_ALONE = re.compile(r"[ \t]+([A-Za-z0-9][A-Za-z0-9._-]{1,63})[ \t]*")


def find_addresses(lines: list[str], ours: frozenset[str], domain: str) -> tuple[str, ...]:
    """Return the addresses that the lines of a notice are about, each once; empty where none is told.

    ours:    to whom the notice was sent, lower case: about them it is only where a surest place names nobody else.
    domain:  of the server that wrote it, which may call its own users by their names alone.
    """
    places = [[address for address in place(lines) if not is_server(address)] for place in (_leading, _alone, _behind_words)]
    named = [f"{name}@{domain}" for name in _names(lines)] if domain else []
    for found in (*places, named, list(_anywhere(lines))):
        if others := [address for address in found if address.lower() not in ours and not is_server(address)]:
            return _each_once([*others, *_became(lines)])
    return _each_once(places[0] or places[1])


def _each_once(addresses: list[str]) -> tuple[str, ...]:
    return tuple({address.rstrip(".").lower(): address.rstrip(".") for address in addresses}.values())


def _leading(lines: list[str]) -> Iterator[str]:
    yield from (match[1] or match[2] for line in lines if (match := _LEADING.match(line)))


def _alone(lines: list[str]) -> Iterator[str]:
    yield from (match[1] for line in lines if (match := _ALONE.fullmatch(line)))


def _behind_words(lines: list[str]) -> Iterator[str]:
    yield from (match[1] for line in lines for match in _BEHIND_WORDS.finditer(line))


def _became(lines: list[str]) -> Iterator[str]:
    """Give the addresses that the letter was sent to before they became others, as Postfix and sendmail put it."""
    yield from (match[1] for line in lines for match in _BECAME.finditer(line))


def _names(lines: list[str]) -> Iterator[str]:
    """Give the names that stand alone on lines of their own, set in, below a line that ends in a colon."""
    listed = False
    for line in lines:
        name = _NAME_ALONE.fullmatch(line)
        listed = line.rstrip().endswith(":") or (listed and (name is not None or not line.strip()))
        if listed and name:
            yield name[1]


def _anywhere(lines: list[str]) -> Iterator[str]:
    """Give every address, but for those from which something came."""
    yield from (match[0] for line in lines for match in _ANYWHERE.finditer(line))
