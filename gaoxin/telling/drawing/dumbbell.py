"""Two probabilities a row as a pair of dots: filled for A, open for B, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.language import Text
from gaoxin.telling.drawing.marks import dot, line, words
from gaoxin.telling.drawing.row_marks import share_axis
from gaoxin.telling.drawing.style import BLUE, INK, MUTED
from gaoxin.telling.words.quantities import share_text
from gaoxin.verdicts.likelihood import interval_95

if TYPE_CHECKING:
    from gaoxin.telling.drawing.frame import PanelFrame
    from gaoxin.telling.drawing.row_chart import RowChart
    from gaoxin.verdicts.contrast import Contrast
    from gaoxin.verdicts.verdict import Verdict

_ENDS = (-0.28, 1.34)
"""Of the axis: room for the numbers beside none and all."""
_TICKS = ((0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %"))
_AXIS = Text("probability of meeting the target", "达到目标的概率")
_ASIDE = 5.5
"""From a dot or an interval to its words, in points."""


def draw_odds(chart: RowChart, left: float, width: float, rows: Sequence[Contrast]) -> list[str]:
    """Return a panel with both probabilities of each contrast.

    Parameters
    ----------
    chart : RowChart
    left, width : float
        The panel's place, in inches.
    rows : sequence of Contrast
        One a row.

    Returns
    -------
    list of str
    """
    frame = chart.panel(left, width, _ENDS)
    marks = chart.stripes(frame) + share_axis(frame, _TICKS, about=_AXIS) + _heads(frame)
    for i, contrast in enumerate(rows):
        marks += _pair(frame, i, contrast) + _labels(frame, i, contrast)
    return marks


def _pair(frame: PanelFrame, row: int, contrast: Contrast) -> list[str]:
    """Return both dots of a row, joined, each on its interval."""
    sides = ((contrast.b, "#fff", INK), (contrast.a, BLUE, BLUE))
    joined = [frame.at(verdict.probability or 0.0, row) for verdict, *_ in sides]
    marks = [line(joined, MUTED, 1.1)]
    for place, (verdict, face, edge) in zip(joined, sides, strict=True):
        marks.append(line([frame.at(end, row) for end in _interval(verdict)], edge, 0.8))
        marks.append(dot(*place, 2.5, face, rim=edge))
    return marks


def _interval(verdict: Verdict) -> tuple[float, float]:
    """Return the 95 % interval of a probability, widened by what failed members leave open."""
    met, members = verdict.met or 0, verdict.members
    return interval_95(met, members)[0], interval_95(met + verdict.failed, members)[1]


def _labels(frame: PanelFrame, row: int, contrast: Contrast) -> list[str]:
    """Return both probabilities outside the intervals; one where they read the same."""
    low, high = sorted(
        ((contrast.a, BLUE), (contrast.b, INK)), key=lambda side: side[0].probability or 0.0
    )
    start, end = zip(*(_interval(verdict) for verdict, _ in (low, high)), strict=True)
    x, y = frame.at(max(end), row)
    marks = [words(x + _ASIDE, y, share_text(high[0]), high[1])]
    if share_text(low[0]) != share_text(high[0]):
        x = frame.across(min(start)) - _ASIDE
        marks.append(words(x, y, share_text(low[0]), low[1], across="right"))
    return marks


def _heads(frame: PanelFrame) -> list[str]:
    """Show which dot is whose."""
    marks = []
    for x, name, face, edge in ((0.28, "A", BLUE, BLUE), (0.62, "B", "#fff", INK)):
        across, down = frame.at(x, -0.97)
        marks.append(dot(across, down, 2.5, face, rim=edge))
        marks.append(words(across + _ASIDE, down, name, edge))
    return marks
