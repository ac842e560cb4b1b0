"""A folder of the customer's own templates, laid over ours: which files there are, and what each is for.

Knows no letter's facts. Rule: a file that no letter would ever read is a fault,
since its author believes that it is read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import filter as matching
from pathlib import Path

from outbound.own_templates.faults import TEMPLATES, Fault
from outbound.own_templates.reading import Source, nearest
from tracker.letters import LETTERS
from tracker.model import Language

Reader = Callable[[str, str], tuple[Source | None, list[Fault]]]
"""What reads a template: its text and its file → `outbound.own_templates.reading.read`."""

LAYOUT, STYLES = "layout.html", "layout.css"
SHARED = frozenset({LAYOUT, STYLES})
"""What all letters share."""
LETTER_NAMES = frozenset(f"{language}/{letter}.md" for letter, declared in LETTERS.items() for language in declared.languages)


@dataclass(frozen=True, slots=True)
class Within:
    """A template as a letter reads it. stored: names that the templates around it set."""

    name: str
    source: Source
    stored: frozenset[str]


@dataclass(frozen=True, slots=True)
class Overlay:
    """Templates by name, such as `nl/appeal.md`. own: the customer's; ours: all that can be overridden; faults: seen by reading alone."""

    folder: Path
    own: Mapping[str, Source]
    ours: Mapping[str, Source]
    faults: tuple[Fault, ...]

    def within(self, name: str, stored: frozenset[str] = frozenset(), path: tuple[str, ...] = ()) -> Iterator["Within"]:
        """Give a template and all that it includes, each with what those around it set."""
        source = self.own.get(name) or self.ours.get(name)
        if source is None or name in path:
            return
        yield Within(name, source, stored)
        for pattern in source.included:
            for included in matching(self.own.keys() | self.ours.keys(), pattern):
                yield from self.within(included, stored | source.stored, (*path, name))


def laid_over(folder: Path, ours: Mapping[str, Source], read: Reader) -> Overlay:
    """Read a folder of the customer's. Raises `OSError` where a file cannot be read."""
    own, faults = all_of(folder, read)
    lost = _nowhere(folder, [name for name, _ in _templates(folder)], own, ours)
    return Overlay(folder, own, ours, (*lost, *_not_there(own, ours), *faults))


def all_of(folder: Path, read: Reader) -> tuple[dict[str, Source], list[Fault]]:
    """Read each template of a folder; return those that can be read by name, and what is wrong with the others. Raises as `laid_over`."""
    sources: dict[str, Source] = {}
    faults: list[Fault] = []
    for name, file in _templates(folder):
        source, found = _read(file, read)
        faults += found
        if source:
            sources[name] = source
    return sources, faults


def _templates(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give what could be meant as a template; not what editors leave behind, nor a README."""
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        if file.is_file() and file.suffix in TEMPLATES and not any(part.startswith((".", "#", "README")) for part in name.parts):
            yield name.as_posix(), file


def _read(file: Path, read: Reader) -> tuple[Source | None, list[Fault]]:
    raw = file.read_bytes()
    if raw.startswith(b"\xef\xbb\xbf"):
        return None, [Fault(str(file), 1, "begins with a byte order mark, which would stand in the letter", "save it as UTF-8 without one")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, [Fault(str(file), line, "is not UTF-8 from here on", "save it as UTF-8")]
    return read("\n".join(text.splitlines()) + "\n", str(file))


def _not_there(own: Mapping[str, Source], ours: Mapping[str, Source]) -> Iterator[Fault]:
    known = own.keys() | ours.keys()
    for source in own.values():
        for pattern, line in source.included.items():
            if not matching(known, pattern):
                yield Fault(source.file, line, f"there is no template {pattern!r} to include", nearest(pattern, known))


def _nowhere(folder: Path, names: Sequence[str], own: Mapping[str, Source], ours: Mapping[str, Source]) -> Iterator[Fault]:
    """Tell of files that replace none of ours, and that none of the customer's own includes."""
    for name in names:
        included = any(matching([name], pattern) for source in own.values() for pattern in source.included)
        if name not in ours and not included:
            yield Fault(str(folder / name), None, "no letter reads this file", _meant(name, ours))


def _meant(name: str, ours: Mapping[str, Source]) -> str:
    folder, _, file = name.rpartition("/")
    if folder not in set(Language):
        return f"letters lie in {' and '.join(Language)}, such as nl/{file}, and only {LAYOUT} and {STYLES} beside these"
    if f"{Language.DUTCH}/{file}" in LETTER_NAMES and f"{folder}/{file}" not in LETTER_NAMES:
        return f"staff get this letter in Dutch alone: name it {Language.DUTCH}/{file}"
    there = [one for one in ours if one.startswith(f"{folder}/")]
    return f"rename it, or include it in a letter of yours; {nearest(name, there)}"
