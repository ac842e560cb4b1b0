"""Every letter as it would be sent, with facts that nobody has, for whoever looks at it before it is used.

Knows the templates and the house; knows neither the register nor SMTP. Rule: a
specimen is made by the composer and read back from its bytes as a mail program
does, so that what is looked at is what would arrive.
"""

import base64
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache

from outbound.compose import Composer
from outbound.house import House
from outbound.letter import LetterOwed
from outbound.message import Picture
from outbound.own_templates.faults import Fault, fault_of
from outbound.ready_links import Links
from outbound.reporting.enclosing import with_all_of_it
from outbound.reporting.pictures import pictures_of_each
from outbound.samples import SAMPLES
from outbound.samples.edges import EDGES
from tracker.keys import Key, Keyring
from tracker.letters import LETTERS, Audience
from tracker.model import Language, Letter
from tracker.told import Facts

AT = datetime(2026, 4, 2, 7, 0, tzinfo=UTC)
RECIPIENT = "j.voorbeeld@mail.example"
_KEYRING = Keyring((Key("aa", bytes(32)),))
IN_BOTH = "and all of it in English below, for who wrote in neither"
_MOST_LINES, _LETTERS_IN_A_LINE = 120, 72
_CID = re.compile(r"cid:([^\"'\s)]{1,200})")


@dataclass(frozen=True, slots=True)
class Specimen:
    """A letter that nobody gets.

    number:   among those of its letter, from 1.
    edge:     at which edge it is; '' for the usual ones.
    also_in:  as in `outbound.letter.LetterOwed`.
    """

    letter: Letter
    language: Language
    number: int
    edge: str
    facts: Facts
    also_in: Language | None = None

    @property
    def name(self) -> str:
        """Its name, of which there is one."""
        return f"{self.letter}-{self.language}-{self.number}"

    @property
    def template(self) -> str:
        """The template that it begins with."""
        return f"{self.language}/{self.letter}.md"


@dataclass(frozen=True, slots=True)
class Seen:
    """A letter as its reader sees it. html: on its own, its pictures within. attached: names of what goes along."""

    subject: str
    text: str
    html: str
    attached: tuple[str, ...]


def specimens(letters: Container[Letter] = frozenset(Letter)) -> Iterator[Specimen]:
    """Give each of these letters in each of its languages: with the usual facts first, and then with those at the edges.

    Of one to a complainant, last of all, as it goes to who wrote in neither language.
    """
    for letter in (one for one in Letter if one in letters):
        usual = [("", facts) for one, facts in SAMPLES if one is letter]
        told = [*usual, *((edge.name, edge.facts) for edge in EDGES if edge.letter is letter)]
        for number, (edge, facts) in enumerate(told, 1):
            for language in LETTERS[letter].languages:
                yield Specimen(letter, language, number, edge, facts)
        if LETTERS[letter].audience is Audience.COMPLAINANT:
            yield Specimen(letter, Language.DUTCH, len(told) + 1, IN_BOTH, usual[0][1], Language.ENGLISH)


def seen(composer: Composer, specimen: Specimen) -> Seen | Fault:
    """Return what the reader of a specimen sees; or what is wrong with its template. composer: one that does not fall back."""
    try:
        raw = composer.compose(_owed(composer.house, specimen))
    except Exception as error:  # noqa: BLE001 - a template can raise whatever Python can; it is told with its place
        return fault_of(error, specimen.template)
    return read_back(raw)


def read_back(raw: bytes) -> Seen:
    """Return what the reader of a composed letter sees."""
    read = message_from_bytes(raw, policy=policy.default)
    attached = tuple(part.get_filename() or part.get_content_type() for part in read.iter_attachments())
    return Seen(str(read["Subject"]), _part(read, "plain"), _whole(read, _part(read, "html")), attached)


def _owed(house: House, specimen: Specimen) -> LetterOwed:
    facts = specimen.facts
    if LETTERS[specimen.letter].audience is Audience.STAFF:
        links = Links(_KEYRING, house.complaints_address, True, 1, RECIPIENT, AT + timedelta(days=90))
        facts = links.put_into(facts)
    owed = LetterOwed(
        letter=specimen.letter,
        language=specimen.language,
        also_in=specimen.also_in,
        sender=(house.from_name, house.complaints_address),
        recipient=RECIPIENT,
        to=(RECIPIENT,),
        message_id="<preview@voorbeeld.example>",
        at=AT,
        facts=facts,
        loop_token="preview",  # noqa: S106 - it signs nothing, and goes nowhere
    )
    return with_all_of_it(owed, _drawn().get(specimen.name, {})) if specimen.letter is Letter.REPORT else owed


@cache
def _drawn() -> dict[str, dict[str, Picture]]:
    """Draw the pictures of the first report of a week and of a longer period in each language, once: no template changes them.

    To draw all takes longer than all letters; the others are shown as they go where nothing could be drawn.
    """
    reports = list(specimens({Letter.REPORT}))
    kinds = {(specimen.facts["further"] is None, specimen.language): specimen for specimen in reversed(reports)}
    drawn = pictures_of_each([(first.facts, first.language) for first in kinds.values()])
    return {first.name: pictures for first, pictures in zip(kinds.values(), drawn, strict=True)}


def lines_shown(text: str) -> int:
    """Return how many lines a letter takes on a page that shows it, more or less, so that few frames want scrolling."""
    return min(_MOST_LINES, sum(1 + len(line) // _LETTERS_IN_A_LINE for line in text.splitlines()))


def _part(read: EmailMessage, kind: str) -> str:
    part = read.get_body((kind,))
    return str(part.get_content()) if part else ""


def _whole(read: EmailMessage, html: str) -> str:
    """Put the pictures that go along with a page into it."""
    pictures = {str(part["Content-ID"]).strip("<>"): part for part in read.walk() if part["Content-ID"]}
    return _CID.sub(lambda found: _as_data(pictures[found[1]]) if found[1] in pictures else found[0], html)


def _as_data(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    return f"data:{part.get_content_type()};base64,{base64.b64encode(data if isinstance(data, bytes) else b'').decode()}"
