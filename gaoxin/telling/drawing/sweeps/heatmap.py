"""Heat maps: a target over the two axes of a grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gaoxin.language import NOTHING, Text, joined
from gaoxin.telling.drawing.style import INK, SMALL_SIZE
from gaoxin.telling.drawing.svg import to_svg
from gaoxin.telling.drawing.sweeps.sweep_page import (
    BLUES,
    HEAD,
    ORANGES,
    colour_scale,
    ink_on,
    name_x,
    name_y,
    shades,
    titled_axes,
    write_sweep_heading,
)
from gaoxin.telling.words.quantities import number, share_text, tick
from gaoxin.telling.words.sweep_words import error_words, half_words, outcome_words, refused_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from gaoxin.verdicts.sweeps.result import SweepResult

    Array = NDArray[np.float64]

LABELLED = 16
"""Cells a row up to which each is labelled; beyond, a strip explains the colours."""
_LEFT, _BOTTOM, _GAP = 1.0, 0.85, 0.55  # inches
_GREY = np.array([0.9, 0.9, 0.9, 1.0])


def heat_map(result: SweepResult, n: int) -> str:
    """Return an SVG of measure `n` over a grid of two axes, as cells of equal size.

    The probability stands left and the median right; what has no probability has one panel. The
    thick line is the border between cells of at least and of under one half.
    """
    from matplotlib.figure import Figure

    across, up = (len(axis.values) for axis in result.sweep.axes)
    cell = (min(0.62, max(0.44, 3.4 / across)), min(0.45, max(0.3, 2.8 / up)))
    if across > LABELLED:
        cell = (5.5 / across, cell[1])
    if up > LABELLED:
        cell = (cell[0], 4.5 / up)
    size = (across * cell[0], up * cell[1])
    panels = list(_panels(result, n))
    strips = 0.55 if _crowded(across, up) else 0.0
    width = _LEFT + len(panels) * (size[0] + strips) + (len(panels) - 1) * _GAP + 0.25
    figure = Figure(figsize=(max(width, 6.6), HEAD + size[1] + _BOTTOM))
    write_sweep_heading(figure, result, n, _key(result, n))
    for i, (title, values, texts, names, ends) in enumerate(panels):
        left = _LEFT + i * (size[0] + strips + _GAP)
        axes = titled_axes(figure, left, _BOTTOM, *size, title)
        _cells(axes, result, values, shades(values, names, *ends), texts)
        _border(axes, _half(result, n))
        _ticks(axes, result)
        name_x(axes, result.sweep.axes[0], size[1])
        if i == 0:
            name_y(axes, result.sweep.axes[1], size[0])
        if strips:
            colour_scale(figure, left + size[0] + 0.08, _BOTTOM, size[1], names, ends)
    return to_svg(figure)


def _panels(
    result: SweepResult, n: int
) -> Iterator[tuple[Text, Array, list[str], Sequence[str], tuple[float, float]]]:
    """Yield title, values by (up, across), texts by point, colours and their ends."""
    measure = result.measure(n)
    points = range(len(result.sweep.points))
    if measure.judged and result.wants.drawn:
        verdicts = [result.verdict(point, n) for point in points]
        shares = ["–" if v is None else share_text(v).removesuffix(" %") for v in verdicts]
        title = Text("Probability to meet the target, %", "达到目标的概率，%")
        yield title, _square(result, 100.0 * result.probability(n)), shares, BLUES, (0.0, 100.0)
    median = result.median(n)
    ends = (float(np.nanmin(median)), float(np.nanmax(median))) if _any(median) else (0.0, 1.0)
    title = outcome_words(result, n)
    yield title, _square(result, median), [number(float(x)) for x in median], ORANGES, ends


def _cells(
    axes: Axes, result: SweepResult, values: Array, colours: Array, texts: Sequence[str]
) -> None:
    """Draw the cells, label them where there is room, and frame the base's own."""
    from matplotlib.collections import PolyCollection
    from matplotlib.patches import Rectangle

    up, across = values.shape
    crowded = _crowded(across, up)
    filled = np.where(np.isnan(values)[..., None], _GREY, colours)
    corners = [
        [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)] for y in range(up) for x in range(across)
    ]
    edges = filled.reshape(-1, 4) if crowded else "white"
    cells = PolyCollection(corners, facecolors=filled.reshape(-1, 4), edgecolors=edges)
    cells.set_linewidth(0.2 if crowded else 0.8)
    axes.add_collection(cells)
    axes.set(xlim=(0, across), ylim=(0, up))
    if not crowded:
        for point, text in enumerate(texts):
            x, y = divmod(point, up)
            shade = ink_on(filled[y, x])
            axes.text(x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=SMALL_SIZE,
                      color=shade, zorder=4)  # fmt: skip
    if (base := base_cell(result)) is not None:
        corner = (base[0] + 0.07, base[1] + 0.07)
        for colour, width in (("white", 2.6), (INK, 1.0)):  # seen on light and on dark
            frame = Rectangle(corner, 0.86, 0.86, fill=False, edgecolor=colour, linewidth=width)
            axes.add_patch(frame).set_zorder(5)
    for spine in axes.spines.values():
        spine.set_visible(False)


def base_cell(result: SweepResult) -> tuple[int, int] | None:
    """Return the cell that changes nothing of the base, as (across, up), where there is one."""
    first, second = result.sweep.axes
    if first.base is None or second.base is None:
        return None
    return first.values.index(first.base), second.values.index(second.base)


def borders(half: NDArray[np.bool_]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return the edges between cells that differ, each as two corners.

    Parameters
    ----------
    half : array of bool, shape (up, across)

    Examples
    --------
    >>> borders(np.array([[False, True]]))
    [((1.0, 0.0), (1.0, 1.0))]
    """
    beside = np.argwhere(half[:, 1:] != half[:, :-1])
    above = np.argwhere(half[1:, :] != half[:-1, :])
    edges = [((x + 1.0, float(y)), (x + 1.0, y + 1.0)) for y, x in beside.tolist()]
    return edges + [((float(x), y + 1.0), (x + 1.0, y + 1.0)) for y, x in above.tolist()]


def _border(axes: Axes, half: NDArray[np.bool_]) -> None:
    for (x1, y1), (x2, y2) in borders(half):
        axes.plot([x1, x2], [y1, y2], color=INK, linewidth=2.2, solid_capstyle="round", zorder=3)


def _half(result: SweepResult, n: int) -> NDArray[np.bool_]:
    """Return where at least half of the members meet the measure, by (up, across)."""
    if not result.measure(n).judged:
        return np.zeros((1, 1), dtype=bool)
    return np.asarray(_square(result, result.probability(n)) >= 0.5)


def _ticks(axes: Axes, result: SweepResult) -> None:
    first, second = result.sweep.axes
    for setter, values in ((axes.set_xticks, first.values), (axes.set_yticks, second.values)):
        step = -(-len(values) // LABELLED)
        kept = range(0, len(values), step)
        setter([i + 0.5 for i in kept], [tick(values[i]) for i in kept])
    axes.tick_params(length=0)


def _square(result: SweepResult, values: Array) -> Array:
    """Return values by point as (up, across)."""
    return values.reshape([len(axis.values) for axis in result.sweep.axes]).T


def _crowded(across: int, up: int) -> bool:
    return across > LABELLED or up > LABELLED


def _any(values: Array) -> bool:
    return bool(np.isfinite(values).any())


def _key(result: SweepResult, n: int) -> list[Text]:
    """Return how the chart is read."""
    judged = result.measure(n).judged
    frame = Text("Frame: the base.", "方框：基准。") if base_cell(result) else NOTHING
    return [
        error_words(result, n) if judged and result.wants.drawn else NOTHING,
        joined([half_words(result, n) if judged else NOTHING, frame, refused_words(result)]),
    ]
