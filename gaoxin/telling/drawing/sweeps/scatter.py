"""Scatter charts: a target over the two axes of a Latin hypercube."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.language import NOTHING, Text, joined
from gaoxin.telling.drawing.style import INK, MUTED
from gaoxin.telling.drawing.svg import to_svg
from gaoxin.telling.drawing.sweeps.sweep_page import (
    BLUES,
    HEAD,
    ORANGES,
    colour_scale,
    name_x,
    name_y,
    plain_numbers,
    shades,
    titled_axes,
    write_sweep_heading,
)
from gaoxin.telling.words.sweep_words import error_words, outcome_words, refused_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from gaoxin.verdicts.sweeps.result import SweepResult

    Array = NDArray[np.float64]

_LEFT, _BOTTOM, _SIDE, _STRIP = 1.0, 0.8, 2.8, 1.0  # inches


def scatter(result: SweepResult, n: int) -> str:
    """Return an SVG of measure `n`: a dot a design point, coloured by probability and by median.

    Dots of at least one half have a dark edge.
    """
    from matplotlib.figure import Figure

    measure, median = result.measure(n), result.median(n)
    known = median[np.isfinite(median)]
    ends = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    panels: list[tuple[Text, Array, Sequence[str], tuple[float, float]]] = []
    if measure.judged and result.wants.drawn:
        title = Text("Probability to meet the target, %", "达到目标的概率，%")
        panels.append((title, 100.0 * result.probability(n), BLUES, (0.0, 100.0)))
    panels.append((outcome_words(result, n), median, ORANGES, ends))
    pitch = _SIDE + _STRIP
    figure = Figure(figsize=(_LEFT + len(panels) * pitch, HEAD + _SIDE + _BOTTOM))
    write_sweep_heading(figure, result, n, _key(result, n))
    for i, (title, values, names, span) in enumerate(panels):
        left = _LEFT + i * pitch
        axes = titled_axes(figure, left, _BOTTOM, _SIDE, _SIDE, title)
        _dots(axes, result, n, shades(values, names, *span))
        name_x(axes, result.sweep.axes[0], _SIDE)
        if i == 0:
            name_y(axes, result.sweep.axes[1], _SIDE)
        colour_scale(figure, left + _SIDE + 0.1, _BOTTOM, _SIDE, names, span)
    return to_svg(figure)


def _dots(axes: Axes, result: SweepResult, n: int, colours: Array) -> None:
    whole = result.summary.refused == ""
    half = np.zeros(len(whole), dtype=bool)
    if result.measure(n).judged:
        half = whole & (result.probability(n) >= 0.5)
    edges = [INK if over else MUTED for over in half[whole]]
    widths = [1.0 if over else 0.35 for over in half[whole]]
    x, y = result.sweep.points.T
    axes.scatter(x[whole], y[whole], s=30, c=colours[whole], edgecolors=edges, linewidths=widths)
    axes.scatter(x[~whole], y[~whole], s=24, marker="x", color=MUTED, linewidths=0.9)
    first, second = result.sweep.axes
    axes.set_xscale("log" if first.log else "linear")
    axes.set_yscale("log" if second.log else "linear")
    plain_numbers(axes.xaxis)
    plain_numbers(axes.yaxis)


def _key(result: SweepResult, n: int) -> list[Text]:
    judged = result.measure(n).judged
    edge = Text("Dark edge: 50 % or more.", "深色边：不低于50%。")
    if not result.wants.drawn:
        edge = Text("Dark edge: the threshold is met.", "深色边：达到阈值。")
    return [
        error_words(result, n) if judged and result.wants.drawn else NOTHING,
        joined([edge if judged else NOTHING, refused_words(result)]),
    ]
