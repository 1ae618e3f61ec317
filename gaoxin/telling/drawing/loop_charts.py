"""Two charts of loops: what cutting each does to every target, and how much feedback each carries.

Cells are coloured by their number and show it; the numbers, not the colours, carry the meaning.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.language import NOTHING, Text, name_of
from gaoxin.telling.drawing.layout import axes_at, scenario_title, shorten, write_at, write_heading
from gaoxin.telling.drawing.style import BLUE, INK, MUTED, PANEL, VERMILLION, chart_style
from gaoxin.telling.drawing.svg import to_svg
from gaoxin.telling.words.quantities import share_cell
from gaoxin.verdicts.loop_effects import distinct

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gaoxin.verdicts.loop_effects import Effect, LoopLike
    from gaoxin.verdicts.results import ScenarioLike

EFFECT_KEY = Text(
    "Figure: what the loop adds to the target's year-end value, in % of it (a target in %: in "
    "points): median over members, with less without. Blue adds, vermillion takes away.",
    "数字：该回路使目标年末值增加的百分比（以 % 计的目标为百分点），样本配对差的中位数。"
    "蓝色为增加，朱红为减少。",
)
SHARE_KEY = Text(
    "Figure: % of the model's feedback (sizes of loop scores, Loops that Matter) that passes the "
    "loop's own links, mean of the year. A long loop passes several: columns do not sum to 100.",
    "数字：经过该回路自身链接的反馈占比（%，按 Loops that Matter 回路得分的绝对值，年均）。"
    "长回路同时经过多个，故各列之和不为 100。",
)
FULL = 30.0
"""Percent from which on a cell of the first chart has its full colour."""

_ROW, _HEAD, _FOOT, _CELL = 0.215, 1.02, 0.12, 0.56  # inches
_NAME, _LEFT = 0.14, 3.75


@chart_style()
def loop_effect_chart(
    effects: Sequence[Effect], scenario: ScenarioLike, stamp: Text = NOTHING
) -> str:
    """Return one SVG: a row a target, a column a loop, what the loop adds at the target's year.

    Parameters
    ----------
    effects : sequence of Effect
        One for each loop and target.
    scenario : ScenarioLike
    stamp : Text
        What the draws are, where that needs saying.

    Returns
    -------
    str
    """
    loops = list({e.loop.id: e.loop for e in effects}.values())
    targets = distinct(e.target for e in effects)
    known = {(e.target.id, e.loop.id): e.last for e in effects}
    rows = [_dated(shorten(name_of(target), 58, 26), target.year) for target in targets]
    cells = [[known[t.id, loop.id] for loop in loops] for t in targets]
    heading = Text("What each loop does", "各回路的作用")
    columns = [loop.id for loop in loops]
    return _chart(heading, EFFECT_KEY, scenario, stamp, rows, columns, cells, signed=True)


@chart_style()
def loop_share_chart(
    shares: xr.DataArray,
    loops: Sequence[LoopLike],
    scenario: ScenarioLike,
    stamp: Text = NOTHING,
) -> str:
    """Return one SVG: a row a loop, a column a year, the part of the feedback that it carries.

    Parameters
    ----------
    shares : DataArray
        Percent, dimensions ``("loop", "time")``.
    loops : sequence of LoopLike
        Whose ids are coordinates of `shares`.
    scenario : ScenarioLike
    stamp : Text
        What the draws are, where that needs saying.

    Returns
    -------
    str
    """
    rows = [
        shorten(Text(f"{loop.id}  {loop.name_en}", f"{loop.id}  {loop.name_zh}"), 66, 26)
        for loop in loops
    ]
    years = [int(year) for year in shares["time"].values]
    cells = [[float(shares.sel(loop=loop.id, time=year)) for year in years] for loop in loops]
    heading = Text("Feedback that passes each loop", "经过各回路的反馈")
    return _chart(
        heading, SHARE_KEY, scenario, stamp, rows, [str(y) for y in years], cells, signed=False
    )


def _dated(name: Text, year: int) -> Text:
    return Text(f"{name.en}, {year}", f"{name.zh}，{year}")


def _chart(
    heading: Text,
    key: Text,
    scenario: ScenarioLike,
    stamp: Text,
    rows: Sequence[Text],
    columns: Sequence[str],
    cells: Sequence[Sequence[float]],
    *,
    signed: bool,
) -> str:
    from matplotlib.figure import Figure

    width = max(9.2, _LEFT + _CELL * len(columns) + 0.2)
    height = _HEAD + _ROW * len(rows) + _FOOT
    figure = Figure(figsize=(width, height))
    write_heading(figure, scenario_title(scenario, stamp, heading), key)
    _draw_cells(_panel(figure, len(rows), len(columns)), cells, signed=signed)
    for i, name in enumerate(rows):
        write_at(figure, _NAME, height - _HEAD - (i + 0.5) * _ROW, name)
    for j, column in enumerate(columns):
        at = _LEFT + (j + 0.5) * _CELL - 0.035 * len(column)
        write_at(figure, at, height - _HEAD + 0.1, column, MUTED)
    return to_svg(figure)


def _panel(figure: Figure, rows: int, columns: int) -> Axes:
    axes = axes_at(figure, _LEFT, _FOOT, _CELL * columns, _ROW * rows)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xlim(-0.5, columns - 0.5)
    axes.set_axis_off()
    return axes


def _draw_cells(axes: Axes, cells: Sequence[Sequence[float]], *, signed: bool) -> None:
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    up = LinearSegmentedColormap.from_list("adds", [PANEL, "#a6d3ee", BLUE])
    down = LinearSegmentedColormap.from_list("takes", [PANEL, "#f3c6a5", VERMILLION])
    for i, row in enumerate(cells):
        for j, value in enumerate(row):
            size = 0.0 if math.isnan(value) else min(1.0, abs(value) / (FULL if signed else 100.0))
            box = Rectangle((j - 0.5, i - 0.5), 1.0, 1.0)
            colour = (down if signed and value < 0 else up)(size)
            box.set(facecolor=colour, edgecolor="white", linewidth=0.8)
            axes.add_patch(box)
            ink = "white" if size > 0.85 else INK
            text = share_cell(value, signed=signed)
            axes.text(j, i, text, color=ink, fontsize=6.0, ha="center", va="center")
