"""What cannot be known from these data: ridges, competing structures, readings of definitions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from gaoxin.language import Text, name_of
from gaoxin.telling.drawing.style import likelihood_colour
from gaoxin.telling.words.phrases import goal, tight
from gaoxin.telling.words.quantities import percent, rule_value, share_text

if TYPE_CHECKING:
    from gaoxin.desks.targets import Target
    from gaoxin.telling.report.knowledge import Knowledge
    from gaoxin.verdicts.evidence import Choice, Evidence
    from gaoxin.verdicts.verdict import Verdict

WEAK = 0.3
"""Ridges with a weaker correlation are not told."""

DIFFERS = 0.01
"""A reading that moves a target's probability by less is said not to move it."""

STRENGTHS: tuple[tuple[float, Text], ...] = (
    (1.0, Text("the data hardly tell it from the model as it is", "数据难以将其与完整结构区分")),
    (3.0, Text("the data favour {} somewhat", "数据略支持{}")),
    (5.0, Text("the data favour {} strongly", "数据较强支持{}")),
    (np.inf, Text("the data favour {} very strongly", "数据很强支持{}")),
)
"""Difference of log evidence below which each word holds: Kass and Raftery (1995), *JASA* 90,
773-795."""

UNTOLD = Text("how well the data tell them apart could not be measured", "数据能否区分二者未能测得")
"""Of a structure whose evidence the fit refuses: its bridge does not meet the posterior."""


def ridge_rows(knowledge: Knowledge) -> list[dict[str, Any]]:
    """Return the pairs of parameters that the data tie together but cannot tell apart."""
    tables = knowledge.posterior.tables
    pairs = zip(
        tables["ridge_first"].values,
        tables["ridge_second"].values,
        tables["ridge_correlation"].values.tolist(),
        strict=True,
    )
    return [
        _ridge(knowledge.names[str(a)], knowledge.names[str(b)], r)
        for a, b, r in pairs
        if abs(r) >= WEAK
    ]


def _ridge(a: Text, b: Text, correlation: float) -> dict[str, Any]:
    other = Text("less", "较低") if correlation < 0.0 else Text("more", "较高")
    return {
        "words": Text(
            f"More {a.en} with {other.en} {b.en} tells the same past.",
            f"“{a.zh}”较高而“{b.zh}”{other.zh}，同样能解释过去。",
        ),
        "correlation": f"{correlation:+.2f}".replace("-", "−"),
    }


def structures(evidence: Evidence) -> dict[str, Any] | None:
    """Return the competing structures side by side; None where there is none."""
    structures = [choice for choice in evidence.choices if choice.kind == "structure"]
    if not structures:
        return None
    base = next((choice for choice in structures if choice.default), structures[0])
    return {
        "titles": [name_of(choice) for choice in structures],
        "evidence": [_log_evidence(choice) for choice in structures],
        "words": [_strength(choice, base) for choice in structures],
        "rows": _rows(structures),
        "members": sorted({choice.verdicts[0].members for choice in structures}),
    }


def _rows(choices: Sequence[Choice], least: float = 0.0) -> list[dict[str, Any]]:
    """Return a row for each judged target whose odds differ by `least`, a cell a choice."""
    return [
        {
            "name": name_of(row[0].target),
            "rule": rule_value(row[0].target),
            "cells": [_cell(verdict) for verdict in row],
        }
        for row in zip(*(choice.verdicts for choice in choices), strict=True)
        if row[0].word is not None and _gap(row) >= least
    ]


def _gap(row: Iterable[Verdict]) -> float:
    odds = [verdict.probability or 0.0 for verdict in row]
    return max(odds) - min(odds)


def _cell(verdict: Verdict) -> dict[str, str]:
    return {"text": share_text(verdict), "colour": likelihood_colour(verdict.word)}


def _log_evidence(choice: Choice) -> str:
    runs = np.array(choice.log_evidence)
    if not np.isfinite(runs).all():
        return "–"
    spread = f" ± {np.ptp(runs) / 2.0:.1f}" if runs.size > 1 else ""
    return f"{runs.mean():.1f}{spread}".replace("-", "−")


def _strength(choice: Choice, base: Choice) -> Text:
    """Return how far the data tell a structure from the model as it is, in words."""
    if choice is base:
        return Text("the base of the comparison", "比较基准")
    gap = float(np.mean(choice.log_evidence) - np.mean(base.log_evidence))
    if not np.isfinite(gap):
        return UNTOLD
    strength = next(words for bound, words in STRENGTHS if abs(gap) < bound)
    favoured = Text("it", "该结构") if gap > 0.0 else Text("the model as it is", "完整结构")
    return Text(strength.en.format(favoured.en), strength.zh.format(favoured.zh))


def definitions(evidence: Evidence) -> list[dict[str, Any]]:
    """Return the readings of each definition, with the targets whose odds they move."""
    readings = [choice for choice in evidence.choices if choice.kind == "definition"]
    groups = [list(group) for _, group in groupby(readings, key=lambda choice: choice.group)]
    return [
        {
            "options": [name_of(choice) for choice in group],
            "rows": _rows(group, DIFFERS),
        }
        for group in groups
    ]


def widest(evidence: Evidence) -> Text | None:
    """Return which target's odds the choice of structure moves most, from where to where."""
    structures = [choice for choice in evidence.choices if choice.kind == "structure"]
    rows = [list(row) for row in zip(*(choice.verdicts for choice in structures), strict=True)]
    judged = [row for row in rows if row[0].probability is not None]
    if len(structures) < 2 or not judged:
        return None
    row = sorted(max(judged, key=_gap), key=lambda verdict: verdict.probability or 0.0)
    target, (low, high) = row[0].target, (share_text(row[0]), share_text(row[-1]))
    return Text(
        f"{target.name_en} {goal(target)} from {low} to {high}",
        f"{target.name_zh}{goal(target)}的概率由{tight(low)}变为{tight(high)}",
    )


def by_choices(evidence: Evidence, targets: Sequence[Target]) -> list[str]:
    """Return the least and greatest probability of each target under any choice."""
    ranges = []
    for target in targets:
        odds = [
            verdict.probability
            for choice in evidence.choices
            for verdict in choice.verdicts
            if verdict.target is target and verdict.probability is not None
        ]
        ranges.append(_span(min(odds), max(odds)) if odds else "–")
    return ranges


def _span(low: float, high: float) -> str:
    ends = [f"{100 * end:.0f} %" if end in (0.0, 1.0) else percent(end) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0].removesuffix(' %')} – {ends[1]}"
