"""Curves: a target along the one axis of a sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gaoxin.language import NOTHING, Text, joined
from gaoxin.telling.drawing.layout import value_axis
from gaoxin.telling.drawing.style import BAND_90, BLUE, INK, MUTED, RULE, SMALL_SIZE, VERMILLION
from gaoxin.telling.drawing.svg import both, to_svg
from gaoxin.telling.drawing.sweeps.sweep_page import (
    HEAD,
    name_x,
    plain_numbers,
    titled_axes,
    write_sweep_heading,
)
from gaoxin.telling.words.quantities import rule_value, share_text, unit_words
from gaoxin.telling.words.sweep_words import error_words, refused_words
from gaoxin.verdicts.verdict import mc_error

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from gaoxin.verdicts.sweeps.result import SweepResult

    Array = NDArray[np.float64]

_LEFT, _BOTTOM, _WIDTH, _HEIGHT, _GAP = 0.7, 0.8, 3.4, 2.3, 1.15  # inches
MARKED = 40
"""Points up to which each is marked on its line."""


def curve(result: SweepResult, n: int) -> str:
    """Return an SVG of measure `n` along the axis: the outcome's band, and the probability."""
    from matplotlib.figure import Figure

    measure = result.measure(n)
    second = measure.judged and result.wants.drawn
    width = _LEFT + _WIDTH + (_GAP + _WIDTH if second else 0.0) + 0.7
    figure = Figure(figsize=(max(width, 6.6), HEAD + _HEIGHT + _BOTTOM))
    write_sweep_heading(figure, result, n, _key(result, n))
    order = np.argsort(result.sweep.points[:, 0], kind="stable")
    unit = unit_words(measure.target.unit)
    title = Text(f"Outcome, {unit.en}", f"结果，{unit.zh}")
    axes = titled_axes(figure, _LEFT, _BOTTOM, _WIDTH, _HEIGHT, title)
    _outcome(axes, result, n, order)
    _frame(axes, result)
    if second:
        title = Text("Probability to meet the target", "达到目标的概率")
        left = _LEFT + _WIDTH + _GAP
        axes = titled_axes(figure, left, _BOTTOM, _WIDTH, _HEIGHT, title)
        _share(axes, result, n, order)
        _frame(axes, result)
    return to_svg(figure)


def _outcome(axes: Axes, result: SweepResult, n: int, order: NDArray[np.intp]) -> None:
    x = result.sweep.points[order, 0]
    low, middle, high = result.summary.quantiles[order, n].T
    target = result.measure(n).target
    if result.wants.drawn:
        axes.fill_between(x, low, high, color=BAND_90, linewidth=0, zorder=2)
    axes.plot(x, middle, color=BLUE, linewidth=1.4, marker=_marker(x), markersize=3.2, zorder=4)
    ends = [(low, "5 %"), (middle, "50 %"), (high, "95 %")] if result.wants.drawn else []
    for values, text in ends:
        _beside(axes, values[-1], text, BLUE if text == "50 %" else MUTED)
    value_axis(axes)
    if target.value is not None:
        axes.axhline(target.value, color=VERMILLION, linewidth=0.9, linestyle=(0, (3, 2)), zorder=3)
        axes.text(0.01, target.value, rule_value(target), color=VERMILLION, fontsize=SMALL_SIZE,
                  va="bottom", transform=axes.get_yaxis_transform(), zorder=5)  # fmt: skip


def _share(axes: Axes, result: SweepResult, n: int, order: NDArray[np.intp]) -> None:
    x = result.sweep.points[order, 0]
    share = result.probability(n)[order]
    error = np.array([mc_error(int(m), result.sweep.members) for m in result.summary.met[order, n]])
    axes.fill_between(x, share - error, share + error, color=BAND_90, linewidth=0, zorder=2)
    axes.plot(x, share, color=BLUE, linewidth=1.4, marker=_marker(x), markersize=3.2, zorder=4)
    axes.axhline(0.5, color=INK, linewidth=0.8, linestyle=(0, (1, 2)), zorder=3)
    axes.set_ylim(-0.03, 1.03)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"])
    axes.grid(visible=True, axis="y", color=RULE, linewidth=0.4, zorder=1)
    if (last := result.verdict(int(order[-1]), n)) is not None:
        _beside(axes, float(share[-1]), share_text(last), BLUE)


def _frame(axes: Axes, result: SweepResult) -> None:
    """Draw what both panels share: the axis, its name, the grid, the base."""
    (axis,) = result.sweep.axes
    if axis.log:
        axes.set_xscale("log")
    plain_numbers(axes.xaxis)
    if axis.low < axis.high:  # one point alone has no width
        axes.set_xlim(axis.low, axis.high)
    if axis.base is not None:
        axes.axvline(axis.base, color=MUTED, linewidth=0.8, linestyle=(0, (4, 2)), zorder=3)
        axes.text(axis.base, 0.99, both(Text(" base", " 基准")), color=MUTED, fontsize=SMALL_SIZE,
                  va="top", transform=axes.get_xaxis_transform(), zorder=5)  # fmt: skip
    name_x(axes, axis, _HEIGHT)


def _marker(x: Array) -> str:
    return "o" if len(x) <= MARKED else ""


def _beside(axes: Axes, height: float, text: str, colour: str) -> None:
    """Write at the right end of a panel."""
    if np.isfinite(height):
        axes.text(1.02, height, text, color=colour, fontsize=SMALL_SIZE, va="center",
                  transform=axes.get_yaxis_transform(), zorder=5)  # fmt: skip


def _key(result: SweepResult, n: int) -> list[Text]:
    if not result.wants.drawn:
        return [refused_words(result)]
    band = Text("Line: median; band: 5 to 95 % of the runs.", "线：中位数；色带：5%至95%的运行。")
    share = Text("Right: the share with its error.", "右：达标比例及其误差。")
    judged = result.measure(n).judged
    return [
        error_words(result, n) if judged else NOTHING,
        joined([band, share if judged else NOTHING, refused_words(result)]),
    ]
