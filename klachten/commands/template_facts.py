"""What a template may ask for, as its author is told it: each fact of the letter, and what every letter knows, with a value as it could be.

Knows the samples and no template. Rule: a value is told as a template sees it,
in one line, and is never cut within a word.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from textwrap import shorten

from outbound.samples import SAMPLES
from outbound.samples.house import SAMPLE_HOUSE
from tracker.letters import LETTERS
from tracker.model import Letter

_LONGEST = 80

_OF_EVERY_LETTER = (
    ("language", "nl"),
    ("languages", '["nl"]'),
    ("printed", "true on paper, false in a mail"),
    ("clickable", "true in the page of a mail, false in its text part and on paper"),
)


def facts_told(letter: Letter) -> Iterator[tuple[str, str]]:
    """Give by name each fact of a letter, what is known of the house, and what else every template knows, each with an example."""
    told = [facts for one, facts in SAMPLES if one is letter]
    for fact in sorted(LETTERS[letter].facts):
        yield fact, _example(facts[fact] for facts in told)
    for one in fields(SAMPLE_HOUSE):
        yield f"house.{one.name}", _in_a_line(getattr(SAMPLE_HOUSE, one.name))
    yield from _OF_EVERY_LETTER


def _example(values: Iterable[object]) -> str:
    """Return the first value that says something."""
    several = list(values)
    return _in_a_line(next((one for one in several if one not in (None, "", [], False)), several[0] if several else None))


def _in_a_line(value: object) -> str:
    if value is None:
        return "none"
    line = " ".join(
        (json.dumps(value, default=str, ensure_ascii=False) if isinstance(value, (Mapping, list, tuple, bool)) else str(value)).split()
    )
    return shorten(line, _LONGEST, placeholder=" …") if " " in line[:_LONGEST] else line
