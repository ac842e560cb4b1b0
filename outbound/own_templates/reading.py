"""A template as it stands, read without writing a letter: its blocks, the facts that it asks for, what it includes, its words.

Knows no letter: what a template may ask for is known to who looks at it. Rule:
every branch counts, also one that no sample reaches.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from jinja2 import Environment, meta, nodes

from outbound.own_templates.faults import Fault, fault_of

Lines = Mapping[str, int]
"""Names, each with the line on which it stands first."""


@dataclass(frozen=True, slots=True)
class Source:
    """One template.

    file:      as the author would open it.
    asked:     what it takes from outside: facts, and what the template around it sets.
    stored:    what it sets itself, also for what it includes.
    members:   `name.attribute` of what it takes from outside.
    included:  names of templates, as patterns (`*/part_below.md` where the language is the letter's).
    outside:   the first line with text that stands in no block; None where there is none, or where there are no blocks.
    words:     of each line, without what is Jinja's.
    """

    file: str
    asked: Lines
    stored: frozenset[str]
    members: Mapping[tuple[str, str], int]
    included: Lines
    blocks: Lines
    outside: int | None
    words: Mapping[int, str]

    def paragraphs(self) -> Iterator[tuple[int, str]]:
        """Give what stands between empty lines, each with the line on which it begins."""
        begun: list[int] = []
        for line in sorted(self.words):
            if begun and (line != begun[-1] + 1 or not self.words[line].strip()):
                yield begun[0], " ".join(self.words[each] for each in begun)
                begun = []
            if self.words[line].strip():
                begun.append(line)
        if begun:
            yield begun[0], " ".join(self.words[each] for each in begun)


def read(environment: Environment, text: str, file: str) -> tuple[Source | None, list[Fault]]:
    """Return what stands in a template, and the faults that can be seen by reading; no `Source` where it cannot be read at all."""
    try:
        tree = environment.parse(text, file, file)
        if faults := list(_unknown(environment, tree, file)):
            return None, faults
        asked = meta.find_undeclared_variables(tree) - environment.globals.keys()
    except Exception as error:  # noqa: BLE001 - whatever it raises, the author reads where
        return None, [fault_of(error, file)]
    return _source(tree, file, asked), []


def _unknown(environment: Environment, tree: nodes.Node, file: str) -> Iterator[Fault]:
    """Tell of filters and tests that there are not, in branches as well: Jinja itself says so only of what it comes by."""
    for kind, known in ((nodes.Filter, environment.filters), (nodes.Test, environment.tests)):
        for one in tree.find_all(kind):
            if one.name not in known:
                yield Fault(file, one.lineno, f"there is no {kind.__name__.lower()} {one.name!r}", nearest(one.name, known))


def _source(tree: nodes.Node, file: str, asked: set[str]) -> Source:
    loaded = [name for name in tree.find_all(nodes.Name) if name.ctx == "load" and name.name in asked]
    members = [(one.node.name, one.attr, one.lineno) for one in tree.find_all(nodes.Getattr) if isinstance(one.node, nodes.Name)]
    included = [(_named(one.template), one.lineno) for one in tree.find_all(nodes.Include)]
    return Source(
        file=file,
        asked=_first((name.name, name.lineno) for name in loaded),
        stored=frozenset(name.name for name in tree.find_all(nodes.Name) if name.ctx in {"store", "param"}),
        members={(name, attribute): line for name, attribute, line in reversed(members) if name in asked},
        included=_first(included),
        blocks=_first((one.name, one.lineno) for one in tree.find_all(nodes.Block)),
        outside=_outside(tree),
        words=_words(tree),
    )


def _named(template: nodes.Expr) -> str:
    """Return the name of what is included, with `*` for a part of it that only the letter itself knows."""
    parts = template.nodes if isinstance(template, nodes.Concat) else [template]
    return "".join(str(part.value) if isinstance(part, nodes.Const) else "*" for part in parts)


def _outside(tree: nodes.Node) -> int | None:
    """Return the first line with text beside the blocks: nothing ever renders it."""
    statements = list(tree.iter_child_nodes())
    if not any(isinstance(one, nodes.Block) for one in statements):
        return None
    pieces = [piece for one in statements if isinstance(one, nodes.Output) for piece in one.nodes]
    return min((_first_word(piece) for piece in pieces if not isinstance(piece, nodes.TemplateData) or piece.data.strip()), default=None)


def _first_word(piece: nodes.Expr) -> int:
    skipped = len(piece.data) - len(piece.data.lstrip()) if isinstance(piece, nodes.TemplateData) else 0
    return piece.lineno + (piece.data[:skipped].count("\n") if isinstance(piece, nodes.TemplateData) else 0)


def _words(tree: nodes.Node) -> dict[int, str]:
    words: dict[int, str] = {}
    for piece in tree.find_all(nodes.TemplateData):
        for line, part in enumerate(piece.data.split("\n"), piece.lineno):
            words[line] = f"{words[line]} {part}" if line in words else part
    return words


def _first(found: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return each name with the first of its lines."""
    lines: dict[str, int] = {}
    for name, line in found:
        lines[name] = min(line, lines.get(name, line))
    return lines


def nearest(wrong: str, known: Iterable[str], of: str = "") -> str:
    """Return what to write instead of a name that there is not: one that looks like it, or all that there are.

    of: what stands before it, such as `house.`.
    """
    names = sorted(known)
    like = get_close_matches(wrong, names, n=1)
    return f"write {of}{like[0]}" if like else f"write one of {', '.join(of + name for name in names)}"
