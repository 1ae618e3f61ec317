"""The chart of what the bands of 2025 rest on: a bar a target, parted by source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.language import Text
from gaoxin.telling.drawing.marks import box, words
from gaoxin.telling.drawing.row_chart import RowChart, target_lines
from gaoxin.telling.drawing.row_marks import upright
from gaoxin.telling.drawing.style import BLUE, GREY, INK, ORANGE, RULE, SKY
from gaoxin.telling.words.quantities import number

if TYPE_CHECKING:
    from gaoxin.telling.drawing.frame import PanelFrame
    from gaoxin.verdicts.shares import Share

LABEL_FROM = 0.07
"""A part smaller than this has no room for its number."""

_WIDTH, _ROW, _HEAD, _FOOT = 10.4, 0.36, 0.36, 0.12  # inches
_NAME, _PANEL, _PANEL_WIDTH, _PRIOR, _POSTERIOR, _NARROWED, _CHOICES = (
    0.1, 2.75, 2.9, 5.8, 7.05, 8.4, 9.3
)  # fmt: skip
HEADS = (
    (_NAME, Text("Target", "目标")),
    (_PANEL, Text("variance of the outcome of 2025", "2025 年结果的方差构成")),
    (_PRIOR, Text("prior, 5–95 %", "先验 5–95%")),
    (_POSTERIOR, Text("with the data", "结合数据后")),
    (_NARROWED, Text("narrowed", "收窄")),
    (_CHOICES, Text("by choices", "随口径与结构")),
)
THICKNESS = 0.58
"""Of a bar, in rows."""

PARTS: tuple[tuple[str, str, str, Text], ...] = (
    ("fitted", BLUE, "#fff", Text("constants the data speak of", "数据涉及的参数")),
    ("unfitted", ORANGE, INK, Text("constants only priors speak of", "仅由先验决定的参数")),
    ("together", GREY, INK, Text("both acting together", "两类参数的交互")),
    ("chance", SKY, INK, Text("disturbances to come", "今后的扰动")),
)
"""Attribute of a :class:`Share`, colour, colour of its number, name."""


def variance_parts(share: Share) -> tuple[float, ...]:
    """Return the parts of a band in the order of :data:`PARTS`: none negative, 1 in all.

    The estimates add up to 1 but for sampling error, and one of next to nothing may be negative.
    """
    sizes = [max(0.0, float(getattr(share, name))) for name, *_ in PARTS]
    total = sum(sizes)
    return tuple(value / total if total else 0.0 for value in sizes)


def variance_chart(rows: Sequence[Share], choices: Sequence[str]) -> str:
    """Return one SVG: a row a target, with the range of its probability over the choices.

    Parameters
    ----------
    rows : sequence of Share
    choices : sequence of str
        The least and the greatest probability under any structure and reading, one a row.
    """
    chart = RowChart(len(rows), width=_WIDTH, row=_ROW, head=_HEAD, foot=_FOOT)
    frame = chart.panel(_PANEL, _PANEL_WIDTH, (0.0, 1.0))
    marks = chart.headings(HEADS) + chart.stripes(frame)
    marks.append(upright(frame, 1.0, RULE, 0.4))
    for i, (share, choice) in enumerate(zip(rows, choices, strict=True)):
        marks += _bar(frame, i, variance_parts(share)) + _texts(chart, i, share, choice)
    return chart.page(marks)


def _bar(frame: PanelFrame, y: int, values: Sequence[float]) -> list[str]:
    """Return the parts of a bar side by side, those with room for it with their number."""
    marks, start = [], 0.0
    top, bottom = frame.down(y - THICKNESS / 2), frame.down(y + THICKNESS / 2)
    for value, (_, colour, ink, _) in zip(values, PARTS, strict=True):
        left, right = frame.across(start), frame.across(start + value)
        marks.append(box(left, top, right - left, bottom - top, colour, edge="#fff"))
        if value >= LABEL_FROM:
            centre, text = ((left + right) / 2, (top + bottom) / 2), f"{100 * value:.0f} %"
            marks.append(words(*centre, text, ink, size=6.5, across="center"))
        start += value
    return marks


def _texts(chart: RowChart, i: int, share: Share, choice: str) -> list[str]:
    """Return the texts of a target."""
    narrowed = f"{100 * share.narrowed:+.0f} %".replace("-", "−").replace("+", "")
    ranges = ((_PRIOR, share.prior), (_POSTERIOR, share.posterior))
    return [
        *chart.two_lines(i, _NAME, *target_lines(share.target)),
        *(chart.write(i, x, f"{number(p[0])} – {number(p[2])}") for x, p in ranges),
        chart.write(i, _NARROWED, narrowed),
        chart.write(i, _CHOICES, choice),
    ]
