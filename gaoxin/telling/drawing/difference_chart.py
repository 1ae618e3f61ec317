"""Charts of a comparison over time: each measure's paired difference as a fan around zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.language import NOTHING, Text
from gaoxin.telling.drawing.fan import FIRST, LAST
from gaoxin.telling.drawing.fan_charts import charted, name_panel, of_indicator
from gaoxin.telling.drawing.layout import panel_grid, stamped, value_axis
from gaoxin.telling.drawing.style import BAND_50, BAND_90, BLUE, INK, PANEL, SMALL_SIZE, chart_style
from gaoxin.telling.drawing.svg import to_svg
from gaoxin.telling.words.quantities import signed

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

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


@chart_style()
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
    figure, panels = panel_grid(len(rows), comparison_title(comparison, stamp), KEY)
    for axes, row in zip(panels, rows, strict=True):
        _panel(axes, comparison.bands[row.id])
        name_panel(axes, row)
    return to_svg(figure)


def _panel(axes: Axes, band: xr.DataArray) -> None:
    shown = band.sel(time=slice(FIRST, LAST))
    years = np.asarray(shown["time"].values, dtype=np.float64)
    levels = {level: shown.sel(level=level).values for level in (0.05, 0.25, 0.50, 0.75, 0.95)}
    low, high = min(0.0, levels[0.05].min()), max(0.0, levels[0.95].max())
    pad = 0.12 * (high - low) or 0.6
    axes.set(xlim=(FIRST - 0.6, LAST + 0.6), ylim=(low - pad, high + pad))
    axes.axvspan(FIRST - 0.4, LAST + 0.4, color=PANEL, linewidth=0, zorder=0)
    axes.fill_between(years, levels[0.05], levels[0.95], color=BAND_90, linewidth=0, zorder=2)
    axes.fill_between(years, levels[0.25], levels[0.75], color=BAND_50, linewidth=0, zorder=3)
    axes.axhline(0.0, color=INK, linewidth=0.7, zorder=4)
    axes.plot(years, levels[0.50], color=BLUE, linewidth=1.3, zorder=5, solid_capstyle="butt")
    axes.set_xticks([FIRST, (FIRST + LAST) // 2, LAST])
    value_axis(axes)
    last = float(levels[0.50][-1])
    axes.text(LAST + 0.9, last, signed(last), color=BLUE, fontsize=SMALL_SIZE, va="center")
