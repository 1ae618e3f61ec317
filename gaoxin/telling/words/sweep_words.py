"""Sentences that several charts and tables of a sweep share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gaoxin.language import NOTHING, Text
from gaoxin.telling.words.quantities import unit_words

if TYPE_CHECKING:
    from gaoxin.verdicts.sweeps.result import SweepResult


def error_words(result: SweepResult, n: int) -> Text:
    """Say how many runs a point rests on, and the error that this number alone makes."""
    error = 100.0 * result.largest_error(n)
    percents = f"{error:.1f}" if error < 0.95 else f"{error:.0f}"
    members = f"{result.sweep.members:,}"
    return Text(
        f"Share of {members} runs a point, the same draws at every point; Monte Carlo standard "
        f"error at most {percents} percentage points.",
        f"每点{members}次运行中达标的比例，各点用同一组抽样；蒙特卡洛标准误不超过{percents}个百分点。",
    )


def half_words(result: SweepResult, n: int) -> Text:
    """Say what the line at one half is, or that all points are on one side of it."""
    shares = result.probability(n)
    known = shares[~np.isnan(shares)]
    if not result.wants.drawn:
        if known.all() or not known.any():
            return NOTHING
        return Text("Thick line: where the threshold is passed.", "粗线：越过阈值之处。")
    if (known < 0.5).all():
        return Text("No point reaches 50 %.", "所有点均低于50%。")
    if (known >= 0.5).all():
        return Text("Every point reaches 50 %.", "所有点均不低于50%。")
    return Text("Thick line: 50 %.", "粗线：50%。")


def outcome_words(result: SweepResult, n: int) -> Text:
    """Name the outcome of a measure, with its unit."""
    unit = unit_words(result.measure(n).target.unit)
    name = Text("Median", "中位数") if result.wants.drawn else Text("Outcome", "结果")
    return Text(f"{name.en}, {unit.en}", f"{name.zh}，{unit.zh}")


def refused_words(result: SweepResult) -> Text:
    """Say how many points have no verdict; blank where all have one."""
    count = int((result.summary.refused != "").sum())
    if not count:
        return NOTHING
    return Text(
        f"{count} of {result.summary.refused.size} points have no verdict: over 1 % of their runs "
        "failed.",
        f"{result.summary.refused.size}个点中有{count}个失败运行超过1%，不予评判。",
    )
