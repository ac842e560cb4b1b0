"""Whether a folder of the customer's own templates can be used: each file read by a letter, each fact there, each letter writable.

Looks in three ways, from the outside in: at the files by their names, at every
branch of each as it stands, and at the letters that they write. Rule: whatever
would make a letter go out by our template instead of the customer's, or with
less in it than the law and the procedure ask, is a fault here.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache, partial
from pathlib import Path

from outbound.compose import BUILT_IN, FLAGS, Composer
from outbound.house import House
from outbound.own_templates.demands import lacking
from outbound.own_templates.faults import Fault
from outbound.own_templates.folder import LAYOUT, LETTER_NAMES, SHARED, Overlay, Within, all_of, laid_over
from outbound.own_templates.reading import Source, nearest, read
from outbound.samples import SAMPLES
from outbound.samples.edges import EDGES
from outbound.samples.house import SAMPLE_HOUSE
from tracker.letters import LETTERS
from tracker.model import Language, Letter
from tracker.told import Facts

ALWAYS = frozenset({"house", "language", "languages"})
"""What every letter may ask for besides its own facts."""

BLOCKS = ("subject", "body")
_HTML = re.compile(
    r"</?(?:a|b|br|center|div|em|font|h[1-6]|hr|i|img|li|ol|p|span|strong|style|table|t[dhr]|u|ul)\b[^>\n]{0,500}>|!\[", re.IGNORECASE
)
_FETCHED = re.compile(r"""(?:src|background)\s?=\s?["']?(?:https?:)?//|url\(["']?(?:https?:)?//|@import|<link\b|<script\b""", re.IGNORECASE)
_OF_A_MAPPING = frozenset(dir(dict))
_HOUSE = frozenset(field.name for field in fields(House))


def overlay_of(folder: Path, house: House) -> Overlay:
    """Read a folder of the customer's templates. Raises `OSError` where a file cannot be read."""
    return laid_over(folder, _ours(), partial(read, Composer(house).environment))


def check(overlay: Overlay, house: House) -> list[Fault]:
    """Return what is wrong with a folder of templates, by file and line."""
    composer = Composer(house, overlay.folder, falls_back=False)
    touched = list(_touched(overlay))
    seen = [*overlay.faults, *_blocks(overlay), *_marks(overlay), *_layout(overlay), *_facts(overlay, touched)]
    written = composer.faults(_samples_of({letter for letter, _ in touched}))
    places = {(fault.file, fault.line) for fault in seen}
    found = [*seen, *(fault for fault in written if (fault.file, fault.line) not in places)]
    return in_order(found or lacking(composer, Composer(house), overlay, touched))


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults by file and line, each once."""
    return sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.line or 0))


@cache
def _ours() -> dict[str, Source]:
    """Read our own templates, which do not change while we run."""
    return all_of(BUILT_IN, partial(read, Composer(SAMPLE_HOUSE).environment))[0]


def _touched(overlay: Overlay) -> Iterator[tuple[Letter, Language]]:
    """Give the letters that the customer's own files have a part in."""
    for letter, declared in LETTERS.items():
        for language in declared.languages:
            if SHARED & overlay.own.keys() or any(one.name in overlay.own for one in overlay.within(f"{language}/{letter}.md")):
                yield letter, language


def _blocks(overlay: Overlay) -> Iterator[Fault]:
    for name in overlay.own.keys() & LETTER_NAMES:
        source = overlay.own[name]
        for block in BLOCKS:
            if block not in source.blocks:
                yield Fault(source.file, 1, f"there is no block {block!r}", f"write {{% block {block} %}} … {{% endblock %}}")
        for block, line in source.blocks.items():
            if block not in BLOCKS:
                yield Fault(source.file, line, f"no letter reads the block {block!r}", nearest(block, BLOCKS))
        if source.outside:
            yield Fault(source.file, source.outside, "what stands outside the blocks is never sent", "move it into the block 'body'")


def _marks(overlay: Overlay) -> Iterator[Fault]:
    """Tell of HTML in a letter, which is Markdown, and of what a page would fetch, which would tell on its reader."""
    for name, source in overlay.own.items():
        for line, words in source.words.items():
            if name.endswith(".md") and (found := _HTML.search(words)):
                yield Fault(
                    source.file,
                    line,
                    f"{found[0]} is shown as it stands",
                    "write Markdown: **bold**, '- ' before an item, ---- below a heading",
                )
            elif name in SHARED and (found := _FETCHED.search(words)):
                yield Fault(
                    source.file,
                    line,
                    f"{found[0]} lets the reader's program fetch something",
                    "a letter brings all of it along: leave it out",
                )


def _layout(overlay: Overlay) -> Iterator[Fault]:
    """Hold what all letters share to the names that ours uses: what else there is to ask for is known there."""
    for name in SHARED & overlay.own.keys():
        own = Within(name, overlay.own[name], frozenset())
        yield from _unknown(own, overlay.ours[name].asked.keys(), "what all letters share")
        yield from _unknown_members(own, {"house": _HOUSE})
        if name == LAYOUT and "bodies" not in own.source.asked:
            yield Fault(own.source.file, None, "shows no letter: it never asks for 'bodies'", "begin with a copy of ours")


def _facts(overlay: Overlay, touched: Iterable[tuple[Letter, Language]]) -> Iterator[Fault]:
    told: set[tuple[str, int | None]] = set()
    for fault in _facts_of_each(overlay, touched):
        if (fault.file, fault.line) not in told:  # a part that many letters include is told of once
            told.add((fault.file, fault.line))
            yield fault


def _facts_of_each(overlay: Overlay, touched: Iterable[tuple[Letter, Language]]) -> Iterator[Fault]:
    for letter, language in touched:
        known = LETTERS[letter].facts | ALWAYS
        members = _members(letter)
        for one in overlay.within(f"{language}/{letter}.md"):
            if one.name in overlay.own:
                yield from _unknown(one, known, f"the letter {str(letter)!r}")
                yield from _unknown_members(one, members)


def _unknown(one: Within, known: Iterable[str], asker: str) -> Iterator[Fault]:
    known = frozenset(known) | one.stored | one.source.stored
    for name, line in one.source.asked.items():
        if name not in known:
            yield Fault(one.source.file, line, f"{name!r} is no fact of {asker}", nearest(name, known | FLAGS))


def _unknown_members(one: Within, members: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    for (name, attribute), line in one.source.members.items():
        known = members.get(name)
        if known and name not in one.stored and attribute not in known | _OF_A_MAPPING:
            do = nearest(attribute, known, f"{name}.")
            yield Fault(one.source.file, line, f"there is no {name}.{attribute}", do)


def _members(letter: Letter) -> dict[str, frozenset[str]]:
    """Return what there is within each fact that has parts, in whichever sample."""
    members: dict[str, frozenset[str]] = {"house": _HOUSE}
    for _, facts in _samples_of({letter}):
        for name, value in facts.items():
            if isinstance(value, Mapping):
                members[name] = members.get(name, frozenset()) | value.keys()
    return members


def _samples_of(letters: Container[Letter]) -> Iterator[tuple[Letter, Facts]]:
    samples = (*SAMPLES, *((edge.letter, edge.facts) for edge in EDGES))
    return ((letter, facts) for letter, facts in samples if letter in letters)
