"""Which marked lines ('> …') are quoted from the mail that is answered, and which the writer set there himself.

Knows lines of one letter, without what stands unmarked below an earlier mail's
headers. Rule: what a program introduced, what stands first and what stands last
was quoted by a program. A quotation within the letter's own words belongs to
them, and so do quoted lines between which answers stand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from intake.attributions import Sureness, attribution_above, sureness_of
from intake.header_lines import Separator, separator_in
from intake.header_words import FIELDS, plain_word
from intake.quote_words import ANSWERED, BANNER, BRACKET_BROKEN_OFF, FORWARDED_FROM_HERE
from intake.signatures import is_blank, leads_on, split_signature

_SAYS_MORE_THAN_A_RULE = frozenset({Separator.FORWARD, Separator.ORIGINAL})
_MOST_BLANKS = 4
_LONGEST_BANNER = 120
_LONGEST_HEADER = 400
_WIDTH = 60
"""Columns beyond which a program may break a line that another had marked."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Marked lines, from `start` to before `end`, and what introduces them, from `top` on. old: surely of an earlier mail."""

    top: int
    start: int
    end: int
    old: bool


def marks_of(lines: Sequence[str]) -> list[bool]:
    """Say of each line whether it bears a mark of quotation; the end of an address that was broken does not."""
    return [
        line[:3].lstrip(" \t\xa0").startswith(">") and not (BRACKET_BROKEN_OFF.match(line) and _is_open_above(lines, at))
        for at, line in enumerate(lines)
    ]


def _is_open_above(lines: Sequence[str], at: int) -> bool:
    above = " ".join(line[:_LONGEST_HEADER] for line in lines[max(0, at - 3) : at])
    return above.count("<") > above.count(">")


def is_banner(line: str) -> bool:
    """Say whether `line` is one that a program sets between two mails."""
    content = line[: _LONGEST_BANNER + 1].strip("> \t\xa0*")
    if len(content) > _LONGEST_BANNER:
        return False
    between = BANNER.match(content) and (separator_in(content) in _SAYS_MORE_THAN_A_RULE or ANSWERED.search(content))
    return bool(between or FORWARDED_FROM_HERE.match(content))


def without_marked(lines: Sequence[str], marks: Sequence[bool], *, all_old: bool) -> tuple[list[str], list[str]]:
    """Return the writer's own lines: those above the quotation that ends the letter, and what stands below it, a signature at most.

    marks:   of each line, whether it is marked.
    all_old: an earlier mail follows, so that nothing need be left.
    """
    runs = _merged(lines, _runs(lines, marks))
    if not runs:
        return list(lines), []
    last = runs[-1]
    below = list(lines[last.end :])
    inline = len(runs) > 1 and runs[0].old
    if split_signature(below)[0] or _is_introduced(lines, last):
        return [*_kept(lines, runs, inline=inline), *below], []
    above = [*_kept(lines, runs[:-1], inline=inline), *lines[runs[-2].end if len(runs) > 1 else 0 : last.top]]
    if all(map(is_blank, above + below)) and not (all_old or last.top < last.start or _tells_of_mail(lines[last.start : last.end])):
        return list(lines), []
    return above, below


def _kept(lines: Sequence[str], runs: Sequence[_Run], *, inline: bool) -> Iterator[str]:
    """Give the lines to the end of the last of `runs`. inline: there are answers between quoted lines."""
    at = 0
    for run in runs:
        yield from lines[at : run.top]
        if inline:
            yield from lines[run.start : run.end]
        elif not run.old:
            yield from lines[run.top : run.end]
        at = run.end


def _is_introduced(lines: Sequence[str], run: _Run) -> bool:
    """Say whether the writer's own words lead to the quotation."""
    above = next((line for line in reversed(lines[max(0, run.top - _MOST_BLANKS) : run.top]) if not is_blank(line)), "")
    return not run.old and run.top == run.start and leads_on(above)


def _merged(lines: Sequence[str], runs: Iterator[_Run]) -> list[_Run]:
    """Return `runs`, those with nothing between them as one. The first is old, where nothing stands above it."""
    merged: list[_Run] = []
    for run in runs:
        below = merged[-1].end if merged else 0
        if any(not is_blank(line) for line in lines[below : run.top]):
            merged.append(run)
        elif merged:
            merged[-1] = replace(merged[-1], end=run.end, old=merged[-1].old or run.old)
        else:
            merged.append(replace(run, old=True))
    return merged


def _runs(lines: Sequence[str], marks: Sequence[bool]) -> Iterator[_Run]:
    at = floor = 0
    while at < len(lines):
        if marks[at]:
            end = _end_of_run(lines, marks, at)
            top, old = _introduction(lines, at, floor)
            yield _Run(top, at, end, old or _tells_of_mail(lines[at:end]))
        elif _begins_bars(lines, at) and (introduced := _introduction(lines, at, floor))[1]:
            end = next((below for below in range(at, len(lines)) if not lines[below].startswith("|")), len(lines))
            yield _Run(introduced[0], at, end, old=True)
        else:
            at += 1
            continue
        at = floor = end


def _begins_bars(lines: Sequence[str], at: int) -> bool:
    """Say whether lines begin at `at` that are marked by a bar, as few programs do."""
    return lines[at].startswith("|") and not (at and lines[at - 1].startswith("|"))


def _end_of_run(lines: Sequence[str], marks: Sequence[bool], at: int) -> int:
    end = at
    while end < len(lines) and (
        marks[end] or (any(marks[end + 1 : end + 2]) and marks[end - 1] and _is_broken_off(lines[end - 1], lines[end]))
    ):
        end += 1
    return end


def _is_broken_off(above: str, line: str) -> bool:
    """Say whether `line` is the end of the marked line above it, which a program broke in two."""
    first = line.lstrip()[:1]
    if not first or first.isupper() or first.isdigit():
        return False
    return not first.isalpha() or (len(above) >= _WIDTH and not above.rstrip().endswith((".", "!", "?", ":")))


def _introduction(lines: Sequence[str], at: int, floor: int) -> tuple[int, bool]:
    """Return where what introduces the marked lines from `at` on begins, and whether it tells of an earlier mail."""
    nearest = range(at - 1, max(floor, at - 1 - _MOST_BLANKS) - 1, -1)
    above = next((above for above in nearest if not is_blank(lines[above])), None)
    if above is None:
        return at, False
    if is_banner(lines[above]):
        return above, True
    start, sureness = attribution_above(lines, above + 1, Sureness.BELOW_MARKS, floor)
    return (start, sureness >= Sureness.DATED) if sureness else (at, False)


def _tells_of_mail(marked: Sequence[str]) -> bool:
    """Say whether the first of the marked lines say themselves whose they are."""
    content = [line[:_LONGEST_HEADER].lstrip("> \t\xa0") for line in marked[: _MOST_BLANKS + 2]]
    told = [line for line in content if line]
    if not told:
        return False
    word = told[0].partition(":")[0].strip(" *")
    return (
        plain_word(word) in FIELDS or is_banner(told[0]) or any(sureness_of(" ".join(told[:count])) >= Sureness.DATED for count in (1, 2))
    )
