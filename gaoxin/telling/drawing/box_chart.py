"""A box of ``gaoxin discover``: the rows over its two surest limits, and how it was peeled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.language import Text
from gaoxin.telling.drawing.layout import axes_at, write_heading
from gaoxin.telling.drawing.style import BLUE, GREY, INK, MUTED, VERMILLION, chart_style
from gaoxin.telling.drawing.svg import both, to_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 1500
"""Rows that are drawn."""


@dataclass(frozen=True)
class BoxSide:
    """A factor that a box limits, on an axis of the picture.

    Attributes
    ----------
    name : Text
    values : sequence of float
        Of the rows.
    low, high : float
        Of the box.
    """

    name: Text
    values: Sequence[float]
    low: float
    high: float


def box_chart(
    title: Text,
    cases: Sequence[bool],
    sides: Sequence[BoxSide],
    peeling: Sequence[tuple[float, float]],
    at: tuple[float, float],
) -> str:
    """Return an SVG in both languages: rows and box left, coverage against density right.

    Parameters
    ----------
    title : Text
    cases : sequence of bool
        Which rows are what is looked for.
    sides : sequence of BoxSide
        One or two: across, and up.
    peeling : sequence of (coverage, density)
        Of the boxes from all rows on.
    at : (coverage, density)
        Of the box.

    Returns
    -------
    str
    """
    from matplotlib.figure import Figure

    with chart_style():
        figure = Figure(figsize=(7.2, 3.6))
        key = Text(
            "Blue: looked for; grey: the others; frame: the box", "蓝：目标样本；灰：其余；框：区域"
        )
        write_heading(figure, title, key)
        _rows(axes_at(figure, 0.75, 0.6, 3.2, 2.2), cases, sides)
        _peeling(axes_at(figure, 4.75, 0.6, 2.2, 2.2), peeling, at)
        return to_svg(figure)


def _rows(axes: Axes, cases: Sequence[bool], sides: Sequence[BoxSide]) -> None:
    from matplotlib.patches import Rectangle

    across = sides[0]
    up = sides[1] if len(sides) > 1 else None
    step = max(1, len(cases) // MOST)
    picked = range(0, len(cases), step)
    for wanted, colour in ((False, GREY), (True, BLUE)):
        own = [i for i in picked if bool(cases[i]) is wanted]
        heights = [up.values[i] for i in own] if up else [((i * 0.618034) % 1.0) for i in own]
        axes.scatter(
            [across.values[i] for i in own], heights, s=3, color=colour, alpha=0.6, linewidths=0
        )
    low, high = (up.low, up.high) if up else (0.0, 1.0)
    frame = Rectangle(
        (across.low, low), across.high - across.low, high - low, fill=False, edgecolor=VERMILLION
    )
    axes.add_patch(frame)
    axes.set_xlabel(both(across.name), color=INK)
    axes.set_ylabel(both(up.name) if up else "", color=INK)


def _peeling(axes: Axes, peeling: Sequence[tuple[float, float]], at: tuple[float, float]) -> None:
    axes.plot([c for c, _ in peeling], [d for _, d in peeling], color=MUTED, linewidth=1.0)
    axes.scatter([at[0]], [at[1]], color=VERMILLION, s=24, zorder=3)
    axes.set(xlim=(0.0, 1.02), ylim=(0.0, 1.05))
    axes.set_xlabel(both(Text("Coverage", "覆盖率")), color=INK)
    axes.set_ylabel(both(Text("Density", "密度")), color=INK)
