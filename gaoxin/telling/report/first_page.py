"""The first page: the answer in two sentences, all odds at a glance, what moves and what holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.language import Text, text_of
from gaoxin.telling.drawing.style import likelihood_colour
from gaoxin.telling.words.answer import counted, hopeless, judged_verdicts, odds_words
from gaoxin.telling.words.phrases import goal, quoted, tight
from gaoxin.telling.words.quantities import gap_text, number, rule_value, share_text
from gaoxin.telling.words.target_names import told_apart
from gaoxin.telling.words.verdict_words import verdict_words

if TYPE_CHECKING:
    from gaoxin.verdicts.comparison import Comparison
    from gaoxin.verdicts.contrast import Contrast
    from gaoxin.verdicts.results import ScenarioResult
    from gaoxin.verdicts.verdict import Verdict

NAMED = 3
"""How many limits and how many comparisons are named."""


def headline(result: ScenarioResult, results: Sequence[ScenarioResult]) -> list[Text]:
    """Return the answer: how many targets are within reach, and which stay out of reach."""
    return [
        counted(result),
        *hopeless(results),
    ]


def odds_table(results: Sequence[ScenarioResult], first: ScenarioResult) -> dict[str, Any]:
    """Return a row a judged target, a cell a scenario; the lead's cell has its word too."""
    ordered = [first, *(result for result in results if result is not first)]
    names = told_apart([verdict.target for verdict in judged_verdicts(first)])
    return {
        "titles": [text_of(result.run.scenario.title) for result in ordered],
        "rows": [
            {
                "name": names[row[0].target.id],
                "rule": rule_value(row[0].target),
                "assumed": row[0].target.status == "assumed",
                "median": number(row[0].p50),
                "gap": gap_text(row[0]),
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
    odds = f"{odds_words(contrast.b)} → {odds_words(contrast.a)}"
    rule = goal(target)
    return Text(f"{target.name_en} {rule}: {odds}", f"{target.name_zh}{rule}：{tight(odds)}")
