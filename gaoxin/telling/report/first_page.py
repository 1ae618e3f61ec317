"""The first page: the answer in two sentences, all odds at a glance, what moves and what holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.language import NOTHING, Text, listed, name_of, text_of
from gaoxin.names import same
from gaoxin.telling.drawing.style import likelihood_colour
from gaoxin.telling.words.phrases import NO_BREAK, element_words, goal, quoted, tight
from gaoxin.telling.words.quantities import (
    RATIOS,
    number,
    percent,
    rule_value,
    share_text,
    unit_words,
)
from gaoxin.telling.words.verdict_words import verdict_words

if TYPE_CHECKING:
    from gaoxin.verdicts.binding import Binding
    from gaoxin.verdicts.comparison import Comparison
    from gaoxin.verdicts.contrast import Contrast
    from gaoxin.verdicts.results import ScenarioResult
    from gaoxin.verdicts.verdict import Verdict

LIKELY, UNLIKELY = 0.66, 0.33
"""Bounds of the IPCC's "likely" and "unlikely"."""
NAMED = 3
"""How many limits and how many comparisons are named."""
HOLDS = 0.05
"""Share of the runs from which on a limit is worth a line."""


def judged_verdicts(result: ScenarioResult) -> list[Verdict]:
    """Return the verdicts on targets that are judged."""
    return [verdict for verdict in result.verdicts if verdict.probability is not None]


def headline(result: ScenarioResult, results: Sequence[ScenarioResult]) -> list[Text]:
    """Return the answer: how many targets are within reach, and which stay out of reach."""
    return [
        counted(result),
        *hopeless(results),
    ]


def counted(result: ScenarioResult) -> Text:
    """Return how many targets are likely, open and unlikely, with the odds of the first ones."""
    verdicts = judged_verdicts(result)
    shares = [verdict.probability or 0.0 for verdict in verdicts]
    likely = sum(share >= LIKELY for share in shares)
    unlikely = sum(share < UNLIKELY for share in shares)
    title = quoted(result.run.scenario.title)
    of, open_ = len(verdicts), len(verdicts) - likely - unlikely
    first = _first_odds(verdicts)
    return Text(
        f"Under {title.en}, {likely} of {of} judged targets are likely to be met, {open_} can go "
        f"either way, {unlikely} are unlikely. {first.en}",
        f"在{title.zh}下，{of}项可评判的目标中，{likely}项可能实现，{open_}项难分可否，"
        f"{unlikely}项不太可能实现。{first.zh}",
    )


def _first_odds(verdicts: Sequence[Verdict]) -> Text:
    """Return the odds of every target on the first variable of the table."""
    if not verdicts:
        return NOTHING
    own = [v for v in verdicts if same(v.target.variable, verdicts[0].target.variable)]
    first = own[0].target
    unit = unit_words(first.unit)
    odds = [(goal(v.target), _odds(v)) for v in own]
    english = "; ".join(f"{rule}: {share}" for rule, share in odds)
    chinese = "；".join(f"{rule}的概率为{tight(share)}" for rule, share in odds)
    return Text(
        f"{first.name_en} ({unit.en}) {english}.", f"{first.name_zh}（{unit.zh}）{chinese}。"
    )


def hopeless(results: Sequence[ScenarioResult]) -> list[Text]:
    """Return the targets that are unlikely under every scenario; nothing where there is none."""
    by_target = list(zip(*(judged_verdicts(result) for result in results), strict=True))
    lost = [row[0].target for row in by_target if all(_share(v) < UNLIKELY for v in row)]
    if not lost or len(results) < 2:
        return []
    names = list(dict.fromkeys(name_of(target) for target in lost))
    shown = listed(names)
    return [
        Text(
            f"Unlikely under every one of the {len(results)} scenarios: {shown.en}.",
            f"{len(results)}种情景下均不太可能实现的有：{shown.zh}。",
        )
    ]


def _odds(verdict: Verdict) -> str:
    return share_text(verdict).replace(" ", NO_BREAK)


def _share(verdict: Verdict) -> float:
    return verdict.probability or 0.0


def odds_table(results: Sequence[ScenarioResult], first: ScenarioResult) -> dict[str, Any]:
    """Return a row a judged target, a cell a scenario; the lead's cell has its word too."""
    ordered = [first, *(result for result in results if result is not first)]
    return {
        "titles": [text_of(result.run.scenario.title) for result in ordered],
        "rows": [
            {
                "name": name_of(row[0].target),
                "rule": rule_value(row[0].target),
                "assumed": row[0].target.status == "assumed",
                "cells": [_cell(verdict) for verdict in row],
            }
            for row in zip(*(judged_verdicts(result) for result in ordered), strict=True)
        ],
    }


def _cell(verdict: Verdict) -> dict[str, Any]:
    return {
        "text": share_text(verdict),
        "word": verdict_words(verdict),
        "colour": likelihood_colour(verdict.word),
    }


def movers(comparisons: Sequence[Comparison]) -> list[Text]:
    """Return the comparisons in which the odds of targets move most, each in a sentence."""
    moved = [(_moved(comparison), comparison) for comparison in comparisons]
    ranked = sorted(moved, key=lambda pair: -float(np.abs(pair[0]).sum()))
    return [_mover(comparison) for shifts, comparison in ranked[:NAMED] if np.any(shifts)]


def _moved(comparison: Comparison) -> list[float]:
    return [contrast.diff_probability or 0.0 for contrast in comparison.contrasts]


def _mover(comparison: Comparison) -> Text:
    ordered = sorted(comparison.contrasts, key=lambda c: -(c.diff_probability or 0.0))
    up, down = ordered[0], ordered[-1]
    ends = [c for c in (up, down) if abs(c.diff_probability or 0.0) >= 0.005]
    a, b = quoted(comparison.a.title), quoted(comparison.b.title)
    shifts = [_shift(contrast) for contrast in ends] or [Text("odds hardly move", "概率变化甚微")]
    return Text(
        f"{a.en} against {b.en}: {'; '.join(shift.en for shift in shifts)}.",
        f"{a.zh}相对{b.zh}：{'；'.join(shift.zh for shift in shifts)}。",
    )


def _shift(contrast: Contrast) -> Text:
    target = contrast.target
    odds = f"{_odds(contrast.b)} → {_odds(contrast.a)}"
    rule = goal(target)
    return Text(f"{target.name_en} {rule}: {odds}", f"{target.name_zh}{rule}：{tight(odds)}")


def holding(bindings: Sequence[Binding]) -> list[Text]:
    """Return the limits that hold back most in the last year: in how many runs, and how hard."""
    most: dict[str, Binding] = {}
    for row in bindings:
        best = most.setdefault(row.limit.id, row)
        if _weight(row) > _weight(best):
            most[row.limit.id] = row
    ranked = sorted(most.values(), key=lambda row: -_weight(row))
    return [_holding(row) for row in ranked[:NAMED] if row.share[-1] >= HOLDS]


def _weight(row: Binding) -> float:
    """Return the share of runs in which a limit binds, times how far it is from its threshold.

    A limit whose threshold is zero weighs by its share alone.
    """
    share, threshold = float(row.share[-1]), row.limit.threshold
    if share == 0.0 or threshold == 0.0:
        return share
    return share * min(1.0, abs(float(row.median[-1]) - threshold) / abs(threshold))


def _holding(row: Binding) -> Text:
    share = "100 %" if row.share[-1] == 1.0 else percent(float(row.share[-1]))
    share, median = share.replace(" ", NO_BREAK), number(float(row.median[-1]))
    year, most = f"{row.time[-1]:.0f}", element_words(row)
    element = Text(f", most in {most.en.lower()}", f"，{most.zh}最突出") if any(most) else NOTHING
    bare = row.limit.unit in RATIOS
    value = Text(f", at {median} where it does", f"，中位数{median}") if bare else NOTHING
    return Text(
        f"{row.limit.name_en}{element.en}: binds in {share} of the runs in {year}{value.en}.",
        f"{row.limit.name_zh}{element.zh}：{year}年在{tight(share)}的运行中起约束作用{value.zh}。",
    )
