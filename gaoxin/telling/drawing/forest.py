"""The chart of a comparison by target: how far A departs from B, and what that does to the odds.

Targets have different units, so differences share one axis as a fraction of what is unknown: the
width of the 90 % band, the mean of those of A and B. The numbers in the target's own unit stand
beside it. To the right of zero A is better, whichever way the target's rule points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.language import NOTHING, Text
from gaoxin.telling.drawing.difference_chart import comparison_title
from gaoxin.telling.drawing.dumbbell import draw_odds
from gaoxin.telling.drawing.marks import dot, words
from gaoxin.telling.drawing.panels import heading
from gaoxin.telling.drawing.row_chart import RowChart, target_lines
from gaoxin.telling.drawing.row_marks import interval_bar, share_axis, upright
from gaoxin.telling.drawing.style import BAND_50, BLUE, INK, MUTED
from gaoxin.telling.words.quantities import points, share_words, signed
from gaoxin.telling.words.verdict_words import comparison_words

if TYPE_CHECKING:
    from gaoxin.telling.drawing.frame import PanelFrame
    from gaoxin.verdicts.comparison import Comparison
    from gaoxin.verdicts.contrast import Contrast
    from gaoxin.verdicts.verdict import Verdict

CUT = 1.25
"""Widths of a band beyond which an interval is cut, its end written beside it."""

_WIDTH, _ROW, _HEAD, _FOOT = 11.5, 0.36, 1.12, 0.52  # inches
_NAME, _GAP, _NUMBERS, _ODDS, _POINTS, _WORDS = 0.17, 2.75, 5.42, 6.6, 8.92, 9.66
"""Left edges of the columns, inches; the panels of differences and odds are `_GAP` and `_ODDS`."""
_GAP_WIDTH, _ODDS_WIDTH = 2.55, 2.1

KEY = Text(
    "Each pair of runs is on the same draws. Bar: 90 % of the differences A − B; dot: median. "
    "Probability of meeting the target: filled A, open B, with 95 % interval of so many runs. "
    "* assumed target.",
    "每对运行采用同一组抽样。横条：A − B 的 90% 区间；圆点：中位数。"
    "达到目标的概率：实心为 A，空心为 B，细线为该运行次数下的 95% 区间。* 假定目标。",
)

HEADS = (
    (_NAME, Text("Target", "目标")),
    (_NUMBERS, Text("A − B (5 to 95 %)", "A − B（5% 至 95%）")),
    (_POINTS, Text("A − B, points", "A − B，百分点")),
    (_WORDS, Text("A better", "A 更优的概率")),
)

AXIS = Text("difference, as a share of the width of the 90 % band", "差值占 90% 区间宽度的比例")


@dataclass(frozen=True)
class Gap:
    """A difference in widths of the 90 % band, positive where A is better."""

    low: float
    median: float
    high: float


def gap_of(contrast: Contrast) -> Gap:
    """Return the paired difference on the common axis.

    Where both bands have no width (nothing is uncertain) a difference is beyond any bound.
    """
    ends = (contrast.diff_p05 or 0.0, contrast.diff_p50 or 0.0, contrast.diff_p95 or 0.0)
    width = (_spread(contrast.a) + _spread(contrast.b)) / 2.0
    sign = -1.0 if contrast.target.rule == "at_most" else 1.0
    low, median, high = sorted(
        0.0 if end == 0.0 else sign * end / width if width else sign * end * float("inf")
        for end in ends
    )
    return Gap(low, median, high)


def target_chart(comparison: Comparison, stamp: Text = NOTHING) -> str:
    """Return one SVG with a row for every judged target: difference, odds, who is better.

    Parameters
    ----------
    comparison : Comparison
    stamp : tuple of str
        What the draws are, in English and Chinese, where that needs saying.

    Returns
    -------
    str
    """
    rows = [contrast for contrast in comparison.contrasts if contrast.a.state == "judged"]
    chart = RowChart(len(rows), width=_WIDTH, row=_ROW, head=_HEAD, foot=_FOOT)
    marks = heading(_WIDTH, comparison_title(comparison, stamp), KEY)
    marks += chart.headings(HEADS)
    marks += _gaps(chart, rows)
    marks += draw_odds(chart, _ODDS, _ODDS_WIDTH, rows)
    for i, contrast in enumerate(rows):
        marks += _row(chart, i, contrast)
    return chart.page(marks)


def _spread(verdict: Verdict) -> float:
    return (verdict.p95 or 0.0) - (verdict.p05 or 0.0)


def _gaps(chart: RowChart, rows: Sequence[Contrast]) -> list[str]:
    """Return the panel of the differences."""
    gaps = [gap_of(contrast) for contrast in rows]
    reach = _reach(gaps)
    frame = chart.panel(_GAP, _GAP_WIDTH, reach)
    marks = chart.stripes(frame) + share_axis(frame, _ticks(*reach), about=AXIS)
    marks += [upright(frame, 0.0, INK, 0.7), *_sides(frame)]
    for i, gap in enumerate(gaps):
        marks += interval_bar(frame, i, (gap.low, gap.high), reach, BAND_50, 3.4)
        middle = min(max(gap.median, reach[0]), reach[1])
        marks.append(dot(*frame.at(middle, i), 2.35, BLUE, rim=BLUE))
    return marks


def _reach(gaps: Sequence[Gap]) -> tuple[float, float]:
    """Return the ends of the common axis: all intervals up to :data:`CUT`, room on both sides."""
    left = min(CUT, max([0.1, *(-gap.low for gap in gaps)]))
    right = min(CUT, max([0.1, *(gap.high for gap in gaps)]))
    least = 0.3 * max(left, right)
    return -1.08 * max(left, least), 1.08 * max(right, least)


def _ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Return round shares between `low` and `high`, and their labels without a sign."""
    step = 0.05 if high - low < 0.4 else 0.25 if high - low < 1.2 else 0.5
    ticks = [k * step for k in range(-40, 41) if low <= k * step <= high]
    return [(tick, f"{100 * abs(tick):.0f} %") for tick in ticks]


def _sides(frame: PanelFrame) -> list[str]:
    """Say on either side of the zero line who is better there."""
    sides = (
        (-5.0, "right", Text("← B better", "← B 更优")),
        (5.0, "left", Text("A better →", "A 更优 →")),
    )
    x, y = frame.across(0.0), frame.top - 12.0
    return [words(x + aside, y, text, MUTED, across=side) for aside, side, text in sides]


def _row(chart: RowChart, row: int, contrast: Contrast) -> list[str]:
    """Return the texts of a target."""
    better = comparison_words(contrast)
    marks = chart.two_lines(row, _NAME, *target_lines(contrast.target))
    if contrast.same:
        none = [chart.write(row, x, "0") for x in (_NUMBERS, _POINTS)]
        return [*marks, *none, chart.write(row, _WORDS, better)]
    low, high = signed(contrast.diff_p05), signed(contrast.diff_p95)
    ends = Text(f"({low} to {high})", f"({low} 至 {high})")
    wins = share_words(contrast.wins_a, contrast.members, contrast.failed)
    change = points(contrast.diff_probability_ends, contrast.diff_error)
    marks += chart.two_lines(row, _NUMBERS, signed(contrast.diff_p50), ends)
    marks.append(chart.write(row, _POINTS, change))
    return marks + chart.two_lines(row, _WORDS, wins, better)
