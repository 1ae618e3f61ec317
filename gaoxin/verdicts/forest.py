"""The chart of a comparison by target: how far A departs from B, and what that does to the odds.

Targets have different units, so differences share one axis as a fraction of what is unknown: the
width of the 90 % band, the mean of those of A and B. The numbers in the target's own unit stand
beside it. To the right of zero A is better, whichever way the target's rule points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaoxin.verdicts.comparison_charts import title
from gaoxin.verdicts.comparison_tables import comparison_words
from gaoxin.verdicts.dumbbell import draw_odds, note
from gaoxin.verdicts.figures import shortened, write_at, write_heading
from gaoxin.verdicts.style import BAND_50, BLUE, INK, MUTED, PANEL, RULE, SMALL_SIZE
from gaoxin.verdicts.svg import both, draw
from gaoxin.verdicts.text import (
    goal_words,
    points,
    rule_value,
    share_words,
    signed,
    unit_words,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gaoxin.verdicts.comparison import Comparison
    from gaoxin.verdicts.contrast import Contrast
    from gaoxin.verdicts.text import Lang
    from gaoxin.verdicts.verdict import Verdict

CUT = 1.25
"""Widths of a band beyond which an interval is cut, its end written beside it."""

_WIDTH, _ROW, _HEAD, _FOOT = 11.5, 0.36, 1.12, 0.52  # inches
_NAME, _GAP, _NUMBERS, _ODDS, _POINTS, _WORDS = 0.17, 2.75, 5.42, 6.6, 8.92, 9.66
"""Left edges of the columns, inches; the panels of differences and odds are `_GAP` and `_ODDS`."""
_GAP_WIDTH, _ODDS_WIDTH = 2.55, 2.1

KEY = both(
    "Each pair of runs is on the same draws. Bar: 90 % of the differences A − B; dot: median. "
    "Probability of meeting the target: filled A, open B, with 95 % interval of so many runs. "
    "* assumed target.",
    "每对运行采用同一组抽样。横条：A − B 的 90% 区间；圆点：中位数。"
    "达到目标的概率：实心为 A，空心为 B，细线为该运行次数下的 95% 区间。* 假定目标。",
)


@dataclass(frozen=True)
class Gap:
    """A difference in widths of the 90 % band, positive where A is better."""

    low: float
    median: float
    high: float


def gap(contrast: Contrast) -> Gap:
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


def target_chart(comparison: Comparison, stamp: tuple[str, str] = ("", "")) -> str:
    """Return one SVG with a row for every judged target: difference, odds, who is better.

    Parameters
    ----------
    comparison : Comparison
    stamp : tuple of str
        What the draws are, in English and Chinese, where that needs saying.
    """
    from matplotlib.figure import Figure

    rows = [contrast for contrast in comparison.contrasts if contrast.a.state == "judged"]
    height = _HEAD + _ROW * len(rows) + _FOOT
    figure = Figure(figsize=(_WIDTH, height))
    write_heading(figure, title(comparison, stamp), KEY)
    _column_heads(figure, height)
    gaps = _panel(figure, _GAP, _GAP_WIDTH, len(rows))
    odds = _panel(figure, _ODDS, _ODDS_WIDTH, len(rows))
    _draw_gaps(gaps, rows)
    draw_odds(odds, rows)
    for i, contrast in enumerate(rows):
        _write_row(figure, height - _HEAD - (i + 0.5) * _ROW, contrast)
    return draw(figure)


def _spread(verdict: Verdict) -> float:
    return (verdict.p95 or 0.0) - (verdict.p05 or 0.0)


def _panel(figure: Figure, left: float, width: float, rows: int) -> Axes:
    """Return axes in which row i is at y = i, top down."""
    height = figure.get_size_inches()[1]
    box = (left / _WIDTH, _FOOT / height, width / _WIDTH, _ROW * rows / height)
    axes = figure.add_axes(box)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    for i in range(0, rows, 2):
        axes.axhspan(i - 0.5, i + 0.5, color=PANEL, linewidth=0, zorder=0)
    return axes


def _draw_gaps(axes: Axes, rows: Sequence[Contrast]) -> None:
    found = [gap(contrast) for contrast in rows]
    low, high = _reach(found)
    axes.set_xlim(low, high)
    _head_gaps(axes)
    axes.axvline(0.0, color=INK, linewidth=0.7, zorder=2)
    for i, one in enumerate(found):
        start, middle, end = (min(max(x, low), high) for x in (one.low, one.median, one.high))
        axes.plot(
            [start, end], [i, i], color=BAND_50, linewidth=3.4, solid_capstyle="butt", zorder=3
        )
        for cut, edge, marker in ((one.low < low, low, "<"), (one.high > high, high, ">")):
            if cut:
                axes.plot(
                    edge, i, marker=marker, color=BAND_50, markersize=5, clip_on=False, zorder=3
                )
        axes.plot(middle, i, marker="o", color=BLUE, markersize=4.4, zorder=4, clip_on=False)
    axes.set_xticks(*_ticks(low, high))
    axes.grid(visible=True, axis="x", color=RULE, linewidth=0.4, zorder=1)
    axes.set_xlabel(
        both(
            "difference, as a share of the width of the 90 % band",
            "差值占 90% 区间宽度的比例",
        ),
        fontsize=SMALL_SIZE,
    )


def _reach(gaps: Sequence[Gap]) -> tuple[float, float]:
    """Return the ends of the common axis: all intervals up to :data:`CUT`, room on both sides."""
    left = min(CUT, max([0.1, *(-one.low for one in gaps)]))
    right = min(CUT, max([0.1, *(one.high for one in gaps)]))
    least = 0.3 * max(left, right)
    return -1.08 * max(left, least), 1.08 * max(right, least)


def _ticks(low: float, high: float) -> tuple[list[float], list[str]]:
    """Return round shares between `low` and `high`, and their labels without a sign."""
    step = 0.05 if high - low < 0.4 else 0.25 if high - low < 1.2 else 0.5
    ticks = [k * step for k in range(-40, 41) if low <= k * step <= high]
    return ticks, [f"{100 * abs(tick):.0f} %" for tick in ticks]


def _head_gaps(axes: Axes) -> None:
    """Say on either side of the zero line who is better there."""
    sides = ((-1, "right", "← B better", "← B 更优"), (1, "left", "A better →", "A 更优 →"))
    for sign, ha, en, zh in sides:
        note(axes, (0.0, -0.5), (5.0 * sign, 12.0), both(en, zh), MUTED, ha)


def _column_heads(figure: Figure, height: float) -> None:
    heads = (
        (_NAME, both("Target", "目标")),
        (_NUMBERS, both("A − B (5 to 95 %)", "A − B（5% 至 95%）")),
        (_POINTS, both("A − B, points", "A − B，百分点")),
        (_WORDS, both("A better", "A 更优的概率")),
    )
    for x, text in heads:
        write_at(figure, x, height - _HEAD + 0.17, text, MUTED)


def _write_row(figure: Figure, y: float, contrast: Contrast) -> None:
    target = contrast.target
    name = both(shortened(target.name_en, 52), shortened(target.name_zh, 26))
    star = " *" if target.status == "assumed" else ""
    rule, unit = rule_value(target), (unit_words(target.unit, lang) for lang in LANGS)
    goal = both(*(goal_words(rule, words) + star for words in unit))
    low, high = signed(contrast.diff_p05), signed(contrast.diff_p95)
    ends = both(f"({low} to {high})", f"({low} 至 {high})")
    wins = share_words(contrast.wins_a, contrast.members, contrast.failed)
    words = both(*comparison_words(contrast))
    _pair(figure, _NAME, y, name, goal)
    if contrast.same:
        write_at(figure, _NUMBERS, y, "0")
        write_at(figure, _POINTS, y, "0")
        write_at(figure, _WORDS, y, words)
    else:
        _pair(figure, _NUMBERS, y, signed(contrast.diff_p50), ends)
        odds = points(contrast.diff_probability_ends, contrast.diff_error)
        write_at(figure, _POINTS, y, odds)
        _pair(figure, _WORDS, y, wins, words)


LANGS: tuple[Lang, Lang] = ("en", "zh")


def _pair(figure: Figure, x: float, y: float, first: str, second: str) -> None:
    """Write two lines around `y`, the second one muted."""
    write_at(figure, x, y + 0.068, first)
    write_at(figure, x, y - 0.072, second, MUTED, size=SMALL_SIZE - 0.5)
