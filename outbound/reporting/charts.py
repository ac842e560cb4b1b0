"""Numbers → pictures of them, as PNG.

The only room that draws, and that imports a library for it; whoever wants a
picture has a child process draw it (`outbound.reporting.pictures`, `outbound.reporting.drawing`). Rule one: a picture can be
read without its colours, for each part has its own pattern or mark, with its
name below the plot. Rule two: the ground is white, so that paper and a dark
screen show it alike. Rule three: the same numbers give the same bytes. Rule
four: it can be read on a phone; what has no room there gives way, a name to a
second line, and names of columns to fewer of them.
"""

import io
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from outbound.glyphs import with_glyphs
from outbound.look import COLOUR, look_of

Chart = Mapping[str, Any]
"""kind: `stacked` or `lines`. columns: their names. series: each with a name and as many values, the lowest of a stack first."""

WIDTH, LETTERS = 360, 13
"""Of the picture and of its letters, in points: where a phone shows it 324 pixels wide, they are 11.7 pixels high."""

_FONT_FILE = Path(__file__).parents[1] / "fonts" / "DejaVuSansCondensed.ttf"
_FONT, _RULER = FontProperties(fname=_FONT_FILE, size=LETTERS), FT2Font(_FONT_FILE)
_RULER.set_size(LETTERS, 72)
_GLYPHS = _RULER.get_charmap()

_DOTS_AN_INCH, _POINTS_AN_INCH = 192, 72
"""Twice as many dots as a page shows, so that letters stay sharp."""

_ABOVE, _PLOT, _COLUMN_NAMES, _MARGIN = 10, 190, 38, 6
"""What is free above the plot, its height, that of the names of its columns with what is free below them; and the sides. In points."""

_LINE, _BETWEEN, _SAMPLE, _GAP = 16, 4, 28, 8
"""Height of a line of a name, and between two names; width of the sample beside it, and between that and the words. In points."""

MOST_LINES = 2
"""Of a name."""

_INK, _RULE = look_of(COLOUR).light.ink, look_of(COLOUR).light.line


@dataclass(frozen=True, slots=True)
class Marking:
    """How one series is marked: its surface, the lines on and around that, their pattern; as a line its mark and its stroke."""

    surface: str
    lines: str
    pattern: str
    mark: str
    stroke: str

    @property
    def colour(self) -> str:
        """The darker of its two, for a line on white."""
        return self.surface if self.lines == "white" else self.lines


MARKINGS = (
    Marking("#1f4e79", "white", "", "o", "-"),
    Marking("#a9cfe9", "#1f6091", "///", "s", "--"),
    Marking("#f0b323", "#7a5200", "", "^", "-."),
    Marking("#00795c", "white", "\\\\\\", "D", ":"),
    Marking("#d6eac2", "#4f7427", "...", "v", "-"),
    Marking("#a84a86", "white", "--", "P", "--"),
    Marking("#c8501a", "white", "xxx", "X", "-."),
    Marking("#444444", "white", "", "*", ":"),
)
"""Of each series in turn: colours that colour-blind eyes tell from their neighbours', after Okabe and Ito, and a pattern or a mark."""

_COLUMN_NAMES_APART = 1.3
"""Times their width."""

_HEADROOM = 1.04
_OUTLINE, _HATCH = 0.5, 0.8
_THIN_SPACE = "\u2009"


@dataclass(frozen=True, slots=True)
class _Named:
    """What stands below the plot of one series. value: its last; lines: its name."""

    marking: Marking
    value: str
    lines: Sequence[str]

    @property
    def height(self) -> int:
        """In points, with what is free below it."""
        return len(self.lines) * _LINE + _BETWEEN


def drawn(chart: Chart) -> bytes:
    """Return a picture of a chart as PNG."""
    draw, draw_sample = _KINDS[chart["kind"]]
    names = _named(chart["series"], is_stack=chart["kind"] == "stacked")
    below = _MARGIN + _LINE + _BETWEEN + sum(one.height for one in names)
    height = below + _COLUMN_NAMES + _PLOT + _ABOVE
    figure = Figure(figsize=(WIDTH / _POINTS_AN_INCH, height / _POINTS_AN_INCH), dpi=_DOTS_AN_INCH, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    draw(axes, chart["columns"], chart["series"])
    _frame(axes, chart["columns"])
    left, width = _across(axes, chart["columns"])
    axes.set_position((left / WIDTH, (below + _COLUMN_NAMES) / height, width / WIDTH, _PLOT / height))
    sheet = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, height), facecolor="none")
    sheet.set_axis_off()
    sheet.text(_MARGIN, below - _LINE / 2, f"{chart['columns'][-1]}:", **_OF_WORDS)
    _name(sheet, names, below - _LINE - _BETWEEN, draw_sample)
    png = io.BytesIO()
    figure.savefig(png, format="png", metadata={"Software": None}, pil_kwargs={"optimize": True})
    return png.getvalue()


def _stack(axes: Axes, columns: Sequence[str], series: Sequence[Chart]) -> None:
    """Draw a bar for each column, its parts one on the other."""
    below = [0] * len(columns)
    for marking, one in zip(cycle(MARKINGS), series, strict=False):
        axes.bar(
            range(len(columns)), one["values"], bottom=below, width=0.84,
            color=marking.surface, hatch=marking.pattern, edgecolor=marking.lines, linewidth=_OUTLINE, hatch_linewidth=_HATCH,
        )  # fmt: skip
        below = [lower + value for lower, value in zip(below, one["values"], strict=True)]


def _lines(axes: Axes, columns: Sequence[str], series: Sequence[Chart]) -> None:
    """Draw a line for each series, a mark at each value."""
    for marking, one in zip(cycle(MARKINGS), series, strict=False):
        axes.plot(range(len(columns)), one["values"], color=marking.colour, marker=marking.mark, linestyle=marking.stroke, **_OF_LINES)


def _frame(axes: Axes, columns: Sequence[str]) -> None:
    """Draw what the eye needs to read a height."""
    axes.set_xlim(-0.6, len(columns) - 0.4)
    axes.set_ylim(bottom=0, top=max(1.0, axes.get_ylim()[1] * _HEADROOM))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(_height))
    axes.yaxis.grid(visible=True, color=_RULE, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, pad=5, colors=_INK)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_INK)


def _height(value: float, _place: int | None = None) -> str:
    """Write a height with its thousands set apart."""
    return f"{value:,.0f}".replace(",", _THIN_SPACE)


def _across(axes: Axes, columns: Sequence[str]) -> tuple[float, float]:
    """Name the last of the columns, and as many before it as have room. Return where the plot begins, and its width."""
    left = max(_wide(_height(tick)) for tick in axes.get_yticks()) + _MARGIN + _GAP / 2
    widest = max(map(_wide, columns))
    width = WIDTH - left - max(_MARGIN, widest / 2)  # half the name of the last column stands beside it
    step = max(1, -(-int(len(columns) * widest * _COLUMN_NAMES_APART) // int(width)))
    named = range(len(columns) - 1, -1, -step)
    axes.set_xticks(list(named), [columns[place] for place in named])
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(_FONT)
    return left, width


def _named(series: Sequence[Chart], *, is_stack: bool) -> list[_Named]:
    """Return what stands below the plot, in the order in which the series end at its right side, from above."""
    values = [_height(one["values"][-1]) for one in series]
    room = WIDTH - _words_begin(values) - _MARGIN
    names = [in_lines(with_glyphs(one["name"], _GLYPHS), room) for one in series]
    told = [_Named(*each) for each in zip(cycle(MARKINGS), values, names, strict=False)]
    ends = range(len(series)) if is_stack else [one["values"][-1] for one in series]
    return [told[place] for place in sorted(range(len(series)), key=ends.__getitem__, reverse=True)]


def _words_begin(values: Sequence[str]) -> float:
    return _MARGIN + _SAMPLE + _GAP + max(map(_wide, values)) + _GAP


def _name(sheet: Axes, names: Sequence[_Named], top: float, draw_sample: Callable[[Axes, Marking, float], None]) -> None:
    """Write each name below the one before: a sample of its marking, its last value, and its words. top: in points from below."""
    words_begin = _words_begin([one.value for one in names])
    for one in names:
        middle = top - _LINE / 2
        draw_sample(sheet, one.marking, middle)
        sheet.text(words_begin - _GAP, middle, one.value, ha="right", **_OF_WORDS)
        for place, line in enumerate(one.lines):
            sheet.text(words_begin, middle - place * _LINE, line, **_OF_WORDS)
        top -= one.height


def _surface(sheet: Axes, marking: Marking, middle: float) -> None:
    sheet.add_patch(
        Rectangle(
            (_MARGIN, middle - 6), _SAMPLE, 12,
            facecolor=marking.surface, hatch=marking.pattern, edgecolor=marking.lines, linewidth=_OUTLINE, hatch_linewidth=_HATCH,
        )
    )  # fmt: skip


def _stroke(sheet: Axes, marking: Marking, middle: float) -> None:
    across = [_MARGIN, _MARGIN + _SAMPLE / 2, _MARGIN + _SAMPLE]
    sheet.plot(across, [middle] * 3, color=marking.colour, marker=marking.mark, markevery=[1], linestyle=marking.stroke, **_OF_LINES)


def in_lines(name: str, room: float) -> list[str]:
    """Return a name in at most `MOST_LINES` lines; what has no room in them is cut off. room: in points."""
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if not lines[-1] or _wide(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    cut = lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], " ".join(lines[MOST_LINES - 1 :])]
    return [_cut(line, room) for line in cut]


def _cut(line: str, room: float) -> str:
    def shortened(length: int) -> str:
        return f"{line[:length].rstrip()}…"

    if _wide(line) <= room:
        return line
    first_too_wide = bisect_right(range(len(line)), room, key=lambda length: _wide(shortened(length)))  # to measure a long line takes long
    return shortened(max(0, first_too_wide - 1))


def _wide(words: str) -> float:
    """Return how wide words are, in points."""
    _RULER.set_text(words)
    return float(_RULER.get_width_height()[0]) / 64


_KINDS: Mapping[str, tuple[Callable[[Axes, Sequence[str], Sequence[Chart]], None], Callable[[Axes, Marking, float], None]]] = {
    "stacked": (_stack, _surface),
    "lines": (_lines, _stroke),
}
"""What draws each kind, and the sample of a marking beside its name."""

_OF_LINES: Mapping[str, Any] = {"markersize": 7, "linewidth": 2}
_OF_WORDS: Mapping[str, Any] = {"va": "center", "color": _INK, "fontproperties": _FONT, "parse_math": False}
