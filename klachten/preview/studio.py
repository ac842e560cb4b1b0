"""From a folder of templates to the page of all letters, and the moment at which something in the folder changed.

Knows the disk; knows no browser. Rule: whatever is wrong with a template
becomes part of the page, since who writes one looks at the page.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from klachten import check_templates
from klachten.preview.page import Excerpt, page
from outbound.compose import BUILT_IN, Composer
from outbound.house import House
from outbound.own_templates.faults import TEMPLATES, Fault
from outbound.specimens import Seen, seen, specimens
from tracker.model import Letter

AROUND = 3
"""Lines of a template that are shown above and below the one at fault."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The page, and what is wrong with the templates."""

    html: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Studio:
    """A house and its own templates. folder: None where it has none. letters: those that are shown; whatever is at fault is told of all."""

    house: House
    folder: Path | None
    letters: Container[Letter] = frozenset(Letter)

    def show(self, stamp: str | None = None) -> Shown:
        """Write the letters, and return the page of them. stamp: as in `page`. Raises `OSError` where a template cannot be read."""
        faults = check_templates.faults(self.folder, self.house) if self.folder else []
        foreseen = {(fault.file, fault.line): fault for fault in reversed(faults)}
        composer = Composer(self.house, self.folder, falls_back=False)
        made = [(one, _in_its_words(seen(composer, one), foreseen)) for one in specimens(self.letters)]
        told = tuple(dict.fromkeys([*faults, *(one for _, one in made if isinstance(one, Fault))]))
        where = str(self.folder) if self.folder else None
        return Shown(page(self.house, where, made, [(fault, _excerpt(fault)) for fault in told], stamp), told)

    def stamp(self) -> str:
        """Return what becomes another as soon as a template does."""
        folders = [BUILT_IN, *([self.folder] if self.folder else [])]
        return str(hash(tuple(one for folder in folders for one in _stamps(folder))))


def _in_its_words(one: Seen | Fault, foreseen: Mapping[tuple[str, int | None], Fault]) -> Seen | Fault:
    """Return a fault as reading the template told it, where that came first: it knows more of the cause."""
    return foreseen.get((one.file, one.line), one) if isinstance(one, Fault) else one


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    for file in sorted(folder.rglob("*")):
        try:
            if file.suffix in TEMPLATES:
                looked = file.stat()
                yield str(file), looked.st_mtime_ns, looked.st_size
        except OSError:  # an editor writes aside and renames: it is there again the next time
            yield str(file), 0, 0


def _excerpt(fault: Fault) -> Excerpt:
    """Return the lines around a fault, each with its number."""
    if fault.line is None:
        return []
    try:
        lines = Path(fault.file).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return []
    first = max(1, fault.line - AROUND)
    return list(enumerate(lines[first - 1 : fault.line + AROUND], first))
