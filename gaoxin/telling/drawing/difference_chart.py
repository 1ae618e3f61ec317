"""Charts of a comparison over time: each measure's paired difference as a fan around zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.language import NOTHING, Text
from gaoxin.telling.drawing.fan import FIRST, LAST, SIDE
from gaoxin.telling.drawing.fan_charts import charted, of_indicator
from gaoxin.telling.drawing.frame import PanelFrame
from gaoxin.telling.drawing.layout import stamped
from gaoxin.telling.drawing.marks import area, band, line, words
from gaoxin.telling.drawing.panels import Panel, panel_page
from gaoxin.telling.drawing.style import BAND_50, BAND_90, BLUE, INK
from gaoxin.telling.words.quantities import signed

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from gaoxin.desks.indicators import Indicator
    from gaoxin.desks.targets import Target
    from gaoxin.verdicts.comparison import Comparison

KEY = Text(
    "A − B of pairs of runs on the same draws. Line: median. Dark band: 50 %, light band: 90 % of "
    "the pairs. Flat on zero: no difference.",
    "每对运行采用同一组抽样，图示 A − B。线：中位数；深色带：50%，浅色带：90% 的配对。"
    "与零线重合：无差别。",
)


def comparison_title(comparison: Comparison, stamp: Text) -> Text:
    """Return what A and B are, and what the draws rest on where that needs saying."""
    a, b = comparison.a, comparison.b
    named = Text(
        f"A: {a.title['en']} ({a.id}), B: {b.title['en']} ({b.id})",
        f"A：{a.title['zh']}（{a.id}），B：{b.title['zh']}（{b.id}）",
    )
    return stamped(named, stamp)


def with_target(indicators: Sequence[Indicator], targets: Sequence[Target]) -> list[Indicator]:
    """Return the measures that a target with a number is set for."""
    return [row for row in charted(indicators, targets) if of_indicator(row, targets)]


def difference_chart(
    comparison: Comparison, rows: Sequence[Indicator], stamp: Text = NOTHING
) -> str:
    """Return one SVG: the paired difference of each of `rows` over time, each on its own axis.

    Parameters
    ----------
    comparison : Comparison
    rows : sequence of Indicator
        Such as :func:`with_target` gives; their ids are keys of ``comparison.bands``.
    stamp : tuple of str
        What the draws are, in English and Chinese, where that needs saying.

    Returns
    -------
    str
    """
    panels = [_panel(row, comparison.bands[row.id]) for row in rows]
    return panel_page(panels, comparison_title(comparison, stamp), KEY)


def _panel(indicator: Indicator, differences: xr.DataArray) -> Panel:
    shown = differences.sel(time=slice(FIRST, LAST))
    years = [float(year) for year in shown["time"].values]
    levels = {
        level: np.asarray(shown.sel(level=level).values, dtype=np.float64)
        for level in (0.05, 0.25, 0.50, 0.75, 0.95)
    }
    low, high = min(0.0, levels[0.05].min()), max(0.0, levels[0.95].max())
    pad = 0.12 * (high - low) or 0.6

    def draw(frame: PanelFrame, _: str) -> list[str]:
        return _fan(frame, years, levels)

    ticks = [(float(year), year) for year in (FIRST, (FIRST + LAST) // 2, LAST)]
    sides, ground = (FIRST - 0.6, LAST + 0.6), (FIRST - SIDE, LAST + SIDE)
    return Panel(indicator, sides, ground, (low - pad, high + pad), ticks, draw)


def _fan(
    frame: PanelFrame, years: list[float], levels: Mapping[float, NDArray[np.float64]]
) -> list[str]:
    marks = []
    for low, high, colour in ((0.05, 0.95, BAND_90), (0.25, 0.75, BAND_50)):
        corners = band(years, list(levels[low]), list(levels[high]))
        marks.append(area([frame.at(x, y) for x, y in corners], colour))
    zero = frame.down(0.0)
    marks.append(line([(frame.left, zero), (frame.left + frame.width, zero)], INK, 0.7))
    marks.append(line(frame.places(years, list(levels[0.50])), BLUE, 1.3))
    last = float(levels[0.50][-1])
    return [*marks, words(*frame.at(LAST + 0.9, last), signed(last), BLUE)]
