"""The chart of what binds: a strip of years for every limit, coloured by the share of members."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.language import NOTHING, Text, alike, name_of
from gaoxin.names import same
from gaoxin.telling.drawing.fan import FIRST, LAST
from gaoxin.telling.drawing.layout import axes_at, scenario_title, shorten, write_at, write_heading
from gaoxin.telling.drawing.style import INK, MUTED, PANEL, VERMILLION, chart_style
from gaoxin.telling.drawing.svg import to_svg
from gaoxin.telling.words.phrases import element_words
from gaoxin.telling.words.quantities import number, plain, with_unit

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from gaoxin.desks.limits import Limit
    from gaoxin.verdicts.binding import Binding
    from gaoxin.verdicts.results import ScenarioLike

KEY = Text(
    "Colour and figure: share of the members, %, in which the limit binds at the end of the year. "
    "Right: the value at which it binds, and its median where it does.",
    "颜色和数字：年末受该约束限制的成员占比（%）。右侧：约束生效的条件，以及生效时的中位数。",
)
SIGNS = {"below": "<", "at_most": "≤", "at_least": "≥", "above": ">"}

_WIDTH, _ROW, _HEAD, _FOOT = 9.2, 0.215, 1.02, 0.3  # inches
_NAME, _INDENT, _CELLS, _CELLS_WIDTH = 0.14, 0.16, 2.95, 4.5
_RULE, _HARD = 7.62, 8.3
"""Left edges of the columns, inches."""


@dataclass(frozen=True)
class _Line:
    """One line of the chart: a limit's heading, a limit, or an element of one."""

    name: Text
    indent: float
    row: Binding | None
    limit: Limit | None


@chart_style()
def limit_chart(rows: Sequence[Binding], scenario: ScenarioLike, stamp: Text = NOTHING) -> str:
    """Return one SVG of what binds under a scenario.

    Parameters
    ----------
    rows : sequence of Binding
        From :func:`gaoxin.verdicts.binding.bindings`.
    scenario : ScenarioLike
    stamp : tuple of str
        What the draws are, in English and Chinese, where that needs saying.

    Returns
    -------
    str
    """
    from matplotlib.figure import Figure

    lines = _lines(rows)
    height = _HEAD + _ROW * len(lines) + _FOOT
    figure = Figure(figsize=(_WIDTH, height))
    title = scenario_title(scenario, stamp, Text("What binds", "制约因素"))
    write_heading(figure, title, KEY)
    _draw_cells(_panel(figure, len(lines)), lines)
    write_at(figure, _RULE, height - _HEAD + 0.1, Text("binds", "生效条件"), MUTED)
    hard = Text(f"median, {LAST}", f"{LAST} 年中位数")
    write_at(figure, _HARD, height - _HEAD + 0.1, hard, MUTED)
    for i, line in enumerate(lines):
        _write_line(figure, height - _HEAD - (i + 0.5) * _ROW, line)
    return to_svg(figure)


def _lines(rows: Sequence[Binding]) -> list[_Line]:
    """Return a line a limit, and one more an element where it has subscripts."""
    lines: list[_Line] = []
    for i, row in enumerate(rows):
        name = name_of(row.limit)
        if not row.element:
            lines.append(_Line(name, 0.0, row, row.limit))
            continue
        if i == 0 or not same(rows[i - 1].limit.id, row.limit.id):
            lines.append(_Line(name, 0.0, None, row.limit))
        lines.append(_Line(element_words(row), _INDENT, row, None))
    return lines


def _panel(figure: Figure, lines: int) -> Axes:
    axes = axes_at(figure, _CELLS, _FOOT, _CELLS_WIDTH, _ROW * lines)
    axes.set_ylim(lines - 0.5, -0.5)
    axes.set_xlim(FIRST - 0.5, LAST + 0.5)
    axes.set_yticks([])
    axes.set_xticks(range(FIRST, LAST + 1))
    axes.spines[["left", "bottom"]].set_visible(False)
    return axes


def _draw_cells(axes: Axes, lines: Sequence[_Line]) -> None:
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    ramp = LinearSegmentedColormap.from_list("binding", [PANEL, "#f3c6a5", VERMILLION])
    for i, line in enumerate(lines):
        if line.row is None:
            continue
        years, shares, _ = _shown(line.row)
        for year, share in zip(years, shares, strict=True):
            box = Rectangle((year - 0.5, i - 0.5), 1.0, 1.0)
            box.set(facecolor=ramp(share), edgecolor="white", linewidth=0.8)
            axes.add_patch(box)
            colour = "white" if share > 0.85 else INK
            axes.text(
                year, i, _percent(share), color=colour, fontsize=6.0, ha="center", va="center"
            )


def _shown(row: Binding) -> tuple[NDArray[np.float64], ...]:
    """Return the years of the chart, and the share and median of each."""
    kept = (row.time >= FIRST) & (row.time <= LAST)
    return row.time[kept], row.share[kept], row.median[kept]


def _percent(share: float) -> str:
    """Return a share in percent, no more than a cell holds: nothing for none, never 0 nor 100.

    Examples
    --------
    >>> [_percent(x) for x in (0.0, 0.001, 0.31, 0.999, 1.0)]
    ['', '<1', '31', '>99', '100']
    """
    if share in (0.0, 1.0):
        return "" if share == 0.0 else "100"
    rounded = 100 * share
    return "<1" if rounded < 0.5 else ">99" if rounded > 99.5 else f"{rounded:.0f}"


def _write_line(figure: Figure, y: float, line: _Line) -> None:
    write_at(figure, _NAME + line.indent, y, shorten(line.name, 58, 30))
    if line.limit is not None:
        rule = f"{SIGNS[line.limit.rule]} {plain(line.limit.threshold)}"
        write_at(figure, _RULE, y, rule)
    if line.row is not None:
        write_at(figure, _HARD, y, _hard(line.row))


def _hard(row: Binding) -> Text:
    """Return the last year's median where the limit binds, with its unit unless it is a ratio."""
    median = float(_shown(row)[2][-1])
    return alike("–") if math.isnan(median) else with_unit(number(median), row.limit.unit)
