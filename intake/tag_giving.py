"""Giving each tag its argument: from behind it, or from the new text; and the last look at all tags of a mail together.

Knows tags that were found and the text below them. Rule: an argument that was
given and not understood is a question; one that was not given stays None, and
the procedure asks for it, but for one of a list of the house's own, which the
procedure does not know. Source: docs/procedure.md, Reading tags.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from intake.asked import Asked, Question, Reading
from intake.denials import is_denial
from intake.tag_arguments import Argument, Known, read_argument, to_choose
from intake.tag_places import Place
from tracker.model import Event
from tracker.procedure import PROCEDURE, Reader
from tracker.tag_words import BY_EVENT, Takes
from tracker.typed.words import Unclear

TELLING = frozenset({Event.STATUS, Event.DOSSIER, Event.LIST, Event.REPORT, Event.HELP, Event.DRY_RUN})
"""These tell and do nothing, so that a question mark changes nothing of them."""

_STANDS_BEHIND = frozenset({Takes.NOTHING, Takes.TAGS, Takes.DEPARTMENT, Takes.CAUSE, Takes.FILE_NUMBER, Takes.PERIOD})
"""Nothing, or what any words could be taken for: such an argument stands directly behind its tag, or nowhere."""


_READ_OUTSIDE = frozenset(rule.event for rule in PROCEDURE if rule.reader in {Reader.OUTSIDE, Reader.OUTSIDE_AFTER_CONSENT})
"""The complainant reads the text of these."""
_TWO_TEXTS = "Wat mag de klager lezen: deze woorden in het onderwerp, of de tekst van uw mail? Laat één van beide weg."


@dataclass(frozen=True, slots=True)
class Found:
    """One tag while it is read.

    own:    the words behind it. aside: those further on, that may be its argument.
    asks:   a question mark follows: it asks about the event, and does not cause it.
    """

    place: Place
    as_written: str
    event: Event
    own: str = ""
    aside: str = ""
    asks: bool = False

    @property
    def takes(self) -> Takes:
        """Return what stands behind such a tag."""
        return BY_EVENT[self.event].takes


def with_arguments(read: Sequence[Found | Question], text: str, known: Known) -> Reading:
    """Return the reading of a mail. text: its new text without the lines of tags."""
    acts = any(isinstance(one, Found) and not one.asks and one.event not in TELLING for one in read)
    answers: list[Asked | Question] = []
    for one in read:
        answer, text = _given(one, text, known, acts=acts) if isinstance(one, Found) else (one, text)
        answers.append(answer)
    asked = _each_once([one for one in answers if isinstance(one, Asked)])
    questions = [one for one in answers if isinstance(one, Question)]
    return Reading(_with_text(asked, text), (*questions, *_unchosen(asked, known), *_doubts(asked, text)), text)


def _given(found: Found, text: str, known: Known, *, acts: bool) -> tuple[Asked | Question, str]:
    """Return the tag with its argument, and what is left of the text."""
    if found.asks:
        return _inquiry(found, acts=acts), text
    asked = Asked(found.event, None, found.place, found.as_written)
    if found.takes is Takes.TEXT:
        return replace(asked, argument=found.own or None), text
    if found.own:
        return _understood(found, asked, known), text
    return _looked_for(found, asked, text, known)


def _looked_for(found: Found, asked: Asked, text: str, known: Known) -> tuple[Asked, str]:
    """Look for an argument that does not stand behind its tag: further on in the subject, else in the first line of the text."""
    if found.takes in _STANDS_BEHIND:
        return asked, text
    if (argument := _attempt(found, found.aside, known)) is not None:
        return replace(asked, argument=argument), text
    line, _, rest = text.partition("\n")
    argument = None if line.rstrip().endswith(",") else _attempt(found, line, known)  # with a comma it is a greeting
    return (asked, text) if argument is None else (replace(asked, argument=argument), rest.strip())


def _understood(found: Found, asked: Asked, known: Known) -> Asked | Question:
    try:
        return replace(asked, argument=read_argument(found.event, found.takes, found.own, known))
    except Unclear as unclear:
        return Question(found.place, found.as_written, unclear.why)


def _attempt(found: Found, words: str, known: Known) -> Argument | None:
    """Read words that need not be the argument; None where they are not."""
    try:
        return read_argument(found.event, found.takes, words, known) if words.strip() else None
    except Unclear:
        return None


def _inquiry(found: Found, *, acts: bool) -> Asked | Question:
    """Take '#opgelost?' for a question about the complaint; beside a tag that does something nobody can tell what is wanted."""
    if acts:
        return Question(
            found.place, found.as_written, "Hier staat een vraagteken. Wij doen pas iets als er geen vraag bij staat.", (found.event,)
        )
    return Asked(Event.STATUS, None, found.place, found.as_written)


def _unchosen(asked: Sequence[Asked], known: Known) -> Iterator[Question]:
    """Ask which of a list of the house's own is meant, where a tag stands alone."""
    for one in asked:
        if one.argument is None and (why := to_choose(BY_EVENT[one.event].takes, known)):
            yield Question(one.place, one.as_written, why)


def _each_once(asked: list[Asked]) -> list[Asked]:
    """Leave out what is said twice alike, as in the subject and in the text."""
    kept: list[Asked] = []
    for one in asked:
        same = next((other for other in kept if _is_same(one, other)), None)
        if same is None:
            kept.append(one)
        elif same.argument is None:
            kept[kept.index(same)] = one
    return kept


def _is_same(one: Asked, other: Asked) -> bool:
    return one.event is other.event and (one.argument is None or other.argument is None or one.argument == other.argument)


def _with_text(asked: list[Asked], text: str) -> tuple[Asked, ...]:
    """Give the text to the one tag that takes a text, or to the only one of them that has none yet."""
    texts = [one for one in asked if BY_EVENT[one.event].takes is Takes.TEXT]
    lacking = [one for one in texts if one.argument is None]
    owner = lacking if len(lacking) == 1 else texts
    if not text or len(owner) != 1:
        return tuple(asked)
    whole = text if owner[0].argument is None else f"{owner[0].argument}\n{text}"
    return tuple(replace(one, argument=whole) if one is owner[0] else one for one in asked)


def _doubts(asked: list[Asked], text: str) -> list[Question]:
    """Return what to ask about all of them together. asked: before the text was given to one of them."""
    again = [
        one for number, one in enumerate(asked) if one.event is not Event.NOTE and one.event in {other.event for other in asked[:number]}
    ]
    doubts = [_ask(one, "Dit staat er twee keer, en niet hetzelfde.") for one in again]
    return [*doubts, *_doubts_about_text(asked, text)] if text else doubts


def _doubts_about_text(asked: list[Asked], text: str) -> Iterator[Question]:
    texts = [one for one in asked if BY_EVENT[one.event].takes is Takes.TEXT]
    lacking = [one for one in texts if one.argument is None]
    if len(lacking) > 1:
        yield from (_ask(one, "Wij weten niet bij welk woord uw tekst hoort.") for one in lacking)
    if not lacking:
        yield from (_ask(one, _TWO_TEXTS) for one in texts if one.place is Place.SUBJECT and one.event in _READ_OUTSIDE)
    if is_denial(text):
        yield from (_ask(one, "Uw tekst is een ontkenning.") for one in asked if one.event not in TELLING)


def _ask(one: Asked, why: str) -> Question:
    return Question(one.place, one.as_written, why)
