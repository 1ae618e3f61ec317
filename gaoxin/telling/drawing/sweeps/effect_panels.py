"""Panels of main effects: how a target answers to each axis of a sweep of many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gaoxin.language import NOTHING, Text, joined
from gaoxin.telling.drawing.layout import axes_at
from gaoxin.telling.drawing.style import BAND_50, BLUE, INK, MUTED, RULE, SMALL_SIZE, VERMILLION
from gaoxin.telling.drawing.svg import both, to_svg
from gaoxin.telling.drawing.sweeps.sweep_page import (
    HEAD,
    axis_words,
    plain_numbers,
    write_sweep_heading,
)
from gaoxin.telling.words.quantities import number, rule_value
from gaoxin.telling.words.sweep_words import error_words, outcome_words, refused_words
from gaoxin.verdicts.sweeps.main_effects import MainEffect, main_effects

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from gaoxin.ensembles.sweeps.axes import DesignAxis
    from gaoxin.verdicts.sweeps.result import SweepResult

    Array = NDArray[np.float64]

COLUMNS = 4
_WIDTH, _HEIGHT, _DOWN = 2.7, 2.05, 0.3  # inches a panel; room above each block


def effect_panels(result: SweepResult, n: int) -> str:
    """Return an SVG of measure `n`: a panel an axis, the strongest first, twice.

    First by probability, then by median.
    """
    from matplotlib.figure import Figure

    blocks: list[tuple[Text, Array, bool]] = []
    if result.measure(n).judged and result.wants.drawn:
        title = Text("Probability to meet the target, %", "达到目标的概率，%")
        blocks.append((title, 100.0 * result.probability(n), True))
    blocks.append((outcome_words(result, n), result.median(n), False))
    rows = -(-len(result.sweep.axes) // COLUMNS)
    block = _DOWN + rows * _HEIGHT
    columns = min(COLUMNS, len(result.sweep.axes))
    figure = Figure(figsize=(max(6.8, columns * _WIDTH + 0.2), HEAD + len(blocks) * block))
    write_sweep_heading(figure, result, n, _key(result, n))
    height = figure.get_figheight()
    for i, (title, values, share) in enumerate(blocks):
        top = height - HEAD - i * block
        figure.text(0.1 / figure.get_figwidth(), (top - 0.05) / height, both(title), color=INK,
                    fontsize=9.0)  # fmt: skip
        _block(figure, result, n, values, share, top - _DOWN)
    return to_svg(figure)


def _block(
    figure: Figure, result: SweepResult, n: int, values: Array, share: bool, top: float
) -> None:
    """Draw a panel an axis, rows downward from `top` inches."""
    ranked = main_effects(result.sweep.points, result.sweep.design == "grid", values)
    bounds = _bounds(values, share)
    for i, effect in enumerate(ranked):
        row, column = divmod(i, COLUMNS)
        box = (_WIDTH - 0.75, _HEIGHT - 0.85)
        corner = (column * _WIDTH + 0.62, top - (row + 1) * _HEIGHT + 0.58)
        axes = axes_at(figure, *corner, *box)
        _panel(axes, result, n, effect, share, box[1])
        axes.set_ylim(*bounds)


def _panel(
    axes: Axes, result: SweepResult, n: int, effect: MainEffect, share: bool, height: float
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


def _names(axes: Axes, axis: DesignAxis, effect: MainEffect, share: bool, height: float) -> None:
    points = Text(" points", "个百分点") if share else NOTHING
    size = number(effect.size)
    moved = Text(f"moves {size}{points.en}", f"幅度{size}{points.zh}")
    axes.text(0.0, 1.0 + 0.06 / height, both(moved), transform=axes.transAxes, color=BLUE,
              fontsize=SMALL_SIZE)  # fmt: skip
    for text, line, colour in zip(axis_words(axis, 42), (0, 1), (INK, MUTED), strict=True):
        y = -(0.26 + 0.15 * line) / height
        axes.text(0.5, y, both(text), transform=axes.transAxes, ha="center", va="center",
                  fontsize=SMALL_SIZE - 0.5, color=colour)  # fmt: skip


def _bounds(values: Array, share: bool) -> tuple[float, float]:
    if share:
        return -3.0, 103.0
    known = values[np.isfinite(values)]
    low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
    pad = 0.06 * (high - low) or 0.05 * abs(high) or 1.0
    return float(low - pad), float(high + pad)


def _key(result: SweepResult, n: int) -> list[Text]:
    judged = result.measure(n).judged
    drawn = judged and result.wants.drawn
    grid = result.sweep.design == "grid"
    line = Text(
        "Small dots: design points, without what the other axes move in a straight line. Line: "
        "their mean over each fifth, with its standard error. Strongest axis first.",
        "小点：各设计点，已扣除其他各轴的线性影响；线：每五分之一点的平均及其标准误；按影响大小排列。",
    )
    if grid:
        line = Text(
            "Small dots: design points. Line: their mean at each value, with its standard error. "
            "Strongest axis first.",
            "小点：各设计点；线：各取值的平均及其标准误；按影响大小排列。",
        )
    aim = Text(
        f"Dashed: {rule_value(result.measure(n).target)}.",
        f"虚线：{rule_value(result.measure(n).target)}。",
    )
    return [
        error_words(result, n) if drawn else NOTHING,
        joined([line, aim if judged else NOTHING, refused_words(result)]),
    ]
