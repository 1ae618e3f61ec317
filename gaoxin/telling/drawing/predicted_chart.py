"""The chart of the observations: what the fit says of each, fitted and left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.language import Text, alike
from gaoxin.telling.drawing.layout import shorten
from gaoxin.telling.drawing.row_chart import RowChart, row_chart
from gaoxin.telling.drawing.style import (
    BAND_90,
    BLUE,
    INK,
    MUTED,
    RULE,
    SMALL_SIZE,
    VERMILLION,
    chart_style,
)
from gaoxin.telling.drawing.svg import both, to_svg
from gaoxin.telling.words.quantities import number, plain, with_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes


Points = tuple[float, float, float]

CUT = 0.8
"""Relative departures beyond this are cut, with an arrow."""
_Z90 = 1.6449

_WIDTH, _ROW, _HEAD, _FOOT = 10.4, 0.25, 0.36, 0.42  # inches
_NAME, _OBSERVED, _PANEL, _PANEL_WIDTH, _FITTED, _HELD = 0.1, 3.0, 4.75, 2.75, 7.65, 8.85


@dataclass(frozen=True)
class Predicted:
    """An observation and its predictions.

    Attributes
    ----------
    id : str
    name : Text
        With the period.
    unit : str
    value, sd : float
        As observed.
    fitted, held_out : tuple of float
        5, 50 and 95 % points of the prediction by a fit to all observations, and by one that left
        the observation's series out.
    """

    id: str
    name: Text
    unit: str
    value: float
    sd: float
    fitted: Points
    held_out: Points

    @property
    def outside(self) -> tuple[bool, bool]:
        """Whether the value is outside the fitted, and outside the held-out interval."""
        return tuple(not p[0] <= self.value <= p[2] for p in (self.fitted, self.held_out))  # type: ignore[return-value]

    def departure(self, value: float) -> float:
        """Return how far a value is from the observed one, as a share of it."""
        return (value - self.value) / (abs(self.value) or self.sd)


@chart_style()
def predicted_chart(rows: Sequence[Predicted]) -> str:
    """Return one SVG: a row an observation, in the order given."""
    page = row_chart(len(rows), width=_WIDTH, row=_ROW, head=_HEAD, foot=_FOOT)
    for x, text in (
        (_NAME, Text("Observation", "观测值")),
        (_OBSERVED, Text("observed", "实绩")),
        (_FITTED, Text("fitted, 5–95 %", "拟合 5–95%")),
        (_HELD, Text("left out, 5–95 %", "留出 5–95%")),
    ):
        page.heading(x, text)
    axes = page.panel(_PANEL, _PANEL_WIDTH)
    _axis(axes)
    for i, row in enumerate(rows):
        _draw(axes, i, row)
        _write(page, i, row)
    return to_svg(page.figure)


def _axis(axes: Axes) -> None:
    axes.set_xlim(-1.06 * CUT, 1.06 * CUT)
    ticks = (-0.5, -0.25, 0.0, 0.25, 0.5)
    axes.set_xticks(ticks, [f"{100 * t:+.0f} %".replace("-", "−") if t else "0" for t in ticks])
    axes.grid(visible=True, axis="x", color=RULE, linewidth=0.4, zorder=1)
    axes.axvline(0.0, color=INK, linewidth=0.7, zorder=2)
    label = both(Text("predicted against observed", "预测值相对实绩的偏离"))
    axes.set_xlabel(label, fontsize=SMALL_SIZE)


def _draw(axes: Axes, y: int, row: Predicted) -> None:
    for points, colour, width, order in (
        (row.held_out, BAND_90, 5.6, 3),
        (row.fitted, BLUE, 1.5, 4),
    ):
        low, middle, high = (row.departure(value) for value in points)
        ends = (max(low, -CUT), min(high, CUT))
        axes.plot(ends, [y, y], color=colour, linewidth=width, solid_capstyle="butt", zorder=order)
        for beyond, edge, marker in ((low < -CUT, -CUT, "<"), (high > CUT, CUT, ">")):
            if beyond:
                axes.plot(edge, y, marker=marker, color=colour, markersize=4.5, zorder=order)
        if points is row.fitted and abs(middle) <= CUT:
            axes.plot(middle, y, marker="o", color=BLUE, markersize=3.4, zorder=5)
    error = min(_Z90 * row.sd / (abs(row.value) or row.sd), CUT)
    colour = VERMILLION if any(row.outside) else INK
    axes.plot([-error, error], [y + 0.3, y + 0.3], color=colour, linewidth=0.9, zorder=6)


def _write(page: RowChart, i: int, row: Predicted) -> None:
    page.write(i, _NAME, shorten(row.name, 47, 26))
    page.write(i, _OBSERVED, with_unit(plain(row.value), row.unit))
    columns = zip((_FITTED, _HELD), (row.fitted, row.held_out), row.outside, strict=True)
    for x, points, outside in columns:
        ends = f"{number(points[0])} – {number(points[2])}"
        colour = VERMILLION if outside else (INK if x == _FITTED else MUTED)
        text = Text(f"{ends}  outside", f"{ends}  区间外") if outside else alike(ends)
        page.write(i, x, text, colour)
