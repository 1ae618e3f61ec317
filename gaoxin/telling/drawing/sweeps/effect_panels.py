"""Effects: how a target answers to each axis of a sweep of many, the others taken as they come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.telling.drawing.style import BAND_50, BLUE, INK, MUTED, RULE, SMALL_SIZE, VERMILLION
from gaoxin.telling.drawing.svg import both, draw
from gaoxin.telling.drawing.sweeps.sweep_page import (
    HEAD,
    Pair,
    axis_words,
    heading,
    placed,
    plain_numbers,
)
from gaoxin.telling.words.quantities import number, rule_value
from gaoxin.telling.words.sweep_words import error_words, joined, outcome_words, refused_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from gaoxin.ensembles.sweeps.axes import Axis
    from gaoxin.verdicts.sweeps.result import SweepResult

    Array = NDArray[np.float64]

BINS = 5
"""Groups of equally many points into which an axis of a Latin hypercube is cut."""
COLUMNS = 4
_WIDTH, _HEIGHT, _DOWN = 2.7, 2.05, 0.3  # inches a panel; room above each block


@dataclass(frozen=True)
class Effect:
    """How a quantity answers to one axis.

    Attributes
    ----------
    axis : int
    at : array, shape (groups,)
        Mean value of the axis in each group of points.
    mean, error : array, shape (groups,)
        Mean of the quantity there, and its standard error over the points.
    values : array, shape (points,)
        The quantity at each point, without what the other axes move in a straight line.
    """

    axis: int
    values: Array
    at: Array
    mean: Array
    error: Array

    @property
    def size(self) -> float:
        """How far the quantity moves between the axis's extreme groups: greatest less least."""
        return float(np.ptp(self.mean)) if self.mean.size else 0.0


def effects(points: Array, grid: bool, values: Array) -> list[Effect]:
    """Return the effect of every axis on a quantity, the largest first.

    Parameters
    ----------
    points : array, shape (points, axes)
    grid : bool
        Whether the values of an axis repeat: each is a group then.
    values : array, shape (points,)
        NaN where a point has none; it is left out.

    Notes
    -----
    The mean over a group is an estimate of the partial dependence (Friedman 2001, *Annals of
    Statistics* 29, 1189-1232), unbiased because the axes of both designs are independent. A grid
    is balanced: the others cancel. In a Latin hypercube they do so on average only, and what they
    move in a straight line is taken out first (partial residuals: Larsen and McCleary 1972,
    *Technometrics* 14, 781-790), which leaves the mean and removes most of its noise.
    """
    known = np.isfinite(values)
    x, y = points[known], values[known]
    others = np.zeros((len(y), points.shape[1])) if grid else _others(x, y)
    found = []
    for axis, column in enumerate(x.T):
        own = y - others[:, axis]
        whole = np.full(len(values), np.nan)
        whole[known] = own
        groups = _groups(column, grid)
        found.append(
            Effect(
                axis,
                whole,
                np.array([column[group].mean() for group in groups]),
                np.array([own[group].mean() for group in groups]),
                np.array([own[group].std() / np.sqrt(group.size) for group in groups]),
            )
        )
    return sorted(found, key=lambda effect: -effect.size)


def _others(x: Array, y: Array) -> Array:
    """Return what all axes but one move in a straight line, for each axis, (points, axes).

    Zero where the points are too few to tell.
    """
    if len(y) < 2 * x.shape[1] + 2:
        return np.zeros(x.shape)
    spread = np.where(np.ptp(x, axis=0) > 0.0, x.std(axis=0), 1.0)
    scaled = (x - x.mean(axis=0)) / spread
    slopes, *_ = np.linalg.lstsq(scaled, y - y.mean(), rcond=None)
    moved = scaled * slopes
    return np.asarray(moved.sum(axis=1, keepdims=True) - moved)


def _groups(column: Array, grid: bool) -> list[NDArray[np.intp]]:
    """Return the points of each group, in the order of the axis."""
    if grid:
        return [np.flatnonzero(column == value) for value in np.unique(column)]
    order = np.argsort(column, kind="stable")
    return [group for group in np.array_split(order, BINS) if group.size]


def effect_chart(result: SweepResult, n: int) -> str:
    """Return an SVG of measure `n`: a panel an axis, the strongest first, twice.

    First by probability, then by median.
    """
    from matplotlib.figure import Figure

    blocks: list[tuple[Pair, Array, bool]] = []
    if result.measure(n).judged and result.wants.drawn:
        title = ("Probability to meet the target, %", "达到目标的概率，%")
        blocks.append((title, 100.0 * result.probability(n), True))
    blocks.append((outcome_words(result, n), result.median(n), False))
    rows = -(-len(result.sweep.axes) // COLUMNS)
    block = _DOWN + rows * _HEIGHT
    columns = min(COLUMNS, len(result.sweep.axes))
    figure = Figure(figsize=(max(6.8, columns * _WIDTH + 0.2), HEAD + len(blocks) * block))
    heading(figure, result, n, _key(result, n))
    height = figure.get_figheight()
    for i, (title, values, share) in enumerate(blocks):
        top = height - HEAD - i * block
        figure.text(0.1 / figure.get_figwidth(), (top - 0.05) / height, both(*title), color=INK,
                    fontsize=9.0)  # fmt: skip
        _block(figure, result, n, values, share, top - _DOWN)
    return draw(figure)


def _block(
    figure: Figure, result: SweepResult, n: int, values: Array, share: bool, top: float
) -> None:
    """Draw a panel an axis, rows downward from `top` inches."""
    ranked = effects(result.sweep.points, result.sweep.design == "grid", values)
    bounds = _bounds(values, share)
    for i, effect in enumerate(ranked):
        row, column = divmod(i, COLUMNS)
        box = (_WIDTH - 0.75, _HEIGHT - 0.85)
        corner = (column * _WIDTH + 0.62, top - (row + 1) * _HEIGHT + 0.58)
        axes = placed(figure, *corner, *box)
        _panel(axes, result, n, effect, share, box[1])
        axes.set_ylim(*bounds)


def _panel(
    axes: Axes, result: SweepResult, n: int, effect: Effect, share: bool, height: float
) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis = result.sweep.axes[effect.axis]
    x = result.sweep.points[:, effect.axis]
    axes.plot(
        x, effect.values, linestyle="none", marker="o", markersize=1.8, color=BAND_50, zorder=2
    )
    axes.errorbar(effect.at, effect.mean, effect.error, color=BLUE, linewidth=1.4, marker="o",
                  markersize=3.6, elinewidth=0.9, zorder=4)  # fmt: skip
    aim = result.measure(n).target
    if not share and aim.value is not None:
        axes.axhline(aim.value, color=VERMILLION, linewidth=0.9, linestyle=(0, (3, 2)), zorder=3)
    if axis.log:
        axes.set_xscale("log")
    else:
        axes.xaxis.set_major_locator(MaxNLocator(4))
    plain_numbers(axes.xaxis)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))
    axes.grid(visible=True, axis="y", color=RULE, linewidth=0.4, zorder=1)
    _names(axes, axis, effect, share, height)


def _names(axes: Axes, axis: Axis, effect: Effect, share: bool, height: float) -> None:
    points = (" points", "个百分点") if share else ("", "")
    size = number(effect.size)
    moved = (f"moves {size}{points[0]}", f"幅度{size}{points[1]}")
    axes.text(0.0, 1.0 + 0.06 / height, both(*moved), transform=axes.transAxes, color=BLUE,
              fontsize=SMALL_SIZE)  # fmt: skip
    for text, line, colour in zip(axis_words(axis, 42), (0, 1), (INK, MUTED), strict=True):
        y = -(0.26 + 0.15 * line) / height
        axes.text(0.5, y, both(*text), transform=axes.transAxes, ha="center", va="center",
                  fontsize=SMALL_SIZE - 0.5, color=colour)  # fmt: skip


def _bounds(values: Array, share: bool) -> tuple[float, float]:
    if share:
        return -3.0, 103.0
    known = values[np.isfinite(values)]
    low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
    pad = 0.06 * (high - low) or 0.05 * abs(high) or 1.0
    return float(low - pad), float(high + pad)


def _key(result: SweepResult, n: int) -> list[Pair]:
    judged = result.measure(n).judged
    drawn = judged and result.wants.drawn
    grid = result.sweep.design == "grid"
    line = (
        "Small dots: design points, without what the other axes move in a straight line. Line: "
        "their mean over each fifth, with its standard error. Strongest axis first.",
        "小点：各设计点，已扣除其他各轴的线性影响；线：每五分之一点的平均及其标准误；按影响大小排列。",
    )
    if grid:
        line = (
            "Small dots: design points. Line: their mean at each value, with its standard error. "
            "Strongest axis first.",
            "小点：各设计点；线：各取值的平均及其标准误；按影响大小排列。",
        )
    aim = (
        f"Dashed: {rule_value(result.measure(n).target)}.",
        f"虚线：{rule_value(result.measure(n).target)}。",
    )
    return [
        error_words(result, n) if drawn else ("", ""),
        joined([line, aim if judged else ("", ""), refused_words(result)]),
    ]
