"""The chart of what was learned: prior against posterior of the parameters that data speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.language import Text
from gaoxin.telling.drawing.dumbbell import note
from gaoxin.telling.drawing.layout import shorten
from gaoxin.telling.drawing.row_chart import row_chart
from gaoxin.telling.drawing.style import BAND_50, BLUE, MUTED, RULE, chart_style
from gaoxin.telling.drawing.svg import both, to_svg
from gaoxin.telling.words.phrases import range_words, span

if TYPE_CHECKING:
    from matplotlib.axes import Axes


Points = tuple[float, float, float]
"""5, 50 and 95 % points."""

_WIDTH, _ROW, _HEAD, _FOOT = 10.4, 0.25, 0.36, 0.42  # inches
_NAME, _PANEL, _PANEL_WIDTH, _PRIOR, _POSTERIOR, _CONTRACTION = 0.1, 3.05, 3.1, 6.35, 7.75, 9.75
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


@chart_style()
def learned_chart(rows: Sequence[Parameter]) -> str:
    """Return one SVG: a row a parameter, in the order given."""
    page = row_chart(len(rows), width=_WIDTH, row=_ROW, head=_HEAD, foot=_FOOT)
    for x, text in (
        (_NAME, Text("Parameter", "参数")),
        (_PRIOR, Text("prior, 5–95 %", "先验 5–95%")),
        (_POSTERIOR, Text("posterior, 5–95 %", "后验 5–95%")),
        (_CONTRACTION, Text("learned", "收缩")),
    ):
        page.heading(x, text)
    axes = page.panel(_PANEL, _PANEL_WIDTH)
    _axis(axes)
    for i, row in enumerate(rows):
        _draw(axes, i, row)
        page.write(i, _NAME, shorten(row.name, 46, 26))
        page.write(i, _PRIOR, span(row.prior[0], row.prior[2], row.unit), MUTED)
        page.write(i, _POSTERIOR, range_words(row.posterior[0], row.posterior[2], row.unit))
        page.write(i, _CONTRACTION, f"{100 * row.contraction:.0f} %")
    return to_svg(page.figure)


def _axis(axes: Axes) -> None:
    axes.set_xlim(*REACH)
    axes.set_xticks(
        [0.0, 1.0], [both(Text("prior 5 %", "先验 5%")), both(Text("prior 95 %", "先验 95%"))]
    )
    axes.grid(visible=True, axis="x", color=RULE, linewidth=0.6, zorder=1)
    note(axes, (0.5, -0.5), (0.0, 9.0), Text("prior median |", "先验中位数 |"), MUTED, "center")


def _draw(axes: Axes, y: int, row: Parameter) -> None:
    axes.plot([0.0, 1.0], [y, y], color=RULE, linewidth=5.0, solid_capstyle="butt", zorder=2)
    middle = row.place(row.prior[1])
    axes.plot([middle, middle], [y - 0.3, y + 0.3], color=MUTED, linewidth=0.9, zorder=3)
    low, centre, high = (row.place(value) for value in row.posterior)
    start, end = max(low, REACH[0]), min(high, REACH[1])
    axes.plot([start, end], [y, y], color=BAND_50, linewidth=2.6, solid_capstyle="butt", zorder=4)
    for beyond, edge, marker in ((low < REACH[0], REACH[0], "<"), (high > REACH[1], REACH[1], ">")):
        if beyond:
            axes.plot(edge, y, marker=marker, color=BAND_50, markersize=4.5, clip_on=False)
    if REACH[0] <= centre <= REACH[1]:
        axes.plot(centre, y, marker="o", color=BLUE, markersize=4.2, zorder=5)
