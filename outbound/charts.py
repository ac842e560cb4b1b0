"""Numbers → pictures of them, as PNG.

The only room that draws, and that imports a library for it; whoever wants a
picture has a child process draw it (`outbound.pictures`, `outbound.drawing`). Rule one: a picture can be
read without its colours, for each part has its own pattern or mark, and its
name beside it. Rule two: the ground is white, so that paper and a dark screen
show it alike. Rule three: the same numbers give the same bytes.
"""

import io
from collections.abc import Mapping, Sequence
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

_FONT = Path(__file__).parent / "fonts" / "DejaVuSansCondensed.ttf"
_GLYPHS = FT2Font(_FONT).get_charmap()
_INCHES, _DOTS_AN_INCH = (5.0, 3.0), 224
"""Twice as many dots as a page shows, so that letters stay sharp."""
_AXES = (0.07, 0.115, 0.53, 0.855)
"""Left, bottom, width and height within the picture; to the right of it stand the names."""

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

NAMES_APART = 0.085
_COLUMNS_NAMED = 5
_HEADROOM = 1.04
_EDGE, _HATCH = 0.4, 0.7
_LONGEST = 24
_A_DIGIT = 0.0145
_THIN_SPACE = "\u2009"


def drawn(chart: Chart) -> bytes:
    """Return a picture of a chart as PNG."""
    figure = Figure(figsize=_INCHES, dpi=_DOTS_AN_INCH, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes(_AXES)
    stacked = chart["kind"] == "stacked"
    ends = (_stack if stacked else _lines)(axes, chart["columns"], chart["series"])
    _frame(axes, chart["columns"])
    _name(axes, chart["series"], ends, as_surface=stacked)
    png = io.BytesIO()
    figure.savefig(png, format="png", metadata={"Software": None}, pil_kwargs={"optimize": True})
    return png.getvalue()


def _stack(axes: Axes, columns: Sequence[str], series: Sequence[Chart]) -> list[float]:
    """Draw a bar for each column, its parts one on the other; return where the parts of the last one have their middle."""
    below = [0] * len(columns)
    ends = []
    for marking, one in zip(cycle(MARKINGS), series, strict=False):
        axes.bar(
            range(len(columns)), one["values"], bottom=below, width=0.84,
            color=marking.surface, hatch=marking.pattern, edgecolor=marking.lines, linewidth=_EDGE, hatch_linewidth=_HATCH,
        )  # fmt: skip
        ends.append(below[-1] + one["values"][-1] / 2)
        below = [lower + value for lower, value in zip(below, one["values"], strict=True)]
    return ends


def _lines(axes: Axes, columns: Sequence[str], series: Sequence[Chart]) -> list[float]:
    """Draw a line for each series; return where each ends."""
    for marking, one in zip(cycle(MARKINGS), series, strict=False):
        axes.plot(
            range(len(columns)),
            one["values"],
            color=marking.colour,
            marker=marking.mark,
            markersize=5,
            linestyle=marking.stroke,
            linewidth=1.8,
        )
    return [one["values"][-1] for one in series]


def _frame(axes: Axes, columns: Sequence[str]) -> None:
    """Draw what the eye needs to read a height, and the names of some columns."""
    step = max(1, -(-len(columns) // _COLUMNS_NAMED))
    named = range(len(columns) - 1, -1, -step)
    axes.set_xticks(list(named), [columns[place] for place in named])
    axes.set_xlim(-0.6, len(columns) - 0.4)
    axes.set_ylim(bottom=0, top=max(1.0, axes.get_ylim()[1] * _HEADROOM))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.yaxis.grid(visible=True, color=_RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.yaxis.set_major_formatter(FuncFormatter(_height))
    axes.tick_params(length=0, colors=_INK)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(_letters(9))
    _make_room(axes)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_INK)


def _height(value: float, _place: int | None) -> str:
    """Write a height with its thousands set apart."""
    return f"{value:,.0f}".replace(",", _THIN_SPACE)


def _make_room(axes: Axes) -> None:
    """Move what is drawn so far from the left as the widest of the heights needs."""
    widest = max(len(_height(tick, None)) for tick in axes.get_yticks())
    left, bottom, width, height = _AXES
    moved = left + _A_DIGIT * max(0, widest - 2)
    axes.set_position((moved, bottom, left + width - moved, height))


def _name(axes: Axes, series: Sequence[Chart], ends: Sequence[float], *, as_surface: bool) -> None:
    """Write the name of each series and its last value beside its end, with its marking; none over another."""
    top = axes.get_ylim()[1]
    for marking, one, height in zip(cycle(MARKINGS), series, apart([end / top for end in ends]), strict=False):
        if as_surface:
            shown = Rectangle(
                (1.025, height - 0.026), 0.035, 0.052, facecolor=marking.surface, edgecolor=marking.lines, hatch=marking.pattern
            )
            shown.set(linewidth=_EDGE, hatch_linewidth=_HATCH, transform=axes.transAxes, clip_on=False)
            axes.add_patch(shown)
        else:
            axes.plot([1.04], [height], marker=marking.mark, markersize=6, color=marking.colour, transform=axes.transAxes, clip_on=False)
        value = _height(one["values"][-1], None)
        words = f"{_cut(with_glyphs(one['name'], _GLYPHS), _LONGEST - len(value))}: {value}"
        axes.text(1.08, height, words, transform=axes.transAxes, va="center", color=_INK, fontproperties=_letters(9.5))


def _cut(name: str, length: int) -> str:
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"


def apart(heights: Sequence[float]) -> list[float]:
    """Return the heights, moved so far that names at them do not touch; in the same order from below."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = dict.fromkeys(order, 0.0)
    lowest = 0.0
    for place in order:
        placed[place] = lowest = max(heights[place], lowest)
        lowest += NAMES_APART
    highest = 1.0
    for place in reversed(order):
        placed[place] = highest = min(placed[place], highest)
        highest -= NAMES_APART
    return [placed[place] for place in range(len(heights))]


def _letters(points: float) -> FontProperties:
    return FontProperties(fname=_FONT, size=points)
