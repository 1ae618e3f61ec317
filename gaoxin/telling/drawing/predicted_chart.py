"""The chart of the observations: what the fit says of each, fitted and left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.language import Text, alike
from gaoxin.telling.drawing.layout import shorten
from gaoxin.telling.drawing.marks import dot, line
from gaoxin.telling.drawing.row_chart import RowChart
from gaoxin.telling.drawing.row_marks import interval_bar, share_axis, upright
from gaoxin.telling.drawing.style import BAND_90, BLUE, INK, MUTED, VERMILLION
from gaoxin.telling.words.quantities import number, plain, with_unit

if TYPE_CHECKING:
    from gaoxin.telling.drawing.frame import PanelFrame

Points = tuple[float, float, float]

CUT = 0.8
"""Relative departures beyond this are cut, with an arrow."""
_Z90 = 1.6449

_WIDTH, _ROW, _HEAD, _FOOT = 10.4, 0.25, 0.36, 0.42  # inches
_NAME, _OBSERVED, _PANEL, _PANEL_WIDTH, _FITTED, _HELD = 0.1, 3.0, 4.75, 2.75, 7.65, 8.85
HEADS = (
    (_NAME, Text("Observation", "观测值")),
    (_OBSERVED, Text("observed", "实绩")),
    (_FITTED, Text("fitted, 5–95 %", "拟合 5–95%")),
    (_HELD, Text("left out, 5–95 %", "留出 5–95%")),
)
AXIS = Text("predicted against observed", "预测值相对实绩的偏离")
TICKS = (-0.5, -0.25, 0.0, 0.25, 0.5)


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


def predicted_chart(rows: Sequence[Predicted]) -> str:
    """Return one SVG: a row an observation, in the order given."""
    chart = RowChart(len(rows), width=_WIDTH, row=_ROW, head=_HEAD, foot=_FOOT)
    frame = chart.panel(_PANEL, _PANEL_WIDTH, (-1.06 * CUT, 1.06 * CUT))
    marks = chart.headings(HEADS) + chart.stripes(frame)
    marks += share_axis(frame, [(t, _departure_text(t)) for t in TICKS], about=AXIS)
    marks.append(upright(frame, 0.0, INK, 0.7))
    for i, row in enumerate(rows):
        marks += _intervals(frame, i, row) + _texts(chart, i, row)
    return chart.page(marks)


def _departure_text(share: float) -> str:
    return f"{100 * share:+.0f} %".replace("-", "−") if share else "0"


def _intervals(frame: PanelFrame, y: int, row: Predicted) -> list[str]:
    """Return both predictions, and below them the error of the observation."""
    reach = (-CUT, CUT)
    marks = []
    for points, colour, thickness in ((row.held_out, BAND_90, 5.6), (row.fitted, BLUE, 1.5)):
        ends = row.departure(points[0]), row.departure(points[2])
        marks += interval_bar(frame, y, ends, reach, colour, thickness)
    middle = row.departure(row.fitted[1])
    if abs(middle) <= CUT:
        marks.append(dot(*frame.at(middle, y), 1.85, BLUE, rim=BLUE))
    error = min(_Z90 * row.sd / (abs(row.value) or row.sd), CUT)
    colour = VERMILLION if any(row.outside) else INK
    below = [frame.at(x, y + 0.3) for x in (-error, error)]
    return [*marks, line(below, colour, 0.9)]


def _texts(chart: RowChart, i: int, row: Predicted) -> list[str]:
    """Return the texts of an observation."""
    marks = [
        chart.write(i, _NAME, shorten(row.name, 47, 26)),
        chart.write(i, _OBSERVED, with_unit(plain(row.value), row.unit)),
    ]
    columns = zip((_FITTED, _HELD), (row.fitted, row.held_out), row.outside, strict=True)
    for x, points, outside in columns:
        ends = f"{number(points[0])} – {number(points[2])}"
        colour = VERMILLION if outside else (INK if x == _FITTED else MUTED)
        text = Text(f"{ends}  outside", f"{ends}  区间外") if outside else alike(ends)
        marks.append(chart.write(i, x, text, colour))
    return marks
