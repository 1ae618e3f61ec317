"""The chart of what binds: a strip of years for every limit, coloured by the share of members."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.language import NOTHING, Text, alike
from gaoxin.names import same
from gaoxin.telling.drawing.fan import FIRST, LAST
from gaoxin.telling.drawing.layout import scenario_title, shorten
from gaoxin.telling.drawing.marks import POINTS, box, page, words
from gaoxin.telling.drawing.panels import heading
from gaoxin.telling.drawing.style import INK, MUTED, PANEL, VERMILLION
from gaoxin.telling.words.phrases import element_words
from gaoxin.telling.words.quantities import number, plain, with_unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from gaoxin.desks.limits import Limit
    from gaoxin.verdicts.binding import Binding
    from gaoxin.verdicts.results import ScenarioLike

KEY = Text(
    "Colour and figure: share of the runs, %, that it holds back at the end of the year; 100 is "
    "every run. Right: its measure where it holds back, and the median of that.",
    "颜色和数字：年末受其制约的样本占比（%），100 表示每个样本。"
    "右侧：起制约作用的条件，以及此时的中位数。",
)
_MIDDLE = "#f3c6a5"
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
    lines = _lines(rows)
    height = _HEAD + _ROW * len(lines) + _FOOT
    title = scenario_title(scenario, stamp, Text("What holds back", "制约因素"))
    hard = Text(f"median, {LAST}", f"{LAST} 年中位数")
    heads = ((_RULE, Text("holds at", "生效条件")), (_HARD, hard))
    marks = heading(_WIDTH, title, KEY)
    marks += _cells(lines)
    marks += [words(POINTS * x, POINTS * (_HEAD - 0.1), text, MUTED) for x, text in heads]
    for i, row in enumerate(lines):
        marks += _row(POINTS * (_HEAD + (i + 0.5) * _ROW), row)
    return page(POINTS * _WIDTH, POINTS * height, marks)


def _lines(rows: Sequence[Binding]) -> list[_Line]:
    """Return a line a limit, and one more an element where it has subscripts."""
    lines: list[_Line] = []
    for i, row in enumerate(rows):
        name = row.limit.short
        if not row.element:
            lines.append(_Line(name, 0.0, row, row.limit))
            continue
        if i == 0 or not same(rows[i - 1].limit.id, row.limit.id):
            lines.append(_Line(name, 0.0, None, row.limit))
        lines.append(_Line(element_words(row), _INDENT, row, None))
    return lines


def _cells(lines: Sequence[_Line]) -> list[str]:
    """Return a cell a year of every line, and the years below them."""
    size = POINTS * _CELLS_WIDTH / (LAST - FIRST + 1), POINTS * _ROW
    marks = []
    for i, row in enumerate(lines):
        years, shares, _ = _shown(row.row) if row.row is not None else ((), (), ())
        for year, share in zip(years, shares, strict=True):
            left, top = POINTS * _CELLS + (year - FIRST) * size[0], POINTS * _HEAD + i * size[1]
            marks.append(box(left, top, *size, _ramp(share), edge="#fff"))
            colour = "#fff" if share > 0.85 else INK
            centre = left + size[0] / 2, top + size[1] / 2
            marks.append(words(*centre, _percent(share), colour, size=6.0, across="center"))
    below = POINTS * _HEAD + len(lines) * size[1] + 4.0
    for year in range(FIRST, LAST + 1):
        middle = POINTS * _CELLS + (year - FIRST + 0.5) * size[0]
        marks.append(words(middle, below, str(year), MUTED, across="center", up="top"))
    return marks


def _ramp(share: float) -> str:
    """Return the colour of a share: from that of an empty panel over a light one to vermillion.

    Examples
    --------
    >>> _ramp(0.0), _ramp(0.5), _ramp(1.0)
    ('#f7f8f9', '#f3c6a5', '#d55e00')
    """
    low, high = (PANEL, _MIDDLE) if share < 0.5 else (_MIDDLE, VERMILLION)
    weight = 2 * share - (share >= 0.5)
    pairs = ((int(low[i : i + 2], 16), int(high[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + weight * (b - a)):02x}" for a, b in pairs)


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


def _row(y: float, row: _Line) -> list[str]:
    """Return the texts of a line at a height, in points."""
    marks = [words(POINTS * (_NAME + row.indent), y, shorten(row.name, 58, 30))]
    if row.limit is not None:
        rule = f"{SIGNS[row.limit.rule]} {plain(row.limit.threshold)}"
        marks.append(words(POINTS * _RULE, y, rule))
    if row.row is not None:
        marks.append(words(POINTS * _HARD, y, _hard(row.row)))
    return marks


def _hard(row: Binding) -> Text:
    """Return the last year's median where the limit binds, with its unit unless it is a ratio."""
    median = float(_shown(row)[2][-1])
    return alike("–") if math.isnan(median) else with_unit(number(median), row.limit.unit)
