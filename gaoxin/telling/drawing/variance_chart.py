"""The chart of what the bands of 2025 rest on: a bar a target, parted by source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gaoxin.language import Text
from gaoxin.telling.drawing.row_chart import RowChart, row_chart, target_lines
from gaoxin.telling.drawing.style import BLUE, GREY, INK, ORANGE, RULE, SKY, chart_style
from gaoxin.telling.drawing.svg import to_svg
from gaoxin.telling.words.quantities import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gaoxin.verdicts.shares import Share

LABEL_FROM = 0.07
"""A part smaller than this has no room for its number."""

_WIDTH, _ROW, _HEAD, _FOOT = 10.4, 0.36, 0.36, 0.12  # inches
_NAME, _PANEL, _PANEL_WIDTH, _PRIOR, _POSTERIOR, _NARROWED, _CHOICES = (
    0.1, 2.75, 2.9, 5.8, 7.05, 8.4, 9.3
)  # fmt: skip

PARTS: tuple[tuple[str, str, str, Text], ...] = (
    ("fitted", BLUE, "white", Text("constants the data speak of", "数据涉及的参数")),
    ("unfitted", ORANGE, INK, Text("constants only priors speak of", "仅由先验决定的参数")),
    ("together", GREY, INK, Text("both acting together", "两类参数的交互")),
    ("error", SKY, INK, Text("model error", "模型误差")),
)
"""Attribute of a :class:`Share`, colour, colour of its number, name."""


def variance_parts(share: Share) -> tuple[float, ...]:
    """Return the parts of a band in the order of :data:`PARTS`: none negative, 1 in all.

    The estimates add up to 1 but for sampling error, and one of next to nothing may be negative.
    """
    sizes = [max(0.0, float(getattr(share, name))) for name, *_ in PARTS]
    total = sum(sizes)
    return tuple(value / total if total else 0.0 for value in sizes)


@chart_style()
def variance_chart(rows: Sequence[Share], choices: Sequence[str]) -> str:
    """Return one SVG: a row a target, with the range of its probability over the choices.

    Parameters
    ----------
    rows : sequence of Share
    choices : sequence of str
        The least and the greatest probability under any structure and reading, one a row.
    """
    page = row_chart(len(rows), width=_WIDTH, row=_ROW, head=_HEAD, foot=_FOOT)
    for x, text in (
        (_NAME, Text("Target", "目标")),
        (_PANEL, Text("variance of the outcome of 2025", "2025 年结果的方差构成")),
        (_PRIOR, Text("prior, 5–95 %", "先验 5–95%")),
        (_POSTERIOR, Text("with the data", "结合数据后")),
        (_NARROWED, Text("narrowed", "收窄")),
        (_CHOICES, Text("by choices", "随口径与结构")),
    ):
        page.heading(x, text)
    axes = page.panel(_PANEL, _PANEL_WIDTH)
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([])
    for i, (share, choice) in enumerate(zip(rows, choices, strict=True)):
        _draw(axes, i, variance_parts(share))
        _write(page, i, share, choice)
    return to_svg(page.figure)


def _draw(axes: Axes, y: int, values: Sequence[float]) -> None:
    left = 0.0
    for value, (_, colour, ink, _) in zip(values, PARTS, strict=True):
        axes.barh(y, value, left=left, height=0.58, color=colour, edgecolor="white", linewidth=0.6)
        if value >= LABEL_FROM:
            axes.text(
                left + value / 2.0, y, f"{100 * value:.0f} %", color=ink, fontsize=6.5,
                ha="center", va="center",
            )  # fmt: skip
        left += value
    axes.axvline(1.0, color=RULE, linewidth=0.4, zorder=0)


def _write(page: RowChart, i: int, share: Share, choice: str) -> None:
    page.two_lines(i, _NAME, *target_lines(share.target))
    for x, points in ((_PRIOR, share.prior), (_POSTERIOR, share.posterior)):
        page.write(i, x, f"{number(points[0])} – {number(points[2])}")
    page.write(i, _NARROWED, f"{100 * share.narrowed:+.0f} %".replace("-", "−").replace("+", ""))
    page.write(i, _CHOICES, choice)
