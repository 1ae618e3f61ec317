"""Sentences that several charts and tables of a sweep share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gaoxin.language import NOTHING, Text
from gaoxin.telling.words.quantities import unit_words
from gaoxin.telling.words.verdict_words import verdict_words

if TYPE_CHECKING:
    from gaoxin.verdicts.sweeps.measures import Measure
    from gaoxin.verdicts.sweeps.result import SweepResult


REFUSED_WORDS = Text("no verdict", "不予评判")
"""Of a point where over 1 % of the members failed."""
MET_WORDS = (Text("not met", "未达到"), Text("met", "达到"))


def point_words(result: SweepResult, point: int, n: int) -> Text:
    """Return the verdict of a measure at a design point; blank where there is nothing to judge.

    Of a single run without draws it is whether the threshold is met, and no likelihood.

    Parameters
    ----------
    result : SweepResult
    point, n : int
        Numbers of the design point and of the measure.

    Returns
    -------
    Text
    """
    verdict = result.verdict(point, n)
    if verdict is None:
        return REFUSED_WORDS
    if verdict.met is None:
        return NOTHING
    return verdict_words(verdict) if result.wants.drawn else MET_WORDS[verdict.met]


def when_words(measure: Measure) -> Text:
    """Return when a measure is taken: in a year, at a time of any model, or at an extreme."""
    extremes = {"max": Text("at its highest", "最高值"), "min": Text("at its lowest", "最低值")}
    if measure.when in extremes:
        return extremes[measure.when]
    if measure.yearly:
        return Text(f"in {measure.when}", f"{measure.when}年")
    return Text(f"at time {measure.when}", f"时点{measure.when}")


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
