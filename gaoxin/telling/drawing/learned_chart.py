"""The chart of what was learned: prior against posterior of the parameters that data speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.language import Text
from gaoxin.telling.drawing.layout import shorten
from gaoxin.telling.drawing.marks import dot, line, words
from gaoxin.telling.drawing.row_chart import RowChart
from gaoxin.telling.drawing.row_marks import interval_bar, share_axis
from gaoxin.telling.drawing.style import BAND_50, BLUE, MUTED, RULE
from gaoxin.telling.words.phrases import range_words, span

if TYPE_CHECKING:
    from gaoxin.telling.drawing.frame import PanelFrame

Points = tuple[float, float, float]
"""5, 50 and 95 % points."""

_WIDTH, _ROW, _HEAD, _FOOT = 10.4, 0.25, 0.36, 0.42  # inches
_NAME, _PANEL, _PANEL_WIDTH, _PRIOR, _POSTERIOR, _CONTRACTION = 0.1, 3.05, 3.1, 6.35, 7.45, 9.75
HEADS = (
    (_NAME, Text("Parameter", "参数")),
    (_PRIOR, Text("prior, 5–95 %", "先验 5–95%")),
    (_POSTERIOR, Text("posterior, 5–95 %", "后验 5–95%")),
    (_CONTRACTION, Text("learned", "收缩")),
)
TICKS = ((0.0, Text("prior 5 %", "先验 5%")), (1.0, Text("prior 95 %", "先验 95%")))
REACH = (-0.45, 1.45)
"""Ends of the axis, in widths of the prior's 90 % range: what lies beyond is cut."""


@dataclass(frozen=True)
class Parameter:
    """A sampled parameter before and after the fit.

    Attributes
    ----------
    key : str
    name : Text
    unit : str
    prior, posterior : tuple of float
        5, 50 and 95 % points in `unit`.
    contraction : float
        1 where the data decide, 0 where they say nothing.
    """

    key: str
    name: Text
    unit: str
    prior: Points
    posterior: Points
    contraction: float

    def place(self, value: float) -> float:
        """Return where a value lies in the prior's 90 % range: 0 at its 5 % point, 1 at 95 %."""
        low, _, high = self.prior
        return (value - low) / (high - low)


def learned_chart(rows: Sequence[Parameter]) -> str:
    """Return one SVG: a row a parameter, in the order given."""
    chart = RowChart(len(rows), width=_WIDTH, row=_ROW, head=_HEAD, foot=_FOOT)
    frame = chart.panel(_PANEL, _PANEL_WIDTH, REACH)
    marks = chart.headings(HEADS) + chart.stripes(frame) + _axis(frame)
    for i, row in enumerate(rows):
        marks += _ranges(frame, i, row)
        marks += [
            chart.write(i, _NAME, shorten(row.name, 46, 26)),
            chart.write(i, _PRIOR, span(row.prior[0], row.prior[2], row.unit), MUTED),
            chart.write(i, _POSTERIOR, range_words(row.posterior[0], row.posterior[2], row.unit)),
            chart.write(i, _CONTRACTION, f"{100 * row.contraction:.0f} %"),
        ]
    return chart.page(marks)


def _axis(frame: PanelFrame) -> list[str]:
    """Return the axis, and above it what the short upright lines are."""
    marks = share_axis(frame, TICKS, width=0.6)
    middle = Text("prior median |", "先验中位数 |")
    return [*marks, words(frame.across(0.5), frame.top - 9.0, middle, MUTED, across="center")]


def _ranges(frame: PanelFrame, y: int, row: Parameter) -> list[str]:
    """Return the range of the prior, and over it that of the posterior."""
    marks = [line([frame.at(0.0, y), frame.at(1.0, y)], RULE, 5.0)]
    middle = row.place(row.prior[1])
    marks.append(line([frame.at(middle, y - 0.3), frame.at(middle, y + 0.3)], MUTED, 0.9))
    low, centre, high = (row.place(value) for value in row.posterior)
    marks += interval_bar(frame, y, (low, high), REACH, BAND_50, 2.6)
    if REACH[0] <= centre <= REACH[1]:
        marks.append(dot(*frame.at(centre, y), 2.25, BLUE, rim=BLUE))
    return marks
